"""What many typed names mean at once: records by name, label or alias, countries by name or code.

``naming.record_named`` does the same for one name with an index made for words. Here all names of
a column are looked up together, so that a hundred thousand cost no more than a few scans.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from sqlalchemy import Connection, select

from models.bulk import chunks
from models.errors import Invalid
from models.field_types import Link, Value
from models.fields import Field, Kind
from models.kinds import KINDS
from models.naming import country_meant, country_names, labels, name_keys, not_one
from models.records import TABLES
from models.search import clean_words

# As the window and as files tell two records of one name apart.
_NUMBERED = re.compile(r"(?s)(?P<name>.+) (?:\(record (?P<id>\d{1,18})\)|#(?P<mark>\d{1,18}))")
_BETWEEN = " · "
_ASCII = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}

Meanings = dict[str, Value | Invalid]


def is_looked_up(field: Field) -> bool:
    """Tell whether the store has to say what a text in this field means."""
    return isinstance(field.type, Link) or (field.type.name == "country" and field.key != "code")


def meanings(connection: Connection, field: Field, texts: Iterable[str]) -> Meanings:
    """Return the id (of a country the code) that each text means, or why it means none."""
    names = {text: " ".join(clean_words(text)) for text in texts}
    wanted = dict.fromkeys(name for name in names.values() if name)
    if isinstance(field.type, Link):
        found = _Records(connection, field, KINDS[field.type.kind]).named(wanted)
    else:
        found = _countries(connection, field, wanted)
    return {text: found[name] if name else _nothing(field) for text, name in names.items()}


def _nothing(field: Field) -> Value | Invalid:
    try:
        return field.check(None)
    except Invalid as error:
        return error


def _countries(connection: Connection, field: Field, wanted: Iterable[str]) -> Meanings:
    names = country_names(connection)
    found: Meanings = {}
    for name in wanted:
        try:
            found[name] = country_meant(names, field, name)
        except Invalid as error:
            found[name] = error
    return found


class _Records:
    """Finds records of one kind by names, in one snapshot."""

    def __init__(self, connection: Connection, field: Field, kind: Kind) -> None:
        self._connection = connection
        self._field = field
        self._kind = kind

    def named(self, wanted: Collection[str]) -> Meanings:
        """Return what each name means: a record told by its number, by name, label or alias."""
        found: Meanings = dict(self._numbered(wanted))
        for look in (self._by_name, self._by_label, self._also_called):
            left = [name for name in wanted if name not in found]
            ids = look(left) if left else {}
            found |= {
                name: records.pop() if len(records) == 1 else self._refusal(name, len(records))
                for name, records in ids.items()
            }
        return found | {name: self._refusal(name, 0) for name in wanted if name not in found}

    def _refusal(self, name: str, found: int) -> Invalid:
        return not_one(self._field, name, found)

    def _numbered(self, wanted: Iterable[str]) -> Iterator[tuple[str, int]]:
        marked = {
            match[0]: (match["name"], int(match["id"] or match["mark"]))
            for match in map(_NUMBERED.fullmatch, wanted)
            if match
        }
        named = labels(self._connection, self._kind.name, {record for _, record in marked.values()})
        for whole, (name, record) in marked.items():
            if record in named and name in (named[record], named[record].split(_BETWEEN)[0]):
                yield whole, record

    def _by_name(self, wanted: Collection[str]) -> dict[str, set[int]]:
        found: dict[str, set[int]] = defaultdict(set)
        table = TABLES[self._kind.name]
        for key in name_keys(self._kind):
            column = table.c[key]
            # A number such as UZB-2023-001 has an index of its own, a name one without case.
            place = column if column.unique else column.collate("NOCASE")
            folded: dict[str, list[str]] = defaultdict(list)
            for name in wanted:
                folded[name if column.unique else name.translate(_ASCII)].append(name)
            for chunk in chunks(folded):
                rows = self._connection.execute(select(table.c.id, column).where(place.in_(chunk)))
                for record, name in rows:
                    for each in folded[name if column.unique else name.translate(_ASCII)]:
                        found[each].add(record)
        return found

    def _by_label(self, wanted: Collection[str]) -> dict[str, set[int]]:
        """Find the records that are called by their number and title together."""
        if len(self._kind.title) < 2:
            return {}
        key = TABLES[self._kind.name].c[self._kind.title[0]]
        ids: dict[str, int] = {}
        for chunk in chunks({name.split(_BETWEEN)[0] for name in wanted}):
            rows = self._connection.execute(
                select(key, TABLES[self._kind.name].c.id).where(key.in_(chunk))
            )
            ids.update((first, record) for first, record in rows)
        named = labels(self._connection, self._kind.name, ids.values())
        return {
            name: {record}
            for name in wanted
            for record in [ids.get(name.split(_BETWEEN)[0])]
            if record is not None and named[record].casefold() == name.casefold()
        }

    def _also_called(self, wanted: Collection[str]) -> dict[str, set[int]]:
        """Find names written in other letters, else aliases, in one walk over the kind."""
        table, name = TABLES[self._kind.name].c, self._kind.title[0]
        if table[name].unique:
            return {}
        folded: dict[str, list[str]] = defaultdict(list)
        for each in wanted:
            folded[each.casefold()].append(each)
        called: dict[str, set[int]] = defaultdict(set)
        aliased: dict[str, set[int]] = defaultdict(set)
        aliases = [table.aliases] * self._kind.has("aliases")
        for record, own, *others in self._connection.execute(
            select(table.id, table[name], *aliases)
        ):
            for each in folded.get((own or "").casefold(), ()):
                called[each].add(record)
            for alias in (others[0] or "").split(";") if others else ():
                for each in folded.get(" ".join(alias.split()).casefold(), ()):
                    aliased[each].add(record)
        return aliased | called
