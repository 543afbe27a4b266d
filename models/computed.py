"""The columns that are worked out in the store: whether an entry counts and why, its last edit.

A page of rows asks for each record by itself; a query over all records counts what is beside them
once and joins it, which at 200,000 entries is half a second instead of minutes.
"""

from collections.abc import Callable, Iterable, Mapping
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
    literal_column,
    not_,
    outerjoin,
    select,
    union,
)
from sqlalchemy.sql.selectable import FromClause, ScalarSelect, Subquery

from models.kinds import CHILDREN, ENTRY, KINDS
from models.records import EDIT, STEP, TABLES
from models.scoring import SCORES, level, sources_of
from models.vocabularies import VOCABULARIES

_entry = TABLES["entry"].c
_citation = TABLES["citation"].c

FINANCE_TYPES = ("loan", "grant", "debt", "scholarship", "assistance")
COUNTED_STATUSES = ("30", "40", "50")


# Everything that follows is a constant chosen by codes: looking a label up in SQL would cost more
# than reading all the other columns.


def _by_code(
    vocabulary: str,
    column: ColumnElement[str],
    counted: Mapping[str, ColumnElement[str]],
    ending: str,
) -> ColumnElement[str]:
    """Return what is said of the codes that count, and why each of the others does not."""
    others = {
        code: literal(f"{label.lower()}: {ending}")
        for code, label in VOCABULARIES[vocabulary].labels.items()
    }
    unknown = func.lower(column) + f": {ending}"
    return case({**others, **counted}, value=column, else_=unknown)


def _by_status(kind: str) -> ColumnElement[str]:
    types, statuses = VOCABULARIES["entry_type"].labels, VOCABULARIES["status"].labels
    counted = {
        status: literal(f"counts: {types[kind]}, {statuses[status]}".lower())
        for status in COUNTED_STATUSES
    }
    known = _by_code("status", _entry.status, counted, "not a binding commitment")
    return case((_entry.status.is_(None), literal("no status yet: choose one")), else_=known)


def _reason() -> ColumnElement[str]:
    """Return the first thing that keeps an entry from counting, or as what it counts."""
    finance = {kind: _by_status(kind) for kind in FINANCE_TYPES}
    return case(
        (_entry.review == "retired", literal("retired: kept for the record, never counted")),
        (_entry.umbrella.is_(True), literal("umbrella: the deals under it carry the money")),
        (_entry.type.is_(None), literal("no type yet: choose one")),
        else_=_by_code("entry_type", _entry.type, finance, "outside development finance"),
    )


def _counts() -> ColumnElement[int]:
    """Return 1 where nothing keeps an entry from counting."""
    whole = case((_entry.umbrella.is_(True), 0), (_entry.review == "retired", 0), else_=1)
    firm = case(dict.fromkeys(COUNTED_STATUSES, whole), value=_entry.status, else_=0)
    return case(dict.fromkeys(FINANCE_TYPES, firm), value=_entry.type, else_=0)


EVIDENCED = [field.key for field in ENTRY.backed]


def _share_of(cited: Callable[[str], ColumnElement[bool]]) -> ColumnElement[int]:
    """Return the share of the filled fields that are cited, in percent."""
    columns = [_entry[key] for key in EVIDENCED]
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
    found = sources_of(_entry.id).subquery()
    return select(func.count()).select_from(found).correlate(TABLES["entry"]).scalar_subquery()


def bare(kind: str) -> ColumnElement[int]:
    """Return how many filled fields of a record have no citation in force."""
    table = TABLES[kind]
    count: ColumnElement[int] = literal(0)
    for field in KINDS[kind].backed:
        cited = select(_citation.id).where(
            _citation.kind == kind,
            _citation.record == table.c.id,
            _citation.field == field.key,
            func.coalesce(_citation.rank, "normal") != "deprecated",
            func.coalesce(_citation.stance, "supports") != "context",
        )
        stands_alone = and_(table.c[field.key].is_not(None), not_(cited.correlate(table).exists()))
        count = count + case((stands_alone, 1), else_=0)
    return count


def filled(kind: str) -> ColumnElement[int]:
    """Return how many fields of a record hold what a source could stand behind."""
    columns = (TABLES[kind].c[field.key] for field in KINDS[kind].backed)
    return sum((cast(column.is_not(None), Integer) for column in columns), start=literal(0))


# What ``models.derived`` writes beside some entries. That what they rest on changed touches these,
# and that what is known of them changed touches those.
RESTING: dict[str, ColumnElement[Any]] = {
    "evidence": _share_of(_is_cited),
    "sources": _sources(),
    "quality": SCORES["quality"],
}
SCORED = {key: SCORES[key] for key in ("completeness", "implementation")}


def _last_step() -> ScalarSelect[int]:
    # As plain words the id stays that of the entry beside it, also where this is composed alone.
    entry: ColumnElement[int] = literal_column("entry.id", Integer())
    edits = select(func.max(EDIT.c.step)).where(EDIT.c.kind == "entry", EDIT.c.record == entry)
    return edits.scalar_subquery()


def _of_last_step(column: ColumnElement[Any]) -> ScalarSelect[Any]:
    return select(column).where(STEP.c.id == _last_step()).scalar_subquery()


COMPUTED: dict[tuple[str, str], ColumnElement[Any]] = {
    ("entry", "counts"): _counts(),
    ("entry", "reason"): _reason(),
    ("entry", "edited"): _of_last_step(STEP.c.at),
    ("entry", "edited_by"): _of_last_step(STEP.c.author),
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
    values: Mapping[str, ColumnElement[Any]]

    @property
    def value(self) -> ColumnElement[Any]:
        """Return the only column that is counted."""
        (value,) = self.values.values()
        return value

    def joined(self, table: FromClause) -> FromClause:
        """Return the table with what was counted beside each record."""
        return table.outerjoin(self.counted, self.key == self.counted.c.record)


def _all_cited() -> Tally:
    bits = {key: 1 << place for place, key in enumerate(EVIDENCED)}
    pairs = select(_citation.record, _citation.field).where(_citation.kind == "entry").distinct()
    pair = pairs.subquery().c
    mask = func.sum(case(bits, value=pair.field, else_=0)).label("mask")
    counted = select(pair.record, mask).group_by(pair.record).subquery("cited")
    value = _share_of(lambda key: counted.c.mask.op("&")(bits[key]) > 0)
    return Tally(counted, _entry.id, {"evidence": value})


def _all_sources() -> Tally:
    """Return how many sources each entry rests on, and how good they are."""
    own = select(_citation.record, _citation.source).where(_citation.kind == "entry")
    parts = [own]
    for kind in CHILDREN["entry"]:
        child = TABLES[kind.name]
        parts.append(
            select(child.c.entry, _citation.source)
            .join_from(TABLES["citation"], child, _citation.record == child.c.id)
            .where(_citation.kind == kind.name)
        )
    pair = union(*parts).subquery()
    source = TABLES["source"]
    # SQLite would go from each source to all pairs, for which there is no index.
    typed = outerjoin(pair, source, source.c.id == pair.c.source)
    number = func.count(pair.c.source).label("number")
    score = level().label("score")
    grouped = select(pair.c.record, number, score).select_from(typed).group_by(pair.c.record)
    counted = grouped.where(pair.c.source.is_not(None)).subquery("rests_on")
    return Tally(counted, _entry.id, {"sources": counted.c.number, "quality": counted.c.score})


def _all_edited(column: ColumnElement[Any], name: str) -> Tally:
    last = func.max(EDIT.c.step).label("step")
    edits = select(EDIT.c.record, last).where(EDIT.c.kind == "entry").group_by(EDIT.c.record)
    edited = edits.subquery()
    counted = select(edited.c.record, column.label("value")).join_from(
        edited, STEP, STEP.c.id == edited.c.step
    )
    found = counted.subquery(name)
    return Tally(found, _entry.id, {name: found.c.value})


ALL_KEPT = (_all_cited(), _all_sources())

TALLIES: dict[tuple[str, str], Tally] = {
    ("entry", "edited"): _all_edited(STEP.c.at, "edited_at"),
    ("entry", "edited_by"): _all_edited(STEP.c.author, "edited_by"),
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
