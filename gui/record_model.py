"""The one Qt table model: ids in an array, pages of rows fetched by id, edits through a step.

A million rows cost eight bytes each. Nothing is parsed here: texts go to the fields, and a text
that was refused stays in the cell until it is mended or dropped.
"""

from array import array
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from gui.cell_answers import FIELD_ROLE as FIELD_ROLE
from gui.cell_answers import MARK_ROLE as MARK_ROLE
from gui.cell_answers import REFUSED_ROLE as REFUSED_ROLE
from gui.cell_answers import CellAnswers
from gui.cell_drafts import Draft, Drafts
from gui.cell_painter import CellWords
from gui.crash import guarded
from gui.editors import commit
from gui.id_reader import Answer, Held, IdReader
from gui.messages import plain_tooltip
from gui.notify import Notifier
from gui.record_pages import Pages, whole_pages
from gui.row_moves import Arrangement
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
)

Index = QModelIndex | QPersistentModelIndex
FEW = 128
MOST_KEPT = 8
_NOWHERE = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_ANSWERS: Final[dict[int, Callable[[CellAnswers, Row, Field], object]]] = {
    Qt.ItemDataRole.DisplayRole: CellAnswers.shown,
    Qt.ItemDataRole.EditRole: CellAnswers.text,
    Qt.ItemDataRole.ToolTipRole: CellAnswers.tooltip,
    Qt.ItemDataRole.TextAlignmentRole: lambda _, __, f: _RIGHT if f.type.numeric else _LEFT,
    MARK_ROLE: lambda _, row, field: row.mark(field.key),
    REFUSED_ROLE: CellAnswers.sentence,
    FIELD_ROLE: lambda _, __, field: field,
}


class RecordModel(QAbstractTableModel):
    """The records of one kind that a query shows."""

    counted = Signal(int, int)
    loading = Signal(bool)
    query_refused = Signal(str)
    refused = Signal(object, str)
    replaced = Signal()
    begun = Signal()
    asked = Signal()
    leaving = Signal(int, int)

    def __init__(
        self, store: Store, notifier: Notifier, tasks: Tasks, kind: str, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.kind = KINDS[kind]
        self.fields = self.kind.fields
        self.query = Query(kind)
        self.total = 0
        self.store = self._store = store
        self._ids: array[int] = array("q")
        self._pages = Pages(store, kind)
        self._drafts = Drafts()
        self._cells = CellAnswers(store, self._drafts)
        self._problem = ""
        self.sight: Callable[[], tuple[int, int]] = lambda: (0, -1)
        self.typed: Callable[[], tuple[int, ...]] = lambda: ()
        self._version = 0
        self._reader = IdReader(store, tasks, self._held, self)
        self._reader.answered.connect(self._on_answered)
        self._reader.refused.connect(self._on_refused)
        self._reader.begun.connect(self.begun)
        self._complete = True
        notifier.changed.connect(self._on_changed)
        notifier.writable.connect(self._on_writable)

    # What is shown

    def show(self, query: Query) -> None:
        """Show another query; the old rows stay until the first new ones are there."""
        self.asked.emit()
        self.query = query
        self._complete = False
        self.loading.emit(True)
        self._reader.ask(query)

    def reload(self) -> None:
        """Ask the store again; what is on the screen stays until the answer is there."""
        self.loading.emit(True)
        self._reader.refresh(self.query)

    def _held(self) -> Held:
        """Return what is shown, and the few rows that a cursor, a selection or an editor is on."""
        places = self.persistentIndexList()
        rows = sorted({place.row() for place in places if place.isValid()})
        kept = tuple(rows) if len(rows) <= MOST_KEPT else ()
        return Held(self._ids, kept, self.typed(), whole_pages(*self.sight()), self._version)

    def _on_refused(self, error: FactError) -> None:
        self._complete = True
        self.loading.emit(False)
        self.query_refused.emit(error.sentence)

    def _on_answered(self, answer: Answer) -> None:
        self._complete = answer.complete
        # What has changed while they were read may not be in them.
        if answer.held.version == self._version:
            self._pages.take(answer.rows)
        self._arrange(answer.shown)
        if answer.total is not None:
            self.total = answer.total
            self.counted.emit(len(self._ids), self.total)
            self.loading.emit(False)
        self.replaced.emit()

    def _arrange(self, shown: Arrangement) -> None:
        """Take the new rows; where they are nearly the old, selection and scrolling stay."""
        moves = shown.moves
        if moves is None:
            self.leaving.emit(0, len(self._ids) - 1)
            self.beginResetModel()
            self._ids = shown.ids
            self.endResetModel()
            return
        for first, last in moves.removed:
            self._remove(first, last)
        for run in moves.added:
            self._insert(run.row, run.records)
        for swap in moves.swaps:
            if swap.records:
                self._insert(swap.row, swap.records)
            if swap.gone:
                first = swap.row + len(swap.records)
                self._remove(first, first + swap.gone - 1)
        # The same ids once more, but an order that the store keeps need not be kept twice.
        self._ids = shown.ids

    def _insert(self, row: int, records: "array[int]") -> None:
        self.beginInsertRows(QModelIndex(), row, row + len(records) - 1)
        self._ids = self._ids[:row] + records + self._ids[row:]
        self.endInsertRows()

    def _remove(self, first: int, last: int) -> None:
        self.leaving.emit(first, last)
        self.beginRemoveRows(QModelIndex(), first, last)
        self._ids = self._ids[:first] + self._ids[last + 1 :]
        self.endRemoveRows()

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
            found = self._pages.row(self._ids, row)
        except FactError as error:
            self._tell(error)
            return None
        if found is not None:
            self._problem = ""
        return found

    def _tell(self, error: FactError) -> None:
        # Each page of a file that cannot be read would say the same.
        if error.sentence != self._problem:
            self._problem = error.sentence
            self.query_refused.emit(error.sentence)

    def rows_between(self, first: int, last: int) -> list[tuple[int, Row]]:
        """Return the records of the rows from one to another, read together; none that is gone."""
        last = min(last, len(self._ids) - 1)
        if 0 <= first <= last:
            try:
                self._pages.fetch(self._ids, first, last)
            except FactError as error:
                self._tell(error)
        rows = range(max(first, 0), last + 1)
        return [(row, record) for row in rows if (record := self.row_at(row)) is not None]

    def words(self, row: Row, field: Field) -> CellWords:
        """Return all that is drawn of a cell."""
        return self._cells.words(row, field)

    def column(self, rows: Sequence[Row], field: Field) -> list[CellWords]:
        """Return all that is drawn of one column of some rows."""
        return self._cells.column(rows, field)

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
        answer = _ANSWERS.get(role)
        if answer is None or not index.isValid():
            return None
        row = self.row_at(index.row())
        return None if row is None else answer(self._cells, row, self.fields[index.column()])

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
        expected = self._drafts.seen(row.id, field.key, row.value(field.key))
        try:
            commit(self._store, row.kind, row.id, field, value, expect=expected, by=self)
        except FactError as error:
            self._drafts.keep(row.id, field.key, Draft(value, error.sentence))
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
        if record is not None and self._drafts.drop(record, key):
            self._repaint(index.row())

    @property
    def has_drafts(self) -> bool:
        """Tell whether refused texts are waiting in cells."""
        return bool(self._drafts)

    # What changed

    def _repaint(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.fields) - 1))

    def _on_writable(self) -> None:
        self._version += 1
        self._pages.forget()
        self.replaced.emit()

    def _on_changed(self, change: Change) -> None:
        self._version += 1
        kind = self.kind.name
        if change.resizes(kind):
            self._pages.forget()
            self.reload()
            return
        touched = change.edited(kind)
        if change.kinds() == {kind} and len(touched) <= FEW:
            self._refresh(touched)
        elif self._ids:
            # Names, counts and marks of any row may rest on what changed elsewhere.
            self._pages.forget()
            bottom = self.index(len(self._ids) - 1, len(self.fields) - 1)
            self.dataChanged.emit(self.index(0, 0), bottom)

    def _refresh(self, records: Collection[int]) -> None:
        try:
            rows = self._pages.refresh(self._ids, records, self.sight()[0])
        except FactError as error:
            self._pages.forget()
            self.query_refused.emit(error.sentence)
            return
        for row in rows:
            self._repaint(row)
