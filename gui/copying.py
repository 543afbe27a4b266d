"""Cells on their way to the clipboard: few at once, many in a thread."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from gui.block_laying import Part
from gui.clipboard import Parcel, cell_mime
from gui.html_table import MOST_CELLS
from gui.record_table import RecordTable
from gui.selected_cells import bounds, parts_of
from gui.workbench import Workbench
from models import KINDS, Cancelled, Ticket

ROWS_AT_ONCE: Final = 256
_PAGE: Final = 256


def copy_elsewhere(bench: Workbench, focus: QWidget | None) -> bool:
    """Copy a line or words outside the tables; tell whether the keyboard is on any."""
    if isinstance(focus, QLabel) and focus.hasSelectedText():
        QGuiApplication.clipboard().setText(focus.selectedText())
        return True
    for pane in (bench.history, bench.worklist):
        if focus is not None and pane.isAncestorOf(focus):
            pane.copy()
            return True
    return False


def copy_cells(
    bench: Workbench,
    table: RecordTable,
    *,
    copied: Callable[[int], None],
    warned: Callable[[str], None],
) -> None:
    """Put the selected rows and columns onto the clipboard; ``copied`` hears how many cells."""
    part = bounds(parts_of(table), table.shown_columns())
    if not part.amount:
        warned("Select the cells to copy first.")
        return
    if part.amount > MOST_CELLS:
        warned(f"These are {part.amount:,} cells. At most {MOST_CELLS:,} fit; export the others.")
        return
    kind, ids = table.records.kind.name, [table.records.ids[row] for row in part.rows]

    def done(mime: QMimeData) -> None:
        QGuiApplication.clipboard().setMimeData(mime)
        copied(part.amount)

    if len(part.rows) <= ROWS_AT_ONCE:
        done(_mime(bench, kind, ids, part, Ticket()))
        return
    bench.tasks.read(
        lambda ticket: _mime(bench, kind, ids, part, ticket),
        done,
        lambda error: warned(error.sentence),
        key="copy",
        label=f"Copying {part.amount:,} cells",
    )


def _mime(bench: Workbench, kind: str, ids: Sequence[int], part: Part, ticket: Ticket) -> QMimeData:
    fields = [KINDS[kind].field(key) for key in part.fields]
    parcel = Parcel([field.type.numeric for field in fields])
    for start in range(0, len(ids), _PAGE):
        if ticket.cancelled:
            raise Cancelled("Something else was copied meanwhile.")
        rows = bench.store.rows(kind, ids[start : start + _PAGE])
        lines = [[row.text(key) for key in part.fields] for row in rows]
        if part.amount == 1 and lines:
            return cell_mime(lines[0][0], numeric=fields[0].type.numeric)
        parcel.add(lines)
    return parcel.mime()
