"""Entries that may be one: shown while one is typed, listed for the store, merged or told apart."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from gui.detail_draft import DraftForm
from gui.detail_words import read_shown
from gui.dialogs.beside import BesideDialog
from gui.dialogs.likely import LikelyDialog
from gui.draft_similar import SimilarLines
from gui.merging_window import open_merge, tell_apart
from gui.selected_cells import records_of
from gui.workbench import Workbench
from models import FactError, Pair, pairs

_MERGED = ("entry", "actor", "source")


class Twins(QObject):
    """The commands for duplicates over one open store."""

    record_wanted = Signal(str, object)

    def __init__(
        self, bench: Workbench, said: Callable[..., None], warned: Callable[[str], None]
    ) -> None:
        super().__init__(bench)
        self._bench, self._said, self._warned = bench, said, warned
        bench.detail.draft_opened.connect(self._watch)
        bench.worklist.pair_wanted.connect(lambda one, other: self.open_merge("entry", one, other))
        bench.worklist.distinct_wanted.connect(
            lambda one, other: tell_apart(bench, one, other, said=said, warned=warned, done=bool)
        )
        bench.worklist.pairs_wanted.connect(self.likely_duplicates)

    def _watch(self, draft: DraftForm) -> None:
        """Look for entries like a draft while it is typed."""
        if draft.kind.name == "entry" and draft.findChild(SimilarLines) is None:
            SimilarLines(draft, self._bench.store, self._bench.tasks, self.open_beside)

    def open_beside(self, entry: int) -> None:
        """Show an entry in a window of its own, to be compared with what is being typed."""
        try:
            shown = read_shown(self._bench.store, "entry", entry)
        except FactError as error:
            self._warned(error.sentence)
            return
        dialog = BesideDialog(self._bench.store, shown, self._bench.tabs.window())
        dialog.go_wanted.connect(self.record_wanted)
        dialog.finished.connect(dialog.deleteLater)
        dialog.show()

    def merge(self) -> None:
        """Show the two selected records side by side."""
        table = self._bench.tabs.current
        kind, records = table.records.kind, records_of(table)
        if kind.name not in _MERGED or len(records) != 2:
            self._warned("Select two entries, organisations or people, or sources first.")
            return
        self.open_merge(kind.name, records[0], records[1])

    def open_merge(
        self, kind: str, one: int, other: int, done: Callable[[], object] = lambda: None
    ) -> None:
        """Show two records side by side."""
        open_merge(self._bench, kind, one, other, said=self._said, warned=self._warned, done=done)

    def likely_duplicates(self) -> None:
        """List the pairs of the store that may be one, in a window that can stay open."""
        dialog = LikelyDialog(self._bench.tabs.window())
        dialog.merge_wanted.connect(partial(self._merge_pair, dialog))
        dialog.distinct_wanted.connect(partial(self._tell_apart, dialog))
        ticket = self._bench.tasks.read(
            lambda asked: pairs(self._bench.store, asked, dialog.moved.emit),
            dialog.show_pairs,
            lambda error: dialog.show_problem(error.sentence),
            key="likely duplicates",
            label="Looking for duplicates",
        )
        dialog.cancelled.connect(ticket.cancel)
        dialog.show()

    def _merge_pair(self, dialog: LikelyDialog, pair: Pair) -> None:
        gone = partial(dialog.take_away, pair)
        self.open_merge("entry", pair.one, pair.other, gone)

    def _tell_apart(self, dialog: LikelyDialog, pair: Pair) -> None:
        tell_apart(
            self._bench,
            pair.one,
            pair.other,
            said=self._said,
            warned=self._warned,
            done=partial(dialog.take_away, pair),
        )
