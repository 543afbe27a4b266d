"""Tables over the seeded store without a window around them, for the tests of these."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui.notify import Notifier
from gui.record_model import RecordModel
from gui.record_table import RecordTable
from gui.tasks import Tasks
from models import Query, Store

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def sheet(qtbot: QtBot, seeded_store: Store) -> Iterator[Callable[[str], RecordTable]]:
    """Show the table of a kind and wait for its rows."""
    notifier, tasks, root = Notifier(seeded_store), Tasks(), QObject()

    def make(kind: str) -> RecordTable:
        model = RecordModel(seeded_store, notifier, tasks, kind, root)
        table = RecordTable(model)
        qtbot.addWidget(table)
        table.resize(900, 400)
        table.show()
        qtbot.waitExposed(table)
        table.activateWindow()
        table.setFocus()
        model.show(Query(kind))
        qtbot.waitUntil(lambda: model.complete and model.rowCount() > 0)
        qtbot.waitUntil(lambda: table.currentIndex().isValid())
        return table

    yield make
    tasks.close()
    notifier.close()
    root.deleteLater()


@pytest.fixture
def figures(sheet: Callable[[str], RecordTable]) -> RecordTable:
    """The table of the six figures."""
    return sheet("figure")


def go(table: RecordTable, row: int, key: str) -> None:
    """Put the cursor on a cell."""
    table.setCurrentIndex(table.records.index(row, table.records.column_of(key)))


def here(table: RecordTable) -> tuple[int, str]:
    """Return where the cursor is."""
    return table.currentIndex().row(), table.current_field()


def editor_of(table: RecordTable) -> QLineEdit:
    """Return the editor that is open over the cursor's cell."""
    editor = table.indexWidget(table.currentIndex())
    assert isinstance(editor, QLineEdit)
    return editor


def shown(table: RecordTable, row: int, key: str) -> str:
    """Return what a cell shows."""
    record = table.records.row_at(row)
    assert record is not None
    return record.shown(key)


def selected(table: RecordTable) -> set[tuple[int, str]]:
    """Return the selected cells."""
    chosen = table.selectionModel().selection().indexes()
    return {(index.row(), table.fields[index.column()].key) for index in chosen}


def select_block(table: RecordTable, first: tuple[int, str], last: tuple[int, str]) -> None:
    """Select a block with the cursor on its first cell."""
    corners = [table.records.index(row, table.records.column_of(key)) for row, key in (first, last)]
    flags = QItemSelectionModel.SelectionFlag
    table.selectionModel().setCurrentIndex(corners[0], flags.NoUpdate)
    table.selectionModel().select(QItemSelection(*corners), flags.ClearAndSelect)


def press_popup(qtbot: QtBot, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    """Press a key where a person's keys go while a list is open."""
    popup = QApplication.activePopupWidget()
    assert popup is not None
    qtbot.keyClick(popup, key, held)
