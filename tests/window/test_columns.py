"""Columns as a person arranges them, by the menu of the header and by the mouse."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from sheets import LEFT, figures, sheet

from gui.columns import ColumnState, default_columns, from_json, read_columns, to_json
from gui.record_table import RecordTable
from gui.sorting import after_click, with_order, without
from models import KINDS, Sort

__all__ = ["figures", "sheet"]
FIELDS = KINDS["figure"].fields
Menu = Callable[[str, str], list[str]]


@pytest.fixture
def choose(figures: RecordTable) -> Menu:
    """Open the menu of a column, choose a line by its words; return what was offered."""

    def act(key: str, words: str) -> list[str]:
        column = figures.records.column_of(key)
        place = QPoint(figures.visualRect(figures.records.index(0, column)).center().x(), 8)
        offered: list[str] = []

        def pick() -> None:
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            actions = _all_actions(menu)
            offered.extend(action.text() for action in actions)
            menu.close()
            next(action for action in actions if action.text() == words).trigger()

        QTimer.singleShot(0, figures, pick)
        figures.header.customContextMenuRequested.emit(place)
        return offered

    return act


def _all_actions(menu: QMenu) -> list[QAction]:
    found = []
    for action in menu.actions():
        below = action.menu()
        found += _all_actions(below) if isinstance(below, QMenu) else [action]
    return [action for action in found if action.text()]


def test_the_menu_sorts_by_one_column_and_by_several(figures: RecordTable, choose: Menu) -> None:
    offered = choose("role", "Sort descending")
    assert figures.records.query.sort == (Sort("role", descending=True),)
    assert "Clear sort" not in offered
    choose("value", "Add to the sort (Shift+click)")
    assert figures.records.query.sort == (Sort("role", descending=True), Sort("value"))
    choose("role", "Take out of the sort")
    assert figures.records.query.sort == (Sort("value"),)
    choose("label", "Clear sort")
    assert figures.records.query.sort == ()


def test_the_menu_freezes_and_unfreezes(figures: RecordTable, choose: Menu) -> None:
    columns = figures.shown_columns()
    offered = choose(columns[2], "Freeze up to here")
    assert "Unfreeze columns" not in offered
    assert figures.arranged.frozen == 3
    choose(columns[0], "Unfreeze columns")
    assert figures.arranged.frozen == 0


def test_the_menu_hides_and_shows(figures: RecordTable, choose: Menu) -> None:
    choose("role", "Hide “Role”")
    assert "role" not in figures.shown_columns()
    choose("label", "Role")
    assert "role" in figures.shown_columns()
    choose("label", "Show all columns")
    assert figures.shown_columns() == [field.key for field in FIELDS]
    choose("label", "Columns as at first")
    assert figures.arranged.states() == default_columns(FIELDS)


def test_fitting_shows_what_is_on_the_screen_whole(figures: RecordTable, choose: Menu) -> None:
    column = figures.records.column_of("label")
    others = figures.columnWidth(figures.records.column_of("role"))
    figures.setColumnWidth(column, 40)
    choose("label", "Fit this column")
    texts = [figures.records.row_at(row) for row in range(figures.records.rowCount())]
    widest = max(
        figures.fontMetrics().horizontalAdvance(row.shown("label")) for row in texts if row
    )
    assert widest < figures.columnWidth(column) < widest + 40
    assert figures.columnWidth(figures.records.column_of("role")) == others
    figures.setColumnWidth(column, 900)
    choose("role", "Fit all columns")
    assert figures.columnWidth(column) < 500


def test_a_double_click_on_an_edge_fits_the_column(qtbot: QtBot, figures: RecordTable) -> None:
    column = figures.records.column_of("label")
    figures.setColumnWidth(column, 60)
    edge = figures.header.sectionViewportPosition(column) + 58
    QTest.mouseMove(figures.header.viewport(), QPoint(edge, 8))
    qtbot.mouseDClick(figures.header.viewport(), LEFT, pos=QPoint(edge, 8))
    assert figures.columnWidth(column) > 120


def test_a_click_on_a_row_number_chooses_the_row_and_on_the_corner_all(
    qtbot: QtBot, figures: RecordTable
) -> None:
    rows, last = figures.verticalHeader(), figures.records.rowCount() - 1
    place = QPoint(8, rows.sectionViewportPosition(2) + 5)
    qtbot.mouseClick(rows.viewport(), LEFT, pos=place)
    chosen = figures.selectionModel()
    assert chosen.isRowSelected(2, figures.rootIndex())
    assert not chosen.isRowSelected(1, figures.rootIndex())
    qtbot.keyClick(figures, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert all(chosen.isRowSelected(row, figures.rootIndex()) for row in range(last + 1))
    figures.clearSelection()
    QTest.mouseClick(figures.childAt(8, 8), LEFT)
    assert all(chosen.isRowSelected(row, figures.rootIndex()) for row in range(last + 1))


def test_columns_come_back_from_the_settings_whatever_stands_there() -> None:
    states = [
        ColumnState("value", 77),
        ColumnState("label", 300, hidden=True),
        ColumnState("gone", 50),
        ColumnState("value", 12),
    ]
    kept = read_columns(from_json([*to_json(states), "rubbish", ["label"], [1, 2, 3]]), FIELDS)
    assert {state.key for state in kept} == {field.key for field in FIELDS}
    assert next(s for s in kept if s.key == "label") == ColumnState("label", 300, hidden=True)
    assert "gone" not in [state.key for state in kept]
    hidden = [ColumnState(field.key, 100, hidden=True) for field in FIELDS]
    assert read_columns(hidden, FIELDS) == default_columns(FIELDS)


def test_a_click_turns_the_order_round_and_then_away() -> None:
    up, down = Sort("value"), Sort("value", descending=True)
    assert after_click((), "value", adding=False) == (up,)
    assert after_click((up,), "value", adding=False) == (down,)
    assert after_click((down,), "value", adding=False) == ()
    assert after_click((up, Sort("role")), "role", adding=False) == (Sort("role"),)
    assert after_click((Sort("role"), down), "value", adding=True) == (Sort("role"),)
    assert with_order((up,), "role", descending=True, adding=True) == (up, Sort("role", True))
    assert without((up, Sort("role")), "value") == (Sort("role"),)
