"""Cells of the tables: painted fast, edited with the editor of their field."""

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
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPalette, QPen, QPolygon
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.crash import guarded
from gui.editors import FieldEditor, make_editor
from gui.text_editor import TextEditor
from gui.theme import colour
from models import Field, Store

MARK_ROLE: Final = Qt.ItemDataRole.UserRole + 1
REFUSED_ROLE: Final = Qt.ItemDataRole.UserRole + 2
FIELD_ROLE: Final = Qt.ItemDataRole.UserRole + 3

UNKNOWN: Final = "unknown"
PADDING: Final = 5
MARK_SIDE: Final = 6
TEXT_EDITOR_SIZE: Final = QSize(360, 128)
_LONGEST_SHOWN: Final = 400
_OWN_KEYS: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape)

_Index = QModelIndex | QPersistentModelIndex
_State = QStyle.StateFlag


class RecordDelegate(QStyledItemDelegate):
    """Draws values with the mark of their evidence, and opens the right editor."""

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._marks: dict[str, QColor] = {}
        self._theme = QColor()

    # Painting

    @guarded(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one cell."""
        palette, rect = option.palette, option.rect
        self._follow_theme(palette)
        chosen = bool(option.state & _State.State_Selected)
        painter.save()
        painter.setClipRect(rect)
        painter.fillRect(rect, _background(option, chosen=chosen))
        refused = index.data(REFUSED_ROLE)
        mark = index.data(MARK_ROLE)
        role = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        pen = self._marks["error"] if refused else palette.color(_group(option), role)
        _draw_text(painter, option, index, pen, unknown=mark == UNKNOWN and not refused)
        if mark:
            _draw_mark(painter, rect, self._marks[f"mark_{mark}"])
        if refused:
            _draw_frame(painter, rect, self._marks["error"])
        elif option.state & _State.State_HasFocus:
            _draw_frame(painter, rect, palette.color(QPalette.ColorRole.Accent))
        painter.restore()

    def _follow_theme(self, palette: QPalette) -> None:
        """Look the colours up again when the theme has changed."""
        window = palette.color(QPalette.ColorRole.Window)
        if window != self._theme:
            self._theme = window
            names = ("mark_cited", "mark_inferred", "mark_unknown", "mark_contested", "error")
            self._marks = {name: colour(name) for name in names}

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
        if not isinstance(editor, TextEditor):
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
        """Leave Enter and Escape to the editor, which says when it is done."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in _OWN_KEYS
        ):
            return False
        return super().eventFilter(editor, event)

    def _finish(self, editor: FieldEditor) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, self.EndEditHint.SubmitModelCache)


def _group(option: QStyleOptionViewItem) -> QPalette.ColorGroup:
    if not option.state & _State.State_Enabled:
        return QPalette.ColorGroup.Disabled
    active = option.state & _State.State_Active
    return QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive


def _background(option: QStyleOptionViewItem, *, chosen: bool) -> QColor:
    if chosen:
        return option.palette.color(_group(option), QPalette.ColorRole.Highlight)
    shaded = option.features & QStyleOptionViewItem.ViewItemFeature.Alternate
    role = QPalette.ColorRole.AlternateBase if shaded else QPalette.ColorRole.Base
    return option.palette.color(role)


def _draw_text(
    painter: QPainter, option: QStyleOptionViewItem, index: _Index, pen: QColor, *, unknown: bool
) -> None:
    shown = index.data(Qt.ItemDataRole.DisplayRole)
    text = "" if shown is None else str(shown)
    font, metrics = option.font, option.fontMetrics
    if not text:
        if not unknown:
            return
        text, pen = UNKNOWN, option.palette.color(QPalette.ColorRole.PlaceholderText)
        font = QFont(font)
        font.setItalic(True)
        metrics = QFontMetrics(font)
    # The cell shows one line; what lies beyond it need not be measured.
    line = text[:_LONGEST_SHOWN].replace("\n", " ").replace("\r", " ").replace("\t", " ")
    rect = option.rect
    room = rect.width() - 2 * PADDING
    width = metrics.horizontalAdvance(line)
    if width > room:
        line = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
        width = min(metrics.horizontalAdvance(line), room)
    left = rect.left() + PADDING
    alignment = index.data(Qt.ItemDataRole.TextAlignmentRole)
    if alignment and int(alignment) & int(Qt.AlignmentFlag.AlignRight):
        left = rect.right() + 1 - PADDING - width
    painter.setFont(font)
    painter.setPen(pen)
    baseline = rect.top() + (rect.height() - metrics.height()) // 2 + metrics.ascent()
    painter.drawText(left, baseline, line)


def _draw_mark(painter: QPainter, rect: QRect, mark: QColor) -> None:
    corner = rect.topRight() + QPoint(1, 0)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mark)
    painter.drawPolygon(
        QPolygon([corner, corner - QPoint(MARK_SIDE, 0), corner + QPoint(0, MARK_SIDE)])
    )


def _draw_frame(painter: QPainter, rect: QRect, frame: QColor) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(frame, 1))
    painter.drawRect(rect.adjusted(0, 0, -1, -1))
