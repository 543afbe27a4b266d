"""The table: keys and mouse as in a spreadsheet, order, frozen columns, and what is drawn."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui import theme
from gui.frozen_columns import LEAST_SCROLLED
from gui.notify import Notifier
from gui.record_model import RecordModel
from gui.record_table import RecordTable
from gui.tasks import Tasks
from models import Query, Sort, Store

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
Key = Qt.Key


@pytest.fixture
def make(qtbot: QtBot, seeded_store: Store) -> Iterator[Callable[[str], RecordTable]]:
    notifier, tasks, root = Notifier(seeded_store), Tasks(), QObject()

    def make_table(kind: str) -> RecordTable:
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

    yield make_table
    tasks.close()
    notifier.close()


@pytest.fixture
def figures(make: Callable[[str], RecordTable]) -> RecordTable:
    return make("figure")


def go(table: RecordTable, row: int, key: str) -> None:
    table.setCurrentIndex(table.records.index(row, table.records.column_of(key)))


def here(table: RecordTable) -> tuple[int, str]:
    return table.currentIndex().row(), table.current_field()


def editor_of(table: RecordTable) -> QLineEdit:
    editor = table.indexWidget(table.currentIndex())
    assert isinstance(editor, QLineEdit)
    return editor


def shown(table: RecordTable, row: int, key: str) -> str:
    record = table.records.row_at(row)
    assert record is not None
    return record.shown(key)


def header_click(
    qtbot: QtBot,
    table: RecordTable,
    key: str,
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    column = table.records.column_of(key)
    left = table.header.frozen.left_of(column)
    if left is None:
        left = table.header.sectionViewportPosition(column)
    place = QPoint(left + 20, 10)
    qtbot.mouseClick(table.header.viewport(), LEFT, held, place)


# ---- typing


def test_typing_replaces_and_an_arrow_writes_and_moves(qtbot: QtBot, figures: RecordTable) -> None:
    go(figures, 0, "label")
    qtbot.keyClick(figures, "N")
    editor = editor_of(figures)
    qtbot.keyClicks(editor, "ew")
    qtbot.keyClick(editor, Key.Key_Right)
    assert shown(figures, 0, "label") == "New"
    assert here(figures) == (0, "role")


def test_after_f2_the_arrows_move_the_caret(qtbot: QtBot, figures: RecordTable) -> None:
    go(figures, 0, "label")
    before = shown(figures, 0, "label")
    qtbot.keyClick(figures, Key.Key_F2)
    editor = editor_of(figures)
    qtbot.keyClick(editor, Key.Key_End)
    qtbot.keyClick(editor, Key.Key_Left)
    assert editor.cursorPosition() == len(before) - 1
    qtbot.keyClick(editor, Key.Key_Escape)
    assert shown(figures, 0, "label") == before


def test_enter_after_a_run_of_tabs_goes_back_to_where_the_run_began(
    qtbot: QtBot, figures: RecordTable
) -> None:
    go(figures, 0, "label")
    for word, key in (("One", Key.Key_Tab), ("target", Key.Key_Tab), ("about", Key.Key_Return)):
        qtbot.keyClick(figures, word[0])
        qtbot.keyClicks(editor_of(figures), word[1:])
        qtbot.keyClick(editor_of(figures), key)
    assert [shown(figures, 0, key) for key in ("label", "role", "modality")] == [
        "One",
        "Target",
        "About",
    ]
    assert here(figures) == (1, "label")


def test_enter_goes_down_and_shift_tab_goes_left(qtbot: QtBot, figures: RecordTable) -> None:
    go(figures, 0, "role")
    qtbot.keyClick(figures, Key.Key_Backtab, SHIFT)
    assert here(figures) == (0, "label")
    qtbot.keyClick(figures, "A")
    qtbot.keyClick(editor_of(figures), Key.Key_Return)
    assert here(figures) == (1, "label")


def test_ctrl_enter_asks_that_the_selection_be_filled(qtbot: QtBot, figures: RecordTable) -> None:
    go(figures, 0, "product")
    qtbot.keyClick(figures, Key.Key_Down, SHIFT)
    before = shown(figures, 0, "product")
    qtbot.keyClick(figures, "x")
    with qtbot.waitSignal(figures.fill_wanted) as asked:
        qtbot.keyClick(editor_of(figures), Key.Key_Return, CTRL)
    assert asked.args == ["x"]
    assert shown(figures, 0, "product") == before


# ---- moving and choosing


def test_ctrl_and_an_arrow_jump_to_where_filled_cells_end_or_begin(
    qtbot: QtBot, figures: RecordTable
) -> None:
    last, columns = figures.records.rowCount() - 1, figures.shown_columns()
    assert [bool(shown(figures, last, key)) for key in columns[4:9]] == [True, True, *[False] * 3]
    go(figures, 1, columns[1])
    qtbot.keyClick(figures, Key.Key_Down, CTRL)
    assert here(figures) == (last, columns[1])
    qtbot.keyClick(figures, Key.Key_Right, CTRL)
    assert here(figures) == (last, columns[5])
    for place in range(6, len(columns)):
        if shown(figures, last, columns[place]):
            qtbot.keyClick(figures, Key.Key_Right, CTRL)
            assert here(figures) == (last, columns[place])
    qtbot.keyClick(figures, Key.Key_Right, CTRL)
    assert here(figures) == (last, columns[-1])
    qtbot.keyClick(figures, Key.Key_Home, CTRL)
    assert here(figures) == (0, columns[0])
    qtbot.keyClick(figures, Key.Key_End)
    assert here(figures) == (0, columns[-1])


def test_shift_extends_a_jump_from_where_it_began(qtbot: QtBot, figures: RecordTable) -> None:
    last = figures.records.rowCount() - 1
    go(figures, 1, "label")
    qtbot.keyClick(figures, Key.Key_Down, CTRL | SHIFT)
    qtbot.keyClick(figures, Key.Key_Home, SHIFT)
    chosen = figures.selectionModel().selection()
    cells = {(i.row(), figures.fields[i.column()].key) for i in chosen.indexes()}
    first = figures.shown_columns()[: figures.shown_columns().index("label") + 1]
    assert cells == {(row, key) for row in range(1, last + 1) for key in first}


def test_shift_extends_from_where_the_cursor_or_the_mouse_was_put(
    qtbot: QtBot, figures: RecordTable
) -> None:
    def place(row: int, key: str) -> QPoint:
        index = figures.records.index(row, figures.records.column_of(key))
        return figures.visualRect(index).center()

    def cells() -> set[tuple[int, str]]:
        chosen = figures.selectionModel().selection().indexes()
        return {(index.row(), figures.fields[index.column()].key) for index in chosen}

    go(figures, 4, "label")
    qtbot.keyClick(figures, Key.Key_Up)
    qtbot.mouseClick(figures.viewport(), LEFT, SHIFT, place(2, "role"))
    assert cells() == {(row, key) for row in (2, 3) for key in ("label", "role")}
    qtbot.keyClick(figures, Key.Key_Down, SHIFT)
    assert cells() == {(3, "label"), (3, "role")}
    qtbot.mousePress(figures.viewport(), LEFT, pos=place(1, "label"))
    for row in (1, 2):
        QTest.mouseMove(figures.viewport(), place(row, "role"))
    qtbot.mouseRelease(figures.viewport(), LEFT, pos=place(2, "role"))
    qtbot.keyClick(figures, Key.Key_Down, SHIFT)
    assert cells() == {(row, key) for row in (1, 2, 3) for key in ("label", "role")}


def test_moved_and_hidden_columns_are_selected_as_they_are_seen(
    qtbot: QtBot, figures: RecordTable
) -> None:
    header, columns = figures.header, figures.shown_columns()
    header.moveSection(header.visualIndex(figures.records.column_of("value")), 1)
    figures.arranged.hide(figures.records.column_of("label"), hidden=True)
    go(figures, 0, columns[0])
    for _ in range(2):
        qtbot.keyClick(figures, Key.Key_Right, SHIFT)
    chosen = figures.selectionModel().selection().indexes()
    seen = {figures.fields[index.column()].key for index in chosen}
    assert seen == {columns[0], "value", "role"}


def test_ctrl_space_chooses_columns_and_shift_space_rows(
    qtbot: QtBot, figures: RecordTable
) -> None:
    go(figures, 1, "label")
    qtbot.keyClick(figures, Key.Key_Space, CTRL)
    chosen = figures.selectionModel()
    column = figures.records.column_of("label")
    assert chosen.isColumnSelected(column, figures.rootIndex())
    qtbot.keyClick(figures, Key.Key_Down)
    qtbot.keyClick(figures, Key.Key_Space, SHIFT)
    assert chosen.isRowSelected(2, figures.rootIndex())
    assert not chosen.isRowSelected(0, figures.rootIndex())


def test_a_changed_selection_is_told_once(qtbot: QtBot, figures: RecordTable) -> None:
    told = []
    figures.selection_changed.connect(lambda: told.append(1))
    with qtbot.waitSignal(figures.selection_changed):
        for _ in range(5):
            qtbot.keyClick(figures, Key.Key_Down)
    assert len(told) == 1


# ---- order


def test_clicks_order_up_then_down_then_not_at_all(qtbot: QtBot, figures: RecordTable) -> None:
    header_click(qtbot, figures, "value")
    assert figures.records.query.sort == (Sort("value"),)
    header_click(qtbot, figures, "value")
    assert figures.records.query.sort == (Sort("value", descending=True),)
    header_click(qtbot, figures, "value")
    assert figures.records.query.sort == ()


def test_shift_click_orders_by_several_columns(qtbot: QtBot, figures: RecordTable) -> None:
    header_click(qtbot, figures, "role")
    header_click(qtbot, figures, "value", SHIFT)
    header_click(qtbot, figures, "value", SHIFT)
    assert figures.records.query.sort == (Sort("role"), Sort("value", descending=True))
    assert figures.header.sorts == figures.records.query.sort
    qtbot.waitUntil(lambda: figures.records.complete)
    header_click(qtbot, figures, "label")
    assert figures.records.query.sort == (Sort("label"),)


# ---- columns


def test_frozen_columns_stay_and_can_be_clicked_edited_and_ordered(
    qtbot: QtBot, figures: RecordTable
) -> None:
    figures.arranged.freeze(2)
    first, second = figures.shown_columns()[:2]
    bar = figures.horizontalScrollBar()
    bar.setValue(bar.maximum())
    column = figures.records.column_of(second)
    left = figures.columnWidth(figures.records.column_of(first))
    rect = figures.visualRect(figures.records.index(2, column))
    assert rect.left() == left
    qtbot.mouseClick(figures.viewport(), LEFT, pos=rect.center())
    assert here(figures) == (2, second)
    assert bar.value() == bar.maximum()
    qtbot.keyClick(figures, Key.Key_F2)
    assert editor_of(figures).geometry().left() == left
    qtbot.keyClick(editor_of(figures), Key.Key_Escape)
    header_click(qtbot, figures, second)
    assert figures.records.query.sort == (Sort(second),)
    line = figures.header.findChild(QLineEdit, f"filter_{second}")
    assert isinstance(line, QLineEdit)
    assert line.geometry().left() == left


def test_a_cell_under_the_frozen_columns_comes_into_sight(
    qtbot: QtBot, figures: RecordTable
) -> None:
    figures.arranged.freeze(1)
    bar = figures.horizontalScrollBar()
    bar.setValue(bar.maximum())
    third = figures.shown_columns()[2]
    go(figures, 0, third)
    rect = figures.visualRect(figures.currentIndex())
    assert rect.left() >= figures.header.frozen.width
    assert figures.viewport().rect().contains(rect)


def test_there_is_always_room_to_scroll_and_a_column_to_see(figures: RecordTable) -> None:
    figures.arranged.freeze(99)
    frozen = figures.header.frozen
    wide = len(frozen.sections())
    assert 1 < wide < len(figures.shown_columns())
    assert frozen.width <= figures.viewport().width() - LEAST_SCROLLED
    figures.resize(500, 400)
    assert 1 <= len(frozen.sections()) < wide
    for key in figures.shown_columns():
        figures.arranged.hide(figures.records.column_of(key), hidden=True)
    assert len(figures.shown_columns()) == 1
    figures.arranged.reset()
    assert figures.arranged.frozen == 0
    assert len(figures.shown_columns()) > 3


def test_a_hidden_column_keeps_its_width(figures: RecordTable) -> None:
    column = figures.records.column_of("label")
    figures.setColumnWidth(column, 231)
    figures.arranged.hide(column, hidden=True)
    states = figures.arranged.states()
    figures.arranged.reset()
    figures.arranged.show(states)
    assert "label" not in figures.shown_columns()
    figures.arranged.hide(column, hidden=False)
    assert figures.columnWidth(column) == 231


def test_a_refused_filter_is_marked_with_its_reason(figures: RecordTable) -> None:
    line = figures.header.findChild(QLineEdit, "filter_value")
    assert isinstance(line, QLineEdit)
    figures.header.mark_refused("value", "Value: “abc” is no number.")
    assert line.property("invalid") == "true"
    assert "no number" in line.toolTip()
    figures.header.mark_refused("", "")
    assert line.property("invalid") == "false"
    assert "contains" in line.toolTip()


# ---- drawing


def picture(table: RecordTable) -> QImage:
    return table.viewport().grab().toImage()


def colours_in(table: RecordTable, row: int, key: str) -> set[str]:
    rect = table.visualRect(table.records.index(row, table.records.column_of(key)))
    drawn = picture(table)
    return {
        QColor(drawn.pixel(x, y)).name()
        for x in range(max(rect.left(), 0), min(rect.right(), drawn.width()))
        for y in range(rect.top(), rect.bottom())
    }


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_mark_stands_in_the_corner_of_its_cell(
    figures: RecordTable, qapp: QApplication, scheme: theme.Scheme
) -> None:
    theme.apply(qapp, scheme)
    row = next(
        n for n in range(figures.records.rowCount())
        if (record := figures.records.row_at(n)) and record.mark("value") == "cited"
    )  # fmt: skip
    go(figures, row, "label")
    assert theme.colour("mark_cited").name() in colours_in(figures, row, "value")
    theme.apply(qapp, "light")


def test_the_words_that_are_sought_are_marked(figures: RecordTable) -> None:
    word = shown(figures, 0, "label").split()[0]
    go(figures, 1, "role")
    found = theme.colour("found").name()
    assert found not in colours_in(figures, 0, "label")
    figures.set_marks((word.upper(),))
    assert found in colours_in(figures, 0, "label")
    figures.set_marks(())
    assert found not in colours_in(figures, 0, "label")


def test_a_refused_text_is_framed(qtbot: QtBot, figures: RecordTable) -> None:
    index = figures.records.index(0, figures.records.column_of("value"))
    error = theme.colour("error").name()
    assert error not in colours_in(figures, 0, "value")
    assert not figures.records.setData(index, "abc")
    go(figures, 2, "role")
    assert error in colours_in(figures, 0, "value")


def test_an_empty_table_says_what_to_do(qtbot: QtBot, figures: RecordTable) -> None:
    blank = picture(figures)
    figures.set_empty_text("Nothing here. Add one.")
    figures.records.show(Query("figure", words="zzzz-nothing"))
    qtbot.waitUntil(lambda: figures.records.rowCount() == 0)
    said = picture(figures)
    figures.set_empty_text("")
    assert said not in (picture(figures), blank)
