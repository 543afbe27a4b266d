import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gui.status_line import StatusLine

WORDS = "in Kyrgyzstan · Status from 30 Commitment · Title contains “joint venture of a long name”"


@pytest.fixture
def line(qtbot: QtBot) -> StatusLine:
    made = StatusLine()
    qtbot.addWidget(made)
    made.resize(1200, 28)
    made.show()
    return made


def label(line: StatusLine, name: str) -> QLabel:
    found = line.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found


def test_long_words_are_cut_and_whole_again_when_there_is_room(
    line: StatusLine, qtbot: QtBot
) -> None:
    line.show_rows(3, 1200, "Entries", WORDS)
    shown = label(line, "status_filter")
    assert label(line, "status_rows").text() == "3 of 1,200 entries"
    qtbot.waitUntil(lambda: shown.text() == WORDS)
    line.resize(420, 28)
    qtbot.waitUntil(lambda: shown.text().endswith("…"))
    assert "long name" in shown.toolTip()
    line.resize(1200, 28)
    qtbot.waitUntil(lambda: shown.text() == WORDS)


def test_long_words_do_not_make_the_window_wider(line: StatusLine) -> None:
    before = line.minimumSizeHint().width()
    line.show_rows(3, 1200, "Entries", WORDS * 5)
    assert line.minimumSizeHint().width() <= before + 120


def test_sums_are_there_only_when_there_is_something_to_say(line: StatusLine) -> None:
    sums = label(line, "status_totals")
    assert not sums.isVisible()
    line.show_aggregate("2 cells · sum 5 t", "2 of 2 <b>records</b>")
    assert sums.isVisible()
    assert sums.text() == "2 cells · sum 5 t"
    assert "&lt;b&gt;" in sums.toolTip()
    line.show_aggregate("", "")
    assert not sums.isVisible()
