"""Numbers as articles write them: in digits, in words, with magnitudes, and as ranges."""

import re
from dataclasses import dataclass
from decimal import Decimal

SPACE = r"(?:[ \t\u00a0\u2009\u202f]|\r?\n)"
DASH = "[-‐‑–—−]"

_GAP = r"[,\u00a0\u2009\u202f ’']"
_DIGITS = (
    rf"(?:\d{{1,3}}(?:{_GAP}\d{{3}}){{1,5}}(?:\.\d{{1,9}})?(?![\d])|\d{{1,3}}(?:\.\d{{3}}){{2,5}}(?!\d)|"
    r"\d{1,15}(?:[.,]\d{1,9})?(?!\d))"
)
_MAGNITUDES = {
    "hundred": 2,
    "thousand": 3,
    "thousands": 3,
    "k": 3,
    "million": 6,
    "millions": 6,
    "mln": 6,
    "mn": 6,
    "mio": 6,
    "m": 6,
    "billion": 9,
    "billions": 9,
    "bln": 9,
    "bn": 9,
    "b": 9,
    "milliard": 9,
    "trillion": 12,
    "trln": 12,
    "tn": 12,
    "тыс": 3,
    "млн": 6,
    "млрд": 9,
    "трлн": 12,
    "万": 4,
    "亿": 8,
}
_COUNTED = (
    "tonnes|tons|barrels|people|vehicles|passengers|cubic|square|hectares|litres|liters|units|TEU"
)
_LONG = (
    rf"[mk](?={SPACE}(?:{_COUNTED}))|"
    "thousands?|millions?|billions?|trillions?|hundred|milliard|"
    r"(?:mln|mn|bln|bn|trln|тыс|млн|млрд|трлн)\.?"
)
_SPELT = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
}
_SPELT |= {
    word: 10 * number
    for number, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
_SCALES = {
    "dozen": Decimal(12),
    "hundred": Decimal(100),
    "thousand": Decimal(10**3),
    "million": Decimal(10**6),
    "billion": Decimal(10**9),
    "trillion": Decimal(10**12),
}
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = (
    "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|"
    "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_PLAIN = rf"(?:(?:{_TEENS})(?:{DASH}(?:{_ONES}))?|{_ONES})"
_SCALE = "(?:dozen|hundred|thousand|million|billion|trillion)"
_JOIN = rf"(?:{SPACE}|{DASH})"
_WORDS = (
    rf"(?:half{SPACE}an?{SPACE}{_SCALE}|a{SPACE}quarter{SPACE}of{SPACE}a{SPACE}{_SCALE}|"
    rf"{_PLAIN}{SPACE}and{SPACE}a{SPACE}half{SPACE}{_SCALE}|"
    rf"(?:an?|{_PLAIN}){_JOIN}{_SCALE}(?:{_JOIN}(?:and{SPACE})?(?:{_PLAIN}|{_SCALE})){{0,6}}|"
    rf"{_PLAIN})"
)


def written(magnitudes: str) -> str:
    """Return the pattern of a number, or of a range of two, with certain magnitudes behind it."""
    one = rf"(?:{_DIGITS}(?:(?:{SPACE}|-)?(?:{magnitudes})(?![^\W_]))?|\b{_WORDS}\b)"
    between = rf"(?:{SPACE}?{DASH}{SPACE}?|{SPACE}(?:to|or){SPACE}|{DASH}to{DASH})"
    return rf"(?P<low>{one})(?:{between}(?P<high>{one}))?"


NUMBER = written(_LONG)
# After a sign of money short magnitudes cannot be mistaken for units.
AMOUNT = written(f"{_LONG}|mio|tn|[kmb]")
_PATTERN = re.compile(rf"(?<![\w.,/:+#$€£¥]){NUMBER}", re.IGNORECASE)
_SPLIT = re.compile(rf"^({_DIGITS})(?:{SPACE}|-)?(.*?)\.?$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Number:
    """A number in a text; ``high`` is the upper end of a range, ``spelt`` one without digits."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None = None
    spelt: bool = False
    scaled: bool = False


def numbers(text: str, start: int, end: int) -> list[Number]:
    """Return the numbers between two places of a text."""
    some, place = [], start
    while found := _PATTERN.search(text, place, end):
        # Of what is no range after all, the second number is one of its own.
        some.append(number_of(found))
        place = some[-1].end
    return some


def number_of(found: re.Match[str]) -> Number:
    """Return the number that the groups ``low`` and ``high`` of a match hold."""
    low, scale = amount_of(found["low"])
    high, high_scale = amount_of(found["high"]) if found["high"] else (None, 0)
    spelt = not any(one.isdigit() for one in found["low"])
    if high is not None:
        bare = high.scaleb(-high_scale)
        if high_scale and not scale and low <= max(bare, Decimal(999)):
            low = low.scaleb(high_scale)
        if high < low:
            return Number(*found.span("low"), low, None, spelt, bool(scale))
    end = found.end("high") if found["high"] else found.end("low")
    return Number(found.start("low"), end, low, high, spelt, bool(scale or high_scale))


def amount_of(words: str) -> tuple[Decimal, int]:
    """Return what a written number amounts to, and the power of ten that a word behind it gives."""
    split = _SPLIT.match(words)
    if split is None:
        return _spelt_amount(words), 0
    digits, behind = split.groups()
    scale = _MAGNITUDES.get(behind.strip().rstrip(".").casefold(), 0)
    return _decimal(digits).scaleb(scale), scale


def _decimal(digits: str) -> Decimal:
    plain = re.sub(rf"{_GAP}(?=\d{{3}}(?!\d))", "", digits)
    if plain.count(".") > 1:
        plain = plain.replace(".", "")
    return Decimal(plain.replace(",", "."))


def _spelt_amount(words: str) -> Decimal:
    parts = re.split(r"[\W_]+", words.casefold())
    if "half" in parts or "quarter" in parts:
        scale = _SCALES[parts[-1]]
        share = Decimal("0.5") if "half" in parts else Decimal("0.25")
        return (Decimal(_SPELT.get(parts[0], 0)) + share) * scale
    total, current = Decimal(0), Decimal(0)
    for part in parts:
        if part in _SCALES:
            scale = _SCALES[part]
            current = (current or Decimal(1)) * scale
            if scale >= 1000:
                total, current = total + current, Decimal(0)
        else:
            current += 1 if part in {"a", "an"} else _SPELT.get(part, 0)
    return total + current


def plain(amount: Decimal) -> str:
    """Return an amount in plain digits: 150000000, 498.55."""
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
