"""Two records that may be one, side by side: what differs and what hangs off each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from models.database import Ticket
from models.kinds import CHILDREN, KINDS
from models.rows import Row
from models.store import Store

MOST_CHILDREN = 200
"""Of more records of one kind only so many are read; the others are counted."""


@dataclass(frozen=True)
class Beside:
    """The records of one kind that hang off the two, and those of the second that are doubles."""

    kind: str
    rows: tuple[Sequence[Row], Sequence[Row]]
    more: tuple[int, int]
    doubles: Mapping[int, int]


@dataclass(frozen=True)
class SideBySide:
    """Two records, the fields that differ and those that are alike, and what hangs off each."""

    kind: str
    rows: tuple[Row, Row]
    labels: tuple[str, str]
    differing: tuple[str, ...]
    alike: tuple[str, ...]
    children: tuple[Beside, ...]
    citations: tuple[int, int]


def side_by_side(
    store: Store, kind: str, one: int, other: int, ticket: Ticket | None = None
) -> SideBySide:
    """Read two records to compare them; raises Missing when one is gone."""
    rows = store.row(kind, one), store.row(kind, other)
    known = KINDS[kind]
    filled = [
        field.key
        for field in known.stored
        if field.editable and any(row.value(field.key) is not None for row in rows)
    ]
    differing = tuple(key for key in filled if rows[0].value(key) != rows[1].value(key))
    children = [store.children(kind, record) if kind in CHILDREN else {} for record in (one, other)]
    left, right = children
    beside = [_beside(store, below, left[below], right[below]) for below in left]
    return SideBySide(
        kind,
        rows,
        (store.label(kind, one), store.label(kind, other)),
        differing,
        tuple(key for key in filled if key not in differing),
        tuple(one for one in beside if one.rows[0] or one.rows[1]),
        (len(store.citations(kind, one)), len(store.citations(kind, other))),
    )


def _beside(store: Store, kind: str, left: Sequence[int], right: Sequence[int]) -> Beside:
    rows = [store.rows(kind, ids[:MOST_CHILDREN]) for ids in (left, right)]
    known = {_said(row): row.id for row in reversed(rows[0])}
    doubles = {row.id: known[_said(row)] for row in rows[1] if _said(row) in known}
    more = [max(0, len(ids) - MOST_CHILDREN) for ids in (left, right)]
    return Beside(kind, (rows[0], rows[1]), (more[0], more[1]), doubles)


def _said(row: Row) -> tuple[object, ...]:
    """Return all that a record says, but for what it hangs off."""
    kind = KINDS[row.kind]
    return tuple(row.value(field.key) for field in kind.stored if field.key != kind.parent)
