"""How well the reader of articles reads, kind by kind, and how long it takes."""

import time
from collections.abc import Iterator
from pathlib import Path

from figures import Figure
from reading_proposals import over
from reading_scores import HERE, TARGETS, read_text, scores, unmarked

LONG = 100_000


def cpu(text: str) -> float:
    """Return the processor's seconds, which do not depend on what else runs."""
    times = []
    for _ in range(3):
        before = time.process_time()
        read_text(text)
        times.append(time.process_time() - before)
    return min(times)


def proposals(folder: str) -> Iterator[Figure]:
    """Yield how much of the articles gets proposals, how many, and how many keys that takes."""
    one = over(folder)
    shares = (
        ("sentences with numbers that get a figure", one.counted_found / (one.counted or 1)),
        ("sentences with both sides that get something", one.both_found / (one.both or 1)),
    )
    for name, share in shares:
        yield Figure(f"reading {folder}: {name}", share, unit="share")
    each = one.suggestions / one.sentences
    yield Figure(f"reading {folder}: suggestions a sentence", each, unit="each")
    yield Figure(
        f"reading {folder}: lines of furniture with any", one.furniture, unit="lines", longest=0
    )
    most = 1.3 if folder == "develop" else None
    keys = one.keys / one.sentences
    yield Figure(f"reading {folder}: keys a sentence", keys, unit="keys", longest=most)


def figures(path: Path, entries: int) -> Iterator[Figure]:
    for folder in ("develop", "unseen"):
        for kind, count in scores(folder).items():
            for name, share in (("precision", count.precision), ("recall", count.recall)):
                least = TARGETS[kind] if folder == "unseen" else None
                title = f"reading {folder}: {name} of {kind}"
                yield Figure(title, share, unit="share", least=least)
        yield from proposals(folder)
    text = "\n\n".join(
        unmarked(one.read_text(encoding="utf-8"))[0]
        for one in sorted((HERE / "reading" / "develop").glob("*.txt"))
    )
    short, long = text[:2_500], (text * (LONG // len(text) + 1))[:LONG]
    read_text(short)
    yield Figure("an article of 2,500 characters", cpu(short), longest=0.1)
    yield Figure("an article of 100,000 characters", cpu(long), longest=2.0)
