"""Records that were read lately, by id: read in pages when they are looked at, then kept.

What a record holds does not depend on where it stands, so another order or another letter in the
search line brings only those into memory that were not shown before.
"""

import time
from array import array
from collections.abc import Collection, Iterable, Sequence
from typing import Final

from models import FactError, Row, Store

PAGE: Final = 16
ROWS_KEPT: Final = 4096
ROWS_AT_ONCE: Final = 512
RETRY_SECONDS: Final = 2.0
_NEAR: Final = 256


def whole_pages(first: int, last: int) -> tuple[int, int]:
    """Return the first and the last row of the pages that these rows stand on."""
    return first // PAGE * PAGE, (last // PAGE + 1) * PAGE - 1


class Pages:
    """The records of one kind that were read last; one that is gone is kept as None."""

    def __init__(self, store: Store, kind: str) -> None:
        self._store = store
        self._kind = kind
        self._rows: dict[int, Row | None] = {}
        self._unreadable: dict[int, float] = {}

    def row(self, ids: "array[int]", place: int) -> Row | None:
        """Return a row; raises FactError when it is unreadable, for a page once in a while."""
        record = ids[place]
        if record not in self._rows:
            first, last = whole_pages(place, place)
            self._load(ids[first : last + 1])
        return self._rows.get(record)

    def fetch(self, ids: "array[int]", first: int, last: int) -> None:
        """Read at once what is not kept of these rows; three pages cost little more than one."""
        rows = self._rows
        if any(record not in rows for record in ids[first : last + 1]):
            first, last = whole_pages(first, last)
            if last - first < ROWS_AT_ONCE:
                self._load(ids[first : last + 1])

    def take(self, rows: Iterable[Row]) -> None:
        """Keep records that were read elsewhere."""
        self._keep({row.id: row for row in rows})

    def _load(self, ids: "array[int]") -> None:
        # Each cell of an unreadable page asks for it; asking the disk each time mends nothing.
        now, wait = time.monotonic(), self._unreadable
        wanted = [one for one in ids if one not in self._rows and now >= wait.get(one, 0)]
        if not wanted:
            return
        try:
            found = self._read(wanted)
        except FactError:
            wait |= dict.fromkeys(wanted, time.monotonic() + RETRY_SECONDS)
            raise
        for record in wanted if wait else ():
            wait.pop(record, None)
        self._keep({record: found.get(record) for record in wanted})

    def _keep(self, found: dict[int, Row | None]) -> None:
        self._rows |= found
        beyond = len(self._rows) - ROWS_KEPT
        if beyond > 0:
            # The first that came in; what is on the screen was read last, or is read again.
            for record in list(self._rows)[:beyond]:
                del self._rows[record]

    def forget(self) -> None:
        """Drop what is kept; what is looked at next is read anew."""
        self._unreadable.clear()
        self._rows.clear()

    def refresh(self, ids: "array[int]", records: Collection[int], near: int) -> list[int]:
        """Read these records anew if they are kept; return the rows in which they stand.

        They are looked for around the row ``near`` first.
        """
        held = [record for record in records if record in self._rows]
        fresh = self._read(held) if held else {}
        self._rows |= {record: fresh.get(record) for record in held}
        places = (_place_of(ids, record, near) for record in held)
        return [place for place in places if place is not None]

    def _read(self, ids: Sequence[int]) -> dict[int, Row]:
        return {row.id: row for row in self._store.rows(self._kind, ids)}


def _place_of(ids: "array[int]", record: int, near: int) -> int | None:
    for start, stop in ((max(near - _NEAR, 0), near + _NEAR), (0, len(ids))):
        try:
            return ids.index(record, start, stop)
        except ValueError:
            continue
    return None
