"""The worklist as a tree of two levels: headings with their counts, and the chores below each."""

from collections.abc import Sequence
from typing import Final, TypeAlias

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.crash import guarded
from gui.messages import plain_tooltip
from models import Chore, ChorePile

Index: TypeAlias = QModelIndex | QPersistentModelIndex
SENTENCE, NAME = 0, 1
_HEADERS: Final = ("What there is to do", "Record")
_TOP: Final = 0
_ROLES = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)


class WorklistModel(QAbstractItemModel):
    """Holds piles of chores, narrowed to those with some words."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[ChorePile, ...] = ()
        self._words: tuple[str, ...] = ()
        self._piles: list[tuple[ChorePile, list[Chore]]] = []

    # What is listed

    def show_piles(self, piles: Sequence[ChorePile]) -> None:
        """List these piles."""
        self._all = tuple(piles)
        self._narrow()

    def find(self, words: str) -> None:
        """List only chores whose words begin so, in their sentence, record or heading."""
        self._words = tuple(words.casefold().split())
        self._narrow()

    def _narrow(self) -> None:
        self.beginResetModel()
        kept = ((pile, [one for one in pile.chores if self._fits(pile, one)]) for pile in self._all)
        self._piles = [(pile, chores) for pile, chores in kept if chores]
        self.endResetModel()

    def _fits(self, pile: ChorePile, chore: Chore) -> bool:
        text = f"{pile.label} {chore.sentence} {chore.name}".casefold()
        return all(word in text for word in self._words)

    def pile(self, row: int) -> ChorePile:
        """Return the pile of a heading."""
        return self._piles[row][0]

    def chore(self, index: Index) -> Chore | None:
        """Return the chore at a place, None at a heading."""
        if not index.isValid() or index.internalId() == _TOP:
            return None
        chores = self._piles[index.internalId() - 1][1]
        return chores[index.row()] if index.row() < len(chores) else None

    # Qt's side

    @guarded(QModelIndex())
    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return a place: headings carry no number, chores that of their heading and one more."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _TOP)

    @guarded(QModelIndex())
    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """Return the heading of a chore."""
        if not index.isValid() or index.internalId() == _TOP:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _TOP)

    @guarded(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many headings there are, or chores below one, and a line for the others."""
        if not parent.isValid():
            return len(self._piles)
        if parent.internalId() != _TOP or parent.column() != 0:
            return 0
        pile, chores = self._piles[parent.row()]
        return len(chores) + bool(self._beyond(pile))

    @guarded(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return len(_HEADERS)

    @guarded(None)
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return what stands above a column."""
        across = orientation == Qt.Orientation.Horizontal
        return _HEADERS[section] if across and role == Qt.ItemDataRole.DisplayRole else None

    @guarded(None)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the words of a heading or a chore."""
        if role not in _ROLES or not index.isValid():
            return None
        words = self._words_at(index)
        return plain_tooltip(words) if role == Qt.ItemDataRole.ToolTipRole else words

    def _words_at(self, index: Index) -> str:
        if index.internalId() == _TOP:
            pile = self.pile(index.row())
            return f"{pile.label}  {self._count(index.row())}" if index.column() == SENTENCE else ""
        chore = self.chore(index)
        if chore is not None:
            return chore.sentence if index.column() == SENTENCE else chore.name
        beyond = self._beyond(self.pile(index.internalId() - 1))
        return f"… and {beyond:,} more" if index.column() == SENTENCE else ""

    def _count(self, row: int) -> str:
        pile, chores = self._piles[row]
        return f"{len(chores):,} of {pile.total:,}" if self._words else f"{pile.total:,}"

    def _beyond(self, pile: ChorePile) -> int:
        return 0 if self._words else pile.total - len(pile.chores)
