"""An article read for a coder: what it mentions, and what could be coded from each sentence.

A reading is a proposal and writes nothing. All offsets count code points of the text as given.
"""

import re
from collections.abc import Sequence

from models.reading.headline import headline, published_in
from models.reading.mentions import find_mentions
from models.reading.sentences import sentences
from models.reading.shapes import Known, Mention, Reading, Suggestion
from models.reading.suggestions import suggest

_DAY = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|[12]\d{3}")

__all__ = ["Known", "Mention", "Reading", "Suggestion", "read_text"]


def read_text(text: str, known: Sequence[Known] = (), published: str = "") -> Reading:
    """Read an article; names that the store knows are matched first.

    ``published`` is its day as known from elsewhere, for a text that does not say it.
    """
    parts = tuple(sentences(text))
    dated = published_in(text)
    day = dated.value if dated else published if _DAY.fullmatch(published) else ""
    mentions = find_mentions(text, parts, day, known)
    title = headline(text, mentions)
    top = (title, day, (dated.start, dated.end) if dated else None)
    return Reading(title, day, parts, mentions, suggest(text, parts, mentions, top))
