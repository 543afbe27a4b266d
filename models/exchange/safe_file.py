"""Write a file whole or leave the old one: a crash, a kill or a full disk tears nothing.

The new content goes to a file without a name in the same folder (or, where the system has no such
files, to a hidden one beside the target), reaches the disk, and then takes the target's place in
one move. What a killed process left beside the target is removed by the next writing.
"""

import errno
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from models.errors import StoreUnavailable

if sys.platform != "win32":
    import fcntl

_ENDING = ".khorgos-part"
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_UNNAMED_FILES = {errno.EOPNOTSUPP, errno.EISDIR, errno.ENOENT, errno.EINVAL}


@contextmanager
def writing_whole(target: Path) -> Iterator[BinaryIO]:
    """Yield a file that becomes the target when the block ends, and never when it raises.

    The mode of an older file is kept and a symbolic link is followed. A pipe or a terminal is
    written to as it is. Raises StoreUnavailable with one sentence that names the file.
    """
    try:
        place = Path(os.path.realpath(target))
        _refuse_unwritable(target, place)
        opened = _replacing(place) if _is_replaceable(place) else place.open("wb")
        with opened as file:
            yield file
    except OSError as error:
        if isinstance(error, BrokenPipeError):
            raise
        raise StoreUnavailable(_sentence(target, error)) from error


def _is_replaceable(place: Path) -> bool:
    return not place.exists() or stat.S_ISREG(place.stat().st_mode)


def _refuse_unwritable(target: Path, place: Path) -> None:
    if place.is_dir():
        raise StoreUnavailable(f"{target} is a folder. Add the name of a file to it.")
    # Renaming over a file asks only for rights to its folder.
    if place.exists() and not os.access(place, os.W_OK):
        raise StoreUnavailable(f"{target.name} is write-protected. Choose another name.")


def _sentence(target: Path, error: OSError) -> str:
    if error.errno in _NO_ROOM:
        return (
            f"The disk is full, so {target.name} was not written; what stood there before is "
            "unchanged. Free some space and try again."
        )
    if isinstance(error, FileNotFoundError):
        return f"There is no folder {target.parent}. Make it first, or choose another place."
    return f"{target} cannot be written: {error.strerror or error}. Choose another place."


@contextmanager
def _replacing(place: Path) -> Iterator[BinaryIO]:
    _clear_away(place)
    beside = place.with_name(f".{place.name[:40]}.{uuid4().hex}{_ENDING}")
    descriptor, named = _open_part(beside)
    try:
        with os.fdopen(descriptor, "wb") as file:
            _lock(descriptor)
            yield file
            file.flush()
            _take_over_rights(descriptor, place)
            os.fsync(descriptor)
            if not named:
                _give_name(descriptor, beside)
            if sys.platform != "win32":
                os.replace(beside, place)
        if sys.platform == "win32":  # Windows moves no open file.
            os.replace(beside, place)
        _settle(place.parent)
    finally:
        beside.unlink(missing_ok=True)


def _open_part(beside: Path) -> tuple[int, bool]:
    """Open the file to write to; tell whether it has a name already."""
    unnamed = getattr(os, "O_TMPFILE", 0)
    if unnamed and Path("/proc/self/fd").is_dir():
        try:
            return os.open(beside.parent, unnamed | os.O_WRONLY, 0o600), False
        except OSError as error:
            if error.errno not in _NO_UNNAMED_FILES or not beside.parent.is_dir():
                raise
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0)
    return os.open(beside, flags, 0o600), True


def _give_name(descriptor: int, beside: Path) -> None:
    folder = os.open(beside.parent, os.O_RDONLY)
    try:
        # With a folder's descriptor Python follows the link to the open file.
        os.link(f"/proc/self/fd/{descriptor}", beside.name, dst_dir_fd=folder)
    finally:
        os.close(folder)


def _take_over_rights(descriptor: int, place: Path) -> None:
    if sys.platform == "win32":
        return
    if not place.exists():
        mask = os.umask(0o077)
        os.umask(mask)
        os.fchmod(descriptor, 0o666 & ~mask)
        return
    old = place.stat()
    with suppress(PermissionError):
        os.fchown(descriptor, old.st_uid, old.st_gid)
    os.fchmod(descriptor, stat.S_IMODE(old.st_mode))


def _settle(folder: Path) -> None:
    """Bring the new name itself to the disk, where the system can."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        # Some network folders cannot; the file is in its place all the same.
        with suppress(OSError):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int) -> None:
    """Mark the part as being written by a process that lives."""
    if sys.platform != "win32":
        with suppress(OSError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _clear_away(place: Path) -> None:
    """Remove the parts that killed processes left beside the target."""
    if sys.platform == "win32":
        return
    start = f".{place.name[:40]}."
    for part in place.parent.glob(f"*{_ENDING}"):
        if part.name.startswith(start):
            with suppress(OSError):
                _remove_if_abandoned(part)


def _remove_if_abandoned(part: Path) -> None:
    descriptor = os.open(part, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.unlink()
    finally:
        os.close(descriptor)
