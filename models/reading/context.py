"""Names that no lexicon holds: called again in short, or told by the words around them."""

import re
from collections.abc import Callable, Iterator, Sequence

from models.reading.countries import is_country
from models.reading.organisations import words_with
from models.reading.persons import surnames
from models.reading.scene import Scene, is_title, names, starters, topics
from models.reading.shapes import Mention
from models.reading.words import words_of

_SURE_PLACE = frozenset(
    {"in", "near", "outside", "around", "via", "towards", "toward", "through", "between"}
)
_BODY_BEFORE = re.compile(
    r"\b(?:company|firm|companies|bank|operator|miner|producer|manufacturer|developer|automaker|carmaker|"
    r"contractor|subcontractor|corporation|group|holding|brand|supplier|agency|newspaper|outlet|website|"
    r"portal|channel|cooperative|subsidiary|enterprise|startup|start-up|retailer|airline|carrier|giant|"
    r"conglomerate|foundation|NGO|consortium|venture|supplied by|built by|operated by|owned by|"
    r"manager at|analyst at|buyer at|economist at|director at|engineer at|fellow at|researcher at|"
    r"head of|director of|CEO of|co-founder of|founder of|chairman of|source:|photo:|"
    r"(?:built|developed|operated|made|run|implemented|constructed|financed|funded|owned|"
    r"carried out|produced|managed|designed|issued|commissioned) by|"
    r"(?:together|contract|agreement|partnership|"
    r"jointly|memorandum|deal) with|"
    r"told|owner of|representative of|representatives of|delegation of|subsidiary of),?\s+[“\"«]?$",
    re.IGNORECASE,
)
_BODY_BEHIND = re.compile(
    r"(?:['’]s (?:shares?|parent|revenue|profit|subsidiary|factory|chairman|CEO|website)|"
    r"\s+(?:reported|reports|signed|won|announced)\b)"
)
_BRACKET = re.compile(r"\s\(([^\W\d_]{2,10})\)")
_MOST_WORDS = 3
_SHORTEST, _SHORTEST_AGAIN = 3, 4
_LONGEST_BEFORE = 34


def called_again(scenes: Sequence[Scene], mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Yield later short forms: the surname of a person, the first word of a company."""
    short: dict[str, tuple[str, int]] = {}
    text = scenes[0].text if scenes else ""
    for one in mentions:
        parts = tuple(word.text for word in words_of(one.text))
        if one.kind == "person":
            for name in surnames(one, parts):
                short.setdefault(name, ("person", one.start))
        elif one.kind == "organisation" and len(parts) > 1:
            if _own_word(one):
                short.setdefault(parts[0], ("organisation", one.start))
            bracket = _BRACKET.match(text, one.end)
            if bracket is not None and sum(letter.isupper() for letter in bracket[1]) > 1:
                short.setdefault(bracket[1], ("organisation", one.start))
    for scene in scenes:
        for place, word in enumerate(scene.words):
            known = short.get(word.text)
            if (
                known is not None
                and _alone(scene, place)
                and (known[1] < word.start or known[0] == "person")
            ):
                yield scene.mention(known[0], place, place)


def _own_word(one: Mention) -> bool:
    words = tuple(words_of(one.text))
    first = words[0]
    legal = words[-1].text in words_with("legal") or words[-1].text in words_with("last")
    if not legal or len(first.text) < 4 or first.text in topics() or first.key in starters():
        return False
    if first.text in words_with("last") or names().at(words[:1], 0) is not None:
        return False
    return len(words) < 2 or words[1].gap == " "


def _alone(scene: Scene, place: int) -> bool:
    words = scene.words
    if place and scene.gap(place) in {" ", "-"} and words[place - 1].capital:
        titled = is_title(words, place - 1) or is_country(scene, place - 1)
        if not titled and words[place - 1].key not in starters() and place > 1:
            return False
    after = place + 1
    if after < len(words) and scene.gap(after) in {" ", "-"} and words[after].capital:
        return bool(scene.headline)
    return True


def guessed_names(
    scenes: Sequence[Scene], free: Callable[[int, int], bool], places: frozenset[str]
) -> list[Mention]:
    """Return capitalised words that are nothing else, where their neighbours tell what they are."""
    found: list[Mention] = []
    left: list[tuple[Scene, int, int]] = []
    for scene in scenes:
        for first, last in _runs(scene, free):
            kind = "" if scene.headline else _kind(scene, first, last)
            kind = kind or _beside(scene, first, last, places)
            if kind:
                found.append(scene.mention(kind, first, last))
            else:
                left.append((scene, first, last))
    kinds = {one.text: one.kind for one in found}
    for scene, first, last in left:
        one = scene.mention("", first, last)
        if one.text in kinds and len(one.text) > _SHORTEST_AGAIN:
            found.append(scene.mention(kinds[one.text], first, last))
    return found


def _runs(scene: Scene, free: Callable[[int, int], bool]) -> Iterator[tuple[int, int]]:
    place = 0
    while place < len(scene.words):
        last = _run(scene, place, free)
        if last < place:
            place += 1
            continue
        yield place, last
        place = last + 1


def _beside(scene: Scene, first: int, last: int, places: frozenset[str]) -> str:
    """Tell whether a single word is one end of a route whose other end is a known place."""
    words = scene.words
    if first != last or len(words[first].text) < _SHORTEST_AGAIN:
        return ""
    dash = scene.text[words[first].end : words[first].end + 1]
    if dash in {"–", "—"} and first + 1 < len(words) and words[first + 1].text in places:
        return "place"
    behind = first and words[first - 1].text in places and scene.gap(first) == "-"
    return "place" if behind and scene.text[words[first].start - 1] in {"–", "—"} else ""


def _run(scene: Scene, first: int, free: Callable[[int, int], bool]) -> int:
    words = scene.words
    last = first - 1
    while last + 1 < len(words) and last + 1 - first < _MOST_WORDS:
        word = words[last + 1]
        if not word.capital or not word.text[0].isalpha() or not free(word.start, word.end):
            break
        if last >= first and scene.gap(last + 1) not in {" ", "-"}:
            break
        if word.key in starters() or is_title(words, last + 1):
            break
        if len(word.text) < _SHORTEST and scene.gap(last + 2) != "-":
            break
        last += 1
    return last


def _kind(scene: Scene, first: int, last: int) -> str:
    words = scene.words
    start, end = words[first].start, words[last].end
    before = scene.text[max(scene.start, start - _LONGEST_BEFORE) : start]
    if any(one.text in words_with("acronym_stop") for one in words[first : last + 1]):
        return ""
    if all(one.text in topics() for one in words[first : last + 1]):
        return ""
    if _BODY_BEFORE.search(before):
        return "organisation"
    if _BODY_BEHIND.match(scene.text, end, min(scene.end, end + 16)) and (first or last):
        return "organisation"
    if first and scene.gap(first) == "'s " and is_country(scene, first - 1):
        return "organisation"
    if not first or scene.gap(first) != " " or words[first].shouted:
        return ""
    previous = words[first - 1].key
    lower = words[first - 1].text.islower() or first == 1
    hyphens = sum(scene.gap(one) == "-" for one in range(first + 1, last + 1))
    if previous in _SURE_PLACE and lower:
        return "place" if last - first - hyphens < 2 else ""
    if previous in {"to", "from"} and lower and last - hyphens == first:
        return "place"
    return ""
