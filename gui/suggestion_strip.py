"""What the reader suggests for the sentence that is worked on, a line a record."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.article_keys import key_name, key_of
from gui.crash import guarded
from gui.icons import icon
from gui.messages import plain_label, plain_tooltip
from models import KINDS, VOCABULARIES, Choice, Suggestion

NOTHING: Final = (
    "None for this sentence. N, F, M, P, R, L make a record of it, D sets it aside, ? shows all "
    "keys."
)
SETTLED: Final = "This sentence is settled. F8 goes to the next open one."
_SHARE: Final = 0.36
_NARROWEST: Final = 230
_WIDEST: Final = 360
_ROWS_BELOW: Final = 3
_BUTTONS: Final = (
    ("accept", "check", "Accept", "Accept the chosen suggestion (Enter or A)"),
    ("accept_all", "list", "All", "Accept all suggestions of the sentence (Shift+Enter)"),
    ("edit", "pencil", "Edit", "Accept it and go on in the detail (Tab)"),
    ("reject", "x", "Reject", "Reject it; it is not shown again today (X or Del)"),
)


class SuggestionStrip(QWidget):
    """Shows candidates; speaks in verbs, as the keys of the article do."""

    verb_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("suggestion_strip")
        self.setAccessibleName("Suggestions for the sentence")
        self._shown: list[Suggestion] = []
        self._title = plain_label(parent=self)
        self._title.setObjectName("strip_title")
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._top = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._top.setSpacing(2)
        self._top.addWidget(self._title, 1)
        self._buttons = [self._button(*parts) for parts in _BUTTONS]
        row = QHBoxLayout()
        row.setSpacing(2)
        for button in self._buttons:
            row.addWidget(button)
        row.addStretch(1)
        self._top.addLayout(row)
        self.lines = _Lines(self)
        self.lines.verb_wanted.connect(self.verb_wanted)
        self.lines.itemDoubleClicked.connect(lambda _: self.verb_wanted.emit("accept"))
        self._hint = plain_label(parent=self)
        self._hint.setObjectName("strip_hint")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 4, 6, 2)
        column.setSpacing(2)
        column.addLayout(self._top)
        column.addWidget(self.lines, 1)
        column.addWidget(self._hint, 1)
        self.show_suggestions((), settled=False)

    def _button(self, verb: str, picture: str, text: str, tip: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"strip_{verb}")
        button.setIcon(icon(picture))
        button.setText(text)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setAccessibleName(tip)
        button.setToolTip(plain_tooltip(tip))
        button.setAutoRaise(True)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(lambda: self.verb_wanted.emit(verb))
        return button

    def lay_beside(self, *, beside: bool, few: bool, room: int) -> None:
        """Stand beside the article in a part of the room, or below it in few rows."""
        width = min(max(int(room * _SHARE), _NARROWEST), _WIDEST)
        style = Qt.ToolButtonStyle
        for button in self._buttons:
            narrow = beside and width < _WIDEST
            button.setToolButtonStyle(
                style.ToolButtonIconOnly if narrow else style.ToolButtonTextBesideIcon
            )
        way = QBoxLayout.Direction
        self._top.setDirection(way.TopToBottom if beside and width >= _WIDEST else way.LeftToRight)
        self.setMinimumWidth(width if beside else 0)
        self.setMaximumWidth(width if beside else 16_777_215)
        row = self.lines.fontMetrics().height() + 6
        height = 16_777_215 if beside else (1 if few else _ROWS_BELOW) * row + 34
        self.setMaximumHeight(height)
        self.setMinimumHeight(0 if beside else height)

    # Suggestions

    def show_suggestions(self, shown: Sequence[Suggestion], *, settled: bool) -> None:
        """Show these; the choice stays on the same line if it is still there."""
        before = self.chosen
        self._shown = list(shown)
        self.lines.clear()
        for number, one in enumerate(self._shown, 1):
            words = line_of(one)
            line = QListWidgetItem(f"{number}  {words}" if number < 10 else f"    {words}")
            line.setToolTip(plain_tooltip(details_of(one)))
            self.lines.addItem(line)
        self.choose(self._shown.index(before) if before in self._shown else 0)
        some = bool(self._shown)
        count = len(self._shown)
        self._title.setText(f"{count} suggestion{'s' * (count != 1)}" if some else "Suggestions")
        self._hint.setText(SETTLED if settled else NOTHING)
        self.lines.setVisible(some)
        self._hint.setVisible(not some)
        for button in self._buttons:
            button.setEnabled(some)

    @property
    def suggestions(self) -> list[Suggestion]:
        """Return what is shown."""
        return list(self._shown)

    @property
    def chosen(self) -> Suggestion | None:
        """Return the chosen suggestion."""
        place = self.lines.currentRow()
        return self._shown[place] if 0 <= place < len(self._shown) else None

    def choose(self, place: int) -> None:
        """Choose a line, counted from 0."""
        if 0 <= place < len(self._shown):
            self.lines.setCurrentRow(place)

    @property
    def hint(self) -> str:
        """Return what is said where there is nothing to choose."""
        return "" if self._hint.isHidden() else self._hint.text()


class _Lines(QListWidget):
    """The lines; the keys of the article work here too."""

    verb_wanted = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("suggestion_lines")
        self.setAccessibleName("Suggestions for the sentence")
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.setResizeMode(QListWidget.ResizeMode.Adjust)

    def sizeHint(self) -> QSize:
        """Be content with little."""
        return QSize(120, 48)

    def minimumSizeHint(self) -> QSize:
        """Be content with very little."""
        return QSize(60, 20)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Accept, edit and reject by the keys of the article."""
        key = key_of(event)
        if key is not None and key.group == "Suggestions" and key.verb != "choose":
            self.verb_wanted.emit(key.verb)
        else:
            super().keyPressEvent(event)


def line_of(one: Suggestion) -> str:
    """Return what a person reads of a suggestion: its kind, and the reader's line."""
    line = " ".join(one.line.split())
    more = f" (+ {len(one.parts)})" if one.parts else ""
    return f"{KINDS[one.kind].label}: {line}{more}"


def details_of(one: Suggestion, *, within: bool = False) -> str:
    """Return all values of a suggestion and of what hangs off it, a line each."""
    kind = KINDS[one.kind]
    lines = [line_of(one)]
    for key, value in one.values.items():
        if kind.has(key):
            state = one.states.get(key, "stated" if key in one.words else "inferred")
            field = kind.field(key)
            shown = value
            if isinstance(field.type, Choice):
                shown = VOCABULARIES[field.type.vocabulary].label_of(value)
            lines.append(f"{field.label}: {shown}" + ("" if state == "stated" else f" ({state})"))
    lines += [details_of(part, within=True) for part in one.parts]
    keys = f"{key_name('accept')} accepts, {key_name('edit')} edits, {key_name('reject')} rejects"
    return "\n".join(lines if within else [*lines, "", keys])
