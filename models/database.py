"""The SQLite file itself: open and refuse, one writing connection, a pool of readers, backups.

Never open the file with anything but SQLite while a Database holds it: closing such a handle
drops the process's locks, and another process may then throw away commits.
"""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from threading import RLock

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event
from sqlalchemy.exc import DatabaseError, IntegrityError, OperationalError

from models.errors import Cancelled, Conflict, FactError, StoreUnavailable
from models.folding import teach
from models.turns import Turns

BUSY_SECONDS = 5.0
_TRIES = 3
# So many kB of pages are kept while reading, and while writing, where a page that leaves before the
# commit is written twice; after so many changed rows they are let go.
_READ_KB, _WRITTEN_KB = 6_000, 64_000
_MANY = 10_000
# What gives way asks so often: SQLite takes a dozen steps for a leaf of an index of words.
_STEPS_BETWEEN_QUESTIONS = 50
_UNWANTED = "The answer is no longer wanted."


class Ticket:
    """Lets whoever asked for a read stop it; a stopped read raises Cancelled."""

    def __init__(self) -> None:
        self.cancelled = False
        self._connection: sqlite3.Connection | None = None
        self._lock = RLock()

    def cancel(self) -> None:
        """Stop the read that carries this ticket, now or when it starts."""
        with self._lock:
            self.cancelled = True
            if self._connection is not None:
                self._connection.interrupt()

    @contextmanager
    def covering(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Let ``cancel`` interrupt this connection while the block runs."""
        with self._lock:
            if self.cancelled:
                raise Cancelled(_UNWANTED)
            self._connection = connection
        try:
            with self.heeded():
                yield
        finally:
            with self._lock:
                self._connection = None

    @contextmanager
    def heeded(self) -> Iterator[None]:
        """Raise Cancelled for what SQLite says after ``cancel``: it has several words for it."""
        try:
            yield
        except (sqlite3.Error, DatabaseError) as error:
            if self.cancelled:
                raise Cancelled(_UNWANTED) from error
            raise


_TICKET = "ticket"


def still_wanted(connection: Connection) -> None:
    """Raise Cancelled when the read that has this connection was stopped between two statements."""
    ticket = connection.info.get(_TICKET)
    if ticket is not None and ticket.cancelled:
        raise Cancelled(_UNWANTED)


def driver_of(connection: Connection) -> sqlite3.Connection:
    """Return Python's own connection to SQLite, for what is done by the thousand."""
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)
    return raw


# One invalid byte would otherwise fail the whole SELECT.
_tolerant = partial(str, encoding="utf-8", errors="replace")


class Database:
    """One open SQLite file: a writer that is one at a time, and readers that never wait."""

    def __init__(self, path: Path, *, readonly: bool, immutable: bool = False) -> None:
        self.path = path
        self.immutable = immutable
        self._turns = Turns()
        self._lock = FileLock(lock_path(path), mode=0o600, is_singleton=False, thread_local=False)
        self.locked_out = not readonly and not self._claim()
        self.readonly = readonly or self.locked_out
        self._identity = _identity(path)
        self._readers = self._reader_engine()
        self._writer: Engine | None = None if self.readonly else self._writer_engine()
        self._watch = self._connect(readonly=True)
        self._seen = self._version()

    def _claim(self) -> bool:
        try:
            self._lock.acquire(blocking=False)
        except (Timeout, OSError):
            return False
        return True

    def claim(self) -> bool:
        """Take over the writing if the process that held it has ended; tell whether we write."""
        if self.locked_out and self._claim():
            self.locked_out = self.readonly = False
            self._writer = self._writer_engine()
        return not self.readonly

    def _connect(self, *, readonly: bool) -> sqlite3.Connection:
        mode = "ro" if readonly else "rw"
        address = f"{self.path.absolute().as_uri()}?mode={mode}"
        if self.immutable:
            address += "&immutable=1"
        connection = sqlite3.connect(
            address, uri=True, check_same_thread=False, timeout=BUSY_SECONDS, isolation_level=None
        )
        connection.text_factory = _tolerant
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute(f"PRAGMA cache_size=-{_READ_KB if readonly else _WRITTEN_KB}")
        if readonly:
            connection.execute("PRAGMA trusted_schema=OFF")
            connection.execute("PRAGMA query_only=ON")
        else:
            teach(connection)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        return connection

    def _reader_engine(self) -> Engine:
        engine = create_engine(
            "sqlite://",
            creator=lambda: self._connect(readonly=True),
            pool_size=4,
            max_overflow=8,
            poolclass=QueuePool,
            hide_parameters=True,
        )
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN"))
        return engine

    def _writer_engine(self) -> Engine:
        engine = create_engine(
            "sqlite://",
            creator=lambda: self._connect(readonly=False),
            poolclass=StaticPool,
            hide_parameters=True,
        )
        # A plain BEGIN fails at once when another process has committed since.
        begin = "BEGIN IMMEDIATE"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
        return engine

    @contextmanager
    def reading(self, ticket: Ticket | None = None) -> Iterator[Connection]:
        """Yield a connection that only reads, in a snapshot of its own."""
        with plainly(), self._readers.connect() as connection:
            carried = ticket or Ticket()
            connection.info[_TICKET] = carried
            with carried.covering(driver_of(connection)):
                yield connection

    @contextmanager
    def reading_abreast(self, ticket: Ticket | None = None) -> Iterator[list[Connection]]:
        """Yield two connections that read in one snapshot; one alone while others write a lot."""
        with self.reading(ticket) as first, plainly(), self._readers.connect() as second:
            for _ in range(_TRIES):
                version = self._version()
                for connection in (first, second):
                    connection.rollback()
                    connection.exec_driver_sql("SELECT count(*) FROM meta").fetchone()
                if self._version() == version:
                    yield [first, second]
                    return
            yield [first]

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield the one writing connection inside a transaction that commits at the end.

        Raises StoreUnavailable when the store is read-only, was moved, or is busy.
        """
        if self._writer is None:
            raise StoreUnavailable("This store is open for reading only. Nothing was changed.")
        with self._turns.writer():
            with plainly(), self._writer.begin() as connection:
                raw = driver_of(connection)
                before = raw.total_changes
                yield connection
                self._still_ours()
            if raw.total_changes - before > _MANY:
                # What a paste has gone through is not what is asked for next.
                raw.execute("PRAGMA shrink_memory")

    @contextmanager
    def between_writes(self, ticket: Ticket) -> Iterator[Connection | None]:
        """Yield the writing connection as ``writing`` does, or None unless it is free at once.

        Whoever wants to write meanwhile cancels the ticket, so that the block raises Cancelled.
        """
        with self._turns.between(ticket.cancel) as free:
            if self._writer is None or not free:
                yield None
                return
            with (
                plainly(),
                self._writer.connect() as connection,
                _impatient(connection) as raw,
                connection.begin(),
            ):
                with _giving_way(raw, ticket):
                    yield connection
                self._still_ours()

    def _still_ours(self) -> None:
        # In WAL mode SQLite goes on accepting commits into a file that is no longer there.
        if _identity(self.path) != self._identity:
            raise StoreUnavailable(
                f"{self.path.name} was moved, replaced or deleted while it was open. Put it back, "
                "or open it where it is now. This change was not saved."
            )

    def _version(self) -> int:
        with plainly():
            version: int = self._watch.execute("PRAGMA data_version").fetchone()[0]
        return version

    def moved_on(self) -> bool:
        """Tell whether anybody has committed since the last call."""
        version = self._version()
        seen, self._seen = self._seen, version
        return version != seen

    def backup(self, target: Path) -> None:
        """Copy the store as it is now to a new file, while others go on reading and writing."""
        create_private(target)
        with ExitStack() as unfinished:
            unfinished.callback(target.unlink, missing_ok=True)
            with self.reading() as source, closing(sqlite3.connect(target)) as copy:
                raw = driver_of(source)
                # With a read transaction open the copy never has to start again.
                raw.execute("SELECT count(*) FROM meta").fetchone()
                raw.backup(copy)
            unfinished.pop_all()

    def close(self) -> None:
        """Close every connection and let others write."""
        self._turns.end()
        self._watch.close()
        self._readers.dispose()
        if self._writer is not None:
            self._writer.dispose()
        self._lock.release(force=True)


@contextmanager
def _giving_way(raw: sqlite3.Connection, ticket: Ticket) -> Iterator[None]:
    """Raise Cancelled in the middle of a statement once the ticket is cancelled.

    Not by SQLite's interrupt: FTS5 keeps a page open after a statement that merges, and as long as
    it does SQLite interrupts whatever comes next, the commit and even the rollback.
    """
    raw.set_progress_handler(lambda: ticket.cancelled, _STEPS_BETWEEN_QUESTIONS)
    try:
        with ticket.heeded():
            yield
    finally:
        raw.set_progress_handler(None, 0)


@contextmanager
def _impatient(connection: Connection) -> Iterator[sqlite3.Connection]:
    """Do not wait for another program that writes."""
    raw = driver_of(connection)
    raw.execute("PRAGMA busy_timeout=0")
    try:
        yield raw
    finally:
        raw.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000:.0f}")


def lock_path(path: Path) -> Path:
    """Return the file beside the store whose lock says who may write."""
    return path.with_name(f".{path.name}.lock")


def create_private(path: Path) -> None:
    """Create an empty file that only its owner can read; -wal and -shm inherit the mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError as error:
        raise StoreUnavailable(f"{path.name} is there already. Choose another name.") from error
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be created: {error.strerror}.") from error


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


_SENTENCES = {
    "SQLITE_FULL": "The disk is full. Free some space and try again; this change was not saved.",
    "SQLITE_IOERR": "The disk could not be read or written. This change was not saved.",
    "SQLITE_BUSY": "Another program is writing to the store. Wait a moment and try again.",
    "SQLITE_LOCKED": "Another program is writing to the store. Wait a moment and try again.",
    "SQLITE_READONLY": "The store cannot be written to. Check the rights of its file and folder.",
    "SQLITE_CANTOPEN": "The store's file cannot be opened. Check that it is still there.",
    "SQLITE_CORRUPT": "The store's file is damaged. Open a backup, and keep this file aside.",
    "SQLITE_NOTADB": "The file is not a store of Khorgos, or it is damaged.",
}


def plain_error(error: sqlite3.Error) -> FactError:
    """Return what an error of SQLite means to the user."""
    name = getattr(error, "sqlite_errorname", "") or ""
    if name.startswith("SQLITE_INTERRUPT"):
        return Cancelled(_UNWANTED)
    if name.startswith("SQLITE_CONSTRAINT_FOREIGNKEY"):
        return Conflict("Other records still point here, or what this points to is gone.")
    if name.startswith("SQLITE_CONSTRAINT_UNIQUE"):
        return Conflict("There is already a record with this code.")
    for start, sentence in _SENTENCES.items():
        if name.startswith(start):
            return StoreUnavailable(sentence)
    return StoreUnavailable(f"The store could not do this ({name or type(error).__name__}).")


@contextmanager
def plainly() -> Iterator[None]:
    """Turn what SQLite says of disk, lock and file into a FactError; our own bugs pass."""
    try:
        yield
    except (OperationalError, DatabaseError, IntegrityError) as error:
        if isinstance(error.orig, sqlite3.Error) and _is_of_the_world(error.orig):
            raise plain_error(error.orig) from error
        raise
    except sqlite3.Error as error:
        if _is_of_the_world(error):
            raise plain_error(error) from error
        raise


def _is_of_the_world(error: sqlite3.Error) -> bool:
    # A statement that does not compile is our own bug and must not look like the user's fault.
    return getattr(error, "sqlite_errorname", "SQLITE_ERROR") != "SQLITE_ERROR"
