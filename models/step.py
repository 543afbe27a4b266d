"""The one door for writing: a step sets, adds and removes, and every touch becomes an edit."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import func
from sqlalchemy.dialects.sqlite import insert as upsert

from models.bulk import Columns, Values, chunks, next_id, read_cells
from models.cascade import remove_with_all
from models.changes import Change
from models.citing import keep_said
from models.errors import Conflict, Invalid
from models.field_types import Link, Value
from models.fields import Field, Kind
from models.kinds import KINDS
from models.naming import record_named
from models.records import COUNTER
from models.writing import Writer, gone, sha256_of


class Unseen:
    """Stands for “whatever is there now” where a caller has not looked."""


UNSEEN = Unseen()
LONGEST_NUMBER = 15
_SLICE = 5_000


class Step(Writer):
    """What happens inside ``with store.step(label)``; nothing is written when the block raises.

    After the block ``change`` is what it touched, or None when it touched nothing.
    """

    change: Change | None = None

    def set(
        self, kind: str, record: int, field: str, value: Value, *, expect: Value | Unseen = UNSEEN
    ) -> None:
        """Write one value: text is parsed by the field, anything else must be of its type.

        Raises Invalid, Missing, or Conflict when the record holds something else than ``expect``.
        """
        seen = None if isinstance(expect, Unseen) else {record: expect}
        self.set_many(kind, field, {record: value}, expect=seen)

    def set_many(
        self,
        kind: str,
        field: str,
        values: Mapping[int, Value],
        *,
        expect: Mapping[int, Value] | None = None,
    ) -> None:
        """Write one field of many records; the first bad value stops the whole step.

        With ``expect`` it raises Conflict when one of them holds something else than is said there.
        """
        known = KINDS[kind].field(field)
        if not known.editable:
            raise Invalid(f"{known.label} cannot be changed.")
        parsed: dict[tuple[type, Value], Value] = {}
        for some in chunks(sorted(values), _SLICE):
            before = self.cells(kind, [field], some)
            if expect is not None:
                self.expect(kind, before, {field: {record: expect[record] for record in some}})
            after = {record: self._accept(known, values[record], parsed) for record in some}
            self.write_cells(kind, before, {field: after})

    def write_cells(self, kind: str, before: Columns, after: Columns) -> None:
        """Write values; what was cited for the old ones keeps saying them."""
        keep_said(self, kind, before, after)
        super().write_cells(kind, before, after)

    def cells(
        self, kind: str, fields: Sequence[str], records: Iterable[int]
    ) -> dict[str, dict[int, Value]]:
        """Return what these records hold now, by field; raises Missing when one is gone."""
        wanted = set(records)
        found = read_cells(self.connection, kind, fields, wanted)
        if any(len(values) < len(wanted) for values in found.values()):
            raise gone(kind)
        return found

    def expect(
        self,
        kind: str,
        now: Mapping[str, Mapping[int, Value]],
        expected: Mapping[str, Mapping[int, Value]],
    ) -> None:
        """Raise Conflict when a cell does not hold what somebody has seen in it."""
        for key, values in expected.items():
            for record, value in values.items():
                if now[key][record] != value:
                    known = KINDS[kind].field(key)
                    shown = known.type.show(now[key][record]) or "nothing"
                    raise Conflict(
                        f"{known.label} was changed to “{shown}” meanwhile. "
                        "Look at it, then type again."
                    )

    def add(self, kind: str, values: Mapping[str, Value]) -> int:
        """Add a record with these values and the fields' defaults; return its id."""
        return self.add_many(kind, [values])[0]

    def add_many(self, kind: str, rows: Sequence[Mapping[str, Value]]) -> list[int]:
        """Add records as ``add`` does; return their ids in the same order."""
        known = KINDS[kind]
        memories: dict[str, dict[tuple[type, Value], Value]] = {f.key: {} for f in known.stored}
        whole: list[Values] = []
        for values in rows:
            complete: Values = {}
            for field in known.stored:
                given = values.get(field.key, field.default)
                if not field.readonly:
                    given = self._accept(field, given, memories[field.key])
                complete[field.key] = given
            whole.append(complete)
        self._derive(known, whole)
        for complete in whole:
            for field in known.stored:
                field.check(complete[field.key])
        first = next_id(self.connection, kind)
        self.put_back(kind, dict(enumerate(whole, first)))
        return list(range(first, first + len(whole)))

    def remove(self, kind: str, record: int) -> None:
        """Remove a record with what hangs off it and its citations; links to it are emptied."""
        self.remove_many(kind, [record])

    def remove_many(self, kind: str, records: Iterable[int]) -> None:
        """Remove records as ``remove`` does; raises Missing when one is gone already."""
        remove_with_all(self, kind, records)

    def _accept(self, field: Field, value: Value, memory: dict[tuple[type, Value], Value]) -> Value:
        """Return the value to be stored; each distinct one is parsed and looked up once."""
        key = type(value), value
        if key not in memory:
            memory[key] = self._parsed(field, value)
        return memory[key]

    def _parsed(self, field: Field, value: Value) -> Value:
        if isinstance(field.type, Link) and isinstance(value, str) and value.strip():
            return record_named(self.connection, field, value)
        if field.type.name == "country" and isinstance(value, str) and len(value.strip()) != 3:
            return record_named(self.connection, field, value) if value.strip() else None
        return field.accept(value)

    def _derive(self, kind: Kind, rows: list[Values]) -> None:
        if kind.name == "entry":
            self._number(rows)
        if kind.name == "source":
            for values in rows:
                text = values["text"]
                values["sha256"] = None if text is None else sha256_of(str(text))

    def _number(self, entries: list[Values]) -> None:
        """Give each entry the next number of its country and year, never one given before."""
        this_year = f"{datetime.now(UTC).year}"
        waiting: dict[str, list[Values]] = {}
        for values in entries:
            if values["uid"] is None:
                year = str(values["start"] or "")[:4]
                prefix = f"{values['country'] or 'REG'}-{year if year.isdigit() else this_year}"
                waiting.setdefault(prefix, []).append(values)
        self._keep_counting(str(values["uid"]) for values in entries if values["uid"] is not None)
        for prefix, unnumbered in waiting.items():
            last = self._count_up(prefix, len(unnumbered))
            for number, values in enumerate(unnumbered, last - len(unnumbered) + 1):
                values["uid"] = f"{prefix}-{number:03d}"

    def _count_up(self, prefix: str, amount: int) -> int:
        statement = (
            upsert(COUNTER)
            .values(prefix=prefix, last=amount)
            .on_conflict_do_update(
                index_elements=["prefix"], set_={"last": COUNTER.c.last + amount}
            )
            .returning(COUNTER.c.last)
        )
        last: int = self.connection.execute(statement).scalar_one()
        return last

    def _keep_counting(self, uids: Iterable[str]) -> None:
        """Take note of numbers that came from outside, so that they are not given again."""
        highest: dict[str, int] = {}
        for uid in uids:
            prefix, _, digits = uid.rpartition("-")
            if prefix and digits.isdecimal() and len(digits) <= LONGEST_NUMBER:
                highest[prefix] = max(highest.get(prefix, 0), int(digits))
        for prefix, last in highest.items():
            self.connection.execute(
                upsert(COUNTER)
                .values(prefix=prefix, last=last)
                .on_conflict_do_update(
                    index_elements=["prefix"], set_={"last": func.max(COUNTER.c.last, last)}
                )
            )
