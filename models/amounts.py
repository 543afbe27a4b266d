"""Numbers as a text says them: how exact, how many, of what, in which time, and in which words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from models.errors import Invalid
from models.values import decimal_text, parse_decimal
from models.vocabularies import VOCABULARIES

Span = tuple[int, int]


@dataclass(frozen=True)
class Amount:
    """One number with what stands around it; offsets count code points of the text searched.

    ``values`` are texts as one types them into a figure, ``words`` where each of them is said, and
    ``states`` tells of those that the words only let one conclude.
    """

    start: int
    end: int
    values: Mapping[str, str]
    words: Mapping[str, Span]
    states: Mapping[str, str] = field(default_factory=dict)

    @property
    def measured(self) -> bool:
        """Tell whether it is more than a bare number, which may be a year or a rank."""
        return len(self.values) > 1


# One line a meaning: code | factor | how it is written, as a regular expression.
_UNITS = """
    vehicle|1|vehicles?|cars?|automobiles?|buses|автомобил\\w*|автомашин\\w*|辆
    t|1|metric tons?|tons?|tonnes?|t|тонн\\w*|т|吨
    kg|1|kg|kilograms?|кг|килограмм\\w*|公斤
    L|1|lit(?:er|re)s?|литр\\w*|л|升
    m3|1|cubic met(?:er|re)s?|m3|m³|кубометр\\w*|куб(?:ических|\\.) ?м\\w*|立方米
    m3|1000000000|bcm
    bbl|1|barrels?|баррел\\w*|桶
    km|1|km|kilomet(?:er|re)s?|км|километр\\w*|公里|千米
    ha|1|hectares?|ha|га|гектар\\w*|公顷
    GWh|1|GWh|gigawatt[- ]hours?|ГВт[·*-]?ч
    GWh|0.001|MWh|megawatt[- ]hours?|МВт[·*-]?ч
    GWh|1000|TWh|terawatt[- ]hours?
    GWh|0.000001|kWh|kilowatt[- ]hours?|кВт[·*-]?ч|千瓦时
    MW|1|MW|megawatts?|МВт|мегаватт\\w*|兆瓦
    MW|1000|GW|gigawatts?|ГВт|гигаватт\\w*|吉瓦
    MW|0.001|kW|kilowatts?|кВт|киловатт\\w*|千瓦
    job|1|jobs?|рабоч\\w+ мест\\w*|就业岗位
    person|1|people|persons?|workers|students|specialists|passengers?|человек|人
    flight|1|flights?|рейс\\w*|航班
    train|1|trains?|поезд\\w*
    container|1|containers?|TEUs?|контейнер\\w*
    percent|1|%|％|percent|per cent|процент\\w*
    piece|1|pieces?|units|штук\\w*|шт\\.?
    USD|1|US dollars?|U\\.S\\. dollars?|dollars?|доллар\\w*(?: США)?|долл\\.?(?: США)?|美元
    CNY|1|Chinese yuan|yuan|renminbi|RMB|юан\\w*|人民币|元
    EUR|1|euros?|евро|欧元
    RUB|1|r(?:o)?ubles?|рубл\\w*|руб\\.?|卢布
    KZT|1|tenge|тенге|坚戈
    KGS|1|Kyrgyz soms?
    UZS|1|(?:Uzbek )?(?:so.?um|sum)s?|сум\\w*
    TJS|1|somoni|сомони
    TMT|1|manats?|манат\\w*
    GBP|1|pounds?(?: sterling)?
    JPY|1|yen
"""
_SIGNS = {"US$": "USD", "$": "USD", "RMB": "CNY", "€": "EUR", "£": "GBP", "₽": "RUB", "₸": "KZT"}
# The sign is used by more than one country; that this one is meant is concluded.
_SHARED_SIGNS = {"$", "£"}
_SCALES = """
    3|thousand|тысяч\\w*|тыс\\.?|k
    4|万
    6|million|mln|mn|миллион\\w*|млн\\.?|m
    8|亿
    9|billion|bln|bn|миллиард\\w*|млрд\\.?|b
    12|trillion|trn|триллион\\w*|трлн\\.?
"""
_MODALITIES = """
    up_to|up to|as (?:much|many|high) as|at most|no(?:t)? more than|a maximum of|до|не более|高达\
|不超过
    at_least|at least|more than|over|above|in excess of|exceeding|no(?:t)? less than|no fewer than\
|более(?: чем)?|свыше|не менее|超过|逾|至少
    about|about|around|approximately|approx\\.?|some|roughly|nearly|almost|close to|an estimated\
|около|примерно|порядка|почти|约|大约|近
    exact|exactly|precisely|ровно
    between|between|from|от
"""
_PERS = """
    year|(?:a|per|each|every) year|per annum|annually|yearly|в год|ежегодно|год|/ ?year|/ ?yr|/年
    month|(?:a|per|each|every) month|monthly|в месяц|ежемесячно|/ ?month|/月
    day|(?:a|per|each|every) day|daily|в (?:день|сутки)|ежедневно|/ ?day|/日
"""
_BEFORE = re.compile(r"\b(?:annual|yearly|годов\w*|ежегодн\w*)\b|每年|年产", re.IGNORECASE)
_COUNTED = "one two three four five six seven eight nine ten eleven twelve"
_NUMBER_WORDS = {word: number for number, word in enumerate(_COUNTED.split(), 1)}
_NUMBER_WORDS |= {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "hundred": 100}
_NUMBER_WORDS |= {"a hundred": 100}
_DECIMAL_COMMA = re.compile(r"\d+,\d{1,2}")


def _lines(table: str, parts: int) -> list[list[str]]:
    return [line.strip().split("|", parts) for line in table.strip().splitlines()]


def _first_of(table: list[tuple[str, str]]) -> str:
    """Return one expression of alternatives, longer ones before their beginnings."""
    written = [one for _, alternatives in table for one in _alternatives(alternatives)]
    return "|".join(sorted(written, key=len, reverse=True))


def _alternatives(written: str) -> list[str]:
    """Cut at the bars that stand in no bracket."""
    found, depth, start = [], 0, 0
    for place, sign in enumerate(written):
        depth += (sign == "(") - (sign == ")")
        if sign == "|" and not depth:
            found.append(written[start:place])
            start = place + 1
    return [*found, written[start:]]


_CODES = [code for code in VOCABULARIES["unit"].labels if len(code) == 3 and code.isupper()]
_UNIT_LINES = [(code, factor, written) for code, factor, written in _lines(_UNITS, 2)] + [
    (code, "1", code) for code in _CODES
]
_SCALE_LINES = [(power, written) for power, written in _lines(_SCALES, 1)]
_MODALITY_LINES = [(code, written) for code, written in _lines(_MODALITIES, 1)]
_PER_LINES = [(code, written) for code, written in _lines(_PERS, 1)]

_NO_LETTER = r"(?![a-zа-яё])"
_SIGN = rf"(?:{'|'.join(map(re.escape, _SIGNS))}|(?:{'|'.join(_CODES)})\b)"
_DIGITS = r"(?:\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?!\d)|\d+)(?:[.,]\d+)?"
_WORDED = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_SCALE = rf"(?:{_first_of(_SCALE_LINES)}){_NO_LETTER}"
# A few words may stand between a number and the time it is for: “55 bcm of gas per year”.
_LATER = re.compile(
    rf"(?:\s[\w-]+){{1,4}}?\s(?P<per>(?:{_first_of(_PER_LINES)}){_NO_LETTER})", re.IGNORECASE
)
_PHRASE = re.compile(
    rf"(?:(?P<modality>(?:\b|(?<=[^\W\da-z]))(?:{_first_of(_MODALITY_LINES)}))\s*)?"
    rf"(?P<sign>{_SIGN})?\s?(?<![0-9a-zа-яё.,])(?P<number>{_DIGITS}|\b(?:{_WORDED})\b)"
    rf"(?:[ \u00a0-]?(?P<scale>{_SCALE}))?"
    rf"(?:\s?(?:–|—|-|\bto\b|\band\b|\bдо\b|至)\s?(?:{_SIGN})?\s?(?P<high>{_DIGITS})"
    rf"(?:[ \u00a0-]?(?P<scale_of_high>{_SCALE}))?)?"
    r"(?:[\s-]?(?:[a-zа-яё-]+\s){0,2}?"
    rf"(?P<unit>(?:{_first_of([(a, c) for a, _, c in _UNIT_LINES])}){_NO_LETTER}))?"
    rf"(?:\s?(?P<per>(?:{_first_of(_PER_LINES)}){_NO_LETTER}))?",
    re.IGNORECASE,
)


def find_amounts(text: str) -> list[Amount]:
    """Return the numbers of a text in order, with what is said of each."""
    found = [_amount(match) for match in _PHRASE.finditer(text)]
    amounts = [one for one in found if one is not None]
    if len(amounts) == 1 and "per" not in amounts[0].values:
        before = _BEFORE.search(text, 0, amounts[0].start)
        if before is not None and amounts[0].measured:
            return [_each_year(amounts[0], before.span())]
    return amounts


def one_amount(text: str) -> Amount:
    """Return the one number that words hold, or raise Invalid."""
    amounts = find_amounts(text)
    measured = [one for one in amounts if one.measured] or amounts
    if len(measured) == 1:
        return measured[0]
    if measured:
        raise Invalid("There are several numbers in these words. Select the one that is meant.")
    raise Invalid("There is no number in these words. Select some that hold one.")


def _each_year(amount: Amount, span: Span) -> Amount:
    values = {**amount.values, "per": "year"}
    return Amount(amount.start, amount.end, values, {**amount.words, "per": span}, amount.states)


def _amount(match: re.Match[str]) -> Amount | None:
    sign, unit = match["sign"], _meaning(_UNIT_LINES, match["unit"])
    if match["number"].lower() in _NUMBER_WORDS and not (match["scale"] or unit):
        return None
    factor = Decimal(unit[1]) if unit else Decimal(1)
    scale = match["scale"] or (match["scale_of_high"] if match["high"] else None)
    value = _number(match["number"], scale, factor)
    if value is None:
        return None
    values, words = {"value": value}, {"value": _span(match, "number", "scale")}
    states: dict[str, str] = {}
    if match["high"] and (high := _number(match["high"], match["scale_of_high"], factor)):
        values["high"], words["high"] = high, _span(match, "high", "scale_of_high")
        values["modality"] = "between"
        words["modality"] = (match.start("number"), words["high"][1])
    if sign:
        values["unit"], words["unit"] = _SIGNS.get(sign.upper(), sign.upper()), match.span("sign")
        states |= {"unit": "inferred"} if sign in _SHARED_SIGNS else {}
    elif unit:
        values["unit"], words["unit"] = unit[0], match.span("unit")
    modality = _meaning(_MODALITY_LINES, match["modality"])
    if modality and (modality[0] != "between") == ("high" not in values):
        values["modality"], words["modality"] = modality[0], match.span("modality")
    in_time = match if match["per"] else _LATER.match(match.string, match.end())
    if in_time and (per := _meaning(_PER_LINES, in_time["per"])) and len(values) > 1:
        values["per"], words["per"] = per[0], in_time.span("per")
    start = min(span[0] for span in words.values())
    return Amount(start, max(span[1] for span in words.values()), values, words, states)


def _span(match: re.Match[str], first: str, last: str) -> Span:
    return match.start(first), match.end(last) if match[last] else match.end(first)


def _meaning(table: Sequence[tuple[str, ...]], said: str | None) -> tuple[str, ...] | None:
    if not said:
        return None
    # A small m is a million and a capital one too, but GWh is never gwH: the first that fits.
    exact = (line for line in table if re.fullmatch(line[-1], said))
    loose = (line for line in table if re.fullmatch(line[-1], said, re.IGNORECASE))
    return next(exact, None) or next(loose, None)


def _number(digits: str, scale: str | None, factor: Decimal) -> str | None:
    """Return a number in plain digits; None when it is one that no field keeps."""
    known = _NUMBER_WORDS.get(digits.lower())
    plain = str(known) if known is not None else digits.replace("\u202f", " ")
    if _DECIMAL_COMMA.fullmatch(plain):
        plain = plain.replace(",", ".")
    power = _meaning(_SCALE_LINES, scale)
    try:
        number = parse_decimal(plain) * factor
        return decimal_text(parse_decimal(f"{number:f}").scaleb(int(power[0]) if power else 0))
    except Invalid:
        return None
