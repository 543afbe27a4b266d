"""The form of one kind of record, built once and filled again for each record."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.cell_tooltip import backing_words
from gui.detail_lines import WordLines
from gui.detail_sign import MarkSign
from gui.detail_words import UNKNOWN, Shown, evidence_words
from gui.editors import make_editor
from gui.icons import icon
from gui.line_editor import LineEditor
from gui.messages import plain_label, plain_tooltip
from models import Citation, Field, Kept, Kind, Store, Value

IN_HEADER: Final = {"entry": ("uid", "counts", "reason")}
"""Fields that the headline says already, as it says all that is counted beside a record."""

WIDEST_LABEL: Final = 112


@dataclass(frozen=True)
class Unsaved:
    """A typed text that was refused, with the reason and the value it shall replace."""

    text: str
    sentence: str
    expect: Value


class FieldRow(QWidget):
    """Label, editor and evidence of one value."""

    commit_wanted = Signal(str)
    focused = Signal(str)
    reverted = Signal(str)
    target_wanted = Signal(str)
    citation_clicked = Signal(object)
    menu_wanted = Signal(object, QPoint)
    weigh_wanted = Signal(str)
    words_dropped = Signal(str, object)

    def __init__(
        self, field: Field, store: Store, parent: QWidget, *, label_width: int, cited: bool = True
    ) -> None:
        super().__init__(parent)
        self.field = field
        self.expect: Value = None
        self.folds = False
        self._citations: Sequence[Citation] = ()
        self.editor = make_editor(field, store, self)
        label = plain_label(field.label, self)
        label.setObjectName("field_label")
        label.setBuddy(self.editor)
        label.setFixedWidth(label_width)
        label.setWordWrap(True)
        label.setToolTip(plain_tooltip(self.editor.about))
        label.setContentsMargins(0, 4, 0, 0)
        self._note = plain_label(parent=self)
        self._note.setObjectName("field_note")
        self._note.setWordWrap(True)
        self._note.hide()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(1)
        self._grid.addWidget(label, 0, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(self.editor, 0, 1, Qt.AlignmentFlag.AlignTop)
        self._span = 3 if cited else 1
        self._grid.addWidget(self._note, 1, 1, 1, self._span)
        self._grid.setColumnStretch(1, 1)
        self._evidence: WordLines | None = None
        self._advice: QLabel | None = None
        self._cite: QToolButton | None = self._make_cite() if cited else None
        self._sign: MarkSign | None = self._make_sign() if cited and field.backed else None
        self.editor.committed.connect(lambda: self.commit_wanted.emit(field.key))
        self.editor.cancelled.connect(self._on_cancelled)
        self.editor.focused.connect(lambda: self.focused.emit(field.key))
        if cited and field.editable:
            self.editor.words_dropped.connect(lambda one: self.words_dropped.emit(field.key, one))

    def _make_cite(self) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName("cite_button")
        button.setAccessibleName(f"Cite words for {self.field.label}")
        button.setToolTip("Cite words of the article for this value")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        policy = button.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        button.setSizePolicy(policy)
        button.clicked.connect(lambda: self.target_wanted.emit(self.field.key))
        self._grid.addWidget(button, 0, 3, Qt.AlignmentFlag.AlignTop)
        return button

    def _make_sign(self) -> MarkSign:
        sign = MarkSign(self.field.label, self)
        sign.clicked.connect(self._on_sign)
        self._grid.addWidget(sign, 0, 2, Qt.AlignmentFlag.AlignTop)
        return sign

    def _on_sign(self) -> None:
        """Go where the mark points: to the rivals, to the words, or to citing some."""
        assert self._sign is not None
        if self._sign.mark == "contested" or len(self._citations) > 1:
            self.weigh_wanted.emit(self.field.key)
        elif self._citations:
            self.citation_clicked.emit(self._citations[0])
        else:
            self.target_wanted.emit(self.field.key)

    # Filling

    def fill(self, shown: Shown) -> None:
        """Show the record's value and evidence, whatever stood here before."""
        self.expect = shown.row.value(self.field.key)
        self._set_text(shown)
        self.editor.clear_problem()
        self._tell(self.editor.hint)
        self.show_evidence(shown)
        self.show_advice(shown.advice_at(self.field.key))

    def refresh(self, shown: Shown) -> None:
        """Show what changed; a text that is being typed stays, and the change is told below it."""
        if not self.editor.typed:
            self.fill(shown)
            return
        if shown.row.value(self.field.key) != self.expect:
            now = shown.row.shown(self.field.key)
            self._tell(f"Changed elsewhere to “{now}”." if now else "Emptied elsewhere.")
        self.show_evidence(shown)
        self.show_advice(shown.advice_at(self.field.key))

    def show_evidence(self, shown: Shown) -> None:
        """Show who says so."""
        key = self.field.key
        mark = shown.row.mark(key)
        empty = shown.row.value(key) is None
        self.editor.setPlaceholderText(UNKNOWN if mark == UNKNOWN and empty else "")
        citations = shown.by_field.get(key, ())
        if self._cite is not None:
            self._cite.setIcon(icon("quote", "muted" if mark else "line"))
        if self._sign is not None:
            self._sign.show_mark(mark, backing_words(citations, mark))
        self._citations = citations
        if citations or self._evidence is not None:
            lines = evidence_words(citations, shown.row.shown(key))
            self._lines().show_lines(lines, focus=Qt.FocusPolicy.ClickFocus)
        self.folds = empty and not citations and not self.field.shown

    def show_advice(self, sentences: Sequence[str]) -> None:
        """Say which rules the value breaks; nothing is refused for it."""
        self.folds = self.folds and not sentences
        if not sentences and not self.advice:
            return
        if self._advice is None:
            self._advice = plain_label(parent=self)
            self._advice.setObjectName("field_advice")
            self._advice.setWordWrap(True)
            self._grid.addWidget(self._advice, 3, 1, 1, self._span)
        self._advice.setText("\n".join(sentences))
        self._advice.setVisible(bool(sentences))
        self.editor.setAccessibleDescription(" ".join(sentences))

    @property
    def advice(self) -> str:
        """Return what is advised below the value, an empty text when nothing is."""
        return self._advice.text() if self._advice is not None else ""

    def show_problem(self, sentence: str) -> None:
        """Say why the typed text was refused."""
        self.editor.show_problem(sentence)
        self._tell(sentence, name="field_problem")

    def restore(self, unsaved: Unsaved) -> None:
        """Show again what was typed and refused before."""
        self.editor.put(unsaved.text)
        self.expect = unsaved.expect
        self.show_problem(unsaved.sentence)

    def unsaved(self) -> Unsaved | None:
        """Return what is typed and not kept."""
        if not self.editor.typed:
            return None
        return Unsaved(self.editor.text(), self.editor.problem, self.expect)

    def evidence(self) -> list[QWidget]:
        """Return the lines of evidence in use."""
        return list(self._evidence.lines()) if self._evidence is not None else []

    @property
    def note(self) -> str:
        """Return the sentence below the editor, an empty text when there is none."""
        return self._note.text() if not self._note.isHidden() else ""

    def set_readonly(self, *, readonly: bool) -> None:
        """Allow or forbid typing and citing."""
        self.editor.set_readonly(readonly=readonly or not self.field.editable)
        if self._cite is not None:
            self._cite.setVisible(not readonly and self.field.editable)

    def _set_text(self, shown: Shown) -> None:
        key, row = self.field.key, shown.row
        text = row.text(key)
        if self.editor.typed or self.editor.text() != text:
            readable = self.field.type.name in ("number", "date", "computed")
            self.editor.set_text(text, row.shown(key) if readable else None)

    def _tell(self, sentence: str, *, name: str = "field_note") -> None:
        if self._note.objectName() != name:
            self._note.setObjectName(name)
            self._note.style().unpolish(self._note)
            self._note.style().polish(self._note)
        if sentence != self._note.text():
            self._note.setText(sentence)
        self._note.setVisible(bool(sentence))

    def _lines(self) -> WordLines:
        if self._evidence is None:
            lines = WordLines(self)
            lines.clicked.connect(lambda n: self.citation_clicked.emit(self._citations[n]))
            lines.menu_wanted.connect(
                lambda n, place: self.menu_wanted.emit(self._citations[n], place)
            )
            self._grid.addWidget(lines, 2, 1, 1, self._span)
            self._evidence = lines
        return self._evidence

    def _on_cancelled(self) -> None:
        self._tell(self.editor.hint)
        self.reverted.emit(self.field.key)


class RecordForm(QWidget):
    """All rows of one kind; fields of little use are folded away while they are empty."""

    def __init__(self, kind: Kind, store: Store, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self.rows: dict[str, FieldRow] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(3)
        width = label_width(self, (field.label for field in kind.fields))
        # What is seldom needed comes last, below the button that unfolds it.
        fields = sorted(
            (
                field
                for field in kind.fields
                if field.key not in IN_HEADER.get(kind.name, ())
                and not isinstance(field.type, Kept)
            ),
            key=lambda field: field.key == kind.parent,
        )
        for field in fields:
            row = FieldRow(field, store, self, label_width=width)
            self.rows[field.key] = row
            self._column.addWidget(row)
        self._more = QPushButton(self)
        self._more.setObjectName("more_fields")
        self._more.setCheckable(True)
        self._more.setAutoDefault(False)
        self._more.setIconSize(QSize(12, 12))
        self._more.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._more.toggled.connect(self._fold)
        self._column.addWidget(self._more)

    def fill(self, shown: Shown, unsaved: dict[str, Unsaved]) -> None:
        """Show a record, with what was typed for it and refused before."""
        for key, row in self.rows.items():
            row.fill(shown)
            if key in unsaved:
                row.restore(unsaved[key])
        self._fold()

    def refresh(self, shown: Shown) -> None:
        """Show what changed in the record that is shown."""
        for row in self.rows.values():
            row.refresh(shown)
        self._fold()

    def typed(self) -> Iterator[FieldRow]:
        """Yield the rows with a text that was typed and not kept."""
        return (row for row in self.rows.values() if row.editor.typed)

    def start(self) -> None:
        """Put the cursor into the first field that waits to be filled."""
        rows = [row for row in self.rows.values() if row.field.editable and not row.isHidden()]
        select_all(next((row for row in rows if not row.editor.text()), rows[0]))

    def reveal(self, key: str) -> FieldRow | None:
        """Return the row of a field, unfolded."""
        row = self.rows.get(key)
        if row is not None and row.isHidden():
            self._more.setChecked(True)
        return row

    def set_readonly(self, *, readonly: bool) -> None:
        """Allow or forbid typing."""
        for row in self.rows.values():
            row.set_readonly(readonly=readonly)

    def _fold(self) -> None:
        seldom = [row for row in self.rows.values() if self._is_seldom(row)]
        unfolded = self._more.isChecked()
        for row in self.rows.values():
            row.setVisible(unfolded or row not in seldom)
        self._more.setVisible(bool(seldom))
        count = f"{len(seldom)} more field" + ("s" if len(seldom) != 1 else "")
        self._more.setText("Fewer fields" if unfolded else count)
        self._more.setIcon(icon("chevron-up" if unfolded else "chevron-down", "muted"))

    def _is_seldom(self, row: FieldRow) -> bool:
        parent = row.field.key == self.kind.parent
        return (row.folds or parent) and not row.editor.typed


def label_width(widget: QWidget, labels: Iterator[str]) -> int:
    """Return the width of the column of labels; longer ones are wrapped."""
    metrics = widget.fontMetrics()
    return min(max(metrics.horizontalAdvance(label) for label in labels) + 4, WIDEST_LABEL)


def select_all(row: FieldRow) -> None:
    """Put the cursor into a row, ready to be typed over."""
    row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
    if isinstance(row.editor, LineEditor):
        row.editor.selectAll()
