"""What becomes of a citation when the value it was made for is typed over.

A source goes on saying what it said: its citation keeps the old value, so that both stand side by
side. What the coder only concluded is withdrawn, because the coder has concluded something else.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, literal_column, select

from models.bulk import Columns, chunks
from models.field_types import Link, Value
from models.fields import Field
from models.kinds import KINDS
from models.prepared import among, composed, fetched, one_list
from models.records import TABLES
from models.writing import Writer

_TEXTS = ("text", "long_text", "url")
_CONCLUDED = ("inferred", "estimated")
_READ = ("id", "record", "source", "quote", "state", "value", "rank")
_citation = TABLES["citation"].c
_CITATIONS = composed(
    select(*(_citation[name] for name in _READ)).where(
        _citation.kind == literal_column("?"),
        among(_citation.record),
        _citation.field == literal_column("?"),
    )
)


def said(field: Field, value: Value) -> str | None:
    """Return a value as a citation keeps it; of texts and links the quote is enough."""
    if value is None or isinstance(field.type, Link) or field.type.name in _TEXTS:
        return None
    coded = field.type.name in ("choice", "country")
    return str(value) if coded else field.type.text(value)


def keep_said(writer: Writer, kind: str, before: Columns, after: Columns) -> None:
    """Let the citations of values that are about to change keep what they stood for."""
    backed = {field.key: field for field in KINDS[kind].backed}
    for key in after.keys() & backed.keys():
        changed = [
            record
            for record, value in after[key].items()
            if before[key][record] is not None and value != before[key][record]
        ]
        for some in chunks(changed):
            rows = list(_citations(writer.connection, kind, key, some))
            _keep(writer, rows, _kept(backed[key], rows, before[key]), "value")
            _keep(writer, rows, _withdrawn(rows), "rank")


def _citations(
    connection: Connection, kind: str, key: str, records: list[int]
) -> Iterator[dict[str, Any]]:
    for row in fetched(connection, _CITATIONS, kind, one_list(records), key):
        yield dict(zip(_READ, row, strict=True))


def _kept(
    field: Field, rows: list[dict[str, Any]], before: Mapping[int, Value]
) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for row in rows:
        if row["value"] is not None or row["source"] is None or row["state"] == "unknown":
            continue
        value = before[row["record"]]
        kept = said(field, value)
        if kept is None and field.type.name in _TEXTS and _is_quoted(value, row["quote"]):
            kept = str(value)
        if kept is not None:
            found[row["id"]] = kept
    return found


def _is_quoted(value: Value, quote: str | None) -> bool:
    """Tell whether a text is the source's own words, and no phrase of the coder."""
    words = (" ".join(str(one or "").split()).casefold() for one in (value, quote))
    return next(words) in next(words)


def _withdrawn(rows: list[dict[str, Any]]) -> dict[int, str | None]:
    return {
        row["id"]: "deprecated"
        for row in rows
        if row["source"] is None and row["state"] in _CONCLUDED and row["rank"] != "deprecated"
    }


def _keep(
    writer: Writer, rows: list[dict[str, Any]], values: Mapping[int, str | None], key: str
) -> None:
    if values:
        was: dict[int, Value] = {row["id"]: row[key] for row in rows if row["id"] in values}
        Writer.write_cells(writer, "citation", {key: was}, {key: dict(values)})
