"""The names of the store that an article uses, and the article read with them."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from sqlalchemy import select

from models.folding import letters
from models.reading.reading import Known, Reading, read_text
from models.records import TABLES
from models.store import Store

_WORD = re.compile(r"[^\W_]+")
_FEWEST_LETTERS = 2
_KEPT = 16
_HAN = "\u2e80"


def known_in(store: Store, text: str) -> list[Known]:
    """Return the names and aliases of the store's actors that stand in a text, longest first.

    A name is looked for only where its first word is one of the text's words, so that tens of
    thousands of names cost little more than reading them.
    """
    folded = letters(text)
    words = set(_WORD.findall(folded))
    actor = TABLES["actor"].c
    query = select(actor.id, actor.name, actor.aliases, actor.type)
    found: dict[tuple[str, int], Known] = {}
    with store.reading() as connection:
        for record, name, aliases, kind in connection.execute(query):
            for called in (name, *_aliases(aliases)):
                if _stands_in(called, folded, words):
                    found[called, record] = Known(called, record, kind or "")
    return sorted(found.values(), key=lambda one: (-len(one.name), one.name, one.record))


def _aliases(aliases: str | None) -> Iterator[str]:
    for alias in (aliases or "").split(";"):
        if tidy := " ".join(alias.split()):
            yield tidy


def _stands_in(name: str | None, folded: str, words: set[str]) -> bool:
    if not name or len(name) < _FEWEST_LETTERS:
        return False
    wanted = letters(name)
    first = _WORD.search(wanted)
    if first is None:
        return False
    # Chinese is written without spaces, so there a name is no word of its own.
    known = first[0] in words or first[0][0] >= _HAN
    return known and wanted in folded


def read_article_text(store: Store, text: str, published: str = "") -> Reading:
    """Return what an article says, read with the names that the store knows; kept for a while.

    ``published`` is the day that its source has, for a text that does not say it.
    """
    return _read(text, tuple(known_in(store, text)), published)


@lru_cache(_KEPT)
def _read(text: str, known: Sequence[Known], published: str) -> Reading:
    return read_text(text, known, published)
