"""The words of a text with their places, and the form in which they are looked up."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_APOSTROPHES = "'’‘ʻʼ`´ʹ"
_WORD = re.compile(
    rf"(?:[A-Z]\.){{2,}}|[^\W_]+(?:[{_APOSTROPHES}](?![sS]\b)[^\W\d_]+)*[\u0300-\u036f]*"
)
_SAME = str.maketrans(
    {
        **dict.fromkeys(_APOSTROPHES, "'"),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("\t\n\r\u00a0\u2009\u202f", " "),
    }
)
_LONGEST_GAP = 6


class Word(NamedTuple):
    """A word, its code points, its look-up form, what stands before it, and its size."""

    text: str
    start: int
    end: int
    key: str
    gap: str
    capital: bool

    @property
    def shouted(self) -> bool:
        """Tell whether all of it is in capitals."""
        return len(self.text) > 1 and self.text.isupper()


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Return a word without case, accents and the many forms of the apostrophe."""
    plain = text.translate(_SAME)
    if not plain.isascii():
        parts = unicodedata.normalize("NFKD", plain)
        plain = "".join(one for one in parts if not unicodedata.combining(one)).replace("ı", "i")
    return plain.casefold()


def words_of(text: str, start: int = 0, end: int | None = None) -> Iterator[Word]:
    """Yield the words between two places of a text."""
    before = start
    for found in _WORD.finditer(text, start, len(text) if end is None else end):
        first, last = found.span()
        gap = text[before:first] if first - before <= _LONGEST_GAP else "…"
        gap = " ".join(gap.translate(_SAME).split(" ")) if len(gap) > 1 else gap.translate(_SAME)
        while "  " in gap:
            gap = gap.replace("  ", " ")
        words = found.group()
        yield Word(words, first, last, folded(words), gap, words[0].isupper())
        before = last
