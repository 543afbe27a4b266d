"""Filters over the entry, what a record has and rests on, places, and all of it together."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import Filter, Query, Row, Scope, Sort, Store, open_store, query_of
from models.errors import Invalid

UNITS = ("USD", "t", None)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, empty_template: Path) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("query") / "facts.khorgos"
    path.write_bytes(empty_template.read_bytes())
    opened = open_store(path, author="Tester")
    with opened.step("Fill", by=None) as step:
        sources = [step.add("source", {"title": f"Report {n}", "text": "words"}) for n in range(3)]
        actors = [step.add("actor", {"name": name}) for name in ("BYD Auto", "Uzavtosanoat")]
        entries = [
            step.add(
                "entry",
                {
                    "title": f"Entry {number}",
                    "country": ("UZB", "KAZ", None)[number % 3],
                    "sector": ("230", None)[number % 2],
                    "type": ("loan", "trade")[number % 2],
                    "status": "30",
                    "start": "2023" if number % 4 else None,
                },
            )
            for number in range(24)
        ]
        figures = [
            step.add(
                "figure",
                {"entry": entry, "value": number * part, "unit": UNITS[(number + part) % 3]},
            )
            for number, entry in enumerate(entries)
            for part in range(number % 4)
        ]
        for entry in entries[::5]:
            step.add("party", {"entry": entry, "actor": actors[entry % 2], "role": "buyer"})
        places = [("entry", entries[1], "title"), ("figure", figures[2], "value")]
        places += [("actor", actors[0], "name"), ("entry", entries[3], "start")]
        for number, (kind, record, field) in enumerate(places):
            step.add(
                "citation",
                {"kind": kind, "record": record, "field": field, "source": sources[number % 2]},
            )
        step.add("citation", {"kind": "entry", "record": entries[7], "field": "type"})
    yield opened
    opened.close()


def rows(store: Store, kind: str) -> list[Row]:
    return store.rows(kind, store.ids(Query(kind)))


def ids(store: Store, kind: str, line: str) -> set[int]:
    query = query_of(kind, line)
    found = store.ids(query)
    assert store.count(query) == len(found) == len(set(found))
    return set(found)


def figures_of(store: Store) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {row.id: [] for row in rows(store, "entry")}
    for row in rows(store, "figure"):
        found[int(str(row.value("entry")))].append(row)
    return found


# ---- over the entry ----------------------------------------------------------------------------


@given(st.integers(0, 50), st.booleans())
def test_an_entry_is_found_by_some_figure_of_it(store: Store, bound: int, negated: bool) -> None:
    wanted = {
        entry
        for entry, figures in figures_of(store).items()
        if any(figure.value("value") > bound for figure in figures) != negated  # type: ignore[operator]
    }
    assert ids(store, "entry", f"{'-' * negated}value:>{bound}") == wanted


def test_two_filters_may_be_satisfied_by_two_figures(store: Store) -> None:
    both = {
        entry
        for entry, figures in figures_of(store).items()
        if {"USD", "t"} <= {figure.value("unit") for figure in figures}
    }

    assert both
    assert ids(store, "entry", "unit:=USD unit:=t") == both


def test_nothing_recorded_over_the_entry_is_some_figure_without(store: Store) -> None:
    by_entry = figures_of(store).items()
    some = {entry for entry, own in by_entry if any(one.value("unit") is None for one in own)}
    none = {entry for entry, own in by_entry if all(one.value("unit") is None for one in own)}

    assert ids(store, "entry", "unit:=") == some
    assert ids(store, "entry", "missing:figure.unit") == none
    assert some != none


@pytest.mark.parametrize(
    "line", ["country:UZB", "-country:UZB", "counts:yes", "type:loan status:30"]
)
def test_a_figure_is_found_by_its_entry(store: Store, line: str) -> None:
    entries = ids(store, "entry", line)
    wanted = {row.id for row in rows(store, "figure") if row.value("entry") in entries}

    assert ids(store, "figure", line) == wanted
    assert 0 < len(wanted) < len(rows(store, "figure"))


def test_an_entry_is_found_by_the_name_of_an_actor(store: Store) -> None:
    wanted = {
        row.value("entry") for row in rows(store, "party") if row.shown("actor") == "BYD Auto"
    }

    assert ids(store, "entry", "actor:byd") == wanted
    assert ids(store, "entry", 'actor:"=BYD Auto|=uzavtosanoat"') == {
        row.value("entry") for row in rows(store, "party")
    }


# ---- has, missing, source ----------------------------------------------------------------------


def test_what_a_record_has(store: Store) -> None:
    every = {row.id for row in rows(store, "entry")}
    with_figures = {entry for entry, figures in figures_of(store).items() if figures}
    dated = {row.id for row in rows(store, "entry") if row.value("start") is not None}

    assert ids(store, "entry", "has:figure") == ids(store, "entry", "has:Figures") == with_figures
    assert ids(store, "entry", "missing:figure") == every - with_figures
    assert ids(store, "entry", "has:start") == dated
    assert ids(store, "entry", "-has:start") == ids(store, "entry", "missing:start")
    assert ids(store, "entry", "has:figure|start") == with_figures | dated
    assert ids(store, "entry", "has:counts") == every


def _cited(store: Store) -> dict[int, set[object]]:
    """The sources that each entry rests on, itself or by what hangs off it."""
    entry_of = {row.id: row.value("entry") for row in rows(store, "figure")}
    found: dict[int, set[object]] = {}
    for row in rows(store, "citation"):
        record = int(str(row.value("record")))
        if row.value("kind") == "figure":
            found.setdefault(int(str(entry_of[record])), set()).add(row.value("source"))
        if row.value("kind") == "entry":
            found.setdefault(record, set()).add(row.value("source"))
    return found


def test_evidence_is_any_citation_also_of_what_hangs_off_the_entry(store: Store) -> None:
    every = {row.id for row in rows(store, "entry")}
    cited = set(_cited(store))

    assert len(cited) == 4
    assert ids(store, "entry", "has:evidence") == cited
    assert ids(store, "entry", "missing:evidence") == every - cited
    assert len(ids(store, "figure", "has:evidence")) == 1
    assert len(ids(store, "actor", "missing:evidence")) == 1


def test_what_rests_on_a_source(store: Store) -> None:
    for source in (row.id for row in rows(store, "source")):
        wanted = {entry for entry, sources in _cited(store).items() if source in sources}
        assert ids(store, "entry", f"source:{source}") == wanted
        assert ids(store, "entry", f'source:"Report {source - 1}"') == wanted
        assert ids(store, "source", f"source:{source}") == {source}


@pytest.mark.parametrize("line", ["has:colour", "has:*|", "source:|"])
def test_what_cannot_be_had_is_refused(store: Store, line: str) -> None:
    with pytest.raises(Invalid):
        store.ids(query_of("entry", line))


def test_a_path_that_is_none_is_refused(store: Store) -> None:
    query = Query("entry", filters=(Filter("actor.name", "x"),))
    with pytest.raises(Invalid, match=r"no field “actor\.name”"):
        store.ids(query)


# ---- together ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "other"),
    [
        ("country:UZB", "sector:230"),
        ("in:UZB", "value:>3"),
        ("in:regional", "has:start"),
        ("in:/=", "type:trade"),
        ("entry", "-country:UZB"),
        ("evidence:0", "sources:0"),
        ("missing:evidence", "counts:yes"),
    ],
)
def test_all_that_is_asked_holds_at_once(store: Store, line: str, other: str) -> None:
    assert ids(store, "entry", f"{line} {other}") == ids(store, "entry", line) & ids(
        store, "entry", other
    )


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ('"entry 1"', {"Entry 1"}),
        ("entry 23", {"Entry 23"}),
        ('"23 entry"', set()),
        ('entry -"entry 1" -"entry 2"', {"Entry 0", *(f"Entry {n}" for n in range(3, 24))}),
    ],
)
def test_words_phrases_and_what_is_left_out(store: Store, words: str, titles: set[str]) -> None:
    found = store.rows("entry", store.ids(Query("entry", words=words)))
    assert {row.value("title") for row in found} == titles


def test_more_words_than_are_sought_at_once_are_refused(store: Store) -> None:
    with pytest.raises(Invalid, match="at most"):
        store.ids(Query("entry", words="word " * 30))


def test_an_order_changes_nothing_but_the_order(store: Store) -> None:
    query = query_of("entry", "has:evidence sort:-sources,start,title")
    found = store.ids(query)

    assert set(found) == ids(store, "entry", "has:evidence")
    sources = [row.value("sources") for row in store.rows("entry", found)]
    assert sources == sorted(sources, key=lambda number: -int(str(number)))


def test_what_is_worked_out_is_asked_for_like_what_it_looks_like(empty_store: Store) -> None:
    store = empty_store
    with store.step("Fill", by=None) as step:
        loan = step.add("entry", {"title": "a", "type": "loan", "status": "30"})
        trade = step.add("entry", {"title": "b", "type": "trade", "status": "30"})
    day = str(store.row("entry", loan).value("edited"))[:10]

    assert ids(store, "entry", "counts:yes") == {loan}
    assert ids(store, "entry", 'reason:"outside finance"') == {trade}
    assert ids(store, "entry", "-reason:outside") == {loan}
    assert ids(store, "entry", f"edited:{day}") == ids(store, "entry", "edited:*") == {loan, trade}
    assert ids(store, "entry", f"edited:={day}") == ids(store, "entry", "edited:2000..")
    assert ids(store, "entry", f"edited:<{day}") == ids(store, "entry", "edited:=") == set()
    assert ids(store, "entry", "edited_by:test counts:no") == {trade}
    assert ids(store, "entry", "evidence:0% sources:..<1 has:sources") == {loan, trade}


def test_a_query_replaces_only_what_asks_for_the_field_itself() -> None:
    left_out = Filter("type", "trade", negated=True)
    query = Query("entry", Scope(), (Filter("type", "loan"), left_out), (Sort("title"),))

    assert query.with_filter("type", "debt").filters == (left_out, Filter("type", "debt"))
    assert query.with_filter("type", " ").filters == (left_out,)
    assert query.without(left_out).filters == (Filter("type", "loan"),)
    assert query.without_field("type").filters == ()
    assert query.without_field("type").sort == query.sort
