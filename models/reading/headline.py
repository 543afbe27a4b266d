"""The title of an article and the day it was published, as far as its own words tell."""

import re
from collections.abc import Sequence

from models.reading.dates_said import full_dates
from models.reading.shapes import Mention

_LONGEST_TITLE = 200
_LONGEST_DATE_LINE = 110
_FIRST_LINES, _LAST_LINES = 14, 4
_MOST_SKIPPED, _LONGEST_FURNITURE, _MOST_BESIDE_NAME = 6, 40, 9
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_DATELINE = re.compile(r"[^\n]{2,60}?[,.:(–—-]\s*[^\n]{0,20}$")
_FURNITURE = re.compile(
    r"^(?:share|print|home|menu|search|subscribe|advertisement|read (?:more|also)|photo|source|by|"
    r"icon-|published|updated|last updated|posted|date|author|tags?|category|section|news|"
    r"press release|"
    r"follow us|sign in|log in|skip to|cookie|copyright|©)\b",
    re.IGNORECASE,
)
_STATES_DATE = re.compile(r"\b(?:published|posted|date|updated|issued)\b", re.IGNORECASE)


def headline(text: str, mentions: Sequence[Mention]) -> str:
    """Return the first line that is a headline: short, no sentence, no masthead and no date."""
    left = _MOST_SKIPPED
    for found in _LINE.finditer(text[: 20 * _LONGEST_TITLE]):
        line = found.group().strip(" \t\ufeff\u00a0")
        if not any(one.isalpha() for one in line):
            continue
        if left and (_is_furniture(line) or _is_date(line) or _is_masthead(found, mentions)):
            left -= 1
            continue
        short = len(line) <= _LONGEST_TITLE
        whole = line[-1] in ".!…:;," and not line.endswith(("U.S.", "Co.", "Ltd.", "Inc.", "..."))
        return line if short and not whole else ""
    return ""


def _is_furniture(line: str) -> bool:
    return bool(_FURNITURE.match(line)) and len(line) < _LONGEST_FURNITURE


def _is_masthead(line: re.Match[str], mentions: Sequence[Mention]) -> bool:
    """Tell whether a line is hardly more than the name of the body that speaks."""
    inside = [one for one in mentions if line.start() <= one.start and one.end <= line.end()]
    if not any(one.kind == "organisation" for one in inside):
        return False
    named = sum(len(one.text) for one in inside if one.kind != "person")
    return named + _MOST_BESIDE_NAME >= len(line.group().strip())


def _is_date(line: str) -> bool:
    marked = sum(len(one.text) for one in full_dates(line, 0, len(line)))
    return bool(marked) and marked * 2 > len(line)


def published_in(text: str) -> Mention | None:
    """Return where an article says when it was published: its date line, or its dateline."""
    lines = (
        [one for one in _LINE.finditer(text) if one.group().strip()] if len(text) < 10**6 else []
    )
    lines = lines or [one for one in _LINE.finditer(text[: 10**4]) if one.group().strip()]
    guesses = []
    for place, line in enumerate(lines):
        if _FIRST_LINES <= place < len(lines) - _LAST_LINES:
            continue
        late = place >= _FIRST_LINES
        first, last = line.span()
        end = min(last, first + 400)
        for date in full_dates(text, first, end):
            weight = _weight(text, date, first, last)
            if weight and not (late and weight < 3):
                guesses.append((-weight, place, date))
            break
    return min(guesses, key=lambda one: one[:2])[2] if guesses else None


def _weight(text: str, date: Mention, first: int, last: int) -> int:
    """Return how surely a line says when the article was published: nothing, or 1 to 4."""
    if "/" in date.value or len(date.value) < 7:
        return 0
    line = text[first:last].strip()
    day = len(date.value) == 10
    before = text[first : date.start]
    if len(line) <= _LONGEST_DATE_LINE and not line.endswith((".", "!", "?", "”")):
        if _STATES_DATE.search(before):
            return 4 if day else 2
        share = len(date.text) * 100 // len(line)
        if day:
            return 3 if share >= 20 or re.search(r"[|•·,–—-]\s*$", before) else 1
        return 2 if share >= 20 or re.search(r"[|•·]\s*$", before) else 0
    if day and _DATELINE.fullmatch(before) and before[:1].isupper() and len(before.split()) <= 6:
        return 3
    return 0
