"""Several records that are one: what points to the others goes to the kept one, they go."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import select

from models.bulk import Values, read_cells, read_records
from models.citing import keep_said
from models.errors import Invalid
from models.evidence import citing
from models.field_types import Link, Value
from models.fields import Field, Kind
from models.kinds import KINDS
from models.records import TABLES
from models.step import Step
from models.writing import gone

MERGED = ("actor", "source", "entry")
"""The kinds whose records other records point to by id."""

BOTH = 0
"""Stands in ``choices`` for both texts, one after the other."""

# What says the same in all its fields says nothing when it stands there twice.
_DOUBLED = ("party", "link", "figure", "milestone", "remark", "location", "dismissal")
_BETWEEN_ALIASES = "; "
_BETWEEN_TEXTS = {"text": " / ", "long_text": "\n\n"}
_ALSO = re.compile(r"^Also \S+$", re.MULTILINE)


def merge_records(
    step: Step,
    kind: str,
    kept: int,
    others: Sequence[int],
    choices: Mapping[str, int] | None = None,
) -> None:
    """Make several records one: links and citations move to the kept one, the others are removed.

    ``choices`` says for a field from which record its value is taken, or BOTH for both texts. A
    field without a choice keeps its value; what it leaves empty is taken from the others. What was
    cited for a value that was not chosen goes on saying it. The names of other actors become
    aliases, the numbers of other entries stand in the notes. Raises Invalid for a kind that
    cannot be merged, and for sources whose texts differ while quotes rest on them; Missing when
    one of the records is gone.
    """
    losers = [record for record in dict.fromkeys(others) if record != kept]
    if kind not in MERGED:
        raise Invalid(f"{KINDS[kind].plural} cannot be merged. Change the records themselves.")
    if losers:
        _Merge(step, KINDS[kind], kept, losers, choices or {}).run()


class _Merge:
    """One merge of some records into the one that is kept."""

    def __init__(
        self, step: Step, kind: Kind, kept: int, losers: list[int], choices: Mapping[str, int]
    ) -> None:
        self._step = step
        self._connection = step.connection
        self._kind = kind
        self._kept = kept
        self._losers = losers
        self._choices = choices
        records = read_records(self._connection, kind.name, [kept, *losers])
        self._records = {one: records[one] for one in (kept, *losers) if one in records}
        if len(self._records) <= len(losers):
            raise gone(kind.name)

    def run(self) -> None:
        """Move everything, then remove what is left over."""
        if self._kind.name == "source":
            self._refuse_other_texts()
        # First of all, for a text takes nothing in once quotes rest on it.
        self._fill()
        self._keep_what_lost()
        moved = self._move_links()
        self._move_citations(self._kind.name, dict.fromkeys(self._losers, self._kept))
        for holder in _DOUBLED:
            self._drop_doubles(holder, moved.get(holder, set()))
        self._step.remove_many(self._kind.name, self._losers)

    def _refuse_other_texts(self) -> None:
        """Refuse when a quote would be moved to a text in which it stands elsewhere."""
        texts = {record: values["text"] for record, values in self._records.items()}
        if len(set(texts.values()) - {None}) > 1:
            raise Invalid(
                "These sources have different texts, and quotes rest on the exact words. "
                "Merge only sources with one text."
            )

    def _move_links(self) -> dict[str, set[int]]:
        """Let all that points to the others point to the kept one; return what was moved."""
        moved: dict[str, set[int]] = {}
        for holder in KINDS.values():
            for field, link in holder.links():
                if link.kind == self._kind.name:
                    records = self._move_link(holder, field)
                    moved.setdefault(holder.name, set()).update(records)
        return moved

    def _move_link(self, holder: Kind, field: Field) -> Iterable[int]:
        column = TABLES[holder.name].c[field.key]
        query = select(TABLES[holder.name].c.id, column).where(column.in_(self._losers))
        before = {row[0]: row[1] for row in self._connection.execute(query)}
        after: dict[int, Value] = dict.fromkeys(before, self._kept)
        if holder.name == self._kind.name and self._kept in after:
            # Nobody belongs to himself.
            after[self._kept] = None
        self._step.write_cells(holder.name, {field.key: before}, {field.key: after})
        return after

    def _keep_what_lost(self) -> None:
        """Let what was cited for values that were not chosen say them, as one voice of several."""
        now = read_records(self._connection, self._kind.name, [self._kept])[self._kept]
        for field in self._kind.backed:
            lost = {
                record: values[field.key]
                for record, values in self._records.items()
                if values[field.key] is not None and values[field.key] != now[field.key]
            }
            if lost:
                final = dict.fromkeys(lost, now[field.key])
                keep_said(self._step, self._kind.name, {field.key: lost}, {field.key: final})
                self._no_longer_preferred(field.key, list(lost))

    def _no_longer_preferred(self, key: str, records: list[int]) -> None:
        found = list(citing(self._connection, self._kind.name, records))
        cells = read_cells(self._connection, "citation", ["field", "rank"], found)
        before = {
            one: rank
            for one, rank in cells["rank"].items()
            if rank == "preferred" and cells["field"][one] == key
        }
        after: dict[int, Value] = dict.fromkeys(before, "normal")
        self._step.write_cells("citation", {"rank": before}, {"rank": after})

    def _move_citations(self, kind: str, places: Mapping[int, int]) -> None:
        """Let the citations that speak of some records speak of others; none of them twice."""
        found = list(citing(self._connection, kind, list(places)))
        before = read_cells(self._connection, "citation", ["record"], found)
        after = {
            citation: places[record]
            for citation, record in before["record"].items()
            if isinstance(record, int)
        }
        self._step.write_cells("citation", before, {"record": after})
        beside = citing(self._connection, kind, list(set(places.values())))
        known: dict[tuple[Value, ...], int] = {}
        doubles = []
        rows = read_records(self._connection, "citation", beside)
        for one in sorted(rows, key=lambda one: (one in after, one)):
            like = known.setdefault(tuple(rows[one].values()), one)
            if like != one and one in after:
                doubles.append(one)
        self._step.remove_many("citation", doubles)

    def _drop_doubles(self, holder: str, moved: set[int]) -> None:
        """Remove moved relations that say nothing new; what backs them goes to the like one."""
        likes: dict[tuple[Value, ...], int] = {}
        doubles: dict[int, int] = {}
        circular = []
        for record, values in self._beside(holder, moved):
            like = likes.setdefault(tuple(values.values()), record)
            if holder == "link" and values["entry"] == values["other"]:
                circular.append(record)
            elif like != record and record in moved:
                doubles[record] = like
        self._move_citations(holder, doubles)
        self._step.remove_many(holder, [*doubles, *circular])

    def _beside(self, holder: str, moved: set[int]) -> list[tuple[int, Values]]:
        """Return the relations of the kept record, those first that were not moved."""
        table, ids = TABLES[holder].c, set(moved)
        for field, link in KINDS[holder].links():
            if link.kind == self._kind.name and moved:
                query = select(table.id).where(table[field.key] == self._kept)
                ids.update(self._connection.execute(query).scalars())
        records = read_records(self._connection, holder, sorted(ids))
        return sorted(records.items(), key=lambda one: (one[0] in moved, one[0]))

    def _fill(self) -> None:
        """Give the kept record what was chosen, and of the rest what it leaves empty."""
        own = self._records[self._kept]
        for field in self._kind.stored:
            if field.editable:
                value = self._chosen(field)
                if value != own[field.key]:
                    self._step.set(self._kind.name, self._kept, field.key, value)
        if self._kind.has("aliases") and "aliases" not in self._choices:
            self._step.set(self._kind.name, self._kept, "aliases", self._aliases())
        if self._kind.has("uid"):
            self._note_numbers()

    def _chosen(self, field: Field) -> Value:
        """Return the value that the kept record shall have."""
        key, choice = field.key, self._choices.get(field.key)
        if choice == BOTH and field.type.name in _BETWEEN_TEXTS:
            texts = dict.fromkeys(str(one) for one in self._values(field))
            return _BETWEEN_TEXTS[field.type.name].join(texts) or None
        if choice in self._records:
            value = self._records[choice][key]
            return None if self._within(field, value) else value
        own = self._records[self._kept][key]
        return own if own is not None else next(self._values(field), None)

    def _values(self, field: Field) -> Iterator[Value]:
        for values in self._records.values():
            value = values[field.key]
            if value is not None and not self._within(field, value):
                yield value

    def _within(self, field: Field, value: Value) -> bool:
        """Tell whether a value is one of the records that become one."""
        linked = isinstance(field.type, Link) and field.type.kind == self._kind.name
        return linked and value in self._records

    def _note_numbers(self) -> None:
        """Write the numbers that go into the notes, where they are found."""
        notes = read_cells(self._connection, "entry", ["notes"], [self._kept])["notes"]
        lines = [str(notes[self._kept] or "")]
        for loser in self._losers:
            values = self._records[loser]
            also = [f"Also {values['uid']}", *_ALSO.findall(str(values["notes"] or ""))]
            lines += [line for line in also if line not in "\n".join(lines).split("\n")]
        self._step.set("entry", self._kept, "notes", "\n".join(lines).strip())

    def _aliases(self) -> str:
        """Return all spellings but the kept name, each once."""
        spellings = self._names(self._kept, "name") + self._names(self._kept, "aliases")
        for loser in self._losers:
            spellings += self._names(loser, "name") + self._names(loser, "aliases")
        kept = read_cells(self._connection, self._kind.name, ["name"], [self._kept])["name"]
        known = {str(kept[self._kept]).casefold()}
        found = []
        for name in spellings:
            if name.casefold() not in known:
                known.add(name.casefold())
                found.append(name)
        return _BETWEEN_ALIASES.join(found)

    def _names(self, record: int, key: str) -> list[str]:
        text = str(self._records[record][key] or "")
        parts = [text] if key == "name" else text.split(";")
        return [part.strip() for part in parts if part.strip()]
