"""Changing and removing what binds a value to words of a source."""

from collections.abc import Callable

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from models import VOCABULARIES, Citation, Store


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
