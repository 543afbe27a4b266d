"""Two articles disagree about a figure: the analyst sees it, weighs them, prefers one, undoes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from gui.app import Program
from gui.dialogs.conflict import ConflictDialog
from gui.dialogs.marks import MarksDialog
from gui.main_window import MainWindow
from gui.settings import Settings
from models import Query, Row, Store, create_store

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
SECOND = "The ministry confirmed it. The plant in Jizzakh will turn out 60,000 cars a year."
WORDS = "60,000 cars a year"
FIRST = "an initial annual production target of 50,000 vehicles has been set"


def second_article(store: Store) -> int:
    """Add an article that gives another number for the 50,000 vehicles of the first."""
    target = next(
        row
        for row in store.rows("figure", store.ids(Query("figure")))
        if row.text("value") == "50000"
    )
    start = SECOND.index(WORDS)
    with store.step("Read a second article", by=None) as step:
        told = {"title": "Ministry of Investment", "type": "official", "published": "2023-11-02"}
        source = step.add("source", told | {"text": SECOND})
        cited = {"kind": "figure", "record": target.id, "field": "value", "source": source}
        place = {"start": start, "end": start + len(WORDS), "quote": WORDS, "value": "60,000"}
        step.add("citation", cited | place)
    return target.id


@pytest.fixture
def window(qtbot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    path = tmp_path / "cooperation.khorgos"
    store = create_store(path, author="Tester", seeded=True)
    second_article(store)
    store.close()
    program = Program(qapp, Settings(tmp_path / "settings.ini"))
    program.window.resize(1280, 800)
    program.start(path, fresh=False)
    qtbot.waitUntil(lambda: program.window.bench is not None, timeout=20_000)
    loaded(qtbot, program.window)
    yield program.window
    program.window.close()
    program.deleteLater()


def loaded(qtbot, window: MainWindow) -> None:
    records = window.bench.tabs.current.records
    qtbot.waitUntil(lambda: records.rowCount() > 0 and records.complete, timeout=10_000)


def press(qtbot, key: Qt.Key, held=CONTROL | SHIFT) -> None:
    """Press keys wherever the keyboard is; the window hears its shortcuts."""
    qtbot.keyClick(QApplication.focusWidget(), key, held)


def shown(window: MainWindow) -> list[Row]:
    records = window.bench.tabs.current.records
    return [records.row_at(row) for row in range(records.rowCount())]


def words_shown(window: MainWindow) -> str:
    text = window.bench.source.findChild(QWidget, "article_text")
    return text.text[slice(*text._chosen)] if text._chosen else ""


def until(qtbot, holds: Callable[[], bool]) -> None:
    qtbot.waitUntil(holds, timeout=10_000)


def test_two_articles_disagree_about_a_figure(qtbot, window: MainWindow) -> None:
    bench, actions = window.bench, window.actions_by_id
    assert not actions["weigh"].isEnabled()

    # Which entries are disputed? One key tells, and the chip says it in words.
    press(qtbot, Qt.Key.Key_C)
    until(qtbot, lambda: len(shown(window)) == 1)
    assert bench.chips.labels == ["has contested values"]
    assert actions["contested_values"].isChecked()
    assert shown(window)[0].value("contested") == 0

    # In the figures it is the value, and the cell says who says what.
    bench.tabs.turn_to("figure")
    loaded(qtbot, window)
    assert not actions["contested_values"].isChecked()
    bench.tabs.current.setFocus()
    press(qtbot, Qt.Key.Key_C)
    until(qtbot, lambda: len(shown(window)) == 1)
    target = shown(window)[0].id
    table = bench.tabs.current
    table.choose(target, "value")
    table.setFocus()
    assert table.records.row_at(0).mark("value") == "contested"
    tip = table.currentIndex().data(Qt.ItemDataRole.ToolTipRole)
    assert "60,000 — “60,000 cars a year” — Ministry of Investment · 2023-11-02" in tip
    assert "50,000 — “an initial annual production target" in tip

    # One key goes to the words, once more to the next ones.
    until(qtbot, lambda: actions["weigh"].isEnabled())
    for words in (WORDS, FIRST):
        press(qtbot, Qt.Key.Key_J, CONTROL)
        until(qtbot, lambda words=words: words_shown(window) == words)

    # Weigh them with the keyboard alone.
    table.setFocus()
    press(qtbot, Qt.Key.Key_J)
    dialog = window.findChild(ConflictDialog)
    qtbot.waitExposed(dialog)
    until(qtbot, lambda: dialog.isActiveWindow())
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    row = bench.store.row("figure", target)
    assert (row.shown("value"), row.mark("value")) == ("60,000", "cited")
    dialog.close()
    # A record that was changed stays in its row until one asks again.
    until(qtbot, lambda: table.records.row_at(0).mark("value") == "cited")
    assert bench.store.ids(Query("figure")).count(target) == 1
    window.activateWindow()
    until(qtbot, window.isActiveWindow)
    table.setFocus()
    press(qtbot, Qt.Key.Key_C)
    until(qtbot, lambda: bench.chips.labels == [])

    # One undo, and both are rivals again.
    press(qtbot, Qt.Key.Key_Z, CONTROL)
    until(qtbot, lambda: bench.store.row("figure", target).mark("value") == "contested")
    assert bench.store.row("figure", target).shown("value") == "50,000"


def test_the_detail_leads_to_words_and_rivals_too(qtbot, window: MainWindow) -> None:
    bench = window.bench
    bench.tabs.turn_to("figure")
    loaded(qtbot, window)
    target = next(row.id for row in shown(window) if row.text("value") == "50000")
    bench.tabs.current.choose(target, "unit")
    until(qtbot, lambda: bench.detail.record() == ("figure", target))
    rows = bench.detail._view.form.rows
    bench.detail.focus_field("value")
    for words in (WORDS, FIRST, WORDS):
        press(qtbot, Qt.Key.Key_J, CONTROL)
        until(qtbot, lambda words=words: words_shown(window) == words)
        assert bench.detail.focused() == ("figure", target, "value")
    assert rows["value"]._sign.mark == "contested"
    assert "60,000 — “60,000 cars a year”" in rows["value"]._sign.toolTip()

    # A click on the sign: rivals where there are any, the words of a cited value, else citing.
    qtbot.mouseClick(rows["value"]._sign, Qt.MouseButton.LeftButton)
    dialog = window.findChild(ConflictDialog)
    assert dialog.windowTitle() == "Weigh the sources: Value"
    dialog.close()
    window.activateWindow()
    until(qtbot, window.isActiveWindow)
    qtbot.mouseClick(rows["unit"]._sign, Qt.MouseButton.LeftButton)
    until(qtbot, lambda: "50,000 vehicles" in words_shown(window))
    with bench.store.step("Type", by=None) as step:
        step.set("figure", target, "from_country", "CHN")
    until(qtbot, lambda: rows["from_country"]._sign.mark == "bare")
    assert "press Ctrl+E" in rows["from_country"]._sign.toolTip()
    qtbot.mouseClick(rows["from_country"]._sign, Qt.MouseButton.LeftButton)
    assert rows["from_country"].editor.hasFocus()

    # What nobody has backed yet is one key away as well, and a table without evidence says so.
    bench.tabs.current.setFocus()
    press(qtbot, Qt.Key.Key_B)
    until(qtbot, lambda: [row.id for row in shown(window)] == [target])
    assert bench.chips.labels == ["has values without a source"]
    bench.tabs.turn_to("country")
    loaded(qtbot, window)
    bench.tabs.current.setFocus()
    press(qtbot, Qt.Key.Key_B)
    assert bench.chips.labels == []
    assert not window.actions_by_id["bare_values"].isChecked()
    window.perform("marks", "")
    legend = window.findChild(MarksDialog)
    assert legend.isVisible()
    legend.close()
