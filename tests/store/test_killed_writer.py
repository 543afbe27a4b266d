"""A writer is killed at any moment: nothing acknowledged is lost, and all that is kept agrees.

KHORGOS_KILLS sets how often (200 unless told). The control shows that the same checks notice a
writer that acknowledges too early.
"""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from pathlib import Path

from models import create_store, open_store
from models.journal import read_edits
from models.records import TABLES

KILLS = int(os.environ.get("KHORGOS_KILLS", "200"))
ROUNDS = 4

# Imports once, then forks a writer for each kill; the writer says each step it was promised.
SERVER = textwrap.dedent(
    """
    import os, random, sys
    from pathlib import Path
    from models import FactError, open_store

    EARLY = sys.argv[2] == "early"

    def write(number):
        store = open_store(Path(sys.argv[1]), author="Writer")
        chance = random.Random(number)
        mine = []
        while True:
            if EARLY:
                print("step", 10**9, flush=True)
            try:
                if mine and chance.random() < 0.25:
                    change = store.undo(by=None)
                    mine.pop()
                    print("step", change.step, flush=True)
                    continue
                told = []
                stop = store.listen(lambda change: told.append(change.step))
                with store.step(f"Work {number}", by=None) as step:
                    entry = step.add("entry", {"title": f"Entry {number}", "country": "UZB"})
                    figure = step.add("figure", {"entry": entry, "value": "1000", "unit": "km"})
                    step.set("figure", figure, "value", str(chance.randrange(10**6)))
                    if chance.random() < 0.3:
                        step.remove("entry", entry)
                stop()
                mine.append(told[0])
                print("step", told[0], flush=True)
            except FactError as error:
                print("refused", error.sentence, flush=True)

    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            write(int(line))
        print("child", child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)
    """
)


def replayed(path: Path) -> dict[str, dict[int, dict[str, object]]]:
    """Return the records that the journal says there are."""
    store = open_store(path, author="Checker", readonly=True)
    kinds: dict[str, dict[int, dict[str, object]]] = {name: {} for name in TABLES}
    with store.reading() as connection:
        last = connection.exec_driver_sql("SELECT max(id) FROM step").scalar() or 0
        for number in range(1, last + 1):
            for edit in read_edits(connection, number):
                records = kinds[edit.kind]
                if edit.field is not None:
                    records[edit.record][edit.field] = edit.after
                elif edit.adds:
                    records[edit.record] = dict(edit.after)
                else:
                    del records[edit.record]
    store.close()
    return kinds


def stored(path: Path) -> dict[str, dict[int, dict[str, object]]]:
    store = open_store(path, author="Checker", readonly=True)
    with store.reading() as connection:
        found = {}
        for name, table in TABLES.items():
            rows = connection.execute(table.select()).mappings()
            found[name] = {r["id"]: {k: v for k, v in r.items() if k != "id"} for r in rows}
    store.close()
    return found


def wrong(path: Path, acknowledged: list[int]) -> list[str]:
    """Return all that does not agree in a store whose writer was killed."""
    found = []
    raw = sqlite3.connect(path)
    if raw.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        found.append("the file is damaged")
    if raw.execute("PRAGMA foreign_key_check").fetchall():
        found.append("links lead nowhere")
    steps = {row[0] for row in raw.execute("SELECT id FROM step")}
    lost = [step for step in acknowledged if step not in steps]
    if lost:
        found.append(f"acknowledged steps are lost: {lost[:3]}")
    pointer = raw.execute(
        "SELECT count(*) FROM step s WHERE undone_by IS NOT NULL AND NOT EXISTS "
        "(SELECT 1 FROM step u WHERE u.id = s.undone_by AND u.reverts = s.id)"
    ).fetchone()
    if pointer != (0,):
        found.append("an undo pointer leads to no undo")
    raw.close()
    if replayed(path) != stored(path):
        found.append("the journal tells of other data than there is")
    return found


def kill_writers(path: Path, kills: int, mode: str) -> tuple[list[int], int]:
    """Kill a writer so many times; return the acknowledged steps and how many writers died."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(path), mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert server.stdin is not None
    assert server.stdout is not None
    acknowledged, died, chance = [], 0, random.Random(1)
    assert server.stdout.readline().strip() == "ready"
    for number in range(kills):
        server.stdin.write(f"{number}\n")
        server.stdin.flush()
        patience, heard = chance.randrange(0, 6), 0
        child, killed = 0, False
        while True:
            word = server.stdout.readline().split()
            if word[0] == "gone":
                died += 1
                break
            if word[0] == "child":
                child = int(word[1])
            elif word[0] == "step":
                heard += 1
                acknowledged.append(int(word[1]))
            if child and not killed and heard >= patience:
                time.sleep(chance.random() * 0.006)
                os.kill(child, signal.SIGKILL)
                killed = True
    server.stdin.close()
    server.wait(10)
    server.stdout.close()
    return acknowledged, died


def test_a_killed_writer_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    for round_ in range(ROUNDS):
        path = tmp_path / f"round-{round_}.khorgos"
        create_store(path, author="Tester", seeded=False).close()
        acknowledged, died = kill_writers(path, KILLS // ROUNDS, "honest")
        assert died == KILLS // ROUNDS
        assert len(acknowledged) > died // 2
        assert wrong(path, acknowledged) == []


def test_the_checks_notice_a_writer_that_acknowledges_too_early(tmp_path: Path) -> None:
    path = tmp_path / "control.khorgos"
    create_store(path, author="Tester", seeded=False).close()
    acknowledged, _ = kill_writers(path, 5, "early")
    assert "acknowledged steps are lost" in " ".join(wrong(path, acknowledged))


def test_the_checks_notice_data_that_the_journal_does_not_know(tmp_path: Path) -> None:
    path = tmp_path / "control.khorgos"
    create_store(path, author="Tester").close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE figure SET value = 7 WHERE id = 1")
    raw.commit()
    raw.close()
    assert wrong(path, []) == ["the journal tells of other data than there is"]
