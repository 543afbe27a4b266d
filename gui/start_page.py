"""What stands in the window while no store is open: what happened, and what can be done."""

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from gui.messages import plain_label


class StartPage(QWidget):
    """A sentence and the ways on."""

    new_wanted = Signal()
    open_wanted = Signal()
    create_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("start_page")
        self._sentence = plain_label("Opening the store …", self, selectable=True)
        self._sentence.setObjectName("start_sentence")
        self._sentence.setWordWrap(True)
        self._sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._create = self._button("Make this store", self.create_wanted, "start_create")
        self._open = self._button("Open another store…", self.open_wanted, "start_open")
        self._new = self._button("New store…", self.new_wanted, "start_new")
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._sentence)
        column.addSpacing(12)
        for button in (self._create, self._open, self._new):
            column.addWidget(button, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.wait()

    def _button(self, text: str, wanted: SignalInstance, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setMinimumWidth(220)
        button.clicked.connect(wanted)
        return button

    def wait(self) -> None:
        """Say that the store is being opened."""
        self._sentence.setText("Opening the store …")
        for button in (self._create, self._open, self._new):
            button.hide()

    def offer(self, sentence: str, *, creating: bool) -> None:
        """Say what happened; with ``creating`` the store that is not there can be made."""
        self._sentence.setText(sentence)
        self._create.setVisible(creating)
        self._open.show()
        self._new.show()
        (self._create if creating else self._open).setFocus()
