"""What is said of the story where nothing else was found: the sentence as one remark."""

import re
from collections.abc import Collection, Iterator

from models.reading.cues import cue
from models.reading.said import BULLET, Said
from models.reading.shapes import Suggestion
from models.reading.sides import Sides
from models.reading.speaking import speaker_of
from models.vocabularies import VOCABULARIES

_FEWEST_WORDS, _LINE = 4, 60
_STOPS = '.!;”"»)…'
_SAYS_NOTHING = re.compile(
    r"\b(?:declined to comment|did not (?:reply|respond)|not available for comment)\b"
)


def last_remark(said: Said, named: Sides, told: Collection[str]) -> Iterator[Suggestion]:
    """Yield a remark of a sentence that belongs to the story."""
    start, end = said.body, said.end
    while end > start and said.text[end - 1] in ".;, ":
        end -= 1
    text = said.text[start:end]
    if len(text.split()) < _FEWEST_WORDS or text.endswith("?") or _SAYS_NOTHING.search(text):
        return
    if said.words[-1] not in _STOPS and not BULLET.match(said.words):
        return
    if not _belongs(said, named, told):
        return
    found = cue("last", said.text, said.start, said.end)
    kind = found.code if found else "claim"
    values = {"type": kind, "text": text}
    words = {"text": (start, end)}
    speaker = speaker_of(said) if kind == "claim" else None
    states = {"type": "inferred", "text": "attributed" if kind == "claim" else "stated"}
    if speaker is not None:
        values["speaker"], states["speaker"] = speaker.text, "stated"
        words["speaker"] = (speaker.start, speaker.end)
    label = VOCABULARIES["remark_type"].label_of(kind)
    short = text if len(text) <= _LINE else f"{text[: _LINE - 1]}…"
    line = f"{label}: {' '.join(short.split())}"
    yield Suggestion("remark", said.start, said.end, line, values, words, states)


def _belongs(said: Said, named: Sides, told: Collection[str]) -> bool:
    """Tell whether a sentence speaks of the sides, of who takes part, or of what was told."""
    if named.china or named.country or named.region:
        return True
    if said.told("money", "quantity", "organisation", "person"):
        return True
    if any(actor in said.words for actor in told):
        return True
    return cue("story", said.text, said.start, said.end) is not None
