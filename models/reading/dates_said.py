"""Dates as articles say them, with the year in them: days, months, quarters, years, intervals."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from functools import lru_cache

from models.reading.months import (
    COUNTS,
    DAY,
    MONTH,
    QUARTERS,
    TO,
    YEAR,
    half_of,
    month_of,
    months_of,
    quarter_of,
)
from models.reading.numbers import SPACE
from models.reading.shapes import Mention

Make = Callable[[re.Match[str]], str]
_COMMA = rf"(?:,{SPACE}?|{SPACE})"
_NTH = "first|second|third|fourth|final|1st|2nd|3rd|4th|IV|III|II|I"
_MANY = "|".join(COUNTS)
_PART = (
    "early|mid|late|the end of|end of|end|beginning of|start of|middle of|year-end|early in|late in"
)


def _day_number(word: str) -> int:
    return int(re.sub(r"\D", "", word))


def day_of(year: int, month: int, day: int) -> str:
    """Return a day as EDTF, or nothing where the calendar has no such day."""
    good = 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]
    return f"{year}-{month:02}-{day:02}" if good else ""


def _said_day(found: re.Match[str]) -> str:
    return day_of(int(found["y"]), month_of(found["m"]), _day_number(found["d"]))


def _days(found: re.Match[str]) -> str:
    parts = found.groupdict()
    last = month_of(parts.get("m2") or parts["m"])
    year = int(parts["y"])
    first = day_of(year, month_of(parts["m"]), _day_number(parts["d"]))
    second = day_of(year, last, _day_number(parts["d2"]))
    return f"{first}/{second}" if first and second and first < second else ""


def _numeric(found: re.Match[str]) -> str:
    first, second, year = int(found["a"]), int(found["b"]), int(found["y"])
    if second > 12 and found["s"] == "/":
        first, second = second, first
    return day_of(year, second, first)


def _plain_month(found: re.Match[str]) -> str:
    return f"{found['y']}-{month_of(found['m']):02}"


def _month_span(found: re.Match[str]) -> str:
    first, last = month_of(found["m"]), month_of(found["m2"])
    year = int(found["y"])
    return (
        months_of(year, first, last) if first < last else f"{year - 1}-{first:02}/{year}-{last:02}"
    )


def _two_months(found: re.Match[str]) -> str:
    first = f"{found['y']}-{month_of(found['m']):02}"
    last = f"{found['y2']}-{month_of(found['m2']):02}"
    return f"{first}/{last}" if first < last else ""


def part_of_year(found: re.Match[str], year: int) -> str:
    """Return the quarter, half or first months that the groups of a match name."""
    parts = found.groupdict()
    if parts.get("n"):
        count = COUNTS.get(parts["n"].casefold()) or int(parts["n"])
        return months_of(year, 1, count) if 1 < count < 13 else ""
    if parts.get("hq"):
        return half_of(year, int(parts["hq"]))
    number = QUARTERS.get((parts.get("nth") or "").casefold()) or int(parts.get("q") or 0)
    if parts.get("half"):
        return half_of(year, number) if number < 3 else half_of(year, 2)
    return quarter_of(year, number) if number else ""


def _part(found: re.Match[str]) -> str:
    return part_of_year(found, int(found["y"]))


def _years(found: re.Match[str]) -> str:
    first, last = found["y"], found["y2"]
    if len(last) == 2:
        last = first[:2] + last
    return f"{first}/{last}" if first < last else ""


PART = (
    rf"(?:(?P<nth>(?i:{_NTH})){SPACE}(?:(?P<half>half)|quarter)|[Qq](?P<q>[1-4])|[Hh](?P<hq>[12])|"
    rf"(?:first{SPACE})?(?P<n>{_MANY}|\d{{1,2}}){SPACE}months)"
)
_OF = rf"(?:{SPACE}of|{SPACE}in|,)?{SPACE}(?:the{SPACE}year{SPACE})?"

# In order: what is longer and surer comes first. Each is a pattern and what its match stands for.
_FORMS: tuple[tuple[str, Make], ...] = (
    (
        rf"(?<![\d.-])(?P<y>{YEAR})-(?P<a>\d\d)-(?P<b>\d\d)(?!\d|-)",
        lambda one: day_of(int(one["y"]), int(one["a"]), int(one["b"])),
    ),
    (rf"(?<![\d.,/])(?P<a>\d{{1,2}})(?P<s>[./])(?P<b>\d{{1,2}})(?P=s)(?P<y>{YEAR})", _numeric),
    (
        rf"(?<![\d.,/])(?P<y>{YEAR})(?P<s>[./])(?P<a>\d\d?)(?P=s)(?P<b>\d\d?)(?![\d.])",
        lambda one: day_of(int(one["y"]), int(one["a"]), int(one["b"])),
    ),
    (
        r"(?P<y>(?:19|20)\d\d)年(?P<a>\d{1,2})月(?P<b>\d{1,2})日",
        lambda one: day_of(int(one["y"]), int(one["a"]), int(one["b"])),
    ),
    (r"(?P<y>(?:19|20)\d\d)年(?P<a>\d{1,2})月", lambda one: f"{one['y']}-{int(one['a']):02}"),
    (
        rf"(?<!\d)(?P<d>{DAY}){SPACE}(?P<m>{MONTH}){TO}(?P<d2>{DAY}){SPACE}(?P<m2>{MONTH}){_COMMA}"
        rf"(?P<y>{YEAR})",
        _days,
    ),
    (rf"(?<!\d)(?P<d>{DAY}){TO}(?P<d2>{DAY}){SPACE}(?P<m>{MONTH}){_COMMA}(?P<y>{YEAR})", _days),
    (
        rf"\b(?P<m>{MONTH}){SPACE}(?P<d>{DAY}){TO}(?P<m2>{MONTH}){SPACE}(?P<d2>{DAY}){_COMMA}"
        rf"(?P<y>{YEAR})",
        _days,
    ),
    (rf"\b(?P<m>{MONTH}){SPACE}(?P<d>{DAY}){TO}(?P<d2>{DAY}){_COMMA}(?P<y>{YEAR})", _days),
    (
        rf"(?<!\d)(?P<d>{DAY})(?:{SPACE}of)?(?:{SPACE}|-)(?P<m>{MONTH})(?:{_COMMA}|-)(?:of{SPACE})?"
        rf"(?P<y>{YEAR})",
        _said_day,
    ),
    (
        rf"\b(?P<m>{MONTH}){SPACE}(?:the{SPACE})?(?P<d>{DAY})(?:{_COMMA}|{SPACE}of{SPACE})(?P<y>{YEAR})",
        _said_day,
    ),
    (rf"\b(?P<y>{YEAR}){SPACE}(?P<m>{MONTH}){SPACE}(?P<d>{DAY})", _said_day),
    (
        rf"\b(?P<m>{MONTH}){SPACE}(?P<y>{YEAR}){TO}(?P<m2>{MONTH}){SPACE}(?P<y2>{YEAR})",
        _two_months,
    ),
    (
        rf"\b(?P<m>{MONTH}){TO}(?P<m2>{MONTH})(?:{_COMMA}|{SPACE}of{SPACE})(?P<y>{YEAR})",
        _month_span,
    ),
    (
        rf"\b(?:(?i:early|late|mid|the end of|end of|beginning of|middle of)(?:{SPACE}|-))?"
        rf"(?P<m>{MONTH})(?:,?{SPACE}(?:of{SPACE})?|-)(?P<y>{YEAR})",
        _plain_month,
    ),
    (rf"\b{PART}{_OF}(?P<y>{YEAR})", _part),
    (
        rf"\b(?P<y>{YEAR}){SPACE}?(?:[Qq](?P<q>[1-4])|[Hh](?P<hq>[12]))(?!\w)",
        _part,
    ),
    (
        rf"\b(?:(?P<q>[1-4])Q|(?P<hq>[12])H)(?:{SPACE}|-)?(?:of{SPACE})?(?P<y>{YEAR})",
        _part,
    ),
    (
        rf"(?<![\w.,/–-])(?P<y>{YEAR})-(?P<a>0[1-9])(?![\w-]|[.,]\d)",
        lambda one: f"{one['y']}-{one['a']}",
    ),
    (
        rf"(?<![\w.,/–-])(?P<y>{YEAR})[-–—/](?P<y2>(?:19|20)\d\d|\d\d)(?![\w.]\d|\d|-)",
        _years,
    ),
    (rf"(?<=[Bb]etween )(?P<y>{YEAR}){SPACE}and{SPACE}(?P<y2>{YEAR})", _years),
    (rf"(?<=[Ff]rom )(?P<y>{YEAR}){SPACE}(?:to|through|till|until){SPACE}(?P<y2>{YEAR})", _years),
    (rf"\b(?P<y>{YEAR}){SPACE}(?:to|through){SPACE}(?P<y2>{YEAR})", _years),
    (
        rf"\b(?:(?i:early|late|mid)(?:{SPACE}|-))?(?P<y>(?:19|20)\d)0['’]?s\b",
        lambda one: f"{one['y']}X",
    ),
    (
        rf"\b(?i:{_PART})(?:{SPACE}|-)(?:the{SPACE}year{SPACE})?(?P<y>{YEAR})",
        lambda one: one["y"],
    ),
)
_DIGIT = re.compile(r"\d\d")
_ABOUT = re.compile(r"\b(?:about|around|circa|c\.|approximately|roughly)\s$", re.IGNORECASE)
_AMOUNT = re.compile(
    r"\b(?:about|around|over|than|nearly|almost|some|up to|least|approximately)\s$", re.IGNORECASE
)
_PLURAL = re.compile(rf"{SPACE}[a-z]{{3,}}s\b")
_YEAR = re.compile(rf"(?<![\w.,/:+#$€£¥–-])(?P<y>{YEAR})(?![\w%°]|[.,:/]\d|[-–]\d)")
_NO_YEAR_BEFORE = re.compile(
    r"(?:\b(?:Expo|Vision|Strategy|Agenda|Plan|Programme|Program|No|Nos|Cup|Games|Model|Decree|"
    r"Resolution|Order|ISO)\.?|"
    r"[№#])[\s-]*$"
)
_UNIT_BEHIND = re.compile(
    rf"(?:{SPACE}|-)(?:tons?|tonnes?|km|kilomet|met(?:er|re)s|hectares?|ha|MW|GW|kWh|kV|people|jobs|"
    r"vehicles|workers|containers|cars|trucks|buses|yuan|dollars|euros?|tenge|soms?|barrels|million|"
    r"billion|thousand|households|students|families|square|cubic|wagons|percent|HP|hp|TEU|kg|lit)"
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], Make], ...]:
    return tuple((re.compile(pattern), make) for pattern, make in _FORMS)


def full_dates(text: str, start: int, end: int) -> Iterator[Mention]:
    """Yield the dates between two places of a text that need nothing beside them to be known."""
    if not _DIGIT.search(text, start, end):
        return
    taken: list[tuple[int, int]] = []
    for pattern, make in _patterns():
        for found in pattern.finditer(text, start, end):
            first, last = found.span()
            if first < last and not any(first < two and one < last for one, two in taken):
                value = make(found)
                if value:
                    taken.append((first, last))
                    yield _mention(text, first, last, value)
    for found in _YEAR.finditer(text, start, end):
        first, last = found.span()
        if any(first < two and one < last for one, two in taken):
            continue
        before = text[max(start, first - 16) : first]
        if _UNIT_BEHIND.match(text, last, end):
            continue
        about = bool(_ABOUT.search(before))
        if _AMOUNT.search(before) and _PLURAL.match(text, last, end):
            continue
        if about or not _NO_YEAR_BEFORE.search(before):
            yield _mention(text, first, last, found["y"] + ("~" if about else ""))


def _mention(text: str, start: int, end: int, value: str) -> Mention:
    words = text[start:end]
    if words.casefold().startswith("the "):
        start += 4
    return Mention("date", text[start:end], start, end, value)
