"""The article pane: read a source, see what its words carry, cite words, set words aside."""

from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from gui.article_ahead import ArticleAhead
from gui.article_coding import Coder
from gui.article_head import ArticleFoot, ArticleHead
from gui.article_keys import DeskKey, show_keys
from gui.article_marks import Mention, Segment, mentions
from gui.article_menus import (
    add_keys,
    add_mentions,
    add_reading,
    new_menu,
    open_passages,
)
from gui.article_page import ArticlePage
from gui.article_reading import Article, Listed, read_article, read_sources
from gui.messages import Severity, plain_label, plain_tooltip
from gui.notify import Notifier, change_of_signal
from gui.tasks import Tasks
from models import FactError, Reading, Store

NO_SOURCES: Final = (
    "No sources yet. Drop a file here, choose one (Ctrl+Shift+A), paste what you copied "
    "(Ctrl+Shift+V), or fill in a form (Ctrl+Shift+N)."
)
NO_TEXT: Final = "This source has no text yet. Paste it into the field Text of the source."
NOTHING_OPEN: Final = "Every sentence of every article is settled."


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
        self._to_open: bool | None = None
        self._ahead = ArticleAhead(store, tasks, self)
        self._lay_out()
        self._connect()
        self._idle = notifier.idle
        notifier.changed.connect(self._on_changed)
        notifier.writable.connect(self._allow)
        self._read_sources()

    def _lay_out(self) -> None:
        self._page = ArticlePage(self)
        self.article, self.strip = self._page.article, self._page.strip
        self.coder = Coder(self._store, self.article, self.strip)
        self.aside_menu = self.coder.aside_menu
        self.head = ArticleHead(self.aside_menu, self)
        self.choice, self.meter = self.head.choice, self.head.meter
        self.cite_button, self.aside_button = self.head.cite_button, self.head.aside_button
        self.cite_action = self.head.cite_action
        self.addAction(self.cite_action)
        self.foot = ArticleFoot(self)
        self.notice = self.foot.notice
        self._empty = plain_label(NO_SOURCES, self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self._page)
        self._pages.addWidget(self._empty)
        lines = QVBoxLayout(self)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        for widget in (self.head, self._pages, self.foot):
            lines.addWidget(widget, int(widget is self._pages))
        self.setFocusProxy(self.article)

    def _connect(self) -> None:
        self.choice.activated.connect(self._on_activated)
        self.meter.clicked.connect(lambda: self.go_on(1))
        self.cite_button.clicked.connect(self.cite)
        self.cite_action.triggered.connect(self.cite)
        self.article.segment_chosen.connect(self._on_segment)
        self.article.selectionChanged.connect(self._allow)
        self.article.sentence_changed.connect(self._allow)
        self.article.customContextMenuRequested.connect(self._open_menu)
        self.article.key_wanted.connect(self._on_key)
        self.article.takes_tab = lambda: bool(self.strip.suggestions)
        self.strip.verb_wanted.connect(self.coder.perform)
        self.coder.said.connect(self.foot.say)
        self.coder.refused.connect(self.foot.refuse)
        self.coder.open_source_wanted.connect(
            lambda back: self._ahead.find(self._source, back=back)
        )
        self._ahead.text_read.connect(self._on_text_read)
        self._ahead.settled_read.connect(self.meter.show_store)
        self._ahead.source_found.connect(self._on_open_source)
        self.foot.help_wanted.connect(lambda: show_keys(self))

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
        self.coder.set_target(kind, record, field)
        self._allow()

    def go_on(self, by: int) -> None:
        """Go to the next open sentence, or the one before, here or in another article."""
        here = self.article.hasFocus()
        self.article.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.coder.go_on(by, stay=not here)

    def cite(self) -> None:
        """Offer the selected words as the quote for the target."""
        selected = self.article.selected()
        if selected is not None and self.cite_action.isEnabled():
            start, end = selected
            self.cite_wanted.emit(self._source, start, end, self.article.text[start:end])

    # Sources and what changed

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
            self.choice.insertItem(0, article.listed, article.source)
            place = 0
        self.choice.setItemText(place, article.listed)
        self.choice.setCurrentIndex(place)
        self.choice.setToolTip(plain_tooltip(self.choice.currentText()))

    def _show(self, article: Article | None) -> None:
        text = article.text if article else ""
        source = article.source if article else None
        if article is not None:
            self._name(article)
        if source != self._source or text != self.article.text:
            self._source = self._wanted = self.article.source = source
            self.article.set_text(text)
            self.coder.suggest(())
        self._ahead.show(source, text, article.published if article else "")
        self._kinds = article.kinds if article else frozenset()
        self.article.set_segments(article.segments if article else ())
        self.article.set_coverage(article.coverage if article else ())
        self.coder.show_passages(article.passages if article else ())
        self.meter.show_coverage(self.article.coverage)
        self._ahead.count()
        self._empty.setText(NO_TEXT if article else NO_SOURCES)
        self._pages.setCurrentWidget(self._page if text else self._empty)
        self.foot.legend.setVisible(bool(text))
        self._show_wanted_words()
        self._allow()
        back, self._to_open = self._to_open, None
        if back is not None and self.article.coverage:
            self.article.go_to(len(self.article.coverage) - 1 if back else 0)
            self.coder.go_on(-1 if back else 1, stay=True)

    def _on_text_read(self, source: int | None, reading: Reading) -> None:
        if source == self._source:
            self.article.set_mentions(reading.mentions)
            self.coder.suggest(reading.suggestions)

    def _on_open_source(self, found: int | None, back: object) -> None:
        if found is None or found == self._source:
            self.foot.say(NOTHING_OPEN)
            return
        self._to_open, self._words = bool(back), None
        self._ask(found)

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
        told = change_of_signal(change)
        self._stale |= told.kinds()
        if told.by is not self.coder:
            # What was done here is no longer what Ctrl+Z takes back.
            self.foot.say("")
        # Another process may tell of hundreds of steps in a row.
        self._idle.ask(self._catch_up)

    def _catch_up(self) -> None:
        stale, self._stale = self._stale, set()
        if "source" in stale:
            self._read_sources()
        elif stale & self._kinds and self._wanted is not None:
            self._ask(self._wanted)
        if "actor" in stale and self.article.text:
            # A name that is known now is matched the next time.
            self._ahead.read_text()

    def _allow(self) -> None:
        """Enable what can be done now, and say of the rest what is missing."""
        words, readonly = self.article.words() is not None, self._store.readonly
        citable = self.article.selected() is not None and self._target is not None
        self.cite_action.setEnabled(citable and not readonly)
        for menu in (self.aside_menu, self.coder.evidence_menu):
            menu.setEnabled(words and not readonly)
        self.head.allow(self._target_words, words=words, reason=self._store.reason)

    # Keys and menus

    def _on_key(self, key: DeskKey) -> None:
        if key.verb == "help":
            show_keys(self)
        elif key.verb == "toggle_mentions":
            self.article.set_underlines(shown=not self.article.underlines)
        elif key.verb in ("next_mention", "previous_mention"):
            self.article.step_mention(1 if key.verb == "next_mention" else -1)
        else:
            self.coder.perform(key.verb, key.argument)

    def _on_segment(self, segment: Segment, place: QPoint) -> None:
        found = mentions(segment.passages)
        if len(found) == 1:
            self._go(found[0])
        else:
            open_passages(self, found, self._go, place)

    def _open_menu(self, place: QPoint) -> None:
        """Offer everything that can be done with the words, each with its key."""
        menu = new_menu(self, "article_menu")
        segment = self.article.segment_under(place)
        if segment is not None:
            add_mentions(menu, mentions(segment.passages), self._go)
            menu.addSeparator()
        selected = self.article.textCursor().hasSelection()
        if not selected:
            self.article.setTextCursor(self.article.cursorForPosition(place))
        add_keys(
            menu,
            self.coder.perform,
            cite=self.cite_action,
            submenus=(self.coder.evidence_menu, self.aside_menu),
            target=self._target_words,
            selected=selected,
            carried=segment is not None,
        )
        add_reading(menu, self.article)
        menu.popup(self.article.viewport().mapToGlobal(place))

    def _go(self, mention: Mention) -> None:
        self.record_wanted.emit(mention.kind, mention.record, mention.field)
