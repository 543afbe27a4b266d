"""What would hang in the air when a step was taken back: links, countries, citations."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, select

from models.bulk import Values, chunks
from models.cascade import country_fields
from models.field_types import Value
from models.journal import Edit
from models.kinds import KINDS
from models.records import TABLES

TIED, REMOVED = "was tied to what would go", "was removed"
# The fields whose values are other records, and the codes that others hold.
_POINTING = {
    ("country", "code"),
    ("citation", "record"),
    *((kind.name, field.key) for kind in KINDS.values() for field, _ in kind.links()),
    *((kind.name, field.key) for kind, field in country_fields()),
}


class LooseEnd(NamedTuple):
    """A record, or one of its cells, that cannot be as it was, and what stands in the way.

    ``stands`` is the id of the record in the way, or the code of a country.
    """

    kind: str
    record: int
    field: str | None
    what: str
    holder: str
    stands: int | str


class LooseEnds:
    """Follows edits that take a step back, and tells which of them leave something loose."""

    def __init__(self, connection: Connection, edits: Iterable[Edit]) -> None:
        self._connection = connection
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

    def find(self) -> Iterator[LooseEnd]:
        """Yield what goes though it is used, and what comes back to something that is not there."""
        for kind, records in self._gone.items():
            yield from self._used(kind, records)
        for kind, rows in self._back.items():
            for field, link in KINDS[kind].links():
                yield from self._missing(kind, field.key, rows, link.kind, "id")
            if kind != "country":
                for field in KINDS[kind].stored:
                    if field.type.name == "country":
                        yield from self._missing(kind, field.key, rows, "country", "code")
        yield from self._speaking_of_nothing(list(self._back.get("citation", ())))

    def _used(self, kind: str, records: dict[int, Values]) -> Iterator[LooseEnd]:
        whole = [record for record in records if record not in self._back[kind]]
        for holder in KINDS.values():
            for field, link in holder.links():
                if link.kind == kind:
                    column = TABLES[holder.name].c[field.key]
                    for chunk in chunks(whole):
                        users = select(TABLES[holder.name].c.id, column).where(column.in_(chunk))
                        for user, record in self._connection.execute(users).all():
                            yield LooseEnd(kind, record, None, TIED, holder.name, user)
        if kind != "citation":
            citation = TABLES["citation"].c
            for chunk in chunks(whole):
                query = select(citation.id, citation.record).where(
                    citation.kind == kind, citation.record.in_(chunk)
                )
                for user, record in self._connection.execute(query).all():
                    yield LooseEnd(kind, record, None, TIED, "citation", user)
        if kind == "country":
            yield from self._codes_used(records)

    def _codes_used(self, records: dict[int, Values]) -> Iterator[LooseEnd]:
        codes = {known.get("code"): record for record, known in records.items()}
        for holder, field in country_fields():
            column = TABLES[holder.name].c[field.key]
            unknown = column.not_in(select(TABLES["country"].c.code))
            for chunk in chunks(codes):
                query = select(TABLES[holder.name].c.id, column).where(column.in_(chunk), unknown)
                for user, code in self._connection.execute(query).all():
                    cell = "code" if codes[code] in self._back["country"] else None
                    yield LooseEnd("country", codes[code], cell, TIED, holder.name, user)

    def _missing(
        self, kind: str, key: str, rows: dict[int, Values], other: str, column: str
    ) -> Iterator[LooseEnd]:
        """Yield the cells that would hold something that is not there."""
        held = {record: values[key] for record, values in rows.items() if values.get(key)}
        there = self._there(other, column, held.values())
        for record, value in held.items():
            if value not in there:
                assert isinstance(value, int | str)
                yield LooseEnd(kind, record, key, REMOVED, other, value)

    def _there(self, kind: str, key: str, wanted: Iterable[Value]) -> set[Value]:
        column, found = TABLES[kind].c[key], set[Value]()
        for chunk in chunks(set(wanted)):
            query = select(column).where(column.in_(chunk))
            found.update(self._connection.execute(query).scalars())
        return found

    def _speaking_of_nothing(self, citations: list[int]) -> Iterator[LooseEnd]:
        citation = TABLES["citation"].c
        for chunk in chunks(citations):
            chosen = citation.id.in_(chunk)
            kinds = select(citation.kind).where(chosen).distinct()
            for kind in self._connection.execute(kinds).scalars().all():
                there = select(TABLES[kind].c.id)
                lost = citation.kind == kind, citation.record.not_in(there)
                query = select(citation.id, citation.record).where(chosen, *lost)
                for one, record in self._connection.execute(query).all():
                    yield LooseEnd("citation", one, "record", REMOVED, kind, record)
