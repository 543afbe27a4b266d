"""Which sides a sentence speaks of: China, and which country of Central Asia."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from models.reading.lexicon import lines
from models.reading.said import CENTRAL_ASIA, CHINA, Said
from models.reading.scene import names
from models.reading.shapes import Mention
from models.reading.words import words_of

REGION = re.compile(
    r"\bCentral Asian? (?:states|countries|nations|republics|leaders)\b|"
    r"(?<![-–])\bCentral Asia\b(?![-–]| Summit| Forum)"
)
_NO_SIDE = {"media", "event", "international"}
_LIKE_AN_EVENT = re.compile(r"\b(?:Forum|Summit|Expo|Conference|Exhibition)\b")


@dataclass(frozen=True)
class Sides:
    """Whether China is named, and the country of Central Asia with the mention that says so."""

    china: bool = False
    country: str = ""
    by: Mention | None = None
    region: bool = False

    @property
    def both(self) -> bool:
        """Tell whether China and Central Asia are named."""
        return self.china and (bool(self.country) or self.region)


def sides(said: Said) -> Sides:
    """Return the sides that a sentence names, by country, organisation, person or place."""
    china = False
    found: list[tuple[int, str, Mention]] = []
    for one in said.mentions:
        for code in countries_of(one):
            china = china or code == CHINA
            where = one.kind == "place" and said.around and code not in said.around
            if code in CENTRAL_ASIA and not where:
                found.append((_RANKS[one.kind], code, one))
    region = bool(REGION.search(said.words))
    if not found:
        return Sides(china, region=region)
    first = min(rank for rank, _, _ in found)
    codes = [code for rank, code, _ in found if rank == first]
    country = max(dict.fromkeys(codes), key=codes.count)
    by = next(one for rank, code, one in found if (rank, code) == (first, country))
    return Sides(china, country, by, region)


_RANKS = {"country": 0, "organisation": 1, "person": 2, "place": 3}


def countries_of(one: Mention) -> Iterator[str]:
    """Yield the countries that a mention stands for."""
    if one.kind == "country":
        yield one.value
    elif one.kind == "place":
        found = names().at(tuple(words_of(one.text)), 0)
        if found and found[1][0] == "place":
            yield found[1][1]
    elif one.kind == "organisation":
        known = _organisations().get(one.text)
        if known is not None:
            yield from known
        elif not _LIKE_AN_EVENT.search(one.text):
            yield from _inside(one.text)
    elif one.kind == "person" and one.text in _people():
        yield _people()[one.text]


def _inside(text: str) -> Iterator[str]:
    """Yield the countries of the first name within a name: "Henan Provincial Chamber"."""
    words = tuple(words_of(text))
    for place in range(len(words)):
        found = names().at(words, place)
        if found and found[1][0] in {"country", "place"} and found[1][1]:
            yield found[1][1]
            return


@lru_cache(maxsize=1)
def _organisations() -> dict[str, tuple[str, ...]]:
    return {
        name: (country,) if country and kind not in _NO_SIDE else ()
        for first, others, kind, country in lines("organisations")
        for name in (first, *others.split(";"))
        if name and (country or kind in _NO_SIDE)
    }


@lru_cache(maxsize=1)
def _people() -> dict[str, str]:
    every = [(one[0], one[1]) for one in lines("people")]
    surnames = [(name.split()[-1], code) for name, code in every if code in CENTRAL_ASIA]
    return dict([*surnames, *every])


def named_around(mentions: Iterable[Mention], headline: tuple[int, int]) -> frozenset[str]:
    """Return the countries of Central Asia that an article names, by its headline's places too."""
    start, end = headline
    return frozenset(
        code
        for one in mentions
        for code in countries_of(one)
        if code in CENTRAL_ASIA
        and (one.kind in {"country", "organisation"} or start <= one.start < end)
    )
