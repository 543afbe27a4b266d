"""The first article as a step: it loads once, whole, and comes back whole after an undo."""

import hashlib
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models import CHILDREN, KINDS, Invalid, Link, Query, Store, create_store
from models.changes import Change
from models.seeding import COUNTRIES, FACTS, TOP_KINDS, read_seed, seed

ARTICLE_SHA256 = "ed793da1b4ae3cee5697cdb0341a0ffca770c2c49c491932994e44afaa5ecd72"
CITE_KEYS = {"fact", "source", "fields", "state", "value", "stance", "rank", "confidence", "note"}
QUOTE_KEYS = {"start", "end", "quote"}


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(tmp_path / "facts.khorgos", author="Aigul")
    yield made
    made.close()


@pytest.fixture
def empty_store(tmp_path: Path) -> Iterator[Store]:
    made = create_store(tmp_path / "empty.khorgos", author="Aigul", seeded=False)
    yield made
    made.close()


def every_table() -> Iterator[tuple[str, dict[str, Any]]]:
    facts = tomllib.loads(read_seed(FACTS))

    def below(kind: str, table: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        yield kind, table
        for child in CHILDREN.get(kind, ()):
            for inner in table.get(child.name, ()):
                yield from below(child.name, inner)

    for kind in TOP_KINDS:
        for table in facts[kind]:
            yield from below(kind, table)


def records_only(store: Store) -> dict[str, list[tuple[object, ...]]]:
    return {kind: rows for kind, rows in store.dump().items() if kind != "country"}


def test_the_article_is_the_one_whose_checksum_is_known() -> None:
    text = read_seed("article.txt")

    assert len(text) == 2848
    assert hashlib.sha256(text.encode()).hexdigest() == ARTICLE_SHA256


def test_the_source_keeps_the_article_character_for_character(store: Store) -> None:
    source = store.row("source", store.ids(Query("source"))[0])

    assert source.value("text") == read_seed("article.txt")
    assert source.value("sha256") == ARTICLE_SHA256


def test_the_article_is_one_step_with_a_label(store: Store) -> None:
    newest = store.steps()[0]

    assert newest.label == "Load the first article"
    assert store.undo_label == "Load the first article"
    assert newest.edits == sum(len(rows) for rows in records_only(store).values())


def test_undo_takes_every_fact_away_and_redo_brings_every_one_back(store: Store) -> None:
    loaded = store.dump()

    store.undo(by=None)
    assert {kind for kind, rows in store.dump().items() if rows} == {"country"}

    store.redo(by=None)
    assert store.dump() == loaded


def test_the_article_can_be_loaded_into_a_store_that_was_made_empty(empty_store: Store) -> None:
    change = seed(empty_store, by="somebody")

    assert change is not None
    assert change.by == "somebody"
    assert len({record for kind, record in change.added if kind == "entry"}) == 6


def test_loading_tells_the_listeners_once(empty_store: Store) -> None:
    heard: list[Change] = []
    empty_store.listen(heard.append)

    change = seed(empty_store, by=None)

    assert heard == [change]


def test_a_store_with_entries_refuses_the_article_and_stays_as_it_was(store: Store) -> None:
    before = store.dump()

    with pytest.raises(Invalid, match="empty store"):
        seed(store, by=None)

    assert store.dump() == before


def test_the_article_loads_again_after_its_undo(store: Store) -> None:
    store.undo(by=None)

    seed(store, by=None)

    assert store.count(Query("entry")) == 6


def test_countries_that_were_taken_away_come_with_the_article(empty_store: Store) -> None:
    there = len(empty_store.countries())
    empty_store.undo(by=None)
    assert empty_store.countries() == []

    seed(empty_store, by=None)

    assert len(empty_store.countries()) == there


def test_an_empty_store_has_the_countries_and_nothing_else(empty_store: Store) -> None:
    assert {kind for kind, rows in empty_store.dump().items() if rows} == {"country"}
    assert dict(empty_store.countries())["TKM"] == "Turkmenistan"


def test_the_five_central_asian_countries_stand_in_the_tree_and_no_other(store: Store) -> None:
    assert store.places() == [
        ("KAZ", "Kazakhstan", "Central Asia"),
        ("KGZ", "Kyrgyzstan", "Central Asia"),
        ("TJK", "Tajikistan", "Central Asia"),
        ("TKM", "Turkmenistan", "Central Asia"),
        ("UZB", "Uzbekistan", "Central Asia"),
    ]


def test_each_country_is_one_line_with_a_code_a_name_a_region_and_a_known_group() -> None:
    lines = [line.split("\t") for line in read_seed(COUNTRIES).splitlines()]
    head, *rows = lines
    groups = KINDS["country"].field("group").type

    assert head == ["code", "name", "region", "group", "notes"]
    assert len({row[0] for row in rows}) == len(rows)
    for code, name, region, group, _ in rows:
        assert len(code) == 3
        assert name
        assert region
        assert groups.parse(group) == group


def test_third_countries_named_in_the_article_are_there_as_third_countries(store: Store) -> None:
    rows = store.rows("country", store.ids(Query("country")))
    groups = {row.value("code"): row.value("group") for row in rows}

    assert [groups[code] for code in ("LVA", "RUS", "UKR", "AFG")] == ["third"] * 4
    assert groups["CHN"] == "partner"


def test_every_line_of_a_record_is_a_field_of_its_kind() -> None:
    for kind, table in every_table():
        fields = {field.key for field in KINDS[kind].stored}
        nested = {child.name for child in CHILDREN.get(kind, ())}
        allowed = fields | nested | {"key", "cite"}
        allowed |= {"text_file"} if kind == "source" else set()
        allowed |= {"fact", "quote"} if kind == "dismissal" else set()

        assert set(table) <= allowed, table


def test_every_line_of_a_cite_is_known_and_every_field_it_backs_exists() -> None:
    for kind, table in every_table():
        for cite in table.get("cite", ()):
            assert set(cite) <= CITE_KEYS | QUOTE_KEYS, cite
            assert cite.get("fields", ["record"]), cite
            assert all(KINDS[kind].has(key) for key in cite.get("fields", ())), cite
            assert "value" not in cite or len(cite["fields"]) == 1, cite
            assert len(QUOTE_KEYS & set(cite)) in (0, 3), cite
            assert ("fact" in cite) == ("quote" in cite), cite


def test_no_two_records_share_a_key_and_every_link_names_one() -> None:
    keys = [table["key"] for _, table in every_table() if "key" in table]
    links = [
        table[field.key]
        for kind, table in every_table()
        for field in KINDS[kind].fields
        if isinstance(field.type, Link) and field.key in table
    ]

    assert len(set(keys)) == len(keys)
    assert set(links) <= set(keys)
    assert links


def test_every_filled_value_of_every_record_has_a_citation(store: Store) -> None:
    bare = [
        (kind.name, row.id, field.key)
        for kind in KINDS.values()
        if kind.name not in ("citation", "country", "dismissal")
        for row in store.rows(kind.name, store.ids(Query(kind.name)))
        for field in kind.stored
        if row.value(field.key) is not None and not row.mark(field.key)
        if field.key not in ("entry", "uid", "review", "text", "sha256")
    ]

    assert bare == []


def test_all_of_the_evidence_of_every_entry_is_there(store: Store) -> None:
    entries = store.rows("entry", store.ids(Query("entry")))

    assert {row.value("evidence") for row in entries} == {100}
    assert {row.value("sources") for row in entries} == {1}


def test_a_value_without_words_of_its_own_says_why_it_was_concluded(store: Store) -> None:
    rows = store.rows("citation", store.ids(Query("citation")))
    concluded = [row for row in rows if row.value("source") is None]

    assert concluded
    for row in concluded:
        assert row.value("state") == "inferred"
        assert row.value("note")


def test_what_is_inferred_or_unknown_says_why(store: Store) -> None:
    rows = store.rows("citation", store.ids(Query("citation")))
    silent = [
        (row.value("kind"), row.value("record"), row.value("field"))
        for row in rows
        if row.value("state") in ("inferred", "unknown") and not row.value("note")
    ]

    assert silent == []


def test_what_is_unknown_is_empty_but_for_the_words_that_say_so(store: Store) -> None:
    filled = set()
    for row in store.rows("citation", store.ids(Query("citation"))):
        if row.value("state") == "unknown":
            kind, field = str(row.value("kind")), str(row.value("field"))
            if store.row(kind, int(str(row.value("record")))).value(field) is not None:
                filled.add((kind, field))

    assert filled == {("entry", "notes"), ("figure", "note"), ("actor", "name")}
