"""Which records the edits of a step concern, beyond those they name: for what is kept beside them.

A citation concerns the record it speaks of and the source it rests on; what hangs off an entry
concerns the entry.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, literal_column, select

from models.bulk import chunks
from models.computed import EVIDENCED
from models.field_types import Value
from models.journal import Edit
from models.kinds import CHILDREN, KINDS
from models.prepared import among, composed, fetched, one_list
from models.records import TABLES
from models.scoring import SCORED_FIELDS

_CHILDREN = frozenset(kind.name for kind in CHILDREN["entry"])
_PLACES = ("kind", "record", "field", "source")
_JUDGED = ("value", "rank", "stance")
_SPAN = ("source", "start", "end")
_citation = TABLES["citation"].c
# Which of some records have a citation of one of their fields, from the index alone.
_CITED = composed(
    select(_citation.record)
    .distinct()
    .where(
        _citation.kind == literal_column("?"),
        among(_citation.record),
        _citation.field == literal_column("?"),
    )
)
_BACKED = {kind.name: frozenset(f.key for f in kind.backed) for kind in KINDS.values()}


@dataclass
class Concerned:
    """Entries whose evidence or scores may differ, records by kind, and sources, by id."""

    resting: set[int] = field(default_factory=set)
    scored: set[int] = field(default_factory=set)
    backed: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    sources: set[int] = field(default_factory=set)


def concerned(connection: Connection, edits: Sequence[Edit]) -> Concerned:
    """Return what these edits may concern; cheap when there is none."""
    look = _Look(connection)
    for edit in edits:
        look.at(edit)
    return look.found()


class _Look:
    """One look through the edits of a step."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._seen = Concerned()
        # Citations: of which the place, the verdict or the words are others than before.
        self._placed: set[int] = set()
        self._weighed: set[int] = set()
        self._marked: set[int] = set()
        self._moved: dict[int, set[int]] = defaultdict(set)
        self._scored_children: dict[str, set[int]] = defaultdict(set)
        self._retyped: set[int] = set()
        self._spoken_of: dict[str, set[int]] = defaultdict(set)
        self._typed_over: dict[tuple[str, str], set[int]] = defaultdict(set)

    def at(self, edit: Edit) -> None:
        """Take note of what one edit concerns."""
        if edit.field is None or (edit.field in _BACKED.get(edit.kind, ()) and _filled(edit)):
            self._seen.backed[edit.kind].add(edit.record)
        elif _BACKED.get(edit.kind):
            # Somebody may speak of a field that needs no source, too.
            self._typed_over[edit.kind, edit.field].add(edit.record)
        if edit.kind == "entry":
            self._at_entry(edit)
        elif edit.kind in _CHILDREN:
            self._at_child(edit)
        elif edit.kind == "citation":
            self._at_citation(edit)
        elif edit.kind == "dismissal":
            self._seen.sources.update(_pointed_to(edit, "source"))
            if edit.field in _SPAN:
                self._dismissals_of(edit.record)
        elif edit.kind == "source":
            self._at_source(edit)

    def _at_entry(self, edit: Edit) -> None:
        if edit.field is None or (edit.field in EVIDENCED and _filled(edit)):
            self._seen.resting.add(edit.record)
        if edit.field is None or edit.field in SCORED_FIELDS["entry"]:
            self._seen.scored.add(edit.record)

    def _at_child(self, edit: Edit) -> None:
        parents = list(_pointed_to(edit, "entry"))
        self._seen.resting.update(parents)
        if edit.kind in SCORED_FIELDS:
            self._seen.scored.update(parents)
            if edit.field in SCORED_FIELDS[edit.kind]:
                self._scored_children[edit.kind].add(edit.record)

    def _at_citation(self, edit: Edit) -> None:
        self._seen.sources.update(_pointed_to(edit, "source"))
        if edit.field is not None:
            if edit.field in _PLACES:
                self._placed.add(edit.record)
            elif edit.field in _JUDGED:
                self._weighed.add(edit.record)
            elif edit.field in _SPAN:
                self._marked.add(edit.record)
            if edit.field == "record":
                self._moved[edit.record].update(_pointed_to(edit, "record"))
            return
        for side in (edit.before, edit.after):
            if isinstance(side, dict):
                self._spoken_of[str(side["kind"])].add(int(str(side["record"])))

    def _at_source(self, edit: Edit) -> None:
        if edit.field is None or edit.field == "text":
            self._seen.sources.add(edit.record)
        elif edit.field == "type":
            self._retyped.add(edit.record)

    def _dismissals_of(self, record: int) -> None:
        query = select(TABLES["dismissal"].c.source).where(TABLES["dismissal"].c.id == record)
        self._seen.sources.update(self._connection.execute(query).scalars())

    def found(self) -> Concerned:
        """Return all that was noted, with what only the store can tell."""
        seen = self._seen
        for row in self._citations("id", self._marked):
            if row.source is not None:
                seen.sources.add(row.source)
        for row in self._citations("id", self._weighed):
            seen.backed[row.kind].add(row.record)
        for row in self._citations("id", self._placed):
            self._spoken_of[row.kind] |= {row.record} | self._moved.get(row.id, set())
        for kind, records in self._spoken_of.items():
            seen.backed[kind] |= records
        for (kind, key), records in self._typed_over.items():
            seen.backed[kind] |= self._cited(kind, key, records - seen.backed[kind])
        for row in self._citations("source", self._retyped):
            self._spoken_of[row.kind].add(row.record)
        for kind, records in self._spoken_of.items():
            seen.resting |= self._entries(kind, records)
        for kind, records in self._scored_children.items():
            seen.scored |= self._entries(kind, records)
        seen.backed = {kind: some for kind, some in seen.backed.items() if _BACKED.get(kind)}
        return seen

    def _citations(self, key: str, wanted: Iterable[int]) -> Iterator[Row[Any, Any, Any, Any]]:
        citation = TABLES["citation"].c
        for some in chunks(sorted(wanted)):
            query = select(citation.id, citation.kind, citation.record, citation.source)
            yield from self._connection.execute(query.where(citation[key].in_(some))).all()

    def _cited(self, kind: str, key: str, records: set[int]) -> set[int]:
        """Return those of the records of which somebody says something in this field."""
        found = set[int]()
        for some in chunks(sorted(records)):
            rows = fetched(self._connection, _CITED, kind, one_list(some), key)
            found.update(record for (record,) in rows)
        return found

    def _entries(self, kind: str, records: set[int]) -> set[int]:
        """Return the entries that these records are, or hang off."""
        if kind not in _CHILDREN:
            return records if kind == "entry" else set()
        child, found = TABLES[kind].c, set[int]()
        for some in chunks(sorted(records)):
            query = select(child.entry).where(child.id.in_(some))
            found.update(self._connection.execute(query).scalars())
        return found


def _filled(edit: Edit) -> bool:
    """Tell whether a value came or went; another value in its place is backed no less."""
    return (edit.before is None) != (edit.after is None)


def _pointed_to(edit: Edit, key: str) -> Iterator[int]:
    """Yield the records that a holder was moved from or to, was added to or removed from."""
    sides: Iterable[Value]
    if edit.field is None:
        sides = (side.get(key) for side in (edit.before, edit.after) if isinstance(side, dict))
    elif edit.field == key:
        sides = (side for side in (edit.before, edit.after) if not isinstance(side, dict))
    else:
        return
    yield from (side for side in sides if isinstance(side, int))
