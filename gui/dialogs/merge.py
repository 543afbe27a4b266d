"""Two records side by side: which value of each field stays, what joins, what is there twice."""

from functools import partial
from string import Template
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gui.choice_cell import ChoiceCell, mark_label
from gui.detail_words import child_words
from gui.messages import plain_label
from gui.theme import COLOURS, colour, wardrobe
from models import BOTH, KINDS, Beside, Row, SideBySide

NUMBER: Final = "\0number"
_MOST_LINES: Final = 50
_TOP: Final = Qt.AlignmentFlag.AlignTop
_SHEET: Final = Template("""
QFrame#choice_cell { border: 1px solid $line; border-radius: 3px; background: $base; }
QFrame#choice_cell[chosen="true"] { background: $selection; border-color: $accent; }
QFrame#choice_cell[chosen="true"] QLabel { color: $selection_text; }
QFrame#choice_cell:focus { border: 2px solid $accent; }
QFrame#choice_cell QLabel, QFrame#choice_cell QRadioButton { background: transparent; }
QLabel#merge_heading { font-weight: bold; padding-top: 6px; }
QLabel#merge_field, QLabel#merge_alike, QLabel#merge_fate, QLabel#merge_hint { color: $muted; }
""")


class MergeDialog(QDialog):
    """Choose value by value; nothing is written before Merge."""

    merge_wanted = Signal(object, object, object)
    distinct_wanted = Signal(object, object)

    def __init__(self, side: SideBySide, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("merge")
        kind = KINDS[side.kind]
        self.setWindowTitle(f"Merge two {kind.plural.lower()}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(920, 680)
        self._side = side
        self._cells: dict[str, tuple[ChoiceCell, ChoiceCell]] = {}
        self._both: dict[str, QCheckBox] = {}
        self._sheet = QWidget(self)
        self._grid = QGridLayout(self._sheet)
        self._grid.setContentsMargins(12, 8, 12, 8)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._preview = plain_label(parent=self)
        self._preview.setObjectName("merge_preview")
        self._preview.setWordWrap(True)
        self._fill()
        self._lay_out()
        for keys, place in (("Ctrl+Left", 0), ("Ctrl+Right", 1)):
            QShortcut(QKeySequence(keys), self, partial(self.choose_all, place))
        self._dress()
        wardrobe().changed.connect(self._dress)
        self._say()
        self._cells[NUMBER][0].setFocus()

    def _lay_out(self) -> None:
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._sheet)
        self._area = area
        hint = plain_label(
            "Arrows move, Space chooses, Ctrl+Left and Ctrl+Right choose one side for all.", self
        )
        hint.setObjectName("merge_hint")
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 12)
        column.addWidget(area, 1)
        column.addWidget(hint)
        column.addWidget(self._preview)
        column.addWidget(self._make_buttons())

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        merge = QPushButton("&Merge", self)
        merge.setObjectName("merge_button")
        merge.setDefault(True)
        merge.clicked.connect(self._on_merge)
        buttons.addButton(merge, QDialogButtonBox.ButtonRole.AcceptRole)
        if self._side.kind == "entry":
            distinct = QPushButton("&Not a duplicate", self)
            distinct.setObjectName("distinct_button")
            distinct.setAutoDefault(False)
            distinct.clicked.connect(self._on_distinct)
            buttons.addButton(distinct, QDialogButtonBox.ButtonRole.ActionRole)
        for text, place in (("All &left", 0), ("All &right", 1)):
            every = QPushButton(text, self)
            every.setObjectName(f"choose_all_{place}")
            every.setAutoDefault(False)
            every.clicked.connect(partial(self.choose_all, place))
            buttons.addButton(every, QDialogButtonBox.ButtonRole.ResetRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.rejected.connect(self.close)
        return buttons

    def _dress(self) -> None:
        self.setStyleSheet(_SHEET.substitute({name: colour(name).name() for name in COLOURS}))

    # What stands side by side

    def _fill(self) -> None:
        side, kind = self._side, KINDS[self._side.kind]
        self._heading("This one stays" if kind.name != "entry" else "This number stays")
        self._add_choice(NUMBER, "Record", side.labels, ("", ""))
        if side.differing:
            self._heading("Differs")
        for key in side.differing:
            field = kind.field(key)
            texts = side.rows[0].shown(key), side.rows[1].shown(key)
            marks = side.rows[0].mark(key), side.rows[1].mark(key)
            self._add_choice(key, field.label, texts, marks)
            if field.type.name in ("text", "long_text") and all(texts):
                self._add_both(key)
        if side.alike:
            self._heading("The same in both")
        for key in side.alike:
            self._add_alike(key)
        for beside in side.children:
            self._add_children(beside)
        self._grid.setRowStretch(self._grid.rowCount(), 1)

    def _heading(self, text: str) -> None:
        label = plain_label(text, self._sheet)
        label.setObjectName("merge_heading")
        self._grid.addWidget(label, self._grid.rowCount(), 0, 1, 4)

    def _name(self, row: int, text: str) -> None:
        label = plain_label(text, self._sheet)
        label.setObjectName("merge_field")
        label.setContentsMargins(0, 6, 0, 0)
        self._grid.addWidget(label, row, 0, _TOP)

    def _add_choice(
        self, key: str, name: str, texts: tuple[str, str], marks: tuple[str, str]
    ) -> None:
        row = self._grid.rowCount()
        self._name(row, name)
        cells = [
            ChoiceCell(text, mark, name, self._sheet)
            for text, mark in zip(texts, marks, strict=True)
        ]
        for place, cell in enumerate(cells):
            cell.chosen.connect(partial(self.choose, key, place))
            cell.moved.connect(partial(self._move, key, place))
            self._grid.addWidget(cell, row, 1 + place)
        self._cells[key] = cells[0], cells[1]
        self.choose(key, 0 if texts[0] else 1)

    def _add_both(self, key: str) -> None:
        both = QCheckBox("Both", self._sheet)
        both.setObjectName(f"both_{key}")
        both.setToolTip("Keep both texts, one after the other")
        both.toggled.connect(lambda: self._say())
        self._both[key] = both
        self._grid.addWidget(both, self._grid.rowCount() - 1, 3, _TOP)
        # What colleagues noted is lost for nobody.
        both.setChecked(key == "notes")

    def _add_alike(self, key: str) -> None:
        row, said = self._grid.rowCount(), self._side.rows[0]
        self._name(row, KINDS[self._side.kind].field(key).label)
        text = plain_label(said.shown(key), self._sheet)
        text.setObjectName("merge_alike")
        text.setWordWrap(True)
        text.setContentsMargins(6, 6, 0, 0)
        self._grid.addWidget(text, row, 1, 1, 2)
        self._grid.addWidget(mark_label(said.mark(key), self._sheet), row, 3, _TOP)

    def _add_children(self, beside: Beside) -> None:
        twice = len(beside.doubles)
        kept = f", {twice} in both and kept once" if twice else ""
        amount = sum(map(len, beside.rows)) + sum(beside.more) - twice
        self._heading(f"{KINDS[beside.kind].plural}: {amount:,} stay{kept}")
        row = self._grid.rowCount()
        for place in (0, 1):
            text = "\n".join(_lines(beside, place))
            label = plain_label(text or "none", self._sheet)
            label.setObjectName("merge_fate")
            label.setWordWrap(True)
            label.setContentsMargins(6, 0, 0, 0)
            self._grid.addWidget(label, row, 1 + place, _TOP)

    # Choosing

    def choose(self, key: str, place: int) -> None:
        """Take the value of one side, 0 left or 1 right."""
        for number, cell in enumerate(self._cells[key]):
            cell.choose(chosen=number == place)
        if key in self._both:
            self._both[key].setChecked(False)
        self._say()

    def choose_all(self, place: int) -> None:
        """Take all values, and the number, of one side; an empty one gives way to a filled one."""
        for key in self._cells:
            filled = key == NUMBER or self._side.rows[place].value(key) is not None
            self.choose(key, place if filled else 1 - place)

    def _move(self, key: str, place: int, down: int, right: int) -> None:
        keys = list(self._cells)
        row = min(max(keys.index(key) + down, 0), len(keys) - 1)
        cell = self._cells[keys[row]][min(max(place + right, 0), 1)]
        cell.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(cell)
        if right:
            cell.chosen.emit()

    def _place(self, key: str) -> int:
        return int(self._cells[key][1].is_chosen)

    def choices(self) -> dict[str, int]:
        """Return for each field that differs the record whose value stays, or BOTH."""
        return {
            key: BOTH
            if key in self._both and self._both[key].isChecked()
            else self._side.rows[self._place(key)].id
            for key in self._side.differing
        }

    def kept(self) -> tuple[int, int]:
        """Return the record that stays and the one that goes into it."""
        place = self._place(NUMBER)
        return self._side.rows[place].id, self._side.rows[1 - place].id

    def _say(self) -> None:
        if len(self._cells) <= len(self._side.differing):
            return
        kept = self._place(NUMBER)
        names = list(map(_short, self._side.rows, self._side.labels))
        taken = sum(one == self._side.rows[1 - kept].id for one in self.choices().values())
        values = "1 value" if taken == 1 else f"{taken} values"
        also = " Its number stands in the notes then." if self._side.kind == "entry" else ""
        self._preview.setText(
            f"{names[1 - kept]} goes into {names[kept]} with {values}, its quotes and all that "
            f"hangs off it.{also} This can be undone at any time."
        )

    def _on_merge(self) -> None:
        self.merge_wanted.emit(*self.kept(), self.choices())
        self.close()

    def _on_distinct(self) -> None:
        self.distinct_wanted.emit(self._side.rows[0].id, self._side.rows[1].id)
        self.close()


def _short(row: Row, label: str) -> str:
    return row.shown("uid") if row.kind == "entry" else f"“{label[:60]}”"


def _lines(beside: Beside, place: int) -> list[str]:
    lines = []
    for row in beside.rows[place][:_MOST_LINES]:
        words = child_words(row)
        twice = " (in both)" if place and row.id in beside.doubles else ""
        lines.append(" · ".join(filter(None, (words.first, words.body))) + twice)
    more = len(beside.rows[place]) - len(lines) + beside.more[place]
    return [*lines, f"and {more:,} more"] if more else lines
