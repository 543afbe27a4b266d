"""``khorgos read`` as scripts meet it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from models.cli import main

TEXT = "Khorgos Opens\n\nALMATY, 5 May 2023 – China gave Kazakhstan 40 electric buses.\r\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "article.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())
    return path


def test_it_prints_what_it_read(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(article), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert list(facts) == ["title", "published", "sentences", "mentions", "suggestions"]
    assert (facts["title"], facts["published"]) == ("Khorgos Opens", "2023-05-05")
    for one in (*facts["sentences"], *facts["mentions"]):
        assert TEXT[one["start"] : one["end"]] == one["text"]
    told = [(one["kind"], one["value"]) for one in facts["mentions"]]
    assert ("quantity", "40 bus") in told
    assert ("country", "KAZ") in told


def test_it_reads_the_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    given = io.TextIOWrapper(io.BytesIO(TEXT.encode()))
    monkeypatch.setattr(sys, "stdin", given)
    assert main(["read", "-"]) == 0
    assert "Title: Khorgos Opens" in capsys.readouterr().out


def test_it_knows_the_names_of_a_store(
    article: Path, seeded_template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article.write_text("Uzavtosanoat JSC met nobody.", encoding="utf-8")
    assert main(["read", str(article), "--json", "--store", str(seeded_template)]) == 0
    (one,) = json.loads(capsys.readouterr().out)["mentions"]
    assert one["record"] > 0


@pytest.mark.parametrize("content", [None, b"\0\1\2", b"", b"\x89PNG\r\n"])
def test_what_is_no_article_is_one_sentence(
    content: bytes | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "strange"
    if content is not None:
        path.write_bytes(content)
    assert main(["read", str(path)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("khorgos: ")
    assert said.count("\n") == 1


def test_a_folder_is_no_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(tmp_path)]) == 1
    assert "folder" in capsys.readouterr().err


def test_reading_loads_no_database_and_the_face_no_lexicon(article: Path) -> None:
    code = (
        "import sys, models; assert not [n for n in sys.modules if n.startswith('models.reading')];"
        "from models.cli import main; main(['read', sys.argv[1]]);"
        "assert not {'sqlalchemy', 'sqlmodel'} & set(sys.modules)"
    )
    root = Path(__file__).resolve().parents[2]
    ran = subprocess.run([sys.executable, "-c", code, article], cwd=root, capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()


def test_the_day_of_a_page_tells_what_last_year_was(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "page.html"
    told = (
        "China lent Kyrgyzstan $3 million last year for a road that leads from Osh to Kashgar "
        "and will be rebuilt."
    )
    day = '<meta property="article:published_time" content="2024-05-02T10:00:00Z">'
    page = f"<html><head>{day}</head><body><article><p>{told}</p></article></body></html>"
    path.write_text(page, encoding="utf-8")
    assert main(["read", str(path), "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)
    assert "2023" in [one["value"] for one in facts["mentions"] if one["kind"] == "date"]
    entry = next(one for one in facts["suggestions"] if one["kind"] == "entry")
    assert entry["values"]["status_as_of"] == "2024-05-02"
