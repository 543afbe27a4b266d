"""What the keys of the article do: words become facts, suggestions are taken or rejected.

Each gesture is one step of the store. The coder never waits for the article to be read again: the
sentence just worked on counts as settled at once, so that the next key finds the next sentence.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from PySide6.QtCore import QObject, Signal

from gui.article_candidates import Candidates
from gui.article_keys import LetterMenu
from gui.article_menus import open_taking_away
from gui.coded_text import CodedText
from gui.suggestion_strip import SuggestionStrip, line_of
from models import (
    KINDS,
    VOCABULARIES,
    FactError,
    Made,
    Passage,
    Store,
    Suggestion,
    Words,
    accept_suggestions,
    cite_words,
    set_aside,
    take_away,
    words_as_record,
    words_as_value,
)

REASON_LETTERS: Final = {
    "opinion": "O",
    "background": "B",
    "duplicate": "U",
    "out_of_scope": "S",
    "page_chrome": "C",
}
_EVIDENCE: Final = (
    ("stated", "supports", "Stated", "S"),
    ("attributed", "supports", "Attributed: somebody is reported to say so", "A"),
    ("inferred", "supports", "Inferred: one can conclude it", "I"),
    ("estimated", "supports", "Estimated", "E"),
    ("unknown", "supports", "Unknown: it is said to be open", "U"),
    ("stated", "contradicts", "Contradicts the value", "C"),
    ("stated", "context", "Context only", "X"),
)
FOCUSED: Final = {
    "entry": ("country", "type", "status", "sector", "start"),
    "figure": ("label", "value", "unit", "role", "period"),
    "milestone": ("type", "date", "place"),
    "party": ("actor", "role"),
    "remark": ("type", "speaker"),
    "location": ("role", "country"),
}
"""The fields that a new record is completed with, the first empty one by the cursor."""
NO_WORDS: Final = "Select words of the article first."
NO_TARGET: Final = (
    "Put the cursor on a value first, in the table or in the detail: these words are for it."
)
ALL_SETTLED: Final = "Every sentence of this article is settled."


class Coder(QObject):
    """Does what a key asks for with the words, the sentence, or the chosen suggestion."""

    record_made = Signal(str, object, str)
    said = Signal(str)
    refused = Signal(str)
    open_source_wanted = Signal(bool)

    def __init__(self, store: Store, article: CodedText, strip: SuggestionStrip) -> None:
        super().__init__(article)
        self._store, self._article, self._strip = store, article, strip
        self._candidates = Candidates()
        self._target: tuple[str, int, str] | None = None
        self._record: tuple[str, int] | None = None
        self.place = ""
        self.aside_menu = LetterMenu("Set aside as", article)
        self.aside_menu.setObjectName("aside_menu")
        for term in VOCABULARIES["dismissal_reason"].terms:
            self.aside_menu.add(term.code, term.label, REASON_LETTERS.get(term.code, ""))
        self.aside_menu.chosen.connect(self.set_aside)
        self.evidence_menu = LetterMenu("Cite as", article)
        self.evidence_menu.setObjectName("evidence_menu")
        for state, stance, text, letter in _EVIDENCE:
            self.evidence_menu.add(f"{state} {stance}", text, letter)
        self.evidence_menu.chosen.connect(lambda code: self.cite_as(*code.split()))
        article.sentence_changed.connect(self.show_suggestions)

    # What is known

    def show_passages(self, passages: Sequence[Passage]) -> None:
        """Take note of what rests on the article's words now."""
        self._candidates.show_passages(passages)
        self.show_suggestions()

    def suggest(self, suggestions: Sequence[Suggestion]) -> None:
        """Take over what the reader suggests."""
        self._candidates.suggest(self._article.source, suggestions)
        self.show_suggestions()

    def set_target(self, kind: str, record: int | None, field: str) -> None:
        """Take note of the value in focus; with no kind there is none."""
        self._target = (kind, record, field) if kind and record is not None else None

    def set_record(self, kind: str, record: int) -> None:
        """Take note of the record that is worked on; its entry gets what is added."""
        self._record = (kind, record)

    def show_suggestions(self) -> None:
        """Show the candidates of the sentence."""
        one = self._article.current
        settled = one is not None and one.state != "open"
        self._strip.show_suggestions(self._candidates.of(one), settled=settled)

    # What the keys do

    def perform(self, verb: str, argument: str = "") -> None:
        """Do what a key of the article stands for."""
        if self._store.readonly and verb not in ("next_open", "previous_open", "choose"):
            self.refused.emit(self._store.reason)
            return
        acts: dict[str, Callable[[], None]] = {
            "value": self.make_value,
            "evidence": lambda: self.cite_as("stated", "supports"),
            "evidence_as": lambda: self._open(self.evidence_menu, needs_target=True),
            "record": lambda: self.make_record(argument),
            "aside": lambda: self._open(self.aside_menu, needs_target=False),
            "take_away": self._offer_taking_away,
            "accept": lambda: self._accept(self._chosen()),
            "accept_all": lambda: self._accept(self._strip.suggestions),
            "edit": lambda: self._accept(self._chosen(), edit=True),
            "reject": self.reject,
            "choose": lambda: self._strip.choose(int(argument) - 1),
            "next_open": lambda: self.go_on(1),
            "previous_open": lambda: self.go_on(-1),
        }
        acts[verb]()

    def make_value(self) -> None:
        """Make the words the value in focus."""
        words = self._words()
        if words is None or not self._has_target():
            return
        kind, record, field = self._target or ("", 0, "")
        if not field:
            self.refused.emit(NO_TARGET)
            return
        self._write(kind, record, field, words)

    def drop(self, kind: str, record: int, field: str, words: object) -> None:
        """Make dragged words the value they were dropped on."""
        if self._store.readonly:
            self.refused.emit(self._store.reason)
        elif isinstance(words, tuple):
            self._write(kind, record, field, Words(*words))

    def _write(self, kind: str, record: int, field: str, words: Words) -> None:
        label = KINDS[kind].field(field).label

        def act() -> None:
            words_as_value(self._store, kind, record, field, words, by=self)
            shown = self._store.row(kind, record).shown(field)
            self.said.emit(f"{label}: {' '.join(shown.split())}.")

        self._attempt(act, words)

    def cite_as(self, state: str, stance: str) -> None:
        """Cite the words for the value in focus."""
        words = self._words()
        if words is None or not self._has_target():
            return
        kind, record, field = self._target or ("", 0, "")
        key = field if field and KINDS[kind].field(field).editable else ""
        label = KINDS[kind].field(key).label if key else KINDS[kind].label

        def act() -> None:
            cite_words(self._store, kind, record, key, words, by=self, state=state, stance=stance)
            self.said.emit(f"Cited for {label}.")

        self._attempt(act, words)

    def make_record(self, kind: str) -> None:
        """Make the words a record, and go on with it in the detail."""
        words = self._words()
        if words is None:
            return

        def act() -> None:
            made = words_as_record(
                self._store, kind, words, entry=self.entry(), place=self.place, by=self
            )
            self._tell(made, f"New {KINDS[kind].label.lower()}")
            self._show(made, edit=True)

        self._attempt(act, words)

    def set_aside(self, reason: str) -> None:
        """Note that the words carry nothing to code, and why; go on to the next sentence."""
        words = self._words()
        if words is None:
            return

        def act() -> None:
            set_aside(self._store, words, reason, by=self)
            label = VOCABULARIES["dismissal_reason"].label_of(reason)
            self.said.emit(f"Set aside: {label.lower()}.")

        if self._attempt(act, words, state="dismissed"):
            self._article.drop_selection()
            self._move_on()

    def reject(self) -> None:
        """Leave the chosen suggestion out for as long as the program runs."""
        self._candidates.reject(self._chosen())
        self.show_suggestions()

    def entry(self) -> int | None:
        """Return the entry that is worked on."""
        if self._record is None:
            return None
        kind, record = self._record
        if kind == "entry":
            return record
        if KINDS[kind].parent != "entry":
            return None
        for row in self._store.rows(kind, [record]):
            value = row.value("entry")
            return value if isinstance(value, int) else None
        return None

    # Suggestions

    def _chosen(self) -> list[Suggestion]:
        return [self._strip.chosen] if self._strip.chosen is not None else []

    def _accept(self, chosen: Sequence[Suggestion], *, edit: bool = False) -> None:
        source = self._article.source
        if not chosen or source is None:
            self.refused.emit("There is no suggestion for this sentence.")
            return
        if self._strip.isHidden():
            self.refused.emit("Make the article higher: nothing is accepted that is not seen.")
            return

        def act() -> None:
            text = self._article.text
            made = accept_suggestions(
                self._store, chosen, source, text, entry=self.entry(), by=self
            )
            self._candidates.accept(chosen)
            more = f" and {len(chosen) - 1} more" if len(chosen) > 1 else ""
            self._tell(made[0], f"Accepted {line_of(chosen[0])}{more}")
            self._show(made[0], edit=edit)

        start, end = min(one.start for one in chosen), max(one.end for one in chosen)
        done = self._attempt(act, Words(source, start, end, ""))
        if done and not edit:
            self._move_on()

    def _tell(self, made: Made, what: str) -> None:
        lost = f" Left empty: {', '.join(made.left_out)}." if made.left_out else ""
        self.said.emit(f"{' '.join(what.split())}.{lost}")

    def _show(self, made: Made, *, edit: bool) -> None:
        """Show the record to correct it, or the entry that it belongs to."""
        self._record = (made.kind, made.record)
        if edit:
            row = self._store.row(made.kind, made.record)
            keys = FOCUSED.get(made.kind, ())
            field = next((key for key in keys if row.value(key) is None), keys[0] if keys else "")
            self.record_made.emit(made.kind, made.record, field)
            return
        entry = self.entry()
        if entry is not None:
            self._record = ("entry", entry)
            self.record_made.emit("entry", entry, "")

    # Taking away

    def _offer_taking_away(self) -> None:
        """Offer to remove what rests on the words the cursor is in."""
        article = self._article
        start, end = article.selected() or (article.point(), article.point())
        here = [one for one in self._candidates.passages if one.start <= end and start <= one.end]
        if not here:
            self.refused.emit("Nothing rests on these words. Put the cursor into marked ones.")
            return
        open_taking_away(article, here, self.take_away, article.below_cursor())

    def take_away(self, passages: Iterable[Passage]) -> None:
        """Remove what binds these words; values and records stay."""
        source = self._article.source
        if source is None:
            return

        def act() -> None:
            take_away(self._store, source, list(passages), by=self)
            self.said.emit("Taken away; the value stays where there is one.")

        self._attempt(act, None)

    # Walking

    def go_on(self, by: int, *, stay: bool = False) -> None:
        """Go to the next open sentence, or the one before; with none left, to another source.

        With ``stay`` the sentence that the cursor is in already is the one, if it is open.
        """
        found = self._article.next_open(by, stay=stay)
        if found is None:
            self.open_source_wanted.emit(by < 0)
        else:
            self._article.go_to(found)

    def _move_on(self) -> None:
        """Leave a sentence that is settled and has nothing more to accept."""
        one = self._article.current
        if one is None or one.state == "open" or self._candidates.of(one):
            self.show_suggestions()
            return
        if any(each.state == "open" for each in self._article.coverage):
            self.go_on(1)
        else:
            self.show_suggestions()
            self.said.emit(f"{ALL_SETTLED} F8 goes on to the next article.")

    # Doing

    def _open(self, menu: LetterMenu, *, needs_target: bool) -> None:
        if self._words() is not None and (not needs_target or self._has_target()):
            menu.open_at(self._article.below_cursor())

    def _words(self) -> Words | None:
        """Return the selected words, else the sentence; say so where there are none."""
        article, span = self._article, self._article.words()
        if span is None or article.source is None:
            self.refused.emit(NO_WORDS)
            return None
        return Words(article.source, *span, article.text[span[0] : span[1]])

    def _has_target(self) -> bool:
        if self._target is None:
            self.refused.emit(NO_TARGET)
        return self._target is not None

    def _attempt(self, act: Callable[[], None], words: Words | None, state: str = "coded") -> bool:
        try:
            act()
        except FactError as error:
            self.refused.emit(error.sentence)
            return False
        self.refused.emit("")
        if words is not None and words.source == self._article.source:
            self._settle(words.start, words.end, state)
        return True

    def _settle(self, start: int, end: int, state: str) -> None:
        """Count the sentences of these words as settled until the article is read again."""

        self._article.settle(start, end, state)
