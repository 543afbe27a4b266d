"""What waits until the tables are painted: in order, once, with other events in between."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from gui.idle import Idle


class Listening(QObject):
    """Notes the events that are posted to it among the calls."""

    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self._heard = heard

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.User:
            self._heard.append("event")
        return super().event(event)

    def look(self) -> None:
        self._heard.append("look")


@pytest.fixture
def owner(qapp: QApplication) -> QObject:
    return QObject()


def test_events_have_their_turn_between_two_calls(owner: QObject, qtbot: QtBot) -> None:
    heard: list[str] = []
    idle, other = Idle(owner), Listening(heard)

    def first() -> None:
        heard.append("first")
        QCoreApplication.postEvent(other, QEvent(QEvent.Type.User))

    idle.ask(first)
    idle.ask(lambda: heard.append("second"))
    QCoreApplication.postEvent(other, QEvent(QEvent.Type.User))
    assert heard == []
    qtbot.waitUntil(lambda: "second" in heard)
    assert heard == ["event", "first", "event", "second"]


def test_what_is_asked_for_again_before_its_turn_is_called_once(
    owner: QObject, qtbot: QtBot
) -> None:
    heard: list[str] = []
    idle, other = Idle(owner), Listening(heard)
    for _ in range(100):
        idle.ask(other.look)
    idle.ask(lambda: heard.append("end"))
    qtbot.waitUntil(lambda: "end" in heard)
    assert heard == ["look", "end"]
    idle.ask(other.look)
    qtbot.waitUntil(lambda: len(heard) == 3)


def test_nothing_is_called_of_a_pane_that_is_gone(owner: QObject, qtbot: QtBot) -> None:
    heard: list[str] = []
    idle, other = Idle(owner), Listening(heard)
    idle.ask(other.look)
    idle.ask(lambda: heard.append("end"))
    delete(other)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["end"]


def test_whoever_cannot_wait_gets_all_that_waits(owner: QObject, qtbot: QtBot) -> None:
    heard: list[str] = []
    idle = Idle(owner)
    for name in ("a", "b", "c"):
        idle.ask(lambda name=name: heard.append(name))
    idle.finish()
    assert heard == ["a", "b", "c"]


def test_after_it_was_stopped_nothing_is_called(owner: QObject, qtbot: QtBot) -> None:
    heard: list[str] = []
    idle = Idle(owner)
    idle.ask(lambda: heard.append("late"))
    idle.stop()
    qtbot.wait(20)
    assert heard == []
