"""The one table model keeps Qt's rules while records come, go and change."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import suppress
from random import Random

import pytest
from PySide6.QtCore import QObject, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gui import row_moves
from gui.notify import Notifier
from gui.record_model import MARK_ROLE, RecordModel
from gui.record_table import RecordTable
from gui.tasks import Tasks
from gui.typed_text import TypedText
from models import KINDS, Conflict, Filter, Missing, Query, Row, Scope, Sort, Store


@pytest.fixture
def owner(seeded_store: Store) -> Iterator[QObject]:
    parent = QObject()
    parent.setProperty("store", "seeded")
    yield parent
    parent.deleteLater()


@pytest.fixture
def served(seeded_store: Store, owner: QObject) -> Iterator[tuple[Store, Notifier, Tasks]]:
    notifier, tasks = Notifier(seeded_store, owner), Tasks(owner)
    yield seeded_store, notifier, tasks
    notifier.close()
    assert tasks.close()


def loaded(qtbot: QtBot, model: RecordModel, query: Query) -> None:
    with qtbot.waitSignal(model.loading, check_params_cb=lambda busy: not busy):
        model.show(query)


@pytest.mark.parametrize("kind", [name for name in KINDS if name != "citation"])
def test_every_kind_keeps_the_rules_of_qt(
    kind: str, served: tuple[Store, Notifier, Tasks], owner: QObject, qtbot: QtBot
) -> None:
    store, notifier, tasks = served
    model = RecordModel(store, notifier, tasks, kind, owner)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, owner
    )
    loaded(qtbot, model, Query(kind))
    assert model.rowCount() == store.count(Query(kind))
    for key in (field.key for field in model.fields):
        loaded(qtbot, model, Query(kind, sort=(Sort(key, descending=True),)))
    loaded(qtbot, model, Query(kind, scope=Scope(country="UZB")))
    assert tester.model() is model


def test_rows_come_and_go_with_steps_and_their_undo(
    served: tuple[Store, Notifier, Tasks], owner: QObject, qtbot: QtBot
) -> None:
    store, notifier, tasks = served
    model = RecordModel(store, notifier, tasks, "entry", owner)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, owner
    )
    loaded(qtbot, model, Query("entry", sort=(Sort("title"),)))

    with store.step("Add", by=None) as step:
        added = [step.add("entry", {"title": title}) for title in ("Aa", "Mm", "Zz")]
    qtbot.waitUntil(lambda: model.rowCount() == 9)
    assert [model.row_of(record) for record in (added[0], added[2])] == [0, 8]
    store.undo(by=None)
    qtbot.waitUntil(lambda: model.rowCount() == 6)
    assert tester.model() is model


def test_a_cell_says_its_value_and_how_it_is_backed(
    served: tuple[Store, Notifier, Tasks], owner: QObject, qtbot: QtBot
) -> None:
    store, notifier, tasks = served
    model = RecordModel(store, notifier, tasks, "figure", owner)
    loaded(qtbot, model, Query("figure"))
    cell = model.index(0, model.column_of("value"))
    assert (cell.data(), cell.data(MARK_ROLE)) == ("50,000", "cited")
    assert cell.data(Qt.ItemDataRole.EditRole) == "50000"
    assert model.setData(cell, "60 000", Qt.ItemDataRole.EditRole)
    assert cell.data() == "60,000"
    assert str(store.row("figure", 1).value("value")) == "60000"


def test_a_refused_text_stays_and_nothing_is_written(
    served: tuple[Store, Notifier, Tasks], owner: QObject, qtbot: QtBot
) -> None:
    store, notifier, tasks = served
    model = RecordModel(store, notifier, tasks, "figure", owner)
    loaded(qtbot, model, Query("figure"))
    cell, before = model.index(0, model.column_of("value")), store.dump()
    with qtbot.waitSignal(model.refused) as told:
        assert not model.setData(cell, "12 mln tons", Qt.ItemDataRole.EditRole)
    assert told.args[1]
    assert (cell.data(), store.dump()) == ("12 mln tons", before)
    model.drop_draft(cell)
    assert cell.data() == "50,000"


def test_a_filter_that_makes_no_sense_keeps_the_rows(
    served: tuple[Store, Notifier, Tasks], owner: QObject, qtbot: QtBot
) -> None:
    store, notifier, tasks = served
    model = RecordModel(store, notifier, tasks, "figure", owner)
    loaded(qtbot, model, Query("figure"))
    with qtbot.waitSignal(model.query_refused) as told:
        model.show(Query("figure", filters=(Filter("value", ">many"),)))
    assert "many" in told.args[0]
    assert model.rowCount() == 6


# ---- whatever is written, and while somebody types ---------------------------------------------


def act_of_a_person(store: Store, random: Random) -> None:
    """Add, remove, change, undo or redo something."""
    ids = list(store.ids(Query("entry")))
    act = random.randrange(7)
    if act == 0:
        with store.step("Add", by=None) as step:
            for _ in range(random.choice((1, 1, 9))):
                step.add("entry", {"title": f"{random.choice('AMZ')} {random.random()}"})
    elif act == 1 and len(ids) > 4:
        with store.step("Remove", by=None) as step:
            step.remove("entry", random.choice(ids))
    elif act in (2, 3):
        with suppress(Missing, Conflict):
            (store.undo if act == 2 else store.redo)(by=None)
    else:
        with store.step("Change", by=None) as step:
            step.set("entry", random.choice(ids), "title", f"{random.choice('AMZ')} changed")


@pytest.mark.parametrize("most", [1, 200])
@pytest.mark.parametrize("seed", range(3))
def test_the_rules_of_qt_hold_through_random_changes_and_queries(
    seed: int,
    most: int,
    served: tuple[Store, Notifier, Tasks],
    owner: QObject,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(row_moves, "MOST", most)
    monkeypatch.setattr(row_moves, "FEWEST", most)
    store, notifier, tasks = served
    random = Random(seed)
    model = RecordModel(store, notifier, tasks, "entry", owner)
    tester = QAbstractItemModelTester(
        model, QAbstractItemModelTester.FailureReportingMode.Fatal, owner
    )
    queries = [
        Query("entry"),
        Query("entry", sort=(Sort("title"),)),
        Query("entry", sort=(Sort("title", descending=True),), words="changed"),
    ]
    held: QPersistentModelIndex | None = None
    for _ in range(25):
        if random.random() < 0.3:
            model.show(random.choice(queries))
        for _ in range(random.choice((1, 1, 4))):
            act_of_a_person(store, random)
        if random.random() < 0.5:
            qtbot.waitUntil(lambda: tasks.pending == 0)
        rows = model.rowCount()
        held = QPersistentModelIndex(model.index(random.randrange(rows), 0)) if rows else None
    held = None
    qtbot.waitUntil(lambda: tasks.pending == 0)
    loaded(qtbot, model, queries[0])
    assert model.ids == store.ids(queries[0])
    assert (tester.model(), held) == (model, None)


@pytest.fixture
def table(
    served: tuple[Store, Notifier, Tasks], owner: QObject, qtbot: QtBot
) -> Iterator[RecordTable]:
    store, notifier, tasks = served
    with store.step("Add", by=None) as step:
        for title in "BDFHJL":
            step.add("entry", {"title": title * 3})
    made = RecordTable(RecordModel(store, notifier, tasks, "entry", owner))
    qtbot.addWidget(made)
    made.resize(900, 400)
    made.show()
    qtbot.waitExposed(made)
    loaded(qtbot, made.records, Query("entry", sort=(Sort("title"),)))
    yield made
    made.hide()


def type_into(table: RecordTable, record: int, text: str, qtbot: QtBot) -> QWidget:
    assert table.choose(record, "title")
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = table.indexWidget(table.currentIndex())
    assert editor is not None
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(editor, text)
    return editor


def settled(table: RecordTable, tasks: Tasks, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: tasks.pending == 0)
    qtbot.waitUntil(lambda: table.records.complete)


def titled(store: Store, title: str) -> int:
    return store.ids(Query("entry", filters=(Filter("title", f"={title}"),)))[0]


@pytest.mark.parametrize("most", [1, 200])
def test_an_open_editor_outlives_what_happens_elsewhere(
    most: int,
    table: RecordTable,
    served: tuple[Store, Notifier, Tasks],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(row_moves, "MOST", most)
    monkeypatch.setattr(row_moves, "FEWEST", most)
    store, _, tasks = served
    record = titled(store, "FFF")
    editor = type_into(table, record, "Typed", qtbot)
    with store.step("Elsewhere", by=None) as step:
        for title in ("AAA", "EEE", "GGG", "ZZZ"):
            step.add("entry", {"title": title})
        step.remove("entry", titled(store, "DDD"))
        step.remove("entry", titled(store, "HHH"))
        step.set("entry", titled(store, "JJJ"), "title", "JJJ changed")
        step.set("entry", record, "summary", "Of the same record")
    settled(table, tasks, qtbot)
    assert table.indexWidget(table.currentIndex()) is editor
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert store.row("entry", record).value("title") == "Typed"


def test_a_text_typed_over_a_change_of_the_same_cell_is_refused_and_stays(
    table: RecordTable, served: tuple[Store, Notifier, Tasks], qtbot: QtBot
) -> None:
    store, _, _ = served
    record = titled(store, "FFF")
    editor = type_into(table, record, "Typed", qtbot)
    with store.step("Elsewhere", by=None) as step:
        step.set("entry", record, "title", "Theirs")
    with qtbot.waitSignal(table.records.refused) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert told.args[1]
    assert store.row("entry", record).value("title") == "Theirs"
    cell = table.records.index(table.records.row_of(record), table.records.column_of("title"))
    assert cell.data() == "Typed"
    assert table.records.setData(cell, "Typed", Qt.ItemDataRole.EditRole)
    assert store.row("entry", record).value("title") == "Typed"


def test_a_text_typed_into_a_removed_record_is_told(
    table: RecordTable, served: tuple[Store, Notifier, Tasks], qtbot: QtBot
) -> None:
    store, _, _ = served
    record = titled(store, "FFF")
    typed = TypedText(table)
    type_into(table, record, "A long story", qtbot)
    with (
        qtbot.waitSignal(typed.told) as told,
        store.step("Elsewhere", by=None) as step,
    ):
        step.remove("entry", record)
    assert told.args[0].endswith("A long story")


def test_what_is_typed_is_committed_before_another_query(
    table: RecordTable, served: tuple[Store, Notifier, Tasks], qtbot: QtBot
) -> None:
    store, _, _ = served
    record = titled(store, "FFF")
    typed = TypedText(table)
    type_into(table, record, "Typed", qtbot)
    loaded(qtbot, table.records, Query("entry"))
    assert store.row("entry", record).value("title") == "Typed"
    assert typed.parent() is table


def test_what_is_typed_while_another_query_is_looked_for_stays(
    table: RecordTable, served: tuple[Store, Notifier, Tasks], qtbot: QtBot
) -> None:
    store, _, _ = served
    record = titled(store, "FFF")
    table.records.show(Query("entry", words="nothing-has-this"))
    editor = type_into(table, record, "Typed", qtbot)
    qtbot.waitUntil(lambda: table.records.complete)
    assert table.indexWidget(table.currentIndex()) is editor
    assert list(table.records.ids) == [record]
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert store.row("entry", record).value("title") == "Typed"


def test_a_row_that_left_the_filter_stays_until_the_next_query(
    table: RecordTable, served: tuple[Store, Notifier, Tasks], qtbot: QtBot
) -> None:
    store, _, tasks = served
    query = Query("entry", filters=(Filter("title", "<=MMM"),), sort=(Sort("title"),))
    loaded(qtbot, table.records, query)
    record = titled(store, "FFF")
    editor = type_into(table, record, "Zzz", qtbot)
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert table.choose(record)
    place = table.records.row_of(record)
    with store.step("Elsewhere", by=None) as step:
        step.add("entry", {"title": "CCC"})
    qtbot.waitUntil(lambda: titled(store, "CCC") in table.records.ids)
    assert table.records.row_of(record) == place + 1
    settled(table, tasks, qtbot)
    loaded(qtbot, table.records, query)
    assert table.records.row_of(record) == -1


def test_a_row_that_changed_while_it_was_read_is_not_shown_as_it_was(
    served: tuple[Store, Notifier, Tasks],
    owner: QObject,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store, notifier, tasks = served
    model = RecordModel(store, notifier, tasks, "entry", owner)
    model.sight = lambda: (0, 20)
    read, go_on, rows = threading.Event(), threading.Event(), Store.rows

    def slowly(self: Store, kind: str, ids: Sequence[int]) -> list[Row]:
        found = rows(self, kind, ids)
        if ids and threading.current_thread() is not threading.main_thread():
            read.set()
            assert go_on.wait(5)
        return found

    monkeypatch.setattr(Store, "rows", slowly)
    model.show(Query("entry", words="beer"))
    assert read.wait(5)
    record = store.ids(Query("entry", words="beer"))[0]
    with store.step("Change", by=None) as step:
        step.set("entry", record, "summary", "Another one")
    go_on.set()
    qtbot.waitUntil(lambda: model.complete and model.row_of(record) >= 0)
    shown = model.row_at(model.row_of(record))
    assert shown is not None
    assert shown.value("summary") == "Another one"


def test_unreadable_pages_are_told_once(
    served: tuple[Store, Notifier, Tasks], owner: QObject, qtbot: QtBot
) -> None:
    store, notifier, tasks = served
    with store.step("Add", by=None) as step:
        for number in range(200):
            step.add("entry", {"title": f"Entry {number}"})
    model = RecordModel(store, notifier, tasks, "entry", owner)
    loaded(qtbot, model, Query("entry"))
    told: list[str] = []
    model.query_refused.connect(told.append)
    store.close()
    store.path.write_bytes(b"no store any more" * 1000)
    cells = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert (cells, len(told)) == ([None] * 206, 1)
