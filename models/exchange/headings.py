"""Which field each column of a file means: by key or by label, and which kind the file is of."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from models.errors import Invalid
from models.exchange.cells import ID
from models.fields import Kind
from models.kinds import KINDS


@dataclass(frozen=True)
class Headings:
    """The column of each key that was found, and sentences on the columns that were not."""

    places: dict[str, int]
    notes: tuple[str, ...]


def _meanings(kind: Kind) -> dict[str, str]:
    labels = {field.label.casefold(): field.key for field in kind.fields}
    return labels | {field.key.casefold(): field.key for field in kind.fields} | {ID: ID}


_MEANINGS = {name: _meanings(kind) for name, kind in KINDS.items()}
KNOWN_HEADINGS = frozenset(heading for meanings in _MEANINGS.values() for heading in meanings)


def _tidy(cell: str | None) -> str:
    return " ".join((cell or "").split())


def match_headings(kind: str, header: Sequence[str | None]) -> Headings:
    """Return where each field stands; raises Invalid when none does, or one stands twice."""
    names = [_tidy(cell) for cell in header]
    keys = [_MEANINGS[kind].get(name.casefold()) for name in names]
    for key, count in Counter(key for key in keys if key is not None).items():
        if count > 1:
            raise Invalid(
                f"{count} columns of the file are “{names[keys.index(key)]}”. Keep one of them."
            )
    places = {key: place for place, key in enumerate(keys) if key is not None}
    plural = KINDS[kind].plural.lower()
    if not places.keys() - {ID}:
        raise Invalid(
            f"No column of the file is a field of {plural}: its first line has "
            f"{', '.join(name for name in names[:6] if name)}. Check the headings or the kind."
        )
    notes = [
        f"Column {place}, “{names[place - 1]}”, is no field of {plural} and was not read."
        if names[place - 1]
        else f"Column {place} has no heading and was not read."
        for place, key in enumerate(keys, start=1)
        if key is None
    ]
    return Headings(places, tuple(notes))


def guess_kind(stem: str, header: Sequence[str | None]) -> str:
    """Return the kind a file is of by its name, else by its headings; raises Invalid in doubt."""
    word = _tidy(stem).casefold()
    for name, kind in KINDS.items():
        if word in (name, kind.label.casefold(), kind.plural.casefold()):
            return name
    names = {_tidy(cell).casefold() for cell in header} - {"", ID}
    hits = {kind: len(names & meanings.keys()) for kind, meanings in _MEANINGS.items()}
    most = max(hits.values())
    best = [kind for kind, count in hits.items() if count == most]
    # A file with all columns of one kind is of that kind, though another kind has them too.
    fewest = min(len(KINDS[kind].fields) for kind in best)
    closest = [kind for kind in best if len(KINDS[kind].fields) == fewest]
    if most > 1 and len(closest) == 1 and (len(best) == 1 or most == fewest):
        return closest[0]
    raise Invalid(
        f"The headings do not tell what the rows are. Say so with --kind: {', '.join(KINDS)}."
    )
