"""What a field and a kind are: the one registry that table, form, query, CSV and manual read."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from models.errors import Invalid
from models.field_types import Computed, FieldType, Kept, Link, Value


@dataclass(frozen=True)
class Field:
    """One value of a record: its key in the store and in files, its label, its type.

    ``shown`` says whether a table has its column at first, ``exported`` whether a file of the
    whole kind has it, ``backed`` whether a source can say what it holds.
    """

    key: str
    label: str
    type: FieldType
    help: str = ""
    required: bool = False
    default: Value = None
    readonly: bool = False
    shown: bool = True
    exported: bool = True
    backed: bool = True

    @property
    def stored(self) -> bool:
        """Tell whether the store keeps the value, or works it out each time."""
        return not isinstance(self.type, Computed)

    @property
    def editable(self) -> bool:
        """Tell whether a person may type here."""
        return self.stored and not self.readonly

    def parse(self, text: str) -> Value:
        """Return the value of a typed text, or raise Invalid with the field's name in front."""
        try:
            value = self.type.parse(text)
        except Invalid as error:
            raise Invalid(f"{self.label}: {error.sentence}") from error
        return self.check(value)

    def check(self, value: Value) -> Value:
        """Return the value if the field may hold it, else raise Invalid."""
        if value is None and self.required:
            raise Invalid(f"{self.label} cannot be empty. Type one, or press Esc to keep the old.")
        return value

    def accept(self, value: Value) -> Value:
        """Return the value that is stored for a text or for a value of the field's own type."""
        if isinstance(value, str) or value is None:
            return self.parse(value or "")
        return self.parse(self.type.text(value))


@dataclass(frozen=True)
class Kind:
    """One of the record types: its fields in order, and which of them name a record."""

    name: str
    label: str
    plural: str
    fields: tuple[Field, ...]
    title: tuple[str, ...]
    parent: str | None = None

    @cached_property
    def _by_key(self) -> dict[str, Field]:
        return {field.key: field for field in self.fields}

    def field(self, key: str) -> Field:
        """Return the field with this key; an unknown key is a bug of the caller."""
        return self._by_key[key]

    def has(self, key: str) -> bool:
        """Tell whether the kind has such a field."""
        return key in self._by_key

    @cached_property
    def stored(self) -> tuple[Field, ...]:
        """Return the fields that are columns of the store."""
        return tuple(field for field in self.fields if field.stored)

    @cached_property
    def backed(self) -> tuple[Field, ...]:
        """Return the fields that are counted as bare while no words of a source stand behind."""
        return self.citable if self.has("bare") else ()

    @cached_property
    def citable(self) -> tuple[Field, ...]:
        """Return the fields that words of a source can stand behind."""
        return tuple(one for one in self.fields if one.backed and one.editable)

    @cached_property
    def kept(self) -> tuple[str, ...]:
        """Return the keys of what is worked out after each step and kept beside the record."""
        return tuple(field.key for field in self.fields if isinstance(field.type, Kept))

    def links(self) -> Iterator[tuple[Field, Link]]:
        """Yield the fields that point to another record."""
        for field in self.fields:
            if isinstance(field.type, Link):
                yield field, field.type
