from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.chip_bar import Chip, ChipBar
from models import Filter, Query, Scope, parts_of

LEFT = Qt.MouseButton.LeftButton
QUERY = Query(
    "entry",
    scope=Scope(country="UZB"),
    filters=(Filter("status", ">=30"), Filter("type", "=trade", negated=True)),
    words='uran "joint venture"',
)


def shown(bar: ChipBar, query: Query) -> None:
    bar.show_parts(parts_of(query, "Uzbekistan"))


@pytest.fixture
def bar(qtbot: QtBot) -> Iterator[ChipBar]:
    window = QWidget()
    column = QVBoxLayout(window)
    made = ChipBar()
    column.addWidget(made)
    column.addWidget(QLineEdit())
    column.addStretch(1)
    qtbot.addWidget(window)
    window.resize(1200, 300)
    window.show()
    window.activateWindow()
    shown(made, QUERY)
    yield made
    # Held until here: the window has no owner but this function.
    window.close()


@pytest.fixture
def asked(bar: ChipBar) -> list[Query]:
    queries: list[Query] = []
    bar.query_wanted.connect(queries.append)
    return queries


def chips(bar: ChipBar) -> list[Chip]:
    return [one for one in bar.findChildren(Chip) if not one.isHidden()]


def cross(chip: Chip) -> QPoint:
    return QPoint(chip.width() - 12, chip.height() // 2)


def test_each_part_of_the_query_is_a_chip_in_words(bar: ChipBar) -> None:
    assert [chip.words for chip in chips(bar)] == [
        "in Uzbekistan",
        "Status from 30 Commitment",
        "Type is not Trade",
        "“uran”",
        "“joint venture”",
    ]


def test_nothing_is_shown_when_nothing_narrows(bar: ChipBar) -> None:
    assert bar.isVisible()
    shown(bar, Query("entry"))
    assert not bar.isVisible()
    assert chips(bar) == []


def test_the_cross_takes_out_only_its_part(bar: ChipBar, asked: list[Query], qtbot: QtBot) -> None:
    chip = chips(bar)[1]
    qtbot.mouseClick(chip, LEFT, pos=cross(chip))
    assert asked == [QUERY.without(Filter("status", ">=30"))]


def test_a_click_on_the_words_asks_to_change_them(
    bar: ChipBar, asked: list[Query], qtbot: QtBot
) -> None:
    with qtbot.waitSignal(bar.change_wanted) as told:
        qtbot.mouseClick(chips(bar)[1], LEFT, pos=QPoint(15, 10))
    assert told.args[0].text == "status:>=30"
    assert asked == []


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_del_and_backspace_take_out_the_chip_with_the_keyboard(
    bar: ChipBar, asked: list[Query], qtbot: QtBot, key: Qt.Key
) -> None:
    chip = chips(bar)[0]
    chip.setFocus()
    qtbot.keyClick(chip, key)
    assert [query.scope for query in asked] == [Scope()]


def test_the_keyboard_stays_among_the_chips_and_leaves_after_the_last(
    bar: ChipBar, qtbot: QtBot
) -> None:
    left: list[bool] = []
    bar.left.connect(lambda: left.append(True))
    bar.query_wanted.connect(lambda query: shown(bar, query))
    chips(bar)[4].setFocus()
    qtbot.waitUntil(lambda: chips(bar)[4].hasFocus())
    for rest in range(4, 0, -1):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
        assert chips(bar)[rest - 1].hasFocus()
    assert left == []
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete)
    assert left == [True]


def test_tab_goes_from_chip_to_chip_in_their_order(bar: ChipBar, qtbot: QtBot) -> None:
    chips(bar)[0].setFocus()
    qtbot.waitUntil(lambda: chips(bar)[0].hasFocus())
    for chip in chips(bar)[1:]:
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        assert chip.hasFocus()


def test_arrows_go_from_chip_to_chip(bar: ChipBar, qtbot: QtBot) -> None:
    chips(bar)[0].setFocus()
    qtbot.keyClick(chips(bar)[0], Qt.Key.Key_Right)
    assert chips(bar)[1].hasFocus()
    qtbot.keyClick(chips(bar)[1], Qt.Key.Key_Left)
    assert chips(bar)[0].hasFocus()


def test_clear_all_is_there_for_several_chips_only(bar: ChipBar, qtbot: QtBot) -> None:
    button = bar.findChild(QPushButton, "chips_clear")
    assert isinstance(button, QPushButton)
    with qtbot.waitSignal(bar.clear_wanted):
        qtbot.mouseClick(button, LEFT)
    shown(bar, Query("entry", words="uran"))
    assert not button.isVisible()


def test_an_ampersand_is_shown_and_is_no_shortcut(bar: ChipBar) -> None:
    shown(bar, Query("entry", filters=(Filter("title", "R&D"),)))
    (chip,) = chips(bar)
    assert chip.words == "Title contains R&D"
    assert chip.shortcut().isEmpty()


def test_a_narrow_window_has_more_lines_and_no_chip_outside(bar: ChipBar, qtbot: QtBot) -> None:
    one_line = bar.height()
    bar.window().resize(330, 300)
    qtbot.waitUntil(lambda: bar.height() > one_line)
    for chip in chips(bar):
        assert bar.rect().contains(chip.geometry())


def test_a_long_text_with_tags_is_cut_and_stands_as_it_is(bar: ChipBar) -> None:
    shown(bar, Query("entry", filters=(Filter("title", f'"<b>{90 * "word"}"'),)))
    (chip,) = chips(bar)
    assert chip.words.startswith("Title contains <b>word")
    assert chip.width() < 400
    assert "&lt;b&gt;" in chip.toolTip()
