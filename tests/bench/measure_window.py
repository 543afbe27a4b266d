"""The real window at 1920×1080 in dark colours: frames, wheel, keystrokes and edits until painted.

Beside it a QTableView with Qt's own delegate, in the same style and size, over the leanest model
there is: bare texts of the same rows, a page read by SQLite itself, and no answer to other roles.
"""

import os
import resource
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

HOME = tempfile.TemporaryDirectory(prefix="khorgos-bench-home-")
os.environ.update(dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), HOME.name))

# ruff: noqa: E402
from browser import FILTERS, window_times
from figures import Figure, middle, slow
from peers import Rival, rival
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget
from stores import copy_of

from gui import theme
from gui.main_window import MainWindow
from gui.record_model import RecordModel
from gui.record_table import RecordTable
from gui.settings import Settings
from models import KINDS, Filter, Query, open_store

SIZE = (1920, 1080)
MOVES = 120
PATIENCE = 60.0
TYPED = ("solar", "uran", "tash rail", "цемент", "水泥厂", "jizzakh", "ministry")
ENTRY_EDITS = 40
LEAN_PAGE = 256
NOWHERE = QModelIndex()
DISPLAY = Qt.ItemDataRole.DisplayRole


class LeanModel(QAbstractTableModel):
    """The texts of the entry table, page by page."""

    def __init__(self, path: Path, columns: list[str], rows: int) -> None:
        super().__init__()
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        names = ", ".join(f'"{column}"' for column in columns)
        self._page = f"SELECT {names} FROM entry WHERE id > ? ORDER BY id LIMIT {LEAN_PAGE}"
        self._columns, self._rows = len(columns), rows
        self._pages: dict[int, list[tuple[object, ...]]] = {}

    def rowCount(self, parent: QModelIndex = NOWHERE) -> int:
        return self._rows

    def columnCount(self, parent: QModelIndex = NOWHERE) -> int:
        return self._columns

    def data(self, index: QModelIndex, role: int = DISPLAY) -> object:
        if role != DISPLAY:
            return None
        number, row = divmod(index.row(), LEAN_PAGE)
        page = self._pages.get(number)
        if page is None:
            page = self._connection.execute(self._page, (number * LEAN_PAGE,)).fetchall()
            self._pages[number] = page
        return page[row][index.column()]


class Paints(QObject):
    """Notes when a widget was painted last."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.last = 0.0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            # Posted events come after the painting itself.
            self.last = time.perf_counter()
        return False


def until(done: Callable[[], bool]) -> float:
    """Let the window live until something is so; return when that was."""
    deadline = time.perf_counter() + PATIENCE
    while not done():
        assert time.perf_counter() < deadline, "the window did not get there"
        # Not in a tight loop: that would take the interpreter from the threads that read.
        QTest.qWait(1)
    return time.perf_counter()


def figures(path: Path, entries: int) -> Iterator[Figure]:
    theirs = rival(path, entries, window_times)
    app = QApplication([])
    theme.apply(app, "dark")
    with copy_of(path) as copy:
        window = MainWindow(Settings())
        window.resize(*SIZE)
        window.show()
        QTest.qWait(50)
        window.show_store(open_store(copy, author="Bench"))
        window.resize(*SIZE)
        assert window.bench is not None
        table = window.bench.tabs.table("entry")
        until(lambda: table.records.complete and table.records.rowCount() > 0)
        QTest.qWait(1500)
        yield from _painting(window, copy)
        yield from _filters(window, table, theirs)
        yield from _keystrokes(window, table)
        yield from _edits(table, theirs)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        yield Figure(
            "peak memory of the window after all this", peak, theirs.name,
            theirs.slowest("peak"), 1.3, unit="MB",
        )  # fmt: skip
        window.close_quietly()
        app.processEvents()


def _painting(window: MainWindow, path: Path) -> Iterator[Figure]:
    bench, alone = window.bench, QTableView()
    assert bench is not None
    # Alone too, so that both have as much to draw.
    table = RecordTable(RecordModel(bench.store, bench.notifier, bench.tasks, "entry", window))
    table.resize(*SIZE)
    table.show()
    table.records.show(Query("entry"))
    until(lambda: table.records.complete and table.records.rowCount() > 0)
    shown = [key for key in table.shown_columns() if KINDS["entry"].field(key).stored]
    widths = [table.columnWidth(table.records.column_of(key)) for key in shown]
    model = LeanModel(path, shown, table.records.rowCount())
    alone.setModel(model)
    for place, width in enumerate(widths):
        alone.setColumnWidth(place, width)
    alone.verticalHeader().setDefaultSectionSize(table.verticalHeader().defaultSectionSize())
    alone.setWordWrap(False)
    alone.resize(*SIZE)
    alone.show()
    QTest.qWait(200)
    blank: list[float] = []
    mine, theirs = _drag(table, blank), _drag(alone, [])
    yield Figure(
        "one frame while dragging, p95", slow(mine), "Qt's default delegate", slow(theirs),
        0.6, 0.016,
    )  # fmt: skip
    yield Figure("one frame while dragging, median", middle(mine), "the same", middle(theirs))
    yield Figure("frames with a row that was not there yet", len(blank), longest=0, unit="/s")
    pairs = [(_wheel(table), _wheel(alone)) for _ in range(40)]
    yield Figure(
        "one wheel step (three rows)",
        middle([one for one, _ in pairs]),
        "Qt's default delegate",
        middle([other for _, other in pairs]),
        0.4,
    )
    alone.close()
    table.close()


def _drag(table: QTableView, blank: list[float]) -> list[float]:
    bar, viewport, times = table.verticalScrollBar(), table.viewport(), []
    for move in range(MOVES):
        begun = time.perf_counter()
        bar.setValue(bar.maximum() * move // (MOVES - 1))
        viewport.repaint()
        times.append(time.perf_counter() - begun)
        rows = range(table.rowAt(0), table.rowAt(viewport.height() - 1))
        lean = isinstance(table.model(), LeanModel)
        if not lean and any(table.model().row_at(row) is None for row in rows):
            blank.append(begun)
        QApplication.processEvents()
    return times


def _wheel(table: QTableView) -> float:
    viewport = table.viewport()
    middle_of = QPointF(viewport.width() / 2, viewport.height() / 2)
    event = QWheelEvent(
        middle_of,
        viewport.mapToGlobal(middle_of),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    if table.verticalScrollBar().value() > table.verticalScrollBar().maximum() - 300:
        table.verticalScrollBar().setValue(1000)
        QApplication.processEvents()
    begun = time.perf_counter()
    QApplication.sendEvent(viewport, event)
    QApplication.processEvents()
    return time.perf_counter() - begun


def _filters(window: MainWindow, table: QTableView, theirs: Rival) -> Iterator[Figure]:
    number = window.search.findChild(QWidget, "search_count")
    line = table.findChild(QLineEdit, "filter_title")
    rows, count = Paints(table.viewport()), Paints(number)
    answered, counted, firsts, numbers = [0.0], [0.0], [], []
    table.records.begun.connect(table.viewport().update)
    for told in (table.records.begun, table.records.replaced):
        told.connect(lambda: answered.__setitem__(0, time.perf_counter()))
    table.records.counted.connect(lambda *_: counted.__setitem__(0, time.perf_counter()))
    for words in FILTERS:
        line.setFocus()
        wanted = Query("entry", filters=(Filter("title", words),))
        begun = time.perf_counter()
        QTest.keyClicks(line, words)
        until(
            lambda begun=begun, wanted=wanted: (
                table.records.query == wanted and rows.last > answered[0] > begun
            )
        )
        firsts.append(rows.last - begun)
        until(
            lambda begun=begun: table.records.complete and count.last > counted[0] > begun,
        )
        numbers.append(count.last - begun)
        line.clear()
        line.textEdited.emit("")
        until(lambda: table.records.query == Query("entry") and table.records.complete)
        QTest.qWait(200)
    for name, action, times, most in (
        ("filter typed: first page painted, slowest", "filter", firsts, 0.1),
        ("filter typed: exact count shown, slowest", "count", numbers, 0.3),
    ):
        said = theirs.slowest(*(f"{action} {words}" for words in FILTERS))
        yield Figure(name, max(times), theirs.name, said, most)


def _keystrokes(window: MainWindow, table: QTableView) -> Iterator[Figure]:
    paints, answered = Paints(table.viewport()), [0.0]
    # The first rows are there, or what was shown begins with them already.
    table.records.begun.connect(table.viewport().update)
    for told in (table.records.begun, table.records.replaced):
        told.connect(lambda: answered.__setitem__(0, time.perf_counter()))
    line = window.search.findChild(QLineEdit)
    line.setFocus()
    long, short = [], []
    for word in TYPED:
        for end in range(1, len(word) + 1):
            typed = word[:end]
            begun = time.perf_counter()
            QTest.keyClick(line, typed[-1]) if typed[-1].isascii() else line.insert(typed[-1])
            if not typed[-1].isascii():
                line.textEdited.emit(line.text())
            if typed.endswith(" "):
                continue  # asks for nothing new
            wanted = typed
            until(
                lambda begun=begun, wanted=wanted: (
                    table.records.query.words.strip() == wanted
                    and answered[0] > begun
                    and paints.last > answered[0]
                )
            )
            (long if len(wanted.split()[-1]) >= 3 else short).append(paints.last - begun)
        line.clear()
        line.textEdited.emit("")
        until(lambda: table.records.query == Query("entry") and table.records.complete)
    yield Figure("keystroke, 3+ letters, to painted, p95", slow(long), longest=0.05)
    yield Figure("keystroke, 1–2 letters, to painted, p95", slow(short), longest=0.15)


def _edits(table: QTableView, theirs: Rival) -> Iterator[Figure]:
    column = table.records.column_of("title")
    # Without a window manager nothing is active by itself, and what is not has no focus.
    table.window().activateWindow()
    table.setFocus()
    paints, times = Paints(table.viewport()), []
    for row in range(5, 5 + ENTRY_EDITS):
        table.setCurrentIndex(table.model().index(row, column))
        QApplication.processEvents()
        QTest.keyClick(table, Qt.Key.Key_X)
        editor = table.indexWidget(table.currentIndex())
        assert isinstance(editor, QLineEdit), editor
        QTest.keyClicks(editor, f"yz {row}")
        QTest.qWait(5)
        begun = time.perf_counter()
        QTest.keyClick(editor, Qt.Key.Key_Return)
        until(lambda begun=begun: paints.last > begun)
        times.append(paints.last - begun)
        assert table.records.row_at(row).value("title") == f"xyz {row}"
    yield Figure(
        "cell edit: Enter to durable and painted, p95", slow(times), f"{theirs.name}, to painted",
        theirs.slowest("edit"), longest=0.016,
    )  # fmt: skip
