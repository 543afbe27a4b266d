"""What a page says of itself in its head: JSON-LD, Open Graph, <time>, the canonical link."""

import json
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml.etree import _Element

from models.intake.days import day_of

Said = dict[str, tuple[str, str]]
_META, _JSON, _HEADING = "the page's metadata", "the page's metadata", "the page's heading"
_ARTICLE = ("Article", "Posting", "Report", "WebPage")
_MOST_JSON = 500_000
_MOST_NODES = 2_000
_OF_META = {
    "title": ("og:title", "citation_title", "dc.title", "twitter:title"),
    "published": (
        *("article:published_time", "og:published_time", "datepublished", "citation_date"),
        *("citation_publication_date", "dc.date", "dc.date.issued", "pubdate", "publishdate"),
        *("parsely-pub-date", "sailthru.date", "date"),
    ),
    "publisher": ("og:site_name", "citation_publisher", "dc.publisher", "application-name"),
    "author": ("author", "citation_author", "dc.creator", "parsely-author", "article:author"),
    "language": ("og:locale", "dc.language", "language"),
    "url": ("og:url",),
}
_CUTS = (" | ", " - ", " – ", " — ", " :: ", " » ")


def said_by_page(tree: _Element, address: str = "") -> Said:
    """Return what the page says of title, day, publisher, author, language and address."""
    found: Said = {}
    for key, value, how in (*_said_in_json(tree), *_said_in_meta(tree), *_said_in_body(tree)):
        clean = _clean(key, value, address)
        if clean and key not in found:
            found[key] = clean, how
    if "title" in found:
        publisher = found.get("publisher", ("", ""))[0]
        found["title"] = _without_house(found["title"][0], publisher), found["title"][1]
    return found


def _clean(key: str, value: str, address: str) -> str:
    value = " ".join(value.split())
    if key == "published":
        return day_of(value)
    if key == "language":
        code = value.replace("_", "-").split("-")[0].lower()
        return code if len(code) == 2 and code.isascii() and code.isalpha() else ""
    if key == "author":
        # Some give a page of theirs, or all their writers with the house.
        return "" if "://" in value or value.startswith("@") else value
    if key == "url":
        return value if _is_page(value) else ""
    return value


def _is_page(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _without_house(title: str, publisher: str) -> str:
    """Take the name of the house off the end of a title."""
    for cut in _CUTS:
        before, found, after = title.rpartition(cut)
        if found and len(before) > 12 and publisher and after.casefold() in publisher.casefold():
            return before.strip()
        if found and publisher and publisher.casefold() == after.strip().casefold():
            return before.strip()
    return title


# Meta and body


def _said_in_meta(tree: _Element) -> Iterator[tuple[str, str, str]]:
    given: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name and meta.get("content"):
            given.setdefault(name.casefold(), meta.get("content", ""))
    for link in tree.iter("link"):
        if (link.get("rel") or "").casefold() == "canonical" and link.get("href"):
            yield "url", link.get("href", ""), "the page's canonical link"
            break
    for key, names in _OF_META.items():
        for name in names:
            if name in given:
                yield key, given[name], _META


def _said_in_body(tree: _Element) -> Iterator[tuple[str, str, str]]:
    for time in tree.iter("time"):
        yield "published", time.get("datetime") or _text(time), "the page's <time>"
    for heading in tree.iter("h1"):
        yield "title", _text(heading), _HEADING
    for title in tree.iter("title"):
        yield "title", _text(title), "the page's title"
        break
    for top in tree.iter("html"):
        yield "language", top.get("lang") or top.get("xml:lang") or "", "the page's language"
        break


def _text(element: _Element) -> str:
    return "".join(str(part) for part in element.itertext())[:1000]


# JSON-LD


def _said_in_json(tree: _Element) -> Iterator[tuple[str, str, str]]:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().casefold() != "application/ld+json":
            continue
        words = (script.text or "").strip()
        if len(words) > _MOST_JSON:
            continue
        try:
            given = json.loads(words, strict=False)
        except (ValueError, RecursionError):
            continue
        for node in _nodes(given):
            kinds = node.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(str(kind).endswith(_ARTICLE) for kind in kinds):
                yield from _said_by_node(node)


def _nodes(given: object) -> Iterator[dict[str, object]]:
    waiting, seen = [given], 0
    while waiting and seen < _MOST_NODES:
        one = waiting.pop(0)
        seen += 1
        if isinstance(one, list):
            waiting[:0] = one
        elif isinstance(one, dict):
            yield one
            waiting += [value for key, value in one.items() if key in ("@graph", "mainEntity")]


def _said_by_node(node: dict[str, object]) -> Iterator[tuple[str, str, str]]:
    plain = (
        ("title", "headline"),
        ("published", "datePublished"),
        ("language", "inLanguage"),
    )
    for key, name in plain:
        value = node.get(name)
        if isinstance(value, str):
            yield key, value, _JSON
    for key in ("publisher", "author"):
        names = [_named(one) for one in _as_list(node.get(key))]
        if any(names):
            yield key, ", ".join(filter(None, names[:5])), _JSON


def _as_list(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _named(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name")
    return value if isinstance(value, str) else ""
