"""Persons: by title, by given name or surname, by what is said of them; later by surname alone."""

import re
from collections.abc import Iterator
from functools import lru_cache

from models.reading.countries import class_behind, is_country
from models.reading.lexicon import listed, word_list
from models.reading.organisations import words_with
from models.reading.scene import Scene, is_title, starters, topics
from models.reading.shapes import Mention
from models.reading.words import folded

_SYLLABLE = (
    r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|"
    r"ai|an|ao|ei|en|er|ia|ie|in|iu|ou|ua|ue|ui|un|uo|ve|a|e|i|o|u|v)"
)
_PINYIN = re.compile(rf"{_SYLLABLE}(?:['-]?{_SYLLABLE}){{0,2}}")
_SURNAME = re.compile(
    r"\w{2,}(?:ov|ova|ev|eva|yev|yeva|iev|ieva|aev|aeva|oyev|oyeva|ayev|ayeva|in[oa]?v|sky|skaya|skiy|"
    r"zoda|zodeh|zade|zhan|baev|bayev|bekov|kulov|ullayev|uly|uulu|kyzy|qyzy|qizi|gyzy|ogly|oglu|"
    r"ovich|evich|ovna|evna|enko|chuk|yan|shvili|dze|muhamedow|gulyýew|yew|yewa|ow|owa|eýew)",
    re.IGNORECASE,
)
_PATRONYMIC = frozenset(
    ["uulu", "kyzy", "uly", "kizi", "qizi", "gyzy", "ogly", "oglu", "o'g'li", "ogli"]
)
_PARTICLES = frozenset(["von", "der", "de", "bin", "al", "ibn", "van", "la", "da"])
_POSITION = re.compile(
    r",\s(?:an?\s|the\s|who\s|its\s|head|deputy|first deputy|then|now\s|[\w’'-]+\s){0,5}?"
    r"(?:head|heads|director|manager|minister|deputy|chairman|chairwoman|chairperson|chief|analyst|"
    r"professor|expert|researcher|economist|spokes\w+|governor|ambassador|CEO|founder|co-founder|owner|"
    r"farmer|driver|engineer|student|auditor|buyer|coordinator|rector|dean|president|vice-president|"
    r"secretary|editor|member|lawyer|fellow|specialist|scholar|entrepreneur|resident|teacher|doctor|"
    r"adviser|advisor|representative|officer|mayor|akim|hokim|lecturer|leader|counsellor|consul|envoy|"
    r"commissioner|associate|partner|author|journalist|activist|merchant|trader|businessman|worker|"
    r"technician|foreman|herder|shepherd|CFO|COO|historian|political scientist|agronomist)\b"
)
_BEFORE = re.compile(
    r"(?:\b(?:said|says|told|by|editor|author|editing by|reporting by|writing by|written by|"
    r"photo by|"
    r"notes|adds|added|explains|explained|recalled|named|called|led by|headed by|chaired by|"
    r"translated by|text by|laughs|according to)|\b[Ee]ditors?:|\b[Aa]uthors?:|[Rr]eporters?:)\s*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"^(?:By|Reporting by|Editing by|Written by|Author:|Editor:)\s", re.IGNORECASE)
_INITIAL = 2
_LONGEST_FIELD = 9
_MOST_WORDS = 4
_LONGEST_BEFORE = 24


@lru_cache(maxsize=1)
def _given() -> frozenset[str]:
    return listed("given_names")


def persons(scene: Scene) -> Iterator[Mention]:
    """Yield the persons of a sentence that are named in full or with a title."""
    words = scene.words
    place = 0
    while place < len(words):
        if not _could_begin(scene, place):
            place += 1
            continue
        last = _run(scene, place)
        first = _given_start(scene, place, last)
        if last >= first and _is_person(scene, first, last):
            yield scene.mention("person", first, last)
            place = last + 1
        else:
            place += 1


def _given_start(scene: Scene, first: int, last: int) -> int:
    """Return where the name itself begins: "Integration Arman X" has a topic in front."""
    for place in range(first + 1, last):
        given = scene.words[place].key in _given() and scene.words[first].key not in _given()
        before = scene.words[first].text
        if given and scene.gap(place) == " " and not _SURNAME.fullmatch(before):
            return place
    return first


def _could_begin(scene: Scene, place: int) -> bool:
    word = scene.words[place]
    if not word.capital or not word.text[0].isalpha() or is_title(scene.words, place):
        return False
    if len(word.text) == 1 and scene.gap(place + 1) == ". ":
        return scene.words[place + 1].capital
    if (word.key in starters() and word.key not in _given()) or word.text in topics():
        return False
    if word.shouted and len(word.text) > _INITIAL and not scene.headline:
        # "BYD" begins no person; "TOKAYEV" might.
        return bool(_SURNAME.fullmatch(word.text)) or folded(word.text) in _given()
    known = scene.known[place]
    if known is None:
        return True
    kind = known[1][0]
    if kind == "person":
        return True
    if not kind and word.key in listed("chinese_surnames"):
        return True
    if kind in {"country", "organisation", ""} and word.key not in _given():
        return False
    return not (kind == "organisation" and known[0] > 1)


def _run(scene: Scene, first: int) -> int:
    """Return the last place of the words that could be one person's name."""
    words = scene.words
    last = first
    while last + 1 < len(words) and last + 1 - first < _MOST_WORDS:
        word, gap = words[last + 1], scene.gap(last + 1)
        if gap == "-" and (word.capital or word.key in {"zhomart", "ool"}):
            last += 1
            continue
        initial = gap == ". " and len(words[last].text) <= _INITIAL and words[last].capital
        if not (gap == " " or initial):
            break
        if word.key in _PATRONYMIC or (word.key in _PARTICLES and _goes_on(scene, last + 2)):
            last += 1
            continue
        if not word.capital or not word.text[0].isalpha() or is_title(words, last + 1):
            break
        if word.shouted and not words[first].shouted and len(word.text) > _INITIAL:
            break
        if is_country(scene, last + 1) or word.key in starters():
            break
        last += 1
    return last


def _goes_on(scene: Scene, place: int) -> bool:
    return (
        place < len(scene.words) and scene.words[place].capital and scene.gap(place) in {" ", "-"}
    )


def _is_person(scene: Scene, first: int, last: int) -> bool:
    words = scene.words
    known = scene.known[first]
    if known and known[1][0] == "person" and known[0] == last - first + 1:
        return True
    if any(
        one.text in words_with("last") or one.text in words_with("legal")
        for one in words[first : last + 1]
    ):
        return False
    if class_behind(scene, last) or (last + 1 < len(words) and class_behind(scene, last + 1)):
        return False
    titled = _titled(scene, first)
    if first == last:
        return titled and not scene.known[first] and len(words[first].text) > 1
    if known and known[0] == last - first + 1 and not titled:
        return False
    if _chinese(scene, first, last):
        return True
    if known and not known[1][0]:
        return False
    if titled or _by_endings(scene, first, last):
        return True
    if words[first].key in _given() and not _known_name(scene, last):
        byline = first and scene.key(first - 1) == "by"
        return byline or not scene.headline or words[last].key in _given() or len(words) < 8
    return _by_context(scene, first, last)


def _known_name(scene: Scene, place: int) -> bool:
    found = scene.known[place]
    return bool(found and found[1][0] in {"organisation", "country"})


def _titled(scene: Scene, first: int) -> bool:
    if not first or scene.gap(first) not in {" ", ". "}:
        return False
    before = scene.words[_before_topics(scene, first - 1)]
    lower = before.text in {
        *(
            "president",
            "minister",
            "director",
            "chairman",
            "governor",
            "ambassador",
            "spokesperson",
        ),
        *("spokesman", "spokeswoman", "professor", "analyst", "economist", "farmer", "driver"),
        *("engineer", "manager", "expert", "researcher", "premier", "head", "deputy", "journalist"),
        *(
            "mayor",
            "akim",
            "hokim",
            "entrepreneur",
            "businessman",
            "founder",
            "forwarder",
            "leader",
        ),
    }
    return lower or is_title(scene.words, _before_topics(scene, first - 1))


def _before_topics(scene: Scene, place: int) -> int:
    """Return where the title stands that has its field behind it: "Minister of Transport"."""
    words, at = scene.words, place
    while at and place - at < _LONGEST_FIELD and scene.gap(at) == " ":
        if words[at].text not in topics() and words[at].key not in {"of", "for", "and"}:
            break
        at -= 1
    return at if is_title(words, at) and scene.key(at + 1) in {"of", "for"} else place


def _chinese(scene: Scene, first: int, last: int) -> bool:
    words = scene.words
    if words[first].key not in listed("chinese_surnames") or words[first].shouted:
        return False
    given = words[first + 1 : last + 1]
    if len(given) > 2 or any(not _PINYIN.fullmatch(one.key) for one in given):
        return False
    return len(given) == 1 or scene.gap(last) == "-"


def _by_endings(scene: Scene, first: int, last: int) -> bool:
    words = scene.words[first : last + 1]
    for place, one in enumerate(words):
        if place and (one.key in _PATRONYMIC or _SURNAME.fullmatch(one.text)) and len(one.text) > 3:
            found = scene.known[first + place]
            if found is None or found[1][0] in {"person", "place"}:
                return True
    return False


def _by_context(scene: Scene, first: int, last: int) -> bool:
    words = scene.words
    if (
        scene.headline
        or last - first > 2
        or any(not one.text.isalpha() for one in words[first:last])
    ):
        pass
    if any(scene.known[place] for place in range(first, last + 1)):
        return False
    if any(one.text in topics() or one.key in starters() for one in words[first : last + 1]):
        return False
    text = scene.text
    before = text[max(scene.start, words[first].start - _LONGEST_BEFORE) : words[first].start]
    byline = bool(_BYLINE.match(text[scene.start : scene.start + 16])) and len(words) < 8
    if byline or _BEFORE.search(before):
        return (
            not before.rstrip().endswith(("according to", "by"))
            or byline
            or _person_like(scene, last)
        )
    if _POSITION.match(text, words[last].end, min(len(text), words[last].end + 120)):
        return True
    follows = scene.key(last + 1)
    return (
        follows in word_list("saying") and scene.gap(last + 1) in {" ", ", "} and not scene.headline
    )


def _person_like(scene: Scene, last: int) -> bool:
    end = scene.words[last].end
    return bool(re.match(r"\)?,|\s\(|\s(?:from|of|at)\b|\s?;", scene.text[end : end + 8]))


def surnames(mention: Mention, words: tuple[str, ...]) -> Iterator[str]:
    """Yield what a person is called later: the surname, which in Chinese comes first."""
    if not words:
        return
    first, last = words[0], words[-1]
    chinese = folded(first) in listed("chinese_surnames") and len(words) == 2
    if chinese and _PINYIN.fullmatch(folded(last)):
        yield first
        return
    if folded(last) in _PATRONYMIC and len(words) > 1:
        yield words[-2]
        yield first
        return
    yield last
    if len(words) > 1 and "-" in mention.text and mention.text.endswith(last):
        tail = mention.text.split()[-1]
        if tail != last:
            yield tail.split("-")[0]
