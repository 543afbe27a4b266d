"""Above and below the article: which source, how far one is, what was done last."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAction,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QWidget,
)

from gui.article_marks import Legend
from gui.article_menus import unmarked
from gui.coverage_meter import CoverageMeter
from gui.crash import guarded
from gui.icons import icon
from gui.messages import NoticeBar, Severity, plain_label, plain_tooltip

UNDO: Final = "Undo: Ctrl+Z"
_LONGEST_TARGET: Final = 28
_WIDE: Final = 900


class _SourceChoice(QComboBox):
    """A list of sources that the wheel only moves when it was entered first."""

    @guarded(None)
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to whoever is scrolled past."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class ArticleHead(QWidget):
    """The source that is shown, the meter, and buttons for what needs no key."""

    def __init__(self, aside_menu: QMenu, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = _SourceChoice(self)
        self.choice.setObjectName("source_choice")
        self.choice.setAccessibleName("Source")
        self.choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(10)
        self.meter = CoverageMeter(self)
        self.cite_action = QAction(icon("quote"), "Cite", self)
        self.cite_action.setShortcut(QKeySequence("Ctrl+E"))
        self.cite_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.cite_button = QPushButton(icon("quote"), "Cite", self)
        self.cite_button.setObjectName("cite_button")
        self.aside_button = QPushButton("Set aside", self)
        self.aside_button.setObjectName("aside_button")
        self.aside_button.setMenu(aside_menu)
        for button in (self.cite_button, self.aside_button):
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.setSpacing(6)
        row.addWidget(self.choice, 1)
        for widget in (self.meter, self.cite_button, self.aside_button):
            row.addWidget(widget)
        self._cite_words = "Cite"

    @guarded(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the room to the article's name where there is little of it."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        narrow = self.width() < _WIDE
        self.meter.set_short(short=narrow)
        self.cite_button.setText("Cite" if narrow else unmarked(self._cite_words))

    def allow(self, target: str, *, words: bool, reason: str) -> None:
        """Enable what can be done now, and say for which value, or why it cannot."""
        whole = f"Cite for {target}" if target else "Cite"
        short = whole if len(whole) <= _LONGEST_TARGET else whole[: _LONGEST_TARGET - 1] + "…"
        self._cite_words = short
        self.cite_action.setText(unmarked(short))
        self._fit()
        self.cite_button.setEnabled(self.cite_action.isEnabled())
        self.aside_button.setEnabled(words and not reason)
        choose = "Choose a field in the detail pane, then select the words that back it"
        able = f"{whole}: select the words that back it (E, Ctrl+E)"
        aside = "Say why the selected words, or the sentence, carry nothing to code (D)"
        for button, tip in (
            (self.cite_button, able if target else choose),
            (self.aside_button, aside),
        ):
            button.setToolTip(plain_tooltip(reason or tip))


class _FootNotice(NoticeBar):
    """A notice that is no higher than the line it stands in for."""

    shown = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        margins = self._line.contentsMargins()
        self._line.setContentsMargins(margins.left(), 0, margins.right(), 0)

    @guarded(None)
    def showEvent(self, event: QShowEvent) -> None:
        """Tell that there is something to read."""
        super().showEvent(event)
        self.shown.emit()


class ArticleFoot(QWidget):
    """What the marks mean, what was done last, and the way to all keys."""

    help_wanted = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.notice = _FootNotice(self)
        self._line = QWidget(self)
        self.legend = Legend(self._line)
        self._said = plain_label(parent=self._line)
        self._said.setObjectName("desk_said")
        self._said.setAccessibleName("What was done last")
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._said.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._words = ""
        keys = QToolButton(self._line)
        keys.setObjectName("desk_keys")
        keys.setText("Keys")
        keys.setIcon(icon("keyboard"))
        keys.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        keys.setAutoRaise(True)
        keys.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        keys.setToolTip(plain_tooltip("Show the keys of the article (?)"))
        keys.clicked.connect(self.help_wanted)
        row = QHBoxLayout(self._line)
        row.setContentsMargins(15, 0, 6, 0)
        row.setSpacing(10)
        row.addWidget(self.legend)
        row.addWidget(self._said, 1)
        row.addWidget(keys)
        # A sentence about the words takes the place of the line: the words must not move for it.
        self._places = QStackedLayout(self)
        self._places.setContentsMargins(0, 1, 0, 2)
        self._places.addWidget(self._line)
        self._places.addWidget(self.notice)
        self.notice.shown.connect(lambda: self._places.setCurrentWidget(self.notice))
        self.notice.closed.connect(lambda: self._places.setCurrentWidget(self._line))

    def say(self, sentence: str) -> None:
        """Say what was done, without moving anything."""
        self._words = f"{sentence} {UNDO}" if sentence else ""
        self._said.setToolTip(plain_tooltip(self._words))
        self._elide()
        if sentence:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._said, sentence))

    def refuse(self, sentence: str) -> None:
        """Say for a moment why nothing was done; an empty sentence takes the last one away."""
        if sentence:
            self.notice.tell(sentence, Severity.WARNING, passing=True)
        else:
            self.notice.dismiss()

    @property
    def said(self) -> str:
        """Return what was said last."""
        return self._words

    def _elide(self) -> None:
        room = self._said.width()
        metrics = self._said.fontMetrics()
        self._said.setText(metrics.elidedText(self._words, Qt.TextElideMode.ElideMiddle, room))
