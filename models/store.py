"""The store as everybody sees it: read by query and by id, write by steps, hear what changed."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, func, select

from models.aggregates import Aggregate, read_aggregate
from models.changes import Change
from models.collecting import let_go, uncollected
from models.database import Database, Ticket
from models.derived import refresh
from models.errors import Missing
from models.evidence import Citation, Passage, citations_of, passages_of
from models.facet_codes import FacetCodes
from models.facets import Facet, prepare_facets, read_facets
from models.hearing import Hearing, Listener
from models.histograms import Histogram
from models.history import EditLine, history_of
from models.journal import (
    Edit,
    StepLine,
    change_of,
    open_step,
    step_lines,
    to_redo,
    to_undo,
    touched_by,
    write_edits,
)
from models.kinds import KINDS
from models.naming import country_names, find, labels
from models.orders import Orders
from models.query import Query
from models.records import META, TABLES
from models.rows import Row, children_of, read_rows
from models.step import Step
from models.tidying import tidy
from models.undoing import redo, undo
from models.undoing_rest import undo_rest


@dataclass(frozen=True)
class PlaceCount:
    """How many entries one country (None: regional) has in one sector (None: none given)."""

    country: str | None
    sector: str | None
    entries: int


class Store:
    """One open store. Reads may come from any thread; a write holds up only other writes."""

    def __init__(self, database: Database, *, author: str, reason: str = "") -> None:
        self._database = database
        self.author = author
        self._reason = reason
        self._hearing = Hearing(database)
        self._orders = Orders(self._hearing.step)
        self._facet_codes = FacetCodes(self._hearing.step)
        for keeper in (self._orders, self._facet_codes):
            self._hearing.keep(keeper.take)

    # What it is

    @property
    def path(self) -> Path:
        """Return where the store's file is."""
        return self._database.path

    @property
    def name(self) -> str:
        """Return the file's name without its ending."""
        return self.path.stem

    @property
    def readonly(self) -> bool:
        """Tell whether nothing can be written now."""
        return self._database.readonly

    @property
    def reason(self) -> str:
        """Return why nothing can be written, in a sentence; empty when it can."""
        if not self.readonly:
            return ""
        if self._database.locked_out:
            return (
                f"{self.path.name} is open in another window of Khorgos, so here it is open for "
                "reading only and follows what is changed there."
            )
        return self._reason or f"{self.path.name} is open for reading only."

    # Reading

    @contextmanager
    def reading(self, ticket: Ticket | None = None) -> Iterator[Connection]:
        """Yield a connection that only reads, in one snapshot, for the other modules of models."""
        with self._database.reading(ticket) as connection:
            yield connection

    def abreast(self, ticket: Ticket | None = None) -> AbstractContextManager[list[Connection]]:
        """Return one or two connections in the same snapshot, for work side by side."""
        return self._database.reading_abreast(ticket)

    def ids(
        self,
        query: Query,
        ticket: Ticket | None = None,
        limit: int | None = None,
        *,
        quick: bool = False,
    ) -> "array[int]":
        """Return the ids in order, shared and not to be changed; a quick answer may lack some."""
        with self._database.reading(ticket) as connection:
            return self._orders.ids(connection, query, limit, quick=quick)

    def count(self, query: Query, ticket: Ticket | None = None) -> int:
        """Return how many records the query shows."""
        with self._database.reading(ticket) as connection:
            return self._orders.count(connection, query)

    def facets(
        self, query: Query, fields: Sequence[str], ticket: Ticket | None = None, *, limit: int = 50
    ) -> list[Facet | Histogram]:
        """Return values or bars of these fields, each counted without the query's filters on it."""
        with self._database.reading(ticket) as connection:
            kept = self._orders, self._facet_codes
            return read_facets(connection, *kept, query, fields, limit)

    def prepare(self, kind: str, fields: Sequence[str], ticket: Ticket | None = None) -> None:
        """Read ahead what filters and facets of these fields need, so that the first is quick."""
        with self._database.reading(ticket) as connection:
            self._orders.prepare(connection, KINDS[kind])
            prepare_facets(connection, self._facet_codes, kind, fields)

    def aggregate(
        self, kind: str, field: str, ids: Sequence[int], ticket: Ticket | None = None
    ) -> Aggregate:
        """Return what a field of these records comes to: exact sums by unit, and what counts."""
        with self._database.reading(ticket) as connection:
            return read_aggregate(connection, kind, field, ids)

    def rows(self, kind: str, ids: Sequence[int]) -> list[Row]:
        """Return these records in the order of the ids; those that are gone are left out."""
        with self._database.reading() as connection:
            return read_rows(connection, kind, ids)

    def row(self, kind: str, record: int) -> Row:
        """Return one record, or raise Missing."""
        for row in self.rows(kind, [record]):
            return row
        raise Missing(f"This {KINDS[kind].label.lower()} is not there any more.")

    def label(self, kind: str, record: int) -> str:
        """Return the name of a record, an empty text when it is gone."""
        with self._database.reading() as connection:
            return labels(connection, kind, [record]).get(record, "")

    def find(self, kind: str, words: str, limit: int = 50) -> list[tuple[int, str]]:
        """Return records by name, for a link to choose from."""
        with self._database.reading() as connection:
            return find(connection, kind, words, limit)

    def countries(self) -> list[tuple[str, str]]:
        """Return code and name of every country, by name."""
        with self._database.reading() as connection:
            return list(country_names(connection).items())

    def places(self) -> list[tuple[str, str, str]]:
        """Return code, name and region of each recipient country, by name."""
        country = TABLES["country"].c
        query = (
            select(country.code, country.name, country.region)
            .where(country.group == "recipient")
            .order_by(country.name)
        )
        with self._database.reading() as connection:
            return [(row.code, row.name, row.region or "") for row in connection.execute(query)]

    def counts(self, ticket: Ticket | None = None) -> list[PlaceCount]:
        """Return how many entries each country has in each sector."""
        entry = TABLES["entry"].c
        query = select(entry.country, entry.sector, func.count()).group_by(
            entry.country, entry.sector
        )
        with self._database.reading(ticket) as connection:
            return [PlaceCount(*row) for row in connection.execute(query)]

    def children(self, kind: str, record: int) -> dict[str, list[int]]:
        """Return the ids of what hangs off a record, by kind, in the order they were added."""
        with self._database.reading() as connection:
            return children_of(connection, kind, record)

    def citations(self, kind: str, record: int) -> list[Citation]:
        """Return what is cited for one record."""
        with self._database.reading() as connection:
            return citations_of(connection, kind, record)

    def passages(self, source: int) -> list[Passage]:
        """Return the coded and dismissed stretches of a source."""
        with self._database.reading() as connection:
            return passages_of(connection, source)

    # Writing

    @contextmanager
    def step(self, label: str, *, by: object) -> Iterator[Step]:
        """Open the one door for writing: all of the block is one undoable step, or nothing is."""
        change: Change | None = None
        with uncollected(), self._database.writing() as connection:
            step = Step(connection)
            yield step
            if step.edits:
                number = open_step(connection, label, self.author)
                write_edits(connection, number, step.edits)
                refresh(connection, step.edits)
                change = change_of(number, label, step.edits, by)
                let_go(step.edits)
        step.change = change
        if change is not None:
            self._hearing.tell(change)

    def undo(self, *, by: object) -> Change:
        """Take back the newest step in force; raises Missing when there is none, or Conflict."""
        return self._revert(undo, self._target(to_undo, "There is nothing to undo."), by)

    def redo(self, *, by: object) -> Change:
        """Put the step undone last in force again."""
        return self._revert(redo, self._target(to_redo, "There is nothing to redo."), by)

    def undo_step(self, number: int, *, by: object, keep_later: bool = False) -> Change:
        """Take back one step, whenever it was made, or with ``keep_later`` what stands of it."""
        return self._revert(undo_rest if keep_later else undo, number, by)

    def redo_step(self, number: int, *, by: object) -> Change:
        """Put one undone step in force again, whenever it was undone."""
        return self._revert(redo, number, by)

    def _target(self, choose: Callable[..., tuple[int, str] | None], nothing: str) -> int:
        with self._database.reading() as connection:
            found = choose(connection)
        if found is None:
            raise Missing(nothing)
        return found[0]

    def _revert(
        self, revert: Callable[..., tuple[int, str, list[Edit]]], number: int, by: object
    ) -> Change:
        with uncollected(), self._database.writing() as connection:
            step, label, edits = revert(connection, number, self.author)
            refresh(connection, edits)
            change = change_of(step, label, edits, by)
            let_go(edits)
        self._hearing.tell(change)
        return change

    # History

    @property
    def undo_label(self) -> str | None:
        """Return the label of the step that undo would take back."""
        with self._database.reading() as connection:
            found = to_undo(connection)
        return found[1] if found else None

    @property
    def redo_label(self) -> str | None:
        """Return the label of the step that redo would put in force again."""
        with self._database.reading() as connection:
            found = to_redo(connection)
        return found[1] if found else None

    def next_undo(self) -> StepLine | None:
        """Return the step that undo would take back."""
        return self._next(to_undo)

    def next_redo(self) -> StepLine | None:
        """Return the step that redo would put in force again."""
        return self._next(to_redo)

    def _next(self, choose: Callable[..., tuple[int, str] | None]) -> StepLine | None:
        with self._database.reading() as connection:
            found = choose(connection)
            return step_lines(connection, before=found[0] + 1, limit=1)[0] if found else None

    def steps(self, *, before: int | None = None, limit: int = 200) -> list[StepLine]:
        """Return the newest steps first."""
        with self._database.reading() as connection:
            return step_lines(connection, before=before, limit=limit)

    def touched(self, number: int) -> Change:
        """Return the cells, additions and removals of one step; of an unknown step, none."""
        with self._database.reading() as connection:
            return touched_by(connection, number)

    def history(
        self, kind: str, record: int, field: str | None = None, limit: int = 200
    ) -> list[EditLine]:
        """Return what was done to a record, or to one of its cells, newest first."""
        with self._database.reading() as connection:
            return history_of(connection, kind, record, field, limit)

    # Hearing

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call the listener after each commit, in the thread that wrote; return how to stop."""
        return self._hearing.listen(listener)

    def poll(self) -> None:
        """Tell the listeners what another process has committed; take over if it has ended."""
        if self.moved_on():
            self.catch_up()

    def moved_on(self) -> bool:
        """Tell within microseconds whether anybody has committed; ``catch_up`` tells what."""
        return self._hearing.moved_on()

    def catch_up(self, ticket: Ticket | None = None) -> None:
        """Tell what others have committed, in the thread of the caller; it may take long."""
        self._hearing.catch_up(ticket)

    # Keeping

    def backup(self, target: Path) -> None:
        """Copy the store as it is now to a new file."""
        self._database.backup(target)

    def tidy(self, ticket: Ticket | None = None) -> bool:
        """Merge a little of what steps left in the indexes of words; False: do not go on now."""
        return tidy(self._database, ticket or Ticket())

    def store_id(self) -> str:
        """Return the identity given to the store when it was made."""
        with self._database.reading() as connection:
            query = select(META.c.value).where(META.c.key == "store_id")
            return str(connection.execute(query).scalar_one())

    def dump(self) -> dict[str, list[tuple[object, ...]]]:
        """Return all records of all kinds, to compare two states of a store."""
        with self._database.reading() as connection:
            return {
                name: [tuple(row) for row in connection.execute(select(t).order_by(t.c.id))]
                for name, t in TABLES.items()
            }

    def close(self) -> None:
        """Close the file; nothing can be read or written after."""
        self._database.close()
