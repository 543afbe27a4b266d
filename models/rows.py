"""Pages of records for tables and forms: plain rows by id, with names for links and evidence marks.

No ORM object leaves this room; a row is values, the texts a reader sees, and a mark a cell.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Connection, select

from models.computed import expression
from models.evidence import marks
from models.field_types import Choice, FieldType, Link, Value
from models.fields import Field, Kind
from models.kinds import CHILDREN, KINDS
from models.naming import labels
from models.prepared import among, composed, conversions, fetched, one_list
from models.records import TABLES

Names = Mapping[tuple[str, Value], str]
Way = Callable[[Any], str]
_DATES_KEPT = 4_096


def children_of(connection: Connection, kind: str, record: int) -> dict[str, list[int]]:
    """Return the ids of what hangs off a record, by kind, in the order they were added."""
    wanted = one_list([record])
    return {
        child.name: [row[0] for row in fetched(connection, _hanging(kind, child.name), wanted)]
        for child in CHILDREN.get(kind, ())
    }


@cache
def _hanging(kind: str, child: str) -> str:
    table = TABLES[child].c
    return composed(select(table.id).where(among(table[kind])).order_by(table.id))


def _way(of: FieldType) -> Way | None:
    """Return what makes the shown text of a value of this type; None where a name is needed."""
    if isinstance(of, Link) or of.name == "country":
        return None
    if isinstance(of, Choice):
        labels = of.terms.labels
        return lambda code: labels.get(code) or of.show(code)
    return lru_cache(_DATES_KEPT)(of.show) if of.name == "date" else of.show


@cache
def _ways(kind: str) -> dict[str, Way | None]:
    # A frame of the table shows a thousand cells, each of them by this.
    return {field.key: _way(field.type) for field in KINDS[kind].fields}


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
        value = self.values[key]
        if value is None:
            return ""
        way = _ways(self.kind)[key]
        if way is not None:
            return way(value)
        known = KINDS[self.kind].field(key)
        return self._named(known, value) or known.type.show(value)

    def text(self, key: str) -> str:
        """Return what an editor starts with; typed back it gives the same value."""
        known, value = KINDS[self.kind].field(key), self.values[key]
        return self._named(known, value) or known.type.text(value)

    def mark(self, key: str) -> str:
        """Return how the value is backed: cited, inferred, unknown, contested, bare, or nothing."""
        return self.marks.get(key, "")

    def _named(self, known: Field, value: Value) -> str:
        if value is None:
            return ""
        if isinstance(known.type, Link):
            return self.names.get((known.type.kind, value), f"{known.type.kind} {value}")
        if known.type.name == "country":
            return self.names.get(("country", value), "")
        return ""


def shown_column(rows: Sequence[Row], key: str) -> list[str]:
    """Return what a reader sees of one field of many records of one kind."""
    way = _ways(rows[0].kind)[key] if rows else None
    if way is None:
        return [row.shown(key) for row in rows]
    return ["" if (value := row.values[key]) is None else way(value) for row in rows]


_country = TABLES["country"].c
_COUNTRIES = composed(select(_country.code, _country.name).where(among(_country.code)))


@cache
def _statement(kind: str) -> str:
    """Return the SQL of a page: all fields of the records whose ids come as one JSON list."""
    columns = [expression(kind, field.key).label(field.key) for field in KINDS[kind].fields]
    table = TABLES[kind]
    return composed(select(table.c.id, *columns).where(among(table.c.id)))


def _read_values(
    connection: Connection, kind: str, ids: Sequence[int]
) -> dict[int, dict[str, Value]]:
    keys, converted = [field.key for field in KINDS[kind].fields], conversions(kind)
    rows: dict[int, dict[str, Value]] = {}
    for record, *values in fetched(connection, _statement(kind), one_list(ids)):
        rows[record] = row = dict(zip(keys, values, strict=True))
        for key, convert in converted:
            row[key] = convert(row[key])
    return rows


def read_names(
    connection: Connection, kind: Kind, values: Sequence[Mapping[str, Value]]
) -> dict[tuple[str, Value], str]:
    """Return the names of all records and countries these values point to."""
    names: dict[tuple[str, Value], str] = {}
    for linking, link in kind.links():
        wanted = {row[linking.key] for row in values} - {None}
        if wanted:
            called = labels(connection, link.kind, sorted(int(str(record)) for record in wanted))
            names |= {(link.kind, record): name for record, name in called.items()}
    keys = [f.key for f in kind.fields if f.type.name == "country" and kind.name != "country"]
    codes = {str(row[key]) for row in values for key in keys if row[key] is not None}
    if codes:
        pairs = fetched(connection, _COUNTRIES, one_list(sorted(codes)))
        names |= {("country", code): name for code, name in pairs}
    return names


def read_rows(connection: Connection, kind: str, ids: Sequence[int]) -> list[Row]:
    """Return the records with these ids in their order; those that are gone are left out."""
    values = _read_values(connection, kind, ids)
    names = read_names(connection, KINDS[kind], list(values.values()))
    backed = marks(connection, kind, values)
    return [
        Row(record, kind, values[record], names, backed.get(record, {}))
        for record in ids
        if record in values
    ]
