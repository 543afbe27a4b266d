"""Where a code point of a source's text stands in Qt's document, and back.

Offsets in the store count code points of the text as it came. Qt counts UTF-16 units, makes one
line end of CR LF and drops byte order marks, so the two differ as soon as a text holds an emoji.
"""

from bisect import bisect_right
from itertools import accumulate
from typing import Final

_CHUNK: Final = 1024
_LONG_LINE: Final = 20_000

# One for one. Qt would take the first two for byte order marks; U+2028 keeps all its lines in one
# paragraph, and laying out one of megabytes takes seconds; a lone CR could meet a lone LF.
_STAND_INS: Final = str.maketrans(
    {"\ufeff": "\u2060", "\ufffe": "\u2060", "\u2028": "\n", "\r": "\n"}
)


class Offsets:
    """The two ways of counting in one text."""

    def __init__(self, text: str) -> None:
        self._text = text
        starts = range(0, len(text), _CHUNK)
        widths = (self._units_between(start, start + _CHUNK) for start in starts)
        # Positions of the first code point of each chunk, and of the end.
        self._positions = list(accumulate(widths, initial=0))
        # Where both count alike, as in most texts, there is nothing to work out.
        self._alike = self._positions[-1] == len(text) and "\r\n" not in text

    @property
    def shown(self) -> str:
        """The text to give to Qt; these offsets hold for nothing else."""
        plain = self._text.replace("\r\n", "\n").translate(_STAND_INS)
        return "\n".join(_broken(line) for line in plain.split("\n"))

    @property
    def length(self) -> int:
        """The length of the shown text in UTF-16 units."""
        return self._positions[-1]

    def position(self, point: int) -> int:
        """Return where a code point starts, in UTF-16 units; outside the text, its nearer end."""
        point = min(max(point, 0), len(self._text))
        if self._alike:
            return point
        chunk = min(point // _CHUNK, max(len(self._positions) - 2, 0))
        return self._positions[chunk] + self._units_between(chunk * _CHUNK, point)

    def point(self, position: int) -> int:
        """Return the code point that stands at a UTF-16 unit; between CR and LF there is none."""
        return self._point(position, whole=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the code points from one UTF-16 unit to another, touched ones included whole."""
        return self._point(start, whole=False), self._point(end, whole=True)

    def _point(self, position: int, *, whole: bool) -> int:
        if position >= self.length:
            return len(self._text)
        position = max(position, 0)
        if self._alike:
            return position
        chunk = bisect_right(self._positions, position) - 1
        point, reached = chunk * _CHUNK, self._positions[chunk]
        while reached <= position and point < len(self._text):
            width = self._width(point)
            if reached + width > position:
                inside = whole and reached < position
                return point + 1 if inside else point
            reached += width
            point += 1
        return point

    def _width(self, point: int) -> int:
        char = self._text[point]
        if char == "\n" and point and self._text[point - 1] == "\r":
            return 0
        return 2 if char > "\uffff" else 1

    def _units_between(self, start: int, end: int) -> int:
        units = len(self._text[start:end].encode("utf-16-le", "surrogatepass")) // 2
        # A LF belongs to the CR before it, which may stand in the chunk before.
        return units - self._text.count("\r\n", max(start - 1, 0), min(end, len(self._text)))


def _broken(line: str) -> str:
    """Give an endless line ends where a space stands."""
    if len(line) <= _LONG_LINE:
        return line
    pieces, start = [], 0
    while (space := line.find(" ", start + _LONG_LINE)) >= 0:
        pieces.append(line[start:space])
        start = space + 1
    return "\n".join([*pieces, line[start:]])
