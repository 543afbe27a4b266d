"""An entry to look at beside what is being done: read it, or go to it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPushButton, QVBoxLayout, QWidget

from gui.detail_style import DressedWidget
from gui.detail_view import RecordView
from gui.detail_words import Shown
from models import Store


class BesideDialog(QDialog):
    """Shows one record in a window of its own that can stay open; nothing is typed here."""

    go_wanted = Signal(str, object)

    def __init__(self, store: Store, shown: Shown, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("beside")
        self.setWindowTitle(shown.label)
        self.resize(460, 600)
        dressed = DressedWidget(self)
        self._view = RecordView(store, dressed)
        self._view.show_record(shown, {})
        self._view.set_readonly(readonly=True)
        inside = QVBoxLayout(dressed)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._view)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        go = QPushButton("&Go to it", self)
        go.setObjectName("beside_go")
        go.setAutoDefault(False)
        go.setToolTip("Show it in the window; what is being typed is kept for later")
        go.clicked.connect(lambda: self._go(shown.row.kind, shown.row.id))
        buttons.addButton(go, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 12)
        column.addWidget(dressed, 1)
        column.addWidget(buttons)

    def _go(self, kind: str, record: int) -> None:
        self.go_wanted.emit(kind, record)
        self.close()
