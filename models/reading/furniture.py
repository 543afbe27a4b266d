"""What of a page is no story: buttons, bylines, captions, headings, and opinion in general."""

import re

from models.reading.cues import cue
from models.reading.said import BULLET, Said

_FURNITURE = re.compile(
    r"^[(\[]?(?:share(?: (?:on|this|via)\b|$)|read (?:also|more|next)\b|see also\b|related\b|"
    r"more on\b|(?:file )?(?:photos?|images?|pictures?|videos?|captions?|illustration)\b\s?"
    r"(?:[:/|©]|by\b|credits?\b|courtesy)|sources?:|tags?:|tags?$|icon-|follow us\b|subscribe\b|"
    r"sign (?:up|in)\b|log ?in\b|newsletter\b|advertisement\b|cookie|print$|comments?\b|"
    r"(?:reporting|editing|edited|writing|written|translated|additional reporting|compiled) by\b|"
    r"copyright\b|©|all rights reserved|contacts?:|press (?:office|release|service)\b[^.]{0,40}"
    r"(?:[:,]|$|no\.)|"
    r"(?:tel|phone|fax|e-?mail|editor|author|published|updated|last updated|posted|date)\b\.?\s?:|"
    r"click (?:here|to)\b|download\b|https?:|www\.|enditem\b|figure \d|table \d|"
    r"home\b\s?[>|/]|skip to\b|menu$|search$)",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"^By\s+[A-ZÀ-Þ][^\d.]*$|^[A-ZÀ-Þ]\S+ [A-ZÀ-Þ]\S+ is (?:an?|the) [^.]{0,60}\b"
    r"(?:fellow|journalist|reporter|analyst|correspondent|editor|columnist|freelancer)\b"
)
_PHONE = re.compile(r"(?:\btel\.|\bphone\b|\bfax\b).{0,20}|\+\d{1,3}[\s(]\d", re.IGNORECASE)
_RATE = re.compile(r"\(?[^()=]{1,16}=[^()=]{1,40}\)?\.?")
_RIGHTS = re.compile(r"\ball rights reserved\b|©", re.IGNORECASE)
_SHORTEST, _LONGEST_FURNITURE, _LONGEST_HEADING = 24, 160, 110
# What has more is a table or worse, and no sentence.
_LONGEST, _MOST_MENTIONS = 3000, 80
_STOPS = (".", "!", "?", ";", ",", "”", '"', "»", ")", "…")


def is_furniture(said: Said) -> bool:
    """Tell whether nothing of a line belongs to the story."""
    words = said.words
    if len(words) > _LONGEST or len(said.mentions) > _MOST_MENTIONS:
        return True
    if len(words) <= _LONGEST_FURNITURE and (
        _FURNITURE.match(words) or _BYLINE.match(words) or _RIGHTS.search(words)
    ):
        return True
    if _RATE.fullmatch(words):
        return True
    if len(words) < _LONGEST_HEADING // 2 and _PHONE.search(words):
        return True
    counts = bool(said.of("money", "quantity"))
    dated = said.of("date") and cue("milestone", said.text, said.start, said.end)
    if len(words) < _SHORTEST and not counts and not dated and words[-1] != "”":
        return True
    spoken_for = sum(len(one.text) for one in said.of("date", "organisation", "person"))
    return (spoken_for * 10 > len(words) * 7 and not counts) or _is_heading(said)


def _is_heading(said: Said) -> bool:
    """Tell whether it is a line of its own that only says what follows."""
    words, text = said.words, said.text
    if len(words) > _LONGEST_HEADING or words.endswith(_STOPS) or BULLET.match(words):
        return False
    alone = text[: said.start].rstrip(" \t")[-1:] in ("", "\n", "\r") and (
        text[said.end :].lstrip(" \t")[:1] in ("", "\n", "\r")
    )
    return alone and (words.endswith(":") or not said.of("money", "quantity"))


def is_opinion(said: Said) -> bool:
    """Tell whether a sentence only praises ties: nothing in it could be checked."""
    if cue("courtesy", said.text, said.start, said.end):
        return not said.told("money", "quantity")
    if said.told("money", "quantity", "date", "organisation", "person"):
        return False
    return cue("opinion", said.text, said.start, said.end) is not None
