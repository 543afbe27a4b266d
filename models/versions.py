"""The version of the database engine that keeps the stores."""

import sqlite3


def engine_version() -> str:
    """Return the name and version of the engine, for the about box and reports."""
    return f"SQLite {sqlite3.sqlite_version}"
