"""What happens when the program itself is at fault: a log, a report, one dialog, no lost window.

Reports name types, files, functions and lines; never a value and never a text of a record.
"""

import errno
import faulthandler
import logging
import os
import platform
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path
from traceback import StackSummary, walk_tb
from types import FrameType, TracebackType
from typing import Final, ParamSpec, TypeVar, cast

import platformdirs
from PySide6.QtCore import QObject, QSocketNotifier, Qt, Signal, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QVBoxLayout,
)

from models import engine_version

P = ParamSpec("P")
R = TypeVar("R")

LOG_NAME: Final = "khorgos.log"
NATIVE_NAME: Final = "native-crash.txt"
QUIET_SECONDS: Final = 5.0
_LOG_BYTES: Final = 1_000_000
_LOG_FILES: Final = 3
_FRAMES: Final = 60
_PACKAGES: Final = ("khorgos", "PySide6-Essentials", "qdarkstyle", "sqlmodel", "SQLAlchemy")
_SENTENCE: Final = (
    "Khorgos made a mistake. What was saved before is safe in the store; the last thing you did "
    "may not have happened. The report below holds no text of your records."
)

_log = logging.getLogger("khorgos")


def guarded(fallback: object) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make an overridden Qt method report its exceptions and return the fallback instead.

    Qt calls such methods from C++, where an exception can end the process.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                return function(*args, **kwargs)
            except Exception as error:
                sys.excepthook(type(error), error, error.__traceback__)
                return cast(R, fallback)

        return call

    return decorate


def install(folder: Path | None = None) -> str:
    """Catch everything nobody caught; give the trace of the last run's native crash, if any."""
    global _installed
    uninstall()
    _installed = _Hook(folder or platformdirs.user_state_path("khorgos"))
    return _installed.previous


def uninstall() -> None:
    """Give the hooks back to whoever had them."""
    global _installed
    if _installed is not None:
        _installed.close()
        _installed = None


def versions() -> str:
    """Name the versions of the program and of what it stands on, one a line."""
    lines = [
        f"Python {platform.python_version()}, Qt {qVersion()}, {engine_version()}",
        f"{platform.platform()}, {QGuiApplication.platformName() or 'no window system'}",
    ]
    return "\n".join([", ".join(_package_versions()), *lines])


def quit_on_sigterm(app: QApplication, close: Callable[[], object]) -> Callable[[], None]:
    """Close and quit when the system asks for it; what is returned takes that back."""
    # A Python signal handler alone never runs while the event loop waits for events.
    mouth, ear = socket.socketpair()
    mouth.setblocking(False)
    ear.setblocking(False)
    names = ("SIGTERM", "SIGINT", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, _ignore_signal) for number in numbers}
    wakeup = signal.set_wakeup_fd(mouth.fileno(), warn_on_full_buffer=False)
    notifier = QSocketNotifier(ear.fileno(), QSocketNotifier.Type.Read, app)

    def heard() -> None:
        if set(ear.recv(4096)).intersection(numbers):
            close()
            app.quit()

    def stop() -> None:
        notifier.setEnabled(False)
        notifier.deleteLater()
        signal.set_wakeup_fd(wakeup)
        for number, handler in before.items():
            signal.signal(number, handler)
        mouth.close()
        ear.close()

    notifier.activated.connect(heard)
    return stop


class CrashDialog(QDialog):
    """Says that something went wrong and lets the report be copied."""

    def __init__(self, report: str, sentence: str = _SENTENCE) -> None:
        # Without a parent: the window at fault may be taken apart while the report is read.
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
        self.setObjectName("crash_dialog")
        self.setWindowTitle("Something went wrong")
        self.resize(640, 420)
        said = QLabel(self)
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setText(sentence)
        said.setWordWrap(True)
        self._report = QPlainTextEdit(self)
        self._report.setObjectName("crash_report")
        self._report.setAccessibleName("Report")
        self._report.setReadOnly(True)
        self._report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._report.setPlainText(report)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton("Copy report", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setObjectName("crash_copy")
        copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(12)
        for widget in (said, self._report, buttons):
            column.addWidget(widget)

    def copy(self) -> None:
        """Put the report on the clipboard."""
        QGuiApplication.clipboard().setText(self._report.toPlainText())


@dataclass
class _Fault:
    """How often one fault came, and when last."""

    count: int = 0
    last: float = -QUIET_SECONDS


class _Reporter(QObject):
    """Carries reports from any thread to the main thread, which shows one at a time."""

    reported = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._open: CrashDialog | None = None
        self.reported.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def close(self) -> None:
        """Show nothing any more."""
        self.reported.disconnect(self._show)
        if self._open is not None:
            self._open.close()

    def _show(self, report: str) -> None:
        if self._open is not None or QApplication.instance() is None:
            return
        self._open = CrashDialog(report)
        # Not the signal destroyed: it would arrive while this very object is taken apart.
        self._open.finished.connect(self._forget)
        self._open.show()
        self._open.activateWindow()

    def _forget(self) -> None:
        if self._open is not None:
            self._open.deleteLater()
        self._open = None


class _Hook:
    """The installed hooks, the log and the file that the C level writes to."""

    def __init__(self, folder: Path) -> None:
        self._faults: dict[tuple[str, str, int], _Fault] = {}
        self._lock = threading.RLock()
        self._reporter = _Reporter()
        self._handlers = _handlers(folder)
        self.previous, self._native = _native_file(folder)
        self._before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
        sys.excepthook = self._uncaught
        threading.excepthook = self._uncaught_in_thread
        sys.unraisablehook = self._unraisable
        for handler in self._handlers:
            _log.addHandler(handler)
        _log.setLevel(logging.INFO)
        _log.info("started: %s", versions().replace("\n", ", "))
        if self.previous:
            _log.error("the last run ended in a native crash:\n%s", self.previous)

    def close(self) -> None:
        """Undo all of it."""
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        self._reporter.close()
        if self._native is not None:
            faulthandler.disable()
            self._native.close()
        for handler in self._handlers:
            _log.removeHandler(handler)
            handler.close()

    def _uncaught(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            self._take(kind, error, trace)

    def _uncaught_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if not issubclass(args.exc_type, SystemExit):
            self._take(args.exc_type, args.exc_value, args.exc_traceback)

    def _unraisable(self, args: "sys.UnraisableHookArgs") -> None:
        self._take(args.exc_type, args.exc_value, args.exc_traceback)

    def _take(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Log and show a fault, but not each of ten thousand."""
        place = _place(kind, trace)
        with self._lock:
            fault = self._faults.setdefault(place, _Fault())
            fault.count += 1
            now = time.monotonic()
            quiet, fault.last = now - fault.last >= QUIET_SECONDS, now
            count = fault.count
        if count > 1 and str(count).strip("0") == "1":
            _log.error("%s in %s:%d came %d times", *place, count)
        if count == 1 or quiet:
            report = _report(kind, error, trace)
            if count == 1:
                _log.error("%s", report)
            self._reporter.reported.emit(f"{versions()}\n\n{report}")


class _PrivateLog(RotatingFileHandler):
    """A log that only the user can read."""

    def _open(self) -> TextIOWrapper:
        return _open_private(Path(self.baseFilename))


class _Frames(logging.Formatter):
    """Writes exceptions without their messages, which may quote a record."""

    def formatException(
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        return "" if ei[0] is None else _report(*ei)


_installed: _Hook | None = None


def _report(
    kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
) -> str:
    """Describe an exception by types and places alone, the outermost call first."""
    lines = [
        f"{time.strftime('%Y-%m-%d %H:%M:%S')}, thread {threading.current_thread().name}",
        _name(kind, error),
        *_frames(trace),
    ]
    seen = {id(error)}
    cause = _cause(error)
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        lines += [f"after {_name(type(cause), cause)}", *_frames(cause.__traceback__)]
        cause = _cause(cause)
    return "\n".join(lines)


def _cause(error: BaseException | None) -> BaseException | None:
    return None if error is None else error.__cause__ or error.__context__


def _name(kind: type[BaseException], error: BaseException | None) -> str:
    """Name the type, and the code of a system or database error, which quotes nothing."""
    name = kind.__qualname__ if kind.__module__ == "builtins" else _dotted(kind)
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name} {errno.errorcode.get(error.errno, error.errno)}"
    # Errors of the database carry their code under this name; the window knows no more of them.
    return f"{name} {getattr(error, 'sqlite_errorname', '')}".rstrip()


def _dotted(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _frames(trace: TracebackType | None) -> Iterator[str]:
    # Without lookup: source lines are not shown, and reading them takes time.
    for frame in StackSummary.extract(walk_tb(trace), limit=-_FRAMES, lookup_lines=False):
        yield f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"


def _place(kind: type[BaseException], trace: TracebackType | None) -> tuple[str, str, int]:
    """Give what tells one fault from another: its type and where it was raised."""
    if trace is None:
        return kind.__qualname__, "", 0
    while trace.tb_next is not None:
        trace = trace.tb_next
    return kind.__qualname__, Path(trace.tb_frame.f_code.co_filename).name, trace.tb_lineno


def _package_versions() -> Iterator[str]:
    # Late: it reads mail headers, which takes as long to load as half of the window.
    from importlib.metadata import PackageNotFoundError, version

    for package in _PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"{package} (not installed)"


def _handlers(folder: Path) -> list[logging.Handler]:
    """Make the log file and the lines on the terminal, as far as they can be had."""
    made: list[logging.Handler] = []
    if sys.stderr is not None:
        terminal = logging.StreamHandler()
        terminal.setLevel(logging.WARNING)
        made.append(terminal)
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made.append(_PrivateLog(folder / LOG_NAME, maxBytes=_LOG_BYTES, backupCount=_LOG_FILES))
    except OSError:
        _log.warning("no log file: the state folder cannot be written")
    for handler in made:
        handler.setFormatter(_Frames("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    return made


def _native_file(folder: Path) -> tuple[str, TextIOWrapper | None]:
    """Give the last run's native trace, and the open file for one of this run."""
    path = folder / NATIVE_NAME
    try:
        previous = path.read_text(errors="replace") if path.exists() else ""
        if previous:
            path.replace(path.with_stem(path.stem + "-last"))
        opened = _open_private(path)
    except OSError:
        return "", None
    faulthandler.enable(opened)
    return previous, opened


def _open_private(path: Path) -> TextIOWrapper:
    """Open a file for appending that is created readable by its owner alone."""
    number = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
    return TextIOWrapper(os.fdopen(number, "wb"), encoding="utf-8")


def _ignore_signal(number: int, frame: FrameType | None) -> None:
    """Stand in as a handler: the wakeup file carries the message."""
