"""How far the coders are with the articles: sentences settled and left, and what to read next."""

from dataclasses import dataclass

from sqlalchemy import func, select

from models.coverage import Covered, covered
from models.derived import spans_of
from models.records import TABLES
from models.store import Store


@dataclass(frozen=True)
class Settled:
    """What is left over all sources: sentences that are open, and the sources they stand in."""

    sentences: int
    left: int
    sources: int


def coverage_of(store: Store, source: int) -> list[Covered]:
    """Return the sentences of a source in order, each coded, dismissed or open."""
    text = str(store.row("source", source).value("text") or "")
    with store.reading() as connection:
        spans = {kind: spans_of(connection, kind, [source]) for kind in ("citation", "dismissal")}
    return covered(text, spans["citation"][source], spans["dismissal"][source])


def settled(store: Store) -> Settled:
    """Return how much is left in the whole store."""
    source = TABLES["source"].c
    with store.reading() as connection:
        sentences = connection.execute(select(func.sum(source.sentences))).scalar()
        left = connection.execute(
            select(func.sum(source.left), func.count()).where(source.left > 0)
        ).one()
    return Settled(int(sentences or 0), int(left[0] or 0), int(left[1]))


def next_open_source(store: Store, after: int | None, *, back: bool = False) -> int | None:
    """Return the next source with open sentences, the newest first and round to the first again."""
    source = TABLES["source"].c
    onward = select(func.min(source.id) if back else func.max(source.id)).where(source.left > 0)
    with store.reading() as connection:
        if after is not None:
            beyond = source.id > after if back else source.id < after
            found = connection.execute(onward.where(beyond)).scalar()
            if found is not None:
                return int(found)
            onward = onward.where(source.id != after)
        found = connection.execute(onward).scalar()
        return None if found is None else int(found)
