"""Bytes of any known kind as a text with guesses. Only in the child: each reader is loaded late."""

from models.errors import Invalid
from models.field_types import LONGEST_TEXT
from models.intake.extracted import Extracted
from models.intake.formats import DOCX, EML, HTML, PDF, recognise


def read(content: bytes, name: str, wanted: str = "", address: str = "") -> Extracted:
    """Return the text of a file; raises Invalid with the sentence that says why there is none."""
    form = wanted or recognise(name, content).name
    if form == PDF.name:
        from models.intake.pdf import read_pdf

        found = read_pdf(content, name)
    elif form == DOCX.name:
        from models.intake.word import read_word

        found = read_word(content, name)
    elif form == EML.name:
        from models.intake.mail import read_mail

        found = read_mail(content, name)
    elif form == HTML.name:
        from models.intake.web_page import read_web_page

        found = read_web_page(content, name, address)
    else:
        found = _read_text(content, name, address)
    if len(found.text) > LONGEST_TEXT:
        raise Invalid(f"{name} has more than {LONGEST_TEXT:,} characters. Split it into parts.")
    return found


def _read_text(content: bytes, name: str, address: str) -> Extracted:
    from models.intake.guessing import extracted
    from models.intake.plain_text import decoded

    text = decoded(content, name)
    if not text.strip():
        raise Invalid(f"{name} is empty.")
    return extracted(text, "txt", name, {}, address)
