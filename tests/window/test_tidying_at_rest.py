"""The indexes of words are tidied in another thread, once nobody has written for a while."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui import tidying
from gui.notify import Notifier
from gui.tidying import Tidying
from models import Store, Ticket
from models.search import PATIENCE
from models.segments import levels_of

EDITS = PATIENCE["usermerge"] + 4


class Index:
    """Stands for a store with so much to tidy; says in which threads it was asked."""

    def __init__(self, slices: int) -> None:
        self.left = slices
        self.asked: list[threading.Thread] = []
        self.act: Callable[[Ticket], None] = lambda _: None

    def tidy(self, ticket: Ticket) -> bool:
        self.asked.append(threading.current_thread())
        self.act(ticket)
        self.left -= 1
        return self.left > 0


@pytest.fixture
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits a second for a test."""
    monkeypatch.setattr(tidying, "QUIET_MILLISECONDS", 30)
    monkeypatch.setattr(tidying, "PAUSE_MILLISECONDS", 1)


def segments(store: Store) -> int:
    with closing(sqlite3.connect(store.path)) as raw:
        return sum(len(level.leaves) for level in levels_of(raw, "search_entry"))


def edit(store: Store) -> None:
    for number in range(EDITS):
        with store.step("Edit", by=None) as step:
            step.set("entry", 1, "title", f"Title {number}")


@pytest.mark.usefixtures("soon")
def test_what_was_left_before_the_store_was_opened_is_tidied(
    seeded_store: Store, qtbot: QtBot
) -> None:
    edit(seeded_store)
    notifier = Notifier(seeded_store)
    qtbot.waitUntil(lambda: segments(seeded_store) < PATIENCE["usermerge"])
    notifier.close()


@pytest.mark.usefixtures("soon")
def test_what_edits_leave_is_tidied_when_they_rest(seeded_store: Store, qtbot: QtBot) -> None:
    notifier = Notifier(seeded_store)
    qtbot.wait(100)
    edit(seeded_store)
    assert segments(seeded_store) > EDITS
    qtbot.waitUntil(lambda: segments(seeded_store) < PATIENCE["usermerge"])
    notifier.close()


@pytest.mark.usefixtures("soon")
def test_slices_follow_each_other_elsewhere_until_nothing_is_left(qtbot: QtBot) -> None:
    index, parent = Index(5), QObject()
    tidier = Tidying(index, parent)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: index.left == 0)
    qtbot.wait(80)
    assert len(index.asked) == 5
    assert threading.main_thread() not in index.asked
    tidier.wait()
    qtbot.waitUntil(lambda: len(index.asked) == 6)
    tidier.close()


@pytest.mark.usefixtures("soon")
def test_a_write_stops_the_slices(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    index, parent = Index(1_000_000), QObject()
    tidier = Tidying(index, parent)  # type: ignore[arg-type]
    qtbot.waitUntil(lambda: len(index.asked) > 2)
    monkeypatch.setattr(tidying, "QUIET_MILLISECONDS", 1_000_000)
    tidier.wait()
    asked = len(index.asked)
    qtbot.wait(50)
    # One may have been under way.
    assert len(index.asked) <= asked + 1
    tidier.close()


@pytest.mark.usefixtures("soon")
def test_closing_stops_a_slice_and_waits_for_it(qtbot: QtBot) -> None:
    index, parent = Index(1_000_000), QObject()
    begun, ended = threading.Event(), threading.Event()

    def until_it_is_stopped(ticket: Ticket) -> None:
        begun.set()
        while not ticket.cancelled:
            ended.wait(0.001)
        ended.set()

    index.act = until_it_is_stopped
    tidier = Tidying(index, parent)  # type: ignore[arg-type]
    qtbot.waitUntil(begun.is_set)
    tidier.close()
    assert ended.is_set()
    asked = len(index.asked)
    qtbot.wait(50)
    assert len(index.asked) == asked
