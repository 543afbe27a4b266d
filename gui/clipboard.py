"""Blocks of cells as spreadsheets and browsers put them onto the clipboard and take them from it.

Spreadsheets write lines of cells parted by tabs, with quotes around a cell that holds a tab, a
line end or a quote. Browsers have real cells only in their HTML.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from PySide6.QtCore import QByteArray, QMimeData

from gui.html_table import MOST_CELLS, read_table
from models import Invalid

PLAIN: Final = "text/plain"
HTML: Final = "text/html"
BLOCK: Final = "application/x-khorgos-block"
"""Marks a block of ours, whose text says all."""

ONE_CELL: Final = "application/x-khorgos-cell"
"""Marks a text as one cell of ours, which is taken as it stands, line ends and all."""

LARGE: Final = 100_000
"""A text of more characters than this is taken apart in a thread."""

_SPREADSHEETS: Final = re.compile(
    rb"<meta[^>]{1,200}(LibreOffice|OpenOffice|Excel\.Sheet|Khorgos|Gnumeric)"
    rb"|google-sheets-html-origin|urn:schemas-microsoft-com:office:excel",
    re.IGNORECASE,
)
_HEAD: Final = 20_000
_QUOTED: Final = re.compile(r'"([^"]*(?:""[^"]*)*)"(?=[\t\r\n]|\Z)')
_BARE: Final = re.compile(r"[^\t\r\n]*")
_END: Final = re.compile(r"\r\n|\r|\n|\t|\Z")
_NEEDS_QUOTES: Final = re.compile(r'[\t\r\n"]')
_FIRST_PART: Final = (
    '<html><head><meta charset="utf-8"><meta name="generator" content="Khorgos">'
    "<style>br{mso-data-placement:same-cell}.t{mso-number-format:'\\@';white-space:pre-wrap}"
    "</style></head><body><table>\n"
)
_LAST_PART: Final = "</table></body></html>"
# What keeps a spreadsheet from reading 2023-10 as a day, or 001 as a number.
_CELL_OF_TEXT: Final = '<td class="t" sdnum="1033;0;@">%s</td>'
_CELL_OF_NUMBER: Final = "<td>%s</td>"


@dataclass(frozen=True)
class Clip:
    """What the clipboard offers, taken out of Qt's hands so that a thread can read it."""

    text: str | QByteArray = ""
    html: bytes = b""
    one_cell: bool = False

    @property
    def large(self) -> bool:
        """Tell whether taking it apart would hold up the window."""
        return _size(self.text) + len(self.html) > LARGE

    @property
    def empty(self) -> bool:
        """Tell whether there is nothing in it that could be pasted."""
        return not (_size(self.text) or self.html or self.one_cell)


def _size(text: str | QByteArray) -> int:
    return len(text) if isinstance(text, str) else text.size()


def clip_of(mime: QMimeData | None) -> Clip:
    """Return what the clipboard holds of texts; nothing when it holds none."""
    if mime is None:
        return Clip()
    if mime.hasFormat(ONE_CELL):
        return Clip(mime.text(), one_cell=True)
    if mime.hasFormat(BLOCK):
        return Clip(mime.data(PLAIN))
    text = mime.text() if mime.hasText() else ""
    html = bytes(mime.data(HTML).data()) if mime.hasHtml() else b""
    # What a spreadsheet says in text loses nothing; its HTML shows numbers rounded.
    return Clip(text, b"" if text and _SPREADSHEETS.search(html[:_HEAD]) else html)


def cells_of(clip: Clip) -> list[list[str]]:
    """Return rows of cells, perhaps of differing length; raises Invalid when they are too many."""
    text = clip.text if isinstance(clip.text, str) else bytes(clip.text.data()).decode()
    if clip.one_cell:
        return [[text]]
    table = read_table(_decoded(clip.html)) if clip.html else None
    cells = read_lines(text) if table is None else table
    if sum(map(len, cells)) > MOST_CELLS:
        raise Invalid(
            f"The clipboard holds more than {MOST_CELLS:,} cells. Import them as a CSV file."
        )
    return cells


def _decoded(html: bytes) -> str:
    """Return the text of HTML as browsers hand it over: with a mark of UTF-16, or in UTF-8."""
    marked = html.startswith((b"\xff\xfe", b"\xfe\xff"))
    return html.decode("utf-16" if marked else "utf-8-sig", errors="replace")


def read_lines(text: str) -> list[list[str]]:
    """Return the cells of lines parted by tabs; one line end at the very end is none of them."""
    if not text:
        return []
    if '"' in text:
        return list(_quoted_lines(text))
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return [line.split("\t") for line in plain.removesuffix("\n").split("\n")]


def _quoted_lines(text: str) -> Iterator[list[str]]:
    row: list[str] = []
    place = 0
    while True:
        cell, place = _cell_at(text, place)
        row.append(cell)
        end = _END.match(text, place)
        assert end is not None
        place = end.end()
        if end.group() == "\t":
            continue
        yield row
        if place >= len(text):
            return
        row = []


def _cell_at(text: str, place: int) -> tuple[str, int]:
    """Return the cell that begins here, and where it ends."""
    quoted = _QUOTED.match(text, place)
    # Quotes around words that need none are part of what is said: “"joint venture"”.
    if quoted is not None and _NEEDS_QUOTES.search(quoted[1]):
        return quoted[1].replace('""', '"'), quoted.end()
    bare = _BARE.match(text, place)
    assert bare is not None
    return bare.group(), bare.end()


def lines_of(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows as spreadsheets take them, each line ended."""
    return "".join(["\t".join(map(_quoted, row)) + "\n" for row in rows])


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _NEEDS_QUOTES.search(text) else text


def html_rows_of(rows: Iterable[Sequence[str]], numeric: Sequence[bool]) -> str:
    """Return the rows of an HTML table; a column is numeric or kept as the text it is."""
    cells = (_CELL_OF_NUMBER if plain else _CELL_OF_TEXT for plain in numeric)
    form = f"<tr>{''.join(cells)}</tr>\n"
    # No text of ours has a NUL in it, so a whole row is escaped at once.
    return "".join([form % tuple(_escaped("\0".join(row)).split("\0")) for row in rows])


def _escaped(text: str) -> str:
    safe = escape(text, quote=False)
    return safe.replace("\r\n", "<br>").replace("\n", "<br>") if "\n" in safe else safe


class Parcel:
    """A block on its way to the clipboard, filled row by row, perhaps in a thread."""

    def __init__(self, numeric: Sequence[bool]) -> None:
        self._numeric = numeric
        self._plain = QByteArray()
        self._html = QByteArray(_FIRST_PART.encode())

    def add(self, rows: Sequence[Sequence[str]]) -> None:
        """Add some rows; few at a time, so that a thread does not hold up the others."""
        self._plain.append(QByteArray(lines_of(rows).encode()))
        self._html.append(QByteArray(html_rows_of(rows, self._numeric).encode()))

    def mime(self) -> QMimeData:
        """Return what the clipboard takes."""
        mime = QMimeData()
        mime.setData(PLAIN, self._plain)
        self._html.append(QByteArray(_LAST_PART.encode()))
        mime.setData(HTML, self._html)
        mime.setData(BLOCK, QByteArray(b"1"))
        return mime


def cell_mime(text: str, *, numeric: bool = False) -> QMimeData:
    """Return one cell: elsewhere its bare text, without quotes or a line end."""
    parcel = Parcel([numeric])
    parcel.add([[text]])
    mime = parcel.mime()
    mime.removeFormat(BLOCK)
    mime.setText(text)
    mime.setData(ONE_CELL, QByteArray(b"1"))
    return mime
