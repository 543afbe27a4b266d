"""Tells each commit once, in the order of the steps, whoever made it."""

from collections.abc import Callable
from contextlib import suppress
from threading import RLock
from typing import Final

from models.changes import Change
from models.database import Database, Ticket
from models.errors import FactError
from models.journal import last_step, steps_since, touched_by

Listener = Callable[[Change], None]


class Hearing:
    """The commits of this process as they are made, those of others when they are asked for."""

    def __init__(self, database: Database) -> None:
        self._database: Final = database
        self._keepers: list[Listener] = []
        self._listeners: list[Listener] = []
        self._turn: Final = RLock()
        with database.reading() as connection:
            self.step = last_step(connection)

    def keep(self, keeper: Listener) -> None:
        """Call this one for each commit before any listener asks what it keeps."""
        self._keepers.append(keeper)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call the listener after each commit, in the thread that wrote; return how to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def moved_on(self) -> bool:
        """Tell within microseconds whether anybody has committed; take over from one that ended."""
        if self._database.locked_out:
            self._database.claim()
        return self._database.moved_on()

    def catch_up(self, ticket: Ticket | None = None) -> None:
        """Tell what others have committed, in the thread of the caller."""
        with self._database.reading(ticket) as connection:
            steps = steps_since(connection, self.step)
            changes = [touched_by(connection, number, label) for number, label in steps]
        for change in changes:
            self.tell(change)

    def tell(self, change: Change) -> None:
        """Tell a commit, unless it was told before, after those that nobody has told yet."""
        for earlier in self._untold_before(change.step):
            self.tell(earlier)
        with self._turn:
            if change.step <= self.step:
                return
            self.step = change.step
            for keeper in self._keepers:
                keeper(change)
        for listener in list(self._listeners):
            listener(change)

    def _untold_before(self, step: int) -> list[Change]:
        """Return the commits that this one has overtaken.

        Another process made them just before it ended, or another thread that is about to tell.
        """
        if step <= self.step + 1:
            return []
        # The commit stands, so whoever made it must not hear that something failed.
        with suppress(FactError), self._database.reading() as connection:
            steps = steps_since(connection, self.step)
            return [touched_by(connection, n, label) for n, label in steps if n < step]
        return []
