"""What was read out of a file or a pasted text: the text, and what its source seems to be."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.field_types import LONGEST_TEXT
from models.intake import GUESSED
from models.intake.formats import FORMATS_BY_NAME

GUESSED_FIELDS = (
    *("title", "published", "publisher", "author", "language", "dateline", "url", "type"),
)


@dataclass(frozen=True)
class Guess:
    """A value of a field that nobody has looked at; the span is where the text says it."""

    value: str
    start: int | None = None
    end: int | None = None
    how: str = ""

    @property
    def note(self) -> str:
        """Return what its citation says of it."""
        return f"{GUESSED}{self.how}"


@dataclass(frozen=True)
class Extracted:
    """The text of one file, the name of its format, guesses by field, and the file's own name."""

    text: str
    format: str
    guesses: Mapping[str, Guess] = field(default_factory=dict)
    name: str = ""

    @property
    def label(self) -> str:
        """Return the title that was guessed, or else the name of the file."""
        title = self.guesses.get("title")
        return title.value if title else self.name


def to_json(extracted: Extracted) -> str:
    """Return the line that a child process answers with."""
    guesses = {
        key: (one.value, one.start, one.end, one.how) for key, one in extracted.guesses.items()
    }
    return json.dumps(
        {"text": extracted.text, "format": extracted.format, "guesses": guesses},
        ensure_ascii=False,
    )


def from_json(answer: Mapping[str, object], name: str) -> Extracted:
    """Return what a child has answered; raises ValueError when that is nothing of ours.

    The child has read a foreign file, so nothing of its answer is believed.
    """
    text, known, guesses = answer.get("text"), answer.get("format"), answer.get("guesses")
    if not isinstance(text, str) or known not in FORMATS_BY_NAME or not isinstance(guesses, dict):
        raise ValueError("no text")
    if len(text) > LONGEST_TEXT:
        raise ValueError("too long")
    found = {key: _guess(given, text) for key, given in guesses.items() if key in GUESSED_FIELDS}
    return Extracted(text, str(known), found, name)


def _guess(given: object, text: str) -> Guess:
    if not isinstance(given, list) or len(given) != 4:
        raise ValueError("no guess")
    value, start, end, how = given
    if not isinstance(value, str) or not isinstance(how, str):
        raise ValueError("no guess")
    if start is None and end is None:
        return Guess(value, None, None, how)
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        raise ValueError("no span")
    return Guess(value, start, end, how)
