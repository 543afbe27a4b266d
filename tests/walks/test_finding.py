"""Finding through the real window: the line, chips, facets, views, places visited."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from gui import desk
from gui.app import Program
from gui.chip_bar import Chip
from gui.country_tree import CountryTree
from gui.main_window import MainWindow
from gui.settings import Settings
from models import Filter, Scope

Start = Callable[[], MainWindow]
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def start(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Start]:
    """Start the program on one store as often as a test wants, each time from the same settings."""
    programs: list[Program] = []

    def begin() -> MainWindow:
        program = Program(qapp, Settings(tmp_path / "settings.ini"))
        programs.append(program)
        program.window.resize(1280, 800)
        program.start(tmp_path / "cooperation.khorgos", fresh=True)
        qtbot.waitUntil(lambda: program.window.bench is not None, timeout=20_000)
        program.window.activateWindow()
        settled(qtbot, program.window)
        return program.window

    yield begin
    for program in programs:
        program.window.close()
        program.deleteLater()


def settled(qtbot: QtBot, window: MainWindow, rows: int | None = None) -> None:
    """Wait until the table in front shows all, and so many rows if that is known."""
    records = window.bench.tabs.current.records
    qtbot.waitUntil(
        lambda: (
            records.complete and records.rowCount() in (range(1, 99) if rows is None else (rows,))
        ),
        timeout=10_000,
    )


def press(
    qtbot: QtBot,
    window: MainWindow,
    key: Qt.Key,
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key, keys)


def line(window: MainWindow) -> QLineEdit:
    found = window.findChild(QLineEdit, "search_words")
    assert isinstance(found, QLineEdit)
    return found


def search(qtbot: QtBot, window: MainWindow, text: str) -> None:
    """Go to the line with Ctrl+F and type."""
    press(qtbot, window, Qt.Key.Key_F, CONTROL)
    qtbot.waitUntil(lambda: line(window).hasFocus())
    qtbot.keyClicks(line(window), text)


def chips(window: MainWindow) -> list[str]:
    bar = window.bench.chips
    return bar.labels if bar.isVisible() else []


def entries(window: MainWindow) -> list[str]:
    records = window.bench.tabs.current.records
    return [records.row_at(row).text("uid") for row in range(records.rowCount())]


def tree_line(tree: CountryTree, *names: str) -> object:
    index = tree.rootIndex()
    for name in names:
        rows = range(tree.model().rowCount(index))
        below = (tree.model().index(row, 0, index) for row in rows)
        index = next(one for one in below if one.data() == name)
    return index


def has_line(tree: CountryTree, *names: str) -> bool:
    try:
        tree_line(tree, *names)
    except StopIteration:
        return False
    return True


def test_a_typed_query_narrows_as_it_is_typed_and_becomes_chips(qtbot: QtBot, start: Start) -> None:
    window = start()
    bench = window.bench
    search(qtbot, window, "country:KGZ")
    settled(qtbot, window, 2)
    assert bench.tabs.query("entry").filters == (Filter("country", "KGZ"),)
    assert chips(window) == []
    qtbot.keyClicks(line(window), " beer")
    settled(qtbot, window, 1)
    assert entries(window) == ["KGZ-2023-001"]

    press(qtbot, window, Qt.Key.Key_Return)

    assert chips(window) == ["Country is Kyrgyzstan", "“beer”"]
    assert line(window).text() == "beer"
    assert bench.tabs.current.hasFocus()
    header = bench.tabs.current.header.findChild(QLineEdit, "filter_country")
    assert header.text() == "KGZ"
    count = window.findChild(QLabel, "search_count")
    assert count.text() == "1 of 6"


def test_the_panes_wait_until_the_words_are_typed(
    qtbot: QtBot, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "TYPING_MILLISECONDS", 60_000)
    window = start()
    bench = window.bench
    chosen: list[int] = []
    shown: list[int] = []
    bench.tabs.record_chosen.connect(lambda _, record: chosen.append(record))
    # What the table chose at the start has been followed.
    rest = window.findChild(desk.Desk)._rest
    qtbot.waitUntil(lambda: not rest.isActive())
    bench.notifier.idle.finish()
    monkeypatch.setattr(bench.detail, "show_record", lambda _, record: shown.append(record))
    first = bench.tabs.current.current_record()
    search(qtbot, window, "beer")
    settled(qtbot, window, 1)
    qtbot.waitUntil(lambda: bool(chosen))
    assert bench.tabs.current.current_record() not in (None, first)
    assert shown == []
    assert rest.interval() == 60_000

    press(qtbot, window, Qt.Key.Key_Return)

    qtbot.waitUntil(lambda: shown == [bench.tabs.current.current_record()])


def test_what_cannot_be_read_yet_is_a_quiet_hint_and_no_banner(qtbot: QtBot, start: Start) -> None:
    window = start()
    search(qtbot, window, "beer countr:KGZ")
    settled(qtbot, window, 1)
    panel = line(window).panel
    qtbot.waitUntil(lambda: "countr" in panel.hint)
    assert window.notices.text == ""
    press(qtbot, window, Qt.Key.Key_Return)
    assert "countr" in window.notices.text
    assert line(window).text() == "beer countr:KGZ"


def test_a_value_that_makes_no_sense_is_no_banner_while_it_is_typed(
    qtbot: QtBot, start: Start
) -> None:
    window = start()
    search(qtbot, window, "start:20x")
    qtbot.wait(400)
    assert window.notices.text == ""
    assert len(entries(window)) == 6
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "20x" in window.notices.text)
    assert [label.partition(" ")[0] for label in chips(window)] == ["Start"]
    window.actions_by_id["clear_filters"].trigger()
    settled(qtbot, window, 6)
    assert window.notices.text == ""


def test_chips_go_by_mouse_by_key_and_all_at_once(qtbot: QtBot, start: Start) -> None:
    window = start()
    search(qtbot, window, 'in:KGZ -type:=trade "package of"')
    press(qtbot, window, Qt.Key.Key_Return)
    settled(qtbot, window, 1)
    assert chips(window) == ["in Kyrgyzstan", "Type is not Trade", "“package of”"]
    assert window.bench.tree.current_scope() == Scope(country="KGZ")

    chip = window.bench.chips.findChildren(Chip)[-1]
    chip.setFocus()
    press(qtbot, window, Qt.Key.Key_Delete)
    assert chips(window) == ["in Kyrgyzstan", "Type is not Trade"]
    assert line(window).text() == ""
    assert isinstance(QApplication.focusWidget(), Chip)
    press(qtbot, window, Qt.Key.Key_Backspace)
    settled(qtbot, window, 2)
    assert chips(window) == ["in Kyrgyzstan"]
    press(qtbot, window, Qt.Key.Key_Delete)
    settled(qtbot, window, 6)
    assert chips(window) == []
    assert window.bench.tree.current_scope() == Scope()
    assert window.bench.tabs.current.hasFocus()


def test_header_tree_line_and_facets_are_one_query(qtbot: QtBot, start: Start) -> None:
    window = start()
    bench = window.bench
    bench.tree.choose(Scope(country="KGZ"))
    settled(qtbot, window, 2)
    header = bench.tabs.current.header.findChild(QLineEdit, "filter_title")
    qtbot.keyClicks(header, "beer ")
    settled(qtbot, window, 1)
    qtbot.waitUntil(lambda: chips(window) == ["in Kyrgyzstan", "Title contains beer"])
    assert header.text() == "beer "

    press(qtbot, window, Qt.Key.Key_6, CONTROL)
    qtbot.waitUntil(lambda: bench.facets.isVisible())
    values = bench.facets.findChild(type(bench.facets._sections["type"]), "facet_type").list
    qtbot.waitUntil(lambda: values.values.rowCount() == 1)
    values.setFocus()
    values.setCurrentIndex(values.values.index(0))
    qtbot.keyClick(values, Qt.Key.Key_Minus)
    settled(qtbot, window, 0)
    assert chips(window)[-1] == "Type is not Trade"
    qtbot.keyClick(values, Qt.Key.Key_Space)
    settled(qtbot, window, 1)
    assert chips(window)[-1] == "Type is Trade"

    press(qtbot, window, Qt.Key.Key_L, CONTROL | SHIFT)
    settled(qtbot, window, 2)
    assert chips(window) == ["in Kyrgyzstan"]
    assert header.text() == ""


def test_back_and_forward_go_through_the_places_visited(qtbot: QtBot, start: Start) -> None:
    window = start()
    bench = window.bench
    search(qtbot, window, "beer")
    press(qtbot, window, Qt.Key.Key_Return)
    settled(qtbot, window, 1)
    bench.tabs.turn_to("figure")
    settled(qtbot, window, 6)

    press(qtbot, window, Qt.Key.Key_Left, ALT)
    assert bench.tabs.kind == "entry"
    settled(qtbot, window, 1)
    assert line(window).text() == "beer"
    press(qtbot, window, Qt.Key.Key_Left, ALT)
    settled(qtbot, window, 6)
    assert chips(window) == []
    assert line(window).text() == ""
    press(qtbot, window, Qt.Key.Key_Right, ALT)
    settled(qtbot, window, 1)
    assert chips(window) == ["“beer”"]
    press(qtbot, window, Qt.Key.Key_Right, ALT)
    assert bench.tabs.kind == "figure"


def test_the_last_queries_are_under_the_empty_line(qtbot: QtBot, start: Start) -> None:
    window = start()
    for text in ("beer", "country:TJK"):
        search(qtbot, window, text)
        press(qtbot, window, Qt.Key.Key_Return)
        settled(qtbot, window, 1)
        press(qtbot, window, Qt.Key.Key_L, CONTROL | SHIFT)
        settled(qtbot, window, 6)
    press(qtbot, window, Qt.Key.Key_F, CONTROL)
    qtbot.keyClick(line(window), Qt.Key.Key_Down)
    menu = window.search.findChild(QMenu, "recent_menu")
    assert [one.text() for one in menu.actions()] == ["Entries: country:TJK", "Entries: beer"]
    qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    settled(qtbot, window, 1)
    assert line(window).text() == "beer"


def test_a_view_keeps_everything_over_a_restart(qtbot: QtBot, start: Start) -> None:
    window = start()
    bench = window.bench
    search(qtbot, window, "country:KGZ sort:-title")
    press(qtbot, window, Qt.Key.Key_Return)
    settled(qtbot, window, 2)
    table = bench.tabs.current
    table.arranged.hide(table.records.column_of("reason"), hidden=True)
    table.arranged.freeze(2)
    bench.facets.set_fields("entry", ["review"])
    asked, columns = bench.tabs.query("entry"), table.arranged.states()

    press(qtbot, window, Qt.Key.Key_S, CONTROL | SHIFT)
    dialog = window.findChild(QDialog, "line_dialog")
    name = dialog.findChild(QLineEdit, "line")
    name.selectAll()
    qtbot.keyClicks(name, "Kyrgyz deals")
    qtbot.keyClick(name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: has_line(bench.tree, "Views", "Kyrgyz deals"))
    assert window.actions_by_id["undo"].text() == "Undo Save view “Kyrgyz deals”"

    window.actions_by_id["clear_filters"].trigger()
    settled(qtbot, window, 6)
    table.arranged.freeze(0)
    table.arranged.hide(table.records.column_of("reason"), hidden=False)
    bench.facets.set_fields("entry", ["type"])
    window.close()
    window = start()
    bench, tree = window.bench, window.bench.tree
    settled(qtbot, window, 6)
    qtbot.waitUntil(lambda: has_line(tree, "Views", "Kyrgyz deals"))
    tree.setFocus()
    tree.setCurrentIndex(tree_line(tree, "Views", "Kyrgyz deals"))
    qtbot.keyClick(tree, Qt.Key.Key_Return)

    settled(qtbot, window, 2)
    assert bench.tabs.query("entry") == asked
    assert bench.tabs.current.arranged.states() == columns
    assert bench.facets.fields("entry") == ("review",)
    assert chips(window) == ["Country is Kyrgyzstan"]
