"""The detail of one record: read it, change it in place, see who says so, add what hangs off it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.detail_draft import DraftForm, add_below, needs_more
from gui.detail_form import FieldRow, select_all
from gui.detail_leading import LeadingPane
from gui.detail_pages import EMPTY, MessagePage, UnsavedLine
from gui.detail_scores import begun_by
from gui.detail_view import RecordView
from gui.detail_waiting import Place, Waiting
from gui.detail_words import Shown, linked_kinds, read_shown
from gui.editors import commit
from gui.messages import Severity
from gui.notify import Notifier, change_of_signal
from models import KINDS, Change, Conflict, FactError, Missing, Raise, Store, Value


class DetailPane(LeadingPane):
    """Shows and edits one record, or begins a new one."""

    target_chosen = Signal(str, object, str, str)
    weigh_wanted = Signal(str, object, str)
    words_dropped = Signal(str, object, str, object)
    draft_opened = Signal(object)

    def __init__(self, store: Store, notifier: Notifier, parent: QWidget | None = None) -> None:
        super().__init__(store, parent)
        self.setObjectName("detail_pane")
        self.setAccessibleName("Detail of the chosen record")
        self._shown: Shown | None = None
        self._gone: Place | None = None
        self._waiting = Waiting()
        self._draft: DraftForm | None = None
        self._committing = ""
        self._told: list[Change] = []
        self._idle = notifier.idle
        self._line = UnsavedLine(self)
        self._view = RecordView(store, self)
        self._message = MessagePage(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        for part in (self._line, self._notice, self._view, self._message):
            self._column.addWidget(part)
        self._connect(notifier)
        self._choose_page()

    def _connect(self, notifier: Notifier) -> None:
        view = self._view
        notifier.changed.connect(self._on_changed)
        notifier.writable.connect(lambda: view.set_readonly(readonly=self._store.readonly))
        view.commit_wanted.connect(self._commit)
        view.reverted.connect(self._on_reverted)
        view.focused.connect(self._announce)
        view.target_wanted.connect(self._choose_target)
        view.citation_clicked.connect(self._show_citation)
        view.citation_menu_wanted.connect(self._open_citation_menu)
        view.delete_wanted.connect(self.delete_wanted)
        view.record_wanted.connect(lambda kind, record: self.record_wanted.emit(kind, record, ""))
        view.child_menu_wanted.connect(self._open_child_menu)
        view.add_wanted.connect(self.add_child)
        view.weigh_wanted.connect(lambda key: self.weigh_wanted.emit(*self._place(), key))
        view.words_dropped.connect(lambda key, w: self.words_dropped.emit(*self._place(), key, w))
        view.advice_wanted.connect(self._go_to)
        view.raise_wanted.connect(self._raise)
        self._line.continue_wanted.connect(self._continue)
        self._line.discard_wanted.connect(self._discard)

    def _place(self) -> Place:
        assert self._shown is not None
        return self._shown.row.kind, self._shown.row.id

    # What others ask for

    def show_record(self, kind: str, record: int) -> None:
        """Show a record; what was typed for another one and refused is kept for later."""
        self._put_draft_aside()
        if self.record() == (kind, record):
            self._choose_page()
            return
        self._keep_typed()
        self._notice.dismiss()
        try:
            shown = read_shown(self._store, kind, record)
        except FactError as error:
            self._shown, self._gone = None, (kind, record)
            self._message.tell(error.sentence, "")
        else:
            self._shown, self._gone = shown, None
            self._view.show_record(shown, self._waiting.take((kind, record)))
        self._choose_page()

    def record(self) -> Place | None:
        """Return kind and id of the record that is shown."""
        return None if self._shown is None else (self._shown.row.kind, self._shown.row.id)

    def focused(self) -> tuple[str, int, str] | None:
        """Return the record and the field that the keyboard is on, if it is on any here."""
        place, key = self.record(), self._view.focused_field()
        return None if place is None or key is None or self._draft else (*place, key)

    def focus_field(self, key: str) -> None:
        """Put the cursor into a field of the shown record."""
        row = self._view.form.reveal(key) if self._view.form is not None else None
        if row is not None and self._shown is not None and self._draft is None:
            select_all(row)
            self._view.ensureWidgetVisible(row)

    def begin(self, kind: str, values: dict[str, Value]) -> None:
        """Begin a new record with these values: ask for what it needs."""
        self._put_draft_aside()
        draft = DraftForm(KINDS[kind], values, self._store, self, by=self)
        draft.added.connect(self._on_added)
        draft.dropped.connect(self._drop_draft)
        self._column.addWidget(draft)
        self._open_draft(draft)

    def add_child(self, kind: str) -> None:
        """Add a record that hangs off the shown one, and go on with its fields."""
        place = self.record()
        parent = KINDS[kind].parent
        if place is None or parent != place[0]:
            return
        values: dict[str, Value] = {parent: place[1]}
        if needs_more(KINDS[kind], values):
            self.begin(kind, values)
            return
        self._attempt(lambda: self._on_added(kind, add_below(self._store, kind, place, by=self)))

    def _go_to(self, kind: str, record: int, key: str) -> None:
        self.record_wanted.emit(kind, record, key)
        self.show_record(kind, record)
        self.focus_field(key)

    def _raise(self, way: Raise) -> None:
        """Go where a score can be raised: to a value, or to a record that is begun."""
        place = self.record()
        if way.field:
            self.focus_field(way.field)
        elif place is not None and not self._store.readonly:
            self.begin(way.kind, begun_by(way, place[1]))

    def flush(self) -> bool:
        """Write what is being typed; tell whether nothing typed is left unwritten."""
        if self._draft is not None and self._draft.typed and not self._draft.add():
            return False
        if self._view.form is not None and self._shown is not None:
            for row in list(self._view.form.typed()):
                self._commit(row.field.key)
            if any(self._view.form.typed()):
                return False
        return not self._waiting

    # Writing

    def _commit(self, key: str) -> None:
        row, place = self._row(key), self.record()
        if row is None or place is None or self._committing or not row.editor.typed:
            return
        text = row.editor.text()
        self._committing = key
        try:
            commit(self._store, *place, row.field, text, expect=row.expect, by=self)
        except FactError as error:
            row.show_problem(error.sentence)
            if isinstance(error, Conflict) and (shown := self._read(place)):
                # The sentence tells what is there now; Enter again is an answer to it.
                row.expect = shown.row.value(key)
            return
        finally:
            self._committing = ""
        if shown := self._read(place):
            row.fill(shown)
            if row.editor.hasFocus():
                select_all(row)
            self._view.refresh(shown)

    def _read(self, place: Place) -> Shown | None:
        """Read the shown record again; when it is gone, say so."""
        try:
            self._shown = read_shown(self._store, *place)
        except Missing:
            self._tell_gone(place)
        except FactError as error:
            self._notice.tell(error.sentence, Severity.ERROR)
            return None
        return self._shown

    def _row(self, key: str) -> FieldRow | None:
        return None if self._view.form is None else self._view.form.rows.get(key)

    # Hearing

    def _on_changed(self, told: object) -> None:
        # What is being committed is shown when the commit is done. Anything else waits until the
        # tables are painted, and a burst of steps is read once.
        if not self._committing:
            self._told.append(change_of_signal(told))
            self._idle.ask(self._catch_up)

    def _catch_up(self) -> None:
        told, self._told = self._told, []
        if self._gone is not None and any(self._gone in change.added for change in told):
            self.show_record(*self._gone)
            return
        place = self.record()
        if place is None:
            return
        seen = linked_kinds(KINDS[place[0]])
        if any(seen & change.kinds() for change in told) and (shown := self._read(place)):
            self._view.refresh(shown)

    def _tell_gone(self, place: Place) -> None:
        if self._view.form is not None:
            self._waiting.keep(place, list(self._view.form.typed()))
        self._shown, self._gone = None, place
        kind = KINDS[place[0]].label.lower()
        self._message.tell(f"This {kind} was deleted.", "Undo brings it back: Ctrl+Z")
        self._choose_page()

    def _announce(self, key: str) -> None:
        """Tell for which value words would be cited now."""
        if (place := self.record()) is not None and self._shown is not None:
            label = KINDS[place[0]].field(key).label
            self.target_chosen.emit(*place, key, f"{label} of {self._shown.label}")

    def _choose_target(self, key: str) -> None:
        if (row := self._row(key)) and not row.editor.hasFocus():
            row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self._announce(key)

    # Drafts and refused texts

    def _on_added(self, kind: str, record: int) -> None:
        self._forget_draft()
        if KINDS[kind].parent is None:
            self.record_wanted.emit(kind, record, "")
        self.show_record(kind, record)
        if self._view.form is not None and self.record() == (kind, record):
            self._view.form.start()

    def _drop_draft(self) -> None:
        self._forget_draft()
        self._choose_page()

    def _forget_draft(self) -> None:
        if self._draft is not None:
            self._draft.hide()
            self._draft.deleteLater()
            self._draft = None

    def _open_draft(self, draft: DraftForm) -> None:
        self._draft = draft
        self._choose_page()
        draft.start()
        self.draft_opened.emit(draft)

    def _put_draft_aside(self) -> None:
        if self._draft is not None:
            self._waiting.put_aside(self._draft)
            self._draft = None

    def _keep_typed(self) -> None:
        """Write what is typed; keep what is refused until its record is shown again."""
        place, form = self.record(), self._view.form
        if place is None or form is None:
            return
        for row in list(form.typed()):
            self._commit(row.field.key)
        self._waiting.keep(place, list(form.typed()))

    def _continue(self) -> None:
        draft, text = self._waiting.take_draft(), self._waiting.last_text()
        if draft is not None:
            self._put_draft_aside()
            self._open_draft(draft)
        elif text is not None:
            place, key = text
            self._go_to(*place, key)

    def _discard(self) -> None:
        self._waiting.discard()
        self._tell_waiting()

    def _on_reverted(self, key: str) -> None:
        if self._shown is not None and (row := self._row(key)):
            row.fill(self._shown)

    def _tell_waiting(self) -> None:
        self._line.tell(self._waiting.in_words(self._store))

    # Going places

    def _choose_page(self) -> None:
        drafting = self._draft is not None
        showing = self._shown is not None and not drafting
        if not drafting and self._shown is None and self._gone is None:
            self._message.tell(*EMPTY)
        if self._draft is not None:
            self._draft.show()
        self._view.setVisible(showing)
        self._message.setVisible(not drafting and not showing)
        self._tell_waiting()
