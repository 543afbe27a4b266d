"""What the window is over one open store: its panes, its commands, and how they are connected.

The frame is painted before any of this is imported: the libraries of the database take longer to
load than the window takes to appear.
"""

from collections.abc import Callable
from dataclasses import asdict

from PySide6.QtCore import QObject, QPoint, QTimer

from gui.block_writing import Voice
from gui.commands import Commands
from gui.dropping import DropTarget
from gui.finding import Finding
from gui.frame import Frame
from gui.intaking import Intake
from gui.looking import best_words
from gui.messages import Severity
from gui.record_table import RecordTable
from gui.settings import LAST_PLACE, WORKLIST
from gui.twins import Twins
from gui.workbench import Workbench
from models import KINDS, Query, Scope, Store, default_author

REST_MILLISECONDS = 60
TYPING_MILLISECONDS = 350
"""While somebody searches, the panes beside the table wait: each letter brings another record."""

TABLE_MENU = (
    *("cut", "copy", "paste", "clear", ""),
    *("fill_down", "fill_selection", "set_selected", "set_shown", "replace", ""),
    *("filter_value", "clear_filters", "show_words", "weigh", "cell_history", ""),
    *("insert", "duplicate", "merge", "delete"),
)
"""The commands in the context menu of the table, with a line where there is none."""


class Desk(QObject):
    """The panes of one store in their frame; decides nothing itself."""

    def __init__(self, frame: Frame, store: Store) -> None:
        super().__init__(frame)
        self._frame = frame
        self.bench = bench = Workbench(store, self)
        self._commands = Commands(bench, frame.notices, frame.settings)
        self._finding = Finding(bench, frame, self._commands, self)
        voice = Voice(self._commands.say, self._commands.warn, self._commands.offer)
        self._intake = Intake(bench, frame.settings, voice, self, undo=self._commands.undo)
        self._commands.owners.append(self._intake)
        DropTarget(frame, self, wanted=self._intake.can_take, take=self._intake.take)
        self._chosen: tuple[str, int] | None = None
        self._target: tuple[str, int, str] | None = None
        self._rest = self._timer(REST_MILLISECONDS, self._follow)
        self._stale = self._timer(0, self._show_state)
        self._rest_of_cell = self._timer(REST_MILLISECONDS, self._follow_cell)
        self._idle = bench.notifier.idle
        frame.place(bench.panes())
        self._connect(bench, self._commands)
        self._twins = Twins(bench, self._commands.say, self._commands.warn)
        self._twins.record_wanted.connect(lambda kind, record: self._go(kind, record))
        self._commands.owners.append(self._twins)
        scope = _scope_of(frame.settings.get(LAST_PLACE))
        self._finding.restore()
        bench.tabs.restore(frame.settings, scope)
        self._show_glance_until(bench.tabs.current)
        bench.tree.choose(scope)
        bench.worklist.restore(frame.settings.get(WORKLIST))
        self._show_state()
        frame.status.show_store(store.name, str(store.path))
        bench.tabs.current.setFocus()

    def _show_glance_until(self, table: RecordTable) -> None:
        """Let the first rows stand until the table has some of its own, or says why not."""
        records, frame = table.records, self._frame
        frame.lay_glance_over(table)
        for told in (records.begun, records.replaced, records.query_refused, records.refused):
            told.connect(frame.end_glance)

    def _timer(self, milliseconds: int, call: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

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
        tabs.clear_wanted.connect(commands.editing.clear)
        tabs.menu_wanted.connect(self._open_table_menu)
        detail.record_wanted.connect(self._go)
        detail.words_wanted.connect(self._show_words)
        detail.target_chosen.connect(self._on_target)
        detail.target_chosen.connect(commands.set_target)
        detail.weigh_wanted.connect(commands.backing.weigh_value)
        detail.target_chosen.connect(lambda *_: self._rest_of_cell.start())
        tabs.query_changed.connect(self._tick)
        detail.delete_wanted.connect(lambda kind, record: commands.delete_records(kind, [record]))
        source.record_wanted.connect(self._go)
        source.cite_wanted.connect(commands.cite)
        source.coder.record_made.connect(self._show_made)
        tabs.words_dropped.connect(source.coder.drop)
        detail.words_dropped.connect(source.coder.drop)
        history.record_wanted.connect(self._go)
        bench.worklist.record_wanted.connect(self._go_to_field)
        self._frame.docks["worklist"].visibilityChanged.connect(bench.worklist.look_if_stale)
        commands.record_shown.connect(self._go)
        self._intake.source_added.connect(self._show_new_source)
        commands.looking.pane_wanted.connect(self._frame.raise_dock)
        notifier.changed.connect(self._on_changed)
        notifier.writable.connect(self._show_state)
        notifier.failed.connect(commands.warn)
        self._frame.search.typed.connect(self._wait_on)
        self._frame.search.settled.connect(self._wait_on)
        self._frame.search.left.connect(commands.looking.focus_table)
        bench.tasks.busy.connect(self._frame.status.show_work)
        bench.tasks.progressed.connect(self._frame.status.show_progress)
        bench.tasks.refused.connect(lambda error: commands.warn(error.sentence))
        bench.tasks.idle.connect(lambda: self._frame.status.show_work(""))
        self._frame.status.cancel_wanted.connect(bench.tasks.cancel_writes)

    # From pane to pane

    def _on_record(self, kind: str, record: int) -> None:
        # The cursor may run down the rows; the panes follow where it comes to rest.
        self._chosen = (kind, record)
        self._rest.start(self._patience())

    def _patience(self) -> int:
        return TYPING_MILLISECONDS if self._frame.search.typing else REST_MILLISECONDS

    def _wait_on(self) -> None:
        """Let the panes wait for the next letter too, and no longer when there is none."""
        for timer in (self._rest, self._rest_of_cell):
            if timer.isActive():
                timer.start(self._patience())

    def _follow(self) -> None:
        """Let the panes follow the cursor, each in a turn of its own: each reads and draws."""
        for follow in (self._show_detail, self._show_history, self._show_article, self._allow):
            self._idle.ask(follow)

    def _show_chosen(self) -> None:
        """Let all panes follow now."""
        self._rest.stop()
        self._follow()
        self._idle.finish()

    def _show_detail(self) -> None:
        if self._chosen is not None:
            self.bench.detail.show_record(*self._chosen)

    def _show_history(self) -> None:
        if self._chosen is not None:
            self.bench.history.show_record(*self._chosen)

    def _show_article(self) -> None:
        if self._chosen is not None:
            self.bench.source.coder.set_record(*self._chosen)
            self._follow_source(*self._chosen)

    def _show_made(self, kind: str, record: int, field: str) -> None:
        """Show a record that words became, to be corrected; the article stays where it is."""
        self._rest.stop()
        self._chosen = (kind, record)
        self._frame.raise_dock("detail")
        self.bench.detail.show_record(kind, record)
        self.bench.history.show_record(kind, record)
        if field:
            self.bench.detail.focus_field(field)

    def _follow_source(self, kind: str, record: int) -> None:
        """Keep the article in step with the record that is looked at."""
        if kind == "source":
            self.bench.source.show_source(record)
            return
        words = best_words(self.bench.store.citations(kind, record), KINDS[kind].title)
        if words is not None:
            self.bench.source.show_words(*words)

    def _on_cell(self, kind: str, record: int, field: str) -> None:
        self._target = (kind, record, field)
        self._commands.set_target(kind, record, field, _label_of(kind, field))
        self._rest_of_cell.start(self._patience())

    def _follow_cell(self) -> None:
        """Say in the other panes which value the cursor is on, when it has come to rest."""
        self._rest_of_cell.stop()
        target, self._target = self._target, None
        if target is not None:
            kind, record, field = target
            words = f"{_label_of(kind, field)} of {self.bench.store.label(kind, record)}"
            self.bench.source.set_target(kind, record, field, words)
        self._allow()

    def _on_target(self, kind: str, record: int, field: str, words: str) -> None:
        """Take the value that was chosen in the detail instead of the cell's."""
        self._target = None
        self.bench.source.set_target(kind, record, field, words)

    def _go(self, kind: str, record: int, field: str = "") -> None:
        """Show a record wherever it can be seen."""
        self._finding.visiting.jump(kind, record, field)
        self._chosen = (kind, record)
        self._show_chosen()
        self._frame.raise_dock("detail")

    def _show_new_source(self, source: int) -> None:
        """Show a source that came in, with its detail beside the article."""
        self._go("source", source)
        self._frame.raise_dock("source")

    def _go_to_field(self, kind: str, record: int, field: str) -> None:
        """Show a record with the cursor in the field of its detail where it can be mended."""
        self._go(kind, record, field)
        self.bench.detail.focus_field(field)

    def _show_words(self, source: int, start: int, end: int) -> None:
        self._frame.raise_dock("source")
        self.bench.source.show_words(source, start, end)

    def _on_kind(self, kind: str) -> None:
        self._frame.search.set_kind_label(KINDS[kind].plural)
        self._allow()

    def _on_counted(self, kind: str, shown: int, total: int) -> None:
        query = self.bench.tabs.query(kind)
        place = self._finding.asking.place_name(query.scope)
        words = self._finding.asking.in_words(query)
        self._frame.search.set_count(shown, total)
        self._frame.status.show_rows(shown, total, KINDS[kind].plural, words)
        self.bench.tabs.current.set_empty_text(
            _empty_text(kind, place, narrowed=bool(query.filters or query.words.strip()))
        )
        if self._frame.search.typing:
            self._rest_of_cell.start(self._patience())
        else:
            self._allow()

    def _show_place(self) -> None:
        tabs = self.bench.tabs
        self.bench.source.coder.place = tabs.scope.country or ""
        self._on_counted(tabs.kind, tabs.current.records.rowCount(), tabs.current.records.total)

    def _open_table_menu(self, place: QPoint) -> None:
        actions = [self._frame.actions_by_id[name] if name else None for name in TABLE_MENU]
        self._commands.open_menu(place, actions)

    def _on_changed(self, _: object) -> None:
        # After the tables are painted, before the panes: a key pressed meanwhile may be Redo.
        self._stale.start(0)

    # State

    def _show_state(self) -> None:
        store = self.bench.store
        for name, label in self._commands.read_steps().items():
            action = self._frame.actions_by_id[name]
            word = name.capitalize()
            action.setText(f"{word} {_short(label)}".replace("&", "&&") if label else word)
            action.setIconText(word)
        if store.readonly:
            self._frame.status.show_saved("Reading only", store.reason)
            self._frame.notices.tell(store.reason, Severity.WARNING)
        else:
            self._frame.status.show_saved(
                "All saved", "Each change is on the disk as soon as it is made."
            )
        self._allow()

    def _tick(self, query: Query) -> None:
        self._frame.actions_by_id.tick(self._commands.backing.asked(query))

    def _allow(self) -> None:
        self._frame.actions_by_id.allow(self._commands.state())

    # What the window asks for

    def perform(self, name: str, argument: str) -> None:
        """Do what an action calls, after the panes have followed the cursor."""
        if self._rest.isActive():
            self._show_chosen()
        self._idle.finish()
        if self._target is not None:
            self._follow_cell()
        self._commands.perform(name, argument)
        # A toggle that had nothing to ask of this table does not stay pressed.
        self._tick(self.bench.tabs.query(self.bench.tabs.kind))

    def set_author(self, author: str) -> None:
        """Name somebody else in the journal from now on."""
        self.bench.store.author = author or default_author()

    def flush(self) -> bool:
        """Write what is being typed anywhere; tell whether all of it was taken."""
        return self.bench.flush()

    def save(self) -> None:
        """Remember how the panes stand."""
        self._frame.settings.set(LAST_PLACE, asdict(self.bench.tabs.scope))
        self.bench.tabs.save(self._frame.settings)
        self._frame.settings.set(WORKLIST, list[object](self.bench.worklist.opened()))
        self._finding.save()

    def close(self) -> None:
        """Stop the threads and close the store."""
        self._rest.stop()
        self._stale.stop()
        self._rest_of_cell.stop()
        self.bench.close()


def _label_of(kind: str, field: str) -> str:
    return KINDS[kind].field(field).label if field else KINDS[kind].label


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
