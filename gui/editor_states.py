"""What the editors share: showing a refusal, and knowing which keys and moves end the typing."""

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
KEEPS_TYPING: Final = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
"""The focus comes back from these, so what is typed is not finished."""

_ARROWS: Final[dict[int, int]] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


def mark_problem(editor: QWidget, sentence: str, about: str) -> None:
    """Frame an editor as wrong or as right again, for the eye and for a screen reader."""
    editor.setAccessibleDescription(sentence or about)
    if editor.property("invalid") != bool(sentence):
        editor.setProperty("invalid", bool(sentence))
        editor.style().unpolish(editor)
        editor.style().polish(editor)


def passes_on(event: QEvent, *, undoable: bool, redoable: bool) -> bool:
    """Tell whether Ctrl+Z belongs to the window, because nothing typed here can be undone."""
    if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
        return False
    undoes = event.matches(QKeySequence.StandardKey.Undo) and not undoable
    return undoes or (event.matches(QKeySequence.StandardKey.Redo) and not redoable)


def ends_typing(event: QEvent) -> bool:
    """Tell whether a key ends the typing into a cell: Enter or Tab, with whatever is held."""
    keys = (*ENTER, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
    pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
    return pressed and event.key() in keys  # type: ignore[attr-defined]


def steps_through(event: QKeyEvent) -> int:
    """Return 1 or -1 for Ctrl+Down and Ctrl+Up, which walk through a form; 0 for all else."""
    held = event.modifiers() & Qt.KeyboardModifier.ControlModifier
    return _ARROWS.get(event.key(), 0) if held else 0
