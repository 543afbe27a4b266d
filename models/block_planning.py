"""The comparison of a block of typed cells with the store, cell by cell, that ends in a plan."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from sqlalchemy import Connection, select

from models.block_plan import Block, BlockPlan, Refusal
from models.bulk import chunks, read_cells
from models.cascade import use_of_country
from models.computed import expression
from models.errors import Invalid
from models.field_types import Link, Value
from models.fields import Field
from models.kinds import KINDS
from models.naming import country_names, labels
from models.records import TABLES
from models.resolving import Meanings, is_looked_up, meanings
from models.writing import bound_texts, gone, text_is_bound

_SLICE = 2_000
_SPAN = ("start", "end")


class Planner:
    """Compares one block with the records of its kind, in one snapshot."""

    def __init__(
        self, connection: Connection, block: Block, report: Callable[[float], None]
    ) -> None:
        self._connection = connection
        self._block = block
        self._kind = KINDS[block.kind]
        self._report = report
        self._done, self._total = 0, 1 + len(block.records) * (1 + 2 * len(block.fields))
        self._changes: dict[str, dict[int, Value]] = {key: {} for key in block.fields}
        self._before: dict[str, dict[int, Value]] = {}
        self._refusals: dict[tuple[int, str], Refusal] = {}
        self._rows = {record: row for row, record in enumerate(block.records) if record is not None}
        self._new: dict[int, dict[str, Value]] = {
            row: {}
            for row, record in enumerate(block.records)
            if record is None and any(text.strip() for text in block.texts[row])
        }

    def plan(self) -> BlockPlan:
        """Return all that was found, the refusals in the order of the cells."""
        self._read()
        for at, key in enumerate(self._block.fields):
            field = self._kind.field(key)
            if field.editable:
                self._plan_field(at, field)
            else:
                self._plan_kept(at, field)
        self._refuse_bound_texts()
        self._refuse_codes()
        self._refuse_spans()
        additions = [values for row, values in self._new.items() if self._can_be_added(row, values)]
        order = {key: at for at, key in enumerate(self._block.fields)}
        changes = {key: values for key, values in self._changes.items() if values}
        return BlockPlan(
            self._kind.name,
            changes,
            {key: {r: self._before[key][r] for r in values} for key, values in changes.items()},
            tuple(additions),
            tuple(
                sorted(
                    self._refusals.values(),
                    key=lambda one: (one.row, order.get(one.field, len(order))),
                )
            ),
        )

    # Steps on the way

    def _tick(self, amount: int) -> None:
        self._report(min(self._done / self._total, 1.0))
        self._done += amount

    def _read(self) -> None:
        keys = [key for key in self._block.fields if self._kind.field(key).editable]
        self._before = {key: {} for key in keys}
        for some in chunks(self._rows, _SLICE):
            self._tick(len(some))
            for key, values in read_cells(self._connection, self._kind.name, keys, some).items():
                self._before[key].update(values)

    def _cells(self, at: int) -> Iterator[tuple[int, int | None, str]]:
        """Yield row, record and text of each cell of one field; of a record twice the last."""
        for row, record in enumerate(self._block.records):
            if row % _SLICE == 0:
                self._tick(_SLICE)
            if record is None or self._rows[record] == row:
                yield row, record, self._block.texts[row][at]

    def _refuse(self, row: int, field: str, sentence: str) -> None:
        """Take note of a refused cell, once, and take back its change."""
        record, text = self._block.records[row], ""
        if field in self._block.fields:
            text = self._block.texts[row][self._block.fields.index(field)]
        if record is not None:
            self._changes[field].pop(record, None)
        else:
            self._new.get(row, {}).pop(field, None)
        self._refusals.setdefault((row, field), Refusal(row, field, record, text, sentence))

    # One field of all rows

    def _plan_field(self, at: int, field: Field) -> None:
        meant = self._meanings(at, field)
        before = self._before[field.key]
        missing = gone(self._kind.name).sentence
        doubtful: list[tuple[int, int, str]] = []
        for row, record, text in self._cells(at):
            value = meant[text]
            if record is None:
                if text.strip() and row in self._new:
                    self._plan_new(row, field, value)
            elif record not in before:
                self._refuse(row, field.key, missing)
            elif value != before[record] or type(value) is not type(before[record]):
                doubtful.append((row, record, text))
        for some in chunks(doubtful, _SLICE):
            self._settle(field, some, meant)

    def _settle(self, field: Field, cells: list[tuple[int, int, str]], meant: Meanings) -> None:
        """Decide about cells that do not hold what was typed: shown so, refused, or changed."""
        before = self._before[field.key]
        shown = self._shown(field, {before[record] for _, record, _ in cells})
        for row, record, text in cells:
            if _folded(field, text) in shown[before[record]]:
                continue
            value = meant[text]
            if isinstance(value, Invalid):
                self._refuse(row, field.key, value.sentence)
            else:
                self._changes[field.key][record] = value

    def _plan_new(self, row: int, field: Field, value: Value | Invalid) -> None:
        if isinstance(value, Invalid):
            self._refuse(row, field.key, value.sentence)
        else:
            self._new[row][field.key] = value

    def _meanings(self, at: int, field: Field) -> Meanings:
        """Return what each distinct text of a field means, or why it means nothing."""
        texts = {row[at] for row in self._block.texts}
        if is_looked_up(field):
            self._tick(len(self._block.texts))
            return meanings(self._connection, field, texts)
        found: Meanings = {}
        for some in chunks(texts, _SLICE):
            self._tick(len(some))
            for text in some:
                try:
                    found[text] = field.parse(text)
                except Invalid as error:
                    found[text] = error
        return found

    def _shown(self, field: Field, values: Iterable[Value]) -> dict[Value, set[str]]:
        """Return the texts under which a reader or an editor knows each value."""
        names: dict[Value, str] = {}
        wanted = list(values)
        if isinstance(field.type, Link):
            ids = [value for value in wanted if isinstance(value, int)]
            names.update(labels(self._connection, field.type.kind, ids).items())
        elif is_looked_up(field):
            names.update(country_names(self._connection).items())
        return {
            value: {
                _folded(field, text)
                for text in (field.type.show(value), field.type.text(value), names.get(value, ""))
                if text or value is None
            }
            for value in wanted
        }

    def _plan_kept(self, at: int, field: Field) -> None:
        """Refuse what is typed where nobody types, unless it says what stands there."""
        shown: dict[int, set[str]] = {}
        table, column = TABLES[self._kind.name], expression(self._kind.name, field.key)
        for some in chunks(self._rows):
            self._tick(len(some))
            query = select(table.c.id, column).where(table.c.id.in_(some))
            for record, value in self._connection.execute(query):
                texts = (field.type.show(value), field.type.text(value))
                shown[record] = {_folded(field, text) for text in texts}
        for row, record, text in self._cells(at):
            if record is None:
                if text.strip():
                    self._refuse(row, field.key, _why_kept(field))
            elif record not in shown:
                self._refuse(row, field.key, gone(self._kind.name).sentence)
            elif _folded(field, text) not in shown[record]:
                self._refuse(row, field.key, _why_kept(field))

    # What no field alone can see

    def _refuse_bound_texts(self) -> None:
        if self._kind.name == "source" and self._changes.get("text"):
            for record in bound_texts(self._connection, list(self._changes["text"])):
                self._refuse(self._rows[record], "text", text_is_bound().sentence)

    def _refuse_codes(self) -> None:
        """Refuse a code that another country has, and another code where one is in use."""
        if self._kind.name != "country" or "code" not in self._block.fields:
            return
        taken: set[Value] = set(country_names(self._connection))
        changed = [(self._rows[record], code) for record, code in self._changes["code"].items()]
        added = [(row, values.get("code")) for row, values in self._new.items()]
        for row, code in sorted(changed) + added:
            record = self._block.records[row]
            old = None if record is None else self._before["code"][record]
            used = "" if old is None else use_of_country(self._connection, str(old))
            if code in taken:
                self._refuse(row, "code", f"Code: there is already a country {code}.")
            elif used:
                self._refuse(row, "code", used)
            elif code is not None:
                taken.add(code)

    def _refuse_spans(self) -> None:
        """Refuse an end that lies before the start."""
        if not all(self._kind.has(k) and self._kind.field(k).type.name == "integer" for k in _SPAN):
            return
        touched = {record for key in _SPAN for record in self._changes.get(key, ())}
        stored = read_cells(self._connection, self._kind.name, _SPAN, touched)
        for record in sorted(touched):
            start, end = (
                self._changes.get(key, {}).get(record, stored[key][record]) for key in _SPAN
            )
            self._refuse_span(self._rows[record], start, end)
        for row, values in self._new.items():
            self._refuse_span(row, values.get("start"), values.get("end"))

    def _refuse_span(self, row: int, start: Value, end: Value) -> None:
        if isinstance(start, int) and isinstance(end, int) and end < start:
            for key in _SPAN:
                if key in self._block.fields:
                    sentence = f"The end, {end}, lies before the start, {start}."
                    self._refuse(row, key, sentence)

    def _can_be_added(self, row: int, values: Mapping[str, Value]) -> bool:
        """Tell whether the row has all that a new record needs; if not, each cell says so."""
        for field in self._kind.stored:
            try:
                field.check(values.get(field.key, field.default))
            except Invalid:
                label = self._kind.label.lower()
                sentence = f"{field.label} is missing; a new {label} needs it."
                filled = {key for key, text in self._texts(row) if text.strip()}
                for key in [field.key, *sorted(filled - {field.key})]:
                    self._refuse(row, key, sentence)
                return False
        return True

    def _texts(self, row: int) -> Iterator[tuple[str, str]]:
        return zip(self._block.fields, self._block.texts[row], strict=True)


def _folded(field: Field, text: str) -> str:
    """Return the text as it comes back from a spreadsheet."""
    if field.type.name == "long_text":
        return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return " ".join(text.split())


def _why_kept(field: Field) -> str:
    if field.stored:
        return f"{field.label} cannot be changed."
    return f"{field.label} is worked out by the program. Change the fields it rests on."
