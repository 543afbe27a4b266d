"""Orders of ids kept in memory: a sort is paid for once, and a filter needs no second sort.

What is kept never outlives the step it was read at, unless the Changes since leave it as it is.
"""

from array import array
from bisect import bisect
from collections import OrderedDict
from dataclasses import dataclass, replace
from threading import Event, Lock
from typing import Final

from sqlalchemy import Connection, Select, func, select

from models.changes import Change
from models.database import still_wanted
from models.field_types import Link
from models.fields import Field, Kind
from models.first_rows import first_by_values
from models.journal import last_step
from models.kinds import KINDS
from models.marks import marked_among, marked_ids, marks_of
from models.members import Members, sought_in
from models.prepared import these
from models.query import Query, read_ids, read_packed, select_count, select_ids
from models.records import TABLES

MOST_IDS: Final = 3_000_000
"""How many ids are kept in all, eight bytes each: 24 MB; the least recently asked go first."""

FEW: Final = 10_000
"""So many members are sorted by SQLite sooner than they are looked up in a whole order."""

MANY: Final = 100_000
"""So many are sorted by SQLite sooner than a whole order is read that is not known yet."""

MOST_ASTRAY: Final = 16
"""So many records that came, went or changed are put in their places one by one."""

_SAMPLE: Final = 1_000
_PATIENCE: Final = 0.02
"""So many seconds whoever waits for another's reading does not notice that it is not wanted."""

_OWN_TYPES: Final = {
    "text",
    "long_text",
    "url",
    "checksum",
    "number",
    "integer",
    "date",
    "choice",
    "flag",
}


@dataclass(frozen=True)
class _Kept:
    """What was read for a query, and the records that stand elsewhere since."""

    ids: "array[int]"
    highest: int
    gone: frozenset[int] = frozenset()
    come: frozenset[int] = frozenset()


class Orders:
    """The orders of whole kinds and the answers to filters that were asked for last.

    Any thread may ask. Memory is bounded by ``MOST_IDS``, beside one byte a record while a filter
    is laid over an order.
    """

    def __init__(self, step: int) -> None:
        self._lock = Lock()
        self._step = step
        self._kept: OrderedDict[Query, _Kept] = OrderedDict()
        self._counts: dict[str, int] = {}
        self._begun: dict[tuple[Query, int], Event] = {}
        self._members = Members(step)

    def ids(
        self, connection: Connection, query: Query, limit: int | None = None, *, quick: bool = False
    ) -> "array[int]":
        """Return the ids a query shows, in its order; they are shared, do not change them."""
        step = last_step(connection)
        known = self._known(connection, query, step)
        if known is not None:
            return known.ids if limit is None else known.ids[:limit]
        if limit is not None:
            first = first_by_values(connection, query, limit)
            if first is not None:
                return first
            return read_ids(connection, select_ids(query, quick=quick).limit(limit))
        if not (query.narrowed() and query.sort):
            return self._read(connection, query, step).ids
        # An order of a part is of no use to other queries; its members are, to counts and facets.
        members = self._read(connection, replace(query, sort=()), step).ids
        order = self._known(connection, _whole(query), step)
        if len(members) <= (FEW if order else MANY):
            return read_packed(connection, _sorted_few(query, members))
        return _members_in_order(order or self._read(connection, _whole(query), step), members)

    def count(self, connection: Connection, query: Query) -> int:
        """Return how many records a query shows."""
        step = last_step(connection)
        for same in (replace(query, sort=()), query):
            known = self._known(connection, same, step)
            if known is not None:
                return len(known.ids)
        members = replace(query, sort=())
        with self._lock:
            begun = (members, step) in self._begun
            counted = self._counts.get(query.kind) if step == self._step else None
        if begun or sought_in(members)[0]:
            return len(self._read(connection, members, step).ids)
        if counted is not None and not query.narrowed():
            return counted
        number = connection.execute(select_count(query)).scalar_one()
        with self._lock:
            if step == self._step and not query.narrowed():
                self._counts[query.kind] = number
        return number

    def prepare(self, connection: Connection, kind: Kind) -> None:
        """Read ahead what filters on the texts of a kind need; it takes a second for a million."""
        self._members.prepare(connection, kind, last_step(connection))

    def take(self, change: Change) -> None:
        """Drop what a commit may have put in another order."""
        self._members.take(change)
        with self._lock:
            in_turn = change.step == self._step + 1
            self._step = change.step
            for kind in list(self._counts):
                if not in_turn or change.resizes(kind):
                    del self._counts[kind]
            fields = {(kind, field) for kind, _, field in change.cells}
            for query, kept in list(self._kept.items()):
                still = _after(query, kept, change, fields) if in_turn else None
                if still is None:
                    del self._kept[query]
                else:
                    self._kept[query] = still

    def _known(self, connection: Connection, query: Query, step: int) -> _Kept | None:
        """Return what is kept for a query, if nothing was committed that we have not heard of."""
        with self._lock:
            if step != self._step or query not in self._kept:
                return None
            self._kept.move_to_end(query)
            kept = self._kept[query]
        if not kept.gone | kept.come:
            return kept
        mended = _mended(connection, query, kept)
        with self._lock:
            if self._kept.get(query) is kept:
                self._kept[query] = mended
        return mended

    def _read(self, connection: Connection, query: Query, step: int) -> _Kept:
        """Return what is kept for a query, or read it; whoever asks meanwhile waits for that."""
        while (known := self._known(connection, query, step)) is None:
            still_wanted(connection)
            with self._lock:
                begun = self._begun.get((query, step))
                if begun is None:
                    self._begun[query, step] = mine = Event()
                    break
            begun.wait(_PATIENCE)
        else:
            return known
        try:
            ids = self._found(connection, query, step)
            found = _Kept(ids, _highest(connection, query.kind))
            with self._lock:
                if step == self._step:
                    self._kept[query] = found
                    self._make_room()
            return found
        finally:
            with self._lock:
                del self._begun[query, step]
            mine.set()

    def _found(self, connection: Connection, query: Query, step: int) -> "array[int]":
        sought, others = sought_in(query)
        if not sought:
            return read_packed(connection, select_ids(query))
        marks = self._members.marks(connection, sought, step)
        if others.narrowed() or all(one.word.negated for one in sought):
            return marked_among(self._read(connection, others, step).ids, marks)
        return marked_ids(marks)

    def _make_room(self) -> None:
        total = sum(len(kept.ids) for kept in self._kept.values())
        while total > MOST_IDS:
            _, dropped = self._kept.popitem(last=False)
            total -= len(dropped.ids)


def _whole(query: Query) -> Query:
    """Return the query for all records of the kind in the same order."""
    return Query(query.kind, sort=query.sort)


def _after(query: Query, kept: _Kept, change: Change, fields: set[tuple[str, str]]) -> _Kept | None:
    """Return what is left of an order after a commit, or None when it must be read anew."""
    kind = KINDS[query.kind]
    sorts = [kind.field(sort.field) for sort in query.sort]
    touched = change.kinds()
    if query.narrowed() or any(_rests_on_others(field, touched) for field in sorts):
        return None
    gone, come = set(kept.gone), set(kept.come)
    if change.resizes(kind.name):
        come |= {record for name, record in change.added if name == kind.name}
        gone |= {record for name, record in change.removed if name == kind.name}
    if any((kind.name, field.key) in fields for field in sorts):
        gone |= change.edited(kind.name)
        come |= change.edited(kind.name)
    if len(gone | come) > MOST_ASTRAY:
        return None
    return replace(kept, gone=frozenset(gone), come=frozenset(come))


def _rests_on_others(field: Field, touched: frozenset[str]) -> bool:
    """Tell whether a column's order may rest on one of the kinds that were touched."""
    if isinstance(field.type, Link):
        return field.type.kind in touched
    if field.type.name == "country":
        return "country" in touched
    # What is worked out in the store may rest on anything.
    return field.type.name not in _OWN_TYPES


def _highest(connection: Connection, kind: str) -> int:
    return connection.execute(select(func.max(TABLES[kind].c.id))).scalar() or 0


def _sorted_few(query: Query, members: "array[int]") -> Select[int]:
    return select_ids(_whole(query)).where(TABLES[query.kind].c.id.in_(these(members)))


def _members_in_order(order: _Kept, members: "array[int]") -> "array[int]":
    """Return those ids of a whole order that are members."""
    return marked_among(order.ids, marks_of(members, order.highest))


def _mended(connection: Connection, query: Query, kept: _Kept) -> _Kept:
    """Return the order with the few that are astray where they belong now."""
    ids = kept.ids
    for record in kept.gone:
        place = _find(ids, record)
        if place >= 0:
            ids = ids[:place] + ids[place + 1 :]
    for record in read_ids(connection, _sorted_few(query, array("q", kept.come))):
        if record not in kept.gone and _find(ids, record) >= 0:
            continue
        place = _place(connection, query, ids, record)
        ids = ids[:place] + array("q", [record]) + ids[place:]
    return _Kept(ids, max(kept.highest, *kept.come, 0))


def _find(ids: "array[int]", record: int) -> int:
    try:
        return ids.index(record)
    except ValueError:
        return -1


def _place(connection: Connection, query: Query, ids: "array[int]", record: int) -> int:
    """Return the row a record belongs to, by sorting it among a sample, then among a stretch."""
    if not query.sort:
        return bisect(ids, record)
    stride = max(1, len(ids) // _SAMPLE)
    before = _how_many_before(connection, query, ids[::stride], record)
    start = max(0, (before - 1) * stride)
    return start + _how_many_before(connection, query, ids[start : start + stride], record)


def _how_many_before(connection: Connection, query: Query, ids: "array[int]", record: int) -> int:
    among = read_ids(connection, _sorted_few(query, ids + array("q", [record])))
    return among.index(record)
