"""From the start of the process to the painted window, and to the first rows."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from figures import Figure, middle
from peers import RECORDED, recorded

PROBE = Path(__file__).with_name("probe_start.py")
REPEATS = 5


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
    yield Figure(
        "start: first rows painted", middle(rows), RECORDED, recorded("open", entries), 0.7
    )
    yield Figure("start: the table ready to work in", middle(ready))


def _moments(*arguments: str) -> list[float]:
    """Return after how many seconds each thing was painted."""
    begun = time.time()
    ran = subprocess.run(
        [sys.executable, str(PROBE), *arguments], stdout=subprocess.PIPE, text=True, check=True
    )
    return [float(line) - begun for line in ran.stdout.split()]
