"""What is loaded before the window is painted: nothing of the database, nor what the fields are."""

import subprocess
import sys

LATE = ("sqlalchemy", "sqlmodel", "pydantic", "qdarkstyle", "models.fields", "importlib.metadata")


def test_the_window_waits_for_nothing_that_only_a_store_needs() -> None:
    code = f"import sys, gui.app; print([name for name in {LATE!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
