"""How often each value of a field occurs among some records, fast for hundreds of thousands.

All records of a kind are counted by the store. A few records are read. For many of them the fields
are kept as small numbers, one a record, and kept in step with what is written.
"""

from array import array
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from threading import Lock
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, String, func, select, type_coerce

from models.changes import Change
from models.computed import joined
from models.fields import Kind
from models.histograms import Scale
from models.journal import last_step
from models.kinds import KINDS
from models.marks import SLICE, marked_bytes, marks_of
from models.prepared import these
from models.records import TABLES

FEW: Final = 100_000
"""So many records in all are read anew sooner than a whole kind is."""

MOST_FIELDS: Final = 10
"""Of so many fields the numbers are kept, one to four bytes a record."""

MOST_STALE: Final = 10_000
_CHUNK: Final = 20_000
# Fewer than one record in so many are looked up one by one.
_SPARSE: Final = 20
# No text of one line holds these two: they are white space, of which only blanks are kept.
_NOTHING, _BETWEEN = "\x1e", "\x1f"
_WIDER: Final = {"B": "H", "H": "i"}

Columns = Mapping[str, ColumnElement[Any]]
Tally = Counter[str | None]


class _Numbers(dict[str, int]):
    """Gives each text that is new the next number."""

    def __missing__(self, text: str) -> int:
        self[text] = number = len(self) + 1
        return number


class _Codes:
    """The values of one field as numbers by the id of the record; zero is no record.

    Those that are kept stay as they are, but for the records that became stale: another thread may
    be counting them.
    """

    def __init__(self) -> None:
        self.codes = array("B", [0])
        self.numbers = _Numbers()
        self.stale: set[int] = set()

    def extend(self, numbers: Sequence[int]) -> None:
        """Add the numbers of the records that follow."""
        while True:
            try:
                self.codes.extend(array(self.codes.typecode, numbers))
            except OverflowError:
                self.codes = array(_WIDER[self.codes.typecode], self.codes)
            else:
                return

    def fill(self, end: int) -> None:
        """Leave out records up to this id."""
        self.codes.frombytes(bytes(max(0, end - len(self.codes)) * self.codes.itemsize))

    def mended(self, values: Mapping[int, str | None]) -> "_Codes":
        """Return the codes with the values that some records have now; None is no record."""
        fresh = _Codes()
        fresh.codes, fresh.numbers = self.codes[:], _Numbers(self.numbers)
        for record, text in sorted(values.items()):
            fresh._put(record, text)
        return fresh

    def _put(self, record: int, text: str | None) -> None:
        number = 0 if text is None else self.numbers[text]
        self.fill(record)
        if record == len(self.codes):
            self.extend([number])
            return
        if number >= 1 << 8 * self.codes.itemsize:
            self.codes = array(_WIDER[self.codes.typecode], self.codes)
        self.codes[record] = number

    def tally(self, ids: Sequence[int]) -> Tally:
        """Return how often each value occurs among the records."""
        if self.codes.typecode == "B" and len(ids) > len(self.codes) // _SPARSE:
            return self._tally_many(ids)
        counts: Counter[int] = Counter()
        for start in range(0, len(ids), SLICE):
            part = ids[start : start + SLICE]
            # Of a single id, itemgetter gives the number itself and no tuple.
            counts.update(itemgetter(*part)(self.codes) if len(part) > 1 else [self.codes[part[0]]])
        texts = {number: text for text, number in self.numbers.items()}
        return _tally({texts[number]: count for number, count in counts.items() if number})

    def _tally_many(self, ids: Sequence[int]) -> Tally:
        held = marked_bytes(self.codes.tobytes(), marks_of(ids, len(self.codes) - 1))
        counts = ((text, held.count(number)) for text, number in self.numbers.items())
        return _tally({text: count for text, count in counts if count})


def _tally(counts: Mapping[str, int]) -> Tally:
    return Counter({None if text == _NOTHING else text: n for text, n in counts.items()})


class FacetCodes:
    """What is kept of the fields that were counted last. Any thread may ask."""

    def __init__(self, step: int) -> None:
        self._lock = Lock()
        self._step = step
        self._kept: OrderedDict[tuple[str, str], _Codes] = OrderedDict()
        self._scales: dict[tuple[str, str], Scale] = {}
        self._whole: dict[tuple[str, str], Tally] = {}
        self._paid: Counter[tuple[str, str]] = Counter()

    def scale(
        self,
        connection: Connection,
        kind: Kind,
        key: str,
        read: Callable[[Connection, Kind, str], Scale],
    ) -> Scale:
        """Return the steps of a field of numbers, which stay as they are while it is kept."""
        known, step = self._scales.get((kind.name, key)), last_step(connection)
        if known is not None:
            return known
        scale = read(connection, kind, key)
        with self._lock:
            if step == self._step:
                self._scales[kind.name, key] = scale
        return scale

    def tallies(
        self, connection: Connection, kind: Kind, columns: Columns, ids: Sequence[int] | None
    ) -> dict[str, Tally]:
        """Return how often each value of the columns occurs; without ids among all records."""
        step = last_step(connection)
        if ids is None:
            return self._all(connection, kind, columns, step)
        known = {
            key: self._known(connection, kind, key, column, step) for key, column in columns.items()
        }
        kept = {key: codes for key, codes in known.items() if codes is not None}
        lacking = {key: column for key, column in columns.items() if key not in kept}
        few = {key: column for key, column in lacking.items() if self._pays(kind, key, len(ids))}
        counted = _count_few(connection, kind, few, ids) if few else {}
        many = {key: column for key, column in lacking.items() if key not in few}
        if many:
            built = _build(connection, kind, many)
            self._keep(kind, built, step)
            kept |= built
        return counted | {key: codes.tally(ids) for key, codes in kept.items()}

    def prepare(self, connection: Connection, kind: Kind, columns: Columns) -> None:
        """Keep these columns before many records are asked for; takes as long as the first time."""
        step = last_step(connection)
        lacking = {
            key: column
            for key, column in columns.items()
            if self._known(connection, kind, key, column, step) is None
        }
        if lacking:
            self._keep(kind, _build(connection, kind, lacking), step)

    def _pays(self, kind: Kind, key: str, records: int) -> bool:
        """Tell whether reading the records is still cheaper than keeping the whole field."""
        with self._lock:
            self._paid[kind.name, key] += records
            return self._paid[kind.name, key] <= FEW

    def take(self, change: Change) -> None:
        """Note which records a commit has touched, and drop what cannot be mended."""
        with self._lock:
            in_turn = change.step == self._step + 1
            self._step = change.step
            touched = {
                kind: _touched(change, kind) for kind, _ in self._kept | self._scales | self._whole
            }
            for (kind, key), codes in list(self._kept.items()):
                codes.stale |= touched[kind]
                if not in_turn or len(codes.stale) > MOST_STALE or _rests_on_others(kind, key):
                    del self._kept[kind, key]
            for place in list(self._scales):
                if touched[place[0]] and place not in self._kept:
                    del self._scales[place]
            for kind, key in list(self._whole):
                if not in_turn or touched[kind] or _rests_on_others(kind, key):
                    del self._whole[kind, key]

    def _all(
        self, connection: Connection, kind: Kind, columns: Columns, step: int
    ) -> dict[str, Tally]:
        with self._lock:
            known = self._whole if step == self._step else {}
            tallies = {key: known[kind.name, key] for key in columns if (kind.name, key) in known}
        lacking = {key: column for key, column in columns.items() if key not in tallies}
        counted = _count_together(connection, kind, lacking)
        for key, column in lacking.items():
            if key not in counted:
                counted[key] = _count_all(connection, kind, key, column)
        with self._lock:
            if step == self._step:
                self._whole |= {(kind.name, key): tally for key, tally in counted.items()}
        return tallies | counted

    def _known(
        self, connection: Connection, kind: Kind, key: str, column: ColumnElement[Any], step: int
    ) -> _Codes | None:
        """Return what is kept of a field, with what was written since, as it is at this step."""
        place = kind.name, key
        with self._lock:
            if step != self._step or place not in self._kept:
                return None
            self._kept.move_to_end(place)
            kept = self._kept[place]
            stale = sorted(kept.stale)
        if not stale:
            return kept
        ids, (texts,) = _read(connection, kind, {key: column}, stale)
        fresh = kept.mended(dict.fromkeys(stale) | dict(zip(ids, texts, strict=True)))
        with self._lock:
            if step == self._step and self._kept.get(place) is kept:
                self._kept[place] = fresh
        return fresh

    def _keep(self, kind: Kind, built: Mapping[str, _Codes], step: int) -> None:
        with self._lock:
            if step != self._step:
                return
            for key, codes in built.items():
                self._kept[kind.name, key] = codes
                self._paid[kind.name, key] = 0
            while len(self._kept) > MOST_FIELDS:
                self._kept.popitem(last=False)


def _touched(change: Change, kind: str) -> set[int]:
    resized = change.added | change.removed if change.resizes(kind) else ()
    return {record for name, record in resized if name == kind} | change.edited(kind)


def _rests_on_others(kind: str, key: str) -> bool:
    # Evidence comes from citations, also of what hangs off the record.
    return key in KINDS[kind].kept


def _texts(columns: Columns) -> list[ColumnElement[str]]:
    return [
        type_coerce(func.group_concat(func.ifnull(column, _NOTHING), _BETWEEN), String)
        for column in columns.values()
    ]


def _count_all(connection: Connection, kind: Kind, key: str, column: ColumnElement[Any]) -> Tally:
    text = type_coerce(func.ifnull(column, _NOTHING), String)
    query = select(text, func.count()).select_from(joined(kind.name, [key])).group_by(column)
    return _tally({str(value): number for value, number in connection.execute(query)})


def _count_together(connection: Connection, kind: Kind, columns: Columns) -> dict[str, Tally]:
    """Count columns that stand in one index in one pass over it; leave the others out."""
    tallies: dict[str, Tally] = {}
    for index in TABLES[kind.name].indexes:
        left = [key for key in columns if key not in tallies]
        held: list[Any] = list(index.columns)
        places = {key: held.index(columns[key]) for key in left if columns[key] in set(held)}
        if len(places) > 1:
            tallies |= _count_grouped(connection, held[: max(places.values()) + 1], places)
    return tallies


def _count_grouped(
    connection: Connection, columns: Sequence[Column[Any]], places: Mapping[str, int]
) -> dict[str, Tally]:
    texts = [type_coerce(func.ifnull(column, _NOTHING), String) for column in columns]
    counts: dict[str, Counter[str]] = {key: Counter() for key in places}
    for number, *values in connection.execute(select(func.count(), *texts).group_by(*columns)):
        for key, place in places.items():
            counts[key][str(values[place])] += number
    return {key: _tally(counted) for key, counted in counts.items()}


def _count_few(
    connection: Connection, kind: Kind, columns: Columns, ids: Sequence[int]
) -> dict[str, Tally]:
    counts: dict[str, Counter[str]] = {key: Counter() for key in columns}
    for start in range(0, len(ids), SLICE):
        _, texts = _read(connection, kind, columns, ids[start : start + SLICE])
        for key, found in zip(columns, texts, strict=True):
            counts[key].update(found)
    return {key: _tally(found) for key, found in counts.items()}


def _read(
    connection: Connection, kind: Kind, columns: Columns, ids: Sequence[int]
) -> tuple[list[int], list[list[str]]]:
    """Return those of the ids that are there, and for each column their texts."""
    record = TABLES[kind.name].c.id
    numbers = type_coerce(func.group_concat(record, _BETWEEN), String)
    query = select(numbers, *_texts(columns)).select_from(joined(kind.name, columns))
    packed, *texts = connection.execute(query.where(record.in_(these(ids)))).one()
    found = [int(number) for number in packed.split(_BETWEEN)] if packed else []
    return found, [text.split(_BETWEEN) if packed else [] for text in texts]


def _build(connection: Connection, kind: Kind, columns: Columns) -> dict[str, _Codes]:
    """Return the codes of all records of a kind, a stretch of ids after the other."""
    built = {key: _Codes() for key in columns}
    record = TABLES[kind.name].c.id
    highest = connection.execute(select(func.max(record))).scalar() or 0
    for first in range(1, highest + 1, _CHUNK):
        last = min(first + _CHUNK - 1, highest)
        # Walked by id whatever other index there is, so that the texts come in that order.
        query = (
            select(func.count(), *_texts(columns))
            .select_from(joined(kind.name, columns))
            .with_hint(TABLES[kind.name], "NOT INDEXED", "sqlite")
            .where(record.between(first, last))
        )
        number, *texts = connection.execute(query).one()
        if number == last - first + 1:
            for codes, text in zip(built.values(), texts, strict=True):
                codes.extend(list(map(codes.numbers.__getitem__, text.split(_BETWEEN))))
        elif number:
            _build_with_gaps(connection, kind, columns, built, range(first, last + 1))
    return built


def _build_with_gaps(
    connection: Connection,
    kind: Kind,
    columns: Columns,
    built: Mapping[str, _Codes],
    stretch: range,
) -> None:
    ids, texts = _read(connection, kind, columns, stretch)
    for codes, found in zip(built.values(), texts, strict=True):
        values = dict(zip(ids, map(codes.numbers.__getitem__, found), strict=True))
        codes.fill(stretch.start)
        codes.extend([values.get(record, 0) for record in stretch])
