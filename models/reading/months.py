"""Names of months in the languages that articles come in, and what a calendar word stands for."""

from models.reading.numbers import SPACE

_ENGLISH = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_SHORT = {
    **{name[:3]: number for number, name in enumerate(_ENGLISH, 1)},
    "sept": 9,
}
_RUSSIAN = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]
MONTHS = {
    **{name: number for number, name in enumerate(_ENGLISH, 1)},
    **{name: number for number, name in enumerate(_RUSSIAN, 1)},
    **_SHORT,
}
_FULL = "|".join([*_ENGLISH, *_RUSSIAN])
_BRIEF = "|".join(sorted(_SHORT, key=len, reverse=True))
MONTH = rf"(?:(?i:{_FULL})|(?:(?i:{_BRIEF})\b\.?))(?![^\W\d_])"
# Without a day or a year beside it only the full name is taken for a month.
MONTH_ALONE = "(?:" + "|".join(name.title() for name in _ENGLISH) + r")(?!\w)"
YEAR = r"(?:19|20)\d\d(?!\d)"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
TO = rf"(?:{SPACE}?[-‐‑–—]{SPACE}?|{SPACE}(?:to|and|till|until|through){SPACE})"
QUARTERS = {
    **dict.fromkeys(("first", "1st", "i"), 1),
    **dict.fromkeys(("second", "2nd", "ii"), 2),
    **dict.fromkeys(("third", "3rd", "iii"), 3),
    **dict.fromkeys(("fourth", "4th", "iv", "last", "final"), 4),
}
_COUNT = ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"]
COUNTS = {word: number for number, word in enumerate(_COUNT, 2)}


def month_of(word: str) -> int:
    """Return the number of a month that is named."""
    return MONTHS[word.rstrip(".").casefold()]


def months_of(year: int, first: int, last: int) -> str:
    """Return the interval from one month of a year to another, as EDTF."""
    return f"{year}-{first:02}/{year}-{last:02}"


def quarter_of(year: int, number: int) -> str:
    """Return a quarter of a year as an interval of months."""
    return months_of(year, 3 * number - 2, 3 * number)


def half_of(year: int, number: int) -> str:
    """Return a half of a year as an interval of months."""
    return months_of(year, 6 * number - 5, 6 * number)
