"""The cells that a replacement would change: before, after, and which of them are left out."""

from typing import Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter, QPalette, QTextCharFormat, QTextLayout, QTextOption
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from gui.crash import guarded
from gui.messages import plain_tooltip
from gui.replacing import Found, Span
from gui.theme import colour
from models import KINDS

BEFORE, AFTER = 2, 3
SPANS_ROLE: Final = Qt.ItemDataRole.UserRole + 1
_HEADINGS: Final = ("Row", "Column", "Now", "Then")
_NOWHERE: Final = QModelIndex()
_PADDING: Final = 5
_LEAD, _LONGEST = 24, 400
_LINE_ENDS: Final = str.maketrans({"\n": "↵", "\r": " ", "\t": " ", "\u2028": " ", "\u2029": " "})

_Index = QModelIndex | QPersistentModelIndex


class PreviewModel(QAbstractTableModel):
    """What was found so far; a line that is unticked is left out."""

    ticked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[Found] = []
        self.left_out: set[tuple[int, str]] = set()
        self.kind = ""

    def begin(self, kind: str) -> None:
        """Start anew with no lines; what was left out is still left out when it is found again."""
        self.beginResetModel()
        self.kind = kind
        self.lines = []
        self.endResetModel()

    def add(self, lines: list[Found]) -> None:
        """Show more lines below the others."""
        if lines:
            first = len(self.lines)
            self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
            self.lines = self.lines + lines
            self.endInsertRows()

    @guarded(0)
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        """Return how many cells are listed."""
        return 0 if parent.isValid() else len(self.lines)

    @guarded(0)
    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(_HEADINGS)

    @guarded(None)
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return what stands above the columns."""
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADINGS[section]
        return None

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Let the lines be ticked."""
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == 0 else flags

    @guarded(None)
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell of the list says."""
        if index.row() >= len(self.lines):
            return None
        line, column = self.lines[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == 0:
            left = (line.record, line.field) in self.left_out
            return Qt.CheckState.Unchecked if left else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.DisplayRole:
            return self._shown(line, column)
        if role == Qt.ItemDataRole.ToolTipRole and column in (BEFORE, AFTER):
            change = line.replaced
            return plain_tooltip(change.before if column == BEFORE else change.after)
        if role == SPANS_ROLE and column in (BEFORE, AFTER):
            return _excerpt(line, column)
        return None

    def _shown(self, line: Found, column: int) -> str:
        if column == 0:
            return f"{line.row + 1:,}"
        if column == 1:
            return KINDS[self.kind].field(line.field).label
        return _excerpt(line, column)[0]

    @guarded(False)
    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tick a line or leave it out."""
        if role != Qt.ItemDataRole.CheckStateRole:
            return False
        line = self.lines[index.row()]
        place = (line.record, line.field)
        if Qt.CheckState(value) == Qt.CheckState.Checked:
            self.left_out.discard(place)
        else:
            self.left_out.add(place)
        self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), AFTER))
        self.ticked.emit()
        return True


def _excerpt(line: Found, column: int) -> tuple[str, tuple[Span, ...]]:
    """Return one line of a text from shortly before its first change on, and what to mark in it."""
    change = line.replaced
    text, spans = change.before, change.gone
    if column == AFTER:
        text, spans = change.after, change.come
    first = spans[0][0]
    start = first - _LEAD if first > 2 * _LEAD else 0
    lead = "…" if start else ""
    shift = len(lead) - start
    shown = lead + text[start : start + _LONGEST].translate(_LINE_ENDS)
    return shown, tuple((a + shift, b + shift) for a, b in spans if a + shift < len(shown))


class MarkedDelegate(QStyledItemDelegate):
    """Draws a plain text with the words that go or come on a ground of their own."""

    def __init__(self, ground: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ground = ground

    @guarded(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Draw one line."""
        self.initStyleOption(option, index)
        found = index.data(SPANS_ROLE)
        if not isinstance(found, tuple):
            super().paint(painter, option, index)
            return
        text, spans = found
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        palette = option.palette
        shaded = option.features & QStyleOptionViewItem.ViewItemFeature.Alternate
        role = QPalette.ColorRole.AlternateBase if shaded else QPalette.ColorRole.Base
        painter.save()
        painter.setClipRect(option.rect)
        active = option.state & QStyle.StateFlag.State_Active
        group = QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
        ground = QPalette.ColorRole.Highlight if chosen else role
        painter.fillRect(option.rect, palette.color(group, ground))
        pen = QPalette.ColorRole.HighlightedText if chosen else QPalette.ColorRole.Text
        painter.setPen(palette.color(group, pen))
        _draw(painter, option, text, self._formats(text, spans))
        painter.restore()

    def _formats(self, text: str, spans: tuple[Span, ...]) -> list[QTextLayout.FormatRange]:
        marked = QTextCharFormat()
        marked.setBackground(colour(self._ground))
        marked.setForeground(colour("text"))
        formats = []
        for start, end in spans:
            one = QTextLayout.FormatRange()
            # Qt counts UTF-16 units.
            one.start = _units(text[:start])
            one.length = _units(text[start:end])
            one.format = marked
            formats.append(one)
        return formats


def _draw(
    painter: QPainter,
    option: QStyleOptionViewItem,
    text: str,
    formats: list[QTextLayout.FormatRange],
) -> None:
    layout = QTextLayout(text, option.font)
    wrap = QTextOption()
    wrap.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout.setTextOption(wrap)
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    rect = option.rect
    top = rect.top() + (rect.height() - line.height()) / 2
    layout.draw(painter, QPointF(rect.left() + _PADDING, top), [], QRectF(rect))


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
