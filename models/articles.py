"""An article in a file, read and told: what the command line prints of a reading."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from models.intake.extracted import Extracted
from models.intake.extracting import LARGEST_FILE, extract, read_bytes
from models.intake.formats import TXT, recognise
from models.outcome import Outcome
from models.reading.reading import Known, Mention, Reading, Suggestion, read_text

_SHORT = 100


def _nobody(text: str) -> Sequence[Known]:
    return ()


def read(file: str, known_in: Callable[[str], Sequence[Known]] = _nobody) -> Outcome:
    """Return what an article says, as lines for people and as facts for programs.

    Offsets count the code points of a text file as it is; of any other format the facts hold the
    text that they count in.
    """
    found = extracted(file)
    day = found.guesses.get("published")
    told = read_text(found.text, known_in(found.text), day.value if day else "")
    reading = _better_told(told, found)
    facts = _facts(found.text, reading)
    if found.format != TXT.name:
        facts["text"] = found.text
    return Outcome(tuple(_lines(found.text, reading)), facts)


def extracted(file: str) -> Extracted:
    """Return the text of a file, or of the standard input for ``-``; raises with a sentence."""
    if file == "-":
        name, content = "The standard input", sys.stdin.buffer.read(LARGEST_FILE + 1)
    else:
        name, content = Path(file).name, read_bytes(Path(file))
    if recognise(name, content) is TXT:
        try:
            # Most articles; no process is started for them.
            text = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            pass
        else:
            if "\0" not in text:
                return Extracted(text, TXT.name, name=name)
    return extract(content, name)


def _better_told(reading: Reading, found: Extracted) -> Reading:
    """Let what a page says of itself go before what its text looks like."""
    title, published = found.guesses.get("title"), found.guesses.get("published")
    return replace(
        reading,
        title=title.value if title else reading.title,
        published=published.value if published else reading.published,
    )


def _facts(text: str, reading: Reading) -> dict[str, Any]:
    return {
        "title": reading.title,
        "published": reading.published,
        "sentences": [
            {"start": one.start, "end": one.end, "text": text[one.start : one.end]}
            for one in reading.sentences
        ],
        "mentions": [_mention(one) for one in reading.mentions],
        "suggestions": [_suggestion(one) for one in reading.suggestions],
    }


def _mention(one: Mention) -> dict[str, Any]:
    facts = asdict(one)
    if one.record is None:
        del facts["record"]
    return facts


def _suggestion(one: Suggestion) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "start": one.start,
        "end": one.end,
        "line": one.line,
        "values": dict(one.values),
        "words": {key: list(span) for key, span in one.words.items()},
        "states": dict(one.states),
        "parts": [_suggestion(part) for part in one.parts],
    }


def _lines(text: str, reading: Reading) -> Iterable[str]:
    yield f"Title: {reading.title or 'none found'}"
    yield f"Published: {reading.published or 'not said'}"
    yield f"{len(reading.sentences):,} sentences, {len(reading.mentions):,} mentions"
    mentions, suggestions = list(reading.mentions), list(reading.suggestions)
    for sentence in reading.sentences:
        yield ""
        yield _short(text[sentence.start : sentence.end])
        while mentions and mentions[0].start < sentence.end:
            one = mentions.pop(0)
            means = f" = {one.value}" if one.value else ""
            yield f"  {one.kind}: {' '.join(one.text.split())}{means}"
        while suggestions and suggestions[0].start < sentence.end:
            one_suggested = suggestions.pop(0)
            yield f"  → {one_suggested.kind}: {_short(one_suggested.line)}"
            yield from (f"    → {part.kind}: {_short(part.line)}" for part in one_suggested.parts)


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"
