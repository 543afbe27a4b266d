"""Stores of released versions open in place, lose nothing and have the newest tables."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from models import Query, create_store, open_store
from models.checking import check

OLD = sorted((Path(__file__).parent / "old").glob("*.khorgos"))


def schema(path: Path) -> set[tuple[str, str]]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
    connection.close()
    return set(rows)


def test_there_is_a_store_of_each_released_version() -> None:
    assert [path.stem for path in OLD] == ["0.1.0"]


@pytest.mark.parametrize("old", OLD, ids=lambda path: path.stem)
def test_an_old_store_opens_in_place_and_loses_nothing(old: Path, tmp_path: Path) -> None:
    copy = tmp_path / old.name
    shutil.copy(old, copy)

    store = open_store(copy, author="Tester")

    assert store.count(Query("entry")) == 6
    assert check(store).problems == ()
    label = store.undo_label
    assert label == "Load the first article"
    store.undo(by=None)
    assert store.count(Query("entry")) == 0
    store.close()


@pytest.mark.parametrize("old", OLD, ids=lambda path: path.stem)
def test_an_old_store_has_the_tables_of_a_new_one(old: Path, tmp_path: Path) -> None:
    copy, new = tmp_path / old.name, tmp_path / "new.khorgos"
    shutil.copy(old, copy)
    open_store(copy, author="Tester").close()
    create_store(new, author="Tester", seeded=False).close()
    assert schema(copy) == schema(new)
