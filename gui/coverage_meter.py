"""How many sentences of the article are settled, as a small bar and in words."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gui.crash import guarded
from gui.messages import plain_tooltip
from gui.theme import colour
from models import Covered, Settled

_BAR_WIDTH: Final = 64
_BAR_HEIGHT: Final = 8
_GAP: Final = 8


class CoverageMeter(QAbstractButton):
    """A click goes to the next open sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("coverage_meter")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._counts = {"coded": 0, "dismissed": 0, "open": 0}
        self._store: Settled | None = None
        self._is_short = False
        self._tell()

    def show_coverage(self, coverage: Sequence[Covered]) -> None:
        """Show how far the sentences of an article are."""
        states = [one.state for one in coverage]
        self._counts = {name: states.count(name) for name in self._counts}
        self._tell()

    def set_short(self, *, short: bool) -> None:
        """Ask for the room of few words, or of all."""
        if short != self._is_short:
            self._is_short = short
            self.updateGeometry()
            self.update()

    def show_store(self, settled: Settled) -> None:
        """Tell what is left over all sources."""
        self._store = settled
        self._tell()

    @property
    def words(self) -> str:
        """Return the words: so many of so many settled."""
        total = sum(self._counts.values())
        left = self._counts["open"]
        if not total:
            return ""
        if not left:
            return f"All {total:,} sentences settled"
        return f"{total - left:,} of {total:,} sentences settled · {left:,} open"

    @property
    def _short(self) -> str:
        return f"{self._counts['open']:,} open" if self._counts["open"] else "settled"

    def _tell(self) -> None:
        self.setVisible(bool(self.words))
        counts = self._counts
        lines = [
            f"{counts['coded']:,} coded, {counts['dismissed']:,} set aside, "
            f"{counts['open']:,} open."
        ]
        if self._store is not None:
            left, sources = self._store.left, self._store.sources
            lines.append(
                f"In the store {left:,} of {self._store.sentences:,} sentences are open, "
                f"in {sources:,} source{'s' * (sources != 1)}."
            )
        lines.append("A click goes to the next open sentence (F8).")
        self.setAccessibleName(self.words)
        self.setAccessibleDescription(" ".join(lines))
        self.setToolTip(plain_tooltip("\n".join(lines)))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the room for bar and words."""
        words = self._short if self._is_short else self.words
        width = self.fontMetrics().horizontalAdvance(words)
        return QSize(_BAR_WIDTH + _GAP + width + 14, self.fontMetrics().height() + 8)

    def minimumSizeHint(self) -> QSize:
        """Return the room for the bar alone."""
        return QSize(_BAR_WIDTH + 8, self.fontMetrics().height() + 8)

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar: coded full, set aside hatched, open empty; then the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour("hover"))
            painter.drawRoundedRect(self.rect(), 4, 4)
        frame = QRectF(4.5, (self.height() - _BAR_HEIGHT) / 2, _BAR_WIDTH, _BAR_HEIGHT)
        self._fill(painter, frame)
        painter.setPen(QPen(colour("field_line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(frame, 2, 2)
        room = self.width() - _BAR_WIDTH - _GAP - 8
        fits = self.fontMetrics().horizontalAdvance(self.words) <= room
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        box = self.rect().adjusted(_BAR_WIDTH + _GAP + 4, 0, 0, 0)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        short = self.fontMetrics().elidedText(self._short, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box, middle, self.words if fits else short)
        painter.end()

    def _fill(self, painter: QPainter, frame: QRectF) -> None:
        total = max(sum(self._counts.values()), 1)
        left = frame.left()
        painter.setPen(Qt.PenStyle.NoPen)
        for name in ("coded", "dismissed"):
            width = frame.width() * self._counts[name] / total
            part = QRectF(left, frame.top(), width, frame.height())
            if name == "coded":
                painter.setBrush(colour("mark_cited"))
            else:
                painter.fillRect(part, colour("dismissed"))
                painter.setBrush(colour("field_line"))
                painter.setBrush(Qt.BrushStyle.BDiagPattern)
            painter.drawRect(part)
            left += width
