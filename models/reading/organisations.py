"""Organisations by the words they are named with: "X Holding", "Ministry of X", "X Co., Ltd."."""

import re
from collections.abc import Iterator
from functools import lru_cache

from models.reading.countries import class_behind, is_country, is_demonym
from models.reading.lexicon import Phrases, having, word_list
from models.reading.scene import Scene, is_title, starters, topics
from models.reading.shapes import Mention

_MOST_WORDS = 9
_LEGAL_GAPS = frozenset({" ", ", ", "., ", ". ", ".,", " (", "-"})
_DOTTED = frozenset({"Co", "Ltd", "Inc", "Corp", "Bros"})
_CAMEL = re.compile(
    r"[A-ZÖÜÇŞ][a-zöüçşñýäžň]+[A-ZÖÜÇŞ][\w]*|[A-Z]{2,}[a-z]{3,}\w*|[a-z][A-Z][a-z]{3,}\w*"
)
_NOT_CAMEL = re.compile(
    r"^(?:Mc|Mac|De|Di|La|Le|Van|O)[A-Z]|^[A-Z]+s$|^(?:PhD|MoU|MoUs|CoVID)$|^iPhone|^GMT"
)
_SITE = re.compile(r"\.(?:com|org|net|uz|kz|kg|tj|tm|ru|cn|media|news|asia|info|eu)\b")
# These are named for anything: "Institute for Constitutional Policy".
_INSTITUTES = frozenset({"Institute", "Centre", "Center", "Foundation"})
_ACRONYM = re.compile(r"[A-Z][A-Z&]{2,5}\d?")


@lru_cache(maxsize=1)
def _firsts() -> Phrases[str]:
    return Phrases((one, one) for one in having("organisation_words", "first"))


@lru_cache(maxsize=8)
def words_with(role: str) -> frozenset[str]:
    """Return the words that have a role in names of organisations."""
    return having("organisation_words", role)


@lru_cache(maxsize=1)
def _endings() -> re.Pattern[str]:
    endings = "|".join(sorted(words_with("ending"), key=len, reverse=True))
    return re.compile(rf"\w{{3,}}(?:{endings})", re.IGNORECASE)


def organisations(scene: Scene) -> Iterator[Mention]:
    """Yield the organisations of a sentence; where two overlap the longer is meant."""
    for place in range(len(scene.words)):
        word = scene.words[place]
        if not word.capital and not _CAMEL.fullmatch(word.text):
            continue
        known = scene.known[place]
        if known is not None and known[1][0] == "organisation":
            yield from _extended(scene, place, place + known[0] - 1)
        first = _firsts().at(scene.words, place)
        if first is not None:
            yield from _named_for(scene, place, place + first[0])
        if word.text in words_with("last") and place:
            yield from _ending_here(scene, place)
        if word.text in words_with("legal") and place:
            yield from _legal(scene, place)
        if word.text in words_with("legal_front"):
            yield from _legal_front(scene, place)
        if known is None:
            yield from _by_shape(scene, place)


def _mention(scene: Scene, first: int, last: int) -> Mention:
    one = scene.mention("organisation", first, last)
    dotted = scene.words[last].text in _DOTTED and scene.text[one.end : one.end + 1] == "."
    site = _SITE.match(scene.text, one.end, scene.end)
    end = site.end() if site else one.end + dotted
    return Mention(one.kind, scene.text[one.start : end], one.start, end)


def with_legal(scene: Scene, last: int) -> int:
    """Return the last place of a name once the legal form behind it is taken in."""
    while last + 1 < len(scene.words):
        follows = scene.words[last + 1]
        if follows.text not in words_with("legal") or scene.gap(last + 1) not in _LEGAL_GAPS:
            break
        if scene.gap(last + 1) in {". ", ".,"} and scene.words[last].text not in _DOTTED:
            break
        if scene.gap(last + 1) == " (":
            break
        last += 1
    return last


def _extended(scene: Scene, first: int, last: int) -> Iterator[Mention]:
    whole = last
    while whole + 1 < len(scene.words) and scene.gap(whole + 1) == " ":
        word = scene.words[whole + 1]
        heads = word.text in words_with("last") and word.text not in word_list("weak_heads")
        heads = heads or word.text in _INTERNATIONAL
        branch = _is_company(scene, first) and _is_place(scene, whole + 1)
        if not heads and not (branch and not scene.headline):
            break
        whole += 1
        if branch and not heads:
            break
    yield _mention(scene, first, with_legal(scene, whole))


_INTERNATIONAL = frozenset({"International", "Overseas", "Global"})


def _is_place(scene: Scene, place: int) -> bool:
    found = scene.known[place]
    single = bool(found and found[1][0] == "place" and found[0] == 1)
    return single and not (place + 1 < len(scene.words) and class_behind(scene, place + 1))


def _is_company(scene: Scene, place: int) -> bool:
    found = scene.known[place]
    return bool(found and found[1][1] in {"company", "state_company"})


def left_of(scene: Scene, place: int, *, strict: bool = False) -> int:
    """Return where the name begins whose last word stands at a place."""
    words = scene.words
    first = place
    while first and place - first < _MOST_WORDS:
        word, gap = words[first - 1], scene.gap(first)
        if word.key in {"and"} or gap in {" & ", "&"}:
            over = _over_and(scene, first, place)
            if over == -1:
                break
            first = over
            continue
        numbered = word.text.isdigit() and scene.key(first - 2) == "no"
        if numbered and gap == " ":
            first -= 2
            continue
        if gap not in {" ", "-"} or not (word.capital or _CAMEL.fullmatch(word.text)):
            break
        if word.key in starters() and (first - 1 == 0 or word.key not in _NAME_STARTERS):
            break
        if is_title(words, first - 1) and word.key not in {"general", "state", "chief", "first"}:
            break
        if strict and word.shouted and len(word.text) > 4 and not words[place].shouted:
            break
        first -= 1
    return _without_front(scene, first, place)


_NAME_STARTERS = frozenset(
    [
        "first",
        "new",
        "power",
        "oil",
        "air",
        "trade",
        "works",
        "construction",
        "total",
        "special",
        "one",
    ]
)


def _over_and(scene: Scene, first: int, place: int) -> int:
    """Return where a name goes on before "and", or -1 where it does not."""
    words = scene.words
    symbol = scene.gap(first) in {" & ", "&"}
    before = first - 1 if symbol else first - 2
    if before < 0 or place - first > 2 or not words[before].capital:
        return -1
    if not symbol and scene.gap(first - 1) != " ":
        return -1
    topical = words[before].text in topics() and words[first].text in topics() | words_with("last")
    return before if symbol or topical else -1


def _without_front(scene: Scene, first: int, place: int) -> int:
    words = scene.words
    government = words[place].text in words_with("government")
    while first < place:
        nations = is_country(scene, first)
        if government and nations and first + nations <= place:
            first += nations
        elif words[first].key in starters() and words[first].key not in _NAME_STARTERS:
            first += 1
        else:
            break
    return first


def _ending_here(scene: Scene, place: int) -> Iterator[Mention]:
    words = scene.words
    head = words[place].text
    first = left_of(scene, place)
    if first == -1 or first >= place:
        return
    if (
        place + 1 < len(words)
        and words[place + 1].text in words_with("last")
        and scene.gap(place + 1) == " "
    ):
        return
    if scene.headline and head in word_list("weak_heads"):
        masthead = first == 0 and scene.gap(place + 1) != " "
        if not masthead:
            return
    weak = (
        head in word_list("weak_heads")
        and place + 1 < len(words)
        and scene.gap(place + 1) == " "
        and (words[place + 1].capital)
    )
    if weak or _generic(scene, first, place):
        return
    last = with_legal(scene, place)
    if last == place:
        last = _of_country(scene, place, place)
    yield _mention(scene, first, last)


def _generic(scene: Scene, first: int, place: int) -> bool:
    # "Chinese Embassy", "Kazakh Railways" are; "Uzbek Bank" and "Central Asian Union" name nothing.
    between = scene.words[first:place]
    if place - first == is_country(scene, first) and is_demonym(scene, first):
        return scene.words[place].text not in {"Railways", "Airlines", "Railway", "Airways"}
    if all(
        one.key in {"central", "asian", "international", "regional", "joint"} for one in between
    ):
        return True
    return is_title(scene.words, first) and place - first == 1


def _of_country(scene: Scene, place: int, last: int) -> int:
    """Return the last place once "of China" behind a name is taken in; ministries leave it out."""
    if scene.words[place].text in words_with("government") or scene.key(last + 1) != "of":
        return last
    if scene.gap(last + 1) != " ":
        return last
    start = last + 2 + (scene.key(last + 2) == "the")
    count = is_country(scene, start) if start < len(scene.words) else 0
    if count and not is_demonym(scene, start):
        return start + count - 1
    return last


def _named_for(scene: Scene, place: int, after: int) -> Iterator[Mention]:
    """Yield "Ministry of X, Y and Z" and its like; the words before belong to it too."""
    words = scene.words
    start = after + (scene.key(after) == "the")
    if start >= len(words) or not words[start].capital or scene.gap(start) != " ":
        return
    head = after - 2
    if scene.key(after - 1) == "for" and words[start].text not in topics():
        institute = words[after - 2].text in _INSTITUTES
        if not (institute and start + 1 < len(words) and words[start + 1].capital):
            return
    government = words[head].text in words_with("government")
    count = is_country(scene, start)
    if count and government and words[start].text not in topics():
        return
    last = start + count - 1 if count else _run(scene, start)
    last = _listed(scene, last)
    if not government:
        last = _of_country(scene, head, last)
    elif is_country(scene, last) and last > start and words[last].text not in topics():
        last -= 1
    yield _mention(scene, max(left_of(scene, head, strict=True), 0), with_legal(scene, last))


def _run(scene: Scene, start: int) -> int:
    last = start
    words = scene.words
    while last + 1 < len(words) and words[last + 1].capital and scene.gap(last + 1) in {" ", "-"}:
        if is_title(words, last + 1) or words[last + 1].shouted != words[start].shouted:
            break
        last += 1
    return last


def _listed(scene: Scene, last: int) -> int:
    """Return the last place once ", Y and Z" behind is taken in."""
    words = scene.words
    reach = last
    while reach + 1 < len(words):
        gap, word = scene.gap(reach + 1), words[reach + 1]
        if gap == ", " and word.text in topics():
            reach = _run(scene, reach + 1)
        elif gap in {" ", ", "} and word.key == "and" and _topical(scene, reach + 2):
            reach = _run(scene, reach + 2)
            last = reach
            if words[reach].text not in topics():
                break
        elif gap in {" & ", "&"} and word.capital:
            reach = last = _run(scene, reach + 1)
        elif gap == " " and word.key in {"of", "for"} and _topical(scene, reach + 2):
            reach = last = _run(scene, reach + 2)
        else:
            break
    return last


def _topical(scene: Scene, place: int) -> bool:
    return (
        place < len(scene.words)
        and scene.words[place].text in topics()
        and (scene.gap(place) == " ")
    )


def _legal(scene: Scene, place: int) -> Iterator[Mention]:
    if scene.gap(place) not in _LEGAL_GAPS or scene.words[place - 1].text in words_with("legal"):
        return
    before = place - 1
    quoted = scene.gap(place) in {'" ', "” "}
    if not scene.words[before].capital and not quoted:
        return
    first = left_of(scene, before)
    if first == -1 or (first == before and scene.words[before].key in starters()):
        return
    yield _mention(scene, first, with_legal(scene, place))


def _legal_front(scene: Scene, place: int) -> Iterator[Mention]:
    if place + 1 >= len(scene.words) or not scene.words[place + 1].capital:
        return
    if scene.gap(place + 1) == " ":
        follows = scene.known[place + 1]
        last = place + follows[0] if follows else _run(scene, place + 1)
        yield _mention(scene, place, last)
    elif scene.gap(place + 1) in {' "', " “", " «", " '", " ‘"}:
        last = place + 1
        while last + 1 < len(scene.words) and scene.gap(last + 1) in {" ", "-"}:
            last += 1
        one = _mention(scene, place, last)
        closed = scene.text[one.end : one.end + 1] in {'"', "”", "»", "'", "’"}
        end = one.end + closed
        yield Mention(one.kind, scene.text[one.start : end], one.start, end)


def _by_shape(scene: Scene, place: int) -> Iterator[Mention]:
    """Yield a single word that is spelt as organisations are: KazTransOil, Hamkorbank, WXYZ."""
    word = scene.words[place]
    text = word.text
    if scene.gap(place) in {".", "@", "/"} or scene.text[word.end : word.end + 1] in {"@", "_"}:
        return
    stops = words_with("acronym_stop")
    if text in stops or text in words_with("legal") or text in words_with("legal_front"):
        return
    if _CAMEL.fullmatch(text) and not _NOT_CAMEL.search(text) and len(text) > 4:
        yield _mention(scene, place, with_legal(scene, place))
    elif word.capital and len(text) > 6 and not text.isupper() and _endings().fullmatch(text):
        if text[-1] != "s" and not text.casefold().endswith(("extrans",)):
            yield _mention(scene, place, with_legal(scene, place))
    elif _ACRONYM.fullmatch(text) and not scene.headline and not _all_capitals(scene, place):
        yield _mention(scene, place, with_legal(scene, place))


def _all_capitals(scene: Scene, place: int) -> bool:
    near = scene.words[max(0, place - 2) : place + 3]
    return sum(one.shouted for one in near) > 2 or any(
        one.text[0].isdigit() and scene.gap(at + 1) in {" ", "-"}
        for at, one in enumerate(scene.words[place - 1 : place + 2], place - 1)
        if place and at != place and len(one.text) < 3
    )
