"""One sentence as those who look for names see it: its words, and whether capitals mean much."""

from dataclasses import dataclass
from functools import lru_cache

from models.reading.lexicon import Phrases, having, lines, listed, word_list
from models.reading.shapes import Mention
from models.reading.words import Word, words_of

# A kind and a value.
Name = tuple[str, str]
KnownName = tuple[int, Name] | None
_HEADLINE_SHARE = 0.6
_HEADLINE_LEAST = 4


@dataclass(frozen=True)
class Scene:
    """A sentence and its words; in a headline capitals say little."""

    text: str
    start: int
    end: int
    words: tuple[Word, ...]
    headline: bool
    known: tuple[KnownName, ...] = ()

    def mention(self, kind: str, first: int, last: int, value: str = "") -> Mention:
        """Return a mention of the words from one place to another, the last included."""
        start, end = self.words[first].start, self.words[last].end
        return Mention(kind, self.text[start:end], start, end, value)

    def gap(self, place: int) -> str:
        """Return what stands before a word; nothing before the first."""
        return self.words[place].gap if 0 < place < len(self.words) else "…"

    def joined(self, place: int) -> bool:
        """Tell whether a word follows its neighbour as in a name."""
        if self.gap(place) in {" ", "-"}:
            return True
        before = self.words[place - 1]
        return self.gap(place) == ". " and len(before.text) <= 2 and before.capital

    def key(self, place: int) -> str:
        """Return the look-up form of a word, or nothing outside the sentence."""
        return self.words[place].key if 0 <= place < len(self.words) else ""


def scene_of(text: str, start: int, end: int) -> Scene:
    """Return a sentence with its words."""
    words = tuple(words_of(text, start, end))
    lettered = [one for one in words if one.text[0].isalpha() and len(one.text) > 3]
    large = sum(1 for one in lettered if one.capital)
    share = large / len(lettered) if lettered else 0.0
    stops = text[start:end].rstrip("\"'”’»)").endswith((".", "!", "?"))
    headline = len(words) >= _HEADLINE_LEAST and share > _HEADLINE_SHARE and not stops
    phrases = names()
    known = tuple(phrases.at(words, place) for place in range(len(words)))
    return Scene(text, start, end, words, headline, known)


@lru_cache(maxsize=1)
def names() -> Phrases[Name]:
    """Return every name of the lexicons with its kind and value."""
    every: list[tuple[str, Name]] = [(one[0], ("", "")) for one in lines("not_names")]
    for code, full, adjectives in lines("countries"):
        some = (*full.split(";"), *adjectives.split(";"))
        every += [(name, ("country", code)) for name in some if name]
    every += [(name, ("place", country)) for name, country, _ in lines("places")]
    for name, others, kind, _ in lines("organisations"):
        every += [(one, ("organisation", kind)) for one in (name, *others.split(";")) if one]
    every += [(one[0], ("person", one[1])) for one in lines("people")]
    return Phrases(every)


@lru_cache(maxsize=1)
def demonyms() -> frozenset[str]:
    """Return the adjectives and peoples of all countries, as written."""
    return frozenset(
        word for _, _, words in lines("countries") for word in words.split(";") if word
    )


def is_title(words: tuple[Word, ...], place: int) -> bool:
    """Tell whether a word is a title or part of a position."""
    if not words[place].capital:
        return False
    key = words[place].key
    if key in word_list("title_fields"):
        follows = place + 1 < len(words) and words[place + 1].gap == " "
        return follows and is_title(words, place + 1)
    return key in _title_words()


@lru_cache(maxsize=1)
def _title_words() -> frozenset[str]:
    return frozenset(part for title in listed("titles") for part in title.replace("-", " ").split())


@lru_cache(maxsize=1)
def topics() -> frozenset[str]:
    """Return the words that ministries and institutes are named for."""
    return having("organisation_words", "topic")


def starters() -> frozenset[str]:
    """Return the words that begin sentences and headlines, and are no part of a name."""
    return word_list("starters")
