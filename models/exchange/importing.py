"""A table from a file into the store: first a plan of every cell, then the plan as one step.

A row is the record with its number (entries), its code (countries) or its id; a row that is none
of these is the record that holds word for word the same, else a new record. A column that the file
does not have is left alone; an empty cell empties the field.
"""

from pathlib import Path

from models.database import Ticket
from models.errors import Invalid
from models.exchange.csv_reader import parse_csv, read_text
from models.exchange.headings import KNOWN_HEADINGS, guess_kind, match_headings
from models.exchange.plan import NewRow, Plan, counted
from models.exchange.planning import Planner
from models.field_types import Value
from models.store import Store


def plan_import(
    store: Store, kind: str | None, path: Path, *, ticket: Ticket | None = None
) -> Plan:
    """Return what the file would change, writing nothing; without a kind it is guessed.

    Raises Invalid for a file that cannot be read as a table, StoreUnavailable for one that cannot
    be read at all.
    """
    table = parse_csv(read_text(path), KNOWN_HEADINGS)
    known = kind or guess_kind(path.stem, table.header)
    headings = match_headings(known, table.header)
    with store.reading() as connection:
        planner = Planner(connection, known, headings)
        planner.read(table, ticket)
        return planner.plan(path.name)


def apply_import(store: Store, plan: Plan, *, by: object) -> None:
    """Write the plan as one step; raises Invalid when it has problems, Conflict when it is stale.

    Nothing is written then. ``plan.without_problems()`` imports the rows that are right.
    """
    if plan.problems:
        raise Invalid(
            f"{plan.file} has {counted(len(plan.problems), 'problem')}, so nothing was imported. "
            "Correct them in the file, or leave those rows out."
        )
    with store.step(f"Import {plan.file}", by=by) as step:
        ids: dict[int, int] = {}

        def there(value: Value | NewRow) -> Value:
            return ids[value.row] if isinstance(value, NewRow) else value

        for one in plan.added:
            alone = {k: None if isinstance(v, NewRow) else v for k, v in one.values.items()}
            ids[one.row] = step.add(plan.kind, alone)
        for one in plan.added:
            for key, value in one.values.items():
                if isinstance(value, NewRow):
                    step.set(plan.kind, ids[one.row], key, there(value))
        for change in plan.changes:
            after = there(change.after)
            step.set(plan.kind, change.record, change.field, after, expect=change.before)
