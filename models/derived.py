"""What is counted beside each entry: the share of its values with evidence, and its sources.

Both are columns of the store, so that a million entries can be ordered by them at once. They
follow from the other records, are written right after every step in its transaction, and never
stand in the journal.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from sqlalchemy import Connection, or_, select, update

from models.bulk import chunks
from models.computed import ALL_KEPT, EVIDENCED, KEPT
from models.journal import Edit
from models.kinds import CHILDREN
from models.records import TABLES

_CHILDREN = frozenset(kind.name for kind in CHILDREN["entry"])
_PLACES = ("kind", "record", "field", "source")


def refresh(connection: Connection, edits: Sequence[Edit]) -> None:
    """Count anew for the entries that these edits may concern; cheap when there are none."""
    concerned = _concerned(connection, edits)
    if not concerned:
        return
    entry = TABLES["entry"]
    for some in chunks(sorted(concerned)):
        connection.execute(update(entry).where(entry.c.id.in_(some)).values(KEPT))


def refresh_all(connection: Connection) -> None:
    """Count anew for all entries, after a migration or where records were written by the bulk."""
    entry = TABLES["entry"]
    clear = dict.fromkeys(ALL_KEPT, 0)
    counted = or_(*(entry.c[key] != 0 for key in clear))
    connection.execute(update(entry).where(counted).values(clear))
    for key, tally in ALL_KEPT.items():
        beside = entry.c.id == tally.counted.c.record
        connection.execute(update(entry).where(beside).values({key: tally.value}))


def _concerned(connection: Connection, edits: Sequence[Edit]) -> set[int]:
    entries: set[int] = set()
    beside: dict[str, set[int]] = defaultdict(set)
    citations: set[int] = set()
    for edit in edits:
        if edit.kind == "entry":
            if edit.field is None or (edit.field in EVIDENCED and _filled(edit)):
                entries.add(edit.record)
        elif edit.kind in _CHILDREN:
            entries.update(_parents(edit))
        elif edit.kind == "citation":
            if edit.field is None:
                for kind, record in _spoken_of(edit):
                    beside[kind].add(record)
            elif edit.field in _PLACES:
                citations.add(edit.record)
    for kind, record in _read_spoken_of(connection, citations):
        beside[kind].add(record)
    entries |= beside.pop("entry", set())
    for kind in _CHILDREN & beside.keys():
        entries.update(_read_parents(connection, kind, beside[kind]))
    return entries


def _filled(edit: Edit) -> bool:
    """Tell whether a value came or went; another value in its place changes no share."""
    return (edit.before is None) != (edit.after is None)


def _parents(edit: Edit) -> Iterator[int]:
    """Yield the entries that a child was moved from or to, was added to or removed from."""
    if edit.field is None:
        sides = (side.get("entry") for side in (edit.before, edit.after) if isinstance(side, dict))
    elif edit.field == "entry":
        sides = (side for side in (edit.before, edit.after) if not isinstance(side, dict))
    else:
        return
    yield from (side for side in sides if isinstance(side, int))


def _spoken_of(edit: Edit) -> Iterator[tuple[str, int]]:
    """Yield the record that an added or removed citation is about."""
    for side in (edit.before, edit.after):
        if isinstance(side, dict):
            yield str(side["kind"]), int(str(side["record"]))


def _read_spoken_of(connection: Connection, citations: Iterable[int]) -> Iterator[tuple[str, int]]:
    citation = TABLES["citation"].c
    for some in chunks(sorted(citations)):
        query = select(citation.kind, citation.record).where(citation.id.in_(some))
        yield from ((row.kind, row.record) for row in connection.execute(query))


def _read_parents(connection: Connection, kind: str, records: Iterable[int]) -> Iterator[int]:
    child = TABLES[kind].c
    for some in chunks(sorted(records)):
        query = select(child.entry).where(child.id.in_(some))
        yield from connection.execute(query).scalars()
