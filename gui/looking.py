"""The commands that only look: filter, turn, go somewhere. None of them writes."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from gui.workbench import Workbench
from models import Citation, Scope


class Looking(QObject):
    """Moves what is looked at over one open store."""

    pane_wanted = Signal(str)

    def __init__(self, bench: Workbench, warn: Callable[[str], None]) -> None:
        super().__init__(bench)
        self._bench = bench
        self._warn = warn

    def filter_column(self) -> None:
        """Put the cursor into the filter above the current column."""
        table = self._bench.tabs.current
        table.header.focus_filter(max(table.currentIndex().column(), 0))

    def filter_value(self) -> None:
        """Show only the records that hold this value in this column."""
        table = self._bench.tabs.current
        row = table.records.row_at(table.currentIndex().row())
        key = table.current_field()
        if row is not None and key:
            text = row.text(key)
            self._bench.tabs.filter_by(key, f"={text}" if text else "=")

    def cell_history(self) -> None:
        """Show the history of the chosen record."""
        table = self._bench.tabs.current
        record = table.current_record()
        if record is not None:
            self.pane_wanted.emit("history")
            self._bench.history.show_record(table.records.kind.name, record)

    def clear_filters(self) -> None:
        """Show everything of the chosen place."""
        self._bench.tabs.clear_filters()

    def show_everything(self) -> None:
        """Leave the chosen place."""
        self._bench.tree.choose(Scope())

    def fit_columns(self) -> None:
        """Fit the widths of the table in front."""
        self._bench.tabs.current.arranged.fit()

    def next_tab(self) -> None:
        """Turn to the table on the right."""
        self._turn(1)

    def previous_tab(self) -> None:
        """Turn to the table on the left."""
        self._turn(-1)

    def _turn(self, by: int) -> None:
        tabs = self._bench.tabs
        tabs.setCurrentIndex((tabs.currentIndex() + by) % tabs.count())
        tabs.current.setFocus()

    def focus_tree(self) -> None:
        """Go to the countries."""
        self.pane_wanted.emit("tree")
        self._bench.tree.setFocus()

    def focus_table(self) -> None:
        """Go to the table."""
        self._bench.tabs.current.setFocus()

    def focus_detail(self) -> None:
        """Go to the detail of the chosen record."""
        self.pane_wanted.emit("detail")
        self._bench.detail.setFocus()
        self._bench.detail.focusNextChild()

    def focus_source(self) -> None:
        """Go to the article."""
        self.pane_wanted.emit("source")
        self._bench.source.setFocus()

    def next_open(self) -> None:
        """Go to the next open sentence of the article, or of the next one."""
        self.pane_wanted.emit("source")
        self._bench.source.go_on(1)

    def previous_open(self) -> None:
        """Go to the open sentence before."""
        self.pane_wanted.emit("source")
        self._bench.source.go_on(-1)

    def focus_worklist(self) -> None:
        """Go to the worklist."""
        self.pane_wanted.emit("worklist")
        self._bench.worklist.setFocus()

    def focus_history(self) -> None:
        """Go to the history."""
        self.pane_wanted.emit("history")
        self._bench.history.setFocus()


def best_words(citations: list[Citation], fields: Sequence[str]) -> tuple[int, int, int] | None:
    """Return source, start and end of the words to show: of the wanted fields first."""
    placed = [c for c in citations if None not in (c.source, c.start, c.end)]
    for field in (*reversed(fields), None):
        for one in placed:
            if field in (None, one.field) and one.state != "inferred":
                return one.source, one.start, one.end  # type: ignore[return-value]
    return None
