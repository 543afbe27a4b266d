"""Who the program is measured beside: SQLite itself, its shell, and DB Browser for SQLite."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

SHELL = "/usr/bin/sqlite3" if Path("/usr/bin/sqlite3").exists() else shutil.which("sqlite3")
BROWSER = shutil.which("sqlitebrowser")

# DB Browser for SQLite 3.12.2 on entries of 360 bytes without indexes, as measured once on 2 × AMD
# EPYC (docs/performance.md tells how). They stand in where it is not installed.
RECORDED = "DB4S, recorded"
BROWSER_SECONDS = {
    100_000: {"open": 0.61, "filter": 0.34, "sort": 1.1, "end": 1.1, "edit": 0.03, "export": 0.44},
    1_000_000: {
        "open": 0.79,
        "filter": 0.71,
        "count": 1.5,
        "sort": 4.9,
        "end": 18.8,
        "edit": 0.027,
        "export": 4.96,
    },
}
BROWSER_PEAK_MB = 211.0


def recorded(action: str, entries: int) -> float | None:
    """Return what DB4S took at this size, as recorded; None at a size that was not measured."""
    return BROWSER_SECONDS.get(entries, {}).get(action)


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
