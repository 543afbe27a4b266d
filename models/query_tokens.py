"""A typed query cut into its parts, and a part written so that it is read as it was meant."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from models.filter_text import quoted, unquoted

_SPACE = re.compile(r"\s*")
_NAME = re.compile(r'("[^"]*"|[^\W\d][\w.]*):')
_WHOLE = re.compile(r'"(?:[^"]|"")*"(?=\s|$)')
_OPENED = re.compile(r'"(?:[^"]|"")*(?:"|$)')
# A quotation mark means something at the beginning of a text only: 5" is a word like any other.
_PLAIN_NAME = re.compile(r"[^\W\d][\w.]*")
_LATER = re.compile(r'(?<=[=<>|])"(?:[^"]|"")*(?:"|$)')
_LETTERS = re.compile(r"\S*")
_RUN = re.compile(r'(?:"(?:[^"]|"")*(?:"|$))?(?:(?<=[=<>|])"(?:[^"]|"")*(?:"|$)|\S)*')


@dataclass(frozen=True)
class Token:
    """One part of a typed query, from ``start`` to ``end``; without a name it is to be sought.

    ``phrase`` says that the whole text stood between quotation marks, ``open`` that the last mark
    is missing yet. The text begins at ``at``.
    """

    start: int
    at: int
    end: int
    negated: bool
    name: str | None
    text: str
    phrase: bool = False
    open: bool = False

    @property
    def word(self) -> str:
        """Return it as a part of ``Query.words``; empty when it looks for nothing."""
        # No index knows quotation marks, so one within a word parts it as any other sign does.
        text = " ".join(self.text.replace('"', " ").split())
        plain = " " not in text and not text.startswith("-")
        marked = text if plain else f'"{text}"'
        unfinished = not text or (text == "-" and not self.phrase)
        return "" if unfinished else "-" * self.negated + marked


def tokens(typed: str, *, names: bool = True) -> Iterator[Token]:
    """Yield the parts of a line; without ``names`` a colon has no meaning."""
    place = _after_space(typed, 0)
    while place < len(typed):
        token = _token(typed, place, names=names)
        yield token
        place = _after_space(typed, token.end)


def _after_space(typed: str, place: int) -> int:
    match = _SPACE.match(typed, place)
    return match.end() if match else place


def _token(typed: str, start: int, *, names: bool) -> Token:
    negated = typed[start] == "-" and not typed[start + 1 : start + 2].isspace()
    begin = start + negated
    named = _NAME.match(typed, begin) if names else None
    # An address of a page is no field.
    if named is not None and not typed.startswith("//", named.end()):
        name = named[1][1:-1] if named[1].startswith('"') else named[1]
        end, text, phrase, is_open = _text(typed, named.end())
        return Token(start, named.end(), end, negated, name, text, phrase, is_open)
    end, text, phrase, is_open = _word(typed, begin)
    return Token(start, begin, end, negated, None, text, phrase, is_open)


def _word(typed: str, place: int) -> tuple[int, str, bool, bool]:
    opened = _OPENED.match(typed, place)
    if opened is None:
        match = _LETTERS.match(typed, place)
        assert match is not None
        return match.end(), match[0], False, False
    is_open = _is_open(opened[0])
    return opened.end(), _inside(opened[0], is_open=is_open), True, is_open


def _text(typed: str, place: int) -> tuple[int, str, bool, bool]:
    whole = _WHOLE.match(typed, place)
    if whole is not None:
        return whole.end(), unquoted(whole[0]), True, False
    run = _RUN.match(typed, place)
    assert run is not None
    if run[0].startswith('"') and _OPENED.fullmatch(run[0]) and _is_open(run[0]):
        return run.end(), _inside(run[0], is_open=True), True, True
    marks = _LATER.findall(run[0])
    return run.end(), run[0], False, bool(marks) and _is_open(marks[-1])


def _is_open(mark: str) -> bool:
    return mark.count('"') % 2 == 1


def _inside(mark: str, *, is_open: bool) -> str:
    return unquoted(f'{mark}"' if is_open else mark)


def named_text(name: str, text: str) -> str:
    """Return ``name:text`` with the quotation marks it needs to be read as it is."""
    prefix = f"{name if _PLAIN_NAME.fullmatch(name) else quoted(name)}:"
    plain = prefix + text
    read = list(tokens(plain))
    same = len(read) == 1 and read[0].text == text and read[0].name == name
    return plain if same and not read[0].phrase and not read[0].open else prefix + quoted(text)


def word_text(word: str) -> str:
    """Return a part of ``Query.words`` as it is written in a line, where colons have a meaning."""
    read = list(tokens(word))
    if len(read) == 1 and read[0].name is None:
        return word
    (token,) = tokens(word, names=False)
    return "-" * token.negated + quoted(token.text)
