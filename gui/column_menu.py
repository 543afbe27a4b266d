"""The menu of a table's header: sort, freeze, fit, hide and show."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from gui.filter_header import FilterHeader
from gui.sorting import Sorts, with_order, without
from gui.table_columns import TableColumns


def fill_column_menu(
    header: FilterHeader, columns: TableColumns, place: QPoint, sort_by: Callable[[Sorts], object]
) -> None:
    """Show the menu at a place of the header."""
    menu = QMenu(header)
    menu.setObjectName("column_menu")
    column = header.section_under(place)
    if column >= 0:
        _add_order(menu, header.sorts, columns.fields[column].key, sort_by)
        menu.addSeparator()
        _add_freezing(menu, columns, column)
        _add(menu, f"Hide “{columns.fields[column].label}”").triggered.connect(
            lambda: columns.hide(column, hidden=True)
        )
        _add(menu, "Fit this column").triggered.connect(lambda: columns.fit(column))
    _add(menu, "Fit all columns").triggered.connect(lambda: columns.fit())
    _add(menu, "Columns as at first").triggered.connect(columns.reset)
    shown = menu.addMenu("Columns")
    shown.addActions([_choice(columns, number, shown) for number in range(len(columns.fields))])
    shown.addSeparator()
    _add(shown, "Show all columns").triggered.connect(columns.show_all)
    menu.exec(header.mapToGlobal(place))
    menu.deleteLater()


def _add(menu: QMenu, text: str) -> QAction:
    return menu.addAction(text.replace("&", "&&"))


def _add_order(menu: QMenu, sorts: Sorts, key: str, sort_by: Callable[[Sorts], object]) -> None:
    offered = [
        ("Sort ascending", with_order(sorts, key, descending=False)),
        ("Sort descending", with_order(sorts, key, descending=True)),
    ]
    held = any(one.field == key for one in sorts)
    if sorts and not held:
        added = with_order(sorts, key, descending=False, adding=True)
        offered.append(("Add to the sort (Shift+click)", added))
    if held and len(sorts) > 1:
        offered.append(("Take out of the sort", without(sorts, key)))
    if sorts:
        offered.append(("Clear sort", ()))
    for words, wanted in offered:
        _add(menu, words).triggered.connect(lambda _=False, wanted=wanted: sort_by(wanted))


def _add_freezing(menu: QMenu, columns: TableColumns, column: int) -> None:
    shown = columns.visible()
    upto = shown.index(column) + 1
    if upto < len(shown) and upto != columns.frozen:
        _add(menu, "Freeze up to here").triggered.connect(lambda: columns.freeze(upto))
    if columns.frozen:
        _add(menu, "Unfreeze columns").triggered.connect(lambda: columns.freeze(0))


def _choice(columns: TableColumns, column: int, parent: QMenu) -> QAction:
    shown = not columns.hidden(column)
    label = columns.fields[column].label.replace("&", "&&")
    choice = QAction(label, parent, checkable=True, checked=shown)
    choice.toggled.connect(lambda shown: columns.hide(column, hidden=not shown))
    return choice
