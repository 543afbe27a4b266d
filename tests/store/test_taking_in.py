"""What was read becomes a source: once, with its guesses marked as such, and its file kept."""

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from models import (
    Extracted,
    Guess,
    Invalid,
    Missing,
    Query,
    Store,
    extract,
    original_of,
    same_text,
    take_in,
    take_in_all,
)
from models.intake.extracting import LARGEST_FILE

Walk = Callable[[Store], AbstractContextManager[None]]
TEXT = "Plant deal\nTASHKENT: China and Uzbekistan signed a deal. The plant will make cars.\n"
FILE = TEXT.encode()


def read(text: str = TEXT, **guesses: Guess) -> Extracted:
    given = {
        "title": Guess("Plant deal", 0, 10, "the first line"),
        "dateline": Guess("Tashkent", 11, 19, "the dateline"),
        "published": Guess("2023-10-06", how="the page's metadata"),
        "publisher": Guess("Daily Steppe", how="the page's metadata"),
        "type": Guess("media", how="the address"),
    }
    return Extracted(text, "txt", given | guesses, "deal.txt")


def test_a_text_becomes_a_source_with_its_guesses(empty_store: Store, round_trip: Walk) -> None:
    with round_trip(empty_store):
        taken = take_in(empty_store, read(), original=FILE, by=None)
    assert not taken.was_there
    row = empty_store.row("source", taken.source)
    assert row.value("text") == TEXT
    assert row.value("sha256") == row.value("original") == hashlib.sha256(FILE).hexdigest()
    assert row.value("published") == "2023-10-06"
    assert row.value("type") == "media"
    marks = {key: row.mark(key) for key in ("title", "dateline", "published", "type", "url")}
    assert marks == {
        "title": "cited",
        "dateline": "cited",
        "published": "inferred",
        "type": "inferred",
        "url": "",
    }
    said = {one.field: one for one in empty_store.citations("source", taken.source)}
    assert said["published"].note == "Guessed from the page's metadata"
    assert said["published"].source is None
    assert (said["dateline"].quote, said["dateline"].source) == ("TASHKENT", taken.source)
    assert original_of(empty_store, taken.source) == ("deal.txt", FILE)


def test_it_is_one_step(empty_store: Store) -> None:
    take_in(empty_store, read(), original=FILE, by=None)
    assert [step.label for step in empty_store.steps(limit=1)] == ["Add source “Plant deal”"]
    empty_store.undo(by=None)
    assert empty_store.count(Query("source")) == empty_store.count(Query("citation")) == 0


def test_a_guess_has_been_coded_by_nobody(empty_store: Store) -> None:
    taken = take_in(empty_store, read(), by=None)
    row = empty_store.row("source", taken.source)
    assert row.value("sentences") == row.value("left") == 3


def test_the_same_text_is_noticed(empty_store: Store) -> None:
    first = take_in(empty_store, read(), by=None)
    before, steps = empty_store.dump(), len(empty_store.steps())
    again = take_in(empty_store, read(title=Guess("Another")), original=b"x", by=None)
    assert (again.source, again.was_there) == (first.source, True)
    assert empty_store.dump() == before
    assert len(empty_store.steps()) == steps
    assert same_text(empty_store, TEXT) == first.source
    assert same_text(empty_store, TEXT + " ") is None


def test_a_text_that_stands_in_the_seed_is_noticed(seeded_store: Store) -> None:
    text = str(seeded_store.row("source", 1).value("text"))
    assert take_in(seeded_store, read(text), by=None).was_there


def test_several_files_are_one_step(empty_store: Store, round_trip: Walk) -> None:
    texts = (read(), read("Another text, which is new."), read())
    with round_trip(empty_store):
        taken = take_in_all(empty_store, [(one, one.text.encode()) for one in texts], by=None)
    assert [one.was_there for one in taken] == [False, False, True]
    assert taken[0].source == taken[2].source != taken[1].source


def test_the_file_is_kept_once_and_outlives_an_undo(empty_store: Store) -> None:
    taken = take_in(empty_store, read(), original=FILE, by=None)
    other = take_in(empty_store, read("Other words."), original=FILE, by=None)
    empty_store.undo(by=None)
    empty_store.redo(by=None)
    for source in (taken.source, other.source):
        assert original_of(empty_store, source) == ("deal.txt", FILE)
    with empty_store.reading() as connection:
        kept = connection.exec_driver_sql("SELECT count(*) FROM original").scalar()
        told = connection.exec_driver_sql(
            "SELECT count(*) FROM edit WHERE after LIKE '%plant will make%'"
        )
        assert kept == 1
        assert told.scalar() == 1


def test_without_a_file_there_is_none(empty_store: Store) -> None:
    taken = take_in(empty_store, read(), by=None)
    with pytest.raises(Missing, match="No file is kept"):
        original_of(empty_store, taken.source)


def test_a_file_too_large_to_keep_changes_nothing(empty_store: Store) -> None:
    before = empty_store.dump()
    with pytest.raises(Invalid, match="too large to be kept"):
        take_in(empty_store, read(), original=bytes(LARGEST_FILE + 1), by=None)
    assert empty_store.dump() == before


def test_what_a_field_does_not_take_is_no_guess(empty_store: Store) -> None:
    strange = {"url": Guess("javascript:alert(1)"), "published": Guess("soon"), "type": Guess("x")}
    taken = take_in(empty_store, read(**strange), by=None)
    row = empty_store.row("source", taken.source)
    assert [row.value(key) for key in strange] == [None, None, None]
    fields = {one.field for one in empty_store.citations("source", taken.source)}
    assert fields == {"title", "dateline", "publisher"}


def test_a_text_that_cannot_be_kept_changes_nothing(empty_store: Store) -> None:
    before = empty_store.dump()
    with pytest.raises(Invalid, match="NUL"):
        take_in(empty_store, read("a\0b"), original=b"a\0b", by=None)
    assert empty_store.dump() == before
    with empty_store.reading() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM original").scalar() == 0


@pytest.mark.parametrize(
    ("field", "right"), [("published", "2023-10-05"), ("title", "Car plant"), ("type", "official")]
)
def test_a_corrected_guess_is_none_any_more(
    field: str, right: str, empty_store: Store, round_trip: Walk
) -> None:
    source = take_in(empty_store, read(), by=None).source
    with round_trip(empty_store), empty_store.step("Correct", by=None) as step:
        step.set("source", source, field, right)
    assert empty_store.row("source", source).mark(field) == ""
    said = {one.field: one.rank for one in empty_store.citations("source", source)}
    assert {key for key, rank in said.items() if rank == "deprecated"} == {field}


def test_words_that_a_person_cited_for_a_source_go_on_saying_it(empty_store: Store) -> None:
    source = take_in(empty_store, read(), by=None).source
    with empty_store.step("Cite", by=None) as step:
        step.set("source", source, "published", "2023-10-04")
        words = {"start": 11, "end": 19, "quote": "TASHKENT", "source": source}
        place = {"kind": "source", "record": source, "field": "published"}
        step.add("citation", {**place, **words, "value": "2023-10-04"})
    with empty_store.step("Correct", by=None) as step:
        step.set("source", source, "published", "2023-10-05")
    assert empty_store.row("source", source).mark("published") == "contested"


def test_the_text_of_a_source_stays_as_it_is(empty_store: Store) -> None:
    source = take_in(empty_store, read(), by=None).source
    with (
        pytest.raises(Invalid, match="cannot be changed"),
        empty_store.step("Change", by=None) as step,
    ):
        step.set("source", source, "text", "Other words")


def test_a_file_becomes_a_source_by_one_road(empty_store: Store, tmp_path: Path) -> None:
    content = "Завод построят\nБИШКЕК, 6 октября 2023 — АКИpress. Завод построят.".encode("cp1251")
    taken = take_in(empty_store, extract(content, "a.txt"), original=content, by=None)
    row = empty_store.row("source", taken.source)
    assert row.shown("title") == "Завод построят"
    assert row.value("dateline") == "Бишкек"
    assert row.value("published") == "2023-10-06"
    assert row.value("language") == "ru"
    assert original_of(empty_store, taken.source)[1] == content
