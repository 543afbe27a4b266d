from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from gui.app import Program
from gui.columns import ColumnState
from gui.country_tree import CountryTree
from gui.main_window import MainWindow
from gui.settings import Settings
from gui.views import View, find_view, line_of, read_view, rename_view, save_view, view_of
from models import FactError, Filter, Invalid, Query, Scope, Sort, Store

VIEW = View(
    Query(
        "figure",
        scope=Scope(country="UZB"),
        filters=(Filter("value", ">1000"), Filter("entry.type", "=trade", negated=True)),
        sort=(Sort("value", descending=True),),
        words='"electric cars" -bus',
    ),
    (ColumnState("value", 120), ColumnState("label", 200, hidden=True)),
    1,
    ("unit", "role"),
    "Большие “Zahlen”",
)


# As a line


def test_a_view_comes_back_from_its_line_whole() -> None:
    line = line_of(VIEW)
    assert "\n" not in line
    assert view_of(line, "entry") == VIEW


def test_blanks_and_breaks_that_mail_adds_do_no_harm() -> None:
    line = line_of(VIEW)
    assert view_of(f"  {line.replace(', ', ',  ')}\n", "entry") == VIEW


def test_any_other_line_is_a_query_on_the_table_in_front() -> None:
    assert view_of("country:UZB solar", "entry") == View(
        Query("entry", filters=(Filter("country", "UZB"),), words="solar")
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (line_of(VIEW)[:-20], "not whole"),
        ("khorgos view", "not whole"),
        ("khorgos view [1, 2]", "not whole"),
        ("khorgos view " + "[" * 100_000, "not whole"),
        (line_of(VIEW).replace('"figure"', '"gone"'), "a table that is not there"),
        (line_of(VIEW).replace('"figure"', "7"), "a table that is not there"),
        (line_of(VIEW).replace("value:", "worth:"), "no field “worth”"),
        ("countr:UZB", "no field “countr”"),
    ],
)
def test_a_broken_line_gets_a_sentence(line: str, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        view_of(line, "entry")


def test_columns_and_facets_that_make_no_sense_are_left_out() -> None:
    line = (
        'khorgos view {"table": "entry", "query": "", "columns": [["title", 10], 5], '
        '"frozen": true, "facets": "all"}'
    )
    assert view_of(line, "figure") == View(Query("entry"))


# In the store


def test_saving_and_updating_are_undoable_steps(seeded_store: Store) -> None:
    assert not save_view(seeded_store, VIEW, by=None)
    record = find_view(seeded_store, VIEW.name)
    assert record is not None
    assert read_view(seeded_store, record) == VIEW
    other = View(Query("entry", words="beer"), name=VIEW.name)
    assert save_view(seeded_store, other, by=None)
    assert find_view(seeded_store, VIEW.name) == record
    assert read_view(seeded_store, record) == other
    seeded_store.undo(by=None)
    assert read_view(seeded_store, record) == VIEW
    seeded_store.undo(by=None)
    assert find_view(seeded_store, VIEW.name) is None


def test_two_views_never_have_one_name(seeded_store: Store) -> None:
    save_view(seeded_store, VIEW, by=None)
    save_view(seeded_store, View(Query("entry"), name="Other"), by=None)
    other = find_view(seeded_store, "Other")
    assert other is not None
    with pytest.raises(Invalid, match="already"):
        rename_view(seeded_store, other, VIEW.name, by=None)
    rename_view(seeded_store, other, "Another", by=None)
    assert find_view(seeded_store, "Another") == other
    with pytest.raises(FactError):
        read_view(seeded_store, 9_999)


# In the window


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path):
    program = Program(qapp, Settings(tmp_path / "settings.ini"))
    made = program.window
    made.resize(1280, 800)
    program.start(tmp_path / "cooperation.khorgos", fresh=True)
    qtbot.waitUntil(lambda: made.bench is not None, timeout=20_000)
    made.activateWindow()
    rows(qtbot, made, 6)
    yield made
    made.close()
    program.deleteLater()


def rows(qtbot: QtBot, window: MainWindow, number: int) -> None:
    records = window.bench.tabs.current.records
    qtbot.waitUntil(lambda: records.complete and records.rowCount() == number, timeout=10_000)


def views(tree: CountryTree) -> list[str]:
    top = [tree.model().index(row, 0) for row in range(tree.model().rowCount())]
    for group in top:
        if group.data() == "Views":
            below = range(tree.model().rowCount(group))
            return [tree.model().index(row, 0, group).data() for row in below]
    return []


def index_of(tree: CountryTree, name: str) -> QModelIndex:
    group = tree.model().index(tree.model().rowCount() - 1, 0)
    return tree.model().index(views(tree).index(name), 0, group)


def save(qtbot: QtBot, window: MainWindow, name: str) -> None:
    window.actions_by_id["save_view"].trigger()
    dialog = window.findChildren(QDialog, "line_dialog")[-1]
    line = dialog.findChild(QLineEdit, "line")
    line.selectAll()
    qtbot.keyClicks(line, name)
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: name in views(window.bench.tree))


def menu_of(tree: CountryTree, name: str) -> QMenu:
    at = tree.visualRect(index_of(tree, name)).center()
    port = tree.viewport()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(port, QContextMenuEvent(reason, at, port.mapToGlobal(at)))
    return tree.findChildren(QMenu, "country_menu")[-1]


def choose(menu: QMenu, beginning: str) -> None:
    next(one for one in menu.actions() if one.text().startswith(beginning)).trigger()
    menu.close()


def test_a_click_opens_a_view_and_the_cursor_stays_on_it(qtbot: QtBot, window: MainWindow) -> None:
    bench, tree = window.bench, window.bench.tree
    bench.tabs.ask(Query("entry", scope=Scope(country="KGZ"), words="beer"))
    rows(qtbot, window, 1)
    save(qtbot, window, "Beer")
    bench.tabs.ask(Query("figure"))
    rows(qtbot, window, 6)
    qtbot.mouseClick(
        tree.viewport(),
        Qt.MouseButton.LeftButton,
        pos=tree.visualRect(index_of(tree, "Beer")).center(),
    )
    rows(qtbot, window, 1)
    assert bench.tabs.kind == "entry"
    assert tree.current_scope() == Scope(country="KGZ")
    assert tree.currentIndex().data() == "Beer"
    bench.tabs.ask(Query("entry"))
    assert tree.currentIndex().data() == "Central Asia"


def test_arrows_over_views_open_none(qtbot: QtBot, window: MainWindow) -> None:
    bench = window.bench
    bench.tabs.ask(Query("entry", words="beer"))
    rows(qtbot, window, 1)
    save(qtbot, window, "Beer")
    bench.tabs.ask(Query("entry"))
    rows(qtbot, window, 6)
    bench.tree.setCurrentIndex(index_of(bench.tree, "Beer"))
    qtbot.wait(300)
    assert bench.tabs.query("entry") == Query("entry")


def test_a_view_is_renamed_where_it_stands_updated_and_deleted(
    qtbot: QtBot, window: MainWindow
) -> None:
    bench, tree = window.bench, window.bench.tree
    bench.tabs.ask(Query("entry", words="beer"))
    rows(qtbot, window, 1)
    save(qtbot, window, "Beer")
    tree.setFocus()
    tree.setCurrentIndex(index_of(tree, "Beer"))
    qtbot.keyClick(tree, Qt.Key.Key_F2)
    editor = tree.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "Exports")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: views(tree) == ["Exports"])
    assert bench.tabs.query("entry").words == "beer"

    bench.tabs.ask(Query("entry", words="jet"))
    rows(qtbot, window, 1)
    choose(menu_of(tree, "Exports"), "&Update")
    record = find_view(bench.store, "Exports")
    assert record is not None
    assert read_view(bench.store, record).query.words == "jet"
    choose(menu_of(tree, "Exports"), "&Delete")
    qtbot.waitUntil(lambda: views(tree) == [])
    assert "deleted" in window.notices.text
    window.actions_by_id["undo"].trigger()
    qtbot.waitUntil(lambda: views(tree) == ["Exports"])


def test_saving_under_a_known_name_says_so_and_updates(qtbot: QtBot, window: MainWindow) -> None:
    bench = window.bench
    save(qtbot, window, "All")
    window.actions_by_id["save_view"].trigger()
    dialog = window.findChildren(QDialog, "line_dialog")[-1]
    line, said = dialog.findChild(QLineEdit, "line"), dialog.findChild(QLabel, "line_said")
    verb = dialog.findChild(QPushButton, "line_verb")
    line.setText("")
    assert not verb.isEnabled()
    line.setText("All")
    assert "There is a view of this name" in said.text()
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert views(bench.tree) == ["All"]
    assert window.actions_by_id["undo"].text() == "Undo Update view “All”" or bench.store.undo_label


def test_a_view_goes_over_the_clipboard_and_back(qtbot: QtBot, window: MainWindow) -> None:
    bench = window.bench
    bench.tabs.ask(Query("entry", scope=Scope(country="KGZ"), words="beer"))
    rows(qtbot, window, 1)
    bench.tabs.current.arranged.freeze(1)
    window.actions_by_id["copy_view"].trigger()
    line = QGuiApplication.clipboard().text()
    bench.tabs.ask(Query("figure"))
    bench.tabs.table("entry").arranged.freeze(0)
    window.actions_by_id["open_line"].trigger()
    dialog = window.findChildren(QDialog, "line_dialog")[-1]
    typed = dialog.findChild(QLineEdit, "line")
    assert typed.text() == line
    assert dialog.findChild(QLabel, "line_said").text() == "Entries: in Kyrgyzstan · “beer”"
    qtbot.keyClick(typed, Qt.Key.Key_Return)
    rows(qtbot, window, 1)
    assert bench.tabs.query(bench.tabs.kind) == Query(
        "entry", scope=Scope(country="KGZ"), words="beer"
    )
    assert bench.tabs.current.arranged.frozen == 1


def test_a_broken_line_is_told_while_it_is_typed_and_opens_nothing(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.actions_by_id["open_line"].trigger()
    dialog = window.findChildren(QDialog, "line_dialog")[-1]
    typed = dialog.findChild(QLineEdit, "line")
    typed.setText('khorgos view {"table": "entry"')
    assert "not whole" in dialog.findChild(QLabel, "line_said").text()
    assert not dialog.findChild(QPushButton, "line_verb").isEnabled()
    qtbot.keyClick(typed, Qt.Key.Key_Return)
    assert dialog.isVisible()
    dialog.close()


def test_the_menu_of_a_view_is_not_that_of_a_place(qtbot: QtBot, window: MainWindow) -> None:
    save(qtbot, window, "All")
    menu = menu_of(window.bench.tree, "All")
    texts = [one.text().partition("\t")[0].replace("&", "") for one in menu.actions()]
    assert texts == [
        "Open",
        "Update to what is shown",
        "Rename",
        "Copy as a line of text",
        "Delete",
    ]
    menu.close()
    tree = window.bench.tree
    place = tree.visualRect(tree.model().index(0, 0)).center() + QPoint(0, 0)
    port = tree.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, port.mapToGlobal(place))
    QApplication.sendEvent(port, event)
    menu = tree.findChildren(QMenu, "country_menu")[-1]
    assert menu.actions()[0].text() == "&New entry here"
    menu.close()
