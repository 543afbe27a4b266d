"""The invented store: sound, the same each time, and with all that a real one has."""

import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from models import Cancelled, Query, Store, StoreUnavailable, check, clusters, open_store
from models.sample import make_sample

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = 1_010


def quietly(_: float) -> None:
    pass


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "sample.khorgos"
    make_sample(path, ENTRIES, seed=1, report=quietly)
    return path


@pytest.fixture
def sample(made: Path) -> Iterator[Store]:
    store = open_store(made, author="Tester", readonly=True)
    yield store
    store.close()


def column(store: Store, kind: str, key: str) -> list[object]:
    ids = store.ids(Query(kind))
    return [row.value(key) for row in store.rows(kind, ids)]


def test_it_is_sound_and_every_quote_stands_where_it_says(sample: Store) -> None:
    report = check(sample)
    assert report.problems == ()
    assert report.records > 6 * ENTRIES


def test_it_has_as_many_entries_and_sources_as_asked(sample: Store) -> None:
    assert sample.count(Query("entry")) == ENTRIES
    assert sample.count(Query("source")) == 21
    sizes = [len(str(text).encode()) for text in column(sample, "source", "text")]
    assert 2_400 < sum(sizes[:-1]) / len(sizes[:-1]) < 3_000


def test_what_is_shown_of_a_source_are_its_own_words(sample: Store) -> None:
    for source in list(sample.ids(Query("source")))[:5]:
        text = str(sample.row("source", source).value("text"))
        passages = sample.passages(source)
        assert len(passages) > 20
        quoted = [text[one.start : one.end] for one in passages]
        assert all(words and words == words.strip() for words in quoted)


def test_few_countries_and_actors_have_most_entries(sample: Store) -> None:
    countries = Counter(column(sample, "entry", "country"))
    assert countries.most_common(1)[0][0] == "KAZ"
    assert set(countries) == {"KAZ", "UZB", "KGZ", "TJK", "TKM", None}
    actors = Counter(column(sample, "party", "actor"))
    often = sum(count for _, count in actors.most_common(len(actors) // 10))
    assert often > 0.3 * sum(actors.values())


def test_texts_are_in_three_scripts(sample: Store) -> None:
    for kind, key in (("entry", "title"), ("entry", "summary"), ("remark", "text")):
        whole = "".join(str(text) for text in column(sample, kind, key))
        for script in ("[a-z]", "[а-я]", "[\u4e00-\u9fff]", "oʻ"):
            assert re.search(script, whole), (kind, script)


def test_some_values_are_contested_and_some_are_bare(sample: Store) -> None:
    rows = sample.rows("figure", sample.ids(Query("figure")))
    marks = Counter(row.mark("value") for row in rows)
    assert marks["contested"] > 3
    assert marks["cited"] > 100
    assert marks["bare"] > 100


def test_the_share_of_evidence_and_the_sources_are_counted(sample: Store) -> None:
    rows = sample.rows("entry", sample.ids(Query("entry")))
    assert max(int(str(row.value("evidence"))) for row in rows) > 20
    assert {int(str(row.value("sources"))) for row in rows} >= {0, 1, 2}


def test_names_are_spelt_in_more_than_one_way(sample: Store) -> None:
    assert clusters(sample, "actor", "name")
    assert len(clusters(sample, "milestone", "place")) > 3


def test_its_words_can_be_found(sample: Store) -> None:
    assert sample.count(Query("entry", words="цементный")) > 0
    assert sample.count(Query("entry", words="水泥")) > 0
    assert sample.count(Query("entry", words="o'zbekiston xitoy")) > 0


def test_numbers_are_given_once_and_counting_goes_on(made: Path, tmp_path: Path) -> None:
    path = tmp_path / "copy.khorgos"
    path.write_bytes(made.read_bytes())
    store = open_store(path, author="Tester")
    uids = column(store, "entry", "uid")
    assert len(set(uids)) == ENTRIES
    with store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "New", "country": "KAZ", "start": "2024"})
    assert store.row("entry", entry).value("uid") not in uids
    store.undo(by=None)
    assert store.count(Query("entry")) == ENTRIES
    store.close()


def test_the_same_seed_makes_the_same_records(made: Path, tmp_path: Path) -> None:
    make_sample(tmp_path / "again.khorgos", ENTRIES, seed=1, report=quietly)
    make_sample(tmp_path / "other.khorgos", ENTRIES, seed=2, report=quietly)
    dumps = []
    for path in (made, tmp_path / "again.khorgos", tmp_path / "other.khorgos"):
        store = open_store(path, author="Tester", readonly=True)
        dumps.append(store.dump())
        store.close()
    assert dumps[0] == dumps[1]
    assert dumps[0]["entry"] != dumps[2]["entry"]


def test_nothing_is_overwritten(made: Path) -> None:
    before = made.stat().st_size
    with pytest.raises(StoreUnavailable, match="there already"):
        make_sample(made, 10, seed=1, report=quietly)
    assert made.stat().st_size == before


@pytest.mark.parametrize("after", [0, 3, 8])
def test_stopped_anywhere_it_leaves_nothing(tmp_path: Path, after: int) -> None:
    told = []

    def impatient(done: float) -> None:
        told.append(done)
        if len(told) > after:
            raise Cancelled("Enough.")

    with pytest.raises(Cancelled):
        make_sample(tmp_path / "a.khorgos", 500, seed=1, report=impatient)
    assert list(tmp_path.iterdir()) == []


# ---- the command line --------------------------------------------------------------------------

RUN = "import sys; from models.cli import main; sys.exit(main(sys.argv[1:]))"


def khorgos(*arguments: str | Path) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-c", RUN, *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_the_command_says_how_far_it_is_and_what_it_made(tmp_path: Path) -> None:
    said, progress = khorgos("new", tmp_path / "a.khorgos", "--sample", "5,200").communicate()
    assert said.decode() == f"Made {tmp_path / 'a.khorgos'} with 5,200 entries.\n"
    lines = progress.decode().splitlines()
    assert lines[-1] == "Making a.khorgos: 100 %"
    assert len(lines) > 2


@pytest.mark.parametrize("amount", ["0", "-1", "many", "20000000"])
def test_a_size_that_makes_no_sense_is_wrong_usage(amount: str, tmp_path: Path) -> None:
    ran = khorgos("new", tmp_path / "a.khorgos", f"--sample={amount}")
    assert b"usage: khorgos new" in ran.communicate()[1]
    assert ran.returncode == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a child")
def test_ctrl_c_stops_it_and_leaves_nothing(tmp_path: Path) -> None:
    ran = khorgos("new", tmp_path / "a.khorgos", "--sample", "60000")
    assert ran.stderr is not None
    assert ran.stderr.readline().startswith(b"Making a.khorgos: ")
    ran.send_signal(signal.SIGINT)
    said, complaint = ran.communicate(timeout=30)
    assert (ran.returncode, said) == (130, b"")
    assert b"Traceback" not in complaint
    assert list(tmp_path.iterdir()) == []
