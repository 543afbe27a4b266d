"""The one Qt table model: ids in an array, pages of rows fetched by id, edits through a step.

A million rows cost eight bytes each. Nothing is parsed here: texts go to the fields, and a text
that was refused stays in the cell until it is mended or dropped.
"""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from gui.cell_tooltip import cell_tooltip
from gui.crash import guarded
from gui.editors import commit
from gui.messages import plain_tooltip
from gui.notify import Notifier
from gui.record_pages import Pages
from gui.row_moves import moves_between
from gui.tasks import Tasks
from models import (
    KINDS,
    Change,
    FactError,
    Field,
    Query,
    Row,
    Sort,
    Store,
    Ticket,
)

Index = QModelIndex | QPersistentModelIndex
MARK_ROLE = Qt.ItemDataRole.UserRole + 1
REFUSED_ROLE = Qt.ItemDataRole.UserRole + 2
FIELD_ROLE = Qt.ItemDataRole.UserRole + 3
FEW = 128
FIRST_ROWS = 256
LONGEST_SHOWN = 300

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Draft:
    """A typed text that was refused, and why."""

    text: str
    sentence: str


class RecordModel(QAbstractTableModel):
    """The records of one kind that a query shows."""

    counted = Signal(int, int)
    loading = Signal(bool)
    query_refused = Signal(str)
    refused = Signal(object, str)
    replaced = Signal()

    def __init__(
        self, store: Store, notifier: Notifier, tasks: Tasks, kind: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.kind = KINDS[kind]
        self.fields = self.kind.fields
        self.query = Query(kind)
        self.total = 0
        self.store = self._store = store
        self._tasks = tasks
        self._ids: array[int] = array("q")
        self._pages = Pages(store, kind)
        self._drafts: dict[tuple[int, str], Draft] = {}
        self._complete = True
        notifier.changed.connect(self._on_changed)
        notifier.writable.connect(self._on_writable)

    # What is shown

    def show(self, query: Query) -> None:
        """Show another query; the old rows stay until the first new ones are there."""
        self.query = query
        self.reload()

    def reload(self) -> None:
        """Ask the store again; the first rows come at once, the rest when they are ready."""
        self.loading.emit(True)
        self._tasks.cancel((self, "rest"))
        query = self.query

        def first(ticket: Ticket) -> tuple["array[int]", int]:
            ids = self._store.ids(query, ticket, limit=FIRST_ROWS)
            return ids, self._store.count(Query(query.kind), ticket)

        self._tasks.read(first, self._on_first, self._on_refused, key=(self, "first"))

    def _on_first(self, found: tuple["array[int]", int]) -> None:
        ids, self.total = found
        if len(ids) < FIRST_ROWS:
            self._take(ids, complete=True)
            return
        # What is on the screen may be long already; it shrinks only when all is known.
        if len(self._ids) < len(ids) or self._ids[: len(ids)] != ids:
            self._take(ids, complete=False)
        query = self.query
        self._tasks.read(
            lambda ticket: self._store.ids(query, ticket),
            lambda every: self._take(every, complete=True),
            self._on_refused,
            key=(self, "rest"),
        )

    def _on_refused(self, error: FactError) -> None:
        self.loading.emit(False)
        self.query_refused.emit(error.sentence)

    def _take(self, ids: "array[int]", *, complete: bool) -> None:
        self._complete = complete
        old = self._ids
        if len(ids) > len(old) > 0 and ids[: len(old)] == old:
            self.beginInsertRows(QModelIndex(), len(old), len(ids) - 1)
            self._set_ids(ids)
            self.endInsertRows()
        elif ids != old:
            self._move_to(ids)
        self.counted.emit(len(ids), self.total)
        if complete:
            self.loading.emit(False)
        self.replaced.emit()

    def _move_to(self, ids: "array[int]") -> None:
        """Take the new rows; few additions and removals leave selection and scrolling alone."""
        moves = moves_between(self._ids, ids)
        if moves is None:
            self.beginResetModel()
            self._set_ids(ids)
            self.endResetModel()
            return
        for first, last in moves.removed:
            self.beginRemoveRows(QModelIndex(), first, last)
            self._set_ids(self._ids[:first] + self._ids[last + 1 :])
            self.endRemoveRows()
        for run in moves.added:
            self.beginInsertRows(QModelIndex(), run.row, run.row + len(run.records) - 1)
            self._set_ids(self._ids[: run.row] + run.records + self._ids[run.row :])
            self.endInsertRows()

    def _set_ids(self, ids: "array[int]") -> None:
        self._ids = ids
        self._pages.forget()

    @property
    def ids(self) -> "array[int]":
        """Return the ids in their order; do not change them."""
        return self._ids

    @property
    def complete(self) -> bool:
        """Tell whether all ids of the query are known yet."""
        return self._complete

    def id_at(self, row: int) -> int | None:
        """Return the record in a row."""
        return self._ids[row] if 0 <= row < len(self._ids) else None

    def row_of(self, record: int) -> int:
        """Return the row a record stands in, -1 when it is not shown."""
        try:
            return self._ids.index(record)
        except ValueError:
            return -1

    def column_of(self, key: str) -> int:
        """Return the column of a field, -1 when the kind has none such."""
        return next((n for n, field in enumerate(self.fields) if field.key == key), -1)

    def row_at(self, row: int) -> Row | None:
        """Return the record of a row from its page, reading the page if it must."""
        if not 0 <= row < len(self._ids):
            return None
        try:
            return self._pages.row(self._ids, row)
        except FactError as error:
            self.query_refused.emit(error.sentence)
            return None

    # What Qt asks

    @guarded(0)
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many records are shown."""
        return 0 if parent.isValid() else len(self._ids)

    @guarded(0)
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """Return how many fields the kind has."""
        return 0 if parent.isValid() else len(self.fields)

    @guarded(None)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role asks of a cell; roles that are not ours are answered first."""
        answer = self._ROLES.get(role)
        if answer is None or not index.isValid():
            return None
        row = self.row_at(index.row())
        return None if row is None else answer(self, row, self.fields[index.column()])

    @guarded(None)
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        """Return labels above, row numbers at the side."""
        if orientation == Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if not 0 <= section < len(self.fields):
            return None
        field = self.fields[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return field.label
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(f"{field.label}\n{field.help}".strip())
        return None

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return what can be done with a cell, without reading its row."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.fields[index.column()].editable and not self._store.readonly:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    @guarded(False)
    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Write a typed text as one step; a refused one stays in the cell with its reason."""
        row = self.row_at(index.row()) if index.isValid() else None
        if row is None or role != Qt.ItemDataRole.EditRole or not isinstance(value, str):
            return False
        field = self.fields[index.column()]
        try:
            commit(
                self._store,
                row.kind,
                row.id,
                field,
                value,
                expect=row.value(field.key),
                by=self,
            )
        except FactError as error:
            self._drafts[row.id, field.key] = Draft(value, error.sentence)
            self._repaint(index.row())
            self.refused.emit(QPersistentModelIndex(index), error.sentence)
            return False
        self.drop_draft(index)
        return True

    @guarded(None)
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; with -1 as the records were added."""
        wanted: tuple[Sort, ...] = ()
        if 0 <= column < len(self.fields):
            descending = order == Qt.SortOrder.DescendingOrder
            wanted = (Sort(self.fields[column].key, descending),)
        if wanted != self.query.sort:
            self.show(replace(self.query, sort=wanted))

    def drop_draft(self, index: Index) -> None:
        """Forget a refused text and show what the store holds."""
        record = self.id_at(index.row())
        key = self.fields[index.column()].key
        if record is not None and (record, key) in self._drafts:
            del self._drafts[record, key]
            self._repaint(index.row())

    @property
    def has_drafts(self) -> bool:
        """Tell whether refused texts are waiting in cells."""
        return bool(self._drafts)

    # What changed

    def _repaint(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.fields) - 1))

    def _on_writable(self) -> None:
        self._pages.forget()
        self.replaced.emit()

    def _on_changed(self, change: Change) -> None:
        kind = self.kind.name
        whole = change.added | change.removed
        if any(place[0] == kind for place in whole):
            self._pages.forget()
            self.reload()
            return
        touched = {record for name, record, _ in change.cells if name == kind}
        if change.kinds() == {kind} and len(touched) <= FEW:
            for row in self._pages.refresh(self._ids, touched):
                self._repaint(row)
        elif self._ids:
            # Names, counts and marks of any row may rest on what changed elsewhere.
            self._pages.forget()
            bottom = self.index(len(self._ids) - 1, len(self.fields) - 1)
            self.dataChanged.emit(self.index(0, 0), bottom)

    # What a cell says

    def _shown(self, row: Row, field: Field) -> str:
        draft = self._drafts.get((row.id, field.key)) if self._drafts else None
        shown = draft.text if draft else row.shown(field.key)
        return shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + "…"

    def _text(self, row: Row, field: Field) -> str:
        draft = self._drafts.get((row.id, field.key))
        return draft.text if draft else row.text(field.key)

    def _sentence(self, row: Row, field: Field) -> str:
        draft = self._drafts.get((row.id, field.key)) if self._drafts else None
        return draft.sentence if draft else ""

    def _tooltip(self, row: Row, field: Field) -> str:
        said = self._store.citations(row.kind, row.id)
        own = [citation for citation in said if citation.field == field.key]
        return cell_tooltip(row.shown(field.key), self._sentence(row, field), own)

    # Each role that is answered, by the method that answers it.
    _ROLES: ClassVar[dict[int, Callable[["RecordModel", Row, Field], object]]] = {
        Qt.ItemDataRole.DisplayRole: _shown,
        Qt.ItemDataRole.EditRole: _text,
        Qt.ItemDataRole.ToolTipRole: _tooltip,
        Qt.ItemDataRole.TextAlignmentRole: lambda _, __, f: _RIGHT if f.type.numeric else _LEFT,
        MARK_ROLE: lambda _, row, field: row.mark(field.key),
        REFUSED_ROLE: _sentence,
        FIELD_ROLE: lambda _, __, field: field,
    }
