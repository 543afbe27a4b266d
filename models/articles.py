"""An article in a file, read and told: what the command line prints of a reading."""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.errors import Missing
from models.outcome import Outcome
from models.reading.reading import Known, Mention, Reading, Suggestion, read_text

_MOST_BYTES = 20_000_000
_LOOKED_AT = 4096
_SHORT = 100


def read(file: str, known: Sequence[Known] = ()) -> Outcome:
    """Return what an article says, as lines for people and as facts for programs."""
    text = article_text(file)
    reading = read_text(text, known)
    return Outcome(tuple(_lines(text, reading)), _facts(text, reading))


def article_text(file: str) -> str:
    """Return the text of an article as it is, or raise Missing with a sentence."""
    try:
        # No line end is changed: offsets count the code points of the text as it was given.
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        reason = "is a folder" if Path(file).is_dir() else _reason(error)
        raise Missing(f"{file} cannot be read: it {reason}. Name a text file.") from error
    if b"\0" in content[:_LOOKED_AT] or len(content) > _MOST_BYTES:
        raise Missing(f"{file} is no article in plain text. Save it as UTF-8 text and try again.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        sentence = f"{file} is not UTF-8 text: byte {error.start + 1:,} does not belong there."
        raise Missing(f"{sentence} Save it as UTF-8 text and try again.") from error


def _reason(error: OSError) -> str:
    return "is not there" if isinstance(error, FileNotFoundError) else f"fails ({error.strerror})"


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
