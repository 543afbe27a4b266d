"""The cells of the tables in a piece of HTML, as a browser puts it onto the clipboard.

Only texts are taken out; scripts, styles and hidden parts are not, and nothing is ever loaded.
"""

import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

MOST_CELLS: Final = 2_000_000
"""More cells than this are not taken from the clipboard, nor put there."""

WIDEST_SPAN: Final = 1_000
_PATIENCE: Final = 5.0
_CHUNK: Final = 1 << 15
_LONGEST_REST: Final = 1 << 16

_UNSEEN: Final = {"script", "style", "template", "title", "noscript", "select", "datalist"}
_VOID: Final = {"br", "hr", "img", "input", "col", "wbr", "meta", "link", "area", "source"}
_BLOCKS: Final = (
    *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "hr", "pre", "blockquote", "section"),
    *("h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "article", "figure", "details"),
)
# What a tag parts words by inside a cell; the cells of a table in a cell stand on one line.
_BREAKS: Final = dict.fromkeys(_BLOCKS, "\n") | dict.fromkeys(("td", "th"), " ")
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.I)
_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_AROUND_BREAK: Final = re.compile(r" *\n *")


@dataclass
class _Cell:
    """One cell while its text is being gathered."""

    columns: int = 1
    rows: int = 1
    parts: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return what a reader sees in the cell, its lines parted by line ends."""
        joined = _AROUND_BREAK.sub("\n", "".join(self.parts))
        return joined.strip(" \n\xa0")


class _TooMuch(Exception):
    """There are more cells than anybody takes from a clipboard."""


class _Grid:
    """Rows of cells, with merged ones taken apart: the text stands in the first of them."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._amount = 0
        self._below: dict[int, int] = {}

    def add(self, cells: list[_Cell]) -> None:
        """Add a row; what reaches into it from above is left empty."""
        row: list[str] = []
        for cell in cells:
            self._step_over(row)
            for place in range(cell.columns):
                if cell.rows > 1:
                    self._below[len(row)] = cell.rows
                row.append("" if place else cell.text())
        self._step_over(row)
        self._below = {column: rows - 1 for column, rows in self._below.items() if rows > 1}
        self._amount += max(1, len(row))
        if self._amount > MOST_CELLS:
            raise _TooMuch
        if row:
            self.rows.append(row)

    def _step_over(self, row: list[str]) -> None:
        while len(row) in self._below:
            row.append("")

    def close(self) -> None:
        """Let no cell reach beyond this point."""
        self._below = {}


class _Reader(HTMLParser):
    """Gathers the cells of all outermost tables."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.grid = _Grid()
        self._tables = 0
        self._cells: list[_Cell] | None = None
        self._cell: _Cell | None = None
        self._unseen = ""
        self._depth = 0
        self._verbatim = 0

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Pass over "<![...>" as HTML 5 does; Python 3.11 stops at an unknown one."""
        return self.parse_bogus_comment(i, bool(report))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row, a cell or a line within a cell."""
        if self._unseen:
            self._depth += tag == self._unseen
            return
        said = dict(attrs)
        style = said.get("style") or ""
        if tag in _UNSEEN or (tag not in _VOID and ("hidden" in said or _HIDDEN.search(style))):
            self._unseen, self._depth = tag, 1
        elif tag == "table":
            self._tables += 1
            self._break(tag)
        elif self._tables <= 1 and tag in ("tr", "td", "th"):
            self._begin(tag, said)
        elif tag == "br":
            self._say("\n")
        else:
            self._verbatim += tag == "pre"
            self._break(tag)

    def handle_endtag(self, tag: str) -> None:
        """End what was begun; what was never begun is passed over."""
        if self._unseen:
            self._depth -= tag == self._unseen
            if not self._depth:
                self._unseen = ""
            return
        if tag == "table":
            self._tables = max(0, self._tables - 1)
            if not self._tables:
                self.end_row()
                self.grid.close()
                return
        if self._tables <= 1 and tag in ("thead", "tbody", "tfoot"):
            self.end_row()
            self.grid.close()
        elif self._tables <= 1 and tag == "tr":
            self.end_row()
        elif self._tables <= 1 and tag in ("td", "th"):
            self._cell = None
        else:
            self._verbatim = max(0, self._verbatim - (tag == "pre"))
            self._break(tag)

    def handle_data(self, data: str) -> None:
        """Take the words of a cell, with runs of blanks as one."""
        if self._cell is None or self._unseen:
            return
        if self._verbatim:
            self._say(data)
            return
        text = _BLANKS.sub(" ", data)
        parts = self._cell.parts
        if text.startswith(" ") and (not parts or parts[-1].endswith((" ", "\n"))):
            text = text[1:]
        self._say(text)

    def end_row(self) -> None:
        """Lay down the row that is open."""
        if self._cells is not None:
            self.grid.add(self._cells)
        self._cells = self._cell = None

    def _begin(self, tag: str, said: dict[str, str | None]) -> None:
        if tag == "tr":
            self.end_row()
            self._cells = []
            return
        if self._cells is None:
            self._cells = []
        columns = _span(said.get("colspan"), WIDEST_SPAN)
        # 0 means down to the end of the section.
        rows = _span(said.get("rowspan"), MOST_CELLS, nothing=MOST_CELLS)
        self._cell = _Cell(columns, rows)
        self._cells.append(self._cell)

    def _break(self, tag: str) -> None:
        parts = self._cell.parts if self._cell is not None else []
        if parts and not parts[-1].endswith("\n"):
            parts.append(_BREAKS.get(tag, ""))

    def _say(self, text: str) -> None:
        if self._cell is not None and text:
            self._cell.parts.append(text)


def _span(text: str | None, most: int, *, nothing: int = 1) -> int:
    """Return how many cells one reaches over; what makes no sense is one."""
    digits = (text or "1").strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        return 1
    return min(int(digits), most) or nothing


def read_table(html: str) -> list[list[str]] | None:
    """Return the cells of the tables in the HTML; None when there is none, or far too much of it.

    Broken HTML gives what can be made out. The rows may differ in length.
    """
    if "<t" not in html and "<T" not in html:
        return None
    reader = _Reader()
    until = time.monotonic() + _PATIENCE
    try:
        for start in range(0, len(html), _CHUNK):
            reader.feed(html[start : start + _CHUNK])
            if time.monotonic() > until:
                return None
        # A comment or a tag that never ends would be searched again and again.
        if len(reader.rawdata) < _LONGEST_REST:
            reader.close()
        reader.end_row()
    except _TooMuch:
        return None
    return reader.grid.rows or None
