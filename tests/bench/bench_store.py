"""What a large store costs: each figure beside a floor measured in the same run.

KHORGOS_BENCH_ENTRIES sets the size (100,000 entries unless told).
"""

import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from big_store import make_big_store

from models import Query, Scope, Sort, Store, open_store

ENTRIES = int(os.environ.get("KHORGOS_BENCH_ENTRIES", "100000"))
REPEATS = 7


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("bench") / "big.khorgos"
    make_big_store(path, ENTRIES, seed=1)
    store = open_store(path, author="Bench")
    yield store
    store.close()


def median_ms(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return 1000 * statistics.median(times)


def tell(name: str, ours: float, floor: float) -> None:
    print(f"\n{name:34s} {ours:9.2f} ms  floor {floor:9.2f} ms  ratio {ours / floor:6.2f}")


def raw(store: Store, statement: str) -> Callable[[], object]:
    connection = sqlite3.connect(f"file:{store.path}?mode=ro", uri=True)
    return lambda: connection.execute(statement).fetchall()


def test_all_ids(big: Store) -> None:
    ours = median_ms(lambda: big.ids(Query("entry")))
    tell("all ids", ours, median_ms(raw(big, "SELECT id FROM entry ORDER BY id")))


def test_ids_sorted_by_title(big: Store) -> None:
    ours = median_ms(lambda: big.ids(Query("entry", sort=(Sort("title"),))))
    tell("ids by title", ours, median_ms(raw(big, "SELECT id FROM entry ORDER BY title")))


def test_first_page_of_a_sort(big: Store) -> None:
    query = Query("entry", sort=(Sort("title"),))
    ours = median_ms(lambda: big.ids(query, limit=256))
    floor = median_ms(raw(big, "SELECT id FROM entry ORDER BY title LIMIT 256"))
    tell("first 256 by title", ours, floor)


def test_a_page_of_rows(big: Store) -> None:
    ids = big.ids(Query("entry"))[:32]
    wanted = ",".join(map(str, ids))
    ours = median_ms(lambda: big.rows("entry", ids))
    floor = median_ms(raw(big, f"SELECT * FROM entry WHERE id IN ({wanted})"))
    tell("a page of 32 rows, names and marks", ours, floor)


def test_counts_of_the_tree(big: Store) -> None:
    floor = "SELECT country, sector, count(*) FROM entry GROUP BY 1, 2"
    tell("counts of the tree", median_ms(big.counts), median_ms(raw(big, floor)))


def test_a_country(big: Store) -> None:
    query = Query("entry", scope=Scope(country="UZB"))
    floor = "SELECT id FROM entry WHERE country='UZB' ORDER BY id"
    tell("ids of a country", median_ms(lambda: big.ids(query)), median_ms(raw(big, floor)))


def test_a_durable_edit(big: Store, tmp_path: Path) -> None:
    record = big.ids(Query("entry"), limit=1)[0]

    def edit() -> None:
        with big.step("Edit", by=None) as step:
            step.set("entry", record, "title", f"Title {time.time_ns()}")

    bare = sqlite3.connect(tmp_path / "bare.sqlite3", isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, title TEXT)")
    bare.execute("INSERT INTO t VALUES (1, '')")
    floor = median_ms(lambda: bare.execute("UPDATE t SET title = ?", (str(time.time_ns()),)))
    tell("an edit on the disk, journalled", median_ms(edit), floor)
    bare.close()
