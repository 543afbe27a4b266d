"""Rivals of one cell: their order, the reason, deciding, and the notes that are made of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest

from models import (
    Conflict,
    Invalid,
    Missing,
    Query,
    Rival,
    Store,
    Weighing,
    entry_of,
    keep,
    notes_of,
    prefer,
    put_into_notes,
    query_of,
    reason_in,
    reopen,
    weigh,
)

RoundTrip = Callable[[Store], AbstractContextManager[None]]


def source(store: Store, title: str, kind: str | None = None, published: str = "") -> int:
    with store.step("Add source", by=None) as step:
        return step.add("source", {"title": title, "type": kind, "published": published})


def figure(store: Store, value: str = "50000") -> int:
    with store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "A car plant", "country": "UZB", "notes": "Mine."})
        values = {"entry": entry, "label": "Output target", "value": value, "unit": "vehicle"}
        return step.add("figure", values)


def cite(store: Store, record: int, origin: int | None, value: str | None, **more: object) -> int:
    whole: dict[str, object] = {"kind": "figure", "record": record, "field": "value"}
    whole |= {"source": origin, "value": value} | more
    with store.step("Cite", by=None) as step:
        return step.add("citation", whole)


def says(seen: Weighing) -> list[tuple[str, str, str]]:
    return [(one.citation.source_title, one.says, one.citation.rank) for one in seen.rivals]


def titled(seen: Weighing, title: str) -> Rival:
    return next(one for one in seen.rivals if one.citation.source_title == title)


@pytest.fixture
def disputed(empty_store: Store) -> int:
    """A figure of 50,000 of which two media reports and a ministry say different things."""
    record = figure(empty_store)
    kun = source(empty_store, "Kun.uz", "media", "2023-10-06")
    old = source(empty_store, "The ministry", "official", "2023-09")
    new = source(empty_store, "Gazeta.uz", "media", "2024-01-03")
    cite(empty_store, record, kun, None, quote="50,000 cars a year")
    cite(empty_store, record, old, "60,000", quote="sixty thousand cars")
    cite(empty_store, record, new, "60 thousand", note="Read on paper")
    return record


def test_rivals_stand_in_the_order_of_their_sources_then_the_newer(
    empty_store: Store, disputed: int
) -> None:
    seen = weigh(empty_store, "figure", disputed, "value")
    assert says(seen) == [
        ("The ministry", "60,000", "normal"),
        ("Gazeta.uz", "60,000", "normal"),
        ("Kun.uz", "50,000", "normal"),
    ]
    assert [len(group) for group in seen.groups] == [2, 1]
    assert [one.agrees for one in seen.rivals] == [False, False, True]
    assert (seen.mark, seen.disputed, seen.preferred) == ("contested", True, None)
    assert seen.suggested is titled(seen, "The ministry")
    assert seen.reason(seen.rivals[0]) == "official source, highest in rank of 3"
    assert seen.reason(seen.rivals[1]) == "media report"


def test_every_source_type_has_its_rank(empty_store: Store) -> None:
    record = figure(empty_store)
    kinds = ("social", "media", "ngo", "other_academic", "academic", "other_official")
    for kind in (None, "other", *kinds, "implementer", "official"):
        cite(empty_store, record, source(empty_store, str(kind), kind), "1")
    cite(empty_store, record, None, "2", state="inferred")
    seen = weigh(empty_store, "figure", record, "value")
    expected = ["official", "implementer", *reversed(kinds), "other", "None", ""]
    assert [one.citation.source_title for one in seen.rivals] == expected


def test_of_equal_sources_the_newest_is_suggested(empty_store: Store) -> None:
    record = figure(empty_store)
    for title, published in (("Old", "2023"), ("New", "2023-05"), ("Undated", "")):
        cite(empty_store, record, source(empty_store, title, "official", published), title[:1] * 2)
    seen = weigh(empty_store, "figure", record, "value")
    assert [one.citation.source_title for one in seen.rivals] == ["New", "Old", "Undated"]
    assert seen.suggested is seen.rivals[0]
    assert seen.reason(seen.rivals[0]) == "official source, newest of 3"
    assert seen.reason(seen.rivals[1]) == "official source"


def test_the_preferred_one_becomes_the_value_and_the_others_are_deprecated(
    empty_store: Store, disputed: int, round_trip: RoundTrip
) -> None:
    seen = weigh(empty_store, "figure", disputed, "value")
    with round_trip(empty_store):
        prefer(empty_store, seen, titled(seen, "Gazeta.uz"), "newest of the three.", by=None)
    row = empty_store.row("figure", disputed)
    assert (row.value("value"), row.mark("value"), row.value("contested")) == (
        Decimal(60000),
        "cited",
        0,
    )
    seen = weigh(empty_store, "figure", disputed, "value")
    assert says(seen) == [
        ("The ministry", "60,000", "normal"),
        ("Gazeta.uz", "60,000", "preferred"),
        ("Kun.uz", "50,000", "deprecated"),
    ]
    note = titled(seen, "Gazeta.uz").citation.note
    assert note == "Read on paper\nPreferred because newest of the three."
    assert reason_in(note) == "newest of the three"
    assert empty_store.next_undo().label.startswith("Prefer “60,000” for value of Output target")


def test_another_choice_takes_the_place_of_the_first(
    empty_store: Store, disputed: int, round_trip: RoundTrip
) -> None:
    for title, reason in (("Gazeta.uz", "first thought"), ("Kun.uz", "it was there")):
        seen = weigh(empty_store, "figure", disputed, "value")
        with round_trip(empty_store):
            prefer(empty_store, seen, titled(seen, title), reason, by=None)
    seen = weigh(empty_store, "figure", disputed, "value")
    assert says(seen) == [
        ("The ministry", "60,000", "deprecated"),
        ("Gazeta.uz", "60,000", "deprecated"),
        ("Kun.uz", "50,000", "preferred"),
    ]
    assert titled(seen, "Gazeta.uz").citation.note == "Read on paper"
    assert (seen.shown, seen.mark) == ("50,000", "cited")


def test_a_value_can_be_kept_on_ones_own_judgement(
    empty_store: Store, disputed: int, round_trip: RoundTrip
) -> None:
    with empty_store.step("Type", by=None) as step:
        step.set("figure", disputed, "value", "55000")
    seen = weigh(empty_store, "figure", disputed, "value")
    with round_trip(empty_store):
        keep(empty_store, seen, "the mean of both", by=None)
    seen = weigh(empty_store, "figure", disputed, "value")
    assert {one.citation.rank for one in seen.rivals[:3]} == {"deprecated"}
    kept = seen.rivals[3].citation
    assert (kept.source, kept.state, kept.rank) == (None, "inferred", "preferred")
    assert (seen.shown, seen.mark) == ("55,000", "inferred")
    # Keeping it once more changes the reason, and adds nothing.
    keep(empty_store, seen, "a better reason", by=None)
    seen = weigh(empty_store, "figure", disputed, "value")
    assert len(seen.rivals) == 4
    assert reason_in(seen.rivals[3].citation.note) == "a better reason"
    with round_trip(empty_store):
        reopen(empty_store, seen, by=None)
    seen = weigh(empty_store, "figure", disputed, "value")
    assert [one.citation.rank for one in seen.rivals] == ["normal"] * 3
    assert seen.mark == "contested"


def test_a_decision_can_be_opened_again(
    empty_store: Store, disputed: int, round_trip: RoundTrip
) -> None:
    seen = weigh(empty_store, "figure", disputed, "value")
    prefer(empty_store, seen, titled(seen, "Gazeta.uz"), "newest", by=None)
    with round_trip(empty_store):
        reopen(empty_store, weigh(empty_store, "figure", disputed, "value"), by=None)
    seen = weigh(empty_store, "figure", disputed, "value")
    assert {one.citation.rank for one in seen.rivals} == {"normal"}
    assert titled(seen, "Gazeta.uz").citation.note == "Read on paper"
    assert (seen.shown, seen.mark) == ("60,000", "contested")


def test_what_was_changed_meanwhile_is_not_decided_over(empty_store: Store, disputed: int) -> None:
    seen = weigh(empty_store, "figure", disputed, "value")
    with empty_store.step("Type", by=None) as step:
        step.set("figure", disputed, "value", "70000")
    before = empty_store.dump()
    for act in (
        lambda: prefer(empty_store, seen, seen.rivals[0], "", by=None),
        lambda: keep(empty_store, seen, "", by=None),
    ):
        with pytest.raises(Conflict, match="was changed to “70,000”"):
            act()
    assert empty_store.dump() == before
    with empty_store.step("Remove", by=None) as step:
        step.remove("figure", disputed)
    with pytest.raises(Missing):
        weigh(empty_store, "figure", disputed, "value")


def test_a_source_that_leaves_it_open_can_be_preferred(
    empty_store: Store, disputed: int, round_trip: RoundTrip
) -> None:
    cite(
        empty_store, disputed, source(empty_store, "The firm", "implementer"), None, state="unknown"
    )
    seen = weigh(empty_store, "figure", disputed, "value")
    assert titled(seen, "The firm").says == "unknown"
    assert seen.suggested is titled(seen, "The ministry")
    with round_trip(empty_store):
        prefer(empty_store, seen, titled(seen, "The firm"), "they must know", by=None)
    row = empty_store.row("figure", disputed)
    assert (row.value("value"), row.mark("value")) == (None, "unknown")
    seen = weigh(empty_store, "figure", disputed, "value")
    assert titled(seen, "Kun.uz").says == "50,000"


def test_a_source_that_only_contradicts_has_no_value_to_prefer(
    empty_store: Store, disputed: int
) -> None:
    cite(empty_store, disputed, source(empty_store, "A blog", "social"), None, stance="contradicts")
    seen = weigh(empty_store, "figure", disputed, "value")
    blog = titled(seen, "A blog")
    assert not blog.choosable
    with pytest.raises(Invalid, match="no value of its own"):
        prefer(empty_store, seen, blog, "", by=None)
    prefer(empty_store, seen, titled(seen, "Kun.uz"), "", by=None)
    seen = weigh(empty_store, "figure", disputed, "value")
    assert titled(seen, "A blog").citation.rank == "deprecated"
    assert seen.mark == "cited"


def test_what_is_told_for_context_is_no_rival(empty_store: Store, disputed: int) -> None:
    cite(empty_store, disputed, source(empty_store, "History", "official"), "7", stance="context")
    seen = weigh(empty_store, "figure", disputed, "value")
    assert seen.rivals[-1] is titled(seen, "History")
    prefer(empty_store, seen, seen.rivals[0], "", by=None)
    assert titled(weigh(empty_store, "figure", disputed, "value"), "History").citation.rank == (
        "normal"
    )


@pytest.mark.parametrize(
    ("key", "held", "said", "shown"),
    [
        ("status", "30", "40", "Implementation"),
        ("status", "30", "Implementation", "Implementation"),
        ("start", "2023", "October 2023", "Oct 2023"),
        ("country", "UZB", "KAZ", "Kazakhstan"),
        ("title", "A plant", "Another  plant", "Another plant"),
        ("umbrella", "no", "Yes", "Yes"),
        ("summary", "One\ntwo", "Three", "Three"),
    ],
)
def test_fields_of_every_type_are_weighed(
    empty_store: Store, round_trip: RoundTrip, key: str, held: str, said: str, shown: str
) -> None:
    with empty_store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "T"} | {key: held})
    own, other = source(empty_store, "A", "media"), source(empty_store, "B", "official")
    for origin, value in ((own, None), (other, said)):
        with empty_store.step("Cite", by=None) as step:
            place = {"kind": "entry", "record": entry, "field": key}
            step.add("citation", place | {"source": origin, "value": value})
    seen = weigh(empty_store, "entry", entry, key)
    before = seen.shown
    assert (seen.mark, seen.suggested.says) == ("contested", shown)
    with round_trip(empty_store):
        prefer(empty_store, seen, seen.suggested, "official", by=None)
    seen = weigh(empty_store, "entry", entry, key)
    assert (seen.shown, seen.mark) == (shown, "cited")
    assert titled(seen, "A").says == before
    with round_trip(empty_store):
        prefer(empty_store, seen, titled(seen, "A"), "after all", by=None)
    assert weigh(empty_store, "entry", entry, key).shown == before


def test_links_are_weighed_by_the_record_that_is_meant(
    empty_store: Store, round_trip: RoundTrip
) -> None:
    with empty_store.step("Add", by=None) as step:
        byd = step.add("actor", {"name": "BYD", "aliases": "BYD Auto"})
        step.add("actor", {"name": "Chery"})
        entry = step.add("entry", {"title": "T"})
        party = step.add("party", {"entry": entry, "actor": byd})
    for title, value in (("A", None), ("B", "Chery"), ("C", "BYD Auto"), ("D", "Nobody")):
        origin = source(empty_store, title)
        with empty_store.step("Cite", by=None) as step:
            place = {"kind": "party", "record": party, "field": "actor", "source": origin}
            step.add("citation", place | {"value": value})
    seen = weigh(empty_store, "party", party, "actor")
    assert [(one.says, one.agrees) for one in sorted(seen.rivals, key=lambda r: r.citation.id)] == [
        ("BYD", True),
        ("Chery", False),
        ("BYD Auto", True),
        ("Nobody", False),
    ]
    with pytest.raises(Invalid, match="Nobody"):
        prefer(empty_store, seen, titled(seen, "D"), "", by=None)
    with round_trip(empty_store):
        prefer(empty_store, seen, titled(seen, "B"), "it signed", by=None)
    seen = weigh(empty_store, "party", party, "actor")
    assert seen.shown == "Chery"
    assert titled(seen, "A").says == "BYD"
    assert {one.citation.rank for one in seen.rivals if not one.agrees} == {"deprecated"}
    with round_trip(empty_store):
        prefer(empty_store, seen, titled(seen, "C"), "no, this one", by=None)
    assert weigh(empty_store, "party", party, "actor").held == byd


def test_notes_name_sources_values_quotes_and_the_choice(empty_store: Store, disputed: int) -> None:
    entry = entry_of(empty_store, "figure", disputed)
    heading, line = notes_of(empty_store, entry).splitlines()
    assert heading == "Discrepancies between sources:"
    assert line == (
        "– Value of “Output target”: The ministry (official, donor or "
        "recipient, 2023-09) says 60,000 (“sixty thousand cars”); Gazeta.uz (media report, "
        "2024-01-03) says 60,000; Kun.uz (media report, 2023-10-06) says 50,000 (“50,000 cars a "
        "year”). Left open; the record holds 50,000."
    )
    seen = weigh(empty_store, "figure", disputed, "value")
    prefer(empty_store, seen, seen.suggested, seen.reason(seen.suggested), by=None)
    assert notes_of(empty_store, entry).endswith(
        ". Preferred 60,000, because official source, highest in rank of 3."
    )


def test_notes_are_put_in_beside_the_coders_own_words(
    empty_store: Store, disputed: int, round_trip: RoundTrip
) -> None:
    entry = entry_of(empty_store, "figure", disputed)

    def notes() -> str:
        return str(empty_store.row("entry", entry).value("notes"))

    with round_trip(empty_store):
        assert put_into_notes(empty_store, entry, by=None)
    first = notes_of(empty_store, entry)
    assert notes() == f"Mine.\n\n{first}"
    assert not put_into_notes(empty_store, entry, by=None)
    with empty_store.step("Type", by=None) as step:
        step.set("entry", entry, "notes", notes() + "\nMine too.\n\nAnd this.")
    seen = weigh(empty_store, "figure", disputed, "value")
    prefer(empty_store, seen, seen.suggested, "of its rank", by=None)
    with round_trip(empty_store):
        assert put_into_notes(empty_store, entry, by=None)
    second = notes_of(empty_store, entry)
    assert second != first
    assert notes() == f"Mine.\n\n{second}\nMine too.\n\nAnd this."
    with empty_store.step("Remove", by=None) as step:
        step.remove("figure", disputed)
    assert put_into_notes(empty_store, entry, by=None)
    assert notes() == "Mine.\n\nMine too.\n\nAnd this."


def test_notes_of_an_entry_without_a_discrepancy_are_empty(seeded_store: Store) -> None:
    for entry in seeded_store.ids(Query("entry")):
        assert notes_of(seeded_store, entry) == ""
    assert entry_of(seeded_store, "source", 1) is None


def test_contested_entries_are_found_also_by_what_hangs_off_them(
    empty_store: Store, disputed: int
) -> None:
    entry = entry_of(empty_store, "figure", disputed)
    with empty_store.step("Add", by=None) as step:
        calm = step.add("entry", {"title": "Calm"})

    def found(kind: str, text: str) -> list[int]:
        return list(empty_store.ids(query_of(kind, text)))

    assert found("entry", "contested:>0") == []
    assert found("entry", "figure.contested:>0") == [entry]
    assert found("entry", "has:contested") == [entry]
    assert found("entry", "missing:contested") == [calm]
    assert found("figure", "has:contested") == [disputed] == found("figure", "contested:>0")
    assert found("entry", "has:bare") == [entry, calm]
    seen = weigh(empty_store, "figure", disputed, "value")
    prefer(empty_store, seen, seen.suggested, "", by=None)
    assert found("entry", "has:contested") == []
    empty_store.undo(by=None)
    assert found("entry", "has:contested") == [entry]
