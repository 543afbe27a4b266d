from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.modeltest import ModelTester

from gui.place_model import NamedView, PlaceFacts, PlaceModel, arrange
from models import PlaceCount, Scope


def lines(model: PlaceModel, parent: QModelIndex | None = None) -> Iterator[tuple[str, ...]]:
    """Give all lines of the model with their tips."""
    above = parent or QModelIndex()
    for row in range(model.rowCount(above)):
        place = model.place(model.index(row, 0, above))
        assert place is not None
        yield place.text, str(place.entries), place.tip
        yield from lines(model, model.index(row, 0, above))


def facts(*counts: tuple[str | None, str | None, int], region: str = "East") -> PlaceFacts:
    recipients = (("AAA", "Aland", region), ("BBB", "Beland", "West"), ("CCC", "Celand", region))
    names = {code: name for code, name, _ in recipients} | {"ZZZ": "Zeland"}
    return PlaceFacts(recipients, names, tuple(PlaceCount(*line) for line in counts))


STATES = (
    facts(("AAA", "110", 1), (None, None, 2)),
    facts(("AAA", "110", 3), ("AAA", "230", 2), ("BBB", None, 9), ("ZZZ", "110", 1)),
    facts(("AAA", "230", 2), ("CCC", "110", 1), region="Zone"),
    facts(region=""),
    PlaceFacts((), {}, ()),
    facts(("ZZZ", None, 1)),
)


@pytest.mark.parametrize("state", STATES)
def test_the_model_keeps_the_rules_of_qt(qtmodeltester: ModelTester, state: PlaceFacts) -> None:
    model = PlaceModel()
    model.show(arrange(state, Scope()))
    qtmodeltester.check(model, force_py=True)


def test_the_model_keeps_the_rules_of_qt_while_it_changes(qtmodeltester: ModelTester) -> None:
    model = PlaceModel()
    qtmodeltester.check(model, force_py=True)
    warning = QAbstractItemModelTester.FailureReportingMode.Warning
    native = QAbstractItemModelTester(model, warning)
    for state in (*STATES, *reversed(STATES)):
        model.show(arrange(state, Scope()))
    assert native.model() is model


@pytest.mark.parametrize("old", STATES)
@pytest.mark.parametrize("new", STATES)
def test_a_changed_model_shows_the_same_as_a_new_one(old: PlaceFacts, new: PlaceFacts) -> None:
    changed, fresh = PlaceModel(), PlaceModel()
    changed.show(arrange(old, Scope()))
    for model in (changed, fresh):
        model.show(arrange(new, Scope()))
    assert list(lines(changed)) == list(lines(fresh))


def test_two_regions_both_hold_what_is_regional() -> None:
    top = arrange(facts(("AAA", "110", 1), ("BBB", None, 2), (None, "110", 4)), Scope())
    assert [(place.text, place.entries) for place in top] == [("East", 5), ("West", 6)]
    assert [place.text for place in top[0].below] == ["Aland", "Celand", "Regional"]


def test_without_any_recipient_the_regional_entries_still_stand_in_the_tree() -> None:
    top = arrange(PlaceFacts((), {}, (PlaceCount(None, None, 3),)), Scope())
    assert [(place.text, place.entries) for place in top] == [("Regional", 3)]


def test_views_stand_last_by_their_names_and_keep_their_line_when_renamed(qapp) -> None:
    model, facts = PlaceModel(), PlaceFacts((("UZB", "Uzbekistan", "Central Asia"),), {}, ())
    views = (NamedView(3, "Beer", "entry", "beer"), NamedView(5, "Money", "figure", ""))
    model.show(arrange(replace(facts, views=views), Scope()))
    group = model.index(model.rowCount() - 1, 0)
    assert (group.data(), group.siblingAtColumn(1).data()) == ("Views", "2")
    kept = QPersistentModelIndex(model.index(0, 0, group))
    assert kept.data() == "Beer"
    renamed = (NamedView(3, "Zest", "entry", "beer"), views[1])
    model.show(arrange(replace(facts, views=(renamed[1], renamed[0])), Scope()))
    assert (kept.row(), kept.data()) == (1, "Zest")
    model.show(arrange(facts, Scope()))
    assert not kept.isValid()


def test_only_views_can_be_renamed_in_the_tree(qapp) -> None:
    model = PlaceModel()
    facts = PlaceFacts((("UZB", "Uzbekistan", "Central Asia"),), {}, ())
    model.show(arrange(replace(facts, views=(NamedView(3, "Beer", "entry", "beer"),)), Scope()))
    group = model.index(model.rowCount() - 1, 0)
    view, place = model.index(0, 0, group), model.index(0, 0)
    heard: list[tuple[object, str]] = []
    model.renamed.connect(lambda record, name: heard.append((record, name)))
    assert not model.setData(place, "Elsewhere")
    assert not model.setData(view, "  ")
    assert model.setData(view, " Exports ")
    assert heard == [(3, "Exports")]
    assert "beer" in view.data(Qt.ItemDataRole.ToolTipRole)
