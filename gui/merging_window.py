"""Opening two records side by side, and doing what was chosen there as one step."""

from collections.abc import Callable, Mapping

from gui.dialogs.merge import MergeDialog
from gui.workbench import Workbench
from models import FactError, SideBySide, mark_distinct, merge_records, side_by_side

Done = Callable[[], object]


def open_merge(
    bench: Workbench,
    kind: str,
    one: int,
    other: int,
    *,
    said: Callable[..., None],
    warned: Callable[[str], None],
    done: Done = lambda: None,
) -> None:
    """Show two records side by side; ``done`` is called when they are merged or told apart."""

    def show(side: SideBySide) -> None:
        dialog = MergeDialog(side, bench.tabs.window())
        dialog.merge_wanted.connect(
            lambda kept, loser, choices: merge_two(
                bench, kind, kept, loser, choices, said=said, warned=warned, done=done
            )
        )
        dialog.distinct_wanted.connect(
            lambda left, right: tell_apart(bench, left, right, said=said, warned=warned, done=done)
        )
        dialog.show()

    bench.tasks.read(
        lambda ticket: side_by_side(bench.store, kind, one, other, ticket),
        show,
        lambda error: warned(error.sentence),
        key="side by side",
    )


def merge_two(
    bench: Workbench,
    kind: str,
    kept: int,
    loser: int,
    choices: Mapping[str, int],
    *,
    said: Callable[..., None],
    warned: Callable[[str], None],
    done: Done,
) -> None:
    """Merge two records as one step, in the writer's thread."""
    store = bench.store
    label = f"Merge {store.label(kind, loser)} into {store.label(kind, kept)}"

    def write() -> None:
        with store.step(label, by=bench) as step:
            merge_records(step, kind, kept, [loser], choices)

    def written(_: object) -> None:
        said(f"{label}: done.", undo=True)
        done()

    bench.tasks.write(
        lambda _: write(), written, lambda error: warned(error.sentence), label="Merging"
    )


def tell_apart(
    bench: Workbench,
    one: int,
    other: int,
    *,
    said: Callable[..., None],
    warned: Callable[[str], None],
    done: Done,
) -> None:
    """Remember that two entries are no duplicates, as one step."""
    store = bench.store
    names = [store.label("entry", entry) for entry in (one, other)]
    try:
        with store.step(f"Tell {names[0]} and {names[1]} apart", by=bench) as step:
            mark_distinct(step, one, other)
    except FactError as error:
        warned(error.sentence)
        return
    said(f"{names[0]} and {names[1]} are not offered as a pair again.", undo=True)
    done()
