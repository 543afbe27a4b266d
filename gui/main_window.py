"""The window: connects the panes in one visible list and decides nothing itself."""

from dataclasses import asdict

from PySide6.QtCore import QPoint, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from gui.commands import Commands
from gui.crash import guarded
from gui.frame import Frame
from gui.kind_tabs import in_words
from gui.looking import best_words
from gui.messages import Severity, ask
from gui.settings import LAST_PLACE, Settings
from gui.workbench import Workbench
from models import KINDS, Scope, Store, default_author

STORE_COMMANDS = ("new_store", "open_store", "theme", "shortcuts", "about", "preferences")

REST_MILLISECONDS = 60


class MainWindow(Frame):
    """One window over one store."""

    closed = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.bench: Workbench | None = None
        self._commands: Commands | None = None
        self._chosen: tuple[str, int] | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(self._show_chosen)

    # The store

    def show_store(self, store: Store) -> None:
        """Put the panes of a store into the window, as they stood at the last close."""
        self.bench = bench = Workbench(store, self)
        self._commands = Commands(bench, self.notices, self.settings)
        self.place(bench)
        self._connect(bench, self._commands)
        scope = _scope_of(self.settings.get(LAST_PLACE))
        bench.tabs.restore(self.settings, scope)
        bench.tree.choose(scope)
        self._show_state()
        self.setWindowTitle(f"{store.name} – Khorgos")
        self.status.show_store(store.name, str(store.path))
        bench.tabs.current.setFocus()

    def _connect(self, bench: Workbench, commands: Commands) -> None:
        """Introduce the panes to one another: every connection between them stands here."""
        tabs, tree, detail = bench.tabs, bench.tree, bench.detail
        source, history, notifier = bench.source, bench.history, bench.notifier
        tree.place_chosen.connect(tabs.set_scope)
        tree.place_chosen.connect(lambda _: self._show_place())
        tree.new_entry_wanted.connect(lambda scope: commands.begin_in("entry", scope))
        tabs.record_chosen.connect(self._on_record)
        tabs.cell_chosen.connect(self._on_cell)
        tabs.counted.connect(self._on_counted)
        tabs.kind_chosen.connect(self._on_kind)
        tabs.problem_told.connect(commands.warn)
        tabs.clear_wanted.connect(commands.clear)
        tabs.menu_wanted.connect(self._open_table_menu)
        detail.record_wanted.connect(self._go)
        detail.words_wanted.connect(self._show_words)
        detail.target_chosen.connect(source.set_target)
        detail.target_chosen.connect(commands.set_target)
        detail.delete_wanted.connect(lambda kind, record: commands.delete_records(kind, [record]))
        source.record_wanted.connect(self._go)
        source.cite_wanted.connect(commands.cite)
        history.record_wanted.connect(self._go)
        commands.record_shown.connect(self._go)
        commands.looking.pane_wanted.connect(self.raise_dock)
        notifier.changed.connect(self._on_changed)
        notifier.writable.connect(self._show_state)
        notifier.failed.connect(commands.warn)
        self.search.words_changed.connect(tabs.set_words)
        self.search.left.connect(commands.looking.focus_table)
        bench.tasks.busy.connect(self.status.show_work)
        bench.tasks.progressed.connect(self.status.show_progress)
        bench.tasks.refused.connect(lambda error: commands.warn(error.sentence))
        bench.tasks.idle.connect(lambda: self.status.show_work(""))
        self.status.cancel_wanted.connect(bench.tasks.cancel_writes)

    # From pane to pane

    def _on_record(self, kind: str, record: int) -> None:
        # The cursor may run down the rows; the panes follow where it comes to rest.
        self._chosen = (kind, record)
        self._rest.start()

    def _show_chosen(self) -> None:
        if self.bench is None or self._chosen is None:
            return
        kind, record = self._chosen
        self.bench.detail.show_record(kind, record)
        self.bench.history.show_record(kind, record)
        self._follow_source(kind, record)
        self._allow()

    def _follow_source(self, kind: str, record: int) -> None:
        """Keep the article in step with the record that is looked at."""
        assert self.bench is not None
        if kind == "source":
            self.bench.source.show_source(record)
            return
        words = best_words(self.bench.store.citations(kind, record), KINDS[kind].title)
        if words is not None:
            self.bench.source.show_words(*words)

    def _on_cell(self, kind: str, record: int, field: str) -> None:
        assert self.bench is not None
        label = f"{KINDS[kind].field(field).label}" if field else KINDS[kind].label
        title = self.bench.store.label(kind, record)
        self.bench.source.set_target(kind, record, field, f"{label} of {title}")
        assert self._commands is not None
        self._commands.set_target(kind, record, field, label)

    def _go(self, kind: str, record: int, field: str = "") -> None:
        """Show a record wherever it can be seen."""
        assert self.bench is not None
        self.bench.tabs.choose(kind, record, field)
        self._chosen = (kind, record)
        self._show_chosen()
        self.raise_dock("detail")

    def _show_words(self, source: int, start: int, end: int) -> None:
        assert self.bench is not None
        self.raise_dock("source")
        self.bench.source.show_words(source, start, end)

    def _on_kind(self, kind: str) -> None:
        assert self.bench is not None
        self.search.set_kind_label(KINDS[kind].plural)
        self.search.set_words(self.bench.tabs.query(kind).words)
        self._allow()

    def _on_counted(self, kind: str, shown: int, total: int) -> None:
        assert self.bench is not None
        query = self.bench.tabs.query(kind)
        place = self._place_name(query.scope)
        self.search.set_count(shown, total)
        self.status.show_rows(shown, total, KINDS[kind].plural, in_words(query, place))
        self.bench.tabs.current.set_empty_text(
            _empty_text(kind, place, narrowed=bool(query.filters or query.words.strip()))
        )
        self._allow()

    def _place_name(self, scope: Scope) -> str:
        assert self.bench is not None
        names = dict(self.bench.store.countries())
        return scope.in_words(names.get(scope.country or "", ""))

    def _show_place(self) -> None:
        assert self.bench is not None
        tabs = self.bench.tabs
        self._on_counted(tabs.kind, tabs.current.records.rowCount(), tabs.current.records.total)

    def _open_table_menu(self, place: QPoint) -> None:
        names = ("copy", "clear", "filter_value", "clear_filters", "show_words", "cell_history")
        actions = [self.actions_by_id[name] for name in (*names, "new_entry", "delete")]
        assert self._commands is not None
        self._commands.open_menu(place, actions)

    def _on_changed(self, _: object) -> None:
        self._show_state()

    # State

    def _show_state(self) -> None:
        assert self.bench is not None
        store = self.bench.store
        for name, label in (("undo", store.undo_label), ("redo", store.redo_label)):
            action = self.actions_by_id[name]
            word = name.capitalize()
            action.setText(f"{word} {_short(label)}" if label else word)
            action.setIconText(word)
        if store.readonly:
            self.status.show_saved("Reading only", store.reason)
            self.notices.tell(store.reason, Severity.WARNING)
        else:
            self.status.show_saved("All saved", "Each change is on the disk as soon as it is made.")
        self._allow()

    def _allow(self) -> None:
        self.actions_by_id.allow(self._commands.state() if self._commands else ())

    # Commands

    def perform(self, name: str, argument: str) -> None:
        """Do what an action calls: the window's own commands, else those of the store."""
        if name == "palette":
            self.palette_.open()
        elif name == "find":
            self.search.focus_words()
        elif name == "quit":
            self.close()
        elif name in STORE_COMMANDS:
            super().perform(name, argument)
        elif self._commands is not None:
            self._commands.perform(name, argument)

    def set_author(self, author: str) -> None:
        """Name somebody else in the journal from now on."""
        if self.bench is not None:
            self.bench.store.author = author or default_author()

    # Closing

    def save_state(self) -> None:
        """Remember how everything stands."""
        self.save_frame()
        if self.bench is not None:
            self.settings.set(LAST_PLACE, asdict(self.bench.tabs.scope))
            self.bench.tabs.save(self.settings)
        self.settings.save()

    def close_quietly(self) -> None:
        """Write what is being typed and close without asking, as at the end of the session."""
        if self.bench is not None:
            self.bench.flush()
        self._take_down()
        QTimer.singleShot(0, self, QApplication.quit)

    def _take_down(self) -> None:
        self.save_state()
        if self.bench is not None:
            self.bench.close()
            self.bench = self._commands = None

    @guarded(None)
    def closeEvent(self, event: QCloseEvent) -> None:
        """Write what is being typed; ask only when a text was refused and would be lost."""
        event.ignore()
        if (
            self.bench is not None
            and not self.bench.flush()
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


def _scope_of(kept: dict[str, object]) -> Scope:
    def text(key: str) -> str | None:
        value = kept.get(key)
        return value if isinstance(value, str) else None

    return Scope(text("region"), text("country"), kept.get("regional") is True, text("sector"))


def _short(label: str | None) -> str:
    label = label or ""
    return label if len(label) <= 60 else label[:59] + "…"


_ADD_KEYS = {"entry": "Ctrl+N", "source": "Ctrl+Shift+N", "actor": "Ctrl+Shift+P"}


def _empty_text(kind: str, place: str, *, narrowed: bool) -> str:
    plural = KINDS[kind].plural.lower()
    where = f" for {place}" if place else ""
    if narrowed:
        return f"No {plural}{where} match the filter. Clear it: Ctrl+Shift+L"
    if kind in _ADD_KEYS:
        return f"No {plural}{where} yet. Add one: {_ADD_KEYS[kind]}"
    if KINDS[kind].parent == "entry":
        return f"No {plural}{where} yet. Choose an entry and add one in its detail."
    return f"No {plural}{where} yet."
