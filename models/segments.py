"""What pieces an index of words is made of, from the record in which FTS5 keeps it.

Its form: https://www.sqlite.org/fts5.html#fts5_structure_record_format
"""

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

_COOKIE = 4


@dataclass(frozen=True)
class Level:
    """Segments of about one age, the oldest first; of several levels the first is the youngest."""

    merging: int
    """So many of them are being merged into one of the next level."""

    leaves: tuple[int, ...]
    """How many leaves each segment has, of 4 kB."""


def levels_of(raw: sqlite3.Connection, index: str) -> list[Level]:
    """Return the levels of an index, the youngest first."""
    select = f"SELECT block FROM {index}_data WHERE id = 10"
    (record,) = raw.execute(select).fetchone()
    numbers = _numbers(record[_COOKIE:])
    levels, _segments, _written = next(numbers), next(numbers), next(numbers)
    return [_level(numbers) for _ in range(levels)]


def _level(numbers: Iterator[int]) -> Level:
    merging, segments = next(numbers), next(numbers)
    leaves = []
    for _ in range(segments):
        _id, first, last = next(numbers), next(numbers), next(numbers)
        leaves.append(last - first + 1)
    return Level(merging, tuple(leaves))


def _numbers(record: bytes) -> Iterator[int]:
    """Yield SQLite's varints: seven bits a byte, the highest bit where another byte follows."""
    number = 0
    for byte in record:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            yield number
            number = 0
