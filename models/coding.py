"""Words of a source made facts: a value, evidence, a record, or set aside; each is one step.

Whatever rests on words is cited in the same step, with the value as that source has it. What the
coder concludes is cited as inferred, without a source.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from models.amounts import Amount, Span, one_amount
from models.citing import said
from models.drafts import draft, find_dates
from models.errors import FactError, Invalid, Missing
from models.evidence import Passage
from models.field_types import Choice, Link, Value
from models.fields import Field
from models.kinds import KINDS
from models.naming import find, record_named
from models.reading.reading import Suggestion
from models.resolving import is_looked_up
from models.step import Step
from models.store import Store
from models.vocabularies import VOCABULARIES

_AMOUNT_KEYS = ("value", "high", "unit", "per", "modality")
_LONGEST_NAME = 60


class Words(NamedTuple):
    """Words of a source, by code points of its text."""

    source: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Made:
    """A record made of words, and the labels of what the fields did not take."""

    kind: str
    record: int
    left_out: tuple[str, ...] = ()


# Values


def words_as_value(
    store: Store, kind: str, record: int, key: str, words: Words, *, by: object
) -> None:
    """Make words the value of a field, and of those beside it that they speak of too.

    What the fields do not take raises Invalid, and nothing is written.
    """
    known = KINDS[kind].field(key)
    row = store.row(kind, record)
    title = store.label(kind, record)[:_LONGEST_NAME]
    label = f"Take {known.label.lower()} of {title} from the article"
    with store.step(label, by=by) as step:
        changed = False
        for meant in _meanings(step, kind, known, words.quote):
            was = row.value(meant.key)
            step.set(kind, record, meant.key, meant.value, expect=was)
            field = KINDS[kind].field(meant.key)
            value = step.cells(kind, [meant.key], [record])[meant.key][record]
            here = _part(words, meant.span)
            new = field.backed and not _is_cited(store, kind, record, meant.key, here)
            if new:
                _cite(step, kind, record, field, here, value, meant.state)
            changed = changed or new or value != was
    if not changed:
        raise Invalid(f"{known.label} is this already, with these words for it.")


class _Meaning(NamedTuple):
    """What words say of one field, and in which of them."""

    key: str
    value: Value
    span: Span
    state: str = "stated"


def _meanings(step: Step, kind: str, field: Field, quote: str) -> Iterator[_Meaning]:
    """Yield what words say of a field, and of those beside it that they speak of too."""
    whole = (0, len(quote))
    if kind == "figure" and field.key in _AMOUNT_KEYS:
        amount = _amount_for(field, quote)
        if amount is not None:
            keys = amount.values if field.key == "value" else (field.key,)
            for key in keys:
                state = amount.states.get(key, "stated")
                yield _Meaning(key, amount.values[key], amount.words[key], state)
            return
    yield _meant(step, field, quote) or _Meaning(field.key, quote, whole)


def _amount_for(field: Field, quote: str) -> Amount | None:
    try:
        amount = one_amount(quote)
    except Invalid as error:
        if field.key == "value":
            raise Invalid(f"{field.label}: {error.sentence}") from error
        return None
    return amount if field.key in amount.values else None


def _meant(step: Step, field: Field, quote: str) -> _Meaning | None:
    """Return what words mean where they are not themselves what one types into the field."""
    try:
        if is_looked_up(field):
            return _Meaning(field.key, record_named(step.connection, field, quote), (0, len(quote)))
        field.parse(quote)
    except Invalid:
        pass
    else:
        return None
    if field.type.name == "date":
        dates = list(find_dates(quote))
        if len(dates) == 1:
            return _Meaning(field.key, dates[0][0], dates[0][1])
    if field.type.name == "number":
        amount = one_amount(quote)
        return _Meaning(field.key, amount.values["value"], amount.words["value"])
    if isinstance(field.type, Choice):
        return _labelled(field, field.type, quote)
    return None


def _labelled(field: Field, choice: Choice, quote: str) -> _Meaning | None:
    """Return the one choice whose label stands among the words."""
    low = quote.casefold()
    found = [
        (code, low.find(label.casefold()), len(label))
        for code, label in choice.terms.labels.items()
        if label.casefold() in low
    ]
    if len(found) != 1:
        return None
    code, place, length = found[0]
    return _Meaning(field.key, code, (place, place + length))


# Evidence


def cite_words(
    store: Store,
    kind: str,
    record: int,
    key: str,
    words: tuple[int, int, int, str],
    *,
    by: object,
    state: str = "stated",
    stance: str = "supports",
) -> None:
    """Cite words (source, start, end, quote) for a value, or with no key for the whole record.

    An empty field takes the words as its value if they are one, and if they speak for it.
    """
    cited = Words(*words)
    row = store.row(kind, record)
    field = KINDS[kind].field(key) if key else None
    what = field.label.lower() if field else KINDS[kind].label.lower()
    empty = field is not None and field.editable and row.value(key) is None
    fills = empty and stance == "supports" and state != "unknown"
    with store.step(f"Cite {what} of {store.label(kind, record)}", by=by) as step:
        kept = None if field is None or stance != "supports" else row.value(key)
        if fills and field is not None:
            try:
                meant = _meant(step, field, cited.quote)
                value = cited.quote if meant is None else meant.value
                step.set(kind, record, key, value, expect=None)
            except FactError:
                # The words back the value without being it.
                kept = None
            else:
                kept = step.cells(kind, [key], [record])[key][record]
        _cite(step, kind, record, field, cited, kept, state, stance)


def _cite(
    step: Step,
    kind: str,
    record: int,
    field: Field | None,
    words: Words | None,
    value: Value,
    state: str,
    stance: str = "supports",
) -> None:
    place: dict[str, Value] = {}
    if words is not None:
        source, start, end, quote = words
        place = {"source": source, "start": start, "end": end, "quote": quote}
    keeps = field is not None and words is not None and state != "unknown"
    step.add(
        "citation",
        {
            "kind": kind,
            "record": record,
            "field": field.key if field else None,
            "state": state,
            "stance": stance,
            "value": said(field, value) if keeps and field is not None else None,
            **place,
        },
    )


def _part(words: Words, span: Span) -> Words:
    start, end = span
    return Words(words.source, words.start + start, words.start + end, words.quote[start:end])


def _is_cited(store: Store, kind: str, record: int, key: str, words: Words) -> bool:
    return any(
        (one.field, one.source, one.start, one.end) == (key, words.source, words.start, words.end)
        for one in store.citations(kind, record)
    )


# Records


def words_as_record(
    store: Store, kind: str, words: Words, *, entry: int | None, place: str = "", by: object
) -> Made:
    """Make a record of words, with their citations; what hangs off an entry goes to that one."""
    names = store.countries() if kind in ("entry", "location") else ()
    drafted = draft(kind, words.quote, words.start, place=place, countries=names)
    quotes = _Quotes(words)
    return accept_suggestions(store, [drafted], words.source, quotes, entry=entry, by=by)[0]


class _Quotes:
    """The words of a text of which only a stretch is at hand."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def __getitem__(self, span: slice) -> str:
        start = self._words.start
        return self._words.quote[span.start - start : span.stop - start]


def accept_suggestions(
    store: Store,
    suggestions: Sequence[Suggestion],
    source: int,
    text: "str | _Quotes",
    *,
    entry: int | None,
    by: object,
) -> list[Made]:
    """Make records of suggestions, entries first; what stands alone goes to the newest entry."""
    ordered = sorted(suggestions, key=lambda one: one.kind != "entry")
    if not ordered:
        raise Invalid("There is nothing to accept here.")
    with store.step(_label(ordered), by=by) as step:
        writing = _Accepting(step, source, text)
        for one in ordered:
            made = writing.add(one, entry)
            entry = made.record if one.kind == "entry" else entry
    return writing.made


def _label(suggestions: Sequence[Suggestion]) -> str:
    first = suggestions[0]
    if len(suggestions) > 1:
        return f"Add {len(suggestions)} records of a sentence"
    line = " ".join(first.line.split())[:_LONGEST_NAME]
    return f"Add {KINDS[first.kind].label.lower()} “{line}” from the article"


class _Accepting:
    """Writes suggestions within one step."""

    def __init__(self, step: Step, source: int, text: "str | _Quotes") -> None:
        self._step, self._source, self._text = step, source, text
        self.made: list[Made] = []

    def add(self, one: Suggestion, entry: int | None) -> Made:
        """Add a record with its citations and its parts."""
        kind = KINDS[one.kind]
        values: dict[str, Value] = {}
        left_out = []
        if kind.parent == "entry":
            if entry is None:
                raise Invalid(
                    f"A {kind.label.lower()} belongs to an entry. Choose one, or press N first."
                )
            values["entry"] = entry
        for key, typed in one.values.items():
            if not kind.has(key) or not kind.field(key).editable or key == kind.parent:
                continue
            field = kind.field(key)
            try:
                values[key] = self._value(field, typed, one)
            except Invalid as error:
                if field.required:
                    raise Invalid(error.sentence) from error
                left_out.append(field.label)
        made = Made(one.kind, self._step.add(one.kind, values), tuple(left_out))
        self.made.append(made)
        self._back(one, made.record, values)
        inside = made.record if one.kind == "entry" else entry
        for part in one.parts:
            self.add(part, inside)
        return made

    def _value(self, field: Field, typed: str, one: Suggestion) -> Value:
        """Return what a field keeps of a text; a name that nobody has yet becomes an actor."""
        connection = self._step.connection
        if isinstance(field.type, Link) and typed.isdecimal():
            return int(typed)
        if isinstance(field.type, Link) and field.type.kind == "actor":
            return self._actor(field, " ".join(typed.split()), one)
        return record_named(connection, field, typed) if is_looked_up(field) else field.parse(typed)

    def _actor(self, field: Field, name: str, one: Suggestion) -> Value:
        connection = self._step.connection
        try:
            return record_named(connection, field, name)
        except Invalid:
            namesakes = [
                record
                for record, called in find(connection, "actor", name, 20)
                if called.casefold() == name.casefold()
            ]
            if namesakes or not name:
                raise
        actor = self._step.add("actor", {"name": name})
        where = one.words.get(field.key) or one.words.get("as_named")
        if where is not None:
            known = KINDS["actor"].field("name")
            _cite(self._step, "actor", actor, known, self._words(where), name, "stated")
        return actor

    def _back(self, one: Suggestion, record: int, values: Mapping[str, Value]) -> None:
        """Cite each value for the words it rests on; what is only concluded, without any."""
        kind = KINDS[one.kind]
        backed = {field.key for field in kind.backed}
        placed = False
        for field in kind.fields:
            where, state = one.words.get(field.key), one.states.get(field.key)
            holds = values.get(field.key) is not None and field.key != kind.parent
            unknown = state == "unknown" and not holds
            if field.key not in backed or not (holds or unknown):
                continue
            words = self._words(where) if where else None
            state = state or ("stated" if where else "inferred")
            cells = self._step.cells(one.kind, [field.key], [record])
            _cite(self._step, one.kind, record, field, words, cells[field.key][record], state)
            placed = placed or words is not None
        if not placed:
            whole = self._words((one.start, one.end))
            _cite(self._step, one.kind, record, None, whole, None, "stated")

    def _words(self, span: Span) -> Words:
        start, end = span
        return Words(self._source, start, end, self._text[start:end])


# Setting aside, and taking away


def set_aside(store: Store, words: Words, reason: str, *, by: object) -> int:
    """Note that words carry nothing to code, and why."""
    label = VOCABULARIES["dismissal_reason"].label_of(reason)
    with store.step(f"Set words aside as {label.lower()}", by=by) as step:
        return step.add(
            "dismissal",
            {"source": words.source, "start": words.start, "end": words.end, "reason": reason},
        )


def take_away(store: Store, source: int, passages: Sequence[Passage], *, by: object) -> None:
    """Remove what binds these words: their citations and dismissals; records and values stay."""
    dismissals = [one.record for one in passages if one.kind == "dismissal"]
    citations = {
        citation.id
        for one in passages
        if one.kind != "dismissal"
        for citation in store.citations(one.kind, one.record)
        if (citation.source, citation.start, citation.end, citation.field)
        == (source, one.start, one.end, one.field)
    }
    if not dismissals and not citations:
        raise Missing("Nothing rests on these words any more.")
    with store.step("Take away what rests on the words", by=by) as step:
        for kind, records in (("dismissal", dismissals), ("citation", sorted(citations))):
            if records:
                step.remove_many(kind, records)
