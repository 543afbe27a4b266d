"""Which files are stores of ours: everything else is refused by name and left as it was.

The first hundred bytes are read before SQLite ever sees the file, so a file that is not ours is
never written to. Layout: https://www.sqlite.org/fileformat.html#the_database_header
"""

import os
import sqlite3
import stat
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.database import Database, plainly
from models.errors import StoreUnavailable
from models.search import search_programs
from models.versions import APPLICATION_ID

_HEADER_SIZE = 100
_PROGRAMS = "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
_MAGIC = b"SQLite format 3\0"
_KNOWN_STARTS = (
    (b"PK\x03\x04", "a ZIP, Excel or Word file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"<!DOCTYPE", "a web page"),
    (b"<html", "a web page"),
)


@dataclass(frozen=True)
class Header:
    """What the first bytes of a SQLite file say."""

    application_id: int
    version: int
    page_size: int
    pages: int


def _number(header: bytes, start: int, size: int) -> int:
    return int.from_bytes(header[start : start + size], "big")


def _refuse(path: Path, what: str, advice: str = "Choose a store made by Khorgos.") -> None:
    raise StoreUnavailable(f"{path.name} is {what}. {advice} The file was left as it is.")


def _first_bytes(path: Path) -> bytes:
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        raise StoreUnavailable(
            f"There is no file {path}. Check the name, or make a new store with “khorgos new”."
        ) from None
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be reached: {error.strerror}.") from error
    if stat.S_ISDIR(kind):
        _refuse(path, "a folder", "Choose the store's file inside it.")
    if not stat.S_ISREG(kind):
        _refuse(path, "not an ordinary file")
    try:
        with path.open("rb") as file:
            return file.read(_HEADER_SIZE)
    except PermissionError as error:
        raise StoreUnavailable(
            f"You have no right to read {path}. Ask its owner, or copy it to a folder of yours."
        ) from error
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be read: {error.strerror}.") from error


def _describe(start: bytes) -> str:
    for known, what in _KNOWN_STARTS:
        if start.startswith(known):
            return what
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as error:
        # The cut may have split the last character of a text.
        return "a text file" if error.start > len(start) - 4 else "not a store, or an encrypted one"
    return "a text file" if b"\0" not in start else "not a store, or an encrypted one"


def read_header(path: Path) -> Header:
    """Return what the file says of itself, or raise StoreUnavailable naming what it is."""
    start = _first_bytes(path)
    if not start:
        _refuse(path, "empty")
    if not start.startswith(_MAGIC) or len(start) < _HEADER_SIZE:
        cut = start.startswith(_MAGIC[: len(start)])
        _refuse(path, "cut off after its first bytes" if cut else _describe(start))
    size = _number(start, 16, 2)
    header = Header(
        application_id=_number(start, 68, 4),
        version=_number(start, 60, 4),
        page_size=65536 if size == 1 else size,
        pages=_number(start, 28, 4),
    )
    if header.application_id != APPLICATION_ID:
        _refuse(path, "a SQLite database of another program")
    _check_length(path, header)
    return header


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def _has_content(path: Path) -> bool:
    try:
        return path.stat().st_size > 0
    except OSError:
        return False


def _unsettled(path: Path) -> bool:
    """Tell whether the file alone is not the whole store."""
    return any(_has_content(_beside(path, ending)) for ending in ("-wal", "-journal"))


def _check_length(path: Path, header: Header) -> None:
    if _unsettled(path):
        return
    if path.stat().st_size < header.page_size * header.pages:
        _refuse(
            path, "cut off: its end is missing", "Open a backup of it, or copy the file once more."
        )


def why_readonly(path: Path) -> str:
    """Return why the file can only be read, in a sentence, or an empty text."""
    if not os.access(path, os.W_OK):
        return f"{path.name} is write-protected, so it is open for reading only."
    if not os.access(path.parent, os.W_OK):
        return f"The folder of {path.name} is write-protected, so it is open for reading only."
    return ""


def open_database(path: Path, *, newest: int, readonly: bool = False) -> tuple[Database, Header]:
    """Open a store of ours that is not newer than ``newest``, or raise StoreUnavailable."""
    header = read_header(path)
    if header.version > newest:
        _refuse(
            path,
            f"from a newer Khorgos (store version {header.version}; this one knows {newest})",
            "Install the newer Khorgos to open it.",
        )
    protected = bool(why_readonly(path))
    # A store in WAL mode inside a protected folder opens only as immutable, which would hide
    # what its -wal still holds.
    immutable = not os.access(path.parent, os.W_OK) and not _has_content(_beside(path, "-wal"))
    if not _unsettled(path):
        _look_inside(path, header.version)
    with ExitStack() as refused:
        database = Database(path, readonly=readonly or protected, immutable=immutable)
        refused.callback(database.close)
        with database.reading() as connection:
            found = connection.exec_driver_sql(_PROGRAMS)
            _refuse_strangers(path, header.version, found)
        refused.pop_all()
    return database, header


def _look_inside(path: Path, version: int) -> None:
    """Refuse a damaged or strange store before anything is made beside it."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with plainly(), closing(sqlite3.connect(address, uri=True)) as connection:
        _refuse_strangers(path, version, connection.execute(_PROGRAMS))


def _refuse_strangers(path: Path, version: int, programs: Iterable[Sequence[Any]]) -> None:
    """Refuse a store that would run something of somebody else when it is written to."""
    ours = {name: _plain(line) for name, line in search_programs(version).items()}
    for kind, name, statement in programs:
        if ours.get(name) != _plain(statement):
            _refuse(
                path,
                f"a store that holds a {kind} Khorgos did not make (“{name}”)",
                "Open a copy of it from before, or have that removed.",
            )


def _plain(statement: str) -> str:
    return "".join(statement.replace("IF NOT EXISTS", "").split()).replace('"', "")
