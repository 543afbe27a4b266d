"""What becomes of a citation when the value it was made for is typed over.

A source goes on saying what it said: its citation keeps the old value, so that both stand side by
side. What the coder only concluded is withdrawn, because the coder has concluded something else; so
is what was guessed when a source was taken in, because now a person has looked at it.
"""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, literal_column, select

from models.bulk import Columns, chunks
from models.field_types import Link, Value
from models.fields import Field
from models.intake import GUESSED
from models.kinds import KINDS
from models.prepared import among, composed, fetched, one_list
from models.records import TABLES
from models.writing import Writer

_TEXTS = ("text", "long_text", "url")
_CONCLUDED = ("inferred", "estimated")


class _Cited(NamedTuple):
    id: int
    record: int
    source: int | None
    quote: str | None
    state: str | None
    value: str | None
    rank: str | None
    note: str | None


def said(field: Field, value: Value) -> str | None:
    """Return a value as a citation keeps it; of texts and links the quote is enough."""
    if value is None or isinstance(field.type, Link) or field.type.name in _TEXTS:
        return None
    coded = field.type.name in ("choice", "country")
    return str(value) if coded else field.type.text(value)


def keep_said(writer: Writer, kind: str, before: Columns, after: Columns) -> None:
    """Let the citations of values that are about to change keep what they stood for."""
    citable = {field.key: field for field in KINDS[kind].citable}
    for key in after.keys() & citable.keys():
        changed = [
            record
            for record, value in after[key].items()
            if before[key][record] is not None and value != before[key][record]
        ]
        for some in chunks(changed):
            rows = _citations(writer.connection, kind, key, some)
            withdrawn = _withdrawn(rows)
            said_still = [row for row in rows if row.id not in withdrawn]
            _keep(writer, rows, _kept(citable[key], said_still, before[key]), "value")
            _keep(writer, rows, withdrawn, "rank")


_citation = TABLES["citation"].c
# Composed once: a paste asks this of every thousand cells.
_CITATIONS = composed(
    select(*(_citation[key] for key in _Cited._fields)).where(
        _citation.kind == literal_column("?"),
        _citation.field == literal_column("?"),
        among(_citation.record),
    )
)


def _citations(connection: Connection, kind: str, key: str, records: list[int]) -> list[_Cited]:
    rows = fetched(connection, _CITATIONS, kind, key, one_list(records))
    return [_Cited(*row) for row in rows]


def _kept(field: Field, rows: list[_Cited], before: Mapping[int, Value]) -> dict[int, str | None]:
    found: dict[int, str | None] = {}
    for row in rows:
        if row.value is not None or row.source is None or row.state == "unknown":
            continue
        value = before[row.record]
        kept = said(field, value)
        if kept is None and field.type.name in _TEXTS and _is_quoted(value, row.quote):
            kept = str(value)
        if kept is not None:
            found[row.id] = kept
    return found


def _is_quoted(value: Value, quote: str | None) -> bool:
    """Tell whether a text is the source's own words, and no phrase of the coder."""
    words = (" ".join(str(one or "").split()).casefold() for one in (value, quote))
    return next(words) in next(words)


def _withdrawn(rows: list[_Cited]) -> dict[int, str | None]:
    return {
        row.id: "deprecated"
        for row in rows
        if row.rank != "deprecated" and (_is_concluded(row) or _is_guess(row))
    }


def _is_concluded(row: _Cited) -> bool:
    return row.source is None and row.state in _CONCLUDED


def _is_guess(row: _Cited) -> bool:
    return (row.note or "").startswith(GUESSED)


def _keep(writer: Writer, rows: list[_Cited], values: Mapping[int, str | None], key: str) -> None:
    if values:
        was: dict[int, Value] = {row.id: getattr(row, key) for row in rows if row.id in values}
        Writer.write_cells(writer, "citation", {key: was}, {key: dict(values)})
