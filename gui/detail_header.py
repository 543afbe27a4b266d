"""The headline of the detail pane: what the record is, where it belongs, whether it counts."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gui.detail_lines import WordLine
from gui.detail_scores import ScoreLines
from gui.detail_words import LineWords, Shown, counted_words, title_of
from gui.icons import icon
from gui.messages import plain_label, plain_tooltip
from models import KINDS

_LONGEST_TITLE: Final = 240


class RecordHeader(QWidget):
    """Kind, number, way back, title, and for an entry whether and why it counts."""

    parent_wanted = Signal(str, object)
    delete_wanted = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: Shown | None = None
        self._kind = plain_label(parent=self)
        self._kind.setObjectName("record_kind")
        self._delete = QToolButton(self)
        self._delete.setObjectName("delete_record")
        self._delete.setIcon(icon("trash-2", "muted"))
        self._delete.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._delete.clicked.connect(self._ask_deletion)
        self._way_back = WordLine(self, indent=4)
        self._way_back.setObjectName("way_back")
        self._way_back.clicked.connect(self._go_back)
        self._title = plain_label(parent=self, selectable=True)
        self._title.setObjectName("record_title")
        self._title.setWordWrap(True)
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._badge = plain_label(parent=self)
        self._badge.setObjectName("counts_badge")
        self._facts = plain_label(parent=self)
        self._facts.setObjectName("record_facts")
        self._facts.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._counted = plain_label(parent=self)
        self._counted.setObjectName("counted_beside")
        self._counted.setWordWrap(True)
        self._reason = plain_label(parent=self)
        self._reason.setObjectName("counts_reason")
        self._reason.setWordWrap(True)
        self.scores = ScoreLines(self)
        self._advice = plain_label(parent=self)
        self._advice.setObjectName("field_advice")
        self._advice.setWordWrap(True)
        self._enlarge_title()
        self._lay_out()

    def _enlarge_title(self) -> None:
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() + 2)
        font.setBold(True)
        self._title.setFont(font)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self._kind, 1)
        top.addWidget(self._delete)
        below = QHBoxLayout()
        below.setContentsMargins(0, 3, 0, 0)
        below.setSpacing(8)
        below.addWidget(self._badge)
        below.addWidget(self._facts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(1)
        column.addWidget(self._way_back)
        column.addLayout(top)
        column.addWidget(self._title)
        column.addLayout(below)
        column.addWidget(self._reason)
        column.addWidget(self._counted)
        column.addWidget(self.scores)
        column.addWidget(self._advice)

    def show_record(self, shown: Shown) -> None:
        """Show the headline of a record."""
        self._shown = shown
        row = shown.row
        kind = KINDS[row.kind]
        number = f" · {row.shown('uid')}" if kind.has("uid") else ""
        self._kind.setText(f"{kind.label}{number}")
        title = title_of(shown)
        cut = len(title) > _LONGEST_TITLE
        self._title.setText(title[:_LONGEST_TITLE].rstrip() + "…" if cut else title)
        self._title.setToolTip(plain_tooltip(title if cut else ""))
        label = f"Delete this {kind.label.lower()}"
        self._delete.setAccessibleName(label)
        self._delete.setToolTip("Delete; Undo brings it back")
        if shown.parent is not None:
            self._way_back.show_words(LineWords(f"‹  {shown.parent[2]}", tooltip="Back to it"))
        self._way_back.setVisible(shown.parent is not None)
        counted = kind.has("counts")
        if counted:
            counts = row.shown("counts") == "Yes"
            self._badge.setText("Counts" if counts else "Does not count")
            share, sources = row.shown("evidence"), row.shown("sources")
            noun = "source" if sources == "1" else "sources"
            reason = row.shown("reason").removeprefix("counts: ")
            self._reason.setText(f"{reason[:1].upper()}{reason[1:]}")
            self._facts.setText(f"Evidence {share} · {sources} {noun}")
        self._badge.setVisible(counted)
        self._facts.setVisible(counted)
        self._reason.setVisible(counted)
        beside = counted_words(row)
        self._counted.setText(beside)
        self._counted.setVisible(bool(beside))
        self.scores.show_scores(shown)
        # Of what stands in no field of the form.
        said = shown.advice_at("sources")
        self._advice.setText("\n".join(said))
        self._advice.setVisible(bool(said))

    def set_readonly(self, *, readonly: bool) -> None:
        """Allow or forbid deleting."""
        self._delete.setVisible(not readonly)

    def _go_back(self) -> None:
        if self._shown is not None and self._shown.parent is not None:
            kind, record, _ = self._shown.parent
            self.parent_wanted.emit(kind, record)

    def _ask_deletion(self) -> None:
        if self._shown is not None:
            self.delete_wanted.emit(self._shown.row.kind, self._shown.row.id)

    def way_back(self) -> WordLine:
        """Return the line that leads to the record this one hangs off."""
        return self._way_back
