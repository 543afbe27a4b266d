"""The commands about evidence: go to the words, weigh the sources, find what none stands behind."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from gui.dialogs.conflict import ConflictDialog, weighable
from gui.dialogs.marks import MarksDialog
from gui.looking import best_words
from gui.workbench import Workbench
from models import KINDS, Citation, FactError, Filter, Query

BARE: Final = Filter("has", "bare")
CONTESTED: Final = Filter("has", "contested")
ALONE: Final = "Fewer than two sources speak of this value: there is nothing to weigh yet."

Place = tuple[str, int, str]
Words = tuple[int, int, int]


class Backing(QObject):
    """Goes between a value and those who say so."""

    def __init__(
        self,
        bench: Workbench,
        *,
        said: Callable[[str], None],
        warned: Callable[[str], None],
        raised: Callable[[str], None],
    ) -> None:
        super().__init__(bench)
        self._bench, self._said, self._warned, self._raised = bench, said, warned, raised
        self._last: tuple[Place, int] | None = None

    def place(self) -> Place | None:
        """Return the value the keyboard is on: in the detail, else in the table in front."""
        detail = self._bench.detail
        focus = QApplication.focusWidget()
        if focus is not None and detail.isAncestorOf(focus) and (found := detail.focused()):
            return found
        table = self._bench.tabs.current
        record = table.current_record()
        return None if record is None else (table.records.kind.name, record, table.current_field())

    # Words

    def show_words(self) -> None:
        """Show the words that the value rests on; once more goes to the next ones."""
        place = self.place()
        if place is None:
            return
        kind, record, key = place
        try:
            citations = self._bench.store.citations(kind, record)
        except FactError as error:
            self._warned(error.sentence)
            return
        found = words_of(citations, key)
        if not found:
            other = best_words(citations, ())
            found = [other] if other is not None else []
        if not found:
            self._warned("No words are cited for this record yet. Select some, then press Ctrl+E.")
            return
        number = 0
        if self._last is not None and self._last[0] == place:
            number = (self._last[1] + 1) % len(found)
        self._last = place, number
        self._raised("source")
        self._bench.source.show_words(*found[number])
        if len(found) > 1:
            label = KINDS[kind].field(key).label if key else KINDS[kind].label
            self._said(f"Words {number + 1} of {len(found)} for {label}. Ctrl+J shows the next.")

    # Rivals

    def can_weigh(self) -> bool:
        """Tell whether more than one voice speaks of the value the keyboard is on."""
        place = self.place()
        return place is not None and weighable(self._bench.store, *place)

    def weigh(self) -> None:
        """Show what sources say of the value, side by side."""
        place = self.place()
        if place is None or not weighable(self._bench.store, *place):
            self._warned(ALONE)
        else:
            self.weigh_value(*place)

    def weigh_value(self, kind: str, record: int, key: str) -> None:
        """Show what sources say of one value, beside the window."""
        bench = self._bench
        dialog = ConflictDialog(
            bench.store, bench.notifier, bench.tasks, (kind, record, key), bench.tabs
        )
        dialog.words_wanted.connect(self._show)
        dialog.show()

    def _show(self, source: int, start: int, end: int) -> None:
        self._raised("source")
        self._bench.source.show_words(source, start, end)

    def marks(self) -> None:
        """Tell what the marks mean."""
        MarksDialog(self._bench.tabs).show()

    # What is missing

    def bare_values(self) -> None:
        """Show only records with values that no source stands behind, or all again."""
        self._toggle(BARE)

    def contested_values(self) -> None:
        """Show only records with contested values, or all again."""
        self._toggle(CONTESTED)

    def _toggle(self, wanted: Filter) -> None:
        tabs = self._bench.tabs
        query = tabs.query(tabs.kind)
        if wanted in query.filters:
            tabs.ask(query.without(wanted))
        elif KINDS[query.kind].has(wanted.text):
            tabs.ask(replace(query, filters=(*query.filters, wanted)))
        else:
            self._warned(f"{KINDS[query.kind].plural} are no values that a source could back.")

    @staticmethod
    def asked(query: Query) -> dict[str, bool]:
        """Return which of these filters a query has, by the action that sets it."""
        return {
            "bare_values": BARE in query.filters,
            "contested_values": CONTESTED in query.filters,
        }


def words_of(citations: list[Citation], key: str) -> list[Words]:
    """Return the words that speak of a value: of those in force first, conclusions last."""
    own = [
        one
        for one in citations
        if one.field == key and None not in (one.source, one.start, one.end)
    ]
    own.sort(key=lambda one: (one.rank == "deprecated", one.state == "inferred"))
    found = ((one.source, one.start, one.end) for one in own)
    return list(dict.fromkeys(found))  # type: ignore[arg-type]
