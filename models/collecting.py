"""Bulk work without the collector of cycles, which would stop every thread while it looks."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

_SLICE = 2_000


class _Pause:
    """How many blocks want the collector to stay away."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._blocks = 0
        self._was_on = False

    def begin(self) -> None:
        with self._lock:
            if self._blocks == 0:
                self._was_on = gc.isenabled()
                gc.disable()
            self._blocks += 1

    def end(self) -> None:
        with self._lock:
            self._blocks -= 1
            if self._blocks == 0 and self._was_on:
                gc.enable()


_PAUSE = _Pause()


@contextmanager
def uncollected() -> Iterator[None]:
    """Keep the collector away while the block runs; it comes back when the last block ends.

    A hundred thousand edits live until their step is written. None of them is garbage, yet each
    look through them would hold up the window for a tenth of a second. Whoever makes them lets go
    of them before the block ends.
    """
    _PAUSE.begin()
    try:
        yield
    finally:
        _PAUSE.end()


def let_go(values: list[Any]) -> None:
    """Empty a long list little by little, for a long one goes without a pause for other threads."""
    while values:
        del values[-_SLICE:]
