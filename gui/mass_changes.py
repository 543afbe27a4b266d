"""Changes to all records that have a value: renaming it, and making near-same spellings one."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject

from gui.dialogs.spellings import Merge, SpellingsDialog
from gui.workbench import Workbench
from models import (
    KINDS,
    Cluster,
    FacetValue,
    Field,
    Filter,
    Link,
    Query,
    Store,
    Value,
    alternatives,
    clusters,
    merge_records,
)

Report = Callable[[float], None]
Say = Callable[..., None]
_SHORT: Final = 40


class MassChanges(QObject):
    """Runs each change in the writer thread as one step, and says how many records it touched."""

    def __init__(
        self, bench: Workbench, said: Say, warned: Callable[[str], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._bench, self._said, self._warned = bench, said, warned
        bench.facets.rename_wanted.connect(self.rename)
        bench.facets.spellings_wanted.connect(self.find_spellings)

    def rename(self, kind: str, field: str, value: FacetValue, text: str) -> None:
        """Write another value to all records that have this one."""
        store = self._bench.store
        label = f"Rename “{_short(value.label)}” to “{_short(text)}”"
        self._write(
            label, lambda report: rename_value(store, kind, field, value, text, label, self, report)
        )

    def spellings(self) -> None:
        """Look for near-same spellings in the column the cursor is in."""
        table = self._bench.tabs.current
        kind, key = table.records.kind, table.current_field()
        known = kind.field(key) if key else None
        linked = known is not None and isinstance(known.type, Link) and known.type.kind == "actor"
        if known is None or not known.editable or not (known.type.name == "text" or linked):
            self._warned("Put the cursor into a column of names or short texts first.")
        else:
            self.find_spellings(kind.name, key)

    def find_spellings(self, kind: str, field: str) -> None:
        """Look for spellings that may mean the same, and show them when they are found."""
        store, known = self._bench.store, KINDS[kind].field(field)
        home, key = spelling_home(kind, known)

        def found(groups: list[Cluster]) -> None:
            if groups:
                self._show(home, key, known.label, groups)
            else:
                self._said(f"All spellings of {known.label.lower()} are well apart.")

        self._bench.tasks.read(
            lambda ticket: clusters(store, home, key, ticket),
            found,
            lambda error: self._warned(error.sentence),
            key=(self, "spellings"),
            label="Comparing spellings",
        )

    def _show(self, kind: str, field: str, label: str, groups: Sequence[Cluster]) -> None:
        window, plural = self._bench.tabs.window(), KINDS[kind].plural
        dialog = SpellingsDialog(groups, label, plural, window, records=_is_name(kind, field))
        dialog.merge_wanted.connect(lambda merges: self._merge(kind, field, merges))
        dialog.show()

    def _merge(self, kind: str, field: str, merges: Sequence[Merge]) -> None:
        store = self._bench.store
        spellings = sum(len(one.spellings) for one in merges)
        label = f"Merge {spellings:,} spellings of {KINDS[kind].field(field).label.lower()}"
        merge = merge_actors if _is_name(kind, field) else merge_texts
        self._write(label, lambda report: merge(store, kind, field, merges, label, self, report))

    def _write(self, label: str, change: Callable[[Report], int]) -> None:
        def done(touched: int) -> None:
            records = "1 record" if touched == 1 else f"{touched:,} records"
            self._said(f"{label}: {records} changed.", undo=True)

        self._bench.tasks.write(
            lambda job: change(job.report),
            done,
            lambda error: self._warned(error.sentence),
            label=label,
        )


def _is_name(kind: str, field: str) -> bool:
    """Tell whether records are known by this field, so that two of one name may be the same."""
    return kind == "actor" and field == "name"


def spelling_home(kind: str, field: Field) -> tuple[str, str]:
    """Return where the spellings of a field are kept: those of a link by the records it names."""
    if isinstance(field.type, Link):
        return field.type.kind, KINDS[field.type.kind].title[-1]
    return kind, field.key


def rename_value(
    store: Store,
    kind: str,
    field: str,
    value: FacetValue,
    text: str,
    label: str,
    by: object,
    report: Report,
) -> int:
    """Write a text to all records that have a value, as one step; return how many they are."""
    known = KINDS[kind].field(field)
    asked = Filter(field, value.text)
    home, key = spelling_home(kind, known)
    if home != kind or key != field:
        # The name of the record that is linked to is changed, once, where it is kept.
        asked = Filter(key, value.text)
    ids = store.ids(Query(home, filters=(asked,)))
    old: Value = alternatives(value.text)[0].text
    report(0.2)
    with store.step(label, by=by) as step:
        step.set_many(home, key, dict.fromkeys(ids, text), expect=dict.fromkeys(ids, old))
        report(0.9)
    return len(ids)


def merge_texts(
    store: Store,
    kind: str,
    field: str,
    merges: Sequence[Merge],
    label: str,
    by: object,
    report: Report,
) -> int:
    """Write one spelling in place of the others, as one step; return how many records changed."""
    values: dict[int, Value] = {}
    expected: dict[int, Value] = {}
    for merge in merges:
        for one in merge.spellings:
            if one.text != merge.target:
                values |= dict.fromkeys(one.ids, merge.target)
                expected |= dict.fromkeys(one.ids, one.text)
    report(0.1)
    with store.step(label, by=by) as step:
        step.set_many(kind, field, values, expect=expected)
        report(0.9)
    return len(values)


def merge_actors(
    store: Store,
    kind: str,
    field: str,
    merges: Sequence[Merge],
    label: str,
    by: object,
    report: Report,
) -> int:
    """Make one record of the records of each cluster, as one step; return how many went into it."""
    merged = 0
    with store.step(label, by=by) as step:
        for number, merge in enumerate(merges):
            kept, others = _kept(merge)
            if others:
                merge_records(step, kind, kept, others)
            names: Mapping[int, str] = {i: one.text for one in merge.spellings for i in one.ids}
            if names[kept] != merge.target:
                step.set(kind, kept, field, merge.target)
            merged += len(others) + 1
            report((number + 1) / len(merges))
    return merged


def _kept(merge: Merge) -> tuple[int, list[int]]:
    """Return the record that stays, one with the wanted name if there is one, and the others."""
    ids = [record for one in merge.spellings for record in one.ids]
    named = [record for one in merge.spellings if one.text == merge.target for record in one.ids]
    kept = (named or ids)[0]
    return kept, [record for record in ids if record != kept]


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else text[: _SHORT - 1] + "…"
