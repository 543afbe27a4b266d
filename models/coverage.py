"""Which sentences of an article are coded, set aside, or still open."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from models.reading.sentences import Sentence, sentences

CODED, DISMISSED, OPEN = "coded", "dismissed", "open"
Span = tuple[int, int]
_KEPT = 256


@dataclass(frozen=True)
class Covered:
    """One sentence, by code points, and how far the coder is with it."""

    start: int
    end: int
    state: str


def covered(text: str, cited: Iterable[Span], dismissed: Iterable[Span]) -> list[Covered]:
    """Return the sentences in order: coded where cited words stand, else set aside, else open."""
    parts = _sentences(text)
    states = [OPEN] * len(parts)
    for spans, state in ((dismissed, DISMISSED), (cited, CODED)):
        for start, end in spans:
            for place in _touched(parts, start, end):
                states[place] = state
    return [Covered(one.start, one.end, state) for one, state in zip(parts, states, strict=True)]


@lru_cache(_KEPT)
def _sentences(text: str) -> tuple[Sentence, ...]:
    return tuple(sentences(text))


def _touched(parts: Sequence[Sentence], start: int, end: int) -> range:
    """Return the places of the sentences that some words stand in."""
    first = bisect_left(parts, start + 1, key=lambda one: one.end)
    last = bisect_left(parts, end, key=lambda one: one.start)
    return range(first, last)
