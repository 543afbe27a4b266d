"""`khorgos check`: a sound store is called sound, and each kind of damage is found and named."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from models import Store, open_store
from models.checking import Report, check
from models.folding import teach

Damage = Callable[[str], Report]


@pytest.fixture
def damaged(seeded_template: Path, store_path: Path) -> Damage:
    """Run SQL on the closed file, as another program would, and check it."""

    def run(script: str) -> Report:
        store_path.write_bytes(seeded_template.read_bytes())
        raw = sqlite3.connect(store_path)
        teach(raw)
        raw.executescript(script)
        raw.close()
        store = open_store(store_path, author="Tester", readonly=True)
        report = check(store)
        store.close()
        return report

    return run


def places(report: Report) -> list[tuple[str, int, str]]:
    return [(one.kind, one.record, one.field) for one in report.problems]


def test_the_first_article_is_sound(seeded_store: Store) -> None:
    report = check(seeded_store)
    assert report.sound
    assert report.problems == ()
    assert report.records > 400
    assert "nothing is wrong" in report.summary()


def test_an_empty_store_is_sound(empty_store: Store) -> None:
    assert check(empty_store).sound


def test_what_people_write_keeps_a_store_sound(empty_store: Store) -> None:
    with empty_store.step("Add", by=None) as step:
        entry = step.add(
            "entry", {"title": "  a   b ", "notes": " =1\r\n\u2028 ", "umbrella": "no"}
        )
        step.add("figure", {"entry": entry, "value": "1.35 million", "period": "c. 2023"})
        step.add("country", {"code": "fji", "name": "Fiji"})
        step.add("source", {"title": "x", "url": "https://example.org/a", "text": "a\ufffdb"})
    assert check(empty_store).problems == ()


@pytest.mark.parametrize(
    ("script", "place", "words"),
    [
        (
            "UPDATE citation SET quote = 'never said' WHERE id = 1",
            ("citation", 1, "quote"),
            "its quote does not stand at 0–56",
        ),
        (
            "UPDATE citation SET start = start + 1 WHERE id = 1",
            ("citation", 1, "quote"),
            "does not stand at 1–56",
        ),
        (
            "UPDATE citation SET \"end\" = 99999, start = 99999, quote = '' WHERE id = 1",
            ("citation", 1, "quote"),
            "does not stand at",
        ),
        (
            "UPDATE citation SET start = NULL, \"end\" = NULL, quote = 'never said' WHERE id = 1",
            ("citation", 1, "quote"),
            "does not stand in the text",
        ),
        (
            'UPDATE dismissal SET "end" = 99999 WHERE id = 1',
            ("dismissal", 1, "end"),
            "outside the text",
        ),
        ("UPDATE citation SET record = 999 WHERE id = 1", ("citation", 1, "record"), "not there"),
        ("UPDATE citation SET field = 'colour' WHERE id = 1", ("citation", 1, "field"), "no field"),
        ("UPDATE citation SET field = 'counts', kind = 'entry' WHERE id = 1", None, "no field"),
        ("UPDATE citation SET kind = 'rumour' WHERE id = 1", None, "no kind of record"),
        (
            "UPDATE entry SET status = '31' WHERE id = 1",
            ("entry", 1, "status"),
            "“31” is not a code of its list",
        ),
        (
            "UPDATE entry SET start = '2023-13' WHERE id = 1",
            ("entry", 1, "start"),
            "2023-13",
        ),
        (
            "UPDATE entry SET start = '6 Oct 2023' WHERE id = 1",
            ("entry", 1, "start"),
            "is written “2023-10-06”",
        ),
        ("UPDATE figure SET value = 'many' WHERE id = 1", ("figure", 1, "value"), "not a number"),
        ("UPDATE figure SET value = 9e18 WHERE id = 1", ("figure", 1, "value"), "cannot be kept"),
        ("UPDATE party SET share = 250 WHERE id = 1", ("party", 1, "share"), "too large"),
        ("UPDATE entry SET umbrella = 7 WHERE id = 1", ("entry", 1, "umbrella"), "not yes or no"),
        ("UPDATE dismissal SET start = -4 WHERE id = 1", ("dismissal", 1, "start"), "below zero"),
        ("UPDATE source SET url = 'x' WHERE id = 1", ("source", 1, "url"), "not a web address"),
        ("UPDATE entry SET title = 'a  b' WHERE id = 1", ("entry", 1, "title"), "is written “a b”"),
        ("UPDATE entry SET notes = x'41' WHERE id = 1", ("entry", 1, "notes"), "not a text"),
        (
            "UPDATE entry SET title = CAST(x'41ff42' AS TEXT) WHERE id = 1",
            ("entry", 1, "title"),
            "not valid UTF-8",
        ),
        (
            "UPDATE party SET actor = 999 WHERE id = 1",
            ("party", 1, "actor"),
            "Organisation or person: it points",
        ),
        (
            "UPDATE figure SET to_country = 'XXX' WHERE id = 1",
            ("figure", 1, "to_country"),
            "not there",
        ),
        ("UPDATE source SET sha256 = 'ed79' WHERE id = 1", ("source", 1, "text"), "checksum"),
    ],
)
def test_damage_is_found_and_named(
    damaged: Damage, script: str, place: tuple[str, int, str] | None, words: str
) -> None:
    report = damaged(script)
    assert not report.sound
    assert any(words in one.sentence for one in report.problems), report.problems
    assert place is None or place in places(report)


def test_a_changed_letter_of_an_article_is_found_by_its_checksum_and_its_quotes(
    damaged: Damage,
) -> None:
    report = damaged("UPDATE source SET text = 'X' || substr(text, 2) WHERE id = 1")
    assert ("source", 1, "text") in places(report)
    assert ("citation", 1, "quote") in places(report)


def test_every_problem_is_one_plain_sentence(damaged: Damage) -> None:
    report = damaged(
        "UPDATE entry SET status = '31', start = 'x', notes = x'00';"
        "UPDATE citation SET quote = 'x' || char(10) || 'y' WHERE id < 9"
    )
    assert len(report.problems) > 20
    for problem in report.problems:
        assert problem.sentence.endswith(".")
        assert "\n" not in problem.sentence
    assert f"{len(report.problems)} problems" in report.summary()


def test_a_damaged_page_is_reported_and_not_a_crash(
    seeded_template: Path, store_path: Path
) -> None:
    raw = bytearray(seeded_template.read_bytes())
    connection = sqlite3.connect(seeded_template)
    page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'figure'").fetchone()
    connection.close()
    start = (page[0] - 1) * 4096
    raw[start : start + 4096] = b"\x55" * 4096
    store_path.write_bytes(raw)
    store = open_store(store_path, readonly=True)
    report = check(store)
    store.close()
    assert any("damaged" in one.sentence for one in report.problems)


def test_checking_changes_nothing(seeded_store: Store) -> None:
    before = seeded_store.dump()
    check(seeded_store)
    assert seeded_store.dump() == before
