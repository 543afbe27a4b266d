"""The signs of evidence: five shapes that can be told apart without their colours.

Each stands in the upper right corner of a cell. They are drawn once into a small picture, and a
table lays that picture over hundreds of cells.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap, QPolygonF

SIDE: Final = 6
"""How wide a sign is beside letters of the usual height."""

SIGNS: Final = {
    "cited": ("Cited", "a source says so"),
    "inferred": ("Inferred", "the coder infers or estimates it"),
    "unknown": ("Unknown", "the source itself leaves it open"),
    "contested": ("Contested", "sources disagree, or one says something else than is held"),
    "bare": ("Bare", "no source stands behind it yet"),
}
"""What each mark is called, and what it means, in the order of a legend."""

_REACH: Final = 1.65
_LETTERS: Final = 16


def side_for(height: int) -> int:
    """Return how wide a sign is beside letters of this height."""
    return max(SIDE, round(SIDE * height / _LETTERS))


def draw_signs(
    painter: QPainter, mark: str, corners: Iterable[tuple[int, int]], ink: QColor, side: int = SIDE
) -> None:
    """Draw one sign into many cells, each given by its right edge and its top."""
    picture = _picture(mark, side, painter.device().devicePixelRatio(), ink.rgba())
    box = _box(side)
    for right, top in corners:
        painter.drawPixmap(right - box, top, picture)


def _box(side: int) -> int:
    return round(side * _REACH) + 1


@lru_cache(64)
def _picture(mark: str, side: int, ratio: float, rgba: int) -> QPixmap:
    box = _box(side)
    picture = QPixmap(round(box * ratio), round(box * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box, 0)
    _SHAPES[mark](painter, side, QColor.fromRgba(rgba))
    painter.end()
    return picture


def _triangle(side: float, inset: float = 0) -> QPolygonF:
    """Return a corner: from the origin to the left and down."""
    near, far = -inset, side - inset * 1.4
    return QPolygonF([QPointF(near, inset), QPointF(-far, inset), QPointF(near, far)])


def _fill(painter: QPainter, ink: QColor, shape: QPolygonF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)
    painter.drawPolygon(shape)


def _cited(painter: QPainter, side: int, ink: QColor) -> None:
    _fill(painter, ink, _triangle(side + 0.5))


def _inferred(painter: QPainter, side: int, ink: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, side / 5))
    painter.drawPolygon(_triangle(side + 2.5, side / 10 + 0.4))


def _unknown(painter: QPainter, side: int, ink: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, side / 4))
    wide = side * 0.85
    painter.drawEllipse(QRectF(-wide - side / 4, side / 4, wide, wide))


def _contested(painter: QPainter, side: int, ink: QColor) -> None:
    """Draw a corner and a stripe before it: two voices."""
    _fill(painter, ink, _triangle(side))
    near, far = side * 1.25, side * _REACH + 0.4
    stripe = [QPointF(0, near), QPointF(-near, 0), QPointF(-far, 0), QPointF(0, far)]
    _fill(painter, ink, QPolygonF(stripe))


def _bare(painter: QPainter, side: int, ink: QColor) -> None:
    painter.setPen(QPen(ink, max(1.3, side / 6)))
    painter.drawLine(QPointF(-side + 0.5, 0), QPointF(0, side - 0.5))


_SHAPES: Final[dict[str, Callable[[QPainter, int, QColor], None]]] = {
    "cited": _cited,
    "inferred": _inferred,
    "unknown": _unknown,
    "contested": _contested,
    "bare": _bare,
}
