"""The real window at 1920×1080 in dark colours: frames, wheel, keystrokes and edits until painted.

Beside it a QTableView with Qt's own delegate, in the same style and size, over the leanest model
there is: bare texts of the same rows, a page read by SQLite itself, and no answer to other roles.

The window lives in an event loop of Qt's, as in the program: ``QTest.qWait`` would keep Python from
the threads that read for as long as it waits.
"""

import itertools
import os
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

HOME = tempfile.TemporaryDirectory(prefix="khorgos-bench-home-")
os.environ.update(dict.fromkeys(("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"), HOME.name))

# ruff: noqa: E402
from browser import FILTERS, window_times
from figures import Figure, middle, slow
from peers import Rival, rival
from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QEventLoop,
    QModelIndex,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
)
from PySide6.QtGui import QPaintEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QTableView, QWidget
from stores import copy_of

from gui import theme
from gui.app import SWITCH_SECONDS, keep_what_is_there
from gui.main_window import MainWindow
from gui.memory import give_back_large_pieces
from gui.record_model import RecordModel
from gui.record_table import RecordTable
from gui.settings import Settings
from gui.sheet_view import SheetView
from models import KINDS, Filter, Query, open_store

SIZE = (1920, 1080)
MOVES = 120
PATIENCE = 60.0
TYPED = ("solar", "uran", "tash rail", "цемент", "水泥厂", "jizzakh", "ministry")
PACES = (0.0, 0.12)
"""Seconds from what was painted to the next letter: at once, and as people type fast."""

ENTRY_EDITS = 40
LEAN_PAGE = 256
BEAT_MILLISECONDS = 2
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


class Watch:
    """Notes what happens to one table after a moment: when it was answered and when painted.

    The first answer counts and the first paint of a table after it that has ended; what follows
    may be more exact, but the person sees that one.
    """

    def __init__(self, table: RecordTable, wanted: Callable[[], bool]) -> None:
        self._table = table
        self._wanted = wanted
        self._answered = False
        self._loop: QEventLoop | None = None
        self._begun = time.perf_counter(), time.thread_time()
        self.painted: tuple[float, float] | None = None

    def on_answer(self, *_: object) -> None:
        """Take an answer for the one that is waited for, if it is."""
        self._answered = self._answered or self._wanted()

    def on_painted(self, table: SheetView) -> None:
        """Note the first paint after the answer."""
        if table is self._table and self._answered and self.painted is None:
            now = time.perf_counter(), time.thread_time()
            self.painted = now[0] - self._begun[0], now[1] - self._begun[1]
            if self._loop is not None:
                self._loop.quit()

    def wait(self) -> tuple[float, float]:
        """Let the window live until the answer is painted.

        Return how long that took since the watch began, and how much CPU time of the main thread.
        """
        if self.painted is None:
            self._loop = QEventLoop()
            QTimer.singleShot(int(PATIENCE * 1000), self._loop, self._loop.quit)
            self._loop.exec()
        assert self.painted is not None, "the window did not get there"
        return self.painted


class Waits:
    """How long a timer that is due waits for the main thread: so long the window answers nothing.

    CPU time is that of the main thread alone, so it tells the window's own work from waiting for
    others: for the disk, the interpreter, or a busy machine.
    """

    def __init__(self) -> None:
        self.wall: list[float] = []
        self.cpu: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MILLISECONDS)
        self._timer.timeout.connect(self._beat)
        self._last = time.perf_counter(), time.thread_time()
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self.wall.append(now[0] - self._last[0] - BEAT_MILLISECONDS / 1000)
        self.cpu.append(now[1] - self._last[1])
        self._last = now

    def figures(self, when: str) -> Iterator[Figure]:
        """Stop, and tell the longest."""
        self._timer.stop()
        yield Figure(f"the window's longest wait {when}", max(self.wall), longest=0.016)
        yield Figure(f"most CPU time of its thread at a stretch {when}", max(self.cpu))


class Paints(QObject):
    """Notes when a small widget was painted last."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.last = 0.0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.last = time.perf_counter()
        return False


_WATCHES: list[Watch] = []
_paint = SheetView.paintEvent


def _painted(table: SheetView, event: QPaintEvent) -> None:
    _paint(table, event)
    for watch in _WATCHES:
        watch.on_painted(table)


# Timed when it has ended: an event filter would hear of it before anything is drawn.
SheetView.paintEvent = _painted  # type: ignore[method-assign]


@contextmanager
def watching(table: RecordTable, wanted: Callable[[], bool]) -> Iterator[Watch]:
    """Yield a watch over a table."""
    watch = Watch(table, wanted)
    signals = (table.records.begun, table.records.replaced, table.records.dataChanged)
    held = [signal.connect(watch.on_answer) for signal in signals]
    _WATCHES.append(watch)
    try:
        yield watch
    finally:
        _WATCHES.remove(watch)
        for signal, connection in zip(signals, held, strict=True):
            signal.disconnect(connection)


def live(seconds: float) -> None:
    """Let the window live for a while."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop, loop.quit)
    loop.exec()


def until(done: Callable[[], bool]) -> None:
    """Let the window live until something is so."""
    deadline = time.perf_counter() + PATIENCE
    while not done():
        assert time.perf_counter() < deadline, "the window did not get there"
        live(0.005)


def figures(path: Path, entries: int) -> Iterator[Figure]:
    theirs = rival(path, entries, window_times)
    # As in the program itself.
    sys.setswitchinterval(SWITCH_SECONDS)
    give_back_large_pieces()
    app = QApplication([])
    theme.apply(app, "dark")
    with copy_of(path) as copy:
        window = MainWindow(Settings())
        window.resize(*SIZE)
        window.show()
        live(0.05)
        window.show_store(open_store(copy, author="Bench"))
        keep_what_is_there()
        window.resize(*SIZE)
        assert window.bench is not None
        table = window.bench.tabs.table("entry")
        until(lambda: table.records.complete and table.records.rowCount() > 0)
        live(1.5)
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
    live(0.2)
    blank: list[float] = []
    (mine, mine_cpu), (theirs, theirs_cpu) = _drag(table, blank), _drag(alone, [])
    yield Figure(
        "one frame while dragging, p95", slow(mine), "Qt's default delegate", slow(theirs),
        0.6, 0.016,
    )  # fmt: skip
    yield Figure("one frame while dragging, median", middle(mine), "the same", middle(theirs))
    yield Figure(
        "one frame while dragging: CPU time, p95", slow(mine_cpu), "the same", slow(theirs_cpu)
    )
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


def _drag(table: QTableView, blank: list[float]) -> tuple[list[float], list[float]]:
    """Return how long each frame took, and its CPU time, with the numbers beside the rows."""
    bar, viewport = table.verticalScrollBar(), table.viewport()
    times: list[float] = []
    cpus: list[float] = []
    for move in range(MOVES):
        begun, cpu = time.perf_counter(), time.thread_time()
        bar.setValue(bar.maximum() * move // (MOVES - 1))
        viewport.repaint()
        table.verticalHeader().viewport().repaint()
        times.append(time.perf_counter() - begun)
        cpus.append(time.thread_time() - cpu)
        rows = range(table.rowAt(0), table.rowAt(viewport.height() - 1))
        lean = isinstance(table.model(), LeanModel)
        if not lean and any(table.model().row_at(row) is None for row in rows):
            blank.append(begun)
        QApplication.processEvents()
    return times, cpus


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


def _filters(window: MainWindow, table: RecordTable, theirs: Rival) -> Iterator[Figure]:
    number, line = window.search.findChild(QWidget, "search_count"), _filter_line(table)
    count, counted, firsts, numbers = Paints(number), [0.0], [], []
    told = table.records.counted.connect(lambda *_: counted.__setitem__(0, time.perf_counter()))
    for words in FILTERS:
        line.setFocus()
        wanted = Query("entry", filters=(Filter("title", words),))
        with watching(table, lambda wanted=wanted: table.records.query == wanted) as watch:
            begun = time.perf_counter()
            QTest.keyClicks(line, words)
            firsts.append(watch.wait()[0])
        until(lambda begun=begun: table.records.complete and count.last > counted[0] > begun)
        numbers.append(count.last - begun)
        line.clear()
        line.textEdited.emit("")
        until(lambda: table.records.query == Query("entry") and table.records.complete)
        live(0.2)
    table.records.counted.disconnect(told)
    for name, action, times, most in (
        ("filter typed: first page painted, slowest", "filter", firsts, 0.1),
        ("filter typed: exact count shown, slowest", "count", numbers, 0.3),
    ):
        said = theirs.slowest(*(f"{action} {words}" for words in FILTERS))
        yield Figure(name, max(times), theirs.name, said, most)


def _filter_line(table: RecordTable) -> QLineEdit:
    line = table.findChild(QLineEdit, "filter_title")
    assert line is not None
    return line


def _keystrokes(window: MainWindow, table: RecordTable) -> Iterator[Figure]:
    line = window.search.findChild(QLineEdit)
    line.setFocus()
    long, short, waits = [], [], Waits()
    for pace, word in itertools.product(PACES, TYPED):
        for end in range(1, len(word) + 1):
            took = _letter(line, table, word[:end])
            if took is not None:
                (long if len(word[:end].split()[-1]) >= 3 else short).append(took)
            live(pace)
        line.clear()
        line.textEdited.emit("")
        until(lambda: table.records.query == Query("entry") and table.records.complete)
    yield from _slow("keystroke, 3+ letters, to painted", long, 0.05)
    yield from _slow("keystroke, 1–2 letters, to painted", short, 0.15)
    yield from waits.figures("while typing")


def _letter(line: QLineEdit, table: RecordTable, wanted: str) -> tuple[float, float] | None:
    """Type the last letter of a text; return what it took to the paint, None for a blank."""
    if wanted.endswith(" "):
        # It asks for nothing new.
        _type(line, " ")
        return None
    with watching(table, lambda: table.records.query.words.strip() == wanted) as watch:
        _type(line, wanted[-1])
        return watch.wait()


def _type(line: QLineEdit, letter: str) -> None:
    if letter.isascii():
        QTest.keyClick(line, letter)
    else:
        line.insert(letter)
        line.textEdited.emit(line.text())


def _slow(name: str, taken: list[tuple[float, float]], longest: float) -> Iterator[Figure]:
    """Tell the slow ones, and beside them what the window's own thread works: the machine may be
    busy, and a commit waits for the disk."""
    walls, cpus = zip(*taken, strict=True)
    yield Figure(f"{name}, p95", slow(walls), longest=longest)
    yield Figure(f"{name}: CPU time of its thread, median", middle(cpus))


def _edits(table: RecordTable, theirs: Rival) -> Iterator[Figure]:
    column = table.records.column_of("title")
    # Without a window manager nothing is active by itself, and what is not has no focus.
    table.window().activateWindow()
    table.setFocus()
    times, waits = [], Waits()
    for row in range(5, 5 + ENTRY_EDITS):
        table.setCurrentIndex(table.model().index(row, column))
        QApplication.processEvents()
        QTest.keyClick(table, Qt.Key.Key_X)
        editor = table.indexWidget(table.currentIndex())
        assert isinstance(editor, QLineEdit), editor
        QTest.keyClicks(editor, f"yz {row}")
        live(0.05)
        title = f"xyz {row}"

        def written(row: int = row, title: str = title) -> bool:
            shown = table.records.row_at(row)
            return shown is not None and shown.value("title") == title

        with watching(table, written) as watch:
            QTest.keyClick(editor, Qt.Key.Key_Return)
            times.append(watch.wait())
        live(0.2)
    yield from _slow("cell edit: Enter to durable and painted", times, 0.016)
    name = f"{theirs.name}, to painted"
    yield Figure(
        "the same, median", middle([one for one, _ in times]), name, theirs.slowest("edit")
    )
    yield from waits.figures("while editing")
