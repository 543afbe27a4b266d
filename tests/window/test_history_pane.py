"""The history pane: reading the journal, undoing out of order, staying live."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui.history_model import PAGE, HistoryModel, when
from gui.history_pane import GONE, HistoryPane
from gui.notify import Notifier
from gui.taking_back import EDITS_AT_ONCE
from gui.tasks import Tasks
from models import Store, create_store, open_store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(tmp_path / "facts.khorgos", author="Tester", seeded=False)
    yield made
    made.close()


@pytest.fixture
def entry(store: Store) -> int:
    with store.step("Add entry “Road”", by=None) as step:
        return step.add("entry", {"title": "Road", "country": "UZB"})


@pytest.fixture
def notifier(store: Store, entry: int, qapp: QApplication) -> Iterator[Notifier]:
    made = Notifier(store)
    yield made
    made.close()


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def pane(qtbot: QtBot, store: Store, notifier: Notifier, tasks: Tasks) -> HistoryPane:
    made = HistoryPane(store, notifier, tasks)
    qtbot.addWidget(made)
    made.resize(380, 500)
    made.show()
    # As if somebody looked at each step before the next.
    notifier.changed.connect(lambda _: notifier.idle.finish())
    return made


def change(store: Store, entry: int, field: str, text: str) -> int:
    with store.step(f"Change {field} to {text}", by=None) as step:
        step.set("entry", entry, field, text)
    return store.steps(limit=1)[0].id


def texts(pane: HistoryPane) -> list[str]:
    return [pane.lines.line(row).text for row in range(pane.lines.rowCount())]


def choose(pane: HistoryPane, text: str) -> None:
    pane.view.setCurrentIndex(pane.lines.index(texts(pane).index(text)))


def press(qtbot: QtBot, pane: HistoryPane) -> None:
    qtbot.mouseClick(pane.revert_button, Qt.MouseButton.LeftButton)


def test_the_newest_step_stands_on_top(pane: HistoryPane, store: Store, entry: int) -> None:
    change(store, entry, "title", "Railway")
    assert texts(pane)[:2] == ["Change title to Railway", "Add entry “Road”"]
    assert "Tester · 1 edit" in pane.lines.line(0).below


def test_any_step_can_be_undone_and_redone(
    qtbot: QtBot, pane: HistoryPane, store: Store, entry: int
) -> None:
    change(store, entry, "title", "Railway")
    change(store, entry, "summary", "Long")
    choose(pane, "Change title to Railway")
    press(qtbot, pane)
    assert store.row("entry", entry).value("title") == "Road"
    assert store.row("entry", entry).value("summary") == "Long"
    line = pane.line()
    assert line is not None
    assert line.step.undone
    assert line.below.endswith("undone")
    assert pane.revert_button.text() == "Redo this step"
    press(qtbot, pane)
    assert store.row("entry", entry).value("title") == "Railway"
    assert pane.revert_button.text() == "Undo this step"


def test_what_would_trample_a_later_edit_is_refused_in_the_pane(
    qtbot: QtBot, pane: HistoryPane, store: Store, entry: int
) -> None:
    change(store, entry, "title", "Railway")
    change(store, entry, "title", "Motorway")
    choose(pane, "Change title to Railway")
    press(qtbot, pane)
    assert store.row("entry", entry).value("title") == "Motorway"
    assert "Change title to Motorway" in pane.notice.text


def test_a_large_step_is_undone_in_the_background_and_redone(
    qtbot: QtBot, pane: HistoryPane, store: Store, tasks: Tasks
) -> None:
    with store.step("Add many", by=None) as step:
        added = [step.add("actor", {"name": f"Actor {n}"}) for n in range(EDITS_AT_ONCE + 1)]
    choose(pane, "Add many")
    press(qtbot, pane)
    assert tasks.pending == 1
    qtbot.waitUntil(lambda: store.rows("actor", added) == [])
    qtbot.waitUntil(lambda: pane.revert_button.text() == "Redo this step")
    press(qtbot, pane)
    qtbot.waitUntil(lambda: len(store.rows("actor", added)) == len(added))


def test_an_undo_itself_is_told_but_not_undone(
    qtbot: QtBot, pane: HistoryPane, store: Store, entry: int
) -> None:
    change(store, entry, "title", "Railway")
    choose(pane, "Change title to Railway")
    press(qtbot, pane)
    choose(pane, "Undo Change title to Railway")
    assert not pane.revert_button.isEnabled()
    assert "Choose the step itself" in pane.revert_button.toolTip()


def test_the_history_of_one_record_tells_each_value(
    qtbot: QtBot, pane: HistoryPane, store: Store, entry: int
) -> None:
    with store.step("Add another", by=None) as step:
        step.add("entry", {"title": "Other"})
    change(store, entry, "country", "KAZ")
    pane.show_record("entry", entry)
    assert len(texts(pane)) > 3
    qtbot.mouseClick(pane.only_record, Qt.MouseButton.LeftButton, pos=QPoint(12, 8))
    assert texts(pane) == ["Country: Uzbekistan → Kazakhstan", "Added: Add entry “Road”"]
    change(store, entry, "summary", "")
    change(store, entry, "summary", "word " * 50_000)
    assert texts(pane)[0].startswith("Summary: nothing → word word")
    assert len(texts(pane)[0]) < 80


def test_the_chosen_line_stays_chosen_when_something_happens(
    pane: HistoryPane, store: Store, entry: int
) -> None:
    pane.show_record("entry", entry)
    pane.only_record.setChecked(True)
    number = change(store, entry, "title", "Railway")
    pane.view.setCurrentIndex(pane.lines.index(0))
    change(store, entry, "title", "Motorway")
    line = pane.line()
    assert line is not None
    assert line.step.id == number


def test_another_record_is_listed_as_soon_as_it_is_looked_at(
    pane: HistoryPane, store: Store, entry: int
) -> None:
    with store.step("Add another", by=None) as step:
        other = step.add("entry", {"title": "Other"})
    pane.show_record("entry", entry)
    pane.only_record.setChecked(True)
    pane.show_record("entry", other)
    assert texts(pane) == ["Added: Add another"]


def test_a_step_leads_to_what_it_touched(
    qtbot: QtBot, pane: HistoryPane, store: Store, entry: int
) -> None:
    change(store, entry, "title", "Railway")
    choose(pane, "Change title to Railway")
    with qtbot.waitSignal(pane.record_wanted) as asked:
        qtbot.mouseClick(pane.show_button, Qt.MouseButton.LeftButton)
    assert asked.args == ["entry", entry, "title"]


def test_a_step_about_evidence_leads_to_the_value_it_backs(
    qtbot: QtBot, pane: HistoryPane, store: Store, entry: int
) -> None:
    with store.step("Cite Title", by=None) as step:
        step.add("citation", {"kind": "entry", "record": entry, "field": "title"})
    choose(pane, "Cite Title")
    with qtbot.waitSignal(pane.record_wanted) as asked:
        pane.show_touched()
    assert asked.args == ["entry", entry, "title"]


def test_a_step_whose_record_is_gone_says_so(pane: HistoryPane, store: Store, entry: int) -> None:
    with store.step("Delete entry", by=None) as step:
        step.remove("entry", entry)
    choose(pane, "Add entry “Road”")
    pane.show_touched()
    assert pane.notice.text == GONE


def test_a_line_of_a_record_leads_to_its_field(
    qtbot: QtBot, pane: HistoryPane, store: Store, entry: int
) -> None:
    change(store, entry, "title", "Railway")
    pane.show_record("entry", entry)
    pane.only_record.setChecked(True)
    pane.view.setCurrentIndex(pane.lines.index(0))
    with qtbot.waitSignal(pane.record_wanted) as asked:
        qtbot.keyClick(pane.view, Qt.Key.Key_Return)
    assert asked.args == ["entry", entry, "title"]


def test_the_context_menu_offers_what_the_buttons_do(
    qtbot: QtBot, pane: HistoryPane, store: Store, entry: int
) -> None:
    change(store, entry, "title", "Railway")
    choose(pane, "Change title to Railway")
    place = pane.view.visualRect(pane.view.currentIndex()).center()
    pane.view.customContextMenuRequested.emit(place)
    menu = pane.findChild(QMenu, "history_menu")
    assert isinstance(menu, QMenu)
    menu.actions()[0].trigger()
    menu.close()
    assert store.row("entry", entry).value("title") == "Road"


def test_a_line_is_copied_with_its_exact_time(pane: HistoryPane, store: Store, entry: int) -> None:
    change(store, entry, "title", "Railway")
    pane.view.setCurrentIndex(pane.lines.index(0))
    pane.copy()
    copied = QApplication.clipboard().text()
    assert copied.startswith("Change title to Railway\nStep ")
    assert f"{datetime.now().year}, " in copied


def test_markup_in_a_label_is_shown_as_it_stands(
    pane: HistoryPane, store: Store, entry: int
) -> None:
    change(store, entry, "title", "<b>Railway</b>")
    tip = pane.lines.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;Railway" in tip
    assert texts(pane)[0] == "Change title to <b>Railway</b>"


def test_older_steps_are_read_when_they_are_needed(store: Store, entry: int) -> None:
    for number in range(PAGE + 30):
        change(store, entry, "title", f"Title {number}")
    lines = HistoryModel(store)
    lines.show_all()
    assert lines.rowCount() == PAGE
    assert lines.canFetchMore(QModelIndex())
    lines.fetchMore(QModelIndex())
    assert lines.rowCount() == len(store.steps(limit=1000))
    assert not lines.canFetchMore(QModelIndex())
    lines.show_record("entry", entry)
    lines.fetchMore(QModelIndex())
    assert lines.rowCount() == PAGE + 31
    assert lines.line(lines.rowCount() - 1).text.startswith("Added")


def test_many_steps_of_another_process_are_taken_over(
    qtbot: QtBot, pane: HistoryPane, store: Store, notifier: Notifier, entry: int
) -> None:
    for number in range(PAGE + 5):
        change(store, entry, "title", f"Title {number}")
    follower = open_store(store.path, author="Other", readonly=True)
    heard = Notifier(follower)
    other = HistoryPane(follower, heard, tasks)
    qtbot.addWidget(other)
    change(store, entry, "title", "Seen elsewhere")
    heard.poll()
    qtbot.waitUntil(lambda: texts(other)[0] == "Change title to Seen elsewhere")
    assert not other.revert_button.isEnabled()
    heard.close()
    follower.close()


def test_moments_are_told_in_words() -> None:
    now = datetime(2026, 11, 23, 18, 0).astimezone()
    assert when((now - timedelta(hours=2)).isoformat(), now) == "today 16:00"
    assert when((now - timedelta(hours=20)).isoformat(), now) == "yesterday 22:00"
    assert when((now - timedelta(days=40)).isoformat(), now) == "14 Oct 2026"


def test_lines_have_room_for_two_texts(pane: HistoryPane) -> None:
    height = pane.view.visualRect(pane.lines.index(0)).height()
    assert height >= 2 * QFontMetrics(pane.view.font()).height()
