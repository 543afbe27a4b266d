"""Pages of records, read when they are looked at and forgotten when they are far away."""

import time
from array import array
from collections import OrderedDict
from collections.abc import Collection, Sequence
from typing import Final

from models import FactError, Row, Store

PAGE: Final = 16
PAGES_KEPT: Final = 256
PAGES_AT_ONCE: Final = 32
RETRY_SECONDS: Final = 2.0


class Pages:
    """The rows that were read last, by their place in the order of ids."""

    def __init__(self, store: Store, kind: str) -> None:
        self._store = store
        self._kind = kind
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()
        self._unreadable: dict[int, float] = {}

    def row(self, ids: "array[int]", place: int) -> Row | None:
        """Return a row; raises FactError when it is unreadable, for a page once in a while."""
        number = place // PAGE
        if number in self._pages:
            self._pages.move_to_end(number)
        # Each cell of an unreadable page asks for it; asking the disk each time mends nothing.
        elif time.monotonic() < self._unreadable.get(number, 0):
            return None
        else:
            self._load(ids, [number])
        return self._pages[number].get(ids[place])

    def fetch(self, ids: "array[int]", first: int, last: int) -> None:
        """Read at once what is not kept of these rows; three pages cost little more than one."""
        numbers = [n for n in range(first // PAGE, last // PAGE + 1) if n not in self._pages]
        now = time.monotonic()
        wanted = [number for number in numbers if now >= self._unreadable.get(number, 0)]
        if wanted and len(wanted) <= PAGES_AT_ONCE:
            self._load(ids, wanted)

    def _load(self, ids: "array[int]", numbers: Sequence[int]) -> None:
        parts = [ids[number * PAGE : (number + 1) * PAGE] for number in numbers]
        try:
            found = self._read([record for part in parts for record in part])
        except FactError:
            self._unreadable |= dict.fromkeys(numbers, time.monotonic() + RETRY_SECONDS)
            raise
        for number, part in zip(numbers, parts, strict=True):
            self._unreadable.pop(number, None)
            self._pages[number] = {record: found[record] for record in part if record in found}
        while len(self._pages) > PAGES_KEPT:
            self._pages.popitem(last=False)

    def forget(self, row: int = 0) -> None:
        """Drop what is kept from a row on; what is looked at next is read anew."""
        self._unreadable.clear()
        if not row:
            self._pages.clear()
        for number in [kept for kept in self._pages if (kept + 1) * PAGE > row]:
            del self._pages[number]

    def refresh(self, ids: "array[int]", records: Collection[int]) -> list[int]:
        """Read these records anew if they are kept; return the rows in which they stand."""
        held = {
            record: (number, page)
            for number, page in self._pages.items()
            for record in records
            if record in page
        }
        fresh = self._read(list(held)) if held else {}
        rows: list[int] = []
        for record, (number, page) in held.items():
            del page[record]
            if record in fresh:
                page[record] = fresh[record]
            start = number * PAGE
            rows.append(start + ids[start : start + PAGE].index(record))
        return rows

    def _read(self, ids: "array[int] | list[int]") -> dict[int, Row]:
        return {row.id: row for row in self._store.rows(self._kind, ids)}
