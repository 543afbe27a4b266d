"""Links in files: by the name of the other record, so written that the name finds it again.

An entry is named by its number, an actor and a source by name or title. A name that several
records share, or that looks like one of ours with a number behind it, gets “ #id” behind it.
"""

import re
from collections.abc import Iterable, Iterator

from sqlalchemy import Connection, func, or_, select

from models.errors import Invalid
from models.field_types import Link
from models.fields import Field
from models.kinds import KINDS
from models.naming import country_names, record_named
from models.records import TABLES

_NUMBERED = re.compile(r"(?s)(?P<name>.*) #(?P<id>[0-9]{1,18})")
BETWEEN = " · "
_CHUNK = 500


def key_of(kind: str) -> str:
    """Return the field by whose value records of this kind are named in files."""
    return KINDS[kind].title[0]


class References:
    """The names of linked records during one export or import, in one snapshot of the store."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._shared: dict[str, set[str]] = {}
        self._countries: dict[str, str] | None = None

    @property
    def countries(self) -> dict[str, str]:
        """Return the name of each country by its code."""
        if self._countries is None:
            self._countries = country_names(self._connection)
        return self._countries

    def country(self, code: str) -> str:
        """Return the country's name, or its code where the name would not find it again."""
        name = self.countries.get(code, code)
        return name if list(self.countries.values()).count(name) == 1 else code

    def names(self, kind: str, ids: Iterable[int], *, labels: bool) -> dict[int, str]:
        """Return what stands in a file for each of these records."""
        wanted = sorted(ids)
        return {
            record: text
            for start in range(0, len(wanted), _CHUNK)
            for record, text in self._named(kind, wanted[start : start + _CHUNK], labels=labels)
        }

    def _named(self, kind: str, ids: list[int], *, labels: bool) -> Iterator[tuple[int, str]]:
        table, title = TABLES[kind].c, KINDS[kind].title
        columns = [table[key] for key in title]
        for record, *parts in self._connection.execute(
            select(table.id, *columns).where(table.id.in_(ids))
        ):
            name = str(parts[0] or "")
            if not name or name in self._shared_names(kind) or _NUMBERED.fullmatch(name):
                yield record, f"{name} #{record}"
            elif labels and len(parts) > 1 and parts[1]:
                yield record, f"{name}{BETWEEN}{parts[1]}"
            else:
                yield record, name

    def numbered(self, kind: str) -> list[int]:
        """Return the records of a kind that have their id behind their name in a file."""
        table, shared = TABLES[kind].c, self._shared_names(kind)
        name = table[key_of(kind)]
        query = select(table.id, name)
        if not shared:
            query = query.where(or_(name.is_(None), name == "", name.op("GLOB")("* #[0-9]*")))
        return [
            record
            for record, called in self._connection.execute(query)
            if not called or called in shared or _NUMBERED.fullmatch(called)
        ]

    def _shared_names(self, kind: str) -> set[str]:
        key = TABLES[kind].c[key_of(kind)]
        if key.unique:
            return set()
        if kind not in self._shared:
            query = select(key).group_by(key).having(func.count() > 1)
            self._shared[kind] = {row[0] for row in self._connection.execute(query)}
        return self._shared[kind]

    def record(self, field: Field, text: str) -> int | str:
        """Return the id (of a country its code) that the text in a file means, or raise Invalid."""
        if field.type.name == "country":
            return self._country(field, text)
        assert isinstance(field.type, Link)
        kind = field.type.kind
        numbered = _NUMBERED.fullmatch(text)
        if numbered and self._fits(kind, int(numbered["id"]), numbered["name"]):
            return int(numbered["id"])
        found = self._having(kind, text)
        if not found and len(KINDS[kind].title) > 1:
            found = self._having(kind, text.partition(BETWEEN)[0])
        if len(found) == 1:
            return found[0]
        return record_named(self._connection, field, text)

    def _having(self, kind: str, name: str) -> list[int]:
        table = TABLES[kind].c
        query = select(table.id).where(table[key_of(kind)] == name).limit(2)
        return [row.id for row in self._connection.execute(query)]

    def _fits(self, kind: str, record: int, name: str) -> bool:
        table = TABLES[kind].c
        query = select(table[key_of(kind)]).where(table.id == record)
        row = self._connection.execute(query).first()
        return row is not None and (row[0] or "") == name

    def _country(self, field: Field, text: str) -> str:
        code = text.strip().upper()
        if code in self.countries:
            return code
        try:
            return str(record_named(self._connection, field, text))
        except Invalid as error:
            raise Invalid(
                f"{field.label}: there is no country “{text}” in the store. "
                "Add it under Countries first."
            ) from error
