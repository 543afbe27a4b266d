"""Columns that stay while the others are scrolled: seen, clicked, selected, moved, resized."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QToolTip, QWidget
from pytestqt.qtbot import QtBot
from sheets import CTRL, LEFT, SHIFT, editor_of, figures, go, here, selected, sheet, shown

from gui import theme
from gui.record_table import RecordTable
from models import Sort

__all__ = ["figures", "sheet"]
Key = Qt.Key


@pytest.fixture
def scrolled(figures: RecordTable) -> RecordTable:
    """Entry and label are frozen, and the others scrolled to the end."""
    figures.arranged.freeze(2)
    bar = figures.horizontalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > figures.header.frozen.width
    return figures


def place_of(table: RecordTable, row: int, key: str) -> QPoint:
    return table.visualRect(table.records.index(row, table.records.column_of(key))).center()


def picture(table: RecordTable) -> QImage:
    return table.viewport().grab().toImage()


def drag(qtbot: QtBot, widget: QWidget, start: QPoint, end: QPoint) -> None:
    """Press, move in steps as a hand does, and let go."""
    qtbot.mousePress(widget, LEFT, pos=start)
    for part in range(1, 9):
        QTest.mouseMove(widget, start + (end - start) * part / 8)
        QApplication.processEvents()
    qtbot.mouseRelease(widget, LEFT, pos=end)


def test_what_is_frozen_is_drawn_where_it_is_clicked(scrolled: RecordTable) -> None:
    still = picture(scrolled)
    scrolled.horizontalScrollBar().setValue(0)
    unscrolled = picture(scrolled)
    width = scrolled.header.frozen.width - 1
    assert still.copy(0, 0, width, 150) == unscrolled.copy(0, 0, width, 150)
    assert still.copy(width + 2, 0, 200, 150) != unscrolled.copy(width + 2, 0, 200, 150)
    line = QColor(still.pixel(width, 300))
    assert line == theme.colour("field_line")


def test_scrolling_in_steps_draws_the_same_as_at_once(scrolled: RecordTable) -> None:
    bar = scrolled.horizontalScrollBar()
    whole = picture(scrolled)
    bar.setValue(0)
    for value in range(0, bar.maximum() + 1, 7):
        bar.setValue(value)
        QApplication.processEvents()
    bar.setValue(bar.maximum())
    assert picture(scrolled) == whole


def test_a_frozen_cell_that_is_selected_is_drawn_so_at_once(
    qtbot: QtBot, scrolled: RecordTable
) -> None:
    go(scrolled, 0, "product")
    QApplication.processEvents()
    qtbot.mouseClick(scrolled.viewport(), LEFT, pos=place_of(scrolled, 3, "entry"))
    QApplication.processEvents()
    drawn = scrolled.grab().toImage()
    scrolled.viewport().update()
    assert scrolled.grab().toImage() == drawn
    assert here(scrolled) == (3, "entry")
    region = scrolled.visualRegionForSelection(scrolled.selectionModel().selection())
    assert region.contains(place_of(scrolled, 3, "entry"))


def test_keys_go_from_a_frozen_column_to_a_scrolled_one_and_back(
    qtbot: QtBot, scrolled: RecordTable
) -> None:
    columns = scrolled.shown_columns()
    go(scrolled, 1, columns[1])
    assert scrolled.horizontalScrollBar().value() == scrolled.horizontalScrollBar().maximum()
    qtbot.keyClick(scrolled, Key.Key_Right)
    assert here(scrolled) == (1, columns[2])
    seen = scrolled.visualRect(scrolled.currentIndex())
    assert seen.left() >= scrolled.header.frozen.width
    assert scrolled.viewport().rect().contains(seen)
    qtbot.keyClick(scrolled, Key.Key_End)
    assert scrolled.viewport().rect().contains(scrolled.visualRect(scrolled.currentIndex()))
    qtbot.keyClick(scrolled, Key.Key_Home)
    assert here(scrolled) == (1, columns[0])
    assert scrolled.visualRect(scrolled.currentIndex()).left() == 0


def test_the_mouse_selects_across_the_edge(qtbot: QtBot, scrolled: RecordTable) -> None:
    columns = scrolled.shown_columns()
    last = columns[-1]
    drag(
        qtbot,
        scrolled.viewport(),
        place_of(scrolled, 1, "label"),
        place_of(scrolled, 2, last),
    )
    assert selected(scrolled) == {(row, key) for row in (1, 2) for key in columns[1:]}
    qtbot.mouseClick(scrolled.viewport(), LEFT, pos=place_of(scrolled, 0, last))
    qtbot.mouseClick(scrolled.viewport(), LEFT, SHIFT, place_of(scrolled, 1, "entry"))
    assert selected(scrolled) == {(row, key) for row in (0, 1) for key in columns}
    qtbot.mouseClick(scrolled.viewport(), LEFT, CTRL, place_of(scrolled, 5, "label"))
    assert (5, "label") in selected(scrolled)
    assert (0, last) in selected(scrolled)


def test_a_frozen_cell_is_edited_in_its_place(qtbot: QtBot, scrolled: RecordTable) -> None:
    qtbot.mouseClick(scrolled.viewport(), LEFT, pos=place_of(scrolled, 2, "label"))
    qtbot.mouseDClick(scrolled.viewport(), LEFT, pos=place_of(scrolled, 2, "label"))
    editor = editor_of(scrolled)
    assert editor.geometry().center().x() == place_of(scrolled, 2, "label").x()
    qtbot.keyClicks(editor, "!")
    qtbot.keyClick(editor, Key.Key_Return)
    assert shown(scrolled, 2, "label").endswith("!")


def test_an_open_editor_does_not_cover_the_frozen_columns(
    qtbot: QtBot, figures: RecordTable
) -> None:
    figures.arranged.freeze(1)
    third = figures.shown_columns()[2]
    go(figures, 0, third)
    qtbot.keyClick(figures, Key.Key_F2)
    index = figures.currentIndex()
    editor = figures.indexWidget(index)
    edge = figures.header.frozen.width
    figures.horizontalScrollBar().setValue(figures.visualRect(index).left() - edge + 40)
    assert editor.x() == edge - 40
    assert not editor.mask().contains(QPoint(39, 5))
    assert editor.mask().contains(QPoint(41, 5))
    figures.horizontalScrollBar().setValue(0)
    assert editor.mask().contains(QPoint(1, 5))


def test_the_header_of_a_frozen_column_sorts_that_column(
    qtbot: QtBot, scrolled: RecordTable
) -> None:
    place = QPoint(place_of(scrolled, 0, "label").x(), 10)
    qtbot.mouseClick(scrolled.header.viewport(), LEFT, pos=place)
    assert scrolled.records.query.sort == (Sort("label"),)
    assert scrolled.fields[scrolled.header.section_under(place)].key == "label"


def test_a_frozen_column_is_resized_at_its_edge(qtbot: QtBot, scrolled: RecordTable) -> None:
    column = scrolled.records.column_of("label")
    width, edge = scrolled.columnWidth(column), scrolled.header.frozen.width
    viewport = scrolled.header.viewport()
    QTest.mouseMove(viewport, QPoint(edge - 40, 10))
    QTest.mouseMove(viewport, QPoint(edge - 2, 10))
    QApplication.processEvents()
    assert scrolled.header.cursor().shape() == Qt.CursorShape.SplitHCursor
    drag(qtbot, viewport, QPoint(edge - 2, 10), QPoint(edge + 48, 10))
    assert scrolled.columnWidth(column) == width + 50
    line = scrolled.header.findChild(QLineEdit, "filter_label")
    assert line is not None
    assert line.width() == width + 50


def test_a_column_that_is_dragged_in_is_frozen(qtbot: QtBot, scrolled: RecordTable) -> None:
    columns = scrolled.shown_columns()
    start = QPoint(place_of(scrolled, 0, columns[-2]).x(), 10)
    drag(qtbot, scrolled.header.viewport(), start, QPoint(8, 10))
    assert scrolled.shown_columns() == [columns[-2], *columns[:-2], columns[-1]]
    frozen = [scrolled.fields[section].key for section in scrolled.header.frozen.sections()]
    assert frozen == [columns[-2], columns[0]]


def test_the_filter_lines_keep_to_their_columns(
    qtbot: QtBot, sheet: Callable[[str], RecordTable]
) -> None:
    table = sheet("entry")
    table.arranged.freeze(2)
    lines = {f.key: table.header.findChild(QLineEdit, f"filter_{f.key}") for f in table.fields}
    edge = table.header.frozen.width
    for value in (0, 100, 333, table.horizontalScrollBar().maximum()):
        table.horizontalScrollBar().setValue(value)
        for key in table.shown_columns():
            cell = table.visualRect(table.records.index(0, table.records.column_of(key)))
            line = lines[key]
            assert line is not None
            if key in table.shown_columns()[:2]:
                assert (line.x(), line.width()) == (cell.left(), cell.width() + 1)
            elif cell.right() >= edge:
                assert line.x() == max(cell.left(), edge)
                assert line.x() + line.width() == cell.right() + 2
            else:
                assert line.width() == 0


def test_a_tooltip_is_about_the_column_that_is_seen(scrolled: RecordTable) -> None:
    viewport = scrolled.header.viewport()
    place = QPoint(place_of(scrolled, 0, "label").x(), 10)
    event = QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    assert "What is counted" in QToolTip.text()


def test_hiding_and_showing_keeps_as_many_frozen(figures: RecordTable) -> None:
    columns = figures.shown_columns()
    figures.arranged.freeze(2)
    figures.arranged.hide(figures.records.column_of(columns[0]), hidden=True)
    frozen = [figures.fields[section].key for section in figures.header.frozen.sections()]
    assert frozen == columns[1:3]
    assert figures.arranged.frozen == 2
