"""How one cell is drawn: its words on one line, and its frame."""

import re
from bisect import bisect
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QPainter,
    QPalette,
    QPen,
    QStaticText,
    QTransform,
)

from gui.marks import side_for
from gui.theme import COLOURS, colour

UNKNOWN: Final = "unknown"
PADDING: Final = 5
ELLIPSIS: Final = "…"
_LONGEST_SHOWN: Final = 400
_LINES_KEPT: Final = 8_000
_BREAKS: Final = str.maketrans("\n\r\t\u2028\u2029", "     ")
# Latin, Greek, Cyrillic and Chinese letters without marks that are set over others.
_SIMPLE: Final = re.compile("[ -~¡-¬®-ʯͰ-҂Ҋ-֏‐-‧　-鿿]+")
_SURELY: Final = 1.15

Spans = Sequence[tuple[int, int]]
Inks = dict[str, QColor]


class CellWords(NamedTuple):
    """What one cell shows: its text, how it is backed, whether the text was refused."""

    text: str
    mark: str = ""
    refused: bool = False


class _Line:
    """A text as it fits into a room; the places of its letters are kept once it is drawn again."""

    __slots__ = ("_drawn", "laid", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.laid: QStaticText | None = None
        self._drawn = False

    def note_drawn(self, font: QFont) -> None:
        """Lay the letters out for good when it is drawn a second time: that takes longest."""
        # The height of other letters depends on the font that has them, so they are drawn anew.
        if self._drawn and self.text.replace(ELLIPSIS, "").isascii():
            self.laid = QStaticText(self.text)
            self.laid.setTextFormat(Qt.TextFormat.PlainText)
            self.laid.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
            self.laid.prepare(QTransform(), font)
        self._drawn = True


class _Advances(dict[str, float]):
    """How far each letter moves the pen, measured when it is met first."""

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._metrics = QFontMetricsF(font)

    def __missing__(self, letter: str) -> float:
        self[letter] = advance = self._metrics.horizontalAdvance(letter)
        return advance


class _Inks:
    """The colours of the theme that is shown now."""

    def __init__(self) -> None:
        self._window: QColor | None = None
        self._of: Inks = {}

    def follow(self, palette: QPalette) -> Inks:
        window = palette.color(QPalette.ColorRole.Window)
        if window != self._window:
            self._window = window
            self._of = {name: colour(name) for name in COLOURS}
        return self._of


class CellPainter:
    """Draws cells with one font; remembers how texts fit."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self._italic = QFont(font)
        self._italic.setItalic(True)
        self.metrics = QFontMetrics(font)
        self._advances = _Advances(font)
        self._ascent = self.metrics.ascent()
        self.mark_side = side_for(self.metrics.height())
        self._inks = _Inks()
        self._fitted = lru_cache(maxsize=_LINES_KEPT)(self._fit)

    def inks(self, palette: QPalette) -> Inks:
        """Return the colours by name; they follow the theme."""
        return self._inks.follow(palette)

    def width_of(self, text: str) -> int:
        """Return how wide a cell must be to show the whole text."""
        line = text[:_LONGEST_SHOWN].translate(_BREAKS)
        return self.metrics.horizontalAdvance(line) + 2 * PADDING + 1

    def drop(self, height: int) -> int:
        """Return how far below the top of a cell of this height its line of text begins."""
        return (height - self.metrics.height()) // 2

    def draw_words(
        self,
        painter: QPainter,
        words: CellWords,
        left: int,
        top: int,
        width: int,
        inks: Inks,
        find: Callable[[str], Spans] | None = None,
        *,
        right: bool = False,
    ) -> None:
        """Draw a text in the painter's pen, shortened to its cell, with sought words marked.

        ``top`` is where the line begins; see ``drop``.
        """
        text, mark, refused = words
        if not text:
            if mark == UNKNOWN and not refused:
                self._draw_unknown(painter, left + PADDING, top, inks["muted"])
            return
        line = self._fitted(text, width - 2 * PADDING)
        if right:
            left += width - PADDING - self.metrics.horizontalAdvance(line.text)
        else:
            left += PADDING
        if find is not None and (spans := find(line.text)):
            self._draw_found(painter, line.text, left, top, spans, inks["found"])
        if line.laid is None:
            painter.drawText(left, top + self._ascent, line.text)
            line.note_drawn(self.font)
        else:
            painter.drawStaticText(left, top, line.laid)

    def _fit(self, text: str, room: int) -> _Line:
        # What lies far beyond the room need not be measured: no letter is narrower than 2 pixels.
        line = text[: min(_LONGEST_SHOWN, max(room, 0) // 2 + 8)]
        if _SIMPLE.fullmatch(line):
            # Letters that stand side by side: adding them up takes a tenth of Qt's measuring. Pairs
            # that are drawn closer make the sum a little too large, never too small.
            ends = list(accumulate(map(self._advances.__getitem__, line)))
            if ends[-1] <= room:
                return _Line(line)
            if ends[-1] > room * _SURELY:
                left = room - self._advances[ELLIPSIS]
                return _Line(line[: bisect(ends, left)] + ELLIPSIS if left >= 0 else "")
        line = line.translate(_BREAKS)
        width = self.metrics.horizontalAdvance(line)
        if width > room:
            line = self.metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
            width = self.metrics.horizontalAdvance(line)
        return _Line(line if width <= room else "")

    def _draw_unknown(self, painter: QPainter, left: int, top: int, muted: QColor) -> None:
        pen = painter.pen()
        painter.setFont(self._italic)
        painter.setPen(muted)
        painter.drawText(left, top + self._ascent, UNKNOWN)
        painter.setFont(self.font)
        painter.setPen(pen)

    def _draw_found(
        self, painter: QPainter, line: str, left: int, top: int, spans: Spans, found: QColor
    ) -> None:
        advance, height = self.metrics.horizontalAdvance, self.metrics.height()
        for start, end in spans:
            begin = advance(line[:start])
            painter.fillRect(left + begin, top, advance(line[:end]) - begin, height, found)


def draw_frame(painter: QPainter, rect: QRect, ink: QColor) -> None:
    """Draw the frame of the cell with the cursor, or of a refused text."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(ink, 1))
    painter.drawRect(rect.adjusted(0, 0, -1, -1))
