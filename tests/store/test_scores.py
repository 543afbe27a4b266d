"""AidData's three scores: each clause by a small entry, and the kept columns after every change."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from models import Query, Store
from models.derived import refresh_all
from models.raising import scores_of
from models.scoring import COMPLETENESS, IMPLEMENTATION

Children = list[tuple[str, dict[str, Any]]]
Walk = Callable[[Store], AbstractContextManager[None]]

FUNDER = ("party", {"role": "funder"})
WHOLE_LOAN: Children = [
    ("figure", {"value": "5", "unit": "USD", "role": "stated"}),
    FUNDER,
    ("party", {"role": "contractor"}),
    ("party", {"role": "recipient"}),
]
LOAN = {"title": "A loan", "type": "loan", "start": "2020-05", "status": "40", "sector": "230"}


def add(store: Store, values: dict[str, Any], children: Children = ()) -> int:  # type: ignore[assignment]
    with store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "An entry", **values})
        for kind, own in children:
            step.add(kind, {"entry": entry, **own})
    return entry


def kept(store: Store, entry: int) -> tuple[Any, Any, Any]:
    row = store.row("entry", entry)
    return row.value("quality"), row.value("completeness"), row.value("implementation")


def cite(store: Store, kind: str, record: int, source: int | None) -> int:
    with store.step("Cite", by=None) as step:
        return step.add("citation", {"kind": kind, "record": record, "source": source})


def source(store: Store, kind: str | None) -> int:
    with store.step("Add source", by=None) as step:
        return step.add("source", {"title": "S", "type": kind})


# Source quality


QUALITIES: list[tuple[list[str | None], int | None]] = [
    ([], None),
    (["media"], 1),
    ([None, "media"], 1),
    (["ngo", "media"], 2),
    (["social"], 2),
    (["other"], 2),
    (["academic", "media", "ngo"], 3),
    (["other_academic"], 3),
    (["official"], 4),
    (["implementer", "academic", "media"], 4),
    (["other_official", "official"], 5),
    (["official", "official", "implementer"], 5),
]


def test_source_quality_is_that_of_the_best_sources(empty_store: Store) -> None:
    for types, score in QUALITIES:
        entry = add(empty_store, {})
        for kind in types:
            cite(empty_store, "entry", entry, source(empty_store, kind))
        assert kept(empty_store, entry)[0] == score, types


def test_one_source_that_says_two_things_is_one_source(empty_store: Store) -> None:
    entry = add(empty_store, {}, [FUNDER])
    official = source(empty_store, "official")
    cite(empty_store, "entry", entry, official)
    cite(empty_store, "party", empty_store.children("entry", entry)["party"][0], official)
    assert kept(empty_store, entry)[0] == 4


def test_what_a_coder_infers_is_no_source(empty_store: Store) -> None:
    entry = add(empty_store, {})
    cite(empty_store, "entry", entry, None)
    assert kept(empty_store, entry)[0] is None


# Completeness: five, less one for each that is missing


COMPLETE: list[tuple[dict[str, Any], Children, int | None]] = [
    ({}, WHOLE_LOAN, 5),
    ({"start": None}, WHOLE_LOAN, 4),
    ({"start": "2020~"}, WHOLE_LOAN, 4),
    ({"start": "202X"}, WHOLE_LOAN, 4),
    ({"start": "2020/2021"}, WHOLE_LOAN, 4),
    ({"start": "2020-03/2020-05"}, WHOLE_LOAN, 5),
    ({"start": None}, [*WHOLE_LOAN, ("milestone", {"type": "signing", "date": "2020"})], 5),
    ({"start": None}, [*WHOLE_LOAN, ("milestone", {"type": "signing", "date": "2020?"})], 4),
    ({"start": None}, [*WHOLE_LOAN, ("milestone", {"type": "signing"})], 4),
    ({"start": None}, [*WHOLE_LOAN, ("milestone", {"type": "visit", "date": "2020"})], 4),
    ({}, WHOLE_LOAN[1:], 4),
    ({}, [*WHOLE_LOAN[1:], ("figure", {"value": "5", "unit": "km"})], 4),
    ({}, [*WHOLE_LOAN[1:], ("figure", {"value": "5", "unit": "USD", "role": "context"})], 4),
    ({}, [*WHOLE_LOAN[1:], ("figure", {"value": "5", "unit": "CNY"})], 5),
    ({"umbrella": True}, WHOLE_LOAN, 4),
    ({"umbrella": False}, WHOLE_LOAN, 5),
    ({"type": "agreement"}, WHOLE_LOAN, 4),
    ({"type": None}, WHOLE_LOAN, 4),
    ({}, [WHOLE_LOAN[0], *WHOLE_LOAN[2:]], 4),
    ({}, WHOLE_LOAN[:3], 4),
    ({}, [*WHOLE_LOAN[:2], WHOLE_LOAN[3]], 4),
    ({}, WHOLE_LOAN[:2], 4),
    ({"start": None, "type": "talks"}, [], 0),
]


def test_completeness_counts_what_is_known(empty_store: Store) -> None:
    for values, children, score in COMPLETE:
        entry = add(empty_store, LOAN | values, children)
        assert kept(empty_store, entry)[1] == score, (values, children)


# Implementation: one for each that is known, of what is carried out


STARTED = ("milestone", {"type": "construction", "date": "2020", "state": "actual"})
COMPLETION = {"type": "completion", "date": "2022"}


CARRIED_OUT: list[tuple[dict[str, Any], Children, int | None]] = [
    ({"status": "20"}, [], None),
    ({"status": None}, [], None),
    ({"status": "60"}, [], None),
    ({}, [], 1),
    ({"sector": "998"}, [], 0),
    ({"sector": None}, [], 0),
    ({}, [("party", {"role": "implementer"})], 2),
    ({}, [FUNDER], 1),
    ({}, [("location", {"name": "Tashkent"})], 2),
    ({"start": "2020"}, [], 2),
    ({}, [STARTED], 2),
    ({}, [("milestone", {**STARTED[1], "state": "planned"})], 1),
    ({}, [("milestone", {"type": "construction", "state": "actual"})], 1),
    ({"end": "2022"}, [], 2),
    ({}, [("milestone", {**COMPLETION, "state": "planned"})], 2),
    ({}, [("milestone", {**COMPLETION, "state": "cancelled"})], 1),
    ({"status": "50"}, [("milestone", {**COMPLETION, "state": "planned"})], 1),
    ({"status": "50"}, [("milestone", {**COMPLETION, "state": "actual"})], 2),
    # An end that was planned and a signing that took place are together no end that did.
    (
        {"status": "50"},
        [
            ("milestone", {**COMPLETION, "state": "planned"}),
            ("milestone", {"type": "signing", "date": "2019", "state": "actual"}),
        ],
        1,
    ),
    ({"status": "50", "end": "2022"}, [], 2),
]


def test_implementation_counts_what_is_known_of_the_carrying_out(empty_store: Store) -> None:
    bare = {"title": "A loan", "status": "40", "sector": "230"}
    for values, children, score in CARRIED_OUT:
        entry = add(empty_store, bare | values, children)
        assert kept(empty_store, entry)[2] == score, (values, children)


# Kept through every change


def test_the_scores_follow_each_change_and_come_back_with_it(
    empty_store: Store, round_trip: Walk
) -> None:
    store = empty_store
    entry = add(store, {"title": "A loan", "type": "loan", "status": "40"})
    other = add(store, {"title": "Another"})
    official = source(store, None)
    changes: list[tuple[Callable[[Any], object], tuple[Any, Any, Any]]] = [
        (lambda s: s.set("entry", entry, "start", "2020"), (None, 2, 1)),
        (lambda s: s.add("party", {"entry": entry, "role": "contractor"}), (None, 2, 2)),
        (lambda s: s.set("party", 1, "role", "funder"), (None, 3, 1)),
        (
            lambda s: s.add("citation", {"kind": "party", "record": 1, "source": official}),
            (1, 3, 1),
        ),
        (lambda s: s.set("source", official, "type", "official"), (4, 3, 1)),
        (lambda s: s.add("figure", {"entry": entry, "unit": "USD"}), (4, 3, 1)),
        (lambda s: s.set("figure", 1, "value", "7"), (4, 4, 1)),
        (lambda s: s.set("figure", 1, "role", "context"), (4, 3, 1)),
        (lambda s: s.set("party", 1, "entry", other), (None, 2, 1)),
        (lambda s: s.set("party", 1, "entry", entry), (4, 3, 1)),
        (lambda s: s.add("location", {"entry": entry, "name": "Tashkent"}), (4, 3, 2)),
        (lambda s: s.set("entry", entry, "status", "20"), (4, 3, None)),
        (lambda s: s.remove("source", official), (None, 3, None)),
        (lambda s: s.remove("party", 1), (None, 2, None)),
    ]
    for act, scores in changes:
        before = kept(store, entry)
        with round_trip(store), store.step("Change", by=None) as step:
            act(step)
        assert kept(store, entry) == scores
        store.undo(by=None)
        assert kept(store, entry) == before
        store.redo(by=None)


def test_titles_by_the_thousand_count_no_scores(
    seeded_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from models import derived

    written: list[tuple[str, int]] = []
    monkeypatch.setattr(
        derived,
        "_write_entries",
        lambda _, entries, counts: written.extend((key, one) for key in counts for one in entries),
    )
    with seeded_store.step("Type", by=None) as step:
        for entry in seeded_store.ids(Query("entry")):
            step.set("entry", entry, "title", f"Title {entry}")
            step.set("entry", entry, "notes", "Mine")
    assert written == []
    with seeded_store.step("Type", by=None) as step:
        step.set("entry", 1, "sector", "998")
    assert written == [("completeness", 1), ("implementation", 1)]


ENTRY_CELLS = {
    "type": ["loan", "talks", None],
    "status": ["20", "40", "50", None],
    "start": ["2020", "2020~", None],
    "end": ["2022", None],
    "umbrella": [True, False, None],
    "sector": ["230", "998", None],
}
PART_CELLS = {
    "party": {"role": ["funder", "implementer", "recipient", None]},
    "milestone": {
        "type": ["signing", "completion", "construction"],
        "date": ["2020", "2020?", None],
        "state": ["actual", "planned", "cancelled", None],
    },
    "figure": {"value": ["1", None], "unit": ["USD", "t", None], "role": ["context", "stated"]},
    "location": {"name": ["A", None]},
}
SOURCE_TYPES = ["media", "official", "academic", "ngo", None]
MOVES = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 10_000), st.integers(0, 10_000)),
    min_size=3,
    max_size=12,
)


@settings(
    max_examples=12,
    # To shrink a story of real steps takes minutes; it is short as it is.
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(moves=MOVES)
def test_what_is_kept_is_what_a_fresh_count_gives(empty_store: Store, moves: Any) -> None:
    for move in moves:
        _make(empty_store, *move)
    before = empty_store.dump()
    with empty_store._database.writing() as connection:
        refresh_all(connection)
    assert empty_store.dump() == before


def _make(store: Store, what: int, which: int, how: int) -> None:
    ids = {kind: list(store.ids(Query(kind))) for kind in ("entry", "source", *PART_CELLS)}
    if what == 7 and store.next_undo():
        store.undo(by=None)
        return
    with store.step("Change", by=None) as step:
        entry = _one(ids["entry"], which) or step.add("entry", {"title": "E"})
        part = sorted(PART_CELLS)[which % len(PART_CELLS)]
        cells = PART_CELLS[part]
        key = sorted(cells)[how % len(cells)]
        value = cells[key][how % len(cells[key])]
        if what == 0:
            step.add("entry", {"title": "E", "status": ["40", "50"][which % 2]})
        elif what == 1:
            key = sorted(ENTRY_CELLS)[which % len(ENTRY_CELLS)]
            step.set("entry", entry, key, ENTRY_CELLS[key][how % len(ENTRY_CELLS[key])])
        elif what == 2:
            step.add(part, {"entry": entry, **{k: v[how % len(v)] for k, v in cells.items()}})
        elif what == 3 and ids[part]:
            step.set(part, _one(ids[part], how), key, value)
        elif what == 4:
            made = step.add("source", {"title": "S", "type": SOURCE_TYPES[how % 5]})
            record = _one(ids[part], which)
            place = (
                {"kind": part, "record": record} if record else {"kind": "entry", "record": entry}
            )
            step.add("citation", {**place, "source": made})
        elif what == 5 and ids["source"]:
            step.set("source", _one(ids["source"], which), "type", SOURCE_TYPES[how % 5])
        elif what == 6:
            kind = ("source", part, "entry")[how % 3]
            if ids[kind]:
                step.remove(kind, _one(ids[kind], which))


def _one(ids: list[int], number: int) -> int:
    return ids[number % len(ids)] if ids else 0


# The sentences say what the columns hold


def test_the_sentences_agree_with_what_is_kept(seeded_store: Store) -> None:
    for entry in seeded_store.ids(Query("entry")):
        quality, completeness, implementation = scores_of(seeded_store, entry)
        values = (quality.value, completeness.value, implementation.value)
        assert values == kept(seeded_store, entry)
        assert completeness.value == len(completeness.met)
        assert len(completeness.raises) == len(COMPLETENESS) - len(completeness.met)
        if implementation.value is not None:
            assert implementation.value == len(implementation.met)
            assert len(implementation.raises) == len(IMPLEMENTATION) - implementation.value
