"""Typed text that is not written yet while another record is looked at: refusals and drafts."""

from collections.abc import Sequence

from gui.detail_draft import DraftForm
from gui.detail_form import FieldRow, Unsaved
from models import KINDS, Store

Place = tuple[str, int]


class Waiting:
    """Keeps what was typed until the person comes back to it or discards it."""

    def __init__(self) -> None:
        self._texts: dict[Place, dict[str, Unsaved]] = {}
        self._drafts: list[DraftForm] = []

    def keep(self, place: Place, rows: Sequence[FieldRow]) -> None:
        """Keep the refused texts of a record, and free its rows for another one."""
        texts = {row.field.key: unsaved for row in rows if (unsaved := row.unsaved())}
        if texts:
            self._texts[place] = texts
        for row in rows:
            # Left as it is, the row would write its text when it loses the focus.
            row.editor.revert()

    def take(self, place: Place) -> dict[str, Unsaved]:
        """Return what was typed for a record, which is shown now."""
        return self._texts.pop(place, {})

    def put_aside(self, draft: DraftForm) -> None:
        """Keep a draft, or drop it when nothing was typed into it."""
        draft.hide()
        if draft.typed:
            self._drafts.append(draft)
        else:
            draft.deleteLater()

    def take_draft(self) -> DraftForm | None:
        """Return the draft put aside last."""
        return self._drafts.pop() if self._drafts else None

    def last_text(self) -> tuple[Place, str] | None:
        """Return where the text refused last was typed: record and field."""
        if not self._texts:
            return None
        place = next(reversed(self._texts))
        return place, next(iter(self._texts[place]))

    def discard(self) -> None:
        """Forget what is offered now."""
        draft = self.take_draft()
        if draft is not None:
            draft.deleteLater()
        elif self._texts:
            self._texts.popitem()

    def __bool__(self) -> bool:
        return bool(self._texts or self._drafts)

    def in_words(self, store: Store) -> str:
        """Return what is offered now, an empty text when nothing waits."""
        if self._drafts:
            return f"Draft: {self._drafts[-1].name}"
        last = self.last_text()
        if last is None:
            return ""
        (kind, record), key = last
        name = store.label(kind, record) or "a deleted record"
        return f"Not saved: {KINDS[kind].field(key).label} of {name}"
