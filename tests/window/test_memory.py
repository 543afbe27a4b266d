"""Large pieces of memory go back to the system as soon as they are freed."""

import subprocess
import sys
from pathlib import Path

import pytest

# Pieces of 20 MB: glibc keeps the second one for itself unless it is told otherwise.
CODE = """
from pathlib import Path
from gui.memory import give_back_large_pieces

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096

give_back_large_pieces()
before = resident()
for _ in range(3):
    piece = bytearray(20_000_000)
    beside = bytearray(100)
    del piece
print(resident() - before)
"""


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="tells memory otherwise")
def test_what_was_large_is_given_back() -> None:
    ran = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True)
    assert int(ran.stdout) < 5_000_000
