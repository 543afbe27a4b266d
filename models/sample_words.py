"""The words a sample is made of, read from ``seeds/sample.toml`` into tables."""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from random import Random
from typing import Any, Generic, NamedTuple, TypeVar

from models.seeding import read_seed

FILE = "sample.toml"

T = TypeVar("T")
Forms = tuple[str, ...]
"""One word or pattern in each language, in the order of the languages."""


class Place(NamedTuple):
    """A town: its country (empty for neither of them), where it lies, how it is written."""

    country: str
    latitude: float
    longitude: float
    names: Forms
    others: tuple[str, ...]


class Thing(NamedTuple):
    """What is built, and what sort of deal that mostly is."""

    sector: str
    type: str
    unit: str
    names: Forms


class Verb(NamedTuple):
    """What is done about it, and the status that makes."""

    status: str
    names: Forms


class Currency(NamedTuple):
    """A currency, and how an amount in it is written."""

    code: str
    names: Forms


class Template:
    """A sentence with slots; filling it tells where each slot came to stand."""

    def __init__(self, pattern: str) -> None:
        parts = re.split(r"\{(\w+)\}", pattern)
        self._parts = list(zip(parts[::2], [*parts[1::2], ""], strict=True))

    def fill(self, words: Mapping[str, str], start: int) -> tuple[str, dict[str, int]]:
        """Return the sentence, and where each slot begins if it stands at ``start``."""
        pieces: list[str] = []
        places: dict[str, int] = {}
        for literal, slot in self._parts:
            pieces.append(literal)
            start += len(literal)
            if slot:
                places[slot] = start
                pieces.append(words[slot])
                start += len(words[slot])
        return "".join(pieces), places


@dataclass(frozen=True)
class Shares(Generic[T]):
    """Some choices, each with its share."""

    choices: Sequence[T]
    shares: Sequence[float]

    @cached_property
    def _sums(self) -> list[float]:
        return list(accumulate(self.shares))

    def pick(self, random: Random) -> T:
        """Return one of them, as often as its share says."""
        return random.choices(self.choices, cum_weights=self._sums)[0]


class Words:
    """All tables of the file."""

    def __init__(self) -> None:
        table: dict[str, Any] = tomllib.loads(read_seed(FILE))
        self.languages: list[str] = table["languages"]
        self.language = Shares(range(len(self.languages)), table["shares"])
        self.country = Shares(*zip(*table["countries"], strict=True))
        self.home: dict[str, str] = table["home"]
        self.places: dict[str, list[Place]] = {}
        for country, latitude, longitude, *names, others in table["places"]:
            place = Place(country, latitude, longitude, tuple(names), tuple(others))
            self.places.setdefault(country, []).append(place)
        self.things = [Thing(a, b, c, tuple(names)) for a, b, c, *names in table["things"]]
        verbs = [Verb(row[0], tuple(row[2:])) for row in table["verbs"]]
        self.verb = Shares(verbs, [row[1] for row in table["verbs"]])
        currencies = [Currency(row[0], tuple(row[2:])) for row in table["currencies"]]
        self.currency = Shares(currencies, [row[1] for row in table["currencies"]])
        self.units: dict[str, Forms] = {row[0]: tuple(row[1:]) for row in table["units"]}
        self.months: list[list[str]] = self._each(table["months"])
        self.dates: list[str] = self._each(table["dates"])
        self.closings: list[str] = self._each(table["closings"])
        self.sentences = [list(map(Template, some)) for some in self._each(table["sentences"])]
        self.titles: list[str] = self._each(table["titles"])
        self.summaries: list[str] = self._each(table["summaries"])
        self.remarks: list[list[list[str]]] = self._each(table["remarks"])
        self.publishers: list[list[list[str]]] = self._each(table["publishers"])
        self.actors = Shares(table["actors"], [row["share"] for row in table["actors"]])
        self.people: dict[str, Any] = table["people"]

    def _each(self, by_language: Mapping[str, Any]) -> list[Any]:
        return [by_language[language] for language in self.languages]
