"""The append-only record of what was done: steps and their edits, and which step is undone.

An undo is a step of its own with ``reverts``; nothing is ever deleted here. ``undone_by`` of the
step it reverts is the undo pointer, written in the same transaction as the values.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal

from sqlalchemy import Connection, func, insert, select, update

from models.changes import Change
from models.field_types import Value
from models.kinds import KINDS
from models.records import EDIT, STEP

Values = dict[str, Value]


@dataclass(frozen=True)
class Edit:
    """One value before and after; with ``field`` None a whole record added or removed."""

    kind: str
    record: int
    field: str | None
    before: Value | Values
    after: Value | Values

    @property
    def adds(self) -> bool:
        """Tell whether the edit added a record."""
        return self.field is None and self.before is None

    def reversed(self) -> "Edit":
        """Return the edit that takes this one back."""
        return Edit(self.kind, self.record, self.field, self.after, self.before)


@dataclass(frozen=True)
class StepLine:
    """A step as history shows it; ``at`` is UTC, ISO 8601."""

    id: int
    label: str
    author: str
    at: str
    edits: int
    undone: bool
    reverts: int | None


def _to_json(value: Value | Values) -> str:
    return json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))


def _of_type(kind: str, key: str, value: Value) -> Value:
    """Return a JSON value as its field keeps it; decimals travel as text."""
    known = KINDS.get(kind)
    if known and known.has(key) and known.field(key).type.name == "number" and value is not None:
        return Decimal(str(value))
    return value


def _from_json(kind: str, key: str | None, text: str | None) -> Value | Values:
    if text is None:
        return None
    value = json.loads(text)
    if key is not None:
        return _of_type(kind, key, value)
    return {name: _of_type(kind, name, part) for name, part in value.items()}


def open_step(
    connection: Connection,
    label: str,
    author: str,
    *,
    reverts: int | None = None,
    redoes: bool = False,
) -> int:
    """Write the step's line and return its id."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    line = {"label": label, "author": author, "at": at, "reverts": reverts, "redoes": redoes}
    inserted = insert(STEP).values(line).returning(STEP.c.id)
    number: int = connection.execute(inserted).scalar_one()
    return number


def write_edits(connection: Connection, step: int, edits: list[Edit]) -> None:
    """Append the edits of a step, in the order in which they happened."""
    lines = [
        {
            "step": step,
            "kind": edit.kind,
            "record": edit.record,
            "field": edit.field,
            "before": None if edit.adds else _to_json(edit.before),
            "after": None if edit.field is None and edit.after is None else _to_json(edit.after),
        }
        for edit in edits
    ]
    if lines:
        connection.execute(insert(EDIT), lines)


def read_edits(connection: Connection, step: int) -> list[Edit]:
    """Return the edits of a step in the order in which they happened."""
    rows = connection.execute(select(EDIT).where(EDIT.c.step == step).order_by(EDIT.c.id))
    return [
        Edit(
            row.kind,
            row.record,
            row.field,
            _from_json(row.kind, row.field, row.before),
            _from_json(row.kind, row.field, row.after),
        )
        for row in rows
    ]


def change_of(step: int, label: str, edits: list[Edit], by: object = None) -> Change:
    """Return what a step touched, from its journal lines."""
    whole = [edit for edit in edits if edit.field is None]
    cells = ((e.kind, e.record, e.field) for e in edits if e.field is not None)
    return Change(
        step=step,
        label=label,
        by=by,
        cells=frozenset(cells),
        added=frozenset((edit.kind, edit.record) for edit in whole if edit.adds),
        removed=frozenset((edit.kind, edit.record) for edit in whole if not edit.adds),
    )


def changes_since(connection: Connection, step: int) -> Iterator[Change]:
    """Yield what each step after this one touched: the work of another process."""
    rows = connection.execute(
        select(STEP.c.id, STEP.c.label).where(STEP.c.id > step).order_by(STEP.c.id)
    ).all()
    for number, label in rows:
        yield change_of(number, label, read_edits(connection, number))


def last_step(connection: Connection) -> int:
    """Return the id of the newest step, 0 when there is none."""
    return connection.execute(select(func.max(STEP.c.id))).scalar() or 0


def to_undo(connection: Connection) -> tuple[int, str] | None:
    """Return the newest step that is in force, with its label."""
    query = (
        select(STEP.c.id, STEP.c.label)
        .where(STEP.c.reverts.is_(None), STEP.c.undone_by.is_(None))
        .order_by(STEP.c.id.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return (row.id, row.label) if row else None


def to_redo(connection: Connection) -> tuple[int, str] | None:
    """Return the step undone last, unless something new was done since."""
    newest = select(func.max(STEP.c.id)).where(STEP.c.reverts.is_(None)).scalar_subquery()
    query = (
        select(STEP.c.id, STEP.c.label)
        .where(STEP.c.undone_by > newest)
        .order_by(STEP.c.undone_by.desc())
        .limit(1)
    )
    row = connection.execute(query).first()
    return (row.id, row.label) if row else None


def mark_undone(connection: Connection, step: int, *, by: int | None) -> None:
    """Move the undo pointer: the step is undone by that one, or in force again with None."""
    connection.execute(update(STEP).where(STEP.c.id == step).values(undone_by=by))


def step_lines(
    connection: Connection, *, before: int | None = None, limit: int = 200
) -> list[StepLine]:
    """Return the newest steps first, those before a given one if asked."""
    edits = select(func.count()).where(EDIT.c.step == STEP.c.id).scalar_subquery()
    query = select(STEP, edits.label("edits")).order_by(STEP.c.id.desc()).limit(limit)
    if before is not None:
        query = query.where(STEP.c.id < before)
    return [
        StepLine(
            row.id, row.label, row.author, row.at, row.edits, row.undone_by is not None, row.reverts
        )
        for row in connection.execute(query)
    ]


def edits_of(
    connection: Connection, kind: str, record: int, field: str | None = None, limit: int = 200
) -> list[tuple[StepLine, Edit]]:
    """Return the edits of one record, or of one of its cells, newest first, with their steps."""
    query = (
        select(EDIT, STEP.c.label, STEP.c.author, STEP.c.at, STEP.c.undone_by, STEP.c.reverts)
        .join(STEP, STEP.c.id == EDIT.c.step)
        .where(EDIT.c.kind == kind, EDIT.c.record == record)
        .order_by(EDIT.c.id.desc())
        .limit(limit)
    )
    if field is not None:
        query = query.where((EDIT.c.field == field) | EDIT.c.field.is_(None))
    return [
        (
            StepLine(
                row.step, row.label, row.author, row.at, 1, row.undone_by is not None, row.reverts
            ),
            Edit(
                kind,
                record,
                row.field,
                _from_json(kind, row.field, row.before),
                _from_json(kind, row.field, row.after),
            ),
        )
        for row in connection.execute(query)
    ]


def later_step(connection: Connection, edit: Edit, step: int) -> str | None:
    """Return the label of the newest step after this one that touched the same cell or record."""
    query = (
        select(STEP.c.label)
        .join(EDIT, EDIT.c.step == STEP.c.id)
        .where(EDIT.c.kind == edit.kind, EDIT.c.record == edit.record, STEP.c.id > step)
        .order_by(STEP.c.id.desc())
        .limit(1)
    )
    if edit.field is not None:
        query = query.where((EDIT.c.field == edit.field) | EDIT.c.field.is_(None))
    label: str | None = connection.execute(query).scalar()
    return label
