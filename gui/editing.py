"""The gestures of a spreadsheet: copy, cut, paste, fill, clear, duplicate, insert, replace.

Each is one step, told afterwards with Undo beside it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDockWidget

from gui.block_laying import Ground, Laid, Part, fill, fill_rows, lay
from gui.block_writing import BlockWriting, Gesture, Voice
from gui.clipboard import Clip, cells_of, clip_of
from gui.copying import copy_cells, copy_elsewhere
from gui.dialogs.replace import ReplaceDialog
from gui.dialogs.set_value import SetValueDialog
from gui.duplicating import duplicate_records
from gui.record_table import RecordTable
from gui.removing import clear_cells, clearing_of
from gui.replacing import Findings, Replacer, Search, replaced_texts
from gui.selected_cells import bounds, ground_of, parts_of
from gui.workbench import Workbench
from models import KINDS, Block, FactError, Link, Row, uncollected

FOR_MANY = 50_000
"""For more cells than this it is not worked out beforehand how many of them change."""

WORTH_TELLING = 5_000
"""A copy of fewer cells is there at once, and nobody wants to hear of it."""

_WORKED_OUT = "What is selected is worked out by the program and cannot be changed."


class Editing(QObject):
    """The commands that change many cells of the table in front at once."""

    def __init__(
        self,
        bench: Workbench,
        voice: Voice,
        *,
        begin: Callable[[str], None],
        add_child: Callable[[str], None],
    ) -> None:
        super().__init__(bench)
        self._bench = bench
        self._voice = voice
        self._begin = begin
        self._add_child = add_child
        self._writing = BlockWriting(bench, voice)
        self._replace_dialog: ReplaceDialog | None = None
        for table in bench.tabs.tables():
            self._serve(table)
        bench.tabs.made.connect(self._serve)

    def _serve(self, table: RecordTable) -> None:
        """Hear of Ctrl+Enter in a table, be it in an open editor or beside one."""
        table.fill_wanted.connect(self.fill_selection)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            # Of the table alone: in the detail the same keys end the typing.
            shortcut = QShortcut(QKeySequence(keys), table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(lambda: self.fill_selection())

    @property
    def _table(self) -> RecordTable:
        return self._bench.tabs.current

    # Out and in

    def copy(self) -> None:
        """Put the selected cells onto the clipboard, or what is selected where the keyboard is."""
        if copy_elsewhere(self._bench, QApplication.focusWidget()):
            return

        def copied(amount: int) -> None:
            if amount > WORTH_TELLING:
                self._voice.said(f"Copied {amount:,} cells.")

        self._table.commit_editor()
        copy_cells(self._bench, self._table, copied=copied, warned=self._voice.warned)

    def cut(self) -> None:
        """Put the selected cells onto the clipboard and empty them."""
        if self._elsewhere():
            return
        self._table.commit_editor()
        clearing = clearing_of(self._table)
        clear = partial(
            clear_cells,
            self._bench,
            clearing,
            by=self,
            said=self._voice.said,
            warned=self._voice.warned,
            verb=("Cut", "Cut"),
        )
        copy_cells(self._bench, self._table, copied=lambda _: clear(), warned=self._voice.warned)

    def paste(self) -> None:
        """Lay what the clipboard holds over the table, from the first selected cell on."""
        if self._elsewhere():
            return
        self._table.commit_editor()
        clip, ground = clip_of(QGuiApplication.clipboard().mimeData()), ground_of(self._table)
        if clip.empty:
            self._voice.warned("The clipboard holds no text. Copy some cells first.")
        elif not ground.parts:
            self._voice.warned("Choose the cell to paste into first.")
        elif clip.large:
            self._bench.tasks.read(
                lambda _: _laid(clip, ground),
                lambda laid: self._paste(laid, ground),
                lambda error: self._voice.warned(error.sentence),
                key="paste",
                label="Reading the clipboard",
            )
        else:
            self._try(lambda: self._paste(_laid(clip, ground), ground))

    def _paste(self, laid: Sequence[Laid], ground: Ground) -> None:
        if len(laid) == 1 and laid[0].cells == 1 and laid[0].block.records[0] is not None:
            # Like typing: what is refused stays in its cell with the reason.
            self._type(laid[0])
        else:
            self._write(laid, "Paste", "Pasted", f"into {KINDS[ground.kind].plural}")

    def _type(self, one: Laid) -> None:
        records, block = self._table.records, one.block
        if not records.kind.field(block.fields[0]).editable:
            self._voice.warned(_WORKED_OUT)
            return
        index = records.index(one.rows[0], records.column_of(block.fields[0]))
        records.setData(index, block.texts[0][0])

    # Filling

    def fill_down(self) -> None:
        """Write the top row of the selection into the others, or the row above into one alone."""
        if self._elsewhere():
            return
        self._table.commit_editor()
        ground = self._ground()
        if ground is None:
            return
        if len(ground.parts) > 1:
            self._voice.warned("Several ranges are selected. Select the one to fill.")
            return
        rows = ground.parts[0].rows
        top, below = (rows[0] - 1, rows) if len(rows) == 1 else (rows[0], rows[1:])
        row = self._table.records.row_at(top)
        if row is None:
            self._voice.warned("There is no row above this one.")
            return
        texts = {key: _exact(row, key) for key in ground.parts[0].fields}
        self._write([fill_rows(ground, below, texts)], "Fill", "Filled", "from above")

    def fill_selection(self, text: str | None = None) -> None:
        """Write a text, by default that of the current cell, into all selected cells."""
        if text is None:
            self._table.commit_editor()
        ground = self._ground()
        row = self._table.records.row_at(self._table.currentIndex().row())
        if ground is None or row is None:
            return
        key = self._table.current_field()
        meant, words = (_exact(row, key), row.text(key)) if text is None else (text, text)
        self._write(fill(ground, meant), "Fill", "Filled", f"with {_short(words)}")

    def clear(self) -> None:
        """Empty the selected cells."""
        clear_cells(
            self._bench,
            clearing_of(self._table),
            by=self,
            said=self._voice.said,
            warned=self._voice.warned,
        )

    def set_selected(self) -> None:
        """Ask for a value and write it into the current column of the selected records."""
        part = bounds(parts_of(self._table), self._table.shown_columns())
        self._ask_value(part.rows, "selected")

    def set_shown(self) -> None:
        """Ask for a value and write it into the current column of all records shown."""
        if self._table.records.complete:
            self._ask_value(range(self._table.records.rowCount()), "shown")
        else:
            self._voice.warned("The table is still being read. Try again in a moment.")

    def _ask_value(self, rows: Sequence[int], which: str) -> None:
        table = self._table
        kind, key = table.records.kind, table.current_field()
        if not rows or not key:
            self._voice.warned("Choose a cell of the column to set first.")
            return
        field = kind.field(key)
        if not field.editable:
            self._voice.warned(f"{field.label} is worked out by the program.")
            return
        ground = replace(ground_of(table), parts=[Part(rows, (key,))])
        row = table.records.row_at(table.currentIndex().row())
        what = (kind.label if len(rows) == 1 else kind.plural).lower()
        which = (
            f"{len(rows):,} selected {what}"
            if which == "selected"
            else f"all {len(rows):,} {what} shown"
        )
        dialog = SetValueDialog(
            self._bench.store,
            field,
            f"{field.label} of {which}",
            row.text(key) if row is not None else "",
            self._bench.tabs.window(),
        )
        dialog.text_changed.connect(lambda text: self._count(dialog, ground, text))
        dialog.text_chosen.connect(
            lambda text: self._write(fill(ground, text), "Set", "Set", f"to {_short(text)}")
        )
        self._count(dialog, ground, dialog.text())
        dialog.show()

    def _count(self, dialog: SetValueDialog, ground: Ground, text: str) -> None:
        if ground.amount > FOR_MANY:
            dialog.show_outcome(f"{ground.amount:,} cells will be set.")
            return
        self._writing.count(fill(ground, text), dialog.show_outcome, dialog.show_problem)

    # Records

    def duplicate(self) -> None:
        """Add copies of the selected records."""
        duplicate_records(self._bench, by=self, said=self._voice.said, warned=self._voice.warned)

    def insert(self) -> None:
        """Add an empty record to this table; where a title is needed, it is typed at once."""
        kind = self._table.records.kind
        if kind.parent == "entry":
            self._add_child(kind.name)
        elif kind.parent is None:
            self._begin(kind.name)
        else:
            self._voice.warned("These are made in the article: select the words there.")

    # Replacing

    def replace(self) -> None:
        """Look for a text in the cells of the table in front, and put another in its place."""
        if self._replace_dialog is None:
            self._replace_dialog = dialog = ReplaceDialog(self._bench, self._bench.tabs.window())
            dialog.replace_wanted.connect(self._replace)
            dialog.cell_wanted.connect(self._bench.tabs.choose)
        self._replace_dialog.open_for(self._table)

    def _replace(self, search: Search, findings: Findings, left_out: set[tuple[int, str]]) -> None:
        kind, amount = KINDS[findings.kind], findings.amount - len(left_out)
        ids = self._table.records.ids

        def make(report: Callable[[float], None]) -> list[Laid]:
            texts = replaced_texts(self._bench.store, findings, Replacer(search), left_out, report)
            row_of = {record: row for row, record in enumerate(ids)}
            return [
                Laid(
                    Block(kind.name, (key,), tuple(found), tuple((t,) for t in found.values())),
                    [row_of.get(record, 0) for record in found],
                )
                for key, found in texts.items()
                if found
            ]

        where = f"{_cells(amount)} of {kind.plural}"
        words = f"{_short(search.words)} by {_short(search.into)}"
        self._writing.write_made(
            make,
            Gesture(
                f"Replace {words} in {where}",
                f"Replaced {words} in {where}",
                "Nothing was replaced.",
                amount,
            ),
        )

    # All of them

    def _elsewhere(self) -> bool:
        """Tell, and say so, whether the keyboard is in a pane beside the table."""
        place = QApplication.focusWidget()
        while place is not None and not isinstance(place, QDockWidget):
            place = place.parentWidget()
        if place is not None:
            self._voice.warned("Click into the table first: this is for its cells.")
        return place is not None

    def _ground(self) -> Ground | None:
        """Return what is selected of the columns that can be changed."""
        ground = ground_of(self._table)
        kind = KINDS[ground.kind]
        parts = [
            Part(part.rows, keys)
            for part in ground.parts
            if (keys := tuple(key for key in part.fields if kind.field(key).editable))
        ]
        if not parts:
            self._voice.warned(_WORKED_OUT if ground.parts else "Select the cells first.")
            return None
        return replace(ground, parts=parts)

    def _write(self, laid: Sequence[Laid], verb: str, past: str, how: str) -> None:
        cells = sum(one.cells for one in laid)
        if cells:
            what = f"{_cells(cells)} {how}"
            gesture = Gesture(
                f"{verb} {what}", f"{past} {what}", f"Nothing was {past.lower()}.", cells
            )
            self._writing.write(laid, gesture)

    def _try(self, act: Callable[[], None]) -> None:
        try:
            act()
        except FactError as error:
            self._voice.warned(error.sentence)


def _laid(clip: Clip, ground: Ground) -> list[Laid]:
    # So many lists at once would call the collector, which stops the window too.
    with uncollected():
        return lay(cells_of(clip), ground)


def _exact(row: Row, key: str) -> str:
    """Return what stands in a cell; a record with its number, for others may have its name."""
    value, text = row.value(key), row.text(key)
    linked = isinstance(KINDS[row.kind].field(key).type, Link) and value is not None
    return f"{text} (record {value})" if linked else text


def _cells(amount: int) -> str:
    return "1 cell" if amount == 1 else f"{amount:,} cells"


def _short(text: str) -> str:
    line = " ".join(text.split())
    if not line:
        return "nothing"
    return f"“{line}”" if len(line) <= 40 else f"“{line[:39]}…”"
