"""Draws the pictures of the README and the manual: the real window on a fresh store."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

SIZES = ((1280, 800), (1920, 1080))
SCHEMES = ("light", "dark")


def wait_until(holds: Callable[[], bool], seconds: float = 30) -> None:
    """Serve the window until something holds."""
    from PySide6.QtTest import QTest

    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise TimeoutError("The window did not get so far.")
        QTest.qWait(20)


def main(folder: Path, store: Path | None = None) -> int:
    """Write one PNG for each size and scheme into the folder."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QSize
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from gui.app import Program
    from gui.settings import THEME, Settings

    app = QApplication(sys.argv[:1])
    folder.mkdir(parents=True, exist_ok=True)

    def draw(scheme: str, width: int, height: int, place: Path) -> None:
        settings = Settings(place / "settings.ini")
        settings.set(THEME, scheme)
        program = Program(app, settings)
        window = program.window
        window.set_theme(scheme)
        window.resize(QSize(width, height))
        program.start(store or place / "cooperation.khorgos", fresh=store is None)
        wait_until(lambda: window.bench is not None)
        assert window.bench is not None
        tabs = window.bench.tabs
        wait_until(lambda: tabs.current.records.rowCount() > 0)
        QTest.qWait(1500)
        window.grab().save(str(folder / f"{scheme}-{width}x{height}.png"))
        window.close()
        window.deleteLater()
        QTest.qWait(50)

    for scheme in SCHEMES:
        for width, height in SIZES:
            with tempfile.TemporaryDirectory() as place:
                draw(scheme, width, height, Path(place))
    return 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main(Path(sys.argv[1]), *map(Path, sys.argv[2:3])))
