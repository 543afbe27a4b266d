"""The numbers beside the rows of a long table."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QCursor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from gui.crash import guarded
from gui.theme import colour

_SIDE: Final = 6
"""The room on both sides of a number, as the style sheet has it for sections of headers."""


class RowNumbers(QHeaderView):
    """A vertical header that is as wide as its last number, over rows that are all equally high.

    Qt's own asks for the sizes of two hundred rows, eight hundred calls of the model, whenever rows
    come or go: with each letter that is typed into the search line. For each number it draws it
    asks seven times more.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    @guarded(QSize(40, 0))
    def sizeHint(self) -> QSize:
        """Return the room that the last row's number needs."""
        if not self.count():
            return super().sizeHint()
        return self.sectionSizeFromContents(self.count() - 1)

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the numbers in sight."""
        area, viewport = event.rect(), self.viewport()
        painter = QPainter(viewport)
        painter.fillRect(area, colour("bar"))
        first, last = self.visualIndexAt(area.top()), self.visualIndexAt(area.bottom())
        if first >= 0:
            last = self.count() - 1 if last < 0 else last
            self._draw(painter, range(first, last + 1))
        painter.end()

    def _draw(self, painter: QPainter, rows: range) -> None:
        height, wide = self.defaultSectionSize(), self.viewport().width()
        top, metrics, line = (
            self.sectionViewportPosition(rows.start),
            self.fontMetrics(),
            colour("line"),
        )
        under = self._row_under_pointer()
        if under in rows:
            box = QRect(0, top + (under - rows.start) * height, wide, height)
            painter.fillRect(box, colour("hover"))
        painter.fillRect(wide - 1, top, 1, len(rows) * height, line)
        painter.setFont(self.font())
        painter.setPen(colour("muted"))
        drop = (height - 1 - metrics.height()) // 2 + metrics.ascent()
        for row in rows:
            painter.fillRect(0, top + height - 1, wide, 1, line)
            text = str(row + 1)
            left = wide - 1 - _SIDE - metrics.horizontalAdvance(text)
            painter.drawText(left, top + drop, text)
            top += height

    def _row_under_pointer(self) -> int:
        viewport = self.viewport()
        if not viewport.underMouse():
            return -1
        place: QPoint = viewport.mapFromGlobal(QCursor.pos())
        return self.visualIndexAt(place.y())
