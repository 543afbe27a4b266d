"""What somebody does in the first minutes, in the whole window: keys, and one number everywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from gui.app import Program
from gui.main_window import MainWindow
from gui.settings import Settings
from models import Kept, Query, coverage_of

ARTICLE = """Kazakhstan buys jet fuel 😀

ASTANA, 17 October 2023. KazMunayGas signed an agreement with Sinopec.
\0Kazakhstan 😀 aims to purchase up to 1.35 million tons of jet fuel a year.
"""
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    program = Program(qapp, Settings(tmp_path / "settings.ini"))
    program.window.resize(1280, 800)
    program.start(tmp_path / "cooperation.khorgos", fresh=True)
    qtbot.waitUntil(lambda: program.window.bench is not None, timeout=20_000)
    qtbot.waitUntil(lambda: program.window.bench.detail.record() is not None, timeout=20_000)
    program.window.activateWindow()
    qtbot.waitUntil(program.window.isActiveWindow)
    yield program.window
    program.window.close()
    program.deleteLater()


def press(window: MainWindow, qtbot, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
    where = QApplication.activePopupWidget() or QApplication.focusWidget() or window
    qtbot.keyClick(where, key, held)


def paste_article(window: MainWindow, qtbot, text: str = ARTICLE) -> int:
    copied = QMimeData()
    copied.setText(text)
    QApplication.clipboard().setMimeData(copied)
    before = window.bench.source.source()
    window.actions_by_id["paste_source"].trigger()
    source = window.bench.source
    qtbot.waitUntil(lambda: source.source() not in (before, None), timeout=15_000)
    qtbot.waitUntil(lambda: window.bench.tasks.pending == 0, timeout=15_000)
    return source.source()


def select(window: MainWindow, words: str) -> None:
    article = window.bench.source.article
    start = article.text.index(words)
    cursor = QTextCursor(article.document())
    cursor.setPosition(article._offsets.position(start))
    end = article._offsets.position(start + len(words))
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    article.setTextCursor(cursor)
    article.setFocus()


def test_what_is_left_is_one_number_and_guesses_settle_nothing(qtbot, window: MainWindow) -> None:
    source = paste_article(window, qtbot)
    bench, store = window.bench, window.bench.store
    guesses = [one for one in store.passages(source) if one.kind == "source"]
    assert guesses, "the date and the title are guessed from words of the article"

    def numbers() -> tuple[object, ...]:
        row = store.row("source", source)
        shown = [one.state for one in bench.source.article.coverage]
        counted = [one.state for one in coverage_of(store, source)]
        return (
            *(row.value(key) for key in ("sentences", "left")),
            *(len(shown), shown.count("open")),
            *(len(counted), counted.count("open")),
        )

    total = numbers()[0]
    assert numbers() == (total,) * 6
    assert bench.source.meter.words.endswith(f"{total} open")
    assert f"{total} left" in bench.source.choice.currentText()
    said = [one.text() for one in bench.detail.findChildren(QLabel, "counted_beside")]
    assert said == [f"{total} sentences, {total} of them open"]

    # Words behind an emoji and a line end are cited as they stand; one sentence is settled.
    select(window, "purchase up to 1.35 million tons")
    press(window, qtbot, Qt.Key.Key_N)
    entry = max(store.ids(Query("entry")))
    text = str(store.row("source", source).value("text"))
    assert "\0" not in text
    [cited] = [one for one in store.citations("entry", entry) if one.field == "title"]
    assert cited.quote == text[cited.start : cited.end] == "purchase up to 1.35 million tons"
    qtbot.waitUntil(lambda: numbers() == (total, total - 1) * 3)
    assert bench.source.foot.said
    store.undo(by=None)
    qtbot.waitUntil(lambda: numbers() == (total,) * 6)
    assert bench.source.foot.said == "", "Ctrl+Z would take back something else now"


def test_copy_is_of_what_the_keyboard_is_on(qtbot, window: MainWindow) -> None:
    paste_article(window, qtbot)
    bench, clipboard = window.bench, QApplication.clipboard()
    select(window, "an agreement with Sinopec")
    press(window, qtbot, Qt.Key.Key_C, CONTROL)
    assert clipboard.text() == "an agreement with Sinopec"
    window.actions_by_id["focus_history"].trigger()
    bench.history.view.setCurrentIndex(bench.history.lines.index(0))
    press(window, qtbot, Qt.Key.Key_C, CONTROL)
    assert clipboard.text().startswith("Add source")
    window.actions_by_id["focus_worklist"].trigger()
    qtbot.waitUntil(lambda: bench.worklist.model.rowCount() > 0, timeout=15_000)
    bench.worklist.tree.setCurrentIndex(bench.worklist.model.index(0, 0))
    press(window, qtbot, Qt.Key.Key_C, CONTROL)
    assert clipboard.text() == bench.worklist.model.index(0, 0).data()
    window.actions_by_id["focus_detail"].trigger()
    title = bench.detail.findChild(QLabel, "record_title")
    title.setFocus()
    title.setSelection(0, 10)
    press(window, qtbot, Qt.Key.Key_C, CONTROL)
    assert clipboard.text() == title.text()[:10]


def test_a_key_that_can_do_nothing_says_why(qtbot, window: MainWindow) -> None:
    bench = window.bench
    window.actions_by_id["focus_table"].trigger()
    press(window, qtbot, Qt.Key.Key_Y, CONTROL)
    assert window.notices.text == "There is nothing to redo."
    table = bench.tabs.current
    table.setCurrentIndex(table.records.index(0, table.records.column_of("uid")))
    press(window, qtbot, Qt.Key.Key_F2)
    assert window.notices.text == "Number is worked out by the program."


def test_the_worklist_looks_only_when_it_is_in_front(qtbot, window: MainWindow) -> None:
    worklist, looked = window.bench.worklist, []
    worklist.looked.connect(lambda: looked.append(True))
    # It was shown for a moment while the window was put together.
    qtbot.waitUntil(lambda: not worklist._later.isActive())
    assert not worklist._is_seen()
    worklist.look_if_stale()
    assert not worklist._later.isActive()
    with window.bench.store.step("Add", by=None) as step:
        step.add("entry", {"title": "Road"})
    qtbot.waitUntil(lambda: window.bench.tasks.pending == 0)
    assert not looked
    window.raise_dock("worklist")
    qtbot.waitUntil(lambda: bool(looked), timeout=15_000)


def test_a_pair_is_compared_and_told_apart_from_the_worklist(qtbot, window: MainWindow) -> None:
    bench, store = window.bench, window.bench.store
    row = store.row("entry", 1)
    keys = ("title", "country", "sector", "type", "status")
    with store.step("Add twin", by=None) as step:
        twin = step.add("entry", {key: row.value(key) for key in keys})
    before = store.dump()
    window.actions_by_id["focus_worklist"].trigger()
    worklist = bench.worklist

    def piles() -> dict[str, int]:
        rows = range(worklist.model.rowCount())
        return {worklist.model.pile(row).key: row for row in rows}

    qtbot.waitUntil(lambda: "twins" in piles(), timeout=15_000)
    top = worklist.model.index(piles()["twins"], 0)
    worklist.tree.setCurrentIndex(top)
    assert not worklist.apart_action.isEnabled()
    worklist.tree.expand(top)
    press(window, qtbot, Qt.Key.Key_Down)
    chore = worklist.model.chore(worklist.tree.currentIndex())
    assert (chore.kind, chore.record, chore.other) == ("entry", 1, twin)
    with qtbot.waitSignal(worklist.pair_wanted) as asked:
        press(window, qtbot, Qt.Key.Key_Return)
    assert asked.args == [1, twin]
    qtbot.waitUntil(lambda: shown_merge() is not None, timeout=15_000)
    shown_merge().reject()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    worklist.tree.setFocus()
    press(window, qtbot, Qt.Key.Key_N)
    qtbot.waitUntil(lambda: "twins" not in piles(), timeout=15_000)
    window.actions_by_id["undo"].trigger()
    assert store.dump() == before
    qtbot.waitUntil(lambda: "twins" in piles(), timeout=15_000)


def shown_merge() -> QLabel | None:
    found = (one for one in QApplication.topLevelWidgets() if one.objectName() == "merge")
    return next((one for one in found if one.isVisible()), None)


def test_an_undo_that_later_changes_refuse_offers_the_rest(qtbot, window: MainWindow) -> None:
    store = window.bench.store
    with store.step("Write two", by=None) as step:
        step.set("entry", 1, "title", "Road")
        step.set("entry", 1, "start", "2020")
    first = store.next_undo()
    with store.step("Write one", by=None) as step:
        step.set("entry", 1, "title", "Bridge")
    window.desk._commands._take_back(first)
    [rest] = [one for one in window.notices.findChildren(QPushButton) if one.isVisible()]
    assert rest.text() == "Undo the rest"
    qtbot.mouseClick(rest, Qt.MouseButton.LeftButton)
    row = store.row("entry", 1)
    assert (row.value("title"), row.value("start")) == ("Bridge", None)
    assert window.notices.text.startswith("Done: ")


def test_what_is_counted_beside_a_record_is_no_field_to_type_into(
    qtbot, window: MainWindow
) -> None:
    detail = window.bench.detail
    for kind in ("entry", "figure", "source"):
        detail.show_record(kind, 1)
        rows = detail._view.form.rows
        assert not [key for key, one in rows.items() if isinstance(one.field.type, Kept)]


def test_a_very_long_title_leaves_room_for_the_form(qtbot, window: MainWindow) -> None:
    detail = window.bench.detail
    with window.bench.store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "<b>long</b> " * 80})
    detail.show_record("entry", entry)
    title = detail.findChild(QLabel, "record_title")
    assert title.text().startswith("<b>long</b> <b>long</b>")
    assert title.text().endswith("…")
    assert len(title.text()) <= 241


def test_a_refusal_in_the_article_moves_no_words(qtbot, window: MainWindow) -> None:
    paste_article(window, qtbot)
    source = window.bench.source
    source.article.setFocus()
    height = source.article.height()
    press(window, qtbot, Qt.Key.Key_Return, SHIFT)
    assert source.notice.text == "There is no suggestion for this sentence."
    QApplication.processEvents()
    assert source.article.height() == height
    assert source.notice.isVisible()
    assert not source.foot.legend.isVisible()
    assert source.notice._timer.isActive(), "it goes by itself"
