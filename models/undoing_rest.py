"""Undoing what still stands of a step, whatever was done to the rest of it since.

A step falls into units: each cell that it wrote, and each record that it added or removed, which
goes or comes as a whole. A unit that is not as the step left it stays; so does one that could only
go back by leaving something loose, such as a record that others were tied to since.
"""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import Connection

from models.bulk import read_cells, read_records
from models.errors import Conflict
from models.field_types import Value
from models.journal import Edit, edits_backwards, mark_undone, open_step, write_edits
from models.kinds import KINDS
from models.loose_ends import LooseEnds
from models.undoing import Return, Trampled, called, in_force, same

Unit = tuple[str, int, str | None]
_MOST_NAMED = 3


def undo_rest(connection: Connection, number: int, author: str) -> tuple[int, str, list[Edit]]:
    """Take back all of a step that is as the step left it; the label names what stays.

    Raises Missing as ``undo`` does, and Conflict when nothing of the step is left to take back.
    """
    label = in_force(connection, number)
    rest = _Rest(connection, number)
    edits = rest.take_back()
    if not edits:
        raise Conflict("All that this step did was changed since, so nothing of it was undone.")
    newest = open_step(connection, f"Undo {label}{rest.stays()}", author, reverts=number)
    write_edits(connection, newest, edits)
    mark_undone(connection, number, by=newest)
    return newest, f"Undo {label}{rest.stays()}", edits


class _Rest:
    """The units of one step, and which of them stay as they are now."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self._number = number
        self._edits = list(edits_backwards(connection, number))
        self._whole = {(edit.kind, edit.record) for edit in self._edits if edit.field is None}
        self._units: dict[Unit, list[Edit]] = defaultdict(list)
        for edit in self._edits:
            self._units[self._unit(edit.kind, edit.record, edit.field)].append(edit)
        self._settled: set[Unit] = set()
        self._left: set[Unit] = set()

    def _unit(self, kind: str, record: int, field: str | None) -> Unit:
        if (kind, record) in self._whole:
            return kind, record, None
        # A checksum follows from the text beside it.
        text = (kind, field) == ("source", "sha256") and ("source", record, "text") in self._units
        return kind, record, "text" if text else field

    def take_back(self) -> list[Edit]:
        """Write what can be as it was before; return the edits, none when nothing can."""
        self._look_at_cells()
        self._look_at_records()
        while True:
            saved = self._connection.begin_nested()
            try:
                edits = Return(self._connection, self._number).write(self._standing())
                loose = {self._unit(*end[:3]) for end in LooseEnds(self._connection, edits).find()}
            except Trampled as error:
                loose = {self._unit(error.edit.kind, error.edit.record, error.edit.field)}
            if not loose:
                saved.commit()
                return edits
            saved.rollback()
            if loose <= self._left:
                raise Conflict("What is left of this step cannot be undone without a loose end.")
            self._left |= loose

    def _standing(self) -> Iterator[Edit]:
        for edit in self._edits:
            unit = self._unit(edit.kind, edit.record, edit.field)
            if unit not in self._left and unit not in self._settled:
                yield edit

    def _look_at_cells(self) -> None:
        """Set aside the cells that hold something else by now."""
        columns: dict[tuple[str, str], list[int]] = defaultdict(list)
        for kind, record, field in self._units:
            if field is not None and kind in KINDS and KINDS[kind].has(field):
                columns[kind, field].append(record)
            elif field is not None or kind not in KINDS:
                self._left.add((kind, record, field))
        for (kind, field), records in columns.items():
            now = read_cells(self._connection, kind, [field], records)[field]
            for record in records:
                edits = self._units[kind, record, field]
                own = [edit for edit in edits if edit.field == field]
                self._judge((kind, record, field), own, now)

    def _judge(self, unit: Unit, edits: list[Edit], now: dict[int, Value]) -> None:
        record = unit[1]
        if record not in now or now[record] != edits[0].after:
            again = record in now and now[record] == edits[-1].before
            (self._settled if again else self._left).add(unit)

    def _look_at_records(self) -> None:
        """Set aside the added records that were changed, and those that came or went since."""
        by_kind: dict[str, list[int]] = defaultdict(list)
        for kind, record in self._whole:
            if kind in KINDS:
                by_kind[kind].append(record)
        for kind, records in by_kind.items():
            there = read_records(self._connection, kind, records)
            for record in records:
                unit: Unit = (kind, record, None)
                edits = self._units[unit]
                last, first = edits[0], edits[-1]
                removed = last.field is None and not last.adds
                if (removed and (first.adds or record in there)) or (
                    not removed and record not in there
                ):
                    self._settled.add(unit)
                elif not removed and not same(kind, there[record], _come_to(edits)):
                    self._left.add(unit)

    def stays(self) -> str:
        """Return what of the step was left as it is, in words for the label."""
        names = [called(self._connection, *unit) for unit in sorted(self._left, key=str)]
        if not names:
            return ""
        more = len(names) - _MOST_NAMED
        shown = ", ".join(names[:_MOST_NAMED]) + (f" and {more:,} more" if more > 0 else "")
        return f" but for what was changed since: {shown}"


def _come_to(edits: list[Edit]) -> dict[str, Value]:
    """Return the values that a step left in a record that it added."""
    values: dict[str, Value] = {}
    for edit in reversed(edits):
        if isinstance(edit.after, dict):
            values = dict(edit.after)
        elif edit.field is not None:
            values[edit.field] = edit.after
    return values
