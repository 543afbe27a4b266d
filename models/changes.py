"""What one committed step touched, told to everybody who shows it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

Cell = tuple[str, int, str]
Place = tuple[str, int]


@dataclass(frozen=True)
class Change:
    """The cells, additions and removals of one step; ``by`` is who caused it in this process."""

    step: int
    label: str
    by: object = None
    cells: frozenset[Cell] = frozenset()
    added: frozenset[Place] = frozenset()
    removed: frozenset[Place] = frozenset()

    def kinds(self) -> frozenset[str]:
        """Return the kinds of all records that were touched."""
        return self._resized | self._edited.keys()

    def resizes(self, kind: str) -> bool:
        """Tell whether records of this kind came or went."""
        return kind in self._resized

    def edited(self, kind: str) -> frozenset[int]:
        """Return the records of a kind of which cells were changed."""
        return self._edited.get(kind, frozenset())

    def touches(self, kind: str, record: int) -> bool:
        """Tell whether this record was changed, added or removed."""
        place = (kind, record)
        return place in self.added or place in self.removed or record in self.edited(kind)

    # A step may touch a hundred thousand cells, and every pane asks these of each Change.

    @cached_property
    def _resized(self) -> frozenset[str]:
        return frozenset(kind for kind, _ in self.added | self.removed)

    @cached_property
    def _edited(self) -> Mapping[str, frozenset[int]]:
        records: dict[str, set[int]] = defaultdict(set)
        for kind, record, _ in self.cells:
            records[kind].add(record)
        return {kind: frozenset(found) for kind, found in records.items()}
