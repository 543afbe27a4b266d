from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from gui.facet_bars import FacetBars
from gui.facet_choice import FacetChoice, choice_of, with_choice
from gui.facet_pane import FacetPane
from gui.facet_section import FacetSection
from gui.notify import Notifier
from gui.settings import Settings
from gui.tasks import Tasks
from models import Filter, Query, Scope, Store

LEFT = Qt.MouseButton.LeftButton
NO_KEYS = Qt.KeyboardModifier.NoModifier
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def pane(qtbot: QtBot, seeded_store: Store) -> Iterator[FacetPane]:
    notifier, tasks = Notifier(seeded_store), Tasks()
    made = FacetPane(seeded_store, notifier, tasks)
    qtbot.addWidget(made)
    made.set_fields("entry", ["type", "country"])
    # As in the window: what is asked for comes back as the query of the table.
    made.query_wanted.connect(made.show_query)
    made.resize(240, 600)
    made.show()
    made.activateWindow()
    made.show_query(Query("entry"))
    counted(qtbot, made, "type", "Trade 2")
    yield made
    notifier.close()
    assert tasks.close()


@pytest.fixture
def asked(pane: FacetPane) -> list[Query]:
    queries: list[Query] = []
    pane.query_wanted.connect(queries.append)
    return queries


def section(pane: FacetPane, field: str) -> FacetSection:
    found = pane.findChild(FacetSection, f"facet_{field}")
    assert isinstance(found, FacetSection)
    return found


def lines(pane: FacetPane, field: str) -> list[str]:
    values = section(pane, field).list.values
    found = (values.value(row) for row in range(values.rowCount()))
    return [f"{one.label} {one.count}" for one in found if one is not None]


def counted(qtbot: QtBot, pane: FacetPane, field: str, line: str) -> None:
    qtbot.waitUntil(lambda: line in lines(pane, field))


def row_of(pane: FacetPane, field: str, label: str) -> int:
    names = [line.rpartition(" ")[0] for line in lines(pane, field)]
    return names.index(label)


def click(
    qtbot: QtBot,
    pane: FacetPane,
    field: str,
    label: str,
    keys: Qt.KeyboardModifier = NO_KEYS,
) -> None:
    values = section(pane, field).list
    rect = values.visualRect(values.values.index(row_of(pane, field, label)))
    qtbot.mouseClick(values.viewport(), LEFT, keys, rect.center())


def menu_of(pane: FacetPane, field: str, label: str) -> QMenu:
    values = section(pane, field).list
    at = values.visualRect(values.values.index(row_of(pane, field, label))).center()
    port = values.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, port.mapToGlobal(at))
    QApplication.sendEvent(port, event)
    return pane.findChildren(QMenu, "facet_value_menu")[-1]


def choose_in(menu: QMenu, beginning: str) -> None:
    action = next(one for one in menu.actions() if one.text().startswith(beginning))
    action.trigger()
    menu.close()


# What is counted


def test_values_stand_with_their_counts_the_most_frequent_first(pane: FacetPane) -> None:
    assert lines(pane, "type") == [
        "Trade 2",
        "Agreement 1",
        "Joint venture 1",
        "Meeting 1",
        "Talks 1",
    ]
    assert "Nothing recorded 1" in lines(pane, "country")


def test_each_facet_is_counted_under_the_query_without_its_own_part(
    pane: FacetPane, qtbot: QtBot
) -> None:
    pane.show_query(Query("entry", filters=(Filter("type", "=trade"),)))
    counted(qtbot, pane, "country", "Kazakhstan 1")
    qtbot.waitUntil(lambda: len(lines(pane, "country")) == 2)
    assert len(lines(pane, "type")) == 5


def test_counts_follow_a_change_of_the_store(
    pane: FacetPane, seeded_store: Store, qtbot: QtBot
) -> None:
    with seeded_store.step("Change", by=None) as step:
        step.set("entry", 1, "type", "trade")
    counted(qtbot, pane, "type", "Trade 3")
    seeded_store.undo(by=None)
    counted(qtbot, pane, "type", "Trade 2")


def test_a_pane_that_nobody_sees_counts_when_it_is_shown_again(
    pane: FacetPane, seeded_store: Store, qtbot: QtBot
) -> None:
    pane.hide()
    with seeded_store.step("Change", by=None) as step:
        step.set("entry", 1, "type", "trade")
    qtbot.wait(500)
    assert "Trade 2" in lines(pane, "type")
    pane.show()
    counted(qtbot, pane, "type", "Trade 3")


def test_another_kind_has_its_own_fields(pane: FacetPane, qtbot: QtBot) -> None:
    pane.set_fields("figure", ["unit"])
    pane.show_query(Query("figure"))
    counted(qtbot, pane, "unit", "vehicles 2")
    assert (
        pane.findChild(FacetSection, "facet_type") is None or not section(pane, "type").isVisible()
    )
    pane.show_query(Query("entry"))
    counted(qtbot, pane, "type", "Trade 2")


def test_a_senseless_query_keeps_the_old_counts(pane: FacetPane, qtbot: QtBot) -> None:
    pane.show_query(Query("entry", filters=(Filter("start", ">nonsense"),)))
    qtbot.wait(400)
    assert "Trade 2" in lines(pane, "type")


# Choosing


def test_a_click_shows_only_one_and_a_second_click_all_again(
    pane: FacetPane, asked: list[Query], qtbot: QtBot
) -> None:
    click(qtbot, pane, "type", "Trade")
    assert asked == [Query("entry", filters=(Filter("type", "=trade"),))]
    click(qtbot, pane, "type", "Talks")
    assert asked[-1].filters == (Filter("type", "=talks"),)
    click(qtbot, pane, "type", "Talks")
    assert asked[-1] == Query("entry")


def test_a_click_with_ctrl_or_on_the_sign_adds(
    pane: FacetPane, asked: list[Query], qtbot: QtBot
) -> None:
    click(qtbot, pane, "type", "Trade")
    click(qtbot, pane, "type", "Talks", CONTROL)
    assert asked[-1].filters == (Filter("type", "=trade|=talks"),)
    values = section(pane, "type").list
    rect = values.visualRect(values.values.index(row_of(pane, "type", "Trade")))
    qtbot.mouseClick(values.viewport(), LEFT, pos=QPoint(8, rect.center().y()))
    assert asked[-1].filters == (Filter("type", "=talks"),)


def test_a_click_with_alt_leaves_out(pane: FacetPane, asked: list[Query], qtbot: QtBot) -> None:
    click(qtbot, pane, "type", "Trade", ALT)
    assert asked[-1].filters == (Filter("type", "=trade", negated=True),)
    click(qtbot, pane, "type", "Talks", ALT)
    assert asked[-1].filters == (Filter("type", "=trade|=talks", negated=True),)
    click(qtbot, pane, "type", "Trade", ALT)
    assert asked[-1].filters == (Filter("type", "=talks", negated=True),)


def test_the_keyboard_chooses_adds_and_leaves_out(
    pane: FacetPane, asked: list[Query], qtbot: QtBot
) -> None:
    pane.focus_first()
    values = section(pane, "type").list
    qtbot.keyClick(values, Qt.Key.Key_Return)
    assert asked[-1].filters == (Filter("type", "=trade"),)
    qtbot.keyClick(values, Qt.Key.Key_Down)
    qtbot.keyClick(values, Qt.Key.Key_Space)
    assert asked[-1].filters == (Filter("type", "=trade|=agreement"),)
    qtbot.keyClick(values, Qt.Key.Key_Minus)
    assert set(asked[-1].filters) == {
        Filter("type", "=trade"),
        Filter("type", "=agreement", negated=True),
    }


def test_down_at_the_end_goes_on_in_the_next_facet_and_up_comes_back(
    pane: FacetPane, qtbot: QtBot
) -> None:
    pane.focus_first()
    first, second = section(pane, "type").list, section(pane, "country").list
    for _ in range(5):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert second.hasFocus()
    assert second.currentIndex().row() == 0
    qtbot.keyClick(second, Qt.Key.Key_Up)
    assert first.hasFocus()
    assert first.currentIndex().row() == 4


def test_the_menu_inverts_and_clears(pane: FacetPane, asked: list[Query], qtbot: QtBot) -> None:
    click(qtbot, pane, "type", "Trade")
    more = section(pane, "type").findChild(QToolButton, "facet_menu")
    assert isinstance(more, QToolButton)
    more.menu().aboutToShow.emit()
    choose_in(more.menu(), "Invert")
    assert asked[-1].filters == (Filter("type", "=trade", negated=True),)
    clear = section(pane, "type").findChild(QToolButton, "facet_clear")
    qtbot.mouseClick(clear, LEFT)
    assert asked[-1] == Query("entry")
    assert not clear.isVisible()


def test_the_rest_of_the_query_stays_as_it_is(
    pane: FacetPane, asked: list[Query], qtbot: QtBot
) -> None:
    query = Query(
        "entry",
        scope=Scope(region="Central Asia"),
        filters=(Filter("type", "=trade"), Filter("title", "beer")),
    )
    pane.show_query(query)
    click(qtbot, pane, "type", "Talks")
    assert asked[-1].filters == (Filter("type", "=talks"), Filter("title", "beer"))
    assert asked[-1].scope == query.scope


def test_nothing_recorded_can_be_chosen(
    pane: FacetPane, asked: list[Query], qtbot: QtBot, seeded_store: Store
) -> None:
    click(qtbot, pane, "country", "Nothing recorded")
    assert asked[-1].filters == (Filter("country", "="),)
    assert seeded_store.count(asked[-1]) == 1


def test_what_is_chosen_elsewhere_is_marked_here(pane: FacetPane, qtbot: QtBot) -> None:
    pane.show_query(Query("entry", filters=(Filter("type", "=trade|=talks"),)))
    values = section(pane, "type").list.values
    assert values.state(row_of(pane, "type", "Trade")) == "included"
    assert values.state(row_of(pane, "type", "Talks")) == "included"
    assert values.state(row_of(pane, "type", "Meeting")) == ""


def test_a_chosen_value_that_no_record_has_any_more_can_be_taken_back(
    pane: FacetPane, asked: list[Query], qtbot: QtBot
) -> None:
    pane.show_query(Query("entry", filters=(Filter("country", "=LVA"),)))
    qtbot.waitUntil(lambda: lines(pane, "country")[0].startswith("LVA"))
    click(qtbot, pane, "country", "LVA")
    assert asked[-1] == Query("entry")


# Many values


def test_many_values_are_folded_until_asked_for(
    pane: FacetPane, seeded_store: Store, qtbot: QtBot
) -> None:
    with seeded_store.step("Add", by=None) as step:
        for number in range(12):
            step.add("actor", {"name": f"Actor {number}", "position": f"Position {number:02d}"})
    pane.set_fields("actor", ["position"])
    pane.show_query(Query("actor"))
    counted(qtbot, pane, "position", "Position 00 1")
    more = section(pane, "position").findChild(QPushButton, "facet_more")
    assert len(lines(pane, "position")) == 8
    assert more.text().endswith("more")
    qtbot.mouseClick(more, LEFT)
    assert "Position 11 1" in lines(pane, "position")
    qtbot.mouseClick(more, LEFT)
    assert len(lines(pane, "position")) == 8


def test_a_long_heading_leaves_the_counts_in_sight(pane: FacetPane, qtbot: QtBot) -> None:
    pane.resize(190, 500)
    pane.set_fields("party", ["actor"])
    pane.show_query(Query("party"))
    qtbot.waitUntil(lambda: bool(lines(pane, "actor")))
    shown = section(pane, "actor")
    assert shown.width() <= pane.width()
    assert shown.findChild(QToolButton, "facet_title").text().endswith("…")


def test_a_heading_folds_its_values(pane: FacetPane, qtbot: QtBot) -> None:
    title = section(pane, "type").findChild(QToolButton, "facet_title")
    qtbot.mouseClick(title, LEFT)
    assert not section(pane, "type").list.isVisible()
    qtbot.mouseClick(title, LEFT)
    assert section(pane, "type").list.isVisible()


# Ranges


@pytest.fixture
def years(pane: FacetPane, seeded_store: Store, qtbot: QtBot) -> FacetBars:
    with seeded_store.step("Set", by=None) as step:
        for record, year in ((1, "2019"), (2, "2020"), (3, "2022"), (4, "2022"), (5, "2023")):
            step.set("entry", record, "start", year)
    pane.set_fields("entry", ["start"])
    bars = section(pane, "start").bars
    qtbot.waitUntil(lambda: bars.isVisible() and len(bars._bars) == 5)
    return bars


def place(bars: FacetBars, bar: float) -> QPoint:
    return QPoint(round(bars._left(0) + (bar + 0.5) * bars._width()), 30)


def test_a_drag_over_the_bars_asks_for_their_range(
    years: FacetBars, asked: list[Query], qtbot: QtBot, seeded_store: Store
) -> None:
    qtbot.mousePress(years, LEFT, pos=place(years, 1))
    qtbot.mouseMove(years, place(years, 3))
    qtbot.mouseRelease(years, LEFT, pos=place(years, 3))
    assert asked[-1].filters == (Filter("start", "2020..2022"),)
    assert seeded_store.count(asked[-1]) == 3
    assert years.chosen == (1, 3)


def test_an_end_can_be_dragged_further(years: FacetBars, asked: list[Query], qtbot: QtBot) -> None:
    qtbot.mouseClick(years, LEFT, pos=place(years, 1))
    assert asked[-1].filters == (Filter("start", "2020"),)
    edge = QPoint(round(years._left(2)), 30)
    qtbot.mousePress(years, LEFT, pos=edge)
    qtbot.mouseMove(years, place(years, 4))
    qtbot.mouseRelease(years, LEFT, pos=place(years, 4))
    assert asked[-1].filters == (Filter("start", "2020..2023"),)


def test_a_second_click_on_the_only_bar_asks_for_all(
    years: FacetBars, asked: list[Query], qtbot: QtBot
) -> None:
    qtbot.mouseClick(years, LEFT, pos=place(years, 1))
    qtbot.mouseRelease(years, LEFT, pos=place(years, 1))
    qtbot.mouseClick(years, LEFT, pos=place(years, 1))
    assert asked[-1] == Query("entry")


def test_arrows_move_the_lower_end_and_with_shift_the_upper_one(
    years: FacetBars, asked: list[Query], qtbot: QtBot
) -> None:
    years.setFocus()
    qtbot.keyClick(years, Qt.Key.Key_Right)
    assert asked[-1].filters == (Filter("start", "2020..2023"),)
    qtbot.keyClick(years, Qt.Key.Key_Left, SHIFT)
    assert asked[-1].filters == (Filter("start", "2020..2022"),)
    qtbot.keyClick(years, Qt.Key.Key_Escape)
    assert asked[-1] == Query("entry")


def test_what_has_no_date_stands_below_the_bars(
    years: FacetBars, pane: FacetPane, asked: list[Query], qtbot: QtBot
) -> None:
    assert lines(pane, "start") == ["Nothing recorded 1"]
    click(qtbot, pane, "start", "Nothing recorded")
    assert asked[-1].filters == (Filter("start", "="),)


# Fields


def test_fields_are_chosen_in_the_menu_and_remembered(
    pane: FacetPane, qtbot: QtBot, tmp_path: Path
) -> None:
    chooser = pane.findChild(QToolButton, "facet_chooser")
    assert isinstance(chooser, QToolButton)
    chooser.menu().aboutToShow.emit()
    choose_in(chooser.menu(), "Sector")
    counted(qtbot, pane, "sector", "Health 1")
    assert pane.fields("entry") == ("type", "country", "sector")
    settings = Settings(tmp_path / "settings.ini")
    pane.save(settings)
    pane.set_fields("entry", ["review"])
    pane.restore(settings)
    assert pane.fields("entry") == ("type", "country", "sector")


def test_fields_that_make_no_sense_are_left_out(pane: FacetPane) -> None:
    pane.set_fields("entry", ["type", "gone", "summary", "type"])
    assert pane.fields("entry") == ("type",)


# Renaming


def test_f2_asks_for_a_value_to_be_renamed_everywhere(pane: FacetPane, qtbot: QtBot) -> None:
    pane.focus_first()
    values = section(pane, "type").list
    qtbot.keyClick(values, Qt.Key.Key_F2)
    editor = values.findChild(QLineEdit, "facet_rename")
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "Talks")
    with qtbot.waitSignal(pane.rename_wanted) as told:
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    kind, field, value, text = told.args
    assert (kind, field, value.text, text) == ("entry", "type", "=trade", "Talks")


def test_nothing_recorded_and_dates_cannot_be_renamed(pane: FacetPane, qtbot: QtBot) -> None:
    menu = menu_of(pane, "country", "Nothing recorded")
    assert not any(one.text().startswith("Rename") for one in menu.actions())
    menu.close()
    other = menu_of(pane, "country", "Tajikistan")
    assert any(one.text().startswith("Rename") for one in other.actions())
    other.close()


# The choice alone


@pytest.mark.parametrize(
    "choice",
    [
        FacetChoice(("=UZB", "=KAZ")),
        FacetChoice((), ("=UZB",)),
        FacetChoice(("=",), ("=KAZ",)),
        FacetChoice(('="a|b"', "=c d")),
    ],
)
def test_a_choice_comes_back_from_the_query(choice: FacetChoice) -> None:
    assert choice_of(with_choice(Query("entry"), "country", choice), "country") == choice


def test_inverting_twice_is_the_same_choice() -> None:
    choice = FacetChoice(("=UZB", "=KAZ"))
    assert choice.inverted() == FacetChoice((), ("=UZB", "=KAZ"))
    assert choice.inverted().inverted() == choice
