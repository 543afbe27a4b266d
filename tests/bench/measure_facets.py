"""Counts per value, over the whole store and under a filter."""

from collections.abc import Iterator
from pathlib import Path

from figures import Figure, middle, seconds
from peers import bare

from models import Filter, Query, open_store

THREE = ("country", "sector", "status")
GROUPED = "SELECT {0}, count(*) FROM entry {1} GROUP BY {0}"


def _floor(path: Path, where: str = "") -> float:
    asked = [bare(path, GROUPED.format(field, where)) for field in THREE]
    return middle([seconds(lambda: [one() for one in asked]) for _ in range(3)])


def figures(path: Path, entries: int) -> Iterator[Figure]:
    store = open_store(path, readonly=True)
    whole = Query("entry")
    yield Figure(
        "three facets, the very first time",
        seconds(lambda: store.facets(whole, THREE)),
        "bare SQLite, three GROUP BY",
        _floor(path),
        longest=0.3,
    )
    times = [seconds(lambda: store.facets(whole, THREE)) for _ in range(5)]
    yield Figure("three facets, unfiltered", middle(times), longest=0.3)
    store.prepare("entry", THREE)
    for name, query, where in (
        ("type", Filter("type", "=loan"), "WHERE type = 'loan'"),
        ("title", Filter("title", "uran"), "WHERE title LIKE '%uran%'"),
    ):
        asked = Query("entry", filters=(query,))
        first = seconds(lambda asked=asked: store.facets(asked, THREE))
        name = f"three facets under a filter on {name}"
        yield Figure(f"{name}, first", first, "bare SQLite", _floor(path, where), longest=0.2)
    worded = Query("entry", words="solar")
    yield Figure(
        "three facets under words, first", seconds(lambda: store.facets(worded, THREE)), longest=0.2
    )
    store.close()
