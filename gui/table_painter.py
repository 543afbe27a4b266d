"""How a whole table is drawn: grounds, selection, lines, cells, and the frozen columns over them.

Qt draws each cell through a delegate and asks the model for eight roles a cell. Here a row is
taken once from its page, and only text, marks and lines are drawn: a quarter of the time.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QItemSelectionModel, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QTableView

from gui.cell_painter import (
    CellPainter,
    CellWords,
    Inks,
    Spans,
    draw_frame,
)
from gui.frozen_columns import FrozenColumns
from gui.marks import draw_signs
from models import Field, Row

WIDEST: Final = 900
"""No text makes a column wider than this by itself."""


class CellSource(Protocol):
    """What the painter needs of a model."""

    @property
    def fields(self) -> Sequence[Field]:
        """Return the fields of the columns."""

    def row_at(self, row: int) -> Row | None:
        """Return a record from its page."""

    def rows_between(self, first: int, last: int) -> Sequence[tuple[int, Row]]:
        """Return the records of the rows from one to another."""

    def words(self, row: Row, field: Field) -> CellWords:
        """Return what a cell shows."""
        ...

    def column(self, rows: Sequence[Row], field: Field) -> Sequence[CellWords]:
        """Return what the cells of a column show."""
        ...


@dataclass(frozen=True)
class _Column:
    number: int
    left: int
    width: int


@dataclass(frozen=True)
class _Scene:
    """The rows to draw, all equally high, with their colours and what of them is selected."""

    first: int
    last: int
    top: int
    height: int
    inks: Inks
    chosen: Sequence[tuple[int, int, int, int]]
    active: bool

    @property
    def bottom(self) -> int:
        return self.y(self.last + 1)

    def y(self, row: int) -> int:
        return self.top + (row - self.first) * self.height

    def lit(self, column: int) -> frozenset[int]:
        """Return the selected rows of a column."""
        spans = [(top, end) for top, end, low, high in self.chosen if low <= column <= high]
        return frozenset(
            row
            for top, end in spans
            for row in range(max(top, self.first), min(end, self.last) + 1)
        )


class TablePainter:
    """Draws all cells of a table that lie in a rectangle of its viewport."""

    def __init__(self, view: QTableView, source: CellSource, frozen: FrozenColumns) -> None:
        self._view = view
        self._source = source
        self._frozen = frozen
        self.cells = CellPainter(view.font())
        self.find: Callable[[str], Spans] | None = None
        self.empty_text = ""

    def follow_font(self) -> None:
        """Measure anew with the font that the view has now."""
        self.cells = CellPainter(self._view.font())

    def width_of(self, column: int) -> int:
        """Return how wide a column must be to show whole what is on the screen."""
        view, field = self._view, self._source.fields[column]
        first, last = view.rowAt(0), view.rowAt(view.viewport().height() - 1)
        last = view.model().rowCount() - 1 if last < 0 else last
        records = [record for _, record in self._source.rows_between(max(first, 0), last)]
        texts = {words.text for words in self._source.column(records, field)}
        return min(max(map(self.cells.width_of, texts), default=0) + self.cells.mark_side, WIDEST)

    def paint(self, painter: QPainter, area: QRect) -> None:
        """Draw grounds, selection, lines and cells."""
        inks = self.cells.inks(self._view.palette())
        painter.fillRect(area, inks["base"])
        scene = self._scene(area, inks)
        if scene is None:
            self._say_empty(painter, inks["muted"])
            return
        # The frozen columns cover what is scrolled beneath them.
        edge = self._frozen.width if self._frozen.count else 0
        scrolled = [each for each in self._columns(area) if each.left + each.width > edge]
        self._paint_columns(painter, scrolled, scene)
        if edge and area.left() < edge:
            painter.fillRect(0, area.top(), edge, area.height(), inks["base"])
            self._paint_columns(painter, self._frozen_columns(), scene)
        if edge:
            painter.fillRect(edge - 1, area.top(), 1, area.height(), inks["field_line"])
        self._draw_cursor(painter, scene, edge)

    def _say_empty(self, painter: QPainter, ink: QColor) -> None:
        place = self._view.viewport().rect().adjusted(40, 40, -40, -40)
        painter.setPen(ink)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(place, int(flags), self.empty_text)

    # What is in sight

    def _scene(self, area: QRect, inks: Inks) -> _Scene | None:
        view, model = self._view, self._view.model()
        first, last = view.rowAt(area.top()), view.rowAt(area.bottom())
        if first < 0 or model is None:
            return None
        last = model.rowCount() - 1 if last < 0 else last
        height = view.verticalHeader().defaultSectionSize()
        return _Scene(
            first,
            last,
            view.rowViewportPosition(first),
            height,
            inks,
            self._chosen(first, last),
            view.isActiveWindow() and view.hasFocus(),
        )

    def _chosen(self, first: int, last: int) -> list[tuple[int, int, int, int]]:
        """Return the selected ranges in sight: first and last row, first and last column."""
        selection: QItemSelectionModel | None = self._view.selectionModel()
        if selection is None:
            return []
        ranges = selection.selection()
        return [
            (part.top(), part.bottom(), part.left(), part.right())
            for part in (ranges.at(place) for place in range(ranges.count()))
            if part.top() <= last and part.bottom() >= first
        ]

    def _frozen_columns(self) -> list[_Column]:
        header = self._view.horizontalHeader()
        return [
            _Column(section, self._frozen.left_of(section) or 0, header.sectionSize(section))
            for section in self._frozen.sections()
        ]

    def _columns(self, area: QRect) -> list[_Column]:
        """Return the columns in the area from left to right."""
        header = self._view.horizontalHeader()
        start, end = header.visualIndexAt(area.left()), header.visualIndexAt(area.right())
        if start < 0:
            return []
        end = header.count() - 1 if end < 0 else end
        numbers = (header.logicalIndex(place) for place in range(start, end + 1))
        return [
            _Column(number, header.sectionViewportPosition(number), header.sectionSize(number))
            for number in numbers
            if not header.isSectionHidden(number)
        ]

    # Drawing

    def _paint_columns(self, painter: QPainter, columns: list[_Column], scene: _Scene) -> None:
        if columns:
            self._draw_grounds(painter, columns, scene)
            self._draw_cells(painter, columns, scene)

    def _draw_grounds(self, painter: QPainter, columns: list[_Column], scene: _Scene) -> None:
        inks, height = scene.inks, scene.height
        left = columns[0].left
        wide = columns[-1].left + columns[-1].width - left
        if self._view.alternatingRowColors():
            for row in range(scene.first | 1, scene.last + 1, 2):
                painter.fillRect(left, scene.y(row), wide, height, inks["alternate"])
        ground = inks["selection" if scene.active else "selection_inactive"]
        for top, end, low, high in scene.chosen:
            y = scene.y(max(top, scene.first))
            tall = scene.y(min(end, scene.last) + 1) - y
            for column in columns:
                if low <= column.number <= high:
                    painter.fillRect(column.left, y, column.width, tall, ground)
        if self._view.showGrid():
            for row in range(scene.first, scene.last + 1):
                painter.fillRect(left, scene.y(row + 1) - 1, wide, 1, inks["line"])
            tall = scene.bottom - scene.top
            for column in columns:
                edge = column.left + column.width - 1
                painter.fillRect(edge, scene.top, 1, tall, inks["line"])

    def _draw_cells(self, painter: QPainter, columns: Iterable[_Column], scene: _Scene) -> None:
        source, draw, inks, find = self._source, self.cells.draw_words, scene.inks, self.find
        pens = (inks["text"], inks["selection_text" if scene.active else "text"], inks["error"])
        drop = scene.top + self.cells.drop(scene.height - 1)
        found = source.rows_between(scene.first, scene.last)
        shifts = [((row - scene.first) * scene.height, row) for row, _ in found]
        records = [record for _, record in found]
        corners: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        refused: list[QRect] = []
        painter.setFont(self.cells.font)
        for column in columns:
            field, left, wide = source.fields[column.number], column.left, column.width - 1
            right, lit, held = field.type.numeric, scene.lit(column.number), -1
            for (shift, row), words in zip(shifts, source.column(records, field), strict=True):
                text, mark, wrong = words
                pen = 2 if wrong else 1 if row in lit else 0
                if pen != held:
                    painter.setPen(pens[pen])
                    held = pen
                if text or mark:
                    draw(painter, words, left, drop + shift, wide, inks, find, right=right)
                if mark:
                    corners[mark].append((left + wide, scene.top + shift))
                if wrong:
                    refused.append(QRect(left, scene.top + shift, wide, scene.height - 1))
        for mark, places in corners.items():
            draw_signs(painter, mark, places, inks[f"mark_{mark}"], self.cells.mark_side)
        for rect in refused:
            draw_frame(painter, rect, inks["error"])

    def _draw_cursor(self, painter: QPainter, scene: _Scene, edge: int) -> None:
        """Draw the frame of the cell that keys act on."""
        place = self._view.currentIndex()
        inside = scene.first <= place.row() <= scene.last
        if not inside or not self._view.hasFocus() or self._view.isColumnHidden(place.column()):
            return
        record = self._source.row_at(place.row())
        field = self._source.fields[place.column()]
        refused = record is not None and self._source.words(record, field).refused
        rect = self._view.visualRect(place)
        if self._frozen.left_of(place.column()) is None:
            painter.setClipRect(rect.intersected(QRect(edge, rect.top(), 1 << 20, rect.height())))
        draw_frame(painter, rect, scene.inks["error" if refused else "accent"])
        painter.setClipping(False)
