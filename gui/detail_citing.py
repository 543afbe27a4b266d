"""Binding a value to words of a source, and changing or removing what was bound."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from gui.editors import typed_value
from models import KINDS, VOCABULARIES, Citation, FactError, Store, said


def cite_words(
    store: Store,
    kind: str,
    record: int,
    key: str,
    words: tuple[int, int, int, str],
    *,
    by: object,
) -> None:
    """Cite words (source, start, end, quote) for a value, or with no key for the whole record.

    An empty field takes the words as its value if they are one.
    """
    source, start, end, quote = words
    row = store.row(kind, record)
    field = KINDS[kind].field(key) if key else None
    what = field.label.lower() if field else KINDS[kind].label.lower()
    fills = field is not None and field.editable and row.value(key) is None
    meant = typed_value(store, field, quote) if field is not None and fills else None
    with store.step(f"Cite {what} of {store.label(kind, record)}", by=by) as step:
        kept = None if fills or field is None else said(field, row.value(key))
        if fills:
            try:
                step.set(kind, record, key, meant, expect=None)
            except FactError:
                # The words back the value without being it.
                kept = None
        step.add(
            "citation",
            {
                "kind": kind,
                "record": record,
                "field": key or None,
                "source": source,
                "start": start,
                "end": end,
                "quote": quote,
                "value": kept,
            },
        )


def open_citation_menu(
    parent: QWidget,
    place: QPoint,
    citation: Citation,
    store: Store,
    *,
    show: Callable[[], object],
    write: Callable[[Callable[[], None]], object],
) -> None:
    """Offer what can be done with a citation; ``write`` runs a change and tells a refusal."""
    menu = QMenu(parent)
    menu.setObjectName("citation_menu")
    shows = menu.addAction("Show the words")
    shows.triggered.connect(show)
    shows.setEnabled(citation.source is not None)
    if not store.readonly:
        states = menu.addMenu("State")
        for code, label in VOCABULARIES["state"].labels.items():
            action = states.addAction(label)
            action.setCheckable(True)
            action.setChecked(code == citation.state)
            action.triggered.connect(
                lambda _=False, code=code: write(
                    lambda: set_state(store, citation, code, by=parent)
                )
            )
        menu.addSeparator()
        menu.addAction("Remove this citation").triggered.connect(
            lambda: write(lambda: remove_citation(store, citation, by=parent))
        )
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)


def set_state(store: Store, citation: Citation, code: str, *, by: object) -> None:
    """Say how a source states a value."""
    label = store.label(citation.kind, citation.record)
    with store.step(f"Change state of a citation of {label}", by=by) as step:
        step.set("citation", citation.id, "state", code, expect=citation.state)


def remove_citation(store: Store, citation: Citation, *, by: object) -> None:
    """Remove a citation; the value stays."""
    label = store.label(citation.kind, citation.record)
    with store.step(f"Remove a citation of {label}", by=by) as step:
        step.remove("citation", citation.id)
