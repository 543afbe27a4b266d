"""A record that is being begun: a few fields, of which only what names it is needed."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from gui.detail_form import FieldRow, label_width, select_all
from gui.editors import new_actor, typed_value, with_new_actor
from gui.messages import plain_label
from models import (
    KINDS,
    FactError,
    Field,
    Invalid,
    Kind,
    Link,
    Store,
    Value,
    broken_draft,
    same_text,
)

BEGUN_WITH: Final = {
    "entry": ("title", "country", "sector"),
    "source": ("title", "published", "url", "text"),
    "actor": ("name", "type", "country"),
    "country": ("code", "name", "region", "group"),
    "remark": ("type", "speaker", "text"),
    "link": ("type", "other"),
    "party": ("actor", "role"),
}
"""The fields that a new record of a kind is begun with; of others those that it needs."""

_LONGEST_NAME: Final = 80


class DraftForm(QWidget):
    """Asks for what a new record needs; Enter adds it, Escape drops a draft without words."""

    added = Signal(str, object)
    dropped = Signal()
    typed_on = Signal()

    def __init__(
        self, kind: Kind, values: dict[str, Value], store: Store, parent: QWidget, *, by: object
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self._values = values
        self._store = store
        self._by = by
        self._fields = [kind.field(key) for key in begun_with(kind)]
        self._title = plain_label(parent=self)
        self._title.setObjectName("draft_title")
        self._title.setWordWrap(True)
        font = self._title.font()
        font.setPointSizeF(font.pointSizeF() + 2)
        font.setBold(True)
        self._title.setFont(font)
        self._title.setText(self._headline())
        hint = plain_label(parent=self)
        hint.setText(self._hint())
        hint.setWordWrap(True)
        hint.setObjectName("draft_hint")
        self._problem = plain_label(parent=self)
        self._problem.setObjectName("draft_problem")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 10, 12, 10)
        self._column.setSpacing(5)
        self._column.addWidget(self._title)
        self._column.addWidget(hint)
        self._column.addSpacing(6)
        self.rows = {field.key: self._make_row(field) for field in self._fields}
        self._column.addWidget(self._problem)
        self._column.addLayout(self._make_buttons())
        self._column.addStretch(1)

    def _make_row(self, field: Field) -> FieldRow:
        width = label_width(self, (one.label for one in self._fields))
        row = FieldRow(field, self._store, self, label_width=width, cited=False)
        row.editor.set_text(self._preset(field))
        if field.required:
            row.editor.setPlaceholderText(field.help)
        row.editor.entered.connect(self.add)
        row.editor.textChanged.connect(lambda *_: self.typed_on.emit())
        row.reverted.connect(self._on_reverted)
        row.commit_wanted.connect(self._advise)
        self._column.addWidget(row)
        return row

    def _make_buttons(self) -> QHBoxLayout:
        add = QPushButton(f"Add {self.kind.label.lower()}", self)
        add.setObjectName("draft_add")
        add.setToolTip("Add it and go on with its other fields (Enter)")
        add.setDefault(True)
        # The style draws a default button bold, which its size does not know.
        add.setMinimumWidth(add.sizeHint().width() + add.fontMetrics().horizontalAdvance("mm"))
        add.clicked.connect(self.add)
        drop = QPushButton("Drop", self)
        drop.setObjectName("draft_drop")
        drop.setFlat(True)
        drop.setAutoDefault(False)
        drop.clicked.connect(self.dropped)
        line = QHBoxLayout()
        line.setContentsMargins(0, 6, 0, 0)
        line.addStretch(1)
        line.addWidget(drop)
        line.addWidget(add)
        return line

    # What it says

    def _preset(self, field: Field) -> str:
        value = self._values.get(field.key)
        if isinstance(field.type, Link) and isinstance(value, int):
            return self._store.label(field.type.kind, value)
        if field.type.name == "country" and value is not None:
            return dict(self._store.countries()).get(str(value), str(value))
        return field.type.text(value)

    def _headline(self) -> str:
        parent = self.kind.parent
        home = self._values.get(parent) if parent else None
        if parent and isinstance(home, int):
            return f"New {self.kind.label.lower()} of {self._store.label(parent, home)}"
        keys = ("country", "sector") if self.kind.name == "entry" else ()
        places = [self._preset(self.kind.field(key)) for key in keys]
        place = " · ".join(part for part in places if part)
        return f"New {self.kind.label.lower()}" + (f" in {place}" if place else "")

    def _hint(self) -> str:
        needed = " and ".join(f.label.lower() for f in self._fields if f.required)
        only = f"Only the {needed} is needed; the rest can follow. " if needed else ""
        long = any(f.required and f.type.name == "long_text" for f in self._fields)
        return f"{only}{'Ctrl+Enter' if long else 'Enter'} adds it, Esc drops it."

    @property
    def name(self) -> str:
        """Return what stands for the draft where it is offered again."""
        words = next((row.editor.text() for row in self.rows.values() if row.editor.typed), "")
        short = " ".join(words.split())[:_LONGEST_NAME]
        return f"{self._title.text()}: “{short}”" if short else self._title.text()

    @property
    def typed(self) -> bool:
        """Tell whether something would be lost if the draft were dropped."""
        return any(row.editor.typed for row in self.rows.values())

    def typed_values(self) -> dict[str, Value]:
        """Return what it says so far; a text that means nothing yet says nothing."""
        values = dict(self._values)
        for key, row in self.rows.items():
            try:
                values[key] = typed_value(self._store, row.field, row.editor.text())
            except FactError:
                values[key] = None
        return values

    def put_below(self, widget: QWidget) -> None:
        """Show something below the form."""
        self._column.insertWidget(self._column.count() - 1, widget)

    # What it does

    def start(self) -> None:
        """Put the cursor into the first field that waits to be filled."""
        empty = (row for row in self.rows.values() if row.field.required and not row.editor.text())
        select_all(next(empty, next(iter(self.rows.values()))))

    def add(self) -> bool:
        """Add the record as one step; what is refused is said, and nothing is lost."""
        for row in self.rows.values():
            row.editor.clear_problem()
        try:
            record = self._write()
        except FactError as error:
            self._refuse(error.sentence)
            return False
        self._problem.hide()
        self.added.emit(self.kind.name, record)
        return True

    def _write(self) -> int:
        meant = {
            key: typed_value(self._store, row.field, row.editor.text())
            for key, row in self.rows.items()
        }
        if self.kind.name == "source":
            self._refuse_same_text(str(meant.get("text") or ""))
        with self._store.step(f"Add {self.kind.label.lower()}{self._named()}", by=self._by) as step:
            values = {
                key: with_new_actor(step, self.kind.field(key), value)
                for key, value in meant.items()
            }
            return step.add(self.kind.name, {**self._values, **values})

    def _refuse_same_text(self, text: str) -> None:
        there = same_text(self._store, text) if text else None
        if there is not None:
            label = self._store.label("source", there)
            raise Invalid(f"Text: This text is there already, as the source “{label}”.")

    def _advise(self) -> None:
        """Say which rules the record would break, as far as can be told by now."""
        values = dict(self._values)
        for key, row in self.rows.items():
            try:
                values[key] = typed_value(self._store, row.field, row.editor.text())
            except FactError:
                values.pop(key, None)
        found = broken_draft(self._store, self.kind.name, values)
        said: dict[str, list[str]] = {}
        for one in found:
            place = next((key for key in one.fields if key in self.rows), next(iter(self.rows)))
            said.setdefault(place, []).append(one.sentence)
        for key, row in self.rows.items():
            row.show_advice(said.get(key, []))

    def _named(self) -> str:
        texts = (self.rows[key].editor.text() for key in self.kind.title if key in self.rows)
        named = next((" ".join(text.split()) for text in texts if text.strip()), "")
        named = next(
            (new for row in self.rows.values() if (new := new_actor(row.field, named))), named
        )
        return f" “{named[:_LONGEST_NAME]}”" if named else ""

    def _refuse(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.show()
        for row in self.rows.values():
            label = row.field.label
            if sentence.startswith((f"{label}:", f"{label} cannot")):
                row.editor.show_problem(sentence)
                row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return

    def _on_reverted(self, key: str) -> None:
        self._problem.hide()
        if not self.rows[key].editor.took_back and not self.typed:
            self.dropped.emit()


def begun_with(kind: Kind) -> tuple[str, ...]:
    """Return the fields that a new record is begun with."""
    needed = tuple(f.key for f in kind.fields if f.required and f.key != kind.parent)
    return BEGUN_WITH.get(kind.name) or needed or (kind.title[0],)


def needs_more(kind: Kind, values: dict[str, Value]) -> bool:
    """Tell whether a record with these values lacks something that it cannot do without."""
    needed = (f for f in KINDS[kind.name].fields if f.required and f.default is None)
    return any(values.get(field.key) is None for field in needed)


def add_below(store: Store, kind: str, place: tuple[str, int], *, by: object) -> int:
    """Add an empty record that hangs off another one; return its id."""
    with store.step(f"Add {KINDS[kind].label.lower()} to {store.label(*place)}", by=by) as step:
        return step.add(kind, {place[0]: place[1]})
