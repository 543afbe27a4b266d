"""An article read for a coder: what it mentions, and what could be coded from each sentence.

A reading is a proposal and writes nothing. All offsets count code points of the text as given.
"""

from collections.abc import Sequence

from models.reading.headline import headline, published
from models.reading.mentions import find_mentions
from models.reading.sentences import sentences
from models.reading.shapes import Known, Mention, Reading, Suggestion
from models.reading.suggestions import suggest

__all__ = ["Known", "Mention", "Reading", "Suggestion", "read_text"]


def read_text(text: str, known: Sequence[Known] = ()) -> Reading:
    """Read an article; names that the store knows are matched first."""
    parts = tuple(sentences(text))
    day = published(text)
    mentions = find_mentions(text, parts, day, known)
    title = headline(text, mentions)
    return Reading(title, day, parts, mentions, suggest(text, parts, mentions, title, day))
