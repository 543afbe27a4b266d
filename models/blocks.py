"""A block of typed cells into the store: a plan of what it means, then the plan as one step."""

from collections.abc import Callable, Mapping

from models.block_plan import Block, BlockPlan
from models.block_planning import Planner
from models.bulk import chunks
from models.changes import Change
from models.collecting import uncollected
from models.field_types import Value
from models.store import Store

Report = Callable[[float], None]

_SLICE = 2_000


def plan_block(store: Store, block: Block, report: Report) -> BlockPlan:
    """Return what the block would change, writing nothing.

    ``report`` is told the share that is done and may raise Cancelled.
    """
    with uncollected(), store.reading() as connection:
        return Planner(connection, block, report).plan()


def apply_block(
    store: Store, plan: BlockPlan, label: str, *, by: object, report: Report
) -> Change | None:
    """Write the plan as one step and return what it touched, or None when nothing changes.

    Raises Conflict when a cell was changed since the plan was made; nothing is written then, nor
    when ``report`` raises Cancelled.
    """
    if not plan.amount:
        return None
    records = sorted({record for values in plan.changes.values() for record in values})
    total, done = len(records) + len(plan.additions), 0
    with store.step(label, by=by) as step:
        for some in chunks(records, _SLICE):
            report(done / total)
            after = _part(plan.changes, some)
            now = step.cells(plan.kind, list(after), some)
            step.expect(plan.kind, now, _part(plan.expected, some))
            step.write_cells(plan.kind, now, after)
            done += len(some)
        for rows in chunks(plan.additions, _SLICE):
            report(done / total)
            step.add_many(plan.kind, rows)
            done += len(rows)
        report(1.0)
    return step.change


def _part(
    columns: Mapping[str, Mapping[int, Value]], records: list[int]
) -> dict[str, dict[int, Value]]:
    """Return the cells of these records; a field that none of them has is left out."""
    found = {
        field: {record: values[record] for record in records if record in values}
        for field, values in columns.items()
    }
    return {field: values for field, values in found.items() if values}
