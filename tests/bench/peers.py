"""Who the program is measured beside: SQLite itself, its shell, and DB Browser for SQLite."""

import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import browser
from screen import Screen, missing, screen
from stores import plain

SHELL = "/usr/bin/sqlite3" if Path("/usr/bin/sqlite3").exists() else shutil.which("sqlite3")
MEASURED = "DB4S"
TRIES = 3

# DB Browser for SQLite 3.12.2 on entries of 360 bytes without indexes, as measured once on 2 × AMD
# EPYC. They stand in where it cannot be run, and are not to be relied on: see docs/performance.md.
RECORDED = "DB4S, recorded, scaled"
BROWSER_SECONDS = {
    100_000: {
        "open": 0.61,
        "filter uran": 0.34,
        "sort title": 1.1,
        "end": 1.1,
        "edit": 0.03,
        "export": 0.44,
    },
    1_000_000: {
        "open": 0.79,
        "filter uran": 0.71,
        "count uran": 1.5,
        "sort title": 4.9,
        "end": 18.8,
        "edit": 0.027,
        "export": 4.96,
    },
}
BROWSER_PEAK_MB = 211.0


# What SQLite itself took for this over 100,000 such rows without indexes, where DB4S was measured.
_CALIBRATION = "SELECT * FROM entry ORDER BY title LIMIT 100"
CALIBRATION_SECONDS = 0.040
_SHAPE = """
    CREATE TABLE entry AS WITH RECURSIVE n(i) AS (
        SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 99999
    )
    SELECT i AS id,
        printf('%08x and a title of usual length', i * 2654435761 % 4294967296) AS title,
        'KAZ' AS country, 'loan' AS type, '40' AS status, '230' AS sector, i * 1.25 AS amount,
        'USD' AS currency, '2023-10-06' AS start_date, '2025' AS end_date,
        'a place of it' AS place, 'found' AS review, 0 AS umbrella, i % 7 AS sources,
        hex(zeroblob(90)) AS summary,
        'a short note for colleagues' AS notes
    FROM n
"""


@cache
def slowness() -> float:
    """Return how many times longer SQLite takes for the same than where DB4S was measured."""
    with tempfile.TemporaryDirectory(prefix="khorgos-bench-") as folder:
        connection, times = sqlite3.connect(Path(folder) / "calibration.sqlite3"), []
        connection.execute(_SHAPE)
        for _ in range(9):
            begun = time.perf_counter()
            connection.execute(_CALIBRATION).fetchall()
            times.append(time.perf_counter() - begun)
        connection.close()
    return statistics.median(times) / CALIBRATION_SECONDS


def calibration() -> str:
    """Return in a sentence how DB4S is measured: in this run, or from a scaled record."""
    if not (lacking := lacks()):
        return (
            "DB4S is DB Browser for SQLite on the same entries in a plain table, measured in this "
            "run by the pixels of its window."
        )
    return (
        f"DB4S was not measured, for {lacking} is not installed. "
        f"SQLite takes {slowness():.2f} × as long to find the first 100 of 100,000 rows by title "
        "as it took where DB4S was recorded, so the recorded times are multiplied by that."
    )


def lacks() -> str:
    """Return what is not installed that measuring DB4S needs, or nothing."""
    return missing(browser.NAME)


@dataclass(frozen=True)
class Rival:
    """What DB4S took: its name for the table, and the median of each action that was measured."""

    name: str
    times: Mapping[str, float]

    def slowest(self, *actions: str) -> float | None:
        """Return the longest of some actions; None where none was measured."""
        return max((self.times[one] for one in actions if one in self.times), default=None)

    def quickest(self, *actions: str) -> float | None:
        return min((self.times[one] for one in actions if one in self.times), default=None)


@contextmanager
def stage(path: Path) -> Iterator[tuple[Screen, Path, Path]]:
    """Yield a screen, the plain table of a sample, and a home for programs on the same disk."""
    with screen() as shown, tempfile.TemporaryDirectory(prefix="home-", dir=path.parent) as home:
        yield shown, plain(path), Path(home)


def rival(
    path: Path, entries: int, measure: Callable[[Screen, Path, Path], Mapping[str, Sequence[float]]]
) -> Rival:
    """Return what DB4S takes on the entries of a sample, or what is recorded of it, scaled."""
    # A dialog that comes late takes a click to itself, so a second try is worth its time.
    for _ in range(0 if lacks() else TRIES):
        try:
            with stage(path) as (shown, file, home):
                times = measure(shown, file, home)
            return Rival(MEASURED, {name: statistics.median(some) for name, some in times.items()})
        except (OSError, LookupError) as error:
            print(f"DB4S could not be measured: {error}", file=sys.stderr, flush=True)
    return recorded(entries)


def recorded(entries: int) -> Rival:
    """Return what DB4S once took at this size, scaled; nothing at a size that was not measured."""
    once = BROWSER_SECONDS.get(entries, {})
    times = {action: seconds * slowness() for action, seconds in once.items()}
    return Rival(RECORDED, {**times, "peak": BROWSER_PEAK_MB} if times else {})


def bare(path: Path, statement: str) -> Callable[[], object]:
    """Return SQLite itself doing this, through Python's own module."""
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.execute("PRAGMA cache_size=-64000")
    return lambda: connection.execute(statement).fetchall()


def shell_csv(path: Path, statement: str, target: Path) -> Callable[[], object]:
    """Return the shell of SQLite writing this as CSV to a file."""

    def write() -> None:
        assert SHELL
        with target.open("wb") as file:
            command = [SHELL, "-readonly", "-csv", "-header", str(path), statement]
            subprocess.run(command, stdout=file, check=True)

    return write
