from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.kind_tabs import KindTabs
from gui.notify import Notifier
from gui.tasks import Tasks
from gui.visits import Visiting
from models import Filter, Query, Scope, Store

UZBEKISTAN = Query("entry", scope=Scope(country="UZB"))
JETS = Query("entry", words="jet")


@pytest.fixture
def tabs(qtbot: QtBot, qapp: QApplication, seeded_store: Store) -> Iterator[KindTabs]:
    notifier, tasks = Notifier(seeded_store), Tasks()
    made = KindTabs(seeded_store, notifier, tasks)
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    made.load()
    shown(qtbot, made, 6)
    yield made
    notifier.close()
    assert tasks.close()


@pytest.fixture
def visiting(tabs: KindTabs) -> Visiting:
    made = Visiting(tabs, tabs)
    made.note()
    return made


def shown(qtbot: QtBot, tabs: KindTabs, rows: int) -> None:
    records = tabs.current.records
    qtbot.waitUntil(lambda: records.complete and records.rowCount() == rows)


def go(qtbot: QtBot, visiting: Visiting, tabs: KindTabs, query: Query, rows: int) -> None:
    """Ask for something, and stay there for a while."""
    before = len(visiting.visits)
    tabs.ask(query)
    shown(qtbot, tabs, rows)
    qtbot.waitUntil(lambda: len(visiting.visits) == before + 1, timeout=3_000)


def test_back_and_forward_restore_tab_query_and_record(
    tabs: KindTabs, visiting: Visiting, qtbot: QtBot
) -> None:
    tabs.choose("entry", 4, "title")
    go(qtbot, visiting, tabs, UZBEKISTAN, 1)
    figures = Query("figure", scope=Scope(country="UZB"), filters=(Filter("value", "=50000"),))
    go(qtbot, visiting, tabs, figures, 1)

    visiting.back()
    assert tabs.query(tabs.kind) == UZBEKISTAN
    visiting.back()
    assert tabs.query(tabs.kind) == Query("entry")
    shown(qtbot, tabs, 6)
    qtbot.waitUntil(lambda: tabs.current.current_record() == 4)
    assert tabs.current.current_field() == "title"
    visiting.back()
    assert tabs.query(tabs.kind) == Query("entry")

    visiting.forward()
    visiting.forward()
    assert tabs.kind == "figure"
    assert tabs.query("figure") == figures
    shown(qtbot, tabs, 1)
    visiting.forward()
    assert tabs.query("figure") == figures


def test_the_same_place_is_no_second_visit(
    tabs: KindTabs, visiting: Visiting, qtbot: QtBot
) -> None:
    go(qtbot, visiting, tabs, JETS, 1)
    visiting.note()
    tabs.ask(JETS)
    tabs.choose("entry", tabs.current.records.ids[0], "title")
    visiting.note()
    assert [visit.query for visit in visiting.visits] == [Query("entry"), JETS]


def test_a_query_passed_while_typing_is_no_visit(
    tabs: KindTabs, visiting: Visiting, qtbot: QtBot
) -> None:
    for words in ("j", "je", "jet"):
        tabs.ask(replace(JETS, words=words))
    qtbot.waitUntil(lambda: len(visiting.visits) == 2, timeout=3_000)
    assert visiting.visits[-1].query == JETS


def test_nothing_is_noted_while_somebody_types(tabs: KindTabs, qtbot: QtBot) -> None:
    typing = True
    visiting = Visiting(tabs, tabs, busy=lambda: typing)
    visiting.note()
    tabs.ask(JETS)
    qtbot.wait(900)
    assert len(visiting.visits) == 1
    typing = False
    visiting.note()
    assert len(visiting.visits) == 2


def test_going_elsewhere_from_the_middle_forgets_what_was_ahead(
    tabs: KindTabs, visiting: Visiting, qtbot: QtBot
) -> None:
    go(qtbot, visiting, tabs, UZBEKISTAN, 1)
    go(qtbot, visiting, tabs, JETS, 1)
    visiting.back()
    visiting.back()
    beer = Query("entry", words="beer")
    tabs.ask(beer)
    visiting.note()
    assert [visit.query for visit in visiting.visits] == [Query("entry"), beer]
    visiting.forward()
    assert tabs.query("entry") == beer


def test_back_right_after_asking_leads_to_the_place_before(
    tabs: KindTabs, visiting: Visiting, qtbot: QtBot
) -> None:
    tabs.ask(JETS)
    visiting.back()
    assert tabs.query("entry") == Query("entry")
    visiting.forward()
    assert tabs.query("entry") == JETS


def test_a_link_to_a_record_is_a_visit_and_back_leads_to_where_it_was(
    tabs: KindTabs, visiting: Visiting, qtbot: QtBot
) -> None:
    tabs.choose("entry", 2, "title")
    visiting.jump("entry", 5, "country")
    assert tabs.current.current_record() == 5
    visiting.back()
    assert tabs.current.current_record() == 2
    visiting.forward()
    assert (tabs.current.current_record(), tabs.current.current_field()) == (5, "country")


def test_the_side_buttons_of_the_mouse_go_back_and_forward(
    tabs: KindTabs, visiting: Visiting, qtbot: QtBot
) -> None:
    port = tabs.current.viewport()
    visiting.watch([port])
    tabs.ask(JETS)
    qtbot.mousePress(port, Qt.MouseButton.BackButton)
    assert tabs.query("entry") == Query("entry")
    qtbot.mousePress(port, Qt.MouseButton.ForwardButton)
    assert tabs.query("entry") == JETS
