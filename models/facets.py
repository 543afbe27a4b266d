"""What the records of a query hold: each value of a field with its count, or bars along an axis."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, func, select

from models.computed import joined, whole
from models.facet_codes import Columns, FacetCodes, Tally
from models.field_types import Choice, Link, Value
from models.fields import Field, Kind
from models.filter_fields import nature
from models.filter_text import exactly
from models.histograms import Histogram, Scale, scale_of, year_bars
from models.kinds import KINDS
from models.naming import country_names, labels, name_keys
from models.orders import Orders
from models.query import Query
from models.records import TABLES

NOTHING = "Nothing recorded"
_SCALED = ("number", "integer")


@dataclass(frozen=True)
class FacetValue:
    """One value: the alternative of a filter that asks for it, its label, how many have it."""

    text: str
    label: str
    count: int


@dataclass(frozen=True)
class Facet:
    """The most frequent values of a field, the most frequent first, out of ``distinct``."""

    field: str
    values: tuple[FacetValue, ...]
    distinct: int


def facet_fields(kind: str) -> tuple[str, ...]:
    """Return the fields of which values or bars make sense: not what is different everywhere."""
    return tuple(field.key for field in KINDS[kind].fields if _repeats(KINDS[kind], field))


def _repeats(kind: Kind, field: Field) -> bool:
    if field.type.name == "text":
        return not (field.required or field.readonly or field.key in ("aliases", "label"))
    is_name = (kind.name, field.key) in (("country", "code"), ("entry", "edited"))
    return field.type.name not in ("long_text", "url") and not is_name


def read_facets(
    connection: Connection,
    orders: Orders,
    codes: FacetCodes,
    query: Query,
    fields: Sequence[str],
    limit: int,
) -> list[Facet | Histogram]:
    """Return the facets of these fields, each counted without the query's filters on it."""
    kind = KINDS[query.kind]
    scales = _scales(connection, codes, kind, fields)
    columns = _columns(kind, fields, scales)
    asked: dict[Query, list[str]] = {}
    for key in dict.fromkeys(fields):
        asked.setdefault(replace(query.without_field(key), sort=()), []).append(key)
    tallies: dict[str, Tally] = {}
    for reduced, keys in asked.items():
        ids = orders.ids(connection, reduced) if reduced.narrowed() else None
        part = {key: columns[key] for key in keys}
        tallies |= codes.tallies(connection, kind, part, ids)
    return [
        _facet(connection, kind.field(key), tallies[key], scales.get(key), limit) for key in fields
    ]


def prepare_facets(
    connection: Connection, codes: FacetCodes, kind: str, fields: Sequence[str]
) -> None:
    """Keep in memory what facets of these fields need under broad filters."""
    known = KINDS[kind]
    scales = _scales(connection, codes, known, fields)
    codes.prepare(connection, known, _columns(known, fields, scales))


def _scales(
    connection: Connection, codes: FacetCodes, kind: Kind, fields: Sequence[str]
) -> dict[str, Scale]:
    scaled = [key for key in fields if _is_scaled(kind.field(key))]
    return {key: codes.scale(connection, kind, key, _read_scale) for key in scaled}


def _columns(kind: Kind, fields: Sequence[str], scales: Mapping[str, Scale]) -> Columns:
    """Return what is counted: the fields themselves, of numbers the bars they fall into."""
    columns = {key: whole(kind.name, key) for key in fields}
    return columns | {key: scale.place(columns[key]) for key, scale in scales.items()}


def _is_scaled(field: Field) -> bool:
    return nature(field) in _SCALED


def _read_scale(connection: Connection, kind: Kind, key: str) -> Scale:
    column: Any = whole(kind.name, key)
    spread = select(
        func.min(column),
        func.max(column),
        func.min(column).filter(column > 0),
        func.avg(column),
    )
    found = connection.execute(spread.select_from(joined(kind.name, [key]))).one()
    lowest, highest, smallest, mean = (
        None if number is None else Decimal(f"{number:.15g}") for number in found
    )
    if lowest is None or highest is None or mean is None:
        return Scale(Decimal(0), ())
    return scale_of(lowest, highest, smallest, mean, whole=kind.field(key).type.name != "number")


def _facet(
    connection: Connection, field: Field, tally: Tally, scale: Scale | None, limit: int
) -> Facet | Histogram:
    missing = tally.get(None, 0)
    if scale is not None:
        return Histogram(field.key, scale.bars(tally) if tally.keys() - {None} else (), missing)
    if nature(field) == "date":
        return Histogram(field.key, year_bars(tally), missing)
    found = _values(connection, field, tally, limit)
    return Facet(field.key, found, len(tally))


def _values(
    connection: Connection, field: Field, tally: Tally, limit: int
) -> tuple[FacetValue, ...]:
    top = sorted(tally.items(), key=lambda one: (-one[1], one[0] or ""))[:limit]
    name = _namer(connection, field, [value for value, _ in top if value is not None])
    counts: dict[tuple[str, str], int] = {}
    for value, number in top:
        # Two of the same name are one value: a filter by name finds both.
        named = (exactly(None), NOTHING) if value is None else name(value)
        counts[named] = counts.get(named, 0) + number
    values = [FacetValue(text, label, number) for (text, label), number in counts.items()]
    return tuple(sorted(values, key=lambda one: (-one.count, one.label.casefold())))


def _namer(
    connection: Connection, field: Field, values: Sequence[str]
) -> Callable[[str], tuple[str, str]]:
    """Return what gives the filter text and the label of a stored value."""
    if isinstance(field.type, Link):
        return _record_namer(connection, field.type.kind, [int(value) for value in values])
    if field.type.name == "country":
        names = country_names(connection)
        return lambda value: (exactly(value), names.get(value, value))
    if nature(field) == "flag":
        return lambda value: ("=yes", "Yes") if value == "1" else ("=no", "No")
    if isinstance(field.type, Choice):
        terms = field.type.terms
        return lambda value: (exactly(value), terms.label_of(value))
    return lambda value: (exactly(value), value)


def _record_namer(
    connection: Connection, kind: str, ids: Sequence[int]
) -> Callable[[str], tuple[str, str]]:
    table, shown = TABLES[kind].c, labels(connection, kind, ids)
    name = table[name_keys(KINDS[kind])[0]]
    texts: dict[int, Value] = {}
    for start in range(0, len(ids), 500):
        wanted = select(table.id, name).where(table.id.in_(ids[start : start + 500]))
        texts |= {row.id: row[1] for row in connection.execute(wanted)}

    def named(value: str) -> tuple[str, str]:
        record = int(value)
        text = texts.get(record)
        return exactly(str(text)) if text else f"=#{record}", shown.get(record, f"#{record}")

    return named
