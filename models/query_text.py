"""A query typed in one line, and a query written as one line.

    country:UZB status:>=30 value:>1e6 -type:trade "joint venture" has:evidence in:UZB sort:-start

Fields go by key or label, in quotation marks when they have spaces; ``models.filter_text`` tells
what stands behind the colon. On a kind that hangs off an entry a name that is none of its own is
looked up on the entry, on entries among what hangs off them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from models.errors import Invalid
from models.filter_fields import is_path, path_named, short_name
from models.filter_text import alternatives
from models.filtering import filter_condition
from models.kinds import KINDS
from models.query import Filter, Query, Scope, Sort
from models.query_tokens import Token, named_text, tokens, word_text
from models.vocabularies import VOCABULARIES

IN, SORT, REGIONAL, REGION = "in", "sort", "regional", "region"
NO_SECTOR = "="
Countries = Iterable[tuple[str, str]]


def query_of(kind: str, text: str, countries: Countries = ()) -> Query:
    """Return the query that the text asks for, or raise Invalid with what cannot be read.

    With codes and names of countries given, ``in:`` takes a name too.
    """
    found = list(tokens(text))
    for token in found:
        if token.open:
            raise Invalid(f"“{text[token.start :]}” cannot be read. Close the quotation mark.")
        if token.name is not None and not token.text.strip() and not _is_word(token):
            raise Invalid(
                f"What is asked of “{token.name}”? Write {token.name}:text, or {token.name}:= "
                "for nothing."
            )
    return _read(kind, found, countries)


def typed_query(kind: str, text: str, countries: Countries = ()) -> Query:
    """Return what a line asks for while it is typed: what is not finished is left out yet."""
    finished = [token for token in tokens(text) if _is_finished(token)]
    if finished and finished[-1].end == len(text) and finished[-1].name is not None:
        # A text that makes no sense may be the beginning of one that does.
        try:
            last = _read(kind, finished[-1:], countries)
            for one in last.filters:
                filter_condition(KINDS[kind], one.field, one.text)
        except Invalid:
            if _knows(kind, finished[-1]):
                del finished[-1]
    return _read(kind, finished, countries)


def _is_finished(token: Token) -> bool:
    if token.name is None or _is_word(token):
        return bool(token.text.strip())
    return any(one.finished for one in alternatives(token.text)) and token.text != "/"


def _knows(kind: str, token: Token) -> bool:
    try:
        _read(kind, [replace(token, text="=", negated=False)], ())
    except Invalid:
        return token.name in (IN, SORT)
    return True


def _is_word(token: Token) -> bool:
    # A dot in front of the colon makes a host such as example.org:80 of it.
    return token.name is not None and "." in token.name and not is_path(token.name)


def _read(kind: str, found: Sequence[Token], countries: Countries) -> Query:
    query, words = Query(kind), []
    for token in found:
        if token.name is None:
            words.append(token.word)
        elif _is_word(token):
            words.append(replace(token, text=f"{token.name}:{token.text}", phrase=False).word)
        else:
            query = _narrowed(query, token, countries)
    return replace(query, words=" ".join(word for word in words if word))


def _narrowed(query: Query, token: Token, countries: Countries) -> Query:
    assert token.name is not None
    name = " ".join(token.name.split()).casefold()
    if name in _PARTS:
        if token.negated:
            raise Invalid(f"“-{name}:” means nothing. Leave out a country with -country:UZB.")
        return _PARTS[name](query, token.text, countries)
    try:
        path = path_named(KINDS[query.kind], token.name)
    except Invalid:
        if name not in _PLACES or token.negated:
            raise
        return _PLACES[name](query, token.text, countries)
    return replace(query, filters=(*query.filters, Filter(path, token.text, token.negated)))


# Place and order


def _in_place(query: Query, text: str, countries: Countries) -> Query:
    place, slash, sector = text.strip().rpartition("/")
    scope = _place((place if slash else sector).strip(), countries)
    if not slash or not sector.strip():
        return replace(query, scope=replace(scope, sector=query.scope.sector))
    return _in_sector(replace(query, scope=scope), sector, countries)


def _place(typed: str, countries: Countries) -> Scope:
    wanted = typed.casefold()
    if wanted in ("", REGIONAL):
        return Scope(regional=bool(wanted))
    for code, name in countries:
        if wanted in (code.casefold(), name.casefold()):
            return Scope(country=code)
    head, colon, rest = typed.partition(":")
    if colon and head.casefold() == REGION:
        return Scope(region=rest.strip())
    return Scope(country=typed.upper()) if _is_code(typed) else Scope(region=typed)


def _is_code(text: str) -> bool:
    return len(text) == 3 and text.isascii() and text.isalpha()


def _in_country(query: Query, text: str, countries: Countries) -> Query:
    return replace(query, scope=replace(query.scope, country=text.strip().upper()))


def _in_sector(query: Query, text: str, countries: Countries) -> Query:
    code = "" if text.strip() == NO_SECTOR else VOCABULARIES["sector"].code_of(text)
    return replace(query, scope=replace(query.scope, sector=code))


def _in_region(query: Query, text: str, countries: Countries) -> Query:
    return replace(query, scope=Scope(region=text.strip(), sector=query.scope.sector))


def _sorted(query: Query, text: str, countries: Countries) -> Query:
    kind, sort = KINDS[query.kind], []
    for name in filter(None, (part.strip() for part in text.split(","))):
        path = path_named(kind, name.removeprefix("-"))
        if not kind.has(path):
            raise Invalid(f"{kind.plural} are not sorted by “{name}”. Choose a column of theirs.")
        sort.append(Sort(path, descending=name.startswith("-")))
    return replace(query, sort=tuple(sort))


_PARTS = {IN: _in_place, SORT: _sorted}
# Of kinds that are neither entries nor hang off one, these ask for the place in the tree.
_PLACES = {"country": _in_country, "sector": _in_sector, REGION: _in_region}


# Back to text


def text_of(query: Query) -> str:
    """Return the query as one line, which ``query_of`` reads as the same query."""
    return " ".join(_texts(query))


def _texts(query: Query) -> Iterator[str]:
    if not query.scope.everywhere:
        yield scope_text(query.scope)
    for one in query.filters:
        yield filter_text(query.kind, one)
    yield from map(word_text, words_in(query.words))
    if query.sort:
        yield named_text(SORT, ",".join(f"{'-' * one.descending}{one.field}" for one in query.sort))


def scope_text(scope: Scope) -> str:
    """Return a place as a part of the line."""
    region = scope.region or ""
    odd = _is_code(region) or "/" in region or ":" in region or region.casefold() == REGIONAL
    place = REGIONAL if scope.regional else scope.country or (f"{REGION}:" * odd + region)
    if scope.sector is not None:
        place += f"/{scope.sector or NO_SECTOR}"
    return named_text(IN, f"{place}/" if "/" in region and scope.sector is None else place)


def filter_text(kind: str, filtered: Filter) -> str:
    """Return a filter as a part of the line."""
    name = short_name(KINDS[kind], filtered.field)
    return "-" * filtered.negated + named_text(name, filtered.text)


def words_in(words: str) -> tuple[str, ...]:
    """Return the parts of ``Query.words``: words, quoted phrases, each with its minus."""
    return tuple(filter(None, (token.word for token in tokens(words, names=False))))
