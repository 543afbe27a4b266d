"""A text cut into sentences, by code points; a line of its own, such as a heading, is one too."""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """A stretch of a text without the blanks around it; ``end`` is not included."""

    start: int
    end: int


_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]]*(?=\s+\S)|[。！？]+[”’」』）]*)")
# After these a full stop ends no sentence, unless a new line does.
_SHORT = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Gen|Col|Sen|Gov|Rep|St|No|Nos|Co|Corp|Inc|Ltd|Bros|vs|etc|approx|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|Fig|Art|Vol|pp|cf|al|г|гг|тыс|млн|млрд|"
    r"руб|ул|им|т|см|стр)|(?:\b[A-ZА-ЯЁ]|\b(?:Yu|Ya|Ye|Zh|Sh|Ch|Kh|Ts)|\b[a-z]\.[a-z]))\.[\"'”’»)\]]*$"
)
_GOES_ON = re.compile(r"\s+[a-zа-яё0-9,;:–—(]")
_LONGEST_LOOK_BACK = 24


def sentences(text: str) -> Iterator[Sentence]:
    """Yield the sentences in order; no two overlap, and only blanks stand between them."""
    for line in _LINE.finditer(text):
        start = line.start()
        for mark in _END.finditer(text, line.start(), line.end()):
            if _ends(text, mark.end(), line.end()):
                yield from _stripped(text, start, mark.end())
                start = mark.end()
        yield from _stripped(text, start, line.end())


def _ends(text: str, end: int, line_end: int) -> bool:
    before = text[max(0, end - _LONGEST_LOOK_BACK) : end]
    if before[-1:] in "。！？" or not before.rstrip("\"'”’»)]").endswith("."):
        return True
    return not _SHORT.search(before) and not _GOES_ON.match(text, end, line_end)


def _stripped(text: str, start: int, end: int) -> Iterator[Sentence]:
    words = text[start:end]
    left, right = len(words) - len(words.lstrip()), len(words.rstrip())
    if left < right and any(one.isalnum() for one in words):
        yield Sentence(start + left, start + right)
