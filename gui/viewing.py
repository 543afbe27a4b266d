"""The commands over views: save what is shown under a name, open, rename, update, pass on."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog

from gui.asking import Asking
from gui.commands import Commands
from gui.dialogs.line_dialog import LineDialog
from gui.views import (
    View,
    delete_view,
    find_view,
    line_of,
    proposed_name,
    read_view,
    rename_view,
    save_view,
    view_of,
)
from gui.workbench import Workbench
from models import KINDS, Invalid


class Viewing(QObject):
    """Takes what is shown as a view, and shows a view."""

    def __init__(
        self, bench: Workbench, asking: Asking, commands: Commands, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bench, self._asking, self._commands = bench, asking, commands
        verbs: dict[str, Callable[[int], object]] = {
            "open": self.open_view,
            "update": self.update_view,
            "copy": self.copy_stored_view,
            "delete": self.delete_view,
        }
        bench.tree.view_wanted.connect(lambda verb, record: verbs[verb](record))
        bench.tree.view_renamed.connect(self.rename_view)

    def present(self, name: str = "") -> View:
        """Return what is shown now as a view."""
        tabs = self._bench.tabs
        table = tabs.current
        return View(
            tabs.query(tabs.kind),
            tuple(table.arranged.states()),
            table.arranged.frozen,
            self._bench.facets.fields(tabs.kind),
            name,
        )

    def show(self, view: View) -> None:
        """Show a view: its query, and if it has them its columns and facets."""
        kind = view.query.kind
        table = self._bench.tabs.table(kind)
        if view.columns:
            table.arranged.show(list(view.columns))
            table.arranged.freeze(view.frozen)
        if view.facets:
            self._bench.facets.set_fields(kind, view.facets)
        self._bench.tabs.ask(view.query)
        table.setFocus()

    # Commands

    def save_view(self) -> None:
        """Ask for a name and keep what is shown under it."""
        tabs = self._bench.tabs
        words = self._asking.in_words(tabs.query(tabs.kind))
        self._ask_line(
            "Save view", "Save", proposed_name(words, tabs.kind), self._save, self._known
        )

    def copy_view(self) -> None:
        """Put what is shown onto the clipboard as a line of text."""
        self._copy(self.present())

    def open_line(self) -> None:
        """Ask for a line of text and show the view or the query it stands for."""
        clipped = QGuiApplication.clipboard().text()
        text = clipped if clipped.startswith("khorgos view") else ""
        self._ask_line("Open a line of text", "Open", text, self._open_line, self._readable)

    def open_view(self, record: int) -> None:
        """Show a view of the store."""
        store, countries = self._bench.store, self._asking.countries
        self._commands.attempt(lambda: self.show(read_view(store, record, countries)))

    def update_view(self, record: int) -> None:
        """Let a view show what is shown now."""

        def act() -> None:
            name = str(self._bench.store.row("view", record).value("name"))
            save_view(self._bench.store, self.present(name), by=self, record=record)
            self._commands.say(f"The view “{name}” now shows this.", undo=True)

        self._commands.attempt(act)

    def rename_view(self, record: int, name: str) -> None:
        """Give a view another name."""
        store = self._bench.store
        self._commands.attempt(lambda: rename_view(store, record, name, by=self))

    def delete_view(self, record: int) -> None:
        """Delete a view."""

        def act() -> None:
            name = delete_view(self._bench.store, record, by=self)
            self._commands.say(f"The view “{name}” was deleted.", undo=True)

        self._commands.attempt(act)

    def copy_stored_view(self, record: int) -> None:
        """Put a view of the store onto the clipboard as a line of text."""
        store, countries = self._bench.store, self._asking.countries
        self._commands.attempt(lambda: self._copy(read_view(store, record, countries)))

    # What they are made of

    def _copy(self, view: View) -> None:
        QGuiApplication.clipboard().setText(line_of(view))
        self._commands.say("The view is on the clipboard as a line of text.")

    def _save(self, name: str) -> None:
        def act() -> None:
            updated = save_view(self._bench.store, self.present(name), by=self)
            said = f"The view “{name}” now shows this." if updated else f"Saved as “{name}”."
            self._commands.say(said, undo=True)

        self._commands.attempt(act)

    def _known(self, name: str) -> tuple[str, bool]:
        """Foretell what saving under a name would do."""
        if not name:
            return "Type a name.", False
        if find_view(self._bench.store, name) is not None:
            return "There is a view of this name. It will show what is shown now.", True
        return "It will stand in the tree under Views.", True

    def _open_line(self, line: str) -> None:
        self._commands.attempt(lambda: self.show(self._read(line)))

    def _read(self, line: str) -> View:
        return view_of(line, self._bench.tabs.kind, self._asking.countries)

    def _readable(self, line: str) -> tuple[str, bool]:
        """Foretell what opening a line would show."""
        if not line:
            return "Paste a view copied as a line of text, or type a query.", False
        try:
            view = self._read(line)
        except Invalid as error:
            return error.sentence, False
        words = self._asking.in_words(view.query) or "all"
        return f"{KINDS[view.query.kind].plural}: {words}", True

    def _ask_line(
        self,
        title: str,
        verb: str,
        text: str,
        given: Callable[[str], None],
        foretell: Callable[[str], tuple[str, bool]],
    ) -> None:
        window = self._bench.tabs.window()
        dialog: QDialog = LineDialog(title, verb, text, window, foretell=foretell)
        dialog.line_given.connect(given)  # type: ignore[attr-defined]
        dialog.open()
