"""Files and pasted texts read in a child process, with limits of time, memory and length."""

import json
import logging
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from models.errors import Cancelled, Invalid, StoreUnavailable
from models.intake import CHILD_ARGUMENT
from models.intake.extracted import Extracted, from_json

LARGEST_FILE = 50_000_000
SECONDS = 12.0

_ROOM = Path(__file__).resolve().parents[2]
_START = "import sys; sys.path.insert(0, {!r}); from models.intake.child import main; main()"
_TICK = 0.02
_LONGEST_TRACE, _MOST_ANSWER = 4_000, 64_000_000
_log = logging.getLogger(__name__)


def never() -> bool:
    """Return that nobody has asked to stop."""
    return False


def read_bytes(path: Path) -> bytes:
    """Return what a file holds; raises with a sentence for what is no file of a sane size."""
    try:
        if path.is_dir():
            raise Invalid(f"{path.name} is a folder. Choose the files in it.")
        if not path.is_file():
            raise Invalid(f"{path.name} is not there, or is no ordinary file.")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise _too_large(path.name, size)
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise StoreUnavailable(
            f"{path.name} cannot be opened: {error.strerror or error}."
        ) from error
    if len(content) > LARGEST_FILE:
        raise _too_large(path.name, len(content))
    return content


def _too_large(name: str, size: int) -> Invalid:
    return Invalid(
        f"{name} has {size / 1e6:,.0f} MB; files of at most {LARGEST_FILE / 1e6:,.0f} MB are read."
    )


def extract_file(
    path: Path, *, cancelled: Callable[[], bool] = never, seconds: float = SECONDS
) -> Extracted:
    """Return the text of a file with guesses about its source."""
    return extract(read_bytes(path), path.name, cancelled=cancelled, seconds=seconds)


def extract(
    content: bytes,
    name: str,
    *,
    form: str = "",
    address: str = "",
    cancelled: Callable[[], bool] = never,
    seconds: float = SECONDS,
) -> Extracted:
    """Return the text of some bytes; the form is told by them and the name if it is not given.

    Raises Invalid with one sentence, or Cancelled; the child has ended when this returns.
    """
    request = {"name": name, "format": form, "address": address, "seconds": seconds}
    with TemporaryFile() as given, TemporaryFile() as answer, TemporaryFile() as trace:
        given.write(json.dumps(request).encode() + b"\n")
        given.write(content)
        given.seek(0)
        status = _run((given, answer, trace), name, cancelled, seconds)
        return _understood(_whole(answer), status, name, _whole(trace, _LONGEST_TRACE))


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, CHILD_ARGUMENT]
    # Not with -m: that would look for us in the folder that the program was started in.
    return [sys.executable, "-P", "-c", _START.format(str(_ROOM))]


def _run(
    files: tuple[IO[bytes], IO[bytes], IO[bytes]],
    name: str,
    cancelled: Callable[[], bool],
    seconds: float,
) -> int:
    given, answer, trace = files
    until = time.monotonic() + seconds
    # No console flashes up on Windows; elsewhere there is no such flag.
    hidden: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        child = subprocess.Popen(
            _command(), stdin=given, stdout=answer, stderr=trace, creationflags=hidden
        )
    except OSError as error:
        raise StoreUnavailable(
            f"{name} was not read: no process could be started ({error.strerror or error})."
        ) from error
    try:
        while True:
            try:
                return child.wait(_TICK)
            except subprocess.TimeoutExpired:
                pass
            if cancelled():
                raise Cancelled(f"Stopped reading {name}. Nothing was changed.")
            if time.monotonic() > until:
                raise _too_slow(name)
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def _whole(file: IO[bytes], most: int = _MOST_ANSWER) -> bytes:
    """Return what a file holds; only the end of one that is too long."""
    size = file.seek(0, 2)
    file.seek(max(0, size - most))
    return file.read()


def _understood(answer: bytes, status: int, name: str, trace: bytes) -> Extracted:
    if status:
        _log.info("%s ended the reader with %s: %s", name, status, trace.decode(errors="replace"))
        raise _ended(name, status, trace)
    try:
        found = json.loads(answer)
        if not isinstance(found, Mapping):
            raise ValueError("no answer")
        if isinstance(refused := found.get("refused"), str):
            raise Invalid(refused)
        return from_json(found, name)
    except (ValueError, RecursionError) as error:
        raise _damaged(name) from error


def _ended(name: str, status: int, trace: bytes) -> Invalid:
    last = trace.strip().rsplit(b"\n", 1)[-1]
    if last.startswith((b"MemoryError", b"OSError: [Errno 27]")):
        return Invalid(f"{name} needs more memory than a document should, so it was not read.")
    if status in (-9, -14, -24):
        return _too_slow(name)
    return _damaged(name)


def _too_slow(name: str) -> Invalid:
    return Invalid(f"{name} took too long to read and was left out. Copy the words and paste them.")


def _damaged(name: str) -> Invalid:
    return Invalid(
        f"{name} cannot be read: it is damaged, or made in an unusual way. "
        "Get another copy, or paste its words."
    )
