"""AidData's three scores of an entry, as expressions over what it holds and what it rests on.

The rules are those of TUFF 3.0, appendix E. They are written for official finance; what a rule
cannot ask of other entries is told in its docstring. ``models.raising`` says in words what would
raise a score.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Exists,
    Integer,
    Select,
    and_,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    union,
)

from models.kinds import CHILDREN
from models.records import TABLES
from models.vocabularies import VOCABULARIES

OFFICIAL = ("official", "implementer", "other_official")
ACADEMIC = ("academic", "other_academic")
MEDIA = ("media",)
VAGUE_TYPES = ("agreement", "talks", "other")
FUNDING_ROLES = ("funder", "investor")
IMPLEMENTING_ROLES = ("implementer", "contractor")
RECEIVING_ROLES = ("recipient", "host", "buyer")
UNDER_WAY, COMPLETED = "40", "50"
STARTING = ("groundbreaking", "construction", "production_start")
CURRENCIES = tuple(
    code for code in VOCABULARIES["unit"].labels if len(code) == 3 and code.isupper()
)
# A year that is doubtful is none: about, uncertain, a decade, or open.
_DOUBTS = ("%~%", "%?%", "%X%", "%..%")

# What a change must touch for the two scores of what is known to be counted anew.
SCORED_FIELDS: dict[str, frozenset[str]] = {
    "entry": frozenset({"type", "status", "sector", "start", "end", "umbrella"}),
    "figure": frozenset({"value", "unit", "role"}),
    "party": frozenset({"role"}),
    "milestone": frozenset({"type", "date", "state"}),
    "location": frozenset(),
}

_entry = TABLES["entry"]


def sources_of(entry: ColumnElement[int]) -> Select[Any]:
    """Return the sources that an entry and what hangs off it rest on, each once."""
    citation = TABLES["citation"].c
    parts = [select(citation.source).where(citation.kind == "entry", citation.record == entry)]
    for kind in CHILDREN["entry"]:
        child = TABLES[kind.name]
        # As a join SQLite would walk all citations of the kind for each entry.
        records = select(child.c.id).where(child.c.entry == entry).correlate(_entry)
        cited = citation.kind == kind.name, citation.record.in_(records)
        parts.append(select(citation.source).where(*cited))
    found = union(*(part.correlate(_entry) for part in parts)).subquery()
    return select(found.c.source).where(found.c.source.is_not(None))


def quality() -> ColumnElement[Any]:
    """Return 1 for media alone, 2 with others, 3 with an academic, 4 and 5 for official sources.

    It is null where nothing is cited. A source without a type counts as media: nobody has said
    that it is more.
    """
    source = TABLES["source"].c
    found = select(quality_of(source.type)).where(source.id.in_(sources_of(_entry.c.id)))
    return found.correlate(_entry).scalar_subquery()


def quality_of(kind: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the score of all the sources that are brought together, by their types."""
    officials = func.sum(cast(kind.in_(OFFICIAL), Integer))
    academics = func.sum(cast(kind.in_(ACADEMIC), Integer))
    media = func.sum(cast(func.coalesce(kind, "media").in_(MEDIA), Integer))
    return case(
        (func.count() == 0, None),
        (officials >= 2, 5),
        (officials == 1, 4),
        (academics >= 1, 3),
        (media == func.count(), 1),
        else_=2,
    )


def completeness() -> ColumnElement[Any]:
    """Return 5 less one for each of: year, amount, flow, funder, implementer and recipient.

    An umbrella has no amount of its own.
    """
    e = _entry.c
    lacks = (
        not_(or_(_is_certain(e.start), _has("milestone", "type", ("signing",), "date"))),
        or_(e.umbrella.is_(True), not_(_has_amount())),
        or_(e.type.is_(None), e.type.in_(VAGUE_TYPES)),
        not_(_has_party(FUNDING_ROLES)),
        not_(and_(_has_party(IMPLEMENTING_ROLES), _has_party(RECEIVING_ROLES))),
    )
    return literal(5) - _number_of(lacks)


def implementation() -> ColumnElement[Any]:
    """Return how many are known of implementer, start, end, place and sector.

    It is null unless the entry is carried out or completed.
    """
    e = _entry.c
    ended = _has("milestone", "type", ("completion",), "date")
    really_ended = and_(ended, _has("milestone", "state", ("actual",), "date"))
    known = (
        _has_party(IMPLEMENTING_ROLES),
        or_(e.start.is_not(None), _has("milestone", "type", STARTING, "date")),
        case(
            (e.status == COMPLETED, or_(e.end.is_not(None), really_ended)),
            else_=or_(e.end.is_not(None), ended),
        ),
        _has("location"),
        and_(e.sector.is_not(None), e.sector != "998"),
    )
    return case((e.status.in_((UNDER_WAY, COMPLETED)), _number_of(known)), else_=None)


def _number_of(conditions: Iterable[ColumnElement[Any]]) -> ColumnElement[int]:
    ones = (case((condition, 1), else_=0) for condition in conditions)
    return sum(ones, start=literal(0))


def _is_certain(date: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(date.is_not(None), *(date.not_like(doubt) for doubt in _DOUBTS))


def _has(kind: str, key: str = "", values: tuple[str, ...] = (), filled: str = "") -> Exists:
    table = TABLES[kind]
    found = select(table.c.id).where(table.c.entry == _entry.c.id)
    if key:
        found = found.where(table.c[key].in_(values))
    if filled:
        found = found.where(table.c[filled].is_not(None))
    return found.correlate(_entry).exists()


def _has_party(roles: tuple[str, ...]) -> Exists:
    return _has("party", "role", roles)


def _has_amount() -> Exists:
    figure = TABLES["figure"].c
    found = select(figure.id).where(
        figure.entry == _entry.c.id,
        figure.value.is_not(None),
        figure.unit.in_(CURRENCIES),
        or_(figure.role.is_(None), figure.role != "context"),
    )
    return found.correlate(_entry).exists()


SCORES: dict[str, ColumnElement[Any]] = {
    "quality": quality(),
    "completeness": completeness(),
    "implementation": implementation(),
}
