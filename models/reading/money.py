"""Amounts of money: signs, codes and words before and behind numbers."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from models.reading.lexicon import lines
from models.reading.numbers import AMOUNT, DASH, NUMBER, SPACE, number_of, plain
from models.reading.shapes import Mention

# Currencies of the same name in several countries: the country named last before them decides.
_SHARED = {
    "som": {"KGZ": "KGS", "UZB": "UZS"},
    "soms": {"KGZ": "KGS", "UZB": "UZS"},
    "manat": {"TKM": "TMT", "AZE": "AZN"},
    "manats": {"TKM": "TMT", "AZE": "AZN"},
    "rupees": {"IND": "INR", "PAK": "PKR"},
    "rs": {"IND": "INR", "PAK": "PKR"},
    "¥": {"CHN": "CNY", "JPN": "JPY"},
}
_SIGN = re.compile(r"[^\w\s.]")
_ONE = re.compile(r"\D*1\D*")
_EQUALS = re.compile(r"\s?[=≈]\s?\d")


@lru_cache(maxsize=1)
def _currencies() -> dict[str, str]:
    return {
        word.casefold(): code for code, words in lines("currencies") for word in words.split(";")
    }


def _either(words: Sequence[str]) -> str:
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(word).replace(r"\ ", rf"(?:{SPACE}|{DASH})") for word in ordered)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    every = [word for _, words in lines("currencies") for word in words.split(";")]
    signs = [word for word in every if _SIGN.search(word)]
    codes = [word for word in every if word.isupper() and word.isalpha()]
    names = [word for word in every if word not in signs and word not in codes]
    code = rf"(?<!\w)(?:{_either([*codes, 'Rs'])})"
    front = rf"(?P<currency>{_either(signs)}|{code}){SPACE}?\$?{SPACE}?"
    dollars = rf"(?:(?:{SPACE}|{DASH})(?i:(?:U\.?S\.?{SPACE})?dollars?|USD))?(?!\w)"
    behind = rf"(?P<currency>{_either(codes)}|(?i:{_either(names)})|{_either(signs)})(?![^\W_])"
    return (
        re.compile(rf"(?<!\w){front}(?i:{AMOUNT}){dollars}"),
        re.compile(rf"(?<![\w.,/:+#])(?i:{NUMBER})(?:{SPACE}|{DASH})?{behind}"),
    )


def money(text: str, start: int, end: int, countries: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the amounts of money between two places of a text."""
    taken = start
    found = sorted(
        (one for pattern in _patterns() for one in pattern.finditer(text, start, end)),
        key=lambda one: (one.start(), -one.end()),
    )
    for one in found:
        if one.start() < taken or (text[one.start()].isdigit() and _is_part(text, one.start())):
            continue
        if _is_measure(text, one.start(), one.end()):
            continue
        number = number_of(one)
        first = min(one.start("currency"), number.start)
        last = max(one.end(), number.end) if one.end() > number.end else number.end
        if number.high is None and one["high"]:
            last = number.end if one.start("currency") < number.start else last
        words = text[first:last].rstrip(". ")
        code = _code(one["currency"], first, countries)
        value = f"{plain(number.low)} {code}"
        yield Mention("money", words, first, first + len(words), value)
        taken = first + len(words)


def _is_measure(text: str, start: int, end: int) -> bool:
    """Tell whether it is the one unit that an exchange rate is told of: ($1 = 498.55 tenge)."""
    words = text[start:end]
    return _ONE.fullmatch(words) is not None and _EQUALS.match(text, end) is not None


def _is_part(text: str, place: int) -> bool:
    # The digits of a sign that was not understood, or of a model: "R$5", "A-320".
    return place > 1 and text[place - 1] in "-" and text[place - 2].isalnum()


def _code(written: str, place: int, countries: Sequence[Mention]) -> str:
    word = " ".join(re.split(rf"(?:{SPACE}|{DASH})+", written)).casefold()
    shared = _SHARED.get(word, {})
    if shared:
        near = [one for one in countries if one.value in shared]
        before = [one for one in near if one.start < place]
        if before or near:
            return shared[(before[-1] if before else near[0]).value]
    return _currencies().get(word) or _currencies()[word.replace(" ", "")]
