"""Make a large store of invented records, for trying the program out and for measuring it.

The same seed and size give the same records. They are written past the one door for writing, by
plain statements into a new file: a sample has no history and nothing in it can be undone, which is
also why it is made in minutes and not in days. Apart from that the store is an ordinary one.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from random import Random

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import OperationalError

from models.database import create_private, lock_path, plainly
from models.derived import refresh_all
from models.errors import FactError
from models.folding import teach
from models.making import create_store
from models.sample_actors import COLUMNS as ACTOR_COLUMNS
from models.sample_actors import Actors, Line
from models.sample_records import COLUMNS, ENTRIES_OF_A_SOURCE, Records
from models.sample_words import Words
from models.search import drop_search, rebuild_search

Report = Callable[[float], None]

ENTRIES_OF_AN_ACTOR = 40
_ARTICLES_AT_ONCE = 100
# How much of the time passes before the records, their indexes and the full text are done.
_RECORDS_DONE, _INDEXES_DONE = 0.45, 0.6
_STEPS_BETWEEN_QUESTIONS = 200_000
# What SQLite takes, as measured, to count beside an entry and to make what belongs to it findable.
_STEPS_OF_AN_ENTRY = 400


def make_sample(path: Path, entries: int, *, seed: int, report: Report) -> None:
    """Make a store with so many entries and what belongs to them; never overwrites a file.

    ``report`` is told which part of the work is done (0 to 1). A FactError or KeyboardInterrupt in
    it stops the work, and then nothing is left behind. Raises StoreUnavailable when the file is
    there or cannot be made.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_private(path)
    making = path.with_name(f".{path.name}.making")
    with ExitStack() as unfinished:
        unfinished.callback(_remove, path)
        unfinished.callback(_remove, making)
        _remove(making)
        create_store(making, author="sample", seeded=False).close()
        with plainly(), _writing(making, report) as progress:
            progress.fill(entries, seed)
        making.replace(path)
        lock_path(making).unlink(missing_ok=True)
        unfinished.pop_all()
    report(1.0)


def _remove(path: Path) -> None:
    for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), lock_path(path)):
        leftover.unlink(missing_ok=True)


class _Filling:
    """One new store that is filled: how far it is, and whether it shall go on."""

    def __init__(self, raw: sqlite3.Connection, connection: Connection, report: Report) -> None:
        self._raw, self._connection, self._report = raw, connection, report
        self._done = self._more = 0.0
        self.stopped: FactError | KeyboardInterrupt | None = None
        raw.set_progress_handler(self._go_on, _STEPS_BETWEEN_QUESTIONS)

    def _go_on(self) -> int:
        """Ask in the middle of a long statement; an exception could not leave SQLite by itself."""
        self._done = min(self._done + self._more, 0.99)
        try:
            self._report(self._done)
        except (FactError, KeyboardInterrupt) as stop:
            self.stopped = stop
        return int(self.stopped is not None)

    def fill(self, entries: int, seed: int) -> None:
        """Write all records, then their indexes, then what is found and counted by them."""
        raw = self._raw
        drop_search(self._connection)
        query = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL"
        indexes = raw.execute(query).fetchall()
        for name, _ in indexes:
            raw.execute(f'DROP INDEX "{name}"')
        self._write_records(entries, seed)
        for number, (_, statement) in enumerate(indexes):
            raw.execute(statement)
            share = (number + 1) / len(indexes)
            self._done = _RECORDS_DONE + (_INDEXES_DONE - _RECORDS_DONE) * share
            self._report(self._done)
        questions = entries * _STEPS_OF_AN_ENTRY / _STEPS_BETWEEN_QUESTIONS
        self._more = (1 - _INDEXES_DONE) / max(1.0, questions)
        refresh_all(self._connection)
        rebuild_search(self._connection)
        self._report(1.0)

    def _write_records(self, entries: int, seed: int) -> None:
        words, random = Words(), Random(seed)
        actors = Actors(words, random, max(40, entries // ENTRIES_OF_AN_ACTOR))
        self._insert("actor", ACTOR_COLUMNS, actors.lines)
        records = Records(words, actors, random)
        for number, amount in enumerate(_articles(entries), 1):
            records.article(amount)
            if number % _ARTICLES_AT_ONCE == 0:
                self._flush(records)
                self._done = _RECORDS_DONE * number * ENTRIES_OF_A_SOURCE / entries
                self._report(self._done)
        self._flush(records)
        self._insert("counter", ("prefix", "last"), list(records.last_number.items()))

    def _flush(self, records: Records) -> None:
        for kind, columns in COLUMNS.items():
            self._insert(kind, columns.split(), records.lines[kind])
        records.lines.clear()

    def _insert(self, table: str, columns: Sequence[str], lines: Sequence[Line]) -> None:
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" * len(columns))
        self._raw.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', lines)


def _articles(entries: int) -> Iterator[int]:
    for start in range(0, entries, ENTRIES_OF_A_SOURCE):
        yield min(ENTRIES_OF_A_SOURCE, entries - start)


@contextmanager
def _writing(path: Path, report: Report) -> Iterator[_Filling]:
    """Open a new file that nobody else knows of, where nothing has to be taken back."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-256000"):
            raw.execute(f"PRAGMA {pragma}")
        teach(raw)
        engine = create_engine("sqlite://", creator=lambda: raw)
        with engine.connect() as connection:
            raw.execute("BEGIN IMMEDIATE")
            filling = _Filling(raw, connection, report)
            try:
                yield filling
            except (sqlite3.OperationalError, OperationalError):
                if filling.stopped is not None:
                    raise filling.stopped from None
                raise
            raw.execute("COMMIT")
        raw.set_progress_handler(None, 0)
        for pragma in ("journal_mode=WAL", "main.wal_checkpoint(TRUNCATE)"):
            raw.execute(f"PRAGMA {pragma}")
