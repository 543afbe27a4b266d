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
        beside = self.width() >= _WIDE
        way = QBoxLayout.Direction
        self._split.setDirection(way.LeftToRight if beside else way.TopToBottom)
        self.strip.setVisible(beside or self.height() >= _LEAST)
        self.strip.lay_beside(beside=beside, few=self.height() < _HIGH)
