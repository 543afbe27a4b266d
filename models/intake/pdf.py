"""The text layer of a PDF, its lines made paragraphs again. Only in the child."""

import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from unicodedata import normalize

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError, WrongPasswordError

from models.errors import Invalid
from models.field_types import LONGEST_TEXT
from models.intake.days import day_of
from models.intake.extracted import Extracted
from models.intake.guessing import extracted

_MOST_PAGES = 2_000
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]$")
_SENTENCE_END = re.compile(r"[.!?…:;。!?][\"'”’»)\]]*$")
_LIGATURE = re.compile("[\ufb00-\ufb06]")
_DIGITS = re.compile(r"\d+")
_BLANKS = re.compile(r"[ \t\u00a0]+")
_NO_TITLE = re.compile(
    r"^(?:untitled|microsoft word|document\d*|layout \d|.*\.(?:docx?|indd|qxd|pdf|rtf|odt))\b", re.I
)
# What a broken file makes of a reader of 20,000 lines is not only an error of its own kind.
_BROKEN = (
    *(PyPdfError, ValueError, LookupError, TypeError, AttributeError, AssertionError),
    *(NotImplementedError, ArithmeticError, RecursionError, OSError),
)
_FULL = 0.72
_WHERE = "the file's properties"


def read_pdf(content: bytes, name: str) -> Extracted:
    """Return the text of a PDF."""
    try:
        reader = PdfReader(BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _encrypted(name)
        pages = list(_pages(reader, name))
        said = dict(_said(reader))
    except (DependencyError, FileNotDecryptedError, WrongPasswordError) as error:
        raise _encrypted(name) from error
    except _BROKEN as error:
        raise Invalid(f"{name} is damaged and cannot be read. Get another copy of it.") from error
    text = "\n".join(_paragraphs(_without_running_heads(pages)))
    if not text.strip():
        raise Invalid(
            f"{name} holds pictures of pages and no text. Run text recognition (OCR) over it first."
        )
    return extracted(text, "pdf", name, said)


def _encrypted(name: str) -> Invalid:
    return Invalid(f"{name} is protected by a password. Save a copy without one, and add that.")


def _pages(reader: PdfReader, name: str) -> Iterator[list[str]]:
    length = 0
    for number, page in enumerate(reader.pages):
        if number == _MOST_PAGES:
            raise Invalid(f"{name} has more than {_MOST_PAGES:,} pages. Split it into parts.")
        text = page.extract_text() or ""
        length += len(text)
        if length > LONGEST_TEXT:
            raise Invalid(f"{name} has more than {LONGEST_TEXT:,} characters. Split it into parts.")
        plain = _LIGATURE.sub(lambda found: normalize("NFKC", found[0]), text)
        yield [_BLANKS.sub(" ", line).rstrip() for line in plain.splitlines()]


def _said(reader: PdfReader) -> Iterator[tuple[str, tuple[str, str]]]:
    found = reader.metadata
    if found is None:
        return
    title, author = (str(one or "").strip() for one in (found.get("/Title"), found.get("/Author")))
    if len(title) > 3 and not _NO_TITLE.match(title):
        yield "title", (title, _WHERE)
    if author and "@" not in author:
        yield "author", (author, _WHERE)
    if day := day_of(str(found.get("/CreationDate") or "")):
        yield "published", (day, _WHERE)


def _without_running_heads(pages: list[list[str]]) -> Iterator[str]:
    """Yield the lines without page numbers, and without what stands on top of most pages."""
    edges = Counter(
        _DIGITS.sub("#", line.strip()) for page in pages for line in {*_edge(page)} if line.strip()
    )
    for page in pages:
        last = len(page) - 1
        for number, line in enumerate(page):
            bare = _DIGITS.sub("#", line.strip())
            repeated = len(pages) > 2 and edges[bare] * 2 > len(pages)
            if number in (0, 1, last - 1, last) and (repeated or bare == "#") and len(pages) > 1:
                continue
            yield line


def _edge(page: list[str]) -> list[str]:
    return [*page[:2], *page[-2:]]


def _paragraphs(lines: Iterator[str]) -> Iterator[str]:
    """Join the lines that one paragraph was broken into; a hyphen at an end goes with them."""
    given = list(lines)
    widths = sorted(len(line) for line in given if line.strip())
    # Headings and last lines are short; nearly all others reach the margin.
    margin = widths[int(len(widths) * 0.9)] if widths else 0
    here = last = ""
    for line in given:
        words = line.strip()
        if not words:
            if here:
                yield here
            here = ""
        elif not here:
            here = words
        elif _HYPHEN.search(here) and words[0].islower():
            here = here[:-1] + words
        elif _goes_on(here, last, words, margin):
            here = f"{here} {words}"
        else:
            yield here
            here = words
        last = words
    if here:
        yield here


def _goes_on(here: str, last: str, words: str, margin: int) -> bool:
    full = len(last) >= _FULL * margin
    if _SENTENCE_END.search(here):
        return full and len(last) >= 0.9 * margin
    return full or words[0].islower()
