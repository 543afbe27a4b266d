import gc
import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gui import crash
from gui.crash import CrashDialog, guarded

SECRET = "Ülken Aqtöbe secret 774,000 litres"
pytestmark = [pytest.mark.qt_no_exception_capture, pytest.mark.expects_log]


@pytest.fixture
def folder(tmp_path: Path, qapp: QApplication) -> Iterator[Path]:
    state = tmp_path / "state"
    crash.install(state)
    yield state
    crash.uninstall()
    for dialog in dialogs():
        dialog.close()


def dialogs() -> list[CrashDialog]:
    return [
        widget
        for widget in QApplication.topLevelWidgets()
        if isinstance(widget, CrashDialog) and widget.isVisible()
    ]


def report_of(dialog: CrashDialog) -> str:
    shown = dialog.findChild(QPlainTextEdit, "crash_report")
    assert isinstance(shown, QPlainTextEdit)
    return shown.toPlainText()


def log_of(folder: Path) -> str:
    return (folder / crash.LOG_NAME).read_text(encoding="utf-8")


def fail() -> None:
    city = SECRET
    raise ValueError(f"cannot place {city}")


def run(program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_an_exception_in_a_slot_opens_a_dialog_and_is_logged(folder: Path, qtbot: QtBot) -> None:
    QTimer.singleShot(0, fail)

    qtbot.waitUntil(lambda: len(dialogs()) == 1)

    assert dialogs()[0].objectName() == "crash_dialog"
    for told in (report_of(dialogs()[0]), log_of(folder)):
        assert "ValueError" in told
        assert "test_crash.py" in told
        assert "in fail" in told
        assert "Python 3." in told
        assert "PySide6" in told


def test_neither_log_nor_report_holds_the_message_or_a_value(folder: Path, qtbot: QtBot) -> None:
    def chained() -> None:
        try:
            fail()
        except ValueError as error:
            raise KeyError(SECRET) from error

    QTimer.singleShot(0, chained)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    try:
        fail()
    except ValueError:
        logging.getLogger("khorgos").exception("a sentence of ours")

    both = report_of(dialogs()[0]) + log_of(folder)
    assert "KeyError" in both
    assert "after ValueError" in both
    assert "a sentence of ours" in both
    assert SECRET not in both
    assert "cannot place" not in both


def test_the_report_can_be_copied(folder: Path, qtbot: QtBot) -> None:
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    copy = next(
        button
        for button in dialogs()[0].findChildren(QPushButton)
        if button.objectName() == "crash_copy"
    )

    copy.click()

    assert QGuiApplication.clipboard().text() == report_of(dialogs()[0])


def test_a_storm_gives_one_dialog_and_a_line_at_each_power_of_ten(
    folder: Path, qtbot: QtBot
) -> None:
    for _ in range(10_500):
        try:
            fail()
        except ValueError as error:
            sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    dialogs()[0].close()
    qtbot.waitUntil(lambda: not dialogs())

    try:
        fail()
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    QApplication.processEvents()

    assert dialogs() == []
    told = [line for line in log_of(folder).splitlines() if " came " in line]
    assert [line.rsplit(" came ")[1] for line in told] == [
        "10 times",
        "100 times",
        "1000 times",
        "10000 times",
    ]


def test_a_fault_that_comes_again_later_is_shown_again(
    folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash, "QUIET_SECONDS", 0.0)
    for _ in range(2):
        QTimer.singleShot(0, fail)
        qtbot.waitUntil(lambda: len(dialogs()) == 1)
        dialogs()[0].close()
        qtbot.waitUntil(lambda: not dialogs())


def test_different_faults_share_one_dialog(folder: Path, qtbot: QtBot) -> None:
    def other() -> None:
        raise LookupError(SECRET)

    QTimer.singleShot(0, fail)
    QTimer.singleShot(0, other)
    qtbot.waitUntil(lambda: "LookupError" in log_of(folder))
    QApplication.processEvents()

    assert len(dialogs()) == 1


def test_an_exception_in_a_thread_is_shown_in_the_main_thread(folder: Path, qtbot: QtBot) -> None:
    thread = threading.Thread(target=fail, name="reader")
    thread.start()
    thread.join()

    qtbot.waitUntil(lambda: len(dialogs()) == 1)

    assert "thread reader" in report_of(dialogs()[0])


def test_an_exception_while_something_is_thrown_away_is_logged(folder: Path) -> None:
    class Stubborn:
        def __del__(self) -> None:
            fail()

    Stubborn()
    gc.collect()

    assert "ValueError" in log_of(folder)


def test_the_interrupt_key_is_not_a_fault(folder: Path) -> None:
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    QApplication.processEvents()

    assert "KeyboardInterrupt" not in log_of(folder)
    assert dialogs() == []


def test_a_guarded_method_reports_and_gives_its_fallback(folder: Path, qtbot: QtBot) -> None:
    class Canvas(QWidget):
        painted = 0

        @guarded(None)
        def paintEvent(self, event: QPaintEvent) -> None:
            self.painted += 1
            fail()

    @guarded("fallback")
    def label() -> str:
        fail()
        return "never"

    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.show()
    qtbot.waitUntil(lambda: canvas.painted > 0)

    assert label() == "fallback"
    assert "in paintEvent" in log_of(folder)


def test_a_guarded_method_gives_its_result_and_lets_the_program_end() -> None:
    @guarded(0)
    def double(number: int) -> int:
        return number * 2

    @guarded(None)
    def leave() -> None:
        sys.exit(3)

    assert double(4) == 8
    assert double.__name__ == "double"
    with pytest.raises(SystemExit):
        leave()


def test_a_fault_while_closing_does_not_end_the_process(tmp_path: Path) -> None:
    program = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication, QWidget
from gui import crash
app = QApplication([])
crash.install(Path(sys.argv[1]))
class Window(QWidget):
    @crash.guarded(None)
    def closeEvent(self, event):
        event.ignore()
        raise ValueError("x")
window = Window()
window.show()
print("closed" if window.close() else "stays")
"""
    ended = run(program, str(tmp_path))

    assert (ended.returncode, ended.stdout.strip()) == (0, "stays")


def test_log_and_trace_can_be_read_by_their_owner_alone(folder: Path) -> None:
    for name in (crash.LOG_NAME, crash.NATIVE_NAME):
        assert (folder / name).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_log_that_grows_is_continued_in_a_private_file(
    tmp_path: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(crash, "_LOG_BYTES", 500)
    crash.install(tmp_path)

    for number in range(100):
        logging.getLogger("khorgos").info("line %d", number)
    crash.uninstall()

    logs = sorted(tmp_path.glob("khorgos.log*"))
    assert len(logs) == 4
    assert all(one.stat().st_mode & 0o777 == 0o600 for one in logs)
    assert "line 99" in log_of(tmp_path)


def test_a_state_folder_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, qapp: QApplication, qtbot: QtBot
) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")

    assert crash.install(file) == ""
    QTimer.singleShot(0, fail)
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    dialogs()[0].close()
    crash.uninstall()


def test_a_native_crash_leaves_a_trace_that_the_next_start_finds(
    tmp_path: Path, qapp: QApplication
) -> None:
    program = """
import ctypes, sys
from pathlib import Path
from gui import crash
crash.install(Path(sys.argv[1]))
def sink():
    ctypes.string_at(0)
sink()
"""
    ended = run(program, str(tmp_path))
    found = crash.install(tmp_path)
    crash.uninstall()
    again = crash.install(tmp_path)
    crash.uninstall()

    assert ended.returncode == -signal.SIGSEGV
    assert "in sink" in found
    assert again == ""


def test_uninstalling_gives_the_hooks_back(tmp_path: Path, qapp: QApplication) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    crash.install(tmp_path)
    during = sys.excepthook
    crash.uninstall()

    assert during is not before[0]
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before
    assert logging.getLogger("khorgos").handlers == []


@pytest.mark.skipif(not hasattr(signal, "SIGTERM"), reason="no signals here")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_an_idle_window(number: signal.Signals) -> None:
    program = """
import os, signal, sys, threading
from PySide6.QtWidgets import QApplication, QWidget
from gui.crash import quit_on_sigterm
app = QApplication([])
window = QWidget()
window.show()
stop = quit_on_sigterm(app, lambda: print("closing", window.close()))
threading.Timer(0.3, os.kill, (os.getpid(), int(sys.argv[1]))).start()
status = app.exec()
stop()
print("status", status)
"""
    ended = run(program, str(int(number)))

    assert ended.stdout.split("\n")[:2] == ["closing True", "status 0"]
    assert ended.returncode == 0


def test_taking_the_signals_back_leaves_them_as_they_were(qapp: QApplication) -> None:
    before = signal.getsignal(signal.SIGTERM)

    stop = crash.quit_on_sigterm(qapp, lambda: None)
    during = signal.getsignal(signal.SIGTERM)
    stop()

    assert during is not before
    assert signal.getsignal(signal.SIGTERM) is before
    assert signal.set_wakeup_fd(-1) == -1
