"""Files and texts dropped anywhere on the window."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget

from gui.crash import guarded
from gui.intaking import files_in

_DRAGGING: Final = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)


class DropTarget(QObject):
    """Takes what is dropped on a window from another program.

    Files are taken wherever they fall, also on an editor, which would write their names. Texts go
    to the editor they fall on; only what no pane wants comes to the window itself.
    """

    def __init__(
        self,
        window: QWidget,
        parent: QObject,
        *,
        wanted: Callable[[QMimeData], bool],
        take: Callable[[QMimeData], object],
    ) -> None:
        super().__init__(parent)
        self._window = window
        self._wanted = wanted
        self._take = take
        self._watched: QObject | None = None
        window.setAcceptDrops(True)
        window.installEventFilter(self)
        self._watch_whole()

    def _watch_whole(self) -> None:
        """Hear of drops before the widgets do; the handle is there once the window is."""
        # Typed as if it were always there, it is none before the window is shown.
        handle: QObject | None = self._window.windowHandle()
        if handle is not None and handle is not self._watched:
            handle.installEventFilter(self)
            self._watched = handle

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a drop, or tell that it would be taken."""
        if event.type() == QEvent.Type.Show and watched is self._window:
            self._watch_whole()
        if event.type() not in _DRAGGING or not isinstance(event, QDropEvent):
            return False
        mime = event.mimeData()
        # What is dragged from a pane to a pane is theirs.
        if event.source() is not None or not self._wanted(mime):
            return False
        if watched is not self._window and not files_in(mime):
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        if event.type() == QEvent.Type.Drop:
            self._take(mime)
        return True
