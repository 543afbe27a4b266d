"""Turns a Change told by the store, in whatever thread, into one Qt signal in the main thread."""

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from models import Change, FactError, Store

POLL_MILLISECONDS = 1000


class Notifier(QObject):
    """Tells the panes what changed, here or in another process that writes to the store."""

    changed = Signal(object)
    writable = Signal()
    failed = Signal(str)
    _told = Signal(object)

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._was_readonly = store.readonly
        # Auto connections are direct in the main thread and queued from any other.
        self._told.connect(self.changed, Qt.ConnectionType.AutoConnection)
        self._stop = store.listen(self._told.emit)
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MILLISECONDS)
        self._timer.timeout.connect(self.poll)
        self._timer.start()

    def poll(self) -> None:
        """Ask the store what others have done since."""
        try:
            self._store.poll()
        except FactError as error:
            self.failed.emit(error.sentence)
            return
        if self._was_readonly and not self._store.readonly:
            self._was_readonly = False
            self.writable.emit()

    def close(self) -> None:
        """Stop listening and asking."""
        self._timer.stop()
        self._stop()


def change_of_signal(change: object) -> Change:
    """Return the Change that a signal carried as a plain object."""
    assert isinstance(change, Change)
    return change
