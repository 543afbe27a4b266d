"""What an entry's three scores are, why, and what would raise them, in sentences.

All of it is read from the tables of clauses in ``models.scoring``, whose conditions are what is
kept beside the entry.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, cast, select
from sqlalchemy import Integer as WholeNumber

from models.errors import Missing
from models.kinds import ENTRY
from models.prepared import among, composed, fetched, one_list
from models.records import TABLES
from models.scoring import COMPLETENESS, IMPLEMENTATION, LEVELS, SCORES, Clause
from models.store import Store

MOST = 5
_SHORT = {"quality": "Sources"}
_NOT_BEGUN = "It is asked for once the status is Implementation or Completion."
_NO_SOURCE = "No source is cited yet"


@dataclass(frozen=True)
class Raise:
    """One thing that would raise a score, and where to do it: a value, or a record to add."""

    sentence: str
    kind: str
    field: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Score:
    """One score: its value, None where it does not apply, why it is so, what would raise it."""

    key: str
    label: str
    value: int | None
    why: str
    met: tuple[str, ...] = ()
    raises: tuple[Raise, ...] = ()

    @property
    def short(self) -> str:
        """Return the score as it stands in a line of three: Completeness 1/5."""
        return f"{_SHORT.get(self.key, self.label)} {self.figure}"

    @property
    def figure(self) -> str:
        """Return the score out of five, or a dash."""
        return "–" if self.value is None else f"{self.value}/{MOST}"


def scores_of(store: Store, entry: int) -> list[Score]:
    """Return the scores of an entry as it is now, or raise Missing."""
    with store.reading() as connection:
        found = _read(connection, entry)
    return [
        _quality(found["quality"]),
        _of_clauses("completeness", COMPLETENESS, found),
        _implementation(found),
    ]


def _read(connection: Connection, entry: int) -> dict[str, Any]:
    rows = fetched(connection, _statement(), one_list([entry]))
    if not rows:
        raise Missing("This entry is not there any more.")
    return dict(zip(_keys(), rows[0], strict=True))


_CLAUSES = {"completeness": COMPLETENESS, "implementation": IMPLEMENTATION}


def _keys() -> list[str]:
    clauses = [f"{score}.{one.key}" for score, some in _CLAUSES.items() for one in some]
    return [*SCORES, *clauses]


@cache
def _statement() -> str:
    entry = TABLES["entry"].c
    # The scores as they are kept; counting them anew would give the same.
    kept = [entry[key] for key in SCORES]
    holds = [cast(one.holds, WholeNumber) for some in _CLAUSES.values() for one in some]
    columns = [column.label(key) for key, column in zip(_keys(), [*kept, *holds], strict=True)]
    return composed(select(*columns).where(among(entry.id)))


def _label(key: str) -> str:
    return ENTRY.field(key).label


def _quality(value: int | None) -> Score:
    words = next((level.words for level in LEVELS if level.score == value), "")
    why = f"{words[:1].upper()}{words[1:]}." if words else f"{_NO_SOURCE}."
    return Score("quality", _label("quality"), value, why, (), tuple(_better_sources(value or 0)))


def _better_sources(value: int) -> Iterator[Raise]:
    """Yield what would raise source quality, the shortest way first."""
    for level in reversed(LEVELS):
        if level.score > value and level.raised_by:
            # Where there is one official source already, one more makes two of them.
            one_more = level.score == MOST and value == MOST - 1
            by = "A second official source" if one_more else level.raised_by
            sentence = f"{by} would make source quality {level.score}."
            yield Raise(sentence, "source", values=(("type", level.source_type),))


def _of_clauses(key: str, clauses: Sequence[Clause], found: Mapping[str, Any]) -> Score:
    met = tuple(one.met for one in clauses if found[f"{key}.{one.key}"])
    lacking = [one for one in clauses if not found[f"{key}.{one.key}"]]
    raises = tuple(Raise(one.lacks, one.kind, one.field, one.values) for one in lacking)
    why = f"{len(met)} of {len(clauses)} are known." if lacking else "All that is asked is known."
    return Score(key, _label(key), found[key], why, met, raises)


def _implementation(found: Mapping[str, Any]) -> Score:
    if found["implementation"] is None:
        return Score("implementation", _label("implementation"), None, _NOT_BEGUN)
    return _of_clauses("implementation", IMPLEMENTATION, found)
