"""Keeps everything that asks in step: line, chips, header, tree and tables have ONE query."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QMenu

from gui.chip_bar import ChipBar
from gui.kind_tabs import KindTabs
from gui.narrowing import with_line
from gui.notify import change_of_signal
from gui.search_bar import SearchBar
from gui.settings import RECENT, Settings
from gui.workbench import Workbench
from models import (
    KINDS,
    Completion,
    Invalid,
    Query,
    QueryPart,
    Scope,
    completions,
    parts_of,
    query_of,
    text_of,
    typed_query,
)

RECENT_QUERIES: Final = 10
LONGEST_LINE: Final = 90
_WORD: Final = re.compile(r'(-?)(?:"((?:[^"]|"")*)"?|([^\s"]\S*))')
_TOKEN: Final = re.compile(r'(?:[^\s"]|"(?:[^"]|"")*(?:"|$))+')

Countries = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class LineReading:
    """What a line that is still being typed asks for, and what of it cannot be read yet."""

    query: Query
    refused: str = ""


def read_line(base: Query, text: str, countries: Countries = ()) -> LineReading:
    """Read what can be read of a line; the parts that cannot are left out, the first is named."""
    refused = ""
    try:
        query_of(base.kind, text, countries)
    except Invalid as error:
        refused = error.sentence
    try:
        typed = typed_query(base.kind, text, countries)
    except Invalid:
        good = " ".join(_readable(base.kind, text, countries))
        typed = typed_query(base.kind, good, countries)
    return LineReading(with_line(base, typed), refused)


def _readable(kind: str, text: str, countries: Countries) -> Iterator[str]:
    for token in _TOKEN.findall(text):
        try:
            query_of(kind, token, countries)
        except Invalid:
            continue
        yield token


class Asking(QObject):
    """Carries the one query of the table in front to all who show it, and back."""

    settled = Signal()
    problem_told = Signal(str)

    def __init__(
        self, bench: Workbench, search: SearchBar, settings: Settings, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._store, self._tabs, self._tree = bench.store, bench.tabs, bench.tree
        self._search, self._chips, self._settings = search, bench.chips, settings
        self._base: Query | None = None
        self._asking = False
        self._refused = ""
        self.countries: Countries = self._store.countries()
        self._tabs.set_above(self._chips)
        self._connect(self._tabs, search, self._chips)
        bench.notifier.changed.connect(self._on_changed)

    def _connect(self, tabs: KindTabs, search: SearchBar, chips: ChipBar) -> None:
        search.complete = self._completions
        search.typed.connect(self._on_typed)
        search.settled.connect(self._on_settled)
        search.recent_wanted.connect(self.recent_queries)
        chips.query_wanted.connect(tabs.ask)
        chips.change_wanted.connect(self._change_part)
        chips.clear_wanted.connect(self._clear)
        chips.left.connect(lambda: tabs.current.setFocus())
        tabs.query_changed.connect(self._on_query)
        tabs.query_refused.connect(self._on_refused)

    # The line

    def _on_typed(self, text: str) -> None:
        """Ask for what can be read, while it is typed."""
        if self._base is None:
            self._base = replace(self._tabs.query(self._tabs.kind), words="")
        reading = read_line(self._base, text, self.countries)
        self._refused = reading.refused
        self._ask(reading.query)
        self._search.show_hint(reading.refused)

    def _ask(self, query: Query) -> None:
        """Ask without touching what stands in the line."""
        self._asking = True
        try:
            self._tabs.ask(query)
        finally:
            self._asking = False

    def _on_settled(self) -> None:
        """Leave the words in the line; what else was read there has become chips."""
        base, refused = self._base, self._refused
        self._base, self._refused = None, ""
        if refused:
            self.problem_told.emit(refused)
        elif base is not None:
            # While it was typed, a value that makes no sense was taken for an unfinished one.
            text = self._search.text()
            self._ask(with_line(base, query_of(base.kind, text, self.countries)))
        query = self._tabs.query(self._tabs.kind)
        if not refused:
            self._search.set_text(_words_text(query))
        self._show_parts(query)
        self.settled.emit()

    def _on_refused(self, sentence: str) -> None:
        if self._search.typing:
            self._search.show_hint(sentence)
        else:
            self.problem_told.emit(sentence)

    def _completions(self, text: str, cursor: int) -> Sequence[Completion]:
        """Return what may follow; plain words are not disturbed by names that contain them."""
        found = completions(self._tabs.kind, text, cursor, self.countries)
        if not text[:cursor].strip() or text[:cursor][-1].isspace():
            return ()
        begun = text[found[0].start : cursor].casefold() if found else ""
        names = [one for one in found if one.text.endswith(":")]
        if len(names) != len(found):
            return found
        return [
            one
            for one in names
            if begun and (one.text.startswith(begun) or one.label.casefold().startswith(begun))
        ]

    # The chips

    def _on_query(self, query: Query) -> None:
        if query.scope != self._tree.current_scope():
            self._tree.choose(query.scope)
        # While a word is typed the rows are drawn once a letter, when those with it are there.
        self._tabs.current.set_marks(_marks(query), with_answer=self._asking)
        if not self._asking:
            self._base, self._refused = None, ""
            self._search.set_text(_words_text(query))
            self._show_parts(query)

    def _show_parts(self, query: Query) -> None:
        self._chips.show_parts(parts_of(query, self.place_name(query.scope), self.countries))

    def in_words(self, query: Query) -> str:
        """Return what a query asks, for a person to read."""
        parts = parts_of(query, self.place_name(query.scope), self.countries)
        return " · ".join(part.label for part in parts)

    def _change_part(self, part: QueryPart) -> None:
        """Take a part out of the chips into the line, to be typed anew."""
        self._tabs.ask(part.without)
        self._search.type_text(f"{_words_text(part.without)} {part.text}".strip())

    def _clear(self) -> None:
        query = self._tabs.query(self._tabs.kind)
        self._tabs.ask(Query(query.kind, sort=query.sort))

    def place_name(self, scope: Scope) -> str:
        """Return the name of a place for a person to read."""
        return scope.in_words(dict(self.countries).get(scope.country or "", ""))

    def _on_changed(self, change: object) -> None:
        if "country" in change_of_signal(change).kinds():
            self.countries = self._store.countries()

    # The last queries

    def remember(self, query: Query) -> None:
        """Keep a query among the last ten, if it asks for more than a place."""
        if not (query.filters or query.words.strip()):
            return
        line: list[object] = [query.kind, text_of(query)]
        kept = [one for one in self._settings.get(RECENT) if one != line]
        self._settings.set(RECENT, [line, *kept][:RECENT_QUERIES])

    def recent_queries(self) -> None:
        """Offer the last queries under the line."""
        menu = QMenu(self._search)
        menu.setObjectName("recent_menu")
        for kind, text in self._recent():
            label = f"{KINDS[kind].plural}: {_short(text)}".replace("&", "&&")
            menu.addAction(label).triggered.connect(
                lambda _=False, kind=kind, text=text: self.ask_line(kind, text)
            )
        if menu.isEmpty():
            menu.addAction("No queries yet").setEnabled(False)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self._search.mapToGlobal(QPoint(0, self._search.height())))
        menu.setActiveAction(menu.actions()[0])

    def _recent(self) -> list[tuple[str, str]]:
        kept = (one for one in self._settings.get(RECENT) if isinstance(one, list))
        pairs = ((str(one[0]), str(one[1])) for one in kept if len(one) == 2)
        return [(kind, text) for kind, text in pairs if kind in KINDS]

    def ask_line(self, kind: str, text: str) -> bool:
        """Ask for a query written as a line; tell whether it could be read."""
        try:
            query = query_of(kind, text, self.countries)
        except Invalid as error:
            self.problem_told.emit(error.sentence)
            return False
        self._tabs.ask(query)
        return True


def _marks(query: Query) -> tuple[str, ...]:
    """Return the words that are marked in the table: those that are not left out."""
    found = _WORD.findall(query.words)
    return tuple(phrase or word for minus, phrase, word in found if not minus)


def _words_text(query: Query) -> str:
    """Return the words of a query as they stand in the line."""
    return text_of(Query(query.kind, words=query.words))


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LINE else text[: LONGEST_LINE - 1] + "…"
