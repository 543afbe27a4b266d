"""What is chosen in a facet, read from the one query and written back into it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from models import Filter, Query, alternatives


@dataclass(frozen=True)
class FacetChoice:
    """The values of one field that are asked for, and those that are left out."""

    included: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Tell whether nothing is chosen."""
        return not (self.included or self.excluded)

    def only(self, text: str) -> "FacetChoice":
        """Return the choice of one value, or of nothing when it was the only one before."""
        return FacetChoice() if self == FacetChoice((text,)) else FacetChoice((text,))

    def toggled(self, text: str) -> "FacetChoice":
        """Return the choice with one value more, or one less."""
        if text in self.included:
            return replace(self, included=_less(self.included, text))
        return FacetChoice((*self.included, text), _less(self.excluded, text))

    def left_out(self, text: str) -> "FacetChoice":
        """Return the choice with one value left out, or no longer left out."""
        if text in self.excluded:
            return replace(self, excluded=_less(self.excluded, text))
        return FacetChoice(_less(self.included, text), (*self.excluded, text))

    def renamed(self, meant: Mapping[str, str]) -> "FacetChoice":
        """Return the choice with each text that means another one replaced by that."""

        def each(texts: Iterable[str]) -> tuple[str, ...]:
            return tuple(dict.fromkeys(meant.get(text.casefold(), text) for text in texts))

        return FacetChoice(each(self.included), each(self.excluded))

    def inverted(self) -> "FacetChoice":
        """Return the choice that shows exactly the others."""
        # Of both, what is left out decides nothing that is not decided by what is asked for.
        return FacetChoice((), self.included) if self.included else FacetChoice(self.excluded)


def choice_of(query: Query, field: str) -> FacetChoice:
    """Return what a query asks of a field."""
    own = [one for one in query.filters if one.field == field]
    return FacetChoice(
        tuple(_texts(one for one in own if not one.negated)),
        tuple(_texts(one for one in own if one.negated)),
    )


def with_choice(query: Query, field: str, choice: FacetChoice) -> Query:
    """Return the query that asks for a choice; the other filters keep their places."""
    wanted = []
    if choice.included:
        wanted.append(Filter(field, "|".join(choice.included)))
    if choice.excluded:
        wanted.append(Filter(field, "|".join(choice.excluded), negated=True))
    filters: list[Filter] = []
    for one in query.filters:
        if one.field != field:
            filters.append(one)
        else:
            filters += wanted
            wanted = []
    return replace(query, filters=(*filters, *wanted))


def canonical(text: str) -> str:
    """Return a single alternative as it is compared with others."""
    return "|".join(_alternatives(text))


def _texts(filters: Iterable[Filter]) -> list[str]:
    return list(dict.fromkeys(text for one in filters for text in _alternatives(one.text)))


def _alternatives(text: str) -> list[str]:
    return [
        one.operator + (f'"{_doubled(one.text)}"' if one.literal else one.text)
        for one in alternatives(text)
    ]


def _doubled(text: str) -> str:
    return text.replace('"', '""')


def _less(texts: tuple[str, ...], text: str) -> tuple[str, ...]:
    return tuple(one for one in texts if one != text)
