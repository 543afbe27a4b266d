"""The few rows that came or went between two orders of ids."""

from array import array
from dataclasses import dataclass
from typing import Final

MOST: Final = 200
FEWEST: Final = 4
_ROWS_IN_ALL: Final = 2_000_000
"""Each run moves all rows behind it, so long tables are started anew after fewer of them."""


@dataclass(frozen=True)
class Added:
    """Records that come in one after the other, from this row of the new order on."""

    row: int
    records: "array[int]"


@dataclass(frozen=True)
class Moves:
    """Runs of old rows to remove, the last first; then runs to insert, the first one first."""

    removed: tuple[tuple[int, int], ...] = ()
    added: tuple[Added, ...] = ()


def most_runs(rows: int) -> int:
    """Return how many runs are moved one by one in a table of so many rows."""
    return max(FEWEST, min(MOST, _ROWS_IN_ALL // max(rows, 1)))


def moves_between(old: "array[int]", new: "array[int]") -> Moves | None:
    """Return how to get from the old rows to the new, or None when starting anew is simpler."""
    if not old or not new:
        return None if old or new else Moves()
    most = most_runs(max(len(old), len(new)))
    removed: list[tuple[int, int]] = []
    added: list[Added] = []
    before = after = 0
    while True:
        same = _equal_run(old, new, before, after)
        before, after = before + same, after + same
        if before == len(old) and after == len(new):
            return Moves(tuple(reversed(removed)), tuple(added))
        if len(removed) + len(added) >= most:
            return None
        gone, come = _difference(old, new, before, after)
        if gone:
            removed.append((before, before + gone - 1))
        if come:
            added.append(Added(after, new[after : after + come]))
        before, after = before + gone, after + come


def _equal_run(old: "array[int]", new: "array[int]", before: int, after: int) -> int:
    """Return how many records are the same from two places on; whole slices are compared in C."""
    most = min(len(old) - before, len(new) - after)
    run, stride = 0, 16
    while run < most:
        stride = min(stride, most - run)
        here, there = before + run, after + run
        if old[here : here + stride] == new[there : there + stride]:
            run += stride
            stride *= 4
        elif stride == 1:
            break
        else:
            stride = max(1, stride // 4)
    return run


def _difference(old: "array[int]", new: "array[int]", before: int, after: int) -> tuple[int, int]:
    """Return how many old records to leave out and how many new ones to take in at a place."""
    if before == len(old):
        return 0, len(new) - after
    if after == len(new):
        return len(old) - before, 0
    gone = _distance(old, new[after], before)
    come = _distance(new, old[before], after)
    if gone is None and come is None:
        return 1, 1
    if come is None or gone is None:
        return gone or 0, come or 0
    # Both would do: a record has moved. The choice that leaves the longer run together is right.
    kept_by_leaving = _equal_run(old, new, before + gone, after)
    kept_by_taking = _equal_run(old, new, before, after + come)
    return (gone, 0) if kept_by_leaving >= kept_by_taking else (0, come)


def _distance(ids: "array[int]", record: int, start: int) -> int | None:
    """Return how far behind a place a record stands, if it is near."""
    try:
        return ids.index(record, start, start + 10 * MOST) - start
    except ValueError:
        return None
