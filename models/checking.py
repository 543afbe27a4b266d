"""Is the store sound: the file, the links, each value by the rule of its field, each quote.

Nothing is changed. Every problem is one sentence that names the record and says what is wrong.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, RowMapping, String, cast, func, select, text, type_coerce
from sqlalchemy.types import LargeBinary, NullType

from models.errors import Invalid, StoreUnavailable
from models.field_types import Choice, Value
from models.fields import Field, Kind
from models.kinds import KINDS
from models.naming import labels
from models.records import TABLES, ExactDecimal
from models.store import Store
from models.writing import sha256_of

_REPLACEMENT = "\ufffd"
_LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; kind and field are empty and record is 0 where none is meant."""

    sentence: str
    kind: str = ""
    record: int = 0
    field: str = ""


@dataclass(frozen=True)
class Report:
    """What the check found in how many records."""

    records: int
    problems: tuple[Problem, ...]

    @property
    def sound(self) -> bool:
        """Tell whether nothing is wrong."""
        return not self.problems

    def summary(self) -> str:
        """Return the outcome in one sentence."""
        if self.sound:
            return f"{self.records:,} records checked, nothing is wrong."
        count = len(self.problems)
        return f"{self.records:,} records checked, {count:,} problem{'s' * (count > 1)} found."


def check(store: Store) -> Report:
    """Look at everything the store holds and report what is wrong with it."""
    problems: list[Problem] = []
    records = 0
    for part in _PARTS:
        # What is damaged in one place must not hide what can be said of the others.
        try:
            with store.reading() as connection:
                problems += part(connection)
        except StoreUnavailable as error:
            problems.append(Problem(error.sentence))
    try:
        with store.reading() as connection:
            records = sum(_count(connection, kind) for kind in KINDS)
    except StoreUnavailable as error:
        problems.append(Problem(error.sentence))
    return Report(records, tuple(dict.fromkeys(problems)))


def _count(connection: Connection, kind: str) -> int:
    counted: int = connection.execute(select(func.count()).select_from(TABLES[kind])).scalar_one()
    return counted


def _named(connection: Connection, kind: str, record: int) -> str:
    name = labels(connection, kind, [record]).get(record, "")
    return f"{KINDS[kind].label} {record} “{name}”" if name else f"{KINDS[kind].label} {record}"


def _short(value: object) -> str:
    shown = " ".join(str(value).split())
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[: _LONGEST_SHOWN - 1]}…"


# The file


def _integrity(connection: Connection) -> Iterator[Problem]:
    for (said,) in connection.execute(text("PRAGMA integrity_check")):
        if said != "ok":
            yield Problem(f"The file is damaged: {_short(said)}. Open a backup of it.")


def _links(connection: Connection) -> Iterator[Problem]:
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    columns = {
        (table, row.id): row[3]
        for table in {one[0] for one in broken}
        for row in connection.execute(text(f"PRAGMA foreign_key_list({table})"))
    }
    for table, record, _, number in broken:
        key = columns.get((table, number), "")
        if table in KINDS and KINDS[table].has(key):
            name = f"{_named(connection, table, record)}, {KINDS[table].field(key).label}"
        else:
            name = f"Line {record} of “{table}”"
        yield Problem(f"{name}: it points to a record that is not there.", table, record, key)


# Values


def _values(connection: Connection) -> Iterator[Problem]:
    for kind in KINDS.values():
        table = TABLES[kind.name]
        raw = [
            type_coerce(table.c[field.key], NullType()).label(field.key) for field in kind.stored
        ]
        for row in connection.execute(select(table.c.id, *raw)).mappings():
            for field in kind.stored:
                wrong = _why_wrong(connection, kind, row["id"], field, row[field.key])
                if wrong:
                    name = _named(connection, kind.name, row["id"])
                    sentence = f"{name}, {field.label}: {wrong}"
                    yield Problem(sentence, kind.name, row["id"], field.key)


def _why_wrong(connection: Connection, kind: Kind, record: int, field: Field, raw: object) -> str:
    """Return what is wrong with a value as SQLite holds it, or an empty text."""
    if raw is None:
        return "it is empty, but must not be." if field.required else ""
    if isinstance(raw, str) and _REPLACEMENT in raw and _is_broken(connection, kind, record, field):
        return f"“{_short(raw)}” is not valid UTF-8. Type it again."
    wanted = _RAW_TYPES.get(field.type.name, (str,))
    if not isinstance(raw, wanted) or (field.type.name == "flag" and raw not in (0, 1)):
        return f"“{_short(raw)}” is not {_RAW_NAMES.get(field.type.name, 'a text')}."
    if isinstance(field.type, Choice) and raw not in field.type.terms.labels:
        return f"“{_short(raw)}” is not a code of its list."
    return _why_refused(field, _as_value(field, raw))


def _why_refused(field: Field, value: Value) -> str:
    # A text that is empty on purpose is one that nobody typed.
    if value == "":
        return ""
    typed = field.type.text(value)
    try:
        again = field.type.parse(typed)
    except Invalid as error:
        return error.sentence
    return "" if again == value else f"“{_short(typed)}” is written “{_short(again)}”."


_RAW_TYPES: dict[str, tuple[type, ...]] = {
    "number": (int, float),
    "integer": (int,),
    "link": (int,),
    "flag": (int,),
}
_RAW_NAMES = {
    "number": "a number",
    "integer": "a whole number",
    "link": "a link",
    "flag": "yes or no",
}


def _as_value(field: Field, raw: object) -> Value:
    if field.type.name == "number":
        number = ExactDecimal().process_result_value(raw, None)  # type: ignore[arg-type]
        return number if number is not None else Decimal(0)
    if field.type.name == "flag":
        return bool(raw)
    return raw if isinstance(raw, int) else str(raw)


def _is_broken(connection: Connection, kind: Kind, record: int, field: Field) -> bool:
    table = TABLES[kind.name]
    column = cast(table.c[field.key], LargeBinary)
    raw = connection.execute(select(column).where(table.c.id == record)).scalar_one()
    try:
        bytes(raw).decode()
    except UnicodeDecodeError:
        return True
    return False


# Evidence


def _texts(connection: Connection) -> dict[int, str]:
    source = TABLES["source"].c
    rows = connection.execute(select(source.id, cast(source.text, String).label("text")))
    return {row.id: row.text or "" for row in rows}


def _checksums(connection: Connection) -> Iterator[Problem]:
    source = TABLES["source"].c
    for record, words, sha256 in connection.execute(select(source.id, source.text, source.sha256)):
        if (sha256_of(words) if words is not None else None) != sha256:
            name = _named(connection, "source", record)
            sentence = f"{name}: its text is not the one whose checksum was kept."
            yield Problem(sentence, "source", record, "text")


def _quotes(connection: Connection) -> Iterator[Problem]:
    texts = _texts(connection)
    for row in connection.execute(select(TABLES["citation"])).mappings():
        wrong = _why_unfounded(row, texts.get(row["source"], ""))
        if wrong:
            sentence = f"{_named(connection, 'citation', row['id'])}: {wrong}"
            yield Problem(sentence, "citation", row["id"], "quote")


def _why_unfounded(citation: RowMapping, words: str) -> str:
    """Return why the quote does not stand in its source, or an empty text."""
    quote, start, end = citation["quote"], citation["start"], citation["end"]
    if citation["source"] is None:
        return ""
    if not isinstance(start, int) or not isinstance(end, int):
        missing = bool(quote) and quote not in words
        return "its quote does not stand in the text of its source." if missing else ""
    if words[start:end] != (quote or "") or end > len(words):
        return f"its quote does not stand at {start:,}–{end:,} of its source."
    return ""


def _dismissals(connection: Connection) -> Iterator[Problem]:
    texts, dismissal = _texts(connection), TABLES["dismissal"].c
    query = select(dismissal.id, dismissal.source, dismissal.start, dismissal.end)
    for record, source, start, end in connection.execute(query):
        if not 0 <= start <= end <= len(texts.get(source, "")):
            name = _named(connection, "dismissal", record)
            sentence = f"{name}: {start:,}–{end:,} lies outside the text of its source."
            yield Problem(sentence, "dismissal", record, "end")


def _targets(connection: Connection) -> Iterator[Problem]:
    """Find citations of what is not there: SQLite cannot, as they name kind and field in words."""
    citation = TABLES["citation"].c
    there = {
        kind: {row.id for row in connection.execute(select(TABLES[kind].c.id))} for kind in KINDS
    }
    query = select(citation.id, citation.kind, citation.record, citation.field)
    for record, kind, target, key in connection.execute(query):
        name = _named(connection, "citation", record)
        if kind not in KINDS:
            place, wrong = "kind", f"“{kind}” is no kind of record."
        elif target not in there[kind]:
            place, wrong = "record", f"its {KINDS[kind].label.lower()} {target} is not there."
        elif key and not (KINDS[kind].has(key) and KINDS[kind].field(key).stored):
            wrong = f"it backs “{key}”, which is no field of {KINDS[kind].plural.lower()}."
            place = "field"
        else:
            continue
        yield Problem(f"{name}: {wrong}", "citation", record, place)


_PARTS: tuple[Callable[[Connection], Iterator[Problem]], ...] = (
    _integrity,
    _links,
    _values,
    _checksums,
    _quotes,
    _dismissals,
    _targets,
)
