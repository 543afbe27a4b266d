"""The article pane: marks on exactly the quotes, clicks to records, citing, setting aside."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui import theme
from gui.article_marks import MARKS, chosen_ink, cut, ink, mentions, segment_at
from gui.notify import Notifier
from gui.source_pane import NO_SOURCES, NO_TEXT, SourcePane
from gui.tasks import Tasks
from models import Passage, Store, Value, create_store, open_store

QUOTE = "an initial annual production target of 50,000 vehicles has been set"
AWKWARD = "First 😀 line\r\nwith\u00a0a\ttab\u2028then 𝒻our 😀😀 and\rthe end\r\n"


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store that the tests only read."""
    path = tmp_path_factory.mktemp("seeded") / "facts.khorgos"
    made = create_store(path, author="Tester", seeded=True)
    yield made
    made.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(tmp_path / "facts.khorgos", author="Tester", seeded=False)
    yield made
    made.close()


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Callable[[Store], SourcePane]]:
    notifiers = []
    tasks = Tasks()

    def make_pane(store: Store) -> SourcePane:
        notifiers.append(Notifier(store))
        pane = SourcePane(store, notifiers[-1], tasks)
        qtbot.addWidget(pane)
        pane.resize(700, 500)
        pane.show()
        qtbot.waitExposed(pane)
        qtbot.waitUntil(lambda: tasks.pending == 0)
        return pane

    yield make_pane
    tasks.close()
    for notifier in notifiers:
        notifier.close()


def add_source(store: Store, text: str | None, **values: Value) -> int:
    with store.step("Add source", by=None) as step:
        return step.add("source", {"title": "Article", "text": text, **values})


def add_entry(store: Store, title: str = "Road") -> int:
    with store.step("Add entry", by=None) as step:
        return step.add("entry", {"title": title})


def add_citation(store: Store, entry: int, source: int, words: str, field: str = "title") -> None:
    text = str(store.row("source", source).value("text"))
    start = text.index(words)
    where: dict[str, Value] = {
        "source": source,
        "start": start,
        "end": start + len(words),
        "quote": words,
    }
    with store.step("Cite", by=None) as step:
        step.add("citation", {"kind": "entry", "record": entry, "field": field, **where})


def place_of(pane: SourcePane, words: str) -> QPoint:
    """Return a point on the first letter of these words."""
    article = pane.article
    cursor = QTextCursor(article.document())
    cursor.setPosition(article._offsets.position(article.text.index(words)))
    article.setTextCursor(cursor)
    return article.cursorRect().center() + QPoint(3, 0)


def select(pane: SourcePane, words: str) -> None:
    article = pane.article
    start = article.text.index(words)
    cursor = article.textCursor()
    cursor.setPosition(article._offsets.position(start))
    end = article._offsets.position(start + len(words))
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    article.setTextCursor(cursor)


def marked(pane: SourcePane) -> list[str]:
    return [
        mark.cursor.selectedText().replace("\u2029", "\n")
        for mark in pane.article.extraSelections()
    ]


def click(qtbot: QtBot, pane: SourcePane, words: str) -> None:
    place = place_of(pane, words)
    qtbot.mouseClick(pane.article.viewport(), Qt.MouseButton.LeftButton, pos=place)


# ---- what is marked


def test_every_coded_passage_of_the_seed_is_marked_on_exactly_its_quote(
    make: Callable[[Store], SourcePane], seeded: Store
) -> None:
    pane = make(seeded)
    pane.resize(700, 1500)
    source = pane.source()
    assert source is not None
    passages = seeded.passages(source)
    assert len({(one.start, one.end) for one in passages}) > 30
    quotes = {
        (c.start, c.end or 0): c.quote
        for one in passages
        if one.kind != "dismissal"
        for c in seeded.citations(one.kind, one.record)
        if c.source == source and c.start is not None
    }
    shown = {
        (pane.article._offsets.point(m.cursor.selectionStart()),
         pane.article._offsets.point(m.cursor.selectionEnd())): m.cursor.selectedText()
        for m in pane.article.extraSelections()
    }  # fmt: skip
    for span, quote in quotes.items():
        assert shown[span] == quote
    assert set(shown) == {(one.start, one.end) for one in passages}


def test_only_words_in_sight_are_marked(
    qtbot: QtBot, make: Callable[[Store], SourcePane], seeded: Store
) -> None:
    pane = make(seeded)
    pane.resize(590, 200)
    qtbot.waitUntil(lambda: pane.strip.isHidden() and pane.article.height() < 200)
    QApplication.processEvents()
    qtbot.waitUntil(lambda: 0 < len(marked(pane)) < 20)
    first = marked(pane)
    bar = pane.article.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert marked(pane) != first
    assert any(words.startswith("As Central Asian nations") for words in marked(pane))


@pytest.mark.parametrize("words", ["😀 line", "a\ttab", "𝒻our", "😀😀 and", "the end"])
def test_marks_stand_right_in_texts_with_rare_characters(
    make: Callable[[Store], SourcePane], store: Store, words: str
) -> None:
    source = add_source(store, AWKWARD)
    add_citation(store, add_entry(store), source, words)
    assert marked(make(store)) == [words]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_marked_words_stay_readable(qapp: QApplication, scheme: str) -> None:
    theme.apply(qapp, "dark" if scheme == "dark" else "light")
    written = [
        *((mark, ink(mark, layers=layers, hovered=hovered))
          for mark in MARKS for layers in (1, 2, 3) for hovered in (False, True)),
        ("chosen", chosen_ink()),
    ]  # fmt: skip
    for name, shown in written:
        ratio = contrast(shown.foreground().color(), shown.background().color())
        assert ratio >= 4.5, (name, ratio)
    papers = {ink(mark).background().color().name() for mark in MARKS}
    assert len(papers) == len(MARKS)
    theme.apply(qapp, "light")


def contrast(one: QColor, other: QColor) -> float:
    def light(colour: QColor) -> float:
        parts = [
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
            for part in colour.getRgbF()[:3]  # type: ignore[index]
        ]
        return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def passage(start: int, end: int, record: int = 1, mark: str = "cited") -> Passage:
    return Passage(start, end, "entry", record, "title", mark, f"Entry {record}")


def test_overlapping_passages_are_cut_where_one_begins_or_ends() -> None:
    segments = cut([passage(0, 10), passage(5, 15, 2), passage(20, 21), passage(7, 7)])
    assert [(one.start, one.end) for one in segments] == [(0, 5), (5, 10), (10, 15), (20, 21)]
    assert segments[1].spans == ((0, 10), (5, 15))
    assert segment_at(segments, 9) == segments[1]
    assert segment_at(segments, 17) is None
    assert segment_at(segments, 21) is None


def test_most_of_the_values_decide_the_mark_and_setting_aside_never_hides_one() -> None:
    unknown, inferred = passage(0, 5, 2, "unknown"), passage(0, 5, 3, "inferred")
    aside = Passage(0, 5, "dismissal", 1, "", "dismissed", "Opinion")
    assert cut([passage(0, 5), unknown])[0].mark == "unknown"
    assert cut([passage(0, 5), passage(0, 5, 4), unknown])[0].mark == "cited"
    assert cut([inferred, aside])[0].mark == "inferred"
    assert cut([aside])[0].mark == "dismissed"


def test_one_line_tells_all_fields_of_a_record_and_the_narrowest_words_come_first() -> None:
    wide = passage(0, 50)
    figure = [
        Passage(10, 20, "figure", 7, field, "cited", "Output · 50,000")
        for field in ("value", "unit")
    ]
    segment = segment_at(cut([wide, *figure]), 12)
    assert segment is not None
    lines = mentions(segment.passages)
    assert [one.line for one in lines] == [
        "Figure · Output · 50,000 · Value, Unit",
        "Entry · Entry 1 · Title",
    ]
    assert (lines[0].kind, lines[0].record, lines[0].field) == ("figure", 7, "value")


# ---- from words to records and back


def test_a_click_on_marked_words_asks_for_their_record(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    source, entry = add_source(store, AWKWARD), add_entry(store)
    add_citation(store, entry, source, "𝒻our 😀")
    pane = make(store)
    with qtbot.waitSignal(pane.record_wanted) as asked:
        click(qtbot, pane, "𝒻our")
    assert asked.args == ["entry", entry, "title"]


def test_a_click_beside_marked_words_asks_for_nothing(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    source = add_source(store, "some words\n\nfar below")
    add_citation(store, add_entry(store), source, "some words")
    pane = make(store)
    with qtbot.assertNotEmitted(pane.record_wanted):
        click(qtbot, pane, "far")
        right_of_the_line = place_of(pane, "some") + QPoint(400, 0)
        viewport = pane.article.viewport()
        qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=right_of_the_line)


def test_enter_at_marked_words_asks_for_their_record(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    source, entry = add_source(store, "some words"), add_entry(store)
    add_citation(store, entry, source, "words")
    pane = make(store)
    qtbot.keyClick(pane.article, Qt.Key.Key_End)
    with qtbot.waitSignal(pane.record_wanted) as asked:
        qtbot.keyClick(pane.article, Qt.Key.Key_Return)
    assert asked.args == ["entry", entry, "title"]


def test_words_of_several_records_let_a_person_choose(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    source = add_source(store, "some & words")
    first, second = add_entry(store, "Road & <b>rail</b>"), add_entry(store, "Port")
    add_citation(store, first, source, "some & words")
    add_citation(store, second, source, "some & words")
    pane = make(store)
    click(qtbot, pane, "some")
    menu = pane.findChild(QMenu, "passages_menu")
    assert isinstance(menu, QMenu)
    lines = [action.text().replace("&&", "&") for action in menu.actions()]
    assert [line.endswith(" · Title") for line in lines] == [True, True]
    assert "Road & <b>rail</b>" in lines[0]
    with qtbot.waitSignal(pane.record_wanted) as asked:
        menu.actions()[1].trigger()
    menu.close()
    assert asked.args == ["entry", second, "title"]


def test_the_tooltip_over_words_is_plain(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    source = add_source(store, "some words")
    add_citation(store, add_entry(store, "<b>Road</b>"), source, "some words")
    pane = make(store)
    viewport = pane.article.viewport()
    place = place_of(pane, "words")
    # A pointer that does not move is not told of.
    qtbot.mouseMove(viewport, place + QPoint(0, 150))
    qtbot.mouseMove(viewport, place)
    qtbot.waitUntil(lambda: "&lt;b&gt;Road&lt;/b&gt;" in viewport.toolTip())
    assert viewport.cursor().shape() == Qt.CursorShape.PointingHandCursor


def test_words_that_are_asked_for_come_into_sight_and_stand_out(
    qtbot: QtBot, make: Callable[[Store], SourcePane], seeded: Store
) -> None:
    pane = make(seeded)
    pane.resize(700, 200)
    source = pane.source()
    assert source is not None
    start = pane.article.text.index("In Tajikistan")
    pane.show_words(source, start, start + 13)
    chosen = pane.article.extraSelections()[-1]
    assert chosen.cursor.selectedText() == "In Tajikistan"
    assert chosen.format.background().color() == theme.colour("coded_chosen")
    rect = pane.article.cursorRect(pane.article.textCursor())
    assert pane.article.viewport().rect().contains(rect.center())
    qtbot.keyClick(pane.article, Qt.Key.Key_Escape)
    assert "In Tajikistan" not in marked(pane)


def test_showing_words_keeps_what_a_person_has_selected(
    make: Callable[[Store], SourcePane], seeded: Store
) -> None:
    pane = make(seeded)
    source = pane.source()
    assert source is not None
    select(pane, "surpassing Tesla")
    pane.show_words(source, 2426, 2579)
    assert pane.article.textCursor().selectedText() == "surpassing Tesla"


# ---- citing and setting aside


@pytest.mark.parametrize("words", ["😀 line\r\nwith\u00a0a", "tab\u2028then 𝒻our", QUOTE])
def test_selected_words_are_offered_in_code_points(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store, words: str
) -> None:
    text = AWKWARD + QUOTE
    source = add_source(store, text)
    pane = make(store)
    pane.set_target("figure", 3, "value", "Value of Output")
    select(pane, words)
    pane.activateWindow()
    pane.setFocus()
    qtbot.waitUntil(pane.article.hasFocus)
    with qtbot.waitSignal(pane.cite_wanted) as asked:
        qtbot.keyClick(pane.article, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    start = text.index(words)
    assert asked.args == [source, start, start + len(words), words]


def test_blanks_around_a_selection_are_no_part_of_the_quote(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    source = add_source(store, "one two \r\n\r\n three")
    pane = make(store)
    pane.set_target("figure", 3, "value", "Value of Output")
    select(pane, " two \r\n\r\n ")
    with qtbot.waitSignal(pane.cite_wanted) as asked:
        qtbot.mouseClick(pane.cite_button, Qt.MouseButton.LeftButton)
    assert asked.args == [source, 4, 7, "two"]
    select(pane, " \r\n\r\n ")
    assert not pane.cite_button.isEnabled()


def test_citing_needs_a_target_and_selected_words(
    make: Callable[[Store], SourcePane], store: Store
) -> None:
    add_source(store, "some words")
    pane = make(store)
    assert not pane.cite_button.isEnabled()
    pane.set_target("figure", 3, "value", "Value of Oil & gas")
    assert pane.cite_button.text() == "Cite", "the room is for the name of the article"
    pane.resize(1100, 500)
    assert pane.cite_button.text() == "Cite for Value of Oil && gas"
    assert not pane.cite_button.isEnabled()
    select(pane, "words")
    assert pane.cite_button.isEnabled()
    pane.set_target("", None, "", "")
    assert not pane.cite_button.isEnabled()


def test_words_are_set_aside_as_one_step_that_can_be_undone(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    source = add_source(store, AWKWARD)
    pane = make(store)
    select(pane, "𝒻our 😀")
    pane.aside_menu.actions()[0].trigger()
    start = AWKWARD.index("𝒻our")
    found = store.passages(source)
    assert [(one.start, one.end, one.label) for one in found] == [(start, start + 6, "Opinion")]
    qtbot.waitUntil(lambda: marked(pane) == ["𝒻our 😀"])
    assert not pane.article.textCursor().hasSelection()
    store.undo(by=None)
    qtbot.waitUntil(lambda: marked(pane) == [])


def test_what_is_copied_is_the_text_as_the_source_has_it(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    add_source(store, AWKWARD)
    pane = make(store)
    select(pane, "line\r\nwith\u00a0a\ttab\u2028then")
    mime = pane.article.createMimeDataFromSelection()
    assert mime.text() == "line\r\nwith\u00a0a\ttab\u2028then"
    assert not mime.hasHtml()


def test_the_context_menu_offers_records_and_actions(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    source, entry = add_source(store, "some words"), add_entry(store)
    add_citation(store, entry, source, "words")
    pane = make(store)
    pane.article.customContextMenuRequested.emit(place_of(pane, "words"))
    menu = pane.findChild(QMenu, "article_menu")
    assert isinstance(menu, QMenu)
    texts = [action.text() for action in menu.actions()]
    assert texts[0].startswith("Entry · ")
    assert "Set aside as" in texts
    with qtbot.waitSignal(pane.record_wanted) as asked:
        menu.actions()[0].trigger()
    menu.close()
    assert asked.args == ["entry", entry, "title"]


def test_a_store_for_reading_only_lets_nothing_be_cited(
    make: Callable[[Store], SourcePane], store: Store
) -> None:
    add_source(store, "some words")
    follower = open_store(store.path, author="Other", readonly=True)
    pane = make(follower)
    pane.set_target("figure", 3, "value", "Value")
    select(pane, "words")
    assert not pane.cite_button.isEnabled()
    assert not pane.aside_button.isEnabled()
    follower.close()


# ---- sources


def test_without_sources_the_pane_says_how_to_add_one(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    pane = make(store)
    assert pane._empty.text() == NO_SOURCES
    assert pane._empty.isVisible()
    source = add_source(store, None, title="Letter", published="2023-10")
    qtbot.waitUntil(lambda: pane.source() == source)
    assert pane._empty.text() == NO_TEXT
    assert pane.choice.currentText() == "Letter · Oct 2023"


def test_another_source_is_chosen_from_the_list(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    first, second = add_source(store, "first text"), add_source(store, "second text")
    pane = make(store)
    assert pane.source() == second
    pane.choice.setFocus()
    qtbot.keyClick(pane.choice, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: pane.source() == first)
    assert pane.article.text == "first text"
    pane.show_source(second)
    qtbot.waitUntil(lambda: pane.choice.currentData() == second)


def test_words_of_another_source_come_into_sight_when_it_has_been_read(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    first, second = add_source(store, "first text"), add_source(store, "second text")
    pane = make(store)
    assert pane.source() == second
    pane.show_words(second, 0, 6)
    pane.show_words(first, 6, 10)
    qtbot.waitUntil(lambda: pane.source() == first)
    assert marked(pane) == ["text"]


def test_the_source_asked_for_last_is_the_one_that_stays(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    sources = [add_source(store, f"text {number}") for number in range(5)]
    pane = make(store)
    for source in sources:
        pane.show_source(source)
    qtbot.waitUntil(lambda: pane.source() == sources[-1])
    with qtbot.assertNotEmitted(pane.article.textChanged, wait=200):
        pass
    assert pane.article.text == "text 4"


def test_a_source_that_is_removed_makes_room_for_another(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    first, second = add_source(store, "first text"), add_source(store, "second text")
    pane = make(store)
    with store.step("Delete", by=None) as step:
        step.remove("source", second)
    qtbot.waitUntil(lambda: pane.source() == first)
    assert pane.choice.count() == 1


def test_a_new_citation_is_marked_without_moving_the_reader(
    qtbot: QtBot, make: Callable[[Store], SourcePane], store: Store
) -> None:
    source = add_source(store, "line\n" * 200 + "the end")
    entry = add_entry(store)
    pane = make(store)
    pane.article.verticalScrollBar().setValue(150)
    select(pane, "the end")
    top = pane.article.verticalScrollBar().value()
    add_citation(store, entry, source, "the end")
    qtbot.waitUntil(lambda: marked(pane) == ["the end"])
    assert pane.article.verticalScrollBar().value() == top
    assert pane.article.textCursor().selectedText() == "the end"


@pytest.mark.parametrize("unit", ["x" * 99 + "\n", "word " * 200 + "\r\n", "endless "])
def test_two_megabytes_do_not_freeze_the_window(
    make: Callable[[Store], SourcePane], store: Store, unit: str
) -> None:
    text = (unit * (2_000_000 // len(unit)))[:2_000_000]
    pane = make(store)
    passages = [
        Passage(at, at + 50, "entry", at % 90, "title", "cited", "Road")
        for at in range(0, len(text), 1000)
    ]
    began = time.process_time()
    pane.article.set_text(text)
    pane.article.set_segments(cut(passages))
    QApplication.processEvents()
    opened = time.process_time()
    pane.article.show_words(1_500_000, 1_500_040)
    QApplication.processEvents()
    shown = time.process_time()
    # Measured: 40 to 90 ms; the rest is room for a busy machine.
    assert opened - began < 0.5
    assert shown - opened < 0.3
    assert len(pane.article.extraSelections()) < 300
