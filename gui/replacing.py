"""Find and replace, without a window: what a text becomes, and which cells of a table change."""

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from PySide6.QtCore import QRegularExpression, QRegularExpressionMatch

from models import FactError, Invalid, Store

# PCRE counts the steps of one match and gives up here, after some milliseconds.
_LIMIT: Final = "(*LIMIT_MATCH=1000000)"
_PAGE: Final = 256
LISTED: Final = 20_000
"""So many changed cells are kept with their texts; of the others only where they are."""

_REFERENCE: Final = re.compile(r"\\(\d{1,2})|\$(\d{1,2})|\$\{(\d{1,2})\}|\\([\\nt$])|(\$)\$")
_ESCAPES: Final = {"n": "\n", "t": "\t", "\\": "\\", "$": "$"}

Span = tuple[int, int]


class TooSlow(FactError):
    """An expression that does not come to an end on some text."""


@dataclass(frozen=True)
class Search:
    """What to look for and what to put there."""

    words: str
    into: str = ""
    regular: bool = False
    match_case: bool = False
    whole: bool = False


@dataclass(frozen=True)
class Replaced:
    """A text before and after, and where the words that went and came stand in them."""

    before: str
    after: str
    gone: tuple[Span, ...]
    come: tuple[Span, ...]


class Replacer:
    """Replaces in one text after another; raises Invalid for an expression that is none."""

    def __init__(self, search: Search) -> None:
        self._pattern = _pattern(search)
        groups = self._pattern.captureCount()
        self._parts = list(_template(search.into, groups)) if search.regular else [search.into]
        self._pattern.optimize()

    def __call__(self, text: str) -> Replaced | None:
        """Return what becomes of the text, None when nothing; raises TooSlow."""
        # A letter that stands for two UTF-16 units moves all places behind it.
        wide = not text.isascii() and max(text) > "\uffff"
        point = _points(text) if wide else None
        after: list[str] = []
        gone: list[Span] = []
        come: list[Span] = []
        place = length = 0
        for match in self._matches(text):
            start, end = match.capturedStart(), match.capturedEnd()
            if point is not None:
                start, end = point[start], point[end]
            into = "".join(
                part if isinstance(part, str) else match.captured(part) for part in self._parts
            )
            after += (text[place:start], into)
            length += start - place
            gone.append((start, end))
            come.append((length, length + len(into)))
            length += len(into)
            place = end
        if not gone:
            return None
        after.append(text[place:])
        changed = "".join(after)
        return None if changed == text else Replaced(text, changed, tuple(gone), tuple(come))

    def _matches(self, text: str) -> Iterator[QRegularExpressionMatch]:
        last = self._match(text, 0)
        if not last.hasMatch():
            return
        every = self._pattern.globalMatch(text)
        while every.hasNext():
            last = every.next()
            yield last
        # Giving up half way looks like having found everything.
        self._match(text, last.capturedEnd())

    def _match(self, text: str, start: int) -> QRegularExpressionMatch:
        match = self._pattern.match(text, start)
        if not match.isValid():
            raise TooSlow(
                "The expression takes too long on some of these texts. Write a simpler one."
            )
        return match


def _pattern(search: Search) -> QRegularExpression:
    option = QRegularExpression.PatternOption
    options = option.UseUnicodePropertiesOption
    if not search.match_case:
        options |= option.CaseInsensitiveOption
    words = search.words if search.regular else QRegularExpression.escape(search.words)
    whole = rf"\A(?:{words})\z" if search.whole else words
    # Alone first: a bracket of ours must not close one that was left open.
    alone = QRegularExpression(words, options)
    pattern = QRegularExpression(_LIMIT + whole, options)
    for one in (alone, pattern):
        if not one.isValid():
            place = min(one.patternErrorOffset(), len(words))
            raise Invalid(
                f"The expression makes no sense from character {place} on: {one.errorString()}."
            )
    return pattern


def _template(into: str, groups: int) -> Iterator[str | int]:
    r"""Yield the words and the numbers of groups in a replacement such as “\2, $1”."""
    place = 0
    for mark in _REFERENCE.finditer(into):
        yield into[place : mark.start()]
        place = mark.end()
        number = mark[1] or mark[2] or mark[3]
        if number is None:
            yield _ESCAPES[mark[4] or mark[5]]
        elif int(number) > groups:
            raise Invalid(f"There is no group {number}: the expression has {groups} in brackets.")
        else:
            yield int(number)
    yield into[place:]


def _points(text: str) -> list[int]:
    """Return for each UTF-16 unit of a text the place of its letter, and at last its length."""
    points = [n for n, sign in enumerate(text) for _ in range(1 + (sign > "\uffff"))]
    return [*points, len(text)]


@dataclass(frozen=True)
class Found:
    """A cell that would change: its row in the table, its record and field, both texts."""

    row: int
    record: int
    field: str
    replaced: Replaced


@dataclass
class Findings:
    """All cells that would change: the first with their texts, the rest by their places."""

    kind: str
    listed: list[Found] = field(default_factory=list)
    places: dict[str, "array[int]"] = field(default_factory=dict)
    looked_at: int = 0

    @property
    def amount(self) -> int:
        """Return how many cells would change."""
        return sum(map(len, self.places.values()))

    def those_of(self, cells: set[tuple[int, str]]) -> set[tuple[int, str]]:
        """Return which of these cells, by record and field, are among those found."""
        keys = {key for _, key in cells}
        found = {key: set(self.places.get(key, ())) for key in keys}
        return {(record, key) for record, key in cells if record in found[key]}


@dataclass(frozen=True)
class Scope:
    """Which cells to look at: fields, and for each of them the rows of a table."""

    kind: str
    ids: Sequence[int]
    rows: Sequence[tuple[Sequence[int], tuple[str, ...]]]

    @property
    def amount(self) -> int:
        """Return how many rows are looked at."""
        return sum(len(rows) for rows, _ in self.rows)


def find_all(
    store: Store, scope: Scope, replacer: Replacer, report: Callable[[Findings], None]
) -> Findings:
    """Return the cells that would change; ``report`` hears of each page and may raise."""
    findings = Findings(scope.kind, places={key: array("q") for _, f in scope.rows for key in f})
    for rows, fields in scope.rows:
        for start in range(0, len(rows), _PAGE):
            page = rows[start : start + _PAGE]
            by_record = {scope.ids[row]: row for row in page}
            for record, key, replaced in _replaced(store, scope.kind, by_record, fields, replacer):
                findings.places[key].append(record)
                if len(findings.listed) < LISTED:
                    findings.listed.append(Found(by_record[record], record, key, replaced))
            findings.looked_at += len(page)
            report(findings)
    return findings


def replaced_texts(
    store: Store,
    findings: Findings,
    replacer: Replacer,
    left_out: set[tuple[int, str]],
    report: Callable[[float], None],
) -> dict[str, dict[int, str]]:
    """Return the new text of each cell by field and record, as the store stands now."""
    texts: dict[str, dict[int, str]] = {}
    done, every = 0, max(1, findings.amount)
    for key, records in findings.places.items():
        texts[key] = {}
        for start in range(0, len(records), _PAGE):
            page = [one for one in records[start : start + _PAGE] if (one, key) not in left_out]
            for record, _, replaced in _replaced(store, findings.kind, page, (key,), replacer):
                texts[key][record] = replaced.after
            done += _PAGE
            report(min(1.0, done / every))
    return texts


def _replaced(
    store: Store,
    kind: str,
    records: Sequence[int] | dict[int, int],
    fields: Sequence[str],
    replacer: Replacer,
) -> Iterator[tuple[int, str, Replaced]]:
    for row in store.rows(kind, list(records)):
        for key in fields:
            text = row.text(key)
            replaced = replacer(text) if text else None
            if replaced is not None:
                yield row.id, key, replaced
