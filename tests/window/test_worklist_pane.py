"""The worklist pane: what it lists, where it leads, what is settled, and the scores beside it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

import models.worklist
from gui.detail_pane import DetailPane
from gui.notify import Notifier
from gui.tasks import Tasks
from gui.worklist_model import WorklistModel
from gui.worklist_pane import STALE, WorklistPane
from models import Chore, ChorePile, Store

PLEDGE = "The status is Pledge, but there is a start (2020)."


@pytest.fixture
def notifier(seeded_store: Store, qapp: QApplication) -> Iterator[Notifier]:
    made = Notifier(seeded_store)
    yield made
    made.close()


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def entry(seeded_store: Store) -> int:
    with seeded_store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "Road", "country": "UZB", "status": "20"})
        step.set("entry", entry, "start", "2020")
    return entry


@pytest.fixture
def pane(
    qtbot: QtBot, seeded_store: Store, notifier: Notifier, tasks: Tasks, entry: int
) -> WorklistPane:
    made = WorklistPane(seeded_store, notifier, tasks)
    qtbot.addWidget(made)
    made.resize(900, 400)
    with qtbot.waitSignal(made.looked, timeout=10_000):
        made.show()
    return made


def headings(pane: WorklistPane) -> list[str]:
    return [pane.model.index(row, 0).data() for row in range(pane.model.rowCount())]


def place(pane: WorklistPane, heading: str, row: int = 0) -> QModelIndex:
    top = next(n for n, said in enumerate(headings(pane)) if said.startswith(heading))
    return pane.model.index(row, 0, pane.model.index(top, 0))


def mend(store: Store, entry: int) -> None:
    with store.step("Mend", by=None) as step:
        step.set("entry", entry, "status", "40")


def test_the_model_keeps_the_rules_of_models(qtbot: QtBot) -> None:
    model = WorklistModel()
    mode = QAbstractItemModelTester.FailureReportingMode.Fatal
    tester = QAbstractItemModelTester(model, mode)
    model.show_piles([])
    model.show_piles(
        [
            ChorePile("a", "First", 5, (Chore("Do it.", "entry", 1, "", "Road"),)),
            ChorePile("b", "Second", 2, tuple(Chore(f"B{n}.", "entry", n) for n in range(2))),
        ]
    )
    assert model.rowCount(model.index(0, 0)) == 2
    assert model.index(1, 0, model.index(0, 0)).data() == "… and 4 more"
    model.find("road")
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == ["First  1 of 5"]
    model.find("")
    assert model.rowCount() == 2
    del tester


def test_it_counts_by_rule_and_names_the_record(pane: WorklistPane) -> None:
    assert "Pledge or talks with a start  1" in headings(pane)
    index = place(pane, "Pledge")
    assert index.data() == PLEDGE
    assert index.siblingAtColumn(1).data().endswith("Road")


def test_the_keyboard_leads_from_the_filter_to_the_field(
    qtbot: QtBot, pane: WorklistPane, entry: int
) -> None:
    pane.words.setFocus()
    qtbot.keyClicks(pane.words, "pledge start")
    assert headings(pane) == ["Pledge or talks with a start  1 of 1"]
    qtbot.keyClick(pane.words, Qt.Key.Key_Return)
    qtbot.keyClick(pane.tree, Qt.Key.Key_Down)
    with qtbot.waitSignal(pane.record_wanted) as told:
        qtbot.keyClick(pane.tree, Qt.Key.Key_Return)
    assert told.args == ["entry", entry, "status"]


def test_what_is_settled_goes_and_comes_back_with_undo(
    qtbot: QtBot, pane: WorklistPane, seeded_store: Store, entry: int
) -> None:
    pane.tree.expand(place(pane, "Pledge").parent())
    with qtbot.waitSignal(pane.looked, timeout=10_000):
        mend(seeded_store, entry)
    assert not any(said.startswith("Pledge") for said in headings(pane))
    with qtbot.waitSignal(pane.looked, timeout=10_000):
        seeded_store.undo(by=None)
    assert pane.tree.isExpanded(place(pane, "Pledge").parent())


def test_a_large_store_is_not_looked_at_again_until_it_is_asked(
    qtbot: QtBot, pane: WorklistPane, seeded_store: Store, entry: int
) -> None:
    pane._seconds = 60.0
    mend(seeded_store, entry)
    assert pane.hint.text() == STALE
    assert not pane._later.isActive()
    pane.tree.setFocus()
    with qtbot.waitSignal(pane.looked, timeout=10_000):
        qtbot.keyClick(pane.tree, Qt.Key.Key_F5)
    assert not any(said.startswith("Pledge") for said in headings(pane))


def test_the_menu_goes_there_and_what_was_open_is_remembered(
    qtbot: QtBot, pane: WorklistPane, entry: int
) -> None:
    index = place(pane, "Pledge")
    pane.tree.expand(index.parent())
    pane.tree.setCurrentIndex(index)
    pane._open_menu(QPoint(5, 5))
    menu = pane.findChild(QMenu, "worklist_menu")
    with qtbot.waitSignal(pane.record_wanted):
        menu.actions()[0].trigger()
    menu.close()
    assert pane.opened() == ["pledge_started"]


# In the detail


@pytest.fixture
def detail(qtbot: QtBot, seeded_store: Store, notifier: Notifier) -> DetailPane:
    made = DetailPane(seeded_store, notifier)
    qtbot.addWidget(made)
    made.resize(400, 900)
    made.show()
    return made


def test_a_broken_rule_is_said_under_its_field_and_goes_when_it_is_kept(
    qtbot: QtBot, detail: DetailPane, seeded_store: Store, entry: int
) -> None:
    detail.show_record("entry", entry)
    rows = detail._view.form.rows
    assert rows["status"].advice == PLEDGE
    start = rows["start"].editor
    start.setFocus()
    start.selectAll()
    qtbot.keyClicks(start, "2090")
    qtbot.keyClick(start, Qt.Key.Key_Return)
    assert seeded_store.row("entry", entry).value("start") == "2090"
    assert rows["status"].advice == ""


def test_what_hangs_off_an_entry_says_its_rules_below_it(
    qtbot: QtBot, detail: DetailPane, seeded_store: Store, entry: int
) -> None:
    with seeded_store.step("Add", by=None) as step:
        milestone = step.add("milestone", {"entry": entry, "type": "signing", "state": "actual"})
    detail.show_record("entry", entry)
    line = detail._view.children_.sections["milestone"].lines()[-1]
    assert line.accessibleName().startswith("It was signed, but the date")
    with qtbot.waitSignal(detail.record_wanted) as told:
        line.setFocus()
        qtbot.keyClick(line, Qt.Key.Key_Return)
    assert told.args == ["milestone", milestone, "date"]
    assert detail.record() == ("milestone", milestone)


def test_a_draft_says_it_as_soon_as_a_value_is_committed(qtbot: QtBot, detail: DetailPane) -> None:
    detail.begin("source", {})
    row = detail._draft.rows["published"]
    row.editor.setFocus()
    qtbot.keyClicks(row.editor, "2090")
    row.editor.committed.emit()
    assert row.advice == "It was published on 2090, which is still to come."


def test_the_scores_say_what_would_raise_them_and_lead_there(
    qtbot: QtBot, detail: DetailPane, entry: int
) -> None:
    detail.show_record("entry", 1)
    scores = detail._view.header.scores
    said = "Sources 1/5 · Completeness 1/5 · Implementation 2/5"
    assert scores.summary.words.first == f"▸ {said}"
    scores.summary.setFocus()
    qtbot.keyClick(scores.summary, Qt.Key.Key_Return)
    ways = {line.words.first: line for line in scores.lines()}
    assert "One official source would make source quality 4." in ways
    qtbot.keyClick(ways["When it started is missing: fill in the start."], Qt.Key.Key_Return)
    assert detail._view.form.rows["start"].editor.hasFocus()
    funder = next(line for said, line in ways.items() if "add a funder" in said)
    qtbot.mouseClick(funder, Qt.MouseButton.LeftButton)
    assert detail._draft.kind.name == "party"
    assert detail._draft.rows["role"].editor.text() == "Funder"


def test_a_large_store_is_compared_when_somebody_asks(
    qtbot: QtBot, pane: WorklistPane, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(models.worklist, "COMPARED_AT_ONCE", 1)
    with qtbot.waitSignal(pane.looked):
        pane.look()
    pane.tree.setCurrentIndex(place(pane, "Likely duplicates"))
    assert "Enter looks for pairs" in pane.tree.currentIndex().data()
    assert not pane.apart_action.isEnabled()
    with qtbot.waitSignal(pane.pairs_wanted):
        qtbot.keyClick(pane.tree, Qt.Key.Key_Return)
