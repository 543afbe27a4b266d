"""A large table that shows all it has lets the store read ahead; a small one does not."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from gui import read_ahead
from gui.kind_tabs import KindTabs
from gui.notify import Notifier
from gui.read_ahead import ReadAhead
from gui.tasks import Tasks
from models import Query, Store


@pytest.fixture
def tabs(seeded_store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[KindTabs]:
    monkeypatch.setattr(read_ahead, "REST_MILLISECONDS", 0)
    monkeypatch.setattr(read_ahead, "MANY", 6)
    parent = QObject()
    notifier, tasks = Notifier(seeded_store, parent), Tasks(parent)
    made = KindTabs(seeded_store, notifier, tasks)
    qtbot.addWidget(made)
    ReadAhead(seeded_store, tasks, made, lambda kind: ("country",), made)
    yield made
    notifier.close()
    tasks.close()


def prepared(monkeypatch: pytest.MonkeyPatch, store: Store) -> list[tuple[str, tuple[str, ...]]]:
    asked: list[tuple[str, tuple[str, ...]]] = []
    monkeypatch.setattr(store, "prepare", lambda kind, fields, _: asked.append((kind, fields)))
    return asked


def test_a_large_table_is_read_ahead_when_it_shows_all(
    tabs: KindTabs, seeded_store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = prepared(monkeypatch, seeded_store)
    with qtbot.waitSignal(tabs.counted):
        tabs.ask(Query("entry"))
    qtbot.waitUntil(lambda: asked == [("entry", ("country",))])


def test_neither_a_part_nor_a_small_table_is_read_ahead(
    tabs: KindTabs, seeded_store: Store, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, ahead = prepared(monkeypatch, seeded_store), tabs.findChild(ReadAhead)
    assert ahead is not None
    for query in (Query("entry", words="byd"), Query("source")):
        with qtbot.waitSignal(tabs.counted):
            tabs.ask(query)
        model = tabs.table(query.kind).records
        qtbot.waitUntil(lambda model=model: model.complete)
        assert not ahead._rest.isActive()
    assert asked == []
