"""The one way to tell the user something; foreign text is always shown as plain text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from gui.crash import guarded
from gui.icons import icon

INFO_SECONDS: Final = 6
ACTION_SECONDS: Final = 12
TOOLTIP_LENGTH: Final = 600


class Severity(StrEnum):
    """How much a notice matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


_ICONS: Final = {
    Severity.INFO: "info",
    Severity.WARNING: "triangle-alert",
    Severity.ERROR: "circle-alert",
}


@dataclass(frozen=True)
class NoticeAction:
    """A button on a notice: its text and what it does."""

    text: str
    call: Callable[[], object]


class NoticeBar(QFrame):
    """A line inside the window that says one sentence and offers what can be done about it."""

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice_bar")
        self.setAccessibleName("Notice")
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._sign = QLabel(self)
        self._sign.setTextFormat(Qt.TextFormat.PlainText)
        self._sentence = plain_label(parent=self, selectable=True)
        self._sentence.setObjectName("notice_text")
        self._sentence.setWordWrap(True)
        self._sentence.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._close = QToolButton(self)
        self._close.setObjectName("notice_close")
        self._close.setIcon(icon("x"))
        self._close.setAccessibleName("Close the notice")
        self._close.setToolTip(plain_tooltip("Close (Esc)"))
        self._close.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._close.clicked.connect(self.dismiss)
        self._buttons: list[QPushButton] = []
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(10, 3, 6, 3)
        self._line.setSpacing(8)
        for widget in (self._sign, self._sentence, self._close):
            self._line.addWidget(widget)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._expire)
        self.hide()

    def tell(
        self,
        text: str,
        severity: Severity = Severity.INFO,
        actions: Sequence[NoticeAction] = (),
        *,
        passing: bool = False,
    ) -> None:
        """Show a sentence in place of the last one; only an information goes away by itself.

        A ``passing`` sentence does too: that a key had nothing to do is no longer news soon.
        """
        self._forget_buttons()
        self.setProperty("severity", severity.value)
        for widget in (self, self._sentence, self._close):
            widget.style().unpolish(widget)
            widget.style().polish(widget)
        side = self.fontMetrics().height()
        self._sign.setPixmap(
            icon(_ICONS[severity], f"{severity}_banner_text").pixmap(
                QSize(side, side), self.devicePixelRatioF()
            )
        )
        self._sentence.setText(text)
        self.setAccessibleDescription(text)
        for action in actions:
            self._add_button(action)
        self.show()
        if severity is Severity.INFO or passing:
            self._timer.start(1000 * (ACTION_SECONDS if actions else INFO_SECONDS))
        else:
            self._timer.stop()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def dismiss(self) -> None:
        """Hide the notice; what it offered is no longer on offer."""
        if self.isHidden():
            return
        self._timer.stop()
        self.hide()
        self._forget_buttons()
        self.closed.emit()

    @property
    def text(self) -> str:
        """The sentence shown, empty while nothing is shown."""
        return "" if self.isHidden() else self._sentence.text()

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _expire(self) -> None:
        """Go away, but not from under the pointer or the keyboard of somebody who uses it."""
        focus = QApplication.focusWidget()
        if self.underMouse() or (focus is not None and self.isAncestorOf(focus)):
            self._timer.start()
        else:
            self.dismiss()

    def _add_button(self, action: NoticeAction) -> None:
        button = QPushButton(action.text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._use(action))
        self._line.insertWidget(self._line.count() - 1, button)
        button.show()
        self._buttons.append(button)

    def _use(self, action: NoticeAction) -> None:
        # First hidden: what the action does may tell something itself.
        self.dismiss()
        action.call()

    def _forget_buttons(self) -> None:
        for button in self._buttons:
            self._line.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons.clear()


def plain_tooltip(text: str) -> str:
    """Make a text safe as a tooltip: not drawn as markup, wrapped, with its line breaks."""
    if not text:
        return ""
    short = text if len(text) <= TOOLTIP_LENGTH else text[: TOOLTIP_LENGTH - 1].rstrip() + "…"
    # A tag around it is what makes Qt wrap long lines.
    return f'<p style="white-space:pre-wrap">{escape(short)}</p>'


def plain_label(
    text: str = "", parent: QWidget | None = None, *, selectable: bool = False
) -> QLabel:
    """Make a label that draws its text as it stands."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(text)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def ask(
    parent: QWidget | None, title: str, text: str, informative: str = "", *, verb: str = "Yes"
) -> bool:
    """Ask the rare question that cannot be undone afterwards; True when the verb was chosen."""
    box = QMessageBox(parent)
    box.setObjectName("question")
    box.setIcon(QMessageBox.Icon.Question)
    box.setWindowTitle(title)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(text)
    box.setInformativeText(informative)
    for label in box.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)
    yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
    box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
    box.exec()
    chosen = box.clickedButton() is yes
    box.deleteLater()
    return chosen
