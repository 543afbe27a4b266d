"""Days as articles, pages and letters write them, as EDTF; a day only where one is given."""

import re
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime

from models.dates import parse_date
from models.errors import Invalid

_MONTHS = (
    ("january", "jan", "января", "янв"),
    ("february", "feb", "февраля", "фев"),
    ("march", "mar", "марта", "мар"),
    ("april", "apr", "апреля", "апр"),
    ("may", "мая", "май"),
    ("june", "jun", "июня", "июн"),
    ("july", "jul", "июля", "июл"),
    ("august", "aug", "августа", "авг"),
    ("september", "sept", "sep", "сентября", "сент", "сен"),
    ("october", "oct", "октября", "окт"),
    ("november", "nov", "ноября", "ноя"),
    ("december", "dec", "декабря", "дек"),
)
_NUMBER_OF = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
_NAMES = "|".join(sorted(_NUMBER_OF, key=len, reverse=True))
_WEEKDAY = r"(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
_DAYS = (
    re.compile(r"\b(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?!\d)"),
    re.compile(
        rf"\b{_WEEKDAY}(?P<n>{_NAMES})\b\.?\s+(?P<d>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y>\d{{4}})\b",
        re.I,
    ),
    re.compile(
        rf"\b{_WEEKDAY}(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[\s-]+(?P<n>{_NAMES})\b\.?,?[\s-]+(?P<y>\d{{4}})\b",
        re.I,
    ),
    re.compile(r"(?P<y>\d{4})\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日"),
    # With full stops the day always comes first; with strokes nobody can tell.
    re.compile(r"(?<![\d.])(?P<d>\d{1,2})\.(?P<m>\d{1,2})\.(?P<y>\d{4})(?![\d.])"),
)
_ISO = re.compile(r"\s*(\d{4}(?:-\d{2}(?:-\d{2})?)?)(?:$|[T\s])")
_COMPACT = re.compile(r"\s*(?:D:)?(\d{4})(\d{2})(\d{2})(?!\d\d?$)")
_FIRST_YEAR, _LONGEST = 1900, 200


def days_in(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[str, int, int]]:
    """Yield the whole days that stand in a stretch of a text: EDTF, start and end, in order."""
    stop = len(text) if end is None else end
    found = []
    for pattern in _DAYS:
        for match in pattern.finditer(text, start, stop):
            parts = match.groupdict()
            month = int(parts["m"]) if parts.get("m") else _NUMBER_OF[parts["n"].casefold()]
            if day := _day(int(parts["y"]), month, int(parts["d"])):
                found.append((match.start(), match.end(), day))
    yield from ((day, first, last) for first, last, day in sorted(found))


def day_of(written: str) -> str:
    """Return the EDTF of what a page, a file or a letter gives as its date; "" if it is none.

    The day is the one in the writer's own time zone, as it is written.
    """
    written = written.strip()[:_LONGEST]
    if iso := _ISO.match(written):
        return _checked(iso[1])
    if compact := _COMPACT.match(written):
        return _day(*map(int, compact.groups()))
    for day, _, _ in days_in(written):
        return day
    try:
        return parsedate_to_datetime(written).date().isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return _checked(written)


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat() if year >= _FIRST_YEAR else ""
    except ValueError:
        return ""


def _checked(written: str) -> str:
    try:
        found = parse_date(written)
    except Invalid:
        return ""
    return found if found[:4].isdigit() and int(found[:4]) >= _FIRST_YEAR else ""
