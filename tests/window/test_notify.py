"""What another process commits is told in the main thread, and read in another."""

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gui.notify import Notifier
from models import Change, Store, StoreUnavailable, Ticket, open_store


@pytest.fixture
def follower(seeded_store: Store) -> Iterator[Store]:
    other = open_store(seeded_store.path, author="Other", readonly=True)
    yield other
    other.close()


@pytest.fixture
def notifier(follower: Store, qtbot: QtBot) -> Iterator[Notifier]:
    made = Notifier(follower)
    yield made
    made.close()


def change(store: Store, title: str) -> None:
    with store.step(f"Change to {title}", by=None) as step:
        step.set("entry", 1, "title", title)


def test_steps_of_others_are_read_elsewhere_and_told_here_in_order(
    seeded_store: Store,
    follower: Store,
    notifier: Notifier,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read_in: list[threading.Thread] = []
    heard: list[tuple[str, threading.Thread]] = []
    catch_up = follower.catch_up

    def watched(ticket: Ticket | None = None) -> None:
        read_in.append(threading.current_thread())
        catch_up(ticket)

    monkeypatch.setattr(follower, "catch_up", watched)
    notifier.changed.connect(lambda told: heard.append((told.label, threading.current_thread())))
    for number in range(5):
        change(seeded_store, f"Title {number}")
    notifier.poll()
    qtbot.waitUntil(lambda: len(heard) == 5)
    main = threading.main_thread()
    assert heard == [(f"Change to Title {number}", main) for number in range(5)]
    assert main not in read_in


def test_nothing_is_read_when_nothing_was_committed(
    follower: Store, notifier: Notifier, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Ticket | None] = []
    monkeypatch.setattr(follower, "catch_up", asked.append)
    notifier.poll()
    notifier.poll()
    assert asked == []


def test_a_step_that_could_not_be_read_is_told_at_a_later_turn(
    seeded_store: Store,
    follower: Store,
    notifier: Notifier,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:

    catch_up, failures = follower.catch_up, [1, 1]
    heard: list[Change] = []
    complaints: list[str] = []

    def failing(ticket: Ticket | None = None) -> None:
        if failures:
            failures.pop()
            raise StoreUnavailable("The disk could not be read.")
        catch_up(ticket)

    monkeypatch.setattr(follower, "catch_up", failing)
    notifier.changed.connect(heard.append)
    notifier.failed.connect(complaints.append)
    change(seeded_store, "Theirs")
    notifier.poll()
    qtbot.waitUntil(lambda: len(failures) == 1)
    qtbot.waitUntil(lambda: complaints == ["The disk could not be read."])
    notifier.poll()
    qtbot.waitUntil(lambda: failures == [])

    def asked_again() -> bool:
        notifier.poll()
        return bool(heard)

    qtbot.waitUntil(asked_again)
    assert [told.label for told in heard] == ["Change to Theirs"]
    assert complaints == ["The disk could not be read."]
