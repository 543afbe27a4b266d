"""The header of a table: labels, order, frozen columns, and a line above each where one filters."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QHoverEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableView

from gui.crash import guarded
from gui.frozen_columns import FrozenColumns
from gui.messages import plain_tooltip
from gui.order_arrow import ROOM, draw_arrow
from gui.sorting import Sorts, after_click
from gui.theme import colour
from models import Field, Filter

_HINT: Final = (
    "contains · =exactly · !=not · >5 · 10..20 · one|other · = nothing there · * something there"
)
_TABS: Final = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
_BY_KEY: Final = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


class FilterHeader(QHeaderView):
    """A horizontal header whose sections carry a filter line beneath their label."""

    filters_changed = Signal(object)
    sort_wanted = Signal(object)
    left = Signal()

    def __init__(self, fields: tuple[Field, ...], table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._fields, self._table = fields, table
        self._sorts: Sorts = ()
        self.frozen = FrozenColumns(self, table.horizontalScrollBar())
        self._lines = [self._line(field) for field in fields]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        # Only letters that come together wait for one another: a newer one stops the older search.
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._tell)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorShown(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.sectionClicked.connect(self._on_clicked)
        self.sectionResized.connect(self.place_lines)
        self.sectionMoved.connect(self.place_lines)
        table.horizontalScrollBar().valueChanged.connect(self._on_scrolled)

    def _line(self, field: Field) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName(f"filter_{field.key}")
        line.setPlaceholderText("Filter")
        line.setAccessibleName(f"Filter {field.label}")
        line.setProperty("filter", True)
        line.setFrame(False)
        line.textEdited.connect(self._later)
        line.returnPressed.connect(self._tell)
        line.installEventFilter(self)
        self._explain(line, field)
        return line

    def _explain(self, line: QLineEdit, field: Field, problem: str = "") -> None:
        line.setToolTip(plain_tooltip(problem or f"Filter {field.label}\n{_HINT}"))

    # Filters

    def _later(self) -> None:
        self._timer.start()

    def _tell(self) -> None:
        self._timer.stop()
        self.mark_refused("", "")
        self.filters_changed.emit(self.filters())

    def filters(self) -> tuple[Filter, ...]:
        """Return what is typed above the columns."""
        typed = ((f.key, line.text()) for f, line in zip(self._fields, self._lines, strict=True))
        return tuple(Filter(key, text.strip()) for key, text in typed if text.strip())

    def set_filters(self, filters: tuple[Filter, ...]) -> None:
        """Show these filters without asking for them; a line that is typed into stays."""
        texts = {kept.field: kept.text for kept in filters if not kept.negated}
        for field, line in zip(self._fields, self._lines, strict=True):
            text = texts.get(field.key, "")
            typing = line.hasFocus() and self._timer.isActive()
            if line.text().strip() != text and not typing:
                line.setText(text)

    def mark_refused(self, key: str, sentence: str) -> None:
        """Mark the line whose filter makes no sense, with the reason; an empty key marks none."""
        for field, line in zip(self._fields, self._lines, strict=True):
            refused = "true" if field.key == key else "false"
            if (line.property("invalid") or "false") != refused:
                line.setProperty("invalid", refused)
                line.style().polish(line)
                self._explain(line, field, sentence if field.key == key else "")

    def show_refusal(self, sentence: str) -> None:
        """Mark the line that a refusal is about; it names the column first."""
        for field, line in zip(self._fields, self._lines, strict=True):
            if line.text().strip() and sentence.startswith(f"{field.label}: "):
                self.mark_refused(field.key, sentence)

    def focus_filter(self, section: int) -> None:
        """Put the cursor into the line of a column."""
        if 0 <= section < len(self._lines) and not self.isSectionHidden(section):
            self._lines[section].setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._lines[section].selectAll()

    # Order

    def show_sorts(self, sorts: Sorts) -> None:
        """Show the order, without asking for it."""
        self._sorts = sorts
        self.viewport().update()

    @property
    def sorts(self) -> Sorts:
        """Return the order that is shown."""
        return self._sorts

    def _on_clicked(self, section: int) -> None:
        shift = Qt.KeyboardModifier.ShiftModifier
        adding = bool(QGuiApplication.keyboardModifiers() & shift)
        self.sort_wanted.emit(after_click(self._sorts, self._fields[section].key, adding=adding))

    @guarded(None)
    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Draw the label, and the arrow of the order with its rank among several."""
        painter.save()
        super().paintSection(painter, rect, section)
        painter.restore()
        key = self._fields[section].key
        place = next((n for n, one in enumerate(self._sorts) if one.field == key), None)
        if place is not None:
            rank = place + 1 if len(self._sorts) > 1 else 0
            draw_arrow(painter, rect, rank, down=self._sorts[place].descending)

    @guarded(QSize(100, 24))
    def sectionSizeFromContents(self, section: int) -> QSize:
        """Return room for the label and an arrow beside it."""
        size = super().sectionSizeFromContents(section)
        return QSize(size.width() + ROOM, size.height())

    # Frozen columns

    def freeze(self, count: int) -> None:
        """Keep the first visible columns where they are."""
        self.frozen.count = max(count, 0)
        self.place_lines()
        self.viewport().update()

    def _on_scrolled(self) -> None:
        self.place_lines()
        if self.frozen.count:
            self.viewport().update()

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frozen sections over those that were scrolled beneath them."""
        super().paintEvent(event)
        if not self.frozen.count:
            return
        painter = QPainter(self.viewport())
        height = self.viewport().height()
        for section in self.frozen.sections():
            left = self.frozen.left_of(section) or 0
            rect = QRect(left, 0, self.sectionSize(section), height)
            painter.fillRect(rect, colour("bar"))
            self.paintSection(painter, rect, section)
        painter.fillRect(self.frozen.width - 1, 0, 1, height, colour("field_line"))
        painter.end()

    @guarded(None)
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a section, frozen or not."""
        self.frozen.hold(int(event.position().x()))
        with self.frozen.as_seen(int(event.position().x())):
            super().mousePressEvent(event)

    @guarded(None)
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Resize or move the section taken hold of."""
        with self.frozen.as_seen(int(event.position().x())):
            super().mouseMoveEvent(event)

    @guarded(None)
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go of it, or order by it."""
        with self.frozen.as_seen(int(event.position().x())):
            super().mouseReleaseEvent(event)
        self.frozen.let_go()

    @guarded(None)
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Fit the column whose edge was double clicked."""
        with self.frozen.as_seen(int(event.position().x())):
            super().mouseDoubleClickEvent(event)

    @guarded(False)
    def viewportEvent(self, event: QEvent) -> bool:
        """Explain the column that is seen, and show which one the mouse is on."""
        if isinstance(event, QHelpEvent | QHoverEvent):
            place = event.pos() if isinstance(event, QHelpEvent) else event.position()
            with self.frozen.as_seen(int(place.x())):
                return super().viewportEvent(event)
        return super().viewportEvent(event)

    def section_under(self, place: QPoint) -> int:
        """Return the section that is seen at a place, -1 when there is none."""
        frozen = self.frozen.section_at(place.x())
        return frozen if frozen is not None else self.logicalIndexAt(place)

    # Room

    @guarded(QSize(100, 48))
    def sizeHint(self) -> QSize:
        """Return room for the label and the line beneath it."""
        size = super().sizeHint()
        return QSize(size.width(), size.height() + self._line_height())

    def _line_height(self) -> int:
        return self._lines[0].sizeHint().height() if self._lines else 0

    @guarded(None)
    def updateGeometries(self) -> None:
        """Keep the lower part of the header free of labels."""
        self.setViewportMargins(0, 0, 0, self._line_height())
        super().updateGeometries()
        self.place_lines()

    def place_lines(self, *_: object) -> None:
        """Put each line under its label, wherever the column was moved or frozen."""
        height = self._line_height()
        top, edge = self.height() - height, self.frozen.width if self.frozen.count else 0
        for section, line in enumerate(self._lines):
            hidden = section >= self.count() or self.isSectionHidden(section)
            # Hidden only with its column: the one that is typed into keeps the keyboard.
            line.setVisible(not hidden)
            if not hidden:
                left, frozen = self.sectionViewportPosition(section), self.frozen.left_of(section)
                seen = max(left, edge) if frozen is None else frozen
                right = (left if frozen is None else frozen) + self.sectionSize(section)
                line.setGeometry(seen, top, max(right - seen, 0), height)

    def _bring(self, section: int) -> None:
        """Scroll until the line of a column is seen whole."""
        left, bar = self.sectionViewportPosition(section), self._table.horizontalScrollBar()
        if self.frozen.left_of(section) is None:
            beyond = left + self.sectionSize(section) - self.viewport().width()
            before = left - self.frozen.width
            bar.setValue(bar.value() + (before if before < 0 else max(min(beyond, before), 0)))

    def _neighbour(self, line: QLineEdit, by: int) -> int | None:
        """Return the column whose line is next to this one, as they are seen."""
        place = self.visualIndex(self._lines.index(line)) + by
        while 0 <= place < self.count():
            section = self.logicalIndex(place)
            if not self.isSectionHidden(section):
                return section
            place += by
        return None

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the keyboard from line to line, and back to the table."""
        if not isinstance(watched, QLineEdit):
            return super().eventFilter(watched, event)
        if isinstance(event, QFocusEvent) and event.gotFocus() and event.reason() in _BY_KEY:
            self._bring(self._lines.index(watched))
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._takes(watched, Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _takes(self, line: QLineEdit, key: Qt.Key) -> bool:
        """Clear on Escape, leave on Escape in an empty line or on Down, go on at Tab."""
        if key == Qt.Key.Key_Escape and line.text():
            line.clear()
            self._tell()
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.left.emit()
        elif key in _TABS and (section := self._neighbour(line, _TABS[key])) is not None:
            self._lines[section].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            return False
        return True
