"""The pairs of entries of a whole store that may be one and the same, the likeliest first.

Nobody compares a million entries with a million others. Entries come together in blocks: those of
one title, those that share two rare words of a title in one country, those in which one actor takes
part in one country, and those of one country, sector and near sum. Within a block a few numbers
kept for each entry tell which pairs deserve to be read; only these are compared in full.
"""

import heapq
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from itertools import combinations, groupby
from math import log
from typing import NamedTuple
from zlib import crc32

from sqlalchemy import Connection, func, select

from models.database import Ticket
from models.duplicates import linked_pairs
from models.errors import Cancelled
from models.likeness import (
    AMOUNT_APART,
    LIKELY,
    WEIGHTS,
    YEARS_APART,
    Likeness,
    compared,
    likeness,
    names_of,
    score,
    traits_of,
    words_of_title,
    years_of,
)
from models.naming import labels
from models.records import TABLES
from models.store import Store

Report = Callable[[float], object]


class Pair(NamedTuple):
    """Two entries of the store that may be one."""

    one: int
    other: int
    labels: tuple[str, str]
    likeness: Likeness


MOST_PAIRS = 200
_MOST_READ = 40_000
"""Of more pairs than this only the likeliest by their numbers are read and compared."""

_WHOLE_BLOCK, _NEIGHBOURS = 30, 6
_RARE_WORDS = 3
_CHUNK = 500
_OFTEN = 5_000
_NEAR = -log(1 - AMOUNT_APART)


def pairs(
    store: Store,
    ticket: Ticket | None = None,
    report: Report | None = None,
    limit: int = MOST_PAIRS,
    among: Collection[int] | None = None,
) -> list[Pair]:
    """Return the likeliest pairs, each with its reasons; with ``among`` those that touch these ids.

    Left out are retired entries and pairs that are linked already, be it as not the same. Raises
    Cancelled through the ticket.
    """
    asked = ticket or Ticket()
    with store.reading(asked) as connection:
        search = _Search(connection, asked, report or (lambda share: None), among)
        return search.run(limit)


class _Keyed:
    """Entries under keys, in two plain arrays: a dictionary of a million lists takes too much."""

    def __init__(self) -> None:
        self._keys, self._entries = array("q"), array("q")

    def add(self, key: int, entry: int) -> None:
        """Put an entry under a key."""
        self._keys.append(key)
        self._entries.append(entry)

    def blocks(self) -> Iterator["array[int]"]:
        """Yield the entries of each key that more than one is under."""
        order = sorted(range(len(self._keys)), key=self._keys.__getitem__)
        for _, places in groupby(order, key=self._keys.__getitem__):
            block = array("q", (self._entries[place] for place in places))
            if len(block) > 1:
                yield block


class _Search:
    """One search: what is kept of each entry, by its id, and the pairs found so far."""

    def __init__(
        self,
        connection: Connection,
        ticket: Ticket,
        report: Report,
        among: Collection[int] | None,
    ) -> None:
        self._connection, self._ticket, self._report = connection, ticket, report
        last = connection.execute(select(func.max(TABLES["entry"].c.id))).scalar() or 0
        self._place = array("i", bytes(4 * (last + 1)))
        self._sector = array("h", bytes(2 * (last + 1)))
        self._first, self._last = (array("h", bytes(2 * (last + 1))) for _ in range(2))
        self._letters = array("Q", bytes(8 * (last + 1)))
        self._sum = array("d", bytes(8 * (last + 1)))
        self._unit = array("h", bytes(2 * (last + 1)))
        self._codes: dict[str | None, int] = defaultdict(lambda: len(self._codes) + 1)
        self._among = None if among is None else set(among)
        self._linked = linked_pairs(connection)
        self._found: dict[tuple[int, int], float] = {}

    def run(self, limit: int) -> list[Pair]:
        """Look through all blocks, then read and compare what was found."""
        words = self._count_words()
        self._report(0.15)
        self._read_sums()
        by_title, by_words = self._read_entries(words)
        self._report(0.45)
        for share, keyed in ((0.5, by_title), (0.6, by_words)):
            for block in self._going_on(keyed.blocks()):
                self._compare(block, 0.0)
            self._report(share)
        for block in self._going_on(self._blocks_of_actors()):
            self._compare(block, WEIGHTS["actors"])
        self._report(0.7)
        for block in self._going_on(self._blocks_of_sums()):
            self._compare_neighbours(block, 0.0)
        self._report(0.8)
        return self._rated(limit)

    def _going_on(self, blocks: Iterable["array[int]"]) -> Iterator["array[int]"]:
        for number, block in enumerate(blocks):
            if number % _OFTEN == 0 and self._ticket.cancelled:
                raise Cancelled("The answer is no longer wanted.")
            if len(block) > 1:
                yield block

    # What is kept of each entry

    def _titles(self) -> Iterator[tuple[int, str]]:
        entry = TABLES["entry"].c
        query = select(entry.id, entry.title).where(entry.review.is_distinct_from("retired"))
        rows = self._connection.execution_options(stream_results=True).execute(query)
        for some in rows.partitions(_OFTEN):
            if self._ticket.cancelled:
                raise Cancelled("The answer is no longer wanted.")
            yield from map(tuple, some)

    def _count_words(self) -> Counter[str]:
        words: Counter[str] = Counter()
        for _, title in self._titles():
            words.update(words_of_title.__wrapped__(title).split())
        return words

    def _read_entries(self, words: Counter[str]) -> tuple["_Keyed", "_Keyed"]:
        by_title, by_words = _Keyed(), _Keyed()
        for record, place, sector, start in self._said():
            self._place[record] = self._codes[place]
            self._sector[record] = self._codes[f"sector {sector}"] if sector else 0
            if start:
                self._first[record], self._last[record] = years_of(start)
        for record, title in self._titles():
            key = words_of_title.__wrapped__(title)
            parts = key.split()
            letters = 0
            for part in parts:
                letters |= 1 << (crc32(part.encode()) & 63)
            self._letters[record] = letters
            by_title.add(hash(key), record)
            # A word that stands in one title only brings nobody together.
            shared = [part for part in dict.fromkeys(parts) if words[part] > 1]
            rare = sorted(shared, key=lambda part: (words[part], part))[:_RARE_WORDS]
            for two in combinations(rare, 2):
                by_words.add(hash((self._place[record], *two)), record)
        return by_title, by_words

    def _said(self) -> Iterator[tuple[int, str | None, str | None, str | None]]:
        entry = TABLES["entry"].c
        query = select(entry.id, entry.country, entry.sector, entry.start)
        for row in self._connection.execute(query):
            yield row[0], row[1], row[2], row[3]

    def _read_sums(self) -> None:
        """Keep the first sum of money of each entry, as its logarithm."""
        figure = TABLES["figure"].c
        query = select(figure.entry, figure.value, figure.unit).where(
            figure.value > 0, func.length(figure.unit) == 3, func.upper(figure.unit) == figure.unit
        )
        for entry, value, unit in self._connection.execute(query):
            if not self._unit[entry]:
                self._sum[entry], self._unit[entry] = log(value), self._codes[f"unit {unit}"]

    # Blocks

    def _blocks_of_actors(self) -> Iterator["array[int]"]:
        """Yield for each actor and country the entries in which it takes part."""
        party = TABLES["party"].c
        query = select(party.actor, party.entry).where(party.actor.is_not(None))
        here: dict[int, array[int]] = defaultdict(lambda: array("q"))
        before = None
        for actor, entry in self._connection.execute(query.order_by(party.actor, party.entry)):
            if actor != before:
                yield from here.values()
                here.clear()
                before = actor
            here[self._place[entry]].append(entry)
        yield from here.values()

    def _blocks_of_sums(self) -> Iterator["array[int]"]:
        blocks: dict[tuple[int, int, int], array[int]] = defaultdict(lambda: array("q"))
        for entry, unit in enumerate(self._unit):
            if unit and self._letters[entry]:
                blocks[self._place[entry], self._sector[entry], unit].append(entry)
        yield from blocks.values()

    def _compare(self, block: "array[int]", known: float) -> None:
        """Take note of the pairs of a block that may be likely; of a large one only neighbours."""
        if len(block) > _WHOLE_BLOCK:
            self._compare_neighbours(block, known)
            return
        for place, one in enumerate(block):
            for other in block[place + 1 :]:
                self._note(one, other, known)

    def _compare_neighbours(self, block: "array[int]", known: float) -> None:
        """Compare with each entry those whose sums come next to its own."""
        order = sorted(block, key=lambda entry: (self._unit[entry], self._sum[entry], entry))
        for place, one in enumerate(order):
            for other in order[place + 1 : place + 1 + _NEIGHBOURS]:
                self._note(min(one, other), max(one, other), known)

    def _note(self, one: int, other: int, known: float) -> None:
        """Keep a pair whose numbers allow that it is likely; the letters stand for the titles."""
        if one == other or not (self._letters[one] and self._letters[other]):
            return
        got, whole = self._numbers(one, other, known)
        mine, theirs = self._letters[one], self._letters[other]
        shared = (mine & theirs).bit_count() / (mine | theirs).bit_count()
        guess = (got + WEIGHTS["title"] * shared) / (whole + WEIGHTS["title"])
        if guess < LIKELY - 0.2 or self._left_out(one, other):
            return
        if guess > self._found.get((one, other), 0.0):
            self._found[one, other] = guess
        if len(self._found) > 2 * _MOST_READ:
            best = heapq.nlargest(_MOST_READ, self._found, key=self._found.__getitem__)
            self._found = {pair: self._found[pair] for pair in best}

    def _numbers(self, one: int, other: int, known: float) -> tuple[float, float]:
        """Return the weight of what agrees and of what was compared, of all but the texts."""
        got = whole = known
        if self._place[one] == self._place[other]:
            got += WEIGHTS["country"]
        whole += WEIGHTS["country"]
        if self._sector[one] and self._sector[other]:
            whole += WEIGHTS["sector"]
            got += WEIGHTS["sector"] * (self._sector[one] == self._sector[other])
        if self._first[one] and self._first[other]:
            apart = max(self._first[one] - self._last[other], self._first[other] - self._last[one])
            whole += WEIGHTS["year"]
            got += WEIGHTS["year"] * (apart <= YEARS_APART)
        if self._unit[one] and self._unit[one] == self._unit[other]:
            whole += WEIGHTS["amount"]
            got += WEIGHTS["amount"] * (abs(self._sum[one] - self._sum[other]) <= _NEAR)
        return got, whole

    def _left_out(self, one: int, other: int) -> bool:
        among = self._among
        outside = among is not None and one not in among and other not in among
        return outside or (min(one, other), max(one, other)) in self._linked

    # Comparing in full

    def _rated(self, limit: int) -> list[Pair]:
        order = heapq.nlargest(_MOST_READ, self._found, key=self._found.__getitem__)
        rated: list[tuple[float, int, int]] = []
        for start in range(0, len(order), _CHUNK):
            if self._ticket.cancelled:
                raise Cancelled("The answer is no longer wanted.")
            some = order[start : start + _CHUNK]
            traits = traits_of(self._connection, sorted({entry for pair in some for entry in pair}))
            for one, other in some:
                share = score(compared(traits[one], traits[other]))
                if share >= LIKELY:
                    rated.append((share, -one, -other))
            self._report(0.8 + 0.2 * start / max(1, len(order)))
        best = [(-one, -other) for _, one, other in heapq.nlargest(limit, rated)]
        return self._in_words(best)

    def _in_words(self, best: list[tuple[int, int]]) -> list[Pair]:
        entries = sorted({entry for pair in best for entry in pair})
        traits = traits_of(self._connection, entries)
        names = names_of(self._connection, list(traits.values()))
        called = labels(self._connection, "entry", entries)
        self._report(1.0)
        return [
            Pair(
                one, other, (called[one], called[other]),
                likeness(traits[one], traits[other], names),
            )
            for one, other in best
        ]  # fmt: skip
