"""The marks in an article: which words carry which records, how they look, and what they mean."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from typing import Final

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QTextCharFormat
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.crash import guarded
from gui.theme import colour, is_dark
from models import KINDS, Passage

MARKS: Final = {
    "cited": "stated",
    "inferred": "inferred",
    "unknown": "said to be unknown",
    "dismissed": "set aside",
}
_UNDERLINES: Final = {
    "inferred": QTextCharFormat.UnderlineStyle.DotLine,
    "unknown": QTextCharFormat.UnderlineStyle.DashUnderline,
}
_LONGEST_NAME: Final = 60
_MOST_FIELDS: Final = 4
_KIND_ORDER: Final = list(KINDS)


@dataclass(frozen=True)
class Segment:
    """Words that are all covered by the same passages, the narrowest of these first."""

    start: int
    end: int
    passages: tuple[Passage, ...]

    @cached_property
    def mark(self) -> str:
        """What these words are for most of the values that rest on them."""
        said = [one.mark for one in self.passages if one.mark != "dismissed"]
        # A tie is settled as it is for the mark of a cell.
        return max(("unknown", "cited", "inferred"), key=said.count) if said else "dismissed"

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """The different stretches that lie over one another here, the narrowest first."""
        return tuple(dict.fromkeys((one.start, one.end) for one in self.passages))


@dataclass(frozen=True)
class Mention:
    """One record that words carry: how to get there, and a line for a person to choose it by."""

    kind: str
    record: int
    field: str
    line: str


def _narrowest_first(passage: Passage) -> tuple[int, bool, int, int]:
    known = KINDS[passage.kind]
    # A figure says more about its words than the entry it hangs off.
    return (
        passage.end - passage.start,
        known.parent is None,
        _KIND_ORDER.index(passage.kind),
        passage.record,
    )


def cut(passages: Iterable[Passage]) -> list[Segment]:
    """Cut passages that may overlap into segments that do not, in the order of the text."""
    waiting = sorted((one for one in passages if one.start < one.end), key=lambda one: -one.start)
    edges = sorted({edge for one in waiting for edge in (one.start, one.end)})
    segments, active = [], list[Passage]()
    for start, end in pairwise(edges):
        active = [one for one in active if one.end > start]
        while waiting and waiting[-1].start <= start:
            active.append(waiting.pop())
        if active:
            segments.append(Segment(start, end, tuple(sorted(active, key=_narrowest_first))))
    return segments


def segment_at(segments: Sequence[Segment], point: int) -> Segment | None:
    """Return the segment that a code point lies in."""
    place = bisect_right(segments, point, key=lambda one: one.start) - 1
    return segments[place] if place >= 0 and point < segments[place].end else None


def between(segments: Sequence[Segment], start: int, end: int) -> Iterator[Segment]:
    """Yield the segments that touch the words from start to end."""
    first = bisect_right(segments, start, key=lambda one: one.end)
    for segment in segments[first:]:
        if segment.start >= end:
            return
        yield segment


def mentions(passages: Iterable[Passage]) -> list[Mention]:
    """Return one line for each record, with all its fields that rest on the words."""
    records: dict[tuple[str, int], list[Passage]] = {}
    for passage in passages:
        records.setdefault((passage.kind, passage.record), []).append(passage)
    return [_mention(together) for together in records.values()]


def _mention(together: list[Passage]) -> Mention:
    first, known = together[0], KINDS[together[0].kind]
    if first.mark == "dismissed":
        return Mention(first.kind, first.record, "", f"Set aside · {first.label}")
    order = [field.key for field in known.fields]
    marks = list(MARKS)
    keyed = [one for one in together if one.field in order]
    keyed.sort(key=lambda one: (marks.index(one.mark), order.index(one.field)))
    fields = list(dict.fromkeys(one.field for one in keyed))
    name = first.label
    if len(name) > _LONGEST_NAME:
        name = name[: _LONGEST_NAME - 1].rstrip() + "…"
    labels = ", ".join(known.field(key).label for key in fields[:_MOST_FIELDS])
    if len(fields) > _MOST_FIELDS:
        labels += f" and {len(fields) - _MOST_FIELDS} more"
    line = " · ".join(filter(None, (known.label, name, labels)))
    return Mention(first.kind, first.record, fields[0] if fields else "", line)


def _blend(name: str, share: float) -> QColor:
    """Lay a colour of the theme thinly over the paper."""
    over, paper = colour(name), colour("base")
    return QColor(
        *(
            round(above * share + below * (1 - share))
            for above, below in zip(over.getRgb()[:3], paper.getRgb()[:3], strict=True)  # type: ignore[index]
        )
    )


def ink(mark: str, *, layers: int = 1, hovered: bool = False) -> QTextCharFormat:
    """Return how words with this mark are written; more layers make it stronger.

    The format is shared: copy it before you change it.
    """
    return _ink(mark, min(layers, 3), hovered=hovered, dark=is_dark())


@cache
def _ink(mark: str, layers: int, *, hovered: bool, dark: bool) -> QTextCharFormat:
    shown = QTextCharFormat()
    if mark == "dismissed":
        shown.setBackground(colour("dismissed"))
        shown.setForeground(colour("text" if hovered else "muted"))
        return shown
    share = (0.20 if dark else 0.14) + 0.07 * (layers - 1) + 0.09 * hovered
    shown.setBackground(_blend(f"mark_{mark}", share))
    shown.setForeground(colour("text"))
    if mark in _UNDERLINES:
        underline(shown, mark, _UNDERLINES[mark])
    return shown


def chosen_ink() -> QTextCharFormat:
    """Return how the words that somebody asked for are written."""
    shown = QTextCharFormat()
    shown.setBackground(colour("coded_chosen"))
    shown.setForeground(colour("text"))
    return shown


def underline(
    shown: QTextCharFormat,
    mark: str,
    style: QTextCharFormat.UnderlineStyle = QTextCharFormat.UnderlineStyle.SingleUnderline,
) -> None:
    """Draw a line in the colour of a mark beneath the words."""
    shown.setUnderlineStyle(style)
    shown.setUnderlineColor(colour("muted" if mark == "dismissed" else f"mark_{mark}"))


class Legend(QWidget):
    """One small line that tells what the marks mean."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("legend")
        self.setAccessibleName("Marks: " + ", ".join(MARKS.values()))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.88)
        self.setFont(font)

    def sizeHint(self) -> QSize:
        """Return the room that all marks need beside one another."""
        boxes = list(self._boxes())
        return QSize(boxes[-1][1].right() + 2, self.fontMetrics().height() + 4)

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Write each mark's meaning in the way it marks words."""
        painter = QPainter(self)
        for mark, box in self._boxes():
            shown = ink(mark)
            painter.fillRect(box, shown.background())
            painter.setPen(shown.foreground().color())
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, MARKS[mark])
            if mark in _UNDERLINES:
                dots = mark == "inferred"
                pen = painter.pen()
                pen.setColor(shown.underlineColor())
                pen.setStyle(Qt.PenStyle.DotLine if dots else Qt.PenStyle.DashLine)
                painter.setPen(pen)
                line = box.adjusted(4, 0, -4, -1)
                painter.drawLine(line.bottomLeft(), line.bottomRight())
        painter.end()

    def _boxes(self) -> Iterator[tuple[str, QRect]]:
        left, height = 0, self.fontMetrics().height() + 2
        for mark, words in MARKS.items():
            width = self.fontMetrics().horizontalAdvance(words) + 10
            yield mark, QRect(left, 1, width, height)
            left += width + 6
