"""CSV files out of the window and into it: asked in one dialog, done in the background."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QDialog, QFileDialog

from gui.dialogs.export_table import ExportChoice, ExportDialog
from gui.settings import Settings
from gui.tasks import Job
from gui.workbench import Workbench
from models import KINDS, Plan, Query, Ticket, apply_import, plan_import, whole_kind
from models import export_csv as write_csv

Say = Callable[..., None]
Warn = Callable[[str], None]
Offer = Callable[[str, str, Callable[[], None] | None], None]
TABLES_OF_TEXT = "CSV files (*.csv *.tsv *.txt);;All files (*)"
PROBLEMS_TOLD = 3


def export_csv(bench: Workbench, settings: Settings, *, said: Say, warned: Warn) -> None:
    """Ask what to write where, and write it in the background."""
    records = bench.tabs.current.records
    dialog = ExportDialog(
        records.kind.plural,
        records.rowCount(),
        records.total,
        settings,
        bench.tabs.window(),
        store=bench.store.path,
    )
    if dialog.exec() == QDialog.DialogCode.Accepted:
        write_choice(bench, dialog.choice(), said=said, warned=warned)
    dialog.deleteLater()


def write_choice(bench: Workbench, choice: ExportChoice, *, said: Say, warned: Warn) -> None:
    """Write what was chosen to its file; a failure leaves an older file as it was."""
    table = bench.tabs.current
    kind = table.records.kind
    query = Query(kind.name) if choice.whole else table.records.query
    columns = whole_kind(kind.name) if choice.whole else table.shown_columns()

    def write(job: Job) -> int:
        return write_csv(
            bench.store,
            query,
            columns,
            choice.path,
            labels=choice.labels,
            bom=choice.bom,
            progress=lambda done, every: job.report(done / max(every, 1)),
        )

    bench.tasks.write(
        write,
        lambda rows: said(f"Wrote {rows:,} {kind.plural.lower()} to {choice.path}."),
        lambda error: warned(error.sentence),
        label="Exporting",
    )


def import_csv(bench: Workbench, *, by: object, said: Say, offered: Offer) -> None:
    """Ask for a file and read it into the store as one step."""
    kind = KINDS[bench.tabs.kind]
    name, _ = QFileDialog.getOpenFileName(
        bench.tabs.window(), f"Import {kind.plural.lower()} from CSV", "", TABLES_OF_TEXT
    )
    if name:
        read_file(bench, kind.name, Path(name), by=by, said=said, offered=offered)


def read_file(
    bench: Workbench, kind: str, path: Path, *, by: object, said: Say, offered: Offer
) -> None:
    """Read a file into the store; one with problems changes nothing unless told to go on."""

    def read(ticket: Ticket) -> Plan:
        return plan_import(bench.store, kind, path, ticket=ticket)

    def planned(plan: Plan) -> None:
        right = plan.without_problems()
        if plan.problems and right.empty:
            offered(_problems(plan), "", None)
        elif plan.problems:
            offered(_problems(plan), "Import the rows that are right", lambda: apply(right))
        elif plan.empty:
            said(plan.summary())
        else:
            apply(plan)

    def apply(plan: Plan) -> None:
        bench.tasks.write(
            lambda _: apply_import(bench.store, plan, by=by),
            lambda _: said(f"Imported {plan.summary()}", undo=True),
            lambda error: offered(error.sentence, "", None),
            label=f"Importing {plan.file}",
        )

    bench.tasks.read(
        read, planned, lambda error: offered(error.sentence, "", None), label="Reading the file"
    )


def _problems(plan: Plan) -> str:
    shown = [f"Row {one.row}: {one.sentence}" for one in plan.problems[:PROBLEMS_TOLD]]
    more = len(plan.problems) - len(shown)
    rest = [f"And {more:,} more."] if more else []
    return " ".join([f"Nothing was imported from {plan.file}.", *shown, *rest])
