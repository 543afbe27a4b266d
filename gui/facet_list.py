"""The values of one facet: how often each occurs, which are chosen, which are left out."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gui.crash import guarded
from gui.facet_choice import FacetChoice, canonical
from gui.icons import icon
from gui.messages import plain_tooltip
from gui.theme import colour

if TYPE_CHECKING:
    from models import FacetValue

Index = QModelIndex | QPersistentModelIndex
VALUE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
STATE_ROLE: Final = Qt.ItemDataRole.UserRole + 2
UNCOUNTED: Final = -1
INCLUDED, EXCLUDED = "included", "excluded"
_SIGN, _PADDING, _ROW_PADDING = 18, 6, 7
_STATES: Final = {INCLUDED: "shown", EXCLUDED: "left out"}
_SIGNS: Final = {INCLUDED: ("check", "accent"), EXCLUDED: ("x", "error")}


class FacetModel(QAbstractListModel):
    """Values with their counts, the most frequent first."""

    rename_wanted = Signal(object, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = FacetChoice()
        self.renames = False
        self._values: tuple[FacetValue, ...] = ()
        self._most = 1

    def show(self, values: Sequence["FacetValue"], choice: FacetChoice) -> None:
        """Show other values, or the same with other counts."""
        new = tuple(values)
        same = [one.text for one in new] == [one.text for one in self._values]
        if not same:
            self.beginResetModel()
        self._values, self.choice = new, choice
        self._most = max((one.count for one in new), default=1) or 1
        if not same:
            self.endResetModel()
        elif new:
            self.dataChanged.emit(self.index(0), self.index(len(new) - 1))

    def value(self, row: int) -> "FacetValue | None":
        """Return the value in a row."""
        return self._values[row] if 0 <= row < len(self._values) else None

    def share(self, row: int) -> float:
        """Return how long the bar of a row is, as a part of the longest."""
        return self._values[row].count / self._most

    def state(self, row: int) -> str:
        """Return whether a value is asked for, left out, or neither."""
        text = canonical(self._values[row].text)
        if text in self.choice.included:
            return INCLUDED
        return EXCLUDED if text in self.choice.excluded else ""

    @guarded(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many values there are."""
        return 0 if parent.isValid() else len(self._values)

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that each can be chosen, and those with something recorded be renamed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        one = self.value(index.row())
        if self.renames and one is not None and one.text != "=":
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    @guarded(None)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the label, the state, and both in words."""
        one = self.value(index.row())
        if one is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return one.label
        if role == VALUE_ROLE:
            return one
        if role == STATE_ROLE:
            return self.state(index.row())
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            words = _STATES.get(self.state(index.row()), "")
            number = "" if one.count == UNCOUNTED else f"{one.count:,}"
            text = ", ".join(part for part in (one.label, number, words) if part)
            return plain_tooltip(text) if role == Qt.ItemDataRole.ToolTipRole else text
        return None

    @guarded(False)
    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for the value to be renamed everywhere."""
        one = self.value(index.row())
        text = value.strip() if isinstance(value, str) else ""
        if one is None or not text or text == one.label:
            return False
        self.rename_wanted.emit(one, text)
        return True


class FacetDelegate(QStyledItemDelegate):
    """Draws a value over a bar as long as its count, which stands at the right."""

    @guarded(QSize(100, 22))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a dense row."""
        return QSize(80, option.fontMetrics.height() + _ROW_PADDING)

    @guarded(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw bar, sign, label and count."""
        model = index.model()
        assert isinstance(model, FacetModel)
        one, state = model.value(index.row()), model.state(index.row())
        if one is None:
            return
        rect = QRect(option.rect)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        painter.fillRect(rect, colour("hover" if hovered else "base"))
        bar = rect.adjusted(1, 2, -1, -2)
        bar.setWidth(max(int(bar.width() * model.share(index.row())), 2 if one.count else 0))
        painter.fillRect(bar, colour("selection" if state == INCLUDED else "raised"))
        if state:
            name, tint = _SIGNS[state]
            side = 12
            place = QRect(rect.left() + 4, rect.center().y() - side // 2 + 1, side, side)
            icon(name, tint).paint(painter, place)
        _write(painter, option, rect, one, state)
        if focused:
            painter.setPen(colour("accent"))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    @guarded(None)
    def createEditor(  # type: ignore[override]
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget | None:
        """Make the line in which a value is renamed."""
        editor = super().createEditor(parent, option, index)
        if editor is not None:
            editor.setObjectName("facet_rename")
            editor.setAccessibleName("The new value, for all records that have the old one")
        return editor


def _write(
    painter: QPainter, option: QStyleOptionViewItem, rect: QRect, one: "FacetValue", state: str
) -> None:
    metrics = option.fontMetrics
    flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
    number = "" if one.count == UNCOUNTED else f"{one.count:,}"
    place = rect.adjusted(_SIGN + 2, 0, -_PADDING, 0)
    right = int(Qt.AlignmentFlag.AlignRight) | flags
    chosen = state == INCLUDED
    painter.setPen(colour("text" if chosen else "muted"))
    painter.drawText(place, right, number)
    place.setRight(place.right() - metrics.horizontalAdvance(number) - _PADDING)
    painter.setPen(colour("muted" if state == EXCLUDED or one.text == "=" else "text"))
    font = painter.font()
    if state == EXCLUDED:
        font.setStrikeOut(True)
        painter.setFont(font)
    label = " ".join(one.label.split())
    painter.drawText(
        place,
        int(Qt.AlignmentFlag.AlignLeft) | flags,
        metrics.elidedText(label, Qt.TextElideMode.ElideRight, place.width()),
    )
    if state == EXCLUDED:
        font.setStrikeOut(False)
        painter.setFont(font)


class FacetList(QListView):
    """The list of values: click shows only one, Ctrl adds, Alt leaves out."""

    choice_wanted = Signal(object)
    menu_wanted = Signal(object, QPoint)
    left_above = Signal()
    left_below = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.values = FacetModel(self)
        self._waiting: tuple[Sequence[FacetValue], FacetChoice] | None = None
        self.setModel(self.values)
        self.setItemDelegate(FacetDelegate(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        # The row with the keyboard has a frame of its own.
        self.setStyleSheet("QListView, QListView:focus { border: none; }")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def show_values(self, values: Sequence["FacetValue"], choice: FacetChoice) -> None:
        """Show values, as high as they are; while one is renamed, after that."""
        if self.state() == QAbstractItemView.State.EditingState:
            # Qt would put the old text back into the line that is typed into.
            self._waiting = (values, choice)
            return
        current = self.values.value(self.currentIndex().row())
        self.values.show(values, choice)
        row = self.fontMetrics().height() + _ROW_PADDING
        self.setFixedHeight(row * len(values) + 2)
        texts = [one.text for one in values]
        if current is not None and current.text in texts:
            self.setCurrentIndex(self.values.index(texts.index(current.text)))

    def choose_only(self, row: int) -> None:
        """Show only one value, or all again."""
        self._choose(row, "only")

    def toggle(self, row: int) -> None:
        """Take one value more, or one less."""
        self._choose(row, "toggled")

    def leave_out(self, row: int) -> None:
        """Leave one value out, or no longer."""
        self._choose(row, "left_out")

    def _choose(self, row: int, how: str) -> None:
        one = self.values.value(row)
        if one is not None:
            self.choice_wanted.emit(getattr(self.values.choice, how)(canonical(one.text)))

    def rename(self, row: int) -> None:
        """Open the line for another value."""
        index = self.values.index(row)
        if index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(index)
            self.edit(index)

    @guarded(None)
    def closeEditor(self, editor: QWidget, hint: QStyledItemDelegate.EndEditHint) -> None:
        """Show what was counted while a value was renamed."""
        super().closeEditor(editor, hint)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_values(*waiting)

    @guarded(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose by click; beside the label, on the sign, as with Ctrl."""
        super().mouseReleaseEvent(event)
        place = event.position().toPoint()
        index = self.indexAt(place)
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        keys = event.modifiers()
        if keys & Qt.KeyboardModifier.AltModifier:
            self.leave_out(index.row())
        elif keys & Qt.KeyboardModifier.ControlModifier or place.x() <= _SIGN:
            self.toggle(index.row())
        else:
            self.choose_only(index.row())

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by key, and go on to the next facet at the ends."""
        row, key = self.currentIndex().row(), event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose_only(row)
        elif key == Qt.Key.Key_Space:
            self.toggle(row)
        elif key in (Qt.Key.Key_Minus, Qt.Key.Key_Delete):
            self.leave_out(row)
        elif key == Qt.Key.Key_F2:
            self.rename(row)
        elif key == Qt.Key.Key_Up and row <= 0:
            self.left_above.emit()
        elif key == Qt.Key.Key_Down and row >= self.values.rowCount() - 1:
            self.left_below.emit()
        else:
            super().keyPressEvent(event)

    @guarded(None)
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the value under the pointer or the cursor."""
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            place = self.viewport().mapToGlobal(self.visualRect(index).bottomLeft())
        else:
            index, place = self.indexAt(event.pos()), event.globalPos()
        if index.isValid():
            self.setCurrentIndex(index)
            self.menu_wanted.emit(index.row(), place)
        event.accept()
