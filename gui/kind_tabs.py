"""The tabs in the centre: one generic table a kind, and the ONE query that each of them shows."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from gui.columns import from_json, to_json
from gui.narrowing import above_columns, with_typed
from gui.notify import Notifier
from gui.record_model import RecordModel
from gui.record_table import RecordTable
from gui.settings import COLUMNS, FROZEN, LAST_TAB, QUERY, Settings
from gui.tasks import Tasks
from gui.typed_text import TypedText
from models import TABLE_KINDS, Filter, Invalid, Query, Scope, Store, query_of, text_of


class KindTabs(QTabWidget):
    """All tables; the chosen place holds for every one, words and filters for each its own."""

    record_chosen = Signal(str, object)
    cell_chosen = Signal(str, object, str)
    counted = Signal(str, int, int)
    kind_chosen = Signal(str)
    query_changed = Signal(object)
    query_refused = Signal(str)
    problem_told = Signal(str)
    clear_wanted = Signal()
    menu_wanted = Signal(QPoint)
    made = Signal(object)
    words_dropped = Signal(str, object, str, object)

    def __init__(
        self, store: Store, notifier: Notifier, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("tabs")
        self.setAccessibleName("Tables")
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self._scope = Scope()
        self._told: Query | None = None
        self._above: QWidget | None = None
        self._stale = {kind.name for kind in TABLE_KINDS}
        self._store, self._notifier, self._tasks = store, notifier, tasks
        self._settings: Settings | None = None
        self._tables: dict[str, RecordTable] = {}
        self._pages = {kind.name: _page() for kind in TABLE_KINDS}
        for kind in TABLE_KINDS:
            # Otherwise Qt takes the ampersand of “Organisations & people” for a shortcut.
            self.addTab(self._pages[kind.name], kind.plural.replace("&", "&&"))
        self.currentChanged.connect(self._on_tab)

    def _make(self, kind: str) -> RecordTable:
        """Make the table of a kind when it is first needed; all at once they hold up the start."""
        model = RecordModel(self._store, self._notifier, self._tasks, kind, self)
        self._tables[kind] = table = RecordTable(model, self)
        page = self._pages[kind]
        layout = page.layout()
        assert layout is not None
        layout.addWidget(table)
        page.setFocusProxy(table)
        self._connect(table)
        self._restore(table)
        self.made.emit(table)
        return table

    def _connect(self, table: RecordTable) -> None:
        kind = table.records.kind.name
        table.record_chosen.connect(self.record_chosen)
        table.cell_chosen.connect(self.cell_chosen)
        table.problem_told.connect(self.problem_told)
        TypedText(table).told.connect(self.problem_told)
        table.clear_wanted.connect(self.clear_wanted)
        table.words_dropped.connect(self.words_dropped)
        table.menu_wanted.connect(self.menu_wanted)
        table.header.filters_changed.connect(lambda filters: self._on_filters(kind, filters))
        table.records.counted.connect(lambda n, all_: self._on_counted(kind, n, all_))
        table.records.query_refused.connect(self.query_refused)
        # The header orders the model by itself; whoever does, it is part of the one query.
        table.records.loading.connect(lambda _: self._tell())

    # Which table

    @property
    def kind(self) -> str:
        """Return the kind whose tab is chosen."""
        return TABLE_KINDS[max(self.currentIndex(), 0)].name

    @property
    def current(self) -> RecordTable:
        """Return the table in front."""
        return self.table(self.kind)

    def table(self, kind: str) -> RecordTable:
        """Return the table of a kind."""
        return self._tables.get(kind) or self._make(kind)

    def tables(self) -> list[RecordTable]:
        """Return the tables made so far; ``made`` tells of each that follows."""
        return list(self._tables.values())

    def turn_to(self, kind: str) -> RecordTable:
        """Bring the table of a kind to the front."""
        self.setCurrentWidget(self._pages[kind])
        return self.table(kind)

    def choose(self, kind: str, record: int, field: str = "") -> None:
        """Bring a record's table to the front with the cursor on it, if it is shown there."""
        if kind in self._pages:
            table = self.turn_to(kind)
            if not table.choose(record, field) and table.records.complete:
                table.clearSelection()

    def set_above(self, widget: QWidget) -> None:
        """Keep a widget between the tabs and whichever table is in front."""
        self._above = widget
        self._move_above()

    def _move_above(self) -> None:
        layout = self.currentWidget().layout()
        if self._above is not None and isinstance(layout, QVBoxLayout):
            hidden = self._above.isHidden()
            layout.insertWidget(0, self._above)
            self._above.setVisible(not hidden)

    def _on_tab(self, _: int) -> None:
        self._move_above()
        self.load()
        self.kind_chosen.emit(self.kind)
        self._tell()
        table = self.current
        self.counted.emit(self.kind, table.records.rowCount(), table.records.total)
        record = table.current_record()
        if record is not None:
            self.record_chosen.emit(self.kind, record)

    # What is asked

    def query(self, kind: str) -> Query:
        """Return what the table of a kind shows."""
        made = self._tables.get(kind)
        query = self._remembered(kind) if made is None else made.records.query
        return replace(query, scope=self._scope)

    def ask(self, query: Query) -> None:
        """Show a query in its table and bring that to the front; everybody hears of it."""
        table = self.table(query.kind)
        if query != self.query(query.kind) or query.kind in self._stale:
            self.problem_told.emit("")
            self._set_scope(query.scope)
            self._stale.discard(query.kind)
            self._show_above(table, query.filters)
            table.records.show(query)
            table.show_sort()
        self.turn_to(query.kind)
        self._tell()

    def load(self) -> None:
        """Read the table in front if what it shows is not what is asked for."""
        if self.kind in self._stale:
            self._stale.discard(self.kind)
            self.current.records.show(self.query(self.kind))

    @property
    def scope(self) -> Scope:
        """Return the chosen place."""
        return self._scope

    def set_scope(self, scope: Scope) -> None:
        """Show what belongs to a place, in every table."""
        self.ask(replace(self.query(self.kind), scope=scope))

    def _set_scope(self, scope: Scope) -> None:
        if scope != self._scope:
            self._scope = scope
            self._stale = set(self._pages)

    def set_words(self, words: str) -> None:
        """Show what has these words, in the table in front."""
        self.ask(replace(self.query(self.kind), words=words))

    def clear_filters(self) -> None:
        """Drop filters and words of the table in front."""
        self.ask(replace(self.query(self.kind), filters=(), words=""))

    def filter_by(self, field: str, text: str) -> None:
        """Filter the table in front by what one cell holds."""
        self.ask(self.query(self.kind).with_filter(field, text))

    def _show_above(self, table: RecordTable, filters: tuple[Filter, ...]) -> None:
        shown = above_columns(table.records.kind.name, filters)
        # A line that is being typed into keeps its blanks.
        if set(table.header.filters()) != set(shown):
            table.header.set_filters(shown)

    def _on_filters(self, kind: str, typed: tuple[Filter, ...]) -> None:
        self.ask(with_typed(self.query(kind), typed))

    def _tell(self) -> None:
        query = self.query(self.kind)
        if query != self._told:
            self._told = query
            self.query_changed.emit(query)

    def _on_counted(self, kind: str, shown: int, total: int) -> None:
        if kind == self.kind:
            self.counted.emit(kind, shown, total)

    # What is remembered

    def save(self, settings: Settings) -> None:
        """Remember tab, columns and order, and each query as one line of text."""
        settings.set(LAST_TAB, self.kind)
        for kind, table in self._tables.items():
            settings.set(COLUMNS, to_json(table.arranged.states()), kind)
            settings.set(FROZEN, table.arranged.frozen, kind)
            # The place is one for all tables and remembered once.
            settings.set(QUERY, text_of(replace(table.records.query, scope=Scope())), kind)

    def restore(self, settings: Settings, scope: Scope) -> None:
        """Show everything as it was; what makes no sense any more is left out."""
        self._scope, self._settings = scope, settings
        for table in self.tables():
            self._restore(table)
        last = settings.get(LAST_TAB)
        self.turn_to(last if last in self._pages else "entry")
        self.load()
        self._tell()

    def _restore(self, table: RecordTable) -> None:
        kind, settings = table.records.kind.name, self._settings
        if settings is not None:
            table.arranged.show(from_json(settings.get(COLUMNS, kind)))
            table.arranged.freeze(settings.get(FROZEN, kind))
        table.records.query = self._remembered(kind)
        self._show_above(table, table.records.query.filters)
        table.show_sort()

    def _remembered(self, kind: str) -> Query:
        try:
            return query_of(kind, self._settings.get(QUERY, kind) if self._settings else "")
        except Invalid:
            return Query(kind)


def _page() -> QWidget:
    """Return a page with room for a table, and for what stands above it."""
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    return page
