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
from gui.article_reading import Article, Listed, read_article, read_sources
from gui.article_text import ArticleText
from gui.crash import guarded
from gui.icons import icon
from gui.messages import NoticeBar, Severity, plain_label, plain_tooltip
from gui.notify import Notifier, change_of_signal
from gui.tasks import Tasks
from models import VOCABULARIES, FactError, Store, Value

NO_SOURCES: Final = (
    "No sources yet. Drop a file here, choose one (Ctrl+Shift+A), paste what you copied "
    "(Ctrl+Shift+V), or fill in a form (Ctrl+Shift+N)."
)
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

    def __init__(
        self, store: Store, notifier: Notifier, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("source_pane")
        self.setAccessibleName("Article")
        self._store = store
        self._tasks = tasks
        self._source: int | None = None
        self._wanted: int | None = None
        self._words: tuple[int, int] | None = None
        self._target: tuple[str, int, str] | None = None
        self._target_words = ""
        self._kinds: frozenset[str] = frozenset()
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
        self._words = None
        if source != self._wanted:
            self._ask(source)

    def show_words(self, source: int, start: int, end: int) -> None:
        """Show these words of a source, given in code points."""
        self._words = (start, end)
        if source != self._wanted:
            self._ask(source)
        elif source == self._source:
            self._show_wanted_words()

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
        wanted = self._wanted
        self._tasks.read(
            lambda _: read_sources(self._store, wanted),
            lambda listed: self._list(listed, wanted),
            self._on_refused,
            key=(self, "list"),
        )

    def _ask(self, source: int) -> None:
        self._wanted = source
        self._tasks.read(
            lambda _: read_article(self._store, source),
            self._on_read,
            self._on_refused,
            key=(self, "article"),
        )

    def _on_read(self, article: Article | None) -> None:
        """Show what was asked for; a source that is gone leaves the one shown where it is."""
        if article is None:
            self._wanted = self._source
        else:
            self._show(article)

    def _on_refused(self, error: FactError) -> None:
        self._wanted = self._source
        self.notice.tell(error.sentence, Severity.ERROR)

    def _list(self, listed: Listed, wanted: int | None) -> None:
        self.choice.clear()
        for source, name in listed.names:
            self.choice.addItem(name, source)
        if listed.more:
            self.choice.addItem("Older ones are in the tab Sources", None)
        self.choice.setEnabled(listed.shown is not None)
        # Another article may have been asked for since; it is on its way.
        if self._wanted == wanted:
            self._show(listed.shown)

    def _name(self, article: Article) -> None:
        """Choose a source in the list, adding it if it is not among the newest."""
        place = self.choice.findData(article.source)
        if place < 0:
            self.choice.insertItem(0, article.name, article.source)
            place = 0
        self.choice.setCurrentIndex(place)
        self.choice.setToolTip(plain_tooltip(self.choice.currentText()))

    def _show(self, article: Article | None) -> None:
        text = article.text if article else ""
        source = article.source if article else None
        if article is not None:
            self._name(article)
        if source != self._source or text != self.article.text:
            self._source = self._wanted = source
            self.article.set_text(text)
        self._kinds = article.kinds if article else frozenset()
        self.article.set_segments(article.segments if article else ())
        self._empty.setText(NO_TEXT if article else NO_SOURCES)
        self._pages.setCurrentWidget(self.article if text else self._empty)
        self._legend.setVisible(bool(text))
        self._show_wanted_words()
        self._allow()

    def _show_wanted_words(self) -> None:
        words, self._words = self._words, None
        if words is not None and self.article.text:
            self.article.show_words(*words)

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
        if "source" in stale:
            self._read_sources()
        elif stale & self._kinds and self._wanted is not None:
            self._ask(self._wanted)

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
        choose = "Choose a field in the detail pane, then select the words that back it"
        able = f"{whole}: select the words that back it (Ctrl+E)" if self._target else choose
        aside = "Select words that carry nothing to code, then say why"
        for button, tip in ((self.cite_button, able), (self.aside_button, aside)):
            button.setToolTip(plain_tooltip(self._store.reason if readonly else tip))

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


def _unmarked(text: str) -> str:
    """Keep an ampersand and a tab from meaning a key."""
    return text.replace("&", "&&").replace("\t", " ")
