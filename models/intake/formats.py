"""The kinds of files that are read: told by their bytes first, by the end of the name second."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath
from zipfile import BadZipFile, ZipFile

from models.errors import Invalid

_HEAD = 4096


@dataclass(frozen=True)
class Format:
    """One kind of file: its name among us, its label, the endings of its files."""

    name: str
    label: str
    endings: tuple[str, ...]
    looks_so: Callable[[bytes], bool]


_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.I | re.S,
)
_HEADER = re.compile(
    rb"^(?:return-path|received|message-id|mime-version|delivered-to|dkim-signature|from|to|"
    rb"subject|date|content-type|x-[\w-]+):",
    re.I | re.M,
)
_SURE_HEADER = re.compile(
    rb"^(?:return-path|received|message-id|mime-version|delivered-to):", re.I | re.M
)
_FIRST_HEADER = re.compile(rb"(?:From \S+ [^\n]*\n)?[A-Za-z][\w-]{1,40}:[ \t]?\S")


def _is_pdf(content: bytes) -> bool:
    return b"%PDF-" in content[:1024]


def _is_zip(content: bytes) -> bool:
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def _is_html(content: bytes) -> bool:
    head = content[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\0", b"")
    return _HTML.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def _is_mail(content: bytes) -> bool:
    """Tell whether this begins with the headers of a letter, and not just with “From: …”."""
    headers = re.split(rb"\r?\n\r?\n", content[:_HEAD], maxsplit=1)[0]
    known = {one.lower() for one in _HEADER.findall(headers)}
    sure = _SURE_HEADER.search(headers) is not None
    return sure and len(known) >= 2 and _FIRST_HEADER.match(content) is not None


def _never(content: bytes) -> bool:
    return False


PDF = Format("pdf", "PDF", (".pdf",), _is_pdf)
DOCX = Format("docx", "Word", (".docx", ".docm", ".dotx"), _is_zip)
HTML = Format("html", "Web page", (".html", ".htm", ".xhtml", ".shtml"), _is_html)
EML = Format("eml", "Mail", (".eml", ".mht", ".mhtml"), _is_mail)
TXT = Format("txt", "Text", (".txt", ".text", ".md", ".asc"), _never)
FORMATS = (PDF, DOCX, HTML, EML, TXT)
FORMATS_BY_NAME = {one.name: one for one in FORMATS}
ENDINGS = tuple(ending for one in FORMATS for ending in one.endings)

# What people have beside those, and what they can do about it.
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Office file. Save it as DOCX or PDF."),
    (b"{\\rtf", "is an RTF file. Save it as DOCX or PDF."),
    (b"\x89PNG", "is a picture. Copy its words out by hand."),
    (b"\xff\xd8\xff", "is a picture. Copy its words out by hand."),
    (b"GIF8", "is a picture. Copy its words out by hand."),
    (b"II*\0", "is a picture. Copy its words out by hand."),
    (b"MM\0*", "is a picture. Copy its words out by hand."),
    (b"\x1f\x8b", "is a packed file. Unpack it first."),
    (b"Rar!", "is a packed file. Unpack it first."),
    (b"7z\xbc\xaf", "is a packed file. Unpack it first."),
    (b"SQLite format 3\0", "is a database, not an article. Open a store with Ctrl+O."),
)
_ZIPPED: tuple[tuple[str, str], ...] = (
    ("xl/workbook.xml", "is a spreadsheet. Save it as CSV and import that (Ctrl+I)."),
    ("ppt/presentation.xml", "is a presentation. Save it as PDF."),
    ("content.xml", "is an OpenDocument file. Save it as DOCX or PDF."),
    ("META-INF/container.xml", "is an e-book. Copy the text out of it and paste it."),
)
_NO_DOCUMENT = "is a packed file and no Word document. Unpack it first."
_BROKEN_ZIP = "is a damaged Word document. Get another copy of it."


def recognise(name: str, content: bytes) -> Format:
    """Return what kind of file this is; raises Invalid for one that is not read, saying why."""
    if not content.strip():
        raise Invalid(f"{name} is empty.")
    for one in FORMATS:
        if one.looks_so(content):
            if one is DOCX:
                _refuse_other_zips(name, content)
            return one
    for beginning, sentence in _OTHERS:
        if content.startswith(beginning):
            raise Invalid(f"{name} {sentence}")
    return _by_name(name, content)


def _by_name(name: str, content: bytes) -> Format:
    ending = PurePath(name).suffix.lower()
    if ending in (".csv", ".tsv"):
        raise Invalid(f"{name} is a table. Import it with Ctrl+I.")
    named = next((one for one in FORMATS if ending in one.endings), TXT)
    if named in (PDF, DOCX):
        raise Invalid(f"{name} is no {named.label} file, whatever its name says.")
    if named is HTML and b"<" not in content.replace(b"\0", b""):
        return TXT
    return named


def _refuse_other_zips(name: str, content: bytes) -> None:
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError) as error:
        raise Invalid(f"{name} {_BROKEN_ZIP}") from error
    if "word/document.xml" in names or (
        "[Content_Types].xml" in names and not any(inside in names for inside, _ in _ZIPPED)
    ):
        return
    for inside, sentence in _ZIPPED:
        if inside in names:
            raise Invalid(f"{name} {sentence}")
    raise Invalid(f"{name} {_NO_DOCUMENT}")
