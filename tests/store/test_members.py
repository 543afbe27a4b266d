"""Marks, and the words that are read ahead, find exactly what the select of SQL finds."""

import sqlite3
from array import array
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import KINDS, Filter, Query, Store, create_store, members, word_lists
from models.filter_text import quoted
from models.marks import all_marked, both, marked_among, marked_bytes, marked_ids, marks_of, turned
from models.query import read_ids, select_ids
from models.word_lists import Inside

ENTRY = KINDS["entry"]
TITLES = (
    "Uranium for Turan",
    "TURAN and Buran",
    "Куран и ураний",
    "o'uran, Oʻuran",
    "ta-uran x",
    "Axanov Khanate",
    "jaxan",
    "uran",
    "u ran",
    "cafe\u0301uran",
    "ﬁuran ß",
    "铀uran矿",
    "a\u200buran",
    "2023uran2024",
    "uranuran",
)
PIECES = (
    "uran",
    "URA",
    "xan",
    "khan",
    "ran",
    "'",
    "ʻ",
    "-",
    " ",
    "ё",
    "矿山",
    "é",
    "j",
    "zh",
    "2023",
    "_",
)


def by_sql(store: Store, query: Query) -> "array[int]":
    with store.reading() as connection:
        return read_ids(connection, select_ids(query))


def titled(word: str) -> Query:
    return Query("entry", filters=(Filter("title", word),))


def inside(store: Store, letters: str) -> Inside | None:
    return store._orders._members._lists.inside(ENTRY, "title", letters, store._hearing.step)


@pytest.fixture(params=[0, 4, 2_000], autouse=True)
def few(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at few records for a word, or always seek all that have it."""
    monkeypatch.setattr(members, "FEW", request.param)


@pytest.fixture
def store(empty_store: Store) -> Store:
    with empty_store.step("Add", by=None) as step:
        step.add_many("entry", [{"title": title} for title in TITLES])
    return empty_store


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("members")
    made = create_store(folder / "members.khorgos", author="Tester")
    with made.step("Add", by=None) as step:
        step.add_many("entry", [{"title": f"Entry {at}"} for at in range(12)])
    yield made
    made.close()


@pytest.mark.parametrize("words", ["vehicles", "-vehicles", "shenzhen"])
def test_a_quote_about_a_record_that_never_was_finds_nothing(
    seeded_store: Store, words: str
) -> None:
    # No step writes this; a store that was damaged can be searched all the same.
    with closing(sqlite3.connect(seeded_store.path)) as raw, raw:
        raw.execute("UPDATE citation SET record = 99999 WHERE kind = 'entry' AND id % 2")
        raw.execute("UPDATE citation SET record = -1 WHERE kind = 'entry' AND NOT id % 2")
    query = Query("entry", words=words)
    assert seeded_store.ids(query) == by_sql(seeded_store, query)


def test_words_are_known_only_when_they_were_read_ahead(store: Store) -> None:
    assert inside(store, "uran") is None
    expected = by_sql(store, titled("uran"))
    assert store.ids(titled("uran")) == expected
    with store.step("Touch", by=None) as step:
        step.set("entry", 1, "notes", "other than a title")
    store.prepare("entry", ())
    known = inside(store, "uran")
    assert known is not None
    assert not known.stale
    assert {"turan", "buran", "kuran", "ouran", "uranuran", "2023uran2024"} <= set(known.words)
    assert "uran" not in known.words
    assert store.ids(titled("uran")) == expected
    # Two letters stand inside too many words, and signs in none.
    assert inside(store, "ra") is None
    assert inside(store, "a-b") is None


def test_what_was_written_since_is_looked_at(store: Store) -> None:
    store.prepare("entry", ())
    with store.step("Rename", by=None) as step:
        step.set("entry", 4, "title", "The Zyxuranka")
        added = step.add("entry", {"title": "Another ZyxURANka"})
        step.remove("entry", 2)
    known = inside(store, "uran")
    assert known is not None
    assert known.stale == (4, added)
    query = titled("yxuran")
    assert list(store.ids(query)) == [4, added] == list(by_sql(store, query))
    assert store.count(query) == 2
    store.undo(by=None)
    assert list(store.ids(query)) == []
    assert store.ids(titled("uran")) == by_sql(store, titled("uran"))


def test_a_list_that_lags_too_far_behind_is_dropped(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_lists, "MOST_STALE", 3)
    store.prepare("entry", ())
    with store.step("Rename", by=None) as step:
        step.set_many("entry", "title", {record: f"Auran {record}" for record in range(1, 5)})
    assert inside(store, "uran") is None
    assert store.ids(titled("uran")) == by_sql(store, titled("uran"))


def test_letters_inside_words_of_many_records_are_looked_for_in_the_texts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_lists, "MOST_RECORDS", 2)
    store.prepare("entry", ())
    assert inside(store, "uran") is None
    assert store.ids(titled("uran")) == by_sql(store, titled("uran"))


def test_where_few_records_are_left_a_short_word_is_not_sought_in_all(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    sought: list[str] = []
    ids = members.Sought.ids

    def noted(one: members.Sought, *given: Any) -> "array[int]":
        sought.append(one.word.text)
        return ids(one, *given)

    monkeypatch.setattr(members.Sought, "ids", noted)
    monkeypatch.setattr(members, "FEW", 2)
    query = titled("f uranium tur")
    assert list(store.ids(query)) == [1] == list(by_sql(store, query))
    assert sought == ["uranium"]


texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=5).map("".join)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(titles=st.lists(texts, min_size=3, max_size=6), word=texts, read_ahead=st.booleans())
def test_any_filter_finds_what_sql_finds(
    scratch: Store, titles: list[str], word: str, read_ahead: bool
) -> None:
    filled = {at: title for at, title in enumerate(titles, 1) if title.strip()}
    if read_ahead:
        scratch.prepare("entry", ())
    with scratch.step("Rename", by=None) as step:
        step.set_many("entry", "title", filled)
    if not read_ahead:
        # What was read now knows all the titles; before, none of them.
        scratch._orders._members._lists._kept.clear()
        scratch.prepare("entry", ())
    if not word.strip():
        return
    query = titled(quoted(word))
    for asked in (query, replace(query, words="entry"), titled(f"{quoted(word)} {quoted('ran')}")):
        expected = by_sql(scratch, asked)
        assert scratch.ids(asked) == expected
        assert scratch.count(asked) == len(expected)


@given(st.sets(st.integers(0, 300)), st.sets(st.integers(0, 300)))
def test_marks_are_sets(some: set[int], others: set[int]) -> None:
    ours, theirs = marks_of(some, 300), marks_of(others, 300)
    assert set(marked_ids(both(ours, theirs))) == some & others
    assert list(marked_ids(turned(ours))) == sorted(set(range(301)) - some)
    assert both(ours, all_marked(300)) == ours
    order = array("q", sorted(others, reverse=True))
    assert list(marked_among(order, ours)) == [one for one in order if one in some]
    values = bytes(one % 7 for one in range(301))
    expected = bytes(values[one] for one in sorted(some) if values[one])
    assert marked_bytes(values, ours) == expected
