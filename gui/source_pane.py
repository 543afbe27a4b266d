"""The article pane: read a source, see what its words carry, cite words, set words aside."""

from typing import Final

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gui.article_marks import Legend, Mention, Segment, mentions
from gui.article_text import ArticleText
from gui.crash import guarded
from gui.icons import icon
from gui.messages import NoticeBar, Severity, plain_label, plain_tooltip
from gui.notify import Notifier, change_of_signal
from models import VOCABULARIES, FactError, Row, Store, Value

MOST_LISTED: Final = 100
NO_SOURCES: Final = "No sources yet. Add one: Ctrl+Shift+N"
NO_TEXT: Final = "This source has no text yet. Paste it into the field Text of the source."
_LONGEST_TARGET: Final = 38


class _SourceChoice(QComboBox):
    """A list of sources that the wheel only moves when it was entered first."""

    @guarded(None)
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to whoever is scrolled past."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SourcePane(QWidget):
    """Shows one source at a time with its coded words marked."""

    record_wanted = Signal(str, object, str)
    cite_wanted = Signal(object, int, int, str)

    def __init__(self, store: Store, notifier: Notifier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("source_pane")
        self.setAccessibleName("Article")
        self._store = store
        self._source: int | None = None
        self._target: tuple[str, int, str] | None = None
        self._target_words = ""
        self._kinds: set[str] = set()
        self._stale: set[str] = set()
        self._make_actions()
        self._lay_out()
        self._reload = QTimer(self)
        self._reload.setSingleShot(True)
        self._reload.timeout.connect(self._catch_up)
        notifier.changed.connect(self._on_changed)
        notifier.writable.connect(self._allow)
        self._read_sources()

    def _make_actions(self) -> None:
        self.cite_action = QAction(icon("quote"), "Cite", self)
        self.cite_action.setShortcut(QKeySequence("Ctrl+E"))
        self.cite_action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.cite_action.triggered.connect(self.cite)
        self.addAction(self.cite_action)
        self.aside_menu = QMenu("Set aside as", self)
        self.aside_menu.setObjectName("aside_menu")
        for term in VOCABULARIES["dismissal_reason"].terms:
            reason = self.aside_menu.addAction(term.label)
            reason.triggered.connect(lambda _=False, code=term.code: self.set_aside(code))

    def _lay_out(self) -> None:
        self.choice = _SourceChoice(self)
        self.choice.setObjectName("source_choice")
        self.choice.setAccessibleName("Source")
        self.choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.choice.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.choice.setMinimumContentsLength(16)
        self.choice.activated.connect(self._on_activated)
        self.cite_button = QPushButton(icon("quote"), "Cite", self)
        self.cite_button.setObjectName("cite_button")
        self.cite_button.clicked.connect(self.cite)
        self.aside_button = QPushButton("Set aside", self)
        self.aside_button.setObjectName("aside_button")
        self.aside_button.setMenu(self.aside_menu)
        for button in (self.cite_button, self.aside_button):
            button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        top = QHBoxLayout()
        top.setContentsMargins(6, 4, 6, 4)
        top.setSpacing(6)
        top.addWidget(self.choice, 1)
        top.addWidget(self.cite_button)
        top.addWidget(self.aside_button)
        self.notice = NoticeBar(self)
        self.article = ArticleText(self)
        self.article.segment_chosen.connect(self._on_segment)
        self.article.selectionChanged.connect(self._allow)
        self.article.customContextMenuRequested.connect(self._open_menu)
        self._empty = plain_label(NO_SOURCES, self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.article)
        self._pages.addWidget(self._empty)
        self._legend = Legend(self)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(15, 1, 6, 3)
        bottom.addWidget(self._legend)
        bottom.addStretch(1)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addLayout(top)
        lines.addWidget(self.notice)
        lines.addWidget(self._pages, 1)
        lines.addLayout(bottom)
        self.setFocusProxy(self.article)

    # What others ask for

    def source(self) -> int | None:
        """Return the source that is shown."""
        return self._source

    def show_source(self, source: int) -> None:
        """Show another source from its beginning; the one that is shown already stays as it is."""
        if source == self._source:
            return
        rows = self._store.rows("source", [source])
        if rows:
            self._list(rows[0])
            self._show(rows[0])

    def show_words(self, source: int, start: int, end: int) -> None:
        """Show these words of a source, given in code points."""
        self.show_source(source)
        if self._source == source and self.article.text:
            self.article.show_words(start, end)

    def set_target(self, kind: str, record: int | None, field: str, words: str) -> None:
        """Say which value selected words are cited for; an empty kind means none."""
        self._target = (kind, record, field) if kind and record is not None else None
        self._target_words = words if self._target else ""
        self._allow()

    def cite(self) -> None:
        """Offer the selected words as the quote for the target."""
        selected = self.article.selected()
        if selected is not None and self.cite_action.isEnabled():
            start, end = selected
            self.cite_wanted.emit(self._source, start, end, self.article.text[start:end])

    def set_aside(self, reason: str) -> None:
        """Note that the selected words carry nothing to code, and why."""
        selected = self.article.selected()
        if selected is None or self._source is None:
            return
        start, end = selected
        label = VOCABULARIES["dismissal_reason"].label_of(reason)
        passage = {"source": self._source, "start": start, "end": end}
        values: dict[str, Value] = {**passage, "reason": reason}
        try:
            with self._store.step(f"Set words aside as {label.lower()}", by=self) as step:
                step.add("dismissal", values)
        except FactError as error:
            self.notice.tell(error.sentence, Severity.ERROR)
            return
        cursor = self.article.textCursor()
        cursor.clearSelection()
        self.article.setTextCursor(cursor)

    # Sources

    def _read_sources(self) -> None:
        """List the sources added last; show the newest one if the one shown is gone."""
        found = [record for record, _ in self._store.find("source", "", MOST_LISTED + 1)]
        rows = self._store.rows("source", found[:MOST_LISTED])
        kept = next((row for row in rows if row.id == self._source), None)
        if kept is None and self._source is not None:
            kept = next(iter(self._store.rows("source", [self._source])), None)
        self.choice.clear()
        for row in rows:
            self.choice.addItem(_name(row), row.id)
        if len(found) > MOST_LISTED:
            self.choice.addItem("Older ones are in the tab Sources", None)
        shown = kept or next(iter(rows), None)
        self.choice.setEnabled(shown is not None)
        if shown is not None:
            self._list(shown)
        self._show(shown)

    def _list(self, row: Row) -> None:
        """Choose a source in the list, adding it if it is not among the newest."""
        place = self.choice.findData(row.id)
        if place < 0:
            self.choice.insertItem(0, _name(row), row.id)
            place = 0
        self.choice.setCurrentIndex(place)
        self.choice.setToolTip(plain_tooltip(self.choice.currentText()))

    def _show(self, row: Row | None) -> None:
        text = str(row.value("text") or "") if row else ""
        source = row.id if row else None
        if source != self._source or text != self.article.text:
            self._source = source
            self.article.set_text(text)
        self._empty.setText(NO_TEXT if row else NO_SOURCES)
        self._pages.setCurrentWidget(self.article if text else self._empty)
        self._legend.setVisible(bool(text))
        self._read_passages()
        self._allow()

    def _read_passages(self) -> None:
        passages = self._store.passages(self._source) if self._source is not None else []
        self._kinds = {"citation", "dismissal", *(one.kind for one in passages)}
        self.article.set_passages(passages)

    def _on_activated(self, place: int) -> None:
        source = self.choice.itemData(place)
        if source is None:
            self.choice.setCurrentIndex(self.choice.findData(self._source))
        else:
            self.show_source(source)

    # What changed

    def _on_changed(self, change: object) -> None:
        self._stale |= change_of_signal(change).kinds()
        # Another process may tell of hundreds of steps in a row.
        self._reload.start(0)

    def _catch_up(self) -> None:
        stale, self._stale = self._stale, set()
        try:
            if "source" in stale:
                self._read_sources()
            elif stale & self._kinds:
                self._read_passages()
        except FactError as error:
            self.notice.tell(error.sentence, Severity.ERROR)

    def _allow(self) -> None:
        """Enable what can be done now, and say of the rest what is missing."""
        selected, readonly = self.article.selected() is not None, self._store.readonly
        self.cite_action.setEnabled(selected and self._target is not None and not readonly)
        for widget in (self.aside_button, self.aside_menu):
            widget.setEnabled(selected and not readonly)
        whole = f"Cite for {self._target_words}" if self._target_words else "Cite"
        short = whole if len(whole) <= _LONGEST_TARGET else whole[: _LONGEST_TARGET - 1] + "…"
        for place in (self.cite_action, self.cite_button):
            place.setText(_unmarked(short))
        self.cite_button.setEnabled(self.cite_action.isEnabled())
        if readonly:
            tip = self._store.reason
        elif self._target is None:
            tip = "Choose a field in the detail pane, then select the words that back it"
        else:
            tip = f"{whole}: select the words that back it (Ctrl+E)"
        self.cite_button.setToolTip(plain_tooltip(tip))
        self.aside_button.setToolTip(
            plain_tooltip(
                self._store.reason
                if readonly
                else "Select words that carry nothing to code, then say why"
            )
        )

    # Menus

    def _on_segment(self, segment: Segment, place: QPoint) -> None:
        found = mentions(segment.passages)
        if len(found) == 1:
            self._go(found[0])
            return
        menu = self._menu("passages_menu")
        self._add_mentions(menu, found)
        menu.setActiveAction(menu.actions()[0])
        menu.popup(place)

    def _open_menu(self, place: QPoint) -> None:
        """Offer everything that can be done with the words."""
        menu = self._menu("article_menu")
        segment = self.article.segment_under(place)
        if segment is not None:
            self._add_mentions(menu, mentions(segment.passages))
            menu.addSeparator()
        menu.addAction(self.cite_action)
        menu.addMenu(self.aside_menu)
        menu.addSeparator()
        copy = menu.addAction(icon("copy"), "Copy\tCtrl+C")
        copy.setEnabled(self.article.textCursor().hasSelection())
        copy.triggered.connect(self.article.copy)
        menu.addAction("Select all\tCtrl+A").triggered.connect(self.article.selectAll)
        menu.popup(self.article.viewport().mapToGlobal(place))

    def _menu(self, name: str) -> QMenu:
        menu = QMenu(self)
        menu.setObjectName(name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return menu

    def _add_mentions(self, menu: QMenu, found: list[Mention]) -> None:
        for mention in found:
            action = menu.addAction(_unmarked(mention.line))
            action.triggered.connect(lambda _=False, mention=mention: self._go(mention))

    def _go(self, mention: Mention) -> None:
        self.record_wanted.emit(mention.kind, mention.record, mention.field)


def _name(row: Row) -> str:
    published = row.shown("published")
    return f"{row.shown('title')} · {published}" if published else row.shown("title")


def _unmarked(text: str) -> str:
    """Keep an ampersand and a tab from meaning a key."""
    return text.replace("&", "&&").replace("\t", " ")
