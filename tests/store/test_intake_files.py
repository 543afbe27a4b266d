"""Files read in a child process: good ones give text and guesses, hostile ones one sentence."""

import base64
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import intake_files as files
import pytest

from models import Cancelled, Extracted, FactError, Invalid, StoreUnavailable, extract, extract_file
from models.intake import extracting
from models.intake.language import language_of

RUSSIAN = (
    "Китай и Узбекистан договорились построить завод в Джизакской области.\n"
    "Об этом сообщили в министерстве инвестиций республики.\n"
)
CHINESE = (
    "中国与乌兹别克斯坦签署建厂协议\n新华社塔什干10月6日电 中国与乌兹别克斯坦签署了一项协议。\n"
)


def said(found: Extracted) -> dict[str, str]:
    return {key: guess.value for key, guess in found.guesses.items()}


def quotes(found: Extracted) -> dict[str, str]:
    return {
        key: found.text[guess.start : guess.end]
        for key, guess in found.guesses.items()
        if guess.start is not None
    }


def test_a_page_is_stripped_to_its_article() -> None:
    found = extract(files.NEWS, "deal.html")
    for words in ("China, Uzbekistan sign plant deal", "150 million dollars", "1,200 people"):
        assert words in found.text
    for words in ("Home", "cookies", "cheap flights", "beaches", "Copyright", "headline"):
        assert words not in found.text
    assert "2024\t30,000" in found.text
    assert said(found) == {
        "title": "China, Uzbekistan sign plant deal",
        "published": "2023-10-06",
        "publisher": "Daily Steppe",
        "author": "Anna Lee",
        "language": "en",
        "dateline": "Tashkent",
        "url": "https://www.steppe.example/world/plant-deal",
        "type": "media",
    }
    assert quotes(found)["title"] == "China, Uzbekistan sign plant deal"
    assert quotes(found)["dateline"] == "TASHKENT"
    assert quotes(found)["published"] in ("Oct. 6, 2023", "6 October 2023")
    assert found.guesses["publisher"].note == "Guessed from the page's metadata"
    assert (found.format, found.name) == ("html", "deal.html")


def test_a_page_without_metadata_is_guessed_from_its_words() -> None:
    page = f"<html><body>{files.BODY}".encode()
    found = extract(page, "x", address="https://mfa.gov.uz/news/1")
    assert said(found)["title"] == "China, Uzbekistan sign plant deal"
    assert said(found)["published"] == "2023-10-06"
    assert said(found)["type"] == "official"
    assert said(found)["url"] == "https://mfa.gov.uz/news/1"
    assert said(found)["publisher"] in ("Xinhua", "mfa.gov.uz")


def test_a_pdf_has_its_lines_joined_and_its_running_heads_left_out() -> None:
    head = ["Ministry of Investment"]
    first = [
        "TASHKENT: China and Uzbekistan have signed a deal on a plant for elec-",
        "tric cars in the Jizzakh Region, which will be built within two years, and",
        "which will make 50,000 cars.",
        "The second paragraph of this paper begins here and is as wide as the first",
    ]
    pages = [
        [*head, *first, "1"],
        [*head, "ones were, up to its very end.", "2"],
        [*head, "End", "3"],
    ]
    found = extract(
        files.pdf_of_lines(
            *pages, info=b"/Title(Plant deal)/CreationDate(D:20231006120000+05'00')"
        ),
        "deal.pdf",
    )
    assert found.text.split("\n") == [
        "TASHKENT: China and Uzbekistan have signed a deal on a plant for electric cars in the "
        "Jizzakh Region, which will be built within two years, and which will make 50,000 cars.",
        "The second paragraph of this paper begins here and is as wide as the first ones were, "
        "up to its very end.",
        "End",
    ]
    assert said(found)["title"] == "Plant deal"
    assert said(found)["published"] == "2023-10-06"
    assert said(found)["dateline"] == "Tashkent"


def test_a_word_document_keeps_its_tables() -> None:
    body = files.paragraph("Plant deal") + files.table(("Year", "Cars"), ("2024", "30,000"))
    found = extract(files.docx(body, {"docProps/core.xml": files.CORE}), "deal.docx")
    assert found.text == "Plant deal\nYear\tCars\n2024\t30,000"
    assert said(found) == {"title": "Plant deal", "author": "Anna Lee", "published": "2023-10-07"}


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"text/plain; charset=utf-8", "Китай построит завод.\r\n".encode()),
        (b"text/plain; charset=x-nonsense", RUSSIAN.encode("cp1251")),
        (b"text/html; charset=utf-8", "<style>b{}</style><p>Китай построит завод.</p>".encode()),
    ],
)
def test_a_letter_is_its_best_part(head: bytes, body: bytes) -> None:
    found = extract(files.LETTER + b"Content-Type: " + head + b"\r\n\r\n" + body, "a.eml")
    assert "Китай" in found.text
    assert "b{}" not in found.text
    assert said(found)["title"] == "Завод deal"
    assert said(found)["published"] == "2023-10-06"
    assert said(found)["author"] == "Anna Lee"
    assert said(found)["type"] == "official"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8_r"])
def test_a_text_stays_as_it_is_in_whatever_it_was_written(charset: str) -> None:
    found = extract(RUSSIAN.replace("\n", "\r\n").encode(charset), "a.txt")
    assert found.text == RUSSIAN.replace("\n", "\r\n")
    assert said(found)["language"] == "ru"


def test_a_chinese_text_in_its_own_charset() -> None:
    found = extract(CHINESE.encode("gb18030"), "a.txt")
    assert found.text == CHINESE
    assert said(found)["dateline"] == "塔什干"
    assert said(found)["publisher"] == "新华社"
    assert said(found)["language"] == "zh"


def test_the_content_counts_more_than_the_name() -> None:
    assert extract(files.NEWS, "deal.txt").format == "html"
    assert (
        extract(b"From: the desk\nTo: all readers\n\nThis is an article.", "a.txt").format == "txt"
    )
    with pytest.raises(Invalid, match="is no PDF file"):
        extract(b"hello there", "a.pdf")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The plant will be built in the region and it is the first of its kind."),
        ("ru", "Завод будет построен в области, и это первый объект такого рода."),
        ("uz", "Zavod viloyatda quriladi va bu bir yil ichida boʻladi, uchun ham ushbu loyiha"),
        ("uz", "Завод вилоятда қурилади ва бу йўналишда биринчи бўлади, деди вазир ўринбосари"),
        ("kk", "Зауыт облыста салынады және бұл өңірдегі алғашқы нысан болады, деді министр"),
        ("ky", "Завод облуста курулат жана бул өңүрдөгү биринчи объект болот, деди министр"),
        ("tg", "Завод дар вилоят сохта мешавад ва ин аввалин иншоот дар ҷумҳурӣ аст"),
        ("tk", "Zawod welaýatda gurlar we bu bir ýyl üçin bolup geçer, diýip döwlet bilen"),
        ("zh", "这家工厂将建在该地区，是该地区的第一家工厂。"),
        ("", "12345 !!"),
    ],
)
def test_the_language_is_told_by_letters_and_small_words(language: str, text: str) -> None:
    assert language_of(text) == language


# ---- hostile files -----------------------------------------------------------------------------

HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a million open tags": ("a.html", lambda: b"<html><body>" + b"<div>" * 1_000_000 + b"x"),
    "comments that never end": ("a.html", lambda: b"<html><body>" + b"<!--" * 50_000),
    "tables in tables": ("a.html", lambda: b"<html>" + b"<table><tr><td>" * 20_000 + b"x"),
    "only a script": ("a.html", lambda: b"<html><style>b{}</style><script>alert(1)</script>"),
    "a page of nothing": ("a.html", lambda: b"<html></html>"),
    "half a pdf": ("a.pdf", lambda: files.pdf_of_lines(["Hello"])[:200]),
    "a locked pdf": ("a.pdf", lambda: locked_pdf()),
    "a scanned pdf": ("a.pdf", lambda: files.pdf_of_lines([])),
    "a page tree that bites its tail": (
        "a.pdf",
        lambda: files.pdf(
            [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"]
        ),
    ),
    "a stream that swells": (
        "a.pdf",
        lambda: files.pdf_with_stream(files.flate_bomb(200_000_000)),
    ),
    "no pdf": ("a.pdf", lambda: b"hello there"),
    "a zip bomb": ("a.docx", lambda: files.docx(" " * 100_000_000)),
    "a document without one": (
        "a.docx",
        lambda: files.zipped({"[Content_Types].xml": files.TYPES}),
    ),
    "a billion laughs": (
        "a.docx",
        lambda: files.zipped(
            {
                "[Content_Types].xml": files.TYPES,
                "word/document.xml": '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
                + files.WORD.format(files.paragraph("&b;"))[21:],
            }
        ),
    ),
    "half a document": ("a.docx", lambda: files.docx(files.paragraph("Hello"))[:300]),
    "a document of broken xml": (
        "a.docx",
        lambda: files.zipped({"[Content_Types].xml": files.TYPES, "word/document.xml": "<w:doc"}),
    ),
    "a document too deep": (
        "a.docx",
        lambda: files.docx("<w:tbl><w:tr><w:tc>" * 5000 + "</w:tc></w:tr></w:tbl>" * 5000),
    ),
    "a spreadsheet": ("a.docx", lambda: files.zipped({"xl/workbook.xml": "<x/>"})),
    "a thousand parts": ("a.eml", lambda: files.nested_letter(1_000)),
    "a deep letter": ("a.eml", lambda: files.nested_letter(300)),
    "a huge letter": (
        "a.eml",
        lambda: (
            files.LETTER
            + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
            + base64.encodebytes(b"word " * 2_500_000)
        ),
    ),
    "a letter of nothing": ("a.eml", lambda: files.LETTER + b"\r\n"),
    "only an attached file": (
        "a.eml",
        lambda: files.LETTER + b"Content-Type: application/pdf\r\n\r\nAAAA\r\n",
    ),
    "an empty text": ("a.txt", lambda: b" \r\n "),
    "bytes": ("a.txt", lambda: bytes(range(256)) * 50),
    "bytes without a nul": ("a.txt", lambda: bytes(range(1, 256)) * 50),
}


def locked_pdf() -> bytes:
    from io import BytesIO

    from pypdf import PdfWriter

    writer, made = PdfWriter(clone_from=BytesIO(files.pdf_of_lines(["Hello"]))), BytesIO()
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(made)
    return made.getvalue()


def children() -> set[str]:
    found = set()
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            found.add(status.parent.name)
    return found


@pytest.mark.parametrize("which", HOSTILE)
def test_a_hostile_file_gives_one_sentence(which: str, tmp_path: Path) -> None:
    name, make = HOSTILE[which]
    path = tmp_path / name
    path.write_bytes(make())
    before, threads = children(), threading.active_count()
    with pytest.raises(Invalid) as refused:
        extract_file(path)
    sentence = refused.value.sentence
    assert name in sentence
    assert sentence.endswith(".")
    assert "Traceback" not in sentence
    assert "\n" not in sentence
    assert (children(), threading.active_count()) == (before, threads)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"<html><body><p>Hel\0lo th\0ere</p>", "Hello there"),
        (b'<html><meta charset="utf-8"><p>Hello \xff there</p>', "Hello \ufffd there"),
        (b'<!DOCTYPE html [<!ENTITY b "ha">]><html><p>Hello &b; there</p>', "Hello &b; there"),
        (b"<html><body><p>" + b"&amp;&#x41;&quot;" * 100_000, '&A"' * 100_000),
        (b"<html><p>Hello" + b" a=1" * 100_000 + b"</p>", "Hello" + " a=1" * 100_000),
    ],
    ids=["nul", "broken", "declared", "entities", "long"],
)
def test_an_awkward_page_gives_what_a_browser_shows(content: bytes, expected: str) -> None:
    assert extract(content, "a.html").text == expected


def test_names_that_lead_out_of_the_document_are_not_followed(tmp_path: Path) -> None:
    content = files.docx(files.paragraph("Fine words"), {"../../evil.xml": "<x/>"})
    assert extract(content, "a.docx").text == "Fine words"
    assert not list(tmp_path.rglob("evil.xml"))


def test_what_takes_too_long_is_ended_in_time() -> None:
    page = b"<html><article>" + b"<p>China and Uzbekistan signed a deal.</p>\n" * 750_000
    before, began = children(), time.monotonic()
    with pytest.raises(Invalid, match=r"big\.html took too long to read"):
        extract(page, "big.html", seconds=1)
    assert time.monotonic() - began < 3
    assert children() == before


def test_a_reading_can_be_stopped() -> None:
    asked = iter([False, True])
    before = children()
    with pytest.raises(Cancelled, match="Nothing was changed"):
        extract(files.NEWS, "a.html", cancelled=lambda: next(asked))
    assert children() == before


@pytest.mark.parametrize(
    ("program", "sentence"),
    [
        ("import os; os.kill(os.getpid(), 9)", "took too long"),
        ("import os; os.abort()", "is damaged"),
        ("x = 'a'\nwhile True: x += x", "more memory"),
        ("print('garbage')", "is damaged"),
        ("print('[1]')", "is damaged"),
        ('print(\'{"text": 1, "format": "txt", "guesses": {}}\')', "is damaged"),
        (
            'print(\'{"text": "a", "format": "txt", "guesses": {"title": ["b", 0, 9, "x"]}}\')',
            "is damaged",
        ),
        ("import sys; sys.exit(3)", "is damaged"),
    ],
)
def test_whatever_the_child_does_is_one_sentence(
    program: str, sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = "import resource; resource.setrlimit(resource.RLIMIT_AS, (2 * 10**8, 2 * 10**8))"
    monkeypatch.setattr(
        extracting, "_command", lambda: [sys.executable, "-c", f"{limit}\n{program}"]
    )
    with pytest.raises(FactError, match=sentence) as refused:
        extract(b"words", "a.txt")
    assert refused.value.sentence.startswith("a.txt ")


def test_the_child_reaches_neither_network_nor_programs_nor_files(tmp_path: Path) -> None:
    program = (
        "import sys; from models.intake import child; sys.addaudithook(child._refuse)\n"
        "import socket, subprocess\n"
        "def tried(act):\n"
        "    try: act()\n"
        "    except PermissionError: return 'refused'\n"
        f"print(tried(lambda: socket.create_connection(('127.0.0.1', 9))),"
        f" tried(lambda: subprocess.Popen(['true'])),"
        f" tried(lambda: open({str(tmp_path / 'made')!r}, 'w')),"
        f" open({__file__!r}).readline()[:3])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.split() == ["refused", "refused", "refused", '"""'], done.stderr


def test_the_child_starts_wherever_the_program_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "models.py").write_text("raise SystemExit(7)")
    (tmp_path / "json.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    assert extract(b"Plain words", "a.txt").text == "Plain words"


def test_a_frozen_program_is_its_own_child(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = "import sys; from models import cli; cli.main(sys.argv[1:])"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    argument = extracting._command()[1:]
    assert extracting._command()[0] == sys.executable
    monkeypatch.setattr(extracting, "_command", lambda: [sys.executable, "-c", whole, *argument])
    assert extract(b"Plain words", "a.txt").text == "Plain words"


def test_what_is_no_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Invalid, match="is a folder"):
        extract_file(tmp_path)
    with pytest.raises(Invalid, match="is not there"):
        extract_file(tmp_path / "gone.txt")
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(extracting.LARGEST_FILE + 1)
    with pytest.raises(Invalid, match="files of at most 50 MB"):
        extract_file(large)
    monkeypatch.setattr(extracting, "_command", lambda: [str(tmp_path / "no-python")])
    with pytest.raises(StoreUnavailable, match="no process could be started"):
        extract(b"words", "a.txt")


def test_the_window_loads_none_of_the_libraries() -> None:
    program = (
        "import sys, models; models.extract; models.take_in\n"
        "print([n for n in ('lxml', 'trafilatura', 'pypdf', 'mammoth', 'charset_normalizer') "
        "if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr
