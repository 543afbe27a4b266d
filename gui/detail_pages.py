"""What the detail pane shows instead of a record, and the line that leads back to typed text."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui.crash import guarded
from gui.messages import plain_label, plain_tooltip

EMPTY: Final = ("Nothing is chosen.", "Choose a row of the table, or begin a new entry: Ctrl+N")


class MessagePage(QWidget):
    """A sentence in the middle of the pane, with what can be done below it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._sentence = plain_label(parent=self)
        self._hint = plain_label(parent=self)
        self._hint.setObjectName("message_hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.addStretch(1)
        for label in (self._sentence, self._hint):
            label.setWordWrap(True)
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addStretch(2)
        self.tell(*EMPTY)

    def tell(self, sentence: str, hint: str) -> None:
        """Show a sentence and a hint."""
        self._sentence.setText(sentence)
        self._hint.setText(hint)

    @property
    def text(self) -> str:
        """Return what the page says."""
        return f"{self._sentence.text()} {self._hint.text()}".strip()


class UnsavedLine(QFrame):
    """Says that typed text waits elsewhere, and leads back to it."""

    continue_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("unsaved_line")
        self._said = ""
        self._words = plain_label(parent=self)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line = QHBoxLayout(self)
        line.setContentsMargins(12, 3, 6, 3)
        line.setSpacing(2)
        line.addWidget(self._words, 1)
        for text, name, signal in (
            ("Continue", "unsaved_continue", self.continue_wanted),
            ("Discard", "unsaved_discard", self.discard_wanted),
        ):
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setFlat(True)
            button.setAutoDefault(False)
            button.clicked.connect(signal)
            line.addWidget(button)
        self.hide()

    def tell(self, words: str) -> None:
        """Show these words; without any the line is hidden."""
        self._said = words
        self._elide()
        self.setAccessibleName(words)
        self.setToolTip(plain_tooltip(words))
        self.setVisible(bool(words))

    @property
    def text(self) -> str:
        """Return the words shown, an empty text when there are none."""
        return "" if self.isHidden() else self._said

    @guarded(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Shorten the words to the new width."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        room = self._words.width()
        metrics = self._words.fontMetrics()
        self._words.setText(metrics.elidedText(self._said, Qt.TextElideMode.ElideRight, room))
