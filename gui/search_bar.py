"""The line that is searched with: words for the table shown, and how many records have them."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from gui.crash import guarded
from gui.icons import icon
from gui.messages import plain_label, plain_tooltip

TYPING_MILLISECONDS: Final = 150
_LEAVING: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down)


class _WordsEdit(QLineEdit):
    """A line edit that tells of the keys with which one leaves it."""

    escaped = Signal()
    finished = Signal()

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Escape, Enter and Down; the rest is typing."""
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in _LEAVING:
            self.finished.emit()
        else:
            super().keyPressEvent(event)


class SearchBar(QWidget):
    """Tells the words when typing pauses; Escape clears them, a second one leaves."""

    words_changed = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_bar")
        self._told = ""
        self._edit = _WordsEdit(self)
        self._edit.setObjectName("search_words")
        self._edit.setClearButtonEnabled(True)
        self._edit.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._edit.setMinimumWidth(26 * self.fontMetrics().averageCharWidth())
        self._edit.setToolTip(
            plain_tooltip(
                "Shows the records that have all these words. "
                "Enter: to the table. Esc: clear, then back."
            )
        )
        self._count = plain_label(parent=self)
        self._count.setObjectName("search_count")
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MILLISECONDS)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._edit, 1)
        line.addWidget(self._count)
        self.setFocusProxy(self._edit)
        self.set_kind_label("Entries")
        self._timer.timeout.connect(self._tell)
        self._edit.textChanged.connect(self._on_text)
        self._edit.escaped.connect(self._on_escape)
        self._edit.finished.connect(self._on_finished)

    def focus_words(self) -> None:
        """Take the keyboard, with the old words selected to be typed over."""
        self._edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._edit.selectAll()

    def words(self) -> str:
        """Return the words as they stand now."""
        return " ".join(self._edit.text().split())

    def set_words(self, words: str) -> None:
        """Show these words without telling them."""
        self._timer.stop()
        self._told = " ".join(words.split())
        self._edit.setText(words)

    def set_kind_label(self, plural: str) -> None:
        """Say what is searched."""
        self._edit.setPlaceholderText(f"Find in {plural} (Ctrl+F)")
        self._edit.setAccessibleName(f"Find in {plural}")

    def set_count(self, shown: int, total: int) -> None:
        """Say how many of all records are shown."""
        text = f"{shown:,} of {total:,}"
        self._count.setText(text)
        self._edit.setAccessibleDescription(f"{text} shown")

    def _on_text(self) -> None:
        if self.words() == self._told:
            self._timer.stop()
        else:
            self._timer.start()

    def _tell(self) -> None:
        self._timer.stop()
        if self.words() != self._told:
            self._told = self.words()
            self.words_changed.emit(self._told)

    def _on_escape(self) -> None:
        if self._edit.text():
            self._edit.clear()
            self._tell()
        else:
            self.left.emit()

    def _on_finished(self) -> None:
        self._tell()
        self.left.emit()
