"""Sets of records as marks: one byte an id, one where the record belongs, zero where it does not.

A million records are a megabyte, and what is common to two sets takes a millisecond.
"""

from array import array
from collections.abc import Iterable
from itertools import compress
from typing import Final

SLICE: Final = 16_384
"""What is done at once, less than a millisecond: other threads wait for no more than that."""

_TURNED = bytes([1, 0]).ljust(256, b"\0")
_WHOLE = bytes([0, 255]).ljust(256, b"\0")


def marks_of(ids: Iterable[int], highest: int) -> bytes:
    """Return the marks of these ids; none of them is above the highest there is."""
    marks = bytearray(highest + 1)
    for record in ids:
        marks[record] = 1
    return bytes(marks)


def all_marked(highest: int) -> bytes:
    """Return marks on all ids up to the highest, whether there is such a record or not."""
    return bytes([1]) * (highest + 1)


def turned(marks: bytes) -> bytes:
    """Return marks where there were none."""
    return marks.translate(_TURNED)


def both(some: bytes, others: bytes) -> bytes:
    """Return what is marked in both; they are of one length."""
    common = int.from_bytes(some, "little") & int.from_bytes(others, "little")
    return common.to_bytes(len(some), "little")


def marked_ids(marks: bytes) -> "array[int]":
    """Return the ids that are marked, in order."""
    ids = array("q")
    for start in range(0, len(marks), SLICE):
        part = marks[start : start + SLICE]
        ids.extend(array("q", compress(range(start, start + len(part)), part)))
    return ids


def marked_among(ids: "array[int]", marks: bytes) -> "array[int]":
    """Return those of the ids that are marked, in their order."""
    chosen = array("q")
    for start in range(0, len(ids), SLICE):
        part = ids[start : start + SLICE]
        chosen.extend(array("q", compress(part, map(marks.__getitem__, part))))
    return chosen


def marked_bytes(values: bytes, marks: bytes) -> bytes:
    """Return the values, one byte an id, of those that are marked, in order, without zeros."""
    return both(values, marks.translate(_WHOLE)).translate(None, b"\0")
