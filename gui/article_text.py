"""The text of a source to read, with coded words marked; counts in code points to the outside."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextLine,
    QTextOption,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from gui.article_marks import (
    Segment,
    between,
    chosen_ink,
    ink,
    mentions,
    segment_at,
    underline,
)
from gui.crash import guarded
from gui.messages import plain_tooltip
from gui.offsets import Offsets

_LETTERS_A_LINE: Final = 92
_SIDE: Final = 14
_MOST_LINES_IN_TIP: Final = 8

Span = tuple[int, int]


class ArticleText(QPlainTextEdit):
    """Shows one text; tells when marked words are chosen, and which words are selected."""

    segment_chosen = Signal(object, QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("article_text")
        self.setAccessibleName("Article")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.viewport().setMouseTracking(True)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.12)
        self.setFont(font)
        self.text = ""
        self._offsets = Offsets("")
        self._segments: Sequence[Segment] = ()
        self._chosen: Span | None = None
        self._hovered: Segment | None = None
        self._pressed: QPoint | None = None
        self._drawn: tuple[object, ...] = ()
        self.verticalScrollBar().valueChanged.connect(self._mark)

    # What is shown

    def set_text(self, text: str) -> None:
        """Show another text, from its beginning and without marks."""
        self.text = text
        self._offsets = Offsets(text)
        self._segments, self._chosen, self._hovered = (), None, None
        self.setExtraSelections([])
        self.setPlainText(self._offsets.shown)
        self._drawn = ()

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Mark these words, in place of those marked before; the same ones are left as they are."""
        if segments == self._segments:
            return
        self._segments = segments
        self._hovered = None
        self.viewport().setToolTip("")
        self._mark(anew=True)

    def show_words(self, start: int, end: int) -> None:
        """Bring these words into sight and make them stand out."""
        self._chosen = (start, end)
        first, last = self._offsets.position(start), self._offsets.position(end)
        if not self.textCursor().hasSelection():
            # Words that a person has just selected, perhaps to cite them, stay selected.
            cursor = self.textCursor()
            cursor.setPosition(first)
            self.setTextCursor(cursor)
        self._bring_into_sight(first, last)
        self._mark(anew=True)

    def forget_words(self) -> None:
        """Let no words stand out any more."""
        self._chosen = None
        self._mark(anew=True)

    def selected(self) -> Span | None:
        """Return the selected words without the blanks around them, None when there are none."""
        cursor = self.textCursor()
        if not cursor.hasSelection():
            return None
        start, end = self._offsets.span(cursor.selectionStart(), cursor.selectionEnd())
        while start < end and self.text[start].isspace():
            start += 1
        while end > start and self.text[end - 1].isspace():
            end -= 1
        return (start, end) if start < end else None

    def segment_under(self, place: QPoint) -> Segment | None:
        """Return the marked words at a place of the viewport."""
        position = self._position_under(QPointF(place))
        return None if position is None else self._segment_at(position)

    def segment_at_cursor(self) -> Segment | None:
        """Return the marked words in which the text cursor stands."""
        position = self.textCursor().position()
        # At the end of the words the cursor is still theirs.
        return self._segment_at(position) or self._segment_at(max(position - 1, 0))

    # Marking

    def _segment_at(self, position: int) -> Segment | None:
        return segment_at(self._segments, self._offsets.point(position))

    def _mark(self, *_: object, anew: bool = False) -> None:
        """Mark the words in sight; a text of megabytes may carry thousands of passages."""
        first, last = self._in_sight()
        drawn = (first, last, self._hovered)
        if not anew and drawn == self._drawn:
            return
        self._drawn = drawn
        seen = between(self._segments, *self._offsets.span(first, last))
        marks = [self._selection(one.start, one.end, self._ink(one)) for one in seen]
        if self._chosen is not None:
            marks.append(self._selection(*self._chosen, chosen_ink()))
        self.setExtraSelections(marks)

    def _in_sight(self) -> Span:
        corner = QPoint(self.viewport().width(), self.viewport().height())
        last = self.cursorForPosition(corner).block()
        return self.firstVisibleBlock().position(), last.position() + last.length()

    def _ink(self, segment: Segment) -> QTextCharFormat:
        over = set(self._hovered.spans) if self._hovered else set()
        touched = [span for span in segment.spans if span in over]
        if not touched:
            return ink(segment.mark, layers=len(segment.spans))
        inner = self._hovered is not None and touched[0] == self._hovered.spans[0]
        shown = QTextCharFormat(ink(segment.mark, layers=len(segment.spans), hovered=inner))
        if len(over) > 1:
            # Where passages overlap, the whole reach of each is seen: the line beneath is the
            # wider ones', the stronger paper the narrowest one's.
            underline(shown, segment.mark)
        return shown

    def _selection(self, start: int, end: int, shown: QTextCharFormat) -> QTextEdit.ExtraSelection:
        cursor = QTextCursor(self.document())
        cursor.setPosition(self._offsets.position(start))
        cursor.setPosition(self._offsets.position(end), QTextCursor.MoveMode.KeepAnchor)
        mark = QTextEdit.ExtraSelection()
        mark.cursor, mark.format = cursor, shown
        return mark

    # Places

    def _position_under(self, place: QPointF) -> int | None:
        block = self.cursorForPosition(place.toPoint()).block()
        area = self.blockBoundingGeometry(block).translated(self.contentOffset())
        inside = place - area.topLeft()
        layout = block.layout()
        for number in range(layout.lineCount()):
            line = layout.lineAt(number)
            if line.naturalTextRect().contains(inside):
                on_character = QTextLine.CursorPosition.CursorOnCharacter
                found = line.xToCursor(inside.x(), on_character)
                return block.position() + int(found)
        return None

    def _bring_into_sight(self, first: int, last: int) -> None:
        bar = self.verticalScrollBar()
        top, bottom = self._line_of(first), self._line_of(last)
        if bar.value() <= top and bottom < bar.value() + bar.pageStep():
            return
        # A third from the top: what comes before the words is read with them.
        spare = max(bar.pageStep() - (bottom - top + 1), 0)
        bar.setValue(top - spare // 3)

    def _line_of(self, position: int) -> int:
        block: QTextBlock = self.document().findBlock(position)
        self.blockBoundingRect(block)
        line = block.layout().lineForTextPosition(position - block.position())
        return block.firstLineNumber() + (line.lineNumber() if line.isValid() else 0)

    # Qt's side

    @guarded(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the marked words under the pointer stand out, and tell what they carry."""
        super().mouseMoveEvent(event)
        place = event.position().toPoint()
        self._hover(None if event.buttons() else self.segment_under(place))

    @guarded(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where a click began."""
        super().mousePressEvent(event)
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if left else None

    @guarded(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the marked words that were clicked; after dragging words are only selected."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None or self.textCursor().hasSelection():
            return
        segment = self.segment_under(event.position().toPoint())
        if segment is not None and segment == self.segment_under(pressed):
            self.segment_chosen.emit(segment, event.globalPosition().toPoint())

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose marked words with Enter; Escape lets go of words that stand out."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            segment = self.segment_at_cursor()
            if segment is not None:
                below = self.viewport().mapToGlobal(self.cursorRect().bottomLeft())
                self.segment_chosen.emit(segment, below)
        elif event.key() == Qt.Key.Key_Escape and self._chosen is not None:
            self.forget_words()
        else:
            super().keyPressEvent(event)

    @guarded(None)
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep lines at a length that is easy to read."""
        letter = self.fontMetrics().averageCharWidth()
        room = self.width() - self.verticalScrollBar().sizeHint().width() - 2 * _SIDE
        right = max(room - letter * _LETTERS_A_LINE, 0) + _SIDE
        margins = self.viewportMargins()
        if (margins.left(), margins.right()) != (_SIDE, right):
            self.setViewportMargins(_SIDE, 6, right, 6)
        super().resizeEvent(event)
        self._mark()

    @guarded(None)
    def changeEvent(self, event: QEvent) -> None:
        """Mark anew in the colours of another theme."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange):
            self._mark(anew=True)

    @guarded(False)
    def event(self, event: QEvent) -> bool:
        """Copy words, not the cells of the table, while the keyboard is here."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            keys = QKeySequence.StandardKey
            if event.matches(keys.Copy) or event.matches(keys.SelectAll):
                event.accept()
                return True
        return super().event(event)

    @guarded(False)
    def viewportEvent(self, event: QEvent) -> bool:
        """Forget the words under the pointer when it leaves."""
        if event.type() == QEvent.Type.Leave:
            self._hover(None)
        return super().viewportEvent(event)

    @guarded(None)
    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy the words as the source has them, with its own blanks and line ends."""
        cursor = self.textCursor()
        start, end = self._offsets.span(cursor.selectionStart(), cursor.selectionEnd())
        copied = QMimeData()
        copied.setText(self.text[start:end])
        return copied

    def _hover(self, segment: Segment | None) -> None:
        if segment == self._hovered:
            return
        self._hovered = segment
        lines = [one.line for one in mentions(segment.passages)] if segment else []
        more = len(lines) - _MOST_LINES_IN_TIP
        if more > 0:
            lines[_MOST_LINES_IN_TIP:] = [f"and {more} more"]
        viewport = self.viewport()
        viewport.setToolTip(plain_tooltip("\n".join(lines)))
        hand, beam = Qt.CursorShape.PointingHandCursor, Qt.CursorShape.IBeamCursor
        viewport.setCursor(hand if segment else beam)
        self._mark()
