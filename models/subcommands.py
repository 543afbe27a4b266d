"""What the command line does once its arguments are read; the printing is left to ``cli``."""

import signal
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from models.acquainted import known_in
from models.articles import read
from models.checking import check
from models.database import Ticket
from models.errors import Invalid, StoreUnavailable
from models.exchange.cells import whole_kind
from models.exchange.csv_writer import export_csv
from models.exchange.importing import apply_import, plan_import
from models.exchange.plan import Plan
from models.kinds import KINDS
from models.making import create_store, open_store
from models.outcome import Outcome
from models.places import store_path
from models.query import Query
from models.query_text import query_of
from models.rules import all_broken
from models.sample import make_sample
from models.store import Store

_LONGEST_SHOWN = 60


def _open(arguments: Namespace, *, readonly: bool) -> Store:
    path = store_path(getattr(arguments, "store", None))
    store = open_store(path, readonly=readonly)
    if store.readonly and not readonly:
        reason = store.reason
        store.close()
        raise StoreUnavailable(f"{reason} Nothing was changed.")
    return store


def new(arguments: Namespace) -> Outcome:
    """Make a store: with the first article, empty, or filled with a sample."""
    path = store_path(arguments.file)
    try:
        if arguments.sample:
            with _progress(f"Making {path.name}") as report:
                make_sample(path, arguments.sample, seed=arguments.seed, report=report)
            store = open_store(path)
        else:
            store = create_store(path, seeded=not arguments.empty)
    except OSError as error:
        sentence = f"{path} cannot be created: {error.strerror}. Choose another place."
        raise StoreUnavailable(sentence) from error
    entries = store.count(Query("entry"))
    store.close()
    what = f"{entries:,} entries" if entries else "no entries yet"
    return Outcome((f"Made {path} with {what}.",), {"file": str(path), "entries": entries})


@contextmanager
def _progress(words: str) -> Iterator[Callable[[float], None]]:
    """Say on the standard error how far something is, and let Ctrl-C stop it where that is safe."""
    asked: list[int] = []
    often = sys.stderr.isatty()
    shown = 0

    def report(done: float) -> None:
        nonlocal shown
        if asked:
            raise KeyboardInterrupt
        percent = int(100 * done)
        if percent >= min(shown + (1 if often else 10), 100) > shown:
            shown = percent
            sys.stderr.write(f"\r{words}: {percent} %" if often else f"{words}: {percent} %\n")
            sys.stderr.flush()

    before = signal.signal(signal.SIGINT, lambda *_: asked.append(1))
    try:
        yield report
    finally:
        signal.signal(signal.SIGINT, before)
        if often:
            sys.stderr.write("\n")


def export(arguments: Namespace) -> Outcome:
    """Write the records of a kind as CSV to a file or to the standard output."""
    kind, target = arguments.kind, arguments.out
    store = _open(arguments, readonly=True)
    try:
        written = export_csv(
            store,
            _query(kind, arguments.query),
            whole_kind(kind),
            sys.stdout.buffer if target is None else Path(target),
            labels=arguments.labels,
            bom=arguments.bom,
        )
    finally:
        store.close()
    if target is None:
        return Outcome()
    words = (KINDS[kind].label if written == 1 else KINDS[kind].plural).lower()
    return Outcome((f"Wrote {written:,} {words} to {target}.",), {"file": target, "rows": written})


def _query(kind: str, text: str) -> Query:
    if kind == "citation" and text.strip():
        raise Invalid("Citations are exported whole. Leave out --query.")
    return query_of(kind, text)


def import_(arguments: Namespace) -> Outcome:
    """Read a CSV file into the store as one step, or say what that would change."""
    store = _open(arguments, readonly=arguments.dry_run)
    try:
        plan = plan_import(store, arguments.kind, Path(arguments.file))
        if not (arguments.dry_run or plan.problems or plan.empty):
            apply_import(store, plan, by=None)
            while store.tidy():
                pass
    finally:
        store.close()
    lines = [plan.summary(), *plan.notes]
    if arguments.dry_run:
        lines = [*_plan_lines(plan), *lines]
    complaints = [
        f"Row {one.row}{f', {_label(plan, one.column)}' if one.column else ''}: {one.sentence}"
        for one in plan.problems
    ]
    if complaints and not arguments.dry_run:
        complaints.append("Nothing was imported. Correct the file, or try it with --dry-run.")
    return Outcome(tuple(lines), _plan_facts(plan, dry_run=arguments.dry_run), tuple(complaints))


def _label(plan: Plan, column: str) -> str:
    kind = KINDS[plan.kind]
    return kind.field(column).label if kind.has(column) else column


def _plan_lines(plan: Plan) -> list[str]:
    changed = [
        f"Row {one.row}, {one.name}, {_label(plan, one.field)}: "
        f"{_short(one.before_text)} → {_short(one.after_text)}"
        for one in plan.changes
    ]
    return changed + [f"Row {one.row}: new {KINDS[plan.kind].label.lower()}" for one in plan.added]


def _short(text: str) -> str:
    line = " ".join(text.split()) or "nothing"
    return line if len(line) <= _LONGEST_SHOWN else f"{line[: _LONGEST_SHOWN - 1]}…"


def _plan_facts(plan: Plan, *, dry_run: bool) -> dict[str, Any]:
    return {
        "file": plan.file,
        "kind": plan.kind,
        "rows": plan.rows,
        "written": not (dry_run or plan.problems or plan.empty),
        "changes": [
            {
                "row": one.row,
                "id": one.record,
                "field": one.field,
                "before": one.before_text,
                "after": one.after_text,
            }
            for one in plan.changes
        ],
        "added": [one.row for one in plan.added],
        "problems": [asdict(one) for one in plan.problems],
        "notes": list(plan.notes),
    }


def check_(arguments: Namespace) -> Outcome:
    """Report what is wrong with the store."""
    store = _open(arguments, readonly=True)
    try:
        report = check(store)
        piles = all_broken(store, Ticket(), limit=sys.maxsize) if arguments.rules else []
    finally:
        store.close()
    problems = [asdict(one) for one in report.problems]
    facts = {"sound": report.sound, "records": report.records, "problems": problems}
    lines = [report.summary()]
    if arguments.rules:
        broken = [one for pile in piles for one in pile.found]
        facts["rules"] = [asdict(one) for one in broken]
        lines += [
            f"{KINDS[one.kind].label} {one.record}, {one.rule}: {one.sentence}" for one in broken
        ]
    # A broken rule is advice: it does not make a store unsound.
    return Outcome(tuple(lines), facts, tuple(one.sentence for one in report.problems))


def read_(arguments: Namespace) -> Outcome:
    """Read an article by the names that the store knows as well."""
    store = _open(arguments, readonly=True)
    try:
        return read(arguments.file, lambda text: known_in(store, text))
    finally:
        store.close()


SUBCOMMANDS: dict[str, Callable[[Namespace], Outcome]] = {
    "new": new,
    "export": export,
    "import": import_,
    "check": check_,
    "read": read_,
}
