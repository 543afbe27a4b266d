"""How the numbers or dates of one field are spread, with two ends to drag for a range of them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.crash import guarded
from gui.messages import plain_tooltip
from gui.theme import colour

if TYPE_CHECKING:
    from models import Bar

_HEIGHT, _SIDE, _BELOW, _GRIP, _LEAST, _WIDEST = 64, 7, 18, 7, 2, 40
LOW, HIGH = 0, 1


class FacetBars(QWidget):
    """Bars along an axis; the range between the two ends is asked for."""

    range_wanted = Signal(object)
    left_above = Signal()
    left_below = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("facet_bars")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._bars: tuple[Bar, ...] = ()
        self._range: tuple[int, int] | None = None
        self._dragged: int | None = None
        self._pressed: int | None = None
        self._end = LOW

    def show_bars(self, bars: Sequence["Bar"], chosen: tuple[int, int] | None) -> None:
        """Show bars and the range of them that is asked for, None for all."""
        self._bars = tuple(bars)
        if self._pressed is None:
            self._range = chosen if self._bars else None
        self.setVisible(bool(self._bars))
        self._say()
        self.update()

    @property
    def chosen(self) -> tuple[int, int] | None:
        """Return the first and the last bar asked for, None for all."""
        return self._range

    def _say(self) -> None:
        if not self._bars:
            return
        low, high = self._range or (0, len(self._bars) - 1)
        text = f"{self._bars[low].label} to {self._bars[high].label}"
        self.setAccessibleDescription(text if self._range else f"All: {text}")

    # Where things are

    @guarded(QSize(120, 82))
    def sizeHint(self) -> QSize:
        """Return room for the bars and the words under them."""
        return QSize(120, _HEIGHT + _BELOW)

    def _width(self) -> float:
        return min(max(self.width() - 2 * _SIDE, 1) / max(len(self._bars), 1), _WIDEST)

    def _left(self, bar: int) -> float:
        return _SIDE + bar * self._width()

    def _bar_at(self, x: float) -> int:
        return min(max(int((x - _SIDE) / self._width()), 0), len(self._bars) - 1)

    def _end_at(self, x: float) -> int | None:
        """Return which end of the range is under the pointer."""
        if self._range is None:
            return None
        low, high = self._left(self._range[LOW]), self._left(self._range[HIGH] + 1)
        near = [(abs(x - low), LOW), (abs(x - high), HIGH)]
        distance, end = min(near)
        return end if distance <= _GRIP else None

    # By mouse

    @guarded(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take an end to drag it, or begin a new range at a bar."""
        if event.button() != Qt.MouseButton.LeftButton or not self._bars:
            super().mousePressEvent(event)
            return
        x = event.position().x()
        self._dragged = self._end_at(x)
        self._pressed = self._bar_at(x)
        if self._dragged is not None and self._range is not None:
            self._pressed = self._range[HIGH if self._dragged == LOW else LOW]

    @guarded(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the range out to the pointer."""
        x = event.position().x()
        if self._pressed is None:
            near = self._end_at(x) is not None
            self.setCursor(Qt.CursorShape.SizeHorCursor if near else Qt.CursorShape.ArrowCursor)
            return
        here = self._bar_at(x)
        self._range = (min(self._pressed, here), max(self._pressed, here))
        self._say()
        self.update()

    @guarded(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for the range; a click on the only bar of it asks for all again."""
        if self._pressed is None:
            super().mouseReleaseEvent(event)
            return
        here, pressed = self._bar_at(event.position().x()), self._pressed
        was, dragged = self._range, self._dragged
        self._pressed = self._dragged = None
        if dragged is None and here == pressed and was == (here, here):
            self._ask(None)
        elif dragged is None and here == pressed:
            self._ask((here, here))
        else:
            self._ask((min(pressed, here), max(pressed, here)))

    @guarded(None)
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for all again."""
        self._pressed = None
        self._ask(None)

    def _ask(self, wanted: tuple[int, int] | None) -> None:
        self._range = wanted
        self._say()
        self.update()
        self.range_wanted.emit(wanted)

    # By key

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the lower end with the arrows, the upper one with Shift; Esc asks for all."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        key = Qt.Key(event.key())
        if key in steps and self._bars:
            upper = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move(HIGH if upper else LOW, steps[key])
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Delete) and self._range is not None:
            self._ask(None)
        elif key == Qt.Key.Key_Up:
            self.left_above.emit()
        elif key == Qt.Key.Key_Down:
            self.left_below.emit()
        else:
            super().keyPressEvent(event)

    def _move(self, end: int, by: int) -> None:
        last = len(self._bars) - 1
        low, high = self._range or (0, last)
        self._end = end
        if end == LOW:
            low = min(max(low + by, 0), high)
        else:
            high = max(min(high + by, last), low)
        self._ask(None if (low, high) == (0, last) else (low, high))

    # Painting

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars, those of the range in colour, the ends and the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._bars:
            self._draw_bars(painter)
            self._draw_words(painter)
            if self._range is not None:
                self._draw_ends(painter, self._range)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(colour("accent"))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()

    def _draw_bars(self, painter: QPainter) -> None:
        most = max(bar.count for bar in self._bars) or 1
        low, high = self._range or (0, len(self._bars) - 1)
        inside = "accent" if self._range else "field_line"
        width = self._width()
        gap = 1.0 if width > 4 else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        for place, bar in enumerate(self._bars):
            share = bar.count / most
            height = max(share * (_HEIGHT - 10), _LEAST if bar.count else 0)
            painter.setBrush(colour(inside if low <= place <= high else "line"))
            painter.drawRect(
                QRectF(self._left(place), _HEIGHT - height, max(width - gap, 1.0), height)
            )
        painter.setPen(colour("line"))
        painter.drawLine(QPointF(_SIDE, _HEIGHT), QPointF(self.width() - _SIDE, _HEIGHT))

    def _draw_ends(self, painter: QPainter, chosen: tuple[int, int]) -> None:
        painter.setPen(colour("base"))
        painter.setBrush(colour("text"))
        for x in (self._left(chosen[LOW]), self._left(chosen[HIGH] + 1)):
            painter.drawRoundedRect(QRectF(x - 2, 4, 4, _HEIGHT - 2), 2, 2)

    def _draw_words(self, painter: QPainter) -> None:
        low, high = self._range or (0, len(self._bars) - 1)
        first, last = _shortened(self._bars[low].label, self._bars[high].label)
        metrics = self.fontMetrics()
        place = QRectF(_SIDE, _HEIGHT + 1, self.width() - 2 * _SIDE, _BELOW)
        painter.setPen(colour("text" if self._range else "muted"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        both = metrics.horizontalAdvance(first + last) + 16 < place.width()
        if low == high or not both:
            words = self._bars[low].label if low == high else f"{first} – {last}"
            words = metrics.elidedText(words, Qt.TextElideMode.ElideMiddle, int(place.width()))
            painter.drawText(place, int(Qt.AlignmentFlag.AlignHCenter | flags), words)
            return
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | flags), first)
        painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | flags), last)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Say what the bar under the pointer stands for."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._bars:
            bar = self._bars[self._bar_at(event.pos().x())]
            text = f"{bar.label}: {bar.count:,}"
            self.setToolTip(plain_tooltip(f"{text}\nDrag for a range; click again for all"))
        return super().event(event)


def _shortened(first: str, last: str) -> tuple[str, str]:
    """Return where the first bar begins and where the last one ends."""
    return first.partition(" to ")[0], last.rpartition(" to ")[2].replace(" and more", "+")
