"""Sentence by sentence: the entries that an article could give, and what belongs to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from models.reading.beginnings import Standing, Told, begins, opening, type_of
from models.reading.cues import cue
from models.reading.furniture import is_furniture, is_opinion
from models.reading.last_remark import last_remark
from models.reading.said import BULLET, CHINA, Said
from models.reading.sentences import Sentence
from models.reading.shapes import Mention, Suggestion
from models.reading.sides import countries_of, named_around, sides
from models.reading.speaking import speaker_of
from models.reading.suggested_entry import Page, entry_of
from models.reading.suggested_figures import figures
from models.reading.suggested_parts import locations, milestones, parties, remarks

Span = tuple[int, int]
# The headline, the day of the article, and where its words say that day.
Top = tuple[str, str, Span | None]
_MOST = {"figure": 4, "milestone": 2, "party": 3, "location": 2, "remark": 1}
_MOST_LINES = 6
_MEETINGS = {"meeting", "visit", "signing"}


@dataclass
class _Course:
    """Where an article has come to: the entry it speaks of, who spoke last, which time it means."""

    page: Page
    standing: Standing | None = None
    paragraph: int = -1
    speaker: Mention | None = None
    period: Mention | None = None
    named: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    found: list[Suggestion] = field(default_factory=list)


def suggest(
    text: str, parts: Sequence[Sentence], mentions: Sequence[Mention], top: Top
) -> tuple[Suggestion, ...]:
    """Return what could be coded from each sentence, in order."""
    title, published, dated = top
    if not any(CHINA in countries_of(one) for one in mentions):
        return ()
    start = max(text.find(title), 0)
    headline = (start, start + len(title))
    sided = any(
        one.kind == "country" and headline[0] <= one.start < headline[1] for one in mentions
    )
    page = Page(published, dated, headline, named_around(mentions, headline), sided)
    story = list(_story(text, parts, mentions, page))
    speakers: dict[int, Mention] = {}
    for one in story:
        speaker = speaker_of(one.said)
        if speaker is not None:
            speakers.setdefault(one.paragraph, speaker)
    first = opening(story, page.around)
    course = _Course(page)
    for place, one in enumerate(story):
        speaker = speakers.get(one.paragraph)
        one = replace(one, said=replace(one.said, speaker=speaker))
        _read(one, course, story[place + 1 :] if place == first else None)
    return tuple(course.found)


def _story(
    text: str, parts: Sequence[Sentence], mentions: Sequence[Mention], page: Page
) -> Iterator[Told]:
    """Yield the sentences that tell the story: neither its headline nor what frames a page."""
    at, paragraph, before = 0, 0, 0
    start, end = page.headline
    for part in parts:
        if part.start - before > 1 and "\n" in text[before : part.start]:
            paragraph += 1
        before = part.end
        inside = []
        while at < len(mentions) and mentions[at].start < part.end:
            inside.append(mentions[at])
            at += 1
        said = Said(
            text, part.start, part.end, inside, around=page.around, published=page.published
        )
        if not start <= part.start < end and not is_furniture(said):
            kind = cue("type", text, part.start, part.end)
            yield Told(said, sides(said), kind, paragraph)


def _read(one: Told, course: _Course, rest: Sequence[Told] | None) -> None:
    """Read a sentence; ``rest`` is what follows the one that opens the first entry."""
    if one.paragraph != course.paragraph:
        course.period = None
    course.paragraph = one.paragraph
    one = replace(one, said=replace(one.said, period=course.period))
    said, opinion = one.said, is_opinion(one.said)
    entry = rest is not None
    if course.standing is not None and not opinion:
        entry = begins(one, course.standing)
    if entry:
        course.told.clear()
        kind = type_of(one, course.page.headline, rest or ())
        some = _parts(one, course, entry=kind.code)
        made = entry_of(one, course.page, kind, tuple(some), first=rest is not None)
        course.found.append(made)
        listed = bool(BULLET.match(said.words)) or "umbrella" in made.values
        course.standing = Standing(made.values.get("country", ""), made.values["type"], listed)
    elif course.standing is not None:
        some = _parts(one, course)
        if opinion:
            some = [each for each in some if each.values.get("type") == "quotation"]
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


def _parts(one: Told, course: _Course, *, entry: str = "") -> list[Suggestion]:
    """Return what belongs to the entry, the most telling first, and no more than can be judged."""
    said = one.said
    quoted = list(remarks(said, course.speaker, course.named))
    some = [*figures(said), *milestones(said)]
    telling = bool(some or quoted or entry)
    if not telling:
        quoted = list(last_remark(said, one.sides, course.told))
    meets = any(each.values["type"] in _MEETINGS for each in some if each.kind == "milestone")
    for party in parties(said, course.named):
        actor, role = party.values["actor"], party.values["role"]
        known = course.told & ({f"{actor} {role}"} if "role" in party.words else {actor})
        if known or _is_loose(party, said, meets=meets):
            continue
        course.told |= {actor, f"{actor} {role}"}
        some.append(party)
        if "role" in party.words and not telling:
            telling, quoted = True, []
    happens = {each.values["place"] for each in some if "place" in each.values}
    for location in locations(said, meeting=entry == "meeting"):
        if entry == "meeting" or location.values["name"] not in happens:
            some.append(location)
    first = bool(quoted) and (not telling or _is_quote(quoted[0], said))
    some = [*quoted, *some] if first else [*some, *quoted]
    kept: list[Suggestion] = []
    for each in some:
        if sum(other.kind == each.kind for other in kept) < _MOST[each.kind]:
            kept.append(each)
    return kept[:_MOST_LINES]


def _is_loose(party: Suggestion, said: Said, *, meets: bool) -> bool:
    """Tell whether somebody is named without taking part in anything that is told."""
    if "role" in party.words or meets:
        return False
    if party.values["role"] == "participant":
        return True
    return cue("act", said.text, said.start, said.end) is None


def _is_quote(one: Suggestion, said: Said) -> bool:
    """Tell whether a sentence is for the most part somebody's words."""
    return one.values["type"] == "quotation" and len(one.values["text"]) * 2 > len(said.words)
