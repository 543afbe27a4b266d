"""The innermost writer: values that were parsed before go into rows, and each leaves its edit."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from models.bulk import (
    Columns,
    Values,
    chunks,
    delete_rows,
    insert_rows,
    read_cells,
    read_records,
    update_rows,
)
from models.errors import Invalid, Missing
from models.field_types import Value
from models.journal import Edit
from models.kinds import KINDS
from models.records import TABLES


def sha256_of(text: str) -> str:
    """Return the checksum that identifies a source's text."""
    return hashlib.sha256(text.encode()).hexdigest()


def gone(kind: str) -> Missing:
    """Return what to say of a record that is not there."""
    return Missing(f"This {KINDS[kind].label.lower()} is not there any more.")


def text_is_bound() -> Invalid:
    """Return what to say of a text that must stay as it is."""
    return Invalid(
        "This text cannot be changed: quotes rest on its exact words. "
        "Add the new text as another source."
    )


def bound_texts(connection: Connection, sources: Iterable[int]) -> set[int]:
    """Return those of the sources whose text must stay, because quotes rest on its words."""
    citation, dismissal = TABLES["citation"].c, TABLES["dismissal"].c
    found: set[int] = set()
    for chunk in chunks(sources):
        cited = select(citation.source).where(citation.source.in_(chunk), citation.end.is_not(None))
        set_aside = select(dismissal.source).where(dismissal.source.in_(chunk))
        for query in (cited, set_aside):
            found.update(connection.execute(query.distinct()).scalars())
    return found


class Writer:
    """Writes rows of one transaction and keeps the edits that tell of them."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.edits: list[Edit] = []

    def write_cells(self, kind: str, before: Columns, after: Columns) -> None:
        """Write what differs from the values before, each record once and in order."""
        rows: dict[int, dict[str, Value]] = defaultdict(dict)
        for field, values in after.items():
            was = before[field]
            for record, value in values.items():
                if value != was[record] or type(value) is not type(was[record]):
                    rows[record][field] = value
        told = dict(before)
        if kind == "source" and "text" in after:
            told["sha256"] = self._follow_text(rows)
        update_rows(self.connection, kind, rows)
        self.edits += (
            Edit(kind, record, field, told[field][record], value)
            for record in sorted(rows)
            for field, value in rows[record].items()
        )

    def _follow_text(self, rows: Mapping[int, dict[str, Value]]) -> Mapping[int, Value]:
        """Refuse texts that quotes rest on, give the others their checksum; return those before."""
        changed = [record for record, values in rows.items() if "text" in values]
        if bound_texts(self.connection, changed):
            raise text_is_bound()
        for record in changed:
            text = rows[record]["text"]
            rows[record]["sha256"] = None if text is None else sha256_of(str(text))
        return read_cells(self.connection, "source", ["sha256"], changed)["sha256"]

    def take_out(self, kind: str, records: Iterable[int]) -> None:
        """Delete exactly these records and keep their values in the journal."""
        wanted = list(dict.fromkeys(records))
        there = read_records(self.connection, kind, wanted)
        if len(there) < len(wanted):
            raise gone(kind)
        delete_rows(self.connection, kind, wanted)
        self.edits += (Edit(kind, record, None, there[record], None) for record in wanted)

    def put_back(self, kind: str, rows: Mapping[int, Values]) -> None:
        """Insert records under ids of their own; a field that they do not know has its default."""
        stored = KINDS[kind].stored
        whole = {
            record: {field.key: values.get(field.key, field.default) for field in stored}
            for record, values in rows.items()
        }
        keys = ["id", *(field.key for field in stored)]
        # The index of words writes out all it holds when a row comes out of order.
        lines = ((record, *whole[record].values()) for record in sorted(whole))
        insert_rows(self.connection, kind, keys, lines)
        self.edits += (Edit(kind, record, None, None, values) for record, values in whole.items())
