"""Work away from the main thread: reads in a pool, bulk writes one after the other."""

import sys
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from models import Cancelled, FactError

if TYPE_CHECKING:
    from models import Ticket

T = TypeVar("T")
Progress = float | str

READERS: Final = 4
URGENT_READERS: Final = 2
"""Threads for what the person waits for: all others may be busy with what was asked before."""

CLOSE_SECONDS: Final = 5.0


class Job:
    """One bulk write: says how far it is, and can be asked to stop."""

    def __init__(self, label: str, moved: Callable[["Job"], None]) -> None:
        self.label = label
        self.cancelled = False
        self._moved = moved
        self._lock = Lock()
        self._latest: Progress | None = None

    def cancel(self) -> None:
        """Stop the write at its next word; the store is left as it was."""
        self.cancelled = True

    def report(self, progress: Progress) -> None:
        """Say how far the work is (0 to 1, or words); raises Cancelled when it shall stop."""
        if self.cancelled:
            raise Cancelled(f"Stopped: {self.label}. Nothing was changed.")
        with self._lock:
            waiting, self._latest = self._latest is not None, progress
        # One message at a time: a loop over a million rows must not fill the event queue.
        if not waiting:
            self._moved(self)

    def take_progress(self) -> Progress | None:
        """Give what was reported last, once."""
        with self._lock:
            latest, self._latest = self._latest, None
        return latest


@dataclass(eq=False)
class _Running:
    """A call on its way, and what happens to its outcome."""

    ticket: "Ticket | Job"
    done: Callable[[object], object]
    failed: Callable[[FactError], object] | None
    label: str = ""
    key: object = None
    progress: Callable[[Progress], object] | None = None
    future: "Future[object] | None" = field(default=None, repr=False)


class Tasks(QObject):
    """Runs functions in threads and brings their outcome back to the main thread."""

    busy = Signal(str)
    progressed = Signal(object)
    idle = Signal()
    refused = Signal(object)
    _ended = Signal(object)
    _moved = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._readers = ThreadPoolExecutor(READERS, "khorgos-read")
        self._urgent = ThreadPoolExecutor(URGENT_READERS, "khorgos-first")
        self._writer = ThreadPoolExecutor(1, "khorgos-write")
        self._running: list[_Running] = []
        self._closed = False
        self._ended.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._moved.connect(self._forward, Qt.ConnectionType.QueuedConnection)

    def read(
        self,
        function: Callable[["Ticket"], T],
        done: Callable[[T], object],
        failed: Callable[[FactError], object] | None = None,
        *,
        key: object = None,
        label: str = "",
        urgent: bool = False,
    ) -> "Ticket":
        """Call ``function(ticket)`` in the pool; a read with the same key takes its place.

        The outcome of a cancelled or replaced read is dropped. Only a read with a label is
        announced as busy. An urgent one does not queue behind the others.
        """
        # Late: it imports the database's libraries, which the window's start does not wait for.
        from models import Ticket

        ticket = Ticket()
        if key is not None:
            self.cancel(key)
        running = _Running(ticket, _any(done), failed, label, key)
        pool = self._urgent if urgent else self._readers
        self._start(pool, running, lambda: function(ticket))
        return ticket

    def write(
        self,
        function: Callable[[Job], T],
        done: Callable[[T], object],
        failed: Callable[[FactError], object] | None = None,
        *,
        label: str,
        progress: Callable[[Progress], object] | None = None,
    ) -> Job:
        """Call ``function(job)`` in the writer thread, after the writes asked for before.

        A cancelled write ends in ``failed`` with Cancelled.
        """
        job = Job(label, self._moved.emit)
        running = _Running(job, _any(done), failed, label, progress=progress)

        def call() -> T:
            if job.cancelled:
                raise Cancelled(f"Stopped: {label}. Nothing was changed.")
            return function(job)

        self._start(self._writer, running, call)
        return job

    def cancel(self, key: object) -> None:
        """Stop the reads with this key."""
        for running in self._running:
            if running.key == key and key is not None:
                running.ticket.cancel()

    def cancel_writes(self) -> None:
        """Stop the write under way and those that wait for it."""
        for running in self._running:
            if isinstance(running.ticket, Job):
                running.ticket.cancel()

    @property
    def pending(self) -> int:
        """How many calls have not been answered yet."""
        return len(self._running)

    def close(self, seconds: float = CLOSE_SECONDS) -> bool:
        """Stop everything and wait for the threads; False when one did not end in time."""
        self._closed = True
        for running in self._running:
            running.ticket.cancel()
        futures = [running.future for running in self._running if running.future is not None]
        self._running.clear()
        until = time.monotonic() + seconds
        pools = self._readers, self._urgent, self._writer
        for pool in pools:
            pool.shutdown(wait=False, cancel_futures=True)
        # A future that was cancelled before it began counts as not done.
        begun = [future for future in futures if not future.cancelled()]
        late = wait(begun, until - time.monotonic()).not_done
        if not late:
            for pool in pools:
                pool.shutdown()
        return not late

    def _start(
        self, pool: ThreadPoolExecutor, running: _Running, call: Callable[[], object]
    ) -> None:
        if self._closed:
            # A timer may still ask for something while the window goes away.
            running.ticket.cancel()
            return
        self._running.append(running)
        if running.label:
            self.busy.emit(running.label)
        running.future = pool.submit(call)
        running.future.add_done_callback(lambda _: self._announce(running))

    def _announce(self, running: _Running) -> None:
        """Send word from the thread; nobody is left to hear it once the window is closed."""
        if not self._closed:
            self._ended.emit(running)

    @Slot(object)
    def _deliver(self, running: _Running) -> None:
        if self._closed or running.future is None or running not in self._running:
            return
        self._running.remove(running)
        if running.label and not any(other.label for other in self._running):
            self.idle.emit()
        error = running.future.exception()
        dropped = running.ticket.cancelled and not isinstance(running.ticket, Job)
        dropped = dropped or _is_gone(running.done)
        if error is None and not dropped:
            running.done(running.future.result())
        elif isinstance(error, FactError):
            if not dropped:
                (running.failed or self.refused.emit)(error)
        elif error is not None:
            sys.excepthook(type(error), error, error.__traceback__)

    @Slot(object)
    def _forward(self, job: Job) -> None:
        """Tell how far a write is, to its caller and to everybody."""
        latest = job.take_progress()
        running = next((one for one in self._running if one.ticket is job), None)
        if latest is None or running is None or self._closed:
            return
        self.progressed.emit(latest)
        if running.progress is not None:
            running.progress(latest)


def _is_gone(done: Callable[..., object]) -> bool:
    """Tell whether the window that waited for an answer has been taken down since."""
    owner = getattr(done, "__self__", None)
    return isinstance(owner, QObject) and not isValid(owner)


def _any(done: Callable[[T], object]) -> Callable[[object], object]:
    """Forget the type of the result, which the list of running calls cannot tell apart."""
    return cast(Callable[[object], object], done)
