"""What one key costs in the real window: paintings, reads and turns are counted, never timed."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gui import detail_pane
from gui.app import Program
from gui.id_reader import FIRST_ROWS
from gui.main_window import MainWindow
from gui.record_model import RecordModel
from gui.record_table import RecordTable
from gui.settings import Settings
from gui.sheet_view import SheetView
from models import Query, Row, Store

ENTRIES = 900
ROLES_OF_LAST = 20


@dataclass
class Seen:
    """What happened in the window, in its order, and the cells that were painted."""

    events: list[str] = field(default_factory=list)
    painted: list[QRect] = field(default_factory=list)
    read_here: int = 0
    headings: int = 0

    def forget(self) -> None:
        self.events.clear()
        self.painted.clear()
        self.read_here = self.headings = 0

    def whole(self, table: SheetView) -> int:
        """How often all cells in sight were painted."""
        height = table.viewport().height()
        return sum(rect.height() > height // 2 for rect in self.painted)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Watch over paintings, reads of ids and of rows, and the detail; Qt keeps what it found once,
    so this comes before the window."""
    watched = Seen()
    paint, ids, rows = SheetView.paintEvent, Store.ids, Store.rows
    shown, head = detail_pane.read_shown, RecordModel.headerData

    def painted(table: SheetView, event: QPaintEvent) -> None:
        watched.events.append("paint")
        watched.painted += list(event.region())  # type: ignore[call-overload]
        paint(table, event)

    def read_ids(store: Store, query: Query, *more: object, limit: int | None = None, **rest: bool):
        watched.events.append("first" if limit == FIRST_ROWS else "all")
        return ids(store, query, *more, limit=limit, **rest)  # type: ignore[arg-type]

    def read_rows(store: Store, kind: str, wanted: Sequence[int]) -> list[Row]:
        if len(wanted) > 1 and threading.current_thread() is threading.main_thread():
            watched.read_here += 1
        return rows(store, kind, wanted)

    def read_shown(*place: object):
        watched.events.append("detail")
        return shown(*place)  # type: ignore[arg-type]

    def heading(model: RecordModel, section: int, side: Qt.Orientation, role: int = 0) -> object:
        watched.headings += side == Qt.Orientation.Vertical
        return head(model, section, side, role)

    monkeypatch.setattr(RecordModel, "headerData", heading)
    monkeypatch.setattr(SheetView, "paintEvent", painted)
    monkeypatch.setattr(Store, "ids", read_ids)
    monkeypatch.setattr(Store, "rows", read_rows)
    monkeypatch.setattr(detail_pane, "read_shown", read_shown)
    return watched


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, seen: Seen, seeded_store: Store
) -> Iterator[MainWindow]:
    with seeded_store.step("Add", by=None) as step:
        for number in range(ENTRIES):
            word = ("Cement", "Solar", "Railway")[number % 3]
            step.add("entry", {"title": f"{word} works {number}", "country": "UZB"})
    path = seeded_store.path
    seeded_store.close()
    program = Program(qapp, Settings(tmp_path / "settings.ini"))
    program.window.resize(1280, 800)
    program.start(path, fresh=False)
    qtbot.waitUntil(lambda: program.window.bench is not None, timeout=20_000)
    program.window.activateWindow()
    table = program.window.bench.tabs.current
    qtbot.waitUntil(lambda: table.records.complete and table.records.rowCount() > ENTRIES)
    at_rest(qtbot, program.window)
    yield program.window
    program.window.close()
    program.deleteLater()


def at_rest(qtbot: QtBot, window: MainWindow) -> None:
    """Wait until nothing is read any more and the panes have followed."""
    qtbot.wait(150)
    qtbot.waitUntil(lambda: window.bench.tasks.pending == 0, timeout=10_000)
    qtbot.wait(50)


def search_line(qtbot: QtBot, window: MainWindow) -> QLineEdit:
    line = window.findChild(QLineEdit, "search_words")
    assert isinstance(line, QLineEdit)
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    return line


def typed(
    qtbot: QtBot, window: MainWindow, seen: Seen, letters: str
) -> Iterator[tuple[str, RecordTable]]:
    """Type letter by letter, each when the one before has been answered whole."""
    line, table = search_line(qtbot, window), window.bench.tabs.current
    at_rest(qtbot, window)
    for end in range(1, len(letters) + 1):
        seen.forget()
        qtbot.keyClicks(line, letters[end - 1])
        wanted = letters[:end]
        qtbot.waitUntil(
            lambda wanted=wanted: table.records.query.words == wanted and table.records.complete
        )
        qtbot.wait(60)
        yield wanted, table


def test_the_rows_of_a_letter_are_painted_before_all_ids_are_read(
    qtbot: QtBot, window: MainWindow, seen: Seen
) -> None:
    for _, table in typed(qtbot, window, seen, "solar"):
        assert table.records.rowCount() >= ENTRIES // 3
        first, every = seen.events.index("first"), seen.events.index("all")
        assert "paint" in seen.events[first:every], seen.events


def test_a_letter_paints_all_cells_twice_at_most(
    qtbot: QtBot, window: MainWindow, seen: Seen
) -> None:
    for wanted, table in typed(qtbot, window, seen, "cement"):
        assert 1 <= seen.whole(table) <= 2, wanted


def test_no_row_that_a_letter_brings_is_read_in_the_main_thread(
    qtbot: QtBot, window: MainWindow, seen: Seen
) -> None:
    line = search_line(qtbot, window)
    for _, table in typed(qtbot, window, seen, "railway"):
        assert seen.read_here == 0
        assert table.records.row_at(10) is not None
    seen.forget()
    line.clear()
    table = window.bench.tabs.current
    qtbot.waitUntil(lambda: table.records.complete and table.records.rowCount() > ENTRIES)
    # These stood here before, and what was read of them is kept.
    qtbot.wait(60)
    assert seen.read_here == 0


def test_a_letter_asks_the_model_for_few_headings(
    qtbot: QtBot, window: MainWindow, seen: Seen
) -> None:
    for wanted, table in typed(qtbot, window, seen, "solar"):
        rows = table.viewport().height() // table.verticalHeader().defaultSectionSize() + 2
        # The numbers in sight are drawn twice, with ten roles at most; no others are asked for.
        assert seen.headings <= 2 * 10 * rows + ROLES_OF_LAST, wanted


def edit_title(qtbot: QtBot, window: MainWindow, row: int, text: str) -> RecordTable:
    """Type a title over another one, up to the Enter that ends it."""
    table = window.bench.tabs.current
    table.setFocus()
    table.setCurrentIndex(table.records.index(row, table.records.column_of("title")))
    at_rest(qtbot, window)
    qtbot.keyClicks(table, text[0])
    editor = table.indexWidget(table.currentIndex())
    assert isinstance(editor, QLineEdit)
    qtbot.keyClicks(editor, text[1:])
    at_rest(qtbot, window)
    return table


def test_an_edit_paints_its_row_and_where_the_cursor_goes(
    qtbot: QtBot, window: MainWindow, seen: Seen
) -> None:
    table = edit_title(qtbot, window, 3, "Wind park")
    seen.forget()
    QTest.keyClick(table.indexWidget(table.currentIndex()), Qt.Key.Key_Return)
    at_rest(qtbot, window)
    assert table.records.row_at(3).value("title") == "Wind park"
    height = table.verticalHeader().defaultSectionSize()
    top = table.rowViewportPosition(3)
    assert any(rect.intersects(QRect(0, top, 50, height)) for rect in seen.painted)
    # With the lines between rows; the cursor has gone one row down.
    allowed = QRect(0, top - height, table.viewport().width(), 4 * height)
    assert all(allowed.contains(rect) for rect in seen.painted), seen.painted


def test_an_edit_is_painted_before_the_panes_look_at_it(
    qtbot: QtBot, window: MainWindow, seen: Seen
) -> None:
    table = edit_title(qtbot, window, 3, "Wind park")
    seen.forget()
    QTest.keyClick(table.indexWidget(table.currentIndex()), Qt.Key.Key_Return)
    at_rest(qtbot, window)
    assert "detail" in seen.events
    assert seen.events[0] == "paint", seen.events


def test_opening_an_editor_paints_its_cell_only(
    qtbot: QtBot, window: MainWindow, seen: Seen
) -> None:
    table = window.bench.tabs.current
    table.setFocus()
    table.setCurrentIndex(table.records.index(4, table.records.column_of("title")))
    at_rest(qtbot, window)
    seen.forget()
    qtbot.keyClick(table, Qt.Key.Key_F2)
    at_rest(qtbot, window)
    assert table.indexWidget(table.currentIndex()) is not None
    assert seen.whole(table) == 0, seen.painted


def test_a_selection_shows_whether_the_keyboard_is_there(
    qtbot: QtBot, window: MainWindow, seen: Seen
) -> None:
    table, line = window.bench.tabs.current, search_line(qtbot, window)
    table.setFocus()
    table.setCurrentIndex(table.records.index(2, 0))
    table.selectRow(2)
    for widget in (line, table):
        at_rest(qtbot, window)
        seen.forget()
        widget.setFocus()
        at_rest(qtbot, window)
        place = table.visualRect(table.records.index(2, 1)).center()
        assert any(rect.contains(place) for rect in seen.painted), widget
