"""The comparison of one file with the store, row by row, that ends in a plan."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from sqlalchemy import Connection

from models.database import Ticket
from models.errors import Cancelled, Invalid
from models.evidence import passages_of
from models.exchange.cells import ID
from models.exchange.comparing import Reading
from models.exchange.csv_reader import Cell, CsvText, FileRow
from models.exchange.csv_writer import read_values
from models.exchange.headings import Headings
from models.exchange.matching import KEYS, SameWords, id_in, key_text, records_of
from models.exchange.plan import Addition, CellChange, NewRow, Plan, Problem
from models.field_types import Value
from models.fields import Field
from models.kinds import KINDS
from models.naming import labels

_BATCH = 500

Values = dict[str, Value | NewRow]


class Planner:
    """Compares the rows of one file with the records of one kind, in one snapshot."""

    def __init__(self, connection: Connection, kind: str, headings: Headings) -> None:
        self._connection = connection
        self._kind = KINDS[kind]
        self._places = headings.places
        self._fields = [field for field in self._kind.fields if field.key in headings.places]
        self._reading = Reading(connection, self._kind)
        self._notes = dict.fromkeys(headings.notes)
        self._rows = 0
        self._changes: list[CellChange] = []
        self._added: list[Addition] = []
        self._problems: list[Problem] = []
        self._row_of: dict[int, int] = {}
        # Rows that are no known record; True where the id belongs to another one.
        self._others: list[tuple[FileRow, bool]] = []

    def read(self, table: CsvText, ticket: Ticket | None) -> None:
        """Compare all rows: those of known records first, then the others."""
        naming = self._places.get(self._kind.title[0])
        own = any(link.kind == self._kind.name for _, link in self._kind.links())
        if naming is not None and own:
            self._reading.learn(table.rows(), naming)
        rows = table.rows()
        while batch := list(islice(rows, _BATCH)):
            if ticket is not None and ticket.cancelled:
                raise Cancelled("The import was stopped. Nothing was written.")
            self._rows += len(batch)
            self._compare([row for row in batch if self._is_whole(row, len(table.header))])
        if self._others:
            self._add_others()

    def plan(self, file: str) -> Plan:
        """Return all that was found, in the order of the file."""
        records = {row: record for record, row in self._row_of.items()}
        added = {one.row for one in self._added}
        changes = [
            replace(one, after=self._settled(one.row, one.field, one.after, records, added))
            for one in self._changes
        ]
        additions = [
            Addition(
                one.row,
                {k: self._settled(one.row, k, v, records, added) for k, v in one.values.items()},
            )
            for one in self._added
        ]
        names = labels(self._connection, self._kind.name, {one.record for one in changes})
        return Plan(
            self._kind.name,
            file,
            self._rows,
            tuple(replace(one, name=names.get(one.record, "")) for one in changes),
            tuple(sorted(additions, key=lambda one: one.row)),
            tuple(sorted(self._problems, key=lambda one: one.row)),
            tuple(self._notes),
        )

    def _settled(
        self, row: int, key: str, value: Value | NewRow, records: dict[int, int], added: set[int]
    ) -> Value | NewRow:
        """Return the record that a row of this file is, where one was meant by its new name."""
        if not isinstance(value, NewRow) or value.row in added:
            return value
        if value.row not in records:
            label = self._kind.field(key).label
            sentence = f"{label}: it means row {value.row}, which cannot be imported itself."
            self._problems.append(Problem(row, key, sentence))
        return records.get(value.row)

    def _problem(self, row: FileRow, column: str, sentence: str) -> None:
        self._problems.append(Problem(row.number, column, sentence))

    def _cell(self, row: FileRow, key: str) -> Cell:
        place = self._places.get(key)
        return None if place is None else row.cells[place]

    def _is_whole(self, row: FileRow, width: int) -> bool:
        """Tell whether the row has something in it; a ragged row or a wrong id is a problem."""
        if len(row.cells) < width or any(cell is not None for cell in row.cells[width:]):
            count = f"The row has {len(row.cells)} cells, the headings {width}."
            self._problem(row, "", f"{count} Quote texts that hold the separator.")
            return False
        try:
            id_in(self._cell(row, ID))
        except Invalid as error:
            self._problem(row, ID, error.sentence)
            return False
        return any(cell is not None and cell.strip() for cell in row.cells)

    # Rows of records that are there

    def _compare(self, rows: list[FileRow]) -> None:
        matched = records_of(self._connection, self._kind.name, rows, self._cell)
        columns = [field.key for field in self._fields]
        ids = list(dict.fromkeys(matched.values()))
        stored = read_values(self._connection, self._kind.name, columns, ids)
        padding = dict.fromkeys(field.key for field in self._kind.fields)
        self._reading.know_names([padding | one for one in stored])
        records = {one[ID]: one for one in stored}
        for row in rows:
            record = matched.get(row.number)
            if record is None:
                self._others.append((row, False))
            elif record in self._row_of:
                first = self._row_of[record]
                self._problem(row, "", f"This is the same record as row {first}. Keep one of them.")
            elif self._is_another(row, records[record]):
                self._others.append((row, True))
            else:
                self._row_of[record] = row.number
                self._compare_row(row, record, records[record])

    def _is_another(self, row: FileRow, stored: Mapping[str, Value]) -> bool:
        """Tell whether the id is of a record with another parent and another name.

        Such a file is of another store. Kinds without a parent cannot be told by this.
        """
        parent = self._kind.parent
        if parent is None or parent not in self._places:
            return False
        agree = [
            self._reading.says(field, self._cell(row, field.key), stored[field.key])
            for field in self._fields
            if field.key == parent or field.key in self._kind.title
            if self._cell(row, field.key) is not None or stored[field.key] is not None
        ]
        return len(agree) > 1 and not any(agree)

    def _compare_row(self, row: FileRow, record: int, stored: Mapping[str, Value]) -> None:
        after: Values = {}
        for field in self._fields:
            cell = self._cell(row, field.key)
            if self._reading.says(field, cell, stored[field.key]):
                continue
            if not field.editable:
                self._note_kept(field, cell)
                continue
            for value in self._parsed(row, field):
                if value != stored[field.key]:
                    after[field.key] = value
        if after and not self._refused(row, record, {**stored, **after}, after):
            self._changes += [self._change(row, record, stored, key, after[key]) for key in after]

    def _note_kept(self, field: Field, cell: Cell) -> None:
        if cell is not None:
            self._notes[f"“{field.label}” is kept by the program: what the file says differs."] = (
                None
            )

    def _parsed(self, row: FileRow, field: Field) -> Iterator[Value | NewRow]:
        """Yield the value of a cell; yield nothing and take note of the problem if it has none."""
        try:
            yield self._reading.value(field, self._cell(row, field.key))
        except Invalid as error:
            self._problem(row, field.key, error.sentence)

    def _refused(
        self, row: FileRow, record: int | None, values: Mapping[str, Value | NewRow], after: Values
    ) -> bool:
        """Take note of what no field alone can see; tell whether there was anything."""
        start, end = values.get("start"), values.get("end")
        if isinstance(start, int) and isinstance(end, int) and end < start:
            self._problem(row, "end", f"End: {end} lies before the start, {start}.")
            return True
        bound = self._kind.name == "source" and "text" in after and record is not None
        if bound and passages_of(self._connection, int(str(record))):
            self._problem(
                row, "text", "Text: it cannot be changed, quotes rest on its exact words."
            )
            return True
        return False

    def _change(
        self,
        row: FileRow,
        record: int,
        stored: Mapping[str, Value],
        key: str,
        after: Value | NewRow,
    ) -> CellChange:
        field = self._kind.field(key)
        if isinstance(after, NewRow):
            after_text = self._cell(row, key) or ""
        else:
            after_text = self._reading.shown(field, after)
        before_text = self._reading.shown(field, stored[key])
        return CellChange(row.number, record, "", key, stored[key], after, before_text, after_text)

    # Rows that are no known record

    def _add_others(self) -> None:
        same = SameWords(self._connection, self._kind, self._fields, self._row_of)
        keys: dict[str, int] = {}
        for row, taken in self._others:
            before = len(self._problems)
            values = self._new_values(row)
            if len(self._problems) > before:
                continue
            key = key_text(self._kind.name, self._cell(row, KEYS.get(self._kind.name, "")))
            record = None if key else same.take(values)
            if record is not None:
                self._row_of[record] = row.number
            elif key and keys.setdefault(key, row.number) != row.number:
                self._problem(row, "", f"{key} stands in row {keys[key]} too. Keep one of them.")
            elif not self._cannot_be_added(row, values, taken=taken):
                self._added.append(Addition(row.number, values))

    def _new_values(self, row: FileRow) -> Values:
        values: Values = {}
        for field in self._fields:
            if field.editable or field.key == KEYS.get(self._kind.name):
                for value in self._parsed(row, field):
                    values[field.key] = value
        return values

    def _cannot_be_added(self, row: FileRow, values: Values, *, taken: bool) -> bool:
        before = len(self._problems)
        label = self._kind.label.lower()
        if taken:
            self._problem(
                row,
                ID,
                f"The {label} with this id is another one here. If the file is of another store, "
                "empty its id column.",
            )
        elif self._kind.name == "citation":
            self._problem(row, "", "A quote cannot be added from a table. Cite it in its source.")
        for field in self._kind.stored:
            if field.required and field.default is None and field.key not in values:
                self._problem(row, field.key, f"{field.label} is missing; a new {label} needs it.")
        self._refused(row, None, values, values)
        return len(self._problems) > before
