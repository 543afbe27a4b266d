"""The sign of a value in the detail: the same as in the corner of its cell, and a way to its words.

A click on it goes to the words, to the rivals of a contested value, or to citing a bare one.
"""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui.crash import guarded
from gui.marks import SIGNS, draw_signs, side_for
from gui.messages import plain_tooltip
from gui.theme import colour

_BESIDE = 3


class MarkSign(QAbstractButton):
    """Draws one mark; takes its room also while there is none."""

    def __init__(self, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("mark_sign")
        self._label = label
        self.mark = ""
        self.setEnabled(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_mark(self, mark: str, words: str) -> None:
        """Show another mark, with the words that stand behind it as its tooltip."""
        self.setToolTip(plain_tooltip(words))
        if mark == self.mark:
            return
        name, meaning = SIGNS.get(mark, ("", ""))
        self.mark = mark
        self.setAccessibleName(f"{self._label}: {name.lower() or 'nothing recorded'}")
        self.setAccessibleDescription(meaning)
        self.setEnabled(bool(mark))
        self.setCursor(Qt.CursorShape.PointingHandCursor if mark else Qt.CursorShape.ArrowCursor)
        self.update()

    def sizeHint(self) -> QSize:
        """Return room for the widest sign."""
        side = side_for(self.fontMetrics().height())
        return QSize(2 * side + _BESIDE, self.fontMetrics().height() + 4)

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sign in the upper right corner, as a cell has it."""
        if not self.mark:
            return
        painter = QPainter(self)
        if self.underMouse():
            painter.fillRect(self.rect(), colour("hover"))
        side = side_for(self.fontMetrics().height())
        ink = colour(f"mark_{self.mark}")
        draw_signs(painter, self.mark, [(self.width() - _BESIDE, _BESIDE)], ink, side)
        painter.end()
