"""Which sentences begin an entry, and of which type it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.reading.cues import Cue, cue
from models.reading.furniture import is_opinion
from models.reading.said import BULLET, Said
from models.reading.sides import Sides

# Strong types begin an entry of their own beside another of the same country.
_STRONG = {"loan", "grant", "debt", "scholarship", "joint_venture", "acquisition", "trade", "talks"}
# What was agreed besides begins one too where it says what for, and with whom or where.
_DEALS = {"agreement", "construction", "greenfield", "assistance", "other"}
_LOOSE = {"meeting", "talks", "trade", "agreement"}
PACKAGE = re.compile(
    r"\b(?:deals|agreements|contracts|documents|projects)\s(?:were\ssigned\s)?(?:with\sa\stotal\sof\s|"
    r"worth|valued|totall?ing|for a total)\b|\bacross various sectors\b",
    re.IGNORECASE,
)
_BIND = {"he", "she", "it", "they", "the", "its", "his", "her", "this", "these", "representatives"}
_PROJECT = re.compile(
    r"\b(?:plant|factory|cluster|refinery|smelter|complex|park|mine|terminal|hub|farm|facility|"
    r"cent(?:re|er)|line|flights)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Told:
    """A sentence of the story with the sides it names and the type that it speaks of."""

    said: Said
    sides: Sides
    kind: Cue | None
    paragraph: int


@dataclass(frozen=True)
class Standing:
    """The entry that an article has come to."""

    country: str
    type: str
    listed: bool = False


def opening(story: Sequence[Told], around: frozenset[str]) -> int:
    """Return the place of the sentence that begins the first entry, or -1 where none does."""
    opinion = [is_opinion(one.said) for one in story]
    for place, one in enumerate(story):
        if opinion[place]:
            continue
        act = one.kind is not None or cue("act", one.said.text, one.said.start, one.said.end)
        if not act:
            continue
        if one.sides.both:
            return place
        known = bool(one.sides.china or one.sides.country or one.sides.region)
        known = known or bool(one.said.told("organisation")) or len(around) == 1
        told = one.said.told("money", "quantity", "organisation", "person")
        if known and told and (one.kind is not None or one.said.told("money", "quantity")):
            return place
    named = (place for place, one in enumerate(story) if one.sides.both and not opinion[place])
    return next(named, -1)


def type_of(one: Told, headline: tuple[int, int], rest: Sequence[Told] = ()) -> Cue:
    """Return the type of an entry: by its sentence, the headline, or what is told after it."""
    text = one.said.text
    if BULLET.match(one.said.words):
        project = _PROJECT.search(text, one.said.start, one.said.end)
        if project is not None and project.group().casefold() != "flights":
            return Cue("greenfield", *project.span())
        return one.kind or Cue("agreement", one.said.body, one.said.end)
    if one.kind is not None:
        return one.kind
    later = [each.kind for each in rest if each.kind is not None]
    found = cue("type", text, *headline)
    firm = next((each for each in later if each.code not in _LOOSE), None)
    if found is not None and (found.code not in _LOOSE or firm is None):
        return found
    return firm or (later[0] if later else Cue("other", one.said.body, one.said.end))


def begins(one: Told, standing: Standing) -> bool:
    """Tell whether a sentence begins another entry beside the one that an article has come to."""
    said, sides, kind = one.said, one.sides, one.kind
    if BULLET.match(said.words):
        return _lists_project(one)
    if kind is None:
        return False
    if not sides.country and (sides.region or len(said.around) != 1):
        return (
            sides.region
            and kind.code in {"meeting", "talks", "agreement"}
            and bool(said.of("organisation", "money", "quantity"))
        )
    first = said.words.split(maxsplit=1)[0].casefold().strip("“\"'")
    if sides.country and sides.country != standing.country:
        return _named(sides) and (sides.china or bool(said.told("money", "quantity")))
    if first in _BIND - {"the"} and kind.code not in {"loan", "grant"}:
        return False
    if PACKAGE.search(said.words) and standing.type != "agreement":
        return True
    if first not in _BIND and standing.listed and kind.code in _DEALS and _is_concrete(said):
        return True
    if first in _BIND or kind.code == standing.type:
        return False
    if kind.code == "talks" and (said.of("person") or standing.type == "meeting"):
        return False
    if kind.code == "trade" and not said.told("money", "quantity"):
        return False
    if kind.code in _STRONG:
        return _named(sides) or bool(sides.country and sides.china)
    if kind.code == "meeting":
        return sides.china and len(said.told("person")) > 1 and standing.type != "talks"
    return kind.code in _DEALS and standing.type in _LOOSE and _is_concrete(said)


def _named(sides: Sides) -> bool:
    """Tell whether the country is named rather than one of its places."""
    return sides.by is not None and sides.by.kind != "place"


def _is_concrete(said: Said) -> bool:
    bodies = len(said.told("organisation"))
    return bodies > 1 or bool(bodies and said.told("money", "quantity"))


def _lists_project(one: Told) -> bool:
    said = one.said
    worth = said.told("money", "quantity")
    return bool(worth and said.told("place") and _PROJECT.search(said.words))
