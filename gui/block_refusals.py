"""The cells of a paste that their fields do not take: each with its reason, to be mended there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.cell_answers import FIELD_ROLE, REFUSED_ROLE
from gui.crash import guarded
from gui.delegates import RecordDelegate
from gui.icons import icon
from gui.messages import plain_label, plain_tooltip
from gui.theme import colour, dress_table
from models import KINDS, Store

_HEADINGS: Final = ("Row", "Column", "Text", "Why it cannot stand there")
_ROW, _COLUMN, _TEXT, _WHY = range(4)
_NOWHERE: Final = QModelIndex()
_MENDED: Final = "Can stand there now."
_LONGEST_SHOWN: Final = 300
_BUTTON_PADDING: Final = 36

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class RefusedCell:
    """One cell: the table's row (record none: to be added), field, text, and what is wrong."""

    row: int
    field: str
    record: int | None
    text: str
    sentence: str


Mend = Callable[[int, Mapping[int, str]], Mapping[int, str]]
"""Tries the texts typed so far, that of one line last; returns what is wrong with each line it
touched, an empty text when nothing is."""


class RefusalModel(QAbstractTableModel):
    """The refused cells of one kind; the texts can be typed anew."""

    mended = Signal()

    def __init__(
        self, kind: str, cells: Sequence[RefusedCell], mend: Mend, parent: QObject
    ) -> None:
        super().__init__(parent)
        self.cells = cells
        self.texts: dict[int, str] = {}
        self._kind = KINDS[kind]
        self._mend = mend
        self._sentences: dict[int, str] = {}

    @property
    def good(self) -> int:
        """Return how many of the cells have a text by now that can stand there."""
        return sum(not sentence for sentence in self._sentences.values())

    def sentence(self, line: int) -> str:
        """Return what is wrong with a line as it stands."""
        return self._sentences.get(line, self.cells[line].sentence)

    def text(self, line: int) -> str:
        """Return the text of a line as it stands."""
        return self.texts.get(line, self.cells[line].text)

    @guarded(0)
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Return how many cells were refused."""
        return 0 if parent.isValid() else len(self.cells)

    @guarded(0)
    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(_HEADINGS)

    @guarded(None)
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return what stands above the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADINGS[section]
        return None

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let the texts be typed."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if index.column() == _TEXT else flags

    @guarded(None)
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell of the list says."""
        line, column = index.row(), index.column()
        cell = self.cells[line]
        sentence = self.sentence(line)
        if role == Qt.ItemDataRole.EditRole and column == _TEXT:
            return self.text(line)
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(cell, line, column)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(self.text(line) if column == _TEXT else sentence or _MENDED)
        if role == FIELD_ROLE and column == _TEXT:
            return self._kind.field(cell.field)
        if role == REFUSED_ROLE and column == _TEXT:
            return sentence
        if role == Qt.ItemDataRole.ForegroundRole and column == _TEXT and sentence:
            return colour("error")
        if column == _WHY and not sentence:
            if role == Qt.ItemDataRole.DecorationRole:
                return icon("check", "mark_cited")
            if role == Qt.ItemDataRole.ForegroundRole:
                return colour("mark_cited")
        if role == Qt.ItemDataRole.TextAlignmentRole and column == _ROW:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    def _shown(self, cell: RefusedCell, line: int, column: int) -> str:
        if column == _ROW:
            return f"{cell.row + 1:,}" if cell.record is not None else f"{cell.row + 1:,} (new)"
        if column == _COLUMN:
            return self._kind.field(cell.field).label
        if column == _TEXT:
            return self.text(line)[:_LONGEST_SHOWN]
        # The column beside it names the field already.
        said = self.sentence(line).removeprefix(f"{self._kind.field(cell.field).label}: ")
        return said or _MENDED

    @guarded(False)
    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Try a text; it stays as it was typed, be it right or wrong."""
        if role != Qt.ItemDataRole.EditRole or index.column() != _TEXT:
            return False
        self.texts[index.row()] = str(value)
        sentences = self._mend(index.row(), self.texts)
        self._sentences.update(sentences)
        for line in sentences:
            self.dataChanged.emit(self.index(line, 0), self.index(line, len(_HEADINGS) - 1))
        self.mended.emit()
        return True


class RefusalPanel(QDialog):
    """Stands beside the table until it is said what happens; nothing is written before."""

    apply_wanted = Signal()
    drop_wanted = Signal()
    cell_wanted = Signal(object)

    def __init__(
        self,
        store: Store,
        kind: str,
        cells: Sequence[RefusedCell],
        good: int,
        mend: Mend,
        parent: QWidget | None = None,
        *,
        total: int = 0,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("block_refusals")
        self.setWindowTitle("What could not be written")
        self.model = RefusalModel(kind, cells, mend, self)
        self._good = good
        self._total = max(total, len(cells))
        self._answered = False
        self._head = plain_label(parent=self)
        self._head.setObjectName("refusals_head")
        self._head.setWordWrap(True)
        self._lines = self._view(store)
        hint = plain_label(
            "Mend a text here, or leave it as it is: then its cell stays as it was. "
            "A click on a line goes to its cell in the table.",
            self,
        )
        hint.setWordWrap(True)
        self._buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self._apply = self._buttons.addButton("", role.AcceptRole)
        self._apply.setObjectName("refusals_apply")
        self._nothing = self._buttons.addButton("Apply &nothing", role.RejectRole)
        self._nothing.setObjectName("refusals_nothing")
        for button in (self._apply, self._nothing):
            # Enter belongs to the list: it opens a text there.
            button.setAutoDefault(False)
        self._buttons.accepted.connect(self._on_apply)
        self._buttons.rejected.connect(self.reject)
        self.model.mended.connect(self._count)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        for widget in (self._head, self._lines, hint, self._buttons):
            column.addWidget(widget)
        column.setStretchFactor(self._lines, 1)
        self._count()
        self.resize(920, min(520, 200 + 26 * len(cells)))

    @guarded(None)
    def reject(self) -> None:
        """Write nothing, whether by the button, by Escape or by closing the window."""
        if not self._answered:
            self.drop_wanted.emit()
        super().reject()

    def close_answered(self) -> None:
        """Go away, because what was chosen has been done."""
        self._answered = True
        self.accept()

    def allow_again(self) -> None:
        """Take another answer, because what was chosen could not be done."""
        self._count()

    def _on_apply(self) -> None:
        editor = self._lines.indexWidget(self._lines.currentIndex())
        if editor is not None:
            self._lines.commitData(editor)
        self._apply.setEnabled(False)
        self.apply_wanted.emit()

    def _count(self) -> None:
        bad = self._total - self.model.good
        good = self._good + self.model.good
        what = "1 cell does" if bad == 1 else f"{bad:,} cells do"
        listed = len(self.model.cells)
        more = f" The first {listed:,} are listed." if self._total > listed else ""
        said = f"{what} not take the text." if bad else "Every text can stand in its cell now."
        self._head.setText(f"{said}{more} Nothing has been written yet.")
        many = "the good cell" if good == 1 else f"the {good:,} good cells"
        text = f"Apply {many}" if bad else f"Apply all {good:,}"
        self._apply.setText(f"&{text}")
        self._apply.setEnabled(good > 0)
        # The style writes the first button bold, which its own size hint does not know.
        bold = self._apply.font()
        bold.setBold(True)
        self._apply.setMinimumWidth(QFontMetrics(bold).horizontalAdvance(text) + _BUTTON_PADDING)

    def _view(self, store: Store) -> QTableView:
        view = QTableView(self)
        view.setObjectName("refusal_lines")
        view.setAccessibleName("Cells that were refused")
        dress_table(view)
        view.setModel(self.model)
        view.setItemDelegateForColumn(_TEXT, RecordDelegate(store, view))
        view.setWordWrap(False)
        view.setAlternatingRowColors(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        header = view.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(_WHY, QHeaderView.ResizeMode.Stretch)
        for column, width in ((_ROW, 80), (_COLUMN, 120), (_TEXT, 190)):
            view.setColumnWidth(column, width)
        view.clicked.connect(lambda index: self.cell_wanted.emit(self.model.cells[index.row()]))
        if self.model.cells:
            view.setCurrentIndex(self.model.index(0, _TEXT))
        return view
