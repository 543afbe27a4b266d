"""Clusters of near-same spellings: what belongs together, what does not, how long it takes."""

import sqlite3
import time
from random import Random

import pytest
from rapidfuzz.distance import Levenshtein

from models import Cancelled, Cluster, Store, Ticket, clusters
from models.folding import teach
from models.spellings import _edits, _near, key_of


def named(store: Store, *names: str, aliases: dict[str, str] | None = None) -> None:
    with store.step("Add", by=None) as step:
        for name in names:
            step.add("actor", {"name": name, "aliases": (aliases or {}).get(name)})


def texts(found: list[Cluster]) -> list[set[str]]:
    return [{one.text for one in cluster.spellings} for cluster in found]


@pytest.mark.parametrize(
    "pair",
    [
        ("BYD Auto", "byd auto"),
        ("BYD Auto", "Auto, BYD"),
        ("BYD Auto", "BYD Auto Co., Ltd."),
        ("Oʻzbekiston", "O'zbekiston"),
        ("Öskemen", "Oskemen"),
        ("Ташкент", "Tashkent"),
        ("Королёв", "Королев"),
        ("Uzavtosanoat", "Uzavtosanoatt"),
        ("Ministry of Energy", "Ministri of Energi"),
        ("中国石油", "中国石油 Co"),
    ],
)
def test_what_may_be_the_same_is_offered(empty_store: Store, pair: tuple[str, str]) -> None:
    named(empty_store, *pair, "Quite another name")
    assert texts(clusters(empty_store, "actor", "name")) == [set(pair)]


@pytest.mark.parametrize(
    "pair",
    [
        ("Line 4", "Line 5"),
        ("Power Plant No. 12", "Power Plant No. 13"),
        ("中国石油", "中国石化"),
        ("Osh", "Ash"),
        ("Naryn", "Narym"),
        ("Silk Road Energy", "Silk Board Synergy"),
    ],
)
def test_what_is_not_the_same_is_left_alone(empty_store: Store, pair: tuple[str, str]) -> None:
    named(empty_store, *pair)
    assert clusters(empty_store, "actor", "name") == []


def test_an_alias_leads_to_the_name_it_stands_for(empty_store: Store) -> None:
    named(empty_store, "BYD Auto", "比亚迪", "Geely", aliases={"BYD Auto": "BYD; 比亚迪"})
    assert texts(clusters(empty_store, "actor", "name")) == [{"BYD Auto", "比亚迪"}]


def test_two_records_of_one_name_are_a_cluster(empty_store: Store) -> None:
    named(empty_store, "Ministry of Energy", "Ministry of Energy", "Geely")
    (cluster,) = clusters(empty_store, "actor", "name")
    assert [(one.text, one.count, len(one.ids)) for one in cluster.spellings] == [
        ("Ministry of Energy", 2, 2)
    ]


def places(store: Store, *names: str) -> list[int]:
    with store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "x"})
        return [step.add("milestone", {"entry": entry, "place": name}) for name in names]


def test_the_most_frequent_spelling_is_proposed(empty_store: Store) -> None:
    ids = places(empty_store, "Jizzax", "Jizzakh", "Jizzakh", "Osh", "Osh", "Osh")
    (cluster,) = clusters(empty_store, "milestone", "place")
    assert cluster.proposal == "Jizzakh"
    assert [(one.text, one.count, one.ids) for one in cluster.spellings] == [
        ("Jizzakh", 2, (ids[1], ids[2])),
        ("Jizzax", 1, (ids[0],)),
    ]


def test_of_two_names_the_one_in_use_is_proposed(empty_store: Store) -> None:
    named(empty_store, "Uzavtosanoat", "Uzavtosanoatt")
    with empty_store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "x"})
        step.add("party", {"entry": entry, "actor": 2})
    assert clusters(empty_store, "actor", "name")[0].proposal == "Uzavtosanoatt"


def test_near_to_near_is_no_chain(empty_store: Store) -> None:
    places(empty_store, *["Karabalta"] * 3, *["Karabalte"] * 2, "Karobalte", "Korobolte")
    found = texts(clusters(empty_store, "milestone", "place"))
    assert found == [{"Karabalta", "Karabalte"}, {"Karobalte"} | {"Korobolte"}][: len(found)]
    assert "Korobolte" not in found[0]


def test_nothing_recorded_is_no_spelling(empty_store: Store) -> None:
    places(empty_store, "", "", "–", "—")
    assert clusters(empty_store, "milestone", "place") == []


def test_words_count_once_and_in_any_order() -> None:
    assert key_of("Road and Belt: Road") == key_of("belt AND road")
    assert key_of("Co. Ltd") == key_of("ltd co")


def test_no_near_pair_is_missed() -> None:
    random = Random(2)
    for _ in range(30):
        keys = list({"".join(random.choices("abc", k=random.randint(6, 15))) for _ in range(60)})
        near = {frozenset(pair) for pair in _near(keys, Ticket())}
        assert near == {
            frozenset((one, other))
            for one in keys
            for other in keys
            if one < other and Levenshtein.distance(one, other) <= min(map(_edits, (one, other)))
        }


@pytest.fixture
def crowded(empty_store: Store) -> Store:
    """25,000 organisations, one in twenty a misspelling of another."""
    random = Random(5)
    syllables = ["ta", "shk", "ent", "sa", "mar", "kand", "bu", "kha", "ra", "al", "bish", "be"]
    names = [
        f"{''.join(random.choices(syllables, k=4)).title()} {random.choice(('Energy', 'Group'))}"
        for _ in range(23_800)
    ]
    for _ in range(1_200):
        name = random.choice(names)
        place = random.randrange(len(name) - 1)
        names.append(name[:place] + name[place + 1 :])
    connection = sqlite3.connect(empty_store.path)
    teach(connection)
    connection.executemany("INSERT INTO actor (name) VALUES (?)", [(name,) for name in names])
    connection.commit()
    connection.close()
    return empty_store


def test_25_000_names_are_compared_within_seconds(crowded: Store) -> None:
    before = time.process_time()
    found = clusters(crowded, "actor", "name")
    assert time.process_time() - before < 12
    assert len(found) > 500


def test_comparing_stops_when_nobody_waits_for_it(crowded: Store) -> None:
    class Impatient(Ticket):
        """Is cancelled once it has been looked at ten times."""

        looks = 0

        @property
        def cancelled(self) -> bool:
            self.looks += 1
            return self.looks > 10

        @cancelled.setter
        def cancelled(self, _: bool) -> None: ...

    with pytest.raises(Cancelled):
        clusters(crowded, "actor", "name", Impatient())
