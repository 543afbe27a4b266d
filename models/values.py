"""Numbers as people write them, as they are kept, and as they are shown."""

import re
from decimal import Decimal
from math import floor

from models.errors import Invalid

MOST_DIGITS = 15
"""How many significant digits a number may have (zeros at its end do not count)."""

LIMIT = Decimal(10) ** 18
"""Numbers are smaller than this, on either side of zero."""

MOST_DECIMALS = 18
"""How many decimals a number may have."""

NUMBER_HELP = "A number: 1350000, 1,350,000, 0.5, 1.35 million or 774k. A unit has its own field."

_EXAMPLES = "Write 1350000, 1,350,000, 0.5 or 1.35 million."
_LONGEST = 80

_MARKS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}  # full-width to ASCII
_MARKS |= dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2212), ord("-"))
_INVISIBLE: dict[int, int | None] = dict.fromkeys(
    (0x200B, 0x200E, 0x200F, 0x202A, 0x202C, 0x2060, 0xFEFF)
)
_TIDY: dict[int, int | None] = {**_MARKS, **_INVISIBLE}

_SCALES = {
    "": 0,
    **dict.fromkeys(("k", "thousand", "тыс"), 3),
    **dict.fromkeys(("m", "mn", "mln", "million", "millions", "млн"), 6),
    **dict.fromkeys(("b", "bn", "bln", "billion", "billions", "млрд"), 9),
    **dict.fromkeys(("trn", "trillion", "trillions", "трлн"), 12),
    "万": 4,
    "亿": 8,
}

_DIGITS = r"(?P<digits>[0-9]*\.[0-9]+|[0-9]+"
_GROUPS = r"|[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?|[1-9][0-9]{0,2}(?: [0-9]{3})+(?:\.[0-9]+)?)"
_NUMBER = re.compile(rf"(?P<sign>[+-]?) ?{_DIGITS}{_GROUPS} ?(?P<scale>[^\W\d_]*)\.?")

_WHY_NOT = (
    (r"[+-]?[0-9][0-9., ]*[eE][+-]?[0-9]+", "it has an exponent; write all its digits"),
    (r"[+-]?[0-9]+(?:\.[0-9]+){2,}(?:,[0-9]+)?", "it has more than one dot"),
    (r"[+-]?[0-9.]+,[0-9]+ ?[^\W\d]*", "the comma parts thousands and the dot decimals"),
    (r"[+-]?[0-9]+,", "it ends with a comma"),
    (r"[+-]?[0-9][0-9., ]*[0-9]", "its digits are not in groups of three"),
    (r"[0-9.,]+ ?(?:-|–|—|to|\.\.) ?[0-9.,]+.*", "it holds two numbers; write one"),
)
_COMMA = re.compile(r"(?P<sign>[+-]?)(?P<whole>[0-9]{1,15}),(?P<rest>[0-9]{1,15})")
_BEFORE = re.compile(r"(?P<extra>[^0-9.,+-]+)[+-]?[0-9].*")
_AFTER = re.compile(r"[+-]?[0-9][0-9., ]*(?P<extra>[^0-9., ].*)")


def tidied(text: str) -> str:
    """The text with plain spaces, hyphens and digits, and no blank or invisible ends."""
    return " ".join(text.translate(_TIDY).split())


def quoted(text: str) -> str:
    """The text in quotation marks for a sentence, shortened if it is long."""
    tidy = tidied(text)
    return f"“{tidy}”" if len(tidy) <= 40 else f"“{tidy[:39]}…”"


def parse_decimal(text: str) -> Decimal:
    """The exact number that a text holds; Invalid says what is wrong with any other text."""
    tidy = tidied(text)
    if not tidy:
        raise Invalid(f"The number is empty. {_EXAMPLES}")
    match = _NUMBER.fullmatch(tidy) if len(tidy) <= _LONGEST else None
    scale = _SCALES.get(match["scale"].lower()) if match else None
    if match is None or scale is None:
        raise _unreadable(tidy)
    digits = match["digits"].replace(",", "").replace(" ", "")
    return _kept(match["sign"], digits, scale, tidy)


def parse_integer(text: str) -> int:
    """The whole number that a text holds; Invalid says what is wrong with any other text."""
    number = parse_decimal(text)
    whole = floor(number)
    if whole != number:
        raise Invalid(f"{quoted(text)} is not a whole number. Write {whole} or {whole + 1}.")
    return whole


def decimal_text(number: Decimal) -> str:
    """The number in plain digits, without exponent, grouping or zeros at its end."""
    if not number.is_finite():
        raise Invalid(f"{quoted(str(number))} is not a number. {_EXAMPLES}")
    return _plain(number, "f")


def show_decimal(number: Decimal) -> str:
    """The number for reading: 1,350,000."""
    return _plain(number, ",f") if number.is_finite() else str(number)


def _plain(number: Decimal, form: str) -> str:
    if not number:
        return "0"
    digits = format(number, form)
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _kept(sign: str, digits: str, scale: int, typed: str) -> Decimal:
    """The number of these digits, if it is short enough to be kept exactly."""
    number = Decimal(f"{sign}{digits}e{scale}")
    kept = decimal_text(number)
    count = len(kept.replace(".", "").strip("-0"))
    if count > MOST_DIGITS:
        reason = f"it has {count} digits, and only {MOST_DIGITS} are kept exactly"
        raise _refusal(typed, reason, "cannot be kept")
    if number.copy_abs() >= LIMIT or len(kept.partition(".")[2]) > MOST_DECIMALS:
        raise _refusal(typed, "it is too large or too small", "cannot be kept")
    return Decimal(kept)


def _refusal(text: str, reason: str, claim: str = "is not a number") -> Invalid:
    ending = f": {reason}" if reason else ""
    return Invalid(f"{quoted(text)} {claim}{ending}. {_EXAMPLES}")


def _unreadable(tidy: str) -> Invalid:
    comma = _COMMA.fullmatch(tidy)
    if comma:
        return Invalid(f"{quoted(tidy)} may be {_both_readings(comma)}. Write the one you mean.")
    return _refusal(tidy, _reason(tidy))


def _reason(tidy: str) -> str:
    """Why a text is no number, in words, or nothing if that goes without saying."""
    if len(tidy) > _LONGEST:
        return "it is too long"
    for pattern, reason in _WHY_NOT:
        if re.fullmatch(pattern, tidy):
            return reason
    match = _BEFORE.fullmatch(tidy) or _AFTER.fullmatch(tidy)
    if match:
        extra = quoted(match["extra"])
        return f"{extra} is not part of a number, and a unit has its own field"
    return ""


def _both_readings(match: re.Match[str]) -> str:
    """What a number with one comma may mean, as decimals and as thousands."""
    sign, whole, rest = match["sign"], match["whole"], match["rest"]
    thousands = f"{whole}{rest.ljust(3, '0')}".lstrip("0") or "0"
    return f"{sign}{whole}.{rest} or {sign}{int(thousands):,}"
