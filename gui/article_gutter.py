"""The bars beside an article: a sentence each, by shape and colour coded, set aside or open."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.crash import guarded
from gui.messages import plain_tooltip
from gui.theme import colour

WIDTH: Final = 11
STATES: Final = {
    "coded": "Coded: a record rests on this sentence.",
    "dismissed": "Set aside: nothing in this sentence is to be coded.",
    "open": "Open: neither coded nor set aside. F8 goes to the next open sentence.",
}
_BAR: Final = 5
_SHORTEST: Final = 4.0


@dataclass(frozen=True)
class Bar:
    """One sentence in sight: where it stands from top to bottom, how far it is, which it is."""

    top: float
    bottom: float
    state: str
    sentence: int
    current: bool


class Gutter(QWidget):
    """Draws the bars that ``bars`` tells of; a click goes to the sentence."""

    sentence_clicked = Signal(int)

    def __init__(self, parent: QWidget, bars: Callable[[], Sequence[Bar]]) -> None:
        super().__init__(parent)
        self.setObjectName("gutter")
        self.setAccessibleName("How far the sentences are")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._bars = bars

    def sizeHint(self) -> QSize:
        """Return the width of the bars."""
        return QSize(WIDTH, 40)

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for bar in self._bars():
            height = max(bar.bottom - bar.top - 2, _SHORTEST)
            draw_bar(painter, QRectF(4, bar.top + 1, _BAR, height), bar.state)
            if bar.current:
                painter.setPen(QPen(colour("accent"), 1.6))
                painter.drawLine(QPointF(1, bar.top + 1), QPointF(1, bar.top + 1 + height))
        painter.end()

    def bar_at(self, y: float) -> Bar | None:
        """Return the bar at a height."""
        return next((bar for bar in self._bars() if bar.top <= y < bar.bottom), None)

    @guarded(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the sentence that is clicked."""
        bar = self.bar_at(event.position().y())
        if bar is not None:
            self.sentence_clicked.emit(bar.sentence)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Say what the shape under the pointer means."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            bar = self.bar_at(event.pos().y())
            self.setToolTip(plain_tooltip(STATES[bar.state] if bar else ""))
        return super().event(event)


def draw_bar(painter: QPainter, box: QRectF, state: str) -> None:
    """Draw one state: a full bar, a dotted line, or an open box, so that no colour is needed."""
    if state == "coded":
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour("mark_cited"))
        painter.drawRoundedRect(box, 1.5, 1.5)
    elif state == "dismissed":
        pen = QPen(QColor(colour("field_line")), 1.6, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        middle = box.center().x()
        painter.drawLine(QPointF(middle, box.top()), QPointF(middle, box.bottom()))
    else:
        painter.setPen(QPen(colour("mark_inferred"), 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), 1.5, 1.5)
