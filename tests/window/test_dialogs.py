from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QMainWindow,
    QPushButton,
    QRadioButton,
    QTreeWidget,
    QWidget,
)
from pytestqt.qtbot import QtBot

from gui import theme
from gui.dialogs.about import AboutDialog
from gui.dialogs.export_table import ExportChoice, ExportDialog
from gui.dialogs.preferences import PreferencesDialog
from gui.dialogs.shortcuts import ShortcutsWindow, action_keys, action_menu, action_text
from gui.settings import AUTHOR, CSV_BOM, CSV_FOLDER, CSV_LABELS, THEME, Settings

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(tmp_path / "settings.ini")
    (tmp_path / "out").mkdir()
    made.set(CSV_FOLDER, str(tmp_path / "out"))
    return made


def part(dialog: QWidget, sort: type[QWidget], name: str = "") -> QWidget:
    found = dialog.findChild(sort, name) if name else dialog.findChild(sort)
    assert isinstance(found, sort)
    return found


def check(dialog: QWidget, name: str) -> QCheckBox:
    found = part(dialog, QCheckBox, name)
    assert isinstance(found, QCheckBox)
    return found


def radio(dialog: QWidget, name: str) -> QRadioButton:
    found = part(dialog, QRadioButton, name)
    assert isinstance(found, QRadioButton)
    return found


def edit(dialog: QWidget, name: str = "") -> QLineEdit:
    found = part(dialog, QLineEdit, name)
    assert isinstance(found, QLineEdit)
    return found


def button(dialog: QWidget, text: str) -> QPushButton:
    return next(
        one for one in dialog.findChildren(QPushButton) if one.text().replace("&", "") == text
    )


def said(dialog: QWidget) -> str:
    label = part(dialog, QLabel, "export_verdict")
    assert isinstance(label, QLabel)
    return label.text()


# Export


@pytest.fixture
def export(qtbot: QtBot, settings: Settings) -> ExportDialog:
    dialog = ExportDialog("Organisations & people", 4, 1206, settings)
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitActive(dialog)
    return dialog


def test_the_export_offers_what_is_shown_first(export: ExportDialog, tmp_path: Path) -> None:
    shown, whole = radio(export, "export_shown"), radio(export, "export_whole")
    assert shown.text() == "&Exactly what is shown (4 rows, in this order, these columns)"
    assert whole.text() == "&All 1,206 records, all columns"
    assert export.choice() == ExportChoice(
        tmp_path / "out" / "organisations-people.csv", whole=False, labels=False, bom=False
    )
    assert said(export) == ""


def test_the_export_is_chosen_by_keyboard_alone(
    export: ExportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    down, tab, space = Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Space
    for key in (down, tab, space, tab, space, tab):
        qtbot.keyClick(QApplication.focusWidget(), key)
    assert QApplication.focusWidget() is edit(export)
    qtbot.keyClicks(edit(export), "people")
    qtbot.keyClick(edit(export), Qt.Key.Key_Return)
    assert export.result() == QDialog.DialogCode.Accepted
    assert export.choice() == ExportChoice(
        tmp_path / "out" / "people.csv", whole=True, labels=True, bom=True
    )


def test_the_export_remembers_its_options(
    export: ExportDialog, settings: Settings, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "other").mkdir()
    check(export, "export_labels").click()
    check(export, "export_bom").click()
    edit(export).setText(str(tmp_path / "other" / "a.csv"))
    qtbot.mouseClick(button(export, "Export"), LEFT)
    again = ExportDialog("Entries", 1, 1, settings)
    qtbot.addWidget(again)
    assert again.choice() == ExportChoice(
        tmp_path / "other" / "entries.csv", whole=False, labels=True, bom=True
    )


def test_a_cancelled_export_remembers_nothing(
    export: ExportDialog, settings: Settings, qtbot: QtBot
) -> None:
    check(export, "export_labels").click()
    check(export, "export_bom").click()
    qtbot.keyClick(export, Qt.Key.Key_Escape)
    assert export.result() == QDialog.DialogCode.Rejected
    assert not settings.get(CSV_LABELS)
    assert not settings.get(CSV_BOM)


def test_a_file_that_is_there_is_announced_but_can_be_replaced(
    export: ExportDialog, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "out" / "old.csv").touch()
    edit(export).setText("old")
    assert said(export) == "old.csv is there already and will be replaced."
    assert button(export, "Export").isEnabled()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Type the name of a file."),
        ("/nowhere/a.csv", "There is no folder /nowhere. Choose another one."),
        (".", "out is a folder. Add a name for the file."),
        ("x" * 300, "This name cannot be used: File name too long."),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_beneath_its_name(
    export: ExportDialog, qtbot: QtBot, typed: str, sentence: str
) -> None:
    edit(export).setText(typed)
    assert said(export) == sentence
    assert not button(export, "Export").isEnabled()
    qtbot.keyClick(edit(export), Qt.Key.Key_Return)
    assert export.isVisible()
    edit(export).setText("good.csv")
    assert said(export) == ""
    assert button(export, "Export").isEnabled()


def test_the_store_itself_is_never_the_target(
    qtbot: QtBot, settings: Settings, tmp_path: Path
) -> None:
    store = tmp_path / "out" / "facts.khorgos"
    store.touch()
    dialog = ExportDialog("Entries", 1, 1, settings, store=store)
    qtbot.addWidget(dialog)
    edit(dialog).setText("facts.khorgos")
    assert said(dialog) == "This is the store itself. Choose another name."
    assert not button(dialog, "Export").isEnabled()


def test_a_number_in_the_name_is_no_ending(export: ExportDialog) -> None:
    edit(export).setText("deals 1.5")
    assert export.choice().path.name == "deals 1.5.csv"
    edit(export).setText("deals.txt")
    assert export.choice().path.name == "deals.txt"


def test_the_warning_is_not_drawn_as_markup(export: ExportDialog, tmp_path: Path) -> None:
    (tmp_path / "out" / "<b>x.csv").touch()
    edit(export).setText("<b>x.csv")
    label = part(export, QLabel, "export_verdict")
    assert isinstance(label, QLabel)
    assert label.text().startswith("<b>x.csv is there")
    assert all(one.textFormat() == Qt.TextFormat.PlainText for one in export.findChildren(QLabel))


# Preferences


@pytest.fixture
def preferences(qtbot: QtBot, settings: Settings) -> PreferencesDialog:
    dialog = PreferencesDialog(settings)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_chosen_theme_holds_at_once_and_is_remembered(
    preferences: PreferencesDialog, settings: Settings, qapp: QApplication, qtbot: QtBot
) -> None:
    radio(preferences, "theme_dark").click()
    assert theme.is_dark()
    assert settings.get(THEME) == "dark"
    radio(preferences, "theme_light").click()
    assert not theme.is_dark()
    again = PreferencesDialog(settings)
    qtbot.addWidget(again)
    assert radio(again, "theme_light").isChecked()


def test_a_new_author_is_taken_with_enter_and_told_once(
    preferences: PreferencesDialog, settings: Settings, qtbot: QtBot
) -> None:
    told: list[str] = []
    preferences.author_chosen.connect(told.append)
    qtbot.keyClicks(edit(preferences), " Aigul  B ")
    assert settings.get(AUTHOR) == ""
    qtbot.keyClick(edit(preferences), Qt.Key.Key_Return)
    assert settings.get(AUTHOR) == "Aigul B"
    assert preferences.isVisible()
    preferences.close()
    assert told == ["Aigul B"]


def test_an_author_being_typed_is_taken_when_the_window_is_closed(
    preferences: PreferencesDialog, settings: Settings, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit(preferences), "Aigul")
    qtbot.keyClick(preferences, Qt.Key.Key_Escape)
    assert preferences.isHidden()
    assert settings.get(AUTHOR) == "Aigul"


# About


def test_about_names_versions_and_store_as_plain_text(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = AboutDialog(tmp_path / "<i>facts</i>.khorgos", "3.40.1", None)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.mouseClick(button(dialog, "Copy"), LEFT)
    copied = QGuiApplication.clipboard().text().splitlines()
    assert [line.partition(":")[0] for line in copied] == [
        "Khorgos",
        "Python",
        "Qt",
        "PySide6",
        "SQLModel",
        "SQLite",
        "System",
        "Store",
    ]
    assert "SQLite: 3.40.1" in copied
    assert copied[-1] == f"Store: {tmp_path / '<i>facts</i>.khorgos'}"
    labels = dialog.findChildren(QLabel)
    assert all(one.textFormat() == Qt.TextFormat.PlainText for one in labels)
    assert any("MIT licence" in one.text() for one in labels)
    assert any(one.text().replace("\u200b", "").endswith("<i>facts</i>.khorgos") for one in labels)


def test_about_stays_narrow_with_a_long_path(qtbot: QtBot) -> None:
    dialog = AboutDialog(Path("/" + "/".join(["folder"] * 80)), "3.40.1", None)
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.width() < 700


# Shortcuts


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    qtbot.addWidget(made)
    return made


def act(window: QMainWindow, text: str, keys: list[str], menu: str = "") -> QAction:
    action = QAction(text, window)
    action.setShortcuts([QKeySequence(key) for key in keys])
    if menu:
        window.menuBar().addMenu(menu).addAction(action)
    return action


def listed(dialog: ShortcutsWindow) -> dict[str, list[tuple[str, str]]]:
    view = part(dialog, QTreeWidget)
    assert isinstance(view, QTreeWidget)
    root = view.invisibleRootItem()
    found: dict[str, list[tuple[str, str]]] = {}
    for group in (root.child(row) for row in range(root.childCount())):
        lines = [group.child(row) for row in range(group.childCount())]
        if not group.isHidden():
            found[group.text(0)] = [(o.text(0), o.text(1)) for o in lines if not o.isHidden()]
    return found


@pytest.fixture
def shortcuts(qtbot: QtBot, window: QMainWindow) -> ShortcutsWindow:
    dialog = ShortcutsWindow(
        [
            act(window, "&Cite", ["Ctrl+E"]),
            act(window, "&Redo", ["Ctrl+Y", "Ctrl+Shift+Z"], "&Edit"),
            act(window, "Without", [], "&View"),
            act(window, "&Quit", ["Ctrl+Q"], "&File"),
        ],
        window,
    )
    dialog.show()
    return dialog


def test_shortcuts_are_listed_by_menu_and_the_rest_comes_last(shortcuts: ShortcutsWindow) -> None:
    assert list(listed(shortcuts).items()) == [
        ("Edit", [("Redo", "Ctrl+Y or Ctrl+Shift+Z")]),
        ("File", [("Quit", "Ctrl+Q")]),
        ("Elsewhere", [("Cite", "Ctrl+E")]),
    ]


def test_shortcuts_are_found_by_command_key_or_menu(
    shortcuts: ShortcutsWindow, qtbot: QtBot
) -> None:
    qtbot.keyClicks(edit(shortcuts), "shift+z")
    assert list(listed(shortcuts)) == ["Edit"]
    edit(shortcuts).setText("file")
    assert list(listed(shortcuts)) == ["File"]
    edit(shortcuts).setText("nothing like this")
    assert listed(shortcuts) == {}
    assert "No shortcut has these words." in [
        one.text() for one in shortcuts.findChildren(QLabel) if one.isVisible()
    ]
    edit(shortcuts).clear()
    assert len(listed(shortcuts)) == 3


def test_the_shortcuts_stand_beside_the_window_and_close_with_escape(
    shortcuts: ShortcutsWindow, qtbot: QtBot
) -> None:
    assert not shortcuts.isModal()
    qtbot.keyClick(edit(shortcuts), Qt.Key.Key_Return)
    assert shortcuts.isVisible()
    qtbot.keyClick(edit(shortcuts), Qt.Key.Key_Escape)
    assert shortcuts.isHidden()


def test_an_action_in_a_menu_inside_a_menu_belongs_to_the_outer_one(window: QMainWindow) -> None:
    outer = window.menuBar().addMenu("&Insert")
    inner = outer.addMenu("&Records")
    action = inner.addAction("&Figure && party (&F)\tignored")
    assert action_menu(action) == "Insert"
    assert action_text(action) == "Figure & party"
    assert action_keys(action) == ""


def test_close_is_no_default_where_enter_has_another_use(
    preferences: PreferencesDialog, shortcuts: ShortcutsWindow
) -> None:
    for dialog in (preferences, shortcuts):
        box = part(dialog, QDialogButtonBox)
        assert isinstance(box, QDialogButtonBox)
        assert not box.button(QDialogButtonBox.StandardButton.Close).isDefault()
