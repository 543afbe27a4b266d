"""A spreadsheet's gestures through the real window, by keys, against the store on the disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton

from gui.app import Program
from gui.block_refusals import RefusalPanel
from gui.clipboard import lines_of, read_lines
from gui.main_window import MainWindow
from gui.record_table import RecordTable
from gui.settings import Settings
from models import Store

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ROWS = 60


@pytest.fixture
def window(qtbot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """The program on a store with sixty entries more than the first article's."""
    program = Program(qapp, Settings(tmp_path / "settings.ini"))
    window = program.window
    window.resize(1280, 800)
    program.start(tmp_path / "cooperation.khorgos", fresh=True)
    qtbot.waitUntil(lambda: window.bench is not None, timeout=20_000)
    with window.bench.store.step("Add entries", by=None) as step:
        step.add_many("entry", [entry(number) for number in range(ROWS)])
    records = window.bench.tabs.current.records
    qtbot.waitUntil(lambda: records.rowCount() >= ROWS and records.complete, timeout=10_000)
    yield window
    window.close()
    program.deleteLater()


def entry(number: int) -> dict[str, object]:
    return {
        "title": f'Deal “{number}” with a \t tab and “quotes”, the "{number}th"',
        "country": ("UZB", "KAZ", None)[number % 3],
        "type": ("loan", "grant", None)[number % 3],
        "start": (None, "2023", "2023-10~")[number % 3],
        "summary": f"First line\nsecond line of {number}" if number % 2 else None,
    }


def table_of(window: MainWindow):
    return window.bench.tabs.current


def select(window: MainWindow, rows: range, keys: list[str]) -> None:
    """Select a block, with the cursor in its first cell."""
    table = table_of(window)
    columns = [table.records.column_of(key) for key in keys]
    chosen = QItemSelection()
    for column in columns:
        first, last = rows[0], rows[-1]
        chosen.select(table.records.index(first, column), table.records.index(last, column))
    table.setFocus()
    table.selectionModel().setCurrentIndex(
        table.records.index(rows[0], columns[0]), QItemSelectionModel.SelectionFlag.NoUpdate
    )
    table.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def press(qtbot, window: MainWindow, key: Qt.Key, held=CONTROL) -> None:
    """Press a key as the window gets it: shortcuts first."""
    window.activateWindow()
    qtbot.keyClick(table_of(window), key, held)


def with_many(qtbot, window: MainWindow, amount: int) -> RecordTable:
    """Add so many entries; return their table when it shows them."""
    store, table = window.bench.store, table_of(window)
    with store.step("Add many", by=None) as step:
        step.add_many("entry", [{"title": f"Entry {n}"} for n in range(amount)])
    qtbot.waitUntil(lambda: table.records.rowCount() > amount and table.records.complete)
    return table


def put(text: str) -> None:
    QGuiApplication.clipboard().setText(text)


def edits(store: Store) -> list[tuple[str, int, str | None]]:
    """What the newest step touched."""
    newest = store.steps(limit=1)[0]
    change = store.touched(newest.id)
    return sorted(change.cells)


def texts(window: MainWindow, key: str, rows: range) -> list[str]:
    records = table_of(window).records
    return [records.row_at(row).text(key) for row in rows]


def test_a_block_goes_out_is_changed_and_comes_back_as_three_edits(qtbot, window) -> None:
    store, table = window.bench.store, table_of(window)
    keys = table.shown_columns()[:12]
    assert len(keys) == 12
    select(window, range(5, 55), keys)
    press(qtbot, window, Qt.Key.Key_C)
    cells = read_lines(QGuiApplication.clipboard().text())
    assert (len(cells), len(cells[0])) == (50, 12)
    before, steps = store.dump(), len(store.steps())

    cells[3][keys.index("title")] = "Changed “title”"
    cells[10][keys.index("status")] = "Commitment"
    cells[49][keys.index("start")] = "2024-05"
    put(lines_of(cells))
    select(window, range(5, 6), keys[:1])
    press(qtbot, window, Qt.Key.Key_V)

    qtbot.waitUntil(lambda: len(store.steps()) == steps + 1, timeout=10_000)
    ids = table.records.ids
    assert edits(store) == sorted(
        [("entry", ids[8], "title"), ("entry", ids[15], "status"), ("entry", ids[54], "start")]
    )
    assert store.steps(limit=1)[0].label == "Paste 600 cells into Entries"
    press(qtbot, window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: store.dump()["entry"] == before["entry"], timeout=10_000)


def test_a_block_that_comes_back_unchanged_is_no_step(qtbot, window) -> None:
    store = window.bench.store
    select(window, range(60), table_of(window).shown_columns())
    press(qtbot, window, Qt.Key.Key_C)
    steps = len(store.steps())
    press(qtbot, window, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: "Nothing changed" in window.notices.text, timeout=10_000)
    assert len(store.steps()) == steps


def panel_of(window: MainWindow) -> RefusalPanel:
    return next(p for p in window.findChildren(RefusalPanel) if p.isVisible())


def test_bad_cells_are_shown_and_the_good_ones_applied_when_told_so(qtbot, window) -> None:
    store = window.bench.store
    before, ids = store.dump(), table_of(window).records.ids
    select(window, range(10, 11), ["type"])
    order = table_of(window).shown_columns()
    assert order[order.index("type") + 1] == "status"
    put("loan\tCommitment\ngrant\tperhaps\nnonsense\tPledge\n")

    press(qtbot, window, Qt.Key.Key_V)

    panel = panel_of(window)
    assert store.dump() == before
    said = [(cell.row, cell.field, cell.text) for cell in panel.model.cells]
    assert said == [(11, "status", "perhaps"), (12, "type", "nonsense")]
    assert all(cell.sentence for cell in panel.model.cells)

    mended = panel.model.index(1, 2)
    panel.model.setData(mended, "debt", Qt.ItemDataRole.EditRole)
    apply = panel.findChild(QPushButton, "refusals_apply")
    qtbot.mouseClick(apply, Qt.MouseButton.LeftButton)

    assert [store.row("entry", ids[row]).value("type") for row in (10, 11, 12)] == [
        "loan",
        "grant",
        "debt",
    ]
    assert [store.row("entry", ids[row]).value("status") for row in (10, 11, 12)] == [
        "30",
        None,
        "20",
    ]
    assert not panel.isVisible()
    press(qtbot, window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: store.dump()["entry"] == before["entry"])


def test_nothing_is_lost_when_nothing_is_applied(qtbot, window) -> None:
    store = window.bench.store
    before = store.dump()
    put("loan\tperhaps\ngrant\tPledge\n")
    select(window, range(10, 11), ["type"])
    press(qtbot, window, Qt.Key.Key_V)
    panel = panel_of(window)
    panel.model.setData(panel.model.index(0, 2), "still not", Qt.ItemDataRole.EditRole)
    nothing = panel.findChild(QPushButton, "refusals_nothing")

    qtbot.mouseClick(nothing, Qt.MouseButton.LeftButton)

    assert store.dump() == before
    assert "Nothing was pasted" in window.notices.text
    again = next(b for b in window.notices.findChildren(QPushButton) if "again" in b.text())
    qtbot.mouseClick(again, Qt.MouseButton.LeftButton)
    assert panel_of(window).model.text(0) == "still not"


def test_one_cell_that_is_refused_stays_in_its_cell_like_a_typed_one(qtbot, window) -> None:
    table = table_of(window)
    put("2023-13")
    select(window, range(10, 11), ["start"])
    press(qtbot, window, Qt.Key.Key_V)
    index = table.records.index(10, table.records.column_of("start"))
    assert index.data(Qt.ItemDataRole.EditRole) == "2023-13"
    assert "13" in window.notices.text
    table.records.drop_draft(index)


def test_rows_beyond_the_last_become_records(qtbot, window) -> None:
    store, table = window.bench.store, table_of(window)
    last = table.records.rowCount() - 1
    before = store.dump()
    put("The last one\tUZB\nAdded one\tKazakhstan\nAdded two\t\n\t\n")
    select(window, range(last, last + 1), ["title"])

    press(qtbot, window, Qt.Key.Key_V)

    qtbot.waitUntil(lambda: table.records.rowCount() == last + 3)
    assert texts(window, "title", range(last, last + 3)) == [
        "The last one",
        "Added one",
        "Added two",
    ]
    assert texts(window, "country", range(last + 1, last + 3)) == ["Kazakhstan", ""]
    press(qtbot, window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: table.records.rowCount() == last + 1)
    assert store.dump()["entry"] == before["entry"]


def test_fill_down_writes_the_top_row_and_is_undone_in_one(qtbot, window) -> None:
    store = window.bench.store
    before = texts(window, "type", range(10, 15))
    select(window, range(10, 15), ["type", "status"])

    press(qtbot, window, Qt.Key.Key_D)

    assert texts(window, "type", range(10, 15)) == [before[0]] * 5
    press(qtbot, window, Qt.Key.Key_Z)
    assert texts(window, "type", range(10, 15)) == before
    assert store.redo_label == "Fill 8 cells from above"


def test_fill_down_in_one_row_takes_the_row_above(qtbot, window) -> None:
    above = texts(window, "title", range(9, 10))
    select(window, range(10, 11), ["title"])
    press(qtbot, window, Qt.Key.Key_D)
    assert texts(window, "title", range(10, 11)) == above


def test_the_selection_is_filled_with_the_cell_under_the_cursor(qtbot, window) -> None:
    (title,) = texts(window, "title", range(10, 11))
    select(window, range(10, 14), ["title"])
    press(qtbot, window, Qt.Key.Key_Return)
    assert texts(window, "title", range(10, 14)) == [title] * 4
    assert texts(window, "title", range(14, 15)) != [title]


def test_what_is_typed_goes_into_all_selected_cells(qtbot, window) -> None:
    store, table = window.bench.store, table_of(window)
    before = texts(window, "title", range(10, 15))
    select(window, range(10, 14), ["title"])
    qtbot.keyClicks(table, "T")
    qtbot.keyClicks(QApplication.focusWidget(), "he same")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return, CONTROL)
    assert texts(window, "title", range(10, 15)) == ["The same"] * 4 + before[4:]
    press(qtbot, window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: texts(window, "title", range(10, 15)) == before)
    assert store.redo_label == "Fill 4 cells with “The same”"


def test_cells_that_are_cut_are_empty_and_on_the_clipboard(qtbot, window) -> None:
    before = texts(window, "type", range(10, 12))
    select(window, range(10, 12), ["type"])
    press(qtbot, window, Qt.Key.Key_X)
    assert texts(window, "type", range(10, 12)) == ["", ""]
    assert read_lines(QGuiApplication.clipboard().text()) == [[one] for one in before]
    select(window, range(12, 13), ["type"])
    press(qtbot, window, Qt.Key.Key_V)
    assert texts(window, "type", range(12, 14)) == before


def test_one_cell_is_pasted_over_the_whole_selection(qtbot, window) -> None:
    put("Pledge")
    select(window, range(10, 20), ["status"])
    press(qtbot, window, Qt.Key.Key_V)
    assert texts(window, "status", range(10, 20)) == ["Pledge"] * 10
    assert "10 cells" in window.bench.store.undo_label


def test_a_large_paste_that_is_cancelled_leaves_the_store_as_it_was(qtbot, window) -> None:
    store = window.bench.store
    with_many(qtbot, window, 5_000)
    before = store.dump()
    select(window, range(5_000), ["title", "status"])
    put("".join(f"New title {n}\tPledge\n" for n in range(5_000)))
    window.bench.tasks.progressed.connect(lambda _: window.bench.tasks.cancel_writes())

    press(qtbot, window, Qt.Key.Key_V)

    qtbot.waitUntil(lambda: "Nothing was changed" in window.notices.text, timeout=20_000)
    assert store.dump() == before


def test_a_large_paste_is_one_step_and_keeps_the_window_alive(qtbot, window) -> None:
    store = window.bench.store
    with_many(qtbot, window, 3_000)
    select(window, range(3_000), ["title", "status"])
    put("".join(f"New title {n}\tPledge\n" for n in range(3_000)))
    steps = len(store.steps())
    press(qtbot, window, Qt.Key.Key_V)
    assert len(store.steps()) == steps, "a large paste is done beside the window, not in it"
    qtbot.waitUntil(lambda: len(store.steps()) == steps + 1, timeout=20_000)
    qtbot.waitUntil(lambda: "6,000 cells" in window.notices.text, timeout=20_000)
    assert texts(window, "title", range(2_999, 3_000)) == ["New title 2999"]


def test_what_is_refused_in_the_background_takes_no_letter_from_who_types(qtbot, window) -> None:
    table = with_many(qtbot, window, 3_000)
    select(window, range(3_000), ["title", "status"])
    put("".join(f"New title {n}\tperhaps\n" for n in range(3_000)))
    press(qtbot, window, Qt.Key.Key_V)
    table.setCurrentIndex(table.records.index(1, table.records.column_of("title")))
    qtbot.keyClicks(table, "A")
    editor = table.indexWidget(table.currentIndex())
    assert editor is not None
    assert QApplication.focusWidget() is editor
    qtbot.waitUntil(lambda: "Nothing was pasted" in window.notices.text, timeout=20_000)
    assert QApplication.focusWidget() is editor
    qtbot.keyClicks(editor, "nother")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: texts(window, "title", range(1, 2)) == ["Another"])
    show = next(b for b in window.notices.findChildren(QPushButton) if "Show" in b.text())
    qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    assert len(panel_of(window).model.cells) == 3_000


def test_a_figure_without_an_entry_is_refused_with_what_to_do(qtbot, window) -> None:
    window.bench.tabs.turn_to("figure")
    records = table_of(window).records
    qtbot.waitUntil(lambda: records.rowCount() > 0 and records.complete)
    last = records.rowCount() - 1
    before = window.bench.store.dump()
    put("1\n2\n3\n")
    select(window, range(last, last + 1), ["value"])
    press(qtbot, window, Qt.Key.Key_V)
    assert "Entry" in window.notices.text
    assert window.bench.store.dump() == before


def test_a_copy_of_an_entry_has_a_number_of_its_own_and_no_evidence(qtbot, window) -> None:
    store, table = window.bench.store, table_of(window)
    select(window, range(2), ["title"])
    amount = table.records.rowCount()
    titles = texts(window, "title", range(2))

    press(qtbot, window, Qt.Key.Key_D, CONTROL | SHIFT)

    qtbot.waitUntil(lambda: table.records.rowCount() == amount + 2)
    added = list(table.records.ids[amount:])
    rows = store.rows("entry", added)
    assert [row.value("title") for row in rows] == titles
    assert (
        len({row.value("uid") for row in store.rows("entry", list(table.records.ids))})
        == amount + 2
    )
    assert all(not store.citations("entry", record) for record in added)
    press(qtbot, window, Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: table.records.rowCount() == amount)
