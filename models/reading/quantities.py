"""Quantities: numbers with a unit, or with a noun that is counted, and what they are per."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from models.reading.counted import counted
from models.reading.lexicon import lines
from models.reading.numbers import DASH, SPACE, Number, numbers, plain
from models.reading.shapes import Mention

_DURATIONS = {"year", "month", "week", "day", "hour", "minute"}
_PER = {
    "year": "annually|yearly|per annum|p\\.a\\.|every year|each year|a year|per year|/ ?year|/ ?yr|"
    "per calendar year|в год",
    "month": "monthly|every month|each month|a month|per month|/ ?month|в месяц",
    "week": "weekly|every week|each week|a week|per week|/ ?week|в неделю",
    "day": "daily|every day|each day|a day|per day|/ ?day|/ ?d|в день|в сутки",
    "hour": "hourly|an hour|per hour|/ ?h(?:our)?",
}
_PER_WORDS = "|".join(
    f"(?P<{unit}>{words.replace(' ', SPACE)})".replace(f"/{SPACE}?", "/ ?")
    for unit, words in _PER.items()
)
_BEHIND = re.compile(
    rf"(?:{SPACE}of(?:{SPACE}(?!(?:is|are|was|were|will|to|from|in|and)\b)[^\W\d_]+(?:-[^\W\d_]+)?){{1,4}}?)?(?:{SPACE}|(?=/))(?:{_PER_WORDS})(?!\w)"
)
_FRONT = re.compile(
    r"\b(?P<per>annual|yearly|monthly|weekly|daily)\b(?! (?:interest|meeting|session))"
    r"(?:[\s-]+[^\W\d_][\w’'-]*){0,7}[\s:]*$|"
    r"\b(?P<adverb>annually|yearly|monthly|weekly|daily)(?:[\s-]+[^\W\d_][\w’'-]*){1,4}\s*$",
    re.IGNORECASE,
)
_LONGEST_FRONT = 80
_PERIODS = {
    "annual": "year",
    "annually": "year",
    "yearly": "year",
    "monthly": "month",
    "weekly": "week",
    "daily": "day",
}
_NO_NUMBER = re.compile(
    r"(?:\b(?:No|Nos|№|Phase|Stage|Section|Lot|Line|Unit|Block|Article|Articles|Clause|Chapter|Page|"
    r"Figure|Fig|Table|Part|Item|Route|Highway|Building|Level|Room|Boeing|Airbus|Resolution|Decree|"
    r"Order|Version|Grade|Class|Category|Tel|Fax|ISO|aged|age|Euro|Kilometer|Chapter)\.?|#)[\s#№]*$",
    re.IGNORECASE,
)
_AGE = re.compile(r"(?:[\s-]+years?[\s-]+(?:old|of age)|[-‐‑–—]years?[-‐‑–—]olds?)\b")
_CLOCK = re.compile(r"\s?(?:[ap]\.?m\b|o['’]clock|hours GMT)", re.IGNORECASE)
# A spelt small number before these is a term of a contract; elsewhere it only tells a story.
_TERM = re.compile(
    r"[\s-]+(?:\w+[\s-]+){0,2}(?:loan|grace|maturity|contract|agreement|period|term|lease|concession"
    r"|license|licence|tenor|repayment|credit|deal|moratorium|programme|program)"
)


class _Unit(NamedTuple):
    code: str
    times: Decimal
    per: str


@lru_cache(maxsize=1)
def _units() -> tuple[re.Pattern[str], dict[str, _Unit]]:
    meanings: dict[str, _Unit] = {}
    for code, words in lines("units"):
        rest, _, per = code.partition("/")
        unit, _, times = rest.partition("*")
        for word in words.split(";"):
            meanings.setdefault(word, _Unit(unit, Decimal(times or 1), per))
    symbols = [one for one in meanings if len(one) <= 4 or not one.islower()]
    names = [one for one in meanings if one not in symbols]
    names += [one for one in symbols if one.islower() and len(one) > 2 and one.isalpha()]
    pattern = (
        f"(?P<symbol>{_either(symbols)})(?![^\\W_])|(?P<name>(?i:{_either(names)}))(?![^\\W_])"
    )
    return re.compile(rf"(?:{SPACE}{{0,2}}|{DASH})(?:{pattern})"), meanings


def _either(words: list[str]) -> str:
    ordered = sorted(set(words), key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", f"(?:{SPACE}|-)") for word in ordered)


def quantities(text: str, start: int, end: int) -> Iterator[Mention]:
    """Yield the quantities between two places of a text."""
    pattern, meanings = _units()
    for number in numbers(text, start, end):
        if _excluded(text, number, start, end):
            continue
        found = pattern.match(text, number.end, end)
        if found is not None:
            word = re.sub(rf"(?:{SPACE}|-)+", " ", found["symbol"] or found["name"])
            unit = (
                meanings.get(word)
                or meanings.get(word.casefold())
                or meanings[found["symbol"] or found["name"].replace(" ", "-").casefold()]
            )
            if not _told(text, number, unit.code, found.end(), end):
                yield _measured(text, number, unit, found.end(), (start, end))
            continue
        noun = counted(text, number, start, end)
        if noun is not None:
            yield _counted_mention(text, number, noun, (start, end))


def _excluded(text: str, number: Number, start: int, end: int) -> bool:
    before = text[max(start, number.start - 14) : number.start]
    if _NO_NUMBER.search(before) or _AGE.match(text, number.end, end):
        return True
    after = text[number.end : number.end + 2]
    if after[:1] in "/:" and after[1:].isdigit():
        return True
    if before[-1:] in "-‐‑–—" and before[-2:-1].isalnum():
        return True
    return bool(_CLOCK.match(text, number.end, end)) or after[:2].casefold() in {
        "st",
        "nd",
        "rd",
        "th",
    }


def _told(text: str, number: Number, unit: str, end: int, last: int) -> bool:
    """Tell whether it is no quantity: "two years later", "24 hours a day", "minus 20 degrees"."""
    if unit == "person" and number.spelt and number.low < 10:
        return True
    if unit == "degree":
        return True
    if unit not in _DURATIONS:
        return False
    if number.spelt and number.low < 10:
        return not _TERM.match(text, end, last)
    if text[number.end : number.end + 1] in "-‐‑" and number.low == 24:
        return True
    named = text[number.end : end]
    return any(one.isupper() for one in named)


def _measured(
    text: str, number: Number, unit: _Unit, last: int, sentence: tuple[int, int]
) -> Mention:
    per, end = unit.per, last
    if unit.code not in _DURATIONS and not per:
        per, end = _per(text, number.start, last, sentence, front=unit.code != "percent")
    words = text[number.start : end].rstrip()
    value = f"{plain(number.low * unit.times)} {unit.code}{f'/{per}' if per else ''}"
    return Mention("quantity", words, number.start, number.start + len(words), value)


def _counted_mention(
    text: str, number: Number, noun: tuple[str, int, int], sentence: tuple[int, int]
) -> Mention:
    unit, last, shown = noun
    if shown < last:
        # A country stands between the number and its noun, and is a mention of its own.
        per, _ = _per(text, number.start, last, sentence)
        end = shown
    else:
        per, end = _per(text, number.start, last, sentence)
    value = f"{plain(number.low)} {unit}{f'/{per}' if per else ''}"
    return Mention("quantity", text[number.start : end], number.start, end, value)


def _per(
    text: str, start: int, last: int, sentence: tuple[int, int], *, front: bool = True
) -> tuple[str, int]:
    behind = _BEHIND.match(text, last, sentence[1])
    if behind is not None:
        return str(behind.lastgroup), behind.end()
    before = text[max(sentence[0], start - _LONGEST_FRONT) : start]
    found = _FRONT.search(before) if front else None
    if found is None:
        return "", last
    return _PERIODS[(found["per"] or found["adverb"]).casefold()], last
