"""What one value looks like in a file, with codes or with labels; both are understood on import.

Numbers are plain digits, dates EDTF, flags 1 and 0 (Yes and No with labels). What the program
works out itself is written for readers and never read back.
"""

from collections.abc import Iterable, Mapping

from models.exchange.formula_guard import guard
from models.exchange.references import References
from models.field_types import Choice, Computed, Flag, Link, Value
from models.fields import Field, Kind
from models.kinds import KINDS

ID = "id"
_NUMERIC = {"number", "integer"}

Names = Mapping[tuple[str, int], str]


def whole_kind(kind: str) -> tuple[str, ...]:
    """Return the columns of a kind that is exported whole: the id, then every field of files."""
    return (ID, *(field.key for field in KINDS[kind].fields if field.exported))


def heading(kind: str, column: str, *, labels: bool) -> str:
    """Return what stands above a column: the key, or with labels what the window shows."""
    return column if column == ID or not labels else KINDS[kind].field(column).label


def linked_names(
    kind: Kind, rows: Iterable[Mapping[str, Value]], references: References, *, labels: bool
) -> Names:
    """Return what stands for each record that these rows point to."""
    page = list(rows)
    ids: dict[str, set[int]] = {}
    for field, link in kind.links():
        linked = (row[field.key] for row in page)
        ids.setdefault(link.kind, set()).update(one for one in linked if isinstance(one, int))
    return {
        (other, record): name
        for other, wanted in ids.items()
        for record, name in references.names(other, wanted, labels=labels).items()
    }


def cell_text(
    field: Field, value: Value, names: Names, references: References, *, labels: bool
) -> str | None:
    """Return the cell of a value, None when nothing is recorded; formulas are not guarded yet."""
    if value is None:
        return None
    kind_of_value = field.type
    if isinstance(kind_of_value, Link):
        return names.get((kind_of_value.kind, int(str(value))), f" #{value}")
    if isinstance(kind_of_value, Flag):
        return kind_of_value.text(value) if labels else str(int(bool(value)))
    if kind_of_value.name == "country" and labels and field.key != "code":
        return references.country(str(value))
    if isinstance(kind_of_value, Choice | Computed):
        return kind_of_value.show(value) if labels else str(value)
    return kind_of_value.text(value)


def guarded(field: Field, text: str | None) -> str | None:
    """Return the cell as it may stand in a file that a spreadsheet opens."""
    return text if text is None or field.type.name in _NUMERIC else guard(text)
