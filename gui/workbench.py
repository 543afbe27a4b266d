"""All the panes over one open store, and the threads that serve them."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from gui.chip_bar import ChipBar
from gui.country_tree import CountryTree
from gui.detail_pane import DetailPane
from gui.facet_pane import FacetPane
from gui.history_pane import HistoryPane
from gui.kind_tabs import KindTabs
from gui.notify import Notifier
from gui.read_ahead import ReadAhead
from gui.source_pane import SourcePane
from gui.tasks import Tasks
from gui.worklist_pane import WorklistPane
from models import Store


class Workbench(QObject):
    """Makes the panes of one store and takes them down again."""

    def __init__(self, store: Store, parent: QObject) -> None:
        super().__init__(parent)
        self.store = store
        self.notifier = Notifier(store, self)
        self.tasks = Tasks(self)
        self.tabs = KindTabs(store, self.notifier, self.tasks)
        self.chips = ChipBar()
        self.tree = CountryTree(store, self.notifier, self.tasks)
        self.facets = FacetPane(store, self.notifier, self.tasks)
        self.detail = DetailPane(store, self.notifier)
        self.source = SourcePane(store, self.notifier, self.tasks)
        self.history = HistoryPane(store, self.notifier, self.tasks)
        self.worklist = WorklistPane(store, self.notifier, self.tasks)
        ReadAhead(store, self.tasks, self.tabs, self.facets.fields, self)

    def panes(self) -> dict[str, QWidget]:
        """Return the panes by the names of their places in the frame."""
        return {
            "tabs": self.tabs,
            "tree": self.tree,
            "facets": self.facets,
            "detail": self.detail,
            "source": self.source,
            "history": self.history,
            "worklist": self.worklist,
        }

    def flush(self) -> bool:
        """Write what is being typed anywhere; tell whether all of it was taken."""
        commits: tuple[Callable[[], bool], ...] = (
            self.tabs.current.commit_editor,
            self.detail.flush,
        )
        # Each is asked, even after one has refused.
        taken = [commit() for commit in commits]
        return all(taken)

    def close(self) -> None:
        """Stop listening, stop the threads, close the file."""
        self.notifier.close()
        self.tasks.close()
        self.store.close()
