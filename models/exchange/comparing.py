"""Cells of a file against values of the store: do they say the same, and what else do they mean."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from models.errors import Invalid
from models.exchange.cells import Names, cell_text, linked_names
from models.exchange.csv_reader import Cell, FileRow
from models.exchange.formula_guard import unguard
from models.exchange.plan import NewRow
from models.exchange.references import References
from models.field_types import Link, Value
from models.fields import Field, Kind


def folded(value: Value | NewRow) -> Value | NewRow:
    """Return the value as files keep it: line ends are one thing, an empty text is nothing."""
    if not isinstance(value, str):
        return value
    return value.replace("\r\n", "\n").replace("\r", "\n") or None


class Reading:
    """Understands the cells of one file that holds records of one kind."""

    def __init__(self, connection: Connection, kind: Kind) -> None:
        self._kind = kind
        self._references = References(connection)
        self._names: dict[bool, Names] = {False: {}, True: {}}
        self._found: dict[tuple[str, str], int | str] = {}
        self._rows_named: dict[str, list[int]] = {}

    def learn(self, rows: Iterable[FileRow], place: int) -> None:
        """Take note of the names in the file, which its own links may mean."""
        for row in rows:
            cell = row.cells[place] if place < len(row.cells) else None
            if cell:
                self._rows_named.setdefault(unguard(cell).strip(), []).append(row.number)

    def know_names(self, records: Iterable[Mapping[str, Value]]) -> None:
        """Look up what the links of these stored records are called in files."""
        page = list(records)
        for labels in self._names:
            self._names[labels] = linked_names(self._kind, page, self._references, labels=labels)

    def says(self, field: Field, cell: Cell, stored: Value) -> bool:
        """Tell whether the cell is what an export would write for the stored value."""
        if cell is None or stored is None:
            return cell is None and stored is None
        text = folded(unguard(cell))
        return any(
            folded(cell_text(field, stored, names, self._references, labels=labels)) == text
            for labels, names in self._names.items()
        )

    def shown(self, field: Field, value: Value) -> str:
        """Return the value for a person who reads the plan."""
        names: Names = {}
        if isinstance(field.type, Link) and isinstance(value, int):
            found = self._references.names(field.type.kind, [value], labels=True)
            names = {(field.type.kind, record): name for record, name in found.items()}
        return cell_text(field, value, names, self._references, labels=True) or ""

    def value(self, field: Field, cell: Cell) -> Value | NewRow:
        """Return the value that the cell stands for, or raise Invalid."""
        text = "" if cell is None else unguard(cell)
        if not text.strip():
            return self._nothing(field)
        if isinstance(field.type, Link):
            return self._linked(field, field.type, text.strip())
        if field.type.name == "country" and field.key != "code":
            return self._looked_up(field, "country", text.strip())
        return field.parse(text)

    def _nothing(self, field: Field) -> Value:
        if field.required:
            raise Invalid(f"{field.label} is empty, but every {self._kind.label.lower()} has one.")
        return None

    def _linked(self, field: Field, link: Link, text: str) -> Value | NewRow:
        try:
            return self._looked_up(field, link.kind, text)
        except Invalid:
            rows = self._rows_named.get(text, []) if link.kind == self._kind.name else []
            if len(rows) != 1:
                raise
            return NewRow(rows[0])

    def _looked_up(self, field: Field, kind: str, text: str) -> int | str:
        place = kind, text
        if place not in self._found:
            self._found[place] = self._references.record(field, text)
        return self._found[place]
