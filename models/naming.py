"""Names of records: the label a link shows, and the record a typed name means."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, select

from models.errors import Invalid
from models.field_types import Link
from models.fields import Field, Kind
from models.kinds import KINDS
from models.prepared import among, composed, conversions, fetched, one_list
from models.records import TABLES
from models.search import MOST_WORDS, clean_words, has_words, searched

LONGEST_LABEL = 120
MOST_ALIASES = 1_000
LAST_CHARACTER = "\U0010ffff"


def _label(kind: Kind, values: Mapping[str, Any], names: Mapping[tuple[str, int], str]) -> str:
    parts = []
    for key in kind.title:
        field, value = kind.field(key), values[key]
        if isinstance(field.type, Link):
            parts.append(names.get((field.type.kind, value), ""))
        else:
            parts.append(field.type.show(value))
    if kind.name == "party" and parts[0]:
        parts[1] = ""
    words = " · ".join(" ".join(part.split()) for part in parts if part)
    return (words or f"{kind.label} {values['id']}")[:LONGEST_LABEL]


@cache
def _titles(kind: str) -> str:
    table = TABLES[kind]
    columns = (table.c[key] for key in KINDS[kind].title)
    return composed(select(table.c.id, *columns).where(among(table.c.id)))


def labels(connection: Connection, kind: str, ids: Iterable[int]) -> dict[int, str]:
    """Return the names of these records; those that are gone are left out."""
    known = KINDS[kind]
    keys = ("id", *known.title)
    rows = [
        dict(zip(keys, values, strict=True))
        for values in fetched(connection, _titles(kind), one_list(ids))
    ]
    for key, convert in conversions(kind):
        if key in known.title:
            for row in rows:
                row[key] = convert(row[key])
    names: dict[tuple[str, int], str] = {}
    for field, link in known.links():
        if field.key in known.title:
            linked = {row[field.key] for row in rows} - {None}
            called = labels(connection, link.kind, linked)
            names |= {(link.kind, record): name for record, name in called.items()}
    return {row["id"]: _label(known, row, names) for row in rows}


def country_names(connection: Connection) -> dict[str, str]:
    """Return the name of each country by its code, in the order of the names."""
    country = TABLES["country"].c
    rows = connection.execute(select(country.code, country.name).order_by(country.name))
    return {row.code: row.name for row in rows}


def name_keys(kind: Kind) -> list[str]:
    """Return the keys of the texts that name a record, the name itself last."""
    return [key for key in kind.title if key in searched(kind)]


def find(connection: Connection, kind: str, words: str, limit: int = 50) -> list[tuple[int, str]]:
    """Return records by name: that is it exactly, that starts so, that has words that start so.

    Without words the newest come first. At most a page of each is looked at, so that one letter is
    answered at once in a large store too.
    """
    known = KINDS[kind]
    keys = name_keys(known)
    ids: dict[int, None] = {}
    for query in _candidates(known, keys, words) if keys else ():
        ids |= dict.fromkeys(connection.execute(query.limit(limit)).scalars())
        if len(ids) >= limit:
            break
    chosen = list(ids)[:limit]
    names = labels(connection, kind, chosen)
    return [(record, names[record]) for record in chosen]


def _candidates(kind: Kind, keys: list[str], words: str) -> Iterator[Select[int]]:
    table = TABLES[kind.name]
    name, found = table.c[keys[-1]].collate("NOCASE"), select(table.c.id)
    typed = clean_words(words)
    if not typed:
        yield found.order_by(table.c.id.desc())
        return
    start = " ".join(typed)
    yield found.where(name == start)
    yield found.where(name >= start, name < start + LAST_CHARACTER).order_by(name)
    # A label such as “UZB-2023-001 · Title” has a dot of ours in it.
    wanted = [word for word in typed if any(map(str.isalnum, word))] or typed
    aliases = ["aliases"] * kind.has("aliases")
    yield found.where(has_words(kind, " ".join(wanted[:MOST_WORDS]), keys + aliases))


def record_named(connection: Connection, field: Field, text: str) -> int | str:
    """Return the id (of a country its code) that a typed name means, or raise Invalid."""
    wanted = " ".join(clean_words(text))
    if field.type.name == "country":
        return country_meant(country_names(connection), field, wanted)
    assert isinstance(field.type, Link)
    known, table = KINDS[field.type.kind], TABLES[field.type.kind]
    ids: set[int] = set()
    for key in name_keys(known):
        # A number such as UZB-2023-001 has an index of its own, a name one without case.
        column = table.c[key]
        same = column == wanted if column.unique else column.collate("NOCASE") == wanted
        ids.update(connection.execute(select(table.c.id).where(same).limit(3)).scalars())
    ids = ids or _also_called(connection, known, wanted)
    if len(ids) == 1:
        return ids.pop()
    raise not_one(field, wanted, len(ids))


def not_one(field: Field, wanted: str, found: int) -> Invalid:
    """Return what to say of a name that none or several records have."""
    if found:
        return Invalid(f"{field.label}: several are called “{wanted}”. Choose one from the list.")
    return Invalid(
        f"{field.label}: there is no “{wanted}” yet. Choose one from the list, or add it first."
    )


def _also_called(connection: Connection, kind: Kind, wanted: str) -> set[int]:
    """Return the records whose whole label or one of whose aliases is exactly this name."""
    near = find(connection, kind.name, wanted, limit=20)
    called = {record for record, name in near if name.casefold() == wanted.casefold()}
    if called or not kind.has("aliases"):
        return called
    table, words = TABLES[kind.name].c, " ".join(wanted.split()[:MOST_WORDS])
    query = select(table.id, table.aliases).where(has_words(kind, words, ["aliases"]))
    return {
        row.id
        for row in connection.execute(query.limit(MOST_ALIASES))
        for alias in row.aliases.split(";")
        if alias.strip().casefold() == wanted.casefold()
    }


def country_meant(names: Mapping[str, str], field: Field, wanted: str) -> str:
    """Return the code that a name, a code or the start of a name means, or raise Invalid."""
    for code, name in names.items():
        if wanted.casefold() in (name.casefold(), code.casefold()):
            return code
    near = [code for code, name in names.items() if name.casefold().startswith(wanted.casefold())]
    if len(near) == 1:
        return near[0]
    raise Invalid(
        f"{field.label}: there is no country “{wanted}” in the store. "
        "Choose one from the list, or add it under Countries."
    )
