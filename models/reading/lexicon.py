"""The lexicons: tab-separated files of ``resources/reading``, loaded when they are first asked."""

from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from typing import Generic, NamedTuple, TypeVar

from models.reading.words import Word, folded, words_of

Meaning = TypeVar("Meaning")
_SHORT = 5


@cache
def lines(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the cells of a lexicon, line by line; short lines are filled up with nothing."""
    text = (files("resources") / "reading" / f"{name}.tsv").read_text(encoding="utf-8")
    heading, *rest = text.splitlines()
    width = heading.count("\t") + 1
    cells = (line.split("\t") for line in rest if line.strip() and not line.startswith("#"))
    return tuple(tuple((one + [""] * width)[:width]) for one in cells)


@cache
def listed(name: str) -> frozenset[str]:
    """Return the first cells of a lexicon in their look-up form."""
    return frozenset(folded(line[0]) for line in lines(name))


@cache
def having(name: str, role: str) -> frozenset[str]:
    """Return the first cells, as written, of the lines that have a role in their second."""
    return frozenset(line[0] for line in lines(name) if line[1] == role)


class _Entry(NamedTuple, Generic[Meaning]):
    words: tuple[Word, ...]
    meaning: Meaning


class Phrases(Generic[Meaning]):
    """Phrases with a meaning, found in a list of words; the longest wins."""

    def __init__(self, phrases: Iterable[tuple[str, Meaning]]) -> None:
        self._by_start: dict[tuple[str, str], list[_Entry[Meaning]]] = {}
        for phrase, meaning in phrases:
            parts = tuple(words_of(phrase))
            if parts:
                second = parts[1].key if len(parts) > 1 else ""
                some = self._by_start.setdefault((parts[0].key, second), [])
                some.append(_Entry(parts, meaning))
        for some in self._by_start.values():
            some.sort(key=lambda one: -len(one.words))

    def at(self, words: Sequence[Word], place: int) -> tuple[int, Meaning] | None:
        """Return how many words the phrase takes that begins at a place, and what it means."""
        first = words[place].key
        second = words[place + 1].key if place + 1 < len(words) else ""
        for start in ((first, second), (first, "")):
            for entry in self._by_start.get(start, ()):
                if len(words) - place >= len(entry.words) and _same(entry.words, words, place):
                    return len(entry.words), entry.meaning
        return None


def _same(wanted: tuple[Word, ...], words: Sequence[Word], place: int) -> bool:
    for offset, one in enumerate(wanted):
        word = words[place + offset]
        if word.key != one.key or (one.capital and not _written_alike(one, word)):
            return False
        if offset and word.gap != one.gap and {word.gap, one.gap} != {" ", "-"}:
            return False
    return True


def _written_alike(wanted: Word, word: Word) -> bool:
    if wanted.shouted and len(wanted.text) <= _SHORT:
        return word.text == wanted.text
    return word.capital


@cache
def word_list(name: str) -> frozenset[str]:
    """Return one of the lists of words that decide in passing."""
    return frozenset(next(line[1] for line in lines("word_lists") if line[0] == name).split())
