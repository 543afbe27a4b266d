"""The first rows, read before the libraries of the database are loaded."""

import subprocess
import sys
from pathlib import Path

import pytest

from models import KINDS, Query, can_glance, create_store, first_glance, open_store

KEYS = ("uid", "title", "country", "type", "status", "start", "umbrella", "evidence", "summary")


@pytest.fixture
def settled(tmp_path: Path) -> Path:
    """Return a store with the first article that nobody has open."""
    path = tmp_path / "seed.khorgos"
    create_store(path, author="Test").close()
    return path


def test_the_first_rows_read_as_the_table_will_show_them(settled: Path) -> None:
    found = first_glance(settled, "entry", KEYS)
    store = open_store(settled, readonly=True)
    rows = store.rows("entry", store.ids(Query("entry")))
    assert found == [tuple(row.shown(key)[:300] for key in KEYS) for row in rows]
    assert len(rows) == 6
    store.close()


def test_a_glance_leaves_nothing_beside_the_file(settled: Path) -> None:
    before = (settled.read_bytes(), sorted(settled.parent.iterdir()))
    assert first_glance(settled, "entry", KEYS)
    assert (settled.read_bytes(), sorted(settled.parent.iterdir())) == before


def test_columns_behind_links_are_left_to_the_table() -> None:
    assert can_glance("entry", [field.key for field in KINDS["entry"].fields])
    assert not can_glance("figure", ["entry", "label"])
    assert not can_glance("entry", [])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"SQLite format 3\0" + bytes(200)])
def test_what_is_not_ours_is_left_to_be_explained(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "strange.khorgos"
    assert first_glance(path, "entry", KEYS) is None
    path.write_bytes(content)
    assert first_glance(path, "entry", KEYS) is None


def test_a_damaged_store_or_one_with_a_journal_is_not_glanced_at(settled: Path) -> None:
    journal = settled.with_name(f"{settled.name}-wal")
    journal.write_bytes(b"not settled")
    assert first_glance(settled, "entry", KEYS) is None
    journal.unlink()
    whole = settled.read_bytes()
    settled.write_bytes(whole[:100] + b"\xff" * (len(whole) - 100))
    assert first_glance(settled, "entry", KEYS) is None


def test_a_glance_loads_no_library_of_the_database() -> None:
    code = "import sys, models.glance; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
