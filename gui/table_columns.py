"""The columns of one table as a person arranges them: order, widths, hidden, frozen."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QTableView

from gui.columns import ColumnState, default_columns, read_columns
from gui.filter_header import FilterHeader
from models import Field

_NARROWEST: Final = 30
_WIDEST_FITTED: Final = 420
_FITTED_MARGIN: Final = 8


class TableColumns:
    """Arranges the columns of a table and tells how they stand."""

    def __init__(self, view: QTableView, header: FilterHeader, fields: Sequence[Field]) -> None:
        self._view = view
        self._header = header
        self.fields = fields

    def visible(self) -> list[int]:
        """Return the visible columns from left to right."""
        order = (self._header.logicalIndex(place) for place in range(self._header.count()))
        return [column for column in order if not self._header.isSectionHidden(column)]

    def hidden(self, column: int) -> bool:
        """Tell whether a column is hidden."""
        return self._view.isColumnHidden(column)

    def states(self) -> list[ColumnState]:
        """Return the columns as they stand, from left to right."""
        order = (self._header.logicalIndex(place) for place in range(self._header.count()))
        return [
            ColumnState(self.fields[c].key, self._width(c), hidden=self.hidden(c)) for c in order
        ]

    def _width(self, column: int) -> int:
        # A hidden section has no size of its own; its width is needed when it is shown again.
        if not self._view.isColumnHidden(column):
            return self._view.columnWidth(column)
        self._view.setColumnHidden(column, False)
        width = self._view.columnWidth(column)
        self._view.setColumnHidden(column, True)
        return width

    def show(self, states: list[ColumnState]) -> None:
        """Arrange the columns so; fields that are new since then stand where they are declared."""
        keys = [field.key for field in self.fields]
        for place, state in enumerate(read_columns(states, self.fields)):
            column = keys.index(state.key)
            self._header.moveSection(self._header.visualIndex(column), place)
            self._view.setColumnHidden(column, False)
            self._view.setColumnWidth(column, max(state.width, _NARROWEST))
            self._view.setColumnHidden(column, state.hidden)
        self._header.place_lines()

    def reset(self) -> None:
        """Arrange the columns as a new user sees them."""
        self.show(default_columns(self.fields))
        self.freeze(0)

    def hide(self, column: int, *, hidden: bool) -> None:
        """Hide or show one column; the last one visible stays."""
        if hidden and len(self.visible()) == 1:
            return
        self._view.setColumnHidden(column, hidden)
        self._header.place_lines()

    def show_all(self) -> None:
        """Show every column."""
        for column in range(self._header.count()):
            self._view.setColumnHidden(column, False)
        self._header.place_lines()

    def fit(self, column: int | None = None) -> None:
        """Give one column, or all visible ones, the width of what is on the screen."""
        every = range(self._header.count())
        for each in every if column is None else (column,):
            if not self._view.isColumnHidden(each):
                self._view.resizeColumnToContents(each)
                width = self._view.columnWidth(each) + _FITTED_MARGIN
                self._view.setColumnWidth(each, min(width, _WIDEST_FITTED))

    @property
    def frozen(self) -> int:
        """Return how many of the first visible columns stay where they are."""
        return self._header.frozen.count

    def freeze(self, count: int) -> None:
        """Keep the first visible columns where they are when the others are scrolled."""
        self._header.freeze(count)
        self._view.viewport().update()
