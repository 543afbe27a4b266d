"""Cues: words of a sentence that say of what type, status, sector or role something is."""

import re
from functools import cache
from typing import NamedTuple

from models.reading.lexicon import lines

# How far before and behind a number its cues may stand.
_NEAR_BEFORE, _NEAR_BEHIND = 110, 50


class Cue(NamedTuple):
    """What was concluded, and the words that said so."""

    code: str
    start: int
    end: int

    @property
    def words(self) -> tuple[int, int]:
        """Return where the words stand."""
        return self.start, self.end


@cache
def _patterns(aspect: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (code, re.compile(pattern, re.IGNORECASE))
        for name, code, pattern in lines("cues")
        if name == aspect
    )


def cue(aspect: str, text: str, start: int, end: int) -> Cue | None:
    """Return the first cue of an aspect in the order of the lexicon, which puts the surer first."""
    for code, pattern in _patterns(aspect):
        found = pattern.search(text, start, end)
        if found is not None:
            return Cue(code, *found.span())
    return None


def cues(aspect: str, text: str, start: int, end: int) -> list[Cue]:
    """Return one cue of each code of an aspect, in the order of the text."""
    return sorted(every(aspect, text, start, end), key=lambda one: one.start)


def every(aspect: str, text: str, start: int, end: int) -> list[Cue]:
    """Return one cue of each code of an aspect, in the order of the lexicon."""
    found = [(code, pattern.search(text, start, end)) for code, pattern in _patterns(aspect)]
    return [Cue(code, *one.span()) for code, one in found if one is not None]


def nearest(aspect: str, text: str, place: int, sentence: tuple[int, int]) -> Cue | None:
    """Return the cue that stands nearest before a place, or else nearest behind it."""
    first = max(sentence[0], place - _NEAR_BEFORE)
    before = [
        Cue(code, *one.span())
        for code, pattern in _patterns(aspect)
        for one in pattern.finditer(text, first, place)
    ]
    if before:
        return max(before, key=lambda one: one.end)
    behind = cues(aspect, text, place, min(sentence[1], place + _NEAR_BEHIND))
    return behind[0] if behind else None


def most(aspect: str, text: str, start: int, end: int) -> Cue | None:
    """Return the cue whose code is met most often between two places; the earlier of equals."""
    best: tuple[int, int, Cue] | None = None
    for code, pattern in _patterns(aspect):
        found = list(pattern.finditer(text, start, end))
        if found:
            one = (len(found), -found[0].start(), Cue(code, *found[0].span()))
            best = max(best, one) if best else one
    return best[2] if best else None
