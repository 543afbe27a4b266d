"""The SQLModel tables, one a kind, built from the registry of fields; beside them the journal.

Table classes of SQLModel validate nothing (0.0.50), so nothing is ever written through them:
``models.step`` is the only writer, and it asks the fields.
"""

from decimal import Decimal
from types import new_class
from typing import Any

from sqlalchemy import (
    REAL,
    Boolean,
    CheckConstraint,
    Column,
    ColumnElement,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    func,
    literal_column,
)
from sqlmodel import Field as Attribute
from sqlmodel import SQLModel

from models.field_types import CountryCode, FieldType, Link
from models.fields import Field, Kind
from models.kinds import KINDS

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal of up to 15 significant digits in a REAL column, which holds those exactly.

    IEEE 754 doubles return every decimal of 15 digits unchanged when they are printed with 15
    digits; a longer one is refused by the field before it comes here.
    """

    impl = REAL
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> float | None:
        """Return the double nearest to the decimal."""
        return None if value is None else float(value)

    def process_result_value(self, value: object, dialect: Dialect) -> Decimal | None:
        """Return the decimal of 15 digits that the double stands for."""
        if value is None:
            return None
        if not isinstance(value, int | float):
            return None
        number = Decimal(f"{value:.15g}")
        return Decimal(f"{number:f}")


_COLUMN_TYPES: dict[str, Any] = {
    "number": ExactDecimal,
    "integer": Integer,
    "link": Integer,
    "flag": Boolean,
}
_PYTHON_TYPES: dict[str, type] = {"number": Decimal, "integer": int, "link": int, "flag": bool}


def _reference(field_type: FieldType) -> list[ForeignKey]:
    # Deferred, so that a step may remove and restore records in any order.
    if isinstance(field_type, Link):
        return [ForeignKey(f"{field_type.kind}.id", deferrable=True, initially="DEFERRED")]
    if isinstance(field_type, CountryCode):
        return [ForeignKey("country.code", deferrable=True, initially="DEFERRED")]
    return []


def _column(kind: Kind, field: Field) -> Column[Any]:
    is_key = (kind.name, field.key) in (("country", "code"), ("entry", "uid"))
    references = [] if is_key else _reference(field.type)
    return Column(
        field.key,
        _COLUMN_TYPES.get(field.type.name, String)(),
        *references,
        nullable=not field.required,
        unique=True if is_key else None,
        index=True if references else None,
    )


def _record_class(kind: Kind) -> type[SQLModel]:
    annotations: dict[str, Any] = {"id": int | None}
    namespace: dict[str, Any] = {
        "__module__": __name__,
        "__doc__": f"The table of {kind.plural.lower()}.",
        "__tablename__": kind.name,
        "__table_args__": {"sqlite_autoincrement": True},
        "__annotations__": annotations,
        "id": Attribute(default=None, primary_key=True),
    }
    for field in kind.stored:
        annotations[field.key] = _PYTHON_TYPES.get(field.type.name, str) | None
        namespace[field.key] = Attribute(default=None, sa_column=_column(kind, field))
    # Counted for each record right after every step: see ``derived``.
    for key in kind.kept:
        annotations[key] = int | None
        count = Column(key, Integer(), server_default="0", index=True)
        namespace[key] = Attribute(default=0, sa_column=count)
    name = kind.label.split()[0]
    return new_class(name, (SQLModel,), {"table": True}, lambda given: given.update(namespace))


RECORDS: dict[str, type[SQLModel]] = {name: _record_class(kind) for name, kind in KINDS.items()}


class StepRecord(SQLModel, table=True):
    """One gesture of a person: the unit of undo. ``undone_by`` is the undo pointer."""

    __tablename__ = "step"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Attribute(default=None, primary_key=True)
    label: str
    author: str
    at: str
    reverts: int | None = Attribute(default=None, foreign_key="step.id", index=True)
    redoes: bool = False
    undone_by: int | None = Attribute(default=None, foreign_key="step.id", index=True)


class EditRecord(SQLModel, table=True):
    """One value before and after, or with no field one whole record added or removed."""

    __tablename__ = "edit"
    __table_args__ = (
        # With the step in it, the last edit of a record is found without the edit itself.
        Index("ix_edit_record", "kind", "record", "step"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Attribute(default=None, primary_key=True)
    step: int = Attribute(foreign_key="step.id", index=True)
    kind: str
    record: int
    field: str | None = None
    before: str | None = None
    after: str | None = None


class CounterRecord(SQLModel, table=True):
    """The last number given under a prefix, so that none is ever given twice."""

    __tablename__ = "counter"

    prefix: str = Attribute(primary_key=True)
    last: int


class OriginalRecord(SQLModel, table=True):
    """A file that a source came from, kept whole under its checksum; never changed nor removed."""

    __tablename__ = "original"

    sha256: str = Attribute(primary_key=True)
    name: str
    content: bytes


class MetaRecord(SQLModel, table=True):
    """What the store says of itself: its identity and the version that made it."""

    __tablename__ = "meta"

    key: str = Attribute(primary_key=True)
    value: str


METADATA: MetaData = SQLModel.metadata
TABLES: dict[str, Table] = {name: METADATA.tables[name] for name in KINDS}
STEP, EDIT = METADATA.tables["step"], METADATA.tables["edit"]
COUNTER, META = METADATA.tables["counter"], METADATA.tables["meta"]
ORIGINAL = METADATA.tables["original"]

_entry, _citation = TABLES["entry"], TABLES["citation"]
Index("ix_entry_place", _entry.c.country, _entry.c.sector, _entry.c.status)
# With the source in it, counting what an entry rests on never touches the table itself.
Index(
    "ix_citation_record",
    *(_citation.c[key] for key in ("kind", "record", "field", "source")),
)
# From a source to all that rests on it, and from an actor to its entries, without the tables.
Index("ix_citation_rests", *(_citation.c[key] for key in ("source", "kind", "record")))
Index("ix_party_actor_entry", TABLES["party"].c.actor, TABLES["party"].c.entry)
# The same text twice is noticed at once.
Index("ix_source_sha256", TABLES["source"].c.sha256)
# Facets and filters count by these.
for _key in ("type", "status", "sector", "review", "direction", "start", "end", "status_as_of"):
    Index(f"ix_entry_{_key}", _entry.c[_key])
# What decides whether an entry counts, and why: sorts by these read each set of values once. Not
# with the type first: a filter on it is better served by its own index, in the order of the ids.
Index("ix_entry_counts", *(_entry.c[key] for key in ("umbrella", "type", "status", "review")))
# Lists are sorted by name, and links are typed by name, without regard to case.
NAMED = (("entry", "title"), ("entry", "uid"), ("actor", "name"), ("source", "title"))
for _kind, _name in NAMED:
    _column_of = TABLES[_kind].c[_name]
    Index(f"ix_{_kind}_{_name}", _column_of.collate("NOCASE"))
# Long texts differ by how they begin; a whole one in an index would stand twice in the store.
# Written out, because SQLite takes an index only for the very same expression.
# Notes begin alike more often.
BEGINNINGS: dict[tuple[str, str], ColumnElement[str]] = {
    ("entry", _key): func.substr(
        _entry.c[_key], literal_column("1"), literal_column(_length)
    ).collate("NOCASE")
    for _key, _length in (("summary", "16"), ("notes", "40"))
}
for (_kind, _name), _beginning in BEGINNINGS.items():
    Index(f"ix_{_kind}_{_name}", _beginning)
for _table in (_citation, TABLES["dismissal"]):
    _table.append_constraint(CheckConstraint('"end" >= start', name="span"))
