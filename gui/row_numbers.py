"""The numbers beside the rows of a long table."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from gui.crash import guarded


class RowNumbers(QHeaderView):
    """A vertical header that is as wide as its last number.

    Qt's own asks for the sizes of two hundred rows, eight hundred calls of the model, whenever rows
    come or go: with each letter that is typed into the search line.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    @guarded(QSize(40, 0))
    def sizeHint(self) -> QSize:
        """Return the room that the last row's number needs."""
        if not self.count():
            return super().sizeHint()
        return self.sectionSizeFromContents(self.count() - 1)
