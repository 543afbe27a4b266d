"""Reads which records a query shows, away from the main thread: the first rows, then all."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, Signal

from gui.row_moves import Arrangement, arrange, spares
from gui.tasks import Tasks
from models import FactError, Query, Store, Ticket

FIRST_ROWS: Final = 256


@dataclass(frozen=True)
class Held:
    """The ids on the screen, and the rows of them that must not be taken away."""

    ids: "array[int]"
    kept: tuple[int, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a query shows: the first rows of it, or all of them with the number of the kind."""

    held: Held
    found: "array[int]"
    shown: Arrangement
    total: int | None = None

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
        self._reading = self._again = False

    def ask(self, query: Query) -> None:
        """Answer another query: at once with its first rows, then with all."""
        self._query = query
        self._reading, self._again = True, False
        # A quick answer to words and texts may miss records, so it is never all there is.
        quick = bool(query.words.strip() or query.filters)

        def first(ticket: Ticket) -> tuple["array[int]", int | None]:
            ids = self._store.ids(query, ticket, limit=FIRST_ROWS, quick=quick)
            if len(ids) == FIRST_ROWS or quick:
                return ids, None
            return ids, self._store.count(Query(query.kind), ticket)

        self._tasks.read(
            first,
            lambda found: self._on_first(query, *found),
            self._on_refused,
            key=self,
        )

    def refresh(self, query: Query) -> None:
        """Answer a query again after the store has changed."""
        if self._reading and query == self._query:
            self._again = True
            return
        self._query = query
        self._read_all(query, keep=True)

    def _on_first(self, query: Query, ids: "array[int]", total: int | None) -> None:
        held = Held(self._held().ids)
        if total is not None:
            self._finish(Answer(held, ids, arrange(held.ids, ids), total))
            return
        # What is on the screen may be long already; it shrinks only when all is known.
        anew = bool(ids) and held.ids[: len(ids)] != ids
        if anew:
            self.answered.emit(Answer(held, ids, arrange(held.ids, ids)))
        if ids:
            self.begun.emit()
        if query == self._query:
            self._read_all(query, keep=anew)

    def _read_all(self, query: Query, *, keep: bool) -> None:
        """Read all ids; rows of the query that are on the screen already keep their cursor."""
        self._reading = True
        held = self._held() if keep else Held(self._held().ids)

        def every(ticket: Ticket) -> Answer:
            ids = self._store.ids(query, ticket)
            total = self._store.count(Query(query.kind), ticket)
            return Answer(held, ids, self._arranged(query, held, ids), total)

        self._tasks.read(
            every, lambda answer: self._on_all(answer, keep=keep), self._on_refused, key=self
        )

    def _arranged(self, query: Query, held: Held, ids: "array[int]") -> Arrangement:
        """Arrange the ids; of the rows to be kept those are, whose records are in the store yet."""
        there = {row.id for row in self._store.rows(query.kind, [held.ids[n] for n in held.kept])}
        return arrange(held.ids, ids, [row for row in held.kept if held.ids[row] in there])

    def _on_all(self, answer: Answer, *, keep: bool) -> None:
        now, query = self._held(), self._query
        assert query is not None
        moved_on = keep and not set(now.kept) <= set(answer.held.kept)
        if now.ids is not answer.held.ids or (
            moved_on and not spares(answer.shown.moves, now.kept)
        ):
            # Meanwhile the cursor went to a row that this answer would take away under it.
            self._tasks.read(
                lambda _: replace(answer, held=now, shown=self._arranged(query, now, answer.found)),
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
