"""Tables as CSV files: UTF-8, with the bytes of RFC 4180 and a formula guard.

A cell with nothing recorded is empty; a text that is empty on purpose is a pair of quotes. Links
are written by name (see ``references``), and what a spreadsheet would run as a formula is guarded.
"""

from array import array
from collections.abc import Callable, Generator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, nullcontext
from functools import partial
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
_MOST_RECORDS, _MOST_BYTES = 4_000, 4_000_000


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
    with store.reading(ticket) as connection, opened as file:
        export = _Export(connection, query, columns, labels=labels)
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


class _Export:
    """The lines of what a query shows, part by part, all from one snapshot of the store."""

    def __init__(
        self, connection: Connection, query: Query, columns: Sequence[str], *, labels: bool
    ) -> None:
        kind = query.kind
        # All records by id need no list of their ids.
        self._ids: array[int] | None = None
        if query == Query(kind):
            total = select(func.count()).select_from(TABLES[kind])
            self.every: int = connection.execute(total).scalar_one()
        else:
            self._ids = read_ids(connection, select_ids(query))
            self.every = len(self._ids)
        self.written = 0
        references = References(connection)
        slow = partial(python_lines, connection, kind, columns, references, labels=labels)
        self._lines = Lines(connection, kind, columns, references, labels=labels, slow=slow)

    def parts(self) -> Generator[bytes, None, None]:
        """Yield the lines; close this before the connection goes back, for it reads ahead."""
        rows = PAGE
        with ThreadPoolExecutor(1, "khorgos-export") as ahead:
            asked = ahead.submit(self._read, 0, 0, rows)
            while True:
                part = asked.result()
                if part.too_long:
                    part = self._lines.mended(part)
                if not part.records:
                    return
                rows = self._rows(part, rows)
                # While this part is looked at and written, SQLite makes the next one.
                asked = ahead.submit(self._read, self.written + part.records, part.last, rows)
                if not self._lines.sound(part):
                    wait([asked])
                    part = self._lines.mended(part)
                self.written += part.records
                yield part.lines

    def _read(self, done: int, last: int, rows: int) -> Part:
        if self._ids is None:
            return self._lines.onward(last, rows)
        return self._lines.of(self._ids[done : done + rows])

    def _rows(self, part: Part, rows: int) -> int:
        """Return how many records to ask for next, by how many there were and how long."""
        longest = rows * _MOST_BYTES // max(len(part.lines), 1)
        return max(1, min(max(PAGE, self.written // 2), longest, _MOST_RECORDS))


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
