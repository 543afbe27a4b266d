"""Reads what the rules look at: entries with what hangs off them, many at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from sqlalchemy import Connection, literal_column, select

from models.field_types import Value
from models.kinds import CHILDREN, KINDS
from models.prepared import among, composed, conversions, fetched, one_list
from models.records import TABLES
from models.rule_shapes import Facts, Record

_KEPT = {"entry": ("quality", "sources", "contested")}
# A kind whose long texts and such no rule looks at is read the faster.
_PASSED_OVER = ("long_text", "url")
_PARTS = tuple(kind.name for kind in CHILDREN["entry"] if kind.name != "remark")
NOBODY = Record("entry", 0, ())


def _keys(kind: str) -> tuple[str, ...]:
    known = KINDS[kind]
    stored = (one.key for one in known.stored if one.type.name not in _PASSED_OVER)
    kept = _KEPT.get(kind, ("contested",) if "contested" in known.kept else ())
    return (*dict.fromkeys((*stored, *kept)),)


@cache
def _reading(kind: str, by: str) -> tuple[str, tuple[str, ...]]:
    table, keys = TABLES[kind], _keys(kind)
    columns = (table.c[key] for key in keys)
    query = select(table.c.id, *columns).where(among(table.c[by])).order_by(table.c.id)
    return composed(query), keys


def read_some(
    connection: Connection, kind: str, ids: Sequence[int], by: str = "id"
) -> Iterator[Record]:
    """Yield the records of a kind that are these, or with ``by`` those that point to these."""
    statement, keys = _reading(kind, by)
    ways = [(key, way) for key, way in conversions(kind) if key in keys]
    for record, *values in fetched(connection, statement, one_list(ids)):
        row = Record(kind, record, zip(keys, values, strict=True))
        for key, way in ways:
            if row[key] is not None:
                row[key] = way(row[key])
        yield row


def facts_of(
    connection: Connection,
    entries: Sequence[int],
    today: date,
    countries: tuple[Mapping[str, str], Mapping[str, str]],
) -> Iterator[Facts]:
    """Yield what the rules look at for each of these entries that is there."""
    found = list(read_some(connection, "entry", entries))
    parts: dict[str, dict[Value, list[Record]]] = {}
    for kind in _PARTS:
        parts[kind] = defaultdict(list)
        for one in read_some(connection, kind, entries, "entry"):
            parts[kind][one["entry"]].append(one)
    umbrellas = _umbrellas(connection, parts["link"])
    led_to = _led_to(connection, entries)
    unknown = _unknown(connection, found, parts)
    for entry in found:
        own = {kind: some[entry.id] for kind, some in parts.items() if entry.id in some}
        led = frozenset(led_to.get(entry.id, ()))
        yield Facts(entry, today, own, *countries, umbrellas, led, unknown)


def read_countries(connection: Connection) -> tuple[dict[str, str], dict[str, str]]:
    """Return the name and the group of each country, by its code."""
    country = TABLES["country"].c
    rows = connection.execute(select(country.code, country.name, country.group)).all()
    return {row.code: row.name for row in rows}, {row.code: row.group or "" for row in rows}


_entry, _link, _citation = TABLES["entry"].c, TABLES["link"].c, TABLES["citation"].c
_MARKED = composed(select(_entry.id).where(_entry.umbrella.is_(True), among(_entry.id)))
_LEADING = composed(select(_link.other, _link.type).where(among(_link.other)))
_OPEN = composed(
    select(_citation.record, _citation.field).where(
        _citation.kind == literal_column("?"),
        among(_citation.record),
        _citation.state == "unknown",
    )
)


def _umbrellas(connection: Connection, links: Mapping[Value, Sequence[Record]]) -> frozenset[int]:
    others = {other for some in links.values() for one in some if (other := one.number("other"))}
    if not others:
        return frozenset()
    return frozenset(record for (record,) in fetched(connection, _MARKED, one_list(sorted(others))))


def _led_to(connection: Connection, entries: Sequence[int]) -> dict[int, set[str]]:
    """Return of which types the links are that lead to these entries."""
    found: dict[int, set[str]] = defaultdict(set)
    for other, link_type in fetched(connection, _LEADING, one_list(entries)):
        found[other].add(str(link_type or ""))
    return found


def _unknown(
    connection: Connection,
    entries: Sequence[Record],
    parts: Mapping[str, Mapping[Value, Sequence[Record]]],
) -> frozenset[tuple[str, int, str]]:
    """Return the empty values of which a source says itself that they are open."""
    open_ones = {
        "entry": [one.id for one in entries if one["status"] == "50" and not one["end"]],
        "milestone": [
            one.id for some in parts["milestone"].values() for one in some if not one["date"]
        ],
        "figure": [
            one.id for some in parts["figure"].values() for one in some if one["value"] is None
        ],
    }
    return frozenset(
        (kind, record, str(key or ""))
        for kind, records in open_ones.items()
        if records
        for record, key in fetched(connection, _OPEN, kind, one_list(records))
    )
