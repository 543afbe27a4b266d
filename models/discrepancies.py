"""The notes that AidData's coders write by hand, made from the citations of an entry.

One line for each value that sources disagree on, of the entry and of all that hangs off it: who
says what in which words, what was preferred, and why.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from models.conflicts import SILENT, UNKNOWN, Rival, Weighing, weighings
from models.deciding import reason_in
from models.kinds import CHILDREN, KINDS
from models.records import TABLES
from models.store import Store

HEADING = "Discrepancies between sources:"
_BULLET = "– "
_LONGEST_QUOTE = 160


def notes_of(store: Store, entry: int) -> str:
    """Return the discrepancies of an entry in plain sentences; an empty text if there are none."""
    with store.reading() as connection:
        lines = [f"{_BULLET}{_sentence(one)}" for one in _disputed(connection, entry)]
    return "\n".join((HEADING, *lines)) if lines else ""


def put_into_notes(store: Store, entry: int, *, by: object) -> bool:
    """Write them into the entry's notes in place of those written before; tell if any differ.

    What the coder wrote around them stays.
    """
    held = store.row("entry", entry).value("notes")
    before = str(held or "")
    after = _replaced(before, notes_of(store, entry))
    if after == before:
        return False
    label = f"Write the discrepancies of {store.label('entry', entry)} into its notes"
    with store.step(label, by=by) as step:
        step.set("entry", entry, "notes", after, expect=held)
    return True


def entry_of(store: Store, kind: str, record: int) -> int | None:
    """Return the entry that a record is or hangs off."""
    if kind == "entry" or KINDS[kind].parent != "entry":
        return record if kind == "entry" else None
    with store.reading() as connection:
        query = select(TABLES[kind].c.entry).where(TABLES[kind].c.id == record)
        found: int | None = connection.execute(query).scalar()
        return found


def _replaced(notes: str, part: str) -> str:
    """Return notes with the generated part replaced, or with a new one at their end."""
    lines = notes.split("\n")
    if HEADING not in lines:
        return "\n\n".join(text for text in (notes.rstrip(), part) if text) if part else notes
    start = lines.index(HEADING)
    end = start + 1
    while end < len(lines) and lines[end].startswith(_BULLET):
        end += 1
    if part:
        return "\n".join((*lines[:start], part, *lines[end:]))
    # Nothing is left of the blank line above it either.
    above = "\n".join(lines[:start]).rstrip()
    below = "\n".join(lines[end:]).strip("\n")
    return "\n\n".join(text for text in (above, below) if text)


def _disputed(connection: Connection, entry: int) -> Iterator[Weighing]:
    yield from (one for one in weighings(connection, "entry", [entry]) if one.disputed)
    for child in CHILDREN["entry"]:
        table = TABLES[child.name].c
        records = connection.execute(
            select(table.id).where(table.entry == entry).order_by(table.id)
        ).scalars()
        for one in weighings(connection, child.name, list(records)):
            if one.disputed:
                yield one


def _sentence(seen: Weighing) -> str:
    what = "the entry" if seen.kind == "entry" else f"“{seen.name}”"
    said = "; ".join(_statement(one) for one in seen.rivals if not one.context)
    return f"{seen.field.label} of {what}: {said}. {_outcome(seen)}"


def _statement(one: Rival) -> str:
    quote = " ".join(one.citation.quote.split())
    if len(quote) > _LONGEST_QUOTE:
        quote = f"{quote[: _LONGEST_QUOTE - 1].rstrip()}…"
    words = f" (“{quote}”)" if quote else ""
    if one.citation.source is None:
        return f"the coder concludes {_says(one)}{words}"
    source = " ".join(one.citation.source_title.split())
    about = ", ".join(part for part in (one.type_label.lower(), one.citation.published) if part)
    named = f"{source} ({about})" if about else source
    if one.sense[0] == UNKNOWN:
        return f"{named} leaves it open{words}"
    if one.sense[0] == SILENT:
        return f"{named} contradicts it{words}"
    return f"{named} says {_says(one)}{words}"


def _says(one: Rival) -> str:
    return " ".join(one.says.split())


def _outcome(seen: Weighing) -> str:
    holds = f"the record holds {' '.join(seen.shown.split())}" if seen.shown else "nothing is held"
    chosen = seen.preferred
    if chosen is None:
        return f"Left open; {holds}."
    reason = reason_in(chosen.citation.note)
    because = f", because {reason}" if reason else ""
    verb = "Kept" if chosen.citation.source is None else "Preferred"
    differs = "" if chosen.agrees else f"; {holds}"
    return f"{verb} {_says(chosen)}{because}{differs}."
