"""The first rows of a store for the eye alone, before the libraries of the database are loaded.

Loading those takes longer than all the rest of the start. So the rows that will be on top are read
by Python's own SQLite, without names behind links, worked-out columns or marks; the table that
takes their place brings these. Whatever is not plain is left to the road that explains it.
"""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Final

from models.field_types import Kept, Value
from models.fields import Field, Kind
from models.kinds import KINDS
from models.versions import APPLICATION_ID

FIRST_ROWS: Final = 64
LONGEST_SHOWN: Final = 300
_HEADER: Final = 100
_PLAIN_TYPES: Final = ("text", "long_text", "url", "choice", "date", "flag", "country", "computed")


def can_glance(kind: str, keys: Sequence[str]) -> bool:
    """Tell whether these columns can be shown without looking anything up."""
    fields = [KINDS[kind].field(key) for key in keys]
    return bool(fields) and all(field.type.name in _PLAIN_TYPES for field in fields)


def first_glance(path: Path, kind: str, keys: Sequence[str]) -> list[tuple[str, ...]] | None:
    """Return the texts of the first records, None where there is anything to explain."""
    try:
        if not can_glance(kind, keys) or not _is_ours(path):
            return None
        address = f"{path.absolute().as_uri()}?mode=ro"
        # Without a journal beside it nothing shall be made there for a glance.
        if not _settled(path):
            return None
        with closing(sqlite3.connect(f"{address}&immutable=1", uri=True)) as connection:
            connection.text_factory = lambda text: text.decode(errors="replace")
            connection.execute("PRAGMA trusted_schema=OFF")
            return _read(connection, KINDS[kind], keys)
    except (OSError, sqlite3.Error):
        return None


def _is_ours(path: Path) -> bool:
    with path.open("rb") as file:
        header = file.read(_HEADER)
    return header[:6] == b"SQLite" and int.from_bytes(header[68:72], "big") == APPLICATION_ID


def _settled(path: Path) -> bool:
    """Tell whether the file alone is the whole store."""
    beside = (path.with_name(path.name + ending) for ending in ("-wal", "-journal"))
    return not any(other.exists() and other.stat().st_size for other in beside)


def _read(
    connection: sqlite3.Connection, kind: Kind, keys: Sequence[str]
) -> list[tuple[str, ...]] | None:
    fields = [kind.field(key) for key in keys]
    tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN (?, 'country')"
    if connection.execute(tables, (kind.name,)).fetchone() != (2 - (kind.name == "country"),):
        return None
    columns = ", ".join(f'"{field.key}"' if _kept(field) else "NULL" for field in fields)
    names = dict(connection.execute("SELECT code, name FROM country"))
    # Names of our own registry, no text of anybody's.
    rows = f"SELECT {columns} FROM {kind.name} ORDER BY id LIMIT {FIRST_ROWS}"  # noqa: S608
    found = connection.execute(rows)
    return [
        tuple(_shown(field, value, names) for field, value in zip(fields, row, strict=True))
        for row in found
    ]


def _kept(field: Field) -> bool:
    return field.stored or isinstance(field.type, Kept)


def _shown(field: Field, value: Value, names: dict[str, str]) -> str:
    if value is None:
        return ""
    if field.type.name == "country":
        return names.get(str(value), str(value))
    text = field.type.show(bool(value) if field.type.name == "flag" else value)
    return text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…"
