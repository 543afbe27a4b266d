"""Taking a step back, in any order, without trampling what was done to the same values since."""

from collections.abc import Callable

from sqlalchemy import Connection, select

from models.errors import Conflict, Missing
from models.journal import (
    Edit,
    later_step,
    mark_undone,
    open_step,
    read_edits,
    write_edits,
)
from models.kinds import KINDS
from models.records import STEP
from models.step import Step


def _trampled(connection: Connection, edit: Edit, step: int) -> Conflict:
    later = later_step(connection, edit, step)
    since = f" by “{later}”" if later else ""
    label = KINDS[edit.kind].label.lower() if edit.kind in KINDS else edit.kind
    what = f"{KINDS[edit.kind].field(edit.field).label} of this {label}" if edit.field else label
    return Conflict(
        f"“{what}” was changed since{since}, so this step was left alone. "
        "Undo the later change first."
    )


def _restore_value(step: Step, edit: Edit, refuse: Callable[[], Conflict]) -> None:
    assert edit.field is not None
    values = step.current(edit.kind, edit.record)
    if values is None or values[edit.field] != edit.after:
        raise refuse()
    before = edit.before
    assert not isinstance(before, dict)
    if edit.field == "sha256":
        return  # It follows from the text, which is another edit of the same step.
    field = KINDS[edit.kind].field(edit.field)
    step.write(edit.kind, edit.record, field, values[edit.field], before)


def _restore_record(step: Step, edit: Edit, refuse: Callable[[], Conflict]) -> None:
    values = step.current(edit.kind, edit.record)
    if edit.adds:
        if values != edit.after:
            raise refuse()
        step.take_out(edit.kind, edit.record)
        return
    if values is not None:
        raise refuse()
    assert isinstance(edit.before, dict)
    step.put_back(edit.kind, edit.record, edit.before)


def _take_back(connection: Connection, step: Step, edits: list[Edit], since: int) -> None:
    for edit in reversed(edits):

        def refuse(edit: Edit = edit) -> Conflict:
            return _trampled(connection, edit, since)

        restore = _restore_value if edit.field is not None else _restore_record
        restore(step, edit, refuse)


def undo(connection: Connection, number: int, author: str) -> tuple[int, str, list[Edit]]:
    """Take back a step that is in force; return the new step's id, label and edits."""
    row = connection.execute(select(STEP).where(STEP.c.id == number)).first()
    if row is None or row.reverts is not None or row.undone_by is not None:
        raise Missing("This step is undone already, or is no step that can be undone.")
    label = f"Undo {row.label}"
    step = Step(connection)
    newest = open_step(connection, label, author, reverts=number)
    _take_back(connection, step, read_edits(connection, number), number)
    write_edits(connection, newest, step.edits)
    mark_undone(connection, number, by=newest)
    return newest, label, step.edits


def redo(connection: Connection, number: int, author: str) -> tuple[int, str, list[Edit]]:
    """Put a step in force again by taking back its undo; return the new step's id and edits."""
    row = connection.execute(select(STEP).where(STEP.c.id == number)).first()
    if row is None or row.undone_by is None:
        raise Missing("This step is in force already.")
    label = f"Redo {row.label}"
    step = Step(connection)
    newest = open_step(connection, label, author, reverts=number, redoes=True)
    _take_back(connection, step, read_edits(connection, row.undone_by), row.undone_by)
    write_edits(connection, newest, step.edits)
    mark_undone(connection, number, by=None)
    return newest, label, step.edits
