"""The versions of PySide6 that pyproject.toml allows do not lose what Python counts."""

import os
import subprocess
import sys

import pytest

TIMES = 20_000
# A version that drops a reference on every call loses about TIMES of them.
TOLERATED = TIMES // 20

PROGRAM = """
import sys
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QLineEdit

class Bell(QObject):
    rung = Signal(object)

def hear(value):
    return None

app = QApplication([])
bell = Bell()
bell.rung.connect(hear)
line = QLineEdit()
times = int(sys.argv[1])
before = sys.getrefcount(None), sys.getrefcount(True)
for number in range(times):
    bell.rung.emit(None)
    bell.rung.emit(True)
    line.setText("a" if number % 2 else "b")
after = sys.getrefcount(None), sys.getrefcount(True)
print(before[0] - after[0], before[1] - after[1])
"""


@pytest.fixture(scope="module")
def lost() -> list[int]:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(TIMES)],
        capture_output=True,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert ran.returncode == 0, ran.stderr
    return [int(count) for count in ran.stdout.split()]


def test_twenty_thousand_emits_and_texts_lose_no_reference_to_none(lost: list[int]) -> None:
    assert abs(lost[0]) < TOLERATED


def test_twenty_thousand_emits_lose_no_reference_to_true(lost: list[int]) -> None:
    assert abs(lost[1]) < TOLERATED
