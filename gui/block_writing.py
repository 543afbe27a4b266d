"""Blocks on their way into the store: planned, shown where a field refuses, written as one step."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from PySide6.QtCore import QObject

from gui.block_laying import Laid
from gui.block_refusals import RefusalPanel, RefusedCell
from gui.workbench import Workbench
from models import (
    KINDS,
    Block,
    BlockPlan,
    Cancelled,
    Change,
    FactError,
    Ticket,
    apply_block,
    plan_block,
)

Report = Callable[[float], None]
Make = Callable[[Report], Sequence[Laid]]

AT_ONCE: Final = 200
"""So many cells are written before the key is let go; more go to the writer thread."""

MOST_LISTED: Final = 10_000


@dataclass(frozen=True)
class Voice:
    """How the commands tell what happened, what went wrong, and what can be done about it."""

    said: Callable[..., None]
    warned: Callable[[str], None]
    offered: Callable[[str, str, Callable[[], None] | None], None]


@dataclass(frozen=True)
class Gesture:
    """What is done: its name in the journal, its cells, and how it is told afterwards."""

    label: str
    done: str
    undone: str
    cells: int


@dataclass(frozen=True)
class _Outcome:
    """What a plan came to; without a change when nothing was written."""

    laid: Sequence[Laid]
    plans: Sequence[BlockPlan]
    change: Change | None = None

    @property
    def refused(self) -> int:
        return sum(len(plan.refusals) for plan in self.plans)

    @property
    def amount(self) -> int:
        return sum(plan.amount for plan in self.plans)

    @property
    def added(self) -> int:
        return sum(len(plan.additions) for plan in self.plans)


class BlockWriting(QObject):
    """Writes blocks; what is refused is shown first, and nothing is written before the answer."""

    def __init__(self, bench: Workbench, voice: Voice) -> None:
        super().__init__(bench)
        self._bench = bench
        self._voice = voice
        self._waiting: RefusalPanel | None = None
        self._under_way = 0

    def write(self, laid: Sequence[Laid], gesture: Gesture) -> None:
        """Write blocks that are laid already."""
        self.write_made(lambda _: laid, gesture)

    def write_made(self, make: Make, gesture: Gesture) -> None:
        """Write blocks that are made in the thread that writes them."""
        act = partial(self._plan_and_apply, make, gesture.label)
        self._run(act, gesture, partial(self._on_outcome, gesture))

    def count(
        self, laid: Sequence[Laid], told: Callable[[str], None], refused: Callable[[str], None]
    ) -> None:
        """Work out what writing the blocks would change, and tell; nothing is written."""

        def act(ticket: Ticket) -> _Outcome:
            def report(_: float) -> None:
                if ticket.cancelled:
                    raise Cancelled("Another text is looked at by now.")

            return _Outcome(laid, self._planned(laid, report))

        def done(outcome: _Outcome) -> None:
            cells = sum(one.cells for one in laid)
            if outcome.refused:
                refusal = next(r for plan in outcome.plans for r in plan.refusals)
                refused(refusal.sentence)
            elif outcome.amount:
                told(f"{outcome.amount:,} of {cells:,} cells will change.")
            else:
                told("No cell will change: they hold this already.")

        self._bench.tasks.read(
            act, done, lambda error: refused(error.sentence), key=(self, "count")
        )

    def _run(
        self,
        act: Callable[[Report], _Outcome],
        gesture: Gesture,
        done: Callable[[_Outcome], None],
        failed: Callable[[], None] = lambda: None,
    ) -> None:
        """Do few cells at once and many in the writer thread, behind those that are there."""
        if gesture.cells <= AT_ONCE and not self._under_way:
            try:
                outcome = act(lambda _: None)
            except FactError as error:
                self._voice.warned(error.sentence)
                failed()
            else:
                done(outcome)
            return

        def ended(outcome: _Outcome) -> None:
            self._under_way -= 1
            done(outcome)

        def stopped(error: FactError) -> None:
            self._under_way -= 1
            self._voice.warned(error.sentence)
            failed()

        self._under_way += 1
        self._bench.tasks.write(lambda job: act(job.report), ended, stopped, label=gesture.label)

    def _plan_and_apply(
        self, make: Make, label: str, report: Report, *, partly: bool = False
    ) -> _Outcome:
        laid = make(_share(report, 0.0, 0.1))
        plans = self._planned(laid, _share(report, 0.1, 0.5))
        outcome = _Outcome(laid, plans)
        if (outcome.refused and not partly) or not outcome.amount:
            return outcome
        store, whole = self._bench.store, replace(merged(plans), refusals=())
        change = apply_block(store, whole, label, by=self, report=_share(report, 0.5, 1.0))
        return replace(outcome, change=change)

    def _planned(self, laid: Sequence[Laid], report: Report) -> list[BlockPlan]:
        every = max(1, sum(one.cells for one in laid))
        plans = []
        done = 0
        for one in laid:
            part = _share(report, done / every, (done + one.cells) / every)
            plans.append(plan_block(self._bench.store, one.block, part))
            done += one.cells
        return plans

    def _on_outcome(self, gesture: Gesture, outcome: _Outcome) -> None:
        if outcome.refused:
            self._show_refused(gesture, outcome)
        elif outcome.change is None:
            self._voice.said("Nothing changed: the cells hold this already.")
        else:
            self._voice.said(f"{gesture.done}. {_what_changed(outcome)}", undo=True)

    # What is refused

    def _show_refused(self, gesture: Gesture, outcome: _Outcome) -> None:
        places = [
            (part, refusal) for part, plan in enumerate(outcome.plans) for refusal in plan.refusals
        ]
        places.sort(key=lambda place: outcome.laid[place[0]].rows[place[1].row])
        cells = [
            RefusedCell(
                outcome.laid[part].rows[one.row], one.field, one.record, one.text, one.sentence
            )
            for part, one in places[:MOST_LISTED]
        ]
        rows = [(part, one.row) for part, one in places[:MOST_LISTED]]

        def mend(line: int, texts: Mapping[int, str]) -> dict[int, str]:
            part, row = rows[line]
            # What a new record lacks is said of all its cells, so they are tried together.
            new = cells[line].record is None
            lines = [n for n, place in enumerate(rows) if place == (part, row)] if new else [line]
            typed = {cells[n].field: texts[n] for n in lines if n in texts}
            block = _only_row(outcome.laid[part].block, row, typed)
            plan = plan_block(self._bench.store, block, lambda _: None)
            wrong = {one.field: one.sentence for one in plan.refusals}
            return {n: wrong.get(cells[n].field, "") for n in lines}

        kind = outcome.laid[0].block.kind
        window = self._bench.tabs.window()
        panel = RefusalPanel(
            self._bench.store, kind, cells, outcome.amount, mend, window, total=len(places)
        )
        panel.apply_wanted.connect(lambda: self._apply_good(panel, gesture, outcome, rows))
        panel.drop_wanted.connect(lambda: self._drop(panel, gesture))
        panel.cell_wanted.connect(lambda cell: self._go(kind, cell))
        self._forget_waiting()
        if self._bench.tabs.current.typed_rows():
            # Who types on meanwhile goes on in the same cell; the panel would take the letters.
            self._waiting = panel
            self._voice.offered(gesture.undone, "Show the cells", self._show_again)
        else:
            panel.show()

    def _apply_good(
        self,
        panel: RefusalPanel,
        gesture: Gesture,
        outcome: _Outcome,
        rows: Sequence[tuple[int, int]],
    ) -> None:
        changed: dict[int, dict[int, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
        for line, (part, row) in enumerate(rows):
            cell = panel.model.cells[line]
            wrong = panel.model.sentence(line)
            # A new record is added without its wrong cells.
            if not wrong or cell.record is None:
                changed[part][row][cell.field] = "" if wrong else panel.model.text(line)
        laid = [
            replace(one, block=_with_texts(one.block, changed[part])) if part in changed else one
            for part, one in enumerate(outcome.laid)
        ]

        def done(second: _Outcome) -> None:
            panel.close_answered()
            panel.deleteLater()
            left = second.refused
            rest = f" {left:,} were left as they are." if left else ""
            if second.change is None:
                self._voice.said(f"Nothing changed.{rest}")
            else:
                self._voice.said(f"{gesture.done}. {_what_changed(second)}{rest}", undo=True)

        act = partial(self._plan_and_apply, lambda _: laid, gesture.label, partly=True)
        self._run(act, gesture, done, panel.allow_again)

    def _drop(self, panel: RefusalPanel, gesture: Gesture) -> None:
        self._forget_waiting()
        self._waiting = panel
        self._voice.offered(gesture.undone, "Show the cells again", self._show_again)

    def _show_again(self) -> None:
        panel, self._waiting = self._waiting, None
        if panel is not None:
            panel.show()

    def _forget_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.deleteLater()
            self._waiting = None

    def _go(self, kind: str, cell: RefusedCell) -> None:
        if cell.record is not None:
            self._bench.tabs.choose(kind, cell.record, cell.field)


def merged(plans: Sequence[BlockPlan]) -> BlockPlan:
    """Return several plans for one kind as one, to be written as one step."""
    first, *others = plans
    if not others:
        return first
    changes = {key: dict(values) for key, values in first.changes.items()}
    expected = {key: dict(values) for key, values in first.expected.items()}
    for plan in others:
        for mine, theirs in ((changes, plan.changes), (expected, plan.expected)):
            for key, values in theirs.items():
                mine.setdefault(key, {}).update(values)
    additions = tuple(row for plan in plans for row in plan.additions)
    refusals = tuple(refusal for plan in plans for refusal in plan.refusals)
    return replace(
        first, changes=changes, expected=expected, additions=additions, refusals=refusals
    )


def _only_row(block: Block, row: int, texts: Mapping[str, str]) -> Block:
    """Return one row with other texts: of a record their cells alone, of a new one all."""
    record, line = block.records[row], dict(zip(block.fields, block.texts[row], strict=True))
    line = dict(texts) if record is not None else line | dict(texts)
    return Block(block.kind, tuple(line), (record,), (tuple(line.values()),))


def _with_texts(block: Block, changed: Mapping[int, Mapping[str, str]]) -> Block:
    """Return the block with other texts in some rows, and columns for fields it did not have."""
    more = {key for texts in changed.values() for key in texts if key not in block.fields}
    fields = (*block.fields, *sorted(more))
    lines = [(*line, *("" for _ in more)) for line in block.texts] if more else list(block.texts)
    for row, texts in changed.items():
        pairs = zip(fields, lines[row], strict=True)
        lines[row] = tuple(texts.get(key, old) for key, old in pairs)
    return replace(block, fields=fields, texts=tuple(lines))


def _share(report: Report, start: float, end: float) -> Report:
    return lambda done: report(start + (end - start) * done)


def _what_changed(outcome: _Outcome) -> str:
    cells, added = outcome.amount - outcome.added, outcome.added
    kind = KINDS[outcome.plans[0].kind]
    parts = ["1 cell changed" if cells == 1 else f"{cells:,} cells changed"] if cells else []
    if added:
        parts.append(f"added {added:,} {(kind.label if added == 1 else kind.plural).lower()}")
    words = " and ".join(parts)
    return f"{words[:1].upper()}{words[1:]}."
