"""Deleting records and emptying cells: it happens, says so, and offers Undo."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gui.record_table import RecordTable
from gui.selected_cells import cells_of
from gui.tasks import Job
from gui.workbench import Workbench
from models import KINDS, FactError, Step

Say = Callable[..., None]
Warn = Callable[[str], None]
Report = Callable[[float], None]
AT_ONCE: Final = 20
TITLE_LENGTH: Final = 60
_CHUNK: Final = 500


def in_one_step(
    bench: Workbench,
    label: str,
    amount: int,
    work: Callable[[Step, Report], None],
    done: Callable[[], None],
    warned: Warn,
    by: object,
) -> None:
    """Do few things at once and many in the writer thread, as one step either way."""

    def write(report: Report) -> None:
        with bench.store.step(label, by=by) as step:
            work(step, report)

    if amount <= AT_ONCE:
        try:
            write(lambda _: None)
        except FactError as error:
            warned(error.sentence)
            return
        done()
        return

    def in_thread(job: Job) -> None:
        write(job.report)

    bench.tasks.write(
        in_thread, lambda _: done(), lambda error: warned(error.sentence), label=label
    )


def named(bench: Workbench, kind: str, records: Sequence[int]) -> str:
    """Return what to call these records: the one by its name, several by their number."""
    if len(records) == 1:
        return f"“{bench.store.label(kind, records[0])[:TITLE_LENGTH]}”"
    return f"{len(records):,} {KINDS[kind].plural.lower()}"


def remove_records(
    bench: Workbench, kind: str, records: list[int], *, by: object, said: Say, warned: Warn
) -> None:
    """Delete the records with all that hangs off them."""
    if not records:
        return
    what = named(bench, kind, records)

    def work(step: Step, report: Report) -> None:
        for start in range(0, len(records), _CHUNK):
            step.remove_many(kind, records[start : start + _CHUNK])
            report(start / len(records))

    in_one_step(
        bench,
        f"Delete {what}",
        len(records),
        work,
        lambda: said(f"Deleted {what}.", undo=True),
        warned,
        by,
    )


@dataclass(frozen=True)
class Clearing:
    """The cells to empty, by field, and the labels of columns that cannot be empty."""

    kind: str
    cells: Mapping[str, Sequence[int]]
    kept: tuple[str, ...] = ()

    @property
    def amount(self) -> int:
        """Return how many cells there are to empty."""
        return sum(map(len, self.cells.values()))


def clearing_of(table: RecordTable) -> Clearing:
    """Return what can be emptied of the selected cells."""
    kind = table.records.kind
    cells = cells_of(table)
    fields = [kind.field(key) for key in cells]
    return Clearing(
        kind.name,
        {f.key: cells[f.key] for f in fields if f.editable and not f.required},
        tuple(field.label for field in fields if not field.editable or field.required),
    )


def clear_cells(
    bench: Workbench,
    clearing: Clearing,
    *,
    by: object,
    said: Say,
    warned: Warn,
    verb: tuple[str, str] = ("Clear", "Cleared"),
) -> None:
    """Empty the cells that may be empty."""
    kind, cells, amount = KINDS[clearing.kind], clearing.cells, clearing.amount
    if not amount:
        warned("These cells cannot be empty. To delete the whole record press Ctrl+Del.")
        return
    one = next(iter(cells))
    what = kind.field(one).label if len(cells) == 1 else f"{len(cells)} columns"
    where = f"{amount:,} cells" if amount > 1 else "a cell"
    stayed = f" {' and '.join(clearing.kept[:3])} stayed." if clearing.kept else ""

    def work(step: Step, report: Report) -> None:
        done = 0
        for key, ids in cells.items():
            for start in range(0, len(ids), _CHUNK):
                step.set_many(kind.name, key, dict.fromkeys(ids[start : start + _CHUNK]))
                done += _CHUNK
                report(min(1.0, done / amount))

    in_one_step(
        bench,
        f"{verb[0]} {where} in {what}",
        amount,
        work,
        lambda: said(f"{verb[1]} {where} in {what}.{stayed}", undo=True),
        warned,
        by,
    )
