"""What a filter text asks of one field, as a condition; and what a column is sorted by.

``models.filter_text`` tells how such a text is written.
"""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    collate,
    false,
    func,
    not_,
    or_,
    select,
    true,
    union,
)

from models.computed import joined, whole
from models.edtf_sql import first_day, last_day
from models.errors import Invalid
from models.field_types import Choice, Date, FieldType, Flag, Integer, Link, Value
from models.fields import Field, Kind
from models.filter_fields import nature
from models.filter_text import Alternative, alternatives
from models.folding import letters
from models.kinds import KINDS
from models.records import NAMED, TABLES
from models.search import Word, matching, searched

Column = ColumnElement[Any]
Condition = ColumnElement[bool]
_COMPARE: dict[str, Callable[[Column, object], Condition]] = {
    ">": lambda column, bound: column > bound,
    ">=": lambda column, bound: column >= bound,
    "<": lambda column, bound: column < bound,
    "<=": lambda column, bound: column <= bound,
}
# SQLite refuses longer patterns of LIKE; an escaped text is at most twice as long, in four bytes.
_LONGEST_PATTERN = 6_000
_WILD = re.compile(r"[%_!]")
_EXPONENT = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]{1,2}", re.ASCII)


def condition(kind: Kind, field: Field, text: str, *, quick: bool = False) -> Condition:
    """Return the condition that one of the text's alternatives holds, or raise Invalid.

    With ``quick`` it may miss records, and finds the others without a scan of texts.
    """
    asked = [one for one in alternatives(text) if one.finished or one.operator]
    if not asked:
        raise Invalid(f"{field.label}: type what is looked for.")
    return or_(*(_alternative(kind, field, one, quick=quick) for one in asked))


def negated(condition: Condition) -> Condition:
    """Return the condition for all other records, those with nothing recorded too."""
    return condition.is_not(true())


def _alternative(kind: Kind, field: Field, asked: Alternative, *, quick: bool) -> Condition:
    column = whole(kind.name, field.key)
    if asked.empty:
        return column.is_(None)
    if asked.filled:
        return column.is_not(None)
    if not asked.finished:
        raise Invalid(f"{field.label}: type what to compare with after “{asked.operator}”.")
    build = _BY_TYPE.get(nature(field), _text_condition)
    if asked.operator == "!=":
        same = Alternative("=", asked.text, asked.words, asked.literal)
        return negated(build(kind, field, same))
    if quick and build in _SLOW:
        build = _SLOW[build]
    return build(kind, field, asked)


def mentions(kind: Kind, field: Field, word: str) -> Condition:
    """Return the condition that what a field shows has this word; any word makes sense."""
    build = _MENTIONS[field.type.name]
    asked = Alternative("", word, (word,), literal=True)
    return _SLOW.get(build, build)(kind, field, asked)


def can_mention(field: Field) -> bool:
    """Tell whether ``mentions`` looks behind the codes and links of this field."""
    return field.type.name in _MENTIONS


def _value(field: Field, text: str) -> Value:
    return _read(field, field.type, text)


def _date(field: Field, text: str) -> Value:
    return _read(field, Date(), text)


def _read(field: Field, as_type: FieldType, text: str) -> Value:
    try:
        return as_type.parse(text)
    except Invalid as error:
        raise Invalid(f"{field.label}: {error.sentence}") from error


def _between(column: Column, ends: tuple[str, str], read: Callable[[str], Value]) -> Condition:
    low, high = read(ends[0]), read(ends[1].removeprefix("<"))
    limits: list[Condition] = [column.is_not(None)]
    if low is not None:
        limits.append(column >= low)
    if high is not None:
        limits.append(column < high if ends[1].startswith("<") else column <= high)
    return and_(*limits)


def _text_condition(
    kind: Kind, field: Field, asked: Alternative, *, quick: bool = False
) -> Condition:
    column = whole(kind.name, field.key)
    if asked.operator:
        compare = _COMPARE.get(asked.operator)
        return compare(column, asked.text) if compare else column == asked.text
    return _contains(kind, [field.key], asked.words, quick=quick)


def _contains(
    kind: Kind, keys: list[str], words: Sequence[str], *, quick: bool = False
) -> Condition:
    """Return the condition that one of these texts has the words in it, wherever they stand."""
    if quick:
        return and_(*(_quickly(kind, keys, word) for word in words))
    ids = TABLES[kind.name].c.id
    first, *others = sorted(words, key=len, reverse=True)
    inside, found = ways_to_contain(kind, keys, first)
    # Scans of indexes, one after the other: a disjunction beside others walks the table.
    scan = select(ids).select_from(joined(kind.name, keys)).where(inside).correlate(None)
    # The longest word leaves the fewest records, which are looked through for the others.
    conditions: list[Condition] = [ids.in_(scan if found is None else union(scan, found))]
    for word in others:
        inside, found = ways_to_contain(kind, keys, word)
        conditions.append(inside if found is None else or_(inside, ids.in_(found)))
    return and_(*conditions)


def words_apart(kind: Kind, field: Field, text: str) -> tuple[str, ...]:
    """Return the words of a filter that one index tells each the records of; else nothing."""
    asked = [one for one in alternatives(text) if one.finished or one.operator]
    plain = len(asked) == 1 and not (asked[0].operator or asked[0].filled)
    apart = plain and (kind.name, field.key) in NAMED and nature(field) == "text"
    return asked[0].words if apart else ()


def ways_to_contain(kind: Kind, keys: list[str], word: str) -> tuple[Condition, Select[int] | None]:
    """Return that a word is contained, and what the index finds besides."""
    inside = or_(*(_inside(whole(kind.name, key), word) for key in keys))
    # The index also folds accents and alphabets, which LIKE does not. It leaves out signs, though,
    # and would find “a-b” for “a b”.
    return inside, _indexed(kind, keys, word) if letters(word).isalnum() else None


def _indexed(kind: Kind, keys: list[str], word: str) -> Select[int] | None:
    known = all(key in searched(kind) for key in keys)
    return matching(kind, Word(word), keys) if known else None


def _quickly(kind: Kind, keys: list[str], word: str) -> Condition:
    """Return a condition that a word is contained which misses some, and scans nothing."""
    found = _indexed(kind, keys, word)
    inside, exact = ways_to_contain(kind, keys, word)
    if found is None:
        return inside
    begins = TABLES[kind.name].c.id.in_(found)
    return begins if exact is not None else and_(begins, inside)


def _inside(column: Column, word: str) -> Condition:
    if len(word) > _LONGEST_PATTERN:
        return func.instr(func.lower(column), func.lower(word)) > 0
    spellings = {word}
    if not word.isascii():
        # LIKE takes only the letters of ASCII for the same in capitals.
        spellings |= {word.lower(), word.upper(), word.capitalize()}
    escaped = (_WILD.sub(r"!\g<0>", each) for each in sorted(spellings))
    return or_(*(column.like(f"%{each}%", escape="!") for each in escaped))


def _number_condition(kind: Kind, field: Field, asked: Alternative) -> Condition:
    column, read = whole(kind.name, field.key), partial(read_number, field)
    ends = asked.range()
    if ends is not None:
        return _between(column, ends, read)
    number, compare = read(asked.text), _COMPARE.get(asked.operator)
    return compare(column, number) if compare else column == number


def read_number(field: Field, text: str) -> Value:
    """Return the number that is typed in a filter, where 1e6 is understood too."""
    typed = text.strip()
    if not field.stored:
        return _read(field, Integer(), typed.removesuffix("%"))
    return Decimal(typed) if _EXPONENT.fullmatch(typed) else _value(field, typed)


def _choice_condition(kind: Kind, field: Field, asked: Alternative) -> Condition:
    """Filter by code or label; more and less go by the order of the list."""
    assert isinstance(field.type, Choice)
    terms, operator = field.type.terms, asked.operator
    order, column = list(terms.labels), whole(kind.name, field.key)

    def place(typed: str) -> int:
        return order.index(str(_value(field, typed)))

    ends = asked.range()
    if ends is not None:
        first = place(ends[0]) if ends[0] else 0
        last = place(ends[1].removeprefix("<")) if ends[1] else len(order) - 1
        return column.in_(order[first : last + (not ends[1].startswith("<"))])
    if operator in _COMPARE:
        at = place(asked.text)
        chosen = {">": order[at + 1 :], ">=": order[at:], "<": order[:at], "<=": order[: at + 1]}
        return column.in_(chosen[operator])
    wanted = asked.text.casefold()
    codes = [code for code in order if wanted in (code.casefold(), terms.labels[code].casefold())]
    # A label that is typed whole means itself: “Health” not also “Reproductive health”.
    if not operator and (asked.literal or not codes):
        codes += [code for code in order if wanted in terms.labels[code].casefold()]
    if not codes and not asked.literal:
        _value(field, asked.text)
    return column.in_(dict.fromkeys(codes)) if codes else false()


def _flag_condition(kind: Kind, field: Field, asked: Alternative) -> Condition:
    column = whole(kind.name, field.key)
    wanted = _read(field, Flag(), asked.text)
    return column.is_(wanted) if field.stored else column == int(wanted is True)


def _country_condition(kind: Kind, field: Field, asked: Alternative) -> Condition:
    country = TABLES["country"].c
    same = or_(country.code == asked.text.upper(), func.lower(country.name) == asked.text.lower())
    if not asked.operator:
        same = or_(same, _contains(KINDS["country"], ["name"], asked.words))
    elif asked.operator in _COMPARE:
        same = _COMPARE[asked.operator](country.name.collate("NOCASE"), asked.text)
    return whole(kind.name, field.key).in_(select(country.code).where(same).correlate(None))


def _equals(column: Column, text: object) -> Condition:
    return column == text


def _link_condition(
    kind: Kind, field: Field, asked: Alternative, *, quick: bool = False
) -> Condition:
    """Filter by the name of the other record, or by its id behind a #."""
    assert isinstance(field.type, Link)
    column, target = whole(kind.name, field.key), KINDS[field.type.kind]
    if re.fullmatch(r"#[0-9]{1,18}", asked.text, re.ASCII) and not asked.literal:
        return column == int(asked.text[1:])
    table = TABLES[target.name].c
    keys = [key for key in target.title if key in searched(target)]
    if asked.operator:
        compare = _COMPARE.get(asked.operator, _equals)
        same = or_(*(compare(table[key].collate("NOCASE"), asked.text) for key in keys))
    else:
        texts = keys + ["aliases"] * target.has("aliases")
        same = _contains(target, texts, asked.words, quick=quick)
    return column.in_(select(table.id).where(same).correlate(None))


def _date_condition(
    kind: Kind, field: Field, asked: Alternative, *, quick: bool = False
) -> Condition:
    """Filter by time: what is typed is a stretch of days, and so is what is recorded."""
    column = days(kind, field)
    if asked.operator == "=" and field.stored:
        return column == _value(field, asked.text)
    low, high = _stretch(field, asked)
    if quick or not field.stored:
        return and_(column.is_not(None), _in_stretch(column, asked.operator, low, high))
    # Many records share a date, and taking one apart is the dear part. The limit keeps SQLite from
    # testing each record's own date before it looks which are distinct.
    dates = select(column.label("date")).where(column.is_not(None)).distinct().limit(-1)
    date = dates.correlate(None).subquery().c.date
    return column.in_(select(date).where(_in_stretch(date, asked.operator, low, high)))


def days(kind: Kind, field: Field) -> Column:
    """Return the column of a date, of a moment its day."""
    column = whole(kind.name, field.key)
    return column if field.stored else func.substr(column, 1, 10)


def _in_stretch(date: Column, operator: str, low: Column, high: Column) -> Condition:
    starts_after, ends_before = first_day(date) > high, last_day(date) < low
    conditions = {
        ">": starts_after,
        ">=": not_(ends_before),
        "<": ends_before,
        "<=": not_(starts_after),
        "": and_(not_(starts_after), not_(ends_before)),
        "=": and_(not_(starts_after), not_(ends_before)),
    }
    return conditions[operator]


def _stretch(field: Field, asked: Alternative) -> tuple[Column, Column]:
    """Return the first and last day of a typed date, or of two with dots between them."""
    ends = asked.range()
    if ends is None or "/" in asked.text:
        low = high = str(_date(field, asked.text))
    else:
        low, high = (str(_date(field, end) or "../..") for end in ends)
    return first_day(low), last_day(high)


_Builder = Callable[[Kind, Field, Alternative], Condition]
_MENTIONS: dict[str, _Builder] = {
    "choice": _choice_condition,
    "country": _country_condition,
    "link": _link_condition,
}
_BY_TYPE: dict[str, _Builder] = {
    **_MENTIONS,
    "number": _number_condition,
    "integer": _number_condition,
    "flag": _flag_condition,
    "date": _date_condition,
}
# What scans texts, and what finds a part of the same at once.
_SLOW: dict[_Builder, _Builder] = {
    _text_condition: partial(_text_condition, quick=True),
    _link_condition: partial(_link_condition, quick=True),
    _date_condition: partial(_date_condition, quick=True),
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
    if field.type.name in ("text", "long_text", "url", "checksum"):
        return collate(column, "NOCASE")
    return column
