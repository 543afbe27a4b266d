"""Records that were read are kept by id: another order reads nothing twice."""

from array import array
from collections.abc import Sequence

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui.record_pages import PAGE, ROWS_KEPT, Pages
from gui.row_numbers import RowNumbers
from models import Row, Store


class Counting:
    """A store that notes which records are read."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.read: list[int] = []

    def rows(self, kind: str, ids: Sequence[int]) -> list[Row]:
        self.read += ids
        return self._store.rows(kind, ids)


@pytest.fixture
def ids(seeded_store: Store) -> "array[int]":
    with seeded_store.step("Add", by=None) as step:
        return array("q", [step.add("entry", {"title": f"Entry {n}"}) for n in range(100)])


@pytest.fixture
def store(seeded_store: Store) -> Counting:
    return Counting(seeded_store)


@pytest.fixture
def pages(store: Counting) -> Pages:
    return Pages(store, "entry")  # type: ignore[arg-type]


def test_a_page_is_read_at_once(pages: Pages, store: Counting, ids: "array[int]") -> None:
    assert pages.row(ids, 17).value("title") == "Entry 17"
    assert store.read == list(ids[PAGE : 2 * PAGE])
    assert [pages.row(ids, place).id for place in range(PAGE, 2 * PAGE)] == store.read


def test_what_is_in_another_order_is_not_read_again(
    pages: Pages, store: Counting, ids: "array[int]"
) -> None:
    pages.fetch(ids, 0, 63)
    store.read.clear()
    turned = ids[63::-1]
    pages.fetch(turned, 0, 63)
    assert [pages.row(turned, place).id for place in range(64)] == list(turned)
    assert store.read == []
    # Of a page that is known in part the rest is read.
    mixed = ids[:8] + ids[90:]
    pages.fetch(mixed, 0, 15)
    assert store.read == list(ids[90:98])


def test_a_record_that_is_gone_is_asked_for_once(
    pages: Pages, store: Counting, ids: "array[int]", seeded_store: Store
) -> None:
    with seeded_store.step("Remove", by=None) as step:
        step.remove("entry", ids[3])
    assert pages.row(ids, 3) is None
    store.read.clear()
    assert pages.row(ids, 3) is None
    assert store.read == []


def test_a_changed_record_is_read_anew_wherever_it_stands(
    pages: Pages, store: Counting, ids: "array[int]", seeded_store: Store
) -> None:
    pages.fetch(ids, 0, 99)
    with seeded_store.step("Change", by=None) as step:
        step.set("entry", ids[80], "title", "New")
    store.read.clear()
    turned = ids[::-1]
    assert pages.refresh(turned, {ids[80], 10**9}, near=0) == [19]
    assert store.read == [ids[80]]
    assert pages.row(turned, 19).value("title") == "New"


def test_no_more_is_kept_than_there_is_room_for(pages: Pages, seeded_store: Store) -> None:
    (row,) = seeded_store.rows("entry", [1])
    for start in range(0, 3 * ROWS_KEPT, 100):
        pages.take([Row(start + n, "entry", row.values) for n in range(100)])
    assert len(pages._rows) <= ROWS_KEPT


def test_the_numbers_have_room_for_the_last_one(qtbot: QtBot) -> None:
    from PySide6.QtGui import QStandardItemModel
    from PySide6.QtWidgets import QTableView

    view = QTableView()
    qtbot.addWidget(view)
    numbers = RowNumbers(view)
    view.setVerticalHeader(numbers)
    owner = QObject()
    for rows in (1, 9, 10_000):
        view.setModel(QStandardItemModel(rows, 1, owner))
        needed = numbers.fontMetrics().horizontalAdvance(str(rows))
        assert numbers.sizeHint().width() >= needed
    assert numbers.sizeHint().width() > numbers.fontMetrics().horizontalAdvance("99")
    view.setModel(QStandardItemModel(0, 1, owner))
    assert numbers.sizeHint().isValid()
