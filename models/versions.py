"""What marks a file as a store of ours, and the version of the engine that keeps it."""

import sqlite3

APPLICATION_ID = 0x4B48_5247  # "KHRG"


def engine_version() -> str:
    """Return the name and version of the engine, for the about box and reports."""
    return f"SQLite {sqlite3.sqlite_version}"
