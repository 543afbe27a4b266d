"""Entries that may be one are offered with their reasons, and never again once told apart."""

import sys
from pathlib import Path

import pytest

from models import (
    Cancelled,
    Query,
    Store,
    Ticket,
    Value,
    mark_distinct,
    open_store,
    pairs,
    similar,
    similar_to,
)
from models.sample import make_sample

sys.path.insert(0, str(Path(__file__).parent.parent / "bench"))
from twins import plant


def added(store: Store, **values: Value) -> int:
    with store.step("Add entry", by=None) as step:
        return step.add("entry", values)


@pytest.fixture
def twins(seeded_store: Store) -> tuple[int, int]:
    """The first entry, and the same deal as somebody else would enter it."""
    twin = added(
        seeded_store, title="Joint venture of BYD and Uzavtosanoat for electric vehicles",
        country="UZB", sector="320", start="2024",
    )  # fmt: skip
    with seeded_store.step("Add what belongs to it", by=None) as step:
        actor = seeded_store.rows("party", seeded_store.children("entry", 1)["party"])[0]
        step.add("party", {"entry": twin, "actor": actor.value("actor"), "role": "partner"})
        step.add("figure", {"entry": twin, "value": "148 million", "unit": "USD"})
        step.add("figure", {"entry": 1, "value": "150 million", "unit": "USD"})
        step.set("entry", 1, "start", "2023")
    return 1, twin


def test_a_draft_finds_the_entry_that_is_there(seeded_store: Store) -> None:
    found = similar(seeded_store, {"title": "BYD joint venture", "country": "Uzbekistan"})
    assert [one.entry for one in found] == [1]
    assert found[0].label.startswith("UZB-2023-001")
    assert "both in Uzbekistan" in found[0].likeness.reasons
    assert "BYD Auto takes part in both" in found[0].likeness.reasons


@pytest.mark.parametrize(
    "values",
    [{}, {"title": ""}, {"title": "“” –"}, {"title": "Railway to nowhere", "country": "XX"}],
)
def test_a_draft_of_something_else_finds_nothing(
    seeded_store: Store, values: dict[str, Value]
) -> None:
    assert similar(seeded_store, values) == []


def test_the_reasons_are_told_in_words(seeded_store: Store, twins: tuple[int, int]) -> None:
    (found,) = similar_to(seeded_store, twins[1])
    assert found.entry == twins[0]
    sentence = found.likeness.sentence
    assert "BYD Auto takes part in both" in sentence
    assert "148 million and 150 million US dollar" in sentence
    assert "2024 and 2023" in sentence


def test_a_pair_is_offered_until_it_is_told_apart(
    seeded_store: Store, twins: tuple[int, int]
) -> None:
    before = seeded_store.dump()
    assert [(pair.one, pair.other) for pair in pairs(seeded_store)] == [twins]
    with seeded_store.step("Tell apart", by=None) as step:
        mark_distinct(step, twins[1], twins[0])
    assert pairs(seeded_store) == []
    assert similar_to(seeded_store, twins[1]) == []
    assert similar_to(seeded_store, twins[0]) == []
    seeded_store.undo(by=None)
    assert seeded_store.dump() == before
    assert len(pairs(seeded_store)) == 1


def test_retired_entries_are_not_offered(seeded_store: Store, twins: tuple[int, int]) -> None:
    with seeded_store.step("Retire", by=None) as step:
        step.set("entry", twins[0], "review", "retired")
    assert pairs(seeded_store) == []
    assert similar_to(seeded_store, twins[1]) == []


def test_only_pairs_that_touch_the_asked_entries(
    seeded_store: Store, twins: tuple[int, int]
) -> None:
    assert len(pairs(seeded_store, among=[twins[0]])) == 1
    assert pairs(seeded_store, among=[2, 3]) == []


def test_a_search_that_is_no_longer_wanted_stops(
    seeded_store: Store, twins: tuple[int, int]
) -> None:
    ticket = Ticket()
    with pytest.raises(Cancelled):
        pairs(seeded_store, ticket, lambda share: ticket.cancel())


def test_most_twins_are_found_and_most_of_the_first_offered_are_twins(tmp_path: Path) -> None:
    path = tmp_path / "sample.khorgos"
    make_sample(path, 600, seed=3, report=lambda share: None)
    store = open_store(path, author="Twins")
    try:
        planted = plant(store, 40, seed=1)
        shares: list[float] = []
        found = [(pair.one, pair.other) for pair in pairs(store, report=shares.append)]
        assert len(planted.intersection(found)) >= 36
        assert len(planted.intersection(found[:30])) >= 27
        assert shares == sorted(shares)
        assert shares[-1] == 1
        assert len(store.ids(Query("entry"))) == 640
    finally:
        store.close()
