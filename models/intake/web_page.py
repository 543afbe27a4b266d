"""A web page as its article: without menus, advertisements and footers. Only in the child."""

import re

from lxml.etree import _Element
from trafilatura import bare_extraction

from models.errors import Invalid
from models.intake.extracted import Extracted
from models.intake.guessing import extracted
from models.intake.markup import parsed, readable, without_declarations
from models.intake.page_words import said_by_page
from models.intake.plain_text import decoded

_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,40})""", re.I)
_LEAST_WORDS = 25
_ROW = re.compile(r"^\|(.*)\|\s*$", re.M)
_RULE = re.compile(r"^[|\s:-]+$\n?", re.M)


def read_web_page(content: bytes, name: str, address: str = "") -> Extracted:
    """Return the article of a page."""
    markup = without_declarations(_text(content, name))
    tree = parsed(markup)
    if tree is None:
        raise _nothing(name)
    said = said_by_page(tree, address)
    if address and "url" not in said:
        said["url"] = address, "the page it was copied from"
    text = article_of(markup, tree)
    if not text:
        raise _nothing(name)
    return extracted(_with_headline(text, tree, said.get("title", ("", ""))[0]), "html", name, said)


def article_of(markup: str, tree: _Element) -> str:
    """Return the article in a page, or all that can be read of it where none stands out."""
    found = bare_extraction(
        markup, include_comments=False, include_tables=True, with_metadata=False, fast=False
    )
    text = (
        _tables_by_tabs(found.text or "")
        if found is not None and not isinstance(found, dict)
        else ""
    )
    if len(text.split()) >= _LEAST_WORDS or len(text) > 10 * _LEAST_WORDS:
        return text
    whole = readable(tree)
    return text if len(text) * 2 > len(whole) else whole


def _text(content: bytes, name: str) -> str:
    """Decode a page as a browser does, which shows one with a few broken letters all the same."""
    found = _CHARSET.search(content[:4096])
    declared = found[1].decode("ascii").lower() if found else ""
    if declared not in ("utf-8", "utf8"):
        try:
            # The declaration counts only if the bytes are no UTF-8: pages are saved in another.
            return decoded(content, name, declared)
        except Invalid:
            pass
    return content.replace(b"\0", b"").decode("utf-8", errors="replace")


def _tables_by_tabs(text: str) -> str:
    if "|" not in text:
        return text.strip()
    plain = _ROW.sub(
        lambda row: "\t".join(cell.strip() for cell in row[1].split("|")), _RULE.sub("", text)
    )
    return plain.strip()


def _with_headline(text: str, tree: _Element, title: str) -> str:
    """Put the headline in front where the extraction has left it out and the page shows it."""
    if not title or title.casefold() in text[: 3 * len(title) + 200].casefold():
        return text
    shown = (" ".join("".join(str(one) for one in h.itertext()).split()) for h in tree.iter("h1"))
    return f"{title}\n{text}" if title in shown else text


def _nothing(name: str) -> Invalid:
    return Invalid(
        f"No text can be read in {name}: a program may draw it. Copy the words and paste them."
    )
