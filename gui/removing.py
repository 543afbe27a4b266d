"""Deleting records and emptying cells: it happens, says so, and offers Undo."""

from collections.abc import Callable

from gui.tasks import Job
from gui.workbench import Workbench
from models import KINDS, FactError, Step

Say = Callable[..., None]
Warn = Callable[[str], None]
AT_ONCE = 20
TITLE_LENGTH = 60


def _in_one_step(
    bench: Workbench,
    label: str,
    amount: int,
    work: Callable[[Step, Callable[[float], None]], None],
    done: Callable[[], None],
    warned: Warn,
    by: object,
) -> None:
    """Do few things at once and many in the writer thread, as one step either way."""

    def write(report: Callable[[float], None]) -> None:
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


def remove_records(
    bench: Workbench, kind: str, records: list[int], *, by: object, said: Say, warned: Warn
) -> None:
    """Delete the records with all that hangs off them."""
    if not records:
        return
    if len(records) == 1:
        what = f"“{bench.store.label(kind, records[0])[:TITLE_LENGTH]}”"
    else:
        what = f"{len(records):,} {KINDS[kind].plural.lower()}"

    def work(step: Step, report: Callable[[float], None]) -> None:
        for done, record in enumerate(records):
            step.remove(kind, record)
            report(done / len(records))

    _in_one_step(
        bench,
        f"Delete {what}",
        len(records),
        work,
        lambda: said(f"Deleted {what}.", undo=True),
        warned,
        by,
    )


def clear_cells(bench: Workbench, *, by: object, said: Say, warned: Warn) -> None:
    """Empty the selected cells that may be empty."""
    table = bench.tabs.current
    kind = table.records.kind
    cells = {
        key: ids
        for key, ids in table.selected_cells().items()
        if kind.field(key).editable and not kind.field(key).required
    }
    amount = sum(len(ids) for ids in cells.values())
    if not amount:
        warned("These cells cannot be empty. To delete the whole record press Ctrl+Del.")
        return
    one = next(iter(cells))
    what = kind.field(one).label if len(cells) == 1 else f"{len(cells)} columns"
    where = f"{amount:,} cells" if amount > 1 else "a cell"

    def work(step: Step, report: Callable[[float], None]) -> None:
        for done, (key, ids) in enumerate(cells.items()):
            step.set_many(kind.name, key, dict.fromkeys(ids))
            report(done / len(cells))

    _in_one_step(
        bench,
        f"Clear {where} in {what}",
        amount,
        work,
        lambda: said(f"Cleared {where} in {what}.", undo=True),
        warned,
        by,
    )
