"""The append-only record of what was done: steps and their edits, and which step is undone.

An undo is a step of its own with ``reverts``; nothing is ever deleted here. ``undone_by`` of the
step it reverts is the undo pointer, written in the same transaction as the values.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from json.encoder import encode_basestring

from sqlalchemy import ColumnElement, Connection, and_, func, insert, literal, select, update

from models.bulk import Values, insert_lines
from models.changes import Change
from models.field_types import Value
from models.kinds import KINDS
from models.records import EDIT, STEP


@dataclass(frozen=True, slots=True)
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


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str, separators=(",", ":"))
_COLUMNS = ("step", "kind", "record", "field", "before", "after")
_PART = 1_000


def _to_json(value: Value | Values) -> str:
    # The encoder takes three times as long for what most cells hold.
    if isinstance(value, str):
        return encode_basestring(value)
    return "null" if value is None else _ENCODER.encode(value)


def _loaded(text: str) -> Value | Values:
    # Most cells hold a text without any sign that JSON would have to write otherwise.
    if text[:1] == '"' and "\\" not in text:
        return text[1:-1]
    loaded: Value | Values = None if text == "null" else json.loads(text)
    return loaded


@cache
def _is_number(kind: str, key: str) -> bool:
    known = KINDS.get(kind)
    return known is not None and known.has(key) and known.field(key).type.name == "number"


def _of_type(kind: str, key: str, value: Value) -> Value:
    """Return a JSON value as its field keeps it; decimals travel as text."""
    return Decimal(str(value)) if value is not None and _is_number(kind, key) else value


def _from_json(kind: str, key: str | None, text: str | None) -> Value | Values:
    if text is None:
        return None
    value = _loaded(text)
    if isinstance(value, dict):
        return {name: _of_type(kind, name, part) for name, part in value.items()}
    return value if key is None else _of_type(kind, key, value)


def _edit(kind: str, record: int, field: str | None, before: str | None, after: str | None) -> Edit:
    return Edit(
        kind, record, field, _from_json(kind, field, before), _from_json(kind, field, after)
    )


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
    lines = (
        (
            step,
            edit.kind,
            edit.record,
            edit.field,
            None if edit.adds else _to_json(edit.before),
            None if edit.field is None and edit.after is None else _to_json(edit.after),
        )
        for edit in edits
    )
    insert_lines(connection, EDIT, _COLUMNS, lines)


def read_edits(connection: Connection, step: int) -> list[Edit]:
    """Return the edits of a step in the order in which they happened."""
    return list(_edits(connection, step, EDIT.c.id))


def edits_backwards(connection: Connection, step: int) -> Iterator[Edit]:
    """Yield the edits of a step from the last to the first."""
    yield from _edits(connection, step, EDIT.c.id.desc())


def _edits(connection: Connection, step: int, order: ColumnElement[int]) -> Iterator[Edit]:
    columns = (EDIT.c.kind, EDIT.c.record, EDIT.c.field, EDIT.c.before, EDIT.c.after)
    rows = connection.execute(select(*columns).where(EDIT.c.step == step).order_by(order))
    for part in rows.partitions(_PART):
        for row in part:
            yield _edit(*row)


def turn_round(connection: Connection, step: int, *, into: int) -> None:
    """Append the edits of one step to another, from the last to the first, before for after."""
    # An added record has no value before, not even an empty one.
    line = (literal(into), EDIT.c.kind, EDIT.c.record, EDIT.c.field, EDIT.c.after, EDIT.c.before)
    turned = select(*line).where(EDIT.c.step == step).order_by(EDIT.c.id.desc())
    connection.execute(insert(EDIT).from_select(_COLUMNS, turned))


def touched_by(connection: Connection, step: int, label: str = "") -> Change:
    """Return what a step touched without reading its values; of an unknown step, nothing."""
    adds = and_(EDIT.c.field.is_(None), EDIT.c.before.is_(None))
    query = select(EDIT.c.kind, EDIT.c.record, EDIT.c.field, adds).where(EDIT.c.step == step)
    rows = connection.execute(query).all()
    return Change(
        step=step,
        label=label,
        cells=frozenset((kind, record, field) for kind, record, field, _ in rows if field),
        added=frozenset((kind, record) for kind, record, _, added in rows if added),
        removed=frozenset((k, record) for k, record, field, added in rows if not (field or added)),
    )


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


def steps_since(connection: Connection, step: int) -> list[tuple[int, str]]:
    """Return id and label of each step after this one, oldest first."""
    query = select(STEP.c.id, STEP.c.label).where(STEP.c.id > step).order_by(STEP.c.id)
    return [(row.id, row.label) for row in connection.execute(query)]


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
    # The edits of one step stand side by side, so that nobody has to count a million of them.
    first, last = (
        select(end(EDIT.c.id)).where(EDIT.c.step == STEP.c.id).scalar_subquery()
        for end in (func.min, func.max)
    )
    edits = func.coalesce(last - first + 1, 0).label("edits")
    query = select(STEP, edits).order_by(STEP.c.id.desc()).limit(limit)
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
            _edit(kind, record, row.field, row.before, row.after),
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
