from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QTreeWidget
from pytestqt.qtbot import QtBot

from gui.dialogs.spellings import Merge, SpellingsDialog
from gui.mass_changes import MassChanges
from gui.workbench import Workbench
from models import Cluster, FacetValue, Filter, Query, Spelling, Store, clusters

TICKED = Qt.CheckState.Checked


class Heard:
    """What was said and warned of."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.warned: list[str] = []

    def say(self, sentence: str, *, undo: bool = False) -> None:
        self.said.append(sentence)


@pytest.fixture
def bench(qtbot: QtBot, qapp: QApplication, seeded_store: Store) -> Iterator[Workbench]:
    parent = QObject()
    made = Workbench(seeded_store, parent)
    for pane in made.panes().values():
        qtbot.addWidget(pane)
    made.tabs.load()
    yield made
    made.notifier.close()
    made.tasks.close()


@pytest.fixture
def told() -> Heard:
    return Heard()


@pytest.fixture
def changes(bench: Workbench, told: Heard) -> MassChanges:
    return MassChanges(bench, told.say, told.warned.append, bench)


def having(store: Store, kind: str, field: str, text: str) -> set[int]:
    return set(store.ids(Query(kind, filters=(Filter(field, text),))))


def facet_value(store: Store, kind: str, field: str, label: str) -> FacetValue:
    (facet,) = store.facets(Query(kind), [field])
    return next(one for one in facet.values if one.label == label)  # type: ignore[union-attr]


# Renaming


@pytest.mark.parametrize(
    ("kind", "field", "old", "new", "asked"),
    [
        ("entry", "type", "Trade", "Agreement", "=agreement"),
        ("entry", "country", "Kyrgyzstan", "Kazakhstan", "=KAZ"),
        ("figure", "product", "beer", "lager", "=lager"),
    ],
)
def test_a_value_is_renamed_in_all_records_that_have_it_as_one_step(
    bench: Workbench,
    changes: MassChanges,
    told: Heard,
    qtbot: QtBot,
    kind: str,
    field: str,
    old: str,
    new: str,
    asked: str,
) -> None:
    store = bench.store
    value = facet_value(store, kind, field, old)
    records = having(store, kind, field, value.text)
    assert len(records) == value.count > 1
    before = store.dump()
    bench.facets.rename_wanted.emit(kind, field, value, new)
    qtbot.waitUntil(lambda: bool(told.said))
    assert records <= having(store, kind, field, asked)
    assert having(store, kind, field, value.text) == set()
    assert told.said == [f"Rename “{old}” to “{new}”: {len(records)} records changed."]
    assert store.undo_label == f"Rename “{old}” to “{new}”"
    store.undo(by=None)
    assert store.dump() == before


def test_a_value_that_the_field_does_not_take_changes_nothing(
    bench: Workbench, changes: MassChanges, told: Heard, qtbot: QtBot
) -> None:
    value = facet_value(bench.store, "entry", "type", "Trade")
    before = bench.store.dump()
    bench.facets.rename_wanted.emit("entry", "type", value, "Nonsense")
    qtbot.waitUntil(lambda: bool(told.warned))
    assert "Nonsense" in told.warned[0]
    assert bench.store.dump() == before


def test_an_actor_is_renamed_where_it_is_kept(
    bench: Workbench, changes: MassChanges, told: Heard, qtbot: QtBot
) -> None:
    store = bench.store
    (facet,) = store.facets(Query("party"), ["actor"])
    value = facet.values[0]  # type: ignore[union-attr]
    bench.facets.rename_wanted.emit("party", "actor", value, "Another Name")
    qtbot.waitUntil(lambda: bool(told.said))
    assert len(having(store, "actor", "name", "=Another Name")) == 1
    assert len(having(store, "party", "actor", "=Another Name")) == value.count


# Spellings


def products(store: Store, *texts: str) -> None:
    entry = store.ids(Query("entry"))[0]
    with store.step("Add", by=None) as step:
        for text in texts:
            step.add("figure", {"entry": entry, "product": text})


def dialog_of(bench: Workbench, qtbot: QtBot) -> SpellingsDialog:
    window = bench.tabs.window()
    qtbot.waitUntil(lambda: bool(window.findChildren(SpellingsDialog)))
    return window.findChildren(SpellingsDialog)[-1]


def tick(dialog: SpellingsDialog, cluster: int, spelling: int | None = None) -> None:
    top = dialog.findChild(QTreeWidget, "spellings_tree").topLevelItem(cluster)
    (top if spelling is None else top.child(spelling)).setCheckState(0, TICKED)


def merge(dialog: SpellingsDialog, qtbot: QtBot) -> None:
    button = dialog.findChild(QPushButton, "spellings_merge")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_near_same_spellings_become_the_one_that_was_typed_as_one_step(
    bench: Workbench, changes: MassChanges, told: Heard, qtbot: QtBot
) -> None:
    store = bench.store
    products(store, "solar panels", "Solar panels", "solar  panels", "solar panels", "copper")
    before = store.dump()
    bench.facets.spellings_wanted.emit("figure", "product")
    dialog = dialog_of(bench, qtbot)
    tick(dialog, 0)
    target = dialog.findChild(QLineEdit, "spelling_target")
    target.setText("Solar panels")
    preview = dialog.findChild(QLabel, "spellings_preview").text()
    merge(dialog, qtbot)
    qtbot.waitUntil(lambda: bool(told.said))
    assert len(having(store, "figure", "product", "=Solar panels")) == 4
    assert "become 1" in preview
    assert len(having(store, "figure", "product", "=copper")) == 1
    assert "spellings of product" in str(store.undo_label)
    store.undo(by=None)
    assert store.dump() == before


def test_only_the_ticked_spellings_are_merged(
    bench: Workbench, changes: MassChanges, told: Heard, qtbot: QtBot
) -> None:
    store = bench.store
    products(store, "uranium ore", "uranium ore", "Uranium ore", "uranium, ore")
    bench.facets.spellings_wanted.emit("figure", "product")
    dialog = dialog_of(bench, qtbot)
    texts = [one.text for one in dialog._clusters[0].spellings]
    tick(dialog, 0, texts.index("uranium ore"))
    tick(dialog, 0, texts.index("Uranium ore"))
    merge(dialog, qtbot)
    qtbot.waitUntil(lambda: bool(told.said))
    assert len(having(store, "figure", "product", "=uranium ore")) == 3
    assert len(having(store, "figure", "product", '="uranium, ore"')) == 1


def test_actors_of_near_same_names_become_one_record(
    bench: Workbench, changes: MassChanges, told: Heard, qtbot: QtBot
) -> None:
    store = bench.store
    (entry, *_) = store.ids(Query("entry"))
    with store.step("Add", by=None) as step:
        first = step.add("actor", {"name": "Silk Road Fund"})
        other = step.add("actor", {"name": "Silk Road fund"})
        party = step.add("party", {"entry": entry, "actor": other, "role": "funder"})
    bench.facets.spellings_wanted.emit("party", "actor")
    dialog = dialog_of(bench, qtbot)
    place = next(
        number
        for number, cluster in enumerate(dialog._clusters)
        if {one.text for one in cluster.spellings} == {"Silk Road Fund", "Silk Road fund"}
    )
    tick(dialog, place)
    dialog.findChildren(QLineEdit, "spelling_target")[place].setText("Silk Road Fund")
    merge(dialog, qtbot)
    qtbot.waitUntil(lambda: bool(told.said))
    assert having(store, "actor", "name", "=Silk Road Fund") == {first}
    assert having(store, "actor", "name", "=Silk Road fund") <= {first}
    assert store.row("party", party).value("actor") == first
    store.undo(by=None)
    assert store.row("party", party).value("actor") == other


def test_spellings_that_are_well_apart_are_said_to_be(
    bench: Workbench, changes: MassChanges, told: Heard, qtbot: QtBot
) -> None:
    assert clusters(bench.store, "figure", "product") == []
    bench.facets.spellings_wanted.emit("figure", "product")
    qtbot.waitUntil(lambda: told.said == ["All spellings of product are well apart."])


def test_the_command_works_on_the_column_of_the_cursor(
    bench: Workbench, changes: MassChanges, told: Heard, qtbot: QtBot
) -> None:
    table = bench.tabs.turn_to("figure")
    bench.tabs.load()
    qtbot.waitUntil(lambda: table.records.rowCount() == 6)
    table.choose(1, "value")
    changes.spellings()
    assert "names or short texts" in told.warned[-1]
    table.choose(1, "product")
    changes.spellings()
    qtbot.waitUntil(lambda: bool(told.said))


# The dialog alone


def test_nothing_is_ticked_at_first_and_nothing_can_be_merged(qtbot: QtBot) -> None:
    one, two = Spelling("BYD", 2, (1, 2)), Spelling("<b>Byd</b>", 1, (3,))
    dialog = SpellingsDialog([Cluster((one, two), "BYD")], "Name", "Actors")
    qtbot.addWidget(dialog)
    assert dialog.merges() == []
    assert not dialog.findChild(QPushButton, "spellings_merge").isEnabled()
    tick(dialog, 0, 0)
    assert dialog.merges() == []
    tick(dialog, 0, 1)
    assert dialog.merges() == [Merge("BYD", (one, two))]
    said = dialog.findChild(QLabel, "spellings_preview").text()
    assert said == "2 spellings become 1. Actors changed: 1."
    dialog.findChild(QLineEdit, "spelling_target").setText("  ")
    assert dialog.merges() == []


def test_namesakes_are_a_cluster_of_records(qtbot: QtBot) -> None:
    twins = Cluster((Spelling("BYD", 2, (1, 2)),), "BYD")
    dialog = SpellingsDialog([twins], "Name", "Actors", records=True)
    qtbot.addWidget(dialog)
    tick(dialog, 0)
    assert [one.changed for one in dialog.merges()] == [1]
    rows = dialog.findChild(QTreeWidget, "spellings_tree")
    assert rows.topLevelItem(0).text(0) == "2 of one name"
