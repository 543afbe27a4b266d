"""Who says so: the citations of a record, the coded passages of a source, a mark for each cell."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, literal_column, select

from models.agreement import agrees, meaning
from models.field_types import Value
from models.kinds import KINDS
from models.naming import labels
from models.prepared import among, composed, fetched, one_list
from models.records import TABLES

CITED, INFERRED, UNKNOWN = "cited", "inferred", "unknown"
CONTESTED, BARE = "contested", "bare"
_NOTHING: dict[str, list["Said"]] = {}
_PLACE_KEYS = ("id", "kind", "record", "source", "start", "end")
_TEXT_KEYS = (
    *("field", "source_title", "source_type", "published", "quote", "state", "value"),
    *("rank", "stance", "note", "confidence"),
)
_CHUNK = 500
_MARK_OF_STATE: dict[str | None, str] = {
    "unknown": UNKNOWN,
    "inferred": INFERRED,
    "estimated": INFERRED,
}


@dataclass(frozen=True)
class Citation:
    """One statement of one source about one field; offsets count code points of its text."""

    id: int
    kind: str
    record: int
    field: str
    source: int | None
    source_title: str
    published: str
    start: int | None
    end: int | None
    quote: str
    state: str
    value: str
    rank: str
    stance: str
    note: str
    confidence: str = ""
    source_type: str = ""

    @property
    def field_label(self) -> str:
        """Return the label of the field it backs, or nothing for the record as a whole."""
        known = KINDS.get(self.kind)
        return known.field(self.field).label if known and known.has(self.field) else ""

    @property
    def mark(self) -> str:
        """Return what this citation alone says of the cell."""
        return _MARK_OF_STATE.get(self.state, CITED)


@dataclass(frozen=True)
class Passage:
    """A stretch of a source's text that carries a record or was set aside."""

    start: int
    end: int
    kind: str
    record: int
    field: str
    mark: str
    label: str


class Said(NamedTuple):
    """What one citation says of a cell, as far as the mark goes."""

    state: str | None
    rank: str | None
    stance: str | None
    value: str | None
    source: int | None


def mark_of(kind: str, key: str, said: Sequence[Said], value: Value) -> str:
    """Return the mark of one cell from all that is said of it and what it holds."""
    if len(said) == 1:
        return _mark_of_one(kind, key, said[0], value)
    live = [one for one in said if one.rank != "deprecated" and one.stance != "context"]
    if contested(kind, key, live, value):
        return CONTESTED
    found = {_MARK_OF_STATE.get(one.state, CITED) for one in live}
    return next((mark for mark in (UNKNOWN, CITED, INFERRED) if mark in found), "")


def _mark_of_one(kind: str, key: str, said: Said, value: Value) -> str:
    """Return the same for what is said once only, as of nearly all cells."""
    state, rank, stance, text, _ = said
    if rank == "deprecated" or stance == "context":
        return ""
    if stance == "contradicts" or not agrees(kind, key, text, value):
        return CONTESTED
    return _MARK_OF_STATE.get(state, CITED)


def contested(kind: str, key: str, live: Sequence[Said], value: Value) -> bool:
    """Tell whether somebody says something else: than the cell, or than another source."""
    if any(one.stance == "contradicts" for one in live):
        return True
    preferred = [one for one in live if one.rank == "preferred"]
    if not all(agrees(kind, key, one.value, value) for one in preferred or live):
        return True
    sourced = [one for one in live if one.value and one.source is not None]
    if preferred or len({one.source for one in sourced}) < 2:
        return False
    return len({meaning(kind, key, one.value) for one in sourced if one.value}) > 1


_said = TABLES["citation"].c
_SAID = composed(
    select(_said.record, _said.field, *(_said[key] for key in Said._fields)).where(
        _said.kind == literal_column("?"), among(_said.record)
    )
)


def said_of(
    connection: Connection, kind: str, ids: Sequence[int]
) -> dict[int, dict[str, list[Said]]]:
    """Return what is said of each cell that somebody speaks about, by record and field."""
    found: dict[int, dict[str, list[Said]]] = defaultdict(lambda: defaultdict(list))
    for record, field, *said in fetched(connection, _SAID, kind, one_list(ids)):
        found[record][field or ""].append(Said(*said))
    return found


def marks(
    connection: Connection, kind: str, values: Mapping[int, Mapping[str, Value]]
) -> dict[int, dict[str, str]]:
    """Return the mark of each cell of these records that is filled or spoken about."""
    said = said_of(connection, kind, list(values))
    keys = [field.key for field in KINDS[kind].backed]
    found = {}
    for record, row in values.items():
        found[record] = marked = {key: BARE for key in keys if row[key] is not None}
        for key, some in said.get(record, _NOTHING).items():
            mark = mark_of(kind, key, some, row.get(key))
            if mark:
                marked[key] = mark
    return found


def citing(connection: Connection, kind: str, records: Sequence[int]) -> Iterator[int]:
    """Yield the ids of the citations that speak of any of these records."""
    citation = TABLES["citation"].c
    for start in range(0, len(records), _CHUNK):
        query = select(citation.id).where(
            citation.kind == kind, citation.record.in_(records[start : start + _CHUNK])
        )
        yield from connection.execute(query).scalars().all()


def citations_of(connection: Connection, kind: str, record: int) -> list[Citation]:
    """Return what is cited for one record, preferred first, in the order of the text."""
    return citations_among(connection, kind, [record])


def citations_among(connection: Connection, kind: str, records: Sequence[int]) -> list[Citation]:
    """Return what is cited for these records, as ``citations_of`` does for one."""
    keys, statement = _citing_of(kind)
    found = []
    for start in range(0, len(records), _CHUNK):
        some = one_list(records[start : start + _CHUNK])
        rows = fetched(connection, statement, some)
        found += [_citation(dict(zip(keys, row, strict=True))) for row in rows]
    return found


@cache
def _citing_of(kind: str) -> tuple[tuple[str, ...], str]:
    """Return the select of what is cited for records of a kind, and what its columns are."""
    citation, source = TABLES["citation"], TABLES["source"]
    told = source.c.title.label("source_title"), source.c.type.label("source_type")
    query = (
        select(citation, *told, source.c.published)
        .outerjoin(source, source.c.id == citation.c.source)
        .where(citation.c.kind == kind, among(citation.c.record))
        .order_by(citation.c.rank != "preferred", citation.c.start, citation.c.id)
    )
    return tuple(query.selected_columns.keys()), composed(query)


def _citation(row: Mapping[str, Any]) -> Citation:
    kept: dict[str, Any] = {key: row[key] for key in _PLACE_KEYS}
    return Citation(**kept | {key: row[key] or "" for key in _TEXT_KEYS})


def passages_of(connection: Connection, source: int) -> list[Passage]:
    """Return the coded and dismissed stretches of a source, in the order of its text."""
    citation, dismissal = TABLES["citation"].c, TABLES["dismissal"].c
    cited = connection.execute(
        select(
            citation.start,
            citation.end,
            citation.kind,
            citation.record,
            citation.field,
            citation.state,
        ).where(citation.source == source, citation.start.is_not(None), citation.end.is_not(None))
    ).all()
    names = _names(connection, [(row.kind, row.record) for row in cited])
    found = [
        Passage(
            row.start,
            row.end,
            row.kind,
            row.record,
            row.field or "",
            _MARK_OF_STATE.get(row.state, CITED),
            names.get((row.kind, row.record), ""),
        )
        for row in cited
    ]
    aside = connection.execute(
        select(dismissal.id, dismissal.start, dismissal.end, dismissal.reason).where(
            dismissal.source == source
        )
    )
    reasons = KINDS["dismissal"].field("reason").type
    for row in aside:
        label = reasons.show(row.reason)
        found.append(Passage(row.start, row.end, "dismissal", row.id, "", "dismissed", label))
    return sorted(found, key=lambda passage: (passage.start, passage.end))


def _names(connection: Connection, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
    by_kind: dict[str, set[int]] = defaultdict(set)
    for kind, record in places:
        by_kind[kind].add(record)
    return {
        (kind, record): name
        for kind, records in by_kind.items()
        if kind in KINDS
        for record, name in labels(connection, kind, sorted(records)).items()
    }
