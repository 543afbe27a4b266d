"""The one door for writing: a step sets, adds and removes, and every touch becomes an edit."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from models.errors import Conflict, Invalid, Missing
from models.field_types import Link, Value
from models.fields import Field, Kind
from models.journal import Edit, Values
from models.kinds import KINDS
from models.naming import record_named
from models.records import COUNTER, TABLES


class Unseen:
    """Stands for “whatever is there now” where a caller has not looked."""


UNSEEN = Unseen()


def numbered(connection: Connection, prefix: str) -> str:
    """Return the next number under a prefix, never one that was given before."""
    statement = (
        upsert(COUNTER)
        .values(prefix=prefix, last=1)
        .on_conflict_do_update(index_elements=["prefix"], set_={"last": COUNTER.c.last + 1})
        .returning(COUNTER.c.last)
    )
    return f"{prefix}-{connection.execute(statement).scalar_one():03d}"


def _keep_counting(connection: Connection, uid: str) -> None:
    """Take note of a number that came from outside, so that it is not given again."""
    prefix, _, digits = uid.rpartition("-")
    if not prefix or not digits.isdigit():
        return
    highest = func.max(COUNTER.c.last, int(digits))
    connection.execute(
        upsert(COUNTER)
        .values(prefix=prefix, last=int(digits))
        .on_conflict_do_update(index_elements=["prefix"], set_={"last": highest})
    )


def sha256_of(text: str) -> str:
    """Return the checksum that identifies a source's text."""
    return hashlib.sha256(text.encode()).hexdigest()


class Step:
    """What happens inside ``with store.step(label)``; nothing is written when the block raises."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.edits: list[Edit] = []

    def set(
        self, kind: str, record: int, field: str, value: Value, *, expect: Value | Unseen = UNSEEN
    ) -> None:
        """Write one value: text is parsed by the field, anything else must be of its type.

        Raises Invalid, Missing, or Conflict when the record holds something else than ``expect``.
        """
        known = KINDS[kind].field(field)
        if not known.editable:
            raise Invalid(f"{known.label} cannot be changed.")
        before = self._value(kind, record, field)
        if not isinstance(expect, Unseen) and before != expect:
            shown = known.type.show(before) or "nothing"
            raise Conflict(
                f"{known.label} was changed to “{shown}” meanwhile. Look at it, then type again."
            )
        self.write(kind, record, known, before, self._accept(known, value))

    def set_many(self, kind: str, field: str, values: Mapping[int, Value]) -> None:
        """Write one field of many records; the first bad value stops the whole step."""
        known, column = KINDS[kind].field(field), TABLES[kind].c[field]
        ids = list(values)
        before: dict[int, Value] = {}
        for start in range(0, len(ids), 500):
            chunk = select(TABLES[kind].c.id, column).where(
                TABLES[kind].c.id.in_(ids[start : start + 500])
            )
            before |= {row[0]: row[1] for row in self._connection.execute(chunk)}
        parsed: dict[Value, Value] = {}
        lines = []
        for record, value in values.items():
            if record not in before:
                raise Missing(f"This {KINDS[kind].label.lower()} is not there any more.")
            if value not in parsed:
                parsed[value] = self._accept(known, value)
            after = parsed[value]
            if after != before[record]:
                self._guard(kind, record, known)
                lines.append({"key": record, "after": after})
                self.edits.append(Edit(kind, record, field, before[record], after))
        if lines:
            table = TABLES[kind]
            statement = update(table).where(table.c.id == bindparam("key"))
            self._connection.execute(statement.values({column: bindparam("after")}), lines)

    def add(self, kind: str, values: Mapping[str, Value]) -> int:
        """Add a record with these values and the fields' defaults; return its id."""
        known = KINDS[kind]
        complete: Values = {}
        for field in known.stored:
            given = values.get(field.key, field.default)
            complete[field.key] = given if field.readonly else self._accept(field, given)
        self._derive(known, complete)
        for field in known.stored:
            field.check(complete[field.key])
        table = TABLES[kind]
        statement = insert(table).values(complete).returning(table.c.id)
        record: int = self._connection.execute(statement).scalar_one()
        self.edits.append(Edit(kind, record, None, None, complete))
        return record

    def remove(self, kind: str, record: int) -> None:
        """Remove a record with what hangs off it and its citations; links to it are emptied."""
        if kind == "country":
            self._refuse_used_country(record)
        for holder in KINDS.values():
            for field, link in holder.links():
                if link.kind == kind:
                    self._release(holder, field, link, record)
        citation = TABLES["citation"].c
        if kind != "citation":
            self._remove_where("citation", (citation.kind == kind) & (citation.record == record))
        self.take_out(kind, record)

    def _release(self, holder: Kind, field: Field, link: Link, record: int) -> None:
        column = TABLES[holder.name].c[field.key]
        if link.on_remove == "cascade":
            self._remove_where(holder.name, column == record)
            return
        holding = select(TABLES[holder.name].c.id).where(column == record)
        for (held_by,) in self._connection.execute(holding).all():
            self.write(holder.name, held_by, field, record, None)

    def _remove_where(self, kind: str, condition: object) -> None:
        ids = select(TABLES[kind].c.id).where(condition)  # type: ignore[arg-type]
        for (record,) in self._connection.execute(ids).all():
            # A link from an entry to itself is found twice.
            if self.current(kind, record) is not None:
                self.remove(kind, record)

    # The four below are also what undo and redo are made of.

    def current(self, kind: str, record: int) -> Values | None:
        """Return all stored values of a record, or None when it is not there."""
        table = TABLES[kind]
        found = self._connection.execute(select(table).where(table.c.id == record))
        row = found.mappings().first()
        if row is None:
            return None
        return {field.key: row[field.key] for field in KINDS[kind].stored}

    def write(self, kind: str, record: int, field: Field, before: Value, after: Value) -> None:
        """Write a value that was parsed before, and its edit; the same value writes nothing."""
        if before == after and type(before) is type(after):
            return
        self._guard(kind, record, field)
        self._put(kind, record, field.key, before, after)
        if (kind, field.key) == ("source", "text"):
            old = self._value(kind, record, "sha256")
            self._put(kind, record, "sha256", old, sha256_of(str(after)) if after else None)

    def take_out(self, kind: str, record: int) -> None:
        """Delete exactly this record and keep its values in the journal."""
        values = self.current(kind, record)
        if values is None:
            raise Missing(f"This {KINDS[kind].label.lower()} is not there any more.")
        self._connection.execute(delete(TABLES[kind]).where(TABLES[kind].c.id == record))
        self.edits.append(Edit(kind, record, None, values, None))

    def put_back(self, kind: str, record: int, values: Values) -> None:
        """Insert a record under the id it had."""
        known = {key: value for key, value in values.items() if KINDS[kind].has(key)}
        self._connection.execute(insert(TABLES[kind]).values(id=record, **known))
        self.edits.append(Edit(kind, record, None, None, known))

    def _put(self, kind: str, record: int, key: str, before: Value, after: Value) -> None:
        table = TABLES[kind]
        self._connection.execute(update(table).where(table.c.id == record).values({key: after}))
        self.edits.append(Edit(kind, record, key, before, after))

    def _value(self, kind: str, record: int, field: str) -> Value:
        table = TABLES[kind]
        row = self._connection.execute(select(table.c[field]).where(table.c.id == record)).first()
        if row is None:
            raise Missing(f"This {KINDS[kind].label.lower()} is not there any more.")
        value: Value = row[0]
        return value

    def _accept(self, field: Field, value: Value) -> Value:
        if isinstance(field.type, Link) and isinstance(value, str) and value.strip():
            return record_named(self._connection, field, value)
        if field.type.name == "country" and isinstance(value, str) and len(value.strip()) != 3:
            return record_named(self._connection, field, value) if value.strip() else None
        return field.accept(value)

    def _derive(self, kind: Kind, values: Values) -> None:
        if kind.name == "entry":
            year = str(values["start"] or "")[:4]
            year = year if year.isdigit() else f"{datetime.now(UTC).year}"
            uid = values["uid"]
            if uid is None:
                values["uid"] = numbered(self._connection, f"{values['country'] or 'REG'}-{year}")
            else:
                _keep_counting(self._connection, str(uid))
        if kind.name == "source":
            text = values["text"]
            values["sha256"] = None if text is None else sha256_of(str(text))

    def _guard(self, kind: str, record: int, field: Field) -> None:
        if (kind, field.key) == ("source", "text"):
            citation, dismissal = TABLES["citation"].c, TABLES["dismissal"].c
            cited = select(citation.id).where(citation.source == record, citation.end.is_not(None))
            set_aside = select(dismissal.id).where(dismissal.source == record)
            if any(self._connection.execute(q.limit(1)).first() for q in (cited, set_aside)):
                raise Invalid(
                    "This text cannot be changed: quotes rest on its exact words. "
                    "Add the new text as another source."
                )

    def _refuse_used_country(self, record: int) -> None:
        code = self._value("country", record, "code")
        for kind in KINDS.values():
            for field in kind.stored:
                if field.type.name != "country" or kind.name == "country":
                    continue
                used = select(func.count()).where(TABLES[kind.name].c[field.key] == code)
                count = self._connection.execute(used).scalar_one()
                if count:
                    raise Invalid(
                        f"{code} is used by {count} {kind.plural.lower()}. Change them first."
                    )
