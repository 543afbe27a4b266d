"""A small window that asks for one line: the name of a view, or a view as text."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.messages import plain_label


class LineDialog(QDialog):
    """Says under the line what would happen, while it is typed; Enter does it."""

    line_given = Signal(str)

    def __init__(
        self,
        title: str,
        verb: str,
        text: str = "",
        parent: QWidget | None = None,
        *,
        foretell: Callable[[str], tuple[str, bool]] = lambda text: ("", bool(text)),
    ) -> None:
        super().__init__(parent)
        self.setObjectName("line_dialog")
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._foretell = foretell
        self._line = QLineEdit(text, self)
        self._line.setObjectName("line")
        self._line.setAccessibleName(title)
        self._line.setMinimumWidth(60 * self.fontMetrics().averageCharWidth())
        self._line.selectAll()
        self._said = plain_label(parent=self)
        self._said.setObjectName("line_said")
        self._said.setWordWrap(True)
        self._said.setStyleSheet("color: palette(placeholder-text)")
        self._said.setMinimumHeight(2 * self.fontMetrics().height())
        self._said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._verb = QPushButton(verb, self)
        self._verb.setObjectName("line_verb")
        self._verb.setDefault(True)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        buttons.addButton(self._verb, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._give)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(8)
        for widget in (self._line, self._said, buttons):
            column.addWidget(widget)
        self._line.textChanged.connect(self._say)
        self._say()

    def _text(self) -> str:
        return " ".join(self._line.text().split())

    def _say(self) -> None:
        said, possible = self._foretell(self._text())
        self._said.setText(said)
        self._verb.setEnabled(possible)

    def _give(self) -> None:
        if self._verb.isEnabled():
            self.line_given.emit(self._text())
            self.accept()
