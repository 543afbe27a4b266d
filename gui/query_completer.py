"""The panel under the search line: what may follow there, and quietly what cannot be read."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.crash import guarded
from gui.messages import plain_label
from gui.theme import colour

if TYPE_CHECKING:
    from models import Completion

MOST_ROWS: Final = 9
_WIDTH, _PADDING, _BETWEEN = 340, 6, 14
_STEPS: Final = {
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_PageDown: 8,
    Qt.Key.Key_PageUp: -8,
}
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class _TwoInks(QStyledItemDelegate):
    """Draws what is taken over, and beside it in a quieter ink what it means."""

    def __init__(self, rows: QListView) -> None:
        super().__init__(rows)
        self._rows = rows
        self.offered: Sequence[Completion] = ()

    @guarded(None)
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one row."""
        chosen = index.row() == self._rows.currentIndex().row()
        painter.fillRect(option.rect, colour("selection" if chosen else "base"))
        one = self.offered[index.row()]
        place = option.rect.adjusted(_PADDING, 0, -_PADDING, 0)
        sides = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        metrics = option.fontMetrics
        text = metrics.elidedText(one.text.strip(), Qt.TextElideMode.ElideRight, place.width())
        painter.setPen(colour("selection_text" if chosen else "text"))
        painter.drawText(place, int(sides | Qt.TextFlag.TextSingleLine), text)
        rest = place.adjusted(metrics.horizontalAdvance(text) + _BETWEEN, 0, 0, 0)
        if one.label and one.label != one.text.strip() and rest.width() > 30:
            label = metrics.elidedText(one.label, Qt.TextElideMode.ElideRight, rest.width())
            painter.setPen(colour("selection_text" if chosen else "muted"))
            right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
            painter.drawText(rest, int(right | Qt.TextFlag.TextSingleLine), label)


class QueryCompleter(QFrame):
    """Stands under a line, never takes the keyboard from it, and goes when it leaves."""

    taken = Signal(object)

    def __init__(self, line: QWidget) -> None:
        super().__init__(line)
        self.setObjectName("query_completer")
        self.setAccessibleName("Completions")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._line = line
        self._offered: tuple[Completion, ...] = ()
        self._texts = QStringListModel(self)
        self._list = QListView(self)
        self._list.setObjectName("completions")
        self._list.setAccessibleName("Completions")
        self._list.setModel(self._texts)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._inks = _TwoInks(self._list)
        self._list.setItemDelegate(self._inks)
        self._list.clicked.connect(lambda index: self._take(index.row()))
        self._hint = plain_label(parent=self)
        self._hint.setObjectName("query_hint")
        self._hint.setWordWrap(True)
        self._hint.setMargin(6)
        self._hint.setStyleSheet("color: palette(placeholder-text)")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(1, 1, 1, 1)
        self._column.setSpacing(0)
        self._column.addWidget(self._list)
        self._column.addWidget(self._hint)
        self.hide()

    @property
    def offered(self) -> tuple["Completion", ...]:
        """Return what is offered now, nothing while hidden."""
        return () if self.isHidden() else self._offered

    @property
    def hint(self) -> str:
        """Return the hint that is shown."""
        return "" if self.isHidden() or self._hint.isHidden() else self._hint.text()

    def offer(self, completions: Sequence["Completion"], hint: str = "") -> None:
        """Show what may follow; without any the hint alone, without both nothing."""
        self._offered = self._inks.offered = tuple(completions)
        self._texts.setStringList([one.text for one in self._offered])
        self._list.setVisible(bool(self._offered))
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint) and not self._offered)
        if not (self._offered or hint):
            self.hide()
            return
        self._place()
        self.show()
        self.raise_()

    def key(self, event: QKeyEvent) -> bool:
        """Use a key that is meant for the panel; tell whether it was."""
        if self.isHidden():
            return False
        key, chosen = event.key(), self._list.currentIndex().row()
        if key == Qt.Key.Key_Escape:
            self.hide()
            return True
        if not self._offered or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        if key in _STEPS and (chosen >= 0 or _STEPS[Qt.Key(key)] > 0):
            self._step(chosen + _STEPS[Qt.Key(key)])
            return True
        if key == Qt.Key.Key_Tab or (key in _ENTER and chosen >= 0):
            self._take(max(chosen, 0))
            return True
        return False

    def _step(self, row: int) -> None:
        if row < 0:
            self._list.setCurrentIndex(QModelIndex())
        else:
            self._list.setCurrentIndex(self._texts.index(min(row, len(self._offered) - 1)))
        self._list.viewport().update()

    def _take(self, row: int) -> None:
        taken = self._offered[row]
        self.hide()
        self.taken.emit(taken)

    def _place(self) -> None:
        """Stand under the line, inside the window."""
        window = self._line.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        row = self._list.sizeHintForRow(0) if self._offered else 0
        self._list.setFixedHeight(row * min(len(self._offered), MOST_ROWS) + 2)
        width = min(max(self._line.width(), _WIDTH), window.width() - 2 * _PADDING)
        below = self._line.mapTo(window, QPoint(0, self._line.height() + 1))
        left = max(min(below.x(), window.width() - width - _PADDING), _PADDING)
        self.setFixedWidth(width)
        self._column.activate()
        height = self._column.totalHeightForWidth(width)
        size = QSize(width, height if height > 0 else self.sizeHint().height())
        self.setGeometry(left, below.y(), size.width(), size.height())
