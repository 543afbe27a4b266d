"""What the first lines of an article say of it: headline, day, dateline, agency, author."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.intake.days import days_in
from models.intake.extracted import Guess

_LINES, _SHORT_LINE, _LONGEST_TITLE = 12, 90, 240
_LOOKED_AT = 6_000
_LINE = re.compile(r"[^\n\r\u2028\u2029]+")

_PLACE = r"[^\W\d_][\w'’ʻ.-]*(?:[ ][^\W\d_][\w'’ʻ.-]*){0,3}"
_AGENCY = r"\((?P<agency>[^()\n]{2,40})\)"
_DATELINE = re.compile(
    rf"(?P<place>{_PLACE})(?:/{_PLACE})?(?P<rest>(?:,\s*[^\n()–—:,]{{2,30}}){{0,3}})\s*(?:{_AGENCY})?"
    r"\s*(?P<mark>--|[-–—]|:)\s+\S"
)
_AFTER_AGENCY = re.compile(
    rf"(?P<place>{_PLACE})(?P<rest>(?:,\s*[^\n()–—:,]{{2,30}}){{0,3}})\s*{_AGENCY}\s+\S"
)
_CHINESE = re.compile(
    r"(?P<agency>新华社|中新社|中新网|人民网|央视网|新华网|环球网|人民日报)?"
    r"(?P<place>[\u4e00-\u9fff]{2,8}?)\d{1,2}月\d{1,2}日(?:电|讯)"
)
_DAY_OR_MONTH = re.compile(
    r"\d|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|янв|фев|мар|апр|ма[йя]|июн|июл|авг|"
    r"сен|окт|ноя|дек)",
    re.I,
)
_NO_PLACE = frozenset(
    (
        *("PHOTO", "VIDEO", "UPDATE", "BREAKING", "NOTE", "EXCLUSIVE", "WATCH", "ADVERTISEMENT"),
        *("SOURCE", "SUMMARY", "ANALYSIS", "OPINION", "EDITORIAL", "INTERVIEW", "FACTBOX"),
        *("CORRECTED", "EXPLAINER", "ФОТО", "ВИДЕО", "ИСТОЧНИК", "АНАЛИЗ", "МНЕНИЕ"),
    )
)
_SENTENCE_END = re.compile(r"[^\W\d_]{3}[.!?。]\s+\S")
_AUTHOR = re.compile(
    r"(?:By|BY|Author|Written by|Автор|Текст|Muallif|Автор текста|作者|记者|撰文)\s*[::]?\s+"
    r"(?P<name>[^\W\d_][\w'’.-]*(?:[ ][^\W\d_][\w'’.-]*){0,3})\s*(?:[,|·—–].{0,60})?$"
)
_CHROME = re.compile(
    r"\bicon-|^(?:home|menu|share|search|главная|поделиться)\b|[|>»]\s*\w+\s*[|>»]", re.I
)


@dataclass(frozen=True)
class Line:
    """One of the first lines, without the blanks around it."""

    text: str
    start: int

    @property
    def end(self) -> int:
        """Return where it ends in the text."""
        return self.start + len(self.text)


def opening(text: str) -> dict[str, Guess]:
    """Return what the first lines say, each with the words that say it."""
    found: dict[str, Guess] = {}
    lines = list(_first_lines(text))
    for number, line in enumerate(lines):
        for key, guess in _said_in(text, line):
            found.setdefault(key, guess)
        if number == 0 and _is_headline(line, found):
            found["title"] = Guess(line.text, line.start, line.end, "the first line")
    return found


def _first_lines(text: str) -> Iterator[Line]:
    found = 0
    for match in _LINE.finditer(text, 0, min(len(text), _LOOKED_AT)):
        words = match[0].strip()
        if words:
            yield Line(words, match.start() + match[0].index(words))
            found += 1
        if found == _LINES:
            return


def _is_headline(line: Line, said: dict[str, Guess]) -> bool:
    short = len(line.text) <= _LONGEST_TITLE and any(one.isalpha() for one in line.text)
    sentences = len(line.text) > _SHORT_LINE and _SENTENCE_END.search(line.text)
    return short and not said and not sentences and not _CHROME.search(line.text)


def _said_in(text: str, line: Line) -> Iterator[tuple[str, Guess]]:
    if author := _AUTHOR.match(line.text):
        yield "author", _words(line, author, "name", "the line that names the author")
    before = line.end if len(line.text) <= _SHORT_LINE else line.start
    if dateline := _dateline(line):
        yield from _said_by(line, dateline)
        before = line.start + dateline.end()
    for day, start, end in days_in(text, line.start, before):
        yield "published", Guess(day, start, end, "the first lines")
        return


def _said_by(line: Line, dateline: re.Match[str]) -> Iterator[tuple[str, Guess]]:
    place = _words(line, dateline, "place", "the dateline")
    shown = place.value.title() if place.value.isupper() else place.value
    yield "dateline", Guess(shown, place.start, place.end, place.how)
    if dateline["agency"] and not _DAY_OR_MONTH.search(dateline["agency"]):
        yield "publisher", _words(line, dateline, "agency", "the dateline")


def _dateline(line: Line) -> re.Match[str] | None:
    if chinese := _CHINESE.match(line.text.lstrip("(（")):
        return chinese if line.text[:1] not in "(（" else None
    found = _DATELINE.match(line.text) or _AFTER_AGENCY.match(line.text)
    if found is None:
        return None
    place = found["place"]
    if place.split()[0].rstrip(".").upper() in _NO_PLACE:
        return None
    loud = place.isupper() and len(place) >= 3
    if found.groupdict().get("mark") == ":":
        return found if loud or found["agency"] else None
    dated = _DAY_OR_MONTH.search(found["rest"]) is not None
    return found if loud or dated or (found["agency"] and place[0].isupper()) else None


def _words(line: Line, match: re.Match[str], group: str, how: str) -> Guess:
    start, end = line.start + match.start(group), line.start + match.end(group)
    return Guess(match[group], start, end, how)
