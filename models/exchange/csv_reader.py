"""CSV as people and programs write it: commas, semicolons, tabs or bars; UTF-8 or marked UTF-16.

Unlike Python's csv module it tells an empty cell (None) from a pair of quotes (an empty text),
has no limit on a cell, and refuses a quote that is never closed with the line it stands on.
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.errors import Invalid, StoreUnavailable

DELIMITERS = ",;\t|"
MOST_COLUMNS = 1_000
_WORKBOOK = b"PK\x03\x04"
_SAVE_AGAIN = "Save it as “CSV UTF-8” there, then import that file."

Cell = str | None


@dataclass(frozen=True)
class FileRow:
    """One row; ``number`` counts rows as a spreadsheet does, the headings being row 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class CsvText:
    """A file's text, what parts its cells, and its headings."""

    text: str
    start: int
    delimiter: str
    header: tuple[Cell, ...]

    def rows(self) -> Iterator[FileRow]:
        """Yield the rows below the headings; empty lines are left out but counted."""
        rows = split_rows(self.text, self.delimiter, self.start)
        for number, cells in enumerate(rows, start=1):
            # In a file of one column an empty line is a row with nothing recorded.
            if number > 1 and (cells != (None,) or len(self.header) == 1):
                yield FileRow(number, cells)


def read_text(path: Path) -> str:
    """Return the file's text, or raise with a sentence that says how to save it otherwise."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError as error:
        raise StoreUnavailable(f"There is no file {path}. Check its name.") from error
    except IsADirectoryError as error:
        raise StoreUnavailable(f"{path} is a folder. Choose a CSV file inside it.") from error
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be read: {error.strerror}.") from error
    if raw.startswith(_WORKBOOK):
        raise Invalid(f"{path.name} is a workbook or an archive, not a CSV file. {_SAVE_AGAIN}")
    text = _decoded(path, raw)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Invalid(f"{path.name} holds a NUL character on line {line}. {_SAVE_AGAIN}")
    return text


def _decoded(path: Path, raw: bytes) -> str:
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        what = "UTF-16" if wide else "UTF-8"
        # An older code page cannot be told from another one, and a wrong guess garbles names.
        raise Invalid(
            f"{path.name} is not {what}: line {line} holds other bytes. Open it in the program "
            f"it comes from. {_SAVE_AGAIN}"
        ) from error


def parse_csv(text: str, known: frozenset[str] = frozenset()) -> CsvText:
    """Find out what parts the cells and read the headings; ``known`` are headings to expect.

    Raises Invalid for an empty file, for one with too many columns and for an open quote.
    """
    named = re.match(r'"?sep=([,;\t|])"?(?:\r\n|\r|\n)', text)
    if named:
        start, delimiter = named.end(), named[1]
        header = next(split_rows(text, delimiter, start), ())
    else:
        start, (delimiter, header) = 0, _best_split(text, known)
    if not any(cell and cell.strip() for cell in header):
        raise Invalid("The file has no headings in its first line. Add them, one a column.")
    if len(header) > MOST_COLUMNS:
        raise Invalid(f"The file has {len(header):,} columns; at most {MOST_COLUMNS:,} are read.")
    return CsvText(text, start, delimiter, header)


def _best_split(text: str, known: frozenset[str]) -> tuple[str, tuple[Cell, ...]]:
    """Return the delimiter that finds most known headings, then most headings, in line 1."""
    found: list[tuple[int, int, str, tuple[Cell, ...]]] = []
    problem: Invalid | None = None
    for delimiter in DELIMITERS:
        try:
            header = next(split_rows(text, delimiter, 0), ())
        except Invalid as error:
            problem = problem or error
            continue
        right = sum(1 for cell in header if cell and cell.strip().casefold() in known)
        found.append((right, len(header), delimiter, header))
    if not found:
        raise problem or Invalid("The file is empty.")
    # max keeps the first of equals, which is the comma.
    _, _, best, header = max(found, key=lambda one: one[:2])
    return best, header


_PATTERNS = {
    delimiter: re.compile(
        rf'(?:"(?P<quoted>[^"]*+(?:""[^"]*+)*+)"|(?P<bare>(?!")[^{re.escape(delimiter)}\r\n]*+))'
        rf"(?P<end>{re.escape(delimiter)}|\r\n|\r|\n|\Z)"
    )
    for delimiter in DELIMITERS
}


def split_rows(text: str, delimiter: str, start: int = 0) -> Iterator[tuple[Cell, ...]]:
    """Yield the cells of each row from this place on; an empty cell is None, ``""`` is a text."""
    match_cell, place, end = _PATTERNS[delimiter].match, start, len(text)
    cells: list[Cell] = []
    while place < end or cells:
        cell = match_cell(text, place)
        if cell is None:
            raise _open_quote(text, place)
        quoted = cell["quoted"]
        if quoted is None:
            cells.append(cell["bare"] or None)
        else:
            cells.append(quoted.replace('""', '"') if '"' in quoted else quoted)
        place = cell.end()
        if cell["end"] != delimiter:
            yield tuple(cells)
            cells = []


def _open_quote(text: str, place: int) -> Invalid:
    line = len(re.findall(r"\r\n|\r|\n", text[:place])) + 1
    closed = re.compile(r'"[^"]*+(?:""[^"]*+)*+"').match(text, place)
    if closed is None:
        return Invalid(
            f"The quote that opens on line {line} is never closed. Close it, or write it twice "
            "if it belongs to the text."
        )
    return Invalid(
        f"On line {line} something stands between a closing quote and the next cell. "
        "Write a quote inside a text twice."
    )
