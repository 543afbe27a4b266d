"""What one committed step touched, told to everybody who shows it."""

from dataclasses import dataclass

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
        places = self.added | self.removed
        return frozenset({kind for kind, _ in places} | {kind for kind, _, _ in self.cells})

    def touches(self, kind: str, record: int) -> bool:
        """Tell whether this record was changed, added or removed."""
        place = (kind, record)
        return (
            place in self.added
            or place in self.removed
            or any(cell[:2] == place for cell in self.cells)
        )
