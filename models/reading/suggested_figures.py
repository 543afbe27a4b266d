"""Figures that a sentence could give: role, modality, unit, period, product, from and to."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.reading.counted import singular
from models.reading.cues import nearest
from models.reading.numbers import NUMBER, number_of, plain
from models.reading.shapes import Mention, Suggestion
from models.vocabularies import VOCABULARIES

CENTRAL_ASIA = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
_DURATIONS = {"year", "month", "week", "day", "hour", "minute"}
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
_STAKE = re.compile(r"\b(?:stake|shares?|interest rate|interest|fee)\b", re.IGNORECASE)
_TERM = re.compile(r"\b(?:maturity|grace|loan|lease|licen[cs]e|repay)", re.IGNORECASE)
_BEFORE = 30
_DATELINE = re.compile(
    r"^[“\"]?[A-ZÀ-Þ][^\n.!?“”]{1,40}?(?:,[^\n.!?]{1,24})?(?:\s\([^)\n]{2,30}\))?\s?"
    r"(?:--|[–—:]|\s-)\s+"
    # A town in capitals may be followed by a date in digits.
    r"|^[A-ZÀ-Þ][A-ZÀ-Þ' -]{2,30},[^\n!?“”]{1,40}?\s(?:--|[–—-])\s+"
)
_LEAD = re.compile(
    r"(?:Meanwhile|In a related move|In addition|Separately|Moreover|However|Furthermore|Earlier|"
    r"At the same time|Following the talks|Additionally|Also|As a reminder|Today),\s"
)
_SHORTEST = 24


@dataclass(frozen=True)
class Said:
    """A sentence with what it mentions, and the date and countries that hold from before it."""

    text: str
    start: int
    end: int
    mentions: Sequence[Mention]
    period: Mention | None = None

    def of(self, *kinds: str) -> list[Mention]:
        """Return the mentions of some kinds."""
        return [one for one in self.mentions if one.kind in kinds]

    @property
    def words(self) -> str:
        """Return the words of the sentence."""
        return self.text[self.start : self.end]

    @property
    def body(self) -> int:
        """Return where the sentence begins behind its dateline and its "Meanwhile"."""
        dateline = _DATELINE.match(self.words)
        start = dateline.end() if dateline and dateline.end() < len(self.words) - _SHORTEST else 0
        lead = _LEAD.match(self.words, start)
        return self.start + (lead.end() if lead else start)


def figures(said: Said) -> Iterator[Suggestion]:
    """Yield the figures that a sentence gives."""
    for one in said.of("money", "quantity"):
        amount, _, unit = one.value.partition(" ")
        unit, _, per = unit.partition("/")
        if not _worth_keeping(said, one, unit):
            continue
        yield _figure(said, one, amount, unit, per)


def _worth_keeping(said: Said, one: Mention, unit: str) -> bool:
    near = said.text[max(said.start, one.start - 40) : min(said.end, one.end + 30)]
    if unit == "percent":
        return bool(_STAKE.search(near))
    if unit in _DURATIONS:
        return bool(_TERM.search(near))
    return not (one.kind == "money" and said.text[one.end : one.end + 3] == " = ")


def _figure(said: Said, one: Mention, amount: str, unit: str, per: str) -> Suggestion:
    span = (one.start, one.end)
    values = {"value": amount}
    words = {"value": span}
    states = {"value": "stated"}
    _put_unit(said, one, unit, (values, words, states))
    if per in VOCABULARIES["per"].labels:
        _put((values, words, states), "per", per, span)
    elif per:
        values["label"] = f"{values.get('label', unit)} per {per}"
    label = nearest("label", said.text, one.start, (said.start, said.end))
    if label is not None and "label" not in values:
        _put((values, words, states), "label", label.code, label.words)
    _put_modality(said, one, (values, words, states))
    _put_product(said, one, (values, words, states))
    _put_countries(said, one, (values, words, states))
    _put_period(said, (values, words, states))
    _put_role(said, one, (values, words, states))
    if "product" in values:
        values.setdefault("label", values["product"])
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
    if unit in VOCABULARIES["unit"].labels:
        dollar = one.kind == "money" and "$" in one.text and "US" not in one.text
        _put(record, "unit", unit, (one.start, one.end), "inferred" if dollar else "stated")
    else:
        _put(record, "label", unit, (one.start, one.end))


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


def _put_period(said: Said, record: _Record) -> None:
    own = [one for one in said.of("date") if "/" in one.value or len(one.value) == 4]
    if own and len(said.of("date")) == 1:
        _put(record, "period", own[0].value, (own[0].start, own[0].end))
    elif said.period is not None and not said.of("date") and "product" in record[0]:
        _put(record, "period", said.period.value, (said.period.start, said.period.end), "inferred")


def _put_product(said: Said, one: Mention, record: _Record) -> None:
    inside = _PRODUCT.search(one.text)
    offset = one.start
    if inside is None:
        inside = _PRODUCT.match(said.text, one.end, said.end)
        offset = 0
    if inside is None or one.kind == "money":
        return
    start, end = offset + inside.start(1), offset + inside.end(1)
    for country in said.of("country"):
        if start <= country.start < end:
            start = country.end + 1
    words = said.text[start:end].rstrip()
    if words and words[0].islower():
        _put(record, "product", words, (start, start + len(words)))


def _put_countries(said: Said, one: Mention, record: _Record) -> None:
    countries = said.of("country")
    clause = said.text.rfind(";", said.start, one.start) + 1 or said.start
    before = [c for c in countries if clause <= c.start < one.start]
    after = [c for c in countries if one.end <= c.start < one.end + 60]
    lead = said.text[clause : one.start].casefold()
    goods = (one.kind == "quantity" and record[0].get("product")) or re.search(
        r"\b(?:export|import|shipped|trade|purchas)", lead
    )
    if not goods or not (before or after):
        return
    to = next((c for c in after if _behind(said, c, "to")), None)
    origin = next((c for c in after if not _behind(said, c, "to")), None)
    if re.search(r"\b(?:export(?:ed|s|ing)|shipped|sold|supplied)\b", lead):
        origin = before[-1] if before else None
    elif re.search(r"\b(?:import(?:ed|s|ing)|purchas(?:e|ed|ing)|buy|bought)\b", lead):
        to = next((c for c in before if not _behind(said, c, "from")), to)
        origin = next((c for c in countries if _behind(said, c, "from")), origin)
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
