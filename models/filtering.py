"""Filters of all sorts as conditions: on a field, over the entry, and what has or rests on what."""

from sqlalchemy import Select, false, or_, select, true, union_all
from sqlalchemy.sql.selectable import CompoundSelect

from models.computed import joined
from models.conditions import Condition, condition, negated
from models.errors import Invalid
from models.fields import Field, Kind
from models.filter_fields import (
    BACKINGS,
    EVIDENCE,
    HAS,
    MISSING,
    SOURCE,
    beside,
    home,
    path_named,
    special,
)
from models.filter_text import Alternative, alternatives, quoted
from models.kinds import CHILDREN, KINDS
from models.records import TABLES

_ANYTHING = "*"


def filter_condition(kind: Kind, path: str, text: str, *, quick: bool = False) -> Condition:
    """Return the condition of a filter, or raise Invalid.

    A path to what hangs off a record asks for some child with such a value. Two filters on the
    same kind of child may be satisfied by different children: ``figure.unit`` and
    ``figure.value`` need not be of one figure.
    """
    if special(kind, path):
        build = {HAS: _has, MISSING: _misses, SOURCE: _rests_on}[path]
        asked = [one for one in alternatives(text) if one.text]
        if not asked:
            raise Invalid(f"Type what to look for after “{path}:”.")
        return or_(*(build(kind, one) for one in asked))
    near, field = home(kind, path)
    if near is kind:
        return condition(kind, field, text, quick=quick)
    return _over(kind, near, field, text, quick=quick)


def _over(kind: Kind, near: Kind, field: Field, text: str, *, quick: bool = False) -> Condition:
    """Return the condition that a record beside this one has such a value."""
    wanted = condition(near, field, text, quick=quick)
    column = TABLES[near.name].c.id if kind.parent == near.name else TABLES[near.name].c[kind.name]
    found = select(column).select_from(joined(near.name, [field.key])).where(wanted)
    own = TABLES[kind.name].c
    return (own[near.name] if kind.parent == near.name else own.id).in_(found.correlate(None))


def _has(kind: Kind, asked: Alternative) -> Condition:
    name = asked.text.casefold()
    if name == EVIDENCE:
        return _is_cited(kind)
    if name in BACKINGS and kind.has(name):
        return _has_counted(kind, name)
    child = _child_named(kind, name)
    if child is not None:
        return _children(kind, child).exists()
    near, field = home(kind, path_named(kind, asked.text))
    if near is not kind:
        return _over(kind, near, field, _ANYTHING)
    # What is worked out is there for every record.
    return TABLES[kind.name].c[field.key].is_not(None) if field.stored else true()


def _children(kind: Kind, child: Kind) -> Select[int]:
    """Return what hangs off the record that the statement around is looking at."""
    table = TABLES[child.name].c
    own = table[kind.name] == TABLES[kind.name].c.id
    return select(table.id).where(own).correlate(TABLES[kind.name])


def _is_cited(kind: Kind) -> Condition:
    """Return the condition that a record is cited, an entry also through what hangs off it."""
    citation, record = TABLES["citation"].c, TABLES[kind.name].c.id
    own = select(citation.id).where(citation.kind == kind.name, citation.record == record)
    ways = [own.correlate(TABLES[kind.name]).exists()]
    for child in CHILDREN.get(kind.name, ()):
        said = citation.kind == child.name, citation.record.in_(_children(kind, child))
        ways.append(select(citation.id).where(*said).correlate(TABLES[kind.name]).exists())
    return or_(*ways)


def _has_counted(kind: Kind, key: str) -> Condition:
    """Return the condition that a record, or what hangs off it, has bare or contested values."""
    own = TABLES[kind.name].c
    ways = [own[key] > 0]
    for child in CHILDREN.get(kind.name, ()):
        if child.has(key):
            table = TABLES[child.name].c
            ways.append(own.id.in_(select(table[kind.name]).where(table[key] > 0)))
    return or_(*ways)


def _misses(kind: Kind, asked: Alternative) -> Condition:
    return negated(_has(kind, asked))


def _child_named(kind: Kind, name: str) -> Kind | None:
    children = () if kind.parent else beside(kind)
    named = (one for one in children if name in (one.name, one.plural.casefold()))
    return next(named, None)


def _rests_on(kind: Kind, asked: Alternative) -> Condition:
    """Return the condition that a record rests on a source, given by id or by its title."""
    sources = select(TABLES["source"].c.id)
    title = KINDS["source"].field("title")
    if asked.text.isdecimal():
        chosen: Condition = TABLES["source"].c.id == int(asked.text[:18])
    else:
        chosen = condition(KINDS["source"], title, " ".join(map(quoted, asked.words)))
    if kind.name == "source":
        return chosen
    if kind.name == "country":
        return false()
    return TABLES[kind.name].c.id.in_(_resting(kind, sources.where(chosen).correlate(None)))


def _resting(kind: Kind, sources: Select[int]) -> CompoundSelect[int]:
    """Return the ids of the records that rest on these sources, as ``_is_cited`` counts it."""
    citation = TABLES["citation"].c
    said = citation.source.in_(sources)
    parts = [select(citation.record).where(citation.kind == kind.name, said)]
    for child in CHILDREN.get(kind.name, ()):
        table = TABLES[child.name].c
        records = select(citation.record).where(citation.kind == child.name, said)
        parts.append(select(table[kind.name]).where(table.id.in_(records)))
    return union_all(*parts)
