"""The names that a store knows its organisations and people by, for the reader of articles."""

from sqlalchemy import select

from models.reading.reading import Known
from models.records import TABLES
from models.store import Store

_SHORTEST = 2


def known_names(store: Store) -> list[Known]:
    """Return each name and alias of the store's organisations and people."""
    actor = TABLES["actor"]
    wanted = select(actor.c.id, actor.c.name, actor.c.aliases, actor.c.type)
    with store.reading() as connection:
        rows = connection.execute(wanted).all()
    return [
        Known(name, record, kind or "")
        for record, first, others, kind in rows
        for name in (one.strip() for one in (first or "", *(others or "").split(";")))
        if len(name) >= _SHORTEST
    ]
