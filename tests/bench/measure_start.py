"""From the start of the process to the painted window, and to the first rows.

Beside a bare window both are timed inside the process; beside DB4S both are read off a screen, in
turns, by the same rule: when an area had most of what it shows in the end.
"""

import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from browser import start_time
from figures import Figure, middle
from peers import MEASURED, Rival, rival
from screen import TOP, Area, Screen, Shown

PROBE = Path(__file__).with_name("probe_start.py")
ROOT = PROBE.parent.parent.parent
REPEATS = 5
# Titles, in the first rows as in the table that takes their place.
TITLES = Area(400, 150, 700, 560)


def figures(path: Path, entries: int) -> Iterator[Figure]:
    _moments("bare")
    _moments("ours", str(path))
    windows, rows, ready, bare = [], [], [], []
    for _ in range(REPEATS):
        bare.append(_moments("bare")[0])
        moments = _moments("ours", str(path))
        windows.append(moments[0])
        rows.append(moments[1])
        ready.append(moments[-1])
    yield Figure(
        "start: the window painted", middle(windows), "a bare window, qdarkstyle", middle(bare), 1.2
    )
    theirs = rival(path, entries, lambda *stage: _on_screen(path, *stage))
    name = "start: first rows painted"
    if theirs.name == MEASURED:
        yield from _seen(theirs, name)
    else:
        yield Figure(name, middle(rows), theirs.name, theirs.slowest("open"), 0.7)
    yield Figure("start: the table ready to work in", middle(ready))


def _seen(theirs: Rival, name: str) -> Iterator[Figure]:
    times = theirs.times
    yield Figure(f"{name}, on screen", times["our rows"], theirs.name, times["open"], 0.7)
    label = f"{theirs.name} without a file"
    yield Figure("start: the window, on screen", times["our window"], label, times["empty"])


def _on_screen(
    store: Path, screen: Screen, file: Path, home: Path
) -> Mapping[str, Sequence[float]]:
    """Return the times of both programs in turns; the first turn only warms them up."""
    times: dict[str, list[float]] = defaultdict(list)
    for turn in range(REPEATS + 1):
        window, rows = _ours(store, screen, home)
        empty, opened = start_time(screen, None, home), start_time(screen, file, home)
        if turn:
            times["our window"].append(window)
            times["our rows"].append(rows)
            times["empty"].append(empty)
            times["open"].append(opened)
    return times


def _ours(store: Path, screen: Screen, home: Path) -> tuple[float, float]:
    command = [sys.executable, "-m", "gui", "--store", str(store)]
    program = Shown(screen, command, home, ROOT)
    try:
        window, rows = program.opened(TOP, TITLES)
        return window, rows
    finally:
        program.close()


def _moments(*arguments: str) -> list[float]:
    """Return after how many seconds each thing was painted."""
    begun = time.time()
    ran = subprocess.run(
        [sys.executable, str(PROBE), *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    return [float(line) - begun for line in ran.stdout.split()]
