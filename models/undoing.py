"""Taking a step back, in any order, without trampling what was done to the same values since."""

from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, RowMapping, Select, select

from models.bulk import Values, chunks, read_cells, read_records
from models.cascade import country_fields
from models.errors import Conflict, Invalid, Missing
from models.evidence import cited_and_gone, citing
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
from models.naming import labels
from models.records import STEP, TABLES
from models.writing import Writer

_LONGEST_RUN = 5_000
# The fields whose values are other records, and the codes that others hold.
_POINTING = {
    ("country", "code"),
    ("citation", "record"),
    *((kind.name, field.key) for kind in KINDS.values() for field, _ in kind.links()),
    *((kind.name, field.key) for kind, field in country_fields()),
}


def undo(connection: Connection, number: int, author: str) -> tuple[int, str, list[Edit]]:
    """Take back a step that is in force; return the new step's id, label and edits."""
    row = _step(connection, number)
    if row is None or row["reverts"] is not None or row["undone_by"] is not None:
        raise Missing("This step is undone already, or is no step that can be undone.")
    label = f"Undo {row['label']}"
    newest = open_step(connection, label, author, reverts=number)
    edits = _Return(connection, number).take_back()
    turn_round(connection, number, into=newest)
    mark_undone(connection, number, by=newest)
    return newest, label, edits


def redo(connection: Connection, number: int, author: str) -> tuple[int, str, list[Edit]]:
    """Put a step in force again by taking back its undo; return the new step's id and edits."""
    row = _step(connection, number)
    if row is None or row["undone_by"] is None:
        raise Missing("This step is in force already.")
    label = f"Redo {row['label']}"
    newest = open_step(connection, label, author, reverts=number, redoes=True)
    edits = _Return(connection, row["undone_by"]).take_back()
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


class _Return:
    """The way back from one step: its edits from the last to the first."""

    def __init__(self, connection: Connection, number: int) -> None:
        self._connection = connection
        self._number = number
        self._writer = Writer(connection)

    def take_back(self) -> list[Edit]:
        """Write what was there before the step, and return the edits; raises Conflict."""
        for run in _runs(edits_backwards(self._connection, self._number)):
            first = run[0]
            if first.kind not in KINDS:
                raise self._trampled(first)
            if first.field is not None:
                self._restore_values(first.kind, run)
            elif first.adds:
                self._take_out(first.kind, run)
            else:
                self._put_back(first.kind, run)
        _LooseEnds(self._connection, self._number, self._writer.edits).refuse()
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
            if edit.record not in there or not _same(kind, there[edit.record], edit.after):
                raise self._trampled(edit)
        self._writer.take_out(kind, (edit.record for edit in run))

    def _put_back(self, kind: str, run: list[Edit]) -> None:
        there = read_records(self._connection, kind, (edit.record for edit in run))
        for edit in run:
            if edit.record in there:
                raise self._trampled(edit)
        rows = {edit.record: edit.before for edit in run if isinstance(edit.before, dict)}
        self._writer.put_back(kind, rows)

    def _trampled(self, edit: Edit, what: str = "was changed") -> Conflict:
        named = _called(self._connection, edit.kind, edit.record)
        if edit.field is not None and _is_stored(edit.kind, edit.field):
            named = f"{KINDS[edit.kind].field(edit.field).label} of {named}"
        return _conflict(self._connection, self._number, named, what, edit)


def _is_stored(kind: str, field: str | None) -> bool:
    return field is not None and KINDS[kind].has(field) and KINDS[kind].field(field).stored


def _same(kind: str, values: Values, kept: Values) -> bool:
    """Tell whether a record is as the journal has it, where a field may be younger than that."""
    defaults = {field.key: field.default for field in KINDS[kind].stored}
    return all(value == kept.get(key, defaults[key]) for key, value in values.items())


def _called(connection: Connection, kind: str, record: int) -> str:
    """Return how a sentence names a record, also one that is gone."""
    if kind not in KINDS:
        return f"this {kind}"
    name = labels(connection, kind, [record]).get(record)
    return f"“{name}”" if name else f"this {KINDS[kind].label.lower()}"


def _conflict(connection: Connection, number: int, named: str, what: str, edit: Edit) -> Conflict:
    """Return the refusal that names the later step in the way."""
    later = later_step(connection, edit, number)
    since = f" by “{later}”" if later else ""
    advice = " Undo the later change first." if later else ""
    start = named[:1].upper() + named[1:]
    return Conflict(f"{start} {what} since{since}, so this step was left alone.{advice}")


class _LooseEnds:
    """What must not hang in the air when a step was taken back: links, countries, citations."""

    def __init__(self, connection: Connection, number: int, edits: list[Edit]) -> None:
        self._connection = connection
        self._number = number
        # What each touched record has come to, whatever was written to it on the way.
        self._gone: dict[str, dict[int, Values]] = {}
        self._back: dict[str, dict[int, Values]] = {}
        for edit in edits:
            if edit.field is None or (edit.kind, edit.field) in _POINTING:
                self._follow(edit)

    def _follow(self, edit: Edit) -> None:
        gone = self._gone.setdefault(edit.kind, {})
        back = self._back.setdefault(edit.kind, {})
        if edit.field is not None:
            assert not isinstance(edit.after, dict)
            back.setdefault(edit.record, {})[edit.field] = edit.after
            if (edit.kind, edit.field) == ("country", "code"):
                assert not isinstance(edit.before, dict)
                gone.setdefault(edit.record, {"code": edit.before})
        elif isinstance(edit.after, dict):
            gone.pop(edit.record, None)
            back[edit.record] = dict(edit.after)
        elif isinstance(edit.before, dict):
            back.pop(edit.record, None)
            gone[edit.record] = edit.before

    def refuse(self) -> None:
        """Raise Conflict when a record that goes is used, or one that comes back lacks its link."""
        for kind, records in self._gone.items():
            whole = [record for record in records if record not in self._back[kind]]
            for holder, query in _uses(kind, whole, records):
                for user in self._connection.execute(query.limit(1)).scalars():
                    raise self._conflict(holder, user, "was tied to what would go")
            for citation in citing(self._connection, kind, whole) if kind != "citation" else ():
                raise self._conflict("citation", citation, "was tied to what would go")
        for kind, rows in self._back.items():
            for field, link in KINDS[kind].links():
                wanted = [values[field.key] for values in rows.values() if values.get(field.key)]
                self._demand(link.kind, "id", wanted)
            if kind != "country":
                for field in KINDS[kind].stored:
                    if field.type.name == "country":
                        codes = [values.get(field.key) for values in rows.values()]
                        self._demand("country", "code", codes)
        for kind in cited_and_gone(self._connection, list(self._back.get("citation", ()))):
            raise Conflict(
                f"The {KINDS[kind].label.lower()} that a quote speaks of was removed since, so "
                "this step was left alone. Undo the removal first."
            )

    def _demand(self, kind: str, key: str, wanted: Iterable[Value]) -> None:
        """Raise Conflict when one of the records that are pointed to is not there."""
        column = TABLES[kind].c[key]
        for chunk in chunks(set(wanted) - {None}):
            there = self._connection.execute(select(column).where(column.in_(chunk))).scalars()
            for missing in set(chunk) - set(there):
                if isinstance(missing, int):
                    raise self._conflict(kind, missing, "was removed")
                raise Conflict(
                    f"The country {missing} was removed since, so this step was left alone. "
                    "Undo the removal first."
                )

    def _conflict(self, kind: str, record: int, what: str) -> Conflict:
        named = _called(self._connection, kind, record)
        edit = Edit(kind, record, None, None, None)
        return _conflict(self._connection, self._number, named, what, edit)


def _uses(
    kind: str, records: list[int], values: dict[int, Values]
) -> Iterator[tuple[str, Select[int]]]:
    """Yield the kinds that may point to these records, each with the query for those that do."""
    for holder in KINDS.values():
        for field, link in holder.links():
            if link.kind == kind:
                table = TABLES[holder.name].c
                for chunk in chunks(records):
                    yield holder.name, select(table.id).where(table[field.key].in_(chunk))
    if kind == "country":
        codes = [known.get("code") for known in values.values()]
        there = TABLES["country"].c.code
        for holder, field in country_fields():
            table = TABLES[holder.name].c
            for some in chunks(codes):
                column = table[field.key]
                unknown = column.in_(some) & column.not_in(select(there))
                yield holder.name, select(table.id).where(unknown)
