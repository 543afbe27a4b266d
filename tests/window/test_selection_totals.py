from collections.abc import Iterator

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel
from pytestqt.qtbot import QtBot

from gui.kind_tabs import KindTabs
from gui.notify import Notifier
from gui.selection_totals import SelectionTotals
from gui.tasks import Tasks
from models import Store

SELECT = QItemSelectionModel.SelectionFlag.ClearAndSelect


@pytest.fixture
def tabs(qtbot: QtBot, seeded_store: Store) -> Iterator[KindTabs]:
    notifier, tasks = Notifier(seeded_store), Tasks()
    made = KindTabs(seeded_store, notifier, tasks)
    qtbot.addWidget(made)
    made.totals = SelectionTotals(seeded_store, made, tasks, made)  # type: ignore[attr-defined]
    made.show()
    made.turn_to("figure")
    made.load()
    records = made.current.records
    qtbot.waitUntil(lambda: records.complete and records.rowCount() == 6)
    yield made
    notifier.close()
    assert tasks.close()


@pytest.fixture
def told(tabs: KindTabs) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    tabs.totals.told.connect(lambda text, tip: heard.append((text, tip)))  # type: ignore[attr-defined]
    return heard


def select(tabs: KindTabs, rows: list[int], *keys: str) -> None:
    records = tabs.current.records
    selection = QItemSelection()
    for row in rows:
        for key in keys:
            index = records.index(row, records.column_of(key))
            selection.select(index, index)
    tabs.current.setCurrentIndex(records.index(rows[0], records.column_of(keys[0])))
    tabs.current.selectionModel().select(selection, SELECT)


def rows_of(tabs: KindTabs, unit: str) -> list[int]:
    records = tabs.current.records
    return [n for n in range(6) if records.row_at(n).value("unit") == unit]  # type: ignore[union-attr]


def test_several_numbers_of_one_unit_have_sum_least_most_and_mean(
    tabs: KindTabs, told: list[tuple[str, str]], qtbot: QtBot
) -> None:
    select(tabs, rows_of(tabs, "vehicle"), "value")
    qtbot.waitUntil(lambda: bool(told) and "sum" in told[-1][0])
    short, long = told[-1]
    assert short.startswith(
        "2 cells · sum 350,000 vehicles · min 50,000 · max 300,000 · mean 175,000"
    )
    assert "2 of 2 belong to entries that do not count" in long


def test_units_are_never_added_together(
    tabs: KindTabs, told: list[tuple[str, str]], qtbot: QtBot
) -> None:
    select(tabs, list(range(6)), "value")
    qtbot.waitUntil(lambda: bool(told) and "sum" in told[-1][0])
    short, long = told[-1]
    assert "2 more units" in short
    assert "US dollar: 1 value, sum 150,000,000" in long


def test_one_cell_says_nothing_and_takes_the_old_sum_away(
    tabs: KindTabs, told: list[tuple[str, str]], qtbot: QtBot
) -> None:
    select(tabs, [0, 1], "value")
    qtbot.waitUntil(lambda: bool(told) and bool(told[-1][0]))
    select(tabs, [0], "value")
    qtbot.waitUntil(lambda: told[-1] == ("", ""))


def test_the_numbers_of_a_block_are_added_up_wherever_the_cursor_is(
    tabs: KindTabs, told: list[tuple[str, str]], qtbot: QtBot
) -> None:
    select(tabs, rows_of(tabs, "vehicle"), "label", "value", "unit")
    qtbot.waitUntil(lambda: bool(told) and "sum 350,000 vehicles" in told[-1][0])
    assert told[-1][0].startswith("6 cells")


def test_texts_say_how_many_are_distinct(
    tabs: KindTabs, told: list[tuple[str, str]], qtbot: QtBot
) -> None:
    select(tabs, list(range(6)), "unit")
    qtbot.waitUntil(lambda: bool(told) and told[-1][0] == "6 cells · 4 distinct")
