"""All that serves finding over one open store: asking, facets, places visited, sums."""

from PySide6.QtCore import QObject

from gui.asking import Asking
from gui.commands import Commands
from gui.frame import Frame
from gui.mass_changes import MassChanges
from gui.selection_totals import SelectionTotals
from gui.viewing import Viewing
from gui.visits import Visiting
from gui.workbench import Workbench


class Finding(QObject):
    """Makes the parts, introduces them to one another and to the commands."""

    def __init__(self, bench: Workbench, frame: Frame, commands: Commands, parent: QObject) -> None:
        super().__init__(parent)
        self._bench, self._frame = bench, frame
        self.asking = Asking(bench, frame.search, frame.settings, self)
        self.visiting = Visiting(bench.tabs, self, busy=lambda: frame.search.typing)
        self.viewing = Viewing(bench, self.asking, commands, self)
        self.changes = MassChanges(bench, commands.say, commands.warn, self)
        self.totals = SelectionTotals(bench.store, bench.tabs, bench.tasks, self)
        self.asking.problem_told.connect(commands.warn)
        self.asking.settled.connect(self.visiting.note)
        self.visiting.noted.connect(self.asking.remember)
        self.totals.told.connect(frame.status.show_aggregate)
        bench.facets.query_wanted.connect(bench.tabs.ask)
        bench.tabs.query_changed.connect(bench.facets.show_query)
        tables = (table.viewport() for table in bench.tabs.tables())
        self.visiting.watch([frame, bench.tree.viewport(), *tables])
        bench.tabs.made.connect(lambda table: self.visiting.watch([table.viewport()]))
        commands.owners += [self, self.asking, self.visiting, self.viewing, self.changes]

    def focus_facets(self) -> None:
        """Go to the facets."""
        self._frame.raise_dock("facets")
        self._bench.facets.focus_first()

    # What is remembered

    def restore(self) -> None:
        """Show the facets that were counted at the last close."""
        self._bench.facets.restore(self._frame.settings)

    def save(self) -> None:
        """Remember which facets are counted."""
        self._bench.facets.save(self._frame.settings)
