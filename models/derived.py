"""What is counted beside each record: its evidence, its scores, what of an article is left.

All of it stands in columns of the store, so that a million entries can be ordered by it at once. It
follows from the other records, is written right after every step in its transaction, and never
stands in the journal.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, literal, select, update

from models.bulk import chunks, read_cells, update_rows
from models.computed import ALL_KEPT, RESTING, SCORED, bare, filled
from models.concerned import concerned
from models.coverage import OPEN, Span, covered
from models.evidence import CONTESTED, mark_of, said_of
from models.intake import GUESSED
from models.journal import Edit
from models.kinds import KINDS
from models.prepared import among, composed, fetched, one_list
from models.records import TABLES

_BACKED_KINDS = tuple(kind.name for kind in KINDS.values() if kind.backed)
_ARTICLES_AT_ONCE = 100


def refresh(connection: Connection, edits: Sequence[Edit]) -> None:
    """Count anew for the records that these edits may concern; cheap when there are none."""
    found = concerned(connection, edits)
    _write_entries(connection, found.resting & found.scored, (*RESTING, *SCORED))
    _write_entries(connection, found.resting - found.scored, tuple(RESTING))
    _write_entries(connection, found.scored - found.resting, tuple(SCORED))
    for kind, records in found.backed.items():
        _count_backing(connection, kind, records)
    _count_sentences(connection, found.sources)


def refresh_all(connection: Connection) -> None:
    """Count anew for all records, after a migration or where they were written by the bulk."""
    entry = TABLES["entry"]
    clear = {"evidence": 0, "sources": 0, "quality": None}
    connection.execute(update(entry).values({**clear, **SCORED}))
    for tally in ALL_KEPT:
        beside = entry.c.id == tally.counted.c.record
        connection.execute(update(entry).where(beside).values(dict(tally.values)))
    for kind in _BACKED_KINDS:
        connection.execute(update(TABLES[kind]).values(bare=filled(kind), contested=0))
        _count_backing(connection, kind, _spoken_of(connection, kind))
    _count_sentences(connection, connection.execute(select(TABLES["source"].c.id)).scalars().all())


def _write_entries(connection: Connection, entries: Iterable[int], keys: tuple[str, ...]) -> None:
    for some in chunks(sorted(entries)):
        rows = fetched(connection, _counting("entry", keys), one_list(some))
        _write_others(connection, "entry", keys, rows)


@cache
def _counting(kind: str, keys: tuple[str, ...]) -> str:
    """Return the select of what stands beside some records, and behind it of what should."""
    ways = {**RESTING, **SCORED, "bare": bare(kind), "contested": literal(0)}
    table = TABLES[kind].c
    kept = (table[key] for key in keys)
    query = select(table.id, *kept, *(ways[key].label(f"new_{key}") for key in keys))
    return composed(query.where(among(table.id)))


def _write_others(
    connection: Connection, kind: str, keys: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    """Write the numbers that differ; every one that is written moves in an index."""
    new = {
        row[0]: dict(zip(keys, row[len(keys) + 1 :], strict=True))
        for row in rows
        if row[1 : len(keys) + 1] != row[len(keys) + 1 :]
    }
    if new:
        update_rows(connection, kind, new)


def _spoken_of(connection: Connection, kind: str) -> list[int]:
    citation = TABLES["citation"].c
    query = select(citation.record).where(citation.kind == kind).distinct()
    return list(connection.execute(query).scalars())


# Values that nobody backs, and values that are said differently


def _count_backing(connection: Connection, kind: str, records: Iterable[int]) -> None:
    keys = ("bare", "contested")
    for some in chunks(sorted(records)):
        numbers = _contested(connection, kind, some)
        rows = (
            (*row[:-1], numbers.get(row[0], 0))
            for row in fetched(connection, _counting(kind, keys), one_list(some))
        )
        _write_others(connection, kind, keys, rows)


def _contested(connection: Connection, kind: str, records: list[int]) -> dict[int, int]:
    """Return how many values of these records are contested, where any is."""
    said = said_of(connection, kind, records)
    known = KINDS[kind]
    keys = [field.key for field in known.stored]
    values = read_cells(connection, kind, keys, said)
    numbers = {}
    for record, cells in said.items():
        marks = (
            mark_of(kind, key, some, values[key].get(record))
            for key, some in cells.items()
            if key in values
        )
        number = sum(mark == CONTESTED for mark in marks)
        if number:
            numbers[record] = number
    return numbers


# Sentences


def _count_sentences(connection: Connection, sources: Iterable[int]) -> None:
    table = TABLES["source"]
    one = update(table).where(table.c.id == bindparam("record"))
    count = one.values(sentences=bindparam("all_of_them"), left=bindparam("open_ones"))
    for some in chunks(sorted(sources), _ARTICLES_AT_ONCE):
        spans = {kind: spans_of(connection, kind, some) for kind in ("citation", "dismissal")}
        texts = read_cells(connection, "source", ["text"], some)["text"]
        lines = []
        for source, text in texts.items():
            states = [
                sentence.state
                for sentence in covered(
                    str(text or ""), spans["citation"][source], spans["dismissal"][source]
                )
            ]
            numbers = {"all_of_them": len(states), "open_ones": states.count(OPEN)}
            lines.append({"record": source, **numbers})
        if lines:
            connection.execute(count, lines)


def spans_of(connection: Connection, kind: str, sources: list[int]) -> dict[int, list[Span]]:
    """Return the words of these sources that are cited, or set aside, by source."""
    table, found = TABLES[kind].c, defaultdict[int, list[Span]](list)
    query = select(table.source, table.start, table.end).where(
        table.source.in_(sources), table.start.is_not(None), table.end.is_not(None)
    )
    if kind == "citation":
        # What was guessed when a source was taken in has been coded by nobody.
        guessed = table.note.startswith(GUESSED, autoescape=True)
        query = query.where(table.note.is_(None) | ~guessed)
    for source, start, end in connection.execute(query):
        found[source].append((start, end))
    return found
