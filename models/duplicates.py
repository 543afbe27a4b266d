"""Entries that may be one: those like a draft while it is typed, and what is linked as known.

A few hundred candidates are found through the full text and the parties, each way bounded, so that
the answer comes as quickly from a million entries; only those are compared.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, Select, or_, select

from models.database import Ticket
from models.errors import Invalid, Missing
from models.field_types import Value
from models.folding import fold
from models.kinds import KINDS
from models.likeness import (
    Likeness,
    Traits,
    compared,
    likeness,
    names_of,
    score,
    traits_of,
    words_of_title,
)
from models.naming import country_names, labels
from models.records import TABLES
from models.search import Word, matching, matching_all
from models.step import Step
from models.store import Store

KNOWN_LINKS = ("umbrella", "child", "supersedes", "duplicate", "related", "distinct")
"""Who links two entries by one of these has looked at both: they are not offered again."""

WORTH_A_LOOK = 0.6
"""From this share on an entry is shown beside a draft."""

_ENTRY, _ACTOR = KINDS["entry"], KINDS["actor"]
_RARE, _OF_A_PAIR, _OF_AN_ACTOR = 100, 60, 150
_ENOUGH = 10
_MOST_WORDS, _MOST_ACTORS, _MOST_COMPARED = 10, 3, 40


@dataclass(frozen=True)
class Similar:
    """An entry that may be the one at hand."""

    entry: int
    label: str
    likeness: Likeness


def similar(
    store: Store, values: Mapping[str, Value], ticket: Ticket | None = None, limit: int = 3
) -> list[Similar]:
    """Return entries like one that is being begun, most alike first, each with its reasons.

    ``values`` are those of its fields so far; parties are taken from the names in its title.
    """
    title = str(values.get("title") or "")
    with store.reading(ticket) as connection:
        said = _said(connection, values)
        traits = Traits(title=title, words=words_of_title(title), **said)  # type: ignore[arg-type]
        named = _named_actors(connection, title)
        return _like(connection, traits, named, set(), limit, begun=True)


def _said(connection: Connection, values: Mapping[str, Value]) -> dict[str, str]:
    """Return what of a draft means something so far, by code where it is typed by name."""
    said = {}
    for key in ("country", "sector", "type", "start"):
        try:
            value = _ENTRY.field(key).accept(values.get(key))
        except Invalid:
            codes = {name.casefold(): code for code, name in country_names(connection).items()}
            value = codes.get(str(values[key]).casefold()) if key == "country" else None
        if value is not None:
            said[key] = str(value)
    return said


def similar_to(
    store: Store, entry: int, ticket: Ticket | None = None, limit: int = 3
) -> list[Similar]:
    """Return entries like one of the store, without those that are linked to it."""
    with store.reading(ticket) as connection:
        traits = traits_of(connection, [entry]).get(entry)
        if traits is None:
            raise Missing("This entry is not there any more.")
        known = {entry, *_linked_to(connection, entry)}
        return _like(connection, traits, traits.actors, known, limit)


def mark_distinct(step: Step, one: int, other: int) -> None:
    """Remember that two entries are not the same; they are not offered as a pair again."""
    step.add("link", {"entry": one, "other": other, "type": "distinct"})


def linked_pairs(connection: Connection) -> set[tuple[int, int]]:
    """Return all pairs of entries of which somebody has said what they are to each other."""
    link = TABLES["link"].c
    query = select(link.entry, link.other).where(link.type.in_(KNOWN_LINKS))
    return {(min(pair), max(pair)) for pair in map(tuple, connection.execute(query))}


def _linked_to(connection: Connection, entry: int) -> Iterator[int]:
    link = TABLES["link"].c
    query = select(link.entry, link.other).where(
        or_(link.entry == entry, link.other == entry), link.type.in_(KNOWN_LINKS)
    )
    for pair in connection.execute(query):
        yield from pair


# Candidates


def _like(
    connection: Connection,
    traits: Traits,
    actors: Iterable[int],
    known: set[int],
    limit: int,
    *,
    begun: bool = False,
) -> list[Similar]:
    by_actor = set(_entries_of(connection, actors, traits.country))
    found = (_with_words(connection, traits.title) | by_actor) - known
    whole = traits_of_titles(connection, found)
    best = heapq.nlargest(
        _MOST_COMPARED,
        whole,
        key=lambda entry: (
            score(compared(traits, whole[entry], begun=begun)) + 0.2 * (entry in by_actor)
        ),
    )
    named = frozenset(actors)
    others = traits_of(connection, best)
    rated = []
    for entry, other in others.items():
        # Of actors that a title names only those that take part are sure to be meant.
        mine = traits if traits.actors else replace(traits, actors=named & other.actors)
        rated.append((score(compared(mine, other, begun=begun)), entry, mine))
    best_rated = heapq.nlargest(limit, rated, key=lambda one: one[:2])
    kept = [one for one in best_rated if one[0] >= WORTH_A_LOOK]
    called = labels(connection, "entry", [entry for _, entry, _ in kept])
    names = names_of(connection, [mine for _, _, mine in kept])
    return [
        Similar(entry, called[entry], likeness(mine, others[entry], names, begun=begun))
        for _, entry, mine in kept
    ]


def traits_of_titles(connection: Connection, entries: Iterable[int]) -> dict[int, Traits]:
    """Return what stands in the entries themselves, of those that are in use."""
    entry, found = TABLES["entry"].c, {}
    keys = ("title", "country", "sector", "type", "start")
    wanted = select(entry.id, *(entry[key] for key in keys)).where(
        entry.id.in_(list(entries)), or_(entry.review.is_(None), entry.review != "retired")
    )
    for record, *values in connection.execute(wanted):
        traits = Traits(*values)
        found[record] = replace(traits, words=words_of_title(traits.title))
    return found


def _with_words(connection: Connection, title: str) -> set[int]:
    """Return entries with the rare words of a title in theirs, or with several of its words."""
    words = [Word(word, phrase=True) for word in _words(title)]
    found: set[int] = set()
    often: list[Word] = []
    for word in words:
        some = _ids(connection, matching(_ENTRY, word, ["title"]), _RARE)
        if len(some) == _RARE:
            often.append(word)
        else:
            found.update(some)
    # Of frequent words only the meeting of several says something; all at once says most.
    for several in (often, often[::2], often[1::2]):
        if len(several) > 1:
            some = _ids(connection, matching_all(_ENTRY, several, "title"), _OF_A_PAIR)
            found.update(some)
            if len(some) >= _ENOUGH:
                break
    return found


def _words(title: str) -> list[str]:
    """Return the words of a title that can be sought, the long ones first."""
    kept = "".join(sign if sign.isalnum() else " " for sign in title)
    words = [word for word in dict.fromkeys(kept.split()) if len(word) > 2 or not word.isascii()]
    return sorted(words, key=len, reverse=True)[:_MOST_WORDS]


def _ids(connection: Connection, query: Select[int] | None, limit: int) -> list[int]:
    if query is None:
        return []
    return list(connection.execute(query.limit(limit)).scalars())


def _named_actors(connection: Connection, title: str) -> list[int]:
    """Return the actors whose whole name, or another spelling of it, stands in a title."""
    folded = f" {' '.join(fold(_spaced(title)).split())} "
    wanted: dict[int, None] = {}
    for word in _words(title):
        query = matching(_ACTOR, Word(word, phrase=True), ["name", "aliases"])
        wanted |= dict.fromkeys(_ids(connection, query, _RARE))
    actor = TABLES["actor"].c
    rows = select(actor.id, actor.name, actor.aliases).where(actor.id.in_(list(wanted)))
    found = []
    for record, name, aliases in connection.execute(rows):
        for spelling in (name, *(aliases or "").split(";")):
            words = " ".join(fold(_spaced(spelling)).split())
            if words and f" {words} " in folded:
                found.append((len(words), record))
                break
    return [record for _, record in sorted(found, reverse=True)[:_MOST_ACTORS]]


def _spaced(text: str) -> str:
    return "".join(sign if sign.isalnum() else " " for sign in text)


def _entries_of(connection: Connection, actors: Iterable[int], country: str | None) -> list[int]:
    """Return the newest entries in which one of these takes part, in one country if it is known."""
    party, entry = TABLES["party"].c, TABLES["entry"].c
    found: list[int] = []
    for actor in actors:
        newest = (
            select(party.entry)
            .where(party.actor == actor)
            .order_by(party.entry.desc())
            .limit(_OF_AN_ACTOR * 5)
            .subquery()
        )
        query = select(entry.id).where(entry.id.in_(select(newest.c.entry)))
        if country is not None:
            query = query.where(entry.country == country)
        found += _ids(connection, query, _OF_AN_ACTOR)
    return found
