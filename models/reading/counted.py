"""Nouns that are counted: which word behind a number says what there are so many of."""

import re
from functools import lru_cache

from models.reading.lexicon import having, lines, listed, word_list
from models.reading.numbers import SPACE, Number

_WORD = re.compile(rf"(?:{SPACE}{{1,2}}|(?<=[^\W\d_])-|-)(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)")
_MODIFIERS = frozenset(
    [
        "goods",
        "sports",
        "savings",
        "arms",
        "sales",
        "customs",
        "services",
        "electronics",
        "textiles",
        "foods",
    ]
)
_WITH_ES = ("sses", "ches", "shes", "xes", "zzes", "buses")
_MOST_BETWEEN = 4
_YEARS = (1900, 2060)
_DEFINITE = re.compile(
    r"\b(?:the|these|those|both|other|all|last|next|past|previous|its|their|our|his|her|between)\s+$",
    re.IGNORECASE,
)
_YEAR_CUE = re.compile(r"\b(?:of|to)\s+$")
_AMOUNT_CUE = re.compile(
    r"\b(?:about|around|over|some|than|nearly|almost|to|least|least|approximately|roughly|of|with|"
    r"produced?|bought|supply|supplied|delivered|create|creating)\s+$",
    re.IGNORECASE,
)


@lru_cache(maxsize=1)
def irregular() -> dict[str, str]:
    """Return the singular of the plurals that no rule forms."""
    return {one[0]: one[1] for one in lines("irregular_plurals")}


def singular(noun: str) -> str:
    """Return a plural noun in the singular, as far as its spelling tells."""
    word = noun.casefold()
    if word in irregular():
        return irregular()[word]
    if noun[:-1].isupper() and noun.endswith("s"):
        return noun[:-1]
    if word.endswith("ies") and len(word) > 4 and word != "movies":
        return f"{word[:-3]}y"
    if word.endswith(_WITH_ES):
        return word[:-2]
    return word[:-1] if word.endswith("s") else word


def counted(text: str, number: Number, start: int, end: int) -> tuple[str, int, int] | None:
    """Return the noun in the singular, its end, and where the words of the mention end."""
    if number.low == 1 and number.high is None and not number.scaled:
        return None
    noun, last, shown = _noun(text, number.end, end)
    if not noun:
        return None
    unit = singular(noun)
    before = text[max(start, number.start - 16) : number.start]
    if number.spelt and number.low < 10:
        if unit not in listed("small_counts") or _DEFINITE.search(before):
            return None
    elif number.low < 100 and unit in {"other", "term", "point", "people's"}:
        return None
    digits = text[number.start : number.end]
    year = digits.isdigit() and len(digits) == 4 and _YEARS[0] <= int(digits) <= _YEARS[1]
    if year and (not _AMOUNT_CUE.search(before) or _YEAR_CUE.search(before)):
        return None
    return unit, last, shown


def _noun(text: str, place: int, end: int) -> tuple[str, int, int]:
    shown = place
    named = False
    for count in range(_MOST_BETWEEN + 1):
        found = _WORD.match(text, place, end)
        if found is None:
            break
        word = found["word"]
        if word.casefold() in word_list("count_stops"):
            break
        capital = word[0].isupper() and word not in having("organisation_words", "acronym_stop")
        named = named or (capital and count < _MOST_BETWEEN)
        if not named:
            shown = found.end()
        place = found.end()
        if not capital and _is_plural(word):
            following = _WORD.match(text, place, end)
            doubled = word.casefold() in _MODIFIERS and following is not None
            if doubled and following is not None and _is_plural(following["word"]):
                continue
            return word, place, place if not named else shown
    return "", place, place


def _is_plural(word: str) -> bool:
    lower = word.casefold()
    if lower in irregular():
        return True
    if word.isupper():
        return False
    return (
        len(lower) > 3
        and lower.endswith("s")
        and not lower.endswith(("ss", "us", "is"))
        and (lower not in word_list("no_plurals"))
    )
