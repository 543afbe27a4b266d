"""A word anywhere in what belongs to a record: its own texts, and those that stand beside it.

Each way leads through an index to a set of ids, and the sets are united; a disjunction of
conditions would walk the whole table instead.

A word stands in a record when it stands in its texts, in what hangs off it, in the names of those
who take part, or in a quote. Where no record has it so, those are found that rest on an article
with the word: an article about six deals would otherwise show all six for each of its words.
"""

from collections.abc import Iterable, Iterator

from sqlalchemy import ColumnElement, Select, case, func, select, union_all
from sqlalchemy.sql.selectable import CTE, CompoundSelect

from models.conditions import can_mention, mentions, negated
from models.fields import Kind
from models.kinds import CHILDREN, CITATION, KINDS
from models.records import TABLES
from models.search import Word, has_word, matching, searched

_CITATION = TABLES["citation"].c


def words_condition(
    kind: Kind, words: list[Word], *, quick: bool = False
) -> Iterator[ColumnElement[bool]]:
    """Yield a condition for each word; with ``quick`` it may miss records, and needs no time."""
    for word in words:
        if word.negated:
            yield negated(_among(kind, _near(kind, word)))
        elif quick:
            yield has_word(kind, word)
        else:
            yield word_condition(kind, word)


def word_condition(kind: Kind, word: Word) -> ColumnElement[bool]:
    """Return the condition that a word stands in a record, or else in an article it rests on."""
    near, far = list(_near(kind, word)), far_from(kind, word)
    if far is not None:
        # As a limit, not as a condition: that would be looked at for each row of millions.
        most = case((_united(near).exists(), 0), else_=-1)
        resting = far.limit(most).subquery()
        near.append(select(resting.c[0]))
    return _among(kind, near)


def near_to(kind: Kind, word: Word) -> CompoundSelect[int]:
    """Return the select of the records that have a word, many of them several times."""
    return _united(_near(kind, word))


def far_from(kind: Kind, word: Word) -> CompoundSelect[int] | None:
    """Return the select of the records that rest on an article with a word, or None."""
    far = list(_far(kind, word))
    return _united(far) if far else None


def _united(ways: Iterable[Select[int]]) -> CompoundSelect[int]:
    return union_all(*(way.correlate(None) for way in ways))


def _among(kind: Kind, ways: Iterable[Select[int]]) -> ColumnElement[bool]:
    return TABLES[kind.name].c.id.in_(_united(ways))


def _near(kind: Kind, word: Word) -> Iterator[Select[int]]:
    record, own = TABLES[kind.name].c.id, matching(kind, word)
    yield select(record).where(has_word(kind, word)) if own is None else own
    for field in kind.stored:
        if can_mention(field):
            yield select(record).where(mentions(kind, field, word.text))
    quotes = _quotes(word)
    yield from _quoted(kind, quotes)
    for child in CHILDREN.get(kind.name, ()):
        table = TABLES[child.name].c
        if searched(child):
            yield select(table[kind.name]).where(has_word(child, word))
        yield from (select(table[kind.name]).where(table.id.in_(q)) for q in _quoted(child, quotes))
        yield from _acting(kind, child, word)


def _acting(kind: Kind, child: Kind, word: Word) -> Iterator[Select[int]]:
    """Yield the records of children whose organisation or person has the word."""
    actors, table = matching(KINDS["actor"], word), TABLES[child.name].c
    for field, link in child.links():
        if link.kind == "actor" and actors is not None:
            yield select(table[kind.name]).where(table[field.key].in_(actors))


def _quotes(word: Word) -> CTE | None:
    """Return what has a quote with the word: sought once, however many kinds are asked for."""
    quotes = matching(CITATION, word)
    if quotes is None:
        return None
    return select(_CITATION.kind, _CITATION.record).where(_CITATION.id.in_(quotes)).cte()


def _quoted(kind: Kind, quotes: CTE | None) -> Iterator[Select[int]]:
    if quotes is not None:
        # Not the bare column: SQLite would walk all citations of the kind through its index.
        own = quotes.c.kind.concat("") == kind.name
        yield select(quotes.c.record).where(own, _may_be_there(kind, quotes.c.record))


def _far(kind: Kind, word: Word) -> Iterator[Select[int]]:
    """Yield the records that rest, they or their children, on an article with the word."""
    sources = matching(KINDS["source"], word)
    if sources is None or kind.name == "source":
        return
    yield _resting(kind, sources)
    for child in CHILDREN.get(kind.name, ()):
        table = TABLES[child.name].c
        yield select(table[kind.name]).where(table.id.in_(_resting(child, sources)))


def _resting(kind: Kind, sources: Select[int]) -> Select[int]:
    return select(_CITATION.record).where(
        _CITATION.source.in_(sources),
        _CITATION.kind == kind.name,
        _may_be_there(kind, _CITATION.record),
    )


def _may_be_there(kind: Kind, record: ColumnElement[int]) -> ColumnElement[bool]:
    """Return that no citation of a damaged store speaks of a record beyond the last."""
    table = TABLES[kind.name].alias().c
    # Added to, so that SQLite does not go through all citations of the kind for it.
    return (record + 0).between(1, select(func.max(table.id)).scalar_subquery())
