"""The article as it is worked on: sentences with their state, what the reader recognises, keys."""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from gui.article_gutter import WIDTH, Bar, Gutter
from gui.article_keys import KEYS, DeskKey, key_of
from gui.article_text import ArticleText, Span
from gui.crash import guarded
from gui.messages import plain_tooltip
from gui.theme import colour
from gui.words_dropping import WORDS_FORMAT
from models import Covered, Mention

_STYLES: Final = {
    "country": ("accent", Qt.PenStyle.DotLine),
    "place": ("accent", Qt.PenStyle.DotLine),
    "organisation": ("mark_unknown", Qt.PenStyle.DashLine),
    "person": ("mark_unknown", Qt.PenStyle.DashLine),
    "date": ("muted", Qt.PenStyle.DashDotLine),
    "money": ("mark_inferred", Qt.PenStyle.DotLine),
    "quantity": ("mark_inferred", Qt.PenStyle.DotLine),
}


class CodedText(ArticleText):
    """An article with its sentences: one of them is worked on, and keys say what with it."""

    key_wanted = Signal(object)
    sentence_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.source: int | None = None
        self.coverage: Sequence[Covered] = ()
        self.mentions: Sequence[Mention] = ()
        self.underlines = True
        self._sentence: int | None = None
        self._fresh = True
        self.takes_tab: Callable[[], bool] = bool
        self._gutter = Gutter(self, self._bars)
        self._gutter.sentence_clicked.connect(self.go_to)
        self.cursorPositionChanged.connect(self._follow_cursor)
        self.verticalScrollBar().valueChanged.connect(lambda _: self._gutter.update())

    # What is shown

    def set_text(self, text: str) -> None:
        """Show another text; its sentences follow."""
        self.coverage, self.mentions, self._sentence = (), (), None
        self._fresh = True
        super().set_text(text)

    def set_coverage(self, coverage: Sequence[Covered]) -> None:
        """Show how far the sentences are."""
        if coverage == self.coverage:
            return
        self.coverage = coverage
        self._follow_cursor()
        self._gutter.update()
        self.viewport().update()

    def set_mentions(self, mentions: Sequence[Mention]) -> None:
        """Underline what the reader recognises."""
        self.mentions = sorted(mentions, key=lambda one: one.start)
        self.viewport().update()

    def set_underlines(self, *, shown: bool) -> None:
        """Show the underlines or not."""
        self.underlines = shown
        self.viewport().update()

    # The sentence that is worked on

    @property
    def sentence(self) -> int | None:
        """Return the number of the sentence that the cursor is in, or comes before."""
        return self._sentence

    @property
    def current(self) -> Covered | None:
        """Return the sentence that the cursor is in."""
        place = self._sentence
        return self.coverage[place] if place is not None and place < len(self.coverage) else None

    def words(self) -> Span | None:
        """Return the selected words, else those of the sentence."""
        selected = self.selected()
        if selected is not None or self.current is None or self.textCursor().hasSelection():
            return selected
        return self.current.start, self.current.end

    def go_to(self, sentence: int) -> None:
        """Put the cursor before a sentence and bring it into sight."""
        one = self.coverage[sentence]
        self._fresh = False
        self.forget_words()
        first, last = self._offsets.position(one.start), self._offsets.position(one.end)
        cursor = self.textCursor()
        cursor.setPosition(first)
        self.setTextCursor(cursor)
        self._bring_into_sight(first, last)

    def next_open(self, by: int, *, stay: bool = False) -> int | None:
        """Return the next open sentence, or the one before, round to the other end."""
        here = self._sentence
        numbers = [n for n, one in enumerate(self.coverage) if one.state == "open"]
        if here is None or not numbers:
            return None
        if (stay or self._fresh) and here in numbers:
            return here
        ahead = [n for n in numbers if (n > here if by > 0 else n < here)]
        return (ahead or numbers)[0 if by > 0 else -1]

    def settle(self, start: int, end: int, state: str) -> None:
        """Count the sentences of these words as settled; a coded one stays so."""

        def settled(one: Covered) -> Covered:
            touched = one.start < end and start < one.end
            return replace(one, state=state) if touched and one.state != "coded" else one

        self.set_coverage([settled(one) for one in self.coverage])

    def select_words(self, start: int, end: int) -> None:
        """Select words, given in code points."""
        cursor = self.textCursor()
        cursor.setPosition(self._offsets.position(start))
        cursor.setPosition(self._offsets.position(end), QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def drop_selection(self) -> None:
        """Select nothing; the cursor stays where the selection ended."""
        cursor = self.textCursor()
        cursor.clearSelection()
        self.setTextCursor(cursor)

    def point(self) -> int:
        """Return the code point that the cursor stands before."""
        return self._offsets.point(self.textCursor().position())

    def step_mention(self, by: int) -> None:
        """Select the next or the previous mention from the cursor on."""
        cursor = self.textCursor()
        if by > 0:
            here = self._offsets.point(cursor.selectionEnd())
            ahead = [one for one in self.mentions if one.start >= here]
        else:
            here = self._offsets.point(cursor.selectionStart())
            ahead = [one for one in self.mentions if one.end <= here]
        if ahead:
            one = ahead[0] if by > 0 else ahead[-1]
            self.select_words(one.start, one.end)

    def below_cursor(self) -> QPoint:
        """Return where a menu about the words opens."""
        return self.viewport().mapToGlobal(self.cursorRect().bottomLeft())

    def _follow_cursor(self) -> None:
        found = self._sentence_at(self.point())
        if found != self._sentence:
            self._sentence = found
            self._gutter.update()
            self.viewport().update()
            self.sentence_changed.emit()

    def _sentence_at(self, point: int) -> int | None:
        if not self.coverage:
            return None
        before = bisect_right(self.coverage, point, key=lambda one: one.start) - 1
        inside = before >= 0 and point <= self.coverage[before].end
        return before if inside else min(before + 1, len(self.coverage) - 1)

    # Drawing

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sentence's ground beneath the words and the underlines over them."""
        if self.current is not None:
            painter = QPainter(self.viewport())
            for line in self._lines(self.current.start, self.current.end):
                painter.fillRect(line.adjusted(-2, 0, 2, 0), colour("sentence"))
            painter.end()
        super().paintEvent(event)
        if self.underlines and self.mentions:
            painter = QPainter(self.viewport())
            self._underline(painter)
            painter.end()

    def _underline(self, painter: QPainter) -> None:
        start, end = self._offsets.span(*self._in_sight())
        pens = {kind: QPen(colour(name), 1.4, style) for kind, (name, style) in _STYLES.items()}
        for one in self.mentions:
            if one.start >= end:
                break
            if one.end > start and one.kind in pens:
                painter.setPen(pens[one.kind])
                for line in self._lines(one.start, one.end):
                    base = line.bottom() - 1
                    painter.drawLine(QPointF(line.left(), base), QPointF(line.right(), base))

    def _lines(self, start: int, end: int) -> Iterator[QRectF]:
        """Yield the stretches of lines in sight that words take, in the viewport."""
        first, last = self._offsets.position(start), self._offsets.position(end)
        height = self.viewport().height()
        block: QTextBlock = self.document().findBlock(first)
        if block.position() < self.firstVisibleBlock().position():
            block = self.firstVisibleBlock()
        while block.isValid() and block.position() < last:
            area = self.blockBoundingGeometry(block).translated(self.contentOffset())
            if area.top() > height:
                return
            yield from self._lines_in(block, area.topLeft(), first, last, height)
            block = block.next()

    @staticmethod
    def _lines_in(
        block: QTextBlock, corner: QPointF, first: int, last: int, height: int
    ) -> Iterator[QRectF]:
        layout, offset = block.layout(), block.position()
        begun = layout.lineForTextPosition(max(first - offset, 0))
        for number in range(begun.lineNumber() if begun.isValid() else 0, layout.lineCount()):
            line = layout.lineAt(number)
            if line.textStart() >= last - offset:
                return
            begin = max(first - offset, line.textStart())
            end = min(last - offset, line.textStart() + line.textLength())
            top = corner.y() + line.y()
            if begin >= end or top + line.height() < 0:
                continue
            if top > height:
                return
            left, right = line.cursorToX(begin)[0], line.cursorToX(end)[0]  # type: ignore[index]
            yield QRectF(corner.x() + left, top, right - left, line.height())

    def _bars(self) -> list[Bar]:
        """Return the bars of the sentences in sight; those on one line share its height."""
        if not self.coverage:
            return []
        start, end = self._offsets.span(*self._in_sight())
        first = max(bisect_right(self.coverage, start, key=lambda one: one.end), 0)
        lift, width = self.viewport().y() - self._gutter.y(), max(self.viewport().width(), 1)
        bars = []
        for number in range(first, len(self.coverage)):
            one = self.coverage[number]
            if one.start >= end:
                break
            lines = list(self._lines(one.start, one.end))
            if lines:
                head, tail = lines[0], lines[-1]
                top = head.top() + head.height() * _share(head.left(), width)
                bottom = tail.top() + tail.height() * _share(tail.right(), width)
                if self._is_last_of_line(one.end):
                    bottom = tail.bottom()
                current = number == self._sentence
                bars.append(Bar(lift + top, lift + bottom, one.state, number, current))
        return bars

    def _is_last_of_line(self, end: int) -> bool:
        return end >= len(self.text) or self.text[end] in "\n\r\u2028\u2029"

    # Qt's side

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the keys of the desk be done; the others move and select."""
        key = key_of(event)
        if key is None or not self._means(key, event):
            super().keyPressEvent(event)
        else:
            self.key_wanted.emit(key)

    @guarded(False)
    def focusNextPrevChild(self, forward: bool) -> bool:
        """Leave with Tab, unless there is something for Tab to edit; Shift+Tab always leaves."""
        if forward and self.takes_tab():
            self.key_wanted.emit(next(key for key in KEYS if key.verb == "edit"))
            return True
        return super().focusNextPrevChild(forward)

    def _means(self, key: DeskKey, event: QKeyEvent) -> bool:
        """Tell whether a key is for the desk now; Enter on marked words goes to their record."""
        if not self.text:
            return key.verb in ("help", "next_open", "previous_open")
        state = self.current.state if self.current else ""
        if key.verb == "accept" and event.key() != Qt.Key.Key_A and state != "open":
            return self.segment_at_cursor() is None
        return True

    @guarded(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the bars along the edge."""
        super().resizeEvent(event)
        inside: QRect = self.contentsRect()
        self._gutter.setGeometry(inside.left() + 1, inside.top(), WIDTH, inside.height())

    @guarded(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what the reader takes words for, where nothing rests on them yet."""
        super().mouseMoveEvent(event)
        if event.buttons() or self._hovered is not None or not self.underlines:
            return
        position = self._position_under(event.position())
        point = -1 if position is None else self._offsets.point(position)
        found = next((one for one in self.mentions if one.start <= point < one.end), None)
        says = f"{found.kind.capitalize()}: {found.value or found.text}" if found else ""
        self.viewport().setToolTip(plain_tooltip(says))

    @guarded(None)
    def createMimeDataFromSelection(self) -> QMimeData:
        """Carry the words and where they stand, for the cell or the field they are dropped on."""
        copied = super().createMimeDataFromSelection()
        selected = self.selected()
        if selected is not None and self.source is not None:
            start, end = selected
            words = [self.source, start, end, self.text[start:end]]
            copied.setData(WORDS_FORMAT, json.dumps(words).encode())
        return copied


def _share(x: float, width: int) -> float:
    return min(max(x / width, 0.0), 1.0)
