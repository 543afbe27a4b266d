"""The heading of a facet: the name of the field, cut where there is no room, and a fold."""

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from gui.crash import guarded
from gui.icons import icon
from gui.messages import plain_tooltip

_FOLD, _BESIDE, _LEAST = 12, 14, 60


class FacetTitle(QToolButton):
    """Never wider than its pane lets it be."""

    def __init__(self, label: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._label: Final = label
        self.setObjectName("facet_title")
        self.setAccessibleName(f"{label}: fold or unfold")
        self.setToolTip(plain_tooltip(f"{label}: fold or unfold"))
        font = self.font()
        font.setBold(True)
        self.setFont(font)
        self.setIconSize(QSize(_FOLD, _FOLD))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_fold(opened=True)
        self._write()

    def show_fold(self, *, opened: bool) -> None:
        """Show whether what is below is to be seen."""
        self.setIcon(icon("chevron-down" if opened else "chevron-right", "muted"))

    def _write(self) -> None:
        # The ampersand would be a shortcut.
        room = max(self.width() - _FOLD - _BESIDE, 0)
        shown = self._metrics().elidedText(self._label, Qt.TextElideMode.ElideRight, room)
        self.setText(shown.replace("&", "&&"))

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self.font())

    @guarded(QSize(100, 24))
    def sizeHint(self) -> QSize:
        """Return room for the whole name."""
        width = self._metrics().horizontalAdvance(self._label) + _FOLD + _BESIDE + 2
        return QSize(width, super().sizeHint().height())

    @guarded(QSize(60, 24))
    def minimumSizeHint(self) -> QSize:
        """Return room for the beginning of the name."""
        return QSize(_LEAST, self.sizeHint().height())

    @guarded(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Cut the name where the room ends."""
        super().resizeEvent(event)
        self._write()
