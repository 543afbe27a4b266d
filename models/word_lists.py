"""All words of a text that has an index: which of them have some letters inside.

An index of words finds how words begin. For what stands inside them each text would have to be
looked at; but a million titles are made of some ten thousand words, and these are looked through
at once. A list is read ahead and never lacks a word: records that were written since are told
beside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

from sqlalchemy import Connection

from models.changes import Change
from models.fields import Kind
from models.search import words_with_records

SHORTEST: Final = 3
"""Shorter letters stand inside so many words that looking at each text is quicker."""

MOST_RECORDS: Final = 20_000
"""The same for words that so many records have."""

MOST_STALE: Final = 10_000
_FIRST = ord("A")


@dataclass(frozen=True)
class Inside:
    """The words that have some letters after their first, and the records not looked at yet."""

    words: tuple[str, ...]
    stale: tuple[int, ...]


@dataclass
class _List:
    """Words on a line each, with a capital for about how many records have it: A none, B one."""

    text: str
    stale: set[int] = field(default_factory=set)

    def lines_with(self, letters: str) -> Iterator[str]:
        place = self.text.find(letters)
        while place >= 0:
            start, end = self.text.rfind("\n", 0, place) + 1, self.text.find("\n", place)
            # Once more in the same word it may stand inside.
            if place > start or self.text.find(letters, place + 1, end) >= 0:
                yield self.text[start:end]
            place = self.text.find(letters, end)


class WordLists:
    """The lists that were read ahead, each as the store was at one step. Any thread may ask."""

    def __init__(self, step: int) -> None:
        self._lock = Lock()
        self._step = step
        self._kept: dict[tuple[str, str], _List] = {}

    def prepare(self, connection: Connection, kind: Kind, key: str, step: int) -> None:
        """Read the words of a field, unless they are known: a second for a million titles."""
        with self._lock:
            if (kind.name, key) in self._kept:
                return
        lines = (
            f"{word}{chr(_FIRST + records.bit_length())}\n"
            for word, records in words_with_records(connection, kind, key)
        )
        made = _List("".join(lines))
        with self._lock:
            if step == self._step:
                self._kept[kind.name, key] = made

    def inside(self, kind: Kind, key: str, letters: str, step: int) -> Inside | None:
        """Return the words with plain letters inside them; None where that is not known, or many.

        ``letters`` are folded, and of ASCII: those are in a text wherever they are in its words.
        """
        with self._lock:
            known = self._kept.get((kind.name, key)) if step == self._step else None
            stale = tuple(sorted(known.stale)) if known else ()
        if (
            known is None
            or len(letters) < SHORTEST
            or not (letters.isascii() and letters.isalnum())
        ):
            return None
        words, records = [], 0
        for line in known.lines_with(letters):
            words.append(line[:-1])
            records += 1 << ord(line[-1]) - _FIRST
            if records > MOST_RECORDS:
                return None
        return Inside(tuple(words), stale)

    def take(self, change: Change) -> None:
        """Note which records a commit has written, and drop the lists that lag too far behind."""
        with self._lock:
            in_turn = change.step == self._step + 1
            self._step = change.step
            for at, known in list(self._kept.items()):
                known.stale |= {one for name, one, cell in change.cells if (name, cell) == at}
                known.stale |= {one for name, one in change.added if name == at[0]}
                if not in_turn or len(known.stale) > MOST_STALE:
                    del self._kept[at]
