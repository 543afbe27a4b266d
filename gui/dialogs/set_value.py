"""One value for one column of many records, typed in the field's own editor."""

from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from gui.crash import guarded
from gui.editors import make_editor, new_actor
from gui.line_editor import LineEditor
from gui.messages import plain_label
from models import Field, Store

_REST: Final = 250


class SetValueDialog(QDialog):
    """Says how many cells will change while one types; ``text_chosen`` tells what was decided."""

    text_changed = Signal(str)
    text_chosen = Signal(str)

    def __init__(
        self, store: Store, field: Field, where: str, text: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("set_value")
        self.setWindowTitle(f"Set {field.label}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._field = field
        head = plain_label(where, self)
        head.setWordWrap(True)
        self._editor = make_editor(field, store, self)
        self._editor.set_text(text)
        self._outcome = plain_label(parent=self)
        self._outcome.setObjectName("set_outcome")
        self._outcome.setWordWrap(True)
        self._outcome.setMinimumHeight(2 * self.fontMetrics().lineSpacing())
        self._outcome.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(lambda: self.text_changed.emit(self.text()))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._set = self._buttons.addButton("&Set", QDialogButtonBox.ButtonRole.AcceptRole)
        self._set.setObjectName("set_accept")
        self._set.setDefault(True)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        if isinstance(self._editor, LineEditor):
            self._editor.textChanged.connect(self._on_typed)
        else:
            self._editor.textChanged.connect(lambda: self._on_typed())
        self._editor.cancelled.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(10)
        for widget in (head, self._editor, self._outcome, self._buttons):
            column.addWidget(widget)
        self.resize(420, self.sizeHint().height())
        self._editor.setFocus()

    def text(self) -> str:
        """Return the text as it stands."""
        return self._editor.text()

    def show_outcome(self, sentence: str) -> None:
        """Say what would happen."""
        self._editor.clear_problem()
        self._outcome.setText(sentence)
        self._set.setEnabled(True)

    def show_problem(self, sentence: str) -> None:
        """Say why the text cannot be set."""
        self._editor.show_problem(sentence)
        self._outcome.setText(sentence)
        self._set.setEnabled(False)

    @guarded(None)
    def accept(self) -> None:
        """Tell the text and close."""
        self._rest.stop()
        self._editor.commit()
        self.text_chosen.emit(self.text())
        super().accept()

    def _on_typed(self, _: str = "") -> None:
        name = new_actor(self._field, self.text())
        if name:
            self._rest.stop()
            self.show_problem(f"Add “{name}” first: press Ctrl+Shift+P, then set it here.")
        else:
            # What was said of the last text does not hold for this one.
            self.show_outcome("")
            self._rest.start()
