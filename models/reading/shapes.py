"""What a reading is made of: mentions, suggestions, and the names that a store knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.reading.sentences import Sentence


@dataclass(frozen=True)
class Mention:
    """Words that stand for something.

    ``kind`` is country (``value`` its alpha-3 code), place, organisation, person, date (EDTF),
    money (``150000000 USD``) or quantity (``50000 vehicle/year``); ``record`` the actor of the
    store that is meant, where its name or an alias is known.
    """

    kind: str
    text: str
    start: int
    end: int
    value: str = ""
    record: int | None = None


@dataclass(frozen=True)
class Suggestion:
    """A record that a sentence could become.

    ``values`` are texts as one types them into the fields, ``words`` the stretches that fields rest
    on (a field without any is concluded by the reader), ``line`` what a person reads. ``parts``
    are the records that hang off a suggested entry; a suggestion of such a kind that stands by
    itself belongs to the entry that is being worked on.
    """

    kind: str
    start: int
    end: int
    line: str
    values: Mapping[str, str]
    words: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    states: Mapping[str, str] = field(default_factory=dict)
    parts: tuple["Suggestion", ...] = ()


@dataclass(frozen=True)
class Known:
    """A name, or an alias, of an actor of the store."""

    name: str
    record: int
    type: str = ""


@dataclass(frozen=True)
class Reading:
    """What was read; ``title`` and ``published`` (EDTF) are empty where the text has none."""

    title: str
    published: str
    sentences: tuple[Sentence, ...]
    mentions: tuple[Mention, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
