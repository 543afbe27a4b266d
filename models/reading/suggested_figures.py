"""Figures that a sentence could give: role, modality, unit, period, product, from and to."""

import re
from collections.abc import Iterator

from models.reading.counted import singular
from models.reading.cues import nearest
from models.reading.kept_figures import (
    SIZES,
    is_growth,
    label_of,
    noun_in,
    per_behind,
    unit_of_noun,
    worth_keeping,
)
from models.reading.numbers import NUMBER, number_of, plain
from models.reading.said import CENTRAL_ASIA, Said
from models.reading.shapes import Mention, Suggestion
from models.vocabularies import VOCABULARIES

_MODALITY = (
    (
        "up_to",
        re.compile(
            r"\b(?:up to|as (?:much|many) as|at most|a maximum of|to reach)\s+$", re.IGNORECASE
        ),
    ),
    (
        "at_least",
        re.compile(
            r"\b(?:more than|over|at least|above|exceed(?:s|ed|ing)?|in excess of|upwards of)\s+$",
            re.IGNORECASE,
        ),
    ),
    (
        "about",
        re.compile(
            r"\b(?:about|around|some|nearly|almost|approximately|roughly|close to|"
            r"an estimated)\s+$",
            re.IGNORECASE,
        ),
    ),
)
_NUMBER = re.compile(NUMBER, re.IGNORECASE)
_PRODUCT = re.compile(
    r"\s*(?:of\s+)((?:(?!(?:to|in|from|and|or|by|for|with|at|on|a|per|the|between|under|across|each|"
    r"every|annually|monthly|daily|was|were|is|are|will|has|have|had|been|that|which|while|worth|over|since|during|would)\b)[\w’'-]+\s?){1,5})"
)
# Words with which a clause goes on behind the goods.
_GOODS_END = re.compile(
    r"\s(?:able|due|there|it|he|she|they|we|who|when|near|outside|after|before)\b"
)
_BEFORE, _PERIOD_NEAR, _MONTH = 30, 110, 7


def figures(said: Said) -> Iterator[Suggestion]:
    """Yield the figures that a sentence gives."""
    some = said.of("money", "quantity")
    kept = [one for one in some if worth_keeping(said, one)]
    for one in kept or [one for one in some if is_growth(said, one)]:
        amount, _, unit = one.value.partition(" ")
        unit, _, per = unit.partition("/")
        yield _figure(said, one, amount, unit, per)


def _figure(said: Said, one: Mention, amount: str, unit: str, per: str) -> Suggestion:
    span = (one.start, one.end)
    record: _Record = ({"value": amount}, {"value": span}, {"value": "stated"})
    values, words, states = record
    per = per or per_behind(said, one)
    _put_product(said, one, record)
    _put_unit(said, one, unit, record)
    if per in VOCABULARIES["per"].labels:
        _put(record, "per", per, span)
    label = label_of(said, one, per)
    if label is not None:
        _put(record, "label", label.code, label.words)
    elif "product" in values:
        _put(record, "label", values["product"], words["product"])
    elif unit not in VOCABULARIES["unit"].labels:
        _put(record, "label", unit, span)
    if per and per not in VOCABULARIES["per"].labels:
        noun = VOCABULARIES["unit"].labels.get(unit) or values.get("label", unit)
        _put(record, "label", f"{noun} a {per}", span)
    if values.get("product") and (unit in SIZES or unit == "percent"):
        del values["product"], words["product"], states["product"]
    _put_modality(said, one, record)
    _put_countries(said, one, record)
    _put_period(said, one, record)
    _put_role(said, one, record)
    return Suggestion("figure", said.start, said.end, _line(one, values), values, words, states)


_Record = tuple[dict[str, str], dict[str, tuple[int, int]], dict[str, str]]


def _put(
    record: _Record, key: str, value: str, span: tuple[int, int] | None, state: str = "stated"
) -> None:
    values, words, states = record
    values[key] = value
    states[key] = state
    if span is not None:
        words[key] = span


def _put_unit(said: Said, one: Mention, unit: str, record: _Record) -> None:
    span = (one.start, one.end)
    if unit in VOCABULARIES["unit"].labels:
        dollar = one.kind == "money" and "$" in one.text and "US" not in one.text
        _put(record, "unit", unit, span, "inferred" if dollar else "stated")
        return
    counted_as = unit_of_noun(unit)
    if counted_as:
        _put(record, "unit", counted_as, span, "inferred")
        noun = noun_in(said, one, unit)
        if noun is not None:
            start, end = noun
            _put(record, "product", said.text[start:end], noun)


def _put_modality(said: Said, one: Mention, record: _Record) -> None:
    found = _NUMBER.search(one.text)
    number = number_of(found) if found else None
    if number is not None and number.high is not None:
        _put(record, "modality", "between", (one.start, one.end))
        low = number.low
        scale = 1 if not low else _scale(record[0]["value"], plain(low))
        _put(record, "high", plain(number.high * scale), (one.start, one.end))
        return
    before = said.text[max(said.start, one.start - _BEFORE) : one.start]
    for code, pattern in _MODALITY:
        cue = pattern.search(before)
        if cue is not None:
            start = one.start - len(before) + cue.start()
            _put(record, "modality", code, (start, one.start - 1))
            return
    _put(record, "modality", "exact", None, "inferred")


def _scale(value: str, low: str) -> int:
    # Kilotonnes and the like: the unit multiplied the number as it is written.
    return round(float(value) / float(low)) if float(low) else 1


def _put_period(said: Said, one: Mention, record: _Record) -> None:
    some = [date for date in said.of("date") if _holds_for(said, date, one)]
    if some:
        near = min(some, key=lambda date: abs(date.start - one.start))
        _put(record, "period", near.value, (near.start, near.end))
    elif said.period is not None and not said.of("date") and "product" in record[0]:
        _put(record, "period", said.period.value, (said.period.start, said.period.end), "inferred")


def _holds_for(said: Said, date: Mention, one: Mention) -> bool:
    """Tell whether a date is the time of a figure rather than of something told beside it."""
    before = said.text[max(said.start, date.start - 8) : date.start]
    if re.search(r"\b(?:since|from|by)\s(?:the\s)?$", before, re.IGNORECASE):
        return False
    stock = re.search(r"\b(?:as of|as at)\s(?:the\s)?$", before, re.IGNORECASE)
    if "X" in date.value:
        return False
    if "/" not in date.value and len(date.value) > _MONTH and not stock:
        return False
    first, last = (date, one) if date.start < one.start else (one, date)
    between = said.text[first.end : last.start]
    return len(between) <= _PERIOD_NEAR and not re.search(r";|\band\s|\bwhile\b", between)


def _put_product(said: Said, one: Mention, record: _Record) -> None:
    inside = _PRODUCT.search(one.text)
    offset = one.start
    if inside is None:
        inside = _PRODUCT.match(said.text, one.end, said.end)
        offset = 0
    if inside is None or one.kind == "money" or one.value.endswith(" percent"):
        return
    start, end = offset + inside.start(1), offset + inside.end(1)
    for country in said.of("country"):
        if start <= country.start < end:
            start = country.end + 1
    words = said.text[start:end].rstrip()
    words = _GOODS_END.split(words)[0].rstrip()
    if words and words[0].islower():
        _put(record, "product", words, (start, start + len(words)))


def _put_countries(said: Said, one: Mention, record: _Record) -> None:
    countries = said.of("country")
    if record[0].get("unit") in SIZES:
        return
    clause = said.text.rfind(";", said.start, one.start) + 1 or said.start
    before = [c for c in countries if clause <= c.start < one.start]
    after = [c for c in countries if one.end <= c.start < one.end + 60]
    lead = said.text[clause : one.start].casefold()
    goods = (one.kind == "quantity" and record[0].get("product")) or re.search(
        r"\b(?:export|import|shipped|trade|purchas|sent |pumped)", lead
    )
    if not goods or not (before or after):
        return
    to = next((c for c in after if _behind(said, c, "to")), None)
    origin = next((c for c in after if not _behind(said, c, "to")), None)
    if re.search(r"\b(?:export(?:ed|s|ing)|shipped|sold|supplied|sent|pumped)\b", lead):
        bought = re.search(r"\bimport|\bpurchas|\bbought\b", lead)
        origin = before[0 if bought else -1] if before else None
    elif re.search(r"\b(?:import(?:ed|s|ing)|purchas(?:e|ed|ing)|buy|bought)\b", lead):
        to = next((c for c in before if not _behind(said, c, "from")), to)
        verb = clause + max(lead.rfind(word) for word in ("import", "purchas", "buy", "bought"))
        goods_of = next((c for c in before if c.start > verb), origin)
        origin = next((c for c in countries if _behind(said, c, "from")), goods_of)
    else:
        return
    for key, country in (("from_country", origin), ("to_country", to)):
        if country is not None:
            _put(record, key, country.value, (country.start, country.end))


def _behind(said: Said, country: Mention, word: str) -> bool:
    before = said.text[max(said.start, country.start - 8) : country.start].split()
    return bool(before) and before[-1 if before[-1] != "the" else -2].casefold() == word


def _put_role(said: Said, one: Mention, record: _Record) -> None:
    values = record[0]
    ends = [values.get("from_country", ""), values.get("to_country", "")]
    thirds = [end for end in ends if end and end not in (*CENTRAL_ASIA, "CHN")]
    if thirds and "CHN" not in ends:
        key = "to_country" if values.get("to_country") == thirds[0] else "from_country"
        _put(record, "role", "context", record[1].get(key), "inferred")
        return
    cue = nearest("role", said.text, one.start, (said.start, said.end))
    if cue is None:
        _put(record, "role", "stated", None, "inferred")
    else:
        _put(record, "role", cue.code, cue.words, "inferred")


def _line(one: Mention, values: dict[str, str]) -> str:
    role = VOCABULARIES["figure_role"].label_of(values["role"])
    modality = values.get("modality", "exact")
    shown = "" if modality == "exact" else f"{VOCABULARIES['modality'].label_of(modality).lower()} "
    what = values.get("product") or values.get("label", "")
    noun = singular(one.text.split()[-1])
    told = f" ({what})" if what and singular(what) != noun and what not in one.text else ""
    route = "".join(
        f" {word} {values[key]}"
        for word, key in (("from", "from_country"), ("to", "to_country"))
        if key in values
    )
    return f"{role}: {shown}{one.text}{told}{route}"
