"""Several records become one: nothing that pointed to the others is lost, and undo parts them."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from models import Conflict, Invalid, Missing, Query, Store, Value, merge_records

RoundTrip = Callable[[Store], AbstractContextManager[None]]


def added(store: Store, kind: str, /, **values: Value) -> int:
    with store.step(f"Add {kind}", by=None) as step:
        return step.add(kind, values)


def merge(store: Store, kind: str, kept: int, *others: int) -> None:
    with store.step("Merge", by=None) as step:
        merge_records(step, kind, kept, others)


def cite(store: Store, kind: str, record: int, field: str | None = None) -> int:
    return added(
        store, "citation", kind=kind, record=record, field=field, source=1, start=0, end=5,
        quote="China",
    )  # fmt: skip


def values_of(store: Store, kind: str, record: int, *keys: str) -> list[object]:
    row = store.row(kind, record)
    return [row.value(key) for key in keys]


def test_links_and_citations_move_and_undo_moves_them_back(
    seeded_store: Store, round_trip: RoundTrip
) -> None:
    kept = added(seeded_store, "actor", name="BYD")
    other = added(seeded_store, "actor", name="BYD Company Ltd")
    party = added(seeded_store, "party", entry=1, actor=other, role="partner")
    remark = added(seeded_store, "remark", entry=1, speaker=other, text="We build.")
    worker = added(seeded_store, "actor", name="Somebody", affiliation=other)
    citation = cite(seeded_store, "actor", other, "name")

    with round_trip(seeded_store):
        merge(seeded_store, "actor", kept, other)

    assert values_of(seeded_store, "party", party, "actor") == [kept]
    assert values_of(seeded_store, "remark", remark, "speaker") == [kept]
    assert values_of(seeded_store, "actor", worker, "affiliation") == [kept]
    assert [one.id for one in seeded_store.citations("actor", kept)] == [citation]
    assert seeded_store.rows("actor", [other]) == []


def test_other_spellings_become_aliases_once(seeded_store: Store, round_trip: RoundTrip) -> None:
    kept = added(seeded_store, "actor", name="BYD", aliases="Build Your Dreams; 比亚迪")
    first = added(seeded_store, "actor", name="byd", aliases="БИД; build your DREAMS")
    second = added(seeded_store, "actor", name="BYD Company", aliases="бид")
    with round_trip(seeded_store):
        merge(seeded_store, "actor", kept, first, second)
    assert values_of(seeded_store, "actor", kept, "name", "aliases") == [
        "BYD",
        "Build Your Dreams; 比亚迪; БИД; BYD Company",
    ]


def test_what_the_kept_one_leaves_empty_is_taken_from_the_others(seeded_store: Store) -> None:
    kept = added(seeded_store, "actor", name="One", country="CHN")
    first = added(seeded_store, "actor", name="Two", country="UZB", notes="Seen in Tashkent")
    second = added(seeded_store, "actor", name="Three", type="company", notes="Other")
    merge(seeded_store, "actor", kept, first, second)
    found = values_of(seeded_store, "actor", kept, "country", "notes", "type")
    assert found == ["CHN", "Seen in Tashkent", "company"]


def test_nobody_belongs_to_himself_after_a_merge(
    seeded_store: Store, round_trip: RoundTrip
) -> None:
    other = added(seeded_store, "actor", name="Holding")
    kept = added(seeded_store, "actor", name="Daughter", affiliation=other)
    third = added(seeded_store, "actor", name="Third", affiliation=kept)
    with round_trip(seeded_store):
        merge(seeded_store, "actor", kept, other, third)
    assert values_of(seeded_store, "actor", kept, "affiliation") == [None]


def test_parties_that_become_exact_doubles_are_dropped_with_their_quotes_kept(
    seeded_store: Store, round_trip: RoundTrip
) -> None:
    kept, other = (added(seeded_store, "actor", name=name) for name in ("One", "Two"))
    stays = added(seeded_store, "party", entry=1, actor=kept, role="partner", as_named="One")
    double = added(seeded_store, "party", entry=1, actor=other, role="partner", as_named="One")
    named = added(seeded_store, "party", entry=1, actor=other, role="partner", as_named="Two")
    citation = cite(seeded_store, "party", double, "actor")

    with round_trip(seeded_store):
        merge(seeded_store, "actor", kept, other)

    assert seeded_store.rows("party", [double]) == []
    assert values_of(seeded_store, "party", stays, "actor") == [kept]
    assert values_of(seeded_store, "party", named, "actor") == [kept]
    assert [one.id for one in seeded_store.citations("party", stays)] == [citation]


def test_merged_entries_keep_what_hangs_off_both_and_no_link_to_themselves(
    seeded_store: Store, round_trip: RoundTrip
) -> None:
    figures = [
        figure for entry in (1, 2) for figure in seeded_store.children("entry", entry)["figure"]
    ]
    added(seeded_store, "link", entry=1, other=2, type="duplicate")
    elsewhere = added(seeded_store, "link", entry=2, other=3, type="related")
    with round_trip(seeded_store):
        merge(seeded_store, "entry", 1, 2)
    children = seeded_store.children("entry", 1)
    assert sorted(children["figure"]) == sorted(figures)
    assert children["link"] == [elsewhere]


def test_sources_of_one_text_are_merged_and_others_refused(
    seeded_store: Store, round_trip: RoundTrip
) -> None:
    text = seeded_store.row("source", 1).value("text")
    same = added(seeded_store, "source", title="Again", text=text)
    another = added(seeded_store, "source", title="Another", text="Other words")
    citation = added(
        seeded_store, "citation", kind="entry", record=1, source=same, start=0, end=5,
        quote="x",
    )  # fmt: skip
    with round_trip(seeded_store):
        merge(seeded_store, "source", 1, same)
    assert values_of(seeded_store, "citation", citation, "source") == [1]

    before = seeded_store.dump()
    with pytest.raises(Invalid, match="different texts"):
        merge(seeded_store, "source", 1, another)
    assert seeded_store.dump() == before


def test_a_source_without_a_text_takes_that_of_the_other(
    seeded_store: Store, round_trip: RoundTrip
) -> None:
    kept = added(seeded_store, "source", title="Title only")
    with round_trip(seeded_store):
        merge(seeded_store, "source", kept, 1)
    assert len(seeded_store.passages(kept)) > 0
    assert seeded_store.row("source", kept).value("sha256") is not None


def test_merging_with_itself_or_nothing_changes_nothing(seeded_store: Store) -> None:
    steps = len(seeded_store.steps())
    merge(seeded_store, "actor", 1, 1)
    merge(seeded_store, "actor", 1)
    assert len(seeded_store.steps()) == steps


def test_what_is_gone_or_cannot_be_merged_is_refused(seeded_store: Store) -> None:
    for kind, error in (("actor", Missing), ("country", Invalid), ("figure", Invalid)):
        record = seeded_store.ids(Query(kind))[0]
        with pytest.raises(error):
            merge(seeded_store, kind, record, 987_654)


def test_a_merge_is_not_put_in_force_again_without_the_kept_record(seeded_store: Store) -> None:
    kept, other = (added(seeded_store, "source", title=title) for title in ("One", "Two"))
    cite(seeded_store, "source", other, "title")
    merge(seeded_store, "source", kept, other)
    number = seeded_store.steps(limit=1)[0].id
    seeded_store.undo(by=None)
    with seeded_store.step("Remove kept", by=None) as step:
        step.remove("source", kept)
    before = seeded_store.dump()

    with pytest.raises(Conflict):
        seeded_store.redo_step(number, by=None)

    assert seeded_store.dump() == before
