"""Tables as CSV: RFC 4180, so lines end in CR LF; UTF-8; commas; quotes only where needed.

A cell with nothing recorded is empty; a text that is empty on purpose is a pair of quotes. Links
are written by name (see ``references``), and what a spreadsheet would run as a formula is guarded.
"""

import re
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection, bindparam, select

from models.computed import expression
from models.database import Ticket
from models.errors import Cancelled
from models.exchange.cells import ID, Names, cell_text, guarded, heading, linked_names
from models.exchange.references import References
from models.exchange.safe_file import writing_whole
from models.field_types import Value
from models.kinds import KINDS
from models.query import Query, select_ids
from models.records import TABLES
from models.store import Store

Progress = Callable[[int, int], None]

PAGE = 500
BOM = b"\xef\xbb\xbf"
_LINE_END = "\r\n"
_QUOTED = re.compile(r'[",;\t\r\n|]|^\s|\s$')


def csv_cell(text: str | None) -> str:
    """Return one cell as it stands in the file."""
    if text is None:
        return ""
    if not text or _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def csv_line(cells: Sequence[str | None]) -> str:
    """Return one line of the file with its end."""
    return ",".join(map(csv_cell, cells)) + _LINE_END


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
        ids = _ids(connection, query)
        first = csv_line([heading(query.kind, column, labels=labels) for column in columns])
        file.write((BOM if bom else b"") + first.encode())
        written = 0
        for page in _pages(connection, query.kind, columns, ids, labels=labels):
            if ticket is not None and ticket.cancelled:
                raise Cancelled("The export was stopped. Nothing was written.")
            file.write("".join(map(csv_line, page)).encode())
            written += len(page)
            if progress is not None:
                progress(written, len(ids))
    return written


def _ids(connection: Connection, query: Query) -> "array[int]":
    ids = array("q")
    found = connection.execute(select_ids(query))
    while rows := found.fetchmany(10_000):
        ids.extend(row[0] for row in rows)
    return ids


def _pages(
    connection: Connection,
    kind: str,
    columns: Sequence[str],
    ids: Sequence[int],
    *,
    labels: bool,
) -> Iterator[list[list[str | None]]]:
    """Yield the records page by page; all pages come from the same snapshot of the store."""
    references = References(connection)
    for start in range(0, len(ids), PAGE):
        rows = read_values(connection, kind, columns, ids[start : start + PAGE])
        padded = [dict.fromkeys(field.key for field in KINDS[kind].fields) | row for row in rows]
        names = linked_names(KINDS[kind], padded, references, labels=labels)
        yield [_cells(kind, columns, row, names, references, labels=labels) for row in rows]


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
