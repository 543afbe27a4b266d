"""The lines above the columns: typed, shown, refused, walked through by keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sheets import figures, go, sheet

from gui import theme
from gui.record_table import RecordTable
from models import Filter, Query, Sort

__all__ = ["figures", "sheet"]
Key = Qt.Key


def line_of(table: RecordTable, key: str) -> QLineEdit:
    line = table.header.findChild(QLineEdit, f"filter_{key}")
    assert isinstance(line, QLineEdit)
    return line


def test_typing_asks_once_when_it_rests(qtbot: QtBot, figures: RecordTable) -> None:
    asked: list[object] = []
    figures.header.filters_changed.connect(asked.append)
    with qtbot.waitSignal(figures.header.filters_changed):
        qtbot.keyClicks(line_of(figures, "label"), " jet ")
    assert asked == [(Filter("label", "jet"),)]
    assert line_of(figures, "label").text() == " jet "


def test_enter_asks_at_once(qtbot: QtBot, figures: RecordTable) -> None:
    qtbot.keyClicks(line_of(figures, "value"), ">5")
    with qtbot.waitSignal(figures.header.filters_changed, timeout=50) as asked:
        qtbot.keyClick(line_of(figures, "value"), Key.Key_Return)
    assert asked.args == [(Filter("value", ">5"),)]


def test_only_what_has_a_place_above_a_column_is_shown(figures: RecordTable) -> None:
    figures.header.set_filters(
        (
            Filter("label", "jet"),
            Filter("role", "=target", negated=True),
            Filter("entry.country", "=UZB"),
            Filter("missing", "period"),
        )
    )
    assert figures.header.filters() == (Filter("label", "jet"),)
    figures.header.set_filters(())
    assert figures.header.filters() == ()


def test_what_is_being_typed_is_not_disturbed(qtbot: QtBot, figures: RecordTable) -> None:
    line = line_of(figures, "label")
    line.setFocus()
    qtbot.keyClicks(line, "jet f")
    figures.header.set_filters((Filter("label", "jet"), Filter("value", ">5")))
    assert line.text() == "jet f"
    assert line_of(figures, "value").text() == ">5"
    with qtbot.waitSignal(figures.header.filters_changed):
        qtbot.keyClicks(line, "uel ")
    figures.header.set_filters((Filter("label", "jet fuel"),))
    assert line.text() == "jet fuel "
    figures.header.set_filters(())
    assert line.text() == ""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_refused_filter_is_framed_until_something_else_is_asked(
    qtbot: QtBot, figures: RecordTable, qapp: QApplication, scheme: theme.Scheme
) -> None:
    theme.apply(qapp, scheme)
    line = line_of(figures, "value")
    figures.header.set_filters((Filter("value", ">many"), Filter("label", "e")))
    with qtbot.waitSignal(figures.records.query_refused):
        figures.records.show(Query("figure", filters=figures.header.filters()))
    assert "many" in line.toolTip()
    assert line_of(figures, "label").property("invalid") != "true"
    drawn = line.grab().toImage()
    assert QColor(drawn.pixel(0, drawn.height() // 2)) == theme.colour("error")
    figures.records.show(Query("figure"))
    assert "many" not in line.toolTip()
    drawn = line.grab().toImage()
    assert QColor(drawn.pixel(0, drawn.height() // 2)) != theme.colour("error")


def test_escape_empties_a_line_and_then_goes_back_to_the_table(
    qtbot: QtBot, figures: RecordTable
) -> None:
    line = line_of(figures, "label")
    line.setFocus()
    qtbot.keyClicks(line, "jet")
    with qtbot.waitSignal(figures.header.filters_changed) as asked:
        qtbot.keyClick(line, Key.Key_Escape)
    assert (asked.args, line.hasFocus()) == ([()], True)
    qtbot.keyClick(line, Key.Key_Escape)
    assert figures.hasFocus()


def test_tab_goes_from_line_to_line_as_they_are_seen(qtbot: QtBot, figures: RecordTable) -> None:
    columns = figures.shown_columns()
    figures.arranged.hide(figures.records.column_of(columns[1]), hidden=True)
    figures.header.moveSection(figures.header.visualIndex(figures.records.column_of(columns[4])), 0)
    figures.header.focus_filter(figures.records.column_of(columns[4]))
    seen = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Key.Key_Tab)
        seen.append(QApplication.focusWidget().objectName())
    assert seen == [f"filter_{columns[place]}" for place in (0, 2, 3)]
    qtbot.keyClick(QApplication.focusWidget(), Key.Key_Backtab)
    assert QApplication.focusWidget().objectName() == f"filter_{columns[2]}"


def test_a_line_comes_into_sight_with_the_keyboard(qtbot: QtBot, figures: RecordTable) -> None:
    figures.arranged.freeze(1)
    columns = figures.shown_columns()
    for key in (columns[-1], columns[1], columns[-2]):
        figures.header.focus_filter(figures.records.column_of(key))
        line = line_of(figures, key)
        assert line.hasFocus()
        assert line.width() == figures.columnWidth(figures.records.column_of(key))
        assert line.x() >= figures.header.frozen.width
        assert line.x() + line.width() <= figures.header.viewport().width()


def test_a_line_that_is_typed_into_keeps_the_keyboard_when_it_is_scrolled_away(
    qtbot: QtBot, figures: RecordTable
) -> None:
    figures.arranged.freeze(1)
    line = line_of(figures, figures.shown_columns()[1])
    line.setFocus()
    figures.horizontalScrollBar().setValue(figures.horizontalScrollBar().maximum())
    assert line.width() == 0
    assert line.hasFocus()


def test_the_arrow_of_the_order_does_not_cover_the_label(
    sheet: Callable[[str], RecordTable],
) -> None:
    table = sheet("entry")
    column = table.records.column_of("status")
    table.arranged.fit(column)
    go(table, 0, "title")
    left, width = table.header.sectionViewportPosition(column), table.columnWidth(column)
    plain = table.header.viewport().grab().toImage()
    label = table.fontMetrics().horizontalAdvance("Status") + 8
    table.header.show_sorts((Sort("title"), Sort("status", descending=True)))
    sorted_ = table.header.viewport().grab().toImage()
    assert plain.copy(left, 0, label, 20) == sorted_.copy(left, 0, label, 20)
    assert plain.copy(left, 0, width, 20) != sorted_.copy(left, 0, width, 20)
