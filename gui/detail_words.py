"""What the detail pane says of a record, of what hangs off it and of its evidence, in words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Final

from models import (
    CHILDREN,
    GUESSED,
    KINDS,
    VOCABULARIES,
    Broken,
    Citation,
    FactError,
    Kind,
    Link,
    Row,
    Score,
    Store,
    broken,
    scores_of,
)

UNKNOWN: Final = "unknown"
_LONGEST: Final = 240
_PER: Final = {"none": "in all", "year": "a year", "month": "a month", "day": "a day"}
_MODALITY: Final = {"about": "about", "up_to": "up to", "at_least": "at least"}


@dataclass(frozen=True)
class LineWords:
    """One line of a list: what it says, what is added in a muted colour, the mark in front.

    Of the muted words only the body is shortened when room is short; stacked ones stand below.
    """

    first: str
    head: str = ""
    body: str = ""
    tail: str = ""
    mark: str = ""
    tooltip: str = ""
    stacked: bool = False

    @property
    def muted(self) -> str:
        """Return all the muted words."""
        return f"{self.head}{self.body}{self.tail}"


@dataclass(frozen=True)
class Shown:
    """A record with all that the pane shows of it, read at one moment."""

    row: Row
    label: str
    citations: Sequence[Citation]
    children: dict[str, list[Row]]
    parent: tuple[str, int, str] | None = None
    by_field: dict[str, list[Citation]] = field(default_factory=dict)
    scores: Sequence[Score] = ()
    advice: Sequence[Broken] = ()

    def advice_at(self, key: str) -> list[str]:
        """Return what the rules say at one field of the record itself."""
        own = self.row.kind, self.row.id
        return [
            one.sentence
            for one in self.advice
            if (one.kind, one.record) == own and one.fields[0] == key
        ]


def read_shown(store: Store, kind: str, record: int) -> Shown:
    """Read a record, its evidence and what hangs off it; raises Missing when it is gone."""
    row = store.row(kind, record)
    citations = store.citations(kind, record)
    by_field: dict[str, list[Citation]] = {}
    for citation in citations:
        by_field.setdefault(citation.field, []).append(citation)
    children = {
        child: store.rows(child, ids) if ids else []
        for child, ids in (store.children(kind, record) if kind in CHILDREN else {}).items()
    }
    label = store.label(kind, record)
    scores = scores_of(store, record) if kind == "entry" else ()
    advice = broken(store, kind, record)
    return Shown(row, label, citations, children, _parent(row), by_field, scores, advice)


def counted_words(row: Row) -> str:
    """Return what is counted beside a record and worth a word: of its values, of its text."""
    said = []
    if _number(row, "sentences"):
        left = _number(row, "left")
        open_ones = f"{left:,} of them open" if left else "all of them settled"
        said.append(f"{_counted(_number(row, 'sentences'), 'sentence')}, {open_ones}")
    if contested := _number(row, "contested"):
        said.append(f"{_counted(contested, 'value')} contested")
    if bare := _number(row, "bare"):
        said.append(f"{_counted(bare, 'value')} without a source")
    return " · ".join(said)


def _number(row: Row, key: str) -> int:
    value = row.value(key) if KINDS[row.kind].has(key) else None
    return value if isinstance(value, int) else 0


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def title_of(shown: Shown) -> str:
    """Return the name of the record for its headline."""
    row = shown.row
    if row.kind == "entry":
        return row.shown("title")
    if row.kind == "figure":
        return row.shown("label") or figure_words(row) or "New figure"
    if row.kind == "remark":
        return " · ".join(filter(None, (row.shown("type"), row.shown("speaker")))) or "Remark"
    if shown.label == f"{KINDS[row.kind].label} {row.id}":
        return f"New {KINDS[row.kind].label.lower()}"
    return shown.label


def _parent(row: Row) -> tuple[str, int, str] | None:
    parent = KINDS[row.kind].parent
    value = row.value(parent) if parent else None
    if parent is None or not isinstance(value, int):
        return None
    return parent, value, row.shown(parent)


# What hangs off a record


def figure_words(row: Row) -> str:
    """Return the amount of a figure as one would say it: about 50,000 vehicles a year."""
    value, high = row.shown("value"), row.shown("high")
    if not value and not high:
        return UNKNOWN if row.mark("value") == UNKNOWN else ""
    if high:
        value = f"{value or '?'} to {high}"
    code, unit = row.value("unit"), row.shown("unit")
    if code == "rank":
        value = f"rank {value}"
    elif code is not None and len(str(code)) == 3 and str(code).isupper():
        value = f"{code} {value}"
    elif unit:
        value = f"{value} {unit}"
    modality = _MODALITY.get(str(row.value("modality")), "")
    return " ".join(filter(None, (modality, value, _PER.get(str(row.value("per")), ""))))


def child_words(row: Row) -> LineWords:
    """Return the line that stands for a record below the one it hangs off."""
    return _CHILD_WORDS[row.kind](row)


def _line(row: Row, key: str, first: str, *others: str) -> LineWords:
    first = " ".join(first.split())[:_LONGEST] or f"New {KINDS[row.kind].label.lower()}"
    body = " · ".join(part for part in others if part)
    tooltip = f"{first}\n{body}" if body else first
    return LineWords(first, body=body, mark=row.mark(key) or row.mark(""), tooltip=tooltip)


def _figure(row: Row) -> LineWords:
    words, label = figure_words(row), row.shown("label") or row.shown("product")
    first, rest = (words, label) if words else (label, "")
    return _line(row, "value", first, row.shown("role").lower(), rest)


def _milestone(row: Row) -> LineWords:
    date = row.shown("date")
    if not date and row.mark("date") == UNKNOWN:
        date = "date unknown"
    state = "" if row.value("state") == "actual" else row.shown("state").lower()
    key = "date" if row.mark("date") else "type"
    return _line(row, key, row.shown("type"), date, row.shown("place"), state)


def _party(row: Row) -> LineWords:
    share = row.shown("share")
    name = row.shown("actor") or row.shown("as_named")
    return _line(row, "actor", name, row.shown("role").lower(), share and f"{share} %")


def _remark(row: Row) -> LineWords:
    return _line(row, "text", row.shown("text"), row.shown("type").lower())


def _location(row: Row) -> LineWords:
    return _line(row, "name", row.shown("name"), row.shown("role").lower(), row.shown("country"))


def _link(row: Row) -> LineWords:
    return _line(row, "other", row.shown("type"), row.shown("other"))


def _dismissal(row: Row) -> LineWords:
    place = f"characters {row.shown('start')} to {row.shown('end')}"
    return _line(row, "reason", row.shown("reason") or "Set aside", place)


_CHILD_WORDS: Final[dict[str, Callable[[Row], LineWords]]] = {
    "figure": _figure,
    "milestone": _milestone,
    "party": _party,
    "remark": _remark,
    "location": _location,
    "link": _link,
    "dismissal": _dismissal,
}


# Evidence


def evidence_words(citations: Sequence[Citation], own: str) -> list[LineWords]:
    """Return the lines that stand for the citations of a value; ``own`` is the value as shown.

    Neighbours that say it in the same way and the same source name the source once, below.
    """
    lines = [_citation_line(citation, own) for citation in citations]
    attributed = [(line.head, line.body, line.tail) for line in lines]
    repeated = [here == after for here, after in pairwise(attributed)]
    return [
        replace(line, head="", body="", tail="") if again else line
        for line, again in zip(lines, [*repeated, False], strict=False)
    ]


def _citation_line(citation: Citation, own: str) -> LineWords:
    state = VOCABULARIES["state"].label_of(citation.state)
    said = said_words(citation)
    rival = f"says {said}" if said and _alike(said) != _alike(own) else ""
    quote = " ".join(citation.quote.split())[:_LONGEST]
    first = f"“{quote}”" if quote else citation.note or "No words: the coder concludes it"
    rank = "" if citation.rank == "normal" else citation.rank
    stance = "" if citation.stance == "supports" else citation.stance
    date = _date(citation.published)
    source = " ".join(citation.source_title.split())
    whole = [f"“{citation.quote}”" if quote else "", citation.note]
    whole.append(", ".join(filter(None, (state, source, date))))
    if citation.note.startswith(GUESSED) and quote:
        # It speaks of itself; that nobody has looked yet is what the reader wants to know.
        source, date = citation.note[0].lower() + citation.note[1:], ""
    return LineWords(
        first,
        " · ".join(filter(None, (state.lower(), rank, stance, rival))) + (" · " if source else ""),
        source,
        f", {date}" if source and date else "",
        "contested" if _contests(citation, rival) else citation.mark,
        "\n".join(filter(None, whole)),
        stacked=True,
    )


def _contests(citation: Citation, rival: str) -> bool:
    in_force = citation.rank != "deprecated" and citation.stance != "context"
    return in_force and (bool(rival) or citation.stance == "contradicts")


def _alike(text: str) -> str:
    return " ".join(text.split()).casefold()


def said_words(citation: Citation) -> str:
    """Return the value as the source has it, in the form a reader sees, where that can be told."""
    kind = KINDS.get(citation.kind)
    if not citation.value or kind is None or not kind.has(citation.field):
        return ""
    known = kind.field(citation.field)
    # A country's name is the store's, a link's is another record's.
    if known.type.name in ("country", "link"):
        return ""
    try:
        return known.type.show(known.type.parse(citation.value))
    except FactError:
        return citation.value


def _date(edtf: str) -> str:
    return KINDS["source"].field("published").type.show(edtf or None)


def linked_kinds(kind: Kind) -> frozenset[str]:
    """Return all kinds whose changes may be seen in the detail of a record of this kind."""
    children = CHILDREN.get(kind.name, ())
    linked = {
        field.type.kind
        for one in (kind, *children)
        for field in one.fields
        if isinstance(field.type, Link)
    }
    own = {kind.name, *(child.name for child in children)}
    return frozenset(own | linked | {"citation", "source", "country"})
