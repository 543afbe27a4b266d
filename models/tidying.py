"""Merge what edits leave in the indexes of words, a little at a time, while nobody writes.

FTS5 leaves a segment at each statement. Left to itself it merges the sixteenth with all before it,
large ones among them, within the edit that happened to be the sixteenth.
"""

import sqlite3
from typing import Final

from sqlalchemy import Connection

from models.database import Database, Ticket, driver_of
from models.errors import Cancelled, StoreUnavailable
from models.search import PATIENCE, SEARCHED_KINDS, index_name, searched, set_patience
from models.segments import levels_of

SLICE: Final = 32
"""So many leaves of 4 kB are written at once, or one word more: 4 ms at a million entries."""

_INDEXES: Final = [index_name(kind) for kind in SEARCHED_KINDS if searched(kind)]


def tidy(database: Database, ticket: Ticket) -> bool:
    """Merge one slice of one index in a transaction of its own; True when something was done.

    False also when nothing can be written now: somebody writes or wants to, another program holds
    the file, the disk is full, the store is read-only or the ticket was cancelled.
    """
    if database.readonly:
        return False
    try:
        with database.reading(ticket) as connection:
            raw = driver_of(connection)
            due = [index for index in _INDEXES if _is_due(raw, index)]
        if not due:
            return False
        with database.between_writes(ticket) as writer:
            return writer is not None and any(_merge(writer, index) for index in due)
    except (Cancelled, StoreUnavailable):
        return False


def _is_due(raw: sqlite3.Connection, index: str) -> bool:
    enough = PATIENCE["usermerge"]
    levels = levels_of(raw, index)
    if any(level.merging or len(level.leaves) >= enough for level in levels):
        return True
    return not _is_patient(raw, index)


def _is_patient(raw: sqlite3.Connection, index: str) -> bool:
    settings = dict(raw.execute(f"SELECT k, v FROM {index}_config").fetchall())
    return all(settings.get(option) == value for option, value in PATIENCE.items())


def _merge(connection: Connection, index: str) -> bool:
    """Do one slice; False where FTS5 says that there was nothing to do."""
    raw = driver_of(connection)
    # A store from before may still merge within an edit.
    impatient = not _is_patient(raw, index)
    if impatient:
        set_patience(connection, index)
    before = raw.total_changes
    raw.execute(f"INSERT INTO {index}({index}, rank) VALUES ('merge', {SLICE})")
    # The statement itself counts as one.
    return impatient or raw.total_changes - before > 1
