"""The chips above the tables: what the query leaves out, in words, each to be taken away."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractButton, QPushButton, QSizePolicy, QWidget

from gui.crash import guarded
from gui.messages import plain_tooltip
from gui.theme import colour

if TYPE_CHECKING:
    from models import QueryPart

WIDEST: Final = 300
_PADDING, _CROSS = 8, 12
_GAP, _SIDE, _ABOVE = 5, 8, 4
_REMOVING: Final = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_CHANGING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space)
_MOVING: Final = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Chip(QAbstractButton):
    """One part of the query in words, with a cross at its end."""

    remove_wanted = Signal()
    change_wanted = Signal()
    move_wanted = Signal(int)

    def __init__(self, label: str, text: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("chip")
        # Not the button's own text, in which Qt looks for a shortcut.
        self.words = label
        self.setAccessibleName(label)
        self.setAccessibleDescription("Del takes it out of the query, Enter changes it")
        self.setToolTip(
            plain_tooltip(f"{label}\n{text}\n\nClick: change it. Cross or Del: take it out.")
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)

    @guarded(QSize(80, 24))
    def sizeHint(self) -> QSize:
        """Return room for the words, up to the widest a chip may be."""
        words = self.fontMetrics().horizontalAdvance(self.words)
        width = min(words, WIDEST) + 2 * _PADDING + _CROSS + 6
        return QSize(width, self.fontMetrics().height() + 8)

    @guarded(QSize(40, 24))
    def minimumSizeHint(self) -> QSize:
        """Return the least that still shows a cross."""
        return QSize(60, self.sizeHint().height())

    def _cross(self) -> QRect:
        top = (self.height() - _CROSS) // 2
        return QRect(self.width() - _PADDING - _CROSS + 2, top, _CROSS, _CROSS)

    def _over_cross(self, place: QPoint) -> bool:
        return place.x() >= self._cross().left() - 4

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw a round ground, the words and the cross."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = colour("accent" if self.hasFocus() else "line")
        painter.setPen(QPen(edge, 2 if self.hasFocus() else 1))
        painter.setBrush(colour("hover" if self.underMouse() else "raised"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 10, 10)
        place = self.rect().adjusted(_PADDING, 0, -(_PADDING + _CROSS + 4), 0)
        metrics = self.fontMetrics()
        words = metrics.elidedText(self.words, Qt.TextElideMode.ElideRight, place.width() + 2)
        painter.setPen(colour("text"))
        sides = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(place, int(sides | Qt.TextFlag.TextSingleLine), words)
        over = self.underMouse() and self._over_cross(self.mapFromGlobal(self.cursor().pos()))
        _draw_cross(painter, self._cross(), colour("text" if over else "muted"))
        painter.end()

    @guarded(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show which part of the chip a click would mean."""
        self.update()
        super().mouseMoveEvent(event)

    @guarded(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take the part out at the cross, offer to change it elsewhere."""
        left = event.button() == Qt.MouseButton.LeftButton
        inside = self.rect().contains(event.position().toPoint())
        super().mouseReleaseEvent(event)
        if left and inside:
            crossed = self._over_cross(event.position().toPoint())
            (self.remove_wanted if crossed else self.change_wanted).emit()
        elif inside and event.button() == Qt.MouseButton.MiddleButton:
            self.remove_wanted.emit()

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take out on Del, change on Enter, go to the neighbour on an arrow."""
        if event.key() in _REMOVING:
            self.remove_wanted.emit()
        elif event.key() in _CHANGING:
            self.change_wanted.emit()
        elif event.key() in _MOVING:
            self.move_wanted.emit(_MOVING[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Draw anew when the pointer comes, goes or the focus changes."""
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)


def _draw_cross(painter: QPainter, place: QRect, ink: QColor) -> None:
    painter.setPen(QPen(ink, 1.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    inner = QRectF(place).adjusted(2.5, 2.5, -2.5, -2.5)
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.topRight(), inner.bottomLeft())


class ChipBar(QWidget):
    """Shows the parts of a query, in as many lines as they need; hidden while there is none."""

    query_wanted = Signal(object)
    change_wanted = Signal(object)
    clear_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("chip_bar")
        self.setAccessibleName("What narrows the table")
        self._parts: tuple[QueryPart, ...] = ()
        self._chips: list[Chip] = []
        self._clear = QPushButton("Clear all", self)
        self._clear.setObjectName("chips_clear")
        self._clear.setFlat(True)
        self._clear.setToolTip("Show everything of this table again (Ctrl+Shift+L)")
        self._clear.clicked.connect(self.clear_wanted)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.hide()

    @property
    def labels(self) -> list[str]:
        """Return the words of the chips, in their order."""
        return [part.label for part in self._parts]

    def show_parts(self, parts: Sequence["QueryPart"]) -> None:
        """Show one chip for each part."""
        old, self._parts = self._parts, tuple(parts)
        if [(p.label, p.text) for p in old] != [(p.label, p.text) for p in self._parts]:
            focused = next((n for n, chip in enumerate(self._chips) if chip.hasFocus()), None)
            self._rebuild()
            if focused is not None:
                self._focus(focused)
        self.setVisible(bool(self._parts))

    def _rebuild(self) -> None:
        for chip in self._chips:
            chip.hide()
            chip.deleteLater()
        self._chips = [self._chip(place, part) for place, part in enumerate(self._parts)]
        before: QWidget = self
        for widget in (*self._chips, self._clear):
            QWidget.setTabOrder(before, widget)
            before = widget
        self._clear.setVisible(len(self._parts) > 1)
        self._flow(self.width(), move=True)
        self.updateGeometry()

    def _chip(self, place: int, part: "QueryPart") -> Chip:
        chip = Chip(part.label, part.text, self)
        chip.remove_wanted.connect(lambda: self.query_wanted.emit(self._parts[place].without))
        chip.change_wanted.connect(lambda: self.change_wanted.emit(self._parts[place]))
        chip.move_wanted.connect(lambda by: self._focus(max(place + by, 0)))
        chip.show()
        return chip

    def _focus(self, place: int) -> None:
        """Put the keyboard on a chip, or leave when there is none any more."""
        if self._chips:
            chip = self._chips[min(place, len(self._chips) - 1)]
            chip.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.left.emit()

    # Lines of chips

    @guarded(True)
    def hasHeightForWidth(self) -> bool:
        """Return that the height follows the width."""
        return True

    @guarded(32)
    def heightForWidth(self, width: int) -> int:
        """Return how high all lines are in this width."""
        return self._flow(width, move=False)

    @guarded(QSize(100, 32))
    def sizeHint(self) -> QSize:
        """Return room for the lines in the width that is there."""
        return QSize(self.width(), self._flow(self.width(), move=False))

    @guarded(QSize(60, 28))
    def minimumSizeHint(self) -> QSize:
        """Return room for one chip."""
        return QSize(100, self._flow(max(self.width(), 100), move=False))

    @guarded(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the chips into lines anew."""
        self._flow(self.width(), move=True)
        super().resizeEvent(event)

    def _line_height(self) -> int:
        return max((one.sizeHint().height() for one in (*self._chips, self._clear)), default=0)

    def _flow(self, width: int, *, move: bool) -> int:
        """Go through the chips line by line; return the height of all."""
        x, y, height = _SIDE, _ABOVE, 0
        shown = [one for one in (*self._chips, self._clear) if not one.isHidden()]
        for widget in shown:
            size = widget.sizeHint().boundedTo(QSize(max(width - 2 * _SIDE, 60), 200))
            if x > _SIDE and x + size.width() > width - _SIDE:
                x, y, height = _SIDE, y + height + _GAP, 0
            if move:
                middle = y + (self._line_height() - size.height()) // 2
                widget.setGeometry(QRect(QPoint(x, middle), size))
            x += size.width() + _GAP
            height = self._line_height()
        return y + height + _ABOVE if shown else 0
