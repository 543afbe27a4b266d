"""Bring an older store up to date in place: ordered steps, each in a transaction, after a backup.

A migration is one line in MIGRATIONS and one function that receives alembic's operations, so that
it is written once for every database. Table rebuilds ("batch mode") run with foreign keys off,
because SQLite's DROP TABLE deletes the rows that point there.
"""

import sqlite3
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, Integer, String, create_engine, event, inspect, text
from sqlalchemy.exc import SAWarning
from sqlalchemy.schema import CreateIndex

from models.database import Database, plainly
from models.derived import refresh_all
from models.errors import StoreUnavailable
from models.folding import teach
from models.kinds import KINDS
from models.records import METADATA
from models.search import create_search, drop_search, rebuild_search

if TYPE_CHECKING:
    from alembic.operations import Operations


@dataclass(frozen=True)
class Migration:
    """What leads to one store version from the one before."""

    version: int
    name: str
    apply: Callable[["Operations"], None]


def _count_beside_entries(op: "Operations") -> None:
    """Add views, and what is counted beside each entry."""
    for name in ("evidence", "sources"):
        op.add_column("entry", Column(name, Integer(), nullable=False, server_default="0"))
    METADATA.tables["view"].create(op.get_bind())
    op.drop_index("ix_edit_kind_record", "edit")


def _count_beside_all(op: "Operations") -> None:
    """Add kept files, scores, and what of each record is bare, contested or left."""
    op.add_column("source", Column("original", String()))
    there = {
        kind: {column["name"] for column in inspect(op.get_bind()).get_columns(kind)}
        for kind in KINDS
    }
    for kind in KINDS.values():
        for key in kind.kept:
            if key not in there[kind.name]:
                op.add_column(kind.name, Column(key, Integer(), server_default="0"))
    METADATA.tables["original"].create(op.get_bind())
    _finish(op.get_bind())


def _finish(connection: Connection) -> None:
    """Make the newest indexes, and count what stands beside each record."""
    _make_indexes(connection)
    refresh_all(connection)


def _make_indexes(connection: Connection) -> None:
    for table in METADATA.tables.values():
        for index in table.indexes:
            connection.execute(CreateIndex(index, if_not_exists=True))


# Version 1 is the first released store; a change of its tables is a line here.
MIGRATIONS: tuple[Migration, ...] = (
    Migration(2, "Count beside entries, name views", _count_beside_entries),
    Migration(3, "Keep files, count beside all records", _count_beside_all),
)
NEWEST = max((migration.version for migration in MIGRATIONS), default=1)


def create_tables(connection: Connection, *, application_id: int) -> None:
    """Make the newest tables in an empty database that this program has just created."""
    METADATA.create_all(connection)
    create_search(connection)
    connection.exec_driver_sql(f"PRAGMA application_id={application_id}")
    connection.exec_driver_sql(f"PRAGMA user_version={NEWEST}")


def backup_path(path: Path, version: int) -> Path:
    """Return where the copy goes that is made before a migration."""
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    return path.with_name(f"{path.stem}.version-{version}.{moment}{path.suffix}")


def migrate(
    database: Database, version: int, migrations: Sequence[Migration] = MIGRATIONS
) -> Path | None:
    """Apply what is newer than ``version``; return the backup made first, None if nothing was.

    A migration that fails leaves the store at the last version that succeeded.
    """
    due = [migration for migration in migrations if migration.version > version]
    if not due:
        return None
    if database.readonly:
        raise StoreUnavailable(
            f"{database.path.name} is from an older Khorgos and must be brought up to date, "
            "but it can only be read here. Copy it to a folder of yours and open the copy."
        )
    copy = backup_path(database.path, version)
    database.backup(copy)
    for migration in due:
        _apply(database.path, migration)
    return copy


def _apply(path: Path, migration: Migration) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    raw = sqlite3.connect(path, isolation_level=None)
    teach(raw)
    raw.execute("PRAGMA synchronous=FULL")
    engine = create_engine("sqlite://", creator=lambda: raw)
    event.listen(engine, "begin", lambda c: c.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with plainly(), engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"render_as_batch": True})
            # A rebuilt table loses its triggers, and a renamed column would break them.
            drop_search(connection)
            with warnings.catch_warnings():
                # It loses its indexes of expressions too, and these are made anew.
                warnings.filterwarnings("ignore", "Skipped unsupported reflection", SAWarning)
                migration.apply(Operations(context))
            if migration.version >= NEWEST:
                _make_indexes(connection)
            rebuild_search(connection)
            if connection.execute(text("PRAGMA foreign_key_check")).first():
                raise StoreUnavailable(
                    f"“{migration.name}” would leave records that point nowhere. The store was "
                    "left as it was; run “khorgos check” on it."
                )
            connection.exec_driver_sql(f"PRAGMA user_version={migration.version}")
    finally:
        raw.close()
        engine.dispose()
