from collections.abc import Callable

import pytest
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui.cell_answers import FIELD_ROLE, REFUSED_ROLE
from gui.delegates import RecordDelegate
from gui.line_editor import LineEditor
from gui.text_editor import TextEditor
from models import KINDS, Store

FIELDS = [KINDS["entry"].field(key) for key in ("title", "status", "summary", "reason")]
_Index = QModelIndex | QPersistentModelIndex


class Cells(QAbstractTableModel):
    """One row of four fields, kept in dicts."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = ["Title", "Pledge", "One\ntwo", "because"]
        self.refused = ["", "", "", ""]
        self.written: list[tuple[int, str]] = []

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 1

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return len(FIELDS)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        column = index.column()
        found: dict[int, object] = {
            Qt.ItemDataRole.DisplayRole: self.texts[column],
            Qt.ItemDataRole.EditRole: self.texts[column],
            REFUSED_ROLE: self.refused[column],
            FIELD_ROLE: FIELDS[column],
        }
        return found.get(role)

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        self.written.append((index.column(), str(value)))
        self.texts[index.column()] = str(value)
        return True


@pytest.fixture
def cells() -> Cells:
    return Cells()


@pytest.fixture
def table(qtbot: QtBot, cells: Cells, seeded_store: Store) -> QTableView:
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(cells)
    view.setItemDelegate(RecordDelegate(seeded_store, view))
    view.resize(640, 240)
    view.show()
    qtbot.waitExposed(view)
    return view


@pytest.fixture
def opened(table: QTableView, cells: Cells) -> Callable[[int], QWidget]:
    def edit(column: int) -> QWidget:
        index = cells.index(0, column)
        table.setCurrentIndex(index)
        table.edit(index)
        editor = table.indexWidget(index)
        assert editor is not None
        return editor

    return edit


def test_enter_writes_what_was_typed_and_closes_the_editor(
    table: QTableView, cells: Cells, opened: Callable[[int], QWidget], qtbot: QtBot
) -> None:
    editor = opened(0)
    qtbot.keyClicks(editor, "New")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert cells.written == [(0, "New")]
    qtbot.waitUntil(lambda: table.indexWidget(cells.index(0, 0)) is None)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
@pytest.mark.parametrize("column", [0, 1, 2])
def test_an_untouched_editor_writes_nothing(
    cells: Cells, opened: Callable[[int], QWidget], qtbot: QtBot, column: int, key: Qt.Key
) -> None:
    qtbot.keyClick(opened(column), key)
    assert cells.written == []


def test_tab_writes_and_goes_on_to_the_next_cell(
    table: QTableView, cells: Cells, opened: Callable[[int], QWidget], qtbot: QtBot
) -> None:
    editor = opened(0)
    qtbot.keyClicks(editor, "New")
    qtbot.keyClick(editor, Qt.Key.Key_Tab)
    assert cells.written == [(0, "New")]
    assert table.currentIndex().column() == 1


def test_escape_closes_without_writing(
    table: QTableView, cells: Cells, opened: Callable[[int], QWidget], qtbot: QtBot
) -> None:
    editor = opened(2)
    qtbot.keyClicks(editor, "New")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert cells.written == []
    qtbot.waitUntil(lambda: table.indexWidget(cells.index(0, 2)) is None)


def test_a_choice_in_a_cell_is_completed_from_its_beginning(
    table: QTableView, cells: Cells, opened: Callable[[int], QWidget], qtbot: QtBot
) -> None:
    editor = opened(1)
    assert isinstance(editor, LineEditor)
    qtbot.keyClicks(editor, "commit")
    assert editor.list_open()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert cells.written == [(1, "Commitment")]


def test_a_long_text_gets_room_inside_the_table(
    table: QTableView, opened: Callable[[int], QWidget]
) -> None:
    editor = opened(2)
    assert isinstance(editor, TextEditor)
    assert editor.toPlainText() == "One\ntwo"
    assert editor.height() > 2 * table.rowHeight(0)
    assert table.viewport().rect().contains(editor.geometry())


def test_a_computed_cell_has_no_editor(table: QTableView, cells: Cells) -> None:
    index = cells.index(0, 3)
    table.setCurrentIndex(index)
    delegate = table.itemDelegate()
    assert isinstance(delegate, QStyledItemDelegate)
    assert delegate.createEditor(table.viewport(), QStyleOptionViewItem(), index) is None


def test_a_refused_text_is_offered_again_with_its_problem(
    cells: Cells, opened: Callable[[int], QWidget]
) -> None:
    cells.texts[0], cells.refused[0] = "half a tit", "Title: too short."
    editor = opened(0)
    assert isinstance(editor, LineEditor)
    assert (editor.text(), editor.problem) == ("half a tit", "Title: too short.")
