"""The header of a table with a line above each column where a filter is typed."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTableView

from gui.crash import guarded
from gui.messages import plain_tooltip
from models import Field, Filter

TYPING_MILLISECONDS = 200
_HINT = "contains · =exactly · !=not · >5 · 10..20 · = nothing there · * something there"


class FilterHeader(QHeaderView):
    """A horizontal header whose sections carry a filter line beneath their label."""

    filters_changed = Signal(object)
    left = Signal()

    def __init__(self, fields: tuple[Field, ...], table: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._fields = fields
        self._lines = [self._line(field) for field in fields]
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TYPING_MILLISECONDS)
        self._timer.timeout.connect(self._tell)
        self.setSectionsMovable(True)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setSortIndicatorClearable(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.sectionResized.connect(self.place_lines)
        self.sectionMoved.connect(self.place_lines)
        table.horizontalScrollBar().valueChanged.connect(self.place_lines)

    def _line(self, field: Field) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName(f"filter_{field.key}")
        line.setPlaceholderText("Filter")
        line.setAccessibleName(f"Filter {field.label}")
        line.setToolTip(plain_tooltip(f"Filter {field.label}\n{_HINT}"))
        line.setProperty("filter", True)
        line.setFrame(False)
        line.textEdited.connect(self._later)
        line.returnPressed.connect(self._tell)
        line.installEventFilter(self)
        return line

    def _later(self) -> None:
        self._timer.start()

    def _tell(self) -> None:
        self._timer.stop()
        self.filters_changed.emit(self.filters())

    def filters(self) -> tuple[Filter, ...]:
        """Return what is typed above the columns."""
        typed = ((f.key, line.text()) for f, line in zip(self._fields, self._lines, strict=True))
        return tuple(Filter(key, text.strip()) for key, text in typed if text.strip())

    def set_filters(self, filters: tuple[Filter, ...]) -> None:
        """Show these filters without asking for them."""
        texts = {kept.field: kept.text for kept in filters}
        for field, line in zip(self._fields, self._lines, strict=True):
            line.setText(texts.get(field.key, ""))

    def focus_filter(self, section: int) -> None:
        """Put the cursor into the line of a column."""
        if 0 <= section < len(self._lines) and not self.isSectionHidden(section):
            self._lines[section].setFocus(Qt.FocusReason.ShortcutFocusReason)
            self._lines[section].selectAll()

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
        """Put each line under its label, wherever the column was moved."""
        height = self._line_height()
        top = self.height() - height
        for section, line in enumerate(self._lines):
            hidden = section >= self.count() or self.isSectionHidden(section)
            line.setVisible(not hidden)
            if not hidden:
                left = self.sectionViewportPosition(section)
                line.setGeometry(left, top, self.sectionSize(section), height)

    @guarded(False)
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Clear on Escape, go back to the table on Escape in an empty line or on Down."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            assert isinstance(watched, QLineEdit)
            if event.key() == Qt.Key.Key_Escape:
                if watched.text():
                    watched.clear()
                    self._tell()
                else:
                    self.left.emit()
                return True
            if event.key() == Qt.Key.Key_Down:
                self.left.emit()
                return True
        return super().eventFilter(watched, event)
