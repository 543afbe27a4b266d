"""The tabs in the centre: one generic table a kind, loaded when it is first looked at."""

from dataclasses import replace

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QTabWidget, QWidget

from gui.columns import from_json, to_json
from gui.notify import Notifier
from gui.record_model import RecordModel
from gui.record_table import RecordTable
from gui.settings import COLUMNS, FILTERS, LAST_TAB, SORT, WORDS, Settings
from gui.tasks import Tasks
from models import KINDS, TABLE_KINDS, Filter, Query, Scope, Sort, Store


class KindTabs(QTabWidget):
    """All tables; the chosen place holds for every one, words and filters for each its own."""

    record_chosen = Signal(str, object)
    cell_chosen = Signal(str, object, str)
    counted = Signal(str, int, int)
    kind_chosen = Signal(str)
    problem_told = Signal(str)
    clear_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(
        self, store: Store, notifier: Notifier, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("tabs")
        self.setAccessibleName("Tables")
        self.setDocumentMode(True)
        self.setUsesScrollButtons(True)
        self._scope = Scope()
        self._stale = {kind.name for kind in TABLE_KINDS}
        self._tables: dict[str, RecordTable] = {}
        for kind in TABLE_KINDS:
            model = RecordModel(store, notifier, tasks, kind.name, self)
            self._tables[kind.name] = table = RecordTable(model, self)
            # Otherwise Qt takes the ampersand of “Organisations & people” for a shortcut.
            self.addTab(table, kind.plural.replace("&", "&&"))
            self._connect(table)
        self.currentChanged.connect(self._on_tab)

    def _connect(self, table: RecordTable) -> None:
        kind = table.records.kind.name
        table.record_chosen.connect(self.record_chosen)
        table.cell_chosen.connect(self.cell_chosen)
        table.problem_told.connect(self.problem_told)
        table.clear_wanted.connect(self.clear_wanted)
        table.menu_wanted.connect(self.menu_wanted)
        table.header.filters_changed.connect(lambda filters: self._on_filters(kind, filters))
        table.records.counted.connect(lambda n, all_: self._on_counted(kind, n, all_))
        table.records.query_refused.connect(self.problem_told)

    # Which table

    @property
    def kind(self) -> str:
        """Return the kind whose tab is chosen."""
        return self.current.records.kind.name

    @property
    def current(self) -> RecordTable:
        """Return the table in front."""
        return self._tables[TABLE_KINDS[max(self.currentIndex(), 0)].name]

    def table(self, kind: str) -> RecordTable:
        """Return the table of a kind."""
        return self._tables[kind]

    def turn_to(self, kind: str) -> RecordTable:
        """Bring the table of a kind to the front."""
        self.setCurrentWidget(self._tables[kind])
        return self._tables[kind]

    def choose(self, kind: str, record: int, field: str = "") -> None:
        """Bring a record's table to the front with the cursor on it, if it is shown there."""
        if kind in self._tables:
            table = self.turn_to(kind)
            if not table.choose(record, field) and table.records.complete:
                table.clearSelection()

    def _on_tab(self, _: int) -> None:
        self.load()
        self.kind_chosen.emit(self.kind)
        table = self.current
        self.counted.emit(self.kind, table.records.rowCount(), table.records.total)
        record = table.current_record()
        if record is not None:
            self.record_chosen.emit(self.kind, record)

    # What is asked

    def query(self, kind: str) -> Query:
        """Return what the table of a kind shows."""
        return self._tables[kind].records.query

    def load(self) -> None:
        """Read the table in front if what it shows is not what is asked for."""
        if self.kind in self._stale:
            self._stale.discard(self.kind)
            self.current.records.show(replace(self.query(self.kind), scope=self._scope))

    @property
    def scope(self) -> Scope:
        """Return the chosen place."""
        return self._scope

    def set_scope(self, scope: Scope) -> None:
        """Show what belongs to a place, in every table."""
        if scope != self._scope:
            self._scope = scope
            self._stale = set(self._tables)
            self.load()

    def set_words(self, words: str) -> None:
        """Show what has these words, in the table in front."""
        self._ask(self.kind, replace(self.query(self.kind), words=words))

    def clear_filters(self) -> None:
        """Drop filters and words of the table in front."""
        self.current.header.set_filters(())
        self._ask(self.kind, replace(self.query(self.kind), filters=(), words=""))

    def filter_by(self, field: str, text: str) -> None:
        """Filter the table in front by what one cell holds."""
        query = self.query(self.kind).with_filter(field, text)
        self.current.header.set_filters(query.filters)
        self._ask(self.kind, query)

    def _on_filters(self, kind: str, filters: tuple[Filter, ...]) -> None:
        self._ask(kind, replace(self.query(kind), filters=filters))

    def _ask(self, kind: str, query: Query) -> None:
        self.problem_told.emit("")
        self._tables[kind].records.show(query)

    def _on_counted(self, kind: str, shown: int, total: int) -> None:
        if kind == self.kind:
            self.counted.emit(kind, shown, total)

    # What is remembered

    def save(self, settings: Settings) -> None:
        """Remember tab, columns, order, filters and words."""
        settings.set(LAST_TAB, self.kind)
        for kind, table in self._tables.items():
            query = table.records.query
            settings.set(COLUMNS, to_json(table.columns()), kind)
            sort: list[object] = [[one.field, one.descending] for one in query.sort]
            filters: dict[str, object] = {one.field: one.text for one in query.filters}
            settings.set(SORT, sort, kind)
            settings.set(FILTERS, filters, kind)
            settings.set(WORDS, query.words, kind)

    def restore(self, settings: Settings, scope: Scope) -> None:
        """Show everything as it was; what makes no sense any more is left out."""
        self._scope = scope
        for kind, table in self._tables.items():
            table.show_columns(from_json(settings.get(COLUMNS, kind)))
            table.records.query = _remembered(settings, kind)
            table.header.set_filters(table.records.query.filters)
            table.show_sort()
        last = settings.get(LAST_TAB)
        self.turn_to(last if last in self._tables else "entry")
        self.load()


def _remembered(settings: Settings, kind: str) -> Query:
    known = KINDS[kind]
    filters = tuple(
        Filter(key, str(text))
        for key, text in settings.get(FILTERS, kind).items()
        if known.has(key)
    )
    sort = tuple(
        Sort(str(part[0]), bool(part[1]))
        for part in settings.get(SORT, kind)
        if isinstance(part, list) and len(part) == 2 and known.has(str(part[0]))
    )
    return Query(kind, filters=filters, sort=sort, words=settings.get(WORDS, kind))


def in_words(query: Query, place: str) -> str:
    """Return what a query leaves out, for a person to read."""
    known = KINDS[query.kind]
    parts = [] if query.scope.everywhere else [place]
    parts += [f"{known.field(one.field).label} {one.text}" for one in query.filters]
    if query.words.strip():
        parts.append(f"“{query.words.strip()}”")
    return " · ".join(parts)
