import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from gui.search_bar import SearchBar


@pytest.fixture
def bar(qtbot: QtBot) -> SearchBar:
    made = SearchBar()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def told(bar: SearchBar) -> list[str]:
    words: list[str] = []
    bar.typed.connect(words.append)
    return words


def line(bar: SearchBar) -> QLineEdit:
    found = bar.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def test_a_text_is_told_as_it_is_typed(bar: SearchBar, told: list[str], qtbot: QtBot) -> None:
    for text in ("u", "ur", "ura"):
        qtbot.keyClicks(line(bar), text[-1])
        qtbot.waitUntil(lambda text=text: told[-1:] == [text])
    assert told == ["u", "ur", "ura"]


def test_keys_that_wait_already_are_told_together(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    for letter in "byd":
        QApplication.postEvent(
            line(bar),
            QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter),
        )
    qtbot.waitUntil(lambda: told == ["byd"])


def test_enter_settles_at_once_and_leaves(bar: SearchBar, told: list[str], qtbot: QtBot) -> None:
    qtbot.keyClicks(line(bar), "byd")
    assert bar.typing
    with qtbot.waitSignals([bar.settled, bar.left]):
        qtbot.keyClick(line(bar), Qt.Key.Key_Return)
    assert told[-1] == "byd"
    assert not bar.typing


def test_down_leaves_a_text_and_shows_the_last_queries_under_an_empty_line(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(bar.recent_wanted):
        qtbot.keyClick(line(bar), Qt.Key.Key_Down)
    qtbot.keyClicks(line(bar), "jet")
    with qtbot.waitSignals([bar.settled, bar.left]):
        qtbot.keyClick(line(bar), Qt.Key.Key_Down)
    assert told[-1] == "jet"


def test_the_keyboard_going_elsewhere_settles_what_was_typed(bar: SearchBar, qtbot: QtBot) -> None:
    qtbot.keyClicks(line(bar), "jet")
    with qtbot.waitSignal(bar.settled):
        line(bar).clearFocus()
    assert not bar.typing


def test_leaving_without_typing_settles_nothing(bar: SearchBar, qtbot: QtBot) -> None:
    bar.set_text("beer")
    bar.focus_words()
    with qtbot.assertNotEmitted(bar.settled):
        line(bar).clearFocus()


def test_the_first_escape_clears_and_the_second_leaves(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    left: list[bool] = []
    bar.left.connect(lambda: left.append(True))
    bar.set_text("beer")
    with qtbot.waitSignal(bar.settled):
        qtbot.keyClick(line(bar), Qt.Key.Key_Escape)
    assert (bar.text(), told, left) == ("", [""], [])
    qtbot.keyClick(line(bar), Qt.Key.Key_Escape)
    assert (told, left) == ([""], [True])


def test_the_clear_button_tells_that_nothing_is_searched(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    bar.set_text("beer")
    buttons = line(bar).findChildren(QToolButton)
    (clear,) = [one for one in buttons if "clear" in one.defaultAction().objectName()]
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: told == [""])


def test_a_text_set_from_outside_is_not_told_back(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    bar.set_text("beer")
    qtbot.wait(50)
    assert told == []
    assert bar.text() == "beer"
    assert not bar.typing


def test_a_text_set_from_outside_replaces_what_was_being_typed(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClicks(line(bar), "be")
    told.clear()
    bar.set_text("jet")
    qtbot.wait(50)
    assert told == []


def test_going_to_the_bar_selects_the_old_text(bar: SearchBar, qtbot: QtBot) -> None:
    bar.set_text("jet")
    bar.focus_words()
    assert line(bar).selectedText() == "jet"
    qtbot.keyClicks(line(bar), "beer")
    assert bar.text() == "beer"


def test_the_bar_says_what_is_searched_and_how_much_is_found(bar: SearchBar) -> None:
    bar.set_kind_label("Figures")
    bar.set_count(4, 1206)
    count = bar.findChild(QLabel, "search_count")
    assert isinstance(count, QLabel)
    assert count.text() == "4 of 1,206"
    assert line(bar).placeholderText() == "Find in Figures (Ctrl+F)"
    assert line(bar).accessibleName() == "Find in Figures"
    assert line(bar).accessibleDescription() == "4 of 1,206 shown"
