"""Turns a Change told by the store, in whatever thread, into one Qt signal in the main thread."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from gui.idle import Idle
from gui.tasks import Tasks
from gui.tidying import Tidying
from models import Change, FactError, Store

POLL_MILLISECONDS = 1000


class Notifier(QObject):
    """Tells the panes what changed, here or in another process that writes to the store.

    Tables act on it at once; whoever else reads or draws asks ``idle`` for a turn of its own.
    """

    changed = Signal(object)
    writable = Signal()
    failed = Signal(str)
    _told = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._was_readonly = store.readonly
        self._tasks = Tasks(self)
        self.idle = Idle(self)
        self._behind = False
        self._problem = ""
        # Auto connections are direct in the main thread and queued from any other.
        self._told.connect(self.changed, Qt.ConnectionType.AutoConnection)
        self._stop = store.listen(self._hear)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self.poll)
        self._timer.start()
        self._tidying = Tidying(store, self)
        self.changed.connect(self._tidying.wait)

    def poll(self) -> None:
        """Ask the store what others have done since; a long story is read in another thread."""
        try:
            self._behind = self._store.moved_on() or self._behind
        except FactError as error:
            self._on_failed(error)
            return
        self._catch_up()
        if self._was_readonly and not self._store.readonly:
            self._was_readonly = False
            self.writable.emit()

    def _catch_up(self) -> None:
        if self._behind and not self._tasks.pending:
            self._behind = False
            self._tasks.read(self._store.catch_up, self._on_caught_up, self._on_not_caught_up)

    def _on_caught_up(self, _: object) -> None:
        self._problem = ""
        self._catch_up()

    def _on_not_caught_up(self, error: FactError) -> None:
        # Asked for again at the next turn.
        self._behind = True
        self._on_failed(error)

    def _on_failed(self, error: FactError) -> None:
        if error.sentence != self._problem:
            self._problem = error.sentence
            self.failed.emit(error.sentence)

    def _hear(self, change: Change) -> None:
        # Sorted by kind here, in the thread that read it, and not in each pane.
        change.kinds()
        self._told.emit(change)

    def close(self) -> None:
        """Stop listening and asking."""
        self._timer.stop()
        self.idle.stop()
        self._stop()
        self._tidying.close()
        self._tasks.close()


def change_of_signal(change: object) -> Change:
    """Return the Change that a signal carried as a plain object."""
    assert isinstance(change, Change)
    return change
