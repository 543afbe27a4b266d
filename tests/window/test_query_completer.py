from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.query_completer import QueryCompleter
from gui.search_bar import SearchBar
from models import completions

COUNTRIES = [("UZB", "Uzbekistan"), ("TJK", "Tajikistan")]


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[SearchBar]:
    window = QWidget()
    made = SearchBar()
    made.complete = lambda text, cursor: completions("entry", text, cursor, COUNTRIES)
    made.typed.connect(lambda _: made.show_hint(""))
    other = QLineEdit()
    other.setObjectName("other")
    column = QVBoxLayout(window)
    column.addWidget(made)
    column.addWidget(other)
    column.addStretch(1)
    qtbot.addWidget(window)
    window.resize(700, 400)
    window.show()
    window.activateWindow()
    made.focus_words()
    qtbot.waitUntil(lambda: line(made).hasFocus())
    yield made
    # Held until here: the window has no owner but this function.
    window.close()


def line(bar: SearchBar) -> QLineEdit:
    found = bar.findChild(QLineEdit, "search_words")
    assert isinstance(found, QLineEdit)
    return found


def panel(bar: SearchBar) -> QueryCompleter:
    found = bar.window().findChild(QueryCompleter)
    assert isinstance(found, QueryCompleter)
    return found


def offered(bar: SearchBar) -> list[str]:
    return [one.text for one in panel(bar).offered]


def typed(bar: SearchBar, qtbot: QtBot, text: str) -> None:
    qtbot.keyClicks(line(bar), text)
    qtbot.waitUntil(lambda: bar._told == line(bar).text())


def test_names_of_fields_are_offered_while_typing(bar: SearchBar, qtbot: QtBot) -> None:
    typed(bar, qtbot, "stat")
    assert offered(bar)[:2] == ["status:", "status_as_of:"]
    assert panel(bar).isVisible()


def test_values_are_offered_behind_the_colon_by_code_and_by_label(
    bar: SearchBar, qtbot: QtBot
) -> None:
    typed(bar, qtbot, "country:taj")
    assert offered(bar) == ["TJK"]
    assert [one.label for one in panel(bar).offered] == ["Tajikistan"]


def test_tab_takes_the_first_and_the_typing_goes_on(bar: SearchBar, qtbot: QtBot) -> None:
    typed(bar, qtbot, "uran coun")
    qtbot.keyClick(line(bar), Qt.Key.Key_Tab)
    assert bar.text() == "uran country:"
    assert line(bar).hasFocus()
    typed(bar, qtbot, "uz")
    qtbot.keyClick(line(bar), Qt.Key.Key_Tab)
    assert bar.text() == "uran country:UZB"


def test_enter_takes_only_what_was_gone_to(bar: SearchBar, qtbot: QtBot) -> None:
    typed(bar, qtbot, "stat")
    with qtbot.waitSignal(bar.settled):
        qtbot.keyClick(line(bar), Qt.Key.Key_Return)
    assert bar.text() == "stat"
    bar.set_text("")
    line(bar).setFocus()
    typed(bar, qtbot, "stat")
    qtbot.keyClick(line(bar), Qt.Key.Key_Down)
    qtbot.keyClick(line(bar), Qt.Key.Key_Down)
    with qtbot.assertNotEmitted(bar.settled):
        qtbot.keyClick(line(bar), Qt.Key.Key_Return)
    assert bar.text() == "status_as_of:"


def test_up_from_the_first_goes_back_to_the_line(bar: SearchBar, qtbot: QtBot) -> None:
    typed(bar, qtbot, "stat")
    qtbot.keyClick(line(bar), Qt.Key.Key_Down)
    qtbot.keyClick(line(bar), Qt.Key.Key_Up)
    with qtbot.waitSignal(bar.settled):
        qtbot.keyClick(line(bar), Qt.Key.Key_Return)
    assert bar.text() == "stat"


def test_escape_closes_the_panel_first_and_keeps_the_text(bar: SearchBar, qtbot: QtBot) -> None:
    typed(bar, qtbot, "stat")
    qtbot.keyClick(line(bar), Qt.Key.Key_Escape)
    assert not panel(bar).isVisible()
    assert bar.text() == "stat"
    qtbot.keyClick(line(bar), Qt.Key.Key_Escape)
    assert bar.text() == ""


def test_a_click_takes_the_row_and_leaves_the_keyboard_in_the_line(
    bar: SearchBar, qtbot: QtBot
) -> None:
    typed(bar, qtbot, "country:")
    rows = panel(bar).findChild(QListView)
    assert isinstance(rows, QListView)
    place = rows.visualRect(rows.model().index(1, 0)).center()
    qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert bar.text() == "country:TJK"
    assert line(bar).hasFocus()


def test_normal_typing_goes_through(bar: SearchBar, qtbot: QtBot) -> None:
    typed(bar, qtbot, "country: of origin")
    assert bar.text() == "country: of origin"
    qtbot.keyClick(line(bar), Qt.Key.Key_Home)
    qtbot.keyClick(line(bar), Qt.Key.Key_Delete)
    assert bar.text() == "ountry: of origin"


def test_tab_goes_on_to_the_next_widget_when_nothing_is_offered(
    bar: SearchBar, qtbot: QtBot
) -> None:
    typed(bar, qtbot, "zzz")
    assert offered(bar) == []
    qtbot.keyClick(line(bar), Qt.Key.Key_Tab)
    assert not line(bar).hasFocus()


def test_the_panel_goes_when_the_line_is_left(bar: SearchBar, qtbot: QtBot) -> None:
    typed(bar, qtbot, "stat")
    other = bar.window().findChild(QLineEdit, "other")
    assert isinstance(other, QLineEdit)
    other.setFocus()
    assert not panel(bar).isVisible()


def test_a_hint_stands_alone_and_gives_way_to_offers(bar: SearchBar, qtbot: QtBot) -> None:
    bar.set_text("zzz")
    bar.show_hint("<b>nothing</b> can be read")
    assert panel(bar).hint == "<b>nothing</b> can be read"
    bar.set_text("")
    typed(bar, qtbot, "stat")
    bar.show_hint("not finished")
    assert panel(bar).hint == ""


def test_the_panel_stands_inside_the_window(bar: SearchBar, qtbot: QtBot) -> None:
    bar.window().resize(300, 400)
    typed(bar, qtbot, "s")
    assert bar.window().rect().contains(panel(bar).geometry())
