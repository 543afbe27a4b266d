"""Several records that are one: what points to the others goes to the kept one, they go."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from models.bulk import Values, read_cells, read_records
from models.errors import Invalid
from models.evidence import citing
from models.field_types import Value
from models.fields import Field, Kind
from models.kinds import KINDS
from models.records import TABLES
from models.step import Step
from models.writing import gone

MERGED = ("actor", "source", "entry")
"""The kinds whose records other records point to by id."""

# What only says that two records belong together says nothing when it stands there twice.
_RELATIONS = ("party", "link")
_BETWEEN_ALIASES = "; "


def merge_records(step: Step, kind: str, kept: int, others: Sequence[int]) -> None:
    """Make several records one: links and citations move to the kept one, the others are removed.

    What the kept one leaves empty is taken from the others, and the names of other actors become
    its aliases. Raises Invalid for a kind that cannot be merged, and for sources whose texts
    differ while quotes rest on them; Missing when one of the records is gone.
    """
    losers = [record for record in dict.fromkeys(others) if record != kept]
    if kind not in MERGED:
        raise Invalid(f"{KINDS[kind].plural} cannot be merged. Change the records themselves.")
    if losers:
        _Merge(step, KINDS[kind], kept, losers).run()


class _Merge:
    """One merge of some records into the one that is kept."""

    def __init__(self, step: Step, kind: Kind, kept: int, losers: list[int]) -> None:
        self._step = step
        self._connection = step.connection
        self._kind = kind
        self._kept = kept
        self._losers = losers
        self._records = read_records(self._connection, kind.name, [kept, *losers])
        if len(self._records) <= len(losers):
            raise gone(kind.name)

    def run(self) -> None:
        """Move everything, then remove what is left over."""
        if self._kind.name == "source":
            self._refuse_other_texts()
        # First of all, for a text takes nothing in once quotes rest on it.
        self._fill()
        moved = self._move_links()
        self._move_citations(self._kind.name, dict.fromkeys(self._losers, self._kept))
        for holder in _RELATIONS:
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

    def _move_citations(self, kind: str, places: Mapping[int, int]) -> None:
        """Let the citations that speak of some records speak of others."""
        found = list(citing(self._connection, kind, list(places)))
        before = read_cells(self._connection, "citation", ["record"], found)
        after = {
            citation: places[record]
            for citation, record in before["record"].items()
            if isinstance(record, int)
        }
        self._step.write_cells("citation", before, {"record": after})

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
        """Give the kept record what it leaves empty and another has, and the other names."""
        own = self._records[self._kept]
        family = {self._kept, *self._losers}
        for field in self._kind.stored:
            if not field.editable or own[field.key] is not None:
                continue
            for loser in self._losers:
                value = self._records[loser][field.key]
                is_link = field.type.name == "link"
                if value is not None and not (is_link and value in family):
                    self._step.set(self._kind.name, self._kept, field.key, value)
                    break
        if self._kind.has("aliases"):
            self._step.set(self._kind.name, self._kept, "aliases", self._aliases())

    def _aliases(self) -> str:
        """Return all spellings but the kept name, each once."""
        spellings = self._names(self._kept, "aliases")
        for loser in self._losers:
            spellings += self._names(loser, "name") + self._names(loser, "aliases")
        known = {name.casefold() for name in self._names(self._kept, "name")}
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
