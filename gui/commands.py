"""What the actions do: each command is a method, and says afterwards what happened."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMenu

from gui.action import RECORD, REDO, RIVALS, STORE, UNDO, WRITABLE
from gui.backing import Backing
from gui.block_writing import Voice
from gui.dialogs.checking import CheckDialog
from gui.editing import Editing
from gui.exchanging import export_csv, import_csv
from gui.looking import Looking
from gui.messages import NoticeAction, NoticeBar, Severity
from gui.removing import remove_records
from gui.selected_cells import records_of
from gui.settings import Settings
from gui.taking_back import UNDO_THE_REST, can_undo_the_rest, take_back
from gui.workbench import Workbench
from models import KINDS, FactError, Report, Scope, StepLine, Value, check, cite_words

STORE_FILES = "Stores of Khorgos (*.khorgos);;All files (*)"


class Commands(QObject):
    """The commands that need an open store."""

    record_shown = Signal(str, object, str)

    def __init__(self, bench: Workbench, notices: NoticeBar, settings: Settings) -> None:
        super().__init__(bench)
        self._bench = bench
        self._notices = notices
        self._settings = settings
        self.looking = Looking(bench, self.warn)
        voice = Voice(self.say, self.warn, self.offer)
        self.editing = Editing(bench, voice, begin=self.begin, add_child=self.add_child)
        raised = self.looking.pane_wanted.emit
        self.backing = Backing(bench, said=self.say, warned=self.warn, raised=raised)
        self.owners: list[QObject] = [self, self.looking, self.editing, self.backing]
        self._steps: dict[str, str | None] = {}
        self._target: tuple[str, int, str, str] | None = None

    def perform(self, name: str, argument: str) -> None:
        """Do what an action calls, here or among the commands that only look."""
        owner = next(owner for owner in self.owners if hasattr(type(owner), name))
        command: Callable[..., None] = getattr(owner, name)
        command(*([argument] if argument else []))

    # Telling

    def say(self, sentence: str, *, undo: bool = False) -> None:
        """Say what happened, with Undo beside it if asked."""
        actions = [NoticeAction("Undo", self.undo)] if undo else []
        self._notices.tell(sentence, Severity.INFO, actions)

    def warn(self, sentence: str) -> None:
        """Say what went wrong; an empty sentence takes the last warning away."""
        if sentence:
            self._notices.tell(sentence, Severity.WARNING)
        else:
            self._notices.dismiss()

    def offer(self, sentence: str, text: str, call: Callable[[], None] | None) -> None:
        """Say what stands in the way, with what can be done about it, if anything."""
        actions = [NoticeAction(text, call)] if call is not None else []
        self._notices.tell(sentence, Severity.WARNING, actions)

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do something; say the sentence if the user's world stands in the way."""
        try:
            act()
        except FactError as error:
            self.warn(error.sentence)
            return False
        return True

    def read_steps(self) -> dict[str, str | None]:
        """Ask the store what would be undone and redone now; return the labels."""
        store = self._bench.store
        self._steps = {UNDO: store.undo_label, REDO: store.redo_label}
        return self._steps

    def state(self) -> set[str]:
        """Return what can be done now."""
        store = self._bench.store
        found = {STORE}
        if not store.readonly:
            found |= {WRITABLE, *(name for name, label in self._steps.items() if label)}
        if self._bench.tabs.current.current_record() is not None:
            found.add(RECORD)
        if self.backing.can_weigh():
            found.add(RIVALS)
        return found

    # Steps

    def undo(self) -> None:
        """Take back the last step, after what is being typed has been written."""
        self._bench.flush()
        self._take_back(self._bench.store.next_undo())

    def redo(self) -> None:
        """Do again what was undone."""
        self._bench.flush()
        self._take_back(self._bench.store.next_redo())

    def _take_back(self, line: StepLine | None, *, keep_later: bool = False) -> None:
        if line is None:
            self.warn("There is nothing left to take back or to do again.")
            return

        def refused(error: FactError) -> None:
            if can_undo_the_rest(line, error) and not keep_later:
                rest = partial(self._take_back, line, keep_later=True)
                self.offer(error.sentence, UNDO_THE_REST, rest)
            else:
                self.warn(error.sentence)

        take_back(
            self._bench.store,
            self._bench.tasks,
            line,
            by=self,
            done=lambda change: self.say(f"Done: {change.label}."),
            refused=refused,
            keep_later=keep_later,
        )

    def begin(self, kind: str) -> None:
        """Start a new record in the detail pane, in the chosen place."""
        self.begin_in(kind, self._bench.tabs.scope)

    def begin_in(self, kind: str, scope: Scope) -> None:
        """Start a new record as one of a place."""
        values: dict[str, Value] = {}
        if kind == "entry":
            values = {"country": scope.country, "sector": scope.sector or None}
        self._bench.detail.begin(kind, {k: v for k, v in values.items() if v is not None})
        self.looking.pane_wanted.emit("detail")

    def add_child(self, kind: str) -> None:
        """Add a record that hangs off the chosen entry."""
        entry = self._chosen_entry()
        if entry is None:
            self.warn("Choose an entry first: what is added here belongs to one.")
            return
        values: dict[str, Value] = {"entry": entry}
        label = KINDS[kind].label.lower()
        if any(field.required and field.key != "entry" for field in KINDS[kind].fields):
            self._bench.detail.begin(kind, values)
            self.looking.pane_wanted.emit("detail")
            return

        def act() -> None:
            title = self._bench.store.label("entry", entry)
            with self._bench.store.step(f"Add {label} to {title}", by=self) as step:
                record = step.add(kind, values)
            self.record_shown.emit(kind, record, "")

        self.attempt(act)

    def _chosen_entry(self) -> int | None:
        shown = self._bench.detail.record()
        if shown is None:
            return None
        kind, record = shown
        if kind == "entry":
            return int(record)
        if KINDS[kind].parent != "entry":
            return None
        value = self._bench.store.row(kind, record).value("entry")
        return value if isinstance(value, int) else None

    def delete(self) -> None:
        """Delete the records that have a selected cell."""
        table = self._bench.tabs.current
        self.delete_records(table.records.kind.name, records_of(table))

    def delete_records(self, kind: str, records: list[int]) -> None:
        """Delete these records with all that hangs off them, as one step."""
        remove_records(self._bench, kind, records, by=self, said=self.say, warned=self.warn)

    # Files

    def import_csv(self) -> None:
        """Ask for a CSV file and read it into the store as one step."""
        import_csv(self._bench, by=self, said=self.say, offered=self.offer)

    def export_csv(self) -> None:
        """Ask what to write where, and write it in the background."""
        export_csv(self._bench, self._settings, said=self.say, warned=self.warn)

    def backup(self) -> None:
        """Copy the store to a new file."""
        store = self._bench.store
        suggested = store.path.with_name(f"{store.name}-backup.khorgos")
        name, _ = QFileDialog.getSaveFileName(
            self._bench.tabs, "Back up the store", str(suggested), STORE_FILES
        )
        if name:
            self._bench.tasks.write(
                lambda _: store.backup(Path(name)),
                lambda _: self.say(f"The store was copied to {name}."),
                lambda error: self.warn(error.sentence),
                label="Backing up",
            )

    def check(self) -> None:
        """Look for damage and broken rules, and say what was found."""
        store = self._bench.store

        def found(report: Report) -> None:
            if report.problems:
                dialog = CheckDialog([str(one) for one in report.problems], self._bench.tabs)
                dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
                dialog.show()
            else:
                self.say("The store is sound: nothing is damaged and every quote stands.")

        self._bench.tasks.read(
            lambda _: check(store),
            found,
            lambda error: self.warn(error.sentence),
            key="check",
            label="Checking the store",
        )

    # Evidence

    def set_target(self, kind: str, record: int, field: str, label: str) -> None:
        """Take note of the value that selected words would be evidence for."""
        self._target = (kind, record, field, label)

    def cite(self, source: int, start: int, end: int, quote: str) -> None:
        """Make selected words the evidence of the value that has the focus."""
        if self._target is None:
            self.warn("Put the cursor on the value these words are about, then press Ctrl+E.")
            return
        kind, record, field, label = self._target
        key = field if field and KINDS[kind].field(field).editable else ""

        def act() -> None:
            words = (source, start, end, quote)
            cite_words(self._bench.store, kind, record, key, words, by=self)
            self.say(f"Cited for {label}.", undo=True)

        self.attempt(act)

    def open_menu(self, place: QPoint, actions: Sequence[QAction | None]) -> None:
        """Show the context menu of the table, with a line in place of None."""
        menu = QMenu(self._bench.tabs)
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)
        menu.exec(place)
        menu.deleteLater()
