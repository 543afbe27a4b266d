"""A letter as its best part: the plain text, or else the marked one stripped. Only in the child."""

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.policy import default
from email.utils import parseaddr

from models.errors import Invalid
from models.intake.days import day_of
from models.intake.extracted import Extracted
from models.intake.guessing import extracted
from models.intake.houses import type_of
from models.intake.markup import parsed, readable
from models.intake.plain_text import decoded

_MOST_PARTS = 500
_DEEPEST = b"boundary="
_HEADERS = "the letter's headers"
_BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError)


def read_mail(content: bytes, name: str) -> Extracted:
    """Return the text of a letter."""
    if content.count(_DEEPEST) > _MOST_PARTS:
        raise Invalid(f"{name} is a letter of more than {_MOST_PARTS} parts; it was not read.")
    try:
        letter = message_from_bytes(content, policy=default)
        assert isinstance(letter, EmailMessage)
        text, said = _text(letter, name), dict(_said(letter))
    except RecursionError as error:
        raise Invalid(f"{name} is nested too deeply to be a letter; it was not read.") from error
    except _BROKEN as error:
        raise Invalid(f"{name} is damaged and cannot be read. Get another copy of it.") from error
    if not text.strip():
        raise Invalid(f"{name} holds no text, only what is attached. Save that, and add it.")
    return extracted(text, "eml", name, said)


def _text(letter: EmailMessage, name: str) -> str:
    plain, marked = (_body(letter, kind, name) for kind in ("plain", "html"))
    words = ""
    if marked and (tree := parsed(marked)) is not None:
        words = readable(tree)
    # Some send a plain part that only says “switch on HTML”.
    return words if len(plain) * 3 < len(words) else plain


def _body(letter: EmailMessage, kind: str, name: str) -> str:
    part = letter.get_body((kind,))
    if part is None:
        return ""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes) or not content.strip():
        return ""
    text = decoded(content, name, _charset(part))
    return text.replace("\r\n", "\n").strip("\n")


def _charset(part: "Message[str, str]") -> str:
    return part.get_content_charset("") or ""


def _said(letter: EmailMessage) -> Iterator[tuple[str, tuple[str, str]]]:
    subject = str(letter.get("Subject") or "")
    if subject.strip():
        yield "title", (subject, _HEADERS)
    if day := day_of(str(letter.get("Date") or "")):
        yield "published", (day, _HEADERS)
    writer, address = parseaddr(str(letter.get("From") or ""))
    if writer or address:
        yield "author", (writer or address, _HEADERS)
    host = address.rpartition("@")[2].lower()
    kind = type_of(host) if host else "media"
    if kind != "media":
        yield "type", (kind, "the writer's address")
