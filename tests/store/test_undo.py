"""Every write can be taken back and put back, in any order, and never tramples a later one."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from models import Conflict, Invalid, Missing, Query, Store, StoreUnavailable, Value, create_store
from models import open_store as open_

Act = Callable[[Store], object]


def change(store: Store, kind: str, record: int, field: str, value: object, label: str) -> int:
    with store.step(label, by=None) as step:
        step.set(kind, record, field, value)
    return store.steps(limit=1)[0].id


def set_many(store: Store) -> None:
    with store.step("Set all", by=None) as step:
        step.set_many("entry", "review", dict.fromkeys(store.ids(Query("entry")), "approved"))


def add(store: Store) -> None:
    with store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "New", "country": "kaz", "start": "6 Oct 2023"})
        step.add("figure", {"entry": entry, "value": "1.5 million", "unit": "tonnes"})


def add_many(store: Store) -> None:
    with store.step("Add many", by=None) as step:
        rows = [{"title": f"New {n}", "country": ("kaz", "UZB", None)[n % 3]} for n in range(600)]
        entries = step.add_many("entry", rows)
        step.add_many("figure", [{"entry": entry, "value": "7"} for entry in entries])
        step.set("entry", entries[0], "title", "Named in the same step")


def remove_many(store: Store) -> None:
    with store.step("Remove many", by=None) as step:
        step.remove_many("entry", store.ids(Query("entry")))


def remove(kind: str) -> Act:
    def act(store: Store) -> None:
        with store.step(f"Remove {kind}", by=None) as step:
            step.remove(kind, store.ids(Query(kind))[0])

    return act


ACTS: dict[str, Act] = {
    "add": add,
    "set": lambda store: change(store, "figure", 1, "value", "60 000", "Set"),
    "set many": set_many,
    "add many": add_many,
    "remove many": remove_many,
    **{f"remove {kind}": remove(kind) for kind in ("entry", "actor", "source", "figure")},
}


@pytest.mark.parametrize("name", ACTS)
def test_undo_restores_everything_and_redo_brings_it_back(name: str, seeded_store: Store) -> None:
    before = seeded_store.dump()
    ACTS[name](seeded_store)
    after = seeded_store.dump()
    assert after != before

    seeded_store.undo(by=None)
    assert seeded_store.dump() == before
    seeded_store.redo(by=None)
    assert seeded_store.dump() == after


def test_undo_goes_on_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "a.khorgos"
    store = create_store(path, author="Tester")
    states = [store.dump()]
    for value in (60_000, 70_000, 80_000):
        change(store, "figure", 1, "value", str(value), f"To {value}")
        states.append(store.dump())
    store.undo(by=None)
    store.close()

    store = open_(path, author="Tester")
    assert (store.undo_label, store.redo_label) == ("To 70000", "To 80000")
    store.undo(by=None)
    assert store.dump() == states[1]
    store.redo(by=None)
    store.redo(by=None)
    assert store.dump() == states[3]
    store.close()


def test_an_old_step_is_undone_out_of_order(seeded_store: Store) -> None:
    first = change(seeded_store, "figure", 1, "value", "60000", "First")
    change(seeded_store, "figure", 2, "value", "1", "Second")

    seeded_store.undo_step(first, by=None)

    assert seeded_store.row("figure", 1).value("value") == Decimal(50_000)
    assert seeded_store.row("figure", 2).value("value") == Decimal(1)
    assert seeded_store.undo_label == "Second"


def test_a_later_edit_is_never_trampled(seeded_store: Store) -> None:
    first = change(seeded_store, "figure", 1, "value", "60000", "First")
    change(seeded_store, "figure", 1, "value", "70000", "Correction by a colleague")
    before, steps = seeded_store.dump(), len(seeded_store.steps())

    with pytest.raises(Conflict, match="Correction by a colleague"):
        seeded_store.undo_step(first, by=None)

    assert seeded_store.dump() == before
    assert len(seeded_store.steps()) == steps


def test_an_added_record_that_was_built_upon_is_not_taken_back(seeded_store: Store) -> None:
    with seeded_store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "New"})
    number = seeded_store.steps(limit=1)[0].id
    with seeded_store.step("Build", by=None) as step:
        step.add("figure", {"entry": entry, "value": "1"})
    before = seeded_store.dump()

    with pytest.raises(Conflict, match="was tied to what would go since by “Build”"):
        seeded_store.undo_step(number, by=None)

    assert seeded_store.dump() == before


def test_a_record_does_not_come_back_to_what_is_gone(seeded_store: Store) -> None:
    figure = seeded_store.children("entry", 1)["figure"][0]
    with seeded_store.step("Remove figure", by=None) as step:
        step.remove("figure", figure)
    number = seeded_store.steps(limit=1)[0].id
    with seeded_store.step("Remove entry", by=None) as step:
        step.remove("entry", 1)
    before = seeded_store.dump()

    with pytest.raises(Conflict, match="This entry was removed since by “Remove entry”"):
        seeded_store.undo_step(number, by=None)

    assert seeded_store.dump() == before
    seeded_store.undo(by=None)
    seeded_store.undo_step(number, by=None)
    assert seeded_store.row("figure", figure).value("entry") == 1


def test_a_link_does_not_come_back_to_what_is_gone(seeded_store: Store) -> None:
    actor = seeded_store.row("party", 1).value("actor")
    number = change(seeded_store, "party", 1, "actor", None, "Empty")
    with seeded_store.step("Remove actor", by=None) as step:
        step.remove("actor", int(str(actor)))

    with pytest.raises(Conflict, match="was removed since by “Remove actor”"):
        seeded_store.undo_step(number, by=None)


def test_a_quote_does_not_come_back_to_a_record_that_is_gone(seeded_store: Store) -> None:
    citation = seeded_store.citations("entry", 1)[0].id
    with seeded_store.step("Remove quote", by=None) as step:
        step.remove("citation", citation)
    number = seeded_store.steps(limit=1)[0].id
    with seeded_store.step("Remove entry", by=None) as step:
        step.remove("entry", 1)

    with pytest.raises(Conflict, match="The entry that a quote speaks of was removed"):
        seeded_store.undo_step(number, by=None)


def test_a_text_that_was_quoted_since_is_not_taken_back(seeded_store: Store) -> None:
    with seeded_store.step("Add source", by=None) as step:
        source = step.add("source", {"title": "New"})
    number = change(seeded_store, "source", source, "text", "Some words", "Type text")
    quote: dict[str, Value] = {"kind": "entry", "record": 1, "source": source, "start": 0, "end": 4}
    with seeded_store.step("Cite", by=None) as step:
        step.add("citation", quote)

    with pytest.raises(Conflict, match="Text of “New” is quoted since, so"):
        seeded_store.undo_step(number, by=None)


def test_a_country_in_use_is_not_taken_back(seeded_store: Store) -> None:
    with seeded_store.step("Add country", by=None) as step:
        step.add("country", {"code": "XKX", "name": "Kosovo"})
    number = seeded_store.steps(limit=1)[0].id
    change(seeded_store, "entry", 1, "country", "XKX", "Use it")

    with pytest.raises(Conflict, match="was tied to what would go since by “Use it”"):
        seeded_store.undo_step(number, by=None)


def test_many_cells_are_refused_together_when_one_has_changed(seeded_store: Store) -> None:
    seen = dict.fromkeys((1, 2), Decimal(40_000))
    with (
        pytest.raises(Conflict, match="50,000"),
        seeded_store.step("Set", by=None) as step,
    ):
        step.set_many("figure", "value", {1: "1", 2: "2"}, expect=seen)


def test_a_new_step_ends_what_could_be_redone(seeded_store: Store) -> None:
    change(seeded_store, "figure", 1, "value", "60000", "First")
    seeded_store.undo(by=None)
    assert seeded_store.redo_label == "First"
    change(seeded_store, "figure", 2, "value", "1", "Second")
    assert seeded_store.redo_label is None
    with pytest.raises(Missing):
        seeded_store.redo(by=None)


def test_numbers_and_ids_are_never_given_twice(seeded_store: Store) -> None:
    def new() -> tuple[int, object]:
        with seeded_store.step("Add", by=None) as step:
            entry = step.add("entry", {"title": "New", "country": "UZB", "start": "2023"})
        return entry, seeded_store.row("entry", entry).value("uid")

    first = new()
    seeded_store.undo(by=None)
    second = new()

    assert first[1] == "UZB-2023-002"
    assert second[1] == "UZB-2023-003"
    assert second[0] > first[0]


def test_a_step_that_fails_leaves_the_store_as_it_was(seeded_store: Store) -> None:
    before = seeded_store.dump()

    def half() -> None:
        with seeded_store.step("Half", by=None) as step:
            step.set("figure", 1, "value", "60000")
            step.set("milestone", 1, "date", "2023-13")

    with pytest.raises(Invalid, match="month"):
        half()
    assert seeded_store.dump() == before


def test_what_somebody_else_has_changed_is_a_conflict(seeded_store: Store) -> None:
    with (
        pytest.raises(Conflict, match="50,000"),
        seeded_store.step("Set", by=None) as step,
    ):
        step.set("figure", 1, "value", "60000", expect=Decimal(40_000))


def test_a_text_that_quotes_rest_on_cannot_be_changed(seeded_store: Store) -> None:
    with (
        pytest.raises(Invalid, match="quotes rest on"),
        seeded_store.step("Set", by=None) as step,
    ):
        step.set("source", 1, "text", "Another text")


def test_the_second_on_a_store_reads_only_follows_and_takes_over(tmp_path: Path) -> None:
    path = tmp_path / "a.khorgos"
    first = create_store(path, author="First")
    second = open_(path, author="Second")
    told = []
    second.listen(told.append)
    assert second.readonly
    assert "another window" in second.reason
    with pytest.raises(StoreUnavailable), second.step("No", by=None):
        pass

    change(first, "figure", 1, "value", "60000", "Seen")
    second.poll()
    second.poll()
    assert [(one.label, one.cells) for one in told] == [
        ("Seen", frozenset({("figure", 1, "value")}))
    ]

    first.close()
    second.poll()
    assert not second.readonly
    change(second, "figure", 1, "value", "70000", "Mine")
    second.close()


def test_a_store_that_was_moved_takes_no_more_edits(tmp_path: Path) -> None:
    path = tmp_path / "a.khorgos"
    store = create_store(path, author="Tester")
    path.rename(tmp_path / "elsewhere.khorgos")
    told = []
    store.listen(told.append)
    with pytest.raises(StoreUnavailable, match="moved"):
        change(store, "figure", 1, "value", "60000", "Lost")
    assert told == []
    store.close()


def test_history_says_who_did_what_in_words(seeded_store: Store) -> None:
    change(seeded_store, "entry", 1, "country", "Kazakhstan", "Move")
    line = seeded_store.history("entry", 1, "country")[0]
    assert (line.step.label, line.step.author) == ("Move", "Tester")
    assert (line.before, line.after) == ("Uzbekistan", "Kazakhstan")
