"""A merge value by value: what was chosen, what lost and goes on saying it, what is there twice."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from models import BOTH, Query, Store, Value, merge_records, side_by_side

RoundTrip = Callable[[Store], AbstractContextManager[None]]


def added(store: Store, kind: str, /, **values: Value) -> int:
    with store.step(f"Add {kind}", by=None) as step:
        return step.add(kind, values)


def merge(store: Store, kept: int, other: int, /, **choices: int) -> None:
    with store.step("Merge", by=None) as step:
        merge_records(step, "entry", kept, [other], choices)


def cited(store: Store, record: int, field: str, **values: Value) -> int:
    place = {"source": 1, "start": 0, "end": 5, "quote": "China"}
    return added(store, "citation", kind="entry", record=record, field=field, **place | values)


@pytest.fixture
def two(seeded_store: Store) -> tuple[int, int]:
    one = added(
        seeded_store, "entry", title="One", country="UZB", start="2023", status="40",
        summary="First words", notes="Mine",
    )  # fmt: skip
    other = added(
        seeded_store, "entry", title="Other", country="UZB", start="2024", status="50",
        summary="Other words", notes="Yours",
    )  # fmt: skip
    return one, other


def test_each_value_is_taken_from_the_record_that_was_chosen(
    seeded_store: Store, two: tuple[int, int], round_trip: RoundTrip
) -> None:
    one, other = two
    uid = seeded_store.row("entry", other).value("uid")
    with round_trip(seeded_store):
        merge(seeded_store, one, other, start=other, title=one, summary=BOTH)
    row = seeded_store.row("entry", one)
    assert (row.value("title"), row.value("start"), row.value("status")) == ("One", "2024", "40")
    assert row.value("summary") == "First words\n\nOther words"
    assert row.value("notes") == f"Mine\nAlso {uid}"
    assert list(seeded_store.ids(Query("entry", words=str(uid)))) == [one]


def test_the_numbers_of_a_merge_before_stay_known(
    seeded_store: Store, two: tuple[int, int]
) -> None:
    one, other = two
    third = added(seeded_store, "entry", title="Third", country="UZB")
    uids = [seeded_store.row("entry", entry).value("uid") for entry in (other, third)]
    merge(seeded_store, other, third)
    merge(seeded_store, one, other)
    notes = str(seeded_store.row("entry", one).value("notes"))
    assert notes == f"Mine\nAlso {uids[0]}\nAlso {uids[1]}"


def test_what_was_cited_for_the_value_that_lost_goes_on_saying_it(
    seeded_store: Store, two: tuple[int, int], round_trip: RoundTrip
) -> None:
    one, other = two
    lost = cited(seeded_store, other, "status", rank="preferred")
    mine = cited(seeded_store, one, "start")
    with round_trip(seeded_store):
        merge(seeded_store, one, other, start=other)
    said = {c.id: (c.value, c.rank) for c in seeded_store.citations("entry", one)}
    assert said == {lost: ("50", "normal"), mine: ("2023", "normal")}
    row = seeded_store.row("entry", one)
    assert (row.mark("status"), row.mark("start")) == ("contested", "contested")


def test_what_was_cited_for_the_value_that_was_chosen_backs_it(
    seeded_store: Store, two: tuple[int, int]
) -> None:
    one, other = two
    cited(seeded_store, other, "status")
    merge(seeded_store, one, other, status=other)
    assert seeded_store.row("entry", one).mark("status") == "cited"


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("figure", {"label": "Cost", "value": "5", "unit": "USD"}),
        ("milestone", {"type": "signing", "date": "2023"}),
        ("location", {"name": "Jizzakh"}),
        ("remark", {"text": "We build."}),
    ],
)
def test_what_says_the_same_in_both_is_kept_once_with_its_quotes(
    seeded_store: Store,
    two: tuple[int, int],
    round_trip: RoundTrip,
    kind: str,
    values: dict[str, Value],
) -> None:
    one, other = two
    stays = added(seeded_store, kind, entry=one, **values)
    double = added(seeded_store, kind, entry=other, **values)
    place = {"kind": kind, "field": None, "source": 1, "start": 0, "end": 5, "quote": "China"}
    added(seeded_store, "citation", record=stays, **place)
    again = added(seeded_store, "citation", record=double, **place)
    own = added(seeded_store, "citation", record=double, **place | {"end": 6})
    assert side_by_side(seeded_store, "entry", one, other).children[0].doubles == {double: stays}
    with round_trip(seeded_store):
        merge(seeded_store, one, other)
    assert seeded_store.children("entry", one)[kind] == [stays]
    quotes = {citation.id for citation in seeded_store.citations(kind, stays)}
    assert own in quotes
    assert again not in quotes
    assert len(quotes) == 2


def test_side_by_side_tells_what_differs(seeded_store: Store, two: tuple[int, int]) -> None:
    side = side_by_side(seeded_store, "entry", *two)
    assert side.differing == ("title", "status", "start", "summary", "notes")
    assert {"country", "counterpart", "review"} == set(side.alike)
