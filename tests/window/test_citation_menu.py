"""The menu of a citation: each thing it says of its source is changed in one step."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui.detail_citing import open_citation_menu
from gui.dialogs.line_dialog import LineDialog
from models import Citation, Query, Store


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def cited(store: Store) -> Citation:
    record = store.ids(Query("figure"))[0]
    return next(one for one in store.citations("figure", record) if one.field == "value")


def opened(parent: QWidget, store: Store) -> QMenu:
    def write(act: Callable[[], None]) -> None:
        act()

    open_citation_menu(parent, QPoint(0, 0), cited(store), store, show=lambda: None, write=write)
    menu = parent.findChild(QMenu, "citation_menu")
    assert isinstance(menu, QMenu)
    return menu


def action(menu: QMenu, text: str) -> QAction:
    return next(one for one in menu.actions() if one.text() == text)


@pytest.mark.parametrize(
    ("key", "label", "code", "mark"),
    [
        ("state", "Attributed", "attributed", "cited"),
        ("rank", "Deprecated", "deprecated", "bare"),
        ("stance", "Contradicts", "contradicts", "contested"),
        ("confidence", "Very high", "4", "cited"),
    ],
)
def test_a_choice_is_one_step(
    parent: QWidget, seeded_store: Store, key: str, label: str, code: str, mark: str
) -> None:
    before = seeded_store.dump()
    menu = opened(parent, seeded_store)
    choices = menu.findChild(QMenu, f"citation_{key}")
    assert isinstance(choices, QMenu)
    now = getattr(cited(seeded_store), key)
    ticked = [one.text() for one in choices.actions() if one.isChecked()]
    assert len(ticked) == bool(now)
    action(choices, label).trigger()
    menu.close()
    after = cited(seeded_store)
    assert getattr(after, key) == code
    assert seeded_store.row("figure", after.record).mark("value") == mark
    seeded_store.undo(by=None)
    assert seeded_store.dump() == before


def test_the_value_of_a_source_is_typed_and_understood(
    qtbot: QtBot, parent: QWidget, seeded_store: Store
) -> None:
    menu = opened(parent, seeded_store)
    action(menu, "Value…").trigger()
    menu.close()
    dialog = parent.findChild(LineDialog)
    line, said = dialog.findChild(QLineEdit, "line"), dialog.findChild(QLabel, "line_said")
    assert line.text() == "50,000"
    line.setText("60 thousand")
    assert said.text() == "Understood as 60,000"
    line.setText("very many")
    assert said.text().startswith("Kept as it stands.")
    line.setText("60 thousand")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert cited(seeded_store).value == "60 thousand"
    record = cited(seeded_store).record
    assert seeded_store.row("figure", record).mark("value") == "contested"


def test_a_note_is_changed_without_its_reason(
    qtbot: QtBot, parent: QWidget, seeded_store: Store
) -> None:
    note = "Old\nPreferred because it is official."
    with seeded_store.step("Note", by=None) as step:
        step.set("citation", cited(seeded_store).id, "note", note)
    menu = opened(parent, seeded_store)
    action(menu, "Note…").trigger()
    menu.close()
    line = parent.findChild(LineDialog).findChild(QLineEdit, "line")
    assert line.text() == "Old"
    line.setText("New")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert cited(seeded_store).note == "New\nPreferred because it is official."
