"""Any order of writing, undoing and reopening: journal and records never disagree.

Hypothesis chooses what is done; after each act the journal is replayed from an empty store.
"""

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import hypothesis.strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from models import (
    KINDS,
    Block,
    Conflict,
    FactError,
    Missing,
    Query,
    Step,
    Store,
    Value,
    apply_block,
    merge_records,
    open_store,
    plan_block,
)
from models.bulk import read_records
from models.journal import last_step, read_edits
from models.records import TABLES

Records = dict[str, dict[int, dict[str, Value]]]

PICK = st.integers(0, 40)
PICKS = st.lists(PICK, min_size=1, max_size=4)
SOME = {
    "entry": ("title", ["A", "B", "Ⅽ “c”"]),
    "figure": ("value", ["1", "2.5", ""]),
    "party": ("as_named", ["One", "Two\\", ""]),
    "actor": ("aliases", ["x; y", "z", ""]),
    "country": ("notes", ["n", ""]),
    "source": ("text", ["Words", "Other words", ""]),
    "milestone": ("date", ["2023", "2023-10-06", ""]),
}
KIND = st.sampled_from(sorted(SOME))
REMOVED = st.sampled_from(["entry", "figure", "party", "actor", "source", "link", "citation"])


class JournalMachine(RuleBasedStateMachine):
    """Acts on one store file; what a person may do and a rule forbids is refused, never half done.

    Subclasses say which file to begin with.
    """

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name, "facts.khorgos")
        shutil.copy(self.template, self.path)
        self.store = open_store(self.path, author="Machine")

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()

    def act(self, work: Callable[[Step], object]) -> None:
        """Do something as one step; a refusal leaves everything as it was."""
        before = self.store.dump()
        try:
            with self.store.step("Act", by=None) as step:
                work(step)
        except FactError:
            assert self.store.dump() == before

    def chosen(self, kind: str, picks: Sequence[int]) -> list[int]:
        ids = self.store.ids(Query(kind))
        return list(dict.fromkeys(ids[pick % len(ids)] for pick in picks)) if ids else []

    def one(self, kind: str, pick: int) -> int | None:
        return next(iter(self.chosen(kind, [pick])), None)

    # Writing

    @rule(kind=KIND, pick=PICK, text=PICK)
    def set_one(self, kind: str, pick: int, text: int) -> None:
        field, texts = SOME[kind]
        record = self.one(kind, pick)
        if record is not None:
            self.act(lambda step: step.set(kind, record, field, texts[text % len(texts)]))

    @rule(kind=KIND, picks=PICKS, text=PICK)
    def set_several(self, kind: str, picks: list[int], text: int) -> None:
        field, texts = SOME[kind]
        values = dict.fromkeys(self.chosen(kind, picks), texts[text % len(texts)])
        self.act(lambda step: step.set_many(kind, field, values))

    @rule(pick=PICK)
    def link_actor(self, pick: int) -> None:
        party, actor = self.one("party", pick), self.one("actor", pick // 2)
        if party is not None:
            self.act(lambda step: step.set("party", party, "actor", actor))

    @rule(pick=PICK)
    def affiliate(self, pick: int) -> None:
        one, other = self.one("actor", pick), self.one("actor", pick // 3)
        if one is not None:
            self.act(lambda step: step.set("actor", one, "affiliation", other))

    @rule(amount=st.integers(1, 4), country=st.sampled_from([None, "UZB", "KAZ"]))
    def add_entries(self, amount: int, country: str | None) -> None:
        rows = [{"title": f"New {n}", "country": country} for n in range(amount)]
        self.act(lambda step: step.add_many("entry", rows))

    @rule(pick=PICK, role=st.sampled_from(["partner", "investor"]))
    def add_what_belongs_together(self, pick: int, role: str) -> None:
        entry, known = self.one("entry", pick), self.one("actor", pick)

        def work(step: Step) -> None:
            actor = step.add("actor", {"name": f"Actor {pick}", "affiliation": known})
            party = step.add("party", {"entry": entry, "actor": actor, "role": role})
            step.add("link", {"entry": entry, "other": entry, "type": "related"})
            step.add("figure", {"entry": entry, "value": pick})
            step.add("citation", {"kind": "party", "record": party, "quote": "“q”\n"})
            step.set("party", party, "as_named", "Set in the same step")

        if entry is not None:
            self.act(work)

    @rule(pick=PICK, end=st.integers(1, 5))
    def add_quote(self, pick: int, end: int) -> None:
        entry, source = self.one("entry", pick), self.one("source", pick)
        quote = {"source": source, "start": 0, "end": end, "field": "title"}
        if entry is not None:
            self.act(lambda step: step.add("citation", {"kind": "entry", "record": entry, **quote}))

    @rule(title=st.sampled_from(["S", "T"]), text=st.sampled_from([None, "Words"]))
    def add_source(self, title: str, text: str | None) -> None:
        self.act(lambda step: step.add("source", {"title": title, "text": text}))

    @rule(kind=REMOVED, pick=PICK)
    def remove_one(self, kind: str, pick: int) -> None:
        record = self.one(kind, pick)
        if record is not None:
            self.act(lambda step: step.remove(kind, record))

    @rule(kind=REMOVED, picks=PICKS)
    def remove_several(self, kind: str, picks: list[int]) -> None:
        self.act(lambda step: step.remove_many(kind, self.chosen(kind, picks)))

    @rule(kind=st.sampled_from(["actor", "entry", "source"]), picks=PICKS)
    def merge(self, kind: str, picks: list[int]) -> None:
        chosen = self.chosen(kind, picks)
        if chosen:
            self.act(lambda step: merge_records(step, kind, chosen[0], chosen[1:]))

    @rule(picks=PICKS, title=st.sampled_from(["", "P", "Q"]), country=st.sampled_from(["", "UZB"]))
    def paste(self, picks: list[int], title: str, country: str) -> None:
        records = (*self.chosen("entry", picks), None)
        texts = ((title, country, "2024"),) * len(records)
        block = Block("entry", ("title", "country", "start"), records, texts)
        plan = plan_block(self.store, block, lambda share: None)
        before = self.store.dump()
        try:
            apply_block(self.store, plan, "Paste", by=None, report=lambda share: None)
        except Conflict:
            # Even the countries may be gone by now, for undo reaches the very first step.
            assert self.store.dump() == before

    # Going back and forth

    @rule()
    def undo_and_redo(self) -> None:
        """What undo takes back, redo brings again, and undo takes back once more."""
        if self.store.undo_label is None:
            return
        before = self.store.dump()
        try:
            self.store.undo(by=None)
        except Conflict:
            assert self.store.dump() == before
            return
        undone = self.store.dump()
        self.store.redo(by=None)
        assert self.store.dump() == before
        self.store.undo(by=None)
        assert self.store.dump() == undone

    @rule()
    def redo(self) -> None:
        before = self.store.dump()
        try:
            self.store.redo(by=None)
        except (Conflict, Missing):
            assert self.store.dump() == before

    @rule(pick=PICK, again=st.booleans())
    def undo_any(self, pick: int, *, again: bool) -> None:
        """An old step goes back, or is refused and nothing happens; then redo brings it again."""
        steps = self.store.steps()
        step = steps[pick % len(steps)]
        before = self.store.dump()
        try:
            self.store.undo_step(step.id, by=None)
        except (Conflict, Missing):
            assert self.store.dump() == before
            assert self.store.steps() == steps
            return
        if again:
            self.store.redo_step(step.id, by=None)
            assert self.store.dump() == before

    @rule(pick=PICK)
    def undo_rest(self, pick: int) -> None:
        """What stands of an old step goes back, whatever came later; redo brings just that."""
        steps = self.store.steps()
        step = steps[pick % len(steps)]
        before = self.store.dump()
        try:
            self.store.undo_step(step.id, by=None, keep_later=True)
        except (Conflict, Missing):
            assert self.store.dump() == before
            assert self.store.steps() == steps
            return
        undone = self.store.dump()
        assert undone != before
        self.store.redo_step(step.id, by=None)
        assert self.store.dump() == before
        self.store.undo_step(step.id, by=None, keep_later=True)
        assert self.store.dump() == undone

    @rule(pick=PICK)
    def redo_any(self, pick: int) -> None:
        steps = self.store.steps()
        before = self.store.dump()
        try:
            self.store.redo_step(steps[pick % len(steps)].id, by=None)
        except (Conflict, Missing):
            assert self.store.dump() == before
            assert self.store.steps() == steps

    @rule()
    def reopen(self) -> None:
        before = self.store.dump()
        self.store.close()
        self.store = open_store(self.path, author="Machine")
        assert self.store.dump() == before

    # What holds at any moment

    @invariant()
    def journal_tells_of_what_there_is(self) -> None:
        assert replayed(self.store) == stored(self.store)

    @invariant()
    def nothing_hangs_in_the_air(self) -> None:
        with self.store.reading() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            citation = TABLES["citation"].c
            for kind in connection.execute(select(citation.kind).distinct()).scalars().all():
                lost = citation.record.not_in(select(TABLES[kind].c.id))
                query = select(citation.id).where(citation.kind == kind, lost)
                assert connection.execute(query).all() == []


def replayed(store: Store) -> Records:
    """Return the records that the journal says there are."""
    found: Records = {kind: {} for kind in KINDS}
    with store.reading() as connection:
        for number in range(1, last_step(connection) + 1):
            for edit in read_edits(connection, number):
                records = found[edit.kind]
                if isinstance(edit.after, dict):
                    assert edit.record not in records
                    records[edit.record] = dict(edit.after)
                elif edit.field is None:
                    assert records.pop(edit.record) == edit.before
                else:
                    assert not isinstance(edit.before, dict)
                    assert records[edit.record][edit.field] == edit.before
                    records[edit.record][edit.field] = edit.after
    return found


def stored(store: Store) -> Records:
    """Return the records that there are, without what follows from them."""
    with store.reading() as connection:
        ids = {kind: connection.execute(select(TABLES[kind].c.id)).scalars() for kind in KINDS}
        return {kind: read_records(connection, kind, ids[kind]) for kind in KINDS}


def _run(template: Path, examples: int, steps: int) -> None:
    machine = type("Machine", (JournalMachine,), {"template": template})
    settings = hypothesis.settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    run_state_machine_as_test(machine, settings=settings)


def test_from_an_empty_store_the_journal_never_disagrees(empty_template: Path) -> None:
    _run(empty_template, examples=8, steps=20)


def test_from_the_first_article_the_journal_never_disagrees(seeded_template: Path) -> None:
    _run(seeded_template, examples=8, steps=15)
