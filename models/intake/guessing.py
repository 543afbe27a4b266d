"""All guesses about one text: what its file says, what its first lines say, what it looks like."""

from collections.abc import Mapping
from pathlib import PurePath

from models.field_types import LONGEST_LINE
from models.intake import PASTED
from models.intake.days import days_in
from models.intake.extracted import Extracted, Guess
from models.intake.houses import host_of, type_of
from models.intake.language import language_of
from models.intake.opening_lines import opening

_HEAD = 4_000
_QUOTED = ("title", "author", "publisher", "dateline")
_MADE_LATER = ("pdf", "docx")
_ARTICLES = ("html", "txt")


def extracted(
    text: str, form: str, name: str, said: Mapping[str, tuple[str, str]], address: str = ""
) -> Extracted:
    """Return the text with its guesses; ``said`` has what the file says itself, and where.

    What the file says wins over the first lines, and is quoted if they hold the same words; but
    the day on which a document was made is only asked where they give none.
    """
    found = opening(text)
    for key, (value, how) in said.items():
        clean = " ".join(_without_half(value).split())[: LONGEST_LINE - 1]
        if clean and not (key == "published" and form in _MADE_LATER and key in found):
            found[key] = _located(text, key, clean, how, found.get(key))
    if "url" not in found and host_of(address):
        found["url"] = Guess(address, how="the page it was copied from")
    if "title" not in found:
        found["title"] = _title(text, name)
    if code := language_of(text):
        found.setdefault("language", Guess(code, how="the words of the text"))
    _guess_house(found, form)
    return Extracted(text, form, found, name)


def _located(text: str, key: str, value: str, how: str, seen: Guess | None) -> Guess:
    """Return the guess with the words of the text that say the same, where there are any."""
    if key == "published":
        for day, start, end in days_in(text, 0, _HEAD):
            if day == value:
                return Guess(value, start, end, how)
        return Guess(value, how=how)
    if key in _QUOTED:
        head = text[:_HEAD]
        start = head.find(value)
        if start < 0 and len(head.casefold()) == len(head):
            start = head.casefold().find(value.casefold())
        if start >= 0 and start + len(value) <= len(text):
            return Guess(value, start, start + len(value), how)
    return Guess(value, how=how)


def _title(text: str, name: str) -> Guess:
    stem = "" if name == PASTED else " ".join(PurePath(name).stem.replace("_", " ").split())
    if stem:
        return Guess(stem, how="the file's name")
    words = " ".join(text[:400].split())
    short = words if len(words) <= 80 else words[:80].rsplit(" ", 1)[0] + "…"
    return Guess(short, how="the first words")


def _guess_house(found: dict[str, Guess], form: str) -> None:
    host = host_of(found["url"].value) if "url" in found else ""
    if host:
        found.setdefault("publisher", Guess(host, how="the address"))
        kind = type_of(host)
        other = ", which is of no office, bank or journal" if kind == "media" else ""
        found.setdefault("type", Guess(kind, how=f"the address{other}"))
    elif form in _ARTICLES and ("publisher" in found or "dateline" in found):
        found.setdefault("type", Guess("media", how="its form: it reads like a report"))


def _without_half(value: str) -> str:
    return value.replace("\0", "").encode(errors="ignore").decode()
