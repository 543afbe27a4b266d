"""The stores that are measured: a sample of each size, made once and kept between runs."""

import getpass
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from browser import plain_table

from models.migrations import NEWEST
from models.sample import make_sample


def kept_in() -> Path:
    """Return the folder where samples lie between two runs; it may be removed at any time."""
    return Path(tempfile.gettempdir()) / f"khorgos-bench-{getpass.getuser()}"


def sample(entries: int) -> Path:
    """Return a sample of this size; it is only to be read, so copy it to write."""
    path = kept_in() / f"sample-{entries}-version-{NEWEST}.khorgos"
    if not path.exists():
        print(f"Making a sample of {entries:,} entries …", flush=True)
        make_sample(path, entries, seed=1, report=lambda _: None)
    return path


def plain(path: Path) -> Path:
    """Return a file beside a sample that has its entries alone, made once and kept as long."""
    file = path.with_suffix(".plain.sqlite3")
    if not file.exists() or file.stat().st_mtime < path.stat().st_mtime:
        plain_table(path, file)
    return file


@contextmanager
def copy_of(path: Path) -> Iterator[Path]:
    """Yield a copy beside the original that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="copy-", dir=path.parent) as folder:
        copy = Path(folder) / "copy.khorgos"
        shutil.copy(path, copy)
        yield copy
