"""Cells that are edited: each opens with the editor of its field, and ends as in a spreadsheet."""

from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.cell_answers import FIELD_ROLE, REFUSED_ROLE
from gui.crash import guarded
from gui.editors import FieldEditor, make_editor
from gui.line_editor import LineEditor
from gui.table_keys import ENTER, MOVES
from gui.text_editor import TextEditor
from models import Field, Store

TEXT_EDITOR_SIZE: Final = QSize(360, 128)
_KEYPAD: Final = Qt.KeyboardModifier.KeypadModifier
_OWN_KEYS: Final = (*ENTER, Qt.Key.Key_Escape)
_HINTS: Final = {
    Qt.Key.Key_Tab: QStyledItemDelegate.EndEditHint.EditNextItem,
    Qt.Key.Key_Backtab: QStyledItemDelegate.EndEditHint.EditPreviousItem,
}

_Index = QModelIndex | QPersistentModelIndex


class RecordDelegate(QStyledItemDelegate):
    """Opens the right editor; tells how its typing ended. The table draws its cells itself."""

    ended = Signal(int, object)
    fill_wanted = Signal(object)

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.by_typing = False
        self.for_many = False

    # Editing

    @guarded(None)
    def createEditor(  # type: ignore[override]
        self, parent: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> QWidget | None:
        """Make the editor of the cell's field."""
        field = index.data(FIELD_ROLE)
        if not isinstance(field, Field) or not field.editable:
            return None
        editor = make_editor(field, self._store, parent, compact=True)
        editor.setAutoFillBackground(True)
        editor.committed.connect(lambda: self._finish(editor))
        editor.cancelled.connect(
            lambda: self.closeEditor.emit(editor, self.EndEditHint.RevertModelCache)
        )
        return editor

    @guarded(None)
    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Start with the value, or with the typed text that was refused."""
        if not isinstance(editor, FieldEditor) or editor.typed:
            return
        text = index.data(Qt.ItemDataRole.EditRole)
        editor.set_text("" if text is None else str(text))
        refused = index.data(REFUSED_ROLE)
        if refused:
            editor.show_problem(str(refused))
        if self.by_typing or not isinstance(editor, TextEditor):
            editor.selectAll()

    @guarded(None)
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        """Hand typed text to the model; an untouched editor writes nothing."""
        if isinstance(editor, FieldEditor) and editor.typed:
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)

    @guarded(None)
    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        """Lay the editor over its cell; a long text gets room inside the table."""
        rect = QRect(option.rect)
        viewport = editor.parentWidget()
        if isinstance(editor, TextEditor) and viewport is not None:
            room = viewport.rect()
            rect.setSize(rect.size().expandedTo(TEXT_EDITOR_SIZE).boundedTo(room.size()))
            rect.moveRight(min(rect.right(), room.right()))
            rect.moveBottom(min(rect.bottom(), room.bottom()))
            rect.moveTopLeft(QPoint(max(rect.left(), 0), max(rect.top(), 0)))
        editor.setGeometry(rect)

    @guarded(False)
    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """End the typing at the keys that end it; leave Escape to the editor."""
        if event.type() == QEvent.Type.MouseButtonPress:
            self.by_typing = False
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(editor, event)
        if isinstance(editor, FieldEditor) and self._takes(editor, event):
            return True
        return False if event.key() in _OWN_KEYS else super().eventFilter(editor, event)

    def _takes(self, editor: FieldEditor, event: QKeyEvent) -> bool:
        """Act on a key that is not the editor's; after F2 the arrows are, while typing they end it.

        As in a spreadsheet, F2 goes from the one to the other.
        """
        key, held = Qt.Key(event.key()), event.modifiers() & ~_KEYPAD
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        if key == Qt.Key.Key_F2:
            self.by_typing = not self.by_typing
        elif key in ENTER and control and self.for_many:
            self._fill(editor)
        elif key in ENTER and not held & Qt.KeyboardModifier.AltModifier:
            self._end(editor, self.EndEditHint.SubmitModelCache, 0 if control else key, held)
        elif key in _HINTS and not control:
            self._end(editor, _HINTS[key], key, held)
        elif key in MOVES and not held and self.by_typing and not editor.list_open():
            self._end(editor, self.EndEditHint.NoHint, key, held)
        else:
            return False
        return True

    def _fill(self, editor: FieldEditor) -> None:
        """Ask for the typed text in all selected cells; nothing is written into this one alone."""
        if isinstance(editor, LineEditor):
            editor.complete()
        text = editor.text()
        self.closeEditor.emit(editor, self.EndEditHint.RevertModelCache)
        self.fill_wanted.emit(text)

    def _end(
        self,
        editor: FieldEditor,
        hint: QStyledItemDelegate.EndEditHint,
        key: int,
        held: Qt.KeyboardModifier,
    ) -> None:
        if isinstance(editor, LineEditor):
            editor.complete()
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, hint)
        self.ended.emit(key, held)

    def _finish(self, editor: FieldEditor) -> None:
        """Write what was chosen with the mouse."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, self.EndEditHint.NoHint)


def put_caret_last(editor: QWidget | None) -> None:
    """Let typing go on at the end of a text; what is chosen from a list is chosen anew."""
    if isinstance(editor, LineEditor) and not editor.offering:
        editor.end(False)
    elif isinstance(editor, TextEditor):
        editor.moveCursor(QTextCursor.MoveOperation.End)
