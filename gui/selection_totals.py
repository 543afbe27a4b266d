"""What the selected cells come to: how many they are, sums by unit, and what does not count."""

from array import array
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from gui.kind_tabs import KindTabs
from gui.record_table import RecordTable
from gui.selected_cells import parts_of
from gui.tasks import Tasks
from models import Aggregate, FactError, Field, Group, Store

REST_MILLISECONDS: Final = 120
_NUMERIC: Final = ("number", "integer")
_SHARES: Final = ("evidence", "sources")
_MOST_UNITS: Final = 2


class SelectionTotals(QObject):
    """Adds up the selection of the table in front, away from the main thread, when it rests."""

    told = Signal(str, str)

    def __init__(self, store: Store, tabs: KindTabs, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._tabs, self._tasks = store, tabs, tasks
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(self.refresh)
        for table in tabs.tables():
            self._follow(table)
        tabs.made.connect(self._follow)
        tabs.kind_chosen.connect(self._later)

    def _follow(self, table: RecordTable) -> None:
        table.selection_changed.connect(self._later)
        table.records.replaced.connect(self._later)
        table.records.dataChanged.connect(self._later)

    def _later(self, *_: object) -> None:
        # Not started anew by each change: during a long drag something is told now and then.
        if not self._rest.isActive():
            self._rest.start()

    def refresh(self) -> None:
        """Add up what is selected now."""
        table = self._tabs.current
        cells, field, ids = _selected(table)
        self._tasks.cancel((self, "totals"))
        if cells < 2 or field is None:
            self.told.emit("", "")
            return
        kind, store = table.records.kind.name, self._store
        self._tasks.read(
            lambda ticket: store.aggregate(kind, field.key, ids, ticket),
            lambda found: self.told.emit(in_short(cells, field, found), at_length(field, found)),
            self._on_refused,
            key=(self, "totals"),
        )

    def _on_refused(self, error: FactError) -> None:
        self.told.emit("", "")


def _selected(table: RecordTable) -> tuple[int, Field | None, Sequence[int]]:
    """Return how many cells are selected, the field to add up, and its selected records."""
    parts = parts_of(table)
    cells = sum(len(part.rows) * len(part.fields) for part in parts)
    fields = [table.records.kind.field(key) for part in parts for key in part.fields]
    current = [field for field in fields if field.key == table.current_field()]
    wanted = next((field for field in (*current, *fields) if _adds_up(field)), None)
    wanted = wanted or next(iter((*current, *fields)), None)
    if cells < 2 or wanted is None:
        return cells, None, ()
    every = table.records.ids
    ids = array("q")
    for part in parts:
        if wanted.key in part.fields:
            rows = part.rows
            if isinstance(rows, range) and rows.step == 1:
                ids.extend(every[rows.start : rows.stop])
            else:
                ids.extend(every[row] for row in rows)
    return cells, wanted, ids


def _adds_up(field: Field) -> bool:
    return field.type.name in _NUMERIC or field.key in _SHARES


def in_short(cells: int, field: Field, found: Aggregate) -> str:
    """Return the line of the status bar."""
    parts = [f"{cells:,} cells"]
    if len(found.groups) == 1:
        one = found.groups[0]
        parts += [f"sum {_amount(one.total, one)}", f"min {_number(one.lowest)}"]
        parts += [f"max {_number(one.highest)}", f"mean {_number(one.mean)}"]
    elif found.groups:
        parts += [f"sum {_amount(one.total, one)}" for one in found.groups[:_MOST_UNITS]]
        rest = len(found.groups) - _MOST_UNITS
        parts += [f"{rest} more units"] if rest > 0 else []
    elif found.lowest:
        parts.append(f"{found.lowest} to {found.highest}")
    elif found.distinct:
        parts.append(f"{found.distinct:,} distinct")
    if found.note:
        parts.append("not all of it counts")
    return " · ".join(parts)


def at_length(field: Field, found: Aggregate) -> str:
    """Return all that is known of the selection, and what of it does not count."""
    lines = [f"{field.label}: {found.filled:,} of {found.count:,} records have a value"]
    lines += [
        f"{one.label or 'No unit'}: {_values(one.count)}, sum {_number(one.total)}, "
        f"min {_number(one.lowest)}, max {_number(one.highest)}, mean {_number(one.mean)}"
        for one in found.groups
    ]
    if found.lowest:
        lines.append(f"From {found.lowest} to {found.highest}")
    if found.distinct:
        lines.append(f"{found.distinct:,} distinct values")
    return "\n".join((*lines, found.note) if found.note else lines)


def _values(number: int) -> str:
    return "1 value" if number == 1 else f"{number:,} values"


def _amount(number: Decimal, group: Group) -> str:
    return f"{_number(number)} {group.label or group.unit}".rstrip()


def _number(number: Decimal) -> str:
    return f"{number:,f}"
