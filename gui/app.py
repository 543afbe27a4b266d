"""Builds the program: the window first, painted, then the store; returns the exit status."""

import gc
import sys
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from gui import crash, theme
from gui.icons import app_icon
from gui.main_window import MainWindow
from gui.memory import give_back_large_pieces
from gui.settings import AUTHOR, LAST_STORE, THEME, Settings
from models import FactError

SWITCH_SECONDS = 0.0005
GLANCE_MILLISECONDS = 300
STORE_FILES = "Stores of Khorgos (*.khorgos);;All files (*)"


class Program(QObject):
    """Opens stores, one window each time, and serves the commands that need none."""

    def __init__(self, app: QApplication, settings: Settings) -> None:
        super().__init__(app)
        self._settings = settings
        self._path = Path()
        self._fresh = False
        self._unseen = QTimer(self)
        self._unseen.setSingleShot(True)
        self._unseen.timeout.connect(self._open)
        self.window = self._make_window()

    def _make_window(self) -> MainWindow:
        window = MainWindow(self._settings)
        window.new_store_wanted.connect(self.new_store)
        window.open_store_wanted.connect(self.choose_store)
        window.create_wanted.connect(self._create)
        window.window_command.connect(self._perform)
        return window

    def start(self, path: Path, *, fresh: bool) -> None:
        """Open a store in the window; with ``fresh`` one that is not there is made at once."""
        self._path, self._fresh = path, fresh
        # After the first paint: the database's libraries take half a second to load.
        self.window.appeared.connect(self._glance)
        self.window.show()

    def _glance(self) -> None:
        """Show the first rows before the libraries of the database are loaded."""
        # Late: it loads what the fields are, which the window does not wait for.
        from gui.glance_table import first_rows

        window = self.window
        table = first_rows(self._path, self._settings, window)
        if table is None:
            self._open()
            return
        table.painted.connect(self._open)
        # A window may be too small to show any of it.
        self._unseen.start(GLANCE_MILLISECONDS)
        window.show_glance(table)
        if not table.isVisible():
            self._open()

    def _open(self) -> None:
        from models import create_store, open_store

        self._unseen.stop()
        if self.window.bench is not None:
            return
        give_back_large_pieces()

        author = self._settings.get(AUTHOR) or None
        self.window.start_page.wait()
        try:
            if not self._path.exists() and self._fresh:
                store = create_store(self._path, author=author)
            elif not self._path.exists():
                sentence = f"There is no store at {self._path} yet."
                self.window.end_glance()
                self.window.start_page.offer(sentence, creating=True)
                return
            else:
                store = open_store(self._path, author=author)
        except FactError as error:
            self.window.end_glance()
            self.window.start_page.offer(error.sentence, creating=False)
            return
        self._settings.set(LAST_STORE, str(self._path))
        self.window.show_store(store)
        keep_what_is_there()

    def _create(self) -> None:
        self._fresh = True
        self._open()

    def _show_another(self, path: Path, *, fresh: bool) -> None:
        """Open a store in place of the one that is open."""
        if not self.window.close():
            return
        geometry = self.window.saveGeometry()
        self.window.deleteLater()
        self.window = self._make_window()
        self.window.restoreGeometry(geometry)
        self.start(path, fresh=fresh)

    def choose_store(self) -> None:
        """Ask for a store and open it."""
        folder = str(self._path.parent)
        name, _ = QFileDialog.getOpenFileName(self.window, "Open store", folder, STORE_FILES)
        if name and Path(name) != self._path:
            self._show_another(Path(name), fresh=False)

    def new_store(self) -> None:
        """Ask for a name, make a store there and open it; what is there is never overwritten."""
        folder = str(self._path.parent)
        name, _ = QFileDialog.getSaveFileName(
            self.window,
            "New store",
            folder,
            STORE_FILES,
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if not name:
            return
        path = Path(name)
        path = path if path.suffix else path.with_suffix(".khorgos")
        if path.exists():
            self.window.notices.tell(f"{path.name} is there already. Choose another name.")
        else:
            self._show_another(path, fresh=True)

    def _perform(self, name: str, argument: str) -> None:
        commands = {
            "new_store": self.new_store,
            "open_store": self.choose_store,
            "preferences": self._preferences,
            "shortcuts": self._shortcuts,
            "about": self._about,
        }
        if name == "theme":
            self.window.set_theme(argument)
        else:
            commands[name]()

    def _preferences(self) -> None:
        from gui.dialogs.preferences import PreferencesDialog

        dialog = PreferencesDialog(self._settings, self.window)
        dialog.author_chosen.connect(self.window.set_author)
        dialog.finished.connect(self.window.show_theme)
        _show(dialog)

    def _shortcuts(self) -> None:
        from gui.dialogs.shortcuts import ShortcutsWindow

        _show(ShortcutsWindow(self.window.actions_by_id.all(), self.window))

    def _about(self) -> None:
        from gui.dialogs.about import AboutDialog
        from models import engine_version

        _show(AboutDialog(self._path, engine_version(), self.window))


def keep_what_is_there() -> None:
    """Keep what was made so far from the collector: looking through it stops the window 70 ms."""
    gc.collect()
    gc.freeze()


def _show(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.show()
    dialog.activateWindow()


def run(path: Path, *, fresh: bool) -> int:
    """Open the window on a store and stay until it is closed."""
    # A thread that reads or writes in bulk gives way ten times as often as usual, so that the
    # window answers while it works.
    sys.setswitchinterval(SWITCH_SECONDS)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("khorgos")
    app.setApplicationDisplayName("Khorgos")
    app.setDesktopFileName("khorgos")
    app.setWindowIcon(app_icon())
    crash.install()
    settings = Settings()
    theme.apply(app, settings.get(THEME))  # type: ignore[arg-type]
    program = Program(app, settings)
    stop = crash.quit_on_sigterm(app, lambda: program.window.close_quietly())
    program.start(path, fresh=fresh)
    status = app.exec()
    stop()
    crash.uninstall()
    return status
