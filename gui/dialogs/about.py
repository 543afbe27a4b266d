"""What this program is, what it runs on and where the store lies."""

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.icons import app_icon, icon
from gui.messages import plain_label

WHAT: Final = "A desktop fact browser for China’s cooperation with Central Asia."
LICENCE: Final = (
    "Khorgos is free software under the MIT licence. It stands on Qt and PySide6 (LGPL), "
    "qdarkstyle (MIT), SQLModel (MIT) and the Lucide icons (ISC)."
)
_PACKAGES: Final = {"PySide6": "PySide6-Essentials", "SQLModel": "sqlmodel"}
_ICON_SIDE: Final = 56


def about_lines(store: Path, sqlite: str) -> dict[str, str]:
    """Return the versions and places that the dialog names, by label."""
    return {
        "Khorgos": _version("khorgos"),
        "Python": platform.python_version(),
        "Qt": qVersion(),
        **{label: _version(package) for label, package in _PACKAGES.items()},
        "SQLite": sqlite,
        "System": platform.platform(terse=True),
        "Store": str(store),
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "run from its source"


class AboutDialog(QDialog):
    """Shows versions, store and licence; Copy takes them along for a question to somebody."""

    def __init__(self, store: Path, sqlite: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setWindowTitle("About Khorgos")
        self._lines = about_lines(store, sqlite)
        self._copy = QPushButton(icon("copy"), "&Copy", self)
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(self._on_copy)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.addButton(self._copy, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.close)
        licence = plain_label(LICENCE, self, selectable=True)
        licence.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(self._head())
        column.addLayout(self._table())
        column.addWidget(licence)
        column.addStretch(1)
        column.addWidget(buttons)
        self.setMinimumWidth(460)
        buttons.button(QDialogButtonBox.StandardButton.Close).setFocus()

    def text(self) -> str:
        """Return what Copy puts on the clipboard."""
        return "\n".join(f"{label}: {words}" for label, words in self._lines.items())

    def _head(self) -> QHBoxLayout:
        sign = plain_label(parent=self)
        sign.setPixmap(app_icon().pixmap(QSize(_ICON_SIDE, _ICON_SIDE), self.devicePixelRatioF()))
        name = plain_label("Khorgos", self)
        font = name.font()
        font.setPointSizeF(font.pointSizeF() * 1.6)
        font.setBold(True)
        name.setFont(font)
        what = plain_label(WHAT, self)
        what.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(name)
        words.addWidget(what)
        line = QHBoxLayout()
        line.setSpacing(16)
        line.addWidget(sign)
        line.addLayout(words, 1)
        return line

    def _table(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, (label, words) in enumerate(self._cells()):
            label.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label, row, 0)
            grid.addWidget(words, row, 1)
        return grid

    def _cells(self) -> Iterator[tuple[QLabel, QLabel]]:
        for label, words in self._lines.items():
            # A path without a place to break would make the window as wide as it is long.
            shown = plain_label(_breakable(words), self, selectable=True)
            shown.setWordWrap(True)
            shown.setAccessibleName(f"{label}: {words}")
            name = plain_label(label, self)
            name.setStyleSheet("color: palette(placeholder-text)")
            yield name, shown

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text())
        self._copy.setText("Copied")


def _breakable(text: str) -> str:
    """Let a long path go on in the next line after a slash."""
    return text.replace("/", "/\u200b").replace("\\", "\\\u200b")
