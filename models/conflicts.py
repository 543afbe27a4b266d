"""The rivals of one cell: what each source says of it, and which of them comes first, and why.

Whoever stands nearer to the deed comes first, as in AidData's method; of equals the newer one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from sqlalchemy import Connection

from models.agreement import meaning
from models.citing import said
from models.dates import date_bounds, show_date
from models.errors import Invalid, Missing
from models.evidence import CONTESTED, Citation, citations_among
from models.field_types import Link, Value
from models.fields import Field
from models.kinds import KINDS
from models.naming import country_names, labels, record_named
from models.rows import Row, read_rows
from models.store import Store
from models.vocabularies import VOCABULARIES
from models.writing import gone

SOURCE_ORDER = tuple(VOCABULARIES["source_type"].labels)
"""The list of source types stands in the order of their weight."""

_CALLED = {
    "official": "official source",
    "implementer": "source of the implementer",
    "other_official": "other official source",
    "academic": "academic journal",
    "other_academic": "other academic source",
    "ngo": "NGO source",
    "media": "media report",
    "social": "social media or blog",
}
_UNTYPED = "source"
JUDGEMENT = "own judgement"

Sense = tuple[str, Value]
VALUE, UNKNOWN, SILENT = "value", "unknown", "silent"


@dataclass(frozen=True)
class Rival:
    """What one citation says of a cell: as a reader sees it, and what it comes to."""

    citation: Citation
    says: str
    sense: Sense
    agrees: bool

    @property
    def context(self) -> bool:
        """Tell whether it is only told beside the value, and is no rival."""
        return self.citation.stance == "context"

    @property
    def in_force(self) -> bool:
        """Tell whether it is one of the voices that count."""
        return self.citation.rank != "deprecated" and not self.context

    @property
    def choosable(self) -> bool:
        """Tell whether it says anything that the record could hold."""
        return self.sense[0] != SILENT

    @property
    def type_label(self) -> str:
        """Return what sort of source it is, for a reader."""
        code = self.citation.source_type
        return VOCABULARIES["source_type"].label_of(code) if code else ""

    @property
    def dated(self) -> str:
        """Return when the source was published, for a reader."""
        try:
            return show_date(self.citation.published) if self.citation.published else ""
        except Invalid:
            return self.citation.published

    @cached_property
    def weight(self) -> tuple[bool, bool, int, int, int]:
        """Return the place in the default order; the first is the smallest."""
        one = self.citation
        rank = SOURCE_ORDER.index(one.source_type) if one.source_type in SOURCE_ORDER else 99
        return self.context, one.source is None, rank, -_day(one.published), one.id


def _day(published: str) -> int:
    try:
        return date_bounds(published)[0].toordinal() if published else 0
    except Invalid:
        return date.min.toordinal()


@dataclass(frozen=True)
class Weighing:
    """One cell with all that is said of it, in the default order."""

    kind: str
    record: int
    key: str
    label: str
    held: Value
    shown: str
    text: str
    mark: str
    rivals: tuple[Rival, ...]

    @property
    def field(self) -> Field:
        """Return the field of the cell."""
        return KINDS[self.kind].field(self.key)

    @property
    def name(self) -> str:
        """Return what the record is called without the value that is weighed."""
        parts = self.label.split(" · ")
        others = [part for part in parts if part != self.shown] or parts
        return others[0] if self.kind == "figure" else " · ".join(others)

    @property
    def groups(self) -> list[list[Rival]]:
        """Return the rivals that say the same together, the weightiest group first."""
        found: dict[tuple[bool, Sense], list[Rival]] = {}
        for one in self.rivals:
            found.setdefault((one.context, one.sense), []).append(one)
        return list(found.values())

    @property
    def preferred(self) -> Rival | None:
        """Return the one that was chosen."""
        return next((one for one in self.rivals if one.citation.rank == "preferred"), None)

    @property
    def suggested(self) -> Rival | None:
        """Return the one that comes first in the default order, and says something."""
        able = [one for one in self.rivals if one.choosable and not one.context]
        values = [one for one in able if one.sense[0] == VALUE]
        return next(iter((*values, *able)), None)

    @property
    def disputed(self) -> bool:
        """Tell whether there is anything to weigh, or was before somebody decided."""
        senses = {one.sense for one in self.rivals if not one.context}
        return self.mark == CONTESTED or len(senses) > 1

    def reason(self, chosen: Rival) -> str:
        """Return in words what speaks for one of them."""
        if chosen.citation.source is None:
            return JUDGEMENT
        sourced = [one for one in self.rivals if one.citation.source and not one.context]
        called = _CALLED.get(chosen.citation.source_type, _UNTYPED)
        sources = {one.citation.source for one in sourced}
        equals = {one.citation.source: one for one in sourced if _same_rank(one, chosen)}
        higher = [one for one in sourced if one.weight[2] < chosen.weight[2]]
        if len(sources) < 2 or higher:
            return called
        if len(equals) == 1:
            return f"{called}, highest in rank of {len(sources)}"
        days = sorted((-one.weight[3] for one in equals.values()), reverse=True)
        newest = days[0] > days[1] and -chosen.weight[3] == days[0]
        return f"{called}, newest of {len(equals)}" if newest else called


def _same_rank(one: Rival, other: Rival) -> bool:
    return one.weight[2] == other.weight[2]


def weigh(store: Store, kind: str, record: int, key: str) -> Weighing:
    """Return one cell with its rivals; raises Missing when the record is gone."""
    with store.reading() as connection:
        for one in weighings(connection, kind, [record], [key]):
            return one
    raise gone(kind)


def weighings(
    connection: Connection, kind: str, records: Sequence[int], keys: Sequence[str] = ()
) -> list[Weighing]:
    """Return the cells of these records that somebody speaks about, or those of these fields."""
    spoken: dict[int, dict[str, list[Citation]]] = {
        record: {key: [] for key in keys} for record in records
    }
    for one in citations_among(connection, kind, records):
        if KINDS[kind].has(one.field) and (not keys or one.field in keys):
            spoken[one.record].setdefault(one.field, []).append(one)
    names = labels(connection, kind, records)
    return [
        _weighing(connection, row, key, names.get(row.id, ""), spoken[row.id][key])
        for row in read_rows(connection, kind, records)
        for key in (field.key for field in KINDS[kind].fields if field.key in spoken[row.id])
    ]


def _weighing(
    connection: Connection, row: Row, key: str, label: str, citations: list[Citation]
) -> Weighing:
    field, held = KINDS[row.kind].field(key), row.value(key)
    text = said(field, held) or row.text(key)
    own = _sense(connection, row.kind, field, held, text)
    rivals = [
        _rival(connection, row, field, own, one)
        for one in citations
        # A conclusion that was withdrawn says nothing any more.
        if one.value or one.source is not None or one.rank != "deprecated"
    ]
    return Weighing(
        row.kind,
        row.id,
        key,
        label,
        held,
        row.shown(key),
        text,
        row.mark(key),
        tuple(sorted(rivals, key=lambda one: one.weight)),
    )


def _sense(connection: Connection, kind: str, field: Field, held: Value, text: str) -> Sense:
    if held is None:
        return UNKNOWN, None
    return VALUE, held if isinstance(field.type, Link) else meaning(kind, field.key, text)


def _rival(connection: Connection, row: Row, field: Field, own: Sense, citation: Citation) -> Rival:
    if citation.value:
        sense = VALUE, _meant(connection, row.kind, field, citation.value)
        says = _shown(connection, field, citation.value)
    elif citation.state == "unknown":
        sense, says = (UNKNOWN, None), "unknown"
    elif own[0] == VALUE and citation.rank != "deprecated" and citation.stance == "supports":
        # It was made for the value that the record holds.
        sense, says = own, row.shown(field.key)
    else:
        sense, says = (SILENT, None), ""
    return Rival(citation, says, sense, sense == own)


def _meant(connection: Connection, kind: str, field: Field, text: str) -> Value:
    if isinstance(field.type, Link):
        try:
            return record_named(connection, field, text)
        except (Invalid, Missing):
            pass
    return meaning(kind, field.key, text)


def _shown(connection: Connection, field: Field, text: str) -> str:
    """Return a value as a source has it in the form that a reader sees."""
    if isinstance(field.type, Link):
        return text
    try:
        value = field.type.parse(text)
    except Invalid:
        return text
    if field.type.name == "country":
        return country_names(connection).get(str(value), text)
    return field.type.show(value)
