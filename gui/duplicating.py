"""Copies of records, to start similar ones from: their values, but not what was checked."""

from collections.abc import Callable
from typing import Final

from gui.removing import Report, in_one_step, named
from gui.selected_cells import records_of
from gui.workbench import Workbench
from models import KINDS, Row, Step, Value

_ALONE: Final = {
    "country": "A country stands in the list once. Add another with New country.",
    "dismissal": "A passage is set aside once. Select other words in the article.",
}
# Somebody else is named by these alone, so a copy says that it is one.
_NAMES: Final = {"actor": "name", "source": "title"}
# What was said of the first one only: its review.
_NOT_COPIED: Final = {"review"}
_CHUNK: Final = 500
_LONGEST_NAME: Final = 990


def duplicate_records(
    bench: Workbench,
    *,
    by: object,
    said: Callable[..., None],
    warned: Callable[[str], None],
) -> None:
    """Add a copy of each selected record, with a new number and without evidence.

    Nobody has checked the quotes for the copy; citing them for it is a decision of its own.
    """
    table = bench.tabs.current
    kind, records = table.records.kind.name, records_of(table)
    if kind in _ALONE or not records:
        warned(_ALONE.get(kind, "Choose a record first."))
        return
    what = named(bench, kind, records)
    added: list[int] = []

    def work(step: Step, report: Report) -> None:
        added.clear()
        for start in range(0, len(records), _CHUNK):
            rows = bench.store.rows(kind, records[start : start + _CHUNK])
            added.extend(step.add_many(kind, [_copied(row) for row in rows]))
            report(start / len(records))

    def done() -> None:
        if added and bench.tabs.kind == kind:
            bench.tabs.choose(kind, added[0])
        copies = "The copy has" if len(records) == 1 else "The copies have"
        said(f"Duplicated {what}. {copies} no evidence yet.", undo=True)

    in_one_step(bench, f"Duplicate {what}", len(records), work, done, warned, by)


def _copied(row: Row) -> dict[str, Value]:
    values = {
        field.key: row.value(field.key)
        for field in KINDS[row.kind].fields
        if field.editable and field.key not in _NOT_COPIED
    }
    name = _NAMES.get(row.kind)
    if name:
        values[name] = f"{str(values[name])[:_LONGEST_NAME]} (copy)"
    return values
