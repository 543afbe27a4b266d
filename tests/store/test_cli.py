"""The command line as scripts meet it: real processes, their output, their status, no window."""

import json
import os
import signal
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pytest

from models import Filter, Query, Scope, open_store
from models.cli import OPEN_WINDOW, main, parser, wants_window
from models.errors import Invalid, StoreUnavailable
from models.exchange.cells import whole_kind
from models.exchange.csv_writer import export_csv
from models.places import default_store_path, store_path
from models.query_text import query_of

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
PROGRAM = """
import sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6", "gui"}:
            raise ImportError("the command line imports " + name)
sys.meta_path.insert(0, NoQt())
from models.cli import main
sys.exit(main(sys.argv[1:]))
"""
Ran = subprocess.CompletedProcess[bytes]


@pytest.fixture
def store(seeded_template: Path, tmp_path: Path) -> Path:
    path = tmp_path / "facts.khorgos"
    path.write_bytes(seeded_template.read_bytes())
    return path


def khorgos(*arguments: str | Path, **variables: str) -> Ran:
    command = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, env={**os.environ, **variables})


def refused(ran: Ran) -> str:
    """The one sentence of a run that failed in the user's world."""
    said = ran.stderr.decode()
    assert ran.returncode == 1, (ran.returncode, said)
    assert ran.stdout == b""
    assert said.startswith("khorgos: ")
    assert said.endswith(".\n")
    assert said.count("\n") == 1
    return said


# ---- new ---------------------------------------------------------------------------------------


def test_new_makes_a_store_with_the_first_article(tmp_path: Path) -> None:
    ran = khorgos("new", tmp_path / "a.khorgos")
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"with 6 entries" in ran.stdout
    made = open_store(tmp_path / "a.khorgos")
    assert made.count(Query("entry")) == 6
    made.close()


def test_new_can_leave_the_article_out(tmp_path: Path) -> None:
    ran = khorgos("new", tmp_path / "a.khorgos", "--empty", "--json")
    assert json.loads(ran.stdout) == {"file": str(tmp_path / "a.khorgos"), "entries": 0}


def test_new_overwrites_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.khorgos").write_bytes(b"precious")
    assert "is there already" in refused(khorgos("new", tmp_path / "a.khorgos"))
    assert (tmp_path / "a.khorgos").read_bytes() == b"precious"


def test_new_says_when_the_folder_cannot_be_made() -> None:
    assert "cannot be created" in refused(khorgos("new", "/dev/null/a.khorgos"))


# ---- export ------------------------------------------------------------------------------------


def test_export_writes_the_bytes_of_the_whole_kind(store: Path, tmp_path: Path) -> None:
    piped = khorgos("export", "figure", "--store", store)
    filed = khorgos("--store", store, "export", "figure", "--out", tmp_path / "f.csv")
    assert (piped.returncode, piped.stderr) == (0, b"")
    assert piped.stdout == (GOLDEN / "figure.csv").read_bytes()
    assert filed.returncode == 0
    assert (tmp_path / "f.csv").read_bytes() == piped.stdout


def test_export_writes_labels_and_the_mark_when_asked(store: Path) -> None:
    ran = khorgos("export", "entry", "--labels", "--bom", KHORGOS_STORE=str(store))
    assert ran.stdout == (GOLDEN / "entry-labels.csv").read_bytes()


def test_export_writes_what_a_query_finds(store: Path) -> None:
    ran = khorgos("export", "figure", "--query", "country:KGZ unit:=L latvia", "--store", store)
    lines = ran.stdout.decode().split("\r\n")
    assert [line.split(",")[0] for line in lines] == ["id", "5", ""]


def test_export_says_how_much_it_wrote_where(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "e.csv"
    ran = khorgos("--json", "export", "entry", "--out", target, "--store", store)
    assert json.loads(ran.stdout) == {"file": str(target), "rows": 6}


def test_export_stops_quietly_when_nobody_reads_on(store: Path) -> None:
    command = [sys.executable, "-c", PROGRAM, "export", "citation", "--store", str(store)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as ran:
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.close()
        assert ran.stderr.read() == b""
    assert ran.returncode == 128 + signal.SIGPIPE


def test_a_full_disk_is_one_sentence(store: Path) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no device that is always full")
    assert "disk is full" in refused(khorgos("export", "entry", "--store", store, "--out", full))
    with full.open("wb") as output:
        command = [sys.executable, "-c", PROGRAM, "export", "entry", "--store", str(store)]
        ran = subprocess.run(command, cwd=ROOT, stdout=output, stderr=subprocess.PIPE)
    assert ran.returncode == 1
    assert ran.stderr.decode() == (
        "khorgos: The output cannot be written: No space left on device.\n"
    )


# ---- import ------------------------------------------------------------------------------------


def test_what_was_exported_imports_with_no_difference(store: Path, tmp_path: Path) -> None:
    target = tmp_path / "party.csv"
    khorgos("export", "party", "--out", target, "--store", store)
    ran = khorgos("import", target, "--store", store)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.decode() == "party.csv: 14 rows, no differences.\n"


def test_a_dry_run_lists_each_cell_and_writes_nothing(store: Path, tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("id,value\n1,60000\n")
    ran = khorgos("import", tmp_path / "t.csv", "--kind", "figure", "--dry-run", "--store", store)
    assert ran.returncode == 0
    assert "Row 2, Annual production, initial target" in ran.stdout.decode()
    assert "Value: 50000 → 60000\n" in ran.stdout.decode()
    assert figure_value(store) == "50,000"
    ran = khorgos("import", tmp_path / "t.csv", "--kind", "figure", "--store", store, "--json")
    assert json.loads(ran.stdout)["changes"] == [
        {"row": 2, "id": 1, "field": "value", "before": "50000", "after": "60000"}
    ]
    assert figure_value(store) == "60,000"


def figure_value(path: Path) -> str:
    store = open_store(path)
    shown = store.row("figure", 1).shown("value")
    store.close()
    return shown


def test_problems_stand_on_the_standard_error_and_nothing_is_imported(
    store: Path, tmp_path: Path
) -> None:
    (tmp_path / "figure.csv").write_text("id,value\n1,60000\n4,many\n")
    ran = khorgos("import", tmp_path / "figure.csv", "--store", store)
    assert ran.returncode == 1
    assert ran.stderr.decode().startswith("khorgos: Row 3, Value: ")
    assert figure_value(store) == "50,000"


def test_an_import_into_a_store_that_is_open_elsewhere_says_so(store: Path, tmp_path: Path) -> None:
    (tmp_path / "figure.csv").write_text("id,value\n1,60000\n")
    other = open_store(store)
    said = refused(khorgos("import", tmp_path / "figure.csv", "--store", store))
    other.close()
    assert "open in another window" in said
    assert figure_value(store) == "50,000"


# ---- check -------------------------------------------------------------------------------------


def test_check_is_content_with_a_sound_store(store: Path) -> None:
    ran = khorgos("check", "--store", store)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"nothing is wrong" in ran.stdout


def test_check_reports_what_is_wrong_with_status_1(store: Path) -> None:
    opened = open_store(store)
    with opened._database.writing() as connection:
        connection.exec_driver_sql("UPDATE citation SET quote = 'never said' WHERE id = 1")
    opened.close()
    ran = khorgos("check", "--store", store)
    assert ran.returncode == 1
    assert "its quote does not stand at" in ran.stderr.decode()
    facts = json.loads(khorgos("--json", "check", "--store", store).stdout)
    assert facts["sound"] is False
    assert facts["problems"][0]["kind"] == "citation"


# ---- which store -------------------------------------------------------------------------------


def test_check_lists_broken_rules_when_asked_and_stays_content(store: Path) -> None:
    ran = khorgos("--json", "check", "--rules", "--store", store)
    assert ran.returncode == 0
    facts = json.loads(ran.stdout)
    assert facts["sound"]
    assert [one["rule"] for one in facts["rules"]] == ["umbrella_alone"]
    assert "umbrella_alone" in khorgos("check", "--rules", "--store", store).stdout.decode()
    assert "rules" not in json.loads(khorgos("--json", "check", "--store", store).stdout)


@pytest.mark.parametrize("command", [["export", "entry"], ["check"], ["import", "x.csv"]])
def test_a_store_that_is_not_there_is_not_created(command: list[str], tmp_path: Path) -> None:
    missing = tmp_path / "missing.khorgos"
    assert "no file" in refused(khorgos(*command, "--store", missing))
    assert list(tmp_path.iterdir()) == []


def test_the_store_of_the_variable_gives_way_to_the_named_one(store: Path) -> None:
    assert khorgos("check", KHORGOS_STORE="/nowhere").returncode == 1
    assert khorgos("check", "--store", store, KHORGOS_STORE="/nowhere").returncode == 0
    assert khorgos("--store", store, "check", KHORGOS_STORE="/nowhere").returncode == 0


def test_without_a_name_the_store_in_the_users_folder_is_meant(own_folders: Path) -> None:
    assert default_store_path() == own_folders / "data" / "khorgos" / "cooperation.khorgos"
    assert store_path() == default_store_path()


def test_the_address_of_a_server_is_refused() -> None:
    with pytest.raises(StoreUnavailable, match="files only"):
        store_path("postgresql://host/facts")


def test_another_file_is_refused_by_what_it_is(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear reader")
    assert "is a text file" in refused(khorgos("check", "--store", tmp_path / "letter.txt"))


# ---- usage -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["export"],
        ["export", "rumour"],
        ["new"],
        ["fly"],
        ["check", "--dry-run"],
        ["export", "entry", "--json"],
    ],
)
def test_wrong_usage_has_status_2(arguments: list[str]) -> None:
    ran = khorgos(*arguments)
    assert ran.returncode == 2
    assert ran.stderr.startswith(b"usage: khorgos")


def test_no_subcommand_asks_for_the_window() -> None:
    assert main(["--store", "a.khorgos"]) == OPEN_WINDOW
    arguments = parser().parse_args(["--store", "a.khorgos"])
    assert wants_window(arguments)
    assert arguments.store == "a.khorgos"
    assert not wants_window(parser().parse_args(["check"]))


def test_the_arguments_are_read_without_loading_the_database() -> None:
    code = (
        "import sys; from models.cli import main; main([]); "
        "sys.exit('sqlalchemy' in sys.modules or 'sqlmodel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


def test_ctrl_c_ends_quietly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from models import subcommands

    def interrupted(arguments: Namespace) -> None:
        raise KeyboardInterrupt

    monkeypatch.setitem(subcommands.SUBCOMMANDS, "check", interrupted)
    assert main(["check"]) == 130
    assert capsys.readouterr() == ("", "")


# ---- a query in one line -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "text", "query"),
    [
        ("entry", "", Query("entry")),
        ("entry", " byd  joint ", Query("entry", words="byd joint")),
        ("entry", "country:UZB", Query("entry", filters=(Filter("country", "UZB"),))),
        ("figure", "country:uzb", Query("figure", filters=(Filter("entry.country", "uzb"),))),
        ("source", "sector:health", Query("source", scope=Scope(sector="120"))),
        (
            "entry",
            'title:"joint venture" status:>=30 byd',
            Query(
                "entry",
                filters=(Filter("title", "joint venture"), Filter("status", ">=30")),
                words="byd",
            ),
        ),
        ("entry", '"Status as of":2023', Query("entry", filters=(Filter("status_as_of", "2023"),))),
        ("entry", "start:=", Query("entry", filters=(Filter("start", "="),))),
        ("entry", '"a:b" 10:30', Query("entry", words="a:b 10:30")),
        ("source", "https://example.org/x", Query("source", words="https://example.org/x")),
        ("source", 'title:"a ""b"""', Query("source", filters=(Filter("title", 'a "b"'),))),
    ],
)
def test_a_query_is_read(kind: str, text: str, query: Query) -> None:
    assert query_of(kind, text) == query


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour:red", "no field “colour”"),
        ('title:"open', "Close the quotation mark"),
        ("title:", "What is asked"),
        ("title: x", "What is asked"),
    ],
)
def test_a_query_that_makes_no_sense_is_refused(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        query_of("entry", text)


def test_a_query_that_cannot_be_read_ends_with_status_1(store: Path) -> None:
    said = refused(khorgos("export", "entry", "--query", "colour:red", "--store", store))
    assert "no field" in said


def test_the_window_exports_the_same_bytes(store: Path, tmp_path: Path) -> None:
    opened = open_store(store)
    target = tmp_path / "w.csv"
    export_csv(opened, Query("party"), whole_kind("party"), target, labels=False, bom=False)
    opened.close()
    assert khorgos("export", "party", "--store", store).stdout == target.read_bytes()
