"""The legend of the marks of evidence: each sign as a cell has it, with what it means."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QVBoxLayout, QWidget

from gui.crash import guarded
from gui.marks import SIGNS, draw_signs, side_for
from gui.messages import plain_label
from gui.theme import colour

_WIDE: Final = 64
_HOW: Final = (
    "The sign stands in the upper right corner of a cell, and beside the value in the detail. "
    "The pointer on it shows the words; Ctrl+J goes to them, again to the next ones."
)
_DO: Final = {
    "contested": "Weigh the sources: Ctrl+Shift+J. All of them: Ctrl+Shift+C",
    "bare": "Select its words in the article and press Ctrl+E. All of them: Ctrl+Shift+B",
}


class _Cell(QWidget):
    """A cell with one sign in its corner."""

    def __init__(self, mark: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._mark = mark

    def sizeHint(self) -> QSize:
        """Return the size of a small cell."""
        return QSize(_WIDE, self.fontMetrics().height() + 10)

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cell and its sign."""
        painter = QPainter(self)
        painter.setPen(colour("line"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        side = side_for(self.fontMetrics().height())
        ink = colour(f"mark_{self._mark}")
        draw_signs(painter, self._mark, [(self.width() - 1, 1)], ink, side)
        painter.end()


class MarksDialog(QDialog):
    """Stands beside the window while one learns the signs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("marks")
        self.setWindowTitle("Marks of evidence")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        table = QGridLayout()
        table.setHorizontalSpacing(14)
        table.setVerticalSpacing(8)
        for row, (mark, (name, meaning)) in enumerate(SIGNS.items()):
            table.addWidget(_Cell(mark, self), row, 0, Qt.AlignmentFlag.AlignTop)
            called = plain_label(name, self)
            font = called.font()
            font.setBold(True)
            called.setFont(font)
            table.addWidget(called, row, 1, Qt.AlignmentFlag.AlignTop)
            words = f"{meaning[:1].upper()}{meaning[1:]}."
            told = plain_label("\n".join(filter(None, (words, _DO.get(mark)))), self)
            told.setWordWrap(True)
            table.addWidget(told, row, 2, Qt.AlignmentFlag.AlignTop)
        table.setColumnStretch(2, 1)
        how = plain_label(_HOW, self)
        how.setWordWrap(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(14)
        for part in (how, buttons):
            column.addWidget(part)
        column.insertLayout(1, table)
        self.setMinimumWidth(580)
