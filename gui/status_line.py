"""The status bar: rows shown, the filter in words, sums, saved or not, the store, work."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStatusBar,
    QToolButton,
    QWidget,
)

from gui.crash import guarded
from gui.icons import icon
from gui.messages import plain_label, plain_tooltip

_MARGIN: Final = 8


class StatusLine(QStatusBar):
    """Says calmly how things stand; nothing here has to be answered."""

    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_line")
        self.setSizeGripEnabled(False)
        self._rows = self._label("status_rows", "Rows shown")
        self._filter = self._label("status_filter", "Filter in words")
        self._totals = self._label("status_totals", "What the selected cells come to")
        self._work = self._label("status_work", "Work under way")
        self._bar = QProgressBar(self)
        self._bar.setMaximumWidth(140)
        self._bar.setTextVisible(False)
        self._cancel = QToolButton(self)
        self._cancel.setIcon(icon("x"))
        self._cancel.setToolTip("Stop this work")
        self._cancel.setAccessibleName("Stop this work")
        self._cancel.clicked.connect(self.cancel_wanted)
        self._saved = self._label("status_saved", "Saved state")
        self._store = self._label("status_store", "Store")
        self._totals.hide()
        self._words = ""
        self._filter.installEventFilter(self)
        # Words as long as the query must not push the window wider.
        self._filter.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.addWidget(self._rows)
        self.addWidget(self._filter, 1)
        for widget in (self._totals, self._work, self._bar, self._cancel, self._saved, self._store):
            self.addPermanentWidget(widget)
        self.show_work("")

    def _label(self, name: str, accessible: str) -> QLabel:
        label = plain_label(parent=self)
        label.setObjectName(name)
        label.setAccessibleName(accessible)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        return label

    def show_rows(self, shown: int, total: int, plural: str, words: str) -> None:
        """Say how many records are shown of all, and by what they are chosen."""
        self._rows.setText(f"{shown:,} of {total:,} {plural.lower()}")
        self._words = words
        self._filter.setToolTip(plain_tooltip(words))
        self._cut_words()

    def _cut_words(self) -> None:
        room = self._filter.contentsRect().width() - _MARGIN
        cut = self._filter.fontMetrics().elidedText(
            self._words, Qt.TextElideMode.ElideRight, max(room, 0)
        )
        self._filter.setText(cut)

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cut the words anew when there is another room for them."""
        if event.type() == QEvent.Type.Resize:
            self._cut_words()
        return super().eventFilter(watched, event)

    def show_aggregate(self, text: str, tooltip: str) -> None:
        """Say what the selected cells come to; an empty text when there is nothing to say."""
        self._totals.setText(text)
        self._totals.setToolTip(plain_tooltip(tooltip))
        self._totals.setAccessibleDescription(tooltip)
        self._totals.setVisible(bool(text))

    def show_saved(self, text: str, tooltip: str = "") -> None:
        """Say whether everything is saved."""
        self._saved.setText(text)
        self._saved.setToolTip(plain_tooltip(tooltip or text))

    def show_store(self, name: str, path: str) -> None:
        """Say which store is open."""
        self._store.setText(name)
        self._store.setToolTip(plain_tooltip(path))

    def show_work(self, label: str) -> None:
        """Say what runs in the background; an empty text when nothing does."""
        for widget in (self._work, self._bar, self._cancel):
            widget.setVisible(bool(label))
        self._work.setText(label)
        self._bar.setRange(0, 0)

    def show_progress(self, progress: object) -> None:
        """Say how far the work is: a share of one, or words."""
        if isinstance(progress, float):
            self._bar.setRange(0, 1000)
            self._bar.setValue(int(progress * 1000))
        elif isinstance(progress, str):
            self._work.setText(progress)
