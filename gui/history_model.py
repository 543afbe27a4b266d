"""The journal as a list: all steps, or what was done to one record, newest first, page by page."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeAlias

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.crash import guarded
from gui.messages import plain_tooltip
from models import KINDS, Change, EditLine, StepLine, Store

Index: TypeAlias = QModelIndex | QPersistentModelIndex

PAGE: Final = 200
LINE_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_MONTHS: Final = (
    "Jan",
    "Feb",
    "Mar",
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
)
_NOTHING: Final = "nothing"
_LONGEST_VALUE: Final = 44
_LONGEST_IN_TIP: Final = 240


@dataclass(frozen=True)
class HistoryLine:
    """One line of the list: the step, what it did in words, and the words below that."""

    step: StepLine
    text: str
    field: str = ""
    whole: str = ""

    @property
    def below(self) -> str:
        """Who did it, when, and how much of it there was."""
        edits = f"{self.step.edits:,} {'edit' if self.step.edits == 1 else 'edits'}"
        if self.whole:
            edits = ""
        return " · ".join(filter(None, (when(self.step.at), self.step.author, edits, self.state)))

    @property
    def state(self) -> str:
        """Whether the step is in force."""
        return "undone" if self.step.undone else ""

    @property
    def tip(self) -> str:
        """All that is known of the step, with its exact time."""
        at = datetime.fromisoformat(self.step.at).astimezone()
        exact = f"{_day(at)}, {at:%H:%M:%S}"
        words = f"Step {self.step.id} · {exact} · {self.step.author}"
        lines = [self.whole, self.step.label, words] if self.whole else [self.text, words]
        return "\n".join([*lines, *(["Undone"] if self.step.undone else [])])


def when(at: str, now: datetime | None = None) -> str:
    """Return a moment in words that stay true for the day."""
    moment = datetime.fromisoformat(at).astimezone()
    now = (now or datetime.now()).astimezone()
    days = (now.date() - moment.date()).days
    if days == 0:
        return f"today {moment:%H:%M}"
    if days == 1:
        return f"yesterday {moment:%H:%M}"
    return _day(moment)


def _day(moment: datetime) -> str:
    # Not strftime's %b, which speaks the language of the system.
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _of_step(step: StepLine) -> HistoryLine:
    return HistoryLine(step, step.label)


def _of_edit(kind: str, edit: EditLine) -> HistoryLine:
    if edit.field is None:
        done = "Removed" if edit.before else "Added"
        return HistoryLine(edit.step, f"{done}: {edit.step.label}", "", done)
    label = KINDS[kind].field(edit.field).label if KINDS[kind].has(edit.field) else edit.field
    short, whole = (
        f"{label}: {_short(edit.before, most)} → {_short(edit.after, most)}"
        for most in (_LONGEST_VALUE, _LONGEST_IN_TIP)
    )
    return HistoryLine(edit.step, short, edit.field, whole)


def _short(value: str, most: int) -> str:
    # Cut before the blanks are joined: a value may be a text of megabytes.
    one_line = " ".join(value[: 2 * most].split()) or _NOTHING
    return one_line if len(one_line) <= most else one_line[: most - 1].rstrip() + "…"


class HistoryModel(QAbstractListModel):
    """Holds the lines read so far and reads more when the view asks."""

    def __init__(self, store: Store, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._place: tuple[str, int] | None = None
        self._lines: list[HistoryLine] = []
        self._complete = False

    # What is listed

    @property
    def place(self) -> tuple[str, int] | None:
        """The record whose history is listed; None for all steps."""
        return self._place

    def show_all(self) -> None:
        """List all steps of the store."""
        self._list(None, PAGE)

    def show_record(self, kind: str, record: int) -> None:
        """List what was done to one record."""
        self._list((kind, record), PAGE)

    def line(self, row: int) -> HistoryLine:
        """Return one line."""
        return self._lines[row]

    def row_of(self, step: int) -> int | None:
        """Return the first row of a step, if it has been read."""
        row = bisect_left(self._lines, -step, key=lambda line: -line.step.id)
        found = row < len(self._lines) and self._lines[row].step.id == step
        return row if found else None

    def take(self, change: Change) -> None:
        """Take over what a step has changed in the list."""
        if self._place is not None:
            if change.touches(*self._place):
                self._list(self._place, max(len(self._lines) + 1, PAGE))
            return
        newest = self._lines[0].step.id if self._lines else 0
        count = change.step - newest
        if count > PAGE:
            self.show_all()
            return
        if count > 0:
            read = self._store.steps(before=change.step + 1, limit=count)
            self._prepend([_of_step(step) for step in read if step.id > newest])

    # Qt's side

    @guarded(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many lines have been read."""
        return 0 if parent.isValid() else len(self._lines)

    @guarded(None)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a view, a tooltip or a screen reader shows of a line."""
        if not index.isValid() or index.row() >= len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == LINE_ROLE:
            return line
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tooltip(line.tip)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{line.text}, {line.below}"
        return None

    @guarded(False)
    def canFetchMore(self, parent: Index) -> bool:
        """Tell whether older lines are left."""
        return not parent.isValid() and not self._complete

    @guarded(None)
    def fetchMore(self, parent: Index) -> None:
        """Read the next page of older lines."""
        have = len(self._lines)
        more = self._read(self._place, self._lines[-1] if have else None, PAGE)
        self._complete = len(more) < PAGE
        if more:
            self.beginInsertRows(QModelIndex(), have, have + len(more) - 1)
            self._lines.extend(more)
            self.endInsertRows()

    def _list(self, place: tuple[str, int] | None, count: int) -> None:
        lines = self._read(place, None, count)
        self.beginResetModel()
        self._place, self._lines = place, lines
        self._complete = len(lines) < count
        self.endResetModel()

    def _read(
        self, place: tuple[str, int] | None, last: HistoryLine | None, count: int
    ) -> list[HistoryLine]:
        """Read the lines below the last one that has been read."""
        if place is None:
            before = last.step.id if last else None
            return [_of_step(step) for step in self._store.steps(before=before, limit=count)]
        have = len(self._lines) if last else 0
        edits = self._store.history(*place, limit=have + count)
        return [_of_edit(place[0], edit) for edit in edits[have:]]

    def _prepend(self, lines: Sequence[HistoryLine]) -> None:
        if not lines:
            return
        self.beginInsertRows(QModelIndex(), 0, len(lines) - 1)
        self._lines[:0] = lines
        self.endInsertRows()
        for line in lines:
            if line.step.reverts is not None:
                self._refresh(line.step.reverts)

    def _refresh(self, step: int) -> None:
        row = self.row_of(step)
        if row is None:
            return
        for read in self._store.steps(before=step + 1, limit=1):
            self._lines[row] = _of_step(read)
        self.dataChanged.emit(self.index(row), self.index(row))
