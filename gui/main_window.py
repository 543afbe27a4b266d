"""The window: a frame that is painted at once, and the desk in it when a store is open."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from gui.crash import guarded
from gui.frame import Frame
from gui.messages import ask
from gui.settings import Settings

if TYPE_CHECKING:
    from gui.desk import Desk
    from gui.dialogs.palette import Palette
    from gui.workbench import Workbench
    from models import Store

STORE_COMMANDS = ("new_store", "open_store", "theme", "shortcuts", "about", "preferences")


class MainWindow(Frame):
    """One window over one store."""

    closed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.desk: Desk | None = None
        self._palette: Palette | None = None

    @property
    def bench(self) -> "Workbench | None":
        """Return the panes of the open store."""
        return self.desk.bench if self.desk is not None else None

    def show_store(self, store: "Store") -> None:
        """Put the panes of a store into the window, as they stood at the last close."""
        from gui.desk import Desk

        self.desk = Desk(self, store)
        self.setWindowTitle(f"{store.name} – Khorgos")

    # Commands

    def perform(self, name: str, argument: str) -> None:
        """Do what an action calls: the window's own commands, else those of the store."""
        if name == "palette":
            self._open_palette()
        elif name == "find":
            self.search.focus_words()
        elif name == "quit":
            self.close()
        elif name in STORE_COMMANDS:
            super().perform(name, argument)
        elif self.desk is not None:
            self.desk.perform(name, argument)

    def _open_palette(self) -> None:
        # Made when it is first wanted: the window's start does not wait for it.
        from gui.dialogs.palette import Palette

        if self._palette is None:
            self._palette = Palette(self.actions_by_id.all(), self)
        self._palette.open()

    def set_author(self, author: str) -> None:
        """Name somebody else in the journal from now on."""
        if self.desk is not None:
            self.desk.set_author(author)

    # Closing

    def save_state(self) -> None:
        """Remember how everything stands."""
        self.save_frame()
        if self.desk is not None:
            self.desk.save()
        self.settings.save()

    def close_quietly(self) -> None:
        """Write what is being typed and close without asking, as at the end of the session."""
        if self.desk is not None:
            self.desk.flush()
        self._take_down()
        QTimer.singleShot(0, self, QApplication.quit)

    def _take_down(self) -> None:
        self.save_state()
        if self.desk is not None:
            self.desk.close()
            self.desk = None

    @guarded(None)
    def closeEvent(self, event: QCloseEvent) -> None:
        """Write what is being typed; ask only when a text was refused and would be lost."""
        event.ignore()
        if (
            self.desk is not None
            and not self.desk.flush()
            and not ask(
                self,
                "Khorgos",
                "A text you typed was not saved, because its field does not take it.",
                "It stands in red where you typed it. Close all the same?",
                verb="Close without it",
            )
        ):
            return
        self._take_down()
        event.accept()
        self.closed.emit()
