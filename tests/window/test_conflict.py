"""The window in which rivals are weighed, by keys and by mouse, and what is told there."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from gui.dialogs.conflict import ConflictDialog, weighable
from gui.dialogs.rivals import RivalCard
from gui.notify import Notifier
from gui.tasks import Tasks
from models import Store, open_store

Place = tuple[str, int, str]
LONG = "The plant will turn out <b>sixty thousand</b> cars & more. " * 30


@pytest.fixture
def place(seeded_store: Store) -> Place:
    """The 50,000 vehicles of the first article, which two more sources dispute."""
    figure = next(
        row.id
        for row in seeded_store.rows("figure", range(1, 20))
        if row.shown("value") == "50,000"
    )
    with seeded_store.step("Cite", by=None) as step:
        for title, kind, published, value, quote in (
            ("Ministry", "official", "2023-11", "60,000", LONG),
            ("比亚迪年报", "implementer", "2024", "60 thousand", "年产六万辆新能源汽车"),
        ):
            source = step.add("source", {"title": title, "type": kind, "published": published})
            cited = {"kind": "figure", "record": figure, "field": "value", "source": source}
            step.add("citation", cited | {"quote": quote, "value": value})
    return "figure", figure, "value"


@pytest.fixture
def notifier(seeded_store: Store) -> Iterator[Notifier]:
    told = Notifier(seeded_store)
    yield told
    told.close()


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def dialog(
    qtbot: QtBot, seeded_store: Store, notifier: Notifier, tasks: Tasks, place: Place
) -> ConflictDialog:
    shown = ConflictDialog(seeded_store, notifier, tasks, place)
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def cards(dialog: ConflictDialog) -> list[RivalCard]:
    return [card for column in dialog._columns._cards for card in column]


def current(dialog: ConflictDialog) -> str:
    rival = dialog._columns.current()
    assert rival is not None
    return rival.citation.source_title


def reason(dialog: ConflictDialog) -> QLineEdit:
    line = dialog.findChild(QLineEdit, "conflict_reason")
    assert isinstance(line, QLineEdit)
    return line


def button(dialog: ConflictDialog, name: str) -> QPushButton:
    found = dialog.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def notes(dialog: ConflictDialog) -> str:
    text = dialog.findChild(QPlainTextEdit, "conflict_notes")
    assert isinstance(text, QPlainTextEdit)
    return text.toPlainText()


def said(dialog: ConflictDialog, name: str) -> str:
    label = dialog.findChild(QLabel, name)
    assert isinstance(label, QLabel)
    return label.text()


def value(store: Store, place: Place) -> tuple[str, str]:
    row = store.row(place[0], place[1])
    return row.shown(place[2]), row.mark(place[2])


def test_each_thing_that_is_said_has_a_column(dialog: ConflictDialog) -> None:
    titles = [[card.rival.citation.source_title for card in c] for c in dialog._columns._cards]
    assert titles[0] == ["Ministry", "比亚迪年报"]
    assert len(titles) == 2
    headings = [one.text() for one in dialog.findChildren(QLabel, "column_value")]
    assert headings == ["60,000", "50,000"]
    assert current(dialog) == "Ministry"
    assert reason(dialog).text() == "official source, highest in rank of 3"
    assert "The record holds 50,000. Contested" in said(dialog, "conflict_holds")


def test_quotes_are_plain_text_and_shown_whole_in_their_cards(
    qtbot: QtBot, dialog: ConflictDialog
) -> None:
    for card in cards(dialog):
        for label in card.findChildren(QLabel):
            assert label.textFormat() == Qt.TextFormat.PlainText
            assert label.height() >= label.heightForWidth(label.width()), label.text()[:40]
    quote = cards(dialog)[0].findChild(QLabel, "rival_quote")
    assert quote is not None
    assert quote.text().startswith("“The plant will turn out <b>sixty")
    assert len(quote.text()) < 300


def test_arrows_and_enter_decide_and_one_undo_takes_it_back(
    qtbot: QtBot, dialog: ConflictDialog, seeded_store: Store, place: Place
) -> None:
    before = seeded_store.dump()
    walked = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down):
        qtbot.keyClick(QApplication.focusWidget(), key)
        walked.append(current(dialog))
    article = "China, Uzbekistan Cooperate to Produce Electric Vehicles"
    assert walked == ["比亚迪年报", article, "Ministry", "比亚迪年报"]
    assert reason(dialog).text() == "source of the implementer"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert value(seeded_store, place) == ("60,000", "cited")
    qtbot.waitUntil(lambda: "Preferred 60,000, because source of the implementer." in notes(dialog))
    assert [one.rival.citation.rank for one in cards(dialog)] == [
        "normal",
        "preferred",
        "deprecated",
    ]
    assert isinstance(QApplication.focusWidget(), RivalCard)
    assert current(dialog) == "比亚迪年报"
    seeded_store.undo(by=None)
    assert seeded_store.dump() == before
    qtbot.waitUntil(lambda: "Left open" in notes(dialog))
    assert "Contested" in said(dialog, "conflict_holds")


def test_a_reason_of_ones_own_stays_while_one_looks_around(
    qtbot: QtBot, dialog: ConflictDialog, seeded_store: Store, place: Place
) -> None:
    line = reason(dialog)
    line.selectAll()
    qtbot.keyClicks(line, "the ministry must know")
    cards(dialog)[2].setFocus()
    assert line.text() == "the ministry must know"
    qtbot.mouseClick(cards(dialog)[0].findChild(QPushButton, "prefer"), Qt.MouseButton.LeftButton)
    assert "Preferred because the ministry must know." in [
        one.note for one in seeded_store.citations(place[0], place[1])
    ]


def test_enter_in_the_reason_prefers_the_current_one(
    qtbot: QtBot, dialog: ConflictDialog, seeded_store: Store, place: Place
) -> None:
    qtbot.keyClick(reason(dialog), Qt.Key.Key_Return)
    assert value(seeded_store, place) == ("60,000", "cited")
    assert dialog.isVisible()


def test_the_value_is_kept_and_the_decision_reopened(
    qtbot: QtBot, dialog: ConflictDialog, seeded_store: Store, place: Place
) -> None:
    assert not button(dialog, "conflict_reopen").isEnabled()
    assert button(dialog, "conflict_keep").text() == "Keep 50,000"
    before = seeded_store.dump()
    qtbot.mouseClick(button(dialog, "conflict_keep"), Qt.MouseButton.LeftButton)
    assert value(seeded_store, place)[0] == "50,000"
    assert not button(dialog, "conflict_keep").isEnabled()
    kept = dialog._columns.current()
    qtbot.waitUntil(lambda: "Kept 50,000, because own judgement" in notes(dialog))
    assert kept is not None
    qtbot.mouseClick(button(dialog, "conflict_reopen"), Qt.MouseButton.LeftButton)
    assert seeded_store.dump() == before


def test_the_notes_are_copied_and_put_into_the_entry(
    qtbot: QtBot, dialog: ConflictDialog, seeded_store: Store
) -> None:
    qtbot.waitUntil(lambda: "Discrepancies between sources:" in notes(dialog))
    qtbot.mouseClick(button(dialog, "conflict_copy"), Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == notes(dialog)
    qtbot.mouseClick(button(dialog, "conflict_into_notes"), Qt.MouseButton.LeftButton)
    assert str(seeded_store.row("entry", 1).value("notes")).endswith(notes(dialog))


def test_what_stands_in_the_way_is_told_beside_the_reason(
    qtbot: QtBot, dialog: ConflictDialog, seeded_store: Store, place: Place
) -> None:
    seen = dialog._seen
    with seeded_store.step("Type", by=None) as step:
        step.set("figure", place[1], "value", "70000")
    assert dialog._seen is not seen
    dialog._seen = seen
    qtbot.keyClick(reason(dialog), Qt.Key.Key_Return)
    assert "was changed to “70,000” meanwhile" in said(dialog, "conflict_problem")
    assert value(seeded_store, place) == ("70,000", "contested")
    with seeded_store.step("Remove", by=None) as step:
        step.remove("figure", place[1])
    assert "not there any more" in said(dialog, "conflict_problem")
    assert cards(dialog) == []
    qtbot.keyClick(reason(dialog), Qt.Key.Key_Return)


def test_only_a_value_of_several_voices_can_be_weighed(seeded_store: Store, place: Place) -> None:
    assert weighable(seeded_store, *place)
    assert not weighable(seeded_store, "figure", place[1], "unit")
    assert not weighable(seeded_store, "figure", place[1], "")
    assert not weighable(seeded_store, "country", 1, "name")
    assert not weighable(seeded_store, "figure", 999, "value")
    with seeded_store.step("Type", by=None) as step:
        step.set("figure", place[1], "unit", "t")
    assert weighable(seeded_store, "figure", place[1], "unit")


def test_in_a_store_that_is_only_read_nothing_can_be_decided(
    qtbot: QtBot, seeded_store: Store, place: Place, tasks: Tasks
) -> None:
    other = open_store(seeded_store.path, author="Reader", readonly=True)
    heard = Notifier(other)
    shown = ConflictDialog(other, heard, tasks, place)
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(shown)
    shown.show()
    assert not any(one.isEnabled() for one in shown.findChildren(QPushButton, "prefer"))
    for name in ("conflict_keep", "conflict_reopen"):
        assert not button(shown, name).isEnabled()
    qtbot.keyClick(cards(shown)[0], Qt.Key.Key_Return)
    assert value(seeded_store, place)[0] == "50,000"
    heard.close()
    other.close()
