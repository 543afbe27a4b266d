"""The entry that a sentence could begin: its title, country, type, status, sector."""

import re
from dataclasses import dataclass

from models.reading.beginnings import PACKAGE, Told
from models.reading.cues import Cue, cue, every, most
from models.reading.said import Said
from models.reading.shapes import Suggestion
from models.reading.words import words_of
from models.vocabularies import VOCABULARIES

Span = tuple[int, int]
_Record = tuple[dict[str, str], dict[str, Span], dict[str, str]]
_LONGEST_TITLE = 140
_SHORTEST, _SHORTEST_TITLE = 24, 60
_LONGEST_PARAGRAPH, _LEAD = 900, 600
_TO_BE = re.compile(r"\b(?:should|to|will|would|must|can|could) be\s$")
_FEWEST_SHARED, _LONG_WORD = 2, 5
# What is the rule where neither sentence nor paragraph says how far it has come.
_USUAL = {
    "meeting": "80",
    "trade": "85",
    "loan": "30",
    "grant": "30",
    "agreement": "30",
    "scholarship": "30",
    "debt": "30",
    "assistance": "40",
    "construction": "40",
    "greenfield": "15",
    "joint_venture": "15",
}


@dataclass(frozen=True)
class Page:
    """The day of an article, where its words say it, its headline, and the countries it names.

    ``sided`` tells whether the headline names China or one of these.
    """

    published: str
    dated: Span | None
    headline: Span
    around: frozenset[str]
    sided: bool = False


def entry_of(
    one: Told, page: Page, kind: Cue, some: tuple[Suggestion, ...], *, first: bool
) -> Suggestion:
    """Return the entry that a sentence begins, with what hangs off it."""
    said = one.said
    package = PACKAGE.search(said.words)
    code = "agreement" if package and kind.code not in {"loan", "grant"} else kind.code
    record: _Record = ({"type": code}, {"type": kind.words}, {"type": "inferred"})
    values, words, states = record
    if package:
        start = said.start + package.start()
        words["type"] = (start, said.start + package.end())
        values["umbrella"], states["umbrella"] = "yes", "inferred"
        words["umbrella"] = words["type"]
    _put_country(one, page, record)
    _put_status(said, page, code, record, package=bool(package))
    sector = most("sector", said.text, said.start, said.end)
    if package and "various sectors" in said.words:
        values["sector"], states["sector"] = "998", "inferred"
    elif sector is not None:
        values["sector"], words["sector"], states["sector"] = sector.code, sector.words, "inferred"
    _put_title(one, page, record, first=first)
    label = VOCABULARIES["entry_type"].label_of(code)
    country = values.get("country", "")
    line = f"{label}{f', {country}' if country else ''}: {values['title']}"
    return Suggestion("entry", said.start, said.end, line, values, words, states, some)


def _put_country(one: Told, page: Page, record: _Record) -> None:
    values, words, states = record
    by = one.sides.by
    if by is not None:
        values["country"] = one.sides.country
        states["country"] = "stated" if by.kind == "country" else "inferred"
        words["country"] = (by.start, by.end)
    elif not one.sides.region and len(page.around) == 1:
        # The article speaks of one country only.
        values["country"], states["country"] = next(iter(page.around)), "inferred"


def _put_title(one: Told, page: Page, record: _Record, *, first: bool) -> None:
    """Call the first entry as the headline does where both tell the same, and cite it for that."""
    values, words, states = record
    said = one.said
    start, end = _title(said)
    inside = any(said.start <= place < said.end for place, _ in words.values())
    if first and inside and _tells_same(one, page):
        start, end = page.headline
    title = " ".join(said.text[start:end].split())
    values["title"], words["title"] = title[:1].upper() + title[1:], (start, end)
    states["title"] = "stated"


def _tells_same(one: Told, page: Page) -> bool:
    """Tell whether a headline says what a sentence does, or names a side and what follows it."""
    said, (start, end) = one.said, page.headline
    if end - start < _SHORTEST or said.text[start:end].endswith("?"):
        return False
    title = _roots(said.text[start:end])
    if len(_roots(said.words) & title) >= _FEWEST_SHARED:
        return True
    follows = said.text[said.start : max(said.end, said.start + _LEAD)]
    return page.sided and len(_roots(follows) & title) >= _FEWEST_SHARED


def _roots(words: str) -> set[str]:
    return {one.key[:_LONG_WORD] for one in words_of(words) if len(one.key) >= _LONG_WORD}


def _put_status(said: Said, page: Page, kind: str, record: _Record, *, package: bool) -> None:
    values, words, states = record
    found = [one for one in _statuses(said, said.end) if _fits(one.code, kind)]
    if not found and kind not in {"meeting", "talks", "agreement"}:
        # What comes next in the paragraph speaks of the same.
        stop = said.text.find("\n", said.end)
        stop = min(len(said.text) if stop < 0 else stop, said.end + _LONGEST_PARAGRAPH)
        found = [one for one in _statuses(said, stop) if _fits(one.code, kind)]
    span: Span | None
    if package and not any(one.code in {"20", "30"} for one in found):
        code, span = "15", words["type"]
    elif kind == "talks":
        code, span = "10", words["type"]
    elif found:
        code, span = found[0].code, found[0].words
    else:
        planned = cue("planned", said.text, said.start, said.end)
        code, span = ("15", planned.words) if planned else (_USUAL.get(kind, ""), None)
    if not code:
        return
    values["status"], states["status"] = code, "inferred"
    if span is not None:
        words["status"] = span
    if page.published:
        values["status_as_of"], states["status_as_of"] = page.published, "inferred"
        if page.dated is not None:
            words["status_as_of"] = page.dated


def _statuses(said: Said, end: int) -> list[Cue]:
    found = every("status", said.text, said.start, end)
    return [one for one in found if not _TO_BE.search(said.text, said.start, one.start)]


def _fits(status: str, kind: str) -> bool:
    if status == "80":
        return kind == "meeting"
    if status == "85":
        return kind == "trade"
    if kind == "trade":
        return status not in {"40", "50"}
    return kind != "meeting" or status in {"70", "15"}


def _title(said: Said) -> tuple[int, int]:
    """Return the stretch of a sentence that can stand as a title."""
    start, end = said.body, said.end
    while end > start and said.text[end - 1] in ".!?;:":
        end -= 1
    if end - start > _LONGEST_TITLE:
        stop = max(
            said.text.rfind(mark, start + _SHORTEST, start + _LONGEST_TITLE)
            for mark in (", ", "; ", " – ")
        )
        if stop < start + _SHORTEST_TITLE:
            stop = said.text.rfind(" ", start, start + _LONGEST_TITLE)
        end = stop if stop > start else start + _LONGEST_TITLE
    return start, end
