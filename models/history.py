"""Who did what to a record: its edits as a reader sees them, with both values in words."""

from dataclasses import dataclass

from sqlalchemy import Connection

from models.field_types import Value
from models.journal import Edit, StepLine, edits_of
from models.kinds import KINDS
from models.rows import Names, Row, read_names


@dataclass(frozen=True)
class EditLine:
    """One line of a record's history, with both values as a reader sees them."""

    step: StepLine
    field: str | None
    before: str
    after: str


def history_of(
    connection: Connection, kind: str, record: int, field: str | None = None, limit: int = 200
) -> list[EditLine]:
    """Return what was done to a record, or to one of its cells, newest first."""
    lines = edits_of(connection, kind, record, field, limit)
    empty: dict[str, Value] = dict.fromkeys(known.key for known in KINDS[kind].fields)
    values = [
        empty | {edit.field: value}
        for _, edit in lines
        for value in (edit.before, edit.after)
        if edit.field in empty and not isinstance(value, dict)
    ]
    names = read_names(connection, KINDS[kind], values)
    return [_line(step, edit, names) for step, edit in lines]


def _line(step: StepLine, edit: Edit, names: Names) -> EditLine:
    if edit.field is None:
        return EditLine(step, None, "" if edit.adds else "there", "added" if edit.adds else "")
    before, after = (_shown(edit, value, names) for value in (edit.before, edit.after))
    return EditLine(step, edit.field, before, after)


def _shown(edit: Edit, value: object, names: Names) -> str:
    """Return a value in words; a field that no longer exists shows what was kept."""
    assert edit.field is not None
    if not KINDS[edit.kind].has(edit.field) or isinstance(value, dict):
        return "" if value is None else str(value)
    assert value is None or isinstance(value, Value)
    return Row(edit.record, edit.kind, {edit.field: value}, names).shown(edit.field)
