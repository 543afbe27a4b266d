"""Where things lie on this machine: the store that opens when none is named."""

import os
from pathlib import Path

import platformdirs

from models.errors import StoreUnavailable

STORE_VARIABLE = "KHORGOS_STORE"
STORE_NAME = "cooperation.khorgos"


def default_store_path() -> Path:
    """Return the store in the user's data folder; it need not be there yet."""
    return platformdirs.user_data_path("khorgos", appauthor=False) / STORE_NAME


def store_path(named: str | None = None) -> Path:
    """Return the store that was named, or the one of KHORGOS_STORE, or the user's own.

    Raises StoreUnavailable for the address of a database server.
    """
    wanted = named or os.environ.get(STORE_VARIABLE)
    if not wanted:
        return default_store_path()
    if "://" in wanted:
        raise StoreUnavailable(
            "This version keeps stores in files only. Give the path of a store's file."
        )
    return Path(wanted)
