"""The types a field can have: how a value is read from text, written for an editor, and shown.

A type knows neither a window nor a database. ``parse`` is the single place where a typed text
becomes a value; what it refuses cannot reach the store by any road.
"""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar
from urllib.parse import urlsplit

from models.dates import parse_date, show_date
from models.errors import Invalid
from models.values import decimal_text, parse_decimal, parse_integer, show_decimal
from models.vocabularies import VOCABULARIES, Vocabulary

Value = str | int | Decimal | bool | None

LONGEST_LINE = 1_000
LONGEST_TEXT = 10_000_000


def clean_text(text: str, *, longest: int) -> str:
    """Return the text as it can be stored everywhere, or raise Invalid."""
    if "\0" in text:
        raise Invalid("The text holds a NUL character, which no database keeps. Remove it.")
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise Invalid("The text holds half a character. Type or paste it again.") from error
    if len(text) > longest:
        raise Invalid(f"The text has {len(text):,} characters; at most {longest:,} fit here.")
    return text


@dataclass(frozen=True)
class FieldType:
    """What all types share: texts that are stripped and kept as they are."""

    name: ClassVar[str] = "text"
    numeric: ClassVar[bool] = False

    def parse(self, text: str) -> Value:
        """Return the value that the typed text stands for; an empty text is None."""
        raise NotImplementedError

    def text(self, value: Value) -> str:
        """Return the text an editor starts with; parsing it gives the value back."""
        return "" if value is None else str(value)

    def show(self, value: Value) -> str:
        """Return the text a reader sees."""
        return self.text(value)


@dataclass(frozen=True)
class Text(FieldType):
    """One line of text."""

    def parse(self, text: str) -> Value:
        """Return the text on one line without surrounding spaces."""
        return clean_text(" ".join(text.split()), longest=LONGEST_LINE) or None


@dataclass(frozen=True)
class LongText(FieldType):
    """Text with paragraphs, kept character for character."""

    name: ClassVar[str] = "long_text"

    def parse(self, text: str) -> Value:
        """Return the text exactly as it was typed."""
        return clean_text(text, longest=LONGEST_TEXT) if text.strip() else None


@dataclass(frozen=True)
class Url(FieldType):
    """The address of a page."""

    name: ClassVar[str] = "url"

    def parse(self, text: str) -> Value:
        """Return an http or https address, or raise Invalid."""
        address = clean_text(text.strip(), longest=LONGEST_LINE)
        if not address:
            return None
        try:
            parts = urlsplit(address)
        except ValueError as error:
            raise Invalid(f"“{address}” is not a web address.") from error
        if parts.scheme not in ("http", "https") or not parts.netloc:
            raise Invalid(f"“{address}” is not a web address. Write it with https:// in front.")
        return address


@dataclass(frozen=True)
class Choice(FieldType):
    """One code of a vocabulary."""

    vocabulary: str
    name: ClassVar[str] = "choice"

    @property
    def terms(self) -> Vocabulary:
        """Return the vocabulary itself."""
        return VOCABULARIES[self.vocabulary]

    def parse(self, text: str) -> Value:
        """Return the code of a typed code or label."""
        return self.terms.code_of(text) if text.strip() else None

    def text(self, value: Value) -> str:
        """Return the label."""
        return "" if value is None else self.terms.label_of(str(value))


@dataclass(frozen=True)
class Checksum(Text):
    """A checksum in hexadecimal digits, which nobody types and nobody looks for by words."""

    name: ClassVar[str] = "checksum"


_YES_NO = {"yes": True, "y": True, "true": True, "1": True, "✓": True}
_YES_NO |= {"no": False, "n": False, "false": False, "0": False}


@dataclass(frozen=True)
class Flag(FieldType):
    """Yes, no, or not looked at."""

    name: ClassVar[str] = "flag"

    def parse(self, text: str) -> Value:
        """Return True or False for yes or no."""
        word = text.strip().casefold()
        if not word:
            return None
        if word not in _YES_NO:
            raise Invalid(f"“{text}” is neither yes nor no.")
        return _YES_NO[word]

    def text(self, value: Value) -> str:
        """Return Yes, No or nothing."""
        return "" if value is None else ("Yes" if value else "No")


@dataclass(frozen=True)
class Date(FieldType):
    """A date of any precision, as EDTF text."""

    name: ClassVar[str] = "date"

    def parse(self, text: str) -> Value:
        """Return the canonical EDTF text."""
        return parse_date(text) if text.strip() else None

    def show(self, value: Value) -> str:
        """Return the date in words."""
        return "" if value is None else show_date(str(value))


@dataclass(frozen=True)
class Number(FieldType):
    """A decimal of at most 15 significant digits, within bounds."""

    lowest: Decimal | None = None
    highest: Decimal | None = None
    name: ClassVar[str] = "number"
    numeric: ClassVar[bool] = True

    def parse(self, text: str) -> Value:
        """Return the exact decimal."""
        if not text.strip():
            return None
        number = parse_decimal(text)
        if self.lowest is not None and number < self.lowest:
            raise Invalid(f"{show_decimal(number)} is too small: at least {self.lowest}.")
        if self.highest is not None and number > self.highest:
            raise Invalid(f"{show_decimal(number)} is too large: at most {self.highest}.")
        return number

    def text(self, value: Value) -> str:
        """Return plain digits."""
        return decimal_text(value) if isinstance(value, Decimal) else super().text(value)

    def show(self, value: Value) -> str:
        """Return the digits in groups of three."""
        return show_decimal(value) if isinstance(value, Decimal) else super().text(value)


@dataclass(frozen=True)
class Integer(FieldType):
    """A whole number from zero up, such as an offset in code points."""

    name: ClassVar[str] = "integer"
    numeric: ClassVar[bool] = True

    def parse(self, text: str) -> Value:
        """Return the whole number."""
        if not text.strip():
            return None
        number = parse_integer(text)
        if number < 0:
            raise Invalid(f"{number} is below zero.")
        return number


@dataclass(frozen=True)
class CountryCode(FieldType):
    """A country by its ISO 3166 alpha-3 code; the store knows the names."""

    name: ClassVar[str] = "country"

    def parse(self, text: str) -> Value:
        """Return three capital letters."""
        code = text.strip().upper()
        if not code:
            return None
        if len(code) != 3 or not code.isascii() or not code.isalpha():
            raise Invalid(f"“{text}” is not a country code. Write three letters, such as UZB.")
        return code


@dataclass(frozen=True)
class Link(FieldType):
    """Another record, stored by its id and shown by its name.

    ``on_remove`` says what happens to the holder when the other record is removed: ``cascade``
    removes the holder, ``clear`` empties the field.
    """

    kind: str
    on_remove: str = "clear"
    name: ClassVar[str] = "link"

    def parse(self, text: str) -> Value:
        """Return the id that the digits stand for; names are looked up by the store."""
        return Integer().parse(text)


@dataclass(frozen=True)
class Computed(FieldType):
    """A value that is worked out from others and never typed.

    ``nature`` names the type that it is filtered, counted and added up as.
    """

    show_with: Callable[[Value], str] = str
    nature: str = "text"
    name: ClassVar[str] = "computed"

    def parse(self, text: str) -> Value:
        """Refuse: nobody types a computed value."""
        raise Invalid("This column is worked out by the program. Change the fields it rests on.")

    def show(self, value: Value) -> str:
        """Return the value in words."""
        return "" if value is None else self.show_with(value)


@dataclass(frozen=True)
class Kept(Computed):
    """A worked-out whole number that stands beside the record, so that it can be sorted by."""

    nature: str = "integer"
