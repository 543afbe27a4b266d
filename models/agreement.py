"""Whether a source says of a field what the record holds: two texts may mean one value."""

from functools import cache, lru_cache

from models.errors import Invalid
from models.field_types import Link, Value
from models.kinds import KINDS

_KEPT = 20_000


@lru_cache(_KEPT)
def meaning(kind: str, key: str, said: str) -> Value:
    """Return the value that a citation's text stands for; a text that is none is itself."""
    known = KINDS[kind].field(key)
    if not isinstance(known.type, Link):
        try:
            return _alike(known.type.parse(said))
        except Invalid:
            pass
    return _alike(said)


def agrees(kind: str, key: str, said: str | None, value: Value) -> bool:
    """Tell whether what a source says is what the record holds; of no words and of links, yes."""
    if not said or not _compared(kind, key):
        return True
    return meaning(kind, key, said) == _alike(value)


@cache
def _compared(kind: str, key: str) -> bool:
    known = KINDS[kind]
    return known.has(key) and not isinstance(known.field(key).type, Link)


def _alike(value: Value) -> Value:
    return " ".join(value.split()).casefold() if isinstance(value, str) else value
