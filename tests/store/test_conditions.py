"""What is typed above a column finds what a plain reading of every row finds."""

import operator
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models import KINDS, Filter, Query, Row, Store, alternatives, containing, exactly, open_store
from models.dates import date_bounds
from models.errors import Invalid
from models.query import read_ids, select_ids
from models.vocabularies import VOCABULARIES

TITLES = (
    "Uranium joint venture in Jizzakh",
    "Tashkent railway",
    "Rail to Tash-Kumyr",
    "Durango mine",
    "100% of a_b",
    "a|b",
    '"quoted" words',
    "=UZB",
    "*",
    "5..10",
    "Öskemen",
    "Самарканд дорога",
    "中亚铁路合作",
    "x!y%z",
)
DATES = (
    None,
    "2010",
    "2011-05",
    "2011-05-06",
    "2010-01/2012-07",
    "../2011",
    "2012/..",
    "201X",
    "2011~",
)
TYPES = (None, "loan", "trade", "talks")
STATUSES = (None, "10", "30", "40", "99")
COUNTRIES = (None, "UZB", "KAZ", "KGZ")
VALUES = (None, "0", "0.1", "5", "7.25", "1000000", "1000001", "-3")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, empty_template: Path) -> Iterator[Store]:
    path = tmp_path_factory.mktemp("conditions") / "facts.khorgos"
    path.write_bytes(empty_template.read_bytes())
    opened = open_store(path, author="Tester")
    with opened.step("Fill", by=None) as step:
        for number in range(60):
            entry = step.add(
                "entry",
                {
                    "title": TITLES[number % len(TITLES)],
                    "country": COUNTRIES[number % len(COUNTRIES)],
                    "type": TYPES[number % len(TYPES)],
                    "status": STATUSES[number % len(STATUSES)],
                    "start": DATES[number % len(DATES)],
                    "umbrella": (None, True, False)[number % 3],
                    "summary": TITLES[number * 5 % len(TITLES)] if number % 2 else None,
                },
            )
            step.add("figure", {"entry": entry, "value": VALUES[number % len(VALUES)]})
    yield opened
    opened.close()


def found(store: Store, kind: str, field: str, text: str, *, negated: bool = False) -> list[int]:
    return list(store.ids(Query(kind, filters=(Filter(field, text, negated),))))


def expected(store: Store, kind: str, holds: Callable[[Row], bool]) -> list[int]:
    rows = store.rows(kind, store.ids(Query(kind)))
    return [row.id for row in rows if holds(row)]


# ---- texts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("uran", {0, 3}),
        ("URAN", {0, 3}),
        ("tash rail", {1, 2}),
        ("rail tash", {1, 2}),
        ('"to tash"', {2}),
        ("kumyr", {2}),
        ("%", {4, 13}),
        ("a_b", {4}),
        ("!", {13}),
        ("oskemen", {10}),
        ("самарканд", {11}),
        ("орога", {11}),
        ("铁路", {12}),
        ("=a|=b", set()),
        ('="a|b"', {5}),
        ('"a|b"', {5}),
        ('"=UZB"', {7}),
        ("==UZB", {7}),
        ('"*"', {8}),
        ("5..10", {9}),
        ('"""quoted"""', {6}),
        ("=Tashkent railway", {1}),
        ("=tashkent railway", set()),
        ("durango|kumyr", {2, 3}),
        ("durango| | kumyr |", {2, 3}),
        ("uran joint", {0}),
        ("rail venture", set()),
    ],
)
def test_a_title_contains_every_word_that_is_typed(
    store: Store, typed: str, titles: set[int]
) -> None:
    wanted = {TITLES[number] for number in titles}
    ids = expected(store, "entry", lambda row: row.value("title") in wanted)

    assert found(store, "entry", "title", typed) == ids


@given(st.sampled_from(TITLES), st.integers(0, 30), st.integers(1, 30))
def test_any_piece_of_a_title_finds_it(store: Store, title: str, start: int, length: int) -> None:
    piece = title[start : start + length]
    if not piece.strip():
        return
    ids = expected(store, "entry", lambda row: piece in str(row.value("title")))
    assert set(ids) <= set(found(store, "entry", "title", containing(piece)))


@given(st.sampled_from(TITLES))
def test_a_value_can_be_asked_for_exactly_whatever_its_characters(store: Store, title: str) -> None:
    ids = expected(store, "entry", lambda row: row.value("title") == title)
    others = expected(store, "entry", lambda row: row.value("title") != title)

    assert found(store, "entry", "title", exactly(title)) == ids
    assert found(store, "entry", "title", f"!{exactly(title)}") == others


@pytest.mark.parametrize(
    "typed",
    ["uran", "tash rail", "Öskemen", "rail|mine", "дорога", "中亚", "tash-kumyr", '"5..10"'],
)
def test_a_quick_answer_is_a_part_of_the_whole(store: Store, typed: str) -> None:
    query = Query("entry", filters=(Filter("title", typed),))
    with store.reading() as connection:
        quick = set(read_ids(connection, select_ids(query, quick=True)))

    assert quick <= set(store.ids(query))
    assert quick


def test_a_quick_answer_finds_beginnings_of_words_and_leaves_out_no_less(store: Store) -> None:
    begins = Query("entry", filters=(Filter("title", "uran"),))
    left_out = Query("entry", filters=(Filter("title", "uran", negated=True),))
    with store.reading() as connection:
        quick = read_ids(connection, select_ids(begins, quick=True))
        left = read_ids(connection, select_ids(left_out, quick=True))

    assert {row.value("title") for row in store.rows("entry", quick)} == {TITLES[0]}
    assert left == store.ids(left_out)


def test_a_text_longer_than_like_takes_is_sought_too(store: Store) -> None:
    assert found(store, "entry", "title", "x" * 60_000) == []


# ---- numbers -----------------------------------------------------------------------------------

COMPARE = {
    "": operator.eq,
    "=": operator.eq,
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


@given(st.sampled_from(sorted(COMPARE)), st.sampled_from(VALUES[1:]), st.booleans())
def test_numbers_compare_as_decimals(store: Store, sign: str, bound: str, negated: bool) -> None:
    def holds(row: Row) -> bool:
        value = row.value("value")
        return (value is not None and COMPARE[sign](value, Decimal(bound))) != negated

    ids = expected(store, "figure", holds)
    assert found(store, "figure", "value", f"{sign}{bound}", negated=negated) == ids


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        (">1e6", ["1000001"]),
        ("1e6", ["1000000"]),
        ("1 million", ["1000000"]),
        ("5..7.25", ["5", "7.25"]),
        ("5..<7.25", ["5"]),
        ("..<0", ["-3"]),
        ("7..", ["7.25", "1000000", "1000001"]),
        ("=", [None]),
        ("!=5", [None, "0", "0.1", "7.25", "1000000", "1000001", "-3"]),
        ("5|0.1|=", [None, "5", "0.1"]),
        ("<0|>1e6", ["-3", "1000001"]),
    ],
)
def test_ranges_of_numbers(store: Store, typed: str, values: list[str | None]) -> None:
    wanted = {None if value is None else Decimal(value) for value in values}
    ids = expected(store, "figure", lambda row: row.value("value") in wanted)
    assert found(store, "figure", "value", typed) == ids


# ---- dates -------------------------------------------------------------------------------------

spans = st.sampled_from(["2010", "2011", "2011-05", "2011-05-06", "2012-08", "2009", "2013"])


def _overlaps(row: Row, low: date, high: date) -> bool:
    text = row.value("start")
    if text is None:
        return False
    first, last = date_bounds(str(text))
    return first <= high and last >= low


@given(spans, spans)
@example("2011", "2010")
def test_dates_that_overlap_a_stretch(store: Store, first: str, last: str) -> None:
    low, high = date_bounds(first)[0], date_bounds(last)[1]

    ids = expected(store, "entry", lambda row: _overlaps(row, low, high))
    assert found(store, "entry", "start", f"{first}..{last}") == ids


@given(spans)
def test_a_stretch_may_be_open(store: Store, typed: str) -> None:
    assert found(store, "entry", "start", f"{typed}..") == found(
        store, "entry", "start", f">={typed}"
    )
    assert found(store, "entry", "start", f"..{typed}") == found(
        store, "entry", "start", f"<={typed}"
    )


@given(spans, st.booleans())
def test_dates_within_one_that_is_typed(store: Store, typed: str, negated: bool) -> None:
    bounds = date_bounds(typed)
    ids = expected(store, "entry", lambda row: _overlaps(row, *bounds) != negated)
    assert found(store, "entry", "start", typed, negated=negated) == ids


@given(spans)
def test_before_and_after(store: Store, typed: str) -> None:
    low, high = date_bounds(typed)
    rows = store.rows("entry", store.ids(Query("entry", filters=(Filter("start", "*"),))))
    bounds = {row.id: date_bounds(str(row.value("start"))) for row in rows}

    asked = {
        sign: found(store, "entry", "start", f"{sign}{typed}") for sign in (">", ">=", "<", "<=")
    }
    assert asked[">"] == [record for record, (first, _) in bounds.items() if first > high]
    assert asked["<"] == [record for record, (_, last) in bounds.items() if last < low]
    assert asked[">="] == [record for record, (_, last) in bounds.items() if last >= low]
    assert asked["<="] == [record for record, (first, _) in bounds.items() if first <= high]


# ---- codes, countries, flags -------------------------------------------------------------------

ORDER = list(VOCABULARIES["status"].labels)


@given(st.sampled_from([">", ">=", "<", "<="]), st.sampled_from(ORDER))
def test_codes_go_by_the_order_of_the_list(store: Store, sign: str, code: str) -> None:
    def holds(row: Row) -> bool:
        value = row.value("status")
        return value is not None and COMPARE[sign](ORDER.index(str(value)), ORDER.index(code))

    assert found(store, "entry", "status", f"{sign}{code}") == expected(store, "entry", holds)


@pytest.mark.parametrize(
    ("field", "typed", "values"),
    [
        ("status", "commitment", {"30"}),
        ("status", "comm", {"30"}),
        ("status", "=Commitment|=99", {"30", "99"}),
        ("status", "10..30", {"10", "30"}),
        ("status", "10..<30", {"10"}),
        ("status", "40..", {"40", "99"}),
        ("status", "=", {None}),
        ("status", "*", {"10", "30", "40", "99"}),
        ("type", "!=loan", {None, "trade", "talks"}),
        ("country", "UZB", {"UZB"}),
        ("country", "uzb|kaz", {"UZB", "KAZ"}),
        ("country", "=Uzbekistan", {"UZB"}),
        ("country", "stan", {"UZB", "KAZ", "KGZ"}),
        ("country", "=UZB|=", {"UZB", None}),
        ("umbrella", "yes", {True}),
        ("umbrella", "=no|=", {False, None}),
    ],
)
def test_codes_countries_and_flags(
    store: Store, field: str, typed: str, values: set[object]
) -> None:
    ids = expected(store, "entry", lambda row: row.value(field) in values)
    rest = expected(store, "entry", lambda row: row.value(field) not in values)

    assert found(store, "entry", field, typed) == ids
    assert found(store, "entry", field, typed, negated=True) == rest


def test_a_link_goes_by_name_or_by_number(store: Store) -> None:
    (entry,) = store.ids(Query("entry"), limit=1)
    ids = expected(store, "figure", lambda row: row.value("entry") == entry)

    assert found(store, "figure", "entry", f"#{entry}") == ids
    assert found(store, "figure", "entry", f"=#{entry}") == ids
    assert len(found(store, "figure", "entry", "durango")) == len(
        found(store, "entry", "title", "durango")
    )


@pytest.mark.parametrize(
    ("kind", "field", "typed", "words"),
    [
        ("entry", "status", ">", "after “>”"),
        ("entry", "status", "gardening", "not in the list"),
        ("entry", "status", "", "type what is looked for"),
        ("entry", "status", "|", "type what is looked for"),
        ("entry", "start", "soon", "not a date"),
        ("entry", "umbrella", "perhaps", "neither yes nor no"),
        ("entry", "counts", "perhaps", "neither yes nor no"),
        ("entry", "sources", "many", "not a number"),
        ("figure", "value", ">many", "not a number"),
    ],
)
def test_what_makes_no_sense_is_refused(
    store: Store, kind: str, field: str, typed: str, words: str
) -> None:
    with pytest.raises(Invalid, match=words) as refused:
        found(store, kind, field, typed)
    assert str(refused.value).startswith(KINDS[kind].field(field).label)


# ---- the text of a filter ----------------------------------------------------------------------


@given(st.text(max_size=20))
def test_any_text_is_taken_apart(text: str) -> None:
    for one in alternatives(text):
        assert one.text == " ".join(one.words)


@given(st.text(min_size=1, max_size=20).filter(lambda text: "\0" not in text))
def test_what_is_quoted_stands_for_itself(text: str) -> None:
    kept = text.encode("utf-8", "ignore").decode()
    (contained,) = alternatives(containing(text))
    (same,) = alternatives(exactly(text))

    assert (contained.operator, contained.text) == ("", kept)
    assert (same.operator, same.text) == ("=", kept)
    assert not contained.filled
    assert contained.range() is None
