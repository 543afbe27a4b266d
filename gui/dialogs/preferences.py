"""What a person may set: the colours, the name in the history, whether files are kept."""

from typing import Final, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.crash import guarded
from gui.messages import plain_label
from gui.settings import AUTHOR, KEEP_ORIGINAL, THEME, Settings
from models import default_author

_SCHEMES: Final = {"system": "As the &system", "light": "&Light", "dark": "&Dark"}
_GAP: Final = 8


class PreferencesDialog(QDialog):
    """Each choice holds at once; there is nothing to confirm."""

    author_chosen = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preferences")
        self.setWindowTitle("Preferences")
        self._settings = settings
        self._schemes = QButtonGroup(self)
        self._author = QLineEdit(settings.get(AUTHOR), self)
        self._author.setObjectName("author")
        self._author.setPlaceholderText(default_author())
        self._author.setMinimumWidth(28 * self.fontMetrics().averageCharWidth())
        hint = plain_label(
            "Stands beside each change in the history. Empty: the name you log in with.", self
        )
        hint.setWordWrap(True)
        hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        hint.setStyleSheet("color: palette(placeholder-text)")
        hint.setObjectName("author_hint")
        self._author.setAccessibleDescription(hint.text())
        name = plain_label("&Your name", self)
        name.setBuddy(self._author)
        form = QGridLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(4)
        form.addWidget(plain_label("Colours", self), 0, 0)
        form.addLayout(self._colours(), 0, 1)
        form.setRowMinimumHeight(1, _GAP)
        form.addWidget(name, 2, 0)
        form.addWidget(self._author, 2, 1)
        form.addWidget(hint, 3, 1)
        form.setRowMinimumHeight(4, _GAP)
        form.addWidget(plain_label("Sources", self), 5, 0)
        form.addWidget(self._keeping(), 5, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.close)
        # Enter takes the name over; it does not close.
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(buttons)
        self._author.editingFinished.connect(self._take_author)

    def _colours(self) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(12)
        chosen = self._settings.get(THEME)
        for scheme, label in _SCHEMES.items():
            button = QRadioButton(label, self)
            button.setObjectName(f"theme_{scheme}")
            button.setChecked(scheme == chosen)
            button.clicked.connect(lambda _, scheme=scheme: self._take_scheme(scheme))
            self._schemes.addButton(button)
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _keeping(self) -> QCheckBox:
        box = QCheckBox("&Keep the file that a source came from", self)
        box.setObjectName("keep_original")
        box.setToolTip("It stays in the store as it is, and can be saved again")
        box.setChecked(self._settings.get(KEEP_ORIGINAL))
        box.toggled.connect(lambda kept: self._settings.set(KEEP_ORIGINAL, kept))
        return box

    def _take_scheme(self, scheme: str) -> None:
        self._settings.set(THEME, scheme)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, cast(theme.Scheme, scheme))

    def _take_author(self) -> None:
        name = " ".join(self._author.text().split())
        if name != self._settings.get(AUTHOR):
            self._settings.set(AUTHOR, name)
            self.author_chosen.emit(name)

    @guarded(None)
    def done(self, result: int) -> None:
        """Take over what is being typed, then close."""
        self._take_author()
        super().done(result)
