"""AidData's three scores of an entry, as expressions over what it holds and what it rests on.

The rules are those of TUFF 3.0, appendix E. They are written for official finance; what a rule
cannot ask of other entries is told in its docstring. One table of clauses a score is both the
expression that is kept beside each entry and the sentences of ``models.raising``, which therefore
cannot say anything else than what was counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
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
    true,
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


@dataclass(frozen=True)
class Clause:
    """One point of a score: what is said when it is given and when not, and where to mend that.

    ``kind`` and ``values`` are a record to add, or with a ``field`` the entry's value to fill in.
    """

    key: str
    met: str
    lacks: str
    holds: ColumnElement[bool]
    kind: str = "entry"
    field: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Level:
    """One source quality: when it is reached, in words, and what would bring an entry to it."""

    score: int
    words: str
    holds: ColumnElement[bool]
    raised_by: str = ""
    source_type: str = ""


def sources_of(entry: ColumnElement[int]) -> Select[Any]:
    """Return the sources that an entry and what hangs off it rest on, each once."""
    citation = TABLES["citation"].c
    parts = [select(citation.source).where(citation.kind == "entry", citation.record == entry)]
    for kind in CHILDREN["entry"]:
        child = TABLES[kind.name]
        # As a join SQLite would walk all citations of the kind for each entry. Without being
        # correlated itself it would find what hangs off any entry.
        records = select(child.c.id).where(child.c.entry == entry).correlate(_entry)
        cited = citation.kind == kind.name, citation.record.in_(records)
        parts.append(select(citation.source).where(*cited))
    found = union(*(part.correlate(_entry) for part in parts)).subquery()
    return select(found.c.source).where(found.c.source.is_not(None))


# Source quality: the first level that holds. A source without a type counts as media: nobody has
# said that it is more.

_source = TABLES["source"].c
_OFFICIALS = func.sum(cast(_source.type.in_(OFFICIAL), Integer))
_ACADEMICS = func.sum(cast(_source.type.in_(ACADEMIC), Integer))
_MEDIA = func.sum(cast(func.coalesce(_source.type, "media").in_(MEDIA), Integer))

LEVELS = (
    Level(5, "two or more official sources", _OFFICIALS >= 2, "Two official sources", "official"),
    Level(4, "one official source", _OFFICIALS == 1, "One official source", "official"),
    Level(
        3,
        "an academic source, but no official one",
        _ACADEMICS >= 1,
        "An academic source",
        "academic",
    ),
    Level(2, "no official and no academic source", func.count() > _MEDIA),
    Level(1, "only media reports", true()),
)


def quality() -> ColumnElement[Any]:
    """Return the highest level that the sources of an entry reach; null where none is cited."""
    # Joined and not looked for with IN, which SQLite answers by walking all sources.
    found = sources_of(_entry.c.id).subquery()
    rests_on = found.join(TABLES["source"], _source.id == found.c.source)
    return select(level()).select_from(rests_on).correlate(_entry).scalar_subquery()


def level() -> ColumnElement[Any]:
    """Return the score of all the sources that are brought together, by their types."""
    return case((func.count() == 0, None), *((one.holds, one.score) for one in LEVELS))


# What the clauses ask for


def _is_certain(date: ColumnElement[Any]) -> ColumnElement[bool]:
    """Tell whether a date leaves no doubt of its year: an interval has both ends in it."""
    end = func.substr(date, func.instr(date, "/") + 1, 4)
    one_year = or_(date.not_like("%/%"), func.substr(date, 1, 4) == end)
    return and_(date.is_not(None), *(date.not_like(doubt) for doubt in _DOUBTS), one_year)


def _has(kind: str, *conditions: ColumnElement[bool]) -> Exists:
    table = TABLES[kind]
    found = select(table.c.id).where(table.c.entry == _entry.c.id, *conditions)
    return found.correlate(_entry).exists()


def _has_party(roles: tuple[str, ...]) -> Exists:
    return _has("party", TABLES["party"].c.role.in_(roles))


def _has_milestone(types: tuple[str, ...], *conditions: ColumnElement[bool]) -> Exists:
    """Tell of a milestone that has a date; one that was called off is none."""
    milestone = TABLES["milestone"].c
    called_off = func.coalesce(milestone.state, "") == "cancelled"
    dated = milestone.type.in_(types), milestone.date.is_not(None), not_(called_off)
    return _has("milestone", *dated, *conditions)


def _took_place() -> ColumnElement[bool]:
    return func.coalesce(TABLES["milestone"].c.state, "actual") == "actual"


def _has_amount() -> Exists:
    figure = TABLES["figure"].c
    told = func.coalesce(figure.role, "") != "context"
    return _has("figure", figure.value.is_not(None), figure.unit.in_(CURRENCIES), told)


_e = _entry.c

COMPLETENESS = (
    Clause(
        "year",
        "The year is known.",
        "The year is not certain: fill in the start, or date the signing.",
        or_(
            _is_certain(_e.start),
            _has_milestone(("signing",), _is_certain(TABLES["milestone"].c.date)),
        ),
        field="start",
    ),
    Clause(
        "amount",
        "An amount of money is known.",
        "No amount of money is known, or it is an umbrella: add a figure in a currency.",
        and_(_e.umbrella.is_not(True), _has_amount()),
        "figure",
        values=(("role", "stated"),),
    ),
    Clause(
        "flow",
        "The type says what flows.",
        "The type is vague: say whether it is a loan, a grant, an investment …",
        and_(_e.type.is_not(None), _e.type.not_in(VAGUE_TYPES)),
        field="type",
    ),
    Clause(
        "funder",
        "Who funds it is known.",
        "Who funds it is missing: add a funder or an investor.",
        _has_party(FUNDING_ROLES),
        "party",
        values=(("role", "funder"),),
    ),
    Clause(
        "agencies",
        "Who carries it out and who receives it are known.",
        "Who carries it out, or who receives it, is missing: add both.",
        and_(_has_party(IMPLEMENTING_ROLES), _has_party(RECEIVING_ROLES)),
        "party",
    ),
)

IMPLEMENTATION = (
    Clause(
        "implementer",
        "Who carries it out is known.",
        "Who carries it out is missing: add an implementer or a contractor.",
        _has_party(IMPLEMENTING_ROLES),
        "party",
        values=(("role", "implementer"),),
    ),
    Clause(
        "started",
        "The start is known.",
        "When it started is missing: fill in the start.",
        or_(_e.start.is_not(None), _has_milestone(STARTING, _took_place())),
        field="start",
    ),
    Clause(
        "ended",
        "The end is known.",
        "When it ends, or ended, is missing: fill in the end.",
        or_(
            _e.end.is_not(None),
            and_(_e.status == COMPLETED, _has_milestone(("completion",), _took_place())),
            and_(_e.status == UNDER_WAY, _has_milestone(("completion",))),
        ),
        field="end",
    ),
    Clause(
        "place",
        "A location is known.",
        "Where it is carried out is missing: add a location.",
        _has("location"),
        "location",
        values=(("role", "site"),),
    ),
    Clause(
        "sector",
        "The sector is known.",
        "The sector is missing or unallocated: choose one.",
        and_(_e.sector.is_not(None), _e.sector != "998"),
        field="sector",
    ),
)

CARRIED_OUT = _e.status.in_((UNDER_WAY, COMPLETED))


def number_met(clauses: Iterable[Clause]) -> ColumnElement[int]:
    """Return how many of these clauses hold for an entry."""
    # What is null does not hold, so the sum has no nulls.
    ones = (case((clause.holds, 1), else_=0) for clause in clauses)
    return sum(ones, start=literal(0))


SCORES: dict[str, ColumnElement[Any]] = {
    "quality": quality(),
    # AidData starts at five and takes one off for each that is missing.
    "completeness": number_met(COMPLETENESS),
    # Of what has not begun nothing is asked.
    "implementation": case((CARRIED_OUT, number_met(IMPLEMENTATION)), else_=None),
}
