"""The line that is searched with: words and the query language, and how many records are found."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from gui.crash import guarded
from gui.icons import icon
from gui.messages import plain_label, plain_tooltip
from gui.query_completer import QueryCompleter

if TYPE_CHECKING:
    from models import Completion

_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TIP: Final = (
    "Shows the records that have all these words, anywhere in what belongs to them.\n"
    '"two words" beside each other, -word without it, and filters such as\n'
    "country:UZB  status:>=30  value:>1e6  has:evidence  missing:start  -type:trade\n"
    "Enter: filters become chips. Down in the empty line: the last queries. Esc: clear, then back."
)


class _WordsEdit(QLineEdit):
    """A line edit that gives its keys to the panel beneath it first, and tells when it is left."""

    escaped = Signal()
    entered = Signal()
    lowered = Signal()
    deserted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.panel = QueryCompleter(self)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Let Tab take what the panel offers; otherwise it goes on to the next widget."""
        tab = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab
        if tab and event.type() == QEvent.Type.KeyPress and self.panel.key(event):  # type: ignore[arg-type]
            return True
        return super().event(event)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell of Escape, Enter and Down; the rest is typing."""
        if self.panel.key(event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.escaped.emit()
        elif event.key() in _ENTER:
            self.entered.emit()
        elif event.key() == Qt.Key.Key_Down:
            self.lowered.emit()
        else:
            super().keyPressEvent(event)

    @guarded(None)
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the line is left for good, not for a menu over it or another window."""
        super().focusOutEvent(event)
        passing = (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason)
        if event.reason() not in passing:
            self.panel.hide()
            self.deserted.emit()


class SearchBar(QWidget):
    """Tells each text as it is typed and when it is settled; Escape clears, a second one leaves."""

    typed = Signal(str)
    settled = Signal()
    left = Signal()
    recent_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("search_bar")
        self.complete: Callable[[str, int], Sequence[Completion]] = lambda text, cursor: ()
        self._told = ""
        self._typing = False
        self._edit = self._make_edit()
        self._count = plain_label(parent=self)
        self._count.setObjectName("search_count")
        # Keys that wait in the queue already are taken together.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        line.addWidget(self._edit, 1)
        line.addWidget(self._count)
        self.setFocusProxy(self._edit)
        self.set_kind_label("Entries")
        self._timer.timeout.connect(self._tell)
        self._edit.textEdited.connect(self._on_text)
        self._edit.textChanged.connect(self._on_cleared)
        self._edit.escaped.connect(self._on_escape)
        self._edit.entered.connect(self._on_enter)
        self._edit.lowered.connect(self._on_down)
        self._edit.deserted.connect(self._settle)
        self._edit.panel.taken.connect(self._on_taken)

    def _make_edit(self) -> _WordsEdit:
        edit = _WordsEdit(self)
        edit.setObjectName("search_words")
        edit.setClearButtonEnabled(True)
        edit.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        edit.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        edit.setMinimumWidth(26 * self.fontMetrics().averageCharWidth())
        edit.setToolTip(plain_tooltip(_TIP))
        return edit

    # What stands in the line

    def focus_words(self) -> None:
        """Take the keyboard, with the old words selected to be typed over."""
        self._edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._edit.selectAll()

    def text(self) -> str:
        """Return what stands in the line."""
        return self._edit.text()

    @property
    def typing(self) -> bool:
        """Tell whether what is typed has not been settled yet."""
        return self._typing

    def set_text(self, text: str) -> None:
        """Show this text without telling it."""
        self._timer.stop()
        self._typing = False
        self._told = text
        if self._edit.text() != text:
            self._edit.setText(text)
        self._edit.panel.offer(())

    def type_text(self, text: str) -> None:
        """Put a text into the line as if it had been typed, and the cursor behind it."""
        self._edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self._edit.setText(text)
        self._on_text(text)
        self._tell()

    def show_hint(self, sentence: str) -> None:
        """Say quietly what cannot be read, unless completions say more."""
        if not self._edit.hasFocus():
            return
        offered = self.complete(self._edit.text(), self._edit.cursorPosition())
        self._edit.panel.offer(offered, sentence)

    def set_kind_label(self, plural: str) -> None:
        """Say what is searched."""
        self._edit.setPlaceholderText(f"Find in {plural} (Ctrl+F)")
        self._edit.setAccessibleName(f"Find in {plural}")

    def set_count(self, shown: int, total: int) -> None:
        """Say how many of all records are shown."""
        text = f"{shown:,} of {total:,}"
        self._count.setText(text)
        self._edit.setAccessibleDescription(f"{text} shown")

    # Telling

    def _on_text(self, text: str) -> None:
        self._typing = True
        self._timer.start()

    def _on_cleared(self, text: str) -> None:
        # The button that clears the line does not count as editing for Qt.
        if not text and self._told:
            self._on_text(text)

    def _tell(self) -> None:
        self._timer.stop()
        text = self._edit.text()
        if text != self._told:
            self._told = text
            self.typed.emit(text)

    def _settle(self) -> None:
        self._tell()
        if self._typing:
            self._typing = False
            self.settled.emit()

    def _on_escape(self) -> None:
        if self._edit.text():
            self._edit.clear()
            self._settle()
        else:
            self.left.emit()

    def _on_enter(self) -> None:
        self._settle()
        self.left.emit()

    def _on_down(self) -> None:
        if self._edit.text():
            self._on_enter()
        else:
            self.recent_wanted.emit()

    def _on_taken(self, taken: "Completion") -> None:
        text = self._edit.text()
        self._edit.setText(text[: taken.start] + taken.text + text[taken.end :])
        self._edit.setCursorPosition(taken.start + len(taken.text))
        self._on_text(self._edit.text())
