"""Sums of a selection, exact to the last digit, by unit; and what of it does not count, and why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Context, Decimal, localcontext
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, String, func, literal, select, type_coerce

from models.computed import expression, joined, whole
from models.conditions import days
from models.dates import date_bounds, show_date
from models.field_types import Choice
from models.fields import Field, Kind
from models.filter_fields import nature
from models.kinds import FIGURE, KINDS
from models.prepared import these
from models.records import TABLES
from models.values import decimal_text

_CHUNK: Final = 10_000
"""What is added up at once, a few milliseconds: other threads wait for no more than that."""
_BETWEEN: Final = "\x1f"
_DIGITS: Final = 100
"""More than any sum of numbers of 15 digits below a quintillion has, so that sums are exact."""
_MEAN: Final = Context(prec=15)
_NUMERIC: Final = ("number", "integer")
_WITH_UNIT: Final = ("value", "high")
_MOST_REASONS: Final = 4


@dataclass(frozen=True)
class Group:
    """The numbers of one unit (empty where there is none)."""

    unit: str
    label: str
    count: int
    total: Decimal
    lowest: Decimal
    highest: Decimal
    mean: Decimal


@dataclass(frozen=True)
class Aggregate:
    """What a field of some records comes to.

    Numbers come in groups by unit; dates have a lowest and a highest in words; of short texts,
    codes and links the number of distinct ones is told. ``note`` says in one sentence what does
    not count and why, or is empty.
    """

    count: int
    filled: int
    groups: tuple[Group, ...] = ()
    note: str = ""
    distinct: int = 0
    lowest: str = ""
    highest: str = ""


@dataclass
class _Sum:
    """What was added up so far of one unit."""

    count: int = 0
    total: Decimal = Decimal(0)
    lowest: Decimal = Decimal("Infinity")
    highest: Decimal = Decimal("-Infinity")

    def add(self, numbers: Sequence[Decimal]) -> None:
        """Add numbers; the caller sets a context that keeps all digits."""
        self.count += len(numbers)
        self.total = sum(numbers, self.total)
        self.lowest = min(self.lowest, *numbers)
        self.highest = max(self.highest, *numbers)

    def group(self, unit: str, label: str) -> Group:
        """Return it as it is told."""
        total, lowest, highest = map(_plain, (self.total, self.lowest, self.highest))
        mean = _plain(_MEAN.divide(self.total, Decimal(self.count)))
        return Group(unit, label, self.count, total, lowest, highest, mean)


@dataclass
class _Reasons:
    """Why some of the numbers do not count."""

    of: int = 0
    uncounted: Counter[str] = field(default_factory=Counter)
    context: int = 0

    def note(self) -> str:
        """Return what does not count in one sentence."""
        number = self.uncounted.total()
        parts = []
        if number:
            common = self.uncounted.most_common(_MOST_REASONS)
            said = [f"{reason} {times:,}" for reason, times in common]
            rest = number - sum(times for _, times in common)
            said += [f"others {rest:,}"] if rest else []
            belong = "belongs to an entry that does" if number == 1 else "belong to entries that do"
            parts.append(f"{number:,} of {self.of:,} {belong} not count: {', '.join(said)}")
        if self.context:
            are = "is" if self.context == 1 else "are"
            parts.append(f"{self.context:,} {are} context, never added to a total")
        return f"{'; '.join(parts)}." if parts else ""


def read_aggregate(connection: Connection, kind: str, field: str, ids: Sequence[int]) -> Aggregate:
    """Return what a field of these records comes to; those that are gone are left out."""
    known = KINDS[kind]
    asked = known.field(field)
    if nature(asked) in _NUMERIC:
        return _numbers(connection, known, asked, ids)
    if asked.type.name in ("long_text", "url"):
        return _long_texts(connection, known, asked, ids)
    return _values(connection, known, asked, ids)


def _plain(number: Decimal) -> Decimal:
    return Decimal(decimal_text(number))


def _packed(column: ColumnElement[Any]) -> ColumnElement[str]:
    # One row a stretch: a row a record would wait for the main thread a million times.
    return type_coerce(func.group_concat(func.ifnull(column, ""), _BETWEEN), String)


def _stretches(kind: Kind, ids: Sequence[int]) -> Iterator[ColumnElement[bool]]:
    """Yield conditions that together hold for these records."""
    record = TABLES[kind.name].c.id
    for start in range(0, len(ids), _CHUNK):
        part = sorted(ids[start : start + _CHUNK])
        if part[-1] - part[0] == len(part) - 1:
            yield record.between(part[0], part[-1])
        else:
            yield record.in_(these(part))


def _numbers(connection: Connection, kind: Kind, asked: Field, ids: Sequence[int]) -> Aggregate:
    table, entry = joined(kind.name, [asked.key]), TABLES["entry"]
    columns = [whole(kind.name, asked.key), literal(""), literal(""), literal("")]
    if kind is FIGURE:
        figure = TABLES[kind.name].c
        table = table.join(entry, entry.c.id == figure.entry)
        unit = figure.unit if asked.key in _WITH_UNIT else literal("")
        columns[1:] = unit, expression("entry", "reason"), figure.role
    query = select(func.count(), *map(_packed, columns)).select_from(table)
    count, reasons = 0, _Reasons()
    sums: dict[str, _Sum] = {}
    with localcontext(prec=_DIGITS):
        for stretch in _stretches(kind, ids):
            number, *texts = connection.execute(query.where(stretch)).one()
            count += number
            if number:
                _add(sums, reasons, [text.split(_BETWEEN) for text in texts])
        units = sorted(sums, key=lambda unit: (-sums[unit].count, unit))
        groups = tuple(sums[unit].group(unit, _unit_label(unit)) for unit in units)
    filled = sum(group.count for group in groups)
    return Aggregate(count, filled, groups, reasons.note())


def _add(sums: dict[str, _Sum], reasons: _Reasons, columns: list[list[str]]) -> None:
    by_unit: dict[str, list[Decimal]] = {}
    for value, unit in zip(columns[0], columns[1], strict=True):
        if value:
            by_unit.setdefault(unit, []).append(Decimal(value))
    for unit, numbers in by_unit.items():
        sums.setdefault(unit, _Sum()).add(numbers)
        reasons.of += len(numbers)
    filled = zip(*columns[:1], *columns[2:], strict=True)
    told = Counter((reason, role) for value, reason, role in filled if value)
    for (reason, role), times in told.items():
        head = reason.partition(":")[0]
        if head and head != "counts":
            reasons.uncounted[head] += times
        elif role == "context":
            reasons.context += times


def _unit_label(unit: str) -> str:
    units = FIGURE.field("unit").type
    assert isinstance(units, Choice)
    return units.terms.label_of(unit) if unit else ""


def _values(connection: Connection, kind: Kind, asked: Field, ids: Sequence[int]) -> Aggregate:
    is_date = nature(asked) == "date"
    column = _packed(days(kind, asked) if is_date else whole(kind.name, asked.key))
    query = select(func.count(), column).select_from(joined(kind.name, [asked.key]))
    count, found = 0, Counter[str]()
    for stretch in _stretches(kind, ids):
        number, texts = connection.execute(query.where(stretch)).one()
        count += number
        if number:
            found.update(texts.split(_BETWEEN))
    empty = found.pop("", 0)
    lowest = highest = ""
    if is_date and found:
        bounds = {text: date_bounds(text) for text in found}
        lowest = show_date(min(bounds, key=lambda text: bounds[text]))
        highest = show_date(max(bounds, key=lambda text: bounds[text][::-1]))
    return Aggregate(count, count - empty, (), "", len(found), lowest, highest)


def _long_texts(connection: Connection, kind: Kind, asked: Field, ids: Sequence[int]) -> Aggregate:
    query = select(func.count(), func.count(whole(kind.name, asked.key)))
    table = joined(kind.name, [asked.key])
    counted = [
        connection.execute(query.select_from(table).where(stretch)).one()
        for stretch in _stretches(kind, ids)
    ]
    return Aggregate(sum(number for number, _ in counted), sum(filled for _, filled in counted))
