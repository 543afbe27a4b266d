"""The places of the tree and how many entries each has, as a Qt model that changes in place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Final, TypeAlias

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont

from gui.crash import guarded
from gui.messages import plain_tooltip
from gui.theme import colour
from models import KINDS, VOCABULARIES, PlaceCount, Query, Scope, Sort, Store, Ticket

Index: TypeAlias = QModelIndex | QPersistentModelIndex

OTHERS: Final = "Other countries"
REGIONAL: Final = "Regional"
NO_SECTOR: Final = "No sector"
VIEWS: Final = "Views"


@dataclass(frozen=True)
class NamedView:
    """A view of the store as the tree shows it."""

    record: int
    name: str
    table: str
    query: str


@dataclass(frozen=True)
class PlaceFacts:
    """What the store knows of places: recipients, names of countries, counts, named views."""

    recipients: tuple[tuple[str, str, str], ...]
    names: dict[str, str]
    counts: tuple[PlaceCount, ...]
    views: tuple[NamedView, ...] = ()


@dataclass(frozen=True)
class Place:
    """One line of the tree: a place or a view; one that is neither only holds others together."""

    text: str
    entries: int
    scope: Scope | None
    tip: str = ""
    below: tuple["Place", ...] = ()
    view: int | None = None

    @property
    def key(self) -> object:
        """Return what makes it the same line though its words and counts have changed."""
        return self.view if self.view is not None else self.scope or self.text


def read_places(store: Store, ticket: Ticket | None = None) -> PlaceFacts:
    """Read what the tree shows; may be called in any thread."""
    names, counts = dict(store.countries()), tuple(store.counts(ticket))
    return PlaceFacts(tuple(store.places()), names, counts, tuple(_read_views(store)))


def _read_views(store: Store) -> Iterator[NamedView]:
    for row in store.rows("view", store.ids(Query("view", sort=(Sort("name"),)))):
        yield NamedView(row.id, row.text("name"), row.text("table"), row.text("query"))


def arrange(facts: PlaceFacts, kept: Scope) -> tuple[Place, ...]:
    """Put the facts in the order of the tree; the kept place stands in it even without entries."""
    sectors = _by_sector(facts.counts, kept)
    regional = _country(REGIONAL, Scope(regional=True), sectors.pop(None, {}))
    regions: dict[str, list[Place]] = {}
    for code, name, region in facts.recipients:
        place = _country(name, Scope(country=code), sectors.pop(code, {}))
        regions.setdefault(region, []).append(place)
    others = regions.pop("", [])
    rest = [(facts.names.get(code, code), code) for code in sectors if code is not None]
    for name, code in sorted(rest):
        others.append(_country(name, Scope(country=code), sectors[code]))
    # An entry of several countries is not tied to one of the regions.
    top = [_group(name, Scope(region=name), [*regions[name], regional]) for name in sorted(regions)]
    if not top:
        top.append(regional)
    if others:
        top.append(_group(OTHERS, None, others))
    if facts.views:
        views = tuple(_view(one) for one in facts.views)
        top.append(Place(VIEWS, len(views), None, VIEWS, views))
    return tuple(top)


def entries_in_words(entries: int) -> str:
    """Say how many entries there are."""
    return "1 entry" if entries == 1 else f"{entries:,} entries"


def _by_sector(counts: Iterable[PlaceCount], kept: Scope) -> dict[str | None, dict[str, int]]:
    """Give the entries of each country (None: regional) by sector (empty: none given)."""
    sectors: dict[str | None, dict[str, int]] = {}
    for line in counts:
        own = sectors.setdefault(line.country, {})
        own[line.sector or ""] = own.get(line.sector or "", 0) + line.entries
    if kept.country is not None or kept.regional:
        own = sectors.setdefault(kept.country, {})
        if kept.sector is not None:
            own.setdefault(kept.sector, 0)
    return sectors


def _country(name: str, scope: Scope, sectors: dict[str, int]) -> Place:
    # No sector has the empty code and comes last.
    ordered = sorted(sectors, key=lambda code: (code == "", code))
    below = tuple(_sector(name, scope, code, sectors[code]) for code in ordered)
    tip = f"{name} (entries of several countries)" if scope.regional else name
    return Place(name, sum(sectors.values()), scope, tip, below)


def _sector(name: str, scope: Scope, code: str, entries: int) -> Place:
    label = VOCABULARIES["sector"].label_of(code) if code else NO_SECTOR
    text = f"{code} {label}" if code else label
    inside = Scope(country=scope.country, regional=scope.regional, sector=code)
    return Place(text, entries, inside, f"{name} · {label}")


def _view(view: NamedView) -> Place:
    plural = KINDS[view.table].plural if view.table in KINDS else view.table
    tip = f"{view.name}\n{plural}: {view.query or 'all'}"
    return Place(view.name, 0, None, tip, view=view.record)


def _group(name: str, scope: Scope | None, below: Iterable[Place]) -> Place:
    places = tuple(below)
    return Place(name, sum(place.entries for place in places), scope, name, places)


@dataclass(eq=False)
class _Node:
    """A place as Qt knows it: by a number that it keeps."""

    number: int
    place: Place
    parent: "_Node | None" = None
    below: list["_Node"] = field(default_factory=list)

    def row(self) -> int:
        """Give its row among those beside it."""
        return self.parent.below.index(self) if self.parent is not None else 0

    def all(self) -> Iterator["_Node"]:
        """Give it and everything below it, from top to bottom."""
        yield self
        for node in self.below:
            yield from node.all()


class PlaceModel(QAbstractItemModel):
    """Places in the first column, their entries in the second.

    New facts move, add and take away single rows, so that a view keeps what is open and chosen.
    """

    renamed = Signal(object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.readonly = False
        self._numbers = count(1)
        self._root = _Node(0, Place("", 0, None))
        self._nodes = {0: self._root}

    def show(self, places: Iterable[Place]) -> None:
        """Show these places instead of the old ones."""
        self._match(self._root, tuple(places))

    def place(self, index: Index) -> Place | None:
        """Return the place of a row."""
        return self._node(index).place if index.isValid() else None

    def index_of(self, scope: Scope) -> QModelIndex:
        """Return where a place stands, an invalid index when it is not there."""
        for node in self._root.all():
            if node.place.scope == scope:
                return self._index(node)
        return QModelIndex()

    # What Qt asks

    @guarded(0)
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return how many places stand below one."""
        return len(self._node(parent).below) if parent.column() <= 0 else 0

    @guarded(0)
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns: place and entries."""
        return 2

    @guarded(QModelIndex())
    def index(self, row: int, column: int, parent: Index = QModelIndex()) -> QModelIndex:  # noqa: B008
        """Return the index of a cell."""
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, self._node(parent).below[row].number)

    @guarded(QModelIndex())
    def parent(self, index: Index) -> QModelIndex:  # type: ignore[override]
        """Return the index of the place above."""
        above = self._node(index).parent if index.isValid() else None
        return QModelIndex() if above is None else self._index(above)

    @guarded(Qt.ItemFlag.NoItemFlags)
    def flags(self, index: Index) -> Qt.ItemFlag:
        """Return that places can be chosen, and what only holds others can not."""
        place = self.place(index)
        if place is None:
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled
        if place.view is not None:
            flags |= Qt.ItemFlag.ItemIsSelectable
            renamed = not (index.column() or self.readonly)
            return flags | Qt.ItemFlag.ItemIsEditable if renamed else flags
        return flags if place.scope is None else flags | Qt.ItemFlag.ItemIsSelectable

    @guarded(False)
    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Ask for another name of a view; the store says when it has it."""
        place, name = self.place(index), " ".join(str(value).split())
        if place is None or place.view is None or not name or name == place.text:
            return False
        self.renamed.emit(place.view, name)
        return True

    @guarded(None)
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a role asks of a cell."""
        answer = _ROLES.get(role)
        if answer is None or not index.isValid():
            return None
        return answer(self._node(index), index.column())

    # The change from one set of places to the next

    def _match(self, node: _Node, places: tuple[Place, ...]) -> None:
        """Make what stands below a node the same as the places, row by row."""
        above = self._index(node)
        wanted = {place.key for place in places}
        for row in reversed(range(len(node.below))):
            if node.below[row].place.key not in wanted:
                self._remove(node, row)
        for row, place in enumerate(places):
            old = _row_of(place, node.below, row)
            if old is None:
                self._insert(node, row, place)
                continue
            if old != row and self.beginMoveRows(above, old, old, above, row):
                node.below.insert(row, node.below.pop(old))
                self.endMoveRows()
            if node.below[row].place != place:
                self._renew(node.below[row], place)

    def _renew(self, node: _Node, place: Place) -> None:
        old, node.place = node.place, place
        self._match(node, place.below)
        if (old.text, old.entries, old.tip) != (place.text, place.entries, place.tip):
            first = self._index(node)
            self.dataChanged.emit(first, first.siblingAtColumn(1))

    def _insert(self, above: _Node, row: int, place: Place) -> None:
        self.beginInsertRows(self._index(above), row, row)
        above.below.insert(row, self._grown(place, above))
        self.endInsertRows()

    def _grown(self, place: Place, above: _Node) -> _Node:
        node = _Node(next(self._numbers), place, above)
        self._nodes[node.number] = node
        node.below = [self._grown(part, node) for part in place.below]
        return node

    def _remove(self, above: _Node, row: int) -> None:
        self.beginRemoveRows(self._index(above), row, row)
        for node in above.below.pop(row).all():
            del self._nodes[node.number]
        self.endRemoveRows()

    def _node(self, index: Index) -> _Node:
        return self._nodes[index.internalId()] if index.isValid() else self._root

    def _index(self, node: _Node) -> QModelIndex:
        if node is self._root:
            return QModelIndex()
        return self.createIndex(node.row(), 0, node.number)


def _row_of(place: Place, nodes: list[_Node], first: int) -> int | None:
    """Find the same place, from a row on."""
    for row in range(first, len(nodes)):
        if nodes[row].place.key == place.key:
            return row
    return None


def _shown(node: _Node, column: int) -> str:
    if column and node.place.view is not None:
        return ""
    return f"{node.place.entries:,}" if column else node.place.text


def _font(node: _Node, column: int) -> QFont | None:
    if column or not node.below or node.parent is None or node.parent.parent is not None:
        return None
    font = QFont()
    font.setBold(True)
    return font


def _ink(node: _Node, column: int) -> object:
    empty = not node.place.entries and node.place.view is None
    return colour("muted") if column or empty else None


def _alignment(node: _Node, column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _tip(node: _Node, column: int) -> str:
    if node.place.scope is None:
        return plain_tooltip(node.place.tip)
    return plain_tooltip(f"{node.place.tip}: {entries_in_words(node.place.entries)}")


def _spoken(node: _Node, column: int) -> str:
    if node.place.scope is None:
        return node.place.text
    words = entries_in_words(node.place.entries)
    return words if column else f"{node.place.text}, {words}"


_ROLES: Final = {
    int(Qt.ItemDataRole.DisplayRole): _shown,
    int(Qt.ItemDataRole.EditRole): _shown,
    int(Qt.ItemDataRole.FontRole): _font,
    int(Qt.ItemDataRole.ForegroundRole): _ink,
    int(Qt.ItemDataRole.TextAlignmentRole): _alignment,
    int(Qt.ItemDataRole.ToolTipRole): _tip,
    int(Qt.ItemDataRole.AccessibleTextRole): _spoken,
}
