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
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models import KINDS, Store, create_store, open_store
from models.folding import teach
from models.journal import last_step, read_edits
from models.records import TABLES

KILLS = int(os.environ.get("KHORGOS_KILLS", "200"))
ROUNDS = 4
# A line without its end was torn by the kill, and nobody was told anything by it.
END = " is kept."
Records = dict[str, dict[int, dict[str, object]]]
Step = tuple[int, str]

# Imports once, then forks a writer for each kill; the writer says each step it was promised.
SERVER = textwrap.dedent(
    """
    import os, random, sys
    from pathlib import Path
    from models import FactError, open_store, tidying

    # Most merges are begun and not done when the writer is killed.
    tidying.SLICE = 1
    EARLY = sys.argv[2] == "early"
    END = "is kept."

    def write(number):
        store = open_store(Path(sys.argv[1]), author="Writer")
        chance = random.Random(number)
        mine, done = [], 0
        while True:
            try:
                if chance.random() < 0.3:
                    store.tidy()
                if mine and chance.random() < 0.25:
                    change = store.undo(by=None)
                    mine.pop()
                    print("step", change.step, change.label, END, flush=True)
                    continue
                told = []
                stop = store.listen(lambda change: told.append(change.step))
                # No label is given twice, so that a lost step is missed even where a later
                # writer was given its number.
                done += 1
                label = f"Work {number}.{done}"
                with store.step(label, by=None) as step:
                    entry = step.add("entry", {"title": f"Entry {number}", "country": "UZB"})
                    figure = step.add("figure", {"entry": entry, "value": "1000", "unit": "km"})
                    step.set("figure", figure, "value", str(chance.randrange(10**6)))
                    if chance.random() < 0.3:
                        step.remove("entry", entry)
                    if EARLY:
                        number_of_it = store.steps(limit=1)[0].id + 1
                        print("step", number_of_it, label, END, flush=True)
                stop()
                mine.append(told[0])
                if not EARLY:
                    print("step", told[0], label, END, flush=True)
            except FactError as error:
                print("refused", error.sentence, flush=True)

    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            write(int(line))
        print("child", child, flush=True)
        os.waitpid(child, 0)
        print("\\ngone", flush=True)
    """
)


def replayed(store: Store) -> Records:
    """Return the records that the journal says there are."""
    kinds: Records = {name: {} for name in TABLES}
    with store.reading() as connection:
        for number in range(1, last_step(connection) + 1):
            for edit in read_edits(connection, number):
                records = kinds[edit.kind]
                if edit.field is not None:
                    records[edit.record][edit.field] = edit.after
                elif edit.adds:
                    assert isinstance(edit.after, dict)
                    records[edit.record] = dict(edit.after)
                else:
                    del records[edit.record]
    return kinds


def stored(store: Store) -> Records:
    """Return the records that there are, without what is counted beside them."""
    found: Records = {}
    with store.reading() as connection:
        for name, table in TABLES.items():
            keys = [field.key for field in KINDS[name].stored]
            rows = connection.execute(table.select()).mappings()
            found[name] = {row["id"]: {key: row[key] for key in keys} for row in rows}
    return found


def newest_in_force(raw: sqlite3.Connection) -> str | None:
    """Return the label of the step that undo should take back, from the order of steps alone."""
    in_force: dict[int, str] = {}
    labels: dict[int, str] = {}
    query = "SELECT id, label, reverts, redoes FROM step ORDER BY id"
    for number, label, reverts, redoes in raw.execute(query):
        labels[number] = label
        if reverts is None:
            in_force[number] = label
        elif redoes:
            in_force[reverts] = labels[reverts]
        else:
            del in_force[reverts]
    return in_force[max(in_force)] if in_force else None


def finds_what_is_there(raw: sqlite3.Connection) -> bool:
    """Tell whether the indexes of words hold just what the records say."""
    teach(raw)
    try:
        for index in ("search_entry", "search_figure"):
            raw.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
    except sqlite3.DatabaseError:
        return False
    finally:
        raw.rollback()
    return True


def wrong(path: Path, acknowledged: list[Step]) -> list[str]:
    """Return all that does not agree in a store whose writer was killed."""
    found = []
    raw = sqlite3.connect(path)
    if raw.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
        found.append("the file is damaged")
    if raw.execute("PRAGMA foreign_key_check").fetchall():
        found.append("links lead nowhere")
    if not finds_what_is_there(raw):
        found.append("the index of words is another than the texts")
    steps = set(raw.execute("SELECT id, label FROM step"))
    if lost := [step for step in acknowledged if step not in steps]:
        found.append(f"acknowledged steps are lost: {lost[:3]}")
    undoable = newest_in_force(raw)
    raw.close()
    store = open_store(path, author="Checker", readonly=True)
    if store.undo_label != undoable:
        found.append("the undo pointer does not agree with the steps")
    if replayed(store) != stored(store):
        found.append("the journal tells of other data than there is")
    store.close()
    return found


def killed(server: "subprocess.Popen[str]", number: int, chance: random.Random) -> list[Step]:
    """Let one writer work, kill it at a moment that nobody chose; return what it acknowledged."""
    assert server.stdin is not None
    assert server.stdout is not None
    server.stdin.write(f"{number}\n")
    server.stdin.flush()
    acknowledged: list[Step] = []
    patience, child, shot = chance.randrange(0, 6), 0, False
    while True:
        line = server.stdout.readline().rstrip("\n")
        word, _, rest = line.partition(" ")
        if word == "gone":
            return acknowledged
        if word == "child":
            child = int(rest)
        elif word == "step" and rest.endswith(END):
            step, _, label = rest.removesuffix(END).partition(" ")
            acknowledged.append((int(step), label))
        elif not shot:
            pytest.fail(f"The writer could not work: {word} {rest}")
        if child and not shot and len(acknowledged) >= patience:
            time.sleep(chance.random() * 0.012)
            os.kill(child, signal.SIGKILL)
            shot = True


@contextmanager
def warm_server(path: Path, mode: str) -> Iterator["subprocess.Popen[str]"]:
    """Start the process that forks a writer for each number it is told."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(path), mode],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        assert server.stdout.readline().strip() == "ready"
        yield server
    finally:
        server.stdin.close()
        server.wait(10)
        server.stdout.close()


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_killed_writer_loses_nothing_it_acknowledged(round_: int, tmp_path: Path) -> None:
    path = tmp_path / "round.khorgos"
    create_store(path, author="Tester", seeded=False).close()
    acknowledged: list[Step] = []
    chance = random.Random(round_)
    with warm_server(path, "honest") as server:
        for number in range(KILLS // ROUNDS):
            acknowledged += killed(server, number, chance)
            assert wrong(path, acknowledged) == [], f"after kill {number}"
    assert len(acknowledged) > KILLS // ROUNDS // 2


def test_the_checks_notice_a_writer_that_acknowledges_too_early(tmp_path: Path) -> None:
    path = tmp_path / "control.khorgos"
    create_store(path, author="Tester", seeded=False).close()
    acknowledged: list[Step] = []
    chance = random.Random(1)
    with warm_server(path, "early") as server:
        for number in range(100):
            acknowledged += killed(server, number, chance)
            if found := wrong(path, acknowledged):
                break
    assert "acknowledged steps are lost" in " ".join(found)


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ("UPDATE figure SET value = 7 WHERE id = 1", "the journal tells of other data than"),
        ("DELETE FROM edit WHERE id = (SELECT max(id) FROM edit)", "the journal tells of other"),
        ("UPDATE step SET undone_by = NULL", "the undo pointer does not agree"),
        ("DELETE FROM entry WHERE id = 1", "links lead nowhere"),
        ("DELETE FROM search_entry_data WHERE id > 10", "the index of words is another than"),
    ],
)
def test_the_checks_notice_damage(damage: str, complaint: str, tmp_path: Path) -> None:
    path = tmp_path / "control.khorgos"
    store = create_store(path, author="Tester")
    with store.step("Taken back", by=None) as step:
        step.set("figure", 2, "value", "60000")
    store.undo(by=None)
    store.close()
    assert wrong(path, []) == []

    raw = sqlite3.connect(path)
    teach(raw)
    raw.execute(damage)
    raw.commit()
    raw.close()

    assert complaint in " ".join(wrong(path, []))
