"""All tables over the seeded store with their gestures, for the tests of these."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject

from gui.block_refusals import RefusalPanel
from gui.block_writing import Voice
from gui.editing import Editing
from gui.workbench import Workbench
from models import Store


@dataclass
class Told:
    said: list[str] = field(default_factory=list)
    warned: list[str] = field(default_factory=list)
    begun: list[str] = field(default_factory=list)


@pytest.fixture
def told() -> Told:
    return Told()


@pytest.fixture
def bench(qtbot, seeded_store: Store) -> Iterator[Workbench]:
    parent = QObject()
    bench = Workbench(seeded_store, parent)
    for pane in bench.panes().values():
        qtbot.addWidget(pane)
    qtbot.addWidget(bench.chips)
    bench.tabs.resize(1200, 600)
    bench.tabs.show()
    turn(qtbot, bench, "entry")
    yield bench
    bench.notifier.close()
    bench.tasks.close()
    parent.deleteLater()


@pytest.fixture
def editing(bench: Workbench, told: Told) -> Editing:
    voice = Voice(
        lambda sentence, **_: told.said.append(sentence),
        told.warned.append,
        lambda sentence, *_: told.warned.append(sentence),
    )
    return Editing(bench, voice, begin=told.begun.append, add_child=told.begun.append)


def turn(qtbot, bench: Workbench, kind: str) -> None:
    table = bench.tabs.turn_to(kind)
    bench.tabs.load()
    qtbot.waitUntil(lambda: table.records.rowCount() > 0 and table.records.complete)


def select(bench: Workbench, *cells: tuple[int, str]) -> None:
    table = bench.tabs.current
    chosen = QItemSelection()
    for row, key in cells:
        index = table.records.index(row, table.records.column_of(key))
        chosen.select(index, index)
    row, key = cells[0]
    table.selectionModel().setCurrentIndex(
        table.records.index(row, table.records.column_of(key)),
        QItemSelectionModel.SelectionFlag.NoUpdate,
    )
    table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def shown(bench: Workbench, key: str) -> list[str]:
    records = bench.tabs.current.records
    return [records.row_at(row).text(key) for row in range(records.rowCount())]


def panel_of(bench: Workbench) -> RefusalPanel:
    window = bench.tabs.window()
    return next(p for p in window.findChildren(RefusalPanel) if p.isVisible())
