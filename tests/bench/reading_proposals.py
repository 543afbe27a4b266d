"""What the reader proposes on the labelled articles, and how many keys they then take.

python tests/bench/reading_proposals.py [FILE …]    keys an article; of the develop ones by default
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from reading_scores import HERE, Mention, read_text, unmarked

from models.reading.reading import Suggestion

CENTRAL_ASIA = {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
FURNITURE = re.compile(
    r"^(?:share\b|read also|photo\b|source:|reporting by|by [A-Z][\w-]+ [A-Z]|figure \d|icon-|"
    r"enditem|press office|\+\d|\(\$1 =)",
    re.IGNORECASE,
)
# Shift+Enter takes all proposals of a sentence; D and a letter sets it aside.
ACCEPT, SET_ASIDE = 1, 2


@dataclass
class Proposed:
    """Counts over the sentences of one article or of several."""

    sentences: int = 0
    suggestions: int = 0
    keys: int = 0
    counted: int = 0
    counted_found: int = 0
    both: int = 0
    both_found: int = 0
    furniture: int = 0
    most: int = 0

    def add(self, other: "Proposed") -> None:
        """Count another article too."""
        for key, value in vars(other).items():
            kept = getattr(self, key)
            setattr(self, key, max(kept, value) if key == "most" else kept + value)


def proposed(text: str) -> Proposed:
    """Return the counts of one article."""
    reading = read_text(text)
    counts = Proposed()
    spans = [span for one in every(reading.suggestions) for span in one.words.values()]
    headline = text.find(reading.title) if reading.title else 0
    told = range(headline, headline + len(reading.title))
    for part in reading.sentences:
        here = [one for one in reading.suggestions if part.start <= one.start < part.end]
        lines = list(every(here))
        cited = any(start < part.end and part.start < end for start, end in spans)
        counts.sentences += 1
        counts.suggestions += len(lines)
        counts.most = max(counts.most, len(lines) - sum(one.kind == "entry" for one in lines))
        counts.keys += ACCEPT if here else 0 if cited else SET_ASIDE
        words = text[part.start : part.end]
        if FURNITURE.match(words):
            counts.furniture += bool(here)
        elif part.start not in told:
            inside = [one for one in reading.mentions if part.start <= one.start < part.end]
            count(counts, inside, lines)
    return counts


def count(counts: Proposed, inside: Sequence[Mention], lines: Sequence[Suggestion]) -> None:
    """Note whether a sentence with numbers, or with both sides, got what belongs to it."""
    if any(one.kind in {"money", "quantity"} for one in inside):
        counts.counted += 1
        counts.counted_found += any(one.kind == "figure" for one in lines)
    named = {one.value for one in inside if one.kind == "country"}
    if "CHN" in named and named & CENTRAL_ASIA:
        counts.both += 1
        counts.both_found += bool(lines)


def every(some: Sequence[Suggestion]) -> Iterator[Suggestion]:
    for one in some:
        yield one
        yield from every(one.parts)


def articles(folder: str) -> Iterator[tuple[str, str]]:
    for path in sorted((HERE / "reading" / folder).glob("*.txt")):
        yield path.name, unmarked(path.read_bytes().decode("utf-8"))[0]


def over(folder: str) -> Proposed:
    """Return the counts over all articles of a folder."""
    whole = Proposed()
    for _, text in articles(folder):
        whole.add(proposed(text))
    return whole


def main(files: Sequence[str]) -> None:
    some = [(Path(one).name, Path(one).read_bytes().decode("utf-8")) for one in files]
    print(
        f"{'article':24}{'sentences':>10}{'keys':>6}{'a sentence':>12}{'proposals':>11}{'most':>6}"
    )
    whole = Proposed()
    for name, text in some or articles("develop"):
        one = proposed(text)
        whole.add(one)
        print(line(name, one))
    print(line("all", whole))


def line(name: str, one: Proposed) -> str:
    mean, each = one.keys / one.sentences, one.suggestions / one.sentences
    return f"{name:24}{one.sentences:10}{one.keys:6}{mean:12.2f}{each:11.2f}{one.most:6}"


if __name__ == "__main__":
    main(sys.argv[1:])
