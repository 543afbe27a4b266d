"""From the window to the table: the first rows that were seen stay until there are others."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.app import Program
from gui.glance_table import GlanceTable
from gui.settings import Settings
from models import Store, create_store


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "facts.khorgos"
    create_store(made, author="Tester").close()
    return made


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    started = Program(qapp, Settings(tmp_path / "settings.ini"))
    started.window.resize(1280, 800)
    qtbot.addWidget(started.window)
    yield started
    started.window.close_quietly()


def test_the_first_rows_stay_until_the_table_has_its_own(
    program: Program, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, seen = program.window, list[tuple[bool, int]]()
    held: list[tuple[QWidget, QWidget]] = []
    show = window.show_store

    def show_and_look(store: Store) -> None:
        show(store)
        assert window.bench is not None
        table = window.bench.tabs.current
        glance = table.findChild(GlanceTable)
        assert glance is not None
        seen.append((glance.isHidden(), table.records.rowCount()))
        held.append((table, glance))

    monkeypatch.setattr(window, "show_store", show_and_look)
    program.start(path, fresh=False)
    qtbot.waitUntil(lambda: bool(seen), timeout=20_000)
    assert seen == [(False, 0)]
    assert window.bench is not None
    table = window.bench.tabs.current
    ((held_table, glance),) = held
    assert held_table is table
    # The panes are laid out, and the table with them.
    assert glance.size() == table.size()
    qtbot.waitUntil(lambda: table.records.rowCount() == 6)
    qtbot.waitUntil(lambda: table.findChild(GlanceTable) is None)
    assert window.start_page.isHidden()


def test_a_glance_at_a_store_that_cannot_be_opened_makes_room_for_the_reason(
    program: Program, path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, glance = program.window, program.window.show_glance

    def glance_and_lose(table: GlanceTable) -> None:
        glance(table)
        path.unlink()

    monkeypatch.setattr(window, "show_glance", glance_and_lose)
    program.start(path, fresh=False)
    qtbot.waitUntil(lambda: not path.exists())
    qtbot.waitUntil(lambda: window.findChild(GlanceTable) is None, timeout=20_000)
    assert window.start_page.isVisible()
    assert window.bench is None


def test_a_window_too_small_for_the_first_rows_opens_its_store_all_the_same(
    program: Program, path: Path, qtbot: QtBot
) -> None:
    program.window.resize(10, 10)
    program.start(path, fresh=False)
    qtbot.waitUntil(lambda: program.window.bench is not None, timeout=20_000)
