"""A query in words for a person: one removable part for each thing it asks."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby

from models.conditions import read_number
from models.dates import parse_date, show_date
from models.errors import Invalid
from models.field_types import Choice, Flag
from models.fields import Field, Kind
from models.filter_fields import (
    BACKINGS,
    EVIDENCE,
    HAS,
    SOURCE,
    home,
    nature,
    path_named,
    special,
)
from models.filter_text import Alternative, alternatives
from models.kinds import CHILDREN, KINDS
from models.query import Filter, Query, Scope
from models.query_text import Countries, filter_text, scope_text, words_in
from models.query_tokens import word_text
from models.values import show_decimal

_Names = Mapping[str, str]


@dataclass(frozen=True)
class QueryPart:
    """One thing a query asks: in words, as text, and the query that is left without it."""

    label: str
    text: str
    without: Query


def parts_of(query: Query, place: str, countries: Countries = ()) -> tuple[QueryPart, ...]:
    """Return what a query asks, part by part; ``place`` is its place in words."""
    names, parts = list(countries), []
    if not query.scope.everywhere:
        text = scope_text(query.scope)
        parts.append(QueryPart(f"in {place}", text, replace(query, scope=Scope())))
    for one in query.filters:
        label = filter_in_words(query.kind, one, names)
        parts.append(QueryPart(label, filter_text(query.kind, one), query.without(one)))
    words = words_in(query.words)
    for number, word in enumerate(words):
        others = " ".join((*words[:number], *words[number + 1 :]))
        parts.append(QueryPart(_word(word), word_text(word), replace(query, words=others)))
    return tuple(parts)


def _word(word: str) -> str:
    text = word.removeprefix("-").strip('"')
    return f"without “{text}”" if word.startswith("-") else f"“{text}”"


def filter_in_words(kind: str, filtered: Filter, countries: Countries = ()) -> str:
    """Return what one filter asks, such as “Status from 30 Commitment”."""
    known, names = KINDS[kind], dict(countries)
    if special(known, filtered.field):
        return _special(known, filtered)
    try:
        near, field = home(known, filtered.field)
    except Invalid:
        return f"{filtered.field} {filtered.text}"
    if near is known:
        return _field(field, filtered.text, names, negated=filtered.negated)
    if near.name == known.parent:
        words = _field(field, filtered.text, names, negated=filtered.negated)
        return f"{near.label.lower()}: {words}"
    some = "no" if filtered.negated else "some"
    return f"{some} {near.label.lower()}: {_field(field, filtered.text, names)}"


# Special filters


def _special(kind: Kind, filtered: Filter) -> str:
    wanted = [one.text for one in alternatives(filtered.text) if one.text]
    if filtered.field == SOURCE:
        verb = "does not rest on source" if filtered.negated else "rests on source"
        shown = (text if text.isdecimal() else f"“{text}”" for text in wanted)
        return f"{verb} {_listed(shown)}"
    has = (filtered.field == HAS) != filtered.negated
    several = len(wanted) > 1 and filtered.negated
    if several:
        return f"not: {_special(kind, replace(filtered, negated=False))}"
    return f"{'has' if has else 'has no'} {_listed(_called(kind, text) for text in wanted)}"


def _called(kind: Kind, name: str) -> str:
    """Return what ``has:`` is asked for, in words."""
    if name.casefold() == EVIDENCE:
        return "evidence"
    if name.casefold() in BACKINGS and kind.has(name.casefold()):
        return BACKINGS[name.casefold()]
    for child in CHILDREN.get(kind.name, ()):
        if name.casefold() in (child.name, child.plural.casefold()):
            return child.plural.lower()
    try:
        near, field = home(kind, path_named(kind, name))
    except Invalid:
        return name
    return field.label if near is kind else f"{near.label.lower()} with {field.label}"


# Fields

_SYMBOLS = {"": "=", "=": "=", "!=": "≠", ">": ">", ">=": "≥", "<": "<", "<=": "≤"}
_ORDER = {"=": "is", "!=": "is not", ">": "after", ">=": "from", "<": "before", "<=": "up to"}
_NUMBERS = ("number", "integer")
_TEXTS = ("text", "long_text", "url")
_OPPOSITE = {"is": "is not", "is not": "is", "contains": "does not contain", "in": "not in"}
_OPPOSITE |= {"=": "≠", "≠": "=", "nothing": "something", "something": "nothing"}


def _field(field: Field, text: str, names: _Names, *, negated: bool = False) -> str:
    said = [_said(field, one, names) for one in alternatives(text) if one.finished]
    groups = [
        (verb, [value for _, value in same]) for verb, same in groupby(said, lambda one: one[0])
    ]
    if negated and len(groups) == 1 and groups[0][0] in _OPPOSITE:
        groups = [(_OPPOSITE[groups[0][0]], groups[0][1])]
        negated = False
    words = " or ".join(_together(verb, values) for verb, values in groups) or text
    label = f"{field.label}:" if groups and groups[0][0] in _RECORDED else field.label
    return f"not: {label} {words}" if negated else f"{label} {words}"


_RECORDED = {"nothing": "nothing recorded", "something": "something recorded"}


def _together(verb: str, values: list[str]) -> str:
    return _RECORDED.get(verb) or " ".join(filter(None, (verb, _listed(values))))


def _said(field: Field, asked: Alternative, names: _Names) -> tuple[str, str]:
    """Return the verb and the value of one alternative."""
    if asked.empty or asked.filled:
        return ("nothing" if asked.empty else "something"), ""
    show = _shower(field, names)
    numeric = nature(field) in _NUMBERS
    ends = None if nature(field) in _TEXTS else asked.range()
    if ends is not None and not (nature(field) == "date" and "/" in asked.text):
        return _range(ends, show, numeric=numeric)
    if numeric:
        return _SYMBOLS[asked.operator], show(asked.text)
    if asked.operator:
        return _ORDER[asked.operator], show(asked.text)
    if nature(field) in _TEXTS:
        marked = (f"“{word}”" if " " in word else word for word in asked.words)
        return "contains", " ".join(marked)
    return ("in" if nature(field) == "date" else "is"), show(asked.text)


def _range(ends: tuple[str, str], show: Callable[[str], str], *, numeric: bool) -> tuple[str, str]:
    low, high = ends
    below = high.startswith("<")
    high = high.removeprefix("<")
    if not low:
        verb = ("<" if below else "≤") if numeric else ("before" if below else "up to")
        return verb, show(high)
    if not high:
        return ("≥" if numeric else "from"), show(low)
    return ("" if numeric else "from"), f"{show(low)} to {'below ' * below}{show(high)}"


def _shower(field: Field, names: _Names) -> Callable[[str], str]:
    """Return how a typed value of the field is shown; what cannot be read stays as it is."""

    def show(text: str) -> str:
        try:
            return _shown(field, text, names)
        except Invalid:
            return text

    return show


def _shown(field: Field, text: str, names: _Names) -> str:
    if isinstance(field.type, Choice):
        code = field.type.terms.code_of(text)
        label = field.type.terms.label_of(code)
        return f"{code} {label}" if code.isdecimal() else label
    if field.type.name == "country":
        return names.get(text.upper(), text)
    if nature(field) == "date":
        return show_date(parse_date(text))
    if nature(field) in _NUMBERS:
        number = read_number(field, text)
        return show_decimal(number) if isinstance(number, Decimal) else str(number)
    if nature(field) == "flag":
        return Flag().text(Flag().parse(text))
    return text


def _listed(words: Iterable[str]) -> str:
    every = list(words)
    return " or ".join(part for part in (", ".join(every[:-1]), *every[-1:]) if part)
