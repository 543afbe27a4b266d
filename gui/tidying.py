"""Lets the store put its indexes of words in order, bit by bit, while nobody writes."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from gui.tasks import Tasks
from models import Store

QUIET_MILLISECONDS: Final = 1000
"""So long nothing must have been written."""

PAUSE_MILLISECONDS: Final = 20
"""So long whoever reads has the disk between two slices."""


class Tidying(QObject):
    """Runs one slice after the other, in another thread, until nothing is left or one writes."""

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = Tasks(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._begin)
        self.wait()

    def wait(self) -> None:
        """Begin, or begin again, when nothing was written for a while."""
        self._tasks.cancel(self)
        self._timer.start(QUIET_MILLISECONDS)

    def _begin(self) -> None:
        self._tasks.read(self._store.tidy, self._go_on, key=self)

    @Slot(bool)
    def _go_on(self, more: bool) -> None:
        if more:
            self._timer.start(PAUSE_MILLISECONDS)

    def close(self) -> None:
        """Stop, and wait for the slice under way."""
        self._timer.stop()
        self._tasks.close()
