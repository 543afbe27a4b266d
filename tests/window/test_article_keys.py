"""The reading desk: keys over an article make values, records and dismissals, one step each."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import models.acquainted
from gui.article_gutter import draw_bar
from gui.article_keys import KEYS, KeyHelp, LetterMenu
from gui.article_menus import unmarked
from gui.editors import make_editor
from gui.kind_tabs import KindTabs
from gui.notify import Notifier
from gui.source_pane import NOTHING_OPEN, SourcePane
from gui.tasks import Tasks
from gui.words_dropping import WORDS_FORMAT
from models import KINDS, Mention, Reading, Store, Suggestion, Value, Words, open_store
from models.reading.reading import Known
from models.reading.sentences import sentences

TEXT = (
    "Kazakhstan buys up to 1.35 million tons of jet fuel. BYD pays $150 million in 2023.\n"
    "The weather was fine. Nobody said more."
)
SHIFT = Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier
CORNER = QPointF(1, 1)


def read_text(text: str, known: tuple[Known, ...] = (), published: str = "") -> Reading:
    """Suggest an entry for “Kazakhstan” and a figure for each number."""
    found, suggestions = [], []
    for kind, words in (("country", "Kazakhstan"), ("quantity", "1.35 million tons")):
        if words in text:
            start = text.index(words)
            found.append(Mention(kind, words, start, start + len(words), words))
    if found:
        end = text.index(".") if "." in text else len(text)
        span = (found[0].start, found[0].end)
        suggestions.append(
            Suggestion(
                "entry", span[0], end, "Fuel · Kazakhstan · trade",
                {"title": "Fuel for Kazakhstan", "country": "KAZ", "type": "trade"},
                {"title": span, "country": span}, {"type": "inferred"},
            )
        )  # fmt: skip
    for number, words in (("1350000", "1.35 million"), ("150000000", "150 million")):
        if words in text:
            start = text.index(words)
            where = (start, start + len(words))
            suggestions.append(
                Suggestion("figure", *where, f"{number}, stated", {"value": number},
                           {"value": where})
            )  # fmt: skip
    return Reading("", "", tuple(sentences(text)), tuple(found), tuple(suggestions))


@dataclass
class Desk:
    """One article being worked on, by keys."""

    qtbot: QtBot
    store: Store
    pane: SourcePane
    source: int
    tasks: Tasks
    notifier: Notifier

    def press(
        self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        popup = QApplication.activePopupWidget()
        self.qtbot.keyClick(popup or self.pane.article, key, held)

    def settle(self) -> None:
        """Wait until everything asked for has been read."""
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: self.tasks.pending == 0)

    def select(self, words: str) -> None:
        start = self.pane.article.text.index(words)
        self.pane.article.select_words(start, start + len(words))

    def states(self) -> str:
        return "".join(one.state[0] for one in self.pane.article.coverage)

    def lines(self) -> list[str]:
        return [one.line for one in self.pane.strip.suggestions]


def add(store: Store, kind: str, **values: Value) -> int:
    with store.step(f"Add {kind}", by=None) as step:
        return step.add(kind, values)


@pytest.fixture
def make(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Desk]]:
    tasks, notifiers = Tasks(), []
    monkeypatch.setattr(models.acquainted, "read_text", read_text)
    models.acquainted._read.cache_clear()

    def make_desk(store: Store, source: int) -> Desk:
        notifiers.append(Notifier(store))
        pane = SourcePane(store, notifiers[-1], tasks)
        qtbot.addWidget(pane)
        pane.resize(1000, 500)
        pane.show()
        qtbot.waitExposed(pane)
        desk = Desk(qtbot, store, pane, source, tasks, notifiers[-1])
        desk.settle()
        pane.show_source(source)
        qtbot.waitUntil(lambda: pane.source() == source)
        desk.settle()
        pane.activateWindow()
        pane.setFocus()
        qtbot.waitUntil(pane.article.hasFocus)
        return desk

    yield make_desk
    tasks.close()
    for notifier in notifiers:
        notifier.close()
    models.acquainted._read.cache_clear()


@pytest.fixture
def desk(make: Callable[..., Desk], empty_store: Store) -> Desk:
    return make(empty_store, add(empty_store, "source", title="Fuel", text=TEXT))


# ---- values and evidence


def test_v_makes_the_words_the_value_in_focus(
    desk: Desk, round_trip: Callable[[Store], object]
) -> None:
    entry = add(desk.store, "entry", title="Fuel")
    figure = add(desk.store, "figure", entry=entry)
    desk.pane.set_target("figure", figure, "value", "Value of Figure 1")
    desk.select("up to 1.35 million tons")
    with round_trip(desk.store):  # type: ignore[attr-defined]
        desk.press(Qt.Key.Key_V)
        assert desk.pane.foot.said.startswith("Value: 1,350,000.")
    row = desk.store.row("figure", figure)
    assert [row.text(key) for key in ("modality", "value", "unit")] == [
        "Up to", "1350000", "tonnes",
    ]  # fmt: skip
    assert desk.pane.foot.said == "", "it was undone and done again since, from elsewhere"
    assert desk.states()[0] == "c"


def test_v_without_a_selection_takes_the_sentence_and_refusals_are_said_beside_it(
    desk: Desk,
) -> None:
    desk.press(Qt.Key.Key_V)
    assert "Put the cursor on a value first" in desk.pane.notice.text
    entry = add(desk.store, "entry", title="Fuel")
    desk.pane.set_target("entry", entry, "start", "Start of Fuel")
    desk.pane.article.go_to(2)
    before = desk.store.dump()
    desk.press(Qt.Key.Key_V)
    assert "is not a date" in desk.pane.notice.text
    assert desk.store.dump() == before
    desk.pane.article.go_to(1)
    desk.press(Qt.Key.Key_V)
    assert desk.store.row("entry", entry).value("start") == "2023"
    assert desk.pane.notice.text == ""


def test_e_cites_as_stated_and_shift_e_as_anything_else(desk: Desk) -> None:
    entry = add(desk.store, "entry", title="Fuel", country="KAZ")
    desk.pane.set_target("entry", entry, "country", "Country of Fuel")
    desk.select("Kazakhstan")
    desk.press(Qt.Key.Key_E)
    desk.press(Qt.Key.Key_E, SHIFT)
    assert QApplication.activePopupWidget().objectName() == "evidence_menu"
    desk.press(Qt.Key.Key_C)
    found = [(c.field, c.state, c.stance) for c in desk.store.citations("entry", entry)]
    assert found == [("country", "stated", "supports"), ("country", "stated", "contradicts")]


# ---- records


def test_n_then_f_make_an_entry_and_its_figure_to_be_completed_in_the_detail(desk: Desk) -> None:
    made: list[tuple[str, int, str]] = []
    desk.pane.coder.record_made.connect(lambda *one: made.append(one))
    desk.select("Kazakhstan buys")
    desk.press(Qt.Key.Key_N)
    desk.select("up to 1.35 million tons")
    desk.press(Qt.Key.Key_F)
    (_, entry, first), (kind, figure, second) = made
    assert (first, kind, second) == ("type", "figure", "label")
    assert desk.store.row("figure", figure).value("entry") == entry
    assert desk.store.row("entry", entry).value("country") == "KAZ"
    desk.store.undo(by=None)
    desk.store.undo(by=None)
    assert desk.store.children("source", desk.source) == {"dismissal": []}


def test_a_figure_without_an_entry_says_what_to_do(desk: Desk) -> None:
    desk.select("1.35 million tons")
    desk.press(Qt.Key.Key_F)
    assert "belongs to an entry" in desk.pane.notice.text


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        (Qt.Key.Key_M, "milestone"),
        (Qt.Key.Key_P, "party"),
        (Qt.Key.Key_R, "remark"),
        (Qt.Key.Key_L, "location"),
    ],
)
def test_the_other_letters_make_their_records(desk: Desk, key: Qt.Key, kind: str) -> None:
    entry = add(desk.store, "entry", title="Fuel")
    desk.pane.coder.set_record("entry", entry)
    desk.select("BYD")
    desk.press(key)
    assert len(desk.store.children("entry", entry)[kind]) == 1


# ---- setting aside and taking away


def test_d_and_a_letter_set_the_sentence_aside_and_go_on(desk: Desk) -> None:
    desk.pane.article.go_to(2)
    desk.press(Qt.Key.Key_D)
    desk.press(Qt.Key.Key_B)
    assert desk.states() == "oodo"
    assert desk.pane.article.sentence == 3
    # The last reason is ready for Enter.
    desk.press(Qt.Key.Key_D)
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    assert desk.states() == "oodd"
    reasons = [one.label for one in desk.store.passages(desk.source)]
    assert reasons == ["Background", "Background"]
    assert desk.pane.article.sentence == 0


def test_backspace_offers_to_take_away_what_rests_on_the_words(desk: Desk) -> None:
    desk.pane.article.go_to(2)
    desk.press(Qt.Key.Key_D)
    desk.press(Qt.Key.Key_O)
    desk.settle()
    desk.pane.article.go_to(2)
    desk.press(Qt.Key.Key_Backspace)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, LetterMenu)
    assert menu.actions()[0].text().startswith("Take away: Set aside · Opinion")
    desk.press(Qt.Key.Key_1)
    desk.settle()
    assert desk.states() == "oooo"


# ---- suggestions


def test_the_sentence_shows_its_suggestions_and_enter_accepts_them_one_by_one(desk: Desk) -> None:
    assert desk.lines() == ["Fuel · Kazakhstan · trade", "1350000, stated"]
    desk.press(Qt.Key.Key_Return)
    assert desk.lines() == ["1350000, stated"]
    assert desk.pane.article.sentence == 0
    desk.press(Qt.Key.Key_A)
    assert desk.pane.article.sentence == 1
    desk.settle()
    (entry,) = desk.store.find("entry", "")
    assert len(desk.store.children("entry", entry[0])["figure"]) == 1
    desk.pane.article.go_to(0)
    assert desk.lines() == [], "what is coded already is not suggested again"


def test_shift_enter_accepts_all_in_one_step_and_undo_brings_them_back(desk: Desk) -> None:
    before = desk.store.dump()["entry"]
    desk.press(Qt.Key.Key_Return, SHIFT)
    desk.settle()
    assert desk.states()[0] == "c"
    assert desk.store.undo_label == "Add 2 records of a sentence"
    desk.store.undo(by=None)
    desk.settle()
    assert desk.store.dump()["entry"] == before
    desk.pane.article.go_to(0)
    assert len(desk.lines()) == 2


def test_a_number_chooses_and_x_rejects_for_as_long_as_the_program_runs(desk: Desk) -> None:
    before = desk.store.dump()
    desk.press(Qt.Key.Key_2)
    assert desk.pane.strip.chosen is not None
    assert desk.pane.strip.chosen.kind == "figure"
    desk.press(Qt.Key.Key_X)
    assert desk.lines() == ["Fuel · Kazakhstan · trade"]
    desk.pane.article.go_to(1)
    desk.pane.article.go_to(0)
    assert desk.lines() == ["Fuel · Kazakhstan · trade"]
    assert desk.store.dump() == before


def test_tab_accepts_and_goes_on_in_the_detail(desk: Desk) -> None:
    with desk.qtbot.waitSignal(desk.pane.coder.record_made) as made:
        desk.press(Qt.Key.Key_Tab)
    assert made.args is not None
    assert (made.args[0], made.args[2]) == ("entry", "status")
    assert desk.pane.article.sentence == 0


def test_tab_leaves_the_article_where_nothing_is_suggested(desk: Desk) -> None:
    desk.pane.article.go_to(2)
    desk.press(Qt.Key.Key_Tab)
    assert not desk.pane.article.hasFocus()


def test_space_selects_what_the_reader_recognises(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Space)
    desk.press(Qt.Key.Key_Space)
    assert desk.pane.article.textCursor().selectedText() == "1.35 million tons"
    desk.press(Qt.Key.Key_Space, SHIFT)
    assert desk.pane.article.textCursor().selectedText() == "Kazakhstan"


# ---- coverage


def test_f8_walks_the_open_sentences_and_says_when_all_are_settled(desk: Desk) -> None:
    article = desk.pane.article
    visited = []
    for _ in range(5):
        desk.press(Qt.Key.Key_F8)
        visited.append(article.sentence)
    assert visited == [0, 1, 2, 3, 0]
    desk.press(Qt.Key.Key_F8, SHIFT)
    assert article.sentence == 3
    for place in (0, 1, 2, 3):
        article.go_to(place)
        desk.press(Qt.Key.Key_D)
        desk.press(Qt.Key.Key_O)
    assert desk.pane.foot.said.startswith("Every sentence of this article is settled.")
    desk.settle()
    assert desk.pane.meter.words == "All 4 sentences settled"
    desk.press(Qt.Key.Key_F8)
    desk.qtbot.waitUntil(lambda: desk.pane.foot.said.startswith(NOTHING_OPEN))


def test_f8_goes_on_to_the_next_article_with_open_sentences(
    make: Callable[..., Desk], empty_store: Store
) -> None:
    other = add(empty_store, "source", title="Older", text="Still open.")
    done = add(empty_store, "source", title="Newer", text="Done.")
    desk = make(empty_store, done)
    desk.press(Qt.Key.Key_D)
    desk.press(Qt.Key.Key_O)
    desk.press(Qt.Key.Key_F8)
    desk.qtbot.waitUntil(lambda: desk.pane.source() == other)
    assert desk.pane.article.sentence == 0


def test_the_meter_tells_what_is_left_here_and_in_the_store(desk: Desk) -> None:
    assert desk.pane.meter.words == "0 of 4 sentences settled · 4 open"
    assert "In the store 4 of 4 sentences are open, in 1 source." in (
        desk.pane.meter.accessibleDescription()
    )
    assert desk.pane.choice.currentText() == "Fuel · 4 left"
    desk.qtbot.mouseClick(desk.pane.meter, Qt.MouseButton.LeftButton)
    assert desk.pane.article.hasFocus()


def test_a_click_on_a_bar_goes_to_its_sentence(desk: Desk) -> None:
    gutter = desk.pane.article._gutter
    bars = desk.pane.article._bars()
    assert [bar.sentence for bar in bars] == [0, 1, 2, 3]
    assert all(one.bottom <= other.top + 1 for one, other in pairwise(bars))
    middle = QPoint(5, int((bars[2].top + bars[2].bottom) / 2))
    desk.qtbot.mouseClick(gutter, Qt.MouseButton.LeftButton, pos=middle)
    assert desk.pane.article.sentence == 2


def test_the_states_differ_without_any_colour() -> None:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QPainter

    shapes = set()
    for state in ("coded", "dismissed", "open"):
        image = QImage(10, 40, QImage.Format.Format_Grayscale8)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        draw_bar(painter, QRectF(2, 2, 5, 36), state)
        painter.end()
        dark = [
            (x, y) for x in range(10) for y in range(40) if image.pixelColor(x, y).value() < 200
        ]
        shapes.add(tuple(dark))
    assert len(shapes) == 3


# ---- words, keys, help


def test_the_help_lists_every_key_and_the_menu_names_them(desk: Desk) -> None:
    desk.press(Qt.Key.Key_Question)
    page = QApplication.activePopupWidget()
    assert isinstance(page, KeyHelp)
    shown = {label.text() for label in page.findChildren(QLabel)}
    assert {one.text for one in KEYS} <= shown
    desk.press(Qt.Key.Key_Escape)
    desk.pane.article.customContextMenuRequested.emit(QPoint(30, 12))
    menu = QApplication.activePopupWidget()
    texts = [action.text() for action in menu.actions()]  # type: ignore[attr-defined]
    assert "New figure\tF" in texts
    assert any(text.endswith("\tV") for text in texts)
    menu.close()  # type: ignore[union-attr]
    assert unmarked("a & b\tc") == "a && b c"


def test_a_store_for_reading_only_says_why_not(
    make: Callable[..., Desk], empty_store: Store
) -> None:
    source = add(empty_store, "source", title="Fuel", text=TEXT)
    follower = open_store(empty_store.path, author="Other", readonly=True)
    desk = make(follower, source)
    for key in (Qt.Key.Key_N, Qt.Key.Key_D, Qt.Key.Key_Return):
        desk.press(key)
        assert desk.pane.notice.text == follower.reason
        desk.pane.notice.dismiss()
    follower.close()


# ---- dragging


def test_dragged_words_carry_where_they_stand_and_are_taken_by_what_they_are_dropped_on(
    desk: Desk,
) -> None:
    desk.select("Kazakhstan")
    mime = desk.pane.article.createMimeDataFromSelection()
    assert mime.text() == "Kazakhstan"
    words = Words(*json.loads(bytes(mime.data(WORDS_FORMAT).data())))
    assert words == Words(desk.source, 0, 10, "Kazakhstan")
    editor = make_editor(KINDS["entry"].field("country"), desk.store, None)
    desk.qtbot.addWidget(editor)
    taken: list[Words] = []
    editor.words_dropped.connect(taken.append)
    enter, drop = _enter(mime), _drop(mime)
    editor.dragEnterEvent(enter)
    editor.dropEvent(drop)
    assert enter.isAccepted()
    assert drop.isAccepted()
    assert taken == [words]
    assert editor.text() == "", "they are not typed in"


def test_words_are_dropped_on_the_cell_below_the_pointer(desk: Desk) -> None:
    entry = add(desk.store, "entry", title="Fuel")
    tabs = KindTabs(desk.store, desk.notifier, desk.tasks)
    desk.qtbot.addWidget(tabs)
    tabs.resize(900, 300)
    tabs.show()
    tabs.load()
    table = tabs.table("entry")
    desk.qtbot.waitUntil(lambda: table.records.row_of(entry) >= 0)
    desk.settle()
    tabs.words_dropped.connect(desk.pane.coder.drop)
    desk.select("Kazakhstan")
    mime = desk.pane.article.createMimeDataFromSelection()
    cell = table.visualRect(table.records.index(0, table.records.column_of("country")))
    table.dropEvent(_drop(mime, QPointF(cell.center())))
    row = desk.store.row("entry", entry)
    assert (row.value("country"), row.mark("country")) == ("KAZ", "cited")


def _enter(mime: QMimeData) -> QDragEnterEvent:
    copy = Qt.DropAction.CopyAction
    return QDragEnterEvent(
        QPoint(1, 1), copy, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )


def _drop(mime: QMimeData, place: QPointF = CORNER) -> QDropEvent:
    copy = Qt.DropAction.CopyAction
    return QDropEvent(place, copy, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)


def test_words_dropped_on_a_value_are_written(desk: Desk) -> None:
    entry = add(desk.store, "entry", title="Fuel")
    desk.pane.coder.drop("entry", entry, "country", Words(desk.source, 0, 10, "Kazakhstan"))
    assert desk.store.row("entry", entry).mark("country") == "cited"
