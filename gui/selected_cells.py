"""What is selected in a table, as parts of whole rows and columns, never cell by cell."""

from collections.abc import Iterator, Sequence

from gui.block_laying import Ground, Part
from gui.record_table import RecordTable

_Span = tuple[int, int]


def ground_of(table: RecordTable) -> Ground:
    """Return the table as blocks are laid on it and taken from it."""
    records = table.records
    parts = parts_of(table)
    return Ground(records.kind.name, records.ids, records.complete, table.shown_columns(), parts)


def parts_of(table: RecordTable) -> list[Part]:
    """Return the selected cells, else the one the cursor is on."""
    columns = table.shown_columns()
    by_rows: dict[tuple[_Span, ...], list[str]] = {}
    for key, spans in _spans(table, columns):
        by_rows.setdefault(spans, []).append(key)
    if not by_rows:
        row, key = table.currentIndex().row(), table.current_field()
        return [Part(range(row, row + 1), (key,))] if row >= 0 and key in columns else []
    return [Part(_rows(spans), tuple(keys)) for spans, keys in by_rows.items()]


def cells_of(table: RecordTable) -> dict[str, list[int]]:
    """Return the records of each selected column."""
    ids = table.records.ids
    cells: dict[str, list[int]] = {}
    for part in parts_of(table):
        for key in part.fields:
            cells.setdefault(key, []).extend(ids[row] for row in part.rows)
    return cells


def records_of(table: RecordTable) -> list[int]:
    """Return the records that have a selected cell, in the order shown."""
    part = bounds(parts_of(table), table.shown_columns())
    return [table.records.ids[row] for row in part.rows]


def bounds(parts: Sequence[Part], columns: Sequence[str]) -> Part:
    """Return all rows and all columns that have a selected cell, as one part."""
    chosen = {key for part in parts for key in part.fields}
    fields = tuple(key for key in columns if key in chosen)
    if len(parts) == 1:
        return Part(parts[0].rows, fields)
    return Part(sorted({row for part in parts for row in part.rows}), fields)


def _spans(table: RecordTable, columns: list[str]) -> Iterator[tuple[str, tuple[_Span, ...]]]:
    selection = table.selectionModel().selection()
    ranges = [selection.at(place) for place in range(selection.count())]
    for key in columns:
        column = table.records.column_of(key)
        spans = [(r.top(), r.bottom() + 1) for r in ranges if r.left() <= column <= r.right()]
        if spans:
            yield key, tuple(_joined(sorted(spans)))


def _joined(spans: list[_Span]) -> list[_Span]:
    joined = [spans[0]]
    for start, end in spans[1:]:
        if start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _rows(spans: tuple[_Span, ...]) -> Sequence[int]:
    if len(spans) == 1:
        return range(*spans[0])
    return [row for span in spans for row in range(*span)]
