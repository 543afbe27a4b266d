"""Rows by the thousand: read in chunks, and written through the driver.

Core spends more time on the parameters of a row than SQLite on the row, so the rows go past it; its
types still bind the values. All is done in chunks, so that a thread beside this one is never kept
waiting.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, select, text
from sqlalchemy import delete as deletion

from models.database import driver_of
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
# What turns a value into what SQLite keeps, for each column; None where it is kept as it is.
_Ways = Sequence[Callable[[Any], Any] | None]

CHUNK = 500
# So many records are written by one statement.
_AT_ONCE = 5_000
_STAGED_NAMES = tuple(f"c{place}" for place in range(2 + max(len(t.c) for t in TABLES.values())))
_STAGED = ", ".join(_STAGED_NAMES)


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


def update_rows(connection: Connection, kind: str, rows: Mapping[int, Mapping[str, Value]]) -> None:
    """Write some fields of many records, each record once, in the order of the ids."""
    texts = frozenset(searched(KINDS[kind]))
    # Where no text changes the index of words is left alone.
    for wordy in (False, True):
        wanted = (record for record in sorted(rows) if wordy != texts.isdisjoint(rows[record]))
        for some in chunks(wanted, _AT_ONCE):
            _update(connection, kind, some, rows)


def _update(
    connection: Connection, kind: str, records: list[int], rows: Mapping[int, Mapping[str, Value]]
) -> None:
    keys = tuple(sorted({key for record in records for key in rows[record]}))
    bits = {key: 1 << place for place, key in enumerate(keys)}
    lines = (
        (record, sum(bits[key] for key in values), *(values.get(key) for key in keys))
        for record in records
        for values in (rows[record],)
    )
    ways = (None, None, *_binding(TABLES[kind], keys))
    with _staged(connection, ways, lines) as raw:
        raw.execute(_updating(TABLES[kind].name, keys))


@cache
def _updating(table: str, keys: tuple[str, ...]) -> str:
    """Return the statement that writes what is staged: id, which keys a line has, their values."""
    values = (
        f'"{key}" = CASE WHEN staged.c1 & {1 << place} THEN staged.c{place + 2} '
        f'ELSE "{table}"."{key}" END'
        for place, key in enumerate(keys)
    )
    # The plus keeps SQLite from going through the whole table and looking for each record here.
    return f'UPDATE "{table}" SET {", ".join(values)} FROM temp.staged WHERE id = +staged.c0'


def insert_rows(
    connection: Connection, kind: str, keys: Sequence[str], lines: Iterable[Line]
) -> None:
    """Insert records whose values stand in the order of the keys, the lowest id first."""
    table, names = TABLES[kind], ", ".join(f'"{key}"' for key in keys)
    columns = ", ".join(f"c{place}" for place in range(len(keys)))
    statement = f'INSERT INTO "{table.name}" ({names}) SELECT {columns} FROM temp.staged'
    for some in chunks(lines, _AT_ONCE):
        with _staged(connection, _binding(table, tuple(keys)), some) as raw:
            raw.execute(f"{statement} ORDER BY rowid")


def insert_lines(
    connection: Connection, table: Table, keys: Sequence[str], lines: Iterable[Line]
) -> None:
    """Insert rows of a table that no index of words follows."""
    names, marks = ", ".join(f'"{key}"' for key in keys), ", ".join("?" * len(keys))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'
    ways = _binding(table, tuple(keys))
    for some in chunks(lines):
        driver_of(connection).executemany(statement, (_bound(ways, line) for line in some))


def delete_rows(connection: Connection, kind: str, records: Iterable[int]) -> None:
    """Delete these records."""
    table = TABLES[kind]
    statement = str(deletion(table).where(among(table.c.id)).compile(dialect=DIALECT))
    for some in chunks(sorted(records), _AT_ONCE):
        driver_of(connection).execute(statement, (one_list(some),))


def next_id(connection: Connection, kind: str) -> int:
    """Return the id that the next record gets; none is ever given twice."""
    given = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    last: int | None = connection.execute(given, {"name": TABLES[kind].name}).scalar()
    return (last or 0) + 1


@contextmanager
def _staged(
    connection: Connection, ways: _Ways, lines: Iterable[Line]
) -> Iterator[sqlite3.Connection]:
    """Yield the connection while the lines stand in a table of their own, for one statement.

    Each statement that fires a trigger into an index of words makes FTS5 write out what it has
    gathered; a statement for each line would be 20 times as slow.
    """
    raw = driver_of(connection)
    raw.execute(f"CREATE TEMP TABLE IF NOT EXISTS staged ({_STAGED})")
    names, marks = _STAGED_NAMES[: len(ways)], "?" * len(ways)
    insert = f"INSERT INTO temp.staged ({', '.join(names)}) VALUES ({', '.join(marks)})"
    # What a statement that failed has left must not be written by the next one. Not when it fails:
    # SQLite may have taken the whole transaction back by then, and the table with it.
    raw.execute("DELETE FROM temp.staged")
    raw.executemany(insert, (_bound(ways, line) for line in lines))
    yield raw
    raw.execute("DELETE FROM temp.staged")


@cache
def _binding(table: Table, keys: tuple[str, ...]) -> _Ways:
    """Return what turns a value of each of these columns into what SQLite keeps."""
    types = (table.c[key].type.dialect_impl(DIALECT) for key in keys)
    return tuple(one.bind_processor(DIALECT) for one in types)


def _bound(ways: _Ways, line: Line) -> tuple[object, ...]:
    return tuple(
        [value if way is None else way(value) for way, value in zip(ways, line, strict=True)]
    )
