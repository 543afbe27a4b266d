"""Texts as they are sought: case, accents, apostrophes and alphabets made one.

``fold`` goes through the text character by character, so what is typed so far folds to the
beginning of what the whole word folds to. Latin j, q and x become zh, k and kh, because these are
what Cyrillic is turned into; nobody reads a folded text.
"""

import re
import sqlite3
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import category, is_normalized, normalize

_APOSTROPHES = "'`´ʹʻʼʽʾʿˈˊˋ‘’‛′‵ꞌ＇"
_LATIN = {
    "j": "zh",
    "q": "k",
    "x": "kh",
    "ı": "i",
    "ß": "ss",
    "æ": "ae",
    "œ": "oe",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ł": "l",
    "ŋ": "n",
    "ħ": "h",
    "ə": "a",
    "\u200b": " ",
}
_ALIKE = "abvgdeeziyklmnoprstufeyagknouuhioiueiggk"
_CYRILLIC = {
    **dict(zip("абвгдеёзийклмнопрстуфэыәғқңөұүһіўӣӯєїґѓќ", _ALIKE, strict=True)),
    "ж": "zh",
    "х": "kh",
    "ц": "ts",
    "ч": "ch",
    "ш": "sh",
    "щ": "shch",
    "ъ": "",
    "ь": "",
    "ю": "yu",
    "я": "ya",
    "ҳ": "kh",
    "ҷ": "zh",
    "ј": "zh",
}
_LETTERS = {**_LATIN, **_CYRILLIC, **dict.fromkeys(_APOSTROPHES, "")}
# Han, kana and what stands between them; they are written without spaces.
_HAN = (
    "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\U00020000-\U0003ffff"
)
_HAN_RUN = re.compile(f"[{_HAN}]+")
_PIECE = re.compile(rf"[{_HAN}]+|(?:(?![{_HAN}])[^\W_])+")
_NOT_INSIDE = rf"(?<![^\W_{_HAN}])"
_NOT_ON = rf"(?![^\W_{_HAN}])"
_UNSEEN = ("Mn", "Me", "Cf")
_LONGEST_MARKED = 2_000


class _Folds(dict[int, str]):
    """What each character becomes, worked out when it is met first."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    known = _LETTERS.get(character.lower())
    if known is not None:
        return known
    apart = normalize("NFKD", normalize("NFKD", character).casefold())
    return "".join(_LETTERS.get(one, one) for one in apart if category(one) not in _UNSEEN)


_FOLDS = _Folds()


def letters(text: str) -> str:
    """Return the text in small plain letters, with runs of Chinese as they are."""
    if text.isascii():
        low = text.lower()
        low = low.replace("x", "kh").replace("j", "zh").replace("q", "k")
        return low.replace("'", "").replace("`", "")
    return (text if is_normalized("NFC", text) else normalize("NFC", text)).translate(_FOLDS)


def _in_pairs(run: re.Match[str]) -> str:
    characters = run[0]
    pairs = (characters[at : at + 2] for at in range(len(characters)))
    return f" {' '.join(pairs)} "


def fold(text: str) -> str:
    """Return the text as the index keeps it.

    A run of Chinese becomes its overlapping pairs of characters and the last character alone, so
    that one or any number of characters in a row are found by the beginnings of words.
    """
    plain = letters(text)
    return plain if plain.isascii() else _HAN_RUN.sub(_in_pairs, plain)


def marked(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where words of the text begin with one of these, as spans of the text itself.

    Of Chinese the characters sought are found anywhere. Only the first part of a long text is
    looked at: that is what a cell shows.
    """
    return _marked(text[:_LONGEST_MARKED], tuple(words))


@lru_cache(maxsize=4096)
def _marked(text: str, words: tuple[str, ...]) -> list[tuple[int, int]]:
    sought = tuple(dict.fromkeys(folded for word in words if (folded := letters(word).strip())))
    whole = letters(text)
    present = tuple(word for word in sought if word in whole)
    if not present:
        return []
    found = [
        (piece.start() + start, piece.start() + end)
        for piece in _PIECE.finditer(text)
        for start, end in _in_piece(piece[0], present)
    ]
    return sorted(found)


def _in_piece(piece: str, sought: Sequence[str]) -> list[tuple[int, int]]:
    if _HAN_RUN.fullmatch(piece):
        places = ((word, piece.find(word)) for word in sought)
        return [(place, place + len(word)) for word, place in places if place >= 0]
    folded = letters(piece)
    reach = max((len(word) for word in sought if folded.startswith(word)), default=0)
    if not reach:
        return []
    # One character may fold to two, so the end is where enough of them have been folded.
    ends = (end for end in range(1, len(piece) + 1) if len(letters(piece[:end])) >= reach)
    return [(0, next(ends, len(piece)))]


def teach(connection: sqlite3.Connection) -> None:
    """Let a connection fold texts, which every one that writes must be able to."""
    connection.create_function("folded", 1, _folded, deterministic=True)


# Most texts of a record that is changed stay as they are, and go out of the index and in again.
@lru_cache(maxsize=64)
def _folded(value: object) -> str | None:
    # A text comes as bytes, because one that is no valid UTF-8 would not come at all.
    if isinstance(value, bytes):
        return fold(value.decode(errors="replace"))
    return None if value is None else fold(str(value))
