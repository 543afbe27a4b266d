"""Typed paragraphs."""

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QResizeEvent,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from gui.crash import guarded
from gui.editor_states import ENTER, KEEPS_TYPING, mark_problem, passes_on, steps_through
from gui.words_dropping import carries_words, dropped_words

LONGEST_EDITABLE: Final = 100_000
FEWEST_LINES, MOST_LINES = 2, 14


class TextEditor(QPlainTextEdit):
    """Paragraphs; grows with its text in a form, is a fixed block over a table's cell."""

    committed = Signal()
    cancelled = Signal()
    entered = Signal()
    focused = Signal()
    words_dropped = Signal(object)

    def __init__(
        self, parent: QWidget | None = None, *, about: str = "", compact: bool = False
    ) -> None:
        super().__init__(parent)
        self.problem = ""
        self.hint = ""
        self.took_back = False
        self.about = about
        self.setAccessibleDescription(about)
        self._start = self._raw = ""
        self._readonly = False
        self._compact = compact
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(4)
        if not compact:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def text(self) -> str:
        """Return the typed text character for character, or the given one if nothing was typed."""
        raw = self.document().toRawText()
        if raw == self._raw:
            return self._start
        return raw.replace("\u2029", "\r\n" if "\r\n" in self._start else "\n")

    def set_text(self, text: str, shown: str | None = None) -> None:
        """Start anew with a text; a very long one is shown in part and cannot be changed."""
        self._start = text
        long = len(text) > LONGEST_EDITABLE
        self.hint = (
            f"This text has {len(text):,} characters. Its beginning is shown; "
            "it is too long to be changed here."
            if long
            else ""
        )
        self.setPlainText(text[:LONGEST_EDITABLE])
        self._raw = self.document().toRawText()
        self.setReadOnly(long or self._readonly)

    def put(self, text: str) -> None:
        """Show a text as if it had been typed."""
        self.setPlainText(text)

    @property
    def typed(self) -> bool:
        """Tell whether the text is another one than the editor was given."""
        return self.document().toRawText() != self._raw

    def commit(self) -> None:
        """Say that the typed text shall be kept."""
        self.committed.emit()

    def revert(self) -> None:
        """Go back to the text that the editor was given."""
        if self.typed:
            self.set_text(self._start)
        self.clear_problem()

    def show_problem(self, sentence: str) -> None:
        """Frame the text as refused."""
        self.problem = sentence
        mark_problem(self, sentence, self.about)

    def clear_problem(self) -> None:
        """Take the frame away."""
        if self.problem:
            self.problem = ""
            mark_problem(self, "", self.about)

    def set_readonly(self, *, readonly: bool) -> None:
        """Allow or forbid typing."""
        self._readonly = readonly
        self.setReadOnly(readonly or bool(self.hint))

    def list_open(self) -> bool:
        """Tell that there is no list."""
        return False

    def sizeHint(self) -> QSize:
        """Return the size of a few lines."""
        return QSize(240, self._height(FEWEST_LINES))

    def minimumSizeHint(self) -> QSize:
        """Return the smallest size that is of use."""
        return QSize(80, self._height(1))

    def _height(self, lines: int) -> int:
        return lines * QFontMetrics(self.font()).lineSpacing() + 12

    def _fit(self) -> None:
        lines = int(self.document().size().height())
        height = self._height(min(max(lines, FEWEST_LINES), MOST_LINES))
        if height != self.maximumHeight():
            self.setFixedHeight(height)
            # A bar that comes and goes with the height would change the width, and so the height.
            self.setVerticalScrollBarPolicy(
                Qt.ScrollBarPolicy.ScrollBarAlwaysOn
                if lines > MOST_LINES
                else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            )

    # Qt's own

    @guarded(None)
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let words of the article in; other texts are for Qt."""
        if carries_words(event):
            event.setAccepted(not self.isReadOnly())
        else:
            super().dragEnterEvent(event)

    @guarded(None)
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Go on letting words in."""
        if carries_words(event):
            event.setAccepted(not self.isReadOnly())
        else:
            super().dragMoveEvent(event)

    @guarded(None)
    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over words of the article, which become the value; they are not typed in."""
        if carries_words(event):
            self.words_dropped.emit(dropped_words(event))
        else:
            super().dropEvent(event)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Leave Ctrl+Z to the window when nothing was typed."""
        document = self.document()
        if passes_on(
            event, undoable=document.isUndoAvailable(), redoable=document.isRedoAvailable()
        ):
            event.ignore()
            return False
        return super().event(event)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter commits (in a table Enter, with Alt+Enter for a new line), Escape reverts."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        if event.key() in ENTER and (control or (self._compact and not held)):
            self.entered.emit()
            self.commit()
        elif event.key() in ENTER and not self.isReadOnly():
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        elif event.key() == Qt.Key.Key_Escape:
            self.took_back = self.typed
            self.revert()
            self.cancelled.emit()
        elif steps_through(event) and not self._compact:
            event.ignore()
        else:
            super().keyPressEvent(event)

    @guarded(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the height that the text needs in the new width."""
        super().resizeEvent(event)
        if not self._compact and event.size().width() != event.oldSize().width():
            self._fit()

    @guarded(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell who has the focus."""
        super().focusInEvent(event)
        if event.reason() not in KEEPS_TYPING:
            self.focused.emit()

    @guarded(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit what was typed."""
        super().focusOutEvent(event)
        if event.reason() not in KEEPS_TYPING and not self._compact and self.typed:
            self.commit()
