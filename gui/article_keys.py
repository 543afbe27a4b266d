"""The keys of the article: it is read-only, so plain letters are free; menus and help read them."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QWidget

from gui.crash import guarded
from gui.messages import plain_label

_Key = Qt.Key
_SHIFT: Final = Qt.KeyboardModifier.ShiftModifier
_NONE: Final = Qt.KeyboardModifier.NoModifier


@dataclass(frozen=True)
class DeskKey:
    """One key: what it is called on the keyboard, what it does, in words and for the program."""

    name: str
    verb: str
    text: str
    keys: tuple[Qt.Key, ...]
    held: Qt.KeyboardModifier = _NONE
    argument: str = ""
    group: str = "Words"


KEYS: Final = (
    DeskKey("V", "value", "Make them the value of the field in focus", (_Key.Key_V,)),
    DeskKey("E", "evidence", "Cite them for the value in focus", (_Key.Key_E,)),
    DeskKey("Shift+E", "evidence_as", "Cite them as attributed, inferred …", (_Key.Key_E,), _SHIFT),
    DeskKey("N", "record", "New entry", (_Key.Key_N,), argument="entry"),
    DeskKey("F", "record", "New figure", (_Key.Key_F,), argument="figure"),
    DeskKey("M", "record", "New milestone", (_Key.Key_M,), argument="milestone"),
    DeskKey("P", "record", "New party", (_Key.Key_P,), argument="party"),
    DeskKey("R", "record", "New remark", (_Key.Key_R,), argument="remark"),
    DeskKey("L", "record", "New location", (_Key.Key_L,), argument="location"),
    DeskKey("D", "aside", "Set them aside, with a reason", (_Key.Key_D,)),
    DeskKey("Backspace", "take_away", "Take away what rests on them", (_Key.Key_Backspace,)),
    DeskKey("Space", "next_mention", "Select the next name, date or number", (_Key.Key_Space,)),
    DeskKey(
        "Shift+Space", "previous_mention", "Select the one before", (_Key.Key_Space,), _SHIFT
    ),
    DeskKey(
        "Enter, A", "accept", "Accept the chosen one",
        (_Key.Key_A, _Key.Key_Return, _Key.Key_Enter), group="Suggestions",
    ),
    DeskKey(
        "Shift+Enter", "accept_all", "Accept all of the sentence",
        (_Key.Key_Return, _Key.Key_Enter), _SHIFT, group="Suggestions",
    ),
    DeskKey("Tab", "edit", "Accept it and go on in the detail", (_Key.Key_Tab,),
            group="Suggestions"),
    DeskKey("X, Del", "reject", "Reject the chosen one", (_Key.Key_X, _Key.Key_Delete),
            group="Suggestions"),
    *(
        DeskKey(str(number), "choose", "Choose it by its number", (_Key(_Key.Key_0 + number),),
                argument=str(number), group="Suggestions")
        for number in range(1, 10)
    ),
    DeskKey("F8", "next_open", "Go to the next open sentence", (_Key.Key_F8,), group="Walking"),
    DeskKey("Shift+F8", "previous_open", "Go to the open sentence before", (_Key.Key_F8,), _SHIFT,
            group="Walking"),
    DeskKey("T", "toggle_mentions", "Underline what the reader recognises, or not", (_Key.Key_T,),
            group="Walking"),
    DeskKey("?", "help", "Show these keys", (_Key.Key_Question,), group="Walking"),
)  # fmt: skip
_SHAPES: Final = (
    ("Full bar", "coded: a record rests on the sentence"),
    ("Dotted line", "set aside: nothing in it to code"),
    ("Open box", "open: nobody has looked at it yet"),
)


def key_of(event: QKeyEvent) -> DeskKey | None:
    """Return what a key means in the article."""
    held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    key = event.key()
    if key == _Key.Key_Question:
        held = _NONE
    return next((one for one in KEYS if key in one.keys and one.held == held), None)


def key_name(verb: str, argument: str = "") -> str:
    """Return the keys of what can be done, as a menu shows them."""
    return next((one.name for one in KEYS if (one.verb, one.argument) == (verb, argument)), "")


class LetterMenu(QMenu):
    """A menu whose lines are chosen by the letter written beside them, or with the arrow keys."""

    chosen = Signal(str)

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._letters: dict[str, str] = {}
        self._last = ""

    def add(self, code: str, text: str, letter: str) -> None:
        """Add a line for a code; its letter chooses it."""
        action = self.addAction(f"{text.replace('&', '&&')}\t{letter.upper()}")
        self._letters[letter.upper()] = code
        action.setProperty("code", code)
        action.triggered.connect(lambda: self._choose(code))

    def open_at(self, place: QPoint) -> None:
        """Open with the last choice ready for Enter."""
        ready = next((a for a in self.actions() if a.property("code") == self._last), None)
        self.popup(place)
        self.setActiveAction(ready or self.actions()[0])

    def _choose(self, code: str) -> None:
        self._last = code
        self.chosen.emit(code)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by letter."""
        code = self._letters.get(event.text().upper())
        if code is None:
            super().keyPressEvent(event)
            return
        self.close()
        self._choose(code)


class KeyHelp(QFrame):
    """All keys of the article, one key away; any key closes it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("key_help")
        self.setAccessibleName("Keys of the article")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        groups: dict[str, list[tuple[str, str]]] = {"Words": [], "Suggestions": [], "Walking": []}
        for one in KEYS:
            if one.verb != "choose" or one.argument == "1":
                name = "1 … 9" if one.verb == "choose" else one.name
                groups[one.group].append((name, one.text))
        left, right = self._column(), self._column()
        self._fill(left, "Selected words, else the sentence the cursor is in", groups["Words"])
        self._fill(right, "Suggestions for the sentence", groups["Suggestions"])
        self._fill(right, "Walking through the article", groups["Walking"])
        self._fill(right, "The bars at the left edge", list(_SHAPES))
        columns = QHBoxLayout(self)
        columns.setContentsMargins(16, 12, 16, 14)
        columns.setSpacing(28)
        columns.addLayout(left)
        columns.addLayout(right)

    def _column(self) -> QGridLayout:
        column = QGridLayout()
        column.setHorizontalSpacing(12)
        column.setVerticalSpacing(3)
        return column

    def _fill(self, grid: QGridLayout, title: str, lines: list[tuple[str, str]]) -> None:
        row = grid.rowCount()
        head = plain_label(title, self)
        font = head.font()
        font.setBold(True)
        head.setFont(font)
        head.setContentsMargins(0, 8 if row > 1 else 0, 0, 2)
        grid.addWidget(head, row, 0, 1, 2)
        for number, (name, text) in enumerate(lines, row + 1):
            key = plain_label(name, self)
            key.setObjectName("key_name")
            grid.addWidget(key, number, 0)
            grid.addWidget(plain_label(text, self), number, 1)
        grid.setRowStretch(row + len(lines) + 1, 1)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with any key."""
        self.close()


def show_keys(parent: QWidget) -> None:
    """Show all keys over the lower part of a pane, within the screen."""
    page = KeyHelp(parent)
    page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page.adjustSize()
    screen = parent.screen().availableGeometry()
    corner = parent.mapToGlobal(QPoint(15, parent.height() - page.height() - 30))
    corner.setX(max(min(corner.x(), screen.right() - page.width()), screen.left()))
    corner.setY(max(min(corner.y(), screen.bottom() - page.height()), screen.top()))
    page.move(corner)
    page.show()
