"""Which records have the words that are sought, as marks; those of each word are kept.

A word is sought anywhere in what belongs to a record, or in one text that has an index. The ways
there give ids by the hundred thousand, many of them several times. Marking them costs little;
SQLite would sort them and look each up in its table.
"""

from array import array
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final

from sqlalchemy import Connection, func, select

from models.conditions import containing_word, words_apart
from models.database import still_wanted
from models.kinds import KINDS
from models.marks import all_marked, both, marks_of, turned
from models.query import Query, read_packed
from models.records import TABLES
from models.search import Word, words_of
from models.seeking import far_from, near_to

MOST_WORDS: Final = 6
"""Of so many words the marks are kept, a byte for each record of the kind."""


@dataclass(frozen=True)
class Sought:
    """A word that the records of a kind must have: in one field, or anywhere."""

    kind: str
    word: Word
    field: str = ""

    def ids(self, connection: Connection) -> "array[int]":
        """Return the ids of those that have it, some of them several times."""
        kind = KINDS[self.kind]
        if self.field:
            return read_packed(connection, containing_word(kind, self.field, self.word.text))
        found = read_packed(connection, near_to(kind, self.word))
        far = None if found or self.word.negated else far_from(kind, self.word)
        return found if far is None else read_packed(connection, far)


def sought_in(query: Query) -> tuple[list[Sought], Query]:
    """Return the words a query asks for, and the query without them."""
    kind, left = KINDS[query.kind], []
    found = [Sought(query.kind, word) for word in words_of(query.words)]
    for filtered in query.filters:
        plain = not filtered.negated and kind.has(filtered.field)
        field = kind.field(filtered.field) if plain else None
        words = words_apart(kind, field, filtered.text) if field else ()
        found += (Sought(query.kind, Word(word), filtered.field) for word in words)
        if not words:
            left.append(filtered)
    return found, replace(query, words="", filters=tuple(left))


class Members:
    """The marks of the words that were sought last, as the store was at one step."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._step = 0
        self._kept: OrderedDict[Sought, bytes] = OrderedDict()

    def marks(self, connection: Connection, sought: Sequence[Sought], step: int) -> bytes:
        """Return marks on the records that have all the words, and none that is left out.

        Where all words are left out, ids that are no record are marked too.
        """
        ids = TABLES[sought[0].kind].c.id
        highest = connection.execute(select(func.max(ids))).scalar() or 0
        found = all_marked(highest)
        for one in sought:
            still_wanted(connection)
            marks = self._of(connection, one, step, highest)
            found = both(found, turned(marks) if one.word.negated else marks)
        return found

    def _of(self, connection: Connection, sought: Sought, step: int, highest: int) -> bytes:
        with self._lock:
            if step == self._step and sought in self._kept:
                self._kept.move_to_end(sought)
                return self._kept[sought]
        marks = marks_of(sought.ids(connection), highest)
        with self._lock:
            if step > self._step:
                self._kept.clear()
                self._step = step
            if step == self._step:
                self._kept[sought] = marks
                while len(self._kept) > MOST_WORDS:
                    self._kept.popitem(last=False)
        return marks
