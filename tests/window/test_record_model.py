"""The one table model keeps Qt's rules while records come, go and change."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from gui.notify import Notifier
from gui.record_model import MARK_ROLE, RecordModel
from gui.tasks import Tasks
from models import KINDS, Filter, Query, Scope, Sort, Store


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
