"""Pages of records, read when they are looked at and forgotten when they are far away."""

from array import array
from collections import OrderedDict
from collections.abc import Collection
from typing import Final

from models import Row, Store

PAGE: Final = 32
PAGES_KEPT: Final = 128


class Pages:
    """The rows that were read last, by their place in the order of ids."""

    def __init__(self, store: Store, kind: str) -> None:
        self._store = store
        self._kind = kind
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()

    def row(self, ids: "array[int]", place: int) -> Row | None:
        """Return a row; raises FactError when it is unreadable."""
        number = place // PAGE
        page = self._pages.get(number)
        if page is None:
            # An unreadable page stays empty: asking again for each cell would not mend it.
            self._pages[number] = {}
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
            page = self._pages[number] = self._read(ids[number * PAGE : (number + 1) * PAGE])
        else:
            self._pages.move_to_end(number)
        return page.get(ids[place])

    def forget(self) -> None:
        """Drop everything; what is looked at next is read anew."""
        self._pages.clear()

    def refresh(self, ids: "array[int]", records: Collection[int]) -> list[int]:
        """Read these records anew if they are kept; return the rows in which they stand."""
        rows: list[int] = []
        held: dict[int, dict[int, Row]] = {}
        for number, page in self._pages.items():
            start = number * PAGE
            for offset, record in enumerate(ids[start : start + PAGE]):
                if record in records:
                    rows.append(start + offset)
                    held[record] = page
        fresh = self._read(list(held)) if held else {}
        for record, page in held.items():
            page.pop(record, None)
            if record in fresh:
                page[record] = fresh[record]
        return rows

    def _read(self, ids: "array[int] | list[int]") -> dict[int, Row]:
        return {row.id: row for row in self._store.rows(self._kind, ids)}
