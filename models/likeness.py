"""How alike two entries are: a share from 0 to 1, and in words what speaks for one and the same.

Only what both entries say is compared, and the share is the mean of those comparisons by weight:
an entry begun with a title and a country is not held to be unlike because it names no sum yet.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from rapidfuzz import fuzz
from sqlalchemy import Connection, select

from models.bulk import chunks, read_cells
from models.dates import date_bounds
from models.folding import fold
from models.naming import country_names, labels
from models.records import TABLES
from models.values import show_decimal
from models.vocabularies import VOCABULARIES

WEIGHTS: dict[str, float] = {
    # Titles are phrased freely, yet two entries of one title are seldom two deals.
    "title": 4,
    # The surest sign of all, if somebody has coded the parties.
    "actors": 3,
    # Sums are told with and without taxes, rounded and converted: near is enough.
    "amount": 3,
    # Regional deals are entered under one of their countries now and then.
    "country": 2,
    # Articles tell of signing, start or plan, so one year apart is no difference.
    "year": 2,
    # Coders differ about these two more than about anything else.
    "sector": 1,
    "type": 0.5,
}
LIKELY = 0.72
"""From this share on two entries that stand in the store are offered as a likely pair."""

AMOUNT_APART, YEARS_APART = 0.15, 1
_UNRELATED_TITLES = 0.55
_ALIKE = 0.7
_MONEY = frozenset(c for c in VOCABULARIES["unit"].labels if len(c) == 3 and c.isupper())
Amount = tuple[Decimal, str]


@dataclass(frozen=True)
class Likeness:
    """How alike two entries are (0 to 1), and what speaks for it, the strongest first."""

    score: float
    reasons: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Return the reasons as one line."""
        return ", ".join(self.reasons)


@dataclass(frozen=True, slots=True)
class Traits:
    """What of an entry is compared with others; what it does not say is empty."""

    title: str = ""
    country: str | None = None
    sector: str | None = None
    type: str | None = None
    start: str | None = None
    actors: frozenset[int] = frozenset()
    amounts: tuple[Amount, ...] = ()
    words: str = field(default="", compare=False)


@lru_cache(100_000)
def words_of_title(title: str) -> str:
    """Return the words of a title as they are compared: folded, in the order of the alphabet."""
    kept = "".join(sign if sign.isalnum() else " " for sign in fold(title))
    return " ".join(sorted(kept.split()))


@lru_cache(20_000)
def years_of(edtf: str) -> tuple[int, int]:
    """Return the first and the last year that a date may mean."""
    first, last = date_bounds(edtf)
    # An open end says nothing, so the other one is all there is.
    years = [one.year for one in (first, last) if 1 < one.year < 9999] or [first.year, last.year]
    return years[0], years[-1]


def years_apart(one: tuple[int, int], other: tuple[int, int]) -> int:
    """Return how many years lie between two spans, 0 when they overlap."""
    return max(0, one[0] - other[1], other[0] - one[1])


def compared(one: Traits, other: Traits, *, begun: bool = False) -> dict[str, float]:
    """Return for each thing that both entries say how alike they are in it, 0 to 1.

    A title that is only ``begun`` is not held against the words that are still to come.
    """
    found = {}
    if one.words and other.words:
        found["title"] = _titles(one.words, other.words, 0.8 if begun else 0.5)
    for key in ("country", "sector", "type"):
        values = getattr(one, key), getattr(other, key)
        if None not in values:
            found[key] = float(values[0] == values[1])
    if one.start and other.start:
        apart = years_apart(years_of(one.start), years_of(other.start))
        found["year"] = float(apart <= YEARS_APART)
    if one.actors and other.actors:
        shared = len(one.actors & other.actors)
        found["actors"] = shared / min(len(one.actors), len(other.actors))
    near = nearest(one, other)
    if near is not None:
        found["amount"] = float(near[0])
    return found


def score(alike: Mapping[str, float]) -> float:
    """Return the mean of what was compared, by weight."""
    whole = sum(WEIGHTS[key] for key in alike)
    return sum(WEIGHTS[key] * share for key, share in alike.items()) / whole if whole else 0.0


def _titles(one: str, other: str, shared: float) -> float:
    """Return how alike titles are by the words that both have, and by all of their letters."""
    ratio = fuzz.token_set_ratio(one, other) * shared + fuzz.ratio(one, other) * (1 - shared)
    return max(0.0, (ratio / 100 - _UNRELATED_TITLES) / (1 - _UNRELATED_TITLES))


def nearest(one: Traits, other: Traits) -> tuple[bool, Amount, Amount] | None:
    """Return whether two sums of one currency are near, and the two; None without such sums."""
    best: tuple[Decimal, Amount, Amount] | None = None
    for left in one.amounts:
        for right in other.amounts:
            if left[1] == right[1] and min(left[0], right[0]) > 0:
                apart = abs(left[0] - right[0]) / max(left[0], right[0])
                if best is None or apart < best[0]:
                    best = apart, left, right
    return None if best is None else (float(best[0]) <= AMOUNT_APART, best[1], best[2])


# In words


def likeness(
    one: Traits, other: Traits, names: Mapping[int | str, str], *, begun: bool = False
) -> Likeness:
    """Return how alike two entries are; ``names`` has those of actors by id, of places by code."""
    alike = compared(one, other, begun=begun)
    return Likeness(score(alike), tuple(_reasons(one, other, alike, names)))


def _reasons(
    one: Traits, other: Traits, alike: Mapping[str, float], names: Mapping[int | str, str]
) -> Iterator[str]:
    if alike.get("country"):
        yield f"both in {names.get(str(one.country), one.country)}"
    shared = sorted(names.get(actor, "") for actor in one.actors & other.actors)
    if shared:
        verb = "takes" if len(shared) == 1 else "take"
        yield f"{' and '.join(shared[:2])} {verb} part in both"
    near = nearest(one, other)
    if near is not None and near[0]:
        yield _sums(near[1], near[2])
    if alike.get("year") and one.start and other.start:
        years = [str(years_of(start)[0]) for start in (one.start, other.start)]
        yield f"both {years[0]}" if years[0] == years[1] else " and ".join(years)
    if one.words and one.words == other.words:
        yield "same title"
    elif alike.get("title", 0) >= _ALIKE:
        yield "titles alike"
    if alike.get("sector"):
        yield VOCABULARIES["sector"].label_of(str(one.sector)).lower()


def _sums(one: Amount, other: Amount) -> str:
    unit = VOCABULARIES["unit"].label_of(one[1])
    values = [_short(one[0]), _short(other[0])]
    return (
        f"both {values[0]} {unit}" if values[0] == values[1] else f"{' and '.join(values)} {unit}"
    )


def _short(value: Decimal) -> str:
    if value >= 1_000_000:
        return f"{show_decimal(round(value / 1_000_000, 1).normalize() + 0)} million"
    return show_decimal(value)


# Reading


def traits_of(connection: Connection, entries: list[int]) -> dict[int, Traits]:
    """Return what these entries are compared by; those that are gone are left out."""
    keys = ("title", "country", "sector", "type", "start")
    cells = read_cells(connection, "entry", keys, entries)
    actors, amounts = _actors(connection, entries), _amounts(connection, entries)
    found = {}
    for entry, title in cells["title"].items():
        said = {key: cells[key][entry] for key in keys}
        found[entry] = Traits(
            **said,  # type: ignore[arg-type]
            actors=frozenset(actors.get(entry, ())),
            amounts=tuple(amounts.get(entry, ())),
            words=words_of_title(str(title)),
        )
    return found


def _actors(connection: Connection, entries: list[int]) -> dict[int, list[int]]:
    party, found = TABLES["party"].c, dict[int, list[int]]()
    for some in chunks(entries):
        query = select(party.entry, party.actor).where(
            party.entry.in_(some), party.actor.is_not(None)
        )
        for entry, actor in connection.execute(query):
            found.setdefault(entry, []).append(actor)
    return found


def _amounts(connection: Connection, entries: list[int]) -> dict[int, list[Amount]]:
    figure, found = TABLES["figure"].c, dict[int, list[Amount]]()
    for some in chunks(entries):
        query = select(figure.entry, figure.value, figure.unit).where(
            figure.entry.in_(some), figure.value.is_not(None), figure.unit.in_(_MONEY)
        )
        for entry, value, unit in connection.execute(query):
            found.setdefault(entry, []).append((value, unit))
    return found


def names_of(connection: Connection, traits: list[Traits]) -> dict[int | str, str]:
    """Return the names of all actors and countries that are spoken of."""
    actors = {actor for one in traits for actor in one.actors}
    names: dict[int | str, str] = {}
    names.update(country_names(connection).items())
    names.update(labels(connection, "actor", sorted(actors)).items())
    return names
