"""CSV of all rows and columns, beside the shell of SQLite, and beside a window that is alive."""

import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from browser import export_times
from figures import Figure, side_by_side
from peers import SHELL, rival, shell_csv

from models import Query, export_csv, open_store, whole_kind

ROWS = "SELECT * FROM {kind} ORDER BY id"


def figures(path: Path, entries: int) -> Iterator[Figure]:
    theirs = rival(path, entries, export_times)
    store = open_store(path, readonly=True)
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        target, other = Path(folder) / "ours.csv", Path(folder) / "theirs.csv"
        for kind, most in (("entry", 1.5), ("figure", None), ("party", None), ("source", None)):

            def write(kind: str = kind) -> None:
                export_csv(store, Query(kind), whole_kind(kind), target)

            if SHELL:
                command = shell_csv(path, ROWS.format(kind=kind), other)
                ours, shell = side_by_side(write, command, repeats=3)
                name = f"CSV of all {kind} rows, every column"
                yield Figure(name, ours, "sqlite3 -csv", shell, most)
                if kind == "entry":
                    said = theirs.slowest("export")
                    yield Figure("the same", ours, theirs.name, said, 1.0)
        yield Figure(
            "longest wait of the window meanwhile", _longest_wait(store, target), longest=0.05
        )
    store.close()


def _longest_wait(store: object, target: Path) -> float:
    """Return how late the main thread ever was while a worker wrote."""
    worker = threading.Thread(
        target=export_csv, args=(store, Query("entry"), whole_kind("entry"), target)
    )
    waits = [0.0]
    worker.start()
    while worker.is_alive():
        asked = time.perf_counter()
        time.sleep(0.002)
        waits.append(time.perf_counter() - asked - 0.002)
    worker.join()
    return max(waits)
