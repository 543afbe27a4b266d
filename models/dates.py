"""Dates in EDTF (ISO 8601-2, levels 0 and 1): read, compared and shown in words.

A moment is a year, month, day, season or a span with unspecified digits, perhaps with a mark
(~ about, ? unsure, % both). An interval is two moments; either end may be open or unknown.
"""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

from models.errors import Invalid
from models.values import quoted, tidied

DATE_HELP = (
    "A date: 2023, 2023-10, 2023-10-06 or 6 Oct 2023; 2023-01/2023-07 from and to; "
    "2023~ about, 2023? unsure; ../2025 until, 2023/.. from; 201X or 2023-10-XX not known closer."
)

_EXAMPLES = "Write 2023, 2023-10, 2023-10-06 or 2023-01/2023-07."
_LONGEST = 80
_FLAGS = re.IGNORECASE | re.ASCII

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_SEASON_MONTHS = {"21": (3, 5), "22": (6, 8), "23": (9, 11), "24": (12, 2)}
_SHORT = {f"{number:02}": name[:3] for number, name in enumerate(_MONTHS, 1)} | _SEASONS
_CODES = {name.lower(): code for code, name in _SHORT.items()}
_CODES |= {name.lower(): f"{number:02}" for number, name in enumerate(_MONTHS, 1)}
_CODES |= {"sept": "09", "fall": "23"}

_Y, _M, _D, _NAME = "(?P<y>[0-9]{4})", "(?P<m>[0-9]{1,2})", "(?P<d>[0-9]{1,2})", "(?P<name>[a-z]+)"
_NTH = f"{_D}(?:st|nd|rd|th)?"
_WRITTEN = tuple(
    (re.compile(pattern, _FLAGS), form)
    for pattern, form in (
        ("(?P<y>[0-9]{4}|[0-9]{3}X|[0-9]{2}XX)", "{y}"),
        (f"{_Y}-(?P<m>[0-9]{{1,2}}|XX)", "{y}-{m}"),
        (f"{_Y}-(?P<m>[0-9]{{1,2}}|XX)-(?P<d>[0-9]{{1,2}}|XX)", "{y}-{m}-{d}"),
        (f"{_Y}(?P<s>[/.–]){_M}(?P=s){_D}", "{y}-{m}-{d}"),
        (f"{_Y}(?P<s>[/.]){_M}", "{y}-{m}"),
        (f"{_M}(?P<s>[/.-]){_Y}", "{y}-{m}"),
        (rf"{_NTH}(?: of)?[ -]?{_NAME}\.?,?[ -]{_Y}", "{y}-{m}-{d}"),
        (rf"{_NAME}\.?[ -]{_NTH},? {_Y}", "{y}-{m}-{d}"),
        (rf"{_NAME}\.?,?(?: of)?[ -]{_Y}", "{y}-{m}"),
        (f"{_Y}[ -]{_NAME}", "{y}-{m}"),
        (f"{_Y}[ -]{_NAME}[ -]{_D}", "{y}-{m}-{d}"),
        (f"{_Y}年", "{y}"),
        (f"{_Y}年(?P<s>){_M}月", "{y}-{m}"),
        (f"{_Y}年(?P<s>){_M}月{_D}日", "{y}-{m}-{d}"),
        ("(?:the )?(?P<y>[0-9]{3})0s", "{y}X"),
        ("some year of (?P<y>[0-9]{2})00–(?P=y)99", "{y}XX"),
        (f"some month of {_Y}", "{y}-XX"),
        (f"some day of {_Y}", "{y}-XX-XX"),
        (f"some day of {_NAME} {_Y}", "{y}-{m}-XX"),
    )
)
_NUMERIC = re.compile("(?P<a>[0-9]{1,2})(?P<s>[/.-])(?P<b>[0-9]{1,2})(?P=s)(?P<y>[0-9]{4})", _FLAGS)
_ABOUT = re.compile(
    r"(?:circa|about|around|approximately|approx\.?|ca\.?|c\.?) |(?:ca?\.?|~)(?=[0-9])", _FLAGS
)
_MARKS = {(False, False): "", (True, False): "~", (False, True): "?", (True, True): "%"}

_ENDS = tuple(
    re.compile(pattern, _FLAGS)
    for pattern in (
        "(?P<start>[^/a-wyz]*|unknown)/(?P<end>[^/a-wyz]*|unknown|open|present|now)",
        "(?P<start>[^/]*[a-wyz][^/]*)/(?P<end>[^/]*[a-wyz][^/]*)",
        "(?P<start>[0-9]{4})-(?P<end>[0-9]{4})",
        "(?:until|till|up to) (?P<end>.+)",
        "(?:from )?(?P<start>.+?) ?(?:[–—]| - | to | until | till ) ?(?P<end>.+)",
        "(?:from|since) (?P<start>.+)",
        "(?P<start>[a-z]+|[0-9]{1,2})-(?P<end>[0-9 ]*[a-z].*)",
    )
)
_UNKNOWN = {"": "", "?": "", "unknown": ""}
_START_WORDS = _UNKNOWN | {"..": ".."}
_END_WORDS = _START_WORDS | {"open": "..", "present": "..", "now": "..", "ongoing": ".."}

_HINTS = (
    (".*[0-9]:[0-9].*", "a time of day is not kept"),
    (r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2}", "its year needs four digits"),
    (r".*[a-z][ .-]+[0-9]{1,2}", "its year needs four digits"),
    ("q[1-4].*|.* q[1-4]", "a quarter is written as its months, such as 2023-01/2023-03"),
    ("-[0-9]{4,}.*|.*[0-9]{5,}.*", "years run from 0000 to 9999"),
)

Day = tuple[int, int, int]


class _Moment(NamedTuple):
    """The parts of one canonical moment; what it does not say is empty."""

    year: str
    month: str
    day: str
    mark: str


def parse_date(text: str) -> str:
    """The canonical EDTF of a date as people write it; Invalid says what is wrong with others."""
    tidy = tidied(text)
    if not tidy:
        raise Invalid(f"The date is empty. {_EXAMPLES}")
    if len(tidy) > _LONGEST:
        raise _refusal(tidy, "it is too long")
    moment = _read_moment(tidy)
    return _read_interval(tidy) if moment is None else moment


def date_bounds(edtf: str) -> tuple[date, date]:
    """The earliest and the latest day; an open or unknown end is date.min or date.max.

    A mark (~ ? %) does not widen them; winter runs from December to February.
    """
    start, slash, end = parse_date(edtf).partition("/")
    last = end if slash else start
    first_day = date.min if start in _START_WORDS else _as_date(_days(start)[0])
    last_day = date.max if last in _START_WORDS else _as_date(_days(last)[1])
    return first_day, last_day


def show_date(edtf: str) -> str:
    """The date in words, which parse_date reads again; a text that is no date comes as it is."""
    try:
        start, slash, end = parse_date(edtf).partition("/")
    except Invalid:
        return edtf
    if not slash:
        return _show_moment(start)
    if start == "..":
        return f"until {_show_moment(end)}"
    if end == "..":
        return f"from {_show_moment(start)}"
    return f"{_show_end(start)} – {_show_end(end)}"


def _refusal(text: str, reason: str = "") -> Invalid:
    ending = f": {reason}" if reason else ""
    return Invalid(f"{quoted(text)} is not a date{ending}. {_EXAMPLES}")


def _hint(tidy: str) -> str:
    matching = (reason for pattern, reason in _HINTS if re.fullmatch(pattern, tidy, _FLAGS))
    return next(matching, "")


def _read_moment(typed: str) -> str | None:
    """The canonical moment of a text, None if it is not written like one."""
    body = typed.rstrip("~?% ")
    tail = typed[len(body) :]
    about = _ABOUT.match(body)
    if about:
        body = body[about.end() :]
    edtf = _read_body(body, typed)
    if edtf is None:
        return None
    approximate = about is not None or "~" in tail or "%" in tail
    return _checked(edtf, typed) + _MARKS[approximate, "?" in tail or "%" in tail]


def _read_body(body: str, typed: str) -> str | None:
    for pattern, form in _WRITTEN:
        match = pattern.fullmatch(body)
        edtf = _filled(match.groupdict(), form, typed) if match else None
        if edtf:
            return edtf
    numeric = _NUMERIC.fullmatch(body)
    return _read_numeric(numeric, typed) if numeric else None


def _filled(found: dict[str, str], form: str, typed: str) -> str | None:
    """The form with what was found; None if it names neither a month nor a season."""
    month = _CODES.get(found["name"].lower()) if "name" in found else found.get("m", "")
    if month is None:
        return None
    if "s" in found and int(month) > 12:
        raise _refusal(typed, f"there is no month {int(month)}")
    day = found.get("d", "")
    return form.format(y=found["y"].upper(), m=month.upper().zfill(2), d=day.upper().zfill(2))


def _read_numeric(match: re.Match[str], typed: str) -> str:
    """The day of a date such as 25/10/2023, if day and month cannot be confused."""
    year, first, second = match["y"], int(match["a"]), int(match["b"])
    orders = ((second, first), (first, second))
    readings = sorted({(month, day) for month, day in orders if 1 <= month <= 12})
    if not readings:
        raise _refusal(typed, f"there is no month {max(first, second)}")
    written = [f"{year}-{month:02}-{day:02}" for month, day in readings]
    if len(written) == 1:
        return written[0]
    either = " or ".join(f"{day} {_MONTHS[month - 1]}" for month, day in readings)
    raise Invalid(f"{quoted(typed)} may be {either}. Write {written[0]} or {written[1]}.")


def _parts(moment: str) -> _Moment:
    body = moment.rstrip("~?%")
    return _Moment(body[:4], body[5:7], body[8:10], moment[len(body) :])


def _checked(edtf: str, typed: str) -> str:
    """The moment itself, if there is such a month and day."""
    fault = _fault(_parts(edtf))
    if fault:
        raise _refusal(typed, fault)
    return edtf


def _fault(moment: _Moment) -> str:
    year, month, day, _ = moment
    if month in ("", "XX"):
        return "a day needs its month" if day not in ("", "XX") else ""
    if month not in _SHORT:
        return f"there is no month {int(month)}"
    if month in _SEASONS:
        return "a season has no days" if day else ""
    if day in ("", "XX") or 1 <= int(day) <= _month_length(int(year), int(month)):
        return ""
    if int(day) == 0:
        return "there is no day 0"
    length = _month_length(int(year), int(month))
    return f"{_MONTHS[int(month) - 1]} {year} has {length} days"


def _month_length(year: int, month: int) -> int:
    return monthrange(year, month)[1]


def _read_interval(typed: str) -> str:
    matches = (pattern.fullmatch(typed) for pattern in _ENDS)
    match = next(filter(None, matches), None)
    if match is None:
        raise _refusal(typed, _hint(typed))
    found = {"start": "..", "end": ".."} | match.groupdict()
    end = _read_end(found["end"], _END_WORDS, typed)
    borrowed = found["start"] if "/" in typed else _borrowed(found["start"], end)
    start = _read_end(borrowed, _START_WORDS, typed)
    if start in _START_WORDS and end in _START_WORDS:
        raise _refusal(typed, "it has neither a start nor an end")
    if start not in _START_WORDS and end not in _START_WORDS and _days(start)[0] > _days(end)[1]:
        raise _refusal(typed, "it ends before it starts")
    return f"{start}/{end}"


def _read_end(text: str, words: dict[str, str], typed: str) -> str:
    bare = text.strip()
    if bare.lower() in words:
        return words[bare.lower()]
    moment = _read_moment(bare)
    if moment is None:
        raise _refusal(typed, _hint(typed) or f"{quoted(bare)} is not one")
    if "X" in moment:
        raise _refusal(typed, "the ends of an interval cannot hold X")
    return moment


def _borrowed(start: str, end: str) -> str:
    """A start such as “6” or “Jan”, with the month or year that only the end names."""
    if start in _START_WORDS or re.search("[0-9]{4}", start) or not end[:1].isdigit():
        return start
    if start.isdigit() and _parts(end).day:
        return f"{end[:8]}{start}"
    names_month = any(word in _CODES for word in re.findall("[a-z]+", start.lower()))
    return f"{start} {end[:4]}" if names_month and _parts(end).month else start


def _days(moment: str) -> tuple[Day, Day]:
    """The first and the last day of a moment."""
    year, month, day, _ = _parts(moment)
    first_year, last_year = int(year.replace("X", "0")), int(year.replace("X", "9"))
    first_month, last_month = _month_range(month)
    last_year += last_month < first_month
    if day not in ("", "XX"):
        return (first_year, first_month, int(day)), (last_year, last_month, int(day))
    length = _month_length(last_year, last_month)
    return (first_year, first_month, 1), (last_year, last_month, length)


def _month_range(month: str) -> tuple[int, int]:
    if month in ("", "XX"):
        return 1, 12
    return _SEASON_MONTHS.get(month) or (int(month), int(month))


def _as_date(day: Day) -> date:
    """The day, or the nearest one that Python's calendar has (years 1 to 9999)."""
    if day[0] < date.min.year:
        return date.min
    return date.max if day[0] > date.max.year else date(*day)


def _show_end(end: str) -> str:
    return _show_moment(end) if end else "unknown"


def _show_moment(moment: str) -> str:
    parts = _parts(moment)
    words = _show_year(parts.year) if not parts.month else _show_day(parts)
    before = "about " if parts.mark in ("~", "%") else ""
    return f"{before}{words}{'?' if parts.mark in ('?', '%') else ''}"


def _show_year(year: str) -> str:
    if year.endswith("XX"):
        return f"some year of {year[:2]}00–{year[:2]}99"
    return f"{year[:3]}0s" if year.endswith("X") else year


def _show_day(parts: _Moment) -> str:
    if parts.month == "XX":
        return f"some {'day' if parts.day else 'month'} of {parts.year}"
    month = f"{_SHORT[parts.month]} {parts.year}"
    if parts.day == "XX":
        return f"some day of {month}"
    return f"{int(parts.day)} {month}" if parts.day else month
