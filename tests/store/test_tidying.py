"""No edit merges the index of words; that is done in slices while nobody writes."""

import shutil
import sqlite3
import tempfile
import threading
from contextlib import closing
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_bulk_steps import check_words_and_counts

from models import Change, Query, Store, StoreUnavailable, Ticket, open_store, tidying
from models.cli import main
from models.search import PATIENCE
from models.segments import Level, levels_of

ENOUGH = PATIENCE["usermerge"]
INDEX = "search_entry"


def levels(store: Store) -> list[Level]:
    with closing(sqlite3.connect(store.path)) as raw:
        return levels_of(raw, INDEX)


def youngest(store: Store) -> tuple[int, ...]:
    return next((level.leaves for level in levels(store)), ())


def sizes(store: Store) -> list[int]:
    """Return how many leaves each segment has, on whatever level: FTS5 moves the smallest down."""
    return sorted(leaves for level in levels(store) for leaves in level.leaves)


def edit(store: Store, times: int = 1) -> None:
    """Change one title so many times, a step each."""
    (record,) = store.ids(Query("entry"), limit=1)
    for _ in range(times):
        with store.step("Edit", by=None) as step:
            step.set("entry", record, "title", f"Title {store.steps(limit=1)[0].id}")


def tidy_all(store: Store) -> int:
    """Tidy until nothing is left; return how many slices that took."""
    slices = 0
    while store.tidy():
        slices += 1
    return slices


class CountedTicket(Ticket):
    """Is cancelled by itself once it was looked at so many times."""

    def __init__(self, patience: int) -> None:
        self.patience = patience
        super().__init__()

    @property
    def cancelled(self) -> bool:
        self.patience -= 1
        return self.patience < 0

    @cancelled.setter
    def cancelled(self, value: bool) -> None:
        if value:
            self.patience = 0


# ---- what an edit writes -----------------------------------------------------------------------


def test_an_edit_adds_one_small_segment_whatever_a_large_write_left(seeded_store: Store) -> None:
    with seeded_store.step("Add", by=None) as step:
        step.add_many("entry", [{"title": f"Entry {at} of {at % 97}"} for at in range(20_000)])
    before = youngest(seeded_store)
    assert max(before) > 20
    for _ in range(40):
        edit(seeded_store)
        *old, new = youngest(seeded_store)
        assert (tuple(old), new) == (before, 1)
        before = (*old, new)


def test_a_rebuilt_index_is_one_segment_below_those_of_edits(tmp_path: Path) -> None:
    from models.sample import make_sample

    make_sample(tmp_path / "sample.khorgos", 12_000, seed=1, report=lambda _: None)
    store = open_store(tmp_path / "sample.khorgos", author="Tester")
    assert sum(len(level.leaves) for level in levels(store)) == 1
    store.close()


# ---- merging at rest ---------------------------------------------------------------------------


def test_sixteen_segments_are_merged_at_rest_and_fewer_left_alone(seeded_store: Store) -> None:
    store = seeded_store
    # The seed was written in many steps.
    tidy_all(store)
    edit(store, ENOUGH - 1 - len(youngest(store)))
    store.moved_on()
    before = levels(store)
    assert not store.tidy()
    assert levels(store) == before
    assert not store.moved_on(), "nothing was due, so nothing must be committed"
    edit(store)
    assert len(youngest(store)) == ENOUGH
    amount = len(sizes(store))
    assert tidy_all(store) > 0
    assert len(sizes(store)) == amount - ENOUGH + 1
    check_words_and_counts(store)


def test_a_slice_is_small(seeded_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store = seeded_store
    with store.step("Add", by=None) as step:
        step.add_many("entry", [{"title": f"Entry{at} n{at}"} for at in range(5_000)])
    edit(store, ENOUGH - len(youngest(store)))
    assert sum(youngest(store)) > 40
    monkeypatch.setattr(tidying, "SLICE", 4)
    written = [0]
    while store.tidy():
        found = levels(store)
        written.append(sum(found[1].leaves))
        assert found[0].merging in (0, ENOUGH)
    # A slice ends with the word during which it was full.
    assert max(now - last for last, now in pairwise(written)) < 12
    assert len(written) > 6
    check_words_and_counts(store)


def test_edits_between_slices_are_merged_later(
    seeded_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = seeded_store
    with store.step("Add", by=None) as step:
        step.add_many("entry", [{"title": f"Entry{at} n{at}"} for at in range(5_000)])
    monkeypatch.setattr(tidying, "SLICE", 1)
    edit(store, ENOUGH)
    for _ in range(40):
        store.tidy()
        before = sizes(store)
        edit(store)
        assert sizes(store) == sorted([*before, 1])
    check_words_and_counts(store)
    tidy_all(store)
    assert all(len(one.leaves) < ENOUGH and not one.merging for one in levels(store))
    check_words_and_counts(store)


ACTS = st.lists(
    st.sampled_from(["edits", "edits", "undo", "redo", "slice", "slice", "tidy", "add", "remove"]),
    min_size=5,
    max_size=14,
)


@settings(max_examples=10)
@given(acts=ACTS)
def test_the_index_agrees_with_the_texts_whatever_is_done(empty_template: Path, acts: str) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(tidying, "SLICE", 1)
        path = Path(folder, "facts.khorgos")
        shutil.copy(empty_template, path)
        store = open_store(path, author="Tester")
        with store.step("Add", by=None) as step:
            step.add_many("entry", [{"title": f"Entry{at} n{at}"} for at in range(100)])
        for act in acts:
            ids = store.ids(Query("entry"))
            if act == "edits" and ids:
                edit(store, 9)
            elif act == "undo" and store.next_undo():
                store.undo(by=None)
            elif act == "redo" and store.next_redo():
                store.redo(by=None)
            elif act == "slice":
                store.tidy()
            elif act == "tidy":
                tidy_all(store)
            elif act == "add":
                with store.step("Add", by=None) as step:
                    step.add_many("entry", [{"title": f"More {at}"} for at in range(40)])
            elif act == "remove" and len(ids) > 30:
                with store.step("Remove", by=None) as step:
                    step.remove_many("entry", ids[-20:])
            check_words_and_counts(store)
        store.close()


# ---- it is nobody's step, and gives way --------------------------------------------------------


def test_tidying_is_no_step_and_nobody_is_told(seeded_store: Store) -> None:
    store = seeded_store
    follower = open_store(store.path, author="Other", readonly=True)
    edit(store, ENOUGH)
    follower.poll()
    told: list[Change] = []
    for one in (store, follower):
        one.listen(told.append)
    before = store.dump(), store.steps(), store.undo_label, store.redo_label
    assert tidy_all(store) > 0
    assert follower.moved_on()
    follower.catch_up()
    assert (store.dump(), store.steps(), store.undo_label, store.redo_label) == before
    assert told == []
    follower.close()


def test_nothing_is_tidied_while_a_step_is_written(seeded_store: Store) -> None:
    edit(seeded_store, ENOUGH)
    answers: list[bool] = []
    before = levels(seeded_store)
    with seeded_store.step("Edit", by=None) as step:
        step.set("entry", 1, "notes", "kept")
        answers.append(seeded_store.tidy())
        thread = threading.Thread(target=lambda: answers.append(seeded_store.tidy()))
        thread.start()
        thread.join()
        assert answers == [False, False]
        assert levels(seeded_store) == before
    assert seeded_store.row("entry", 1).text("notes") == "kept"
    assert seeded_store.tidy()


def test_a_slice_gives_way_to_a_writer_at_once(seeded_store: Store) -> None:
    database = seeded_store._database
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n"
    begun, ticket = threading.Event(), Ticket()
    stopped: list[Exception] = []

    def slice_without_end() -> None:
        try:
            with database.between_writes(ticket) as writer:
                assert writer is not None
                writer.exec_driver_sql("UPDATE meta SET value = 'lost'")
                begun.set()
                writer.exec_driver_sql(endless).fetchall()
        except Exception as error:
            stopped.append(error)

    thread = threading.Thread(target=slice_without_end)
    thread.start()
    begun.wait(10)
    identity = seeded_store.store_id()
    try:
        edit(seeded_store)
    finally:
        ticket.cancel()
        thread.join(10)
    assert [type(one).__name__ for one in stopped] == ["Cancelled"]
    assert seeded_store.store_id() == identity != "lost"


@pytest.mark.parametrize("patience", [1, 2, 3, 5, 8, 13, 21, 34, 55])
def test_a_slice_that_was_stopped_leaves_the_store_as_it_was_and_open(
    seeded_store: Store, patience: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = seeded_store
    with store.step("Add", by=None) as step:
        step.add_many("entry", [{"title": f"Entry{at} n{at}"} for at in range(5_000)])
    edit(store, ENOUGH)
    monkeypatch.setattr(tidying, "SLICE", 10_000)
    before = levels(store)
    assert not store.tidy(CountedTicket(patience))
    assert levels(store) == before
    edit(store)
    store.undo(by=None)
    assert tidy_all(store) > 0
    check_words_and_counts(store)


def test_a_store_that_others_write_to_is_left_alone(seeded_store: Store) -> None:
    edit(seeded_store, ENOUGH)
    before = levels(seeded_store)
    second = open_store(seeded_store.path, author="Other")
    assert second.readonly
    assert not second.tidy()
    second.close()
    with closing(sqlite3.connect(seeded_store.path, isolation_level=None)) as raw:
        raw.execute("BEGIN IMMEDIATE")
        assert not seeded_store.tidy()
        raw.execute("ROLLBACK")
    assert levels(seeded_store) == before
    with seeded_store._database.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
    assert seeded_store.tidy()


def test_a_full_disk_is_no_matter(seeded_store: Store) -> None:
    store = seeded_store
    with store.step("Add", by=None) as step:
        step.add_many("entry", [{"title": f"Entry{at} n{at}"} for at in range(5_000)])
    edit(store, ENOUGH)
    before = levels(store)
    with store._database.writing() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        most = connection.exec_driver_sql(f"PRAGMA max_page_count={pages}").scalar()
        assert most == pages
        # What is free is taken, so that the next page would make the file longer.
        free = connection.exec_driver_sql("PRAGMA freelist_count").scalar()
        assert free == 0
    with pytest.raises(StoreUnavailable, match="disk is full"), store.step("Add", by=None) as step:
        step.add_many("entry", [{"title": "x" * 900} for _ in range(100)])
    assert not store.tidy()
    assert levels(store) == before


def test_a_moved_store_is_no_matter(seeded_store: Store, tmp_path: Path) -> None:
    edit(seeded_store, ENOUGH)
    seeded_store.path.rename(tmp_path / "moved.khorgos")
    assert not seeded_store.tidy()


def test_nothing_begins_once_the_store_is_being_closed(seeded_store: Store) -> None:
    edit(seeded_store, ENOUGH)
    seeded_store._database._turns.end()
    assert not seeded_store.tidy()


def test_a_store_from_before_is_told_to_be_patient(seeded_store: Store) -> None:
    store = seeded_store
    older = {"automerge": 4, "crisismerge": 16, "usermerge": 4}
    with store._database.writing() as connection:
        for option, value in older.items():
            connection.exec_driver_sql(
                f"INSERT INTO {INDEX}({INDEX}, rank) VALUES ('{option}', {value})"
            )
    assert tidy_all(store) > 0
    with store.reading() as connection:
        kept = dict(map(tuple, connection.exec_driver_sql(f"SELECT k, v FROM {INDEX}_config")))
    assert {option: kept[option] for option in PATIENCE} == PATIENCE
    before = youngest(store)
    edit(store, 20)
    assert len(youngest(store)) == len(before) + 20


def test_an_import_tidies_at_its_end(seeded_store: Store, tmp_path: Path) -> None:
    edit(seeded_store, ENOUGH)
    seeded_store.close()
    table = tmp_path / "entries.csv"
    table.write_text("title,type\nA railway,loan\n", encoding="utf-8")
    assert main(["import", str(table), "--store", str(seeded_store.path)]) == 0
    assert len(youngest(seeded_store)) < ENOUGH
