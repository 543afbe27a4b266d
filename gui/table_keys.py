"""The keys of a table, as in a spreadsheet: moving, extending, jumping, whole rows and columns."""

from collections.abc import Callable, Iterator
from typing import Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QTableView

_Flag = QItemSelectionModel.SelectionFlag
_Held = Qt.KeyboardModifier
_Key = Qt.Key
_ARROWS: Final = {
    _Key.Key_Up: (-1, 0),
    _Key.Key_Down: (1, 0),
    _Key.Key_Left: (0, -1),
    _Key.Key_Right: (0, 1),
}
_PAGES: Final = {_Key.Key_PageUp: -1, _Key.Key_PageDown: 1}
_ENDS: Final = {_Key.Key_Home: 0, _Key.Key_End: -1}
_TABS: Final = {_Key.Key_Tab: 1, _Key.Key_Backtab: -1}
ENTER: Final = (_Key.Key_Return, _Key.Key_Enter)
MOVES: Final = (*_ARROWS, *_PAGES, *_ENDS)
"""The keys that move the cursor, and end a typing that they did not begin."""

SCANNED: Final = 128
"""So many rows are read to find where filled cells end; beyond them it goes to the end."""

Cell = tuple[int, int]


class TableKeys:
    """Moves the cursor of one table; knows where a selection and a run of tabs began."""

    def __init__(self, view: QTableView, filled: Callable[[int, int], bool]) -> None:
        self._view = view
        self._filled = filled
        self._anchor = self._reach = QPersistentModelIndex()
        self._run: int | None = None

    # Keys

    def handle(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; tell whether it was one of these keys."""
        key, held = _Key(event.key()), event.modifiers()
        if held & (_Held.AltModifier | _Held.MetaModifier):
            return False
        control, shift = bool(held & _Held.ControlModifier), bool(held & _Held.ShiftModifier)
        target = self._target(key, control=control)
        if target is not None:
            self._run = None
            self.go(*target, extend=shift)
        elif key in _TABS and not control:
            self.leave(key, held)
        elif key in ENTER and shift and not control:
            self._down(-1)
        elif key == _Key.Key_Space and control != shift:
            self._choose(_Flag.Columns if control else _Flag.Rows)
        else:
            return False
        return True

    def leave(self, key: int, held: Qt.KeyboardModifier) -> None:
        """Go on after typing as the key says that ended it."""
        if key in _TABS:
            back = key == _Key.Key_Backtab or bool(held & _Held.ShiftModifier)
            self._across(-1 if back else 1)
        elif key in ENTER:
            self._down(-1 if held & _Held.ShiftModifier else 1)
        elif (target := self._target(_Key(key), control=False)) is not None:
            self.go(*target)

    def _target(self, key: Qt.Key, *, control: bool) -> Cell | None:
        """Return the cell a key leads to, from the one the cursor is on."""
        here, visible = self._view.currentIndex(), self.columns()
        if not here.isValid() or not visible:
            return None
        row, last = here.row(), self._last_row()
        place = visible.index(here.column()) if here.column() in visible else 0
        if key in _ARROWS:
            rows, columns = _ARROWS[key]
            if control:
                return self._edge(row, place, rows, columns, visible)
            row, place = row + rows, place + columns
        elif key in _PAGES and not control:
            row += _PAGES[key] * self._rows_in_sight()
        elif key in _ENDS:
            place = _ENDS[key] % len(visible)
            row = _ENDS[key] % (last + 1) if control else row
        else:
            return None
        return min(max(row, 0), last), visible[min(max(place, 0), len(visible) - 1)]

    def _edge(self, row: int, place: int, rows: int, columns: int, visible: list[int]) -> Cell:
        """Return where filled cells end or begin in a direction, else the last cell there."""
        ahead = _ahead(row, place, rows, columns, self._last_row() + 1, len(visible))
        before = (row, visible[place])
        inside: bool | None = None
        for count, (next_row, next_place) in enumerate(ahead):
            cell = (next_row, visible[next_place])
            if rows and count >= SCANNED:
                return self._last_row() if rows > 0 else 0, visible[place]
            filled = self._filled(*cell)
            if inside is None:
                inside = filled and self._filled(*before)
            if filled != inside:
                return before if inside else cell
            before = cell
        return before

    def _choose(self, flag: QItemSelectionModel.SelectionFlag) -> None:
        """Select the whole rows or columns of what is selected, or of the cursor's cell."""
        chosen, here = self._view.selectionModel(), self._view.currentIndex()
        ranges = chosen.selection()
        if not ranges.count():
            ranges = QItemSelection(here, here)
        chosen.select(ranges, _Flag.ClearAndSelect | flag)

    # Places

    def columns(self) -> list[int]:
        """Return the visible columns from left to right."""
        header = self._view.horizontalHeader()
        sections = (header.logicalIndex(place) for place in range(header.count()))
        return [section for section in sections if not header.isSectionHidden(section)]

    def _last_row(self) -> int:
        return self._view.model().rowCount() - 1

    def _rows_in_sight(self) -> int:
        height = self._view.verticalHeader().defaultSectionSize()
        return max(self._view.viewport().height() // height - 1, 1)

    def begin(self, index: QModelIndex) -> None:
        """Take note of the cell where a selection may begin, because it was clicked."""
        self._anchor = self._reach = QPersistentModelIndex(index)
        self._run = None

    def go(self, row: int, column: int, *, extend: bool = False) -> None:
        """Put the cursor on a cell; with ``extend`` the selection reaches from where it began."""
        target, chosen = self._view.model().index(row, column), self._view.selectionModel()
        if not target.isValid():
            return
        if extend:
            # Somebody else may have put the cursor where it is; then the selection begins there.
            if self._view.currentIndex() != self._reach:
                self.begin(self._view.currentIndex())
            # The selection first: whoever hears of the cursor may ask what is selected.
            chosen.select(self.block_to(target), _Flag.ClearAndSelect)
            chosen.setCurrentIndex(target, _Flag.NoUpdate)
        else:
            self.begin(target)
            chosen.setCurrentIndex(target, _Flag.ClearAndSelect)
        self._view.scrollTo(target)

    def block_to(self, end: QModelIndex) -> QItemSelection:
        """Return the cells from where the selection began to this one, as they are seen."""
        model, visible = self._view.model(), self.columns()
        self._reach = QPersistentModelIndex(end)
        start = self._anchor if self._anchor.isValid() else end
        if start.column() not in visible or end.column() not in visible:
            return QItemSelection(end, end)
        first, last = sorted((visible.index(start.column()), visible.index(end.column())))
        top, bottom = sorted((start.row(), end.row()))
        block = QItemSelection()
        for low, high in _runs(sorted(visible[first : last + 1])):
            block.select(model.index(top, low), model.index(bottom, high))
        return block

    # After Tab and Enter

    def _across(self, by: int) -> None:
        """Go to the next or the last column; the run of tabs began in the first one."""
        if self._within(by, by_rows=True):
            return
        here, visible = self._view.currentIndex(), self.columns()
        if here.column() not in visible:
            return
        run = self._run if self._run is not None or by < 0 else here.column()
        place = here.row() * len(visible) + visible.index(here.column()) + by
        row, place = divmod(place, len(visible))
        if 0 <= row <= self._last_row():
            self.go(row, visible[place])
        self._run = run

    def _down(self, by: int) -> None:
        """Go a row down or up, back to the column where a run of tabs began."""
        if self._within(by, by_rows=False):
            return
        here = self._view.currentIndex()
        run = self._run if self._reach == here else None
        column = here.column() if run is None else run
        if 0 <= here.row() + by <= self._last_row():
            self.go(here.row() + by, column)
        self._run = None

    def _within(self, by: int, *, by_rows: bool) -> bool:
        """Go to the next cell inside a selected block; tell whether there is one."""
        block, here = self._selected_block(), self._view.currentIndex()
        if block is None or here.row() not in block[0] or here.column() not in block[1]:
            return False
        rows, columns = block
        row, place = rows.index(here.row()), columns.index(here.column())
        if by_rows:
            row, place = divmod((row * len(columns) + place + by), len(columns))
        else:
            place, row = divmod((place * len(rows) + row + by), len(rows))
        target = self._view.model().index(rows[row % len(rows)], columns[place % len(columns)])
        self._view.selectionModel().setCurrentIndex(target, _Flag.NoUpdate)
        self._view.scrollTo(target)
        return True

    def _selected_block(self) -> tuple[range, list[int]] | None:
        """Return rows and visible columns of the selection when it is one block of cells."""
        selection = self._view.selectionModel().selection()
        parts = [selection.at(place) for place in range(min(selection.count(), 100))]
        spans = {(part.top(), part.bottom()) for part in parts}
        if len(spans) != 1 or selection.count() > len(parts):
            return None
        top, bottom = spans.pop()
        chosen = {c for part in parts for c in range(part.left(), part.right() + 1)}
        columns = [column for column in self.columns() if column in chosen]
        rows = range(top, bottom + 1)
        return (rows, columns) if len(rows) * len(columns) > 1 else None


def _ahead(
    row: int, place: int, rows: int, columns: int, height: int, width: int
) -> Iterator[Cell]:
    """Yield the places that lie in a direction, up to the border."""
    row, place = row + rows, place + columns
    while 0 <= row < height and 0 <= place < width:
        yield row, place
        row, place = row + rows, place + columns


def _runs(columns: list[int]) -> Iterator[Cell]:
    """Yield first and last of each run of neighbours, so that few ranges are selected."""
    start = before = columns[0]
    for column in columns[1:]:
        if column != before + 1:
            yield start, before
            start = column
        before = column
    yield start, before
