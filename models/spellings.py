"""Near-same spellings of one field, in clusters that may mean the same: nothing is changed here.

Two ways lead into a cluster, as in OpenRefine. Key collision: the same words, whatever their case,
accents, alphabet, order and punctuation; an organisation is known by its aliases too. Near
spelling: keys that one or two letters set apart. Numbers and Chinese must agree to the letter,
since “Line 4” is not “Line 5” and 中国石油 is not 中国石化.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein
from sqlalchemy import Connection, func, select

from models.database import Ticket
from models.errors import Cancelled
from models.folding import fold
from models.kinds import KINDS
from models.records import TABLES
from models.store import Store

MOST_NEAR = 100_000
"""Of more spellings than this only those with the same words are found."""

# What says only which sort of company it is.
_LEGAL_FORMS = frozenset(
    fold("co ltd llc llp inc jsc plc corp corporation company limited gmbh ooo oao zao ao").split()
)
_WORD = re.compile(r"\w+")
_DIGITS = re.compile(r"\d+")
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff]")
_MOST_EDITS = 2
_SEGMENTS = _MOST_EDITS + 1
_CHUNK = 500
_OFTEN = 200


@dataclass(frozen=True)
class Spelling:
    """One way a value is written, in how many records, and in which."""

    text: str
    count: int
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Cluster:
    """Spellings that may mean the same, the most frequent first; that one is proposed."""

    spellings: tuple[Spelling, ...]
    proposal: str


def clusters(store: Store, kind: str, field: str, ticket: Ticket | None = None) -> list[Cluster]:
    """Return the clusters of a text field, those of most records first.

    Of records with names of their own, such as organisations, two with the same name are a
    cluster as well. Raises Cancelled through the ticket.
    """
    asked = ticket or Ticket()
    with store.reading(asked) as connection:
        counts = _counts(connection, kind, field)
        keys = {text: key_of(text) for text in _going_on(list(counts), asked)}
        groups = _same_words(keys, _aliases(connection, kind, field))
        ranks = _ranks(connection, kind, field, counts)
        stars = _stars(groups, _near(list(groups), asked), ranks)
        named = KINDS[kind].title[-1] == field and kind in _POINTING
        wanted = [star for star in stars if len(star) > 1 or (named and counts[star[0]] > 1)]
        ids = _ids(connection, kind, field, [text for star in wanted for text in star])
    found = [
        tuple(Spelling(text, len(ids[text]), tuple(ids[text])) for text in star) for star in wanted
    ]
    made = [Cluster(spellings, spellings[0].text) for spellings in found]
    return sorted(made, key=lambda cluster: -sum(one.count for one in cluster.spellings))


def key_of(text: str) -> str:
    """Return the words of a text, folded, each once and in the order of the alphabet."""
    words = set(_WORD.findall(fold(text)))
    return " ".join(sorted(words - _LEGAL_FORMS or words))


def _going_on(texts: Sequence[str], ticket: Ticket) -> Iterator[str]:
    for number, text in enumerate(texts):
        if number % _OFTEN == 0 and ticket.cancelled:
            raise Cancelled("The answer is no longer wanted.")
        yield text


# Reading

# The fields that point to records of a kind, for telling which of two names is in use.
_POINTING = {
    "actor": (("party", "actor"), ("remark", "speaker"), ("actor", "affiliation")),
    "source": (("citation", "source"),),
}


def _counts(connection: Connection, kind: str, field: str) -> dict[str, int]:
    column = TABLES[kind].c[field]
    query = select(column, func.count()).where(column.is_not(None), column != "").group_by(column)
    return {row[0]: row[1] for row in connection.execute(query)}


def _aliases(connection: Connection, kind: str, field: str) -> list[tuple[str, str]]:
    """Return pairs of a name and another spelling that its record is known by."""
    if not (KINDS[kind].has("aliases") and KINDS[kind].title[0] == field):
        return []
    table = TABLES[kind].c
    query = select(table[field], table.aliases).where(table.aliases.is_not(None))
    return [
        (name, alias.strip())
        for name, aliases in connection.execute(query)
        for alias in aliases.split(";")
        if alias.strip()
    ]


def _ranks(
    connection: Connection, kind: str, field: str, counts: Mapping[str, int]
) -> dict[str, tuple[int, int]]:
    """Return how often each spelling stands in records, and how often those are pointed to."""
    used: dict[str, int] = defaultdict(int)
    table = TABLES[kind].c
    for other, key in _POINTING.get(kind, ()):
        pointing = TABLES[other].c[key]
        found = select(pointing, func.count().label("times")).group_by(pointing).subquery()
        query = select(table[field], found.c.times).where(table.id == found.c[key])
        for text, times in connection.execute(query):
            used[text] += times
    return {text: (count, used.get(text, 0)) for text, count in counts.items()}


def _ids(
    connection: Connection, kind: str, field: str, texts: Sequence[str]
) -> dict[str, list[int]]:
    table = TABLES[kind].c
    ids: dict[str, list[int]] = {text: [] for text in texts}
    for start in range(0, len(texts), _CHUNK):
        chosen = table[field].in_(texts[start : start + _CHUNK])
        query = select(table[field], table.id).where(chosen).order_by(table.id)
        for text, record in connection.execute(query):
            ids[text].append(record)
    return ids


# Comparing

Groups = dict[str, list[str]]


def _same_words(keys: Mapping[str, str], aliases: Sequence[tuple[str, str]]) -> Groups:
    """Return the spellings of each key; a name whose alias is another name goes to that one."""
    groups: Groups = defaultdict(list)
    for text, key in keys.items():
        groups[key].append(text)
    for name, alias in aliases:
        own, other = keys.get(name, ""), key_of(alias)
        if own != other and own in groups and groups.get(other):
            groups[other] += groups.pop(own)
    groups.pop("", None)
    return dict(groups)


def _edits(key: str) -> int:
    """Return how many letters may set a key apart from another one."""
    if len(key) < 6 or _HAN.search(key):
        return 0
    return 1 if len(key) < 12 else _MOST_EDITS


def _near(keys: Sequence[str], ticket: Ticket) -> Iterator[tuple[str, str]]:
    """Yield the pairs of keys that one or two letters set apart.

    A key is cut into three parts, one of which such a pair has in common at nearly the same place
    ("pass-join"): only keys that share one are compared.
    """
    if len(keys) > MOST_NEAR:
        return
    parts: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for key in _going_on(sorted(filter(_edits, keys), key=len), ticket):
        digits, edits = tuple(_DIGITS.findall(key)), _edits(key)
        for length, part, place, end in _probes(len(key), edits):
            shorter = parts.get((length, part, digits, key[place:end]))
            if shorter:
                near = process.extract(
                    key, shorter, scorer=Levenshtein.distance, score_cutoff=edits, limit=None
                )
                yield from ((key, other) for other, apart, _ in near if apart <= _edits(other))
        for part, (start, end) in enumerate(_cuts(len(key))):
            parts[len(key), part, digits, key[start:end]].append(key)


@cache
def _probes(longer: int, edits: int) -> list[tuple[int, int, int, int]]:
    """Return where a key may hold a part of a shorter one: its length, which part, from, to."""
    return [
        (length, part, place, place + end - start)
        for length in range(longer - edits, longer + 1)
        for part, (start, end) in enumerate(_cuts(length))
        for place in range(max(0, start - part), start + part + 1)
        # What is left or taken before the part, the part behind it must make up for.
        if abs(place - start - (longer - length)) <= _MOST_EDITS - part
    ]


def _cuts(length: int) -> list[tuple[int, int]]:
    ends = [length * part // _SEGMENTS for part in range(_SEGMENTS + 1)]
    return list(pairwise(ends))


def _stars(
    groups: Groups, near: Iterator[tuple[str, str]], ranks: Mapping[str, tuple[int, int]]
) -> list[list[str]]:
    """Return clusters, each of a frequent key and the rarer ones next to it.

    No chains: what is near to something near may be far from the first.
    """
    beside: dict[str, set[str]] = defaultdict(set)
    for one, other in near:
        beside[one].add(other)
        beside[other].add(one)

    def rank(texts: Sequence[str]) -> tuple[int, ...]:
        return tuple(sum(each) for each in zip(*(ranks[text] for text in texts), strict=True))

    left = dict.fromkeys(sorted(groups, key=lambda key: rank(groups[key]), reverse=True))
    stars = []
    for key in list(left):
        if key in left:
            taken = [key, *(other for other in sorted(beside[key]) if other in left)]
            texts = [text for each in taken for text in groups[each]]
            stars.append(sorted(texts, key=lambda text: (*(-n for n in ranks[text]), text)))
            for each in taken:
                left.pop(each)
    return stars
