"""How one order of ids becomes another on the screen, with the rows that must stay kept there."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST: Final = 200
FEWEST: Final = 4
_ROWS_IN_ALL: Final = 2_000_000
"""Each run moves all rows behind it, so long tables are started anew after fewer of them."""

_NEIGHBOURS: Final = 16


@dataclass(frozen=True)
class Added:
    """Records that come in one after the other, from this row of the new order on."""

    row: int
    records: "array[int]"


@dataclass(frozen=True)
class Swap:
    """Records that come in at an old row, in place of so many that stood there."""

    row: int
    records: "array[int]"
    gone: int


@dataclass(frozen=True)
class Moves:
    """Runs of old rows to remove, the last first; then runs to insert, the first one first.

    Or swaps, the last one first, between rows that stay.
    """

    removed: tuple[tuple[int, int], ...] = ()
    added: tuple[Added, ...] = ()
    swaps: tuple[Swap, ...] = ()


@dataclass(frozen=True)
class Arrangement:
    """The ids to show next, and how to get there; without moves the table starts anew."""

    ids: "array[int]"
    moves: Moves | None


def most_runs(rows: int) -> int:
    """Return how many runs are moved one by one in a table of so many rows."""
    return max(FEWEST, min(MOST, _ROWS_IN_ALL // max(rows, 1)))


def arrange(old: "array[int]", new: "array[int]", kept: Sequence[int] = ()) -> Arrangement:
    """Return how the new order is shown; the kept rows of the old one stay, in their place."""
    moves = moves_between(old, new)
    rows = sorted(kept)
    if spares(moves, rows):
        return Arrangement(new, moves)
    if moves is None:
        astray = [row for row in rows if _find(new, old[row]) < 0]
    else:
        astray = _torn(moves, rows)
    for row in astray:
        new = _with_row(old, new, row)
    moves = moves_between(old, new)
    if not spares(moves, rows):
        moves, new = _around(old, new, rows)
    return Arrangement(new, moves)


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


def spares(moves: Moves | None, kept: Sequence[int]) -> bool:
    """Tell whether the moves leave these old rows on the screen."""
    return not kept or (moves is not None and not _torn(moves, kept))


def _torn(moves: Moves, kept: Sequence[int]) -> list[int]:
    """Return the kept rows that the moves would remove."""
    swapped = [(swap.row, swap.row + swap.gone - 1) for swap in moves.swaps]
    runs = (*moves.removed, *swapped)
    return [row for row in kept if any(first <= row <= last for first, last in runs)]


def _with_row(old: "array[int]", new: "array[int]", row: int) -> "array[int]":
    """Return the new order with an old row after the neighbour that stood above it."""
    record = old[row]
    place = _find(new, record)
    if place >= 0:
        new = new[:place] + new[place + 1 :]
    for neighbour in range(row - 1, max(row - 1 - _NEIGHBOURS, -1), -1):
        found = _find(new, old[neighbour])
        if found >= 0:
            return new[: found + 1] + array("q", [record]) + new[found + 1 :]
    place = min(row, len(new))
    return new[:place] + array("q", [record]) + new[place:]


def _around(
    old: "array[int]", new: "array[int]", rows: Sequence[int]
) -> tuple[Moves, "array[int]"]:
    """Return swaps of everything between the rows that stay, and the order they lead to."""
    places: list[tuple[int, int]] = []
    for row in rows:
        place = _find(new, old[row])
        if places and place <= places[-1][1]:
            # Two that stay have changed sides: the second is put behind the first again.
            after = places[-1][1]
            moved = array("q", [old[row]])
            new = new[:place] + new[place + 1 : after + 1] + moved + new[after + 1 :]
            places = [(one, _find(new, old[one])) for one, _ in places]
            place = after
        places.append((row, place))
    swaps: list[Swap] = []
    start_old = start_new = 0
    for row, place in (*places, (len(old), len(new))):
        come, gone = new[start_new:place], row - start_old
        if come != old[start_old:row]:
            swaps.append(Swap(start_old, come, gone))
        start_old, start_new = row + 1, place + 1
    return Moves(swaps=tuple(reversed(swaps))), new


def _find(ids: "array[int]", record: int) -> int:
    try:
        return ids.index(record)
    except ValueError:
        return -1


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
