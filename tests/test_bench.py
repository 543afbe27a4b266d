"""What the figures beside DB4S rest on: when a screen counts as filled, and what it is given."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from models.sample import make_sample

BENCH = Path(__file__).parent / "bench"
BLACK, WHITE, GREY, BLUE, RED = (bytes((*colour, 0)) for colour in (
    (0, 0, 0), (255, 255, 255), (200, 200, 200), (200, 100, 0), (0, 0, 200),
))  # fmt: skip
PAPER = (WHITE * 40, GREY * 40, BLUE * 40, RED * 40)


@pytest.fixture(autouse=True)
def _bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(BENCH))
    yield
    # Their names are too plain to be left to other tests.
    for name in set(sys.modules) - before:
        if str(BENCH) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]


def test_an_area_is_filled_when_it_has_most_of_its_ink_on_its_paper() -> None:
    from screen import Look, filled

    def text(letters: int) -> tuple[bytes, ...]:
        return (*PAPER, BLACK * letters + WHITE * (40 - letters))

    looks = [
        Look(1.0, (BLACK * 40,) * 5),  # the empty screen, all ink
        Look(2.0, text(0)),
        Look(3.0, text(4)),
        Look(4.0, text(9)),
        Look(5.0, text(10)),
    ]
    assert filled(looks) == 4.0


def test_an_area_in_which_nothing_was_shown_is_never_filled() -> None:
    from screen import Look, filled

    with pytest.raises(LookupError):
        filled([Look(1.0, (BLACK * 40,) * 5)])


def test_db4s_is_given_the_same_entries_with_nothing_beside_them(tmp_path: Path) -> None:
    from browser import plain_table

    store, target = tmp_path / "s.khorgos", tmp_path / "s.plain.sqlite3"
    make_sample(store, 200, seed=1, report=lambda _: None)
    target.with_name("s.plain.sqlite3-journal").write_bytes(b"of a file that was there before")
    plain_table(store, target)
    assert not target.with_name("s.plain.sqlite3-journal").exists()
    with closing(sqlite3.connect(target)) as plain, closing(sqlite3.connect(store)) as whole:
        assert plain.execute("SELECT type, name FROM sqlite_schema").fetchall() == [
            ("table", "entry")
        ]
        names = [row[1] for row in whole.execute("PRAGMA table_info(entry)")]
        assert sorted(names) == sorted(row[1] for row in plain.execute("PRAGMA table_info(entry)"))
        chosen = ", ".join(f'"{name}"' for name in names)
        rows = f"SELECT {chosen} FROM entry ORDER BY id"
        assert plain.execute(rows).fetchall() == whole.execute(rows).fetchall()
