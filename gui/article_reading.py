"""What the article pane shows, read away from the main thread: an article, and the list of them."""

from dataclasses import dataclass
from typing import Final

from gui.article_marks import Segment, cut
from models import Covered, Passage, Row, Store, coverage_of

MOST_LISTED: Final = 100


@dataclass(frozen=True)
class Article:
    """One source with its text, and the stretches of it that carry records."""

    source: int
    name: str
    text: str
    segments: tuple[Segment, ...]
    kinds: frozenset[str]
    passages: tuple[Passage, ...] = ()
    coverage: tuple[Covered, ...] = ()
    listed: str = ""
    published: str = ""


@dataclass(frozen=True)
class Listed:
    """The sources added last by id and name, whether there are older ones, and the one shown."""

    names: tuple[tuple[int, str], ...]
    more: bool
    shown: Article | None


def read_article(store: Store, source: int) -> Article | None:
    """Return a source with its passages; None when it is gone."""
    for row in store.rows("source", [source]):
        passages = store.passages(source)
        kinds = frozenset({"citation", "dismissal", *(one.kind for one in passages)})
        text = str(row.value("text") or "")
        marked = tuple(cut(passages))
        sentences = tuple(coverage_of(store, source))
        day = str(row.value("published") or "")
        told = (tuple(passages), sentences, _listed(row), day)
        return Article(source, _name(row), text, marked, kinds, *told)
    return None


def read_sources(store: Store, shown: int | None) -> Listed:
    """Return the list, and the article that was shown; when that is gone, the newest one."""
    found = [record for record, _ in store.find("source", "", MOST_LISTED + 1)]
    rows = store.rows("source", found[:MOST_LISTED])
    article = read_article(store, shown) if shown is not None else None
    if article is None and rows:
        article = read_article(store, rows[0].id)
    names = tuple((row.id, _listed(row)) for row in rows)
    return Listed(names, len(found) > MOST_LISTED, article)


def _listed(row: Row) -> str:
    """Return the name in the list, with what is left of the article."""
    left, sentences = row.value("left"), row.value("sentences")
    if not sentences:
        return _name(row)
    return f"{_name(row)} · {left} left" if left else f"{_name(row)} · settled"


def _name(row: Row) -> str:
    published = row.shown("published")
    return f"{row.shown('title')} · {published}" if published else row.shown("title")
