"""A window that lists the shortcuts of all actions, menu by menu."""

import re
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QFont, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.icons import icon
from gui.messages import plain_label

ELSEWHERE: Final = "Elsewhere"
_MNEMONIC: Final = re.compile(r"\(&\w\)|&(.)")


def action_text(action: QAction) -> str:
    """Return the text of an action without the marks of its mnemonic."""
    return _plain(action.text())


def action_keys(action: QAction) -> str:
    """Return the shortcuts of an action as they are written on the keys."""
    native = QKeySequence.SequenceFormat.NativeText
    return " or ".join(keys.toString(native) for keys in action.shortcuts() if not keys.isEmpty())


def action_menu(action: QAction) -> str:
    """Return the title of the menu in the menu bar that an action is found in, or an empty text."""
    for holder in action.associatedObjects():
        if isinstance(holder, QMenu) and holder.title():
            return action_menu(holder.menuAction()) or _plain(holder.title())
    return ""


def _plain(text: str) -> str:
    return _MNEMONIC.sub(lambda mark: mark.group(1) or "", text.partition("\t")[0]).strip()


class ShortcutsWindow(QDialog):
    """Stands beside the main window while one looks shortcuts up."""

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("shortcuts")
        self.setWindowTitle("Keyboard shortcuts")
        self.setModal(False)
        self._filter = QLineEdit(self)
        self._filter.setPlaceholderText("Find a command or a key")
        self._filter.setAccessibleName("Find a command or a key")
        self._filter.setClearButtonEnabled(True)
        self._filter.addAction(icon("search", "muted"), QLineEdit.ActionPosition.LeadingPosition)
        self._lines = _lines_view(self)
        self._nothing = plain_label("No shortcut has these words.", self)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        # Enter belongs to the line one types into.
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(10)
        for widget in (self._filter, self._nothing, self._lines, buttons):
            column.addWidget(widget)
        self._filter.textChanged.connect(self._narrow)
        self._groups: dict[str, tuple[QTreeWidgetItem, list[QTreeWidgetItem]]] = {}
        self._fill(actions)
        lines = sum(1 + len(lines) for _, lines in self._groups.values())
        height = lines * max(20, self._lines.sizeHintForRow(0))
        self.resize(480, min(640, height + 130))

    def _fill(self, actions: Sequence[QAction]) -> None:
        menus: dict[str, list[list[str]]] = {}
        for action in actions:
            text, keys = action_text(action), action_keys(action)
            if text and keys:
                menus.setdefault(action_menu(action) or ELSEWHERE, []).append([text, keys])
        if ELSEWHERE in menus:
            menus[ELSEWHERE] = menus.pop(ELSEWHERE)
        for menu, texts in menus.items():
            group = _group_line(self._lines, menu)
            self._groups[menu] = group, [_key_line(group, text) for text in texts]
        self._lines.expandAll()

    def _narrow(self, typed: str) -> None:
        """Show the lines that have all the words in their command, keys or menu."""
        words = typed.casefold().split()
        found = False
        for group, lines in self._groups.values():
            kept = [_narrow_line(group, line, words) for line in lines]
            group.setHidden(not any(kept))
            found = found or any(kept)
        self._lines.setVisible(found)
        self._nothing.setVisible(not found)


def _narrow_line(group: QTreeWidgetItem, line: QTreeWidgetItem, words: list[str]) -> bool:
    text = f"{group.text(0)} {line.text(0)} {line.text(1)}".casefold()
    kept = all(word in text for word in words)
    line.setHidden(not kept)
    return kept


def _lines_view(parent: QWidget) -> QTreeWidget:
    view = QTreeWidget(parent)
    view.setObjectName("shortcut_lines")
    view.setAccessibleName("Commands and their shortcuts")
    view.setColumnCount(2)
    view.setHeaderHidden(True)
    view.setRootIsDecorated(False)
    view.setItemsExpandable(False)
    view.setUniformRowHeights(True)
    view.setAllColumnsShowFocus(True)
    view.setIndentation(12)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    header = view.header()
    header.setStretchLastSection(False)
    header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
    return view


def _group_line(view: QTreeWidget, menu: str) -> QTreeWidgetItem:
    group = QTreeWidgetItem(view, [menu])
    group.setFlags(Qt.ItemFlag.ItemIsEnabled)
    group.setFirstColumnSpanned(True)
    font = QFont()
    font.setBold(True)
    group.setFont(0, font)
    return group


def _key_line(group: QTreeWidgetItem, texts: list[str]) -> QTreeWidgetItem:
    line = QTreeWidgetItem(group, texts)
    line.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return line
