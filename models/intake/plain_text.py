"""Bytes as text: a byte order mark, then UTF-8 by the letter, then what looks most likely."""

import codecs
import re

from charset_normalizer import from_bytes

from models.errors import Invalid

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What the region wrote in before UTF-8; the first that fits wins where the guess fails.
_LIKELY = ("cp1251", "koi8_r", "gb18030", "big5", "cp1252", "cp866", "shift_jis", "euc_kr")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 200_000
_MOST_CONTROL = 0.002


def decoded(content: bytes, name: str, declared: str = "") -> str:
    """Return the text of a file as it stands in it; raises Invalid when it is none."""
    text = _decoded(content, declared)
    if text is None or _is_binary(text):
        raise Invalid(f"{name} holds no text that can be read. Save it as UTF-8 text, or as PDF.")
    return text


def _decoded(content: bytes, declared: str) -> str | None:
    for mark, charset in _MARKS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], charset)
    # Every second byte of Latin letters in UTF-16 is nothing.
    if b"\0" in content[:_SAMPLE]:
        return _without_mark(content)
    for charset in filter(None, ("utf-8", declared)):
        text = _strictly(content, charset)
        if text is not None:
            return text
    return _likeliest(content)


def _without_mark(content: bytes) -> str | None:
    head = content[:_SAMPLE]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) * 5 < len(head) or min(even, odd) * 10 > max(even, odd):
        return None
    return _strictly(content, "utf-16-le" if odd > even else "utf-16-be")


def _likeliest(content: bytes) -> str | None:
    found = from_bytes(content[:_SAMPLE], cp_isolation=list(_LIKELY)).best()
    charsets = (found.encoding, *_LIKELY) if found is not None else _LIKELY
    for charset in charsets:
        text = _strictly(content, charset)
        if text is not None:
            return text
    return None


def _strictly(content: bytes, charset: str) -> str | None:
    try:
        return content.decode(charset)
    except (UnicodeError, LookupError):
        return None


def _is_binary(text: str) -> bool:
    sample = text[:_SAMPLE]
    return "\0" in text or len(_CONTROL.findall(sample)) > _MOST_CONTROL * len(sample)
