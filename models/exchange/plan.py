"""What an import would do, as values: the dry run that a person reads before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from models.field_types import Value
from models.kinds import KINDS


@dataclass(frozen=True)
class NewRow:
    """Stands for the record that a row of the same file adds."""

    row: int


@dataclass(frozen=True)
class CellChange:
    """One cell of a record that is there, before and after; the texts are for reading."""

    row: int
    record: int
    name: str
    field: str
    before: Value
    after: Value | NewRow
    before_text: str
    after_text: str


@dataclass(frozen=True)
class Addition:
    """One row that becomes a new record."""

    row: int
    values: Mapping[str, Value | NewRow]


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be imported; ``column`` is the key of a field, or empty for the row."""

    row: int
    column: str
    sentence: str


@dataclass(frozen=True)
class Plan:
    """All that a file would change; rows are numbered as in a spreadsheet, headings being row 1."""

    kind: str
    file: str
    rows: int
    changes: tuple[CellChange, ...] = ()
    added: tuple[Addition, ...] = ()
    problems: tuple[Problem, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether the store holds already what the file says."""
        return not self.changes and not self.added

    def without_problems(self) -> "Plan":
        """Return the plan that leaves out every row with a problem, and what rests on such rows."""
        wrong = {problem.row for problem in self.problems}
        added = [one for one in self.added if one.row not in wrong]
        while True:
            there = {one.row for one in added}
            kept = [one for one in added if _rests_on(one.values, there)]
            if len(kept) == len(added):
                break
            added = kept
        changes = [
            change
            for change in self.changes
            if change.row not in wrong and _rests_on({change.field: change.after}, there)
        ]
        return replace(self, changes=tuple(changes), added=tuple(added), problems=())

    def summary(self) -> str:
        """Return in one sentence what would happen."""
        if self.empty and not self.problems:
            return f"{self.file}: {counted(self.rows, 'row')}, no differences."
        records = len({change.record for change in self.changes})
        cells = f"{counted(len(self.changes), 'cell')} of {counted(records, 'record')} changed"
        parts = [
            cells if self.changes else "",
            f"{counted(len(self.added), 'record')} added" if self.added else "",
            counted(len(self.problems), "problem") if self.problems else "",
        ]
        plural = KINDS[self.kind].plural
        return f"{self.file}, {plural}: {', '.join(part for part in parts if part)}."


def counted(number: int, word: str) -> str:
    """Return the number with its word, in the plural where it belongs there."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _rests_on(values: Mapping[str, Value | NewRow], there: set[int]) -> bool:
    return all(value.row in there for value in values.values() if isinstance(value, NewRow))
