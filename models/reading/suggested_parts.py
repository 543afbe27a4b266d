"""Milestones, parties, locations and remarks that a sentence could give."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from models.reading.cues import Cue, cue, cues
from models.reading.kept_figures import near
from models.reading.lexicon import lines
from models.reading.said import Said
from models.reading.scene import names
from models.reading.shapes import Mention, Suggestion
from models.reading.speaking import SPEAKS, is_house_of_speaker, speaker_of, speaks
from models.reading.words import words_of
from models.vocabularies import VOCABULARIES

Span = tuple[int, int]
_QUOTE = re.compile(r"[“\"«](?P<words>[^“”\"«»]{12,})[”\"»]")
# A quotation that goes on in the next sentence, and one that came from the one before.
_OPENS = re.compile(r"[“\"«](?P<words>[^“”\"«»]{12,})")
_CLOSES = re.compile(r"(?P<words>[^“”\"«»]{8,})[”\"»](?:[^“”\"«»]*)")
_PRONOUN = re.compile(r"\b(?:he|she)\b", re.IGNORECASE)
_OFFICIAL = re.compile(
    r"\b(?:President|Minister|Premier|Ambassador|Governor|Deputy|Mayor|Senator|"
    r"Secretary|Akim|Hokim|deputy governor|spokes\w+)\b"
)
_NOT_A_PARTY = re.compile(
    r"(?:\(|\btold\s|\baccording to (?:the )?|\breported by\s|\bSource:\s|\bPhoto:\s|\bby\s)$",
    re.IGNORECASE,
)
_SITE = re.compile(
    r"\b(?:in|near|at|outside|between)\s(?:the\s|[\w’'-]+[’']s\s)?(?:[\w’' -]{0,24})?$"
)
_SINCE = re.compile(r"\b[Ss]ince\s(?:the\s)?$")
_INTO = re.compile(r"\b(?:in|at|to|from|visited|visit)\s(?:the\s(?:city\sof\s)?)?$")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAY = re.compile(rf"\bon ({'|'.join(_WEEKDAYS)})\b")
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAY_NEAR, _ROLE_NEAR = 60, 40
# These happen within a quarter or a half of a year, too.
_PERIODS = {"completion", "production_start", "groundbreaking"}
_EVENT = {"signing", "meeting", "visit"}
_CLASSES = {"region": "region", "province": "region", "oblast": "region", "velayat": "region"}


def milestones(said: Said) -> Iterator[Suggestion]:
    """Yield what happened or is to happen, with its day and place where they are said."""
    every = cues("milestone", said.text, said.start, said.end)
    for found in every:
        state = "planned" if _planned(said, found.start) else "actual"
        values = {"type": found.code, "state": state}
        words = {"type": found.words}
        states = {"type": "stated", "state": "inferred"}
        day = _when(said, found)
        if day is not None and _is_of_another(day, found, every):
            day = None
        unknown = cue("open", said.text, said.start, said.end)
        if unknown is not None and found.code == "production_start":
            words["date"], states["date"] = unknown.words, "unknown"
            values["state"] = "planned"
        elif day is not None:
            values["date"], words["date"] = day.value, _span(day)
            states["date"] = "stated" if day.kind == "date" else "inferred"
        place = _where(said, found)
        if place is not None and found.code in _EVENT:
            values["place"], words["place"], states["place"] = place.text, _span(place), "stated"
        start, end = _clause(said, found.start)
        values["description"] = said.text[start:end]
        words["description"], states["description"] = (start, end), "stated"
        label = VOCABULARIES["milestone_type"].label_of(found.code)
        if found.code == "other":
            label = f"{label}: {said.text[found.start : found.end]}"
        behind = ", ".join(one for one in (values.get("place"), values.get("date")) if one)
        line = f"{label}{':' if found.code != 'other' else ','} {behind}" if behind else label
        yield Suggestion("milestone", said.start, said.end, line, values, words, states)


def _planned(said: Said, place: int) -> bool:
    start, end = _clause(said, place)
    return cue("planned", said.text, start, end) is not None


def _clause(said: Said, place: int) -> Span:
    """Return the part of a sentence around a place, from semicolon to semicolon."""
    start = max(said.text.rfind("; ", said.start, place) + 2, said.body)
    end = said.text.find("; ", place, said.end)
    end = said.end if end < 0 else end
    while end > start and said.text[end - 1] in ".;,":
        end -= 1
    return start, end


def _when(said: Said, found: Cue) -> Mention | None:
    """Return the day of what happens: said beside it, or a weekday before the article's day."""
    some = [
        one
        for one in said.told("date")
        if ("/" not in one.value or found.code in _PERIODS)
        and not _SINCE.search(said.text, said.start, one.start)
    ]
    if some:
        return min(some, key=lambda one: _gap(found, one))
    weekday = _WEEKDAY.search(said.text, found.start, min(said.end, found.end + _DAY_NEAR))
    if weekday is None or not _FULL_DAY.fullmatch(said.published):
        return None
    day = date.fromisoformat(said.published)
    back = (day.weekday() - _WEEKDAYS.index(weekday[1])) % len(_WEEKDAYS)
    if re.search(r"\bsa(?:id|ys)\b", said.text[found.end : weekday.start()]):
        return None
    told = (day - timedelta(days=back)).isoformat()
    return Mention("weekday", weekday[1], weekday.start(1), weekday.end(1), told)


def _is_of_another(day: Mention, found: Cue, every: Sequence[Cue]) -> bool:
    """Tell whether a day stands nearer to something else that happens: begun in May, and done."""
    if found.code in _EVENT:
        return False
    others = [one for one in every if one.code not in _EVENT]
    return any(_gap(one, day) < _gap(found, day) for one in others)


def _gap(one: Cue, day: Mention) -> int:
    return max(day.start - one.end, one.start - day.end, 0)


def _where(said: Said, found: Cue) -> Mention | None:
    """Return the place of an event, where the sentence puts something in it."""
    some = [one for one in said.told("place") if _INTO.search(said.text, said.start, one.start)]
    return min(some, key=lambda one: abs(one.start - found.start)) if some else None


def _span(one: Mention) -> Span:
    return one.start, one.end


def parties(said: Said, named: Mapping[str, str]) -> Iterator[Suggestion]:
    """Yield the organisations and persons that take part; a surname is said in full."""
    seen: set[str] = set()
    for one in said.of("organisation", "person"):
        if one.text in seen or _only_reports(said, one):
            continue
        seen.add(one.text)
        role, span = _role(said, one)
        actor = named.get(one.text, one.text) if one.kind == "person" else one.text
        actor = actor.removeprefix("The ")
        values = {"actor": actor, "role": role, "as_named": one.text}
        words = {"actor": _span(one), "as_named": _span(one)}
        if span is not None:
            words["role"] = span
        states = {"actor": "stated", "role": "inferred", "as_named": "stated"}
        line = f"{VOCABULARIES['party_role'].label_of(role)}: {actor}"
        yield Suggestion("party", said.start, said.end, line, values, words, states)


def _only_reports(said: Said, one: Mention) -> bool:
    before = said.text[max(said.start, one.start - 20) : one.start]
    if re.search(r"\b(?:Forum|Summit|Expo|Conference|Exhibition)\b", one.text):
        return True
    if one.start < said.body or speaks(said, one) or is_house_of_speaker(said, one):
        return True
    if one.kind == "person":
        return False
    return one.text in _media() or (bool(_NOT_A_PARTY.search(before)) and "built by" not in before)


@lru_cache(maxsize=1)
def _media() -> frozenset[str]:
    return frozenset(
        name
        for first, others, kind, _ in lines("organisations")
        if kind == "media"
        for name in (first, *others.split(";"))
    )


def _role(said: Said, one: Mention) -> tuple[str, Span | None]:
    if one.kind == "person":
        before = said.text[max(said.start, one.start - 34) : one.start]
        behind = re.match(r",[^.;]{0,40}", said.text[one.end : said.end])
        official = _OFFICIAL.search(before) or (behind and _OFFICIAL.search(behind.group()))
        return ("official" if official else "participant"), None
    compared = re.search(r"\bsurpass(?:es|ed|ing)?\s$", said.text[said.start : one.start])
    if compared:
        return "comparison", (said.start + compared.start(), one.start - 1)
    found = near("party", said, one.end, one.start - _ROLE_NEAR)
    if one.text.startswith("Ministry") or found is None:
        return "partner", None
    return found.code, found.words


def locations(said: Said, *, meeting: bool) -> Iterator[Suggestion]:
    """Yield where it is: the venue of a meeting, the site of anything else."""
    speaker = speaker_of(said)
    for one in said.told("place"):
        before = said.text[max(said.start, one.start - 40) : one.start]
        if not _SITE.search(before):
            continue
        country, precision = _placed(one)
        if speaker is not None and one.start > speaker.end:
            continue
        origin = re.search(r"(?<!km )(?<!metres )\bfrom\s[^,;]*$", before)
        role = "venue" if meeting else "origin" if origin else "site"
        values = {"name": one.text, "role": role, "precision": precision}
        states = {"name": "stated", "role": "inferred", "precision": "inferred"}
        if country:
            values["country"], states["country"] = country, "inferred"
        label = VOCABULARIES["location_role"].label_of(role)
        yield Suggestion(
            "location",
            said.start,
            said.end,
            f"{label}: {one.text}",
            values,
            {"name": _span(one)},
            states,
        )


def _placed(one: Mention) -> tuple[str, str]:
    """Return the country of a place where the lexicon knows it, and how closely it says where."""
    last = one.text.split()[-1].casefold()
    words = tuple(words_of(one.text))
    found = names().at(words, 0)
    country = found[1][1] if found and found[1][0] == "place" else ""
    if last in _CLASSES:
        return country, _CLASSES[last]
    return country, "district" if last in {"district", "county", "raion"} else "city"


def remarks(said: Said, speaker: Mention | None, named: Mapping[str, str]) -> Iterator[Suggestion]:
    """Yield quotations with their speaker, and motives, plans, agendas as the article has them."""
    quote = _quote(said)
    if quote is not None:
        start, end = quote
        outside = said.text[said.start : start] + said.text[end : said.end]
        own = [one for one in said.of("person") if not start <= one.start < end]
        spoken = bool(SPEAKS.search(outside))
        person = own[0] if own else speaker if _PRONOUN.search(outside) else None
        person = person or (None if spoken else said.speaker)
        text = said.text[start:end]
        yield _remark(said, "quotation", text, quote, _in_full(person, named), own=bool(own))
        return
    found = cue("remark", said.text, said.start, said.end)
    if found is not None:
        start, end = _clause(said, found.start)
        yield _remark(said, found.code, said.text[start:end], (start, end), None, own=False)


def _quote(said: Said) -> Span | None:
    """Return the words that are somebody's: whole, or of a quotation over several sentences."""
    for quote in _QUOTE.finditer(said.text, said.start, said.end):
        outside = said.text[said.start : quote.start()] + said.text[quote.end() : said.end]
        if SPEAKS.search(outside) or (said.speaker and len(quote.group()) + 2 >= len(said.words)):
            words = quote["words"].rstrip(",")
            return quote.start("words"), quote.start("words") + len(words)
    for pattern in (_OPENS, _CLOSES):
        part = pattern.fullmatch(said.words)
        if part is not None and said.speaker is not None:
            words = part["words"].rstrip(",")
            start = said.start + part.start("words")
            return start, start + len(words)
    return None


def _in_full(person: Mention | None, named: Mapping[str, str]) -> Mention | None:
    return replace(person, text=named.get(person.text, person.text)) if person else None


def _remark(
    said: Said, kind: str, text: str, span: Span, speaker: Mention | None, *, own: bool
) -> Suggestion:
    values = {"type": kind, "text": text}
    words = {"text": span}
    states = {"type": "inferred", "text": "attributed" if kind == "quotation" else "stated"}
    if speaker is not None:
        values["speaker"], states["speaker"] = speaker.text, "stated" if own else "inferred"
        words["speaker"] = _span(speaker)
    label = VOCABULARIES["remark_type"].label_of(kind)
    by = f" by {speaker.text}" if speaker else ""
    return Suggestion(
        "remark", said.start, said.end, f"{label}{by}: {_short(text)}", values, words, states
    )


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else f"{line[:59]}…"
