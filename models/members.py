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

from sqlalchemy import Connection, Select, func, or_, select, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from models.changes import Change
from models.conditions import ways_to_contain, words_apart
from models.database import still_wanted
from models.fields import Kind
from models.folding import letters
from models.kinds import KINDS
from models.marks import all_marked, both, marked_ids, marks_of, turned
from models.prepared import these
from models.query import Query, read_packed
from models.records import NAMED, TABLES
from models.search import Word, having_words, words_of
from models.seeking import far_from, near_to
from models.word_lists import Inside, WordLists

MOST_WORDS: Final = 4
"""Of so many words the marks are kept, a byte for each record of the kind."""

FEW: Final = 2_000
"""So many records are looked at for a word sooner than all that have it are sought."""


@dataclass(frozen=True)
class Sought:
    """A word that the records of a kind must have: in one field, or anywhere."""

    kind: str
    word: Word
    field: str = ""

    def ids(self, connection: Connection, lists: WordLists, step: int) -> "array[int]":
        """Return the ids of those that have it, some of them several times."""
        kind, word = KINDS[self.kind], self.word.text
        if self.field:
            known = lists.inside(kind, self.field, letters(word), step)
            return read_packed(connection, containing_word(kind, self.field, word, known))
        found = read_packed(connection, near_to(kind, self.word))
        far = None if found or self.word.negated else far_from(kind, self.word)
        return found if far is None else read_packed(connection, far)

    def ids_among(self, connection: Connection, few: Sequence[int]) -> "array[int]":
        """Return those of these records that have it in the field."""
        ids = TABLES[self.kind].c.id
        inside, found = ways_to_contain(KINDS[self.kind], [self.field], self.word.text)
        has = inside if found is None else or_(inside, ids.in_(found))
        return read_packed(connection, select(ids).where(ids.in_(these(few)), has))


def containing_word(
    kind: Kind, key: str, word: str, known: Inside | None
) -> Select[int] | CompoundSelect[int]:
    """Return the select of the records with a word in a text that has an index, some twice.

    Without knowing in which words it stands inside, every text is looked at.
    """
    inside, found = ways_to_contain(kind, [key], word)
    ids = TABLES[kind.name].c.id
    scan = select(ids).where(inside)
    if found is None:
        return scan
    if known is None:
        return union_all(found, scan)
    ways = [found]
    if known.words:
        ways.append(scan.where(ids.in_(having_words(kind, known.words, key))))
    if known.stale:
        ways.append(scan.where(ids.in_(these(known.stale))))
    return union_all(*ways)


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

    def __init__(self, step: int) -> None:
        self._lock = Lock()
        self._step = step
        self._lists = WordLists(step)
        self._kept: OrderedDict[Sought, bytes] = OrderedDict()

    def marks(self, connection: Connection, sought: Sequence[Sought], step: int) -> bytes:
        """Return marks on the records that have all the words, and none that is left out.

        Where all words are left out, ids that are no record are marked too.
        """
        ids = TABLES[sought[0].kind].c.id
        highest = connection.execute(select(func.max(ids))).scalar() or 0
        found = all_marked(highest)
        # The shorter a word, the more records have it, and the more there is to look at.
        for one in sorted(sought, key=lambda one: (one.field, -len(one.word.text))):
            still_wanted(connection)
            if one.field and found.count(1) <= FEW:
                few = one.ids_among(connection, marked_ids(found))
                found = marks_of(few, highest)
                continue
            marks = self._of(connection, one, step, highest)
            found = both(found, turned(marks) if one.word.negated else marks)
        return found

    def _of(self, connection: Connection, sought: Sought, step: int, highest: int) -> bytes:
        with self._lock:
            if step == self._step and sought in self._kept:
                self._kept.move_to_end(sought)
                return self._kept[sought]
        marks = marks_of(sought.ids(connection, self._lists, step), highest)
        with self._lock:
            if step == self._step:
                self._kept[sought] = marks
                while len(self._kept) > MOST_WORDS:
                    self._kept.popitem(last=False)
        return marks

    def prepare(self, connection: Connection, kind: Kind, step: int) -> None:
        """Read ahead which words stand in the texts of a kind that have an index."""
        for name, key in NAMED:
            if name == kind.name:
                self._lists.prepare(connection, kind, key, step)

    def take(self, change: Change) -> None:
        """Drop the marks, which a commit may have changed."""
        self._lists.take(change)
        with self._lock:
            self._step = change.step
            self._kept.clear()
