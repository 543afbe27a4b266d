"""Undoing a step and doing it again: a small one at once, a large one in the background."""

from collections.abc import Callable
from functools import partial
from typing import Final

from gui.tasks import Tasks
from models import Change, Conflict, FactError, StepLine, Store

EDITS_AT_ONCE: Final = 500
UNDO_THE_REST: Final = "Undo the rest"


def can_undo_the_rest(line: StepLine, error: FactError) -> bool:
    """Tell whether only later changes are in the way of undoing a step."""
    return isinstance(error, Conflict) and not line.undone


def take_back(
    store: Store,
    tasks: Tasks,
    line: StepLine,
    *,
    by: object,
    done: Callable[[Change], object],
    refused: Callable[[FactError], object],
    keep_later: bool = False,
) -> None:
    """Undo a step, or redo it when it is undone, and tell the outcome.

    With ``keep_later`` what was done since to the same values stays, and only the rest goes back.
    """
    undo = partial(store.undo_step, keep_later=keep_later)
    revert = partial(store.redo_step if line.undone else undo, line.id, by=by)
    if line.edits > EDITS_AT_ONCE:
        label = f"{'Redo' if line.undone else 'Undo'} {line.label}"
        tasks.write(lambda _: revert(), done, refused, label=label)
        return
    try:
        change = revert()
    except FactError as error:
        refused(error)
    else:
        done(change)
