"""Bars along an axis: years of dates, and round steps for numbers, in powers of ten when skewed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from sqlalchemy import ColumnElement, case, literal

from models.values import decimal_text, show_decimal

MOST_BARS = 30
_YEAR_STEPS = (1, 5, 10, 20, 50, 100, 500)
_STEPS = (1, 2, 5, 10)
_SKEWED = 5
"""From this ratio of the largest to the mean on, even steps would leave all in the first bar."""
_MOST_DECADES = 12


@dataclass(frozen=True)
class Bar:
    """A stretch of the axis: the filter that asks for it, its label, how many are in it."""

    text: str
    label: str
    count: int


@dataclass(frozen=True)
class Histogram:
    """How many records there are along the axis of a field, and how many have nothing recorded."""

    field: str
    bars: tuple[Bar, ...]
    missing: int


# Dates


def year_of(edtf: str) -> int:
    """Return the year of the first day of a date, or of the last where the start is open."""
    moment = edtf if edtf[:1].isdigit() else edtf.rpartition("/")[2]
    return int(moment[:4].replace("X", "0"))


def year_bars(dates: Mapping[str | None, int]) -> tuple[Bar, ...]:
    """Return the bars of counted dates: years, or steps of five and more when there are many."""
    years: Counter[int] = Counter()
    for date, number in dates.items():
        if date is not None:
            years[year_of(date)] += number
    if not years:
        return ()
    low, high = min(years), max(years)
    step = next((s for s in _YEAR_STEPS if high // s - low // s < MOST_BARS), _YEAR_STEPS[-1])
    counts: Counter[int] = Counter()
    for year, number in years.items():
        counts[year // step * step] += number
    starts = range(low // step * step, high + 1, step)
    return tuple(_year_bar(start, start + step - 1, counts[start]) for start in starts)


def _year_bar(first: int, last: int, count: int) -> Bar:
    if first == last:
        return Bar(f"{first:04}", f"{first}", count)
    return Bar(f"{first:04}..{last:04}", f"{first}–{last}", count)


# Numbers


@dataclass(frozen=True)
class Scale:
    """The inner bounds of the bars; bar n holds what is at least bound n-1 and below bound n.

    ``low`` is where the axis begins; ``whole`` says that only whole numbers lie on it.
    """

    low: Decimal
    bounds: tuple[Decimal, ...]
    whole: bool = False

    def place(self, column: ColumnElement[Any]) -> ColumnElement[Any]:
        """Return the number of the bar that a column's value falls into, as SQL."""
        return case((column.is_not(None), self._within(column, 0, len(self.bounds))))

    def _within(self, column: ColumnElement[Any], first: int, last: int) -> ColumnElement[Any]:
        # Halves of halves: a chain of thirty comparisons takes thrice the time.
        if first == last:
            return literal(first)
        middle = (first + last) // 2
        bound = int(self.bounds[middle]) if self.whole else self.bounds[middle]
        below, above = (first, middle), (middle + 1, last)
        return case(
            (column < bound, self._within(column, *below)), else_=self._within(column, *above)
        )

    def bars(self, counts: Mapping[str | None, int]) -> tuple[Bar, ...]:
        """Return the bars of what was counted by their numbers."""
        return tuple(
            Bar(self._text(number), self._label(number), counts.get(str(number), 0))
            for number in range(len(self.bounds) + 1)
        )

    def _ends(self, number: int) -> tuple[Decimal | None, Decimal | None]:
        low = self.bounds[number - 1] if number else None
        return low, self.bounds[number] if number < len(self.bounds) else None

    def _text(self, number: int) -> str:
        low, high = self._ends(number)
        if low is None and high is None:
            return "*"
        if self.whole and low is not None and high == low + 1:
            return decimal_text(low)
        first = "" if low is None else decimal_text(low)
        return f"{first}.." + ("" if high is None else f"<{decimal_text(high)}")

    def _label(self, number: int) -> str:
        low, high = self._ends(number)
        low = self.low if low is None else low
        if self.whole and high == low + 1:
            return show_decimal(low)
        if high is None:
            return f"{show_decimal(low)} and more" if self.bounds else show_decimal(low)
        last = high - 1 if self.whole else high
        return f"{show_decimal(low)} to {show_decimal(last)}"


def scale_of(
    lowest: Decimal, highest: Decimal, smallest: Decimal | None, mean: Decimal, *, whole: bool
) -> Scale:
    """Return round steps for numbers of this spread; ``smallest`` is the smallest above zero."""
    if lowest == highest:
        return Scale(lowest, (), whole)
    if lowest >= 0 and smallest is not None and mean * _SKEWED < highest and not whole:
        return _powers(lowest, smallest, highest)
    step = _step((highest - lowest) / (MOST_BARS // 2))
    if whole:
        step = max(step, Decimal(1))
    first = (lowest / step).to_integral_value(ROUND_FLOOR) * step
    bounds: list[Decimal] = []
    while (bound := first + step * (len(bounds) + 1)) <= highest:
        bounds.append(bound)
    return Scale(first, tuple(bounds), whole)


def _step(least: Decimal) -> Decimal:
    unit = Decimal(1).scaleb(least.adjusted())
    return next(unit * times for times in _STEPS if unit * times >= least)


def _powers(lowest: Decimal, smallest: Decimal, highest: Decimal) -> Scale:
    last = highest.adjusted()
    first = max(smallest.adjusted(), last - _MOST_DECADES)
    times = (1,) if last - first > 4 else (1, 2, 5)
    steps = [Decimal(n).scaleb(power) for power in range(first, last + 1) for n in times]
    bounds = tuple(step for step in steps if lowest < step <= highest)
    return Scale(min(lowest, smallest) if lowest else Decimal(0), bounds)
