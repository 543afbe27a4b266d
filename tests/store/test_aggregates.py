"""Sums of a selection: exact, by unit, and saying what does not count."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import Query, Store, Value, aggregates


def add_figures(store: Store, values: Sequence[object], **more: object) -> list[int]:
    with store.step("Fill", by=None) as step:
        entry = step.add("entry", {"title": "x", "type": "loan", "status": "30"})
        rows = [{"entry": entry, "value": value, "unit": "USD", **more} for value in values]
        return step.add_many("figure", rows)  # type: ignore[arg-type]


@given(
    st.lists(
        st.builds(
            lambda digits, places: Decimal(digits).scaleb(-places),
            st.integers(-(10**15) + 1, 10**15 - 1),
            st.integers(0, 12),
        ),
        min_size=1,
        max_size=8,
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
def test_a_sum_is_exact_to_the_last_digit(empty_store: Store, values: list[Decimal]) -> None:
    ids = add_figures(empty_store, values)
    (group,) = empty_store.aggregate("figure", "value", ids).groups

    assert Fraction(group.total) == sum(map(Fraction, values))
    assert (group.lowest, group.highest) == (min(values), max(values))
    assert (
        abs(Fraction(group.mean) * len(values) - Fraction(group.total))
        <= abs(Fraction(group.total)) / 10**13
    )


def test_units_are_never_added_to_each_other(empty_store: Store) -> None:
    ids = add_figures(empty_store, [100, "0.1", "0.2", None])
    ids += add_figures(empty_store, [7], unit="t") + add_figures(empty_store, [1, 2], unit=None)
    found = empty_store.aggregate("figure", "value", ids)

    assert (found.count, found.filled) == (7, 6)
    assert [(one.unit, one.label, one.count, one.total) for one in found.groups] == [
        ("USD", "US dollar", 3, Decimal("100.3")),
        ("", "", 2, Decimal(3)),
        ("t", "tonnes", 1, Decimal(7)),
    ]
    assert str(found.groups[1].mean) == "1.5"
    assert str(found.groups[0].highest) == "100"


def test_what_does_not_count_is_told_with_the_reason(empty_store: Store) -> None:
    ids = add_figures(empty_store, [1, 2, 3])
    uncounted: tuple[dict[str, Value], ...] = (
        {"title": "x", "type": "joint_venture", "status": "30"},
        {"title": "x", "type": "loan", "status": "20"},
        {"title": "x", "type": "loan", "status": "30", "umbrella": True},
    )
    with empty_store.step("Fill", by=None) as step:
        for number, values in enumerate(uncounted):
            entry = step.add("entry", values)
            for _ in range(number + 1):
                ids.append(step.add("figure", {"entry": entry, "value": 5}))
            step.add("figure", {"entry": entry})
    ids += add_figures(empty_store, [9], role="context")

    assert empty_store.aggregate("figure", "value", ids).note == (
        "6 of 10 belong to entries that do not count: umbrella 3, pledge 2, joint venture 1; "
        "1 is context, never added to a total."
    )
    assert empty_store.aggregate("figure", "value", ids[:3]).note == ""


def test_selections_in_any_order_with_holes_and_in_pieces_come_to_the_same(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = add_figures(empty_store, range(40))
    chosen = [record for record in reversed(ids) if record % 7]
    whole = empty_store.aggregate("figure", "value", chosen)
    monkeypatch.setattr(aggregates, "_CHUNK", 3)

    assert empty_store.aggregate("figure", "value", chosen) == whole
    assert whole.groups[0].total == sum(ids.index(record) for record in chosen)


def test_nothing_chosen_and_nothing_there_come_to_nothing(empty_store: Store) -> None:
    ids = add_figures(empty_store, [None])

    for chosen in ([], ids, [999]):
        found = empty_store.aggregate("figure", "value", chosen)
        assert (found.count, found.filled, found.groups, found.note) == (
            len(chosen) if chosen == ids else 0,
            0,
            (),
            "",
        )


def test_dates_have_a_first_and_a_last(empty_store: Store) -> None:
    with empty_store.step("Fill", by=None) as step:
        dates = ("2023-10-06", "2010~", "2011/2025-03", None, "2010~")
        ids = step.add_many("entry", [{"title": "x", "start": date} for date in dates])
    found = empty_store.aggregate("entry", "start", ids)

    assert (found.count, found.filled, found.distinct) == (5, 4, 3)
    assert (found.lowest, found.highest) == ("about 2010", "2011 – Mar 2025")


def test_texts_and_codes_are_counted(empty_store: Store) -> None:
    with empty_store.step("Fill", by=None) as step:
        rows = [{"title": f"T {n % 2}", "type": ("loan", None)[n % 2]} for n in range(6)]
        ids = step.add_many("entry", [{**row, "summary": row["type"]} for row in rows])
    title, kind, summary, sources = (
        empty_store.aggregate("entry", field, ids)
        for field in ("title", "type", "summary", "sources")
    )

    assert (title.count, title.filled, title.distinct) == (6, 6, 2)
    assert (kind.count, kind.filled, kind.distinct) == (6, 3, 1)
    assert (summary.count, summary.filled) == (6, 3)
    assert sources.groups[0].total == 0
    assert empty_store.aggregate("entry", "title", empty_store.ids(Query("entry"))) == title
