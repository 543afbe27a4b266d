from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QLabel, QLineEdit, QMainWindow, QTreeView
from pytestqt.qtbot import QtBot

from gui.dialogs.palette import Palette, command_of, distance


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    made.resize(900, 600)
    return made


@pytest.fixture
def actions(window: QMainWindow) -> dict[str, QAction]:
    file, edit = window.menuBar().addMenu("&File"), window.menuBar().addMenu("&Edit")
    made = {
        "export": file.addAction("&Export table…"),
        "new_store": file.addAction("New &store"),
        "line": file.addSeparator(),
        "new_entry": edit.addAction("New e&ntry"),
        "redo": edit.addAction("&Redo"),
        "save": edit.addAction("Save && close"),
        "hidden": edit.addAction("Hidden"),
        "edit": edit.menuAction(),
    }
    made["new_entry"].setShortcut(QKeySequence("Ctrl+N"))
    made["redo"].setEnabled(False)
    made["redo"].setStatusTip("There is nothing to redo.")
    made["hidden"].setVisible(False)
    return made


@pytest.fixture
def palette(qtbot: QtBot, window: QMainWindow, actions: dict[str, QAction]) -> Palette:
    window.show()
    made = Palette(list(actions.values()), window)
    made.open()
    return made


@pytest.fixture
def triggered(actions: dict[str, QAction]) -> list[str]:
    names: list[str] = []

    def note(name: str) -> Callable[[], None]:
        return lambda: names.append(name)

    for name, action in actions.items():
        action.triggered.connect(note(name))
    return names


def view(palette: Palette) -> QTreeView:
    found = palette.findChild(QTreeView)
    assert isinstance(found, QTreeView)
    return found


def line(palette: Palette) -> QLineEdit:
    found = palette.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    return found


def texts(palette: Palette) -> list[str]:
    model = view(palette).model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_all_commands_are_listed_in_their_order(palette: Palette) -> None:
    assert texts(palette) == [
        "Export table…",
        "New store",
        "New entry",
        "Redo  –  There is nothing to redo.",
        "Save & close",
    ]


def test_a_command_shows_its_shortcut(palette: Palette) -> None:
    assert view(palette).model().index(2, 1).data() == "Ctrl+N"
    assert view(palette).model().index(0, 1).data() == ""


def test_words_narrow_the_list_in_any_order(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(line(palette), "ent new")
    assert texts(palette) == ["New entry"]


def test_letters_in_their_order_find_a_command(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(line(palette), "nwst")
    assert texts(palette) == ["New store"]


def test_the_nearest_command_stands_first(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(line(palette), "e")
    assert texts(palette)[0] == "Export table…"
    assert "New entry" in texts(palette)


def test_enter_does_the_first_command_and_closes(
    palette: Palette, triggered: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClicks(line(palette), "new")
    qtbot.keyClick(line(palette), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: triggered == ["new_store"])
    assert palette.isHidden()


def test_the_arrows_move_while_one_types(
    palette: Palette, triggered: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClicks(line(palette), "new")
    qtbot.keyClick(line(palette), Qt.Key.Key_Down)
    qtbot.keyClick(line(palette), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: triggered == ["new_entry"])


def test_a_click_does_the_command(palette: Palette, triggered: list[str], qtbot: QtBot) -> None:
    row = view(palette).model().index(0, 0, QModelIndex())
    place = view(palette).visualRect(row).center()
    qtbot.mouseClick(view(palette).viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: triggered == ["export"])


def test_escape_closes_and_does_nothing(
    palette: Palette, triggered: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClick(line(palette), Qt.Key.Key_Escape)
    assert palette.isHidden()
    qtbot.wait(20)
    assert triggered == []


def test_a_disabled_command_says_why_and_stays_open(
    palette: Palette, triggered: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClicks(line(palette), "redo")
    qtbot.keyClick(line(palette), Qt.Key.Key_Return)
    qtbot.wait(20)
    assert triggered == []
    assert palette.isVisible()


def test_a_disabled_command_without_a_reason_is_marked_as_such(
    palette: Palette, actions: dict[str, QAction]
) -> None:
    actions["export"].setEnabled(False)
    palette.open()
    assert texts(palette)[0] == "Export table…  –  not available now"


def test_words_that_no_command_has_are_answered(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(line(palette), "zzz")
    assert not view(palette).isVisible()
    assert [one.text() for one in palette.findChildren(QLabel) if one.isVisible()] == [
        "No command has these words."
    ]
    qtbot.keyClick(line(palette), Qt.Key.Key_Return)
    assert palette.isVisible()


def test_opening_again_starts_anew_with_the_commands_as_they_are(
    palette: Palette, actions: dict[str, QAction], qtbot: QtBot
) -> None:
    qtbot.keyClicks(line(palette), "redo")
    palette.close()
    actions["redo"].setEnabled(True)
    actions["redo"].setText("Redo Add entry")
    palette.open()
    assert line(palette).text() == ""
    assert "Redo Add entry" in texts(palette)


def test_a_switch_that_is_on_says_so(qtbot: QtBot, window: QMainWindow) -> None:
    action = QAction("&Tree", window)
    action.setCheckable(True)
    assert command_of(action).text == "Tree"
    action.setChecked(True)
    assert command_of(action).text == "Tree (on)"


@pytest.mark.parametrize(
    ("typed", "near", "far"),
    [
        ("new", "New entry", "Renew"),
        ("ent", "New entry", "Centre"),
        ("cent", "Centre", "Copy the entry"),
    ],
)
def test_the_start_of_a_word_is_nearer_than_its_middle(
    typed: str, near: str, far: str, window: QMainWindow
) -> None:
    first = distance(typed, command_of(QAction(near, window)))
    second = distance(typed, command_of(QAction(far, window)))
    assert first is not None
    assert second is not None
    assert first < second
