"""Editors by type of field, and the one place where a typed text becomes a step of the store."""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final, Protocol, TypeAlias

from PySide6.QtWidgets import QWidget

from gui.line_editor import LineEditor, Offers
from gui.messages import plain_tooltip
from gui.text_editor import TextEditor
from models import KINDS, Choice, Field, Link, Step, Store, Value

FieldEditor: TypeAlias = LineEditor | TextEditor

FORMS: Final = {
    "date": "2023, 2023-10, 2023-10-06, 2023-01/2023-07, 2023~ for about, or 6 Oct 2023",
    "number": "Digits; 1,350,000 and 1.35 million are understood. The unit has its own field",
    "integer": "A whole number",
    "url": "Starts with https://",
    "choice": "Choose from the list",
    "country": "Choose a country, or type its name or three letters",
    "flag": "Yes, No, or nothing",
    "link": "Type a part of the name",
    "long_text": "Ctrl+Enter keeps what you typed",
}
_ADDED: Final = re.compile("Add “(.+)” as a new organisation or person", re.DOTALL)
_NUMBERED: Final = re.compile(r"(.+) \(record (\d+)\)", re.DOTALL)
_WORD: Final = re.compile(r"\w+")


class _Factory(Protocol):
    def __call__(
        self, field: Field, store: Store, parent: QWidget | None, *, about: str, compact: bool
    ) -> FieldEditor: ...


def make_editor(
    field: Field, store: Store, parent: QWidget | None, *, compact: bool = False
) -> FieldEditor:
    """Make the editor for a field; the compact one stands in a cell of a table."""
    name = field.type.name
    about = ". ".join(part for part in (field.help, FORMS.get(name, "")) if part)
    editor = _FACTORIES[name](field, store, parent, about=about, compact=compact)
    editor.setObjectName(f"editor_{field.key}")
    editor.setAccessibleName(field.label)
    if not compact:
        editor.setToolTip(plain_tooltip(about))
    editor.set_readonly(readonly=store.readonly or not field.editable)
    return editor


def commit(
    store: Store,
    kind: str,
    record: int,
    field: Field | str,
    text: str,
    *,
    expect: Value,
    by: object,
) -> None:
    """Write a typed text as one step; raises FactError when it is refused, and nothing is written.

    ``expect`` is the value that the person saw.
    """
    known = KINDS[kind].field(field) if isinstance(field, str) else field
    meant = typed_value(store, known, text)
    with store.step(f"Change {known.label.lower()} of {store.label(kind, record)}", by=by) as step:
        step.set(kind, record, known.key, with_new_actor(step, known, meant), expect=expect)


def typed_value(store: Store, field: Field, text: str) -> Value:
    """Return what a text stands for: of a link's chosen line the id, else the text itself."""
    if not isinstance(field.type, Link) or not text.strip() or new_actor(field, text):
        return text
    numbered = _NUMBERED.fullmatch(text)
    if numbered and store.label(field.type.kind, int(numbered[2])) == numbered[1]:
        return int(numbered[2])
    wanted = " ".join(text.split()).casefold()
    found = store.find(field.type.kind, _words(wanted))
    same = [record for record, name in found if name.casefold() == wanted]
    return same[0] if len(same) == 1 else text


def new_actor(field: Field, text: str) -> str:
    """Return the name in the line “Add … as a new organisation or person”, else nothing."""
    added = _ADDED.fullmatch(text)
    linked = isinstance(field.type, Link) and field.type.kind == "actor"
    return added[1] if added and linked else ""


def with_new_actor(step: Step, field: Field, value: Value) -> Value:
    """Return the value to write; a name that shall be added becomes an actor in the same step."""
    name = new_actor(field, value) if isinstance(value, str) else ""
    return step.add("actor", {"name": name}) if name else value


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text))


def _containing(lines: Sequence[str], words: str) -> list[str]:
    """Return the lines with these words in them, those that begin so first."""
    wanted = words.strip().casefold()
    if not wanted:
        return ["", *lines]
    found = [line for line in lines if wanted in line.casefold()]
    return sorted(found, key=lambda line: not line.casefold().startswith(wanted))


def _record_lines(store: Store, kind: str, words: str) -> list[str]:
    """Return the names of the records that are meant; namesakes carry their number."""
    found = store.find(kind, _words(words))
    often = Counter(name for _, name in found)
    lines = [f"{name} (record {record})" if often[name] > 1 else name for record, name in found]
    name = " ".join(words.split())
    if not name:
        return ["", *lines]
    if kind == "actor" and name.casefold() not in (line.casefold() for line in lines):
        lines.append(f"Add “{name}” as a new organisation or person")
    return lines


def _line(
    field: Field, store: Store, parent: QWidget | None, *, about: str, compact: bool
) -> FieldEditor:
    return LineEditor(parent, about=about, compact=compact)


def _paragraphs(
    field: Field, store: Store, parent: QWidget | None, *, about: str, compact: bool
) -> FieldEditor:
    return TextEditor(parent, about=about, compact=compact)


def _listed(offers: Callable[[Field, Store], Offers], *, closed: bool) -> _Factory:
    def make(
        field: Field, store: Store, parent: QWidget | None, *, about: str, compact: bool
    ) -> FieldEditor:
        return LineEditor(
            parent, about=about, compact=compact, offers=offers(field, store), closed=closed
        )

    return make


def _terms(field: Field, store: Store) -> Offers:
    assert isinstance(field.type, Choice)
    labels = list(field.type.terms.labels.values())
    return lambda words: _containing(labels, words)


def _yes_no(field: Field, store: Store) -> Offers:
    return lambda words: _containing(("Yes", "No"), words)


def _countries(field: Field, store: Store) -> Offers:
    return lambda words: _containing([name for _, name in store.countries()], words)


def _records(field: Field, store: Store) -> Offers:
    assert isinstance(field.type, Link)
    kind = field.type.kind
    return lambda words: _record_lines(store, kind, words)


_FACTORIES: Final[dict[str, _Factory]] = {
    "text": _line,
    "url": _line,
    "checksum": _line,
    "number": _line,
    "integer": _line,
    "date": _line,
    "computed": _line,
    "long_text": _paragraphs,
    "choice": _listed(_terms, closed=True),
    "flag": _listed(_yes_no, closed=True),
    "country": _listed(_countries, closed=True),
    "link": _listed(_records, closed=False),
}
