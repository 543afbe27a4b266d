"""Reads which records a query shows, away from the main thread: the first rows, then all."""

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from gui.row_moves import Arrangement, arrange, spares
from gui.tasks import Tasks
from models import FactError, Query, Row, Store, Ticket

FIRST_ROWS: Final = 256
PAINTING_MILLISECONDS: Final = 30
"""So long the first rows have the interpreter to themselves; reading all ids keeps it busy."""


@dataclass(frozen=True)
class Held:
    """The ids on the screen, and the rows of them that must not be taken away.

    ``typed`` are those of them that stay under another query too, since somebody types there.
    ``seen`` are the first and the last row in sight; ``version`` counts the changes heard so far.
    """

    ids: "array[int]"
    kept: tuple[int, ...] = ()
    typed: tuple[int, ...] = ()
    seen: tuple[int, int] = (0, -1)
    version: int = 0


@dataclass(frozen=True)
class Answer:
    """What a query shows: the first rows of it, or all of them with the number of the kind.

    ``rows`` are the records that come into sight, as they were read with the ids; there may be
    none of them.
    """

    held: Held
    found: "array[int]"
    shown: Arrangement
    total: int | None = None
    rows: Sequence[Row] = field(default=(), repr=False)

    @property
    def complete(self) -> bool:
        """Tell whether these are all ids of the query."""
        return self.total is not None


class IdReader(QObject):
    """Answers one query at a time; a newer one stops the older.

    ``refresh`` asks the same query again. Refreshes that are asked for while one is on its way
    become one more after it, so that the last answer is never older than the last wish.
    """

    answered = Signal(object)
    begun = Signal()
    refused = Signal(object)

    def __init__(
        self, store: Store, tasks: Tasks, held: Callable[[], Held], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._tasks = tasks
        self._held = held
        self._query: Query | None = None
        self._reading = self._again = self._keep = False
        self._painting = QTimer(self)
        self._painting.setSingleShot(True)
        self._painting.setInterval(PAINTING_MILLISECONDS)
        self._painting.timeout.connect(self._on_painted)

    def ask(self, query: Query) -> None:
        """Answer another query: at once with its first rows, then with all."""
        self._query = query
        self._reading, self._again = True, False
        self._painting.stop()
        held = self._held()
        self._tasks.read(
            lambda ticket: self._first(query, held, ticket),
            lambda answer: self._on_first(query, answer),
            self._on_refused,
            key=self,
            urgent=True,
        )

    def _first(self, query: Query, held: Held, ticket: Ticket) -> Answer:
        """Read the first ids, and the records that come into sight with them."""
        # A quick answer to words and texts may miss records, so it is never all there is.
        quick = bool(query.words.strip() or query.filters)
        ids = self._store.ids(query, ticket, limit=FIRST_ROWS, quick=quick)
        whole = len(ids) < FIRST_ROWS and not quick
        total = self._store.count(Query(query.kind), ticket) if whole else None
        rows = self._rows(query.kind, held, ids)
        return Answer(held, ids, Arrangement(ids, None), total, rows)

    def _rows(self, kind: str, held: Held, ids: "array[int]") -> list[Row]:
        """Read the records that come into sight, which the main thread need not do then."""
        first, last = held.seen
        start = max(min(first, len(ids) - 1 - (last - first)), 0)
        old = set(held.ids[first : last + 1])
        new = [one for one in ids[start : start + last - first + 1] if one not in old]
        return self._store.rows(kind, new) if new else []

    def refresh(self, query: Query) -> None:
        """Answer a query again after the store has changed."""
        if self._reading and query == self._query:
            self._again = True
            return
        self._query = query
        self._read_all(query, keep=True)

    def _on_first(self, query: Query, answer: Answer) -> None:
        held, ids = self._held(), answer.found
        now, shown = held.ids, arrange(held.ids, ids, held.typed)
        answer = replace(answer, held=replace(answer.held, ids=now), shown=shown)
        if answer.complete:
            self._finish(answer)
            return
        # What is on the screen may be long already; it shrinks only when all is known.
        self._keep = bool(ids) and now[: len(ids)] != ids
        if self._keep:
            self.answered.emit(answer)
        if ids:
            self.begun.emit()
        if query == self._query:
            self._painting.start()

    def _on_painted(self) -> None:
        if self._query is not None:
            self._read_all(self._query, keep=self._keep)

    def _read_all(self, query: Query, *, keep: bool) -> None:
        """Read all ids; rows of the query that are on the screen already keep their cursor."""
        self._reading = True
        self._painting.stop()
        held = self._holding(keep=keep)

        def every(ticket: Ticket) -> Answer:
            ids = self._store.ids(query, ticket)
            total = self._store.count(Query(query.kind), ticket)
            shown = self._arranged(query, held, ids)
            return Answer(held, ids, shown, total, self._rows(query.kind, held, shown.ids))

        self._tasks.read(
            every, lambda answer: self._on_all(answer, keep=keep), self._on_refused, key=self
        )

    def _holding(self, *, keep: bool) -> Held:
        """Return what is held; of another query's rows only those in which somebody types."""
        held = self._held()
        return held if keep else replace(held, kept=held.typed)

    def _arranged(self, query: Query, held: Held, ids: "array[int]") -> Arrangement:
        """Arrange the ids; of the rows to be kept those are, whose records are in the store yet."""
        there = {row.id for row in self._store.rows(query.kind, [held.ids[n] for n in held.kept])}
        return arrange(held.ids, ids, [row for row in held.kept if held.ids[row] in there])

    def _on_all(self, answer: Answer, *, keep: bool) -> None:
        now, query = self._holding(keep=keep), self._query
        assert query is not None
        moved_on = not set(now.kept) <= set(answer.held.kept)
        if now.ids is not answer.held.ids or (
            moved_on and not spares(answer.shown.moves, now.kept)
        ):
            # Meanwhile the cursor went to a row that this answer would take away under it. Its rows
            # are no newer for that.
            held = replace(now, version=answer.held.version)
            self._tasks.read(
                lambda _: replace(
                    answer, held=held, shown=self._arranged(query, held, answer.found)
                ),
                lambda again: self._on_all(again, keep=keep),
                self._on_refused,
                key=self,
            )
            return
        self._finish(answer)

    def _finish(self, answer: Answer) -> None:
        again, self._reading, self._again = self._again, False, False
        query = self._query
        self.answered.emit(answer)
        if again and query is not None and query == self._query:
            self.refresh(query)

    def _on_refused(self, error: FactError) -> None:
        self._reading = self._again = False
        self.refused.emit(error)
