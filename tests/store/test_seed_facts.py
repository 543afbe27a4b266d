"""The facts of the first article: all 35 are placed, verbatim, as many as the coding gives."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models import CHILDREN, Query, Row, Store, create_store
from models.seeding import FACTS, TOP_KINDS, read_seed

# Where the words of each fact stand in the article, in code points.
SPANS = {
    "F01": (0, 56),
    "F02": (58, 73),
    "F03": (116, 124),
    "F04": (126, 255),
    "F05": (280, 296),
    "F06": (298, 362),
    "F07": (368, 384),
    "F08": (386, 401),
    "F09": (408, 485),
    "F10": (493, 545),
    "F11": (547, 614),
    "F12": (621, 701),
    "F13": (704, 770),
    "F14": (809, 946),
    "F15": (948, 1035),
    "F16": (1037, 1111),
    "F17": (1133, 1256),
    "F18": (1258, 1389),
    "F19": (1451, 1503),
    "F20": (1505, 1559),
    "F21": (1560, 1604),
    "F22": (1606, 1699),
    "F23": (1701, 1742),
    "F24": (1744, 1854),
    "F25": (1857, 1978),
    "F26": (1980, 2017),
    "F27": (2019, 2123),
    "F28": (2125, 2185),
    "F29": (2187, 2263),
    "F30": (2265, 2325),
    "F31": (2328, 2424),
    "F32": (2426, 2579),
    "F33": (1392, 1438),
    "F34": (2582, 2805),
    "F35": (772, 807),
}

# What each fact must back at the least. F34 is set aside, with a reason.
PLACES = {
    "F01": {("source", "title")},
    "F02": {("source", "published"), ("entry", "status_as_of")},
    "F03": {("source", "dateline")},
    "F04": {("entry", "title"), ("entry", "type"), ("figure", "product")},
    "F05": {("party", "actor"), ("party", "role"), ("actor", "country")},
    "F06": {("actor", "notes"), ("party", "role")},
    "F07": {("party", "actor"), ("party", "role"), ("actor", "type")},
    "F08": {("remark", "text")},
    "F09": {("entry", "status"), ("location", "name")},
    "F10": {("milestone", "date")},
    "F11": {("figure", "value"), ("figure", "role"), ("figure", "per")},
    "F12": {("figure", "value"), ("figure", "role"), ("figure", "modality")},
    "F13": {("milestone", "place"), ("milestone", "date"), ("actor", "affiliation")},
    "F14": {("remark", "text"), ("remark", "speaker")},
    "F15": {("remark", "text")},
    "F16": {("milestone", "type"), ("milestone", "date"), ("actor", "position")},
    "F17": {("entry", "title"), ("entry", "status"), ("party", "as_named"), ("location", "name")},
    "F18": {("remark", "text"), ("entry", "sector")},
    "F19": {("entry", "title"), ("entry", "status")},
    "F20": {("entry", "type"), ("figure", "value"), ("figure", "per"), ("figure", "period")},
    "F21": {("party", "role"), ("location", "name")},
    "F22": {("remark", "text")},
    "F23": {("remark", "text")},
    "F24": {("milestone", "type"), ("milestone", "state"), ("milestone", "date")},
    "F25": {("entry", "title"), ("entry", "type")},
    "F26": {("figure", "period")},
    "F27": {("figure", "value"), ("figure", "role"), ("figure", "to_country")},
    "F28": {("figure", "value"), ("figure", "to_country"), ("entry", "status")},
    "F29": {("milestone", "type"), ("milestone", "date"), ("party", "role")},
    "F30": {("figure", "value"), ("figure", "unit"), ("entry", "umbrella"), ("entry", "sector")},
    "F31": {("entry", "title"), ("entry", "type"), ("entry", "status"), ("entry", "sector")},
    "F32": {("milestone", "type"), ("milestone", "date"), ("party", "role")},
    "F33": {("source", "notes")},
    "F35": {("remark", "text")},
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("facts")
    made = create_store(folder / "facts.khorgos", author="Aigul")
    yield made
    made.close()


def records(store: Store, kind: str, /, **wanted: object) -> list[Row]:
    """Return the records of a kind whose values are these."""
    rows = store.rows(kind, store.ids(Query(kind)))
    return [row for row in rows if all(row.value(key) == to for key, to in wanted.items())]


def only(store: Store, kind: str, /, **wanted: object) -> Row:
    (row,) = records(store, kind, **wanted)
    return row


def states(store: Store, row: Row, field: str) -> set[str]:
    """Return how the citations of one cell stand to it."""
    return {c.state for c in store.citations(row.kind, row.id) if c.field == field}


def numbered_quotes() -> Iterator[tuple[str, int, int, str]]:
    """Yield fact, offsets and quote of every cite and dismissal in the file."""

    def below(table: dict[str, Any]) -> Iterator[dict[str, Any]]:
        yield table
        for inner in table.values():
            if isinstance(inner, list):
                for part in inner:
                    if isinstance(part, dict):
                        yield from below(part)

    facts = tomllib.loads(read_seed(FACTS))
    for kind in TOP_KINDS:
        for top in facts[kind]:
            for table in below(top):
                if "fact" in table:
                    yield table["fact"], table["start"], table["end"], table["quote"]


# All of them, verbatim


def test_there_are_35_facts_and_each_is_in_the_file() -> None:
    assert sorted(SPANS) == [f"F{number:02}" for number in range(1, 36)]
    assert {fact for fact, *_ in numbered_quotes()} == set(SPANS)


def test_each_quote_in_the_file_is_that_of_its_fact() -> None:
    article = read_seed("article.txt")

    for fact, start, end, quote in numbered_quotes():
        assert (start, end) == SPANS[fact], fact
        assert article[start:end] == quote, fact


@pytest.mark.parametrize("fact", sorted(PLACES))
def test_each_fact_backs_the_fields_it_belongs_to(store: Store, fact: str) -> None:
    start, end = SPANS[fact]

    cited = records(store, "citation", start=start, end=end)

    backed = {(row.value("kind"), row.value("field")) for row in cited}
    assert backed >= PLACES[fact]


def test_each_quote_in_the_store_stands_verbatim_at_its_offsets(store: Store) -> None:
    source = only(store, "source")
    text = str(source.value("text"))

    quoted = [row for row in records(store, "citation") if row.value("quote") is not None]

    assert len(quoted) > 250
    for row in quoted:
        start, end = int(str(row.value("start"))), int(str(row.value("end")))
        assert text[start:end] == row.value("quote")
        assert row.value("source") == source.id


def test_every_citation_has_a_record_that_is_there(store: Store) -> None:
    for citation in records(store, "citation"):
        record = int(str(citation.value("record")))
        assert store.row(str(citation.value("kind")), record).id == record


def test_the_summary_and_the_page_furniture_are_set_aside(store: Store) -> None:
    text = str(only(store, "source").value("text"))
    aside = {
        (text[int(str(row.value("start"))) : int(str(row.value("end")))], row.value("reason"))
        for row in records(store, "dismissal")
    }
    start, end = SPANS["F34"]

    furniture = ("icon-facebook icon-twitter icon-whatsapp", "page_chrome")
    assert aside == {(text[start:end], "opinion"), furniture}
    assert len(records(store, "dismissal")) == 3
    passages = store.passages(only(store, "source").id)
    assert [p.kind for p in passages if p.start == start] == ["dismissal"]


def test_only_single_words_of_the_article_are_left_over(store: Store) -> None:
    source = only(store, "source")
    text = str(source.value("text"))
    covered = bytearray(len(text))
    for passage in store.passages(source.id):
        covered[passage.start : passage.end] = b"\1" * (passage.end - passage.start)

    gaps = "".join(c if not covered[place] else "\n" for place, c in enumerate(text))

    left = {gap.strip(" ,.:") for gap in gaps.splitlines()} - {""}
    assert left == {
        "The venture, involving",
        "with",
        "While",
        "In a related move",
        "Meanwhile",
        "and",
    }


# Golden counts


def test_there_are_six_entries_under_their_numbers(store: Store) -> None:
    found = {row.value("uid"): row.value("country") for row in records(store, "entry")}

    assert found == {
        "UZB-2023-001": "UZB",
        "REG-2023-001": None,
        "KAZ-2023-001": "KAZ",
        "KGZ-2023-001": "KGZ",
        "KGZ-2023-002": "KGZ",
        "TJK-2023-001": "TJK",
    }


def test_the_entries_have_the_type_status_and_sector_that_the_coding_gives(store: Store) -> None:
    keys = ("type", "status", "sector", "direction", "umbrella")
    found = {
        row.value("uid"): tuple(row.value(key) for key in keys) for row in records(store, "entry")
    }

    assert found == {
        "UZB-2023-001": ("joint_venture", "40", "320", "to_recipient", False),
        "REG-2023-001": ("meeting", "80", "210", None, False),
        "KAZ-2023-001": ("trade", "10", "230", "to_recipient", False),
        "KGZ-2023-001": ("trade", "85", "320", "from_recipient", False),
        "KGZ-2023-002": ("agreement", "15", "998", None, True),
        "TJK-2023-001": ("talks", "10", "120", None, False),
    }


def test_each_kind_has_as_many_records_as_the_coding_gives(store: Store) -> None:
    counted = {
        kind: store.count(Query(kind))
        for kind in ("entry", *(child.name for child in CHILDREN["entry"]), "actor", "source")
    }

    assert counted == {
        "entry": 6,
        "figure": 6,
        "milestone": 7,
        "party": 14,
        "remark": 12,
        "location": 4,
        "link": 0,
        "actor": 11,
        "source": 1,
    }


def test_no_entry_counts_as_finance(store: Store) -> None:
    reasons = {row.value("uid"): row.value("reason") for row in records(store, "entry")}

    assert {row.shown("counts") for row in records(store, "entry")} == {"No"}
    assert "umbrella" in str(reasons["KGZ-2023-002"])
    assert "joint venture" in str(reasons["UZB-2023-001"])


def test_two_people_are_named_and_one_is_known_by_the_office_only(store: Store) -> None:
    people = {row.value("name"): row.mark("name") for row in records(store, "actor", type="person")}

    assert {name for name, mark in people.items() if mark == "cited"} == {
        "Wang Chuanfu",
        "Shavkat Mirziyoyev",
    }
    assert list(people.values()).count("unknown") == 1


def test_three_organisations_take_part_under_their_own_names(store: Store) -> None:
    named = {
        party.shown("actor")
        for party in records(store, "party")
        if party.value("role") != "comparison" and party.value("actor") is not None
        for actor in [store.row("actor", int(str(party.value("actor"))))]
        if actor.mark("name") == "cited" and actor.value("type") not in ("person", "event")
    }

    assert named == {
        "BYD Auto",
        "Uzavtosanoat JSC",
        "Chengdu University of Traditional Chinese Medicine",
    }


def test_wang_is_the_ceo_of_byd_and_says_the_quoted_sentence(store: Store) -> None:
    wang = only(store, "actor", name="Wang Chuanfu")
    quotation = only(store, "remark", type="quotation")

    assert (wang.value("position"), wang.shown("affiliation")) == ("CEO", "BYD Auto")
    assert quotation.value("speaker") == wang.id
    assert str(quotation.value("text")).startswith("“It’s time for Chinese automakers")
    assert states(store, quotation, "text") == {"attributed"}
