"""Ctrl+K: any command of the program, found by typing a few of its letters."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QAction, QGuiApplication, QIcon, QKeyEvent, QPalette, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QLineEdit,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from gui.crash import guarded
from gui.dialogs.shortcuts import action_keys, action_menu, action_text
from gui.icons import icon
from gui.messages import plain_label
from gui.theme import colour

Index: TypeAlias = QModelIndex | QPersistentModelIndex

LINES: Final = 12
UNAVAILABLE: Final = "not available now"
_MOVES: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_SIDE: Final = 16


@dataclass(frozen=True)
class Command:
    """One action as the palette shows it; the reason says why it cannot be used now."""

    action: QAction
    text: str
    menu: str
    keys: str
    reason: str
    enabled: bool

    @property
    def shown(self) -> str:
        """The text of its line, with the reason when there is one."""
        return f"{self.text}  –  {self.reason}" if self.reason else self.text


def command_of(action: QAction) -> Command:
    """Describe an action as it is now."""
    text = action_text(action)
    if action.isCheckable() and action.isChecked():
        text = f"{text} (on)"
    reason = "" if action.isEnabled() else action.statusTip() or UNAVAILABLE
    return Command(
        action, text, action_menu(action), action_keys(action), reason, action.isEnabled()
    )


def distance(typed: str, command: Command) -> int | None:
    """Tell how far a command is from what was typed, 0 for nearest; None when it is no match.

    Each word typed must begin a word, stand inside, or have its letters in order.
    """
    text = command.text.casefold()
    far = 0
    for word in typed.casefold().split():
        if any(part.startswith(word) for part in text.split()):
            far += 0 if text.startswith(word) else 1
        elif word in text:
            far += 3
        elif word in command.menu.casefold():
            far += 4
        elif _has_letters(text, word):
            far += 8
        else:
            return None
    return far


def _has_letters(text: str, word: str) -> bool:
    """Tell whether the letters of a word follow one another in a text, from a word's start on."""
    for start, letter in enumerate(text):
        if letter == word[0] and (start == 0 or not text[start - 1].isalnum()):
            rest = iter(text[start:])
            if all(wanted in rest for wanted in word):
                return True
    return False


class _Commands(QAbstractTableModel):
    """The commands that match, nearest first: text and shortcut."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[Command] = []
        self._blank = QPixmap(_SIDE, _SIDE)
        self._blank.fill(Qt.GlobalColor.transparent)
        self.found: list[Command] = []

    def take(self, commands: list[Command]) -> None:
        """Show these from now on."""
        self._all = commands
        self.narrow("")

    def narrow(self, typed: str) -> None:
        """Show what matches."""
        near = [(distance(typed, command), command) for command in self._all]
        kept = [(far, command) for far, command in near if far is not None]
        if typed.strip():
            kept.sort(key=lambda pair: (pair[0], not pair[1].enabled))
        self.beginResetModel()
        self.found = [command for _, command in kept]
        self.endResetModel()

    @guarded(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of commands."""
        return 0 if parent.isValid() else len(self.found)

    @guarded(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns: command and shortcut."""
        return 0 if parent.isValid() else 2

    @guarded(None)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role asks of a cell."""
        if not index.isValid():
            return None
        command = self.found[index.row()]
        if index.column():
            return self._key_cell(command, role)
        return self._text_cell(command, role)

    def _text_cell(self, command: Command, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return command.shown
        if role == Qt.ItemDataRole.DecorationRole:
            # A blank one keeps the texts in line.
            own = command.action.icon()
            shown = QIcon(self._blank) if own.isNull() else own
            mode = QIcon.Mode.Normal if command.enabled else QIcon.Mode.Disabled
            return shown.pixmap(QSize(_SIDE, _SIDE), self._ratio(), mode)
        if role == Qt.ItemDataRole.ForegroundRole and not command.enabled:
            return QGuiApplication.palette().color(
                QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text
            )
        if role == Qt.ItemDataRole.AccessibleTextRole and not command.enabled:
            return f"{command.shown}, disabled"
        return None

    def _key_cell(self, command: Command, role: int) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return command.keys
        if role == Qt.ItemDataRole.ForegroundRole:
            return colour("muted" if command.enabled else "disabled")
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _ratio(self) -> float:
        holder = self.parent()
        return holder.devicePixelRatioF() if isinstance(holder, QWidget) else 1.0


class _PaletteEdit(QLineEdit):
    """The line that is typed into; the keys that move and choose go to the list."""

    def __init__(self, palette: "Palette") -> None:
        super().__init__(palette)
        self._palette = palette

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand over the keys of the list."""
        if not self._palette.take_key(event):
            super().keyPressEvent(event)


class Palette(QFrame):
    """A popup over the window: type, choose with the arrows, Enter does it, Escape closes."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self._over = parent
        self.setObjectName("palette")
        self.setAccessibleName("Commands")
        self._actions = tuple(actions)
        self._commands = _Commands(self)
        self._edit = _PaletteEdit(self)
        self._edit.setObjectName("palette_words")
        self._edit.setPlaceholderText("Type a command")
        self._edit.setAccessibleName("Type a command")
        self._edit.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._view = _commands_view(self, self._commands)
        self._nothing = plain_label("No command has these words.", self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMargin(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(6)
        for widget in (self._edit, self._view, self._nothing):
            column.addWidget(widget)
        # A popup over a window of the same colour would have no visible edge.
        self.setStyleSheet(
            "#palette { border: 1px solid palette(dark); } #palette_commands { border: none; }"
        )
        self.setFocusProxy(self._edit)
        self._edit.textChanged.connect(self._narrow)
        self._view.clicked.connect(lambda index: self._run(index.row()))

    def open(self) -> None:
        """Show all commands as they are now, in the upper middle of the window."""
        self._commands.take([command_of(action) for action in self._actions if _usable(action)])
        self._edit.clear()
        window = self._over.window()
        self.setFixedWidth(min(560, max(320, window.width() - 40)))
        self._narrow("")
        above = QPoint((window.width() - self.width()) // 2, max(20, window.height() // 8))
        self.move(window.mapToGlobal(above))
        self.show()
        self._edit.setFocus(Qt.FocusReason.PopupFocusReason)

    def take_key(self, event: QKeyEvent) -> bool:
        """Use a key that moves, chooses or closes; False when it is for typing."""
        if event.key() in _MOVES:
            QApplication.sendEvent(self._view, event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self._view.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            return False
        return True

    def _fit(self) -> None:
        """Be as high as the commands that match, up to a dozen."""
        height = max(self._view.sizeHintForRow(0), self.fontMetrics().height())
        self._view.setFixedHeight(height * min(LINES, len(self._commands.found)))
        self.adjustSize()

    def _narrow(self, typed: str) -> None:
        self._commands.narrow(typed)
        found = bool(self._commands.found)
        self._view.setVisible(found)
        self._nothing.setVisible(not found)
        if found:
            self._view.setCurrentIndex(self._commands.index(0, 0))
        self._fit()

    def _run(self, row: int) -> None:
        """Do the command, after the popup has given the keyboard back."""
        if 0 <= row < len(self._commands.found) and self._commands.found[row].enabled:
            action = self._commands.found[row].action
            self.close()
            QTimer.singleShot(0, action.trigger)


def _usable(action: QAction) -> bool:
    return (
        action.isVisible()
        and not action.isSeparator()
        and action.menu() is None
        and bool(action_text(action))
    )


def _commands_view(parent: QWidget, commands: _Commands) -> QTreeView:
    view = QTreeView(parent)
    view.setObjectName("palette_commands")
    view.setAccessibleName("Commands")
    view.setModel(commands)
    view.setHeaderHidden(True)
    view.setRootIsDecorated(False)
    view.setUniformRowHeights(True)
    view.setAllColumnsShowFocus(True)
    view.setIconSize(QSize(_SIDE, _SIDE))
    view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    header = view.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    return view
