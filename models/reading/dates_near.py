"""Dates known only from the article's own date: "last year", "in March", "on 6 October"."""

import re
from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache

from models.reading.dates_said import PART, day_of, part_of_year
from models.reading.months import DAY, MONTH, MONTH_ALONE, TO, month_of, months_of
from models.reading.numbers import SPACE
from models.reading.shapes import Mention

_SHIFT = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}
_WHICH = "|".join(_SHIFT)
_COMING = re.compile(
    r"\b(?:will|would|plan(?:s|ned)?|expect(?:s|ed)?|schedule[ds]?|due|next|upcoming|set to|slated|"
    r"intends?|is to|are to|to be held|forthcoming|starts|begins|opens|"
    r"to (?:start|begin|open|launch))\b"
)
# What stands behind a month counts only where it is plain; what is over weighs where it is nearer.
_WILL = re.compile(r"\bwill\b|\b(?:is|are) (?:due|expected|scheduled|set|planned|to)\b")
_OVER = re.compile(
    r"(?<!be )(?<!been )\b(?:was|were|had|said|told|exported|imported|signed|visited|reached|rose|"
    r"fell|grew|arrived|took|began|started|opened|met|held|agreed|announced)\b"
)
# May and March are words as well: they need something of time in front of them.
_TIME_BEFORE = re.compile(
    r"(?:\b(?:in|since|by|until|till|of|from|last|this|next|early|late|during|to|and|between|for|"
    r"through|before|after|than)|\bmid)[\s-]+$",
    re.IGNORECASE,
)
_NEAR = 90
_CALENDAR = re.compile(rf"year\b|{MONTH}")
Make = Callable[["re.Match[str]", "_Asked"], str]


class _Asked:
    """What a date without a year is judged by: the article's day, and whether it is to come."""

    def __init__(self, published: date, *, coming: bool) -> None:
        self.published = published
        self.coming = coming

    def year_of_day(self, month: int, day: int) -> int:
        """Return the year in which a day lies nearest."""
        year = self.published.year
        good = {
            one: abs((date(one, month, day) - self.published).days)
            for one in (year - 1, year, year + 1)
            if day_of(one, month, day)
        }
        return min(good, key=lambda one: good[one]) if good else 0

    def year_of_month(self, month: int) -> int:
        """Return the year of the last such month, or of the next where it is to come."""
        year = self.published.year
        if self.coming:
            return year if month >= self.published.month else year + 1
        return year if month <= self.published.month else year - 1


def _day(found: re.Match[str], asked: _Asked) -> str:
    month, day = month_of(found["m"]), int(re.sub(r"\D", "", found["d"]))
    year = asked.year_of_day(month, day)
    return day_of(year, month, day) if year else ""


def _days(found: re.Match[str], asked: _Asked) -> str:
    first = _day(found, asked)
    last = int(re.sub(r"\D", "", found["d2"]))
    second = day_of(int(first[:4]), month_of(found["m"]), last) if first else ""
    return f"{first}/{second}" if second and first < second else ""


def _month(found: re.Match[str], asked: _Asked) -> str:
    month = month_of(found["m"])
    which = found["w"]
    if which and _SHIFT[which.casefold()] < 0:
        year = asked.published.year - (month >= asked.published.month)
        return f"{year}-{month:02}"
    if which and not _SHIFT[which.casefold()]:
        return f"{asked.published.year}-{month:02}"
    return f"{asked.year_of_month(month)}-{month:02}"


def _month_of_year(found: re.Match[str], asked: _Asked) -> str:
    year = asked.published.year + _SHIFT[found["w"].casefold()]
    return f"{year}-{month_of(found['m']):02}"


def _span(found: re.Match[str], asked: _Asked) -> str:
    first, last = month_of(found["m"]), month_of(found["m2"])
    return months_of(asked.year_of_month(last), first, last) if first < last else ""


def _year(found: re.Match[str], asked: _Asked) -> str:
    return str(asked.published.year + _SHIFT[found["w"].casefold()])


def _part(found: re.Match[str], asked: _Asked) -> str:
    which = (found.groupdict().get("w") or "this").casefold()
    return part_of_year(found, asked.published.year + _SHIFT[which])


_OF_YEAR = (
    rf"{SPACE}(?:of{SPACE}|in{SPACE})?(?:(?P<w>{_WHICH})|the|the{SPACE}(?:current)){SPACE}year\b"
)
_FORMS: tuple[tuple[str, Make], ...] = (
    (rf"\b(?P<m>{MONTH}){SPACE}(?P<d>{DAY}){TO}(?P<d2>{DAY})(?!\w|,?{SPACE}\d|\.\d|:)", _days),
    (rf"(?<![\w.,:])(?P<d>{DAY}){TO}(?P<d2>{DAY}){SPACE}(?P<m>{MONTH})", _days),
    (rf"\b(?P<m>{MONTH}){SPACE}(?:the{SPACE})?(?P<d>{DAY})(?!\w|[.,:]\d)", _day),
    (rf"(?<![\w.,:])(?P<d>{DAY})(?:{SPACE}of)?{SPACE}(?P<m>{MONTH})", _day),
    (rf"\b(?P<m>{MONTH_ALONE}){TO}(?P<m2>{MONTH_ALONE})", _span),
    (rf"\b{PART}{_OF_YEAR}", _part),
    (rf"\b(?P<m>{MONTH_ALONE}){SPACE}(?:of{SPACE})?(?P<w>{_WHICH}){SPACE}year\b", _month_of_year),
    (
        rf"\b(?:(?P<w>(?i:last|this|next)){SPACE})?"
        rf"(?:(?i:early|late|mid|end of)(?:{SPACE}|-))?(?P<m>{MONTH_ALONE})",
        _month,
    ),
    (
        rf"\b(?:(?:(?:the{SPACE})?end{SPACE}of|early|late|mid|beginning{SPACE}of)(?:{SPACE}|-))?"
        rf"(?P<w>(?i:{_WHICH})){SPACE}year\b(?!['’]s{SPACE}old|-)",
        _year,
    ),
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], Make], ...]:
    return tuple((re.compile(pattern), make) for pattern, make in _FORMS)


def near_dates(text: str, start: int, end: int, published: str) -> Iterator[Mention]:
    """Yield the dates between two places that the article's date makes known."""
    if not published[:4].isdigit() or not _CALENDAR.search(text, start, end):
        return
    parts = [int(one) for one in published.split("/")[0].split("-") if one.isdigit()]
    day = date(*(parts + [6, 15][len(parts) - 1 :])[:3])
    taken: list[tuple[int, int]] = []
    for pattern, make in _patterns():
        alone = make is _month
        for found in pattern.finditer(text, start, end):
            first, last = found.span()
            if any(first < two and one < last for one, two in taken):
                continue
            if alone and not _is_month(text, found, start):
                continue
            if len(parts) < 2 and make not in (_year, _part, _month_of_year):
                continue
            coming = _is_coming(text, (start, end), first, last)
            value = make(found, _Asked(day, coming=coming))
            if value:
                taken.append((first, last))
                if text[first : first + 4].casefold() == "the ":
                    first += 4
                yield Mention("date", text[first:last], first, last, value)


def _is_coming(text: str, sentence: tuple[int, int], first: int, last: int) -> bool:
    """Tell whether what happens at a date is still to come."""
    before = max(sentence[0], first - _NEAR)
    ahead = [one.end() for one in _COMING.finditer(text, before, first)]
    over = [one.end() for one in _OVER.finditer(text, before, first)]
    if ahead or over:
        return max(ahead, default=0) > max(over, default=0)
    return bool(_WILL.search(text, last, min(sentence[1], last + _NEAR // 2)))


def _is_month(text: str, found: re.Match[str], start: int) -> bool:
    word = found["m"].casefold()
    before = text[max(start, found.start() - 12) : found.start()]
    if word in {"may", "march", "april", "august", "june"}:
        return bool(_TIME_BEFORE.search(before)) or found.start() < found.start("m")
    return True
