"""One record in full: headline, form, evidence of the whole, and what hangs off it."""

from collections.abc import Iterator

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.crash import guarded
from gui.detail_children import ChildSections
from gui.detail_form import FieldRow, RecordForm, Unsaved
from gui.detail_header import RecordHeader
from gui.detail_lines import WordLines
from gui.detail_words import Shown, evidence_words
from gui.editor_states import steps_through
from gui.messages import plain_label
from models import CHILDREN, KINDS, Citation, Store

MARGIN = 12


class RecordView(QScrollArea):
    """Shows a record; each kind has its form, which is made when it is first needed."""

    commit_wanted = Signal(str)
    reverted = Signal(str)
    focused = Signal(str)
    target_wanted = Signal(str)
    citation_clicked = Signal(object)
    citation_menu_wanted = Signal(object, QPoint)
    delete_wanted = Signal(str, object)
    record_wanted = Signal(str, object)
    child_menu_wanted = Signal(str, object, QPoint)
    add_wanted = Signal(str)
    weigh_wanted = Signal(str)
    words_dropped = Signal(str, object)
    advice_wanted = Signal(str, object, str)
    raise_wanted = Signal(object)

    def __init__(self, store: Store, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self._forms: dict[str, RecordForm] = {}
        self._children: dict[str, ChildSections] = {}
        self._citations: list[Citation] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        sheet = self._sheet = QWidget(self)
        self._column = QVBoxLayout(sheet)
        self._column.setContentsMargins(MARGIN, 8, MARGIN, 12)
        self._column.setSpacing(8)
        self.header = RecordHeader(sheet)
        self.header.parent_wanted.connect(self.record_wanted)
        self.header.delete_wanted.connect(self.delete_wanted)
        self.header.scores.wanted.connect(self.raise_wanted)
        self._evidence = QWidget(sheet)
        self._evidence_lines = WordLines(self._evidence)
        self._lay_out_evidence()
        self._column.addWidget(self.header)
        self._column.addWidget(self._evidence)
        self._column.addStretch(1)
        self.setWidget(sheet)
        self.form: RecordForm | None = None
        self.children_: ChildSections | None = None

    def _lay_out_evidence(self) -> None:
        title = plain_label("Evidence of the record", self._evidence)
        title.setObjectName("evidence_title")
        title.setContentsMargins(3, 0, 0, 0)
        column = QVBoxLayout(self._evidence)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(1)
        column.addWidget(title)
        column.addWidget(self._evidence_lines)
        self._evidence_lines.clicked.connect(
            lambda n: self.citation_clicked.emit(self._citations[n])
        )
        self._evidence_lines.menu_wanted.connect(
            lambda n, place: self.citation_menu_wanted.emit(self._citations[n], place)
        )

    # Showing

    def show_record(self, shown: Shown, unsaved: dict[str, Unsaved]) -> None:
        """Show a record from its top."""
        self.setUpdatesEnabled(False)
        try:
            self._choose_form(shown.row.kind)
            assert self.form is not None
            self.form.fill(shown, unsaved)
            self._show_rest(shown)
        finally:
            self.setUpdatesEnabled(True)
        self.verticalScrollBar().setValue(0)

    def refresh(self, shown: Shown) -> None:
        """Show what changed in the record that is shown, without moving."""
        assert self.form is not None
        self.form.refresh(shown)
        self._show_rest(shown)

    def set_readonly(self, *, readonly: bool) -> None:
        """Allow or forbid all changes."""
        self.header.set_readonly(readonly=readonly)
        for form in self._forms.values():
            form.set_readonly(readonly=readonly)
        for sections in self._children.values():
            sections.set_readonly(readonly=readonly)

    def _show_rest(self, shown: Shown) -> None:
        self.header.show_record(shown)
        self._citations = shown.by_field.get("", [])
        self._evidence_lines.show_lines(
            evidence_words(self._citations, ""), focus=Qt.FocusPolicy.ClickFocus
        )
        self._evidence.setVisible(bool(self._citations))
        if self.children_ is not None:
            self.children_.show_children(shown.children, shown.advice)

    def _choose_form(self, kind: str) -> None:
        if self.form is not None and self.form.kind.name == kind:
            return
        for part in (self.form, self.children_):
            if part is not None:
                part.hide()
        if kind not in self._forms:
            self._make_form(kind)
        self.form, self.children_ = self._forms[kind], self._children.get(kind)
        self.form.show()
        if self.children_ is not None:
            self.children_.show()

    def _make_form(self, kind: str) -> None:
        known, sheet = KINDS[kind], self._sheet
        form = RecordForm(known, self._store, sheet)
        for row in form.rows.values():
            self._connect_row(row)
        self._column.insertWidget(1, form)
        self._forms[kind] = form
        if kind in CHILDREN:
            children = ChildSections(known, sheet)
            children.child_wanted.connect(self.record_wanted)
            children.add_wanted.connect(self.add_wanted)
            children.menu_wanted.connect(self.child_menu_wanted)
            children.advice_wanted.connect(self.advice_wanted)
            self._column.insertWidget(self._column.count() - 1, children)
            self._children[kind] = children
        self.set_readonly(readonly=self._store.readonly)

    def _connect_row(self, row: FieldRow) -> None:
        row.commit_wanted.connect(self.commit_wanted)
        row.reverted.connect(self.reverted)
        row.focused.connect(self.focused)
        row.target_wanted.connect(self.target_wanted)
        row.citation_clicked.connect(self.citation_clicked)
        row.menu_wanted.connect(self.citation_menu_wanted)
        row.weigh_wanted.connect(self.weigh_wanted)
        row.words_dropped.connect(self.words_dropped)

    # Walking

    def stops(self) -> list[QWidget]:
        """Return everything that can have the focus, from top to bottom."""
        return [widget for widget in self._all_stops() if widget.isVisibleTo(self)]

    def walk(self, step: int) -> bool:
        """Move the focus by so many stops; tell whether there was one to go to."""
        stops = self.stops()
        here = next((number for number, stop in enumerate(stops) if stop.hasFocus()), None)
        if here is None or not 0 <= here + step < len(stops):
            return False
        stops[here + step].setFocus(Qt.FocusReason.TabFocusReason)
        self.ensureWidgetVisible(stops[here + step])
        return True

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with Ctrl+Up and Ctrl+Down through values, evidence and what hangs off."""
        step = steps_through(event)
        if not step or not self.walk(step):
            super().keyPressEvent(event)

    def focused_field(self) -> str | None:
        """Return the field whose value or evidence has the focus; none is that of the record."""
        for key, row in self.form.rows.items() if self.form is not None else ():
            if any(stop.hasFocus() for stop in (row.editor, *row.evidence())):
                return key
        return None

    def _all_stops(self) -> Iterator[QWidget]:
        yield self.header.way_back()
        yield from self.header.scores.lines()
        if self.form is not None:
            for row in self.form.rows.values():
                yield row.editor
                yield from row.evidence()
        yield from self._evidence_lines.lines()
        if self.children_ is not None:
            yield from self.children_.lines()
