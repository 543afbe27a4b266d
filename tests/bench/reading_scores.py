"""Precision and recall of the reader on labelled articles, kind by kind; prints no words.

python tests/bench/reading_scores.py develop
python tests/bench/reading_scores.py develop --wrong    says what was missed and invented
"""

import argparse
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent.parent)]

from models.reading.reading import Mention, read_text  # noqa: E402

KINDS = ("country", "date", "money", "quantity", "place", "organisation", "person")
TARGETS = dict(zip(KINDS, (0.95, 0.95, 0.95, 0.95, 0.85, 0.85, 0.85), strict=True))
VALUED = {"country", "date", "money", "quantity"}
MARK = re.compile(r"⟦(\w+)(?: ([^|⟧]*))?\|([^⟧]*)⟧")


@dataclass
class Count:
    """How many mentions of a kind were right, invented and missed."""

    right: int = 0
    invented: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        found = self.right + self.invented
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        there = self.right + self.missed
        return self.right / there if there else 1.0


def unmarked(marked: str) -> tuple[str, list[Mention]]:
    """Return the article without its marks, and the mentions that were marked."""
    text, labels, before = "", [], 0
    for found in MARK.finditer(marked):
        text += marked[before : found.start()]
        start = len(text)
        text += found[3]
        labels.append(Mention(found[1], found[3], start, len(text), found[2] or ""))
        before = found.end()
    return text + marked[before:], labels


def same(one: Mention, other: Mention) -> bool:
    """Tell whether a mention that was found is one that was marked."""
    if one.kind != other.kind or one.start >= other.end or other.start >= one.end:
        return False
    if one.kind in VALUED:
        return one.value == other.value
    return words(one.text) == words(other.text)


def words(text: str) -> list[str]:
    plain = re.sub(r"['’]s?$", "", re.sub(r"^the\s+", "", text.casefold()))
    return re.findall(r"\w+", plain)


def compare(
    found: Sequence[Mention], labels: Sequence[Mention]
) -> tuple[list[Mention], list[Mention], list[Mention]]:
    """Return what was right, invented and missed; a mark is found once."""
    left = list(labels)
    right, invented = [], []
    for one in found:
        match = next((label for label in left if same(one, label)), None)
        if match is None:
            invented.append(one)
        else:
            left.remove(match)
            right.append(one)
    return right, invented, left


def scores(folder: str, *, wrong: bool = False) -> dict[str, Count]:
    """Return the counts of each kind over the articles of a folder."""
    counts = {kind: Count() for kind in KINDS}
    for path in sorted((HERE / "reading" / folder).glob("*.txt")):
        text, labels = unmarked(path.read_bytes().decode("utf-8"))
        right, invented, missed = compare(read_text(text).mentions, labels)
        for one in right:
            counts[one.kind].right += 1
        for one in invented:
            counts[one.kind].invented += 1
        for one in missed:
            counts[one.kind].missed += 1
        if wrong:
            show(path.name, text, invented, missed)
    return counts


def show(name: str, text: str, invented: Sequence[Mention], missed: Sequence[Mention]) -> None:
    for sign, some in (("+", invented), ("-", missed)):
        for one in some:
            near = text[max(0, one.start - 25) : one.end + 25].replace("\n", " ")
            print(f"{name[:2]} {sign} {one.kind:12} {one.text!r} {one.value!r}   …{near}…")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("folder", choices=("develop", "unseen"))
    asked.add_argument("--wrong", action="store_true")
    given = asked.parse_args()
    print(f"{'kind':14}{'precision':>10}{'recall':>8}{'right':>7}{'invented':>10}{'missed':>8}")
    found = scores(given.folder, wrong=given.wrong and given.folder == "develop")
    for kind, one in found.items():
        print(
            f"{kind:14}{one.precision:10.3f}{one.recall:8.3f}{one.right:7}{one.invented:10}{one.missed:8}"
        )


if __name__ == "__main__":
    main()
