"""Deciding between rivals: one becomes the value, with its reason; the others are deprecated."""

from dataclasses import dataclass

from models.conflicts import JUDGEMENT, VALUE, Rival, Sense, Weighing
from models.errors import Invalid
from models.step import Step
from models.store import Store

_BECAUSE = "Preferred because "
_LONGEST = 60


def reason_in(note: str) -> str:
    """Return the reason of a choice that stands in a note."""
    lines = [line for line in note.splitlines() if line.startswith(_BECAUSE)]
    return lines[-1].removeprefix(_BECAUSE).rstrip(". ") if lines else ""


def with_reason(note: str, reason: str) -> str:
    """Return a note with another reason; what else stands there is kept."""
    words = " ".join(reason.split()).removeprefix("because ").rstrip(".")
    kept = without_reason(note)
    return "\n".join(part for part in (kept, f"{_BECAUSE}{words}." if words else "") if part)


def without_reason(note: str) -> str:
    """Return what a note says besides the reason."""
    lines = note.splitlines()
    return "\n".join(line for line in lines if not line.startswith(_BECAUSE)).strip()


def prefer(store: Store, seen: Weighing, chosen: Rival, reason: str, *, by: object) -> None:
    """Make what one citation says the value, as one step.

    The others that say something else are deprecated. Raises Conflict when the cell is not what
    was seen, Invalid when the field does not take what the source says.
    """
    if not chosen.choosable:
        raise Invalid("This source gives no value of its own. Write its value first (Value…).")
    with store.step(f"Prefer “{_short(chosen.says)}” for {_called(seen)}", by=by) as step:
        _Decision(step, seen, chosen.sense).prefer(chosen, reason)


def keep(store: Store, seen: Weighing, reason: str, *, by: object) -> None:
    """Keep the value that the record holds as the coder's own judgement, as one step."""
    if seen.held is None:
        raise Invalid("There is no value here to keep. Type one, or prefer what a source says.")
    with store.step(f"Keep “{_short(seen.shown)}” for {_called(seen)}", by=by) as step:
        sense = next((one.sense for one in seen.rivals if one.agrees), (VALUE, seen.held))
        _Decision(step, seen, sense).keep(reason or JUDGEMENT)


def reopen(store: Store, seen: Weighing, *, by: object) -> None:
    """Let all that is said of a cell count alike again, as one step; the value stays."""
    with store.step(f"Reopen {_called(seen)}", by=by) as step:
        for one in seen.rivals:
            citation = one.citation
            if citation.source is None and citation.rank == "preferred" and _is_kept(one):
                step.remove("citation", citation.id)
            elif citation.rank != "normal" and (citation.source or citation.rank == "preferred"):
                step.set("citation", citation.id, "rank", "normal", expect=citation.rank)
                _forget_reason(step, one)


@dataclass(frozen=True)
class _Decision:
    step: Step
    seen: Weighing
    sense: Sense

    def prefer(self, chosen: Rival, reason: str) -> None:
        self._check()
        if not chosen.agrees:
            self._speak_out()
            seen = self.seen
            self.step.set(seen.kind, seen.record, seen.key, chosen.citation.value)
        self._rank(chosen)
        self._choose(chosen, reason)

    def keep(self, reason: str) -> None:
        self._check()
        own = next((one for one in self.seen.rivals if _is_own(one) and one.agrees), None)
        self._rank(own)
        if own is not None:
            self._choose(own, reason)
            return
        seen = self.seen
        self.step.add(
            "citation",
            {
                "kind": seen.kind,
                "record": seen.record,
                "field": seen.key,
                "state": "inferred",
                "value": seen.text,
                "rank": "preferred",
                "note": with_reason("", reason),
            },
        )

    def _check(self) -> None:
        kind, record, key = self.seen.kind, self.seen.record, self.seen.key
        now = self.step.cells(kind, [key], [record])
        self.step.expect(kind, now, {key: {record: self.seen.held}})

    def _speak_out(self) -> None:
        """Write into the citations that stand for the old value what it was."""
        for one in self.seen.rivals:
            sourced = one.citation.source is not None and one.sense[0] == VALUE
            if sourced and not one.citation.value and self.seen.text:
                self.step.set("citation", one.citation.id, "value", self.seen.text)

    def _rank(self, chosen: Rival | None) -> None:
        """Deprecate who says something else; who says the same is no longer the preferred one."""
        for one in self.seen.rivals:
            if one is chosen or not one.in_force:
                continue
            same = one.sense == self.sense and one.citation.stance != "contradicts"
            rank = "normal" if same else "deprecated"
            if not same or one.citation.rank == "preferred":
                self.step.set("citation", one.citation.id, "rank", rank)
            _forget_reason(self.step, one)

    def _choose(self, chosen: Rival, reason: str) -> None:
        citation = chosen.citation
        self.step.set("citation", citation.id, "rank", "preferred")
        note = with_reason(citation.note, reason)
        self.step.set("citation", citation.id, "note", note)
        if citation.stance != "supports":
            self.step.set("citation", citation.id, "stance", "supports")


def _is_own(one: Rival) -> bool:
    return one.citation.source is None


def _is_kept(one: Rival) -> bool:
    """Tell whether a citation is there only because its value was kept."""
    return bool(reason_in(one.citation.note)) and not without_reason(one.citation.note)


def _forget_reason(step: Step, one: Rival) -> None:
    if reason_in(one.citation.note):
        step.set("citation", one.citation.id, "note", without_reason(one.citation.note))


def _called(seen: Weighing) -> str:
    return f"{seen.field.label.lower()} of {seen.name}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1]}…"
