"""The menu of a table's header: hide, show, fit."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHeaderView, QMenu, QWidget

from gui.columns import ColumnState, default_columns
from models import Field


class Columned(Protocol):
    """What the menu needs of a table."""

    @property
    def header(self) -> QHeaderView:
        """Return the header with the columns."""
        ...

    @property
    def fields(self) -> Sequence[Field]:
        """Return the fields of the columns."""

    def isColumnHidden(self, column: int) -> bool:
        """Tell whether a column is hidden."""

    def hide_column(self, column: int, *, hidden: bool) -> None:
        """Hide or show one column."""

    def fit_columns(self) -> None:
        """Fit the widths to the contents."""

    def show_columns(self, columns: list[ColumnState]) -> None:
        """Arrange the columns."""


def fill_column_menu(table: Columned, place: QPoint) -> None:
    """Show the menu at a place of the header."""
    header = table.header
    menu = QMenu(header)
    column = header.logicalIndexAt(place)
    if column >= 0:
        hide = menu.addAction(f"Hide “{table.fields[column].label}”".replace("&", "&&"))
        hide.triggered.connect(lambda: table.hide_column(column, hidden=True))
    menu.addAction("Fit widths to contents").triggered.connect(table.fit_columns)
    usual = menu.addAction("Columns as at first")
    usual.triggered.connect(lambda: table.show_columns(default_columns(table.fields)))
    menu.addSeparator()
    for number, field in enumerate(table.fields):
        menu.addAction(_choice(table, number, field.label, menu))
    menu.exec(header.mapToGlobal(place))
    menu.deleteLater()


def _choice(table: Columned, column: int, label: str, parent: QWidget) -> QAction:
    shown = not table.isColumnHidden(column)
    choice = QAction(label.replace("&", "&&"), parent, checkable=True, checked=shown)
    choice.toggled.connect(lambda shown: table.hide_column(column, hidden=not shown))
    return choice
