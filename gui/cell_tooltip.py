"""What a cell says when the pointer rests on it: its value, what is wrong, who says so."""

from collections.abc import Iterable
from typing import Final

from gui.messages import plain_tooltip
from models import VOCABULARIES, Citation

VALUE_LENGTH: Final = 200
QUOTE_LENGTH: Final = 140


def cell_tooltip(shown: str, sentence: str, said: Iterable[Citation]) -> str:
    """Return the tooltip of a cell; all of it is shown as plain text."""
    lines = [sentence, _short(shown, VALUE_LENGTH), *(evidence_line(one) for one in said)]
    return plain_tooltip("\n".join(line for line in lines if line))


def evidence_line(citation: Citation) -> str:
    """Return one piece of evidence in a line: the quote, its source with the date, the state."""
    quote = f"“{_short(citation.quote, QUOTE_LENGTH)}”" if citation.quote else ""
    source = " · ".join(part for part in (citation.source_title, citation.published) if part)
    state = "" if citation.state in ("", "stated") else _state(citation.state)
    return " — ".join(part for part in (quote, source, state, citation.note) if part)


def _state(code: str) -> str:
    labels = VOCABULARIES["state"].labels
    return labels.get(code, code)


def _short(text: str, longest: int) -> str:
    line = " ".join(text[: 2 * longest].split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
