"""Countries, places and other names that the lexicons hold, and places by their pattern."""

from collections.abc import Iterator
from functools import lru_cache

from models.reading.lexicon import having
from models.reading.scene import Scene, demonyms, is_title, starters
from models.reading.shapes import Mention

NOTHING = "nothing"
_REPUBLICS = frozenset({"republic", "kingdom", "state"})


def lexicon_names(scene: Scene) -> Iterator[Mention]:
    """Yield the names that the lexicons hold; the longest at each place."""
    words = scene.words
    place = 0
    while place < len(words):
        found = scene.known[place] if not _inside(scene, place) else None
        if found is None:
            place += 1
            continue
        count, (kind, value) = found
        last = place + count - 1
        if kind == "organisation" and scene.gap(place) == "-" and count == 1:
            place += 1
            continue
        mention = scene.mention(kind or NOTHING, place, last, value if kind == "country" else "")
        yield mention
        place = last + 1


def _inside(scene: Scene, place: int) -> bool:
    # "non-Chinese" is, "AChinese" and an address such as "news.kz" are not.
    gap = scene.gap(place)
    return gap in {".", "@", "/", "_"} and place > 0 and scene.words[place].text.islower()


def is_country(scene: Scene, place: int) -> int:
    """Return how many words the country takes that begins at a place; 0 where none does."""
    found = scene.known[place] if place < len(scene.words) else None
    return found[0] if found and found[1][0] == "country" else 0


def is_demonym(scene: Scene, place: int) -> bool:
    """Tell whether a word is the adjective of a country."""
    return scene.words[place].text in demonyms()


@lru_cache(maxsize=1)
def _roles() -> dict[str, frozenset[str]]:
    return {role: having("place_words", role) for role in ("after", "after_small", "before")}


@lru_cache(maxsize=1)
def _after_words() -> dict[str, int]:
    """Return the first words of what stands behind a place's name, and how many words it has."""
    found: dict[str, int] = {}
    for phrase in (*_roles()["after"], *_roles()["after_small"]):
        parts = phrase.split()
        found[phrase] = len(parts)
    return found


@lru_cache(maxsize=1)
def _first_class_words() -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in _after_words())


def class_behind(scene: Scene, place: int) -> int:
    """Return how many words the class word of a place takes that stands at a place."""
    words = scene.words
    if words[place].text not in _first_class_words():
        return 0
    for count in (3, 2, 1):
        if place + count <= len(words):
            phrase = " ".join(one.text for one in words[place : place + count])
            if phrase in _after_words() and all(
                scene.gap(one) == " " for one in range(place, place + count)
            ):
                return count
    return 0


def place_patterns(scene: Scene) -> Iterator[Mention]:
    """Yield the places that a class word tells: "X Region", "Lake X", "village of X"."""
    words = scene.words
    for place in range(len(words)):
        count = class_behind(scene, place) if place else 0
        if count:
            first = _name_before(scene, place)
            if first < place:
                yield scene.mention("place", first, place + count - 1)
        if words[place].text in _roles()["before"] and place + 1 < len(words):
            follows = words[place + 1]
            if follows.capital and scene.gap(place + 1) == " " and not is_title(words, place + 1):
                last = place + 1
                while last + 1 < len(words) and scene.gap(last + 1) == "-":
                    last += 1
                yield scene.mention("place", place, last)
        if _is_of(scene, place):
            first = place + 2 if scene.key(place + 1) == "of" else place + 1
            last = name_run(scene, first, most=3)
            if last >= first:
                yield scene.mention("place", first, last)


_PLACE_NOUNS = frozenset(
    [
        "city",
        "town",
        "village",
        "villages",
        "settlement",
        "port",
        "district",
        "region",
        "province",
        "county",
        "capital",
        "outskirts",
        "suburb",
        "resort",
        "prefecture",
        "hamlet",
        "municipality",
        "oasis",
        "township",
    ]
)


def _is_of(scene: Scene, place: int) -> bool:
    word = scene.words[place]
    if word.key not in _PLACE_NOUNS or not word.text.islower() or place + 1 >= len(scene.words):
        return False
    if scene.key(place + 1) == "of" and place + 2 < len(scene.words):
        return _namelike(scene, place + 2)
    # "the village Chorbog", but not "the district Kazakh officials visited".
    return word.key in {"city", "village", "town", "settlement"} and _namelike(scene, place + 1)


def _namelike(scene: Scene, place: int) -> bool:
    word = scene.words[place]
    return (
        word.capital
        and scene.gap(place) == " "
        and word.key not in starters()
        and not is_title(scene.words, place)
        and not is_country(scene, place)
        and not (word.text.isupper() and len(word.text) < 5)
    )


def name_run(scene: Scene, first: int, most: int) -> int:
    """Return the last place of a run of capitalised words that begins at one; first - 1 if none."""
    last = first - 1
    words = scene.words
    while last + 1 < len(words) and last + 1 - first < most:
        word = words[last + 1]
        if not word.capital or (last >= first and not scene.joined(last + 1)):
            break
        if last >= first and (is_title(words, last + 1) or is_country(scene, last + 1)):
            break
        last += 1
    while last > first and scene.gap(last) == "-" and not words[last].capital:
        last -= 1
    return last


def _name_before(scene: Scene, place: int) -> int:
    """Return where the name begins that stands before a class word; the place itself if nowhere."""
    words = scene.words
    first = place
    while first and place - first < 3:
        word = words[first - 1]
        if scene.gap(first) not in ({" ", "-"} if first < place else {" "}) or not word.capital:
            break
        if word.key in starters() and (scene.gap(first) != "-" or first - 1 == 0):
            break
        if is_title(words, first - 1) or not word.text[0].isalpha():
            break
        if is_demonym(scene, first - 1) or (word.shouted and len(word.text) < 4):
            break
        first -= 1
    if first < place and is_country(scene, first) == place - first:
        return place
    return first
