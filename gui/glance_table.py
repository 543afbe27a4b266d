"""The first rows of the table for the eye, until the store is open and the table is there."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLineEdit, QTableView, QWidget

from gui.columns import ColumnState, from_json, read_columns
from gui.crash import guarded
from gui.settings import COLUMNS, FROZEN, LAST_PLACE, LAST_TAB, QUERY, Settings
from gui.theme import dress_table
from models import KINDS, Field, first_glance

ROW_PADDING: Final = 8
_NOWHERE = QModelIndex()


class _Texts(QAbstractTableModel):
    """Bare texts under the labels of their fields."""

    def __init__(
        self, fields: Sequence[Field], rows: Sequence[tuple[str, ...]], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._fields, self._rows = fields, rows

    @guarded(0)
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @guarded(0)
    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self._fields)

    @guarded(None)
    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        return None

    @guarded(None)
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        across = orientation == Qt.Orientation.Horizontal
        return self._fields[section].label if across else section + 1


class GlanceTable(QTableView):
    """Shows texts as the table will, and tells once that they have been painted."""

    painted = Signal()

    def __init__(
        self,
        fields: Sequence[Field],
        states: Sequence[ColumnState],
        rows: Sequence[tuple[str, ...]],
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("glance")
        self.setAccessibleName("First rows, while the store is opened")
        self._told = False
        self._beneath: QWidget | None = None
        dress_table(self)
        self.setWordWrap(False)
        self.setAlternatingRowColors(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setModel(_Texts(fields, rows, self))
        for column, state in enumerate(states):
            self.setColumnWidth(column, state.width)
        numbers, header = self.verticalHeader(), self.horizontalHeader()
        numbers.setDefaultSectionSize(self.fontMetrics().height() + ROW_PADDING)
        # As high as it will be with the lines of the filters in it.
        header.setFixedHeight(header.sizeHint().height() + QLineEdit().sizeHint().height())
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def cover(self, table: QWidget) -> None:
        """Lie over a table, as large as it is."""
        self._beneath = table
        self.setParent(table)
        table.installEventFilter(self)
        self.setGeometry(table.rect())
        self.show()

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the table beneath."""
        # Qt lets a table filter the events of parts of its own too.
        if event.type() == QEvent.Type.Resize and watched is self._beneath:
            self.setGeometry(self._beneath.rect())
        return super().eventFilter(watched, event)

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, and tell it the first time."""
        super().paintEvent(event)
        if not self._told:
            self._told = True
            QTimer.singleShot(0, self, self.painted.emit)


def first_rows(path: Path, settings: Settings, parent: QWidget) -> GlanceTable | None:
    """Return the first rows as they will stand in the table; None where it will show others."""
    kind = settings.get(LAST_TAB)
    if kind not in KINDS or settings.get(QUERY, kind).strip() or settings.get(FROZEN, kind):
        return None
    place = settings.get(LAST_PLACE)
    if any(place.values()) or place.get("sector") is not None or not path.is_file():
        return None
    columns = read_columns(from_json(settings.get(COLUMNS, kind)), KINDS[kind].fields)
    states = [state for state in columns if not state.hidden]
    keys = [state.key for state in states]
    rows = first_glance(path, kind, keys)
    if not rows:
        return None
    return GlanceTable([KINDS[kind].field(key) for key in keys], states, rows, parent)
