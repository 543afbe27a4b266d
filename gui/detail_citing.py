"""Changing and removing what binds a value to words of a source."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from gui.dialogs.line_dialog import LineDialog
from models import (
    KINDS,
    Choice,
    Citation,
    FactError,
    Store,
    Value,
    reason_in,
    with_reason,
    without_reason,
)

Write = Callable[[Callable[[], None]], object]
"""Runs a change and tells a refusal."""

_CHOICES: Final = ("state", "rank", "stance", "confidence")
_TEXTS: Final = ("value", "note")


def open_citation_menu(
    parent: QWidget,
    place: QPoint,
    citation: Citation,
    store: Store,
    *,
    show: Callable[[], object],
    write: Write,
) -> None:
    """Offer what can be done with a citation; ``write`` runs a change and tells a refusal."""
    menu = QMenu(parent)
    menu.setObjectName("citation_menu")
    shows = menu.addAction("Show the words")
    shows.triggered.connect(show)
    shows.setEnabled(citation.source is not None)
    if not store.readonly:
        menu.addSeparator()
        for key in _CHOICES:
            _add_choices(menu, store, citation, key, write)
        for key in _TEXTS:
            label = KINDS["citation"].field(key).label
            action = menu.addAction(f"{label}…")
            action.triggered.connect(
                lambda _=False, key=key: _ask(parent, store, citation, key, write)
            )
        menu.addSeparator()
        menu.addAction("Remove this citation").triggered.connect(
            lambda: write(lambda: remove_citation(store, citation, by=parent))
        )
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)


def _add_choices(menu: QMenu, store: Store, citation: Citation, key: str, write: Write) -> None:
    field = KINDS["citation"].field(key)
    assert isinstance(field.type, Choice)
    choices = menu.addMenu(field.label)
    choices.setObjectName(f"citation_{key}")
    now = str(getattr(citation, key))
    for code, label in field.type.terms.labels.items():
        action = choices.addAction(label)
        action.setCheckable(True)
        action.setChecked(code == now)
        action.triggered.connect(
            lambda _=False, code=code: write(
                lambda: set_part(store, citation, key, code, by=choices)
            )
        )


def _ask(parent: QWidget, store: Store, citation: Citation, key: str, write: Write) -> None:
    """Ask for the value as the source has it, or for the note, in one line."""
    noted = key == "note"
    text = without_reason(citation.note) if noted else citation.value
    title = "Note of this citation" if noted else "The value as this source has it"
    dialog = LineDialog(
        title,
        "Write",
        " ".join(text.split()),
        parent,
        foretell=lambda typed: _foretold(citation, typed, noted=noted),
    )
    dialog.line_given.connect(
        lambda typed: write(
            lambda: set_part(
                store,
                citation,
                key,
                with_reason(typed, reason_in(citation.note)) if noted else typed,
                by=parent,
            )
        )
    )
    dialog.open()


def _foretold(citation: Citation, typed: str, *, noted: bool) -> tuple[str, bool]:
    """Return what a typed text would be taken for; whatever a source says can be written down."""
    if noted or not typed:
        return ("" if noted else "Empty: it says what the record holds."), True
    if not citation.field_label:
        return "", True
    field = KINDS[citation.kind].field(citation.field)
    if field.type.name in ("link", "country"):
        return "", True
    try:
        return f"Understood as {field.type.show(field.type.parse(typed))}", True
    except FactError as error:
        return f"Kept as it stands. {error.sentence}", True


def set_part(store: Store, citation: Citation, key: str, value: Value, *, by: object) -> None:
    """Write one thing that a citation says of its source, as one step."""
    label = store.label(citation.kind, citation.record)
    what = KINDS["citation"].field(key).label.lower()
    seen = getattr(citation, key) or None
    with store.step(f"Change {what} of a citation of {label}", by=by) as step:
        step.set("citation", citation.id, key, value, expect=seen)


def remove_citation(store: Store, citation: Citation, *, by: object) -> None:
    """Remove a citation; the value stays."""
    label = store.label(citation.kind, citation.record)
    with store.step(f"Remove a citation of {label}", by=by) as step:
        step.remove("citation", citation.id)
