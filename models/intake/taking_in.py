"""What was read becomes a source: its text once, its guesses marked as such, its file kept."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.sqlite import insert as upsert

from models.citing import said
from models.errors import Invalid, Missing
from models.field_types import Value
from models.intake.extracted import GUESSED_FIELDS, Extracted, Guess
from models.intake.extracting import LARGEST_FILE
from models.kinds import KINDS
from models.records import ORIGINAL, TABLES
from models.step import Step
from models.store import Store
from models.writing import sha256_of

_SOURCE = KINDS["source"]
_NAMED = 80


@dataclass(frozen=True)
class TakenIn:
    """Where a text stands now, and whether it stood there before."""

    source: int
    was_there: bool


def same_text(store: Store, text: str) -> int | None:
    """Return the source that has exactly this text, the oldest one if there are several."""
    source = TABLES["source"].c
    query = select(source.id).where(source.sha256 == sha256_of(text)).order_by(source.id).limit(1)
    with store.reading() as connection:
        found: int | None = connection.execute(query).scalar()
    return found


def take_in(
    store: Store, extracted: Extracted, *, original: bytes | None = None, by: object
) -> TakenIn:
    """Add a source with its text, its guesses and its file as one step, unless it is there."""
    return take_in_all(store, [(extracted, original)], by=by)[0]


def take_in_all(
    store: Store, read: Sequence[tuple[Extracted, bytes | None]], *, by: object
) -> list[TakenIn]:
    """Add several sources as one step; those whose text is there already are only found."""
    for one, original in read:
        if original is not None and len(original) > LARGEST_FILE:
            raise Invalid(
                f"{one.name} is too large to be kept in the store: at most "
                f"{LARGEST_FILE / 1e6:,.0f} MB. Add it without its file."
            )
    with store.step(_label([one for one, _ in read]), by=by) as step:
        return [_take_in(step, one, original) for one, original in read]


def original_of(store: Store, source: int) -> tuple[str, bytes]:
    """Return name and bytes of the file that a source came from; raises Missing without one."""
    table = TABLES["source"].c
    query = (
        select(ORIGINAL.c.name, ORIGINAL.c.content)
        .join(TABLES["source"], table.original == ORIGINAL.c.sha256)
        .where(table.id == source)
    )
    with store.reading() as connection:
        found = connection.execute(query).first()
    if found is None:
        raise Missing("No file is kept for this source.")
    return found.name, found.content


def _label(read: Sequence[Extracted]) -> str:
    if len(read) != 1:
        return f"Add {len(read)} sources from files"
    name = " ".join(read[0].label.split())
    return f"Add source “{name if len(name) <= _NAMED else name[: _NAMED - 1] + '…'}”"


def _take_in(step: Step, read: Extracted, original: bytes | None) -> TakenIn:
    source = TABLES["source"].c
    query = select(source.id).where(source.sha256 == sha256_of(read.text)).order_by(source.id)
    there = step.connection.execute(query.limit(1)).scalar()
    if there is not None:
        return TakenIn(there, was_there=True)
    values = dict(_values(read.guesses))
    kept = _keep_file(step, read.name, original) if original is not None else None
    record = step.add(
        "source",
        {
            "title": read.label or "Source without a title",
            **values,
            "text": read.text,
            "original": kept,
        },
    )
    step.add_many(
        "citation", [_citation(read, record, key, value) for key, value in values.items()]
    )
    return TakenIn(record, was_there=False)


def _values(guesses: Mapping[str, Guess]) -> Iterator[tuple[str, Value]]:
    """Yield the guesses that their fields take; one that a field refuses is no guess."""
    for key in GUESSED_FIELDS:
        if key in guesses:
            try:
                value = _SOURCE.field(key).parse(guesses[key].value)
            except Invalid:
                continue
            if value is not None:
                yield key, value


def _citation(read: Extracted, record: int, key: str, value: Value) -> dict[str, Value]:
    """Return what stands behind a guess: words of the source itself, or a conclusion."""
    guess = read.guesses[key]
    told: dict[str, Value] = {"kind": "source", "record": record, "field": key, "note": guess.note}
    if guess.start is None or guess.end is None:
        return {**told, "state": "inferred"}
    return {
        **told,
        "state": "stated",
        "source": record,
        "start": guess.start,
        "end": guess.end,
        "quote": read.text[guess.start : guess.end],
        "value": said(_SOURCE.field(key), value),
    }


def _keep_file(step: Step, name: str, content: bytes) -> str:
    """Keep a file under its checksum, once; it stands in no journal, and no undo removes it."""
    checksum = hashlib.sha256(content).hexdigest()
    statement = upsert(ORIGINAL).values(sha256=checksum, name=name, content=content)
    step.connection.execute(statement.on_conflict_do_nothing())
    return checksum
