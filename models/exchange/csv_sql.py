"""Lines of CSV put together inside SQLite, which takes a quarter of the time Python needs.

The bytes are those of the Python road (``csv_writer``): what SQLite is not trusted with is seen,
and goes that road. A record with a strange value carries a mark; and what is left of all lines,
once quoted cells and ordinary characters are taken out, is one comma between two cells.
"""

import codecs
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from sqlalchemy import Connection
from sqlalchemy.exc import DataError

from models.exchange.csv_columns import Columns, quoted
from models.exchange.csv_text import LINE_END, QUOTED
from models.exchange.references import References

_END = LINE_END.encode()
# The others are looked for in texts only once they were seen in one.
_ALWAYS_SPECIAL = frozenset(',"')
_SOMETIMES_SPECIAL = frozenset(QUOTED) - _ALWAYS_SPECIAL - frozenset(LINE_END)
# No cell starts with the last two, unless it is quoted or guarded; a mark starts with the first.
_KEPT = f"|{QUOTED}=@".encode()
_ORDINARY = bytes(set(range(256)) - set(_KEPT))
_RUNNING = tuple(before + start for before in (b",", b"\n") for start in (b"=", b"@"))

_SLICE = 65_536

Slow = Callable[[Sequence[int]], Sequence[str]]
"""The Python road: the lines of the records with these ids."""


@dataclass(frozen=True)
class Part:
    """Lines of some records as SQLite wrote them: where from, how many, the id of the last."""

    source: str
    given: Mapping[str, int | str]
    lines: bytes = b""
    records: int = 0
    last: int = 0
    too_long: bool = False


class Lines:
    """The lines of some columns of a kind, in one snapshot of the store."""

    def __init__(
        self,
        connection: Connection,
        kind: str,
        keys: Sequence[str],
        references: References,
        *,
        labels: bool,
        slow: Slow,
    ) -> None:
        self._connection, self._slow = connection, slow
        self._keys = keys
        self._table = f'"{kind}"'
        self._mark = f"|{uuid4().hex}"
        self._columns = Columns(kind, references, self._mark, labels)
        self._special = dict.fromkeys(keys, _ALWAYS_SPECIAL)
        self._careful = False
        self._prepare()

    def _prepare(self) -> None:
        columns = [
            self._columns.column(key, self._special[key], careful=self._careful)
            for key in self._keys
        ]
        self._texts = [
            (key, text)
            for key, column in zip(self._keys, columns, strict=True)
            for text in column.texts
        ]
        self._parameters = {
            name: _array(ids) for column in columns for name, ids in column.parameters.items()
        }
        cells = ", ".join(column.cell for column in columns)
        self._line = f"printf('{','.join(['%s'] * len(columns))}', {cells})"
        self._joins = "".join(column.join for column in columns)

    # Asking SQLite

    def of(self, ids: Sequence[int]) -> Part:
        """Read the lines of these records in their order; those that are gone are left out."""
        wanted = f"json_each(:ids) AS wanted CROSS JOIN {self._table}"
        source = f"{wanted} ON {self._table}.id = wanted.value"
        return self._read(Part(f"{source}{self._joins}", {"ids": _array(ids)}))

    def onward(self, after: int, until: int, rows: int) -> Part:
        """Read the lines of the next records by id, at most so many and none above a last one."""
        following = (
            f"SELECT id FROM {self._table} WHERE id > :after AND id <= :until "
            "ORDER BY id LIMIT :rows"
        )
        source = (
            f"{self._table}{self._joins} WHERE {self._table}.id > :after "
            f"AND {self._table}.id <= (SELECT max(id) FROM ({following}))"
        )
        return self._read(Part(source, {"after": after, "until": until, "rows": rows}))

    def checked(self, part: Part) -> Part:
        """Return the part if its lines are sound, else as they should be."""
        return part if self.sound(part) else self.mended(part)

    def _read(self, part: Part) -> Part:
        try:
            lines, records, last = self._ask(part, self._line, LINE_END)
        except DataError:  # Together the lines are longer than a text may be.
            return replace(part, too_long=True)
        if not records:
            return part
        return replace(part, lines=lines + _END, records=records, last=last)

    def _ask(self, part: Part, line: str, end: str) -> tuple[bytes, int, int]:
        statement = (
            f"SELECT CAST(group_concat({line}, :line_end) AS BLOB), count(*), "
            f"max({self._table}.id) FROM {part.source}"
        )
        parameters = {**self._parameters, **part.given, "line_end": end}
        lines, records, last = self._connection.exec_driver_sql(statement, parameters).one()
        return lines or b"", records, last or 0

    # Looking at what it wrote

    def sound(self, part: Part) -> bool:
        """Tell whether each of the lines has its cells, and none lacks quotes or a guard."""
        if part.too_long:
            return False
        left = _unquoted(part.lines.translate(None, _ORDINARY))
        one = b"," * (len(self._keys) - 1) + _END
        if left != one * part.records:
            if left.translate(None, b"=@") != one * part.records:
                return False
            bare = b"\n" + _unquoted(part.lines)
            if any(running in bare for running in _RUNNING):
                return False
        return part.lines.isascii() or _is_utf8(part.lines)

    def mended(self, part: Part) -> Part:
        """Return the lines as they should be of a part that is not sound; asks SQLite again."""
        while not part.too_long:
            if self._mark.encode() in part.lines:
                part = replace(part, lines=self._with_strange_ones(part))
            if self.sound(part):
                return part
            if not self._learn(part):
                break
            part = self._read(part)
        ids = self._connection.exec_driver_sql(
            f"SELECT {self._table}.id FROM {part.source}", {**self._parameters, **part.given}
        )
        slow = list(ids.scalars())
        lines = "".join(self._slow(slow)).encode()
        return replace(part, lines=lines, records=len(slow), last=max(slow), too_long=False)

    def _learn(self, part: Part) -> bool:
        """Look for more from now on; tell whether there is more to look for."""
        bare = _unquoted(part.lines)
        seen = [one for one in _SOMETIMES_SPECIAL if one.encode() in bare]
        # Without its quotes a line break looks like the end of a line.
        new = self._holding(part, seen) or self._holding(part, LINE_END)
        if not new and self._careful:
            return False
        for key, one in new:
            self._special[key] |= {one}
        self._careful = self._careful or not new
        self._prepare()
        return True

    def _holding(self, part: Part, characters: Iterable[str]) -> list[tuple[str, str]]:
        """Return which columns hold which of these characters and are not looked at for them."""
        asked = [
            (key, one, f"max({text} GLOB {quoted(f'*{one}*')})")
            for one in characters
            for key, text in self._texts
            if one not in self._special[key]
        ]
        if not asked:
            return []
        statement = f"SELECT {', '.join(look for _, _, look in asked)} FROM {part.source}"
        parameters = {**self._parameters, **part.given}
        found = self._connection.exec_driver_sql(statement, parameters).one()
        return [(key, one) for (key, one, _), holds in zip(asked, found, strict=True) if holds]

    def _with_strange_ones(self, part: Part) -> bytes:
        """Return the lines with those of the Python road in place of those with a mark."""
        end = f"\r\n{uuid4().hex}"
        numbered = f"{self._table}.id || ':' || {self._line}"
        lines, _, _ = self._ask(part, numbered, end)
        pairs = [line.split(b":", 1) for line in lines.split(end.encode())]
        strange = [int(record) for record, line in pairs if self._mark.encode() in line]
        slow = dict(zip(strange, self._slow(strange), strict=True))
        return b"".join(
            slow[int(record)].encode() if int(record) in slow else line + _END
            for record, line in pairs
        )


def _array(ids: Sequence[int]) -> str:
    return f"[{','.join(map(str, ids))}]"


def _unquoted(lines: bytes) -> bytes:
    """Return what stands outside of quotation marks."""
    return b"".join(lines.split(b'"')[::2])


def _is_utf8(lines: bytes) -> bool:
    # Slice by slice, because what fits into the processor's cache takes half the time.
    view, start = memoryview(lines), 0
    try:
        while start < len(view):
            end = start + _SLICE
            start += codecs.utf_8_decode(view[start:end], "strict", end >= len(view))[1]
    except UnicodeDecodeError:
        return False
    return True
