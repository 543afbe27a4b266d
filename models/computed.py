"""The columns that are worked out in the store: whether an entry counts and why, its evidence.

A page of rows asks for each record by itself; a query over all records counts what is beside them
once and joins it, which at 200,000 entries is half a second instead of minutes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import FromClause, ScalarSelect, Subquery

from models.kinds import CHILDREN, ENTRY
from models.records import TABLES
from models.vocabularies import VOCABULARIES

_entry = TABLES["entry"].c
_citation = TABLES["citation"].c

FINANCE_TYPES = ("loan", "grant", "debt", "scholarship", "assistance")
COUNTED_STATUSES = ("30", "40", "50")


def _label(vocabulary: str, column: ColumnElement[str]) -> ColumnElement[str]:
    return case(VOCABULARIES[vocabulary].labels, value=column, else_=column)


# The first rule that holds says why an entry does not count.
_REASONS: tuple[tuple[ColumnElement[bool], ColumnElement[str]], ...] = (
    (_entry.review == "retired", literal("retired: kept for the record, never counted")),
    (_entry.umbrella.is_(True), literal("umbrella: the deals under it carry the money")),
    (_entry.type.is_(None), literal("no type yet: choose one")),
    (
        _entry.type.not_in(FINANCE_TYPES),
        func.lower(_label("entry_type", _entry.type)) + ": outside development finance",
    ),
    (_entry.status.is_(None), literal("no status yet: choose one")),
    (
        _entry.status.not_in(COUNTED_STATUSES),
        func.lower(_label("status", _entry.status)) + ": not a binding commitment",
    ),
)


def _reason() -> ColumnElement[str]:
    counted = func.lower(_label("entry_type", _entry.type) + ", " + _label("status", _entry.status))
    return case(*_REASONS, else_=literal("counts: ") + counted)


def _counts() -> ColumnElement[int]:
    return case((or_(*(condition for condition, _ in _REASONS)), 0), else_=1)


_EVIDENCED = [f.key for f in ENTRY.stored if f.key not in ("uid", "counterpart", "review", "notes")]


def _share_of(cited: Callable[[str], ColumnElement[bool]]) -> ColumnElement[int]:
    """Return the share of the filled fields that are cited, in percent."""
    columns = [_entry[key] for key in _EVIDENCED]
    filled = sum((cast(column.is_not(None), Integer) for column in columns), start=literal(0))
    backed = sum(
        (cast(and_(column.is_not(None), cited(column.key)), Integer) for column in columns),
        start=literal(0),
    )
    return case((filled == 0, 0), else_=cast(100 * backed / filled, Integer))


def _is_cited(key: str) -> ColumnElement[bool]:
    own = _citation.kind == "entry", _citation.record == _entry.id, _citation.field == key
    return select(_citation.id).where(*own).correlate(TABLES["entry"]).exists()


def _sources() -> ScalarSelect[int]:
    """Return how many sources the entry and what hangs off it rest on."""
    entry = TABLES["entry"]
    own = select(_citation.source).where(_citation.kind == "entry", _citation.record == _entry.id)
    parts = [own.correlate(entry)]
    for kind in CHILDREN["entry"]:
        child = TABLES[kind.name]
        # As a join SQLite would walk all citations of the kind for each entry.
        records = select(child.c.id).where(child.c.entry == _entry.id).correlate(entry)
        cited = _citation.kind == kind.name, _citation.record.in_(records)
        parts.append(select(_citation.source).where(*cited))
    found = union_all(*parts).subquery()
    return select(func.count(found.c.source.distinct())).correlate(entry).scalar_subquery()


COMPUTED: dict[tuple[str, str], ColumnElement[Any]] = {
    ("entry", "counts"): _counts(),
    ("entry", "reason"): _reason(),
    ("entry", "evidence"): _share_of(_is_cited),
    ("entry", "sources"): _sources(),
}


def expression(kind: str, key: str) -> ColumnElement[Any]:
    """Return the column of a stored field, or the expression of a computed one, for a page."""
    computed = COMPUTED.get((kind, key))
    return TABLES[kind].c[key] if computed is None else computed


@dataclass(frozen=True)
class Tally:
    """A computed column for a whole table: counted once for all records, then joined."""

    counted: Subquery
    key: ColumnElement[int]
    value: ColumnElement[Any]

    def joined(self, table: FromClause) -> FromClause:
        """Return the table with what was counted beside each record."""
        return table.outerjoin(self.counted, self.key == self.counted.c.record)


def _all_cited() -> Tally:
    bits = {key: 1 << place for place, key in enumerate(_EVIDENCED)}
    pairs = select(_citation.record, _citation.field).where(_citation.kind == "entry").distinct()
    pair = pairs.subquery().c
    mask = func.sum(case(bits, value=pair.field, else_=0)).label("mask")
    counted = select(pair.record, mask).group_by(pair.record).subquery("cited")
    value = _share_of(lambda key: counted.c.mask.op("&")(bits[key]) > 0)
    return Tally(counted, _entry.id, value)


def _all_sources() -> Tally:
    own = select(_citation.record, _citation.source).where(_citation.kind == "entry")
    parts = [own]
    for kind in CHILDREN["entry"]:
        child = TABLES[kind.name]
        parts.append(
            select(child.c.entry, _citation.source)
            .join_from(TABLES["citation"], child, _citation.record == child.c.id)
            .where(_citation.kind == kind.name)
        )
    pair = union_all(*parts).subquery().c
    number = func.count(pair.source.distinct()).label("number")
    counted = select(pair.record, number).group_by(pair.record).subquery("rests_on")
    return Tally(counted, _entry.id, func.coalesce(counted.c.number, 0))


TALLIES: dict[tuple[str, str], Tally] = {
    ("entry", "evidence"): _all_cited(),
    ("entry", "sources"): _all_sources(),
}


def whole(kind: str, key: str) -> ColumnElement[Any]:
    """Return the expression of a field for a query over all records; see ``joined``."""
    tally = TALLIES.get((kind, key))
    return expression(kind, key) if tally is None else tally.value


def joined(kind: str, keys: Iterable[str]) -> FromClause:
    """Return the kind's table, joined with what ``whole`` needs for these fields."""
    table: FromClause = TABLES[kind]
    for key in dict.fromkeys(keys):
        tally = TALLIES.get((kind, key))
        table = table if tally is None else tally.joined(table)
    return table
