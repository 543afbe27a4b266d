"""Named views: a query with its columns and facets, kept in the store or as a line of text."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from gui.columns import ColumnState, from_json, to_json
from models import (
    KINDS,
    TABLE_KINDS,
    Filter,
    Invalid,
    Query,
    Row,
    Store,
    Value,
    exactly,
    query_of,
    text_of,
)

VIEW: Final = "view"
HEAD: Final = "khorgos view "
Countries = Sequence[tuple[str, str]]
_BROKEN: Final = "This line is not whole. Copy it again, from “khorgos view” to the last brace."


@dataclass(frozen=True)
class View:
    """All that a view keeps."""

    query: Query
    columns: tuple[ColumnState, ...] = ()
    frozen: int = 0
    facets: tuple[str, ...] = ()
    name: str = ""


# As a line of text


def line_of(view: View) -> str:
    """Return the view as one line, which carries everything."""
    kept = {"name": view.name, "table": view.query.kind, "query": text_of(view.query)}
    return HEAD + json.dumps(kept | _look(view), ensure_ascii=False)


def view_of(line: str, kind: str, countries: Countries = ()) -> View:
    """Return the view of a line; any other line is a query on records of the kind.

    Raises Invalid with what is wrong with the line.
    """
    typed = " ".join(line.split())
    if not typed.startswith(HEAD.strip()):
        return View(query_of(kind, typed, countries))
    try:
        kept = json.loads(typed.removeprefix(HEAD.strip()))
    except (ValueError, RecursionError) as error:
        raise Invalid(_BROKEN) from error
    if not isinstance(kept, dict):
        raise Invalid(_BROKEN)
    return _read(kept, countries)


def _look(view: View) -> dict[str, object]:
    return {
        "columns": to_json(view.columns),
        "frozen": view.frozen,
        "facets": list(view.facets),
    }


def _read(kept: dict[str, object], countries: Countries) -> View:
    table, text = kept.get("table"), kept.get("query")
    if table not in {kind.name for kind in TABLE_KINDS} or not isinstance(text, str):
        raise Invalid(f"This view is of a table that is not there: “{table}”.")
    columns, facets, frozen = kept.get("columns"), kept.get("facets"), kept.get("frozen")
    return View(
        query_of(str(table), text, countries),
        tuple(from_json(columns)) if isinstance(columns, list) else (),
        frozen if type(frozen) is int and frozen > 0 else 0,
        tuple(str(one) for one in facets) if isinstance(facets, list) else (),
        str(kept.get("name") or ""),
    )


# In the store


def read_view(store: Store, record: int, countries: Countries = ()) -> View:
    """Return a view of the store; raises Invalid when it makes no sense any more, or Missing."""
    row = store.row(VIEW, record)
    try:
        look = json.loads(str(row.value("columns") or "{}"))
    except (ValueError, RecursionError):
        look = {}
    kept: dict[str, object] = dict(look) if isinstance(look, dict) else {}
    kept |= {"table": row.value("table"), "query": row.value("query") or ""}
    return _read(kept | {"name": row.value("name")}, countries)


def find_view(store: Store, name: str) -> int | None:
    """Return the view of this name."""
    found = store.ids(Query(VIEW, filters=(Filter("name", exactly(name)),)))
    return found[0] if found else None


def save_view(store: Store, view: View, *, by: object, record: int | None = None) -> bool:
    """Keep a view as one step, over the one of its name or the given one; tell if that was so."""
    values: dict[str, Value] = {
        "table": view.query.kind,
        "query": text_of(view.query),
        "columns": json.dumps(_look(view), ensure_ascii=False),
    }
    kept = find_view(store, view.name) if record is None else record
    verb = "Save" if kept is None else "Update"
    with store.step(f"{verb} view “{view.name}”", by=by) as step:
        if kept is None:
            step.add(VIEW, {"name": view.name, **values})
        else:
            for field, value in values.items():
                step.set(VIEW, kept, field, value)
    return kept is not None


def rename_view(store: Store, record: int, name: str, *, by: object) -> None:
    """Give a view another name, as one step; raises Invalid when another one has it."""
    row = store.row(VIEW, record)
    other = find_view(store, name)
    if other not in (None, record):
        raise Invalid(f"There is a view named “{name}” already. Choose another name.")
    with store.step(f"Rename view “{_name(row)}” to “{name}”", by=by) as step:
        step.set(VIEW, record, "name", name)


def delete_view(store: Store, record: int, *, by: object) -> str:
    """Delete a view, as one step; return its name."""
    name = _name(store.row(VIEW, record))
    with store.step(f"Delete view “{name}”", by=by) as step:
        step.remove(VIEW, record)
    return name


def _name(row: Row) -> str:
    return str(row.value("name") or "")


def proposed_name(words: str, kind: str) -> str:
    """Return a name for what is shown, to be typed over."""
    plural = KINDS[kind].plural
    return f"{plural}: {words}"[:80] if words else plural
