"""Measure the program on a large store, each action beside a peer or a floor in the same run.

    make bench ARGS="--entries 1000000"          all subjects
    make bench ARGS="export finding"             some of them
    make bench ARGS="--growth finding facets"    at 10,000, 100,000 and 1,000,000 entries
    make bench ARGS="--growth --write"           and write the tables into docs/performance.md

KHORGOS_BENCH_ENTRIES sets the size too (100,000 entries unless told). The samples lie in the folder
for temporary files until they are removed. Each subject runs in a process of its own.
"""

import argparse
import importlib
import json
import os
import platform
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent.parent)]

from figures import Figure, table  # noqa: E402
from peers import calibration  # noqa: E402
from stores import sample  # noqa: E402

PAGE = HERE.parent.parent / "docs" / "performance.md"
BEGIN, END = "<!-- begin of what make bench writes -->", "<!-- end of what make bench writes -->"
SUBJECTS = ("start", "finding", "facets", "writing", "window", "export", "reading")
# These need no store.
BARE = {"reading"}
GROWTH = (10_000, 100_000, 1_000_000)
# The limits are those of a million; how it is below shows whether something grows too fast.
JUDGED = 1_000_000


def measured(subject: str, path: Path, entries: int) -> list[Figure]:
    """Return the figures of one subject from a fresh process; a failure is a line too."""
    command = [sys.executable, __file__, "--one", subject, "--store", str(path)]
    ran = subprocess.run(
        [*command, "--entries", str(entries)], stdout=subprocess.PIPE, text=True, cwd=HERE
    )
    found = [Figure(**json.loads(line)) for line in ran.stdout.splitlines() if line[:1] == "{"]
    if ran.returncode:
        found.append(Figure(f"{subject}: broke off with status {ran.returncode}", 0.0, longest=-1))
    return found


def one(subject: str, path: Path, entries: int) -> None:
    """Measure one subject here and print a line of JSON for each figure."""
    module = importlib.import_module(f"measure_{subject}")
    for figure in module.figures(path, entries):
        print(json.dumps(figure.plain()), flush=True)


def growth(found: dict[int, list[Figure]]) -> str:
    """Return how our times grow from size to size, beside how those of the peer do."""
    by_name = {size: {figure.name: figure for figure in some} for size, some in found.items()}
    sizes = sorted(by_name)
    rows = [["action", *(f"{size:,}" for size in sizes), "ours ×", "theirs ×", ""]]
    for name, last in by_name[sizes[-1]].items():
        some = [by_name[size].get(name) for size in sizes]
        first = some[0]
        if first is None or last.unit != "s" or not first.ours:
            continue
        ours = last.ours / first.ours
        theirs = last.theirs / first.theirs if last.theirs and first.theirs else None
        # Below a few milliseconds the noise grows, not the work.
        slower = theirs is not None and ours > 1.3 * max(1.0, theirs) and last.ours > 0.005
        rows.append(
            [
                name,
                *("" if one is None else one.cells()[1] for one in some),
                f"{ours:.1f}",
                "" if theirs is None else f"{theirs:.1f}",
                "" if theirs is None else ("FASTER GROWTH" if slower else "ok"),
            ]
        )
    widths = [max(len(row[place]) for row in rows) for place in range(len(rows[0]))]
    lines = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    return "\n".join(
        [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]
    )


def machine() -> str:
    """Return where and when this ran, without anything that names the machine."""
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    day = time.strftime("%d %B %Y")
    return f"{day}, {os.cpu_count()} cores, {versions}, load {load} when it began."


def write(tables: str) -> None:
    """Put the tables between the two marks of the page about performance."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{tables}\n\n{END}{after}", encoding="utf-8")


def main() -> int:
    wanted = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    wanted.add_argument("subjects", nargs="*", metavar="SUBJECT", help=", ".join(SUBJECTS))
    size = int(os.environ.get("KHORGOS_BENCH_ENTRIES", "100000"))
    wanted.add_argument("--entries", type=int, default=size)
    wanted.add_argument("--growth", action="store_true", help="at three sizes")
    wanted.add_argument("--write", action="store_true", help="the tables into docs/performance.md")
    wanted.add_argument("--store", type=Path, help="a sample that was made before, only read")
    wanted.add_argument("--one", help=argparse.SUPPRESS)
    asked = wanted.parse_args()
    if strange := set(asked.subjects) - set(SUBJECTS):
        wanted.error(
            f"no subject is called {', '.join(strange)}: choose from {', '.join(SUBJECTS)}"
        )
    if asked.one:
        one(asked.one, asked.store, asked.entries)
        return 0
    found: dict[int, list[Figure]] = {}
    parts = [f"{machine()}\n\n{calibration()}"]
    print(parts[0], flush=True)
    sizes = GROWTH if asked.growth else (asked.entries,)
    for entries in sizes:
        subjects = asked.subjects or SUBJECTS
        bare = BARE.issuperset(subjects)
        path = asked.store or (HERE if bare else sample(entries))
        weight = "" if bare else f", {path.stat().st_size / 1e6:,.0f} MB"
        heading = f"### {entries:,} entries{weight}"
        print(f"\n{heading}\n", flush=True)
        found[entries] = []
        for subject in subjects:
            if subject in BARE and entries != sizes[-1]:
                continue
            print(f"… {subject}", file=sys.stderr, flush=True)
            figures = measured(subject, path, entries)
            judged = subject in BARE or entries >= JUDGED
            found[entries] += figures if judged else [figure.told() for figure in figures]
        parts.append(f"{heading}\n\n{table(found[entries])}")
        print(table(found[entries]), flush=True)
    if asked.growth:
        parts.append(f"### Growth\n\n{growth(found)}")
        print(f"\n{parts[-1]}")
    if asked.write:
        write("\n\n".join(parts))
    return int(any(figure.kept is False for some in found.values() for figure in some))


if __name__ == "__main__":
    sys.exit(main())
