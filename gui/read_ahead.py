"""Lets the store read ahead what filters and facets of a large table need, when it is at rest."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer

from gui.kind_tabs import KindTabs
from gui.tasks import Tasks
from models import Store

MANY: Final = 50_000
"""Of fewer records all is read soon enough when it is asked for."""

REST_MILLISECONDS: Final = 700


class ReadAhead(QObject):
    """Waits until a large table shows all its records; what is known already is not read again."""

    def __init__(
        self,
        store: Store,
        tasks: Tasks,
        tabs: KindTabs,
        facets: Callable[[str], Sequence[str]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._store, self._tasks, self._facets = store, tasks, facets
        self._kind = ""
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(self._read)
        tabs.counted.connect(self._on_counted)

    def _on_counted(self, kind: str, shown: int, total: int) -> None:
        if shown == total >= MANY:
            self._kind = kind
            self._rest.start()

    def _read(self) -> None:
        kind, fields = self._kind, tuple(self._facets(self._kind))
        self._tasks.read(
            lambda ticket: self._store.prepare(kind, fields, ticket),
            lambda _: None,
            # Whoever asks for something reads it then, and is told what is wrong.
            lambda _: None,
            key=self,
        )
