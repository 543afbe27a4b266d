"""The likely duplicates of the store: pair by pair, opened side by side or told apart."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QProgressBar,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.messages import plain_label, plain_tooltip
from models import Pair

_ABOUT: Final = "Enter shows a pair side by side, N says that the two are not the same."
_NONE: Final = "No two entries are likely to be the same."
_SHARE: Final = 1000


class LikelyDialog(QDialog):
    """Fills when the search is done; a pair that is dealt with leaves, the next one is chosen."""

    merge_wanted = Signal(object)
    distinct_wanted = Signal(object)
    cancelled = Signal()
    moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("likely")
        self.setWindowTitle("Likely duplicates")
        self.resize(900, 460)
        self._pairs: list[Pair] = []
        self._head = plain_label("Comparing the entries …", self)
        self._head.setObjectName("likely_head")
        self._progress = QProgressBar(self)
        self._progress.setRange(0, _SHARE)
        self._progress.setTextVisible(False)
        self.moved.connect(lambda share: self._progress.setValue(int(share * _SHARE)))
        self._tree = self._make_tree()
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.addWidget(self._head)
        column.addWidget(self._progress)
        column.addWidget(self._tree, 1)
        column.addWidget(self._make_buttons())
        self._allow()

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("likely_pairs")
        tree.setAccessibleName("Pairs that may be one entry")
        tree.setHeaderLabels(["Alike", "Entry", "Other entry", "Why"])
        tree.setRootIsDecorated(False)
        tree.setUniformRowHeights(True)
        tree.setAlternatingRowColors(True)
        header = tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        for place in (1, 2, 3):
            header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        tree.itemActivated.connect(self._on_merge)
        tree.currentItemChanged.connect(lambda: self._allow())
        apart = QShortcut(QKeySequence("N"), tree, self._on_distinct)
        apart.setContext(Qt.ShortcutContext.WidgetShortcut)
        return tree

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._merge = QPushButton("&Merge…", self)
        self._merge.setObjectName("likely_merge")
        self._merge.clicked.connect(self._on_merge)
        self._distinct = QPushButton("&Not a duplicate", self)
        self._distinct.setObjectName("likely_distinct")
        self._distinct.clicked.connect(self._on_distinct)
        for button in (self._merge, self._distinct):
            button.setAutoDefault(False)
            buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        self.finished.connect(lambda: self.cancelled.emit())
        return buttons

    def show_pairs(self, pairs: Sequence[Pair]) -> None:
        """Show what was found."""
        self._progress.hide()
        self._pairs = list(pairs)
        for pair in self._pairs:
            texts = [f"{pair.likeness.score:.0%}", *pair.labels, pair.likeness.sentence]
            row = QTreeWidgetItem(self._tree, texts)
            for place in (1, 2, 3):
                tip = plain_tooltip(texts[place])
                row.setData(place, Qt.ItemDataRole.ToolTipRole, tip)
        self._choose(0)

    def show_problem(self, sentence: str) -> None:
        """Say why nothing was found."""
        self._progress.hide()
        self._head.setText(sentence)

    def take_away(self, pair: Pair) -> None:
        """Let a pair go that is dealt with, and go on to the next one."""
        if pair in self._pairs:
            place = self._pairs.index(pair)
            del self._pairs[place]
            self._tree.takeTopLevelItem(place)
            self._choose(min(place, len(self._pairs) - 1))

    def pair(self) -> Pair | None:
        """Return the chosen pair."""
        row = self._tree.currentItem()
        place = -1 if row is None else self._tree.indexOfTopLevelItem(row)
        return self._pairs[place] if 0 <= place < len(self._pairs) else None

    def _choose(self, place: int) -> None:
        self._head.setText(f"{len(self._pairs):,} pairs. {_ABOUT}" if self._pairs else _NONE)
        if self._pairs:
            self._tree.setCurrentIndex(self._tree.model().index(place, 0))
            self._tree.setFocus()
        self._allow()

    def _allow(self) -> None:
        for button in (self._merge, self._distinct):
            button.setEnabled(self.pair() is not None)

    def _on_merge(self, *_: object) -> None:
        if (pair := self.pair()) is not None:
            self.merge_wanted.emit(pair)

    def _on_distinct(self, *_: object) -> None:
        if (pair := self.pair()) is not None:
            self.distinct_wanted.emit(pair)
