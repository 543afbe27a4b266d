"""Which suggestions still stand: neither coded already, nor accepted just now, nor rejected."""

from collections.abc import Iterable, Sequence
from typing import Final

from models import Covered, Passage, Suggestion

_TELLING: Final = {
    "entry": ("title",),
    "figure": ("value",),
    "milestone": ("type", "date"),
    "party": ("as_named", "actor"),
    "remark": ("text",),
    "location": ("name",),
}


class Candidates:
    """Keeps what was rejected for as long as the program runs; the store is never told."""

    def __init__(self) -> None:
        self._source: int | None = None
        self._suggestions: Sequence[Suggestion] = ()
        self.passages: Sequence[Passage] = ()
        self._rejected: set[tuple[object, ...]] = set()
        self._accepted: set[tuple[object, ...]] = set()

    def suggest(self, source: int | None, suggestions: Sequence[Suggestion]) -> None:
        """Take over what the reader suggests for a source."""
        self._source, self._suggestions = source, suggestions

    def show_passages(self, passages: Sequence[Passage]) -> None:
        """Take note of what rests on the words now; the store knows what was accepted."""
        self.passages, self._accepted = passages, set()

    def of(self, sentence: Covered | None) -> list[Suggestion]:
        """Return what could still be accepted for a sentence."""
        if sentence is None:
            return []
        own = [s for s in self._suggestions if sentence.start <= s.start < sentence.end]
        # An open headline or date line has none, but what follows may rest on its words.
        waits = not own and sentence.state == "open"
        here = [s for s in self._suggestions if _rests_on(s, sentence)] if waits else own
        gone = self._rejected | self._accepted
        return [s for s in here if self._id(s) not in gone and not self._is_coded(s)]

    def accept(self, suggestions: Iterable[Suggestion]) -> None:
        """Leave these out until the article has been read again."""
        self._accepted |= {self._id(one) for one in suggestions}

    def reject(self, suggestions: Iterable[Suggestion]) -> None:
        """Leave these out from now on."""
        self._rejected |= {self._id(one) for one in suggestions}

    def _id(self, one: Suggestion) -> tuple[object, ...]:
        return self._source, one.kind, one.start, one.end, one.line

    def _is_coded(self, one: Suggestion) -> bool:
        """Tell whether a record of this kind rests on the same words already."""
        telling = _TELLING.get(one.kind, ())
        spans = [one.words[key] for key in telling if key in one.words]
        return any(
            passage.kind == one.kind
            and passage.field in telling
            and any(passage.start < end and start < passage.end for start, end in spans)
            for passage in self.passages
        )


def _rests_on(one: Suggestion, sentence: Covered) -> bool:
    return any(sentence.start <= start and end <= sentence.end for start, end in one.words.values())
