"""What to export to a CSV file, how, and where to."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from PySide6.QtCore import QDir, QSize, QStandardPaths
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gui.crash import guarded
from gui.icons import icon
from gui.messages import plain_label
from gui.settings import CSV_BOM, CSV_FOLDER, CSV_LABELS, Settings

SUFFIX: Final = ".csv"
_GAP: Final = 8
_NOT_A_NAME: Final = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class ExportChoice:
    """What was chosen: the file, all records or those shown, labels or codes, a mark or none."""

    path: Path
    whole: bool
    labels: bool
    bom: bool


@dataclass(frozen=True)
class Verdict:
    """What is to be said about a target file, and whether it can be written."""

    sentence: str = ""
    possible: bool = True


def judge(path: Path, store: Path | None = None) -> Verdict:
    """Tell what would happen to a file of this path."""
    try:
        return _judge(path, store)
    except OSError as error:
        return Verdict(f"This name cannot be used: {error.strerror}.", possible=False)


def _judge(path: Path, store: Path | None) -> Verdict:
    if not path.parent.is_dir():
        return Verdict(f"There is no folder {path.parent}. Choose another one.", possible=False)
    if path.is_dir():
        return Verdict(f"{path.name} is a folder. Add a name for the file.", possible=False)
    if store is not None and path.exists() and path.samefile(store):
        return Verdict("This is the store itself. Choose another name.", possible=False)
    if not os.access(path.parent, os.W_OK):
        return Verdict(f"You may not write into {path.parent}.", possible=False)
    if path.exists():
        return Verdict(f"{path.name} is there already and will be replaced.")
    return Verdict()


class ExportDialog(QDialog):
    """Asks how to export; ``choice`` gives the answer once it was accepted."""

    def __init__(
        self,
        kind_label: str,
        shown: int,
        total: int,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        store: Path | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("export")
        self.setWindowTitle(f"Export {kind_label}")
        self._settings = settings
        self._store = store
        rows = _rows(shown)
        self._shown = QRadioButton(
            f"&Exactly what is shown ({rows}, in this order, these columns)", self
        )
        self._shown.setObjectName("export_shown")
        self._shown.setChecked(True)
        self._whole = QRadioButton(f"&All {_records(total)}, all columns", self)
        self._whole.setObjectName("export_whole")
        self._labels = QCheckBox("&Labels instead of codes", self)
        self._labels.setObjectName("export_labels")
        self._labels.setChecked(settings.get(CSV_LABELS))
        self._bom = QCheckBox("Mark as &UTF-8 for Excel", self)
        self._bom.setObjectName("export_bom")
        self._bom.setChecked(settings.get(CSV_BOM))
        self._path = QLineEdit(str(_first_target(kind_label, settings)), self)
        self._path.setObjectName("export_path")
        self._path.setMinimumWidth(44 * self.fontMetrics().averageCharWidth())
        self._sign = plain_label(parent=self)
        self._verdict = plain_label(parent=self)
        self._verdict.setObjectName("export_verdict")
        self._verdict.setWordWrap(True)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self._export = self._buttons.addButton("Export", QDialogButtonBox.ButtonRole.AcceptRole)
        self._arrange()
        self._path.textChanged.connect(self._judge)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._judge()

    def choice(self) -> ExportChoice:
        """Return what is chosen now."""
        return ExportChoice(
            path=self._target(),
            whole=self._whole.isChecked(),
            labels=self._labels.isChecked(),
            bom=self._bom.isChecked(),
        )

    @guarded(None)
    def accept(self) -> None:
        """Remember the options and close, unless the file cannot be written."""
        if not self._judge().possible:
            self._path.setFocus()
            return
        choice = self.choice()
        self._settings.set(CSV_LABELS, choice.labels)
        self._settings.set(CSV_BOM, choice.bom)
        self._settings.set(CSV_FOLDER, str(choice.path.parent))
        super().accept()

    def _arrange(self) -> None:
        browse = QPushButton("&Browse…", self)
        browse.setObjectName("export_browse")
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        file = QHBoxLayout()
        file.setSpacing(8)
        file.addWidget(self._path, 1)
        file.addWidget(browse)
        said = QHBoxLayout()
        said.setSpacing(6)
        said.addWidget(self._sign)
        said.addWidget(self._verdict, 1)
        name = plain_label("&File", self)
        name.setBuddy(self._path)
        form = QGridLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(4)
        form.setColumnStretch(1, 1)
        form.addWidget(plain_label("Records", self), 0, 0)
        form.addWidget(self._shown, 0, 1)
        form.addWidget(self._whole, 1, 1)
        form.setRowMinimumHeight(2, _GAP)
        form.addWidget(plain_label("Values", self), 3, 0)
        form.addWidget(self._labels, 3, 1)
        form.addWidget(self._bom, 4, 1)
        form.setRowMinimumHeight(5, _GAP)
        form.addWidget(name, 6, 0)
        form.addLayout(file, 6, 1)
        form.addLayout(said, 7, 1)
        # The sentence comes and goes without moving the rest.
        form.setRowMinimumHeight(7, self.fontMetrics().height() + 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(16)
        column.addLayout(form)
        column.addStretch(1)
        column.addWidget(self._buttons)
        self._export.setDefault(True)

    def _target(self) -> Path:
        """Return the file meant: in the last folder when none is named, with .csv when bare."""
        typed = self._path.text().strip()
        path = _folder(self._settings) / os.path.expanduser(typed)
        # The number in “deals 1.5” is no ending.
        bare = not path.suffix or path.suffix[1:].isdigit()
        return path.with_name(path.name + SUFFIX) if bare and not os.path.isdir(path) else path

    def _judge(self) -> Verdict:
        """Say what happens to the file, beneath its name."""
        if self._path.text().strip():
            verdict = judge(self._target(), self._store)
        else:
            verdict = Verdict("Type the name of a file.", possible=False)
        self._verdict.setText(verdict.sentence)
        self._sign.setPixmap(self._picture(verdict))
        self._path.setAccessibleDescription(verdict.sentence)
        self._path.setProperty("invalid", not verdict.possible)
        self._path.style().unpolish(self._path)
        self._path.style().polish(self._path)
        self._export.setEnabled(verdict.possible)
        return verdict

    def _picture(self, verdict: Verdict) -> QPixmap:
        """Give the sign in front of a sentence."""
        side = self.fontMetrics().height()
        if not verdict.sentence:
            return QPixmap()
        name, tint = ("triangle-alert", "mark_inferred")
        if not verdict.possible:
            name, tint = ("circle-alert", "error")
        return icon(name, tint).pixmap(QSize(side, side), self.devicePixelRatioF())

    def _browse(self) -> None:
        # Replacing is announced in the dialog itself, so the file dialog need not ask.
        chosen, _ = QFileDialog.getSaveFileName(
            self,
            "Export to",
            str(self._target()),
            "CSV (*.csv);;All files (*)",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self._path.setText(QDir.toNativeSeparators(chosen))


def _folder(settings: Settings) -> Path:
    """Return the folder of the last export, or that of the user's documents."""
    last = settings.get(CSV_FOLDER)
    if last and Path(last).is_dir():
        return Path(last)
    documents = QStandardPaths.StandardLocation.DocumentsLocation
    folder = Path(QStandardPaths.writableLocation(documents))
    return folder if folder.is_dir() else Path.home()


def _first_target(kind_label: str, settings: Settings) -> Path:
    name = _NOT_A_NAME.sub("-", kind_label.casefold()).strip("-") or "table"
    return _folder(settings) / f"{name}{SUFFIX}"


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number:,} rows"


def _records(number: int) -> str:
    return "1 record" if number == 1 else f"{number:,} records"
