"""Whatever two orders of ids, the moves lead from one to the other and spare what must stay."""

from array import array

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui import row_moves
from gui.row_moves import Arrangement, arrange, moves_between, spares

IDS = st.lists(st.integers(1, 25), unique=True, max_size=14)


def carried_out(old: list[int], shown: Arrangement) -> tuple[list[int], set[int]]:
    """Return the order after the moves, and the old rows that were never taken away."""
    rows: list[tuple[int, int | None]] = [(record, row) for row, record in enumerate(old)]
    if shown.moves is None:
        return list(shown.ids), set()
    for first, last in shown.moves.removed:
        del rows[first : last + 1]
    for run in shown.moves.added:
        rows[run.row : run.row] = [(record, None) for record in run.records]
    for swap in shown.moves.swaps:
        rows[swap.row : swap.row + swap.gone] = [(record, None) for record in swap.records]
    return [record for record, _ in rows], {row for _, row in rows if row is not None}


@pytest.fixture(params=[1, 200])
def most(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(row_moves, "MOST", request.param)
    monkeypatch.setattr(row_moves, "FEWEST", request.param)


@pytest.mark.usefixtures("most")
@given(IDS, IDS, st.sets(st.integers(0, 13), max_size=3))
def test_moves_lead_to_the_new_order_and_leave_the_kept_rows(
    before: list[int], after: list[int], wanted: set[int]
) -> None:
    kept = sorted(row for row in wanted if row < len(before))
    shown = arrange(array("q", before), array("q", after), kept)
    reached, stayed = carried_out(before, shown)
    assert reached == list(shown.ids)
    assert not kept or set(kept) <= stayed
    staying = {before[row] for row in kept}
    assert set(shown.ids) == set(after) | staying
    assert [i for i in shown.ids if i not in staying] == [i for i in after if i not in staying]


@given(IDS, IDS)
def test_without_kept_rows_the_order_is_the_new_one(before: list[int], after: list[int]) -> None:
    shown = arrange(array("q", before), array("q", after))
    assert list(shown.ids) == after
    assert carried_out(before, shown)[0] == after


def test_rows_that_come_at_the_end_are_one_run() -> None:
    moves = moves_between(array("q", range(256)), array("q", range(100_000)))
    assert moves is not None
    assert (moves.removed, [run.row for run in moves.added]) == ((), [256])


def test_a_record_that_left_the_filter_stays_under_the_cursor() -> None:
    old, new = array("q", range(1, 20)), array("q", [1, 2, 3, 5, *range(6, 30)])
    shown = arrange(old, new, [3])
    assert list(shown.ids) == list(range(1, 30))
    assert shown.moves is not None
    assert shown.moves.removed == ()


def test_a_record_that_belongs_elsewhere_now_stays_under_the_cursor() -> None:
    old, new = array("q", [1, 2, 3, 4, 5]), array("q", [1, 3, 4, 5, 2, 6])
    assert list(arrange(old, new, [1]).ids) == [1, 2, 3, 4, 5, 6]
    assert list(arrange(old, new).ids) == list(new)


def test_moves_that_start_anew_spare_nothing() -> None:
    assert spares(None, ())
    assert not spares(None, (3,))
