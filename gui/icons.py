"""Icons from resources/icons, drawn in the colours of the theme at the moment of painting."""

from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QIconEngine, QPainter, QPalette, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gui import theme
from gui.crash import guarded

TEXT: Final = "text"


class _TintedEngine(QIconEngine):
    """Draws one SVG, with its currentColor replaced by the colour asked for."""

    def __init__(self, svg: str, tint: str) -> None:
        super().__init__()
        self._svg = svg
        self._tint = tint

    @guarded(None)
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon into the rectangle."""
        renderer = _renderer(self._svg, self._colour(mode).name())
        renderer.render(painter, _square(QRectF(rect)))

    @guarded(None)
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Give the icon as a picture of this size."""
        return _pixmap(self._svg, self._colour(mode).name(), size.width(), size.height(), 1.0)

    @guarded(None)
    def scaledPixmap(
        self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float
    ) -> QPixmap:
        """Give the icon as a picture of this size on a screen of this scale."""
        return _pixmap(self._svg, self._colour(mode).name(), size.width(), size.height(), scale)

    def clone(self) -> QIconEngine:
        """Give another engine that draws the same."""
        return _TintedEngine(self._svg, self._tint)

    def isNull(self) -> bool:
        """Tell that there is something to draw."""
        return False

    def key(self) -> str:
        """Name this sort of engine."""
        return "khorgos"

    def _colour(self, mode: QIcon.Mode) -> QColor:
        palette = QGuiApplication.palette()
        if mode == QIcon.Mode.Disabled:
            return palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
        if self._tint != TEXT:
            return theme.colour(self._tint)
        if mode == QIcon.Mode.Selected:
            return palette.color(QPalette.ColorRole.HighlightedText)
        return palette.color(QPalette.ColorRole.Text)


@cache
def icon(name: str, tint: str = TEXT) -> QIcon:
    """Give the icon of this name, in the colour of the text or in another one of the theme."""
    svg = (files("resources") / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    return QIcon(_TintedEngine(svg, tint))


@cache
def app_icon() -> QIcon:
    """Give the icon of the program."""
    svg = (files("resources") / "khorgos.svg").read_text(encoding="utf-8")
    return QIcon(_TintedEngine(svg, TEXT))


@lru_cache(maxsize=256)
def _renderer(svg: str, tint: str) -> QSvgRenderer:
    """Read the SVG once for each colour."""
    return QSvgRenderer(QByteArray(svg.replace("currentColor", tint).encode()))


@lru_cache(maxsize=512)
def _pixmap(svg: str, tint: str, width: int, height: int, scale: float) -> QPixmap:
    """Draw the picture once for each colour, size and scale."""
    # Qt versions differ in whether the size counts device pixels; drawn too large, Qt shrinks it.
    area = QRectF(0, 0, round(width * scale), round(height * scale))
    picture = QPixmap(area.size().toSize())
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    _renderer(svg, tint).render(painter, _square(area))
    painter.end()
    picture.setDevicePixelRatio(scale)
    return picture


def _square(area: QRectF) -> QRectF:
    """Give the largest square in the middle of an area."""
    side = min(area.width(), area.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(area.center())
    return square
