"""DB Browser for SQLite as a user has it, on the same entries: every time is read off its pixels.

A time runs from just before a key or a click is sent until the last change of the pixels asked
after; what the program waits for by itself, as 200 ms before it filters, belongs to it.
"""

import sqlite3
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from screen import LOOK_EACH, PATIENCE, QUIET, TOP, Area, Screen, Shown

NAME = "sqlitebrowser"
TABLE = "entry"
# Those that are pressed come first, for what the window does not show cannot be clicked.
LEADING = ("id", "uid", "title", "summary")
# What is typed into the filter of titles.
FILTERS = ("uran", "jizzakh", "tash rail")
ROUNDS = 3
_SETTINGS = """[checkversion]
enabled=false

[db]
savedefaultlocation=1
defaultlocation={folder}
"""
_GRID = bytes.fromhex("c7c7c7")  # of Qt's style Fusion, which it always uses
# Left of where its dialogs appear, so that one that comes is not taken for rows.
_SEEN = Area(90, 190, 780, 990)
# So far from the right edge of a filter is the cross that empties it.
_CROSS = 15
# Other rows change at least so much of the lines; a cell that is chosen does not.
_PART = 0.2


def plain_table(store: Path, target: Path) -> None:
    """Write the entries of a store into a new file, all columns, with nothing beside them.

    Whoever keeps these rows in DB4S has brought them from a file: no index, no trigger, no link.
    """
    half = target.with_suffix(".making")
    half.unlink(missing_ok=True)
    with closing(sqlite3.connect(f"file:{half}", uri=True)) as made:
        made.execute("ATTACH ? AS store", (f"file:{store}?mode=ro",))
        told = {row[1]: row[2] for row in made.execute(f"PRAGMA store.table_info({TABLE})")}
        names = [*LEADING, *(name for name in told if name not in LEADING)]
        shapes = [
            f'"{name}" INTEGER PRIMARY KEY' if name == "id" else f'"{name}" {told[name]}'
            for name in names
        ]
        made.execute(f"CREATE TABLE main.{TABLE} ({', '.join(shapes)})")
        chosen = ", ".join(f'"{name}"' for name in names)
        made.execute(f"INSERT INTO main.{TABLE} SELECT {chosen} FROM store.{TABLE} ORDER BY id")
        made.commit()
    # What was rolled back in the file before must not be rolled back in this one.
    target.with_name(f"{target.name}-journal").unlink(missing_ok=True)
    half.rename(target)


class Browser:
    """A running DB4S with one table open, or with none."""

    def __init__(self, screen: Screen, file: Path | None, home: Path) -> None:
        settings = home / ".config" / NAME / f"{NAME}.conf"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(_SETTINGS.format(folder=home), encoding="utf-8")
        command = [NAME] if file is None else [NAME, "-t", TABLE, str(file)]
        self.shown, self._screen = Shown(screen, command, home, home), screen
        self._written = home / f"{TABLE}.csv"

    def find(self) -> None:
        """Wait for the rows, and note where they are with headings, filters and their number."""
        self.shown.opened(_SEEN)
        lines = self._screen.lines(Area(0, 0, 800, 1040), every=1)

        def at(x: int, y: int) -> bytes:
            return lines[y][4 * x : 4 * x + 3]

        across = range(_SEEN.left, _SEEN.right, 7)
        self._lines = [y for y in range(_SEEN.top, 1010) if all(at(x, y) == _GRID for x in across)]
        if len(self._lines) < 9:
            raise LookupError("the rows of DB4S were not found on the screen")
        high = self._lines[1] - self._lines[0]
        down = range(self._lines[0] + 1, self._lines[-1] - 1)
        self._edges = [x for x in range(30, _SEEN.right) if all(at(x, y) == _GRID for y in down)]
        if len(self._edges) < len(LEADING) - 1:
            raise LookupError("the columns of DB4S were not found on the screen")
        self._edges.append(_SEEN.right)
        top = self._lines[0] - high
        self._filters, self._headings = top - high // 2, top - high // 2 - high
        self._rows = Area(self._edges[0] + 2, top + 1, _SEEN.right, self._lines[-1])
        self._count = Area(60, self._lines[-1] + high // 2, 300, self._lines[-1] + 2 * high)

    def filter(self, words: str) -> Sequence[float]:
        """Type into the filter of titles; return when the rows and when their number were right."""
        self._screen.click(self._middle("title"), self._filters)
        self.shown.rest(self._rows)
        return self.shown.timed(
            lambda: self._screen.type(words), self._rows, self._count, part=_PART
        )

    def clear(self) -> Sequence[float]:
        """Press the cross in the filter of titles; return as ``filter`` does."""
        x, y = self._edges[LEADING.index("title")] - _CROSS, self._filters
        return self.shown.timed(
            lambda: self._screen.click(x, y), self._rows, self._count, part=_PART
        )

    def sort(self, column: str) -> float:
        """Press the heading of a column; return when the first rows were right."""
        x, y = self._middle(column), self._headings
        return self.shown.timed(lambda: self._screen.click(x, y), self._rows, part=_PART)[0]

    def end(self) -> float:
        """Jump to the last row and back; return when it was painted."""
        self._stand(3)
        took = self.shown.timed(
            lambda: self._screen.press("Control_L", "End"), self._rows, part=_PART
        )[0]
        self._screen.press("Control_L", "Home")
        self.shown.rest(self._rows)
        return took

    def edit(self, row: int, text: str) -> float:
        """Type a title over the one in a row; return when it was painted after Enter.

        It is not on the disk then: that takes another key, which is never pressed here.
        """
        self._stand(row)
        self._screen.type(text)
        time.sleep(QUIET)  # the cursor in the cell blinks, so there is no rest to wait for
        return self.shown.timed(lambda: self._screen.press("Return"), self._rows)[0]

    def export(self) -> float:
        """Write the table as CSV through the dialogs, once; return when the file was whole.

        That the window then says so is not counted.
        """
        self._written.unlink(missing_ok=True)  # or it asks whether to write over it
        # File, Export, Table(s) as CSV; an open menu is a dialog as well. Then save, and where to.
        for keys, dialogs in ((("Alt_L", "f"), 1), (("e",), 2), (("t",), 1), (("Return",), 2)):
            self._screen.press(*keys)
            self._wait(lambda dialogs=dialogs: self._screen.dialogs() == dialogs)
            time.sleep(QUIET)
        begun = grown = time.perf_counter()
        self._screen.press("Return")
        size = 0
        while (now := time.perf_counter()) - grown < 3 * QUIET or not size:
            if now - begun > PATIENCE:
                raise TimeoutError("DB4S did not write a file")
            new = self._written.stat().st_size if self._written.exists() else 0
            if new != size:
                size, grown = new, now
            time.sleep(LOOK_EACH)
        return grown - begun

    def _stand(self, row: int) -> None:
        """Press the title in a row of those that are shown."""
        self._screen.click(self._middle("title"), self._lines[row] - 9)
        self.shown.rest(self._rows)

    def _middle(self, column: str) -> int:
        place = LEADING.index(column)
        return (self._edges[place - 1] + self._edges[place]) // 2

    @staticmethod
    def _wait(until: Callable[[], bool]) -> None:
        begun = time.perf_counter()
        while not until():
            if time.perf_counter() - begun > 10:
                raise TimeoutError("a dialog of DB4S did not appear or did not go")
            time.sleep(0.02)


@contextmanager
def opened(screen: Screen, file: Path | None, home: Path) -> Iterator[Browser]:
    """Yield a DB4S that shows the table of a file, or nothing; it is ended afterwards."""
    browser = Browser(screen, file, home)
    try:
        if file is not None:
            browser.find()
        yield browser
    finally:
        browser.shown.close()
        if file is not None:
            # It was ended with edits that it had not written: they are taken back now.
            with closing(sqlite3.connect(file)) as left:
                left.execute(f"SELECT 1 FROM {TABLE} LIMIT 1").fetchone()


# ---- what the subjects ask for -----------------------------------------------------------------


def start_time(screen: Screen, file: Path | None, home: Path) -> float:
    """Return when a fresh DB4S had painted the first rows of a file; without one its window."""
    browser = Browser(screen, file, home)
    try:
        return browser.shown.opened(TOP if file is None else _SEEN)[0]
    finally:
        browser.shown.close()


def finding_times(screen: Screen, file: Path, home: Path) -> dict[str, list[float]]:
    """Return how long filters, sorts and jumps took in some rounds.

    ``filter WORDS``, ``count WORDS``, ``clear``, ``sort COLUMN``, ``end`` for titles and summaries.
    """
    times: dict[str, list[float]] = defaultdict(list)
    for _ in range(ROUNDS):
        # Afresh each time: a sort stays, and the filters are to be asked of the unsorted table.
        with opened(screen, file, home) as browser:
            _filter_all(browser, times)
            for column in ("title", "summary"):
                times[f"sort {column}"].append(browser.sort(column))
                times["end"].append(browser.end())
    return dict(times)


def export_times(screen: Screen, file: Path, home: Path) -> dict[str, list[float]]:
    """Return how long CSV of the table took, each time from a fresh start."""
    times = []
    for _ in range(ROUNDS):
        with opened(screen, file, home) as browser:
            times.append(browser.export())
    return {"export": times}


def window_times(screen: Screen, file: Path, home: Path) -> dict[str, list[float]]:
    """Return how long filters and edits took, and the most memory after a sort and a jump too."""
    times: dict[str, list[float]] = defaultdict(list)
    with opened(screen, file, home) as browser:
        for _ in range(ROUNDS):
            _filter_all(browser, times)
        browser.sort("title")
        browser.end()
        times["edit"] = [browser.edit(row, f"xyz{row}") for row in range(5, 5 + 2 * ROUNDS)]
        times["peak"] = [browser.shown.peak()]
    return dict(times)


def _filter_all(browser: Browser, times: dict[str, list[float]]) -> None:
    for words in FILTERS:
        rows, count = browser.filter(words)
        times[f"filter {words}"].append(rows)
        times[f"count {words}"].append(count)
        times["clear"].append(browser.clear()[0])
