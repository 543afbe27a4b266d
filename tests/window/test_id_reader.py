"""Ids are read away from the main thread; the newest wish is the one that is answered."""

import threading
from array import array
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui.id_reader import Answer, Held, IdReader
from gui.tasks import Tasks
from models import Filter, Invalid, Query, Store, Ticket


class Screen:
    """What a table would show of the answers."""

    def __init__(self) -> None:
        self.ids = array("q")
        self.kept: tuple[int, ...] = ()
        self.typed_into: set[int] = set()
        self.version = 0
        self.answers: list[Answer] = []

    def held(self) -> Held:
        typed = (row for row, record in enumerate(self.ids) if record in self.typed_into)
        return Held(self.ids, self.kept, tuple(typed), (0, 20), self.version)

    def take(self, answer: Answer) -> None:
        assert threading.current_thread() is threading.main_thread()
        assert answer.held.ids is self.ids
        self.answers.append(answer)
        self.ids = answer.shown.ids


class Counting:
    """A store that counts how often all ids are asked for, and can be made to wait."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.asked: list[Query] = []
        self.open = threading.Event()
        self.open.set()
        self.rows, self.count = store.rows, store.count

    def ids(
        self, query: Query, ticket: Ticket, limit: int | None = None, *, quick: bool = False
    ) -> "array[int]":
        found = self._store.ids(query, ticket, limit, quick=quick)
        if limit is None:
            self.asked.append(query)
            while not self.open.wait(0.005) and not ticket.cancelled:
                pass
        return found


@pytest.fixture
def owner(qtbot: QtBot) -> Iterator[QObject]:
    parent = QObject()
    yield parent
    parent.deleteLater()


@pytest.fixture
def tasks(owner: QObject) -> Iterator[Tasks]:
    made = Tasks(owner)
    yield made
    assert made.close()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def store(seeded_store: Store) -> Counting:
    return Counting(seeded_store)


@pytest.fixture
def reader(store: Counting, tasks: Tasks, screen: Screen, owner: QObject) -> IdReader:
    made = IdReader(store, tasks, screen.held, owner)  # type: ignore[arg-type]
    made.answered.connect(screen.take)
    return made


def add(store: Store, count: int) -> list[int]:
    with store.step("Add", by=None) as step:
        return [step.add("entry", {"title": f"Entry {number}"}) for number in range(count)]


def complete(screen: Screen) -> bool:
    return bool(screen.answers) and screen.answers[-1].complete


def test_the_first_rows_come_before_all(
    seeded_store: Store, reader: IdReader, screen: Screen, qtbot: QtBot
) -> None:
    add(seeded_store, 300)
    reader.ask(Query("entry"))
    qtbot.waitUntil(lambda: complete(screen))
    first, every = screen.answers
    assert (len(first.found), first.total) == (256, None)
    assert (list(every.found), every.total) == (list(seeded_store.ids(Query("entry"))), 306)
    assert every.shown.moves is not None
    assert every.shown.moves.removed == ()


def test_a_newer_query_stops_the_older(
    seeded_store: Store, store: Counting, reader: IdReader, screen: Screen, qtbot: QtBot
) -> None:
    add(seeded_store, 300)
    store.open.clear()
    reader.ask(Query("entry"))
    qtbot.waitUntil(lambda: len(store.asked) == 1)
    wanted = Query("entry", filters=(Filter("title", "entry"),))
    reader.ask(wanted)
    qtbot.waitUntil(lambda: len(store.asked) == 2)
    store.open.set()
    qtbot.waitUntil(lambda: complete(screen))
    assert len([answer for answer in screen.answers if answer.complete]) == 1
    assert screen.answers[-1].found == seeded_store.ids(wanted)


def test_a_newer_query_does_not_wait_for_the_first_rows_of_the_older(
    seeded_store: Store, tasks: Tasks, screen: Screen, owner: QObject, qtbot: QtBot
) -> None:
    stopped: list[bool] = []
    stuck = Query("entry", words="beer")

    class Sticking(Counting):
        def ids(self, query: Query, ticket: Ticket, *more: object, **rest: object) -> "array[int]":
            if query == stuck:
                while not stopped:
                    threading.Event().wait(0.002)
                    stopped.extend([True] if ticket.cancelled else [])
            return super().ids(query, ticket, *more, **rest)  # type: ignore[arg-type]

    sticking = Sticking(seeded_store)
    reader = IdReader(sticking, tasks, screen.held, owner)  # type: ignore[arg-type]
    reader.answered.connect(screen.take)
    reader.ask(stuck)
    wanted = Query("entry", words="uz")
    reader.ask(wanted)
    qtbot.waitUntil(lambda: complete(screen))
    assert stopped == [True]
    assert screen.answers[-1].found == seeded_store.ids(wanted)
    assert stuck not in sticking.asked


def test_a_burst_of_changes_is_read_a_few_times_and_to_the_end(
    seeded_store: Store,
    store: Counting,
    reader: IdReader,
    screen: Screen,
    qtbot: QtBot,
) -> None:
    reader.ask(Query("entry"))
    qtbot.waitUntil(lambda: complete(screen))
    store.asked.clear()
    store.open.clear()
    for _ in range(100):
        add(seeded_store, 1)
        reader.refresh(Query("entry"))
    store.open.set()
    qtbot.waitUntil(lambda: len(screen.ids) == 106)
    assert len(store.asked) == 2
    assert screen.ids == seeded_store.ids(Query("entry"))


def test_a_wish_of_the_last_moment_is_answered_too(
    seeded_store: Store, store: Counting, reader: IdReader, screen: Screen, qtbot: QtBot
) -> None:
    add(seeded_store, 300)
    store.open.clear()
    reader.ask(Query("entry"))
    qtbot.waitUntil(lambda: len(store.asked) == 1)
    added = add(seeded_store, 1)[0]
    reader.refresh(Query("entry"))
    store.open.set()
    qtbot.waitUntil(lambda: added in screen.ids)
    assert len(store.asked) == 2


def test_a_row_that_the_cursor_went_to_meanwhile_is_not_taken_away(
    seeded_store: Store, store: Counting, reader: IdReader, screen: Screen, qtbot: QtBot
) -> None:
    query = Query("entry", filters=(Filter("title", "entry"),))
    added = add(seeded_store, 4)
    reader.ask(query)
    qtbot.waitUntil(lambda: complete(screen))
    with seeded_store.step("Rename", by=None) as step:
        step.set("entry", added[1], "title", "Another")
    store.open.clear()
    reader.refresh(query)
    screen.kept = (1,)
    store.open.set()
    qtbot.waitUntil(lambda: list(screen.answers[-1].found) == [added[0], *added[2:]])
    assert list(screen.ids) == added


def test_a_removed_record_goes_though_the_cursor_is_on_it(
    seeded_store: Store, reader: IdReader, screen: Screen, qtbot: QtBot
) -> None:
    added = add(seeded_store, 4)
    reader.ask(Query("entry"))
    qtbot.waitUntil(lambda: complete(screen))
    screen.kept = (len(screen.ids) - 2,)
    with seeded_store.step("Remove", by=None) as step:
        step.remove("entry", added[2])
    reader.refresh(Query("entry"))
    qtbot.waitUntil(lambda: added[2] not in screen.ids)
    assert screen.ids == seeded_store.ids(Query("entry"))


def test_a_senseless_query_is_refused_and_the_next_is_answered(
    reader: IdReader, screen: Screen, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(reader.refused) as told:
        reader.ask(Query("figure", filters=(Filter("value", ">many"),)))
    assert isinstance(told.args[0], Invalid)
    reader.ask(Query("figure"))
    qtbot.waitUntil(lambda: complete(screen))
    assert len(screen.ids) == 6


@pytest.mark.parametrize("words", ["byd", "nothing-has-this"])
def test_another_query_takes_the_row_with_the_cursor_but_not_the_one_that_is_typed_into(
    seeded_store: Store, reader: IdReader, screen: Screen, qtbot: QtBot, words: str
) -> None:
    record = add(seeded_store, 300)[7]
    reader.ask(Query("entry"))
    qtbot.waitUntil(lambda: complete(screen))
    wanted = Query("entry", words=words)
    screen.answers.clear()
    reader.ask(wanted)
    # Begun while the rows of the former query were still there.
    screen.typed_into = {record}
    screen.kept = screen.held().typed
    qtbot.waitUntil(lambda: complete(screen))
    assert set(screen.ids) == {*seeded_store.ids(wanted), record}
    assert all(answer.shown.moves is not None for answer in screen.answers)
    screen.typed_into.clear()
    screen.kept = (screen.ids.index(record),)
    reader.ask(Query("entry", words=f"{words} uz"))
    screen.answers.clear()
    qtbot.waitUntil(lambda: complete(screen))
    assert record not in screen.ids


def test_rows_that_are_arranged_once_more_are_not_taken_for_newer(
    seeded_store: Store, store: Counting, reader: IdReader, screen: Screen, qtbot: QtBot
) -> None:
    add(seeded_store, 5)
    store.open.clear()
    reader.refresh(Query("entry"))
    qtbot.waitUntil(lambda: len(store.asked) == 1)
    # A change is heard, and the screen is not what the ids were arranged for.
    screen.version, screen.ids = 1, array("q", [1])
    store.open.set()
    qtbot.waitUntil(lambda: complete(screen))
    assert screen.answers[-1].rows
    assert screen.answers[-1].held.version == 0
