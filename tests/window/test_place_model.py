from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.modeltest import ModelTester

from gui.place_model import PlaceFacts, PlaceModel, arrange
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
