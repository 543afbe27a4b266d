"""The left pane: regions, countries and sectors, with the number of entries in each."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTreeView, QWidget

from gui.crash import guarded
from gui.icons import icon
from gui.notify import Notifier, change_of_signal
from gui.place_model import PlaceFacts, PlaceModel, arrange, read_places
from gui.tasks import Tasks
from models import Change, FactError, Scope, Store

COALESCE_MILLISECONDS: Final = 40
CHOOSE_MILLISECONDS: Final = 150
COUNT_MARGIN: Final = 14
LARGE_CHANGE: Final = 2_000
_COUNTED: Final = {
    "entry": {"country", "sector"},
    "country": {"code", "name", "region", "group"},
    "view": {"name", "table", "query"},
}


_VIEW_MENU: Final = (
    ("open", "&Open", "eye"),
    ("update", "&Update to what is shown", "refresh-cw"),
    ("rename", "&Rename\tF2", "pencil"),
    ("copy", "&Copy as a line of text", "copy"),
    ("delete", "&Delete", "trash-2"),
)


class CountryTree(QTreeView):
    """Shows how many entries each place has, and tells which one is chosen."""

    place_chosen = Signal(object)
    new_entry_wanted = Signal(object)
    view_wanted = Signal(str, object)
    view_renamed = Signal(object, str)

    def __init__(
        self, store: Store, notifier: Notifier, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._facts: PlaceFacts | None = None
        self._scope = self._told = Scope()
        self._reading = self._stale = self._showing = self._opening = False
        self._places = PlaceModel(self)
        self._places.readonly = store.readonly
        self._coalesce = self._timer(COALESCE_MILLISECONDS, self.refresh)
        self._settle = self._timer(CHOOSE_MILLISECONDS, self._tell)
        self._arrange()
        self._places.rowsInserted.connect(self._on_inserted)
        self._places.renamed.connect(self.view_renamed)
        self.selectionModel().currentChanged.connect(self._on_current)
        self.clicked.connect(self._on_clicked)
        notifier.changed.connect(self._on_changed)
        self.refresh()

    def _timer(self, milliseconds: int, call: Callable[[], object]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(call)
        return timer

    def _arrange(self) -> None:
        self.setObjectName("country_tree")
        self.setAccessibleName("Countries and sectors")
        self.setModel(self._places)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setAllColumnsShowFocus(True)
        self.setIndentation(16)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.header()
        header.setStretchLastSection(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Fixed)

    # The place

    def current_scope(self) -> Scope:
        """Return the place that is chosen, everywhere at first."""
        return self._scope

    def choose(self, scope: Scope) -> None:
        """Choose a place, also before the tree has been read; told like a choice by hand."""
        self._scope = scope
        self._leave_view()
        self._show()
        shown = self._places.index_of(scope)
        if shown.isValid():
            self.scrollTo(shown)
        self._tell()

    def refresh(self) -> None:
        """Read the counts anew, away from the main thread."""
        if self._reading:
            # Breaking off the read under way would, in a long burst, never let one end.
            self._stale = True
            return
        self._reading, self._stale = True, False
        self._tasks.read(
            lambda ticket: read_places(self._store, ticket), self._on_read, self._on_refused
        )

    # Hearing

    def _on_changed(self, change: object) -> None:
        if _moves_counts(change_of_signal(change)) and not self._coalesce.isActive():
            self._coalesce.start()

    def _on_read(self, facts: PlaceFacts) -> None:
        self._reading = False
        self._facts = facts
        self._show()
        if self._stale:
            self._coalesce.start()

    def _on_refused(self, error: FactError) -> None:
        self._reading = False
        self._tasks.refused.emit(error)

    def _on_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        if not parent.isValid():
            for row in range(first, last + 1):
                self.expand(self._places.index(row, 0))

    def _on_current(self, current: QModelIndex) -> None:
        place = self._places.place(current)
        if not self._showing and place is not None and place.scope is not None:
            self._scope = place.scope
            # Holding an arrow key down would otherwise ask the tables for every place passed.
            self._settle.start()

    def _on_clicked(self, index: QModelIndex) -> None:
        # A click with Ctrl takes the selection away, and the place would no longer be seen; keys
        # that fold work from the first column only.
        self.setCurrentIndex(index.siblingAtColumn(0))
        if not self._open_view(index):
            self._tell()

    def _tell(self) -> None:
        self._settle.stop()
        if self._scope != self._told:
            self._told = self._scope
            self.place_chosen.emit(self._scope)
            # The place left may have stood there without entries.
            self._show()

    def _open_view(self, index: QModelIndex) -> bool:
        """Ask for the view in a row; tell whether there is one."""
        place = self._places.place(index)
        if place is None or place.view is None:
            return False
        self._settle.stop()
        # The place that the view is of may change; the cursor stays on the view.
        self._opening = True
        self.view_wanted.emit("open", place.view)
        self._opening = False
        return True

    def _leave_view(self) -> None:
        """Take the cursor off a view when another place is chosen than by opening it."""
        place = self._places.place(self.currentIndex())
        if place is not None and place.view is not None and not self._opening:
            self._showing = True
            self.setCurrentIndex(QModelIndex())
            self._showing = False

    def _show(self) -> None:
        """Show the facts, with the chosen place among them and the cursor on it."""
        if self._facts is None:
            return
        self._showing = True
        try:
            self._places.show(arrange(self._facts, self._scope))
            self._fit()
            current = self._places.place(self.currentIndex())
            shown = self._index_of_choice()
            if current is None or current.scope not in (self._scope, None):
                self._move_quietly(shown)
        finally:
            self._showing = False

    def _fit(self) -> None:
        """Make the column of counts as wide as the largest."""
        # Not ResizeToContents, which measures every open row at each change of one.
        places = [self._places.place(index) for index in self._top()]
        most = max((place.entries for place in places if place is not None), default=0)
        width = self.fontMetrics().horizontalAdvance(f"{most:,}") + COUNT_MARGIN
        if width != self.columnWidth(1):
            self.setColumnWidth(1, width)

    def _top(self) -> list[QModelIndex]:
        return [self._places.index(row, 0) for row in range(self._places.rowCount())]

    def _index_of_choice(self) -> QModelIndex:
        """Return the row of the chosen place; everywhere is the region, when there is only one."""
        if self._scope == Scope():
            regions = [index for index in self._top() if self._is_region(index)]
            return regions[0] if len(regions) == 1 else QModelIndex()
        return self._places.index_of(self._scope)

    def _is_region(self, index: QModelIndex) -> bool:
        place = self._places.place(index)
        return place is not None and place.scope is not None and place.scope.region is not None

    def _move_quietly(self, index: QModelIndex) -> None:
        """Put the cursor on a row without scrolling to it."""
        scrolls = self.hasAutoScroll()
        self.setAutoScroll(False)
        self.setCurrentIndex(index)
        self.setAutoScroll(scrolls)

    # Keys and menu

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose at once on Enter."""
        entered = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        editing = self.state() == QAbstractItemView.State.EditingState
        if entered and not editing and not self._open_view(self.currentIndex()):
            self._tell()
        super().keyPressEvent(event)

    @guarded(None)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer what can be done with the place under the pointer, or under the cursor."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            where = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index, where = self.indexAt(event.pos()), event.globalPos()
        self._menu(index).popup(QPoint(where))
        event.accept()

    def _menu(self, index: QModelIndex) -> QMenu:
        place = self._places.place(index)
        scope = place.scope if place is not None else None
        text = place.text if place is not None else ""
        menu = QMenu(self)
        menu.setObjectName("country_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if place is not None and place.view is not None:
            self._fill_view_menu(menu, index, place.view)
            return menu
        new = menu.addAction(icon("plus"), "&New entry here")
        new.triggered.connect(lambda: self.new_entry_wanted.emit(scope))
        new.setEnabled(scope is not None and not self._store.readonly)
        copy = menu.addAction(icon("copy"), "&Copy")
        copy.triggered.connect(lambda: QGuiApplication.clipboard().setText(text))
        copy.setEnabled(bool(text))
        menu.addSeparator()
        menu.addAction("&Expand all").triggered.connect(self.expandAll)
        menu.addAction("Co&llapse sectors").triggered.connect(self._collapse)
        return menu

    def _fill_view_menu(self, menu: QMenu, index: QModelIndex, view: int) -> None:
        """Offer what can be done with a view."""
        for verb, label, picture in _VIEW_MENU:
            action = menu.addAction(icon(picture), label) if picture else menu.addAction(label)
            if verb == "rename":
                action.triggered.connect(lambda: self.edit(index.siblingAtColumn(0)))
            else:
                action.triggered.connect(lambda _, verb=verb: self.view_wanted.emit(verb, view))
            action.setEnabled(verb in ("open", "copy") or not self._store.readonly)

    def _collapse(self) -> None:
        self.collapseAll()
        self.expandToDepth(0)


def _moves_counts(change: Change) -> bool:
    """Tell whether a change may move an entry in the tree, or the name of a place."""
    if len(change.cells) > LARGE_CHANGE:
        return True
    return any(kind in _COUNTED for kind, _ in change.added | change.removed) or any(
        field in _COUNTED.get(kind, ()) for kind, _, field in change.cells
    )
