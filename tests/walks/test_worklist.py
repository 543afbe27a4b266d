"""A chore is done from the worklist with the keyboard alone: there, mended, settled, undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from gui.app import Program
from gui.main_window import MainWindow
from gui.settings import Settings


@pytest.fixture
def window(qtbot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    program = Program(qapp, Settings(tmp_path / "settings.ini"))
    program.window.resize(1280, 800)
    program.start(tmp_path / "cooperation.khorgos", fresh=True)
    qtbot.waitUntil(lambda: program.window.bench is not None, timeout=20_000)
    yield program.window
    program.window.close()
    program.deleteLater()


def press(window: MainWindow, qtbot, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
    qtbot.keyClick(QApplication.focusWidget() or window, key, held)


def test_a_chore_is_found_done_and_taken_back(qtbot, window: MainWindow) -> None:
    bench = window.bench
    worklist = bench.worklist
    with bench.store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "Road", "country": "UZB", "status": "20"})
        step.set("entry", entry, "start", "2020")
    press(window, qtbot, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    # Whatever was being looked at when the entry came: its chores are there in the end.
    qtbot.waitUntil(lambda: worklist.model.rowCount() > 1, timeout=15_000)
    assert worklist.tree.hasFocus()
    worklist.words.setFocus()
    qtbot.keyClicks(worklist.words, "pledge")
    press(window, qtbot, Qt.Key.Key_Return)
    press(window, qtbot, Qt.Key.Key_Down)
    press(window, qtbot, Qt.Key.Key_Return)
    status = bench.detail._view.form.rows["status"]
    qtbot.waitUntil(status.editor.hasFocus)
    assert bench.detail.record() == ("entry", entry)
    assert status.advice.startswith("The status is Pledge")
    before = bench.store.dump()
    status.editor.selectAll()
    qtbot.keyClicks(status.editor, "Implementation")
    press(window, qtbot, Qt.Key.Key_Return)
    assert bench.store.row("entry", entry).value("status") == "40"
    assert status.advice == ""
    qtbot.waitUntil(lambda: worklist.model.rowCount() == 0, timeout=15_000)
    after = bench.store.dump()
    bench.store.undo(by=None)
    assert bench.store.dump() == before
    bench.store.redo(by=None)
    assert bench.store.dump() == after
