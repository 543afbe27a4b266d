"""What sources say of one value, side by side: one is preferred with a reason, the rest stay."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.dialogs.rivals import RivalColumns
from gui.marks import SIGNS
from gui.messages import plain_label
from gui.notify import Notifier
from gui.tasks import Tasks
from models import (
    KINDS,
    FactError,
    Rival,
    Store,
    Weighing,
    entry_of,
    keep,
    notes_of,
    prefer,
    put_into_notes,
    reason_in,
    reopen,
    weigh,
)

_SHORT: Final = 40
_LONGEST: Final = 160
_NOTE_LINES: Final = 5
_WIDEST: Final = 1120


class ConflictDialog(QDialog):
    """Stands beside the window while sources are read; each decision is one step."""

    words_wanted = Signal(object, object, object)

    def __init__(
        self,
        store: Store,
        notifier: Notifier,
        tasks: Tasks,
        place: tuple[str, int, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("conflict")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._store, self._tasks, self._place = store, tasks, place
        self._entry = entry_of(store, place[0], place[1])
        self._seen: Weighing | None = None
        self._mended = False
        self._title = self._label("conflict_title", bold=True)
        self._holds = self._label("conflict_holds")
        self._columns = RivalColumns(self)
        self._columns.chosen.connect(self._on_chosen)
        self._columns.prefer_wanted.connect(self._prefer)
        self._columns.words_wanted.connect(self.words_wanted)
        self._reason = QLineEdit(self)
        self._reason.setObjectName("conflict_reason")
        self._reason.setAccessibleName("Reason of the choice")
        self._reason.setPlaceholderText("Why this one")
        self._reason.textEdited.connect(self._on_mended)
        self._reason.returnPressed.connect(self._prefer_chosen)
        self._problem = self._label("conflict_problem")
        self._problem.hide()
        self._keep = self._button("conflict_keep", "Keep the value", self._on_keep)
        self._reopen = self._button("conflict_reopen", "Reopen", self._on_reopen)
        self._reopen.setToolTip("Let all of them count alike again; the value stays")
        self._notes = QPlainTextEdit(self)
        self._notes.setObjectName("conflict_notes")
        self._notes.setAccessibleName("Discrepancies of the entry, in sentences")
        self._notes.setReadOnly(True)
        self._notes.setTabChangesFocus(True)
        self._copy = self._button("conflict_copy", "Copy", self._on_copy)
        self._into = self._button("conflict_into_notes", "Put into Notes", self._on_into_notes)
        self._into.setToolTip(
            "Write this into the entry's notes, in place of what was written there from here before"
        )
        self._lay_out()
        notifier.changed.connect(self._read)
        self.finished.connect(lambda: tasks.cancel((self, "notes")))
        self._read()
        self.resize(min(max(self._columns.sizeHint().width() + 48, 640), _WIDEST), 680)
        self._columns.focus_chosen()

    # Making

    def _label(self, name: str, *, bold: bool = False) -> QLabel:
        label = plain_label(parent=self)
        label.setObjectName(name)
        label.setWordWrap(True)
        if bold:
            font = label.font()
            font.setPointSizeF(font.pointSizeF() + 2)
            font.setBold(True)
            label.setFont(font)
        return label

    def _button(self, name: str, text: str, call: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        # Enter belongs to the card with the keyboard, and to the reason.
        button.setAutoDefault(False)
        button.clicked.connect(call)
        return button

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addWidget(self._holds)
        column.addWidget(self._columns, 3)
        line = QGridLayout()
        line.setHorizontalSpacing(8)
        because = plain_label("Preferred because", self)
        because.setBuddy(self._reason)
        line.addWidget(because, 0, 0)
        line.addWidget(self._reason, 0, 1)
        line.addWidget(self._keep, 0, 2)
        line.addWidget(self._reopen, 0, 3)
        line.addWidget(self._problem, 1, 1, 1, 3)
        column.addLayout(line)
        if self._entry is not None:
            self._lay_out_notes(column)
        else:
            for part in (self._notes, self._copy, self._into):
                part.hide()
        buttons = QDialogButtonBox(self)
        close = buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        close.setAutoDefault(False)
        close.setToolTip("What is not decided stays open (Esc)")
        buttons.rejected.connect(self.close)
        column.addWidget(buttons)

    def _lay_out_notes(self, column: QVBoxLayout) -> None:
        top = QHBoxLayout()
        top.addWidget(plain_label("For the notes of the entry", self))
        top.addStretch(1)
        top.addWidget(self._copy)
        top.addWidget(self._into)
        column.addLayout(top)
        column.addWidget(self._notes, 1)
        self._notes.setMinimumHeight(_NOTE_LINES * self.fontMetrics().lineSpacing())

    # Showing

    def _read(self, *_: object) -> None:
        try:
            seen = weigh(self._store, *self._place)
        except FactError as error:
            self._seen = None
            self._columns.show_rivals([], None)
            for part in (self._keep, self._reopen, self._into):
                part.setEnabled(False)
            self._tell(error.sentence)
            return
        if seen != self._seen:
            self._seen = seen
            self._show(seen)
        if self._entry is not None:
            store, entry = self._store, self._entry
            self._tasks.read(
                lambda _: notes_of(store, entry), self._show_notes, key=(self, "notes")
            )

    def _show(self, seen: Weighing) -> None:
        label = seen.field.label
        self.setWindowTitle(f"Weigh the sources: {label}")
        self._title.setText(f"{label} of {_cut(seen.name)}")
        name, meaning = SIGNS.get(seen.mark, ("", ""))
        holds = f"The record holds {_cut(seen.shown)}" if seen.shown else "The record holds nothing"
        self._holds.setText(f"{holds}. {name}: {meaning}." if name else f"{holds}.")
        suggested = seen.preferred or seen.suggested
        self._columns.show_rivals(seen.groups, suggested)
        writable = not self._store.readonly
        kept = seen.preferred is not None and seen.preferred.citation.source is None
        self._keep.setText(f"Keep {_short(seen.shown)}" if seen.shown else "Keep the value")
        self._keep.setToolTip("Keep what the record holds on your own judgement")
        self._keep.setEnabled(writable and seen.held is not None and not kept)
        decided = any(one.citation.rank in ("preferred", "deprecated") for one in seen.rivals)
        self._reopen.setEnabled(writable and decided)
        self._columns.set_readonly(readonly=not writable)
        self._reason.setReadOnly(not writable)
        self._mended = False
        self._on_chosen(self._columns.current())

    def _show_notes(self, text: str) -> None:
        writable = not self._store.readonly
        if text != self._notes.toPlainText():
            self._notes.setPlainText(text)
        self._copy.setEnabled(bool(text))
        self._into.setEnabled(writable)

    def _on_chosen(self, rival: Rival | None) -> None:
        """Offer the reason that speaks for this one, unless another was typed."""
        if self._seen is None or rival is None or self._mended:
            return
        given = reason_in(rival.citation.note) if rival.citation.rank == "preferred" else ""
        self._reason.setText(given or self._seen.reason(rival))

    def _on_mended(self, text: str) -> None:
        self._mended = bool(text.strip())

    def _tell(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))

    # Deciding

    def _attempt(self, act: Callable[[Weighing], object]) -> None:
        """Do something with what is seen; what stands in the way is told beside the reason."""
        if self._seen is None or self._store.readonly:
            return
        self._tell("")
        try:
            act(self._seen)
        except FactError as error:
            self._read()
            self._tell(error.sentence)

    def _prefer_chosen(self) -> None:
        rival = self._columns.current()
        if rival is not None:
            self._prefer(rival)

    def _prefer(self, rival: Rival) -> None:
        self._on_chosen(rival)
        reason = self._reason.text()
        self._attempt(lambda seen: prefer(self._store, seen, rival, reason, by=self))

    def _on_keep(self) -> None:
        reason = self._reason.text() if self._mended else ""
        self._attempt(lambda seen: keep(self._store, seen, reason, by=self))

    def _on_reopen(self) -> None:
        self._attempt(lambda seen: reopen(self._store, seen, by=self))

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._notes.toPlainText())

    def _on_into_notes(self) -> None:
        entry = self._entry
        if entry is not None:
            self._attempt(lambda _: put_into_notes(self._store, entry, by=self))


def weighable(store: Store, kind: str, record: int, key: str) -> bool:
    """Tell whether there is more than one voice on a value, or one that contradicts it."""
    if not key or not KINDS[kind].has("contested"):
        return False
    try:
        seen = weigh(store, kind, record, key)
    except FactError:
        return False
    return len(seen.rivals) > 1 or seen.mark == "contested"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"


def _short(text: str) -> str:
    line = " ".join(text.split()).replace("&", "&&")
    return line if len(line) <= _SHORT else f"{line[: _SHORT - 1]}…"
