"""What a block of typed cells would do, as values: read by a person before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass

from models.field_types import Value


@dataclass(frozen=True)
class Block:
    """Typed texts by row and field; a row without a record is one that shall be added."""

    kind: str
    fields: tuple[str, ...]
    records: tuple[int | None, ...]
    texts: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Refusal:
    """One cell of a block that cannot be written, and why; rows are counted from 0."""

    row: int
    field: str
    record: int | None
    text: str
    sentence: str


@dataclass(frozen=True)
class BlockPlan:
    """What a block would write; what is equal already is no change."""

    kind: str
    changes: Mapping[str, Mapping[int, Value]]
    expected: Mapping[str, Mapping[int, Value]]
    additions: tuple[Mapping[str, Value], ...]
    refusals: tuple[Refusal, ...]

    @property
    def amount(self) -> int:
        """Return how many cells really change, and how many records are added, together."""
        return sum(map(len, self.changes.values())) + len(self.additions)
