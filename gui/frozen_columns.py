"""The first columns, which stay where they are when the others are scrolled sideways."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QHeaderView, QScrollBar

LEAST_SCROLLED: Final = 80
"""So many pixels of a table stay for the other columns, however narrow its window is."""


class FrozenColumns:
    """Which sections of a header are frozen, and where they stand."""

    def __init__(self, header: QHeaderView, bar: QScrollBar) -> None:
        self._header = header
        self._bar = bar
        self.count = 0
        self._held = False

    def sections(self) -> list[int]:
        """Return the frozen sections from left to right; there is always room to scroll others."""
        header, frozen = self._header, list[int]()
        room = header.viewport().width() - LEAST_SCROLLED
        for section in map(header.logicalIndex, range(header.count() if self.count else 0)):
            if not header.isSectionHidden(section):
                room -= header.sectionSize(section)
                if room < 0 or len(frozen) == self.count:
                    break
                frozen.append(section)
        return frozen

    @property
    def width(self) -> int:
        """Return how many pixels of the left they take."""
        return sum(self._header.sectionSize(section) for section in self.sections())

    @property
    def scrolled(self) -> bool:
        """Tell whether other columns lie beneath them now."""
        return self.count > 0 and self._header.offset() > 0

    def left_of(self, section: int) -> int | None:
        """Return where a frozen section begins in the viewport; None when it is not frozen."""
        left = 0
        for frozen in self.sections():
            if frozen == section:
                return left
            left += self._header.sectionSize(frozen)
        return None

    def section_at(self, x: int) -> int | None:
        """Return the frozen section at a place of the viewport."""
        left = 0
        for frozen in self.sections() if x >= 0 else ():
            left += self._header.sectionSize(frozen)
            if x < left:
                return frozen
        return None

    @contextmanager
    def as_seen(self, x: int) -> Iterator[None]:
        """Let the header act on what is seen at a place: on a frozen section as if unscrolled."""
        offset = self._header.offset()
        if not offset or not (self._held or self.section_at(x) is not None):
            yield
            return
        # Moving the mouse events instead would not do: left of its edge a header ignores them.
        self._header.setOffset(0)
        try:
            yield
        finally:
            self._header.setOffset(self._bar.value())
            self._header.viewport().update()

    def hold(self, x: int) -> None:
        """Let the header act as if unscrolled wherever the mouse goes, once it took a frozen one.

        An edge that is drawn to the right leaves the frozen ones before the mouse lets go of it.
        """
        self._held = self.section_at(x) is not None

    def let_go(self) -> None:
        """Let the header act on what is seen again."""
        self._held = False

    def placed(self, section: int, rect: QRect) -> QRect:
        """Return the rectangle of a cell or a section where it is really seen."""
        left = self.left_of(section)
        if left is not None:
            rect.moveLeft(left)
        return rect
