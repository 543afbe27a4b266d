import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui import messages
from gui.messages import NoticeAction, NoticeBar, Severity, ask, plain_label, plain_tooltip

HOSTILE = '<b>bold</b> <img src="file:///etc/passwd"> & <table><tr><td>'


@pytest.fixture
def holder(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    column.addWidget(NoticeBar(window))
    column.addWidget(QLineEdit(window))
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    return window


@pytest.fixture
def bar(holder: QWidget) -> NoticeBar:
    found = holder.findChild(NoticeBar, "notice_bar")
    assert isinstance(found, NoticeBar)
    return found


@pytest.fixture
def edit(holder: QWidget) -> QLineEdit:
    found = holder.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def button(bar: NoticeBar, text: str) -> QPushButton:
    return next(one for one in bar.findChildren(QPushButton) if one.text() == text)


def test_a_notice_shows_its_sentence_as_plain_text(bar: NoticeBar) -> None:
    bar.tell(HOSTILE)

    label = bar.findChild(QLabel, "notice_text")
    assert bar.isVisible()
    assert isinstance(label, QLabel)
    assert label.text() == bar.text == HOSTILE
    assert label.textFormat() == Qt.TextFormat.PlainText
    assert bar.accessibleDescription() == HOSTILE


def test_nothing_is_shown_before_something_is_told(bar: NoticeBar) -> None:
    assert not bar.isVisible()
    assert bar.text == ""


def test_a_notice_does_not_take_the_keyboard_away(
    bar: NoticeBar, edit: QLineEdit, qtbot: QtBot
) -> None:
    edit.setFocus()

    bar.tell("Deleted 3 figures.", actions=[NoticeAction("Undo", lambda: None)])
    qtbot.keyClicks(edit, "abc")

    assert edit.text() == "abc"


def test_undo_is_done_once_and_closes_the_notice(bar: NoticeBar, qtbot: QtBot) -> None:
    done: list[str] = []
    bar.tell("Deleted.", actions=[NoticeAction("Undo", lambda: done.append("undone"))])

    qtbot.mouseClick(button(bar, "Undo"), Qt.MouseButton.LeftButton)

    assert done == ["undone"]
    assert not bar.isVisible()


def test_an_action_can_tell_something_itself(bar: NoticeBar, qtbot: QtBot) -> None:
    bar.tell("Deleted.", actions=[NoticeAction("Undo", lambda: bar.tell("Brought back."))])

    qtbot.mouseClick(button(bar, "Undo"), Qt.MouseButton.LeftButton)

    assert bar.text == "Brought back."


def test_a_new_notice_takes_the_place_and_the_buttons_of_the_old(bar: NoticeBar) -> None:
    bar.tell("First.", actions=[NoticeAction("Undo", lambda: None)])

    bar.tell("Second.", Severity.ERROR, [NoticeAction("Try again", lambda: None)])

    visible = [one.text() for one in bar.findChildren(QPushButton) if one.isVisible()]
    assert (bar.text, visible) == ("Second.", ["Try again"])
    assert bar.property("severity") == "error"


def test_the_close_button_closes(bar: NoticeBar, qtbot: QtBot) -> None:
    bar.tell("The disk is full.", Severity.ERROR)
    close = bar.findChild(QToolButton, "notice_close")
    assert isinstance(close, QToolButton)

    with qtbot.waitSignal(bar.closed):
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)

    assert not bar.isVisible()


def test_escape_closes_from_a_button_of_the_notice(bar: NoticeBar, qtbot: QtBot) -> None:
    bar.tell("Deleted.", Severity.WARNING, [NoticeAction("Undo", lambda: None)])
    undo = button(bar, "Undo")
    undo.setFocus()

    qtbot.keyClick(undo, Qt.Key.Key_Escape)

    assert not bar.isVisible()


def test_an_information_goes_away_by_itself(
    bar: NoticeBar, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "INFO_SECONDS", 0.05)

    bar.tell("Saved.")

    assert bar.isVisible()
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=2000)


def test_a_notice_stays_while_its_button_has_the_keyboard(
    bar: NoticeBar, edit: QLineEdit, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(messages, "ACTION_SECONDS", 0.02)
    timer = bar.findChild(QTimer)
    assert isinstance(timer, QTimer)
    bar.tell("Deleted.", actions=[NoticeAction("Undo", lambda: None)])
    button(bar, "Undo").setFocus()

    for _ in range(3):
        with qtbot.waitSignal(timer.timeout):
            pass
    assert bar.isVisible()

    edit.setFocus()
    qtbot.waitUntil(lambda: not bar.isVisible(), timeout=2000)


@pytest.mark.parametrize("severity", [Severity.WARNING, Severity.ERROR])
def test_what_matters_stays_until_it_is_closed(bar: NoticeBar, severity: Severity) -> None:
    bar.tell("Saved.")

    bar.tell("The disk is full.", severity)

    timer = bar.findChild(QTimer)
    assert isinstance(timer, QTimer)
    assert not timer.isActive()


def test_a_tooltip_shows_markup_as_letters_and_keeps_line_breaks() -> None:
    document = QTextDocument()

    document.setHtml(plain_tooltip(HOSTILE + "\nsecond  line"))

    assert document.toPlainText().replace("\u2028", "\n") == HOSTILE + "\nsecond  line"


def test_a_tooltip_is_cut_before_it_fills_the_screen() -> None:
    document = QTextDocument()

    document.setHtml(plain_tooltip("<&>" * 1000))

    shown = document.toPlainText()
    assert shown == ("<&>" * 1000)[:599] + "…"


def test_no_text_gives_no_tooltip() -> None:
    assert plain_tooltip("") == ""


def test_a_label_never_draws_markup(qtbot: QtBot) -> None:
    label = plain_label(HOSTILE, selectable=True)
    qtbot.addWidget(label)

    assert label.textFormat() == Qt.TextFormat.PlainText
    assert label.text() == HOSTILE
    assert label.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


@pytest.mark.parametrize(("press", "answer"), [("Overwrite", True), ("Cancel", False)])
def test_a_question_is_plain_text_and_gives_the_answer(
    qtbot: QtBot, press: str, answer: bool
) -> None:
    formats: list[Qt.TextFormat] = []

    def reply() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        labels = [one for one in box.findChildren(QLabel) if HOSTILE in one.text()]
        formats.extend(one.textFormat() for one in labels)
        chosen = next(one for one in box.buttons() if one.text().replace("&", "") == press)
        qtbot.mouseClick(chosen, Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, reply)
    said = ask(None, "Overwrite?", HOSTILE, HOSTILE + " more", verb="Overwrite")

    assert said is answer
    assert formats == [Qt.TextFormat.PlainText] * 2


def test_escape_answers_no(qtbot: QtBot) -> None:
    def reply() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        qtbot.keyClick(box, Qt.Key.Key_Escape)

    QTimer.singleShot(0, reply)

    assert ask(None, "Overwrite?", "Overwrite the file?") is False
