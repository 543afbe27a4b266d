"""What a person asks to see, as a frozen value: kind, place in the tree, filters, words, order.

``select_ids`` makes one select of ids of it; nothing else in the program composes one.
"""

import sys
from array import array
from binascii import unhexlify
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Select,
    and_,
    cast,
    func,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import CompoundSelect

from models.computed import joined
from models.conditions import negated, sort_key
from models.fields import Kind
from models.filtering import filter_condition
from models.kinds import CHILDREN, KINDS
from models.marks import SLICE
from models.records import TABLES
from models.search import matching_first, words_of
from models.seeking import words_condition
from models.vocabularies import VOCABULARIES


@dataclass(frozen=True)
class Scope:
    """A place in the tree: a region, a country or what is regional, and perhaps a sector."""

    region: str | None = None
    country: str | None = None
    regional: bool = False
    sector: str | None = None

    @property
    def everywhere(self) -> bool:
        """Tell whether the scope leaves nothing out."""
        return self == Scope()

    def in_words(self, country_name: str = "") -> str:
        """Return the place for a person to read."""
        place = "Regional" if self.regional else country_name or self.country or self.region or ""
        if self.sector is None:
            return place
        label = "No sector" if self.sector == "" else VOCABULARIES["sector"].label_of(self.sector)
        return f"{place} · {label}"


@dataclass(frozen=True)
class Filter:
    """What is asked of one field, or over the entry of a field of what is beside it.

    ``field`` is a key of the kind; a path such as ``figure.value`` (some figure of the entry; two
    filters may be satisfied by different figures) or ``entry.country``; or one of ``has``,
    ``missing`` (a field, a kind that hangs off the record, or ``evidence``) and ``source`` (the id
    of a source the record rests on). ``models.filter_text`` tells how ``text`` is written.
    """

    field: str
    text: str
    negated: bool = False


@dataclass(frozen=True)
class Sort:
    """One column that the rows are ordered by."""

    field: str
    descending: bool = False


@dataclass(frozen=True)
class Query:
    """All that decides which records of a kind are shown, and in what order.

    ``words`` are words, "quoted phrases" and -words to leave out.
    """

    kind: str
    scope: Scope = Scope()
    filters: tuple[Filter, ...] = ()
    sort: tuple[Sort, ...] = ()
    words: str = ""

    def narrowed(self) -> bool:
        """Tell whether the query may leave records out."""
        return bool(self.filters or self.words.strip()) or not self.scope.everywhere

    def with_filter(self, field: str, text: str) -> "Query":
        """Return the query with this column's filter replaced, or dropped when empty."""
        others = tuple(kept for kept in self.filters if kept.field != field or kept.negated)
        return replace(self, filters=(*others, Filter(field, text)) if text.strip() else others)

    def without(self, filtered: Filter) -> "Query":
        """Return the query with one filter taken out."""
        return replace(self, filters=tuple(kept for kept in self.filters if kept != filtered))

    def without_field(self, field: str) -> "Query":
        """Return the query with all filters of a field taken out."""
        return replace(self, filters=tuple(kept for kept in self.filters if kept.field != field))


def _in_scope(scope: Scope) -> ColumnElement[bool]:
    entry, country = TABLES["entry"].c, TABLES["country"].c
    conditions: list[ColumnElement[bool]] = []
    if scope.regional:
        conditions.append(entry.country.is_(None))
    elif scope.country is not None:
        conditions.append(entry.country == scope.country)
    elif scope.region is not None:
        inside = select(country.code).where(country.region == scope.region)
        conditions.append(or_(entry.country.in_(inside), entry.country.is_(None)))
    if scope.sector is not None:
        conditions.append(entry.sector == scope.sector if scope.sector else entry.sector.is_(None))
    return and_(*conditions)


def _actors_of(entries: Select[int]) -> CompoundSelect[int]:
    party, remark = TABLES["party"].c, TABLES["remark"].c
    return union_all(
        select(party.actor).where(party.entry.in_(entries)),
        select(remark.speaker).where(remark.entry.in_(entries)),
    )


def _sources_of(entries: Select[int]) -> CompoundSelect[int]:
    citation = TABLES["citation"].c
    parts = [select(citation.source).where(citation.kind == "entry", citation.record.in_(entries))]
    for kind in CHILDREN["entry"]:
        child = TABLES[kind.name].c
        records = select(child.id).where(child.entry.in_(entries))
        parts.append(
            select(citation.source).where(citation.kind == kind.name, citation.record.in_(records))
        )
    return union_all(*parts)


_PLACELESS = ("country", "view")


def _scope_condition(query: Query) -> ColumnElement[bool] | None:
    """Return which records belong to the place: entries, what hangs off them, or is named."""
    if query.scope.everywhere or query.kind in _PLACELESS:
        return None
    inside, table = _in_scope(query.scope), TABLES[query.kind].c
    if query.kind == "entry":
        return inside
    entries = select(TABLES["entry"].c.id).where(inside)
    if KINDS[query.kind].parent == "entry":
        return table.entry.in_(entries)
    if query.kind == "actor":
        return table.id.in_(_actors_of(entries))
    column = table.id if query.kind == "source" else table.source
    return column.in_(_sources_of(entries))


def _filter_condition(kind: Kind, filtered: Filter, *, quick: bool) -> ColumnElement[bool]:
    if filtered.negated:
        # Whoever leaves out fewer than asked for shows too many.
        return negated(filter_condition(kind, filtered.field, filtered.text))
    return filter_condition(kind, filtered.field, filtered.text, quick=quick)


def _own_fields(query: Query) -> list[str]:
    kind = KINDS[query.kind]
    names = [*(one.field for one in query.filters), *(one.field for one in query.sort)]
    return [name for name in names if kind.has(name)]


def _where(query: Query, *, quick: bool = False) -> list[ColumnElement[bool]]:
    kind = KINDS[query.kind]
    conditions = [_filter_condition(kind, one, quick=quick) for one in query.filters]
    conditions += words_condition(kind, words_of(query.words), quick=quick)
    scope = _scope_condition(query)
    return conditions if scope is None else [scope, *conditions]


def _first_by_words(query: Query) -> Select[int] | None:
    """Return how the first records with some words are had from the full-text index alone."""
    plain = not query.sort and not query.filters and query.scope.everywhere
    words = words_of(query.words) if plain else []
    return matching_first(KINDS[query.kind], words) if words else None


def ordered(key: ColumnElement[Any], *, descending: bool) -> ColumnElement[Any]:
    """Return how a column is sorted by its key, with nothing recorded at the end either way."""
    return (key.desc() if descending else key.asc()).nulls_last()


def order_of(query: Query) -> list[ColumnElement[Any]]:
    """Return what the rows of a query are ordered by, the id at the end."""
    kind = KINDS[query.kind]
    keys = ((sort_key(kind, kind.field(sort.field)), sort.descending) for sort in query.sort)
    ways = [ordered(key, descending=descending) for key, descending in keys]
    return [*ways, TABLES[query.kind].c.id]


def select_ids(query: Query, *, quick: bool = False) -> Select[int]:
    """Return the select of the ids the query shows, in its order.

    Nothing recorded comes last, whichever way a column is sorted. Raises Invalid when a filter
    makes no sense. With ``quick`` it may miss records, and finds the others without a scan.
    """
    kind, table = KINDS[query.kind], TABLES[query.kind]
    if quick and (first := _first_by_words(query)) is not None:
        return first
    ids = select(table.c.id).select_from(joined(kind.name, _own_fields(query)))
    return ids.where(*_where(query, quick=quick)).order_by(*order_of(query))


def read_ids(connection: Connection, statement: Select[int]) -> "array[int]":
    """Return the ids that a select of ids finds, in its order."""
    found = connection.execute(statement)
    # Rows of SQLAlchemy would double the time: 200,000 of them take 0.2 s to make.
    rows = found.cursor
    assert rows is not None
    ids = array("q")
    while page := rows.fetchmany(10_000):
        ids.extend(chain.from_iterable(page))
    return ids


def read_packed(
    connection: Connection, statement: Select[int] | CompoundSelect[int]
) -> "array[int]":
    """Return the ids that a select of ids finds, in its order, in one row of the database.

    One fetch a row would wait for the main thread a million times while that is busy painting.
    """
    (found,) = statement.subquery().c
    ids = array("q")
    # Half as much to carry for the ids that a store has; larger ones would be longer.
    for typecode in ("I", "q"):
        digits = 2 * array(typecode).itemsize
        number, packed = connection.execute(_packed(found, digits)).one()
        if number * digits == len(packed or b""):
            break
    for start in range(0, number * digits, SLICE * digits):
        part = array(typecode, unhexlify(packed[start : start + SLICE * digits]))
        if sys.byteorder == "little":
            part.byteswap()
        ids.extend(array("q", part))
    return ids


def _packed(ids: ColumnElement[int], digits: int) -> Select[int, bytes]:
    hexadecimal = func.group_concat(func.printf(f"%0{digits}x", ids), "")
    return select(func.count(ids), cast(hexadecimal, LargeBinary))


def select_count(query: Query) -> Select[int]:
    """Return the select that counts what the query shows."""
    table = joined(query.kind, _own_fields(replace(query, sort=())))
    return select(func.count()).select_from(table).where(*_where(query))
