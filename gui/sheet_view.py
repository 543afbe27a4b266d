"""A table that is drawn, scrolled and selected as a spreadsheet, with columns that stay."""

from functools import partial
from typing import Final

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QTableView, QWidget

from gui.crash import guarded
from gui.filter_header import FilterHeader
from gui.record_model import RecordModel
from gui.row_numbers import RowNumbers
from gui.table_columns import TableColumns
from gui.table_keys import TableKeys
from gui.table_painter import TablePainter
from gui.theme import dress_table
from models import Field, marked

ROW_PADDING: Final = 8
_FEW_RECTS: Final = 8


class SheetView(QTableView):
    """Rows and columns of a RecordModel: their places, the mouse, and how they are drawn."""

    def __init__(self, model: RecordModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.records = model
        self.header = FilterHeader(model.fields, self)
        self.setHorizontalHeader(self.header)
        self.setVerticalHeader(RowNumbers(self))
        self.setModel(model)
        # Otherwise a header asks every cell of a million rows whether it is selected.
        for header in (self.header, self.verticalHeader()):
            header.setSelectionModel(QItemSelectionModel(model, self))
        model.sight = self._sight
        self._painter = TablePainter(self, model, self.header.frozen)
        self._keys = TableKeys(self, self._filled)
        self.arranged = TableColumns(self, self.header, model.fields)
        self._dress()
        self.arranged.reset()

    def _dress(self) -> None:
        dress_table(self)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(True)
        # Lets Qt move the pixels that stay when it scrolls; qdarkstyle's sheet prevents it.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        rows = self.verticalHeader()
        rows.setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)
        rows.setSectionResizeMode(rows.ResizeMode.Fixed)

    @property
    def fields(self) -> tuple[Field, ...]:
        """Return the fields of the columns."""
        return self.records.fields

    def _filled(self, row: int, column: int) -> bool:
        record = self.records.row_at(row)
        return record is not None and bool(record.shown(self.fields[column].key))

    def _sight(self) -> tuple[int, int]:
        """Return the first and the last row in sight, whether or not there are so many."""
        first = max(self.rowAt(0), 0)
        height = self.verticalHeader().defaultSectionSize()
        return first, first + self.viewport().height() // height + 1

    # Mouse

    @guarded(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose with the mouse; with Shift from where the selection began."""
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            super().mousePressEvent(event)
        elif event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self._keys.go(index.row(), index.column(), extend=True)
        else:
            self._keys.begin(index)
            super().mousePressEvent(event)

    @guarded(None)
    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Select from where the mouse was pressed, over moved and frozen columns."""
        inside = self.viewport().rect().adjusted(0, 0, -1, -1)
        x = min(max(rect.right(), inside.left()), inside.right())
        y = min(max(rect.bottom(), inside.top()), inside.bottom())
        end = self.indexAt(QPoint(x, y))
        if end.isValid():
            self.selectionModel().select(self._keys.block_to(end), command)

    # Where cells are seen

    @guarded(QModelIndex())
    def indexAt(self, place: QPoint) -> QModelIndex:
        """Return the cell that is seen at a place, frozen or not."""
        section = self.header.frozen.section_at(place.x())
        if section is None:
            return super().indexAt(place)
        return self.records.index(self.rowAt(place.y()), section)

    @guarded(QRect())
    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Return where a cell is seen, frozen or not."""
        rect = super().visualRect(index)
        return self.header.frozen.placed(index.column(), rect) if self.header.frozen.count else rect

    @guarded(None)
    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QTableView.ScrollHint = QTableView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a cell into sight, out from under the frozen columns."""
        bar, frozen = self.horizontalScrollBar(), self.header.frozen
        before = bar.value()
        super().scrollTo(index, hint)
        if not frozen.count:
            return
        if frozen.left_of(index.column()) is not None:
            bar.setValue(before)
        elif (left := super().visualRect(index).left()) < frozen.width:
            bar.setValue(bar.value() - (frozen.width - left))

    @guarded(None)
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll; what is frozen is drawn anew where the others pass beneath it."""
        super().scrollContentsBy(dx, dy)
        if dx and self.header.frozen.count:
            self._cover_editor()
            self.viewport().update()

    @guarded(QRegion())
    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """Return what to draw anew when this selection changes, with what of it is frozen."""
        region = super().visualRegionForSelection(selection)
        if self.header.frozen.scrolled:
            region |= QRect(0, 0, self.header.frozen.width, self.viewport().height())
        return region

    @guarded(None)
    def updateEditorGeometries(self) -> None:
        """Keep an open editor on its cell, and out of the frozen columns."""
        super().updateEditorGeometries()
        if self.header.frozen.count:
            self._cover_editor()

    def _cover_editor(self) -> None:
        place = self.currentIndex()
        editor: object = self.indexWidget(place)
        if isinstance(editor, QWidget):
            frozen = self.header.frozen.left_of(place.column()) is not None
            hidden = 0 if frozen else max(self.header.frozen.width - editor.x(), 0)
            editor.setMask(QRegion(editor.rect().adjusted(hidden, 0, 0, 0)))

    @guarded(100)
    def sizeHintForColumn(self, column: int) -> int:
        """Return the width of what is on the screen in a column."""
        return self._painter.width_of(column)

    # Painting

    def set_empty_text(self, text: str) -> None:
        """Say what to do where there are no rows."""
        self._painter.empty_text = text
        self.viewport().update()

    def set_marks(self, words: tuple[str, ...], *, with_answer: bool = False) -> None:
        """Mark what begins with these words wherever it is shown, now or with the rows to come."""
        self._painter.find = partial(marked, words=words) if words else None
        if not with_answer:
            self.viewport().update()

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cells that need it; two cells far apart are not drawn with all between them."""
        region, painter = event.region(), QPainter(self.viewport())
        few = region.rectCount() <= _FEW_RECTS
        for area in list(region) if few else [event.rect()]:  # type: ignore[call-overload]
            self._painter.paint(painter, area)
        painter.end()

    @guarded(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Draw anew what shows that the keyboard is here; Qt would draw all cells."""
        if self.currentIndex().isValid():
            QWidget.focusInEvent(self, event)
            self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
            self._update_chosen()
        else:
            # Qt then looks for a cell to put the cursor on.
            super().focusInEvent(event)

    @guarded(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Draw anew what shows that the keyboard is not here any more."""
        QWidget.focusOutEvent(self, event)
        self._update_chosen()

    def _update_chosen(self) -> None:
        """Draw the selection and the cell with the cursor anew."""
        self.viewport().update(self.visualRegionForSelection(self.selectionModel().selection()))
        self.viewport().update(self.visualRect(self.currentIndex()))

    @guarded(None)
    def changeEvent(self, event: QEvent) -> None:
        """Measure anew with another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._painter.follow_font()
