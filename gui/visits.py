"""Back and forward through the places visited: the query asked and the record chosen there."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent

from gui.crash import guarded
from gui.kind_tabs import KindTabs
from models import Query

REST_MILLISECONDS: Final = 700
MOST: Final = 200


@dataclass(frozen=True)
class Visit:
    """One place: what was asked, and the record and field the cursor was on."""

    query: Query
    record: int | None = None
    field: str = ""


class Visiting(QObject):
    """Remembers where one has been, and goes there again."""

    moved = Signal()
    noted = Signal(object)

    def __init__(
        self, tabs: KindTabs, parent: QObject, *, busy: Callable[[], bool] = lambda: False
    ) -> None:
        super().__init__(parent)
        self._tabs = tabs
        self._busy = busy
        self._visits: list[Visit] = []
        self._place = -1
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(self._on_rest)
        tabs.query_changed.connect(self._on_query)
        tabs.cell_chosen.connect(self._on_cell)

    @property
    def visits(self) -> tuple[Visit, ...]:
        """Return the places visited, the oldest first."""
        return tuple(self._visits)

    # Commands

    def back(self) -> None:
        """Go to the place visited before this one."""
        self._go(-1)

    def forward(self) -> None:
        """Go to the place that back was called from."""
        self._go(1)

    # Noting

    def note(self) -> None:
        """Take the present place down, unless it is the one noted last."""
        self._rest.stop()
        here = self._here()
        if self._is_new(here):
            self._add(here)
        else:
            self._visits[self._place] = here

    def jump(self, kind: str, record: int, field: str = "") -> None:
        """Go to a record by a link; back leads to where the link was."""
        self.note()
        left = self._visits[self._place]
        self._tabs.choose(kind, record, field)
        # The cursor came here already, which is not where it was left.
        self._visits[self._place] = left
        here = replace(self._here(), record=record, field=field)
        if self._is_new(here) or self._visits[self._place].record != record:
            self._add(here)
        self._rest.stop()

    def _on_query(self, query: Query) -> None:
        # Where one began is a place, however soon it is left.
        if self._visits:
            self._rest.start()
        else:
            self._add(Visit(query))

    def _on_rest(self) -> None:
        # What is still being typed is no place yet.
        if not self._busy():
            self.note()

    def _here(self) -> Visit:
        table = self._tabs.current
        query = self._tabs.query(self._tabs.kind)
        return Visit(query, table.current_record(), table.current_field())

    def _is_new(self, here: Visit) -> bool:
        """Tell whether another query is shown than at the place noted last."""
        return not self._visits or self._visits[self._place].query != here.query

    def _add(self, visit: Visit) -> None:
        del self._visits[self._place + 1 :]
        self._visits.append(visit)
        del self._visits[:-MOST]
        self._place = len(self._visits) - 1
        self.noted.emit(visit.query)

    def _on_cell(self, kind: str, record: int, field: str) -> None:
        """Keep where the cursor is: moving it is no visit of its own."""
        if kind == self._tabs.kind and self._visits and not self._is_new(self._here()):
            visit = self._visits[self._place]
            self._visits[self._place] = replace(visit, record=record, field=field)

    # Going

    def _go(self, by: int) -> None:
        self.note()
        place = self._place + by
        if not 0 <= place < len(self._visits):
            return
        visit = self._visits[place]
        self._place = place
        self._tabs.ask(visit.query)
        if visit.record is not None:
            self._tabs.choose(visit.query.kind, visit.record, visit.field)
            # Until the rows are there the cursor may stand elsewhere for a moment.
            self._visits[place] = visit
        self._rest.stop()
        self._tabs.current.setFocus()
        self.moved.emit()

    # The buttons at the side of a mouse

    def watch(self, watched: Iterable[QObject]) -> None:
        """Take the back and forward buttons of the mouse over these widgets."""
        for one in watched:
            one.installEventFilter(self)

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Go back or forward on the mouse's side buttons."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            step = _BUTTONS.get(event.button())
            if step is not None:
                self._go(step)
                return True
        return False


_BUTTONS: Final = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}
