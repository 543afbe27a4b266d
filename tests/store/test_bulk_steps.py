"""Many cells at once: the index of words and what is counted beside records stay right."""

import io
import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest
from sqlalchemy import create_engine

from models import Block, Query, Store, apply_block, export_csv, plan_block
from models.bulk import insert_rows
from models.derived import refresh_all
from models.folding import teach
from models.segments import levels_of

AMOUNT = 1_000
ENTRIES = Query("entry")
KEPT = "SELECT id, evidence, sources, quality, completeness, implementation, bare, contested"


def check_words_and_counts(store: Store) -> None:
    """Compare the index with the texts, and what is kept with what is counted from nothing."""
    with closing(sqlite3.connect(store.path, isolation_level=None)) as raw:
        teach(raw)
        with create_engine("sqlite://", creator=lambda: raw).connect() as connection:
            raw.execute("BEGIN IMMEDIATE")
            for kind in ("entry", "citation"):
                index = f"search_{kind}"
                raw.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
            kept = raw.execute(f"{KEPT} FROM entry ORDER BY id").fetchall()
            refresh_all(connection)
            assert raw.execute(f"{KEPT} FROM entry ORDER BY id").fetchall() == kept
            raw.execute("ROLLBACK")


def test_a_block_that_changes_other_fields_in_each_row_and_its_undo(seeded_store: Store) -> None:
    store = seeded_store
    with store.step("Add", by=None) as step:
        step.add_many("entry", [{"title": f"E{n}", "notes": "x"} for n in range(40)])
    records = tuple(store.ids(Query("entry")))
    before = store.dump()
    rows = (store.row("entry", record) for record in records)
    texts = tuple(
        (
            row.text("title") if at % 3 == 0 else f"Тоннель {at}",
            row.text("notes") if at % 4 == 0 else f"note {at}",
            row.text("sector") if at % 5 == 0 else "120",
            row.text("start") if at % 7 == 0 else f"20{at:02}",
        )
        for at, row in enumerate(rows)
    )
    block = Block("entry", ("title", "notes", "sector", "start"), records, texts)
    plan = plan_block(store, block, lambda _: None)
    change = apply_block(store, plan, "Paste", by=None, report=lambda _: None)
    assert change is not None
    # What a row holds already is no edit, though it may be written beside what changes.
    assert len(change.cells) == plan.amount < len(records) * 4
    after = store.dump()
    check_words_and_counts(store)
    store.undo(by=None)
    assert store.dump() == before
    check_words_and_counts(store)
    store.redo(by=None)
    assert store.dump() == after
    check_words_and_counts(store)


def test_an_entry_does_not_rest_on_the_sources_of_others(empty_store: Store) -> None:
    with empty_store.step("Add", by=None) as step:
        first, second = step.add_many("entry", [{"title": "A"}, {"title": "B"}])
        source = step.add("source", {"title": "S", "text": "One.", "type": "official"})
        figure = step.add("figure", {"entry": first, "label": "L", "value": "1"})
        step.add("figure", {"entry": second, "label": "M", "value": "2"})
        step.add(
            "citation", {"kind": "figure", "record": figure, "field": "value", "source": source}
        )
    rests = [empty_store.row("entry", one).value("sources") for one in (first, second)]
    assert rests == [1, 0]


def test_the_last_edit_in_a_file_is_that_of_its_own_entry(empty_store: Store) -> None:
    for author in ("Ann", "Bob"):
        empty_store.author = author
        with empty_store.step("Add", by=None) as step:
            step.add("entry", {"title": author})
    file = io.BytesIO()
    export_csv(empty_store, Query("entry"), ("title", "edited_by"), file)
    assert file.getvalue().split() == [b"title,edited_by", b"Ann,Ann", b"Bob,Bob"]


def test_connections_abreast_see_the_same_store(empty_store: Store) -> None:
    with empty_store.abreast() as connections:
        with empty_store.step("Add", by=None) as step:
            step.add("entry", {"title": "Later"})
        count = "SELECT count(*) FROM entry"
        assert [one.exec_driver_sql(count).scalar() for one in connections] == [0, 0]


def leaves_written(store: Store) -> int:
    """Return how many leaves the index of words of entries has; nothing merges them here."""
    with closing(sqlite3.connect(store.path)) as raw:
        return sum(sum(level.leaves) for level in levels_of(raw, "search_entry"))


def test_many_records_are_sorted_into_the_index_of_words_at_once(empty_store: Store) -> None:
    # Once a record it would be 20 times as slow: FTS5 writes out what it has at each statement.
    store = empty_store

    def add() -> None:
        with store.step("Add", by=None) as step:
            step.add_many("entry", [{"title": f"Entry {at}"} for at in range(AMOUNT)])

    def rename() -> None:
        with store.step("Rename", by=None) as step:
            step.set_many("entry", "title", {one: f"Name {one}" for one in store.ids(ENTRIES)})

    def remove() -> None:
        with store.step("Remove", by=None) as step:
            step.remove_many("entry", store.ids(ENTRIES))

    def undo() -> None:
        store.undo(by=None)

    for work in (add, rename, undo, lambda: store.redo(by=None), remove, undo):
        before = leaves_written(store)
        work()
        assert 0 < leaves_written(store) - before < AMOUNT / 5
        check_words_and_counts(store)


def test_a_step_leaves_each_record_the_fields_that_others_change(empty_store: Store) -> None:
    # One statement writes all the fields that any of its records changes.
    store = empty_store
    with store.step("Add", by=None) as step:
        first, second, third = step.add_many(
            "entry", [{"title": name, "notes": "kept", "umbrella": True} for name in "abc"]
        )
    with closing(sqlite3.connect(store.path)) as raw:
        assert raw.execute("SELECT typeof(umbrella) FROM entry").fetchone() == ("integer",)
    figures = [{"entry": first, "value": Decimal(one)} for one in ("0.1", "12345678901234.5")]
    with store.step("Figures", by=None) as step:
        small, large = step.add_many("figure", figures)
    block = Block(
        "entry",
        ("title", "notes", "umbrella"),
        (first, second, third),
        (("a", "other", "yes"), ("B", "kept", "yes"), ("c", "", "no")),
    )
    before = store.dump()
    plan = plan_block(store, block, lambda _: None)
    apply_block(store, plan, "Paste", by=None, report=lambda _: None)
    held = [
        tuple(store.row("entry", record).value(key) for key in block.fields)
        for record in (first, second, third)
    ]
    assert held == [("a", "other", True), ("B", "kept", True), ("c", None, False)]
    with store.step("Figures", by=None) as step:
        step.set_many("figure", "value", {small: Decimal("0.3"), large: Decimal("1e-7")})
    assert store.row("figure", small).value("value") == Decimal("0.3")
    assert store.row("figure", large).value("value") == Decimal("1e-7")
    store.undo(by=None)
    store.undo(by=None)
    assert store.dump() == before


def test_lines_of_a_statement_that_failed_are_not_written_by_the_next(empty_store: Store) -> None:
    store = empty_store
    with store._database.writing() as connection:
        with pytest.raises(sqlite3.IntegrityError):
            insert_rows(connection, "entry", ["title", "uid"], [("a", "X-1"), ("b", "X-1")])
        insert_rows(connection, "entry", ["title", "uid"], [("c", "X-2")])
    assert [row.value("title") for row in store.rows("entry", store.ids(ENTRIES))] == ["c"]
