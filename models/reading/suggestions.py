"""Sentence by sentence: the entries that an article could give, and what belongs to them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from models.reading.cues import Cue, cue, every, most
from models.reading.scene import names
from models.reading.sentences import Sentence
from models.reading.shapes import Mention, Suggestion
from models.reading.suggested_figures import CENTRAL_ASIA, Said, figures
from models.reading.suggested_parts import locations, milestones, parties, remarks
from models.reading.words import words_of
from models.vocabularies import VOCABULARIES

# Strong types begin an entry of their own beside another of the same country.
_STRONG = {"loan", "grant", "debt", "scholarship", "joint_venture", "acquisition", "trade", "talks"}
_PACKAGE = re.compile(
    r"\b(?:deals|agreements|contracts|documents|projects)\s(?:were\ssigned\s)?(?:with\sa\stotal\sof\s|"
    r"worth|valued|totall?ing|for a total)\b|\bacross various sectors\b",
    re.IGNORECASE,
)
_REGION = re.compile(
    r"\bCentral Asian? (?:states|countries|nations|republics|leaders)\b|\bCentral Asia\b"
)
_FURNITURE = re.compile(r"^(?:share|read also|photo|source|by|follow|tags?|icon-)\b", re.IGNORECASE)
_LONGEST_TITLE = 140
_SHORTEST, _SHORTEST_TITLE = 24, 60
_LONGEST_PARAGRAPH = 900
# What has more is a table or worse, and no sentence.
_LONGEST, _MOST_MENTIONS = 3000, 80
_BIND = {"he", "she", "it", "they", "the", "its", "his", "her", "this", "these", "representatives"}


@dataclass
class _Course:
    """Where an article has come to: the entry it speaks of, who spoke last, which time it means."""

    published: str
    country: str = ""
    type: str = ""
    begun: bool = False
    paragraph: int = -1
    speaker: Mention | None = None
    period: Mention | None = None
    named: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    found: list[Suggestion] = field(default_factory=list)


def suggest(
    text: str, parts: Sequence[Sentence], mentions: Sequence[Mention], title: str, published: str
) -> tuple[Suggestion, ...]:
    """Return what could be coded from each sentence, in order."""
    course = _Course(published)
    if not any(one.value == "CHN" for one in mentions) and "Beijing" not in text:
        return ()
    at = 0
    paragraph, before = 0, 0
    for part in parts:
        if part.start - before > 1 and "\n" in text[before : part.start]:
            paragraph += 1
        before = part.end
        inside = []
        while at < len(mentions) and mentions[at].start < part.end:
            inside.append(mentions[at])
            at += 1
        said = Said(text, part.start, part.end, inside)
        if said.words.strip() != title and not _is_furniture(said):
            _read(said, course, paragraph)
        course.paragraph = paragraph
    return tuple(course.found)


def _is_furniture(said: Said) -> bool:
    words = said.words
    if not _SHORTEST <= len(words) <= _LONGEST or len(said.mentions) > _MOST_MENTIONS:
        return True
    if _FURNITURE.match(words):
        return True
    spoken_for = sum(len(one.text) for one in said.of("date", "organisation", "person"))
    return spoken_for * 10 > len(words) * 7


def _read(said: Said, course: _Course, paragraph: int) -> None:
    if paragraph != course.paragraph:
        course.period = None
    said = replace(said, period=course.period)
    country = _country(said)
    kind = cue("type", said.text, said.start, said.end)
    entry = _begins_entry(said, course, country, kind)
    if entry:
        course.told.clear()
    some = list(_parts(said, course, meeting=bool(entry and kind and kind.code == "meeting")))
    if entry and kind is not None:
        made = _entry(said, course, country, kind, tuple(some))
        course.found.append(made)
        course.country, course.type, course.begun = country, made.values["type"], True
    elif course.begun:
        course.found += some
    _remember(said, course)


def _remember(said: Said, course: _Course) -> None:
    people = said.of("person")
    for one in people:
        for name in one.text.split():
            course.named.setdefault(name, one.text)
    if people:
        course.speaker = people[0]
    intervals = [one for one in said.of("date") if "/" in one.value]
    if intervals:
        course.period = intervals[0]


def _parts(said: Said, course: _Course, *, meeting: bool) -> Iterator[Suggestion]:
    yield from figures(said)
    yield from milestones(said)
    quoted = list(remarks(said, course.speaker, course.named))
    for one in parties(said, course.named):
        if one.values["actor"] not in course.told:
            course.told.add(one.values["actor"])
            yield one
    yield from locations(said, meeting=meeting)
    yield from quoted


def _country(said: Said) -> str:
    """Return the Central Asian country that a sentence concerns: named, or by one of its places."""
    named = [one.value for one in said.of("country") if one.value in CENTRAL_ASIA]
    if named:
        return max(dict.fromkeys(named), key=named.count)
    for one in said.of("place"):
        found = names().at(tuple(words_of(one.text)), 0)
        if found and found[1][1] in CENTRAL_ASIA:
            return found[1][1]
    return ""


def _begins_entry(said: Said, course: _Course, country: str, kind: Cue | None) -> bool:
    if kind is None:
        return False
    if not country and not _REGION.search(said.words):
        return False
    if not country:
        return kind.code in {"meeting", "talks", "agreement"} and bool(
            said.of("organisation", "money", "quantity")
        )
    first = said.words.split(maxsplit=1)[0].casefold().strip("“\"'")
    if not course.begun or country != course.country:
        return first not in _BIND or not course.begun or country != course.country
    if first in _BIND - {"the"} and kind.code not in {"loan", "grant"}:
        return False
    package = bool(_PACKAGE.search(said.words)) and course.type != "agreement"
    if package:
        return True
    other = kind.code in _STRONG and kind.code != course.type and first not in _BIND
    return other and not (kind.code == "talks" and said.of("person"))


def _entry(
    said: Said, course: _Course, country: str, kind: Cue, some: tuple[Suggestion, ...]
) -> Suggestion:
    start, end = _title(said)
    package = _PACKAGE.search(said.words)
    code = "agreement" if package and kind.code not in {"loan", "grant"} else kind.code
    title = said.text[start:end]
    values = {"title": title[:1].upper() + title[1:], "type": code}
    words = {"title": (start, end), "type": kind.words}
    states = {"title": "stated", "type": "inferred"}
    if package:
        first = said.start + package.start()
        words["type"] = (first, said.start + package.end())
        values["umbrella"], states["umbrella"] = "yes", "inferred"
        words["umbrella"] = words["type"]
    if country:
        own = next((one for one in said.of("country") if one.value == country), None)
        values["country"], states["country"] = country, "stated" if own else "inferred"
        if own is not None:
            words["country"] = (own.start, own.end)
    _put_status(said, course, code, (values, words, states), package=bool(package))
    sector = most("sector", said.text, said.start, said.end)
    if package and "various sectors" in said.words:
        values["sector"], states["sector"] = "998", "inferred"
    elif sector is not None:
        values["sector"], words["sector"], states["sector"] = sector.code, sector.words, "inferred"
    label = VOCABULARIES["entry_type"].label_of(code)
    line = f"{label}{f', {country}' if country else ''}: {values['title']}"
    return Suggestion("entry", said.start, said.end, line, values, words, states, some)


_Record = tuple[dict[str, str], dict[str, tuple[int, int]], dict[str, str]]


def _put_status(said: Said, course: _Course, kind: str, record: _Record, *, package: bool) -> None:
    values, words, states = record
    found = [one for one in _statuses(said, said.end) if _fits(one.code, kind)]
    if not found and kind not in {"meeting", "talks", "agreement"}:
        # What comes next in the paragraph speaks of the same.
        stop = said.text.find("\n", said.end)
        stop = min(len(said.text) if stop < 0 else stop, said.end + _LONGEST_PARAGRAPH)
        found = [one for one in _statuses(said, stop) if _fits(one.code, kind)]
    if package and not any(one.code in {"20", "30"} for one in found):
        code, span = "15", words["type"]
    elif kind == "talks":
        code, span = "10", words["type"]
    elif found:
        code, span = found[0].code, found[0].words
    else:
        return
    values["status"], words["status"], states["status"] = code, span, "inferred"
    if course.published:
        values["status_as_of"], states["status_as_of"] = course.published, "inferred"


def _statuses(said: Said, end: int) -> list[Cue]:
    return every("status", said.text, said.start, end)


def _fits(status: str, kind: str) -> bool:
    if status == "80":
        return kind == "meeting"
    if status == "85":
        return kind == "trade"
    if kind == "trade":
        return status not in {"40", "50"}
    return kind != "meeting" or status in {"70", "15"}


def _title(said: Said) -> tuple[int, int]:
    """Return the stretch of a sentence that can stand as a title."""
    start, end = said.body, said.end
    while end > start and said.text[end - 1] in ".!?;:":
        end -= 1
    if end - start > _LONGEST_TITLE:
        stop = max(
            said.text.rfind(mark, start + _SHORTEST, start + _LONGEST_TITLE)
            for mark in (", ", "; ", " – ")
        )
        if stop < start + _SHORTEST_TITLE:
            stop = said.text.rfind(" ", start, start + _LONGEST_TITLE)
        end = stop if stop > start else start + _LONGEST_TITLE
    return start, end
