"""Selects that are composed once and asked often, straight from SQLite.

Composing a select and wrapping its rows takes SQLAlchemy longer than SQLite needs to find a page.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import Column, ColumnElement, Connection, Select, func, select, text
from sqlalchemy.dialects.sqlite import dialect

from models.database import driver_of
from models.field_types import Value
from models.kinds import KINDS
from models.records import ExactDecimal

DIALECT: Final = dialect()
_DECIMAL: Final = ExactDecimal()
_WAYS: Final[dict[str, Callable[[Any], Value]]] = {
    "number": lambda value: _DECIMAL.process_result_value(value, DIALECT),
    "flag": lambda value: None if value is None else bool(value),
}


def among(column: Column[Any]) -> ColumnElement[bool]:
    """Return the condition that a column is in the list that stands for the next ``?``."""
    return column.in_(text("SELECT value FROM json_each(?)"))


def one_list(values: Iterable[int | str]) -> str:
    """Return ids or codes as the one value that ``among`` takes, however many they are."""
    return json.dumps(list(values))


def these(ids: Iterable[int]) -> Select[int]:
    """Return the select of ids as one value, however many they are, for ``in_``."""
    listed = func.json_each(one_list(ids)).table_valued("value")
    return select(listed.c.value)


@cache
def conversions(kind: str) -> tuple[tuple[str, Callable[[Any], Value]], ...]:
    """Return the fields that SQLite keeps in another form than ours, with the way back."""
    fields = KINDS[kind].stored
    return tuple((f.key, _WAYS[f.type.name]) for f in fields if f.type.name in _WAYS)


def composed(statement: Select[*tuple[Any, ...]]) -> str:
    """Return a select as SQL, with all values written out."""
    return str(statement.compile(dialect=DIALECT, compile_kwargs={"literal_binds": True}))


def fetched(connection: Connection, statement: str, *values: str) -> Sequence[tuple[Any, ...]]:
    """Return what a composed select finds, as SQLite gives it, in the snapshot of the others."""
    if not connection.in_transaction():
        connection.begin()
    return driver_of(connection).execute(statement, values).fetchall()
