"""What every test stands on: folders of its own, stores, and checks that it left nothing behind."""

import os
import sys
import tempfile
from pathlib import Path

# Before Qt is loaded anywhere. `make test` sets it also where there is a display.
if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
FOLDERS = tempfile.TemporaryDirectory(prefix="khorgos-tests-")
HOMES = {
    "HOME": "",
    "USERPROFILE": "",
    "APPDATA": "config",
    "LOCALAPPDATA": "data",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
    "XDG_CACHE_HOME": "cache",
}
os.environ.update({name: str(Path(FOLDERS.name, part)) for name, part in HOMES.items()})
os.environ.pop("KHORGOS_STORE", None)

# ruff: noqa: E402
import gc
import logging
import re
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

import hypothesis
import pytest

# These say something about the machine or about the offscreen platform, nothing about us.
QT_CHATTER = re.compile(
    r"plugin does not support|XDG_RUNTIME_DIR|Could not find the Qt platform plugin|"
    r"Cannot find font directory|Qt no longer ships fonts|libpng warning|"
    r"OpenType support missing|propagateSizeHints"
)
PATIENCE = 3.0
pytest_plugins = ["pytester"]

# The same tree gives the same result; KHORGOS_EXAMPLES=2000 looks for what nobody has found yet.
EXAMPLES = int(os.environ.get("KHORGOS_EXAMPLES", "0"))
hypothesis.settings.register_profile("repeated", deadline=None, derandomize=True)
hypothesis.settings.register_profile(
    "searching", deadline=None, print_blob=True, max_examples=EXAMPLES or 100
)
hypothesis.settings.load_profile("searching" if EXAMPLES else "repeated")

if TYPE_CHECKING:
    from PySide6.QtCore import QMessageLogContext, QTimer, QtMsgType
    from PySide6.QtWidgets import QWidget

    from models import Store


# ---- folders and stores ------------------------------------------------------------------------


@pytest.fixture(autouse=True)
def own_folders(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """Settings, logs and stores of this test alone."""
    home = tmp_path_factory.mktemp("home")
    for name, part in HOMES.items():
        monkeypatch.setenv(name, str(home / part))
    if "PySide6.QtCore" in sys.modules:
        from PySide6.QtCore import QSettings

        for form in (QSettings.Format.NativeFormat, QSettings.Format.IniFormat):
            QSettings.setPath(form, QSettings.Scope.UserScope, str(home / "config"))
    yield home
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def store_path(tmp_path: Path) -> Path:
    """Where a test keeps its store."""
    return tmp_path / "facts.khorgos"


def _template(folder: Path, *, seeded: bool) -> Path:
    from models import create_store

    path = folder / "template.khorgos"
    create_store(path, author="Tester", seeded=seeded).close()
    return path


@pytest.fixture(scope="session")
def empty_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new store that holds no record of an article; copy it, never open it."""
    return _template(tmp_path_factory.mktemp("empty"), seeded=False)


@pytest.fixture(scope="session")
def seeded_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new store that holds the first article; copy it, never open it."""
    return _template(tmp_path_factory.mktemp("seeded"), seeded=True)


@contextmanager
def _copy_of(template: Path, path: Path) -> Iterator["Store"]:
    from models import open_store

    shutil.copy(template, path)
    store = open_store(path, author="Tester")
    try:
        yield store
    finally:
        store.close()


@pytest.fixture
def empty_store(empty_template: Path, store_path: Path) -> Iterator["Store"]:
    """A store of this test's own without a record of an article."""
    with _copy_of(empty_template, store_path) as store:
        yield store


@pytest.fixture
def seeded_store(seeded_template: Path, store_path: Path) -> Iterator["Store"]:
    """A store of this test's own with the first article and its facts."""
    with _copy_of(seeded_template, store_path) as store:
        yield store


@pytest.fixture
def round_trip() -> Callable[["Store"], AbstractContextManager[None]]:
    """`with round_trip(store): act` – then undo gives the state before, redo the one after."""

    @contextmanager
    def walk(store: "Store") -> Iterator[None]:
        before = store.dump()
        yield
        after = store.dump()
        assert after != before, "the act changed nothing, so this proves nothing"
        store.undo(by=walk)
        assert store.dump() == before
        store.redo(by=walk)
        assert store.dump() == after

    return walk


# ---- nothing is said that the test did not expect ----------------------------------------------


class Heard(logging.Handler):
    """Collects warnings of logging and of Qt; each must match a pattern that was expected."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []
        self.patterns: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.name} {record.levelname}: {record.getMessage()}")

    def emit_qt(self, level: "QtMsgType", context: "QMessageLogContext", words: str) -> None:
        if level.name not in {"QtDebugMsg", "QtInfoMsg"} and not QT_CHATTER.search(words):
            self.messages.append(f"Qt {level.name}: {words} ({context.category})")

    def expect(self, pattern: str) -> None:
        """Let a warning that matches the regular expression come, and demand that it comes."""
        self.patterns.append(pattern)

    def complaints(self) -> list[str]:
        strange = [m for m in self.messages if not any(re.search(p, m) for p in self.patterns)]
        silent = [p for p in self.patterns if not any(re.search(p, m) for m in self.messages)]
        return [f"not expected: {m}" for m in strange] + [f"did not come: {p}" for p in silent]


@contextmanager
def _hearing_qt(heard: Heard) -> Iterator[None]:
    if "PySide6.QtCore" not in sys.modules:
        yield
        return
    from PySide6.QtCore import qInstallMessageHandler

    before = qInstallMessageHandler(heard.emit_qt)
    yield
    qInstallMessageHandler(before)


@pytest.fixture(autouse=True)
def heard(request: pytest.FixtureRequest) -> Iterator[Heard]:
    """Fail a test during which somebody warned of something unexpected."""
    found = Heard()
    logging.getLogger().addHandler(found)
    with _hearing_qt(found):
        yield found
    logging.getLogger().removeHandler(found)
    if not request.node.get_closest_marker("expects_log") and (wrong := found.complaints()):
        pytest.fail("\n".join(wrong), pytrace=False)


@pytest.fixture
def expect_log(heard: Heard) -> Callable[[str], None]:
    """`expect_log("disk is full")`: a warning that matches must come during this test."""
    return heard.expect


# ---- nothing outlives its test -----------------------------------------------------------------


@pytest.fixture(autouse=True)
def nothing_survives(heard: Heard) -> Iterator[None]:
    """Fail a test that leaves a thread running or a timer ticking."""
    before = set(threading.enumerate())
    windows = set(_windows())
    yield
    # A window that a failed set-up left would go on failing in the tests that follow.
    for place, window in _windows().items():
        if place not in windows:
            window.deleteLater()
    threads = surviving_threads(before)
    timers = surviving_timers()
    names = [f"thread {one.name}" for one in threads]
    names += [f"timer of {one.interval()} ms" for one in timers]
    for timer in timers:
        timer.stop()
    if names:
        pytest.fail("still there after the test: " + ", ".join(names), pytrace=False)


def surviving_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """New threads that do not end by themselves within a moment."""
    deadline = time.monotonic() + PATIENCE
    # A _DummyThread stands for a thread of Qt's pool and is listed long after that has ended.
    new = [
        one
        for one in threading.enumerate()
        if one not in before and not isinstance(one, threading._DummyThread)
    ]
    for one in new:
        one.join(max(0.0, deadline - time.monotonic()))
    return [one for one in new if one.is_alive()]


def _windows() -> dict[int, "QWidget"]:
    """The windows that Python made, by their address."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return {}
    from shiboken6 import getCppPointer, ownedByPython

    tops = widgets.QApplication.topLevelWidgets()
    return {getCppPointer(one)[0]: one for one in tops if ownedByPython(one)}


def surviving_timers() -> list["QTimer"]:
    """Timers that tick though nobody owns them."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    if widgets is None or widgets.QApplication.instance() is None:
        return []
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    if not _orphan_timers():
        return []
    # Those of a window that is already closed go with it.
    gc.collect()
    return _orphan_timers()


def _orphan_timers() -> list["QTimer"]:
    from PySide6.QtCore import QTimer
    from shiboken6 import isValid

    timers = [one for one in gc.get_objects() if type(one) is QTimer]
    return [one for one in timers if isValid(one) and one.isActive() and one.parent() is None]
