import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from gui.tasks import READERS, Job, Tasks
from models.database import Ticket
from models.errors import Cancelled, FactError, Invalid


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


def until_cancelled(ticket: Ticket | Job) -> None:
    """Work that goes on until somebody stops it."""
    waiting = threading.Event()
    while not ticket.cancelled:
        waiting.wait(0.002)


def our_threads() -> list[str]:
    return [one.name for one in threading.enumerate() if one.name.startswith("khorgos-")]


def test_a_read_runs_elsewhere_and_answers_in_the_main_thread(tasks: Tasks, qtbot: QtBot) -> None:
    ran: list[threading.Thread] = []
    answers: list[tuple[int, threading.Thread]] = []

    def count(ticket: Ticket) -> int:
        ran.append(threading.current_thread())
        return 3_000_000_000

    tasks.read(count, lambda number: answers.append((number, threading.current_thread())))
    qtbot.waitUntil(lambda: bool(answers))

    assert answers == [(3_000_000_000, threading.main_thread())]
    assert ran[0] is not threading.main_thread()
    assert tasks.pending == 0


def test_a_newer_read_of_the_same_key_stops_the_older(tasks: Tasks, qtbot: QtBot) -> None:
    answers: list[str] = []

    def slow(ticket: Ticket) -> str:
        until_cancelled(ticket)
        return "old"

    old = tasks.read(slow, answers.append, key="ids")
    new = tasks.read(lambda ticket: "new", answers.append, key="ids")
    qtbot.waitUntil(lambda: tasks.pending == 0)

    assert (old.cancelled, new.cancelled) == (True, False)
    assert answers == ["new"]


def test_an_answer_that_came_too_late_to_be_stopped_is_dropped(tasks: Tasks, qtbot: QtBot) -> None:
    answers: list[str] = []
    ended = threading.Event()

    def quick(ticket: Ticket) -> str:
        ended.set()
        return "old"

    tasks.read(quick, answers.append, key="ids")
    ended.wait(5)
    tasks.read(lambda ticket: "new", answers.append, key="ids")
    qtbot.waitUntil(lambda: tasks.pending == 0)

    assert answers == ["new"]


def test_reads_of_other_keys_and_without_a_key_are_left_alone(tasks: Tasks, qtbot: QtBot) -> None:
    answers: list[str] = []

    for name, key in (("a", None), ("b", None), ("c", "ids"), ("d", "counts")):
        tasks.read(lambda ticket, name=name: name, answers.append, key=key)  # type: ignore[misc]
    qtbot.waitUntil(lambda: tasks.pending == 0)

    assert sorted(answers) == ["a", "b", "c", "d"]


def test_what_is_urgent_does_not_queue_behind_the_others(tasks: Tasks, qtbot: QtBot) -> None:
    answers: list[str] = []
    held = [tasks.read(until_cancelled, lambda _: None, key=place) for place in range(2 * READERS)]
    tasks.read(lambda ticket: "usual", answers.append)
    tasks.read(lambda ticket: "urgent", answers.append, urgent=True)
    qtbot.waitUntil(lambda: bool(answers))
    assert answers == ["urgent"]
    for ticket in held:
        ticket.cancel()
    qtbot.waitUntil(lambda: len(answers) == 2)


def test_the_users_error_goes_to_whoever_asked(tasks: Tasks, qtbot: QtBot) -> None:
    errors: list[FactError] = []

    def refuse(ticket: Ticket | Job) -> None:
        raise Invalid("There is no 31 Feb.")

    tasks.read(refuse, lambda _: None, errors.append)
    tasks.write(refuse, lambda _: None, errors.append, label="Import")
    qtbot.waitUntil(lambda: len(errors) == 2)

    assert [error.sentence for error in errors] == ["There is no 31 Feb."] * 2


def test_an_error_that_nobody_takes_is_announced(tasks: Tasks, qtbot: QtBot) -> None:
    def refuse(ticket: Ticket) -> None:
        raise Invalid("There is no 31 Feb.")

    with qtbot.waitSignal(tasks.refused) as heard:
        tasks.read(refuse, lambda _: None)

    assert heard.args is not None
    assert isinstance(heard.args[0], Invalid)


def test_a_stopped_read_says_nothing(tasks: Tasks, qtbot: QtBot) -> None:
    errors: list[FactError] = []

    def stopped(ticket: Ticket) -> None:
        until_cancelled(ticket)
        raise Cancelled("No longer wanted.")

    ticket = tasks.read(stopped, lambda _: None, errors.append)
    ticket.cancel()
    qtbot.waitUntil(lambda: tasks.pending == 0)

    assert errors == []


def test_our_own_error_reaches_the_exception_hook(
    tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught: list[tuple[type[BaseException], threading.Thread]] = []
    monkeypatch.setattr(
        sys,
        "excepthook",
        lambda kind, error, trace: caught.append((kind, threading.current_thread())),
    )

    def broken(ticket: Ticket) -> None:
        raise ZeroDivisionError

    tasks.read(broken, lambda _: None, lambda error: None)
    qtbot.waitUntil(lambda: bool(caught))

    assert caught == [(ZeroDivisionError, threading.main_thread())]
    assert tasks.pending == 0


def test_writes_come_one_after_the_other(tasks: Tasks, qtbot: QtBot) -> None:
    order: list[str] = []

    def write(name: str) -> None:
        def work(job: Job) -> None:
            order.append(f"{name} begins")
            threading.Event().wait(0.01)
            order.append(f"{name} ends")

        tasks.write(work, lambda _: None, label=name)

    for name in ("first", "second", "third"):
        write(name)
    qtbot.waitUntil(lambda: tasks.pending == 0)

    assert order == [
        f"{name} {what}" for name in ("first", "second", "third") for what in ("begins", "ends")
    ]


def test_a_write_says_how_far_it_is(tasks: Tasks, qtbot: QtBot) -> None:
    told: list[float | str] = []
    announced: list[float | str] = []
    heard = threading.Event()
    tasks.progressed.connect(announced.append)

    def work(job: Job) -> str:
        job.report(0.5)
        heard.wait(5)
        job.report("Sorting")
        return "done"

    def listen(progress: float | str) -> None:
        told.append(progress)
        heard.set()

    answers: list[str] = []
    tasks.write(work, answers.append, label="Import", progress=listen)
    qtbot.waitUntil(lambda: bool(answers))

    assert told == announced == [0.5, "Sorting"]


def test_a_flood_of_progress_is_one_message_until_it_is_read() -> None:
    messages: list[Job] = []
    job = Job("Import", messages.append)

    for step in range(1000):
        job.report(step / 1000)
    first = (len(messages), job.take_progress(), job.take_progress())
    job.report("Sorting")

    assert first == (1, 0.999, None)
    assert (len(messages), job.take_progress()) == (2, "Sorting")


def test_a_write_can_be_stopped_at_its_next_word(tasks: Tasks, qtbot: QtBot) -> None:
    errors: list[FactError] = []
    reached: list[str] = []

    def work(job: Job) -> None:
        until_cancelled(job)
        job.report(0.5)
        reached.append("after the word")

    tasks.write(work, lambda _: None, errors.append, label="Import")
    waiting = tasks.write(work, lambda _: None, errors.append, label="Second import")
    tasks.cancel_writes()
    qtbot.waitUntil(lambda: tasks.pending == 0)

    assert waiting.cancelled
    assert [type(error) for error in errors] == [Cancelled, Cancelled]
    assert reached == []


def test_a_write_that_ended_before_it_was_stopped_is_answered(tasks: Tasks, qtbot: QtBot) -> None:
    answers: list[str] = []
    ended = threading.Event()

    def work(job: Job) -> str:
        ended.set()
        return "saved"

    job = tasks.write(work, answers.append, label="Import")
    ended.wait(5)
    job.cancel()
    qtbot.waitUntil(lambda: tasks.pending == 0)

    assert answers == ["saved"]


def test_busy_and_idle_frame_the_labelled_work(tasks: Tasks, qtbot: QtBot) -> None:
    heard: list[str] = []
    tasks.busy.connect(heard.append)
    tasks.idle.connect(lambda: heard.append("idle"))

    tasks.read(lambda ticket: None, lambda _: None)
    tasks.write(lambda job: None, lambda _: None, label="Import")
    tasks.write(lambda job: None, lambda _: None, label="Paste")
    qtbot.waitUntil(lambda: tasks.pending == 0)

    assert heard == ["Import", "Paste", "idle"]


def test_a_task_can_be_started_by_the_answer_of_another(tasks: Tasks, qtbot: QtBot) -> None:
    answers: list[str] = []

    tasks.read(
        lambda ticket: "first",
        lambda text: tasks.read(lambda ticket: text + " second", answers.append),
    )
    qtbot.waitUntil(lambda: bool(answers))

    assert answers == ["first second"]


def test_closing_stops_the_work_and_leaves_no_thread(qtbot: QtBot) -> None:
    tasks = Tasks()
    answers: list[object] = []
    tasks.read(until_cancelled, answers.append)
    tasks.write(until_cancelled, answers.append, label="Import")
    tasks.write(until_cancelled, answers.append, label="Waiting import")
    assert our_threads()

    assert tasks.close()

    qtbot.wait(20)
    assert our_threads() == []
    assert answers == []
    late = tasks.read(until_cancelled, answers.append)
    assert late.cancelled
    assert our_threads() == []
    assert tasks.close()


def test_closing_does_not_wait_for_ever(qtbot: QtBot) -> None:
    tasks = Tasks()
    released = threading.Event()
    tasks.read(lambda ticket: released.wait(30), lambda _: None)

    in_time = tasks.close(seconds=0.05)
    released.set()

    assert not in_time
    qtbot.waitUntil(lambda: our_threads() == [])


def test_nobody_is_told_who_has_been_taken_down(
    tasks: Tasks, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Pane(QLabel):
        def show_words(self, words: str) -> None:
            self.setText(words)

    fell: list[object] = []
    monkeypatch.setattr(sys, "excepthook", lambda *error: fell.append(error))
    pane, going = Pane(), threading.Event()

    def read(ticket: Ticket) -> str:
        going.wait(5)
        return "late"

    tasks.read(read, pane.show_words)
    delete(pane)
    going.set()
    qtbot.waitUntil(lambda: tasks.pending == 0)
    assert not fell
