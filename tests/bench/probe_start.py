"""One start, in a process of its own: prints the moments when something had been painted.

    python probe_start.py ours STORE     the window, its first rows, then the table to work in
    python probe_start.py bare           an empty window with qdarkstyle's sheet

The moments are seconds since the epoch, for the parent knows when it began this process.
"""

import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))


def bare() -> None:
    import qdarkstyle
    from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

    app = QApplication([])
    app.setStyleSheet(qdarkstyle.load_stylesheet(qt_api="pyside6"))
    window = QMainWindow()
    window.setCentralWidget(QTableView())
    window.resize(1280, 800)
    window.show()
    app.processEvents()
    print(time.time(), flush=True)


def ours(path: Path) -> None:
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication

    from gui import theme
    from gui.app import Program
    from gui.glance_table import GlanceTable
    from gui.settings import Settings

    class Paints(QObject):
        """Tells once that a widget is about to be painted."""

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint:
                watched.removeEventFilter(self)
                print(time.time(), flush=True)
            return False

    glanced: list[object] = []

    def look() -> None:
        shown = program.window.findChild(GlanceTable)
        if shown is not None and shown.isVisible() and not glanced:
            shown.viewport().repaint()
            glanced.append(shown)
            print(time.time(), flush=True)
        bench = program.window.bench
        if bench is None or not bench.tabs.current.records.rowCount():
            QTimer.singleShot(1, look)
            return
        viewport = bench.tabs.current.viewport()
        viewport.repaint()
        print(time.time(), flush=True)
        program.window.close_quietly()
        app.quit()

    app = QApplication([])
    with tempfile.TemporaryDirectory(prefix="khorgos-bench-home-") as home:
        theme.apply(app, "dark")
        program, paints = Program(app, Settings(Path(home) / "settings.ini")), Paints()
        program.window.centralWidget().installEventFilter(paints)
        program.start(path, fresh=False)
        QTimer.singleShot(0, look)
        app.exec()


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        ours(Path(sys.argv[2]))
    else:
        bare()
