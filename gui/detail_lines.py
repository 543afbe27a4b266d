"""Lines of words that can be clicked: citations, and the records that hang off one."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from gui.crash import guarded
from gui.detail_words import LineWords
from gui.editor_states import steps_through
from gui.marks import draw_signs, side_for
from gui.messages import plain_tooltip
from gui.theme import colour

INDENT: Final = 16
_EDGE: Final = 5
_GAP: Final = 8


class WordLine(QAbstractButton):
    """One line of words with a mark in front; with muted words below it when they are stacked."""

    menu_wanted = Signal(QPoint)

    def __init__(self, parent: QWidget, *, indent: int = INDENT) -> None:
        super().__init__(parent)
        self._indent = indent
        self._words = LineWords("")
        self._heights = (0, 0)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda place: self.menu_wanted.emit(self.mapToGlobal(place))
        )

    def show_words(self, words: LineWords) -> None:
        """Show other words."""
        if words == self._words:
            return
        if self._is_tall(words) != self._is_tall(self._words):
            self.updateGeometry()
        self._words = words
        self.setAccessibleName(f"{words.first}. {words.muted}".strip(". "))
        self.setAccessibleDescription(words.tooltip)
        self.setToolTip(plain_tooltip(words.tooltip))
        self.update()

    @property
    def words(self) -> LineWords:
        """Return what is shown."""
        return self._words

    def sizeHint(self) -> QSize:
        """Return the size of one or two rows."""
        if not self._heights[0]:
            one = self.fontMetrics().lineSpacing() + 4
            self._heights = (one, one + QFontMetrics(_small(self.font())).lineSpacing())
        return QSize(160, self._heights[self._is_tall(self._words)])

    @staticmethod
    def _is_tall(words: LineWords) -> bool:
        return words.stacked and bool(words.muted)

    @guarded(None)
    def changeEvent(self, event: QEvent) -> None:
        """Measure again with another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._heights = (0, 0)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter clicks, as it does on a link."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif steps_through(event):
            event.ignore()
        else:
            super().keyPressEvent(event)

    @guarded(None)
    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up."""
        super().enterEvent(event)
        self.update()

    @guarded(None)
    def leaveEvent(self, event: QEvent) -> None:
        """Calm down."""
        super().leaveEvent(event)
        self.update()

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_ground(painter)
        metrics = self.fontMetrics()
        baseline = 2 + metrics.ascent()
        if self._words.mark:
            side = side_for(metrics.height())
            top = baseline - (metrics.xHeight() + side) // 2 - 1
            ink = colour(f"mark_{self._words.mark}")
            draw_signs(painter, self._words.mark, [(self._indent - _EDGE, top)], ink, side)
        if self._words.stacked:
            self._draw_two_rows(painter, baseline)
        else:
            self._draw_one_row(painter, baseline)
        painter.end()

    def _draw_ground(self, painter: QPainter) -> None:
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("hover"))
            painter.drawRoundedRect(self.rect(), 4, 4)
        if self.hasFocus():
            painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 4, 4)

    def _draw_two_rows(self, painter: QPainter, baseline: int) -> None:
        words, room = self._words, self.width() - self._indent - _EDGE
        self._draw_first(painter, baseline, room)
        small = _small(self.font())
        metrics = QFontMetrics(small)
        painter.setFont(small)
        painter.setPen(colour("muted"))
        fixed = metrics.horizontalAdvance(words.head + words.tail)
        body = metrics.elidedText(words.body, Qt.TextElideMode.ElideRight, max(room - fixed, 24))
        below = 2 + self.fontMetrics().lineSpacing() + metrics.ascent()
        whole = metrics.elidedText(
            f"{words.head}{body}{words.tail}", Qt.TextElideMode.ElideRight, room
        )
        painter.drawText(self._indent, below, whole)

    def _draw_one_row(self, painter: QPainter, baseline: int) -> None:
        metrics, room = self.fontMetrics(), self.width() - self._indent - _EDGE
        wanted = metrics.horizontalAdvance(self._words.body)
        # The first words get what is left, but never less than three fifths.
        first = max(room - wanted - _GAP, room * 3 // 5) if wanted else room
        used = self._draw_first(painter, baseline, first)
        left = room - used - _GAP
        painter.setPen(colour("muted"))
        body = metrics.elidedText(self._words.body, Qt.TextElideMode.ElideRight, max(left, 0))
        painter.drawText(self._indent + used + _GAP, baseline, body)

    def _draw_first(self, painter: QPainter, baseline: int, room: int) -> int:
        metrics = self.fontMetrics()
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        first = metrics.elidedText(self._words.first, Qt.TextElideMode.ElideRight, room)
        painter.drawText(self._indent, baseline, first)
        return metrics.horizontalAdvance(first)


class WordLines(QWidget):
    """Lines below one another, made once and used again for other words."""

    clicked = Signal(int)
    menu_wanted = Signal(int, QPoint)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: list[WordLine] = []
        self._used = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self.hide()

    def show_lines(self, lines: Sequence[LineWords], *, focus: Qt.FocusPolicy) -> None:
        """Show these lines and no others; without any the widget takes no room."""
        while len(self._lines) < len(lines):
            self._add_line()
        for number, words in enumerate(lines):
            line = self._lines[number]
            line.setFocusPolicy(focus)
            line.show_words(words)
        for number in range(min(self._used, len(lines)), max(self._used, len(lines))):
            self._lines[number].setVisible(number < len(lines))
        self._used = len(lines)
        self.setVisible(bool(lines))

    def lines(self) -> list[WordLine]:
        """Return the lines in use."""
        return self._lines[: self._used]

    def _add_line(self) -> None:
        number = len(self._lines)
        line = WordLine(self)
        line.clicked.connect(lambda: self.clicked.emit(number))
        line.menu_wanted.connect(lambda place: self.menu_wanted.emit(number, place))
        line.hide()
        self._lines.append(line)
        self._column.addWidget(line)


def _small(font: QFont) -> QFont:
    """Return the font of what is said in passing."""
    small = QFont(font)
    small.setPointSizeF(max(font.pointSizeF() - 1, 7))
    return small
