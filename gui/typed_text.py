"""What is being typed into a cell is never lost because its row goes away."""

from PySide6.QtCore import QObject, Signal

from gui.editors import FieldEditor
from gui.record_table import RecordTable

LONGEST_TOLD = 2_000


class TypedText(QObject):
    """Commits what is typed before another query is shown; tells it when its record is removed."""

    told = Signal(str)

    def __init__(self, table: RecordTable) -> None:
        super().__init__(table)
        self._table = table
        table.records.asked.connect(table.commit_editor)
        table.records.leaving.connect(self._on_leaving)

    def _on_leaving(self, first: int, last: int) -> None:
        place = self._table.currentIndex()
        editor = self._table.indexWidget(place)
        if first <= place.row() <= last and isinstance(editor, FieldEditor) and editor.typed:
            label, text = self._table.records.kind.label.lower(), editor.text()
            shown = text if len(text) <= LONGEST_TOLD else text[:LONGEST_TOLD] + "…"
            self.told.emit(f"This {label} was removed while you typed into it. It read: {shown}")
