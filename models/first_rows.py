"""The first ids in the order of a column: from its index, value by value, or by how texts begin.

What is sorted by may be dear to work out: the time of a date, the name behind a code, why an entry
counts. Worked out once a value instead of once a record it costs next to nothing.
"""

import json
from array import array
from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Select, and_, func, select
from sqlalchemy.sql.util import ClauseAdapter
from sqlalchemy.sql.visitors import iterate

from models.computed import TALLIES
from models.conditions import sort_key
from models.field_types import Link
from models.kinds import KINDS
from models.query import Query, order_of, ordered, read_ids, select_ids
from models.records import BEGINNINGS, TABLES

# What is written by hand differs nearly everywhere, and is read in the order of its own index.
_DIFFERENT = ("text", "long_text", "url", "checksum")


def first_by_values(connection: Connection, query: Query, limit: int) -> "array[int] | None":
    """Return the first ids of all records of a kind in the order of one column.

    None when no index holds what the column is sorted by, or SQLite walks that index by itself.
    """
    if query.narrowed() or len(query.sort) != 1:
        return None
    sort = query.sort[0]
    beginning = BEGINNINGS.get((query.kind, sort.field))
    if beginning is not None:
        return _by_beginning(connection, query, beginning, limit)
    columns = _few_valued(query.kind, sort.field, descending=sort.descending)
    if not columns:
        return None
    leading, last, lacking = _leading(connection, query, columns, limit)
    ids = read_ids(connection, _with_values(select_ids(query), columns, leading))
    if last:
        # They are sorted alike, so that only the id decides.
        rest = _with_values(select_ids(Query(query.kind)), columns, last)
        ids.extend(read_ids(connection, rest.limit(lacking)))
    return ids


def _by_beginning(
    connection: Connection, query: Query, beginning: ColumnElement[str], limit: int
) -> "array[int]":
    """Return the first ids by a long text: in the order of the index, equal beginnings sorted."""
    first = ordered(beginning, descending=query.sort[0].descending)
    by_text = select_ids(query).order_by(None).order_by(first, *order_of(query))
    return read_ids(connection, by_text.limit(limit))


@cache
def _few_valued(kind: str, key: str, *, descending: bool) -> tuple[Column[Any], ...]:
    """Return the columns that decide where a record stands, if one index begins with them."""
    field, table = KINDS[kind].field(key), TABLES[kind]
    if field.type.name in _DIFFERENT or (kind, key) in TALLIES:
        return ()
    if isinstance(field.type, Link) and field.type.kind == "entry":
        # What hangs off entries has a few records each.
        return ()
    ordering = sort_key(KINDS[kind], field)
    deciding = {
        part for part in iterate(ordering) if isinstance(part, Column) and part.table is table
    }
    held = [list(index.columns) for index in table.indexes]
    # Not downwards: the ids of each value would have to be turned round, a million of one.
    if isinstance(ordering, Column) and [ordering] in held and not descending:
        return ()
    return next(
        (
            tuple(columns[: len(deciding)])
            for columns in held
            if deciding and set(columns[: len(deciding)]) == deciding
        ),
        (),
    )


def _leading(
    connection: Connection, query: Query, columns: Sequence[Column[Any]], limit: int
) -> tuple[list[list[Any]], list[list[Any]], int]:
    """Return the values that come first, those with which the limit is reached, and for how many.

    The latter are several where they are sorted alike, such as 2023 and 2023-01-01.
    """
    kind, sort = KINDS[query.kind], query.sort[0]
    named = [column.label(column.key) for column in columns]
    grouped = select(*named, func.count().label("records")).group_by(*columns)
    value = grouped.correlate(None).subquery("value")
    key = ClauseAdapter(value).traverse(sort_key(kind, kind.field(sort.field)))
    order = ordered(key, descending=sort.descending)
    # What is sorted alike has the same sum.
    upto = func.sum(value.c.records).over(order_by=order)
    found = connection.execute(
        select(upto, *(value.c[column.key] for column in columns)).order_by(order)
    )
    leading: list[list[Any]] = []
    last: list[list[Any]] = []
    before = reached = 0
    for total, *values in found:
        if reached and total > reached:
            break
        if total < limit:
            leading.append(values)
            before = total
        else:
            last.append(values)
            reached = total
    found.close()
    return leading, last, limit - before


def _with_values(
    ids: Select[int], columns: Sequence[Column[Any]], values: list[list[Any]]
) -> Select[int]:
    """Return the select of those ids whose records have one of these sets of values."""
    one = func.json_each(json.dumps(values)).table_valued("value", name="one")
    same: list[ColumnElement[bool]] = [
        column.is_not_distinct_from(func.json_extract(one.c.value, f"$[{place}]"))
        for place, column in enumerate(columns)
    ]
    return ids.join(one, and_(*same))
