"""What still stands of a step goes back, and what came later stays."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from models import Conflict, Missing, Store, Value, merge_records

Change = Callable[..., int]


def act(store: Store, label: str, work: Callable[..., object]) -> int:
    with store.step(label, by=None) as step:
        work(step)
    return store.steps(limit=1)[0].id


def set_(store: Store, kind: str, record: int, field: str, value: Value, label: str) -> int:
    return act(store, label, lambda step: step.set(kind, record, field, value))


def test_what_was_changed_since_stays_and_is_named(seeded_store: Store) -> None:
    def both(step: object) -> None:
        step.set("figure", 1, "value", "60000")  # type: ignore[attr-defined]
        step.set("figure", 2, "value", "1")  # type: ignore[attr-defined]

    old = seeded_store.row("figure", 2).value("value")
    number = act(seeded_store, "Both", both)
    set_(seeded_store, "figure", 1, "value", "70000", "Later")
    before = seeded_store.dump()

    change = seeded_store.undo_step(number, by=None, keep_later=True)

    assert seeded_store.row("figure", 1).value("value") == Decimal(70_000)
    assert seeded_store.row("figure", 2).value("value") == old
    assert change.label.startswith("Undo Both but for what was changed since: Value of “")
    undone = seeded_store.dump()
    seeded_store.redo_step(number, by=None)
    assert seeded_store.dump() == before
    seeded_store.undo_step(number, by=None, keep_later=True)
    assert seeded_store.dump() == undone


def test_a_step_of_which_nothing_stands_is_refused(seeded_store: Store) -> None:
    number = set_(seeded_store, "figure", 1, "value", "60000", "First")
    set_(seeded_store, "figure", 1, "value", "70000", "Later")
    before, steps = seeded_store.dump(), seeded_store.steps()
    with pytest.raises(Conflict, match="All that this step did was changed since"):
        seeded_store.undo_step(number, by=None, keep_later=True)
    assert (seeded_store.dump(), seeded_store.steps()) == (before, steps)


def test_a_step_is_not_undone_twice(seeded_store: Store) -> None:
    number = set_(seeded_store, "figure", 1, "value", "60000", "First")
    seeded_store.undo_step(number, by=None, keep_later=True)
    with pytest.raises(Missing):
        seeded_store.undo_step(number, by=None, keep_later=True)


def test_an_added_record_that_others_were_tied_to_stays(seeded_store: Store) -> None:
    added: list[int] = []

    def add(step: object) -> None:
        added.append(step.add("entry", {"title": "New"}))  # type: ignore[attr-defined]
        added.append(step.add("actor", {"name": "Alone"}))  # type: ignore[attr-defined]

    number = act(seeded_store, "Add", add)
    act(seeded_store, "Tie", lambda step: step.add("figure", {"entry": added[0], "value": "1"}))
    seeded_store.undo_step(number, by=None, keep_later=True)
    assert len(seeded_store.rows("entry", [added[0]])) == 1
    assert seeded_store.rows("actor", [added[1]]) == []


def test_what_would_come_back_to_nothing_stays_away(seeded_store: Store) -> None:
    figures = seeded_store.children("entry", 1)["figure"][:1]
    figures += seeded_store.children("entry", 3)["figure"][:1]
    number = act(seeded_store, "Remove", lambda step: step.remove_many("figure", figures))
    act(seeded_store, "Remove entry", lambda step: step.remove("entry", 1))
    seeded_store.undo_step(number, by=None, keep_later=True)
    assert [row.id for row in seeded_store.rows("figure", figures)] == figures[1:]


def test_a_merge_that_was_edited_since_is_taken_apart(seeded_store: Store) -> None:
    children, loser = seeded_store.children("entry", 2), seeded_store.row("entry", 2)
    citations = [one.id for one in seeded_store.citations("entry", 2)]
    number = act(seeded_store, "Merge", lambda step: merge_records(step, "entry", 1, [2]))
    set_(seeded_store, "entry", 1, "title", "Edited since", "Later title")
    moved = children["milestone"][0]
    set_(seeded_store, "milestone", moved, "place", "Elsewhere", "Later place")
    new: list[int] = []
    act(
        seeded_store,
        "Later figure",
        lambda step: new.append(step.add("figure", {"entry": 1, "value": "5"})),
    )
    set_(seeded_store, "entry", 1, "notes", "My own notes", "Later notes")
    with pytest.raises(Conflict):
        seeded_store.undo_step(number, by=None)
    before = seeded_store.dump()

    change = seeded_store.undo_step(number, by=None, keep_later=True)

    assert seeded_store.row("entry", 2).value("uid") == loser.value("uid")
    assert seeded_store.row("entry", 2).value("title") == loser.value("title")
    assert seeded_store.children("entry", 2) == children
    assert [one.id for one in seeded_store.citations("entry", 2)] == citations
    assert seeded_store.row("entry", 1).value("title") == "Edited since"
    assert seeded_store.row("milestone", moved).value("place") == "Elsewhere"
    assert seeded_store.row("figure", new[0]).value("entry") == 1
    assert "Notes of" in change.label
    seeded_store.redo_step(number, by=None)
    assert seeded_store.dump() == before
