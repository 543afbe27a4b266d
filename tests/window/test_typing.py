"""Typing into cells as in a spreadsheet: what opens an editor, what ends it, where it goes on."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sheets import (
    CTRL,
    SHIFT,
    editor_of,
    figures,
    go,
    here,
    press_popup,
    select_block,
    sheet,
    shown,
)

from gui.record_table import RecordTable
from gui.text_editor import TextEditor

Key = Qt.Key
__all__ = ["figures", "sheet"]


def test_composed_letters_replace_what_stands_in_the_cell(figures: RecordTable) -> None:
    go(figures, 0, "label")
    event = QInputMethodEvent("", [])
    event.setCommitString("ö")
    QApplication.sendEvent(figures, event)
    assert editor_of(figures).text() == "ö"


def test_letters_that_are_being_composed_are_not_lost(figures: RecordTable) -> None:
    go(figures, 0, "label")
    QApplication.sendEvent(figures, QInputMethodEvent("zh", []))
    editor = editor_of(figures)
    event = QInputMethodEvent("", [])
    event.setCommitString("中")
    QApplication.sendEvent(editor, event)
    assert editor.text() == "中"


def test_a_dead_key_opens_nothing_and_the_letter_it_makes_does(
    figures: RecordTable,
) -> None:
    go(figures, 0, "label")
    held = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(figures, QKeyEvent(QEvent.Type.KeyPress, Key.Key_Dead_Acute, held, ""))
    assert figures.indexWidget(figures.currentIndex()) is None
    QApplication.sendEvent(figures, QKeyEvent(QEvent.Type.KeyPress, Key.Key_E, held, "é"))
    assert editor_of(figures).text() == "é"


def test_typing_replaces_a_long_text_and_an_arrow_ends_it(
    qtbot: QtBot, sheet: Callable[[str], RecordTable]
) -> None:
    table = sheet("entry")
    go(table, 1, "summary")
    qtbot.keyClick(table, "N")
    editor = table.indexWidget(table.currentIndex())
    assert isinstance(editor, TextEditor)
    qtbot.keyClicks(editor, "ew")
    qtbot.keyClick(editor, Key.Key_Up)
    assert shown(table, 1, "summary") == "New"
    assert here(table) == (0, "summary")


def test_after_f2_a_long_text_is_continued(
    qtbot: QtBot, sheet: Callable[[str], RecordTable]
) -> None:
    table = sheet("entry")
    go(table, 0, "summary")
    before = shown(table, 0, "summary")
    qtbot.keyClick(table, Key.Key_F2)
    editor = table.indexWidget(table.currentIndex())
    assert isinstance(editor, TextEditor)
    qtbot.keyClick(editor, Key.Key_Up)
    qtbot.keyClick(editor, Key.Key_End, CTRL)
    qtbot.keyClicks(editor, " More.")
    qtbot.keyClick(editor, Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClicks(editor, "Last")
    qtbot.keyClick(editor, Key.Key_Return, SHIFT)
    assert shown(table, 0, "summary") == f"{before} More.\nLast"


def test_after_f2_the_caret_stands_at_the_end(qtbot: QtBot, figures: RecordTable) -> None:
    go(figures, 0, "label")
    before = shown(figures, 0, "label")
    qtbot.keyClick(figures, Key.Key_F2)
    qtbot.keyClicks(editor_of(figures), "!")
    assert editor_of(figures).text() == f"{before}!"


@pytest.mark.parametrize("how", ["F2", "click"])
def test_while_typing_one_can_turn_to_moving_the_caret(
    qtbot: QtBot, figures: RecordTable, how: str
) -> None:
    go(figures, 0, "label")
    qtbot.keyClick(figures, "A")
    editor = editor_of(figures)
    qtbot.keyClicks(editor, "bd")
    if how == "F2":
        qtbot.keyClick(editor, Key.Key_F2)
    else:
        qtbot.mouseClick(editor, Qt.MouseButton.LeftButton)
        editor.end(False)
    qtbot.keyClick(editor, Key.Key_Left)
    qtbot.keyClicks(editor, "c")
    assert editor.text() == "Abcd"
    assert here(figures) == (0, "label")


@pytest.mark.parametrize(
    ("key", "held", "place"),
    [
        (Key.Key_Tab, Qt.KeyboardModifier.NoModifier, (2, "modality")),
        (Key.Key_Backtab, SHIFT, (2, "label")),
        (Key.Key_Return, Qt.KeyboardModifier.NoModifier, (3, "role")),
        (Key.Key_Return, SHIFT, (1, "role")),
        (Key.Key_Return, CTRL, (2, "role")),
    ],
)
def test_an_open_list_does_not_swallow_the_key_that_ends_typing(
    qtbot: QtBot, figures: RecordTable, key: Qt.Key, held: Qt.KeyboardModifier, place: object
) -> None:
    go(figures, 2, "role")
    qtbot.keyClick(figures, "a")
    qtbot.keyClicks(editor_of(figures), "mbit")
    press_popup(qtbot, key, held)
    assert shown(figures, 2, "role") == "Ambition"
    assert here(figures) == place
    assert figures.hasFocus()


def test_a_line_chosen_with_the_mouse_leaves_the_cursor_on_its_cell(
    qtbot: QtBot, figures: RecordTable
) -> None:
    go(figures, 2, "role")
    qtbot.keyClick(figures, "a")
    qtbot.keyClicks(editor_of(figures), "mbit")
    popup = QApplication.activePopupWidget()
    view = popup if hasattr(popup, "visualRect") else None
    assert view is not None
    place = view.visualRect(view.model().index(0, 0)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert shown(figures, 2, "role") == "Ambition"
    assert here(figures) == (2, "role")


def test_ctrl_enter_on_one_cell_writes_and_stays(qtbot: QtBot, figures: RecordTable) -> None:
    go(figures, 1, "product")
    asked: list[object] = []
    figures.fill_wanted.connect(asked.append)
    qtbot.keyClick(figures, "x")
    qtbot.keyClick(editor_of(figures), Key.Key_Return, CTRL)
    assert (shown(figures, 1, "product"), here(figures), asked) == ("x", (1, "product"), [])


def test_ctrl_enter_without_typing_fills_with_the_cell(qtbot: QtBot, figures: RecordTable) -> None:
    select_block(figures, (0, "product"), (2, "product"))
    with qtbot.waitSignal(figures.fill_wanted) as asked:
        qtbot.keyClick(figures, Key.Key_Return, CTRL)
    assert asked.args == [None]


def test_a_beginning_is_written_out_before_it_fills(qtbot: QtBot, figures: RecordTable) -> None:
    select_block(figures, (0, "role"), (2, "role"))
    qtbot.keyClick(figures, "a")
    qtbot.keyClicks(editor_of(figures), "mbit")
    with qtbot.waitSignal(figures.fill_wanted) as asked:
        press_popup(qtbot, Key.Key_Return, CTRL)
    assert asked.args == ["Ambition"]


def test_a_refused_text_stays_under_the_cursor(qtbot: QtBot, figures: RecordTable) -> None:
    go(figures, 1, "value")
    qtbot.keyClick(figures, "m")
    qtbot.keyClicks(editor_of(figures), "any")
    qtbot.keyClick(editor_of(figures), Key.Key_Down)
    qtbot.waitUntil(lambda: isinstance(figures.indexWidget(figures.currentIndex()), QLineEdit))
    assert here(figures) == (1, "value")
    assert editor_of(figures).text() == "many"
    qtbot.keyClick(editor_of(figures), Key.Key_Escape)
    qtbot.keyClick(figures, Key.Key_Escape)
    assert not figures.records.has_drafts


def test_escape_keeps_the_old_text(qtbot: QtBot, figures: RecordTable) -> None:
    go(figures, 0, "label")
    before = shown(figures, 0, "label")
    qtbot.keyClick(figures, "N")
    qtbot.keyClick(editor_of(figures), Key.Key_Escape)
    assert (shown(figures, 0, "label"), here(figures)) == (before, (0, "label"))
    assert figures.hasFocus()


def test_enter_and_tab_go_round_inside_a_selected_block(qtbot: QtBot, figures: RecordTable) -> None:
    select_block(figures, (1, "label"), (2, "role"))
    seen = []
    for _ in range(4):
        qtbot.keyClick(figures, "F")
        qtbot.keyClick(editor_of(figures), Key.Key_Escape)
        qtbot.keyClick(figures, Key.Key_Tab)
        seen.append(here(figures))
    assert seen == [(1, "role"), (2, "label"), (2, "role"), (1, "label")]
    qtbot.keyClick(figures, "x")
    qtbot.keyClick(editor_of(figures), Key.Key_Return)
    assert here(figures) == (2, "label")
    assert len(figures.selectionModel().selection().indexes()) == 4


def test_a_run_of_tabs_ends_with_any_other_move(qtbot: QtBot, figures: RecordTable) -> None:
    go(figures, 0, "label")
    qtbot.keyClick(figures, Key.Key_Tab)
    qtbot.keyClick(figures, Key.Key_Tab)
    qtbot.keyClick(figures, Key.Key_Down)
    qtbot.keyClick(figures, "a")
    qtbot.keyClick(editor_of(figures), Key.Key_Escape)
    qtbot.keyClick(figures, Key.Key_Return, SHIFT)
    assert here(figures) == (0, "modality")


def test_tab_at_the_end_of_a_row_goes_on_in_the_next(qtbot: QtBot, figures: RecordTable) -> None:
    columns = figures.shown_columns()
    go(figures, 0, columns[-1])
    qtbot.keyClick(figures, Key.Key_Tab)
    assert here(figures) == (1, columns[0])
    qtbot.keyClick(figures, Key.Key_Backtab, SHIFT)
    assert here(figures) == (0, columns[-1])


def test_a_letter_on_a_computed_cell_says_why_nothing_opens(
    qtbot: QtBot, sheet: Callable[[str], RecordTable]
) -> None:
    table = sheet("entry")
    go(table, 3, "reason")
    with qtbot.waitSignal(table.problem_told) as told:
        qtbot.keyClick(table, "t")
    assert told.args == ["Why is worked out by the program."]
    assert here(table) == (3, "reason")
