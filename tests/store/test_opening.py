"""What is not a store of ours is refused by name and left byte for byte as it was."""

import hashlib
import os
import sqlite3
import stat
import zipfile
from pathlib import Path

import pytest

from models import StoreUnavailable, create_store, open_store


def hashed(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def foreign(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE places (id INTEGER)")
    connection.commit()
    connection.close()


def newer(path: Path) -> None:
    create_store(path, author="Tester", seeded=False).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version=999")
    connection.execute("PRAGMA journal_mode=DELETE")
    connection.close()
    path.with_name(f".{path.name}.lock").unlink(missing_ok=True)


def cut_off(path: Path) -> None:
    newer(path)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version=1")
    connection.close()
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def zipped(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.txt", "x" * 500)


BAD = {
    "database of another program": foreign,
    "newer Khorgos": newer,
    "cut off": cut_off,
    "a text file": lambda path: path.write_text("Title,Country\nÖl,UZB\n" * 20, encoding="utf-8"),
    "empty": lambda path: path.write_bytes(b""),
    "ZIP": zipped,
    "a PDF": lambda path: path.write_bytes(b"%PDF-1.7\n" + bytes(200)),
    "not a store, or an encrypted one": lambda path: path.write_bytes(bytes(range(128, 256)) * 9),
    "cut off after its first bytes": lambda path: path.write_bytes(b"SQLite format 3\0" + bytes(9)),
}


@pytest.mark.parametrize("what", BAD)
def test_a_file_that_is_no_store_is_refused_by_name_and_left_alone(
    what: str, tmp_path: Path
) -> None:
    path = tmp_path / "thing.khorgos"
    BAD[what](path)
    before = hashed(path)

    with pytest.raises(StoreUnavailable, match=what):
        open_store(path, author="Tester")

    assert hashed(path) == before
    assert os.listdir(tmp_path) == [path.name]


def test_a_mistyped_path_is_refused_and_nothing_is_made(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="There is no file"):
        open_store(tmp_path / "typo.khorgos", author="Tester")
    assert os.listdir(tmp_path) == []


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="a folder"):
        open_store(tmp_path, author="Tester")


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreUnavailable, match="not an ordinary file"):
        open_store(tmp_path / "pipe", author="Tester")


def test_the_address_of_a_server_is_refused() -> None:
    with pytest.raises(StoreUnavailable):
        open_store(Path("postgresql://host/base"), author="Tester")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER evil AFTER UPDATE ON entry BEGIN DELETE FROM figure; END",
        "CREATE VIEW seen AS SELECT * FROM entry",
        "DROP TRIGGER search_entry_added; CREATE TRIGGER search_entry_added AFTER INSERT ON entry "
        "BEGIN DELETE FROM figure; END",
    ],
)
def test_a_store_that_holds_something_strange_is_refused(statement: str, tmp_path: Path) -> None:
    path = tmp_path / "strange.khorgos"
    create_store(path, author="Tester", seeded=False).close()
    connection = sqlite3.connect(path)
    connection.executescript(statement)
    connection.close()

    with pytest.raises(StoreUnavailable, match="did not make"):
        open_store(path, author="Tester")


def test_a_new_store_never_overwrites_a_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.khorgos"
    path.write_text("mine")
    with pytest.raises(StoreUnavailable, match="is there already"):
        create_store(path, author="Tester")
    assert path.read_text() == "mine"


def test_only_the_owner_can_read_a_store_and_what_lies_beside_it(tmp_path: Path) -> None:
    store = create_store(tmp_path / "own.khorgos", author="Tester")
    store.backup(tmp_path / "copy.khorgos")
    for path in tmp_path.glob("*.khorgos*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path.name
    store.close()
    open_store(tmp_path / "copy.khorgos", author="Tester").close()


def test_the_file_is_durable_and_guarded(tmp_path: Path) -> None:
    store = create_store(tmp_path / "own.khorgos", author="Tester")
    with store._database.writing() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    store.close()
