"""Words of the article dragged onto a cell or a field, whose value they become."""

import json
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QRubberBand, QWidget

WORDS_FORMAT: Final = "application/x-khorgos-words"
"""Dragged words: source, start, end and quote as JSON."""


def carries_words(event: QDropEvent) -> bool:
    """Tell whether words of an article are what is dragged."""
    return event.mimeData().hasFormat(WORDS_FORMAT)


def dropped_words(event: QDropEvent) -> tuple[int, int, int, str]:
    """Return source, start, end and quote of the dragged words, and say that they were taken."""
    event.acceptProposedAction()
    content = bytes(event.mimeData().data(WORDS_FORMAT).data())
    source, start, end, quote = json.loads(content)
    return int(source), int(start), int(end), str(quote)


class DropFrame:
    """Shows where the words would go."""

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self._frame: QRubberBand | None = None

    def show(self, where: QRect, event: QDropEvent) -> None:
        """Frame a place that takes the words; nowhere they are refused."""
        if where.isEmpty():
            self.hide()
            event.ignore()
            return
        if self._frame is None:
            self._frame = QRubberBand(QRubberBand.Shape.Rectangle, self._parent)
        self._frame.setGeometry(where)
        self._frame.show()
        event.acceptProposedAction()

    def hide(self) -> None:
        """Show no frame any more."""
        if self._frame is not None:
            self._frame.hide()
