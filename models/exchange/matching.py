"""Which record each row of a file is: by its number or code, by its id, or word for word."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from sqlalchemy import Connection, select

from models.errors import Invalid
from models.exchange.cells import ID
from models.exchange.comparing import folded
from models.exchange.csv_reader import Cell, FileRow
from models.exchange.csv_writer import read_values
from models.exchange.plan import NewRow
from models.field_types import Value
from models.fields import Field, Kind
from models.records import TABLES

# The fields by which a record is known in every store.
KEYS = {"entry": "uid", "country": "code"}
_PAGE = 500

CellOf = Callable[[FileRow, str], Cell]


def key_text(kind: str, cell: Cell) -> str:
    """Return the number or code in a cell as the store would write it."""
    text = (cell or "").strip()
    return text.upper() if kind == "country" else text


def id_in(cell: Cell) -> int | None:
    """Return the id in a cell, None in an empty one; raises Invalid for anything else."""
    text = (cell or "").strip()
    if text and not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid(f"“{text[:40]}” is no id. Empty the cell to add the row as a new record.")
    return int(text) if text else None


def records_of(
    connection: Connection, kind: str, rows: Iterable[FileRow], cell_of: CellOf
) -> dict[int, int]:
    """Return the id of the record that each row is, by row number, for rows that are one.

    What has a number or code of its own is never taken for another record by its id.
    """
    key = KEYS.get(kind)
    by_key: dict[int, str] = {}
    by_id: dict[int, int] = {}
    for row in rows:
        text = key_text(kind, cell_of(row, key)) if key else ""
        record = None if text else id_in(cell_of(row, ID))
        if text:
            by_key[row.number] = text
        elif record is not None:
            by_id[row.number] = record
    table = TABLES[kind].c
    found: dict[int, int] = {}
    if key and by_key:
        keyed = select(table[key], table.id).where(table[key].in_(set(by_key.values())))
        ids = {row[0]: row[1] for row in connection.execute(keyed)}
        found = {number: ids[text] for number, text in by_key.items() if text in ids}
    if by_id:
        known = select(table.id).where(table.id.in_(set(by_id.values())))
        there = {row.id for row in connection.execute(known)}
        found |= {number: record for number, record in by_id.items() if record in there}
    return found


class SameWords:
    """Finds the record that holds word for word what a row says, each of them once."""

    def __init__(
        self, connection: Connection, kind: Kind, fields: Sequence[Field], claimed: Iterable[int]
    ) -> None:
        self._keys = [field.key for field in fields if field.editable]
        self._free: dict[tuple[Value | NewRow, ...], list[int]] = {}
        taken = set(claimed)
        table = TABLES[kind.name].c
        ids = [row.id for row in connection.execute(select(table.id).order_by(table.id.desc()))]
        for start in range(0, len(ids), _PAGE):
            page = read_values(connection, kind.name, self._keys, ids[start : start + _PAGE])
            for one in page:
                record = one[ID]
                if isinstance(record, int) and record not in taken:
                    self._free.setdefault(self._words(one), []).append(record)

    def take(self, values: Mapping[str, Value | NewRow]) -> int | None:
        """Return a record that holds exactly these values and give it to no other row."""
        records = self._free.get(self._words(values))
        return records.pop() if records else None

    def _words(self, values: Mapping[str, Value | NewRow]) -> tuple[Value | NewRow, ...]:
        return tuple(folded(values[key]) for key in self._keys)
