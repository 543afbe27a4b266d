"""The view of one kind's records: a spreadsheet to read, type into, filter, sort and copy."""

from PySide6.QtCore import (
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSignalBlocker,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QApplication, QTableView, QWidget

from gui.column_menu import fill_column_menu
from gui.columns import ColumnState, default_columns, read_columns
from gui.crash import guarded
from gui.delegates import RecordDelegate
from gui.filter_header import FilterHeader
from gui.record_model import REFUSED_ROLE, RecordModel
from gui.theme import colour, dress_table
from models import Field

ROW_PADDING = 8
COPY_LIMIT = 2_000_000


class RecordTable(QTableView):
    """A table over a RecordModel; it knows rows, columns and cells, never SQL."""

    record_chosen = Signal(str, object)
    cell_chosen = Signal(str, object, str)
    problem_told = Signal(str)
    delete_wanted = Signal()
    clear_wanted = Signal()
    menu_wanted = Signal(QPoint)
    columns_changed = Signal()

    def __init__(self, model: RecordModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = model
        self._empty_text = ""
        self._wanted: tuple[int, str] | None = None
        self.setObjectName(f"table_{model.kind.name}")
        self.setAccessibleName(model.kind.plural)
        self.header = FilterHeader(model.fields, self)
        self.setHorizontalHeader(self.header)
        self.setModel(model)
        # Otherwise the header asks every cell of a million rows whether it is selected.
        self.header.setSelectionModel(QItemSelectionModel(model, self))
        self._arrange()
        self._connect(model)

    def _arrange(self) -> None:
        dress_table(self)
        self.setItemDelegate(RecordDelegate(self.records.store, self))
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QTableView.EditTrigger.DoubleClicked
            | QTableView.EditTrigger.EditKeyPressed
            | QTableView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(True)
        self.setCornerButtonEnabled(False)
        # Lets Qt move the pixels that stay when it scrolls; qdarkstyle's sheet prevents it.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)
        rows.setHighlightSections(False)
        self.show_sort()
        self.setSortingEnabled(True)
        self.show_columns(default_columns(self.records.fields))

    def _connect(self, model: RecordModel) -> None:
        self.selectionModel().currentChanged.connect(self._on_current)
        self.header.customContextMenuRequested.connect(self._header_menu)
        self.header.sectionResized.connect(lambda *_: self.columns_changed.emit())
        self.header.sectionMoved.connect(lambda *_: self.columns_changed.emit())
        self.header.left.connect(self.setFocus)
        model.replaced.connect(self._on_replaced)
        model.modelAboutToBeReset.connect(self._remember)
        model.refused.connect(self._on_refused)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields of the columns."""
        return self.records.fields

    # Records

    def current_record(self) -> int | None:
        """Return the record the cursor is on."""
        return self.records.id_at(self.currentIndex().row())

    def current_field(self) -> str:
        """Return the key of the field the cursor is on."""
        column = self.currentIndex().column()
        return self.records.fields[column].key if column >= 0 else ""

    def choose(self, record: int, field: str = "") -> bool:
        """Put the cursor on a record and perhaps a field; tell whether it is shown here.

        A record that is still on its way from the store is chosen when it arrives.
        """
        row = self.records.row_of(record)
        if row < 0:
            self._wanted = (record, field)
            return False
        self._wanted = None
        column = self.records.column_of(field)
        if column < 0 or self.isColumnHidden(column):
            column = self.currentIndex().column()
        if column < 0 or self.isColumnHidden(column):
            column = self.header.logicalIndex(self._first_visible())
        index = self.records.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def _first_visible(self) -> int:
        places = range(self.header.count())
        return next((p for p in places if not self.isColumnHidden(self.header.logicalIndex(p))), 0)

    def _selected(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(place) for place in range(selection.count())]

    def selected_cells(self) -> dict[str, list[int]]:
        """Return the records of each selected column, by ranges, never cell by cell."""
        cells: dict[str, list[int]] = {}
        for part in self._selected():
            ids = list(self.records.ids[part.top() : part.bottom() + 1])
            for column in range(part.left(), part.right() + 1):
                if not self.isColumnHidden(column):
                    cells.setdefault(self.records.fields[column].key, []).extend(ids)
        return cells

    def selected_records(self) -> list[int]:
        """Return the records that have a selected cell, in the order shown."""
        rows: set[int] = set()
        for part in self._selected():
            rows.update(range(part.top(), part.bottom() + 1))
        return [self.records.ids[row] for row in sorted(rows)]

    def copied_text(self) -> str:
        """Return the selected block as spreadsheets take it: tabs, line ends, quotes if needed."""
        parts = self._selected()
        if not parts:
            return ""
        rows = sorted({row for part in parts for row in range(part.top(), part.bottom() + 1)})
        chosen = {c for part in parts for c in range(part.left(), part.right() + 1)}
        order = (self.header.logicalIndex(place) for place in range(self.header.count()))
        columns = [c for c in order if c in chosen and not self.isColumnHidden(c)]
        if len(rows) * len(columns) > COPY_LIMIT:
            return ""
        keys = [self.records.fields[column].key for column in columns]
        lines = (self.records.row_at(row) for row in rows)
        return "\n".join(
            "\t".join(_pasteable(line.text(key)) for key in keys) for line in lines if line
        )

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        record = self.records.id_at(current.row())
        if record is None:
            return
        kind = self.records.kind.name
        if self.records.id_at(previous.row()) != record:
            self.record_chosen.emit(kind, record)
        self.cell_chosen.emit(kind, record, self.current_field())

    def _remember(self) -> None:
        record = self.current_record()
        if self._wanted is None and record is not None:
            self._wanted = (record, self.current_field())

    def _on_replaced(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and self.choose(*wanted):
            return
        if self.records.complete:
            self._wanted = None
        if not self.currentIndex().isValid() and self.records.rowCount():
            self.choose(self.records.ids[0])
        self.viewport().update()

    # Editing

    def commit_editor(self) -> bool:
        """Commit an open editor; tell whether nothing typed is left waiting."""
        editor = self._open_editor()
        if editor is not None:
            self.commitData(editor)
            self.closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        return not self.records.has_drafts

    def _open_editor(self) -> QWidget | None:
        if self.state() != QTableView.State.EditingState:
            return None
        focus = QApplication.focusWidget()
        while focus is not None and focus.parentWidget() is not self.viewport():
            focus = focus.parentWidget()
        return focus

    def _on_refused(self, place: QPersistentModelIndex, sentence: str) -> None:
        self.problem_told.emit(sentence)
        # The cell opens again with the text that was typed, unless the person went elsewhere.
        QTimer.singleShot(0, self, lambda: self._reopen(place))

    def _reopen(self, place: QPersistentModelIndex) -> None:
        index = self.records.index(place.row(), place.column())
        here = self.hasFocus() and self.currentIndex().row() in (index.row(), index.row() + 1)
        if index.isValid() and here and self.state() == QTableView.State.NoState:
            self.setCurrentIndex(index)
            self.edit(index)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and edit as in a spreadsheet."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._enter()
        elif key == Qt.Key.Key_Escape and self.currentIndex().data(REFUSED_ROLE):
            self.records.drop_draft(self.currentIndex())
            self.problem_told.emit("")
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not event.modifiers():
            self.clear_wanted.emit()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        index = self.currentIndex()
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)

    @guarded(None)
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Go one row down after Enter, as in a spreadsheet."""
        super().closeEditor(editor, hint)
        refused = self.currentIndex().data(REFUSED_ROLE)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache and not refused:
            below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
            if below.isValid():
                self.setCurrentIndex(below)

    # Columns

    def columns(self) -> list[ColumnState]:
        """Return the columns as they stand: order, widths, which are hidden."""
        order = (self.header.logicalIndex(place) for place in range(self.header.count()))
        return [
            ColumnState(
                self.records.fields[c].key, self.columnWidth(c), hidden=self.isColumnHidden(c)
            )
            for c in order
        ]

    def shown_columns(self) -> list[str]:
        """Return the keys of the visible columns in their order."""
        return [column.key for column in self.columns() if not column.hidden]

    def show_columns(self, columns: list[ColumnState]) -> None:
        """Arrange the columns so; fields that are new since then stand where they are declared."""
        for place, state in enumerate(read_columns(columns, self.records.fields)):
            column = self.records.column_of(state.key)
            self.header.moveSection(self.header.visualIndex(column), place)
            self.setColumnHidden(column, state.hidden)
            self.setColumnWidth(column, max(state.width, 30))
        self.header.place_lines()

    def hide_column(self, column: int, *, hidden: bool) -> None:
        """Hide or show one column; the last one visible stays."""
        if hidden and len(self.shown_columns()) == 1:
            return
        self.setColumnHidden(column, hidden)
        self.header.place_lines()
        self.columns_changed.emit()

    def fit_columns(self) -> None:
        """Give every visible column the width of what is on the screen."""
        for column in range(self.header.count()):
            if not self.isColumnHidden(column):
                self.resizeColumnToContents(column)
                self.setColumnWidth(column, min(self.columnWidth(column) + 8, 420))

    def show_sort(self) -> None:
        """Show the arrow of the model's order in the header, without ordering anew."""
        sort = self.records.query.sort[0] if self.records.query.sort else None
        down = Qt.SortOrder.DescendingOrder if sort and sort.descending else None
        column = self.records.column_of(sort.field) if sort else -1
        with QSignalBlocker(self.header):
            self.header.setSortIndicator(column, down or Qt.SortOrder.AscendingOrder)

    def _header_menu(self, place: QPoint) -> None:
        fill_column_menu(self, place)

    # Painting

    def set_empty_text(self, text: str) -> None:
        """Say what to do where there are no rows."""
        self._empty_text = text
        self.viewport().update()

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Fill the ground first, because the viewport is declared opaque."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), colour("base"))
        if self._empty_text and not self.records.rowCount():
            painter.setPen(colour("muted"))
            place = self.viewport().rect().adjusted(40, 40, -40, -40)
            flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(place, int(flags), self._empty_text)
        painter.end()
        super().paintEvent(event)

    @guarded(None)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask the window for the menu, by mouse or by the menu key."""
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            cell = self.visualRect(self.currentIndex())
            place = self.viewport().mapToGlobal(cell.bottomLeft())
        self.menu_wanted.emit(place)


def _pasteable(text: str) -> str:
    if any(sign in text for sign in '\t\n\r"'):
        return '"' + text.replace('"', '""') + '"'
    return text
