"""Facets: every count is what its own filter finds, whichever road the counting takes."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import (
    KINDS,
    Facet,
    Filter,
    Histogram,
    Query,
    Store,
    exactly,
    facet_codes,
    facet_fields,
    open_store,
    query_of,
)
from models.facet_codes import FacetCodes
from models.facets import read_facets
from models.histograms import scale_of, year_bars
from models.journal import last_step
from models.orders import Orders

CITIES = ("Osh", "Almaty", "a|b", "Öskemen", None)
DATES = ("2010", "2010-05", "2011-01/2013-02", "../2012", "201X", "2014~", None)


def fill(store: Store) -> None:
    with store.step("Fill", by=None) as step:
        actors = [step.add("actor", {"name": name}) for name in ("BYD", "BYD", "Uzavto")]
        for number in range(60):
            entry = step.add(
                "entry",
                {
                    "title": f"Entry {number}",
                    "country": ("UZB", "KAZ", None)[number % 3],
                    "type": ("loan", "trade", None, "loan")[number % 4],
                    "status": ("30", "40", "70")[number % 3],
                    "umbrella": (None, True, False)[number % 7 % 3],
                    "start": DATES[number % len(DATES)],
                },
            )
            step.add(
                "figure",
                {"entry": entry, "value": (number - 5) * 3, "unit": ("USD", "t")[number % 2]},
            )
            step.add("milestone", {"entry": entry, "place": CITIES[number % len(CITIES)]})
            if number % 2:
                step.add("party", {"entry": entry, "actor": actors[number % 3]})
        # Ids with holes between them.
        step.remove_many("entry", [3, 4, 5, 41])


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, empty_template: Path) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("facets") / "facts.khorgos"
    path.write_bytes(empty_template.read_bytes())
    opened = open_store(path, author="Tester")
    fill(opened)
    yield opened
    opened.close()


@pytest.fixture(params=["few", "codes", "marks"])
def road(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Whether few records are read, or the codes of all are kept, in many short stretches."""
    if request.param != "few":
        monkeypatch.setattr(facet_codes, "FEW", 0)
        monkeypatch.setattr(facet_codes, "_CHUNK", 7)
        monkeypatch.setattr(facet_codes, "SLICE", 3)
        monkeypatch.setattr(facet_codes, "_SPARSE", 1 if request.param == "codes" else 10_000)
    return str(request.param)


QUERIES = {
    "entry": ("", "country:UZB", "title:1", "-type:trade start:2010..2012", "value:>20", "in:KAZ"),
    "figure": ("", "unit:=t", "country:UZB", "value:0..50"),
    "milestone": ("", "place:o", "-place:=Osh"),
    "party": ("", "actor:BYD", "country:UZB"),
}
LINES = [(kind, line) for kind, lines in QUERIES.items() for line in lines]


@pytest.mark.parametrize(("kind", "line"), LINES)
def test_every_count_is_what_its_filter_finds(
    store: Store, road: str, kind: str, line: str
) -> None:
    query = query_of(kind, line)
    for facet in store.facets(query, facet_fields(kind), limit=100):
        others = query.without_field(facet.field)
        if isinstance(facet, Facet):
            assert sum(one.count for one in facet.values) == store.count(others)
            for one in facet.values:
                assert store.count(others.with_filter(facet.field, one.text)) == one.count
        elif KINDS[kind].field(facet.field).type.name == "date":
            assert sum(bar.count for bar in facet.bars) + facet.missing == store.count(others)
        else:
            assert store.count(others.with_filter(facet.field, "=")) == facet.missing
            for bar in facet.bars:
                assert store.count(others.with_filter(facet.field, bar.text)) == bar.count


@pytest.mark.parametrize("line", ["", "title:1"])
def test_facets_follow_what_is_written(empty_store: Store, road: str, line: str) -> None:
    store, query, fields = empty_store, query_of("entry", line), ("type", "status", "country")
    fill(store)
    before = store.facets(query, fields)

    with store.step("Change", by=None) as step:
        step.set("entry", 12, "type", "greenfield")
        step.remove("entry", 13)
        added = step.add("entry", {"title": "11", "type": "debt", "country": "TJK"})
    after = store.facets(query, fields)
    fresh = open_store(store.path, author="Other", readonly=True)
    again = fresh.facets(query, fields)
    fresh.close()

    assert after != before
    assert after == again
    store.undo(by=None)
    assert store.facets(query, fields) == before
    with store.step("Change", by=None) as step:
        step.add("entry", {"title": "1", "type": "debt"})
    assert added > 60
    assert "=debt" in {one.text for one in store.facets(query, ["type"])[0].values}  # type: ignore[union-attr]


@pytest.mark.usefixtures("road")
@pytest.mark.parametrize("ask", [True, False])
@pytest.mark.parametrize("place", [(facet_codes, "_read"), (facet_codes._Codes, "tally")])
def test_what_is_written_amid_the_counting_is_not_counted(
    empty_store: Store, place: tuple[Any, str], ask: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, query, fields = empty_store, query_of("entry", "title:1"), ("type", "country")
    fill(store)
    store.facets(query, fields)

    with store.step("Add", by=None) as step:
        step.add("entry", {"title": "1", "type": "debt", "country": "TJK"})
    fresh = open_store(store.path, author="Other", readonly=True)
    expected = fresh.facets(query, fields)
    fresh.close()
    counting = getattr(*place)

    def counting_late(*given: Any) -> Any:
        monkeypatch.setattr(*place, counting)
        with store.step("Change", by=None) as step:
            step.set_many("entry", "type", dict.fromkeys(store.ids(query), "greenfield"))
        if ask:
            store.facets(query, fields)
        return counting(*given)

    monkeypatch.setattr(*place, counting_late)
    assert store.facets(query, fields) == expected


@pytest.mark.usefixtures("road")
def test_what_was_prepared_counts_the_same_and_follows(empty_store: Store) -> None:
    fill(empty_store)
    query, fields = query_of("figure", "unit:=t"), ("value", "unit", "period")
    before = empty_store.facets(query, fields)

    empty_store.prepare("figure", fields)
    prepared = empty_store.facets(query, fields)
    with empty_store.step("Change", by=None) as step:
        step.set("figure", 2, "period", "2020")
    (_, _, after) = empty_store.facets(query, fields)

    assert prepared == before
    assert isinstance(after, Histogram)
    assert [(bar.text, bar.count) for bar in after.bars] == [("2020", 1)]


@pytest.mark.parametrize(
    "fields",
    [("country", "sector", "status"), ("status", "type", "start"), ("review", "umbrella", "type")],
)
def test_what_is_counted_in_one_pass_is_what_each_counts_alone(
    store: Store, fields: tuple[str, ...]
) -> None:
    def counted(*asked: str) -> list[Facet | Histogram]:
        # Nothing is kept from one to the other.
        with store.reading() as connection:
            kept = Orders(last_step(connection)), FacetCodes(last_step(connection))
            return read_facets(connection, *kept, Query("entry"), asked, 50)

    assert counted(*fields) == [one for field in fields for one in counted(field)]


def test_the_most_frequent_comes_first_and_the_rest_is_counted(store: Store) -> None:
    (facet,) = store.facets(Query("entry"), ["status"], limit=2)

    assert isinstance(facet, Facet)
    assert facet.distinct == 3
    assert len(facet.values) == 2
    assert [one.count for one in facet.values] == sorted(
        (one.count for one in facet.values), reverse=True
    )


def test_values_have_the_labels_a_reader_knows(store: Store) -> None:
    country, kind, umbrella, counts = store.facets(
        Query("entry"), ["country", "type", "umbrella", "counts"]
    )
    labels = {
        facet.field: {one.text: one.label for one in facet.values}
        for facet in (country, kind, umbrella, counts)
        if isinstance(facet, Facet)
    }

    assert labels["country"] == {
        "=UZB": "Uzbekistan",
        "=KAZ": "Kazakhstan",
        "=": "Nothing recorded",
    }
    assert labels["type"]["=loan"] == "Loan"
    assert labels["umbrella"] == {"=yes": "Yes", "=no": "No", "=": "Nothing recorded"}
    assert labels["counts"] == {"=yes": "Yes", "=no": "No"}


def test_two_of_the_same_name_are_one_value(store: Store) -> None:
    (facet,) = store.facets(Query("party"), ["actor"])

    assert isinstance(facet, Facet)
    assert sorted(one.label for one in facet.values) == ["BYD", "Uzavto"]


def test_an_empty_store_has_facets_without_values(empty_store: Store) -> None:
    for kind in KINDS.keys() - {"citation", "country"}:
        for facet in empty_store.facets(Query(kind), facet_fields(kind)):
            assert not (facet.values if isinstance(facet, Facet) else facet.bars)


def test_what_is_different_in_every_record_is_no_facet() -> None:
    entry = facet_fields("entry")

    assert {"country", "type", "status", "start", "counts", "umbrella", "evidence"} <= set(entry)
    assert not {"uid", "title", "summary", "notes"} & set(entry)
    assert "actor" in facet_fields("party")
    assert {"publisher", "language"} <= set(facet_fields("source"))


# ---- the axis ----------------------------------------------------------------------------------


@given(
    st.dictionaries(
        st.one_of(
            st.integers(1900, 2090).map(str),
            st.dates().map(lambda day: f"{max(day.year, 1000)}-{day.month:02}"),
            st.sampled_from(["201X", "2023-21", "../2025", "/2025-05", "2010/..", "2009-01/2011"]),
            st.none(),
        ),
        st.integers(1, 9),
    )
)
def test_the_bars_of_dates_hold_every_date_once(dates: dict[str | None, int]) -> None:
    bars = year_bars(dates)

    assert sum(bar.count for bar in bars) == sum(n for date, n in dates.items() if date)
    assert len(bars) <= 32
    if bars:
        assert bars[0].count
        assert bars[-1].count


def test_few_years_stand_alone_and_many_in_fives() -> None:
    few = year_bars({"2010-05-06": 2, "2012": 1, "2010/2015": 1})
    many = year_bars({"1981": 1, "2024": 1})

    assert [(bar.text, bar.label, bar.count) for bar in few] == [
        ("2010", "2010", 3),
        ("2011", "2011", 0),
        ("2012", "2012", 1),
    ]
    assert (many[0].text, many[0].label) == ("1980..1984", "1980–1984")


numbers = st.decimals(-(10**9), 10**9, places=3)


@given(st.lists(numbers, min_size=1, max_size=30))
def test_a_scale_has_round_steps_that_hold_every_number(values: list[Decimal]) -> None:
    mean = sum(values, Decimal(0)) / len(values)
    smallest = min((value for value in values if value > 0), default=None)
    scale = scale_of(min(values), max(values), smallest, mean, whole=False)
    counts: Counter[str | None] = Counter(
        str(sum(bound <= value for bound in scale.bounds)) for value in values
    )
    bars = scale.bars(counts)

    assert len(bars) <= 40
    assert sum(bar.count for bar in bars) == len(values)
    assert list(scale.bounds) == sorted(set(scale.bounds))
    assert all(len(bound.normalize().as_tuple().digits) <= 4 for bound in scale.bounds)


def test_skewed_numbers_are_laid_out_in_powers_of_ten(empty_store: Store) -> None:
    with empty_store.step("Fill", by=None) as step:
        entry = step.add("entry", {"title": "x"})
        for value in (0, 1, 5, 20, 300, 4_000, 10_000_000):
            step.add("figure", {"entry": entry, "value": value})
    (histogram,) = empty_store.facets(Query("figure"), ["value"])

    assert isinstance(histogram, Histogram)
    texts = {bar.text: bar.count for bar in histogram.bars if bar.count}
    assert texts["10..<100"] == 1
    assert texts["10000000.."] == 1


def test_what_lies_beyond_the_axis_later_is_in_its_last_bar(
    empty_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(facet_codes, "FEW", 0)
    fill(empty_store)
    query = Query("figure", filters=(Filter("unit", exactly("t")),))
    (before,) = empty_store.facets(query, ["value"])
    with empty_store.step("Change", by=None) as step:
        step.set("figure", 2, "value", 10**9)
    (after,) = empty_store.facets(query, ["value"])

    assert isinstance(before, Histogram)
    assert isinstance(after, Histogram)
    assert after.bars[-1].count == before.bars[-1].count + 1
    assert [bar.text for bar in after.bars] == [bar.text for bar in before.bars]
