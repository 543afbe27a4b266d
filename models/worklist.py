"""What is left to do in a store: chores by section, each with its place.

A section is one line of ``SECTIONS``: what it is called and how its piles are found. A pile is
what is shown under one heading: how many chores there are, and the first of them.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import ColumnElement, Connection, func, select

from models.bulk import chunks
from models.database import Ticket
from models.kinds import KINDS, TABLE_KINDS
from models.likely_pairs import pairs
from models.naming import labels
from models.records import TABLES
from models.rules import MOST_SHOWN, Report, all_broken
from models.store import Store

TWINS = "twins"
COMPARED_AT_ONCE = 3_000
"""More entries than this are compared only when somebody asks for it."""

_BACKED = tuple(kind.name for kind in TABLE_KINDS if kind.backed)


@dataclass(frozen=True)
class Chore:
    """One thing to do: what is wrong, and the record and field where it is mended.

    Of a pair that may be one ``other`` is the second record. With no kind it is to be looked for.
    """

    sentence: str
    kind: str
    record: int
    field: str = ""
    name: str = ""
    other: int | None = None


@dataclass(frozen=True)
class ChorePile:
    """The chores under one heading: all of them by number, the first by what they say."""

    key: str
    label: str
    total: int
    chores: tuple[Chore, ...]


Find = Callable[[Store, Ticket, Report], Sequence[ChorePile]]


@dataclass(frozen=True)
class WorkSection:
    """One kind of chores, and how its piles are found."""

    key: str
    label: str
    find: Find


def _broken_rules(store: Store, ticket: Ticket, report: Report) -> list[ChorePile]:
    found = []
    for pile in all_broken(store, ticket, report, MOST_SHOWN):
        chores = (Chore(one.sentence, one.kind, one.record, one.fields[0]) for one in pile.found)
        found.append(ChorePile(pile.rule.code, pile.rule.label, pile.total, tuple(chores)))
    return found


def _contested(store: Store, ticket: Ticket, report: Report) -> list[ChorePile]:
    """Find the records with values that sources disagree on."""
    return _one_pile(
        store, ticket, "contested", "Contested values", _BACKED, "contested", _contested_words
    )


def _contested_words(number: int) -> str:
    if number == 1:
        return "One value is said differently by its sources."
    return f"{number:,} values are said differently by their sources."


def _left(store: Store, ticket: Ticket, report: Report) -> list[ChorePile]:
    """Find the articles with sentences that are neither coded nor set aside."""
    return _one_pile(
        store, ticket, "left", "Articles with open sentences", ("source",), "left", _left_words
    )


def _left_words(number: int) -> str:
    noun = "sentence is" if number == 1 else "sentences are"
    return f"{number:,} {noun} neither coded nor set aside."


def _bare(store: Store, ticket: Ticket, report: Report) -> list[ChorePile]:
    """Find the entries that have sources, and still values that none stands behind."""
    sourced = TABLES["entry"].c.sources > 0
    return _one_pile(
        store, ticket, "bare", "Entries with bare values", ("entry",), "bare", _bare_words, sourced
    )


def _bare_words(number: int) -> str:
    if number == 1:
        return "One value has no source behind it."
    return f"{number:,} values have no source behind them."


def _one_pile(
    store: Store,
    ticket: Ticket,
    key: str,
    label: str,
    kinds: Sequence[str],
    counted: str,
    words: Callable[[int], str],
    *also: ColumnElement[bool],
) -> list[ChorePile]:
    """Return the records of these kinds whose kept count is not zero, as one pile."""
    total, chores = 0, list[Chore]()
    with store.reading(ticket) as connection:
        for kind in kinds:
            column = TABLES[kind].c[counted]
            query = select(func.count()).select_from(TABLES[kind]).where(column > 0, *also)
            number = connection.execute(query).scalar_one()
            total += number
            if number and len(chores) < MOST_SHOWN:
                room = MOST_SHOWN - len(chores)
                chores += _first(connection, kind, counted, words, also, room)
    return [ChorePile(key, label, total, tuple(chores))] if total else []


def _first(
    connection: Connection,
    kind: str,
    counted: str,
    words: Callable[[int], str],
    also: Sequence[ColumnElement[bool]],
    room: int,
) -> Iterator[Chore]:
    table = TABLES[kind].c
    query = select(table.id, table[counted]).where(table[counted] > 0, *also)
    for record, number in connection.execute(query.order_by(table.id).limit(room)):
        yield Chore(words(number), kind, record)


def _twins(store: Store, ticket: Ticket, report: Report) -> list[ChorePile]:
    """Find the pairs that may be one entry; in a large store only say how to look for them."""
    with store.reading(ticket) as connection:
        entries = connection.execute(select(func.count()).select_from(TABLES["entry"])).scalar_one()
    if entries > COMPARED_AT_ONCE:
        words = f"{entries:,} entries take a while to compare: Enter looks for pairs among them."
        chores = [Chore(words, "", 0)]
    else:
        chores = [
            Chore(
                f"{pair.likeness.score:.0%} alike: {pair.likeness.sentence}",
                "entry",
                pair.one,
                name=f"{pair.labels[0].partition(' · ')[0]} ↔ {pair.labels[1]}",
                other=pair.other,
            )
            for pair in pairs(store, ticket, report)
        ]
    return [ChorePile(TWINS, "Likely duplicates", len(chores), tuple(chores))] if chores else []


SECTIONS = (
    WorkSection("contested", "Contested values", _contested),
    WorkSection("left", "Open sentences", _left),
    WorkSection("rules", "Rules", _broken_rules),
    WorkSection("bare", "Bare values", _bare),
    WorkSection(TWINS, "Likely duplicates", _twins),
)


def find_chores(
    store: Store, ticket: Ticket, report: Report, sections: Sequence[WorkSection] = SECTIONS
) -> list[ChorePile]:
    """Return all piles of all sections in their order, each chore with the name of its record."""
    found: list[ChorePile] = []
    for number, section in enumerate(sections):
        part = partial(_report_part, report, number, len(sections))
        piles = section.find(store, ticket, part)
        found += [_named(store, ticket, pile) for pile in piles]
    report(1.0)
    return found


def _report_part(report: Report, number: int, sections: int, done: float) -> None:
    report((number + done) / sections)


def _named(store: Store, ticket: Ticket, pile: ChorePile) -> ChorePile:
    """Return a pile whose chores name their records; what hangs off an entry has its name."""
    by_kind: dict[str, set[int]] = {}
    for chore in pile.chores:
        if chore.name or not chore.kind:
            continue
        by_kind.setdefault(chore.kind, set()).add(chore.record)
    names: dict[tuple[str, int], str] = {}
    with store.reading(ticket) as connection:
        for kind, records in by_kind.items():
            names |= _names(connection, kind, records)
    chores = (
        replace(one, name=one.name or names.get((one.kind, one.record), "")) for one in pile.chores
    )
    return replace(pile, chores=tuple(chores))


def _names(connection: Connection, kind: str, records: set[int]) -> dict[tuple[str, int], str]:
    parent = KINDS[kind].parent
    if parent is None:
        called = labels(connection, kind, sorted(records))
        return {(kind, record): name for record, name in called.items()}
    table = TABLES[kind].c
    homes: dict[int, int] = {}
    for some in chunks(sorted(records)):
        query = select(table.id, table[parent]).where(table.id.in_(some))
        homes |= {row.id: row[1] for row in connection.execute(query)}
    called = labels(connection, parent, sorted(set(homes.values())))
    return {(kind, record): called.get(home, "") for record, home in homes.items()}
