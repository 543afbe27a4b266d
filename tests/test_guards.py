"""The checks that conftest.py makes after every test: each of them can fail a test."""

from pathlib import Path

import pytest

CARELESS = """
import logging, threading, time
import pytest

KEPT = []

def test_warns():
    logging.getLogger("x").warning("boo")

def test_warns_as_expected(expect_log):
    expect_log("boo")
    logging.getLogger("x").warning("boo")

def test_expects_in_vain(expect_log):
    expect_log("boo")

@pytest.mark.expects_log
def test_looks_at_the_log_itself():
    logging.getLogger("x").error("boo")

def test_leaves_a_thread():
    threading.Thread(target=time.sleep, args=(20,), daemon=True).start()

def test_leaves_a_thread_that_is_just_ending():
    threading.Thread(target=time.sleep, args=(0.1,)).start()

def test_leaves_a_timer(qapp):
    from PySide6.QtCore import QTimer
    KEPT.append(QTimer())
    KEPT[0].start(1000)

def test_leaves_a_timer_to_its_owner(qapp):
    from PySide6.QtCore import QTimer
    timer = QTimer(qapp)
    timer.start(1000)

def test_makes_qt_warn(qapp):
    from PySide6.QtCore import qWarning
    qWarning("boo")

def test_changes_nothing(empty_store, round_trip):
    with round_trip(empty_store):
        pass

def test_changes_a_store(empty_store, round_trip):
    with round_trip(empty_store), empty_store.step("Add an entry", by=None) as step:
        step.add("entry", {"title": "Jet fuel"})

def test_looks_for_the_users_files(own_folders):
    from pathlib import Path
    import platformdirs
    assert own_folders in Path(platformdirs.user_data_dir("khorgos")).parents
    assert own_folders == Path.home()
"""
FAILING = {
    "test_warns": "not expected: x WARNING: boo",
    "test_expects_in_vain": "did not come: boo",
    "test_leaves_a_thread": "still there after the test: thread",
    "test_leaves_a_timer": "still there after the test: timer of 1000 ms",
    "test_makes_qt_warn": "not expected: Qt QtWarningMsg: boo",
    "test_changes_nothing": "the act changed nothing",
}


def test_a_careless_test_fails_and_a_careful_one_passes(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    conftest = Path(__file__).with_name("conftest.py").read_text(encoding="utf-8")
    pytester.makeconftest(conftest.replace('pytest_plugins = ["pytester"]', ""))
    pytester.makeini("[pytest]\nqt_api = pyside6\nmarkers = expects_log: checks its log itself\n")
    pytester.makepyfile(CARELESS)

    root = Path(__file__).resolve().parent.parent
    monkeypatch.setenv("PYTHONPATH", str(root))
    ran = pytester.runpytest_subprocess("-q", "-p", "no:xdist", "-p", "no:benchmark", "--no-qt-log")

    said = ran.stdout.str()
    failed = {line.split("::")[1].split(" ")[0] for line in said.splitlines() if "::test_" in line}
    assert failed == set(FAILING)
    assert [words for words in FAILING.values() if words not in said] == []
    # A complaint after the test is an error beside its pass; a failed round trip is a failure.
    ran.assert_outcomes(passed=11, failed=1, errors=5)
