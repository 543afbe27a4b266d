"""What is read while an article is shown already: its mentions, what is left, what comes next."""

from PySide6.QtCore import QObject, Signal

from gui.tasks import Tasks
from models import Store, next_open_source, read_article_text, settled


class ArticleAhead(QObject):
    """Asks the store away from the main thread; nobody waits for the answers."""

    text_read = Signal(object, object)
    settled_read = Signal(object)
    source_found = Signal(object, bool)

    def __init__(self, store: Store, tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._store, self._tasks = store, tasks
        self._shown: tuple[int | None, str, str] = (None, "", "")

    def show(self, source: int | None, text: str, published: str) -> None:
        """Read an article once; again when its text or the day of its source is another."""
        if (source, text, published) != self._shown:
            self._shown = source, text, published
            self.read_text()

    def read_text(self) -> None:
        """Let the reader find what the text that is shown mentions and suggests."""
        source, text, published = self._shown
        self._tasks.read(
            lambda _: read_article_text(self._store, text, published),
            lambda reading: self.text_read.emit(source, reading),
            key=(self, "text"),
        )

    def count(self) -> None:
        """Count the sentences that are left over all sources."""
        self._tasks.read(
            lambda _: settled(self._store), self.settled_read.emit, key=(self, "settled")
        )

    def find(self, after: int | None, *, back: bool) -> None:
        """Find the next source with open sentences."""
        self._tasks.read(
            lambda _: next_open_source(self._store, after, back=back),
            lambda found: self.source_found.emit(found, back),
            key=(self, "next"),
        )
