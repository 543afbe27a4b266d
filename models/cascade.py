"""Removing records with what hangs off them, thousands at once."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, func, select

from models.bulk import chunks, read_cells
from models.errors import Invalid
from models.field_types import Link
from models.fields import Field, Kind
from models.kinds import KINDS
from models.records import TABLES
from models.writing import Writer, gone


def remove_with_all(writer: Writer, kind: str, records: Iterable[int]) -> None:
    """Remove records, what hangs off them and their citations; links to them are emptied."""
    wanted = list(dict.fromkeys(records))
    if kind == "country":
        _refuse_used(writer, wanted)
    for holder in KINDS.values():
        for field, link in holder.links():
            if link.kind == kind:
                _release(writer, holder, field, link, wanted)
    if kind != "citation":
        citation = TABLES["citation"].c
        for chunk in chunks(wanted):
            _remove_where(writer, "citation", (citation.kind == kind) & citation.record.in_(chunk))
    writer.take_out(kind, wanted)


def _release(writer: Writer, holder: Kind, field: Field, link: Link, records: list[int]) -> None:
    column = TABLES[holder.name].c[field.key]
    for chunk in chunks(records):
        if link.on_remove == "cascade":
            _remove_where(writer, holder.name, column.in_(chunk))
            continue
        holding = select(TABLES[holder.name].c.id, column).where(column.in_(chunk))
        before = {row[0]: row[1] for row in writer.connection.execute(holding)}
        after = dict.fromkeys(before)
        writer.write_cells(holder.name, {field.key: before}, {field.key: after})


def _remove_where(writer: Writer, kind: str, condition: ColumnElement[bool]) -> None:
    query = select(TABLES[kind].c.id).where(condition)
    if found := writer.connection.execute(query).scalars().all():
        remove_with_all(writer, kind, found)


def _refuse_used(writer: Writer, countries: list[int]) -> None:
    codes = read_cells(writer.connection, "country", ["code"], countries)["code"]
    if len(codes) < len(countries):
        raise gone("country")
    for code in codes.values():
        if used := use_of_country(writer.connection, str(code)):
            raise Invalid(used)


def use_of_country(connection: Connection, code: str) -> str:
    """Return why a country's code cannot go: what holds it, in a sentence, or nothing."""
    for kind, field in country_fields():
        used = select(func.count()).where(TABLES[kind.name].c[field.key] == code)
        if count := connection.execute(used).scalar_one():
            return f"{code} is used by {count} {kind.plural.lower()}. Change them first."
    return ""


def country_fields() -> list[tuple[Kind, Field]]:
    """Return every field that holds the code of a country, with its kind."""
    return [
        (kind, field)
        for kind in KINDS.values()
        if kind.name != "country"
        for field in kind.stored
        if field.type.name == "country"
    ]
