"""Tables as CSV files: UTF-8, with the bytes of RFC 4180 and a formula guard.

A cell with nothing recorded is empty; a text that is empty on purpose is a pair of quotes. Links
are written by name (see ``references``), and what a spreadsheet would run as a formula is guarded.
"""

from array import array
from collections import deque
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, bindparam, func, select

from models.computed import expression
from models.database import Ticket
from models.errors import Cancelled
from models.exchange.cells import ID, Names, cell_text, guarded, heading, linked_names
from models.exchange.csv_sql import Lines, Part
from models.exchange.csv_text import csv_line
from models.exchange.references import References
from models.exchange.safe_file import writing_whole
from models.field_types import Value
from models.kinds import KINDS
from models.query import Query, read_ids, select_ids
from models.records import TABLES
from models.store import Store

Progress = Callable[[int, int], None]

PAGE = 500
BOM = b"\xef\xbb\xbf"
# So many records or bytes at a time cost little memory and are done within 20 ms.
_MOST_RECORDS, _MOST_BYTES = 4_000, 2_000_000
# Where ids are far apart, the next look reaches so many times as far.
_MOST_WIDENING = 8


def export_csv(
    store: Store,
    query: Query,
    columns: Sequence[str],
    target: Path | BinaryIO,
    *,
    labels: bool = False,
    bom: bool = False,
    progress: Progress | None = None,
    ticket: Ticket | None = None,
) -> int:
    """Write the records that the query shows, in its order, and return how many they are.

    A path is written whole or left as it was; ``progress`` is called with the number of records
    written and of all. Raises Invalid, StoreUnavailable, or Cancelled through the ticket.
    """
    opened = writing_whole(target) if isinstance(target, Path) else nullcontext(target)
    with store.abreast(ticket) as connections, opened as file:
        export = _Export(connections, query, columns, labels=labels)
        first = csv_line([heading(query.kind, column, labels=labels) for column in columns])
        file.write((BOM if bom else b"") + first.encode())
        with closing(export.parts()) as parts:
            for lines in parts:
                if ticket is not None and ticket.cancelled:
                    raise Cancelled("The export was stopped. Nothing was written.")
                file.write(lines)
                if progress is not None:
                    progress(export.written, export.every)
    return export.written


@dataclass(frozen=True)
class _Span:
    """What one part holds: ids above one and up to another, or places in the list of ids."""

    after: int
    until: int


class _Reader:
    """One connection with a thread of its own, which writes the lines of part after part."""

    def __init__(
        self, connection: Connection, query: Query, columns: Sequence[str], *, labels: bool
    ) -> None:
        kind = query.kind
        references = References(connection)
        slow = partial(python_lines, connection, kind, columns, references, labels=labels)
        self._lines = Lines(connection, kind, columns, references, labels=labels, slow=slow)
        self.thread = ThreadPoolExecutor(1, "khorgos-export")

    def part(self, span: _Span, ids: "array[int] | None") -> list[Part]:
        """Return the lines of a span, in several parts where it holds more than was thought."""
        if ids is not None:
            return [self._lines.checked(self._lines.of(ids[span.after : span.until]))]
        parts, after = [], span.after
        while after < span.until:
            part = self._lines.checked(self._lines.onward(after, span.until, _MOST_RECORDS))
            if part.records:
                parts.append(part)
            after = part.last if part.records == _MOST_RECORDS else span.until
        return parts


class _Export:
    """The lines of what a query shows, part by part, all from one snapshot of the store.

    With two connections two parts are made at the same time; SQLite leaves Python to others.
    """

    def __init__(
        self,
        connections: Sequence[Connection],
        query: Query,
        columns: Sequence[str],
        *,
        labels: bool,
    ) -> None:
        first, table = connections[0], TABLES[query.kind]
        # All records by id need no list of their ids.
        self._ids: array[int] | None = None
        if query == Query(query.kind):
            total = select(func.count(), func.max(table.c.id)).select_from(table)
            self.every, last = first.execute(total).one()
            self._end: int = last or 0
        else:
            self._ids = read_ids(first, select_ids(query))
            self.every = self._end = len(self._ids)
        self.written = 0
        self._readers = [_Reader(one, query, columns, labels=labels) for one in connections]

    def parts(self) -> Generator[bytes, None, None]:
        """Yield the lines; close this before the connections go back, for it reads ahead."""
        with ExitStack() as threads:
            readers = [(one, threads.enter_context(one.thread)) for one in self._readers]
            asked: deque[tuple[_Span, Future[list[Part]]]] = deque()
            after, size = 0, PAGE
            for reader, thread in cycle(readers):
                if after < self._end:
                    span = _Span(after, min(after + size, self._end))
                    asked.append((span, thread.submit(reader.part, span, self._ids)))
                    after = span.until
                if len(asked) <= len(readers) and after < self._end:
                    continue
                if not asked:
                    return
                span, made = asked.popleft()
                parts = made.result()
                for part in parts:
                    self.written += part.records
                    yield part.lines
                size = self._size(span, parts)

    def _size(self, span: _Span, parts: Sequence[Part]) -> int:
        """Return how wide the next span is, by how many records there were and how long."""
        records = sum(part.records for part in parts)
        written = sum(len(part.lines) for part in parts)
        wanted = min(_MOST_RECORDS, records * _MOST_BYTES // max(written, 1), PAGE + self.written)
        width = span.until - span.after
        return max(1, min(width * max(wanted, 1) // max(records, 1), width * _MOST_WIDENING))


def python_lines(
    connection: Connection,
    kind: str,
    columns: Sequence[str],
    references: References,
    ids: Sequence[int],
    *,
    labels: bool,
) -> list[str]:
    """Return the lines of these records one by one: slower, and right for whatever they hold."""
    rows = read_values(connection, kind, columns, ids)
    padded = [dict.fromkeys(field.key for field in KINDS[kind].fields) | row for row in rows]
    names = linked_names(KINDS[kind], padded, references, labels=labels)
    cells = (_cells(kind, columns, row, names, references, labels=labels) for row in rows)
    return [csv_line(line) for line in cells]


def read_values(
    connection: Connection, kind: str, columns: Sequence[str], ids: Sequence[int]
) -> list[dict[str, Value]]:
    """Return id and these columns of each record that is there, in the order of the ids."""
    table = TABLES[kind]
    wanted = [expression(kind, key).label(key) for key in columns if key != ID]
    condition = table.c.id.in_(bindparam("ids", expanding=True))
    found = connection.execute(select(table.c.id, *wanted).where(condition), {"ids": list(ids)})
    rows = {row["id"]: dict(row) for row in found.mappings()}
    return [rows[record] for record in ids if record in rows]


def _cells(
    kind: str,
    columns: Sequence[str],
    row: Mapping[str, Value],
    names: Names,
    references: References,
    *,
    labels: bool,
) -> list[str | None]:
    cells: list[str | None] = []
    for column in columns:
        if column == ID:
            cells.append(str(row[ID]))
            continue
        field = KINDS[kind].field(column)
        text = cell_text(field, row[column], names, references, labels=labels)
        cells.append(guarded(field, text))
    return cells
