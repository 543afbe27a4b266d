"""The article with the suggestions for its sentences beside it, or below it where it is narrow."""

from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from gui.coded_text import CodedText
from gui.crash import guarded
from gui.suggestion_strip import SuggestionStrip

_WIDE: Final = 940
_HIGH: Final = 240
_LEAST: Final = 190
_LOW: Final = 380
_LEAST_WIDE: Final = 600


class ArticlePage(QWidget):
    """Gives text and suggestions their places."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.article = CodedText(self)
        self.strip = SuggestionStrip(self)
        self._split = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._split.setContentsMargins(0, 0, 0, 0)
        self._split.setSpacing(0)
        self._split.addWidget(self.article, 1)
        self._split.addWidget(self.strip)

    @guarded(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the suggestions where there is room for them."""
        super().resizeEvent(event)
        low = self.height() < _LOW and self.width() >= _LEAST_WIDE
        beside = self.width() >= _WIDE or low
        way = QBoxLayout.Direction
        self._split.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self.strip.setVisible(self.height() >= (_LEAST if not beside else _LEAST // 2))
        self.strip.lay_beside(beside=beside, few=self.height() < _HIGH, room=self.width())
