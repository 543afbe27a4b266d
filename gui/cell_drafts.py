"""What a person is typing into cells: refused texts, and the values that were there to be seen."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

from models import Value

Cell = tuple[int, str]
_SEEN: Final = 16


@dataclass(frozen=True)
class Draft:
    """A typed text that was refused, and why."""

    text: str
    sentence: str


class Drafts:
    """The refused texts by record and field, and what the editors opened last began with."""

    def __init__(self) -> None:
        self._refused: dict[Cell, Draft] = {}
        self._seen: OrderedDict[Cell, Value] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._refused)

    def get(self, record: int, field: str) -> Draft | None:
        """Return the refused text of a cell."""
        return self._refused.get((record, field)) if self._refused else None

    def keep(self, record: int, field: str, draft: Draft) -> None:
        """Keep a refused text in its cell."""
        self._refused[record, field] = draft

    def drop(self, record: int, field: str) -> bool:
        """Forget the refused text of a cell; tell whether there was one."""
        return self._refused.pop((record, field), None) is not None

    def see(self, record: int, field: str, value: Value) -> None:
        """Remember what an editor began with; only the last few can still be open."""
        self._seen[record, field] = value
        self._seen.move_to_end((record, field))
        if len(self._seen) > _SEEN:
            self._seen.popitem(last=False)

    def seen(self, record: int, field: str, now: Value) -> Value:
        """Return, once, what the editor of a cell began with; else what stands there now."""
        return self._seen.pop((record, field), now)
