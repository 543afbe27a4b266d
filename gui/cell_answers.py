"""What a cell of a table says to each role that Qt, a delegate or a screen reader asks for."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt

from gui.cell_drafts import Drafts
from gui.cell_painter import CellWords
from gui.cell_tooltip import cell_tooltip
from models import Field, Row, Store, shown_column

MARK_ROLE: Final = Qt.ItemDataRole.UserRole + 1
REFUSED_ROLE: Final = Qt.ItemDataRole.UserRole + 2
FIELD_ROLE: Final = Qt.ItemDataRole.UserRole + 3
LONGEST_SHOWN: Final = 300


class CellAnswers:
    """Answers from a row as it was read, and from the texts that were refused."""

    def __init__(self, store: Store, drafts: Drafts) -> None:
        self._store = store
        self._drafts = drafts

    def shown(self, row: Row, field: Field) -> str:
        """Return what a reader sees, as much of it as a cell can show."""
        draft = self._drafts.get(row.id, field.key)
        shown = draft.text if draft else row.shown(field.key)
        return shown if len(shown) <= LONGEST_SHOWN else shown[:LONGEST_SHOWN] + "…"

    def words(self, row: Row, field: Field) -> CellWords:
        """Return all that is drawn of a cell."""
        draft = self._drafts.get(row.id, field.key)
        return CellWords(self.shown(row, field), row.mark(field.key), draft is not None)

    def column(self, rows: Sequence[Row], field: Field) -> list[CellWords]:
        """Return all that is drawn of a column, in a fifth of the time that its cells take."""
        if self._drafts:
            return [self.words(row, field) for row in rows]
        key, texts = field.key, shown_column(rows, field.key)
        return [
            CellWords(
                text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "…",
                row.marks.get(key, ""),
            )
            for row, text in zip(rows, texts, strict=True)
        ]

    def text(self, row: Row, field: Field) -> str:
        """Return what an editor starts with, and remember that it was seen."""
        draft = self._drafts.get(row.id, field.key)
        self._drafts.see(row.id, field.key, row.value(field.key))
        return draft.text if draft else row.text(field.key)

    def sentence(self, row: Row, field: Field) -> str:
        """Return why a typed text was refused, else nothing."""
        draft = self._drafts.get(row.id, field.key)
        return draft.sentence if draft else ""

    def tooltip(self, row: Row, field: Field) -> str:
        """Return the whole value with what is cited for it."""
        said = self._store.citations(row.kind, row.id)
        own = [citation for citation in said if citation.field == field.key]
        mark = row.mark(field.key)
        return cell_tooltip(row.shown(field.key), self.sentence(row, field), own, mark)
