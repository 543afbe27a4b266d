"""Cards of rivals in columns: one column for each thing that is said, one card for each source."""

from collections.abc import Sequence
from string import Template
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gui.crash import guarded
from gui.messages import plain_label, plain_tooltip
from gui.theme import COLOURS, colour, wardrobe
from models import VOCABULARIES, Rival

WIDE: Final = 252
_LONGEST_QUOTE: Final = 280
_LONGEST_VALUE: Final = 120
_GAP: Final = 14
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_MOVES: Final = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_SHEET: Final = Template("""
QFrame#rival { background: $alternate; border: 1px solid $line; border-radius: 6px; }
QFrame#rival:hover { border-color: $field_line; }
QFrame#rival[current="true"] { background: $base; border: 2px solid $accent; }
QFrame#rival QLabel { border: none; background: transparent; }
QLabel#rival_about, QLabel#rival_said, QLabel#column_about { color: $muted; }
QFrame#rival QLabel#rival_rank { background: $raised; border-radius: 7px; padding: 1px 7px; }
QFrame#rival QLabel#rival_rank[preferred="true"] { background: $selection; color: $selection_text; }
""")


class RivalCard(QFrame):
    """One source: what it is, when it said so, in which words, and how it is ranked."""

    focused = Signal(object)
    prefer_wanted = Signal(object)
    words_wanted = Signal(object, object, object)
    move_wanted = Signal(int, int)

    def __init__(self, rival: Rival, parent: QWidget) -> None:
        super().__init__(parent)
        self.rival = rival
        self.setObjectName("rival")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFixedWidth(WIDE)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(10, 8, 10, 8)
        self._column.setSpacing(4)
        self._add_words()
        self._prefer = QPushButton("Prefer this", self)
        self._prefer.setObjectName("prefer")
        self._prefer.setAutoDefault(False)
        self._prefer.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._prefer.clicked.connect(lambda: self.prefer_wanted.emit(rival))
        self._words = QPushButton("Words", self)
        self._words.setObjectName("rival_words")
        self._words.setAutoDefault(False)
        self._words.setFlat(True)
        self._words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words.setToolTip("Show the words in the article")
        self._words.clicked.connect(self._show_words)
        self._words.setVisible(rival.citation.end is not None)
        buttons = QHBoxLayout()
        buttons.addWidget(self._words)
        buttons.addStretch(1)
        buttons.addWidget(self._prefer)
        self._column.addLayout(buttons)
        self.setAccessibleName(_spoken(rival))

    def _add_words(self) -> None:
        one = self.rival.citation
        title = " ".join(one.source_title.split()) or "The coder’s own judgement"
        name = self._label("rival_source", _cut(title, _LONGEST_VALUE))
        font = name.font()
        font.setBold(True)
        name.setFont(font)
        about = " · ".join(filter(None, (self.rival.type_label, self.rival.dated)))
        if about or one.source is not None:
            self._label("rival_about", about or "No type, no date")
        if one.quote:
            quote = " ".join(one.quote.split())
            shown = self._label("rival_quote", f"“{_cut(quote, _LONGEST_QUOTE)}”")
            if len(quote) > _LONGEST_QUOTE:
                shown.setToolTip(plain_tooltip(quote))
        said = self._said()
        if said:
            self._label("rival_said", said)
        if one.rank != "normal":
            rank = self._label("rival_rank", VOCABULARIES["rank"].label_of(one.rank), wrap=False)
            rank.setProperty("preferred", one.rank == "preferred")
            rank.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def _said(self) -> str:
        one = self.rival.citation
        state = "" if one.state in ("", "stated") else VOCABULARIES["state"].label_of(one.state)
        stance = (
            "" if one.stance in ("", "supports") else VOCABULARIES["stance"].label_of(one.stance)
        )
        sure = VOCABULARIES["confidence"].label_of(one.confidence) if one.confidence else ""
        words = (state, stance, f"Confidence {sure.lower()}" if sure else "")
        return "\n".join(part for part in (" · ".join(filter(None, words)), one.note) if part)

    def _label(self, name: str, text: str, *, wrap: bool = True) -> QLabel:
        label = plain_label(text, self)
        label.setObjectName(name)
        label.setWordWrap(wrap)
        self._column.addWidget(label)
        return label

    def set_state(self, *, current: bool, readonly: bool) -> None:
        """Show whether it is the one that Enter prefers, and whether that is possible."""
        if self.property("current") != current:
            self.setProperty("current", current)
            self.style().unpolish(self)
            self.style().polish(self)
        chosen = self.rival.citation.rank == "preferred" and self.rival.agrees
        able = self.rival.choosable and not readonly
        self._prefer.setEnabled(able)
        self._prefer.setText("Change the reason" if chosen else "Prefer this")
        self._prefer.setToolTip(
            "Take what it says as the value; the others stay as deprecated (Enter)"
            if self.rival.choosable
            else "It gives no value of its own"
        )

    def _show_words(self) -> None:
        one = self.rival.citation
        self.words_wanted.emit(one.source, one.start, one.end)

    @guarded(None)
    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the wrapped words need; a scroll area does not ask for it."""
        super().showEvent(event)
        self.setFixedHeight(self._column.totalHeightForWidth(WIDE))

    @guarded(None)
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Become the one that Enter prefers."""
        super().focusInEvent(event)
        self.focused.emit(self)

    @guarded(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the focus, wherever on the card the click was."""
        super().mousePressEvent(event)
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go to the neighbours, Enter prefers, Space shows the words."""
        if event.key() in _ENTER:
            self.prefer_wanted.emit(self.rival)
        elif event.key() in _MOVES:
            self.move_wanted.emit(*_MOVES[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Space and not self._words.isHidden():
            self._show_words()
        else:
            super().keyPressEvent(event)


class RivalColumns(QScrollArea):
    """All cards; arrows walk between them, and the current one is what a decision means."""

    chosen = Signal(object)
    prefer_wanted = Signal(object)
    words_wanted = Signal(object, object, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rivals")
        self.setAccessibleName("What the sources say, side by side")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._cards: list[list[RivalCard]] = []
        self._current: RivalCard | None = None
        self._readonly = False
        self._dress()
        wardrobe().changed.connect(self._dress)

    def sizeHint(self) -> QSize:
        """Return room for all columns, as far as a screen has it."""
        return QSize(max(len(self._cards), 2) * (WIDE + _GAP), 300)

    def _dress(self) -> None:
        self.setStyleSheet(_SHEET.substitute({name: colour(name).name() for name in COLOURS}))

    def show_rivals(self, groups: Sequence[Sequence[Rival]], wanted: Rival | None) -> None:
        """Show these, a column for each group, and make one of them the current."""
        focused = any(card.hasFocus() for card in self._all())
        held = self._current.rival.citation.id if self._current is not None else None
        self._current = None
        sheet = QWidget()
        line = QHBoxLayout(sheet)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(_GAP)
        self._cards = [self._add_column(line, group, sheet) for group in groups]
        line.addStretch(1)
        self.setWidget(sheet)
        cards = self._all()
        own = (card for card in cards if card.rival.citation.id == held)
        first = next(own, None) or next((c for c in cards if c.rival is wanted), None)
        self._choose(first or next(iter(cards), None))
        if focused:
            self.focus_chosen()

    def set_readonly(self, *, readonly: bool) -> None:
        """Allow or forbid deciding."""
        self._readonly = readonly
        self._choose(self._current)

    def current(self) -> Rival | None:
        """Return the one that a decision means."""
        return self._current.rival if self._current is not None else None

    def focus_chosen(self) -> None:
        """Put the keyboard on the current card."""
        if self._current is not None:
            self._current.setFocus(Qt.FocusReason.OtherFocusReason)

    def _all(self) -> list[RivalCard]:
        return [card for column in self._cards for card in column]

    def _add_column(
        self, line: QHBoxLayout, group: Sequence[Rival], sheet: QWidget
    ) -> list[RivalCard]:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(_heading(group[0], sheet))
        about = plain_label(_about(group), sheet)
        about.setObjectName("column_about")
        column.addWidget(about)
        cards = [self._card(rival, sheet) for rival in group]
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        line.addLayout(column)
        return cards

    def _card(self, rival: Rival, sheet: QWidget) -> RivalCard:
        card = RivalCard(rival, sheet)
        card.focused.connect(self._choose)
        card.prefer_wanted.connect(self.prefer_wanted)
        card.words_wanted.connect(self.words_wanted)
        card.move_wanted.connect(self._move)
        return card

    def _choose(self, chosen: object) -> None:
        before, self._current = self._current, chosen if isinstance(chosen, RivalCard) else None
        for card in self._all():
            card.set_state(current=card is self._current, readonly=self._readonly)
        if self._current is not None and self._current is not before:
            # After the layout: a card that was just made has no place yet.
            QTimer.singleShot(0, self, self._bring_into_sight)
            self.chosen.emit(self._current.rival)

    def _bring_into_sight(self) -> None:
        """Scroll as little as shows the current card, of a tall one the upper part."""
        card, sheet = self._current, self.widget()
        if card is None or sheet is None:
            return
        first = any(column[0] is card for column in self._cards)
        place = card.mapTo(sheet, QPoint(0, 0))
        across = place.x(), card.width(), self.viewport().width()
        down = 0 if first else place.y(), card.height(), self.viewport().height()
        for bar, (start, size, room) in (
            (self.horizontalScrollBar(), across),
            (self.verticalScrollBar(), down),
        ):
            least = max(start + size - room, 0)
            bar.setValue(min(max(bar.value(), least), start))

    def _move(self, across: int, down: int) -> None:
        for x, column in enumerate(self._cards):
            if self._current in column:
                y = column.index(self._current) + down
                column = self._cards[min(max(x + across, 0), len(self._cards) - 1)]
                column[min(max(y, 0), len(column) - 1)].setFocus(Qt.FocusReason.TabFocusReason)
                return


def _heading(rival: Rival, sheet: QWidget) -> QLabel:
    says = _cut(" ".join(rival.says.split()), _LONGEST_VALUE) or "No value of its own"
    label = plain_label(says, sheet)
    label.setObjectName("column_value")
    label.setWordWrap(True)
    label.setFixedWidth(WIDE)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() + 3)
    font.setBold(True)
    label.setFont(font)
    label.setMinimumHeight(label.heightForWidth(WIDE))
    return label


def _about(group: Sequence[Rival]) -> str:
    sources = len({one.citation.source for one in group if one.citation.source is not None})
    many = f"{sources} source{'s' if sources != 1 else ''}" if sources else "concluded by the coder"
    if group[0].context:
        return f"{many} · told for context"
    return f"{many} · held now" if group[0].agrees else many


def _spoken(rival: Rival) -> str:
    one = rival.citation
    parts = (rival.says, one.source_title, rival.type_label, rival.dated, one.rank)
    return ", ".join(part for part in parts if part)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
