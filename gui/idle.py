"""What may wait until the tables are painted: one thing in each turn of the event loop.

All panes hear of a change at once. If each of them read and drew in the same turn, the window would
answer no key before the last of them was done.
"""

from collections import deque
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer
from shiboken6 import isValid

BREAK_MILLISECONDS: Final = 5
"""So long the window rests between two things: with none, what the first has changed is painted
and the second done in one go."""


class Idle(QObject):
    """Calls what was asked for, in its order, with painting and keys in between."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[Callable[[], object]] = deque()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._next)

    def ask(self, call: Callable[[], object]) -> None:
        """Call this once, however often it is asked for before its turn comes."""
        if call not in self._waiting:
            self._waiting.append(call)
        if not self._timer.isActive():
            # What is posted, painting among it, comes before a timer.
            self._timer.start(0)

    def finish(self) -> None:
        """Call all that is waiting now, for whoever cannot go on before it is done."""
        while self._waiting:
            self._next()

    def stop(self) -> None:
        """Call nothing any more of what is waiting."""
        self._timer.stop()
        self._waiting.clear()

    def _next(self) -> None:
        if not self._waiting:
            return
        call = self._waiting.popleft()
        if self._waiting:
            self._timer.start(BREAK_MILLISECONDS)
        owner = getattr(call, "__self__", None)
        if not isinstance(owner, QObject) or isValid(owner):
            call()
