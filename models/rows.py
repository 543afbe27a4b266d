"""Pages of records for tables and forms: plain rows by id, with names for links and evidence marks.

No ORM object leaves this room; a row is values, the texts a reader sees, and a mark a cell.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Select, bindparam, select

from models.computed import expression
from models.evidence import marks
from models.field_types import Link, Value
from models.fields import Field, Kind
from models.kinds import KINDS
from models.naming import country_names, labels
from models.records import TABLES

Names = Mapping[tuple[str, Value], str]


@dataclass(frozen=True)
class Row:
    """One record as it was read: values by field, names of what it links to, marks of evidence."""

    id: int
    kind: str
    values: Mapping[str, Value]
    names: Names = field(default_factory=dict, repr=False)
    marks: Mapping[str, str] = field(default_factory=dict, repr=False)

    def value(self, key: str) -> Value:
        """Return the stored value."""
        return self.values[key]

    def shown(self, key: str) -> str:
        """Return what a reader sees: labels for codes, names for links."""
        known, value = KINDS[self.kind].field(key), self.values[key]
        return self._named(known, value) or known.type.show(value)

    def text(self, key: str) -> str:
        """Return what an editor starts with; typed back it gives the same value."""
        known, value = KINDS[self.kind].field(key), self.values[key]
        return self._named(known, value) or known.type.text(value)

    def mark(self, key: str) -> str:
        """Return how the value is backed: cited, inferred, unknown, contested, or an empty text."""
        return self.marks.get(key, "")

    def _named(self, known: Field, value: Value) -> str:
        if value is None:
            return ""
        if isinstance(known.type, Link):
            return self.names.get((known.type.kind, value), f"{known.type.kind} {value}")
        if known.type.name == "country":
            return self.names.get(("country", value), "")
        return ""


PAGE = 500
"""How many records are asked for at once; SQLite takes 32,766 values in one statement."""


def _statement(kind: Kind) -> Select[*tuple[Any, ...]]:
    columns = [expression(kind.name, f.key).label(f.key) for f in kind.fields]
    table = TABLES[kind.name]
    return select(table.c.id, *columns).where(table.c.id.in_(bindparam("ids", expanding=True)))


_STATEMENTS = {name: _statement(kind) for name, kind in KINDS.items()}
_KEYS = {name: [field.key for field in kind.fields] for name, kind in KINDS.items()}


def read_names(
    connection: Connection, kind: Kind, values: Sequence[Mapping[str, Value]]
) -> dict[tuple[str, Value], str]:
    """Return the names of all records and countries these values point to."""
    names: dict[tuple[str, Value], str] = {}
    for linking, link in kind.links():
        wanted = {row[linking.key] for row in values} - {None}
        if wanted:
            found = labels(connection, link.kind, sorted(int(str(record)) for record in wanted))
            names |= {(link.kind, record): name for record, name in found.items()}
    if any(f.type.name == "country" for f in kind.fields) and kind.name != "country":
        names |= {("country", code): name for code, name in country_names(connection).items()}
    return names


def read_rows(connection: Connection, kind: str, ids: Sequence[int]) -> list[Row]:
    """Return the records with these ids in their order; those that are gone are left out."""
    known = KINDS[kind]
    values: dict[int, dict[str, Value]] = {}
    for start in range(0, len(ids), PAGE):
        wanted = {"ids": list(ids[start : start + PAGE])}
        for record, *found in connection.execute(_STATEMENTS[kind], wanted).all():
            values[record] = dict(zip(_KEYS[kind], found, strict=True))
    names = read_names(connection, known, list(values.values()))
    backed = marks(connection, kind, ids)
    return [
        Row(record, kind, values[record], names, backed.get(record, {}))
        for record in ids
        if record in values
    ]
