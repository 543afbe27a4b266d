"""What the check of the store found, in a window of its own that can stay open."""

from collections.abc import Sequence

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from gui.icons import icon
from gui.messages import plain_label


class CheckDialog(QDialog):
    """Lists the problems, one a line; Copy takes them along."""

    def __init__(self, sentences: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("check")
        self.setWindowTitle("Check of the store")
        amount = len(sentences)
        head = plain_label(f"{amount:,} problem{'s' if amount != 1 else ''} found.", self)
        self._lines = QPlainTextEdit(self)
        self._lines.setReadOnly(True)
        self._lines.setAccessibleName("Problems")
        self._lines.setPlainText("\n".join(sentences))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton("&Copy", QDialogButtonBox.ButtonRole.ActionRole)
        copy.setIcon(icon("copy"))
        copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.addWidget(head)
        column.addWidget(self._lines, 1)
        column.addWidget(buttons)
        self.resize(640, 360)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._lines.toPlainText())
