"""The pane of facets: how the records shown are spread over chosen fields, and choosing by that."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.crash import guarded
from gui.facet_choice import FacetChoice, choice_of, with_choice
from gui.facet_section import FacetSection, FacetTraits
from gui.icons import icon
from gui.messages import plain_label
from gui.notify import Notifier, change_of_signal
from gui.settings import FACETS, Settings
from gui.tasks import Tasks
from models import (
    KINDS,
    TABLE_KINDS,
    Facet,
    FactError,
    Filter,
    Histogram,
    Link,
    Query,
    Store,
    facet_fields,
    parts_of,
)

SETTLE_MILLISECONDS: Final = 150
CHANGE_MILLISECONDS: Final = 300
MOST_VALUES: Final = 50
_FIRST: Final = {
    "entry": ("status", "type", "start"),
    "figure": ("role", "unit", "period"),
    "milestone": ("type", "state", "date"),
    "party": ("role", "actor"),
    "actor": ("type", "country"),
    "source": ("type", "language", "published"),
}


class FacetPane(QWidget):
    """Counts the values of chosen fields under the query; a choice becomes a part of it."""

    query_wanted = Signal(object)
    rename_wanted = Signal(str, str, object, str)
    spellings_wanted = Signal(str, str)

    def __init__(
        self, store: Store, notifier: Notifier, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("facet_pane")
        self.setAccessibleName("Facets")
        self._store, self._tasks = store, tasks
        self._query = Query("entry")
        self._fields = {kind.name: _first_fields(kind.name) for kind in TABLE_KINDS}
        self._sections: dict[str, FacetSection] = {}
        self._shown_kind = ""
        self._stale = True
        self._settle = self._timer(SETTLE_MILLISECONDS)
        self._coalesce = self._timer(CHANGE_MILLISECONDS)
        self._build()
        notifier.changed.connect(self._on_changed)

    def _timer(self, milliseconds: int) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(self.refresh)
        return timer

    def _build(self) -> None:
        self._chooser = QToolButton(self)
        self._chooser.setObjectName("facet_chooser")
        self._chooser.setText("Choose facets")
        self._chooser.setIcon(icon("plus", "muted"))
        self._chooser.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._chooser.setToolTip("Which fields are counted here")
        self._chooser.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._menu = QMenu(self._chooser)
        self._menu.aboutToShow.connect(self._fill_chooser)
        self._chooser.setMenu(self._menu)
        self._empty = plain_label("Choose a field to see how its values are spread.", self)
        self._empty.setWordWrap(True)
        self._empty.setMargin(8)
        self._inside = QWidget(self)
        self._inside.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self._column = QVBoxLayout(self._inside)
        self._column.setContentsMargins(2, 0, 2, 4)
        self._column.setSpacing(6)
        self._column.addWidget(self._empty)
        self._column.addWidget(self._chooser)
        self._column.addStretch(1)
        area = QScrollArea(self)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self._inside)
        self._area = area
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)

    # Which fields

    def fields(self, kind: str) -> tuple[str, ...]:
        """Return the fields that are counted for a kind."""
        return self._fields[kind]

    def set_fields(self, kind: str, fields: Sequence[str]) -> None:
        """Count these fields of a kind from now on; those that make no sense are left out."""
        possible = facet_fields(kind)
        self._fields[kind] = tuple(one for one in dict.fromkeys(fields) if one in possible)
        if kind == self._query.kind:
            self._arrange()
            self._later()

    def _fill_chooser(self) -> None:
        self._menu.clear()
        kind = self._query.kind
        for field in facet_fields(kind):
            action = self._menu.addAction(field_label(kind, field).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(field in self._fields[kind])
            action.triggered.connect(lambda on, field=field: self._choose_field(field, on=on))

    def _choose_field(self, field: str, *, on: bool) -> None:
        kind = self._query.kind
        kept = [one for one in self._fields[kind] if one != field]
        self.set_fields(kind, [*kept, field] if on else kept)

    def _arrange(self) -> None:
        """Make the sections those of the fields, keeping the ones that stay."""
        kind, wanted = self._query.kind, self._fields[self._query.kind]
        if kind != self._shown_kind:
            self._forget(list(self._sections))
            self._shown_kind = kind
        self._forget([field for field in self._sections if field not in wanted])
        for place, field in enumerate(wanted):
            section = self._sections.get(field) or self._section(kind, field)
            self._sections[field] = section
            self._column.insertWidget(place, section)
        self._empty.setVisible(not wanted)
        self._show_choices()

    def _forget(self, fields: list[str]) -> None:
        for field in fields:
            section = self._sections.pop(field)
            section.hide()
            section.deleteLater()

    def _section(self, kind: str, field: str) -> FacetSection:
        traits = _traits(kind, field, readonly=self._store.readonly)

        def in_words(text: str) -> str:
            (part,) = parts_of(Query(kind, filters=(Filter(field, text),)), "")
            return part.label.removeprefix(traits.label).strip().removeprefix("is ")

        section = FacetSection(field, traits, self._inside, in_words)
        section.choice_wanted.connect(self._on_choice)
        section.rename_wanted.connect(
            lambda field, one, text: self.rename_wanted.emit(kind, field, one, text)
        )
        section.spellings_wanted.connect(lambda field: self.spellings_wanted.emit(kind, field))
        section.remove_wanted.connect(lambda field: self._choose_field(field, on=False))
        section.neighbour_wanted.connect(self._go_on)
        section.show()
        return section

    # The query

    def show_query(self, query: Query) -> None:
        """Count under another query, when it has come to rest."""
        self._query = query
        if query.kind != self._shown_kind:
            self._arrange()
        self._show_choices()
        self._later()

    def _show_choices(self) -> None:
        for field, section in self._sections.items():
            section.show_choice(choice_of(self._query, field))

    def _on_choice(self, field: str, choice: FacetChoice) -> None:
        self.query_wanted.emit(with_choice(self._query, field, choice))

    def _on_changed(self, change: object) -> None:
        if change_of_signal(change).kinds() and not self._coalesce.isActive():
            self._coalesce.start()

    def _later(self) -> None:
        self._stale = True
        # What is counted for a query that is no longer asked is of no use.
        self._tasks.cancel((self, "facets"))
        if self.isVisible():
            self._settle.start()

    def refresh(self) -> None:
        """Count anew, away from the main thread; a newer count breaks the older off."""
        self._settle.stop()
        self._coalesce.stop()
        self._stale = not self.isVisible()
        query, fields = self._query, self._fields[self._query.kind]
        if self._stale or not fields:
            return
        self._tasks.read(
            lambda ticket: self._store.facets(query, fields, ticket, limit=MOST_VALUES),
            lambda found: self._on_read(query, found),
            self._on_refused,
            key=(self, "facets"),
        )

    def _on_read(self, query: Query, found: Sequence[Facet | Histogram]) -> None:
        if query.kind != self._query.kind:
            return
        for one in found:
            section = self._sections.get(one.field)
            if section is None:
                continue
            if isinstance(one, Histogram):
                section.show_histogram(one)
            else:
                section.show_facet(one)

    def _on_refused(self, error: FactError) -> None:
        """Keep the old counts: the table says what is wrong with the query."""

    # Keys

    def focus_first(self) -> None:
        """Take the keyboard at the first value."""
        sections = [self._sections[field] for field in self._fields[self._query.kind]]
        if not any(section.enter() for section in sections):
            self._chooser.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_on(self, field: str, by: int) -> None:
        fields = list(self._fields[self._query.kind])
        place = fields.index(field) + by
        while 0 <= place < len(fields):
            section = self._sections[fields[place]]
            if section.enter(last=by < 0):
                self._area.ensureWidgetVisible(section)
                return
            place += by

    @guarded(None)
    def showEvent(self, event: QShowEvent) -> None:
        """Count what was not counted while nobody looked."""
        super().showEvent(event)
        if self._shown_kind != self._query.kind:
            self._arrange()
        if self._stale:
            self._settle.start()

    # What is remembered

    def save(self, settings: Settings) -> None:
        """Remember the fields of each kind."""
        for kind, fields in self._fields.items():
            kept: list[object] = list(fields)
            settings.set(FACETS, kept, kind)

    def restore(self, settings: Settings) -> None:
        """Count the fields that were counted at the last close."""
        for kind in self._fields:
            kept = settings.get(FACETS, kind)
            if kept:
                self.set_fields(kind, [str(one) for one in kept])


def field_label(kind: str, path: str) -> str:
    """Return the label of a field, also of one over the entry."""
    name, dot, key = path.rpartition(".")
    home = KINDS[name if dot else kind]
    if not home.has(key):
        return path
    return f"{home.label}: {home.field(key).label.lower()}" if dot else home.field(key).label


def _traits(kind: str, path: str, *, readonly: bool) -> FacetTraits:
    """Return what can be done with the values of a field."""
    label = field_label(kind, path)
    if not KINDS[kind].has(path):
        return FacetTraits(label)
    field = KINDS[kind].field(path)
    # An actor is renamed where it stands; the names of other records say more than one thing.
    actor = isinstance(field.type, Link) and field.type.kind == "actor"
    written = field.editable and not readonly
    coded = field.type.name in ("choice", "country")
    spelled = field.type.name == "text" or actor
    return FacetTraits(label, written and (coded or spelled), coded, written and spelled)


def _first_fields(kind: str) -> tuple[str, ...]:
    possible = facet_fields(kind)
    wanted = [one for one in _FIRST.get(kind, ()) if one in possible]
    return tuple(wanted) or possible[:2]
