"""One of two values side by side, of which one is chosen: a field of a merge."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from gui.crash import guarded
from gui.messages import plain_label, plain_tooltip
from gui.theme import colour

_MARKS: Final = {
    "cited": "A source says so",
    "inferred": "Concluded by a coder",
    "unknown": "The source leaves it open",
    "contested": "Sources disagree",
    "bare": "No source stands behind it yet",
}
_LONGEST: Final = 600


class ChoiceCell(QFrame):
    """Shows a value with the mark of its evidence; a click or the space bar chooses it."""

    chosen = Signal()
    moved = Signal(int, int)

    def __init__(self, text: str, mark: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("choice_cell")
        self.setAccessibleName(f"{name}: {text or 'empty'}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._radio = QRadioButton(self)
        self._radio.setAutoExclusive(False)
        self._radio.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._radio.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        short = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        label = plain_label(short or "(empty)", self)
        label.setWordWrap(True)
        label.setEnabled(bool(text))
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if short != text:
            label.setToolTip(plain_tooltip(text))
        line = QHBoxLayout(self)
        line.setContentsMargins(6, 4, 6, 4)
        line.setSpacing(6)
        line.addWidget(self._radio, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(label, 1, Qt.AlignmentFlag.AlignTop)
        line.addWidget(mark_label(mark, self), 0, Qt.AlignmentFlag.AlignTop)

    @property
    def is_chosen(self) -> bool:
        """Tell whether this value will be kept."""
        return self._radio.isChecked()

    def choose(self, *, chosen: bool) -> None:
        """Show the value as chosen, or not."""
        self._radio.setChecked(chosen)
        self.setProperty("chosen", chosen)
        self.style().unpolish(self)
        self.style().polish(self)

    @guarded(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the value that is clicked."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.chosen.emit()

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with the space bar; the arrows go to the neighbours."""
        steps = {
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
        }
        key = Qt.Key(event.key())
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if key is Qt.Key.Key_Space:
            self.chosen.emit()
        elif key in steps and plain:
            self.moved.emit(*steps[key])
        else:
            super().keyPressEvent(event)


def mark_label(mark: str, parent: QWidget) -> QWidget:
    """Return the sign for how a value is backed, with its words as a tooltip."""
    label = plain_label("●" if mark else "", parent)
    if mark:
        label.setStyleSheet(f"color: {colour(f'mark_{mark}').name()}")
        label.setAccessibleName(_MARKS[mark])
        label.setToolTip(plain_tooltip(_MARKS[mark]))
    return label
