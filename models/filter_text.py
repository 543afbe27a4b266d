"""The text of a filter taken apart: alternatives, operators, quotation marks, words.

uran            contains it (texts), or is it (numbers, codes), or overlaps it (dates)
tash rail       contains both
=uran           is exactly it           !=uran          is anything else
>5  >=5  <5  <=5                        numbers, dates, codes
5..10           both ends included      5..<10          the upper end left out
=               nothing recorded        *               something recorded
=UZB|=KAZ|=     any of these            "a|b = c"       these very characters

A quotation mark has its meaning at the beginning of a word; inside the marks it is written twice.
"""

import re
from dataclasses import dataclass

_OPERATOR = re.compile(r"!=|>=|<=|=|>|<|")
_QUOTED = re.compile(r'"((?:[^"]|"")*)(?:"|$)')
_PLAIN = re.compile(r"[^|]*")
_WORD = re.compile(r"[^|\s]+")
_SPACE = re.compile(r"\s*")
_SPECIAL = re.compile(r'[|"*]|[=<>]|!=|\.\.')


@dataclass(frozen=True)
class Alternative:
    """One of the texts between the bars: its operator, and the text with its words.

    ``literal`` says that the text was quoted, so that two dots in it are no range.
    """

    operator: str
    text: str
    words: tuple[str, ...]
    literal: bool = False

    @property
    def empty(self) -> bool:
        """Tell whether it asks for nothing recorded."""
        return self.operator == "=" and not self.text

    @property
    def filled(self) -> bool:
        """Tell whether it asks for something recorded."""
        starred = self.text == "*" and not self.operator and not self.literal
        return starred or (self.operator == "!=" and not self.text)

    @property
    def finished(self) -> bool:
        """Tell whether it says what is looked for."""
        return bool(self.text) or self.empty or self.filled

    def range(self) -> tuple[str, str] | None:
        """Return the two ends of a range; what is open is empty."""
        low, dots, high = self.text.partition("..")
        wanted = dots and not self.operator and not self.literal
        return (low.strip(), high.strip()) if wanted else None


def clean(text: str) -> str:
    """Return the text without what no column can hold."""
    return text.replace("\0", " ").encode("utf-8", "ignore").decode()


def unquoted(text: str) -> str:
    """Return what stands between quotation marks."""
    return text[1:-1].replace('""', '"')


def quoted(text: str) -> str:
    """Return the text between quotation marks, those in it written twice."""
    return '"' + text.replace('"', '""') + '"'


def alternatives(text: str) -> tuple[Alternative, ...]:
    """Return the alternatives of a filter; a mark that is still open ends with the text."""
    typed, place = clean(text), 0
    found: list[Alternative] = []
    while True:
        alternative, place = _alternative(typed, place)
        found.append(alternative)
        if place >= len(typed):
            return tuple(found)
        place += 1


def _alternative(typed: str, place: int) -> tuple[Alternative, int]:
    operator, place = _next(_OPERATOR, typed, _next(_SPACE, typed, place)[1])
    words: list[str] = []
    literal = False
    while place < len(typed) and typed[place] != "|":
        place = _next(_SPACE, typed, place)[1]
        opened = _QUOTED.match(typed, place)
        if opened and not (operator and words):
            words.append(opened[1].replace('""', '"'))
            literal, place = True, opened.end()
        elif operator:
            rest, place = _next(_PLAIN, typed, place)
            words += rest.split()
        else:
            word, place = _next(_WORD, typed, place)
            words += [word] if word else []
    return Alternative(operator, " ".join(words), tuple(words), literal), place


def _next(pattern: re.Pattern[str], typed: str, place: int) -> tuple[str, int]:
    match = pattern.match(typed, place)
    return (match[0], match.end()) if match else ("", place)


def exactly(text: str | None) -> str:
    """Return the alternative that a value is this one and no other; None is nothing recorded."""
    if text is None:
        return "="
    plain = text == " ".join(text.split()) and "|" not in text and not text.startswith('"')
    return f"={text}" if plain else f"={quoted(text)}"


def containing(text: str) -> str:
    """Return the alternative that a value contains this text, whatever characters it has."""
    plain = len(text.split()) == 1 and text == text.strip() and not _SPECIAL.search(text)
    return text if plain else quoted(text)
