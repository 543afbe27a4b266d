"""Where to replace: in the column of the cursor, chosen columns, the selection, or everywhere."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QPushButton, QWidget

from gui.messages import plain_label
from gui.record_table import RecordTable
from gui.replacing import Scope
from gui.selected_cells import parts_of

COLUMN, COLUMNS, SELECTION, EVERYTHING = range(4)


class WhereChoice(QWidget):
    """Chooses the cells of the table in front; ``changed`` when these are others than before."""

    changed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.table: RecordTable | None = None
        self._columns: list[str] = []
        self._column = ""
        self._where = QComboBox(self)
        self._where.setObjectName("replace_where")
        self._where.setAccessibleName("Where to look")
        self._where.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._pick = QPushButton("Choose…", self)
        self._pick.setObjectName("replace_columns")
        self._pick.setToolTip("Choose the columns to look in")
        self._pick.setAutoDefault(False)
        self._menu = QMenu(self._pick)
        self._pick.setMenu(self._menu)
        label = plain_label("&In", self)
        label.setBuddy(self._where)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        for widget in (label, self._where, self._pick):
            line.addWidget(widget)
        self._pick.hide()
        self._where.currentIndexChanged.connect(self._on_where)

    @property
    def where(self) -> int:
        """Return which of the four is chosen."""
        return max(self._where.currentIndex(), COLUMN)

    def choose(self, where: int) -> None:
        """Choose one of the four."""
        self._where.setCurrentIndex(where)

    def follow(self, table: RecordTable) -> None:
        """Look at a table, and at the column its cursor is in."""
        before, self.table = self.table, table
        if before is not table:
            if before is not None:
                before.records.replaced.disconnect(self.changed)
                before.selectionModel().selectionChanged.disconnect(self._on_selection)
            table.records.replaced.connect(self.changed)
            table.selectionModel().selectionChanged.connect(self._on_selection)
            self._fill_menu(table)
        self._name_column(table)
        self.changed.emit()

    def scope(self) -> Scope:
        """Return the cells to look at, as the table stands now."""
        assert self.table is not None
        table, kind = self.table, self.table.records.kind
        every = range(table.records.rowCount())
        found: list[tuple[range | list[int], tuple[str, ...]]] = [(every, self._keys(table))]
        if self.where == SELECTION:
            found = [(list(part.rows), part.fields) for part in parts_of(table)]
        editable = [
            (rows, tuple(key for key in keys if key and kind.field(key).editable))
            for rows, keys in found
        ]
        return Scope(kind.name, table.records.ids, [one for one in editable if one[1]])

    def _keys(self, table: RecordTable) -> tuple[str, ...]:
        if self.where == COLUMN:
            return (self._column,)
        return tuple(self._columns if self.where == COLUMNS else table.shown_columns())

    def _fill_menu(self, table: RecordTable) -> None:
        shown = table.shown_columns()
        fields = [field for field in table.records.fields if field.editable]
        self._columns = [field.key for field in fields if field.key in shown]
        self._menu.clear()
        for field in fields:
            action = QAction(field.label.replace("&", "&&"), self._menu)
            action.setCheckable(True)
            action.setChecked(field.key in shown)
            action.setData(field.key)
            action.toggled.connect(self._on_columns)
            self._menu.addAction(action)

    def _name_column(self, table: RecordTable) -> None:
        """Take the column under the cursor, and name it in the list."""
        self._column = table.current_field()
        label = table.records.kind.field(self._column).label if self._column else "none"
        texts = (f"Column: {label}", "Columns I choose", "Selected cells", "All columns shown")
        chosen = self.where
        self._where.blockSignals(True)
        self._where.clear()
        self._where.addItems(list(texts))
        self._where.setCurrentIndex(chosen)
        self._where.blockSignals(False)

    def _on_where(self) -> None:
        self._pick.setVisible(self.where == COLUMNS)
        self.changed.emit()

    def _on_columns(self) -> None:
        self._columns = [str(one.data()) for one in self._menu.actions() if one.isChecked()]
        self.changed.emit()

    def _on_selection(self) -> None:
        if self.table is None:
            return
        if self.where == SELECTION:
            self.changed.emit()
        elif self.where == COLUMN and self.table.current_field() != self._column:
            self._name_column(self.table)
            self.changed.emit()
