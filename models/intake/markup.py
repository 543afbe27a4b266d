"""Markup as a reader sees it: paragraphs a line each, cells of a table parted by tabs."""

import re
from collections.abc import Iterator

from lxml import html
from lxml.etree import ParserError, _Element

_UNSEEN = frozenset(
    (
        *("script", "style", "template", "noscript", "head", "title", "select", "datalist", "svg"),
        *("math", "iframe", "object", "nav", "footer", "aside", "button", "form"),
    )
)
_LINES = frozenset(
    (
        *("p", "div", "li", "ul", "ol", "dl", "dt", "dd", "hr", "pre", "blockquote", "section"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "article", "figure", "figcaption"),
        *("details", "main", "header", "address", "br"),
    )
)
_CELLS = frozenset(("td", "th"))
_DECLARATIONS = re.compile(r"<!DOCTYPE[^>\[]{0,400}\[.{0,4000}?\]\s*>", re.I | re.S)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_AROUND_TAB, _AROUND_LINE = re.compile(r" *\t[ \t]*"), re.compile(r"[ \t]*\n[ \t\n]*")


def without_declarations(markup: str) -> str:
    """Return a page without the entities that it declares, which no page needs."""
    return _DECLARATIONS.sub("", markup.replace("\0", ""), count=1)


def parsed(markup: str) -> _Element | None:
    """Return the tree of a page; None when there is nothing in it."""
    # Bytes, because a page may declare another encoding than the one it had.
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, recover=True
    )
    try:
        return html.document_fromstring(
            without_declarations(markup).encode(errors="ignore"), parser
        )
    except ParserError:
        return None


def readable(tree: _Element) -> str:
    """Return the words that a reader sees, in order."""
    words = "".join(_pieces(tree))
    return _AROUND_LINE.sub("\n", _AROUND_TAB.sub("\t", words)).strip()


def _pieces(tree: _Element) -> Iterator[str]:
    """Walk without recursion: pages are nested as deep as somebody likes."""
    unseen = cells = 0
    walk = html.etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        tag = element.tag if isinstance(element.tag, str) else ""
        hidden = (
            tag in _UNSEEN
            or "hidden" in element.attrib
            or _HIDDEN.search(element.get("style") or "") is not None
        )
        if event == "start":
            unseen += hidden
            cells += tag in _CELLS
            if not unseen:
                yield _part(tag, in_cell=cells > 0)
                yield _BLANKS.sub(" ", element.text or "")
            continue
        unseen -= hidden
        if not unseen:
            yield _part(tag, in_cell=cells > 0) if tag in _LINES else ""
            yield _BLANKS.sub(" ", element.tail or "")
        cells -= tag in _CELLS


def _part(tag: str, *, in_cell: bool) -> str:
    if tag in _CELLS:
        return "\t"
    if tag not in _LINES:
        return ""
    # The paragraphs of a cell stand on one line, or its row would come apart.
    return " " if in_cell and tag != "tr" else "\n"
