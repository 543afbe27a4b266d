"""One line of typed text, perhaps with a list of what can be chosen."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QCompleter, QLineEdit, QWidget

from gui.crash import guarded
from gui.editor_states import (
    ENTER,
    KEEPS_TYPING,
    ends_typing,
    mark_problem,
    passes_on,
    steps_through,
)
from gui.icons import icon
from gui.theme import colour
from gui.words_dropping import carries_words, dropped_words

LONGEST_LINE: Final = 10_000_000
MOST_OFFERS: Final = 12
NOTHING: Final = "Nothing recorded"

_Index = QModelIndex | QPersistentModelIndex
Offers = Callable[[str], Sequence[str]]
"""Gives the lines to choose from for the words typed so far."""


class OfferModel(QAbstractListModel):
    """The lines under a field, of which the empty one is shown in words."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lines: list[str] = []

    def show(self, lines: Sequence[str]) -> None:
        """Replace the lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    @guarded(None)
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the line, or what stands for the empty one."""
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.EditRole:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line or NOTHING
        if role == Qt.ItemDataRole.ForegroundRole and not line:
            return colour("muted")
        return None


class LineEditor(QLineEdit):
    """One line of text; with offers, the list opens on click, Down and typing."""

    committed = Signal()
    cancelled = Signal()
    entered = Signal()
    focused = Signal()
    words_dropped = Signal(object)

    def __init__(
        self,
        parent: QWidget | None = None,
        *,
        about: str = "",
        offers: Offers | None = None,
        closed: bool = False,
        compact: bool = False,
    ) -> None:
        super().__init__(parent)
        self.problem = ""
        self.hint = ""
        self.took_back = False
        self.about = about
        self.setAccessibleDescription(about)
        self._start = self._resting = ""
        self._offers = offers
        self._closed = closed
        self._compact = compact
        self._completer: QCompleter | None = None
        self._popup: QAbstractItemView | None = None
        self._lines = OfferModel(self)
        self._entering_by_mouse = False
        self.setMaxLength(LONGEST_LINE)
        if compact:
            self.setFrame(False)
        if offers is not None:
            self._chevron = self.addAction(
                icon("chevron-down", "muted"), QLineEdit.ActionPosition.TrailingPosition
            )
            self._chevron.setText("Show the list")
            self._chevron.setToolTip("Show the list (Down)")
            self._chevron.triggered.connect(self.open_list)
            self.textEdited.connect(self._offer)

    # The text

    def text(self) -> str:
        """Return what was typed, or what the editor was given if nothing was."""
        current = super().text()
        return self._start if current == self._resting else current

    def set_text(self, text: str, shown: str | None = None) -> None:
        """Start anew with a text; while nobody types, its readable form is shown."""
        self._resting = text if shown is None else shown
        self.setText(text if self.hasFocus() else self._resting)
        # A line edit may change what it is given; that is not typing.
        self._start = text
        if self.hasFocus():
            self._resting = super().text() if self._resting == text else self._resting
        else:
            self._resting = super().text()
        self.setCursorPosition(0)

    def put(self, text: str) -> None:
        """Show a text as if it had been typed."""
        self.setText(text)

    @property
    def typed(self) -> bool:
        """Tell whether the text is another one than the editor was given."""
        return super().text() not in (self._start, self._resting)

    @property
    def offering(self) -> bool:
        """Tell whether there is a list to choose from."""
        return self._offers is not None

    def commit(self) -> None:
        """Say that the typed text shall be kept."""
        self.complete()
        self.committed.emit()

    def revert(self) -> None:
        """Go back to the text that the editor was given."""
        self.setText(self._start if self.hasFocus() else self._resting)
        self.clear_problem()

    def show_problem(self, sentence: str) -> None:
        """Frame the line as refused."""
        self.problem = sentence
        mark_problem(self, sentence, self.about)

    def clear_problem(self) -> None:
        """Take the frame away."""
        if self.problem:
            self.problem = ""
            mark_problem(self, "", self.about)

    def set_readonly(self, *, readonly: bool) -> None:
        """Allow or forbid typing."""
        self.setReadOnly(readonly)
        if self._offers is not None:
            self._chevron.setVisible(not readonly)

    # The list

    def open_list(self) -> None:
        """Show all that can be chosen."""
        if self._offers is None or self.isReadOnly():
            return
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._fill(self._offers(""))

    def list_open(self) -> bool:
        """Tell whether the list is shown now."""
        return self._popup is not None and self._popup.isVisible()

    def _offer(self, words: str) -> None:
        if self._offers is not None:
            self._fill(self._offers(words))

    def _fill(self, lines: Sequence[str]) -> None:
        completer = self._completer or self._make_completer()
        self._lines.show(lines)
        popup = self._popup
        if not lines or popup is None:
            self._hide_list()
            return
        widest = max(self.fontMetrics().horizontalAdvance(line) for line in lines[:60])
        popup.setMinimumWidth(max(self.width(), min(widest + 48, 480)))
        # What an arrow beyond the end of the list puts back.
        completer.setCompletionPrefix(super().text())
        completer.complete()
        self._mark_current(popup, lines)

    def _mark_current(self, popup: QAbstractItemView, lines: Sequence[str]) -> None:
        """Mark the value there is, without following the mark and writing it once more."""
        current = super().text()
        row = lines.index(current) if current in lines else -1
        index = popup.model().index(row, 0)
        popup.selectionModel().blockSignals(True)
        popup.setCurrentIndex(index)
        popup.selectionModel().blockSignals(False)
        if index.isValid():
            popup.scrollTo(index)

    def _make_completer(self) -> QCompleter:
        completer = QCompleter(self._lines, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCompletionRole(Qt.ItemDataRole.EditRole)
        completer.setMaxVisibleItems(MOST_OFFERS)
        completer.setWidget(self)
        completer.highlighted.connect(self.put)
        completer.activated.connect(self._choose)
        popup = completer.popup()
        if popup is not None:
            # Rows that are laid out before the style is known are too low for it.
            popup.ensurePolished()
        self._completer, self._popup = completer, popup
        return completer

    def _choose(self, line: str) -> None:
        """Take the clicked line; that is the end of choosing."""
        self.put(line)
        self._hide_list()
        self.entered.emit()
        self.committed.emit()

    def _hide_list(self) -> None:
        if self._popup is not None:
            self._popup.hide()

    def complete(self) -> None:
        """Write a beginning out in full when only one line of a closed list is meant."""
        words = super().text().strip()
        if not words or self._offers is None or not self._closed or not self.typed:
            return
        lines = [line for line in self._offers(words) if line]
        same = [line for line in lines if line.casefold() == words.casefold()]
        meant = same or lines
        if len(meant) == 1:
            self.put(meant[0])

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
        if passes_on(event, undoable=self.isUndoAvailable(), redoable=self.isRedoAvailable()):
            event.ignore()
            return False
        if self._compact and self.list_open() and ends_typing(event):
            # The open list hands keys over past the filters, which say what ends a cell's typing.
            self._hide_list()
            QCoreApplication.sendEvent(self, event)
            return True
        return super().event(event)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits, Escape reverts, Down opens the list."""
        key = event.key()
        if key in ENTER:
            self._hide_list()
            self.complete()
            self.entered.emit()
            self.committed.emit()
        elif key == Qt.Key.Key_Escape:
            if self.list_open():
                self._hide_list()
            else:
                self.took_back = self.typed
                self.revert()
                self.cancelled.emit()
        elif steps_through(event):
            event.ignore()
        elif key == Qt.Key.Key_Down and self._offers is not None and not self.list_open():
            self.open_list()
        else:
            super().keyPressEvent(event)

    @guarded(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the text in the form that is typed."""
        self._entering_by_mouse = event.reason() == Qt.FocusReason.MouseFocusReason
        if super().text() == self._resting != self._start:
            self.setText(self._start)
        super().focusInEvent(event)
        if event.reason() not in KEEPS_TYPING:
            if not self._entering_by_mouse and not self._compact:
                self.selectAll()
            self.focused.emit()

    @guarded(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit what was typed; show the readable form again if nothing was."""
        super().focusOutEvent(event)
        if event.reason() in KEEPS_TYPING or self._compact:
            return
        self._hide_list()
        if self.typed:
            self.commit()
        else:
            self.setText(self._resting)
            self.setCursorPosition(0)

    @guarded(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open the list at the click that enters a field with offers."""
        super().mouseReleaseEvent(event)
        entering, self._entering_by_mouse = self._entering_by_mouse, False
        if self.hasSelectedText() or not (entering or self._compact):
            return
        if entering:
            self.selectAll()
        if self._closed and not self.list_open():
            self.open_list()
