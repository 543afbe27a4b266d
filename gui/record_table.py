"""The view of one kind's records: a spreadsheet to read, type into, filter and sort."""

from dataclasses import replace
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QInputMethodEvent,
    QKeyEvent,
)
from PySide6.QtWidgets import QAbstractItemDelegate, QApplication, QTableView, QWidget

from gui.column_menu import fill_column_menu
from gui.crash import guarded
from gui.delegates import RecordDelegate, put_caret_last
from gui.record_model import REFUSED_ROLE, RecordModel
from gui.sheet_view import SheetView
from gui.sorting import Sorts
from gui.table_keys import ENTER
from gui.words_dropping import DropFrame, carries_words, dropped_words

SELECTING_MILLISECONDS: Final = 60
_Hint = QAbstractItemDelegate.EndEditHint
_Trigger = QTableView.EditTrigger


class RecordTable(SheetView):
    """A table over a RecordModel; it knows rows, columns and cells, never SQL."""

    record_chosen = Signal(str, object)
    cell_chosen = Signal(str, object, str)
    problem_told = Signal(str)
    clear_wanted = Signal()
    fill_wanted = Signal(object)
    menu_wanted = Signal(QPoint)
    selection_changed = Signal()
    words_dropped = Signal(str, object, str, object)

    def __init__(self, model: RecordModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        self._wanted: tuple[int, str] | None = None
        self._drop_frame = DropFrame(self.viewport())
        self.setAcceptDrops(True)
        self.setObjectName(f"table_{model.kind.name}")
        self.setAccessibleName(model.kind.plural)
        self._delegate = RecordDelegate(model.store, self)
        self.setItemDelegate(self._delegate)
        self.setEditTriggers(
            _Trigger.DoubleClicked | _Trigger.EditKeyPressed | _Trigger.AnyKeyPressed
        )
        self._selecting = QTimer(self)
        self._selecting.setSingleShot(True)
        self._selecting.setInterval(SELECTING_MILLISECONDS)
        self._selecting.timeout.connect(self.selection_changed)
        self.show_sort()
        model.typed = self.typed_rows
        self._connect(model)

    def _connect(self, model: RecordModel) -> None:
        self.selectionModel().currentChanged.connect(self._on_current)
        self.selectionModel().selectionChanged.connect(lambda *_: self._selecting.start())
        self._delegate.ended.connect(self._on_ended)
        self._delegate.fill_wanted.connect(self.fill_wanted)
        self.header.customContextMenuRequested.connect(self._header_menu)
        self.header.sort_wanted.connect(self.sort_by)
        self.header.left.connect(self.setFocus)
        model.replaced.connect(self._on_replaced)
        # The rows may be the same, but not the words that are marked in them.
        self.records.begun.connect(self.viewport().update)
        model.modelAboutToBeReset.connect(self._remember)
        model.refused.connect(self._on_refused)
        model.query_refused.connect(self.header.show_refusal)
        model.asked.connect(lambda: self.header.mark_refused("", ""))

    # Records

    def current_record(self) -> int | None:
        """Return the record the cursor is on."""
        return self.records.id_at(self.currentIndex().row())

    def current_field(self) -> str:
        """Return the key of the field the cursor is on."""
        column = self.currentIndex().column()
        return self.records.fields[column].key if column >= 0 else ""

    def choose(self, record: int, field: str = "") -> bool:
        """Put the cursor on a record and perhaps a field; tell whether it is shown here.

        A record that is still on its way from the store is chosen when it arrives.
        """
        row = self.records.row_of(record)
        if row < 0:
            self._wanted = (record, field)
            return False
        self._wanted = None
        column = self.records.column_of(field)
        if column < 0 or self.isColumnHidden(column):
            column = self.currentIndex().column()
        if column < 0 or self.isColumnHidden(column):
            column = next(iter(self.arranged.visible()), 0)
        index = self.records.index(row, column)
        self.setCurrentIndex(index)
        self.scrollTo(index)
        return True

    def _on_current(self, current: QModelIndex, previous: QModelIndex) -> None:
        record = self.records.id_at(current.row())
        if record is None:
            return
        kind = self.records.kind.name
        if self.records.id_at(previous.row()) != record:
            self.record_chosen.emit(kind, record)
        self.cell_chosen.emit(kind, record, self.current_field())

    def _remember(self) -> None:
        record = self.current_record()
        if self._wanted is None and record is not None:
            self._wanted = (record, self.current_field())

    def _on_replaced(self) -> None:
        wanted, self._wanted = self._wanted, None
        if wanted is not None and self.choose(*wanted):
            return
        if self.records.complete:
            self._wanted = None
        if not self.currentIndex().isValid() and self.records.rowCount():
            self.choose(self.records.ids[0])
        # Qt lays rows out in a moment; after the painting everything would be painted once more.
        self.executeDelayedItemsLayout()
        self.viewport().update()

    # Editing

    def commit_editor(self) -> bool:
        """Commit an open editor; tell whether nothing typed is left waiting."""
        editor = self._open_editor()
        if editor is not None:
            self.commitData(editor)
            self.closeEditor(editor, _Hint.NoHint)
        return not self.records.has_drafts

    def _open_editor(self) -> QWidget | None:
        if self.state() != QTableView.State.EditingState:
            return None
        focus = QApplication.focusWidget()
        while focus is not None and focus.parentWidget() is not self.viewport():
            focus = focus.parentWidget()
        return focus

    def typed_rows(self) -> tuple[int, ...]:
        """Return the row with an open editor, if there is one."""
        editing = self.state() == QTableView.State.EditingState
        return (self.currentIndex().row(),) if editing and self.currentIndex().isValid() else ()

    def _on_refused(self, place: QPersistentModelIndex, sentence: str) -> None:
        self.problem_told.emit(sentence)
        # The cell opens again with the text that was typed, unless the person went elsewhere.
        QTimer.singleShot(0, self, lambda: self._reopen(place))

    def _reopen(self, place: QPersistentModelIndex) -> None:
        index = self.records.index(place.row(), place.column())
        here = self.hasFocus() and abs(self.currentIndex().row() - index.row()) <= 1
        if index.isValid() and here and self.state() == QTableView.State.NoState:
            self.setCurrentIndex(index)
            self.edit(index)

    @guarded(False)
    def edit(self, index: QModelIndex, *how: object) -> bool | None:  # type: ignore[override]
        """Open the editor; what typing has opened is replaced and ends with an arrow key."""
        self._delegate.by_typing = bool(how) and how[0] == _Trigger.AnyKeyPressed
        self._delegate.for_many = self._several_selected()
        opened: bool | None = super().edit(index, *how)
        if not self._delegate.by_typing:
            put_caret_last(self.indexWidget(index))
        return opened

    def _several_selected(self) -> bool:
        selection = self.selectionModel().selection()
        if selection.count() != 1:
            return selection.count() > 1
        return selection.at(0).width() * selection.at(0).height() > 1

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and edit as in a spreadsheet."""
        key, held = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key in ENTER and held == Qt.KeyboardModifier.ControlModifier:
            self.fill_wanted.emit(None)
        elif key in ENTER and not held:
            self._enter()
        elif key == Qt.Key.Key_Escape and self.currentIndex().data(REFUSED_ROLE):
            self.records.drop_draft(self.currentIndex())
            self.problem_told.emit("")
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and not held:
            if not self.records.store.readonly:
                self.clear_wanted.emit()
            else:
                self._say_why_not()
        elif key == Qt.Key.Key_F2 and not self._can_edit():
            self._say_why_not()
        elif not self._keys.handle(event):
            super().keyPressEvent(event)

    @guarded(None)
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Hand a letter that was made of several keys to the editor it opens; Qt forgets it."""
        closed = self.indexWidget(self.currentIndex()) is None
        whole = bool(event.commitString()) and not event.preeditString()
        super().inputMethodEvent(event)
        editor: object = self.indexWidget(self.currentIndex())
        if closed and whole and isinstance(editor, QWidget):
            QApplication.sendEvent(editor, event)

    @guarded(None)
    def keyboardSearch(self, search: str) -> None:
        """Say why a letter opens no editor; Qt would look for it through a million rows."""
        self._say_why_not()

    def _say_why_not(self) -> None:
        """Say why the cell cannot be changed."""
        column, store = self.currentIndex().column(), self.records.store
        if store.readonly:
            self.problem_told.emit(store.reason)
        elif column >= 0 and not self.fields[column].editable:
            self.problem_told.emit(f"{self.fields[column].label} is worked out by the program.")

    def _can_edit(self) -> bool:
        return bool(self.currentIndex().flags() & Qt.ItemFlag.ItemIsEditable)

    def _enter(self) -> None:
        if self._can_edit():
            self.edit(self.currentIndex())
        else:
            self._keys.leave(Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier)

    @guarded(None)
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Close the editor; where the cursor goes then is for the keys to say."""
        super().closeEditor(editor, _Hint.NoHint)

    def _on_ended(self, key: int, held: Qt.KeyboardModifier) -> None:
        if not self.currentIndex().data(REFUSED_ROLE):
            self._keys.leave(key, held)

    # Words of the article

    @guarded(None)
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let words of the article in, and nothing else."""
        event.setAccepted(carries_words(event) and not self.records.store.readonly)

    @guarded(None)
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Frame the cell that would take the words."""
        index = self.indexAt(event.position().toPoint())
        takes = index.isValid() and self.fields[index.column()].editable
        self._drop_frame.show(self.visualRect(index) if takes else QRect(), event)

    @guarded(None)
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Frame nothing any more."""
        self._drop_frame.hide()

    @guarded(None)
    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over the words with the cell they were dropped on."""
        self._drop_frame.hide()
        index = self.indexAt(event.position().toPoint())
        record = self.records.id_at(index.row()) if index.isValid() else None
        if record is not None and carries_words(event):
            field = self.fields[index.column()].key
            self.words_dropped.emit(self.records.kind.name, record, field, dropped_words(event))

    # Columns and order

    def shown_columns(self) -> list[str]:
        """Return the keys of the visible columns in their order."""
        return [self.records.fields[column].key for column in self.arranged.visible()]

    def sort_by(self, sorts: Sorts) -> None:
        """Order the records by these columns."""
        self.records.show(replace(self.records.query, sort=sorts))
        self.show_sort()

    def show_sort(self) -> None:
        """Show the model's order in the header, without ordering anew."""
        self.header.show_sorts(self.records.query.sort)

    def _header_menu(self, place: QPoint) -> None:
        fill_column_menu(self.header, self.arranged, place, self.sort_by)

    @guarded(None)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask the window for the menu, by mouse or by the menu key."""
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            cell = self.visualRect(self.currentIndex())
            place = self.viewport().mapToGlobal(cell.bottomLeft())
        self.menu_wanted.emit(place)
