"""How SQLite writes each column of a CSV file: an expression a field, by the type of its values.

Each gives the very characters that ``cells`` and ``csv_text`` give, or a mark for a value that it
does not know how to write. The names in these expressions come from the registry of fields; what
they read, from the records themselves.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Case, Column, ColumnElement, Integer
from sqlalchemy.dialects.sqlite import dialect
from sqlalchemy.sql.selectable import ScalarSelect

from models.computed import expression
from models.exchange.cells import ID, cell_text, guarded
from models.exchange.csv_text import QUOTED, csv_cell
from models.exchange.formula_guard import GUARD, STARTS, guard
from models.exchange.references import BETWEEN, References
from models.field_types import Choice, Computed, Link
from models.fields import Field
from models.kinds import KINDS

_BLANKS = "".join(filter(str.isspace, map(chr, range(0x3001))))
_SMALL_NUMBERS = range(101)
# In the texts of people a comma is the most frequent of what is quoted.
_BY_FREQUENCY = ",\n;\r\t|"
# Comparing with a range costs a fifth of calling a function.
_LETTER_OR_DIGIT = "({0} BETWEEN 'A' AND '~' OR ({0} >= '.' AND {0} < '='))"
_OTHER_LETTER = "(({0} >= '\u00c0' AND {0} < '\u1680') OR ({0} >= '\u3001' AND {0} < '\uff00'))"


@dataclass(frozen=True)
class CellColumn:
    """The cells of one column, the texts they are made of, what they need beside the table."""

    cell: str
    texts: tuple[str, ...] = ()
    join: str = ""
    parameters: Mapping[str, Sequence[int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Columns:
    """What the columns of one file have in common."""

    kind: str
    references: References
    mark: str
    labels: bool

    def column(self, key: str, special: Collection[str], *, careful: bool) -> CellColumn:
        """Return how a column is written.

        ``special`` holds the characters that are looked for in its texts; the others must be looked
        for in the finished lines. So must what no code holds, unless codes are read carefully too.
        """
        if key == ID:
            return CellColumn(f'"{self.kind}".id')
        known = KINDS[self.kind].field(key)
        if isinstance(known.type, Link):
            return self._linked(known, known.type, special)
        found = expression(self.kind, key)
        value = _compiled(found)
        if known.type.name == "flag" and not self.labels:
            return CellColumn(self._flag(value))
        few = self._few_values(known, found)
        if few is not None:
            return CellColumn(self._one_of(known, value, few))
        if known.type.name == "number":
            return CellColumn(self._digits(value))
        if isinstance(found.type, Integer):
            # What SQLite works out itself is a whole number or nothing.
            return CellColumn(self._whole_number(value) if known.stored else value)
        if not careful and known.type.name in ("choice", "country", "date"):
            return CellColumn(self._code(value))
        if not careful and _is_key(found):
            return CellColumn(self._typed_code(value))
        if self.labels and isinstance(known.type, Computed) and known.type.show_with is not str:
            return CellColumn(f"CASE WHEN {value} IS NULL THEN '' ELSE {self._odd} END")
        if isinstance(found, Column):
            return CellColumn(self._text(value, special), (value,))
        return CellColumn(self._worked_out(found))

    def _few_values(self, known: Field, found: ColumnElement[Any]) -> Iterable[str | int] | None:
        """Return all values the field can have, if each is written in a way of its own."""
        written = known.type
        if written.name == "flag":
            return (True, False)
        if not self.labels:
            return None
        if isinstance(written, Choice):
            return written.terms.labels
        if isinstance(written, Computed) and isinstance(found.type, Integer):
            return _SMALL_NUMBERS
        return self.references.countries if _is_named_country(known) else None

    def _one_of(self, known: Field, value: str, values: Iterable[str | int]) -> str:
        cases = ""
        for one in values:
            text = cell_text(known, one, {}, self.references, labels=self.labels)
            constant = quoted(one) if isinstance(one, str) else str(int(str(int(one or 0))))
            cases += f"WHEN {constant} THEN {quoted(csv_cell(guarded(known, text)))} "
        return (
            f"CASE WHEN {value} IS NULL THEN '' ELSE CASE {value} {cases}ELSE {self._odd} END END"
        )

    @property
    def _odd(self) -> str:
        return quoted(self.mark)

    def _code(self, value: str) -> str:
        return f"iif({value} NOT BETWEEN '.' AND '~', {self._odd}, {value})"

    def _typed_code(self, value: str) -> str:
        """Return a key, which may have been typed: a blank at its end would have to be quoted."""
        plain = f"{value} BETWEEN '.' AND '~' AND substr({value}, -1) BETWEEN '!' AND '~'"
        return f"iif({plain}, {value}, {self._odd})"

    def _flag(self, value: str) -> str:
        return f"iif({value} = 0, 0, iif({value} = 1, 1, iif({value} IS NULL, '', {self._odd})))"

    def _whole_number(self, value: str) -> str:
        return (
            f"CASE WHEN {value} IS NULL THEN '' WHEN typeof({value}) = 'integer' THEN {value} "
            f"ELSE {self._odd} END"
        )

    def _digits(self, value: str) -> str:
        """Return plain digits from which SQLite reads back the double it holds."""
        digits = f"printf('%.15g', {value})"
        return (
            f"CASE WHEN {value} IS NULL THEN '' "
            f"WHEN {value} BETWEEN -999999999999999 AND 999999999999999 "
            f"AND {value} = CAST({value} AS INTEGER) THEN CAST({value} AS INTEGER) "
            f"WHEN abs({value}) BETWEEN 0.0001 AND 999999999999999 "
            f"AND CAST({digits} AS REAL) = {value} THEN {digits} ELSE {self._odd} END"
        )

    def _worked_out(self, found: ColumnElement[Any]) -> str:
        """Return the cell of a text; of one that is chosen by conditions, branch by branch.

        Otherwise SQLite would work out the whole of it again for each look at it.
        """
        if isinstance(found, BindParameter):
            return quoted(csv_cell(guard(str(found.value))))
        if isinstance(found, ScalarSelect):
            # With DISTINCT SQLite keeps the inner one apart and asks it once.
            asked = f"SELECT DISTINCT {_compiled(found)} AS one"
            return f"(SELECT {self._text('one', QUOTED)} FROM ({asked}))"
        if not isinstance(found, Case):
            return self._text(_compiled(found), QUOTED)
        value = "" if found.value is None else f" {_compiled(found.value)}"
        cases = " ".join(
            f"WHEN {_compiled(condition)} THEN {self._worked_out(result)}"
            for condition, result in found.whens
        )
        other = "''" if found.else_ is None else self._worked_out(found.else_)
        return f"CASE{value} {cases} ELSE {other} END"

    def _text(self, text: str, special: Collection[str]) -> str:
        """Return the cell of a text: as it is, quoted, or with the guard before it."""
        looked_for = " OR ".join(_has(text, one) for one in _BY_FREQUENCY if one in special)
        starts = f"({_LETTER_OR_DIGIT.format(text)} OR {_OTHER_LETTER.format(text)})"
        # The hyphen stands last, so that the set holds no range.
        running = f"[{''.join(sorted(STARTS, key='-'.__eq__))}]*"
        number = (
            f"{text} GLOB '[+-][0-9]*' AND {text} GLOB '*[0-9]' AND {text} NOT GLOB '*.*.*' "
            f"AND substr({text}, 2) NOT GLOB '*[^0-9.]*'"
        )
        runs = f"ltrim({text}, {quoted(GUARD)}) GLOB {quoted(running)} AND NOT ({number})"
        any_special = " OR ".join(_has(text, one) for one in QUOTED)
        bare = f"trim({text}, {quoted(_BLANKS)}) = {text}"
        return (
            f"CASE WHEN {text} IS NULL THEN '' WHEN {starts} THEN CASE "
            f"""WHEN {_has(text, '"')} THEN printf('"%w"', {text}) """
            f"""WHEN {looked_for} THEN '"' || {text} || '"' """
            f"WHEN substr({text}, -1) BETWEEN '!' AND '~' OR {bare} THEN {text} "
            f"""ELSE '"' || {text} || '"' END """
            f"""WHEN typeof({text}) <> 'text' THEN {self._odd} WHEN {text} = '' THEN '""' """
            f"""ELSE printf(iif({any_special} OR NOT ({bare}), '"%s%w"', '%s%w'), """
            f"iif({runs}, {quoted(GUARD)}, ''), {text}) END"
        )

    def _linked(self, known: Field, link: Link, special: Collection[str]) -> CellColumn:
        other, holder = f'"to_{known.key}"', f'"{self.kind}"."{known.key}"'
        name, *rest = (f'{other}."{key}"' for key in KINDS[link.kind].title)
        cell = self._text(name, special)
        if self.labels and rest:
            both = self._text(f"({name} || {quoted(BETWEEN)} || {rest[0]})", special)
            cell = f"CASE WHEN {rest[0]} <> '' THEN {both} ELSE {cell} END"
        cases = f"WHEN {holder} IS NULL THEN '' WHEN {other}.id IS NULL THEN {self._odd} "
        parameter, numbered = f"numbered_{known.key}", self.references.numbered(link.kind)
        if numbered:
            chosen = f"{holder} IN (SELECT value FROM json_each(:{parameter}))"
            long = self._text(f"(coalesce({name}, '') || ' #' || {holder})", special)
            cases += f"WHEN {chosen} THEN {long} "
        return CellColumn(
            f"CASE {cases}ELSE {cell} END",
            (name, *rest),
            f' LEFT JOIN "{link.kind}" AS {other} ON {other}.id = {holder}',
            {parameter: numbered} if numbered else {},
        )


def _is_key(found: ColumnElement[Any]) -> bool:
    return isinstance(found, Column) and bool(found.unique)


def _is_named_country(known: Field) -> bool:
    return known.type.name == "country" and known.key != "code"


def _has(text: str, character: str) -> str:
    # With one character between stars SQLite calls strcspn, ten times as fast as with a set.
    return f"{text} GLOB {quoted(f'*{character}*')}"


def _compiled(found: ColumnElement[Any]) -> str:
    text = str(found.compile(dialect=dialect(), compile_kwargs={"literal_binds": True}))
    return text if isinstance(found, Column) else f"({text})"


def quoted(text: str) -> str:
    """Return the text as a constant of SQL."""
    return "'" + text.replace("'", "''") + "'"
