"""What a cell says when the pointer rests on it: its value, what is wrong, who says so."""

from collections.abc import Sequence
from typing import Final

from gui.detail_words import said_words
from gui.marks import SIGNS
from gui.messages import plain_tooltip
from models import VOCABULARIES, Citation

VALUE_LENGTH: Final = 200
QUOTE_LENGTH: Final = 140
_ROOM_FOR_QUOTES: Final = 300
_MOST: Final = 5
UNBACKED: Final = (
    "No source stands behind this value yet: select its words in the article and press Ctrl+E."
)


def cell_tooltip(shown: str, sentence: str, said: Sequence[Citation], mark: str = "") -> str:
    """Return the tooltip of a cell; all of it is shown as plain text."""
    lines = (sentence, _short(shown, VALUE_LENGTH), backing_words(said, mark))
    return plain_tooltip("\n".join(line for line in lines if line))


def backing_words(said: Sequence[Citation], mark: str) -> str:
    """Return what stands behind a value; of a contested one what each source says.

    Those in force come first.
    """
    lines = [_meaning(mark)]
    ordered = sorted(said, key=lambda one: one.rank == "deprecated")
    length = min(QUOTE_LENGTH, _ROOM_FOR_QUOTES // max(min(len(said), _MOST), 1))
    rivals = mark == "contested" or len({said_words(one) for one in said}) > 1
    lines += [evidence_line(one, length, rival=rivals) for one in ordered[:_MOST]]
    if len(said) > _MOST:
        lines.append(f"and {len(said) - _MOST} more")
    if mark == "contested":
        lines.append("Weigh the sources: Ctrl+Shift+J")
    return "\n".join(line for line in lines if line)


def _meaning(mark: str) -> str:
    if mark == "bare":
        return UNBACKED
    name, words = SIGNS.get(mark, ("", ""))
    return f"{name}: {words}" if mark not in ("", "cited") else ""


def evidence_line(citation: Citation, length: int = QUOTE_LENGTH, *, rival: bool = False) -> str:
    """Return one piece of evidence in a line: the quote, its source with the date, the state.

    That of a rival begins with what it says.
    """
    says = said_words(citation) or citation.value if rival else ""
    quote = f"“{_short(citation.quote, length)}”" if citation.quote else ""
    source = " · ".join(part for part in (citation.source_title, citation.published) if part)
    state = "" if citation.state in ("", "stated") else _label("state", citation.state)
    rank = "" if citation.rank in ("", "normal") else _label("rank", citation.rank)
    parts = (_short(says, VALUE_LENGTH // 2), quote, source, state, rank, citation.note)
    return " — ".join(part for part in parts if part)


def _label(vocabulary: str, code: str) -> str:
    labels = VOCABULARIES[vocabulary].labels
    return labels.get(code, code)


def _short(text: str, longest: int) -> str:
    line = " ".join(text[: 2 * longest].split())
    return line if len(line) <= longest else f"{line[: longest - 1]}…"
