"""What the window remembers between two starts, as one table of named and typed settings."""

import base64
import binascii
import json
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar, cast

from PySide6.QtCore import QSettings

T = TypeVar("T", str, bool, int, bytes, list[object], dict[str, object])


@dataclass(frozen=True)
class Setting(Generic[T]):
    """One remembered value; ``per_kind`` ones are remembered for each kind of record."""

    key: str
    default: T
    type: type[T]
    help: str
    choices: tuple[T, ...] = ()
    per_kind: bool = False


THEME: Final = Setting(
    "theme", "system", str, "Light or dark colours.", choices=("system", "light", "dark")
)
AUTHOR: Final = Setting("author", "", str, "Who is named as the author of each step.")
LAST_STORE: Final = Setting("last_store", "", str, "The store that was open last.")
WINDOW_GEOMETRY: Final = Setting("window/geometry", b"", bytes, "Where the window stood.")
WINDOW_STATE: Final = Setting("window/state", b"", bytes, "Where docks and bars stood.")
LAST_TAB: Final = Setting("window/tab", "entry", str, "The kind whose tab was chosen.")
LAST_PLACE: Final = Setting(
    "window/place", cast(dict[str, object], {}), dict, "The place chosen in the tree."
)
COLUMNS: Final = Setting(
    "table/columns",
    cast(list[object], []),
    list,
    "Order, width and presence of the columns.",
    per_kind=True,
)
FROZEN: Final = Setting(
    "table/frozen", 0, int, "How many of the first columns stay in sight.", per_kind=True
)
QUERY: Final = Setting(
    "table/query", "", str, "What is asked of a table, as one line of text.", per_kind=True
)
FACETS: Final = Setting(
    "table/facets",
    cast(list[object], []),
    list,
    "The fields whose values are counted in the facets.",
    per_kind=True,
)
RECENT: Final = Setting(
    "search/recent",
    cast(list[object], []),
    list,
    "The last queries, each as its kind and its line of text.",
)
KEEP_ORIGINAL: Final = Setting(
    "intake/original", True, bool, "Keep the file that a source came from in the store."
)
WORKLIST: Final = Setting(
    "worklist/open",
    cast(list[object], []),
    list,
    "The headings of the worklist that are unfolded.",
)
CSV_BOM: Final = Setting(
    "csv/bom", False, bool, "Begin CSV files with a byte order mark, as Excel wants it."
)
CSV_LABELS: Final = Setting(
    "csv/labels", False, bool, "Write the labels of vocabularies instead of their codes."
)
CSV_FOLDER: Final = Setting("csv/folder", "", str, "The folder of the last export.")

TABLE: Final = (
    THEME,
    AUTHOR,
    LAST_STORE,
    WINDOW_GEOMETRY,
    WINDOW_STATE,
    LAST_TAB,
    LAST_PLACE,
    COLUMNS,
    FROZEN,
    QUERY,
    FACETS,
    RECENT,
    KEEP_ORIGINAL,
    WORKLIST,
    CSV_BOM,
    CSV_LABELS,
    CSV_FOLDER,
)


class Settings:
    """Reads and writes the settings in the user's ini file, or in the one given."""

    def __init__(self, path: Path | None = None) -> None:
        ini = QSettings.Format.IniFormat
        self._file = (
            QSettings(str(path), ini)
            if path is not None
            else QSettings(ini, QSettings.Scope.UserScope, "khorgos", "khorgos")
        )

    def get(self, setting: Setting[T], kind: str = "") -> T:
        """Give what is remembered, or the default when that is nothing of use."""
        stored = self._file.value(_key(setting, kind))
        if not isinstance(stored, str):
            return deepcopy(setting.default)
        value = _read(stored, setting.type)
        if value is None or (setting.choices and value not in setting.choices):
            return deepcopy(setting.default)
        return cast(T, value)

    def set(self, setting: Setting[T], value: T, kind: str = "") -> None:
        """Remember a value."""
        self._file.setValue(_key(setting, kind), _written(value))

    def forget(self, setting: Setting[T], kind: str = "") -> None:
        """Go back to the default."""
        self._file.remove(_key(setting, kind))

    def save(self) -> None:
        """Write to the file now; without it that happens a little later."""
        self._file.sync()


def _key(setting: Setting[T], kind: str) -> str:
    if setting.per_kind != bool(kind):
        wanted = "needs" if setting.per_kind else "takes no"
        raise ValueError(f"The setting {setting.key} {wanted} kind.")
    return f"{setting.key}/{kind}" if kind else setting.key


def _written(value: object) -> str:
    """Give the text that stands in the file."""
    if isinstance(value, str):
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    return json.dumps(value, ensure_ascii=False)


def _read(stored: str, wanted: type[object]) -> object | None:
    """Give the value that a text of the file stands for, None when it is not of that type."""
    if wanted is str:
        return stored
    try:
        if wanted is bytes:
            return base64.b64decode(stored.encode("ascii"), validate=True)
        value: object = json.loads(stored)
    except (binascii.Error, ValueError, RecursionError):
        return None
    # A bool is an int to Python, but not to somebody who asks for a number.
    return value if type(value) is wanted else None
