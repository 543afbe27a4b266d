"""Near-same spellings side by side: which of them mean the same, and how it is written then."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from gui.messages import plain_label
from models import Cluster, Spelling

_TICKED, _EMPTY = Qt.CheckState.Checked, Qt.CheckState.Unchecked
_PARTLY: Final = Qt.CheckState.PartiallyChecked
_NUMBER: Final = Qt.ItemDataRole.UserRole
SPELLING, RECORDS, TARGET = 0, 1, 2
MOST_CLUSTERS: Final = 200
_ABOUT: Final = (
    "Tick what means the same, and mend how it shall be written. "
    "Merging is one step and can be undone."
)
_MANY: Final = f" These are the first {MOST_CLUSTERS}; look again when they are done."
_USABLE: Final = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


@dataclass(frozen=True)
class Merge:
    """The spellings of one cluster that shall become one, and how it is written.

    With ``records`` the records themselves become one, so that namesakes count too.
    """

    target: str
    spellings: tuple[Spelling, ...]
    records: bool = False

    @property
    def changed(self) -> int:
        """Return how many records will be written differently, or go into another one."""
        if self.records:
            renamed = self.target not in (one.text for one in self.spellings)
            return sum(len(one.ids) for one in self.spellings) - 1 + renamed
        return sum(len(one.ids) for one in self.spellings if one.text != self.target)


class SpellingsDialog(QDialog):
    """Nothing is ticked at first: each cluster is looked at and taken, or left alone."""

    merge_wanted = Signal(object)

    def __init__(
        self,
        clusters: Sequence[Cluster],
        field: str,
        plural: str,
        parent: QWidget | None = None,
        *,
        records: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("spellings")
        self.setWindowTitle(f"Near-same spellings: {field}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(760, 520)
        self._clusters = list(clusters[:MOST_CLUSTERS])
        self._plural, self._records = plural, records
        self._tree = self._make_tree()
        self._targets: list[QLineEdit] = []
        self._preview = plain_label(parent=self)
        self._preview.setObjectName("spellings_preview")
        buttons = QDialogButtonBox(self)
        self._merge = QPushButton("Merge", self)
        self._merge.setObjectName("spellings_merge")
        self._merge.clicked.connect(self._on_merge)
        every = QPushButton("Tick all", self)
        every.setObjectName("spellings_all")
        every.clicked.connect(self._tick_all)
        every.setAutoDefault(False)
        buttons.addButton(self._merge, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(every, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        said = plain_label(_ABOUT + (_MANY if len(clusters) > MOST_CLUSTERS else ""), self)
        said.setWordWrap(True)
        column.addWidget(said)
        column.addWidget(self._tree, 1)
        column.addWidget(self._preview)
        column.addWidget(buttons)
        self._fill()
        self._tree.itemChanged.connect(self._on_ticked)
        self._say()

    def _make_tree(self) -> QTreeWidget:
        tree = QTreeWidget(self)
        tree.setObjectName("spellings_tree")
        tree.setAccessibleName("Clusters of spellings")
        tree.setHeaderLabels(["Spelling", "Records", "Written as"])
        tree.setUniformRowHeights(False)
        tree.setRootIsDecorated(True)
        tree.setAlternatingRowColors(False)
        header = tree.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(SPELLING, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(RECORDS, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(TARGET, QHeaderView.ResizeMode.Stretch)
        return tree

    def _fill(self) -> None:
        for number, cluster in enumerate(self._clusters):
            top = QTreeWidgetItem(self._tree, [_heading(cluster), "", ""])
            top.setFlags(_USABLE | Qt.ItemFlag.ItemIsUserCheckable)
            top.setData(SPELLING, _NUMBER, number)
            top.setCheckState(SPELLING, _EMPTY)
            for one in cluster.spellings:
                row = QTreeWidgetItem(top, [one.text, f"{one.count:,}", ""])
                row.setFlags(_USABLE | Qt.ItemFlag.ItemIsUserCheckable)
                row.setCheckState(SPELLING, _EMPTY)
                row.setTextAlignment(
                    RECORDS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                )
            target = QLineEdit(cluster.proposal, self._tree)
            target.setObjectName("spelling_target")
            target.setAccessibleName("How it shall be written")
            target.textChanged.connect(self._say)
            self._targets.append(target)
            self._tree.setItemWidget(top, TARGET, target)
            top.setExpanded(True)

    def _top(self, number: int) -> QTreeWidgetItem:
        top = self._tree.topLevelItem(number)
        assert top is not None
        return top

    def _on_ticked(self, row: QTreeWidgetItem, column: int) -> None:
        """Carry a tick of a cluster to its spellings, and theirs to the cluster."""
        if column != SPELLING:
            return
        self._tree.blockSignals(True)
        above = row.parent()
        if above is None:
            for below in _children(row):
                below.setCheckState(SPELLING, row.checkState(SPELLING))
        else:
            ticked = len(self._ticked(above))
            whole = _TICKED if ticked == above.childCount() else _PARTLY
            above.setCheckState(SPELLING, whole if ticked else _EMPTY)
        self._tree.blockSignals(False)
        self._tree.viewport().update()
        self._say()

    def _tick_all(self) -> None:
        for number in range(len(self._clusters)):
            self._top(number).setCheckState(SPELLING, _TICKED)

    def _ticked(self, top: QTreeWidgetItem) -> list[int]:
        below = enumerate(_children(top))
        return [place for place, row in below if row.checkState(SPELLING) == _TICKED]

    def merges(self) -> list[Merge]:
        """Return what is ticked: clusters in which something would change."""
        found = []
        for number, cluster in enumerate(self._clusters):
            spellings = tuple(cluster.spellings[n] for n in self._ticked(self._top(number)))
            target = " ".join(self._targets[number].text().split())
            merge = Merge(target, spellings, self._records)
            if spellings and target and merge.changed:
                found.append(merge)
        return found

    def _say(self) -> None:
        merges = self.merges()
        spellings = sum(len(one.spellings) for one in merges)
        changed = sum(one.changed for one in merges)
        self._merge.setEnabled(bool(merges))
        self._preview.setText(
            f"{spellings:,} spellings become {len(merges):,}. "
            f"{self._plural} {'merged or renamed' if self._records else 'changed'}: {changed:,}."
            if merges
            else "Nothing is ticked yet."
        )

    def _on_merge(self) -> None:
        self.merge_wanted.emit(self.merges())
        self.close()


def _children(row: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    below = (row.child(place) for place in range(row.childCount()))
    return [one for one in below if one is not None]


def _heading(cluster: Cluster) -> str:
    if len(cluster.spellings) > 1:
        return f"{len(cluster.spellings)} spellings"
    return f"{len(cluster.spellings[0].ids)} of one name"
