"""Filters, sorts, pages and words as the store answers them; the window's share is in `window`."""

from collections.abc import Iterator
from pathlib import Path

from browser import FILTERS, finding_times
from figures import Figure, middle, seconds, slow
from peers import Rival, bare, rival

from models import KINDS, Filter, Query, Sort, Store, open_store

PAGE = 256
EARLY = "rail tash"
# As they are typed, letter by letter; no query is asked twice.
TYPED = ("ura", "uran", "urani", "sol", "solar", "tas", "tash", "tash r", "tash rail", "jizz")
TYPED += ("цем", "цемент", "завод", "oʻzb", "o'zbek", "水泥", "铁路", "ministry of e", "zarafshon")
SHORT = ("u", "ur", "t", "th", "ц", "це", "水")


def figures(path: Path, entries: int) -> Iterator[Figure]:
    theirs = rival(path, entries, finding_times)
    store = open_store(path, readonly=True)
    yield from _filters(store, theirs)
    yield from _sorts(store, path, theirs)
    yield from _words(store)
    ids = store.ids(Query("entry"))
    some = ids[len(ids) // 2 : len(ids) // 2 + PAGE]
    wanted = ",".join(map(str, some))
    floor = bare(path, f"SELECT * FROM entry WHERE id IN ({wanted})")
    ours = middle([seconds(lambda: store.rows("entry", some)) for _ in range(9)])
    least = middle([seconds(floor) for _ in range(9)])
    yield Figure(f"{PAGE} rows with names and marks", ours, "bare SQLite, bare rows", least)
    store.close()


def _filters(store: Store, theirs: Rival) -> Iterator[Figure]:
    pages, counts = [], []
    # Typed within a second after the store was opened, before anything was read ahead.
    early = seconds(lambda: store.count(Query("entry", filters=(Filter("title", EARLY),))))
    yield Figure("reading ahead, once", seconds(lambda: store.prepare("entry", ())))
    for words in FILTERS:
        query = Query("entry", filters=(Filter("title", words),))
        # As the window asks; what has the words inside others follows with all ids.
        pages.append(seconds(lambda query=query: store.ids(query, limit=PAGE, quick=True)))
        counts.append(seconds(lambda query=query: store.count(query)))
    for name, action, times, most in (
        ("filter typed: first page, slowest", "filter", pages, 0.1),
        ("filter typed: exact count, slowest", "count", counts, 0.3),
    ):
        said = theirs.slowest(*(f"{action} {words}" for words in FILTERS))
        yield Figure(name, max(times), theirs.name, said, most)
    yield Figure("the same count, before words were read ahead", early, theirs.name, said)


def _sorts(store: Store, path: Path, theirs: Rival) -> Iterator[Figure]:
    first, whole, end = {}, {}, {}
    for field in KINDS["entry"].fields:
        query = Query("entry", sort=(Sort(field.key),))
        first[field.key] = seconds(lambda query=query: store.ids(query, limit=PAGE))
        whole[field.key] = seconds(lambda query=query: store.ids(query))
        ids = store.ids(query)
        end[field.key] = seconds(lambda ids=ids: store.rows("entry", ids[-64:]))
    worst = max(first, key=first.__getitem__)
    # Beside the same column, or the quicker of those that were sorted there.
    said = theirs.slowest(f"sort {worst}") or theirs.quickest("sort title", "sort summary")
    name = f"sort by any column: first page (slowest: {worst})"
    yield Figure(name, first[worst], theirs.name, said, 0.1)
    name, said = "sort by title: first page", theirs.slowest("sort title")
    yield Figure(name, first["title"], theirs.name, said, 0.1)
    name, said = "sort by any column: jump to the end", theirs.slowest("end")
    yield Figure(name, max(end.values()), theirs.name, said, 0.01)
    floor = middle([seconds(bare(path, "SELECT id FROM entry ORDER BY title")) for _ in range(3)])
    yield Figure("sort by title: all ids", whole["title"], "bare SQLite", floor)
    slowest = max(whole, key=whole.__getitem__)
    yield Figure(f"sort: all ids, slowest column ({slowest})", whole[slowest])


def _words(store: Store) -> Iterator[Figure]:
    for name, typed, longest in (("3+ letters", TYPED, 0.05), ("1–2 letters", SHORT, 0.15)):
        times = [seconds(lambda one=one: _first_page(store, one)) for one in typed]
        yield Figure(f"words, {name}: first page, p95", slow(times), longest=longest)
    counts = [seconds(lambda one=one: store.count(Query("entry", words=one))) for one in TYPED[::3]]
    yield Figure("words, 3+ letters: exact count, p95", slow(counts))


def _first_page(store: Store, words: str) -> None:
    ids = store.ids(Query("entry", words=words), limit=PAGE, quick=True)
    store.rows("entry", ids[:48])
