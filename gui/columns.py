"""How the columns of a table stand: order, width, hidden; remembered as plain JSON."""

from collections.abc import Sequence
from dataclasses import dataclass

from models import Field

WIDTHS = {
    "text": 170,
    "long_text": 240,
    "choice": 130,
    "country": 110,
    "date": 96,
    "number": 100,
    "integer": 70,
    "flag": 74,
    "link": 220,
    "computed": 78,
    "url": 150,
}
_WIDER = {"title": 330, "reason": 230, "uid": 112, "name": 220, "evidence": 84}


@dataclass(frozen=True)
class ColumnState:
    """One column: the key of its field, its width in pixels, whether it is hidden."""

    key: str
    width: int
    hidden: bool = False


def default_columns(fields: Sequence[Field]) -> list[ColumnState]:
    """Return the columns as a new user sees them."""
    return [
        ColumnState(
            field.key,
            _WIDER.get(field.key, WIDTHS.get(field.type.name, 120)),
            hidden=not field.shown,
        )
        for field in fields
    ]


def read_columns(states: Sequence[ColumnState], fields: Sequence[Field]) -> list[ColumnState]:
    """Return one state for each field that there is, whatever was remembered."""
    known = {field.key for field in fields}
    kept = [state for state in states if state.key in known]
    seen = {state.key for state in kept}
    result = list({state.key: state for state in kept}.values())
    for place, state in enumerate(default_columns(fields)):
        if state.key not in seen:
            result.insert(min(place, len(result)), state)
    if all(state.hidden for state in result):
        return default_columns(fields)
    return result


def to_json(states: Sequence[ColumnState]) -> list[object]:
    """Return what is kept in the settings."""
    return [[state.key, state.width, state.hidden] for state in states]


def from_json(kept: Sequence[object]) -> list[ColumnState]:
    """Return the columns from the settings; what makes no sense is left out."""
    states = []
    for part in kept:
        if isinstance(part, list) and len(part) == 3 and isinstance(part[0], str):
            width = part[1] if isinstance(part[1], int) else 120
            states.append(ColumnState(part[0], width, hidden=bool(part[2])))
    return states
