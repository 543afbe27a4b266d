"""A text cut into sentences, by code points; a line of its own, such as a heading, is one too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Sentence:
    """A stretch of a text without the blanks around it; ``end`` is not included."""

    start: int
    end: int


Span = tuple[int, int]
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
# From the beginning of a run of marks and never back into it: a million full stops take no longer.
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’»)\]]*+(?=\s+\S)|(?<![。！？])[。！？]++[”’」』）]*+")
# After these a full stop ends no sentence, unless a new line does.
_SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Gov|Rep|St|No|Nos|Co|Corp|Inc|Ltd|Bros|vs|etc|approx|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Fig|Art|Vol|pp|cf|al|г|гг|тыс|млн|млрд|"
    r"руб|ул|им|т|см|стр)|(?:\b[A-ZА-ЯЁ]|\b(?:Yu|Ya|Ye|Zh|Sh|Ch|Kh|Ts)|\b[a-z]\.[a-z]))\.[\"'”’»)\]]*$"
)
_GOES_ON = re.compile(r"\s+[a-zа-яё0-9,;:–—(]")
# “We agreed!” he said: the sentence goes on.
_SAID_ON = re.compile(r"\s+[a-zа-яё]")
_LONGEST_LOOK_BACK = 24
_LONGEST_NUMBER = 6
# The number of a list, and the abbreviations with which a sentence may well end.
_NUMBERED = re.compile(r"\(?\d{1,2}\.")
_BODY = re.compile(r"\b(?:Co|Corp|Inc|Ltd|etc|U\.S|p\.m|a\.m)\.[\"'”’)]*$")
_BEGINS = re.compile(
    r"\s+[“\"‘(]?(?:The|In|It|He|She|They|This|That|These|Those|A|An|On|At|But|And|We|As|For|However|"
    r"According|Meanwhile|Under|After|Its|Their|By|With)\s"
)
# Lines that were broken to a width: how wide, and how many of them make a whole text such.
_NARROWEST, _WIDEST = 40, 110
_WRAPPED_SHARE, _WRAPPED_LEAST = 5, 2
_BREAKS = {"\n", "\r\n"}
_CLOSES = ".!?…:;|"


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences in order; no two overlap, and only blanks stand between them."""
    for start, last in _paragraphs(text):
        for mark in _END.finditer(text, start, last):
            if _ends(text, start, mark.end(), last):
                yield from _stripped(text, start, mark.end())
                start = mark.end()
        yield from _stripped(text, start, last)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines; those that were only broken to a width belong together."""
    lines = [line.span() for line in _LINE.finditer(text)]
    joins = [_goes_over(text, one, two) for one, two in pairwise(lines)]
    wrapped = sum(joins) * _WRAPPED_SHARE > len(joins) and sum(joins) > _WRAPPED_LEAST
    at = 0
    while at < len(lines):
        start, end = lines[at]
        while at < len(joins) and (
            joins[at] or (wrapped and _goes_over(text, lines[at], lines[at + 1], large=True))
        ):
            at += 1
            end = lines[at][1]
        yield start, end
        at += 1


def _goes_over(text: str, one: Span, two: Span, *, large: bool = False) -> bool:
    """Tell whether a line was broken in the middle of a sentence and goes on in the next."""
    width = one[1] - one[0]
    if text[one[1] : two[0]] not in _BREAKS or not _NARROWEST <= width <= _WIDEST:
        return False
    last, first = text[one[1] - 1], text[two[0]]
    if last in _CLOSES and not large:
        return False
    return first.islower() or (large and (first.isalnum() or first in '“"(«$€'))


def _ends(text: str, start: int, end: int, line_end: int) -> bool:
    before = text[max(start, end - _LONGEST_LOOK_BACK) : end]
    if end - start <= _LONGEST_NUMBER and _NUMBERED.fullmatch(text[start:end].strip()):
        return False
    if _BODY.search(before) and _BEGINS.match(text, end, line_end):
        return True
    if before[-1:] in "。！？" or not before.rstrip("\"'”’»)]").endswith("."):
        return not _SAID_ON.match(text, end, line_end)
    return not _SHORT.search(before) and not _GOES_ON.match(text, end, line_end)


def _stripped(text: str, start: int, end: int) -> Iterator[Sentence]:
    words = text[start:end]
    left, right = len(words) - len(words.lstrip()), len(words.rstrip())
    if left < right and any(one.isalnum() for one in words):
        yield Sentence(start + left, start + right)
