"""A short article from nothing to every sentence settled, by keys alone, and the keys counted."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

import models.acquainted
from gui.app import Program
from gui.main_window import MainWindow
from gui.settings import Settings
from models import Reading, Store
from models.reading.sentences import sentences

ARTICLE = """Kazakhstan to buy jet fuel

ASTANA: KazMunayGas signed an agreement with Sinopec on 6 October 2023.
Kazakhstan aims to purchase up to 1.35 million tons of jet fuel a year.
“It is a new chapter,” said the minister.
Analysts see the ties grow. Share this on social media."""


def unread(text: str, known: object = (), published: str = "") -> Reading:
    """Suggest nothing: the coder has only the article and the keys."""
    return Reading("", "", tuple(sentences(text)))


@pytest.fixture
def window(
    qtbot, qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    monkeypatch.setattr(models.acquainted, "read_text", unread)
    models.acquainted._read.cache_clear()
    program = Program(qapp, Settings(tmp_path / "settings.ini"))
    program.window.resize(1280, 800)
    program.start(tmp_path / "cooperation.khorgos", fresh=True)
    qtbot.waitUntil(lambda: program.window.bench is not None, timeout=20_000)
    # The panes follow the cursor of the table to its first record, once it rests.
    qtbot.waitUntil(lambda: program.window.bench.detail.record() is not None, timeout=20_000)
    yield program.window
    program.window.close()
    program.deleteLater()
    models.acquainted._read.cache_clear()


class Keys:
    """Presses keys wherever the focus is, as a person does, and counts them."""

    def __init__(self, qtbot, window: MainWindow) -> None:
        self._qtbot, self._window = qtbot, window
        self.pressed = 0

    def __call__(self, key: Qt.Key, *held: Qt.KeyboardModifier) -> None:
        where = QApplication.activePopupWidget() or QApplication.focusWidget() or self._window
        modifier = held[0] if held else Qt.KeyboardModifier.NoModifier
        self._qtbot.keyClick(where, key, modifier)
        self.pressed += 1

    def select(self, words: int) -> None:
        """Select so many words from the cursor on."""
        both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        for _ in range(words):
            self(Qt.Key.Key_Right, both)


def test_an_article_is_settled_with_few_keys(qtbot, window: MainWindow) -> None:
    bench = window.bench
    assert bench is not None
    store: Store = bench.store
    with store.step("Add source", by=None) as step:
        source = step.add("source", {"title": "Jet fuel", "text": ARTICLE})
    # The article follows the record that the window opens with; after that it is ours.
    qtbot.waitUntil(lambda: bench.detail.record() is not None)
    bench.notifier.idle.finish()
    qtbot.waitUntil(lambda: not bench.tasks.pending)
    bench.source.show_source(source)
    qtbot.waitUntil(lambda: bench.source.source() == source)
    article, press = bench.source.article, Keys(qtbot, window)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    # The headline names the entry; the detail asks for its type, and F8 comes back.
    press(Qt.Key.Key_F8)
    assert article.hasFocus()
    press(Qt.Key.Key_N)
    entry = newest(store, "entry")
    assert bench.detail.record() == ("entry", entry)
    assert store.row("entry", entry).value("country") == "KAZ"
    editor = QApplication.focusWidget()
    assert editor is not None
    assert editor.objectName() == "editor_type" or editor.objectName() == "editor_status"
    press(Qt.Key.Key_F8)

    # A signing, a figure, a remark: one key each, the rest is in the words.
    for key, kind in (
        (Qt.Key.Key_M, "milestone"),
        (Qt.Key.Key_F, "figure"),
        (Qt.Key.Key_R, "remark"),
    ):
        assert article.hasFocus()
        press(key)
        assert bench.detail.record() == (kind, newest(store, kind))
        press(Qt.Key.Key_F8)
    # What carries nothing is set aside; the last reason is ready for Enter.
    press(Qt.Key.Key_D)
    press(Qt.Key.Key_B)
    press(Qt.Key.Key_D)
    press(Qt.Key.Key_C)
    qtbot.waitUntil(lambda: store.row("source", source).value("left") == 0)
    assert bench.source.foot.said.startswith("Every sentence of this article is settled.")
    assert press.pressed == 13, "about two keys a sentence"

    children = store.children("entry", entry)
    figure = store.row("figure", children["figure"][0])
    assert [figure.text(k) for k in ("role", "modality", "value", "unit", "per", "product")] == [
        "Intended", "Up to", "1350000", "tonnes", "A year", "jet fuel",
    ]  # fmt: skip
    signing = store.row("milestone", children["milestone"][0])
    assert (signing.value("type"), signing.value("date")) == ("signing", "2023-10-06")
    assert store.row("remark", children["remark"][0]).value("type") == "quotation"
    for kind in ("figure", "milestone", "remark"):
        for one in store.citations(kind, children[kind][0]):
            assert one.quote == (ARTICLE[one.start : one.end] if one.start is not None else "")

    # A party by words selected with the keyboard, and all of it goes back step by step.
    article.setFocus()
    article.go_to(1)
    press.select(3)
    press(Qt.Key.Key_P)
    assert len(store.children("entry", entry)["party"]) == 1
    for _ in range(7):
        window.actions_by_id["undo"].trigger()
    assert store.row("source", source).value("left") == 6


def newest(store: Store, kind: str) -> int:
    """Return the record added last."""
    return max(row[0] for row in store.dump()[kind])  # type: ignore[type-var, return-value]


def test_accepted_words_do_not_move_the_article_nor_lose_the_record_worked_on(
    qtbot, window: MainWindow
) -> None:
    bench = window.bench
    assert bench is not None
    store = bench.store
    with store.step("Add source", by=None) as step:
        source = step.add("source", {"title": "Jet fuel", "text": ARTICLE})
    # The article follows the record that the window opens with; after that it is ours.
    qtbot.waitUntil(lambda: bench.detail.record() is not None)
    bench.notifier.idle.finish()
    qtbot.waitUntil(lambda: not bench.tasks.pending)
    bench.source.show_source(source)
    qtbot.waitUntil(lambda: bench.source.source() == source)
    article = bench.source.article
    article.setFocus()
    article.go_to(0)
    article.select_words(0, 10)
    bench.source.coder.perform("record", "entry")
    entry = newest(store, "entry")
    # The tables hear of it and settle; the detail stays with the new entry, the article too.
    qtbot.waitUntil(lambda: bench.tabs.current.records.row_of(entry) >= 0, timeout=10_000)
    qtbot.wait(200)
    assert bench.detail.record() == ("entry", entry)
    assert bench.source.source() == source
    assert bench.source.coder.entry() == entry
