"""The worklist: what is left to do in the store, by section, each line leading to its place."""

from collections.abc import Collection
from time import monotonic
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QMenu,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from gui.crash import guarded
from gui.icons import icon
from gui.messages import plain_label
from gui.notify import Notifier
from gui.tasks import Tasks
from gui.worklist_model import NAME, SENTENCE, WorklistModel
from models import ChorePile, FactError, Store, find_chores

Index = QModelIndex | QPersistentModelIndex
NOTHING: Final = "Nothing is left to do: no rule is broken and no value contested."
NOT_YET: Final = "Not looked yet. Look: F5"
STALE: Final = "Changed since. Look again: F5"
QUICK_SECONDS: Final = 3.0
_REST_MILLISECONDS: Final = 400
_KEY: Final = "worklist"


class WorklistPane(QWidget):
    """Lists chores, leads to their places, and looks again when something has changed."""

    record_wanted = Signal(str, object, str)
    pair_wanted = Signal(object, object)
    distinct_wanted = Signal(object, object)
    pairs_wanted = Signal()
    looked = Signal()
    _moved = Signal(float)

    def __init__(
        self, store: Store, notifier: Notifier, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("worklist_pane")
        self.setAccessibleName("Worklist")
        self._store = store
        self._tasks = tasks
        self._seconds = 0.0
        self._begun: float | None = None
        self._fresh = False
        self._opened: set[str] = set()
        self._percent = -1
        self.model = WorklistModel(self)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_REST_MILLISECONDS)
        self._later.timeout.connect(self._look_if_seen)
        self._make_actions()
        self._lay_out()
        notifier.changed.connect(self._on_changed)
        self._moved.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    def _make_actions(self) -> None:
        self.look_action = QAction(icon("refresh-cw"), "Look again", self)
        self.look_action.setShortcut(QKeySequence(Qt.Key.Key_F5))
        self.look_action.triggered.connect(self.look)
        self.show_action = QAction(icon("eye"), "Go to the record", self)
        self.show_action.triggered.connect(self._go)
        self.apart_action = QAction("Not a duplicate", self)
        self.apart_action.setShortcut(QKeySequence("N"))
        self.apart_action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.apart_action.setEnabled(False)
        self.apart_action.triggered.connect(self._tell_apart)
        self.copy_action = QAction(icon("copy"), "Copy", self)
        self.copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.copy_action.triggered.connect(self.copy)
        # The key is shown in the menu; pressed, it is the window's, which asks for a copy here.
        self.look_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.addAction(self.look_action)

    def _lay_out(self) -> None:
        self.words = QLineEdit(self)
        self.words.setObjectName("worklist_filter")
        self.words.setPlaceholderText("Find in the worklist")
        self.words.setAccessibleName("Find in the worklist")
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(320)
        self.words.textChanged.connect(self._find)
        self.words.returnPressed.connect(self._to_list)
        self.hint = plain_label(NOT_YET, self)
        self.hint.setObjectName("worklist_hint")
        again = QToolButton(self)
        again.setObjectName("look_again")
        again.setDefaultAction(self.look_action)
        again.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        again.setToolTip("Look at the whole store again (F5)")
        self.tree = QTreeView(self)
        self.tree.setObjectName("worklist")
        self.tree.setAccessibleName("What is left to do")
        self.tree.setModel(self.model)
        self.tree.setUniformRowHeights(True)
        self.tree.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.tree.customContextMenuRequested.connect(self._open_menu)
        self.tree.activated.connect(self._go)
        self.tree.addAction(self.apart_action)
        self.tree.selectionModel().currentChanged.connect(self._allow)
        self.model.modelReset.connect(self._allow)
        self.tree.expanded.connect(lambda index: self._opened.add(self._pile_at(index)))
        self.tree.collapsed.connect(lambda index: self._opened.discard(self._pile_at(index)))
        header = self.tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(SENTENCE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(NAME, 300)
        top = QHBoxLayout()
        top.setContentsMargins(6, 3, 6, 3)
        top.setSpacing(6)
        top.addWidget(self.words, 1)
        top.addWidget(self.hint, 1)
        top.addWidget(again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.tree, 1)
        self.setFocusProxy(self.tree)

    # Looking

    def look(self) -> None:
        """Look at the whole store in the background; a look under way begins again."""
        self._later.stop()
        self._begun, self._fresh, self._percent = monotonic(), True, -1
        self.hint.setText("Looking …")
        self._tasks.read(
            lambda ticket: find_chores(self._store, ticket, self._report),
            self._take,
            self._on_failed,
            key=_KEY,
        )

    def look_if_stale(self) -> None:
        """Look when it comes into sight, unless that was done and nothing has changed."""
        if self._is_seen() and not self._fresh and self._seconds < QUICK_SECONDS:
            self._later.start()

    def _is_seen(self) -> bool:
        """Tell whether it is in front: behind another tab it counts as visible for Qt."""
        return self.isVisible() and not self.visibleRegion().isEmpty()

    def _look_if_seen(self) -> None:
        # While the window is put together its panes are shown for a moment.
        if self._is_seen():
            self.look()

    def _report(self, share: float) -> None:
        """Tell from the thread how far it is, a percent at a time."""
        percent = int(share * 100)
        if percent != self._percent:
            self._percent = percent
            self._moved.emit(share)

    def _take(self, piles: list[ChorePile]) -> None:
        if self._begun is not None:
            self._seconds = monotonic() - self._begun
        self._begun = None
        here = self._place()
        self.model.show_piles(piles)
        self._unfold()
        self._return_to(here)
        total = sum(pile.total for pile in piles)
        said = f"{total:,} to do" if total else NOTHING
        self.hint.setText(said if self._fresh else STALE)
        if not self._fresh and self._seconds < QUICK_SECONDS:
            self._later.start()
        self.looked.emit()

    def _on_failed(self, error: FactError) -> None:
        self._begun, self._fresh = None, False
        self.hint.setText(error.sentence)

    def _show_progress(self, share: float) -> None:
        if self._begun is not None:
            self.hint.setText(f"Looking … {share:.0%}")

    def _on_changed(self, _: object) -> None:
        """Look again by itself where that is quick; else say that there is news."""
        if not self._fresh and self._begun is None and not self._seconds:
            return
        self._fresh = False
        self.hint.setText(STALE)
        self.look_if_stale()

    @guarded(None)
    def showEvent(self, event: QShowEvent) -> None:
        """Look when it is opened."""
        super().showEvent(event)
        if not self._fresh and self._seconds < QUICK_SECONDS:
            self._later.start()

    # What is open

    def opened(self) -> list[str]:
        """Return the headings that are unfolded, to be remembered."""
        return sorted(self._opened)

    def restore(self, opened: Collection[object]) -> None:
        """Unfold these headings once they are there."""
        self._opened = {str(one) for one in opened}
        self._unfold()

    def _unfold(self) -> None:
        finding = bool(self.words.text().strip())
        for row in range(self.model.rowCount()):
            index = self.model.index(row, 0)
            blocked = self.tree.blockSignals(True)
            self.tree.setExpanded(index, finding or self.model.pile(row).key in self._opened)
            self.tree.blockSignals(blocked)

    def _pile_at(self, index: Index) -> str:
        top = index.parent() if index.parent().isValid() else index
        return self.model.pile(top.row()).key if top.isValid() else ""

    def _place(self) -> tuple[str, int]:
        index = self.tree.currentIndex()
        return self._pile_at(index), index.row() if index.parent().isValid() else -1

    def _return_to(self, place: tuple[str, int]) -> None:
        """Keep the cursor where it was; on what took its place when the chore is done."""
        for row in range(self.model.rowCount()):
            if self.model.pile(row).key == place[0]:
                top = self.model.index(row, 0)
                last = min(place[1], self.model.rowCount(top) - 1)
                self.tree.setCurrentIndex(self.model.index(last, 0, top) if last >= 0 else top)

    # Using it

    def _find(self, words: str) -> None:
        self.model.find(words)
        self._unfold()

    def _to_list(self) -> None:
        self.tree.setFocus()
        if not self.tree.currentIndex().isValid():
            self.tree.setCurrentIndex(self.model.index(0, 0))

    def _go(self, *_: object) -> None:
        chore = self.model.chore(self.tree.currentIndex())
        if chore is None:
            return
        if not chore.kind:
            self.pairs_wanted.emit()
        elif chore.other is not None:
            self.pair_wanted.emit(chore.record, chore.other)
        else:
            self.record_wanted.emit(chore.kind, chore.record, chore.field)

    def _tell_apart(self) -> None:
        chore = self.model.chore(self.tree.currentIndex())
        if chore is not None and chore.other is not None:
            self.distinct_wanted.emit(chore.record, chore.other)

    def _allow(self, *_: object) -> None:
        """Say what Enter does here; N is a key only on a pair, else it finds a line."""
        chore = self.model.chore(self.tree.currentIndex())
        pair = chore is not None and chore.other is not None
        self.apart_action.setEnabled(pair and not self._store.readonly)
        self.show_action.setText("Show both side by side" if pair else "Go to the record")
        self.show_action.setEnabled(chore is not None)

    def copy(self) -> None:
        """Copy the chosen line as text."""
        index = self.tree.currentIndex()
        cells = (index.siblingAtColumn(column).data() for column in (SENTENCE, NAME))
        QApplication.clipboard().setText("\t".join(filter(None, cells)))

    def _open_menu(self, place: QPoint) -> None:
        menu = QMenu(self)
        menu.setObjectName("worklist_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        shown = [self.show_action, self.apart_action, self.copy_action]
        menu.addActions([one for one in shown if one.isEnabled() or one is not self.apart_action])
        menu.addSeparator()
        menu.addAction(self.look_action)
        menu.popup(self.tree.viewport().mapToGlobal(place))
