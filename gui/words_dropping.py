"""Words of the article dragged onto a cell or a field: they become its value."""

import json
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect
from PySide6.QtGui import QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QAbstractScrollArea, QRubberBand, QWidget

from gui.coded_text import WORDS_FORMAT
from gui.crash import guarded
from models import Words

_EVENTS: Final = (
    QEvent.Type.DragEnter,
    QEvent.Type.DragMove,
    QEvent.Type.DragLeave,
    QEvent.Type.Drop,
)
Target = tuple[QRect, object]


class WordsDrop(QObject):
    """Takes dragged words on a widget: ``target`` says where they would go, None where nowhere."""

    def __init__(
        self,
        widget: QWidget,
        target: Callable[[QPoint], Target | None],
        dropped: Callable[[object, Words], object],
    ) -> None:
        super().__init__(widget)
        place = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        self._place, self._target, self._dropped = place, target, dropped
        self._frame: QRubberBand | None = None
        place.setAcceptDrops(True)
        place.installEventFilter(self)

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Show where the words would go, and hand them over; other drags are not ours."""
        if event.type() not in _EVENTS:
            return False
        if isinstance(event, QDragLeaveEvent):
            self._show(None)
            return False
        if not isinstance(event, QDropEvent) or not event.mimeData().hasFormat(WORDS_FORMAT):
            return False
        target = self._target(event.position().toPoint())
        dropped = not isinstance(event, QDragMoveEvent)
        self._show(None if dropped else target)
        if target is None:
            event.ignore()
        else:
            event.acceptProposedAction()
            if dropped:
                content = bytes(event.mimeData().data(WORDS_FORMAT).data())
                self._dropped(target[1], Words(*json.loads(content)))
        return True

    def _show(self, target: Target | None) -> None:
        if target is None:
            if self._frame is not None:
                self._frame.hide()
            return
        if self._frame is None:
            self._frame = QRubberBand(QRubberBand.Shape.Rectangle, self._place)
        self._frame.setGeometry(target[0])
        self._frame.show()
