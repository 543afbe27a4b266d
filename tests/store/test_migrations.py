"""An older store is brought up to date in place, after a backup, and wholly or not at all."""

from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from models import Query, Store, create_store, open_store
from models.migrations import NEWEST, Migration, migrate

NEXT = NEWEST + 1


def add_column(op: Any) -> None:
    with op.batch_alter_table("entry") as table:
        table.add_column(sa.Column("budget_line", sa.String()))


def rebuild(op: Any) -> None:
    with op.batch_alter_table("entry", recreate="always") as table:
        table.alter_column("summary", type_=sa.Text())


def break_down(op: Any) -> None:
    op.add_column("figure", sa.Column("half", sa.String()))
    op.execute("INSERT INTO no_such_table VALUES (1)")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    path = tmp_path / "old.khorgos"
    create_store(path, author="Tester").close()
    return path


def opened(path: Path) -> Store:
    return open_store(path, author="Tester")


def columns(store: Store, table: str) -> set[str]:
    with store.reading() as connection:
        return {row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")}


def indexes(store: Store) -> set[str]:
    with store.reading() as connection:
        found = connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type = 'index'")
        return {name for (name,) in found}


def version(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())


@pytest.mark.parametrize("change", [add_column, rebuild])
def test_a_migration_keeps_everything_and_makes_a_backup(old: Path, change: Any) -> None:
    store = opened(old)
    before, held = store.dump(), indexes(store)

    backup = migrate(store._database, NEWEST, (Migration(NEXT, "Change entries", change),))

    assert backup is not None
    assert version(store) == NEXT
    assert indexes(store) >= held
    assert {name: len(rows) for name, rows in store.dump().items()} == {
        name: len(rows) for name, rows in before.items()
    }
    with store.step("Rename", by=None) as step:
        step.set("entry", 1, "title", "Findable afterwards")
    assert list(store.ids(Query("entry", words="findable"))) == [1]
    store.close()
    copy = opened(backup)
    assert copy.dump() == before
    copy.close()


def test_a_migration_that_fails_leaves_the_store_as_it_was(old: Path) -> None:
    store = opened(old)
    before = store.dump()

    with pytest.raises(SQLAlchemyError):
        migrate(store._database, NEWEST, (Migration(NEXT, "Break", break_down),))

    assert version(store) == NEWEST
    assert "half" not in columns(store, "figure")
    assert store.dump() == before
    store.close()


def test_a_store_that_is_up_to_date_is_left_alone(old: Path) -> None:
    store = opened(old)
    assert migrate(store._database, NEWEST, ()) is None
    assert [path.name for path in old.parent.glob("*version*")] == []
    store.close()
