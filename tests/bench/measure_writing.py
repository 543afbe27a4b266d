"""One edit on the disk, a paste of 100,000 cells and its undo, while the window must answer."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from figures import Figure, seconds, slow
from stores import copy_of

from models import Block, Query, Store, apply_block, open_store, plan_block

EDITS = 60
ROWS, FIELDS = 25_000, ("title", "sector", "status", "start")
LATE = "the window's longest wait during {}"


def figures(path: Path, entries: int) -> Iterator[Figure]:
    with copy_of(path) as copy:
        store = open_store(copy, author="Bench")
        yield from _edits(store, copy.parent)
        yield from _paste(store)
        store.close()


def _edits(store: Store, folder: Path) -> Iterator[Figure]:
    ids = store.ids(Query("entry"))
    bare = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        bare.execute(f"PRAGMA {pragma}")
    bare.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, title TEXT)")
    bare.execute("INSERT INTO t VALUES (1, '')")
    ours, theirs = [], []
    for number in range(EDITS):
        record, title = ids[number * (len(ids) // EDITS)], f"Title {time.time_ns()}"
        ours.append(seconds(partial(_edit, store, record, title)))
        theirs.append(seconds(partial(bare.execute, "UPDATE t SET title = ?", (title,))))
    bare.close()
    yield Figure(
        "cell edit, durable and journalled, p95", slow(ours), "a bare fsync", slow(theirs),
        longest=0.016,
    )  # fmt: skip
    # The very first also compiles its statements, once in a run of the program.
    yield Figure(f"the slowest of {EDITS - 1} after the first", max(ours[1:]), longest=0.05)


def _edit(store: Store, record: int, title: str) -> None:
    with store.step("Edit", by=None) as step:
        step.set("entry", record, "title", title)


def _paste(store: Store) -> Iterator[Figure]:
    rows = min(ROWS, store.count(Query("entry")))
    records = tuple(store.ids(Query("entry"))[:rows])
    texts = tuple(
        (f"Pasted {number}", "Health", "Commitment", f"20{number % 25:02}-0{number % 9 + 1}")
        for number in range(rows)
    )
    block = Block("entry", FIELDS, records, texts)

    def paste() -> None:
        plan = plan_block(store, block, lambda _: None)
        assert not plan.refusals
        apply_block(store, plan, "Paste", by=None, report=lambda _: None)

    amount = rows * len(FIELDS)
    took, late = _beside_a_window(paste)
    yield Figure(f"paste of {amount:,} cells, journalled", took, longest=5.0)
    yield Figure(LATE.format("the paste"), late, longest=0.05)
    took, late = _beside_a_window(lambda: store.undo(by=None))
    yield Figure("undo of that paste", took, longest=5.0)
    yield Figure(LATE.format("the undo"), late, longest=0.05)


def _beside_a_window(work: Callable[[], object]) -> tuple[float, float]:
    """Return how long the work took in a thread, and how late this thread ever was meanwhile."""
    took: list[float] = []
    worker = threading.Thread(target=lambda: took.append(seconds(work)))
    late = 0.0
    worker.start()
    while worker.is_alive():
        asked = time.perf_counter()
        time.sleep(0.002)
        late = max(late, time.perf_counter() - asked - 0.002)
    worker.join()
    return took[0], late
