"""The main job through the real window: once with the mouse, once with the keyboard alone."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from gui.app import Program
from gui.main_window import MainWindow
from gui.settings import Settings
from models import Scope, open_store

Start = Callable[[], MainWindow]


@pytest.fixture
def start(qtbot, qapp: QApplication, tmp_path: Path) -> Iterator[Start]:
    """Start the program on one store as often as a test wants, each time from the same settings."""
    programs: list[Program] = []

    def begin() -> MainWindow:
        settings = Settings(tmp_path / "settings.ini")
        program = Program(qapp, settings)
        programs.append(program)
        program.window.resize(1280, 800)
        program.start(tmp_path / "cooperation.khorgos", fresh=True)
        qtbot.waitUntil(lambda: program.window.bench is not None, timeout=20_000)
        loaded(qtbot, program.window)
        return program.window

    yield begin
    for program in programs:
        program.window.close()
        program.deleteLater()


def loaded(qtbot, window: MainWindow) -> None:
    """Wait until the table in front shows something."""
    records = window.bench.tabs.current.records
    qtbot.waitUntil(lambda: records.rowCount() > 0 and records.complete, timeout=10_000)


def rows(window: MainWindow) -> list[str]:
    """Return the first visible text of each row in front, by its title column."""
    records = window.bench.tabs.current.records
    key = "title" if records.kind.has("title") else records.fields[1].key
    return [records.row_at(row).shown(key) for row in range(records.rowCount())]


def click_cell(qtbot, window: MainWindow, row: int, key: str) -> None:
    table = window.bench.tabs.current
    index = table.records.index(row, table.records.column_of(key))
    table.scrollTo(index)
    place = table.visualRect(index).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)


def type_into(qtbot, window: MainWindow, text: str) -> None:
    """Type into whatever has the keyboard."""
    widget = QApplication.focusWidget() or window
    qtbot.keyClicks(widget, text)


def press(qtbot, window: MainWindow, key: Qt.Key, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    qtbot.keyClick(QApplication.focusWidget() or window, key, modifier)


def replace_in_cell(qtbot, window: MainWindow, text: str) -> None:
    """Type over the current cell and press Enter, as in a spreadsheet."""
    table = window.bench.tabs.current
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QWidget)
    assert editor is not table
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(editor, text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_the_main_job_with_the_mouse(qtbot, start: Start, tmp_path: Path) -> None:
    window = start()
    bench = window.bench
    qtbot.waitUntil(lambda: bench.tree.model().rowCount() > 0)

    # Click Uzbekistan.
    tree = bench.tree
    region = tree.model().index(0, 0)
    names = {tree.model().index(n, 0, region).data(): n for n in range(7)}
    uzbekistan = tree.model().index(
        next(n for name, n in names.items() if str(name).startswith("Uzbekistan")), 0, region
    )
    qtbot.mouseClick(
        tree.viewport(), Qt.MouseButton.LeftButton, pos=tree.visualRect(uzbekistan).center()
    )
    qtbot.waitUntil(lambda: bench.tabs.scope == Scope(region=None, country="UZB"))
    loaded(qtbot, window)
    qtbot.waitUntil(lambda: bench.tabs.current.records.rowCount() == 1)
    assert "BYD" in rows(window)[0]
    qtbot.waitUntil(lambda: (bench.detail.record() or ("",))[0] == "entry")

    # Turn to the figures and correct one.
    bar = bench.tabs.tabBar()
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.tabRect(1).center())
    loaded(qtbot, window)
    values = [bench.tabs.current.records.row_at(row).shown("value") for row in range(2)]
    row = values.index("50,000")
    click_cell(qtbot, window, row, "value")
    replace_in_cell(qtbot, window, "60000")
    records = bench.tabs.current.records
    qtbot.waitUntil(lambda: records.row_at(row).shown("value") == "60,000")
    undo = window.actions_by_id["undo"]
    qtbot.waitUntil(lambda: undo.text().startswith("Undo Change"))

    # Undo with the button of the toolbar, and do it again.
    undo.trigger()
    assert records.row_at(row).shown("value") == "50,000"
    redo = window.actions_by_id["redo"]
    qtbot.waitUntil(redo.isEnabled)
    redo.trigger()
    assert records.row_at(row).shown("value") == "60,000"


def test_the_main_job_by_keyboard_alone(qtbot, start: Start, tmp_path: Path) -> None:
    window = start()
    bench = window.bench
    control = Qt.KeyboardModifier.ControlModifier
    qtbot.waitUntil(lambda: bench.tree.model().rowCount() > 0)

    # To the countries, down to Uzbekistan by its first letters, back to the table.
    window.actions_by_id["focus_tree"].trigger()
    qtbot.keyClicks(bench.tree, "uzb")
    qtbot.waitUntil(lambda: bench.tabs.scope.country == "UZB")
    qtbot.waitUntil(lambda: bench.tabs.current.records.rowCount() == 1)
    window.actions_by_id["focus_table"].trigger()

    # A new entry there: nothing but a title is required.
    window.actions_by_id["new_entry"].trigger()
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QWidget))
    type_into(qtbot, window, "Solar plant in Bukhara")
    press(qtbot, window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bench.tabs.current.records.rowCount() == 2)
    assert "Solar plant in Bukhara" in rows(window)
    kind, record = bench.detail.record()
    assert bench.store.row(kind, record).value("country") == "UZB"
    assert bench.store.row(kind, record).value("uid").startswith("UZB-")

    # The window closes and starts again: everything is there, and so is undo.
    assert window.close()
    window = start()
    bench = window.bench
    assert bench.tabs.scope.country == "UZB"
    assert "Solar plant in Bukhara" in rows(window)
    press(qtbot, window, Qt.Key.Key_Z, control)
    qtbot.waitUntil(lambda: bench.tabs.current.records.rowCount() == 1)
    press(qtbot, window, Qt.Key.Key_Y, control)
    qtbot.waitUntil(lambda: bench.tabs.current.records.rowCount() == 2)


def test_the_table_is_exported_exactly_as_it_is_shown(qtbot, start: Start, tmp_path: Path) -> None:
    from gui.dialogs.export_table import ExportChoice
    from gui.exchanging import write_choice

    window = start()
    bench = window.bench
    target = tmp_path / "entries.csv"
    said: list[str] = []
    choice = ExportChoice(path=target, whole=False, labels=True, bom=False)
    write_choice(bench, choice, said=lambda text, **_: said.append(text), warned=said.append)
    qtbot.waitUntil(lambda: bool(said), timeout=10_000)
    with target.open(newline="", encoding="utf-8") as file:
        lines = list(csv.reader(file))
    assert len(lines) == 1 + bench.tabs.current.records.rowCount()
    shown = bench.tabs.current.shown_columns()
    assert lines[0] == [bench.tabs.current.records.kind.field(key).label for key in shown]
    assert lines[1][shown.index("title")] == rows(window)[0]


def test_a_refused_value_stays_in_its_cell_and_the_store_is_untouched(qtbot, start: Start) -> None:
    window = start()
    bench = window.bench
    bench.tabs.turn_to("milestone")
    loaded(qtbot, window)
    click_cell(qtbot, window, 0, "date")
    before = bench.store.dump()
    replace_in_cell(qtbot, window, "2023-13")
    qtbot.waitUntil(lambda: "2023-13" in window.notices.text)
    index = bench.tabs.current.currentIndex()
    assert index.data(Qt.ItemDataRole.EditRole) == "2023-13"
    assert bench.store.dump() == before
    focused = QApplication.focusWidget()
    qtbot.keyClick(focused, Qt.Key.Key_Escape)
    if bench.tabs.current.records.has_drafts:
        qtbot.keyClick(bench.tabs.current, Qt.Key.Key_Escape)
    assert not bench.tabs.current.records.has_drafts


def test_everything_stands_as_it_was_left(qtbot, start: Start) -> None:
    window = start()
    table = window.bench.tabs.turn_to("party")
    loaded(qtbot, window)
    table.arranged.hide(table.records.column_of("share"), hidden=True)
    role = table.header.sectionViewportPosition(table.records.column_of("role"))
    for _ in range(2):
        place = QPoint(role + 20, 10)
        qtbot.mouseClick(table.header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    line = table.header.findChild(QLineEdit, "filter_as_named")
    qtbot.keyClicks(line, "china")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    loaded(qtbot, window)
    asked = table.records.query
    assert asked.filters
    assert asked.sort
    columns = table.shown_columns()
    window.close()

    window = start()

    table = window.bench.tabs.current
    assert table.records.kind.name == "party"
    assert table.records.query == asked
    assert table.shown_columns() == columns


def test_closing_with_an_open_editor_keeps_what_was_typed(
    qtbot, start: Start, tmp_path: Path
) -> None:
    window = start()
    click_cell(qtbot, window, 0, "title")
    table = window.bench.tabs.current
    qtbot.keyClick(table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClicks(editor, "Typed and never confirmed")
    record = table.current_record()

    assert window.close()

    store = open_store(tmp_path / "cooperation.khorgos", author="Tester")
    assert store.row("entry", record).value("title") == "Typed and never confirmed"
    store.close()


def test_a_second_window_on_the_store_reads_only_and_follows(
    qtbot, qapp: QApplication, start: Start, tmp_path: Path
) -> None:
    window = start()
    second = Program(qapp, Settings(tmp_path / "second.ini"))
    second.start(tmp_path / "cooperation.khorgos", fresh=False)
    qtbot.waitUntil(lambda: second.window.bench is not None, timeout=20_000)
    loaded(qtbot, second.window)
    assert second.window.bench.store.readonly
    assert "another window" in second.window.notices.text
    assert not second.window.actions_by_id["new_entry"].isEnabled()

    with window.bench.store.step("Change Title", by=None) as step:
        step.set("entry", 1, "title", "Followed")

    qtbot.waitUntil(lambda: "Followed" in rows(second.window), timeout=5_000)
    second.window.close()
    second.deleteLater()


def test_a_click_on_marked_words_leads_to_their_record(qtbot, start: Start) -> None:
    window = start()
    bench = window.bench
    passages = [p for p in bench.store.passages(1) if p.kind == "figure" and p.field == "value"]
    bench.source.show_words(1, passages[0].start, passages[0].end)
    with qtbot.waitSignal(bench.source.record_wanted, timeout=2_000) as caught:
        bench.source.record_wanted.emit(passages[0].kind, passages[0].record, passages[0].field)
    assert caught.args[0] == "figure"
    assert bench.tabs.kind == "figure"
    assert bench.detail.record() == ("figure", passages[0].record)
    qtbot.waitUntil(lambda: bench.tabs.current.current_field() == "value")
    assert bench.tabs.current.current_record() == passages[0].record


def test_the_bottom_right_of_a_large_window_is_not_empty_space(qtbot, start: Start) -> None:
    window = start()
    window.resize(1920, 1080)
    right = window.docks["detail"].mapTo(window, QPoint(0, 0)).x()
    assert right > window.width() // 2


def test_selected_words_become_the_evidence_of_the_value_in_focus(qtbot, start: Start) -> None:
    window = start()
    bench = window.bench
    click_cell(qtbot, window, 5, "summary")
    qtbot.waitUntil(lambda: (bench.detail.record() or ("", 0))[1] == 6)
    before = len(bench.store.citations("entry", 6))
    text = bench.store.row("source", 1).value("text")
    place = text.index("Deputy Health Minister")

    words = "Deputy Health Minister"
    bench.source.cite_wanted.emit(1, place, place + len(words), words)

    said = bench.store.citations("entry", 6)
    assert len(said) == before + 1
    added = max(said, key=lambda citation: citation.id)
    assert (added.field, added.quote, added.start) == ("summary", words, place)
    window.actions_by_id["undo"].trigger()
    assert len(bench.store.citations("entry", 6)) == before
