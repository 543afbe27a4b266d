"""What a table looks like as CSV: RFC 4180, so lines end in CR LF; quotes only where needed."""

import re
from collections.abc import Sequence

LINE_END = "\r\n"
QUOTED = '",;\t\r\n|'
"""The characters that are never written without quotes around the cell."""

_QUOTED = re.compile(rf"[{QUOTED}]|^\s|\s$")


def csv_cell(text: str | None) -> str:
    """Return one cell as it stands in the file."""
    if text is None:
        return ""
    if not text or _QUOTED.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text


def csv_line(cells: Sequence[str | None]) -> str:
    """Return one line of the file with its end."""
    return ",".join(map(csv_cell, cells)) + LINE_END
