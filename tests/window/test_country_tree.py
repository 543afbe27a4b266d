from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gui import theme
from gui.country_tree import CountryTree
from gui.notify import Notifier
from gui.tasks import Tasks
from models import Query, Scope, Store

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier


class CountingTasks(Tasks):
    """Tasks that also count the reads asked for."""

    reads = 0

    def read(self, *args: object, **named: object) -> object:  # type: ignore[override]
        self.reads += 1
        return super().read(*args, **named)  # type: ignore[arg-type]


@pytest.fixture
def store(seeded_store: Store) -> Store:
    return seeded_store


@pytest.fixture
def tasks(qapp: QApplication) -> Iterator[CountingTasks]:
    made = CountingTasks()
    yield made
    assert made.close()


@pytest.fixture
def tree(
    qtbot: QtBot, store: Store, tasks: CountingTasks, qapp: QApplication
) -> Iterator[CountryTree]:
    theme.apply(qapp, "light")
    notifier = Notifier(store)
    pane = CountryTree(store, notifier, tasks)
    qtbot.addWidget(pane)
    pane.resize(260, 400)
    pane.show()
    qtbot.waitUntil(lambda: pane.model().rowCount() > 0)
    yield pane
    notifier.close()


def lines(tree: CountryTree) -> list[str]:
    """Give all that the tree holds, indented, open or not."""
    model = tree.model()

    def below(parent: QModelIndex, depth: int) -> Iterator[str]:
        for row in range(model.rowCount(parent)):
            index = model.index(row, 0, parent)
            yield f"{'  ' * depth}{index.data()} {index.siblingAtColumn(1).data()}"
            yield from below(index, depth + 1)

    return list(below(QModelIndex(), 0))


def find(tree: CountryTree, *names: str) -> QModelIndex:
    index = QModelIndex()
    for name in names:
        rows = range(tree.model().rowCount(index))
        below = [tree.model().index(row, 0, index) for row in rows]
        index = next(one for one in below if one.data() == name)
    return index


def country(tree: CountryTree, name: str) -> QModelIndex:
    return find(tree, "Central Asia", name)


def click(qtbot: QtBot, tree: CountryTree, index: QModelIndex, keys: object = NO_KEYS) -> None:
    place = tree.visualRect(index).center()
    qtbot.mouseClick(tree.viewport(), LEFT, keys, place)  # type: ignore[arg-type]


def add(store: Store, **values: object) -> int:
    with store.step("Add entry", by=None) as step:
        return step.add("entry", {"title": "New", **values})  # type: ignore[dict-item]


def count_of(tree: CountryTree, name: str) -> Callable[[], str]:
    return lambda: str(country(tree, name).siblingAtColumn(1).data())


def menu_of(tree: CountryTree) -> QMenu:
    return tree.findChildren(QMenu, "country_menu")[-1]


# What it shows


def test_the_tree_shows_region_countries_and_sectors_with_their_entries(tree: CountryTree) -> None:
    assert lines(tree) == [
        "Central Asia 6",
        "  Kazakhstan 1",
        "    230 Energy 1",
        "  Kyrgyzstan 2",
        "    320 Industry, mining, construction 1",
        "    998 Unallocated or unspecified 1",
        "  Tajikistan 1",
        "    120 Health 1",
        "  Turkmenistan 0",
        "  Uzbekistan 1",
        "    320 Industry, mining, construction 1",
        "  Regional 1",
        "    210 Transport and storage 1",
    ]


def test_the_region_is_open_at_first_and_its_countries_are_folded(tree: CountryTree) -> None:
    assert tree.isExpanded(find(tree, "Central Asia"))
    assert not tree.isExpanded(country(tree, "Kyrgyzstan"))


def test_a_country_without_entries_is_muted_and_others_are_not(tree: CountryTree) -> None:
    role = Qt.ItemDataRole.ForegroundRole
    muted = country(tree, "Turkmenistan").data(role)
    assert isinstance(muted, QColor)
    assert muted == theme.colour("muted")
    assert country(tree, "Uzbekistan").data(role) is None


def test_a_country_of_other_people_stands_apart_while_it_has_entries(
    tree: CountryTree, store: Store, qtbot: QtBot
) -> None:
    assert "Other countries 0" not in lines(tree)
    add(store, country="LVA", sector="230")
    qtbot.waitUntil(
        lambda: lines(tree)[-3:] == ["Other countries 1", "  Latvia 1", "    230 Energy 1"]
    )
    store.undo(by=None)
    qtbot.waitUntil(lambda: "Other countries 1" not in lines(tree))


def test_what_only_holds_countries_together_cannot_be_chosen(
    tree: CountryTree, store: Store, qtbot: QtBot
) -> None:
    add(store, country="LVA")
    qtbot.waitUntil(lambda: "Other countries 1" in lines(tree))
    click(qtbot, tree, country(tree, "Tajikistan"))
    click(qtbot, tree, find(tree, "Other countries"))
    assert tree.current_scope() == Scope(country="TJK")


def test_an_entry_without_a_sector_is_found_under_no_sector(
    tree: CountryTree, store: Store, qtbot: QtBot
) -> None:
    add(store, country="TKM")
    qtbot.waitUntil(lambda: "    No sector 1" in lines(tree))
    tree.choose(Scope(country="TKM", sector=""))
    assert tree.currentIndex().data() == "No sector"
    assert store.count(Query("entry", scope=tree.current_scope())) == 1


def test_each_place_counts_as_many_entries_as_its_scope_finds(
    tree: CountryTree, store: Store
) -> None:
    for scope, shown in (
        (Scope(region="Central Asia"), "6"),
        (Scope(country="KGZ"), "2"),
        (Scope(country="KGZ", sector="998"), "1"),
        (Scope(regional=True), "1"),
        (Scope(regional=True, sector="210"), "1"),
        (Scope(country="TKM"), "0"),
    ):
        tree.choose(scope)
        assert tree.currentIndex().siblingAtColumn(1).data() == shown
        assert str(store.count(Query("entry", scope=scope))) == shown


def test_a_name_with_tags_is_told_as_it_stands(
    tree: CountryTree, store: Store, qtbot: QtBot
) -> None:
    with store.step("Rename", by=None) as step:
        kept = store.ids(Query("country"))
        uzbekistan = next(one for one in store.rows("country", kept) if one.value("code") == "UZB")
        step.set("country", uzbekistan.id, "name", "<b>Uz</b>")
    qtbot.waitUntil(lambda: "  <b>Uz</b> 1" in lines(tree))
    index = country(tree, "<b>Uz</b>")
    assert "&lt;b&gt;Uz&lt;/b&gt;: 1 entry" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "<b>Uz</b>, 1 entry"


# Live


def test_counts_follow_an_added_entry_and_its_undo(
    tree: CountryTree, store: Store, qtbot: QtBot
) -> None:
    add(store, country="TKM", sector="230")
    qtbot.waitUntil(lambda: {"  Turkmenistan 1", "    230 Energy 1"} <= set(lines(tree)))
    assert lines(tree)[0] == "Central Asia 7"
    store.undo(by=None)
    qtbot.waitUntil(lambda: "  Turkmenistan 0" in lines(tree))
    assert lines(tree)[0] == "Central Asia 6"


def test_an_entry_moves_when_its_country_is_changed(
    tree: CountryTree, store: Store, qtbot: QtBot
) -> None:
    (entry,) = store.ids(Query("entry", scope=Scope(country="TJK")))
    with store.step("Change country", by=None) as step:
        step.set("entry", entry, "country", "TKM")
    qtbot.waitUntil(lambda: {"  Tajikistan 0", "  Turkmenistan 1"} <= set(lines(tree)))


def test_a_change_that_moves_no_entry_is_not_read(
    tree: CountryTree, store: Store, tasks: CountingTasks, qtbot: QtBot
) -> None:
    before = tasks.reads
    (entry,) = store.ids(Query("entry", scope=Scope(country="TJK")))
    with store.step("Change title", by=None) as step:
        step.set("entry", entry, "title", "Another")
    qtbot.wait(150)
    assert tasks.reads == before


def test_a_burst_of_edits_is_read_a_few_times_and_ends_right(
    tree: CountryTree, store: Store, tasks: CountingTasks, qtbot: QtBot
) -> None:
    before = tasks.reads
    for _ in range(60):
        add(store, country="UZB", sector="230")
    qtbot.waitUntil(lambda: count_of(tree, "Uzbekistan")() == "61")
    assert tasks.reads - before <= 10


def test_an_edit_during_a_read_is_not_lost(tree: CountryTree, store: Store, qtbot: QtBot) -> None:
    tree.refresh()
    add(store, country="UZB")
    tree.refresh()
    qtbot.waitUntil(lambda: count_of(tree, "Uzbekistan")() == "2")


def test_an_update_keeps_what_is_open_chosen_and_scrolled_to(
    tree: CountryTree, store: Store, qtbot: QtBot
) -> None:
    tree.resize(260, 120)
    tree.expandAll()
    click(qtbot, tree, country(tree, "Kyrgyzstan"))
    tree.collapse(country(tree, "Tajikistan"))
    tree.verticalScrollBar().setValue(tree.verticalScrollBar().maximum())
    scrolled = tree.verticalScrollBar().value()
    told: list[object] = []
    tree.place_chosen.connect(told.append)
    add(store, country="KGZ", sector="110")
    qtbot.waitUntil(lambda: count_of(tree, "Kyrgyzstan")() == "3")
    assert tree.isExpanded(country(tree, "Kyrgyzstan"))
    assert tree.isExpanded(country(tree, "Uzbekistan"))
    assert not tree.isExpanded(country(tree, "Tajikistan"))
    assert tree.currentIndex() == country(tree, "Kyrgyzstan")
    assert tree.selectionModel().isSelected(country(tree, "Kyrgyzstan"))
    assert scrolled > 0
    assert tree.verticalScrollBar().value() == scrolled
    assert told == []


def test_the_chosen_place_stays_when_its_last_entry_goes(
    tree: CountryTree, store: Store, qtbot: QtBot
) -> None:
    scope = Scope(country="TJK", sector="120")
    tree.choose(scope)
    told: list[object] = []
    tree.place_chosen.connect(told.append)
    (entry,) = store.ids(Query("entry", scope=scope))
    with store.step("Delete", by=None) as step:
        step.remove("entry", entry)
    qtbot.waitUntil(lambda: "    120 Health 0" in lines(tree))
    assert tree.currentIndex().data() == "120 Health"
    assert told == []
    tree.choose(Scope(country="UZB"))
    assert "    120 Health 0" not in lines(tree)


def test_a_renamed_country_moves_to_its_place_and_stays_open(
    tree: CountryTree, store: Store, qtbot: QtBot
) -> None:
    tree.expand(country(tree, "Uzbekistan"))
    row = next(
        row
        for row in store.rows("country", store.ids(Query("country")))
        if row.value("code") == "UZB"
    )
    with store.step("Rename", by=None) as step:
        step.set("country", row.id, "name", "Aral")
    qtbot.waitUntil(lambda: lines(tree)[1] == "  Aral 1")
    assert tree.isExpanded(country(tree, "Aral"))


# Choosing


def test_a_click_tells_the_place(tree: CountryTree, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tree.place_chosen) as told:
        click(qtbot, tree, country(tree, "Uzbekistan"))
    assert told.args == [Scope(country="UZB")]
    assert tree.current_scope() == Scope(country="UZB")


def test_a_click_on_the_number_tells_the_place_too(tree: CountryTree, qtbot: QtBot) -> None:
    click(qtbot, tree, country(tree, "Uzbekistan").siblingAtColumn(1))
    assert tree.current_scope() == Scope(country="UZB")
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    assert tree.isExpanded(country(tree, "Uzbekistan"))
    qtbot.keyClicks(tree, "ka")
    assert tree.currentIndex().data() == "Kazakhstan"


def test_a_click_on_a_sector_tells_country_and_sector(tree: CountryTree, qtbot: QtBot) -> None:
    tree.expandAll()
    with qtbot.waitSignal(tree.place_chosen) as told:
        click(qtbot, tree, find(tree, "Central Asia", "Kazakhstan", "230 Energy"))
    assert told.args == [Scope(country="KAZ", sector="230")]


def test_a_second_click_on_the_same_place_tells_nothing_new(
    tree: CountryTree, qtbot: QtBot
) -> None:
    told: list[object] = []
    tree.place_chosen.connect(told.append)
    click(qtbot, tree, country(tree, "Uzbekistan"))
    click(qtbot, tree, country(tree, "Uzbekistan"))
    assert told == [Scope(country="UZB")]


def test_a_click_with_ctrl_does_not_leave_the_tree_without_a_choice(
    tree: CountryTree, qtbot: QtBot
) -> None:
    index = country(tree, "Uzbekistan")
    click(qtbot, tree, index)
    click(qtbot, tree, index, Qt.KeyboardModifier.ControlModifier)
    assert tree.selectionModel().isSelected(index)


def test_choosing_from_outside_opens_the_way_and_is_told_once(tree: CountryTree) -> None:
    told: list[object] = []
    tree.place_chosen.connect(told.append)
    scope = Scope(country="KGZ", sector="998")
    tree.choose(scope)
    tree.choose(scope)
    assert told == [scope]
    assert tree.isExpanded(country(tree, "Kyrgyzstan"))
    assert tree.currentIndex().data() == "998 Unallocated or unspecified"


def test_a_place_chosen_before_the_first_read_is_chosen_when_it_arrives(
    qtbot: QtBot, store: Store, tasks: CountingTasks
) -> None:
    notifier = Notifier(store)
    pane = CountryTree(store, notifier, tasks)
    qtbot.addWidget(pane)
    pane.choose(Scope(country="TJK", sector="230"))
    assert pane.model().rowCount() == 0
    assert pane.current_scope() == Scope(country="TJK", sector="230")
    qtbot.waitUntil(lambda: pane.currentIndex().data() == "230 Energy")
    notifier.close()


def test_everywhere_is_the_only_region(tree: CountryTree) -> None:
    assert tree.current_scope() == Scope()
    assert tree.currentIndex().data() == "Central Asia"


# Keys


def test_letters_jump_to_a_country(tree: CountryTree, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tree.place_chosen) as told:
        qtbot.keyClicks(tree, "tu")
    assert told.args == [Scope(country="TKM")]


def test_left_and_right_fold_and_unfold(tree: CountryTree, qtbot: QtBot) -> None:
    tree.choose(Scope(country="KGZ"))
    qtbot.keyClick(tree, Qt.Key.Key_Right)
    assert tree.isExpanded(country(tree, "Kyrgyzstan"))
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    assert not tree.isExpanded(country(tree, "Kyrgyzstan"))
    qtbot.keyClick(tree, Qt.Key.Key_Left)
    assert tree.currentIndex().data() == "Central Asia"


def test_arrows_tell_only_the_place_where_they_stop(tree: CountryTree, qtbot: QtBot) -> None:
    told: list[object] = []
    tree.place_chosen.connect(told.append)
    for _ in range(3):
        qtbot.keyClick(tree, Qt.Key.Key_Down)
    assert told == []
    qtbot.waitUntil(lambda: told == [Scope(country="TJK")])


def test_enter_tells_the_place_at_once(tree: CountryTree, qtbot: QtBot) -> None:
    told: list[object] = []
    tree.place_chosen.connect(told.append)
    qtbot.keyClick(tree, Qt.Key.Key_Down)
    qtbot.keyClick(tree, Qt.Key.Key_Return)
    assert told == [Scope(country="KAZ")]


def test_ctrl_c_copies_the_name(tree: CountryTree, qtbot: QtBot) -> None:
    tree.choose(Scope(country="KAZ"))
    qtbot.keyClick(tree, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Kazakhstan"


# Menu


def send_menu(tree: CountryTree, reason: QContextMenuEvent.Reason, at: QPoint) -> QMenu:
    port = tree.viewport()
    QApplication.sendEvent(port, QContextMenuEvent(reason, at, port.mapToGlobal(at)))
    return menu_of(tree)


def test_the_menu_key_offers_a_new_entry_at_the_cursor(tree: CountryTree, qtbot: QtBot) -> None:
    tree.choose(Scope(country="KGZ", sector="998"))
    menu = send_menu(tree, QContextMenuEvent.Reason.Keyboard, QPoint(1, 1))
    with qtbot.waitSignal(tree.new_entry_wanted) as wanted:
        qtbot.keyClick(menu, Qt.Key.Key_N)
    assert wanted.args == [Scope(country="KGZ", sector="998")]


def test_the_menu_under_the_pointer_is_about_the_place_there(
    tree: CountryTree, qtbot: QtBot
) -> None:
    tree.choose(Scope(country="KGZ"))
    at = tree.visualRect(country(tree, "Turkmenistan")).center()
    menu = send_menu(tree, QContextMenuEvent.Reason.Mouse, at)
    with qtbot.waitSignal(tree.new_entry_wanted) as wanted:
        menu.actions()[0].trigger()
    assert wanted.args == [Scope(country="TKM")]
    menu.actions()[1].trigger()
    assert QGuiApplication.clipboard().text() == "Turkmenistan"
    menu.close()


def test_the_menu_beside_all_places_offers_no_entry(tree: CountryTree) -> None:
    menu = send_menu(tree, QContextMenuEvent.Reason.Mouse, QPoint(20, 390))
    assert [action.isEnabled() for action in menu.actions() if not action.isSeparator()] == [
        False,
        False,
        True,
        True,
    ]
    menu.close()
