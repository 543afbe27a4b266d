import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QToolButton
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
    bar.words_changed.connect(words.append)
    return words


def line(bar: SearchBar) -> QLineEdit:
    found = bar.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def test_words_are_told_once_when_typing_pauses(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClicks(line(bar), "byd uzb")
    assert told == []
    qtbot.waitUntil(lambda: told == ["byd uzb"])


def test_enter_tells_at_once_and_leaves(bar: SearchBar, told: list[str], qtbot: QtBot) -> None:
    qtbot.keyClicks(line(bar), "byd")
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(line(bar), Qt.Key.Key_Return)
    assert told == ["byd"]


def test_down_leaves_with_the_words_told(bar: SearchBar, told: list[str], qtbot: QtBot) -> None:
    qtbot.keyClicks(line(bar), "jet")
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(line(bar), Qt.Key.Key_Down)
    assert told == ["jet"]


def test_the_first_escape_clears_and_the_second_leaves(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    left: list[bool] = []
    bar.left.connect(lambda: left.append(True))
    bar.set_words("beer")
    qtbot.keyClick(line(bar), Qt.Key.Key_Escape)
    assert (bar.words(), told, left) == ("", [""], [])
    qtbot.keyClick(line(bar), Qt.Key.Key_Escape)
    assert (told, left) == ([""], [True])


def test_the_clear_button_tells_that_nothing_is_searched(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    bar.set_words("beer")
    buttons = line(bar).findChildren(QToolButton)
    (clear,) = [one for one in buttons if "clear" in one.defaultAction().objectName()]
    qtbot.mouseClick(clear, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: told == [""])


def test_words_set_from_outside_are_not_told_back(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    bar.set_words("beer")
    qtbot.wait(250)
    assert told == []
    assert bar.words() == "beer"


def test_words_set_from_outside_replace_what_was_being_typed(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClicks(line(bar), "be")
    bar.set_words("jet")
    qtbot.wait(250)
    assert told == []


def test_blanks_around_the_words_change_nothing(
    bar: SearchBar, told: list[str], qtbot: QtBot
) -> None:
    bar.set_words("jet")
    qtbot.keyClicks(line(bar), "  ")
    qtbot.wait(250)
    assert told == []


def test_going_to_the_bar_selects_the_old_words(bar: SearchBar, qtbot: QtBot) -> None:
    bar.set_words("jet")
    bar.focus_words()
    assert line(bar).selectedText() == "jet"
    qtbot.keyClicks(line(bar), "beer")
    assert bar.words() == "beer"


def test_the_bar_says_what_is_searched_and_how_much_is_found(bar: SearchBar) -> None:
    bar.set_kind_label("Figures")
    bar.set_count(4, 1206)
    count = bar.findChild(QLabel, "search_count")
    assert isinstance(count, QLabel)
    assert count.text() == "4 of 1,206"
    assert line(bar).placeholderText() == "Find in Figures (Ctrl+F)"
    assert line(bar).accessibleName() == "Find in Figures"
    assert line(bar).accessibleDescription() == "4 of 1,206 shown"
