"""The arrow in a column's header that says how the table is ordered, with its rank."""

from typing import Final

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPolygonF

from gui.theme import colour

HALF: Final = 4
MARGIN: Final = 5
ROOM: Final = 2 * HALF + 2 * MARGIN
"""What a header needs beside its label for an arrow."""


def draw_arrow(painter: QPainter, section: QRect, rank: int, *, down: bool) -> None:
    """Draw the arrow at the right of a section; a rank of 0 stands for the only one."""
    font = QFont(painter.font())
    font.setPointSizeF(max(font.pointSizeF() * 0.8, 6))
    metrics, words = QFontMetrics(font), str(rank) if rank else ""
    wide = metrics.horizontalAdvance(words) + 2 if words else 0
    ground = section.adjusted(section.width() - 1 - ROOM - wide, 1, -1, -1)
    x, y = ground.left() + MARGIN + HALF, section.center().y() + 0.5
    tip = HALF / 2 + 0.5 if down else -HALF / 2 - 0.5
    painter.save()
    painter.fillRect(ground, colour("bar"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour("accent"))
    corners = (QPointF(x - HALF, y - tip), QPointF(x + HALF, y - tip), QPointF(x, y + tip))
    painter.drawPolygon(QPolygonF(corners))
    painter.setFont(font)
    painter.setPen(colour("muted"))
    baseline = round(y + metrics.capHeight() / 2)
    painter.drawText(round(x) + HALF + 2, baseline, words)
    painter.restore()
