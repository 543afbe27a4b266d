"""Make a new store, or open one that is there."""

import os
import sqlite3
from contextlib import ExitStack
from getpass import getuser
from pathlib import Path
from uuid import uuid4

from sqlalchemy import create_engine, insert

from models.database import create_private, lock_path, plainly
from models.errors import StoreUnavailable
from models.folding import teach
from models.migrations import NEWEST, create_tables, migrate
from models.opening import open_database, why_readonly
from models.records import META
from models.seeding import seed, seed_countries
from models.store import Store
from models.versions import APPLICATION_ID


def default_author() -> str:
    """Return the login name, for the journal."""
    try:
        return getuser()
    except (KeyError, OSError):
        return "unknown"


def _make_tables(path: Path) -> None:
    raw = sqlite3.connect(path, isolation_level=None)
    teach(raw)
    engine = create_engine("sqlite://", creator=lambda: raw)
    try:
        with plainly(), engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            create_tables(connection, application_id=APPLICATION_ID)
            identity = [{"key": "store_id", "value": str(uuid4())}]
            connection.execute(insert(META), identity)
    finally:
        raw.close()
        engine.dispose()


def _remove_unfinished(path: Path) -> None:
    for leftover in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), lock_path(path)):
        leftover.unlink(missing_ok=True)


def create_store(path: Path, *, author: str | None = None, seeded: bool = True) -> Store:
    """Make a new store; with ``seeded`` it holds the first article. Never overwrites a file.

    A store that cannot be finished is not left behind.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    create_private(path)
    with ExitStack() as unfinished:
        unfinished.callback(_remove_unfinished, path)
        _make_tables(path)
        store = open_store(path, author=author)
        unfinished.callback(store.close)
        seed_countries(store)
        if seeded:
            seed(store, by=None)
        unfinished.pop_all()
    return store


def open_store(path: Path, *, author: str | None = None, readonly: bool = False) -> Store:
    """Open a store, bringing an older one up to date; raises StoreUnavailable with the reason."""
    path = Path(os.path.abspath(path))
    if "://" in str(path):
        raise StoreUnavailable(
            "This version keeps stores in files only. Give the path of a store's file."
        )
    with ExitStack() as unfinished, plainly():
        database, header = open_database(path, newest=NEWEST, readonly=readonly)
        unfinished.callback(database.close)
        if header.version < NEWEST:
            migrate(database, header.version)
        store = Store(database, author=author or default_author(), reason=why_readonly(path))
        unfinished.pop_all()
    return store
