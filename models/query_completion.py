"""What may follow in a query that is being typed: fields, codes, countries, places."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from models.errors import Invalid
from models.field_types import Choice
from models.fields import Field, Kind
from models.filter_fields import (
    BACKINGS,
    EVIDENCE,
    HAS,
    MISSING,
    SOURCE,
    beside,
    home,
    nature,
    path_named,
)
from models.filter_text import quoted
from models.kinds import CHILDREN, KINDS
from models.query_text import IN, REGIONAL, SORT
from models.query_tokens import Token, tokens
from models.vocabularies import VOCABULARIES

_Offer = tuple[str, str]
_OPERATORS = ("!=", ">=", "<=", "=", ">", "<", "")
_SPECIAL: tuple[_Offer, ...] = (
    (f"{HAS}:", "has a value, figures, evidence …"),
    (f"{MISSING}:", "has no value, no figures, no evidence …"),
    (f"{SOURCE}:", "rests on the source with this number"),
    (f"{IN}:", "in a country or region"),
    (f"{SORT}:", "ordered by a column; -column turns it round"),
)


@dataclass(frozen=True)
class Completion:
    """One offer: replace what stands from ``start`` to ``end`` by ``text``."""

    text: str
    label: str
    start: int
    end: int


def completions(
    kind: str, typed: str, cursor: int, countries: Sequence[tuple[str, str]] = ()
) -> list[Completion]:
    """Return what the part under the cursor may become, what begins so before what contains it."""
    known, token = KINDS[kind], _under(typed, cursor)
    end = _end(typed, cursor)
    if token is None:
        return [_named(offer, cursor, end) for offer in _names(kind)]
    if token.name is None:
        if token.phrase:
            return []
        start = token.start + token.negated
        offers = _matching(_names(kind), token.text)
        return [_named(offer, start, end) for offer in offers]
    start, written = _last(typed, token, cursor)
    offers = _matching(_values(known, token, written, countries), written.lstrip('"'))
    return [Completion(_marked(text), label, start, end) for text, label in offers]


def _named(offer: _Offer, start: int, end: int) -> Completion:
    return Completion(offer[0], offer[1], start, end)


def _marked(text: str) -> str:
    return text if len(text.split()) == 1 else quoted(text)


def _under(typed: str, cursor: int) -> Token | None:
    found = list(tokens(typed[:cursor]))
    return found[-1] if found and found[-1].end == cursor else None


def _end(typed: str, cursor: int) -> int:
    """Return where the word under the cursor ends."""
    rest = typed[cursor:]
    return cursor + len(rest) - len(rest.lstrip("".join(set(rest) - set(' \t\n|,:"'))))


def _last(typed: str, token: Token, cursor: int) -> tuple[int, str]:
    """Return where the alternative under the cursor begins, behind its operator, and its text."""
    text = typed[token.at : cursor]
    start = text.rfind("|") + 1
    if token.name == SORT:
        start = max(text.rfind(","), text.rfind("-")) + 1
    elif token.name == IN and "/" in text:
        start = text.rfind("/") + 1
    else:
        start += len(next(sign for sign in _OPERATORS if text.startswith(sign, start)))
    return token.at + start, text[start:]


def _matching(offers: Iterable[_Offer], written: str) -> list[_Offer]:
    wanted = written.casefold()
    places: list[tuple[int, int, _Offer]] = []
    for number, (text, label) in enumerate(offers):
        texts = (text.casefold(), label.casefold())
        if any(each.startswith(wanted) for each in texts):
            places.append((0, number, (text, label)))
        elif any(wanted in each for each in texts):
            places.append((1, number, (text, label)))
    return [offer for _, _, offer in sorted(places)]


@cache
def _names(kind: str) -> tuple[_Offer, ...]:
    # Asked at each key, and always the same.
    return tuple(_fields(KINDS[kind]))


def _fields(kind: Kind) -> Iterator[_Offer]:
    """Yield every name that may stand before a colon: own fields, special ones, fields beside."""
    for field in kind.fields:
        yield f"{field.key}:", field.label
    yield from (offer for offer in _SPECIAL if not kind.has(offer[0].removesuffix(":")))
    for near in beside(kind):
        for field in near.fields:
            if field.key != near.parent:
                yield f"{_over(kind, near, field)}:", f"{near.label}: {field.label}"


def _over(kind: Kind, near: Kind, field: Field) -> str:
    path = f"{near.name}.{field.key}"
    try:
        return field.key if path_named(kind, field.key) == path else path
    except Invalid:
        return path


def _values(
    kind: Kind, token: Token, written: str, countries: Sequence[_Offer]
) -> Iterable[_Offer]:
    name = (token.name or "").casefold()
    if name in (HAS, MISSING):
        return _recorded(kind)
    if name == SORT:
        return [(field.key, field.label) for field in kind.fields]
    if name == IN:
        behind_slash = "/" in token.text
        return VOCABULARIES["sector"].labels.items() if behind_slash else _places(countries)
    try:
        _, field = home(kind, path_named(kind, name))
    except Invalid:
        return []
    if isinstance(field.type, Choice):
        return field.type.terms.labels.items()
    if field.type.name == "country":
        return countries
    return [("yes", "Yes"), ("no", "No")] if nature(field) == "flag" else []


def _places(countries: Sequence[_Offer]) -> list[_Offer]:
    return [(REGIONAL, "Regional: entries of several countries"), *countries]


def _recorded(kind: Kind) -> Iterator[_Offer]:
    yield EVIDENCE, "Evidence: any citation"
    for child in CHILDREN.get(kind.name, ()):
        yield child.name, child.plural
    for key, words in BACKINGS.items():
        if kind.has(key):
            yield key, words[:1].upper() + words[1:]
    for field in kind.fields:
        if field.key not in BACKINGS:
            yield field.key, field.label
