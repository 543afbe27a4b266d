"""The rules, asked about one record, a draft, or the whole store; none keeps anybody from writing.

They are of the kind that AidData's coders run over their records (TUFF 3.0, stage 3b). What is in
force today is measured against today, and the sentence says so.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from time import sleep

from sqlalchemy import Connection, select

from models.bulk import chunks
from models.database import Ticket
from models.errors import Cancelled
from models.field_types import Value
from models.kinds import KINDS
from models.records import TABLES
from models.rule_facts import NOBODY, facts_of, read_countries, read_some
from models.rule_shapes import Broken, Facts, Record, Rule, Words, found_by
from models.rules_of_entries import ENTRY_RULES
from models.rules_of_parts import PART_RULES
from models.store import Store

RULES = (*ENTRY_RULES, *PART_RULES)
RULES_OF = {kind: tuple(one for one in RULES if one.kind == kind) for kind in KINDS}
MOST_SHOWN = 1_000
_ENTRY, _SOURCE = "entry", "source"
_AT_ONCE = 400
Report = Callable[[float], object]
_Case = tuple[Rule, Record, Words]


# One record


def broken(store: Store, kind: str, record: int, today: date | None = None) -> list[Broken]:
    """Return the rules that a record breaks; of an entry also those of what hangs off it."""
    entry = kind == _ENTRY
    if not entry and not RULES_OF[kind]:
        return []
    today = today or date.today()
    with store.reading() as connection:
        found = list(_around(connection, kind, record, today))
    return [one for one in found if entry or (one.kind, one.record) == (kind, record)]


def broken_draft(
    store: Store, kind: str, values: Mapping[str, Value], today: date | None = None
) -> list[Broken]:
    """Return the rules that a record breaks that is being begun, as far as can be told by now."""
    today = today or date.today()
    drafted = Record(kind, 0, values.items())
    with store.reading() as connection:
        countries = read_countries(connection)
        facts = Facts(drafted if kind == _ENTRY else NOBODY, today, {}, *countries)
        home = drafted.number(_ENTRY)
        if KINDS[kind].parent == _ENTRY and home:
            facts = next(facts_of(connection, [home], today, countries), facts)
    asked = tuple(rule for rule in RULES_OF[kind] if not rule.whole)
    return [found_by(*one, facts) for one in _of_record(drafted, facts, asked)]


def _around(connection: Connection, kind: str, record: int, today: date) -> Iterator[Broken]:
    """Yield what is broken in a record and in all that belongs to the same entry."""
    if kind == _SOURCE:
        yield from _of_sources(connection, [record], today)
        return
    entries = [record]
    if kind != _ENTRY:
        entries = [one.number(_ENTRY) for one in read_some(connection, kind, entries)]
    for facts in facts_of(connection, entries, today, read_countries(connection)):
        yield from (found_by(*one, facts) for one in _of_entry(facts))


def _of_sources(connection: Connection, ids: Sequence[int], today: date) -> Iterator[Broken]:
    facts = Facts(NOBODY, today)
    for source in read_some(connection, _SOURCE, ids):
        yield from (found_by(*one, facts) for one in _of_record(source, facts, RULES_OF[_SOURCE]))


def _of_entry(facts: Facts) -> Iterator[_Case]:
    yield from _of_record(facts.entry, facts, RULES_OF[_ENTRY])
    for kind, some in facts.children.items():
        for one in some:
            yield from _of_record(one, facts, RULES_OF[kind])


def _of_record(record: Record, facts: Facts, rules: Sequence[Rule]) -> Iterator[_Case]:
    for rule in rules:
        words = rule.breaks(record, facts)
        if words is not None:
            yield rule, record, words


# The whole store


@dataclass
class Pile:
    """All that break one rule: how many there are, and the first of them."""

    rule: Rule
    total: int = 0
    found: list[Broken] = field(default_factory=list)


def all_broken(
    store: Store,
    ticket: Ticket,
    report: Report = lambda _: None,
    limit: int = MOST_SHOWN,
    today: date | None = None,
) -> list[Pile]:
    """Return the rules that are broken anywhere, in the order of the table, with the first cases.

    Reads so many entries at a time that memory does not grow with the store; ``report`` is told how
    far it is, and a ticket that is cancelled ends it with Cancelled.
    """
    look = _Look(today or date.today(), limit)
    with store.reading(ticket) as connection:
        work = [(kind, ids) for kind in (_ENTRY, _SOURCE) if (ids := _ids(connection, kind))]
        look.countries = read_countries(connection)
    done, whole = 0, sum(len(ids) for _, ids in work)
    for kind, ids in work:
        for some in chunks(ids, _AT_ONCE):
            if ticket.cancelled:
                raise Cancelled("The answer is no longer wanted.")
            # A snapshot a chunk: one over all of it would let the journal of SQLite grow.
            with store.reading(ticket) as connection:
                look.at(connection, kind, some)
            done += len(some)
            report(done / whole)
            # Lets the window's thread have the interpreter.
            sleep(0)
    return [pile for pile in look.piles.values() if pile.total]


class _Look:
    """One look over the store."""

    def __init__(self, today: date, limit: int) -> None:
        self._today, self._limit = today, limit
        self.countries: tuple[dict[str, str], dict[str, str]] = {}, {}
        self.piles = {rule.code: Pile(rule) for rule in RULES}

    def at(self, connection: Connection, kind: str, ids: Sequence[int]) -> None:
        """Take note of what these entries or sources break."""
        if kind == _SOURCE:
            for one in _of_sources(connection, ids, self._today):
                pile = self.piles[one.rule]
                pile.total += 1
                pile.found += [one] if len(pile.found) < self._limit else []
            return
        for facts in facts_of(connection, ids, self._today, self.countries):
            for rule, record, words in _of_entry(facts):
                pile = self.piles[rule.code]
                pile.total += 1
                if len(pile.found) < self._limit:
                    pile.found.append(found_by(rule, record, words, facts))


def _ids(connection: Connection, kind: str) -> list[int]:
    table = TABLES[kind].c
    return list(connection.execute(select(table.id).order_by(table.id)).scalars())
