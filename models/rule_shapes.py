"""What a rule looks at and what it finds: plain values, so that a draft can be asked as well."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache

from models.dates import date_bounds
from models.errors import Invalid
from models.field_types import Value
from models.kinds import KINDS
from models.scoring import CURRENCIES

Words = Mapping[str, str]
NOTHING: Words = {}
_KEPT = 50_000
_CURRENCIES = frozenset(CURRENCIES)


class Record(dict[str, Value]):
    """One record by its values; a field that was not read, or is not known yet, is empty."""

    __slots__ = ("id", "kind")

    def __init__(self, kind: str, record: int, values: Iterable[tuple[str, Value]]) -> None:
        super().__init__(values)
        self.kind, self.id = kind, record

    def __missing__(self, key: str) -> Value:
        return None

    def number(self, key: str) -> int:
        """Return a count that is kept beside the record; of a draft it is zero."""
        value = self.get(key)
        return value if isinstance(value, int) else 0

    def first(self, key: str) -> date | None:
        """Return the earliest day that a date may mean; none of an empty or open one."""
        day = bounds(self.get(key))[0]
        return None if day == date.min else day

    def last(self, key: str) -> date | None:
        """Return the latest day that a date may mean; none of an empty or open one."""
        day = bounds(self.get(key))[1]
        return None if day == date.max else day

    def shown(self, key: str) -> str:
        """Return a value as a reader sees it, but countries by their codes."""
        return KINDS[self.kind].field(key).type.show(self.get(key))

    @property
    def measured(self) -> tuple[Value, ...]:
        """Return what a figure counts: figures of the same can be compared."""
        return self["unit"], self["per"], self["product"]

    @property
    def money(self) -> bool:
        """Tell whether a figure is in a currency."""
        return self.get("unit") in _CURRENCIES


@lru_cache(_KEPT)
def bounds(edtf: Value) -> tuple[date, date]:
    """Return the earliest and the latest day of a date; of none, and of no date, all days."""
    try:
        return date_bounds(str(edtf)) if edtf else (date.min, date.max)
    except Invalid:
        return date.min, date.max


@dataclass
class Facts:
    """An entry with what hangs off it, as far as the rules look: see ``rule_facts``."""

    entry: Record
    today: date
    children: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    umbrellas: frozenset[int] = frozenset()
    led_to: frozenset[str] = frozenset()
    unknown: frozenset[tuple[str, int, str]] = frozenset()

    def of(self, kind: str) -> Sequence[Record]:
        """Return what hangs off the entry of one kind."""
        return self.children.get(kind, ())

    def milestones(self, *types: str, state: str = "") -> list[Record]:
        """Return the milestones of these types, and in this state where one is given."""
        found = (one for one in self.of("milestone") if one["type"] in types)
        return [one for one in found if not state or one["state"] == state]

    def parties(self, *roles: str) -> list[Record]:
        """Return the parties in these roles."""
        return [one for one in self.of("party") if one["role"] in roles]

    @cached_property
    def first_named(self) -> Mapping[tuple[Value, Value], int]:
        """Return the first party of each actor in each role."""
        found: dict[tuple[Value, Value], int] = {}
        for one in self.of("party"):
            found.setdefault((one["actor"], one["role"]), one.id)
        return found

    @cached_property
    def most_observed(self) -> Mapping[tuple[Value, ...], Record]:
        """Return the highest figure observed of each unit, time and product."""
        found: dict[tuple[Value, ...], Record] = {}
        for one in self.of("figure"):
            value = one["value"]
            if one["role"] == "observed" and isinstance(value, Decimal):
                best = found.setdefault(one.measured, one)["value"]
                if isinstance(best, Decimal) and best < value:
                    found[one.measured] = one
        return found


Breaks = Callable[[Record, Facts], Words | None]


@dataclass(frozen=True)
class Rule:
    """One rule: for which kind of record, its sentence, the fields it is about, what breaks it.

    The sentence may name fields in braces, and words that ``breaks`` returns. A rule is advice: it
    never keeps anything from being written. A rule with ``whole`` asks for all of the entry, so it
    is silent while one is being begun.
    """

    code: str
    kind: str
    fields: tuple[str, ...]
    label: str
    sentence: str
    breaks: Breaks
    whole: bool = False


@dataclass(frozen=True)
class Broken:
    """One rule that one record breaks, and the fields where it can be mended, the first first."""

    rule: str
    kind: str
    record: int
    fields: tuple[str, ...]
    sentence: str


def found_by(rule: Rule, record: Record, words: Words, facts: Facts) -> Broken:
    """Return what a rule found, in its sentence."""
    sentence = rule.sentence
    for known in KINDS[record.kind].fields:
        if f"{{{known.key}}}" in sentence:
            words = {known.key: _shown(record, known.key, facts), **words}
    sentence = sentence.format_map(words)
    sentence = sentence[:1].upper() + sentence[1:]
    return Broken(rule.code, record.kind, record.id, rule.fields, sentence)


def _shown(record: Record, key: str, facts: Facts) -> str:
    country = KINDS[record.kind].field(key).type.name == "country"
    return (facts.names.get(str(record[key])) if country else "") or record.shown(key)
