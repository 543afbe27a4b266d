"""All mentions of an article: each finder asked in turn, and overlaps settled."""

import re
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from models.reading.context import called_again, guessed_names
from models.reading.countries import NOTHING, lexicon_names, place_patterns
from models.reading.dates_near import near_dates
from models.reading.dates_said import full_dates
from models.reading.lexicon import Phrases
from models.reading.money import money
from models.reading.organisations import organisations
from models.reading.persons import persons
from models.reading.quantities import quantities
from models.reading.scene import Scene, scene_of
from models.reading.sentences import Sentence
from models.reading.shapes import Known, Mention

_ORDER = {"organisation": 0, "person": 1, NOTHING: 2, "place": 3, "country": 4}
_CLOSING = re.compile(r"[gG]['ʻ‘ʼ](?!\w)")


class Taken:
    """Stretches of a text that are spoken for; none overlaps another."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._mentions: dict[int, Mention] = {}

    def free(self, start: int, end: int) -> bool:
        """Tell whether nothing stands between two places."""
        at = bisect_left(self._starts, end)
        return not at or self._mentions[self._starts[at - 1]].end <= start

    def take(self, mentions: Iterable[Mention]) -> None:
        """Take each mention that is still free, in order."""
        for one in mentions:
            if one.start < one.end and self.free(one.start, one.end):
                insort(self._starts, one.start)
                self._mentions[one.start] = one

    def __iter__(self) -> Iterator[Mention]:
        return (self._mentions[start] for start in self._starts)


def find_mentions(
    text: str, parts: Sequence[Sentence], published: str, known: Sequence[Known] = ()
) -> tuple[Mention, ...]:
    """Return the mentions of an article in order; no two overlap, none crosses a sentence's end."""
    scenes = [scene_of(text, one.start, one.end) for one in parts]
    taken = Taken()
    own = _known_phrases(tuple(known)) if known else None
    if own is not None:
        for scene in scenes:
            taken.take(_known_names(scene, own))
    countries: list[Mention] = []
    for scene in scenes:
        named = _names(scene)
        countries += [one for one in named if one.kind == "country"]
        taken.take(money(text, scene.start, scene.end, countries))
        taken.take(one for one in full_dates(text, scene.start, scene.end))
        taken.take(near_dates(text, scene.start, scene.end, published))
        taken.take(named)
    taken.take(called_again(scenes, tuple(taken)))
    places = frozenset(one.text for one in taken if one.kind == "place")
    taken.take(guessed_names(scenes, taken.free, places))
    for scene in scenes:
        taken.take(quantities(text, scene.start, scene.end))
    return tuple(_whole(text, one) for one in taken if one.kind != NOTHING)


def _names(scene: Scene) -> list[Mention]:
    some = [*lexicon_names(scene), *place_patterns(scene), *organisations(scene), *persons(scene)]
    return sorted(some, key=lambda one: (one.start - one.end, _ORDER[one.kind], one.start))


def _whole(text: str, one: Mention) -> Mention:
    # The apostrophe that ends an Uzbek name belongs to it.
    if one.kind == "place" and _CLOSING.match(text, one.end - 1):
        return Mention(one.kind, text[one.start : one.end + 1], one.start, one.end + 1)
    return one


@lru_cache(maxsize=4)
def _known_phrases(known: tuple[Known, ...]) -> Phrases[Known]:
    return Phrases((one.name, one) for one in known)


def _known_names(scene: Scene, phrases: Phrases[Known]) -> Iterator[Mention]:
    place = 0
    while place < len(scene.words):
        found = phrases.at(scene.words, place)
        if found is None:
            place += 1
            continue
        count, known = found
        kind = "person" if known.type == "person" else "organisation"
        one = scene.mention(kind, place, place + count - 1)
        yield Mention(kind, one.text, one.start, one.end, "", known.record)
        place += count
