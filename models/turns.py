"""Whose turn it is to write: one writer at a time, and what can wait gives way to it at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from typing import Final

from models.errors import StoreUnavailable

WRITER_WAIT_SECONDS = 2.0


class Turns:
    """Lets one write at a time, and others between two writers, as long as none asks."""

    def __init__(self) -> None:
        self._writing: Final = RLock()
        self._counting: Final = Lock()
        self._asked = 0
        self._stop: Callable[[], object] = _nothing

    @contextmanager
    def writer(self) -> Iterator[None]:
        """Hold all other writers up while the block runs; stop what is done between writers.

        Raises StoreUnavailable when another writes and does not end within two seconds.
        """
        self._ask()
        try:
            if not self._writing.acquire(timeout=WRITER_WAIT_SECONDS):
                raise StoreUnavailable(
                    "Another change is still being written. Wait, then try again."
                )
            try:
                yield
            finally:
                self._writing.release()
        finally:
            with self._counting:
                self._asked -= 1

    @contextmanager
    def between(self, stop: Callable[[], object]) -> Iterator[bool]:
        """Tell whether nobody writes or waits to; then the block may write. It never waits.

        Whoever wants to write calls ``stop``, from a thread of its own and at any moment after.
        """
        with self._counting:
            # Counted, because the lock would let the thread of a writer in once more.
            free = not self._asked and self._writing.acquire(blocking=False)
            if free:
                self._stop = stop
        try:
            yield free
        finally:
            if free:
                self._writing.release()

    def end(self) -> None:
        """Let nothing be done between writers any more, and wait for what is being done."""
        self._ask()
        if self._writing.acquire(timeout=WRITER_WAIT_SECONDS):
            self._writing.release()

    def _ask(self) -> None:
        with self._counting:
            self._asked += 1
            self._stop()


def _nothing() -> None:
    pass
