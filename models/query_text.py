"""A query typed in one line: words, ``field:text`` filters, ``country:UZB`` and ``sector:320``.

A text with spaces stands in double quotes: ``title:"joint venture"``. Fields go by key or label.
"""

import re
from dataclasses import replace

from models.errors import Invalid
from models.fields import Field, Kind
from models.kinds import KINDS
from models.query import Filter, Query, Scope
from models.vocabularies import VOCABULARIES

_PART = re.compile(
    r'(?:(?P<field>"[^"]*"|[^\W\d]\w*):)?+(?P<text>"(?:[^"]|"")*"|[^\s"]\S*|(?=\s|$))(?=\s|$)'
)


def query_of(kind: str, text: str) -> Query:
    """Return the query that the text asks for, or raise Invalid with what cannot be read."""
    query, place = Query(kind), 0
    text = text.strip()
    words: list[str] = []
    while place < len(text):
        part = _PART.match(text, place)
        if part is None:
            raise Invalid(f"“{text[place:]}” cannot be read. Close the quotation mark.")
        value = _unquoted(part["text"])
        if part["field"] is None or value.startswith("//"):
            words.append(_unquoted(part[0]))
        else:
            query = _narrowed(query, _unquoted(part["field"]), value)
        place = part.end()
        place += len(text[place:]) - len(text[place:].lstrip())
    return replace(query, words=" ".join(words))


def _unquoted(text: str) -> str:
    return text[1:-1].replace('""', '"') if text.startswith('"') else text


def _narrowed(query: Query, name: str, text: str) -> Query:
    kind = KINDS[query.kind]
    field = _field_named(kind, name)
    if not text:
        raise Invalid(f"What is asked of “{name}”? Write {name}:text, or {name}:= for nothing.")
    if field is not None:
        return replace(query, filters=(*query.filters, Filter(field.key, text)))
    if name.casefold() == "country":
        return replace(query, scope=replace(query.scope, country=text.strip().upper()))
    if name.casefold() == "sector":
        code = VOCABULARIES["sector"].code_of(text)
        return replace(query, scope=replace(query.scope, sector=code))
    if name.casefold() == "region":
        return replace(query, scope=Scope(region=text))
    keys = ", ".join(field.key for field in kind.fields)
    raise Invalid(f"{kind.plural} have no field “{name}”. They have {keys}.")


def _field_named(kind: Kind, name: str) -> Field | None:
    wanted = name.casefold()
    named = (f for f in kind.fields if wanted in (f.key.casefold(), f.label.casefold()))
    return next(named, None)
