"""Entries like the one that is being begun, in quiet lines below its form."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from gui.detail_draft import DraftForm
from gui.detail_lines import WordLines
from gui.detail_words import LineWords
from gui.messages import plain_label
from gui.tasks import Tasks
from models import Similar, Store, similar

REST_MILLISECONDS: Final = 300
SHORTEST_TITLE: Final = 4


class SimilarLines(QObject):
    """Looks, whenever the typing rests, for entries that a draft may be a duplicate of."""

    def __init__(
        self,
        draft: DraftForm,
        store: Store,
        tasks: Tasks,
        open_beside: Callable[[int], object],
    ) -> None:
        super().__init__(draft)
        self._draft, self._store, self._tasks = draft, store, tasks
        self._open = open_beside
        self.found: list[Similar] = []
        self._box = QWidget(draft)
        self._box.setObjectName("similar_entries")
        head = plain_label("Similar, already there:", self._box)
        head.setObjectName("draft_hint")
        self.lines = WordLines(self._box)
        self.lines.clicked.connect(lambda place: self._open(self.found[place].entry))
        column = QVBoxLayout(self._box)
        column.setContentsMargins(0, 8, 0, 0)
        column.setSpacing(2)
        column.addWidget(head)
        column.addWidget(self.lines)
        self._box.hide()
        draft.put_below(self._box)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MILLISECONDS)
        self._rest.timeout.connect(self._look)
        draft.typed_on.connect(self._rest.start)
        if draft.typed:
            self._rest.start()

    def _look(self) -> None:
        values = self._draft.typed_values()
        title = str(values.get("title") or "")
        if len(title.strip()) < SHORTEST_TITLE:
            self._show([])
            return
        self._tasks.read(
            lambda ticket: similar(self._store, values, ticket),
            self._show,
            lambda _: self._show([]),
            key="similar",
        )

    def _show(self, found: list[Similar]) -> None:
        # The draft may have been added or dropped meanwhile.
        if not isValid(self) or not isValid(self._box):
            return
        self.found = found
        lines = [
            LineWords(one.label, body=one.likeness.sentence, tooltip=_tip(one), stacked=True)
            for one in found
        ]
        self.lines.show_lines(lines, focus=Qt.FocusPolicy.StrongFocus)
        self._box.setVisible(bool(found))


def _tip(one: Similar) -> str:
    return f"{one.label}\n{one.likeness.sentence}\nClick to see it beside"
