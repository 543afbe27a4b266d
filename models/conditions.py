"""What is typed above a column, as a condition; and what a column is sorted by.

uran        contains it (texts), or is it (numbers), or overlaps it (dates)
=uran       is exactly it           !=uran      is anything else
>5  >=5  <5  <=5  5..10             numbers, dates, codes
=           nothing recorded        *           something recorded
"""

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, and_, case, collate, false, func, not_, or_, select

from models.computed import whole
from models.edtf_sql import first_day, last_day
from models.errors import Invalid
from models.field_types import Choice, Link, Value
from models.fields import Field, Kind
from models.kinds import KINDS
from models.records import TABLES
from models.search import clean_words, has_words, searched
from models.values import parse_integer

_OPERATOR = re.compile(r"(!=|>=|<=|=|>|<)?\s*(.*)", re.DOTALL)
Column = ColumnElement[Any]
Condition = ColumnElement[bool]
_COMPARE: dict[str, Callable[[Column, object], Condition]] = {
    ">": lambda column, bound: column > bound,
    ">=": lambda column, bound: column >= bound,
    "<": lambda column, bound: column < bound,
    "<=": lambda column, bound: column <= bound,
}


def condition(kind: Kind, field: Field, text: str) -> Condition:
    """Return the condition for a column's filter text, or raise Invalid."""
    column = whole(kind.name, field.key)
    typed = " ".join(clean_words(text))
    match = _OPERATOR.match(typed)
    assert match is not None
    operator, rest = match.group(1) or "", match.group(2)
    if typed == "=":
        return column.is_(None)
    if typed in ("*", "!="):
        return column.is_not(None)
    if not rest:
        raise Invalid(f"{field.label}: type what to compare with after “{operator}”.")
    if operator == "!=":
        return or_(not_(_build(kind, field, "=", rest)), column.is_(None))
    return _build(kind, field, operator, rest)


def mentions(kind: Kind, field: Field, word: str) -> Condition:
    """Return the condition that what a field shows has this word; any word makes sense."""
    return _MENTIONS[field.type.name](kind, field, "", word)


def can_mention(field: Field) -> bool:
    """Tell whether ``mentions`` looks behind the codes and links of this field."""
    return field.type.name in _MENTIONS


def _build(kind: Kind, field: Field, operator: str, text: str) -> Condition:
    build = _BY_TYPE.get(field.type.name, _text_condition)
    return build(kind, field, operator, text)


def _range(text: str) -> tuple[str, str] | None:
    low, dots, high = text.partition("..")
    return (low.strip(), high.strip()) if dots else None


def _value(field: Field, text: str) -> Value:
    try:
        return field.type.parse(text)
    except Invalid as error:
        raise Invalid(f"{field.label}: {error.sentence}") from error


def _between(column: Column, low: object, high: object) -> Condition:
    limits = [column >= low] if low is not None else []
    return and_(column.is_not(None), *limits, *([column <= high] if high is not None else []))


def _text_condition(kind: Kind, field: Field, operator: str, text: str) -> Condition:
    column = whole(kind.name, field.key)
    if operator == "=":
        return column == text
    if operator:
        return _COMPARE[operator](column, text)
    inside = func.instr(func.lower(column), func.lower(text)) > 0
    if field.key not in searched(kind):
        return inside
    # The index also folds accents and Cyrillic capitals, which lower() of SQLite does not.
    return or_(inside, has_words(kind, text, [field.key]))


def _number_condition(kind: Kind, field: Field, operator: str, text: str) -> Condition:
    column = whole(kind.name, field.key)
    bounds = None if operator else _range(text)
    if bounds is not None:
        return _between(column, _value(field, bounds[0]), _value(field, bounds[1]))
    number, compare = _value(field, text), _COMPARE.get(operator)
    return compare(column, number) if compare else column == number


def _computed_condition(kind: Kind, field: Field, operator: str, text: str) -> Condition:
    """Filter a computed column: yes and no as flags, sentences by words, else as numbers."""
    column = whole(kind.name, field.key)
    if field.key == "reason":
        return _text_condition(kind, field, operator, text)
    if field.key == "counts":
        wanted = {"yes": 1, "y": 1, "1": 1, "no": 0, "n": 0, "0": 0}.get(text.casefold())
        if wanted is None:
            raise Invalid(f"{field.label}: “{text}” is neither yes nor no.")
        return column == wanted

    def whole_number(typed: str) -> int | None:
        try:
            return parse_integer(typed.rstrip("% ")) if typed else None
        except Invalid as error:
            raise Invalid(f"{field.label}: {error.sentence}") from error

    bounds = None if operator else _range(text)
    if bounds is not None:
        return _between(column, whole_number(bounds[0]), whole_number(bounds[1]))
    compare = _COMPARE.get(operator)
    return compare(column, whole_number(text)) if compare else column == whole_number(text)


def _choice_condition(kind: Kind, field: Field, operator: str, text: str) -> Condition:
    """Filter by code or label; more and less go by the order of the list."""
    assert isinstance(field.type, Choice)
    terms = field.type.terms
    order, column = list(terms.labels), whole(kind.name, field.key)

    def place(typed: str) -> int:
        return order.index(str(_value(field, typed)))

    bounds = None if operator else _range(text)
    if bounds is not None:
        first = place(bounds[0]) if bounds[0] else 0
        last = place(bounds[1]) if bounds[1] else len(order) - 1
        return column.in_(order[first : last + 1])
    if operator in _COMPARE:
        at = place(text)
        chosen = {">": order[at + 1 :], ">=": order[at:], "<": order[:at], "<=": order[: at + 1]}
        return column.in_(chosen[operator])
    wanted = text.casefold()
    codes = [code for code in order if wanted in (code.casefold(), terms.labels[code].casefold())]
    if operator != "=":
        codes += [code for code in order if wanted in terms.labels[code].casefold()]
    return column.in_(dict.fromkeys(codes)) if codes else false()


def _flag_condition(kind: Kind, field: Field, operator: str, text: str) -> Condition:
    return whole(kind.name, field.key).is_(_value(field, text))


def _country_condition(kind: Kind, field: Field, operator: str, text: str) -> Condition:
    column, country = whole(kind.name, field.key), TABLES["country"].c
    if operator == "=":
        same = func.lower(country.name) == text.lower()
    else:
        same = has_words(KINDS["country"], text, ["name"])
    return or_(column == text.upper(), column.in_(select(country.code).where(same)))


def _link_condition(kind: Kind, field: Field, operator: str, text: str) -> Condition:
    assert isinstance(field.type, Link)
    target = KINDS[field.type.kind]
    table = TABLES[target.name].c
    keys = [key for key in target.title if key in searched(target)]
    if operator == "=":
        same = or_(*(table[key].collate("NOCASE") == text for key in keys))
    else:
        same = has_words(target, text, keys + ["aliases"] * target.has("aliases"))
    return whole(kind.name, field.key).in_(select(table.id).where(same))


def _date_condition(kind: Kind, field: Field, operator: str, text: str) -> Condition:
    """Filter by time: what is typed is a stretch of days, and so is what is recorded."""
    column = whole(kind.name, field.key)
    if operator == "=":
        return column == _value(field, text)
    low, high = _stretch(field, text)
    starts_after, ends_before = first_day(column) > high, last_day(column) < low
    conditions = {
        ">": starts_after,
        ">=": not_(ends_before),
        "<": ends_before,
        "<=": not_(starts_after),
        "": and_(not_(starts_after), not_(ends_before)),
    }
    return and_(column.is_not(None), conditions[operator])


def _stretch(field: Field, text: str) -> tuple[Column, Column]:
    """Return the first and last day of a typed date, or of two with dots between them."""
    bounds = _range(text)
    if bounds is None or "/" in text:
        low = high = str(_value(field, text))
    else:
        low, high = (str(_value(field, bound) or "..") for bound in bounds)
    return first_day(low), last_day(high)


_Builder = Callable[[Kind, Field, str, str], Condition]
_MENTIONS: dict[str, _Builder] = {
    "choice": _choice_condition,
    "country": _country_condition,
    "link": _link_condition,
}
_BY_TYPE: dict[str, _Builder] = {
    **_MENTIONS,
    "number": _number_condition,
    "integer": _number_condition,
    "computed": _computed_condition,
    "flag": _flag_condition,
    "date": _date_condition,
}


def sort_key(kind: Kind, field: Field) -> Column:
    """Return what a column is sorted by: names for links, list order for codes, time for dates.

    It is null where nothing is recorded.
    """
    column = whole(kind.name, field.key)
    if isinstance(field.type, Choice):
        places = {code: place for place, code in enumerate(field.type.terms.labels)}
        return case(places, value=column, else_=case((column.is_not(None), len(places))))
    if field.type.name == "country" and kind.name != "country":
        country = TABLES["country"].c
        return select(country.name).where(country.code == column).scalar_subquery()
    if isinstance(field.type, Link):
        target = TABLES[field.type.kind].alias()
        name = target.c[KINDS[field.type.kind].title[-1]].collate("NOCASE")
        return select(name).where(target.c.id == column).scalar_subquery()
    if field.type.name == "date":
        return first_day(column)
    if field.type.name in ("text", "long_text", "url"):
        return collate(column, "NOCASE")
    return column
