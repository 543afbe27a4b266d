"""How one query takes over what is typed above columns, into the line, or chosen in a facet."""

from collections.abc import Sequence
from dataclasses import replace

from models import KINDS, Filter, Query, Scope


def above_columns(kind: str, filters: Sequence[Filter]) -> tuple[Filter, ...]:
    """Return the filters that have a place above a column: the first of each field."""
    shown: dict[str, Filter] = {}
    for one in filters:
        if not one.negated and KINDS[kind].has(one.field):
            shown.setdefault(one.field, one)
    return tuple(shown.values())


def with_typed(query: Query, typed: Sequence[Filter]) -> Query:
    """Return the query with the filters above the columns replaced by what is typed there now.

    Each keeps its place among the others; what has no place above a column stays.
    """
    texts = {one.field: one for one in typed}
    above = set(above_columns(query.kind, query.filters))
    kept: list[Filter] = []
    for one in query.filters:
        if one not in above:
            kept.append(one)
        elif one.field in texts:
            kept.append(texts.pop(one.field))
        above.discard(one)
    return replace(query, filters=(*kept, *texts.values()))


def with_line(base: Query, typed: Query) -> Query:
    """Return the query that a typed line makes of the one it is typed over.

    A filter of the line takes the place of those of the same field; its words are the words.
    """
    asked = {one.field for one in typed.filters if not one.negated}
    kept = [one for one in base.filters if one.negated or one.field not in asked]
    filters = tuple(dict.fromkeys((*kept, *typed.filters)))
    scope = base.scope if typed.scope == Scope() else typed.scope
    return replace(
        base, filters=filters, words=typed.words, scope=scope, sort=typed.sort or base.sort
    )
