"""Where each cell of a pasted block comes to lie, by the rules of a spreadsheet.

Nothing is read or written here: what comes out are blocks for the store to plan.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from models import KINDS, Block, Invalid

GROWING = ("entry", "actor", "source", "country")
"""The kinds to which rows are added when a block reaches beyond the last row."""


@dataclass(frozen=True)
class Part:
    """Selected cells that stand in the same rows: row numbers, and fields in visual order."""

    rows: Sequence[int]
    fields: tuple[str, ...]

    @property
    def amount(self) -> int:
        """Return how many cells there are."""
        return len(self.rows) * len(self.fields)


@dataclass(frozen=True)
class Ground:
    """The table a block is laid on: its rows and visible columns as shown, and the selection."""

    kind: str
    ids: Sequence[int]
    complete: bool
    columns: Sequence[str]
    parts: Sequence[Part]

    @property
    def amount(self) -> int:
        """Return how many cells are selected."""
        return sum(part.amount for part in self.parts)

    def records(self, rows: Sequence[int]) -> tuple[int, ...]:
        """Return the records that stand in these rows."""
        if isinstance(rows, range) and rows.step == 1:
            return tuple(self.ids[rows.start : rows.stop])
        return tuple(self.ids[row] for row in rows)


@dataclass(frozen=True)
class Laid:
    """A part of a paste, and the number of the table's row that each of its rows goes to."""

    block: Block
    rows: Sequence[int]

    @property
    def cells(self) -> int:
        """Return how many cells it has."""
        return len(self.block.fields) * len(self.rows)


def fill(ground: Ground, text: str) -> list[Laid]:
    """Lay one text over all selected cells."""
    return [fill_rows(ground, part.rows, dict.fromkeys(part.fields, text)) for part in ground.parts]


def fill_rows(ground: Ground, rows: Sequence[int], texts: Mapping[str, str]) -> Laid:
    """Lay one text a field over all these rows."""
    block = Block(
        ground.kind, tuple(texts), ground.records(rows), (tuple(texts.values()),) * len(rows)
    )
    return Laid(block, rows)


def lay(cells: Sequence[Sequence[str]], ground: Ground) -> list[Laid]:
    """Lay cells from the first one of the selection on; raises Invalid where they cannot lie.

    One cell fills the selection, and so does a block whose height or width goes into it.
    """
    if not cells or not ground.parts:
        return []
    width = max(map(len, cells))
    if len(cells) == width == 1:
        return fill(ground, cells[0][0])
    if len(ground.parts) > 1:
        raise Invalid("Several ranges are selected. Select the one to paste into.")
    rows = _rows(len(cells), ground.parts[0].rows)
    fields = _fields(width, ground)
    first = next((n for n, row in enumerate(rows) if row >= len(ground.ids)), len(rows))
    times = len(fields) // width
    lines = [tuple(cells[place % len(cells)]) for place in range(len(rows))]
    laid = list(_by_width(ground, rows[:first], fields, times, lines[:first]))
    added = _without_last_empty(lines[first:])
    if added:
        laid.append(_added(ground, fields, times, added))
    return laid


def _rows(height: int, chosen: Sequence[int]) -> Sequence[int]:
    if len(chosen) >= height and len(chosen) % height == 0:
        return chosen
    return range(chosen[0], chosen[0] + height)


def _fields(width: int, ground: Ground) -> Sequence[str]:
    chosen = ground.parts[0].fields
    if len(chosen) >= width and len(chosen) % width == 0:
        return chosen
    first = list(ground.columns).index(chosen[0])
    found = ground.columns[first : first + width]
    if len(found) < width:
        label = KINDS[ground.kind].field(chosen[0]).label
        raise Invalid(
            f"The block is {width} columns wide, and from {label} on there are only {len(found)}. "
            "Start further left, or show more columns."
        )
    return found


def _by_width(
    ground: Ground,
    rows: Sequence[int],
    fields: Sequence[str],
    times: int,
    lines: Sequence[tuple[str, ...]],
) -> Iterator[Laid]:
    """Yield a block for the lines of each width: what a short line does not reach stays."""
    span = len(fields) // times
    for width in sorted({len(line) for line in lines}, reverse=True):
        places = [place for place, line in enumerate(lines) if len(line) == width]
        # A repeated block repeats its short lines as well.
        keys = tuple(f for n in range(times) for f in fields[n * span : n * span + width])
        here = [rows[place] for place in places]
        texts = tuple(lines[place] * times for place in places)
        yield Laid(Block(ground.kind, keys, ground.records(here), texts), here)


def _added(
    ground: Ground, fields: Sequence[str], times: int, lines: Sequence[tuple[str, ...]]
) -> Laid:
    """Lay what reaches beyond the last row: new records, if the kind allows them."""
    kind, amount = KINDS[ground.kind], len(lines)
    beyond = f"{amount:,} rows of the block reach beyond the last one. "
    if amount == 1:
        beyond = "The last row of the block reaches beyond the table. "
    if not ground.complete:
        raise Invalid("The table is still being read. Paste again in a moment.")
    if kind.name not in GROWING and not (kind.parent == "entry" and "entry" in fields):
        also = "Paste with the column Entry, which says whose they are."
        raise Invalid(beyond + (also if kind.parent == "entry" else "Paste fewer rows."))
    width = len(fields) // times
    texts = tuple((line + ("",) * (width - len(line))) * times for line in lines)
    block = Block(kind.name, tuple(fields), (None,) * amount, texts)
    return Laid(block, range(len(ground.ids), len(ground.ids) + amount))


def _without_last_empty(lines: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    amount = len(lines)
    while amount and not any(text.strip() for text in lines[amount - 1]):
        amount -= 1
    return lines[:amount]
