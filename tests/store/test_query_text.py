"""The query language: what a line asks, what a half-typed one asks, and back to the same line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import (
    CHILDREN,
    KINDS,
    TABLE_KINDS,
    Filter,
    Query,
    Scope,
    Sort,
    completions,
    parts_of,
    query_of,
    text_of,
    typed_query,
)
from models.errors import Invalid
from models.query import select_ids

COUNTRIES = [("KAZ", "Kazakhstan"), ("KGZ", "Kyrgyzstan"), ("UZB", "Uzbekistan")]


def entries(*filters: Filter, words: str = "", scope: Scope | None = None) -> Query:
    return Query("entry", scope or Scope(), filters, words=words)


# ---- read --------------------------------------------------------------------------------------


def test_the_line_of_the_manual_is_read_part_by_part() -> None:
    line = (
        "country:UZB status:>=30 value:>1e6 sector:230 start:2023 -type:trade "
        '"joint venture" has:evidence missing:start source:12'
    )

    assert query_of("entry", line) == entries(
        Filter("country", "UZB"),
        Filter("status", ">=30"),
        Filter("figure.value", ">1e6"),
        Filter("sector", "230"),
        Filter("start", "2023"),
        Filter("type", "trade", negated=True),
        Filter("has", "evidence"),
        Filter("missing", "start"),
        Filter("source", "12"),
        words='"joint venture"',
    )


@pytest.mark.parametrize(
    ("kind", "text", "query"),
    [
        ("entry", "STATUS:30", entries(Filter("status", "30"))),
        ("entry", '"status AS of":2023', entries(Filter("status_as_of", "2023"))),
        ("entry", "figure.value:5", entries(Filter("figure.value", "5"))),
        (
            "entry",
            'Parties.role:buyer "party.as named":x',
            entries(Filter("party.role", "buyer"), Filter("party.as_named", "x")),
        ),
        ("entry", "-start:=", entries(Filter("start", "=", negated=True))),
        ("entry", 'title:="a b"|=c', entries(Filter("title", '="a b"|=c'))),
        ("entry", 'title:"a b"|c', entries(Filter("title", '"a b"|c'))),
        ("entry", 'title:5"', entries(Filter("title", '5"'))),
        ("entry", "-trade -'", entries(words="-trade -'")),
        ("entry", '-"a b" - x', entries(words='-"a b" x')),
        ("entry", '"-trade"', entries(words='"-trade"')),
        ("entry", "example.org:80", entries(words="example.org:80")),
        ("entry", "in:uzb/230", entries(scope=Scope(country="UZB", sector="230"))),
        ("entry", "in:regional", entries(scope=Scope(regional=True))),
        ("entry", 'in:"Central Asia"', entries(scope=Scope(region="Central Asia"))),
        ("entry", "in:/=", entries(scope=Scope(sector=""))),
        ("entry", "in:region:ABC", entries(scope=Scope(region="ABC"))),
        ("entry", "in:UZB/energy", entries(scope=Scope(country="UZB", sector="230"))),
        (
            "entry",
            'sort:"-Status as of,title"',
            Query("entry", sort=(Sort("status_as_of", descending=True), Sort("title"))),
        ),
        ("figure", "country:UZB", Query("figure", filters=(Filter("entry.country", "UZB"),))),
        ("location", "country:UZB", Query("location", filters=(Filter("country", "UZB"),))),
        ("dismissal", "source:12", Query("dismissal", filters=(Filter("source", "12"),))),
        (
            "dismissal",
            "language:en",
            Query("dismissal", filters=(Filter("source.language", "en"),)),
        ),
        ("source", "country:UZB", Query("source", scope=Scope(country="UZB"))),
        ("source", 'region:"Central Asia"', Query("source", scope=Scope(region="Central Asia"))),
    ],
)
def test_a_line_is_read(kind: str, text: str, query: Query) -> None:
    assert query_of(kind, text) == query


def test_a_place_goes_by_name_where_the_countries_are_known() -> None:
    assert query_of("entry", "in:uzbekistan", COUNTRIES).scope == Scope(country="UZB")


@pytest.mark.parametrize(
    ("kind", "text", "words"),
    [
        ("entry", "role:buyer", "Write figure.role, party.role or location.role"),
        ("entry", "colour:red", "They have uid, title"),
        ("entry", "colour:red", "Also figure"),
        ("entry", "-in:UZB", "-country:UZB"),
        ("entry", "in:UZB/gardening", "not in the list"),
        ("entry", "sort:-figure.value", "Choose a column of theirs"),
        ("entry", "sort:colour", "no field “colour”"),
        ("entry", 'title:="open', "Close the quotation mark"),
        ("source", "-country:UZB", "no field “country”"),
        ("figure", "milestone.date:2023", "no field"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(kind: str, text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        query_of(kind, text)


# ---- while it is typed -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("country:", entries()),
        ("colour:", entries()),
        ("uran country:", entries(words="uran")),
        ("status:>= uran", entries(words="uran")),
        ("status:>=3", entries()),
        ("start:20", entries()),
        ("has:fig", entries()),
        ("has:figure", entries(Filter("has", "figure"))),
        ("status:4|", entries()),
        ("status:40|", entries(Filter("status", "40|"))),
        ('title:"joint ven', entries(Filter("title", "joint ven"))),
        ('"joint ven', entries(words='"joint ven"')),
        ("uran -", entries(words="uran")),
        ("uran -t", entries(words="uran -t")),
        ("in:UZB/en", entries()),
        ("sort:", entries()),
        ("sort:sta", entries()),
        ("https:", entries()),
        ("https:/", entries()),
        ("https://a", entries(words="https://a")),
    ],
)
def test_what_is_not_finished_is_left_out_yet(typed: str, query: Query) -> None:
    assert typed_query("entry", typed) == query


@pytest.mark.parametrize("typed", ["colour:red", "start:20 uran", "status:>=3 "])
def test_what_was_left_behind_wrong_is_told(typed: str) -> None:
    with pytest.raises(Invalid):
        select_ids(typed_query("entry", typed))


@given(st.text(alphabet='ab:-"|=<>.*/ \tstatus', max_size=30))
def test_any_typed_text_is_read_or_refused(typed: str) -> None:
    try:
        query = typed_query("entry", typed)
    except Invalid:
        return
    assert query_of("entry", text_of(query)) == query


# ---- back to a line ----------------------------------------------------------------------------

texts = st.text(max_size=12).filter(str.strip)
odd_texts = st.text(alphabet="aB5:-\"|=<>.*/ \n'", min_size=1, max_size=10).filter(str.strip)
words = st.lists(
    st.builds(
        lambda minus, word: "-" * minus + word,
        st.booleans(),
        st.one_of(
            st.text(alphabet="abcЖ中:5./|=", min_size=1, max_size=6),
            st.text(alphabet="abc:- ", min_size=3, max_size=8)
            .map(lambda text: " ".join(text.split()))
            .filter(lambda text: " " in text or text.startswith("-"))
            .map(lambda text: f'"{text}"'),
        ),
    ),
    max_size=4,
).map(" ".join)
scopes = st.builds(
    lambda place, sector: Scope(**{name: value for name, value in [place] if value}, sector=sector),
    st.sampled_from(
        [
            ("country", "UZB"),
            ("country", None),
            ("regional", True),
            *(("region", name) for name in ("Central Asia", "Asia", "EUR", "a/b", "Regional")),
        ]
    ),
    st.sampled_from([None, "", "230"]),
)


def _paths(kind: str) -> list[str]:
    own = [field.key for field in KINDS[kind].fields]
    over = [
        f"{child.name}.{field.key}"
        for child in CHILDREN.get(kind, ())
        for field in child.fields
        if field.key != kind
    ]
    if KINDS[kind].parent:
        parent = KINDS[KINDS[kind].parent or ""]
        over = [f"{parent.name}.{field.key}" for field in parent.fields]
    special = ["has", "missing"] + ["source"] * (not KINDS[kind].has("source"))
    return own + over + special


@st.composite
def queries(draw: st.DrawFn) -> Query:
    kind = draw(st.sampled_from([kind.name for kind in TABLE_KINDS]))
    filters = st.builds(
        Filter, st.sampled_from(_paths(kind)), st.one_of(texts, odd_texts), st.booleans()
    )
    keys = st.sampled_from([field.key for field in KINDS[kind].fields])
    return Query(
        kind,
        draw(scopes),
        tuple(draw(st.lists(filters, max_size=3, unique=True))),
        tuple(draw(st.lists(st.builds(Sort, keys, st.booleans()), max_size=3))),
        draw(words),
    )


@given(queries())
def test_a_query_comes_back_from_its_line(query: Query) -> None:
    assert query_of(query.kind, text_of(query)) == query


@given(queries())
def test_the_parts_are_the_whole_and_each_can_be_taken_out(query: Query) -> None:
    parts = parts_of(query, "somewhere", COUNTRIES)
    line = " ".join(part.text for part in parts)
    assert query_of(query.kind, line) == Query(
        query.kind, query.scope, query.filters, words=query.words
    )
    for part in parts:
        left = [one.text for one in parts_of(part.without, "somewhere", COUNTRIES)]
        assert sorted([*left, part.text]) == sorted(one.text for one in parts)
        assert part.without.sort == query.sort


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("entry", "value:>1e6"),
        ("entry", "figure.role:target"),
        ("entry", "actor:BYD"),
        ("figure", "country:UZB"),
        ("figure", "entry.notes:x"),
        ("location", "entry.country:UZB"),
    ],
)
def test_a_path_is_written_as_short_as_it_can_be(kind: str, line: str) -> None:
    expected = "notes:x" if line == "entry.notes:x" else line
    assert text_of(query_of(kind, line)) == expected


# ---- in words ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "line", "said"),
    [
        ("entry", "country:UZB", "Country is Uzbekistan"),
        ("entry", "country:=UZB|=KAZ|=", "Country is Uzbekistan or Kazakhstan or nothing recorded"),
        ("entry", "-country:UZB|KAZ", "Country is not Uzbekistan or Kazakhstan"),
        ("entry", "status:>=30", "Status from 30 Commitment"),
        ("entry", "status:20..40", "Status from 20 Pledge to 40 Implementation"),
        ("entry", "-type:trade", "Type is not Trade"),
        ("entry", "type:!=trade", "Type is not Trade"),
        ("entry", "title:uran", "Title contains uran"),
        ("entry", "-title:uran", "Title does not contain uran"),
        ("entry", 'title:"""dry port"" rail"', "Title contains “dry port” rail"),
        ("entry", "start:2023", "Start in 2023"),
        ("entry", "start:>2023-10-06", "Start after 6 Oct 2023"),
        ("entry", "start:2010..2014", "Start from 2010 to 2014"),
        ("entry", "start:..2014", "Start up to 2014"),
        ("entry", "start:=", "Start: nothing recorded"),
        ("entry", "-start:=", "Start: something recorded"),
        ("entry", "umbrella:y", "Umbrella is Yes"),
        ("entry", "evidence:>50%", "Evidence > 50"),
        ("entry", "edited:>=2026-11-20", "Edited from 20 Nov 2026"),
        ("entry", '"edited by":aigul', "Edited by contains aigul"),
        ("entry", "counts:y", "Counts is Yes"),
        ("entry", "value:>1e6", "some figure: Value > 1,000,000"),
        ("entry", "-value:>1e6", "no figure: Value > 1,000,000"),
        ("figure", "value:1..<2.5", "Value 1 to below 2.5"),
        ("figure", "value:5|7", "Value = 5 or 7"),
        ("figure", "country:UZB", "entry: Country is Uzbekistan"),
        ("entry", "has:figure", "has figures"),
        ("entry", "has:evidence|start", "has evidence or Start"),
        ("entry", "-has:start", "has no Start"),
        ("entry", "missing:start", "has no Start"),
        ("entry", "missing:figure.value", "has no figure with Value"),
        ("entry", "source:12", "rests on source 12"),
        ("entry", '-source:"Silk Road"', "does not rest on source “Silk Road”"),
        ("entry", '"joint venture"', "“joint venture”"),
        ("entry", "-trade", "without “trade”"),
        ("entry", "in:UZB/230", "in Uzbekistan · Energy"),
    ],
)
def test_a_part_is_said_in_words(kind: str, line: str, said: str) -> None:
    query = query_of(kind, line)
    (part,) = parts_of(query, query.scope.in_words("Uzbekistan"), COUNTRIES)

    assert part.label == said
    assert part.without == Query(kind)


# ---- completions -------------------------------------------------------------------------------


def completed(kind: str, typed: str) -> list[str]:
    """What the line becomes with each of the offers; a bar marks where one types on."""
    cursor = typed.index("^") if "^" in typed else len(typed)
    line = typed.replace("^", "")
    return [
        line[: one.start] + one.text + line[one.end :]
        for one in completions(kind, line, cursor, COUNTRIES)
    ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("cou", ["country:", "counts:", "counterpart:"]),
        ("uran sta", ["uran status:", "uran status_as_of:", "uran start:"]),
        ("-ty", ["-type:"]),
        ("status:com", ["status:30", "status:50"]),
        ("status:>=com", ["status:>=30"]),
        ("country:uz", ["country:UZB"]),
        ('country:"Uzbe', ["country:UZB"]),
        ("country:stan", ["country:KAZ", "country:KGZ", "country:UZB"]),
        ("country:UZB|k", ["country:UZB|KAZ", "country:UZB|KGZ"]),
        ("country:u^ rail", ["country:UZB rail"]),
        ("umbrella:", ["umbrella:yes", "umbrella:no"]),
        ("counts:y", ["counts:yes"]),
        ("has:", ["has:evidence", "has:figure"]),
        ("missing:sta", ["missing:status", "missing:status_as_of", "missing:start"]),
        ("in:", ["in:regional", "in:KAZ"]),
        ("in:UZB/ener", ["in:UZB/230"]),
        ("sort:-sta", ["sort:-status"]),
        ("sort:-start,ti", ["sort:-start,title"]),
        ("val", ["value:"]),
    ],
)
def test_what_begins_so_is_offered_first(typed: str, first: list[str]) -> None:
    assert completed("entry", typed)[: len(first)] == first


def test_a_field_is_offered_with_its_label() -> None:
    offers = {one.text: one.label for one in completions("entry", "", 0, COUNTRIES)}

    assert offers["country:"] == "Country"
    assert offers["figure.role:"] == "Figure: Role"
    assert offers.keys() >= {"has:", "missing:", "source:", "in:", "sort:"}


@pytest.mark.parametrize("typed", ["title:ur", "colour:re", '"joint v', "start:20"])
def test_nothing_is_offered_where_anything_may_stand(typed: str) -> None:
    assert completed("entry", typed) == []


@given(st.sampled_from([kind.name for kind in TABLE_KINDS]))
def test_every_name_that_is_offered_is_understood(kind: str) -> None:
    for one in completions(kind, "", 0, COUNTRIES):
        asked = KINDS[kind].fields[0].key if one.text == "sort:" else "="
        assert query_of(kind, one.text + asked) != Query(kind)
