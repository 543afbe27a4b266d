"""Duplicates in the window: seen while typing, merged side by side, told apart, taken apart."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QListView, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui.choice_cell import ChoiceCell
from gui.detail_draft import DraftForm
from gui.dialogs.beside import BesideDialog
from gui.dialogs.likely import LikelyDialog
from gui.dialogs.merge import NUMBER, MergeDialog
from gui.draft_similar import SimilarLines
from gui.history_pane import HistoryPane
from gui.twins import Twins
from gui.workbench import Workbench
from models import BOTH, Query, Store, Value, merge_records, side_by_side

LEFT = Qt.MouseButton.LeftButton


def added(store: Store, **values: Value) -> int:
    with store.step("Add entry", by=None) as step:
        return step.add("entry", values)


@pytest.fixture
def twin(seeded_store: Store) -> int:
    return added(
        seeded_store, title="BYD–Uzavtosanoat joint venture to produce electric and hybrid cars",
        country="UZB", sector="320", start="2023", notes="Mine",
    )  # fmt: skip


@pytest.fixture
def dialog(qtbot: QtBot, seeded_store: Store, twin: int) -> MergeDialog:
    made = MergeDialog(side_by_side(seeded_store, "entry", 1, twin))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(made)
    made.show()
    return made


def cell(dialog: MergeDialog, key: str, place: int) -> ChoiceCell:
    return dialog._cells[key][place]


# Side by side


def test_the_first_one_stays_and_takes_what_it_lacks(dialog: MergeDialog, twin: int) -> None:
    assert dialog.kept() == (1, twin)
    choices = dialog.choices()
    assert choices["title"] == 1
    assert choices["start"] == twin
    assert choices["notes"] == BOTH


def test_the_arrows_choose(dialog: MergeDialog, qtbot: QtBot, twin: int) -> None:
    assert cell(dialog, NUMBER, 0).hasFocus()
    qtbot.keyClick(cell(dialog, NUMBER, 0), Qt.Key.Key_Down)
    assert cell(dialog, "title", 0).hasFocus()
    qtbot.keyClick(cell(dialog, "title", 0), Qt.Key.Key_Right)
    assert dialog.choices()["title"] == twin
    assert cell(dialog, "title", 1).hasFocus()
    qtbot.keyClick(cell(dialog, "title", 1), Qt.Key.Key_Left)
    assert dialog.choices()["title"] == 1


def test_a_click_and_the_space_bar_choose(dialog: MergeDialog, qtbot: QtBot, twin: int) -> None:
    qtbot.mouseClick(cell(dialog, NUMBER, 1), LEFT)
    assert dialog.kept() == (twin, 1)
    cell(dialog, NUMBER, 0).setFocus()
    qtbot.keyClick(cell(dialog, NUMBER, 0), Qt.Key.Key_Space)
    assert dialog.kept() == (1, twin)


def test_one_side_is_chosen_for_all_that_it_says(dialog: MergeDialog, twin: int) -> None:
    dialog.choose_all(1)
    assert dialog.kept() == (twin, 1)
    choices = dialog.choices()
    assert choices["title"] == twin
    assert choices["notes"] == twin
    assert choices["status"] == 1


def test_data_is_shown_as_it_stands(qtbot: QtBot, seeded_store: Store) -> None:
    other = added(seeded_store, title="<b>Bold</b>", summary="<img src=x>" * 100)
    dialog = MergeDialog(side_by_side(seeded_store, "entry", 1, other))
    qtbot.addWidget(dialog)
    labels = dialog.findChildren(QLabel)
    assert any("<b>Bold</b>" in label.text() for label in labels)
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in labels)


# In the window


@pytest.fixture
def bench(qtbot: QtBot, seeded_store: Store) -> Iterator[Workbench]:
    owner = QObject()
    made = Workbench(seeded_store, owner)
    for pane in made.panes().values():
        qtbot.addWidget(pane)
    made.detail.show()
    yield made
    made.notifier.close()
    made.tasks.close()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def commands(bench: Workbench, said: list[str]) -> Twins:
    return Twins(bench, lambda sentence, undo=False: said.append(sentence), said.append)


def window(qtbot: QtBot, name: str) -> QWidget:
    def there() -> bool:
        return any(one.objectName() == name and one.isVisible() for one in windows())

    def windows() -> list[QWidget]:
        return QApplication.topLevelWidgets()

    qtbot.waitUntil(there)
    return next(one for one in windows() if one.objectName() == name and one.isVisible())


def push(qtbot: QtBot, parent: QWidget, name: str) -> None:
    button = parent.findChild(QPushButton, name)
    assert button is not None
    qtbot.mouseClick(button, LEFT)


def test_a_merge_is_one_step_that_is_undone(
    qtbot: QtBot, seeded_store: Store, twin: int, commands: Twins, said: list[str]
) -> None:
    before = seeded_store.dump()
    commands.open_merge("entry", 1, twin)
    push(qtbot, window(qtbot, "merge"), "merge_button")
    qtbot.waitUntil(lambda: bool(said))
    assert seeded_store.rows("entry", [twin]) == []
    assert str(seeded_store.row("entry", 1).value("notes")).endswith("Mine\nAlso UZB-2023-002")
    seeded_store.undo(by=None)
    assert seeded_store.dump() == before


def test_the_list_goes_on_to_the_next_pair(
    qtbot: QtBot, seeded_store: Store, twin: int, commands: Twins, said: list[str]
) -> None:
    commands.likely_duplicates()
    listed = window(qtbot, "likely")
    assert isinstance(listed, LikelyDialog)
    qtbot.waitUntil(lambda: listed.pair() is not None)
    pair = listed.pair()
    assert pair is not None
    assert (pair.one, pair.other) == (1, twin)
    qtbot.keyClick(listed._tree, Qt.Key.Key_N)
    assert listed.pair() is None
    assert "not offered as a pair again" in said[0]
    assert [row.value("type") for row in seeded_store.rows("link", _ids(seeded_store))][-1] == (
        "distinct"
    )
    listed.close()


def _ids(store: Store) -> list[int]:
    return list(store.ids(Query("link")))


def test_a_draft_shows_what_is_like_it_and_opens_it_beside(
    qtbot: QtBot, bench: Workbench, commands: Twins
) -> None:
    bench.detail.begin("entry", {"country": "UZB"})
    draft = bench.detail.findChild(DraftForm)
    assert draft is not None
    qtbot.keyClicks(draft.rows["title"].editor, "BYD joint venture")
    lines = draft.findChild(SimilarLines)
    assert lines is not None
    qtbot.waitUntil(lambda: bool(lines.found))
    line = lines.lines.lines()[0]
    assert line.isVisible()
    line.setFocus()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    beside = window(qtbot, "beside")
    assert isinstance(beside, BesideDialog)
    assert draft.rows["title"].editor.text() == "BYD joint venture"
    with qtbot.waitSignal(commands.record_wanted) as wanted:
        push(qtbot, beside, "beside_go")
    assert wanted.args == ["entry", 1]


def test_a_draft_that_is_dropped_while_it_is_looked_up_is_forgotten(
    qtbot: QtBot, bench: Workbench, commands: Twins
) -> None:
    bench.detail.begin("entry", {})
    draft = bench.detail.findChild(DraftForm)
    assert draft is not None
    qtbot.keyClicks(draft.rows["title"].editor, "BYD joint venture")
    lines = draft.findChild(SimilarLines)
    assert lines is not None
    lines._look()
    bench.detail._drop_draft()
    qtbot.waitUntil(lambda: bench.tasks.pending == 0)


def test_history_offers_to_undo_the_rest(
    qtbot: QtBot, bench: Workbench, seeded_store: Store, twin: int
) -> None:
    with seeded_store.step("Merge them", by=None) as step:
        merge_records(step, "entry", 1, [twin])
    with seeded_store.step("Later", by=None) as step:
        step.set("entry", 1, "start", "2024")
    pane: HistoryPane = bench.history
    pane.show()
    view = pane.findChild(QListView, "history_list")
    assert view is not None
    qtbot.waitUntil(lambda: pane.lines.rowCount() > 2)
    view.setCurrentIndex(pane.lines.index(1))
    pane.revert()
    assert "was changed since by “Later”" in pane.notice.text
    rest = next(b for b in pane.notice.findChildren(QPushButton) if b.text() == "Undo the rest")
    qtbot.mouseClick(rest, LEFT)
    assert len(seeded_store.rows("entry", [twin])) == 1
    assert seeded_store.row("entry", 1).value("start") == "2024"
    assert "but for what was changed since: Start of “UZB-2023-001" in pane.notice.text
