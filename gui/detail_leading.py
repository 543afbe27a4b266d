"""Where the lines of a record's detail lead: to words of an article, to records, to menus."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QWidget

from gui.detail_children import open_child_menu
from gui.detail_citing import open_citation_menu
from gui.detail_style import DressedWidget
from gui.messages import NoticeBar, Severity
from models import Citation, FactError, Store


class LeadingPane(DressedWidget):
    """A pane whose lines lead elsewhere."""

    record_wanted = Signal(str, object, str)
    words_wanted = Signal(object, object, object)
    delete_wanted = Signal(str, object)

    def __init__(self, store: Store, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._store = store
        self._notice = NoticeBar(self)

    def _attempt(self, write: Callable[[], None]) -> None:
        try:
            write()
        except FactError as error:
            self._notice.tell(error.sentence, Severity.ERROR)

    def _show_citation(self, citation: Citation) -> None:
        if citation.start is not None and citation.end is not None:
            self.words_wanted.emit(citation.source, citation.start, citation.end)
        elif citation.source is not None:
            self.record_wanted.emit("source", citation.source, "")

    def _open_citation_menu(self, citation: Citation, place: QPoint) -> None:
        show = partial(self._show_citation, citation)
        open_citation_menu(self, place, citation, self._store, show=show, write=self._attempt)

    def _open_child_menu(self, kind: str, record: int, place: QPoint) -> None:
        show = partial(self.record_wanted.emit, kind, record, "")
        delete = partial(self.delete_wanted.emit, kind, record)
        open_child_menu(self, place, show=show, delete=None if self._store.readonly else delete)
