"""Rows by the thousand: read in chunks, and written through the driver.

Core spends more time on the parameters of a row than SQLite on the row. Here Core still makes the
statement and its types still bind the values; only the rows go past it. All is done in chunks, so
that a thread beside this one is never kept waiting.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    Column,
    Connection,
    Delete,
    Insert,
    Table,
    Update,
    bindparam,
    insert,
    select,
    text,
)
from sqlalchemy import delete as deletion
from sqlalchemy import update as updating

from models.field_types import Value
from models.kinds import KINDS
from models.prepared import DIALECT, among, composed, conversions, fetched, one_list
from models.records import TABLES
from models.search import searched

T = TypeVar("T")
Values = dict[str, Value]
# The values of many cells, by field and record.
Columns = Mapping[str, Mapping[int, Value]]
Line = Sequence[object]
# The text of a statement, and for each of its values the place in a line and what binds it.
_Prepared = tuple[str, tuple[tuple[int, Callable[[Any], Any] | None], ...]]
_Assigned = dict[Column[Any], BindParameter[Any]]

CHUNK = 500
_KEY = "key_"


def chunks(values: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """Yield the values in lists of at most that many."""
    chunk: list[T] = []
    for value in values:
        chunk.append(value)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def read_cells(
    connection: Connection, kind: str, fields: Sequence[str], records: Iterable[int]
) -> dict[str, dict[int, Value]]:
    """Return these fields of these records, by field; records that are gone are left out."""
    statement, ways = _reading(kind, tuple(fields))
    found: dict[str, dict[int, Value]] = {field: {} for field in fields}
    columns = list(zip(found.values(), ways, strict=True))
    for chunk in chunks(records):
        for record, *values in fetched(connection, statement, one_list(chunk)):
            for (column, way), value in zip(columns, values, strict=True):
                column[record] = value if way is None else way(value)
    return found


def read_records(connection: Connection, kind: str, records: Iterable[int]) -> dict[int, Values]:
    """Return each of these records that is there, with all its stored values."""
    keys = [field.key for field in KINDS[kind].stored]
    statement, _ = _reading(kind, tuple(keys))
    found: dict[int, Values] = {}
    for chunk in chunks(records):
        for record, *values in fetched(connection, statement, one_list(chunk)):
            found[record] = row = dict(zip(keys, values, strict=True))
            for key, way in conversions(kind):
                row[key] = way(row[key])
    return found


@cache
def _reading(
    kind: str, fields: tuple[str, ...]
) -> tuple[str, tuple[Callable[[Any], Value] | None, ...]]:
    """Return the select of some fields by id, and what turns each value into ours."""
    table, ways = TABLES[kind], dict(conversions(kind))
    columns = [table.c[field] for field in fields]
    statement = composed(select(table.c.id, *columns).where(among(table.c.id)))
    return statement, tuple(ways.get(field) for field in fields)


def update_rows(
    connection: Connection,
    kind: str,
    rows: Mapping[int, Mapping[str, Value]],
    known: Columns | None = None,
) -> None:
    """Write some fields of many records, each record once, in the order of the ids.

    ``known`` has other values that they hold; those are written too where that lets more records
    go through one statement.
    """
    # The index of words writes out all it holds when a row comes out of order, so the records
    # are not sorted by which fields they change.
    spare = {key: cells for key, cells in (known or {}).items() if key not in _found_by_words(kind)}
    for some in chunks(sorted(rows)):
        wide = (
            [{**_spared(spare, record), **rows[record]} for record in some]
            if spare
            else [rows[record] for record in some]
        )
        pairs = zip(some, wide, strict=True)
        for keys, group in groupby(pairs, key=lambda pair: tuple(sorted(pair[1]))):
            lines = [(*[values[key] for key in keys], record) for record, values in group]
            _execute(connection, _update(TABLES[kind], keys), lines)


def _spared(spare: Columns, record: int) -> Values:
    return {key: cells[record] for key, cells in spare.items() if record in cells}


@cache
def _found_by_words(kind: str) -> frozenset[str]:
    """Return the fields that are left alone unless they change: their words would be sorted in."""
    return frozenset(searched(KINDS[kind]))


def insert_lines(
    connection: Connection, table: Table, keys: Sequence[str], lines: Iterable[Line]
) -> None:
    """Insert rows whose values stand in the order of the keys."""
    _execute(connection, _insert(table, tuple(keys)), lines)


def delete_rows(connection: Connection, kind: str, records: Iterable[int]) -> None:
    """Delete these records."""
    lines = ((record,) for record in sorted(records))
    _execute(connection, _delete(TABLES[kind]), lines)


def next_id(connection: Connection, kind: str) -> int:
    """Return the id that the next record gets; none is ever given twice."""
    given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    last: int | None = connection.execute(given, {"name": TABLES[kind].name}).scalar()
    return (last or 0) + 1


def _execute(connection: Connection, prepared: _Prepared, lines: Iterable[Line]) -> None:
    statement, order = prepared
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    for chunk in chunks(lines):
        bound = [
            tuple([line[at] if bind is None else bind(line[at]) for at, bind in order])
            for line in chunk
        ]
        raw.executemany(statement, bound)


@cache
def _update(table: Table, keys: tuple[str, ...]) -> _Prepared:
    values: _Assigned = {table.c[key]: bindparam(key) for key in keys}
    statement = updating(table).where(table.c.id == bindparam(_KEY)).values(values)
    return _prepared(table, statement, (*keys, _KEY))


@cache
def _insert(table: Table, keys: tuple[str, ...]) -> _Prepared:
    values: _Assigned = {table.c[key]: bindparam(key) for key in keys}
    return _prepared(table, insert(table).values(values), keys)


@cache
def _delete(table: Table) -> _Prepared:
    return _prepared(table, deletion(table).where(table.c.id == bindparam(_KEY)), (_KEY,))


def _prepared(
    table: Table, statement: Update | Insert | Delete, keys: tuple[str, ...]
) -> _Prepared:
    compiled = statement.compile(dialect=DIALECT)
    assert compiled.positiontup is not None
    types = {key: table.c[key if key != _KEY else "id"].type for key in keys}
    order = (
        (keys.index(key), types[key].dialect_impl(DIALECT).bind_processor(DIALECT))
        for key in compiled.positiontup
    )
    return str(compiled), tuple(order)
