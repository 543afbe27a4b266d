"""Taking a step back, in any order, without trampling what was done to the same values since."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, RowMapping, select

from models.bulk import Values, read_cells, read_records
from models.errors import Conflict, Invalid, Missing
from models.field_types import Value
from models.journal import (
    Edit,
    edits_backwards,
    later_step,
    mark_undone,
    open_step,
    turn_round,
)
from models.kinds import KINDS
from models.loose_ends import LooseEnd, LooseEnds
from models.naming import labels
from models.records import STEP
from models.writing import Writer

_LONGEST_RUN = 20_000


def undo(connection: Connection, number: int, author: str) -> tuple[int, str, list[Edit]]:
    """Take back a step that is in force; return the new step's id, label and edits."""
    label = f"Undo {in_force(connection, number)}"
    newest = open_step(connection, label, author, reverts=number)
    edits = Return(connection, number).take_back()
    turn_round(connection, number, into=newest)
    mark_undone(connection, number, by=newest)
    return newest, label, edits


def in_force(connection: Connection, number: int) -> str:
    """Return the label of a step that can be undone; raises Missing when it cannot."""
    row = _step(connection, number)
    if row is None or row["reverts"] is not None or row["undone_by"] is not None:
        raise Missing("This step is undone already, or is no step that can be undone.")
    return str(row["label"])


def redo(connection: Connection, number: int, author: str) -> tuple[int, str, list[Edit]]:
    """Put a step in force again by taking back its undo; return the new step's id and edits."""
    row = _step(connection, number)
    if row is None or row["undone_by"] is None:
        raise Missing("This step is in force already.")
    label = f"Redo {row['label']}"
    newest = open_step(connection, label, author, reverts=number, redoes=True)
    edits = Return(connection, row["undone_by"]).take_back()
    turn_round(connection, row["undone_by"], into=newest)
    mark_undone(connection, number, by=None)
    return newest, label, edits


def _step(connection: Connection, number: int) -> RowMapping | None:
    return connection.execute(select(STEP).where(STEP.c.id == number)).mappings().first()


def _runs(edits: Iterable[Edit]) -> Iterator[list[Edit]]:
    """Yield edits that come from the last to the first, together what goes back at once."""
    run: list[Edit] = []
    seen: set[tuple[int, str | None]] = set()
    sort = None
    for edit in edits:
        cell = edit.record, edit.field
        # A record is never parted: its fields may be right only together.
        full = len(run) >= _LONGEST_RUN and edit.record != run[-1].record
        if full or cell in seen or (edit.kind, edit.field is None, edit.adds) != sort:
            if run:
                yield run
            run, seen, sort = [], set(), (edit.kind, edit.field is None, edit.adds)
        run.append(edit)
        seen.add(cell)
    if run:
        yield run


class Trampled(Conflict):
    """A value that is not as the step left it any more."""

    def __init__(self, sentence: str, edit: Edit) -> None:
        super().__init__(sentence)
        self.edit = edit


class Return:
    """The way back from one step: its edits from the last to the first."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self._number = number
        self._writer = Writer(connection)

    def take_back(self) -> list[Edit]:
        """Write what was there before the step, and return the edits; raises Conflict."""
        self.write(edits_backwards(self._connection, self._number))
        for loose in LooseEnds(self._connection, self._writer.edits).find():
            raise self._hanging(loose)
        return self._writer.edits

    def write(self, edits: Iterable[Edit]) -> list[Edit]:
        """Write what was there before these edits, which come from the last to the first."""
        for run in _runs(edits):
            first = run[0]
            if first.kind not in KINDS:
                raise self._trampled(first)
            if first.field is not None:
                self._restore_values(first.kind, run)
            elif first.adds:
                self._take_out(first.kind, run)
            else:
                self._put_back(first.kind, run)
        return self._writer.edits

    def _restore_values(self, kind: str, run: list[Edit]) -> None:
        """Restore many cells at once; a checksum follows from the text beside it."""
        before: dict[str, dict[int, Value]] = {}
        for edit in run:
            assert edit.field is not None
            assert not isinstance(edit.before, dict)
            before.setdefault(edit.field, {})[edit.record] = edit.before
        if kind == "source":
            before.pop("sha256", None)
        if strange := next((key for key in before if not _is_stored(kind, key)), None):
            raise self._trampled(next(edit for edit in run if edit.field == strange))
        now = read_cells(self._connection, kind, list(before), {edit.record for edit in run})
        for edit in run:
            values = now.get(edit.field or "")
            if values is not None and (
                edit.record not in values or values[edit.record] != edit.after
            ):
                raise self._trampled(edit)
        try:
            self._writer.write_cells(kind, now, before)
        except Invalid as error:
            quoted = next(edit for edit in run if edit.field == "text")
            raise self._trampled(quoted, "is quoted") from error

    def _take_out(self, kind: str, run: list[Edit]) -> None:
        there = read_records(self._connection, kind, (edit.record for edit in run))
        for edit in run:
            assert isinstance(edit.after, dict)
            if edit.record not in there or not same(kind, there[edit.record], edit.after):
                raise self._trampled(edit)
        self._writer.take_out(kind, (edit.record for edit in run))

    def _put_back(self, kind: str, run: list[Edit]) -> None:
        there = read_records(self._connection, kind, (edit.record for edit in run))
        for edit in run:
            if edit.record in there:
                raise self._trampled(edit)
        rows = {edit.record: edit.before for edit in run if isinstance(edit.before, dict)}
        self._writer.put_back(kind, rows)

    def _hanging(self, loose: LooseEnd) -> Conflict:
        """Return what to say of the first thing that would hang in the air."""
        if isinstance(loose.stands, str):
            return Conflict(
                f"The country {loose.stands} was removed since, so this step was left alone. "
                "Undo the removal first."
            )
        if loose.kind == "citation" and loose.field == "record":
            return Conflict(
                f"The {KINDS[loose.holder].label.lower()} that a quote speaks of was removed "
                "since, so this step was left alone. Undo the removal first."
            )
        named = called(self._connection, loose.holder, loose.stands)
        edit = Edit(loose.holder, loose.stands, None, None, None)
        return _conflict(self._connection, self._number, named, loose.what, edit)

    def _trampled(self, edit: Edit, what: str = "was changed") -> Conflict:
        named = called(self._connection, edit.kind, edit.record, edit.field)
        return Trampled(_conflict(self._connection, self._number, named, what, edit).sentence, edit)


def _is_stored(kind: str, field: str | None) -> bool:
    return field is not None and KINDS[kind].has(field) and KINDS[kind].field(field).stored


def same(kind: str, values: Values, kept: Values) -> bool:
    """Tell whether a record is as the journal has it, where a field may be younger than that."""
    defaults = {field.key: field.default for field in KINDS[kind].stored}
    return all(value == kept.get(key, defaults[key]) for key, value in values.items())


def called(connection: Connection, kind: str, record: int, field: str | None = None) -> str:
    """Return how a sentence names a record, also one that is gone, or one of its cells."""
    if kind not in KINDS:
        return f"this {kind}"
    name = labels(connection, kind, [record]).get(record)
    named = f"“{name}”" if name else f"this {KINDS[kind].label.lower()}"
    if field is None or not _is_stored(kind, field):
        return named
    return f"{KINDS[kind].field(field).label} of {named}"


def _conflict(connection: Connection, number: int, named: str, what: str, edit: Edit) -> Conflict:
    """Return the refusal that names the later step in the way."""
    later = later_step(connection, edit, number)
    since = f" by “{later}”" if later else ""
    advice = " Undo the later change first." if later else ""
    start = named[:1].upper() + named[1:]
    return Conflict(f"{start} {what} since{since}, so this step was left alone.{advice}")
