"""What is kept in memory answers exactly as SQL does, whatever is written in between."""

import sqlite3
from array import array
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Event, Semaphore
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Select, create_engine, event, literal, select, union_all
from sqlalchemy.exc import OperationalError

from models import (
    KINDS,
    Cancelled,
    Conflict,
    Facet,
    Filter,
    Missing,
    Query,
    Scope,
    Sort,
    Store,
    Ticket,
    first_rows,
    open_store,
    orders,
)
from models.first_rows import first_by_values
from models.orders import Orders
from models.prepared import DIALECT
from models.query import read_ids, read_packed, select_count, select_ids

SORTS: tuple[tuple[Sort, ...], ...] = (
    (),
    (Sort("title"),),
    (Sort("title", descending=True),),
    (Sort("status"), Sort("title")),
    (Sort("country"),),
    (Sort("start", descending=True),),
    (Sort("umbrella"),),
    (Sort("evidence"),),
    (Sort("reason"), Sort("start")),
    (Sort("summary"),),
    (Sort("notes", descending=True),),
)
PARTS = (
    Query("entry"),
    Query("entry", scope=Scope(country="UZB")),
    Query("entry", filters=(Filter("status", "=30"),)),
    Query("entry", words="a"),
    Query("entry", words="entry -byd"),
    Query("entry", words="-entry"),
    Query("entry", filters=(Filter("title", "ntr 1"),)),
    Query("entry", filters=(Filter("title", "e"), Filter("status", "=30")), words="a -byd"),
    Query("entry", scope=Scope(country="KAZ"), filters=(Filter("title", "n", negated=True),)),
)
QUERIES = [
    Query("entry", part.scope, part.filters, sort, part.words) for part in PARTS for sort in SORTS
]
PARTIES = [Query("party", sort=(Sort("actor"), Sort("role"))), Query("actor", sort=(Sort("name"),))]


@pytest.fixture
def store(seeded_store: Store) -> Store:
    with seeded_store.step("Add", by=None) as step:
        for number in range(12):
            values = {"title": f"Entry {number}", "country": ("UZB", "KAZ")[number % 2]}
            if number % 4:
                alike = ("One and the same beginning", "one AND the same beginning")[number % 2]
                values |= {"summary": f"{alike} {number % 3}", "notes": alike[: number * 2]}
            step.add("entry", values)
    return seeded_store


def by_sql(store: Store, query: Query) -> "array[int]":
    with store.reading() as connection:
        return read_ids(connection, select_ids(query))


def differing(store: Store, queries: list[Query]) -> list[Query]:
    return [
        query
        for query in queries
        if store.ids(query) != by_sql(store, query)
        or store.ids(query, limit=3) != by_sql(store, query)[:3]
        or store.count(query) != len(by_sql(store, query))
    ]


def change_something(store: Store, random: Random) -> None:
    """Do one thing that a person may do: an edit, an addition, a removal, an undo, a redo."""
    ids = list(store.ids(Query("entry")))
    record = random.choice(ids)
    act = random.randrange(8)
    if act == 0:
        with store.step("Add", by=None) as step:
            step.add("entry", {"title": f"New {random.random()}", "status": "30"})
    elif act == 1 and len(ids) > 5:
        with store.step("Remove", by=None) as step:
            step.remove("entry", record)
    elif act in (2, 3):
        revert = store.undo if act == 2 else store.redo
        try:
            revert(by=None)
        except (Missing, Conflict):
            return
    elif act == 4:
        actor = random.choice(store.ids(Query("actor")))
        with store.step("Rename", by=None) as step:
            step.set("actor", actor, "name", f"{random.choice('AMZ')} {random.random()}")
    else:
        values = {
            "title": f"{random.choice('AMZ')} {random.random()}",
            "status": random.choice(("30", "40", None)),
            "country": random.choice(("UZB", "KGZ", None)),
            "start": random.choice(("2021", "2023-05", None)),
            "umbrella": random.choice((True, False, None)),
        }
        field = random.choice(list(values))
        with store.step("Change", by=None) as step:
            step.set("entry", record, field, values[field])


@pytest.mark.parametrize(("few", "sample"), [(0, 1_000), (10_000, 3)])
@pytest.mark.parametrize("seed", range(3))
def test_orders_are_those_of_sql_whatever_is_written(
    store: Store, few: int, sample: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "FEW", few)
    monkeypatch.setattr(orders, "MANY", few)
    monkeypatch.setattr(orders, "_SAMPLE", sample)
    random = Random(seed)
    for _ in range(6):
        # Whole orders first, so that filters are laid over them.
        asked = QUERIES[: len(SORTS)] + random.sample(QUERIES, 8) + PARTIES
        assert differing(store, asked) == []
        change_something(store, random)


@pytest.mark.parametrize("kind", ["entry", "party", "actor", "citation"])
def test_the_first_rows_are_those_of_the_whole_order(store: Store, kind: str) -> None:
    dates = ("2023", "2023-01-01", "2023-01", "202X", "2021-06/2023", "../2020", None)
    with store.step("Change", by=None) as step:
        for place, record in enumerate(store.ids(Query("entry"))):
            step.set("entry", record, "start", dates[place % len(dates)])
            step.set("entry", record, "end", dates[place % 3 * 3])
            step.set("entry", record, "umbrella", (None, True, False)[place % 3])
            step.set("entry", record, "status", (None, "30", "40", "60")[place % 4])
            step.set("entry", record, "type", (None, "loan", "grant")[place % 5 % 3])
    by_values = 0
    for field in KINDS[kind].fields:
        for descending in (False, True):
            query = Query(kind, sort=(Sort(field.key, descending),))
            whole = by_sql(store, query)
            for limit in (1, 2, 3, 5, 8, len(whole), len(whole) + 1):
                assert store.ids(query, limit=limit) == whole[:limit], (query, limit)
            with store.reading() as connection:
                by_values += first_by_values(connection, query, 1) is not None
    assert by_values


@pytest.mark.parametrize(
    ("field", "index"),
    [("country", "country"), ("start", "start"), ("end", "end"), ("reason", "counts")],
)
def test_the_first_rows_need_no_pass_over_the_table(store: Store, field: str, index: str) -> None:
    plans: list[str] = []

    def explain(connection: Connection, cursor: object, sql: str, values: Any, *_: object) -> None:
        if sql.startswith("SELECT"):
            raw = connection.connection.driver_connection
            assert isinstance(raw, sqlite3.Connection)
            plans.extend(row[3] for row in raw.execute(f"EXPLAIN QUERY PLAN {sql}", values))

    with store.reading() as connection:
        event.listen(connection, "before_cursor_execute", explain)
        assert first_by_values(connection, Query("entry", sort=(Sort(field),)), 5) is not None
    walked = [plan for plan in plans if plan.startswith("SCAN entry")]
    assert walked == [f"SCAN entry USING COVERING INDEX ix_entry_{index}"]
    sought = [plan for plan in plans if plan.startswith("SEARCH entry")]
    assert sought
    assert all(f"INDEX ix_entry_{index} (" in plan for plan in sought)


def test_commits_of_another_process_are_seen_before_they_are_told(store: Store) -> None:
    follower = open_store(store.path, author="Other", readonly=True)
    assert differing(follower, QUERIES) == []
    with store.step("Change", by=None) as step:
        step.set("entry", store.ids(Query("entry"))[-1], "title", "0 comes first")
    assert differing(follower, QUERIES) == []
    follower.poll()
    assert differing(follower, QUERIES) == []
    follower.close()


def test_an_order_is_read_once_and_shared(store: Store) -> None:
    query = Query("entry", sort=(Sort("title"),))
    first = store.ids(query)
    assert store.ids(query) is first
    with store.step("Change", by=None) as step:
        step.set("entry", first[0], "status", "40")
    assert store.ids(query) is first
    with store.step("Change", by=None) as step:
        step.set("entry", first[0], "title", "ZZ")
    assert store.ids(query) is not first
    assert store.ids(query)[-1] == first[0]


def test_no_more_ids_are_kept_than_agreed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orders, "MOST_IDS", 40)
    kept = Orders(store.steps(limit=1)[0].id)
    with store.reading() as connection:
        newest = [kept.ids(connection, query) for query in QUERIES[:3]]
        assert kept.ids(connection, QUERIES[2]) is newest[2]
        assert kept.ids(connection, QUERIES[0]) is not newest[0]


@settings(max_examples=40)
@given(st.lists(st.integers(1, 2**62), unique=True, min_size=1, max_size=40))
def test_packed_ids_come_back(ids: list[int]) -> None:
    lines = union_all(
        *(
            select(literal(place).label("place"), literal(id_).label("id"))
            for place, id_ in enumerate(ids)
        )
    ).subquery()
    with create_engine("sqlite://").connect() as connection:
        found = read_packed(connection, select(lines.c.id).order_by(lines.c.place))
    assert list(found) == ids


def test_the_first_by_a_long_text_come_from_the_index_of_beginnings(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def explained(connection: Connection, statement: "Select[int]") -> "array[int]":
        # With its values bound, as it is asked: what SQLite takes an index for depends on that.
        sent = statement.compile(dialect=DIALECT)
        values = tuple(sent.params[name] for name in sent.positiontup or ())
        lines = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sent}", values)
        asked.extend(line[-1] for line in lines)
        return read_ids(connection, statement)

    monkeypatch.setattr(first_rows, "read_ids", explained)
    for sort in (Sort("summary"), Sort("notes", descending=True)):
        asked.clear()
        with store.reading() as connection:
            found = first_by_values(connection, Query("entry", sort=(sort,)), 5)
        assert found == by_sql(store, Query("entry", sort=(sort,)))[:5]
        assert any(f"USING INDEX ix_entry_{sort.field}" in line for line in asked), asked


def test_a_count_is_that_of_sql(store: Store) -> None:
    with store.reading() as connection:
        counted = [connection.execute(select_count(query)).scalar_one() for query in PARTS]
    assert [store.count(query) for query in PARTS] == counted
    assert [store.count(query) for query in PARTS] == counted


class HeldUp:
    """Holds up whoever reads ids until told to go on; notes what is read, and who asks."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.read: list[Query] = []
        self.begun, self.go_on, self.asked = Event(), Event(), Semaphore(0)
        self.fails = False
        self._compose, self._last_step = orders.select_ids, orders.last_step
        monkeypatch.setattr(orders, "select_ids", self.select_ids)
        monkeypatch.setattr(orders, "last_step", self.last_step)

    def select_ids(self, query: Query, *, quick: bool = False) -> "Select[int]":
        self.read.append(query)
        self.begun.set()
        assert self.go_on.wait(10)
        if self.fails:
            self.fails = False
            raise Cancelled("Stopped.")
        return self._compose(query, quick=quick)

    def last_step(self, connection: Connection) -> int:
        self.asked.release()
        return self._last_step(connection)

    def wait_for(self, asking: int) -> None:
        for _ in range(asking):
            assert self.asked.acquire(timeout=10)


def test_what_table_count_and_facets_ask_at_once_is_searched_once(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = Query("entry", scope=Scope(country="UZB"))
    expected, held = by_sql(store, query), HeldUp(monkeypatch)
    with ThreadPoolExecutor(3) as pool:
        table = pool.submit(store.ids, query)
        assert held.begun.wait(10)
        counted = pool.submit(store.count, query)
        facets = pool.submit(store.facets, query, ("country",))
        held.wait_for(3)
        held.go_on.set()
        assert table.result() == expected
        assert counted.result() == len(expected)
        (facet,) = facets.result()
    assert isinstance(facet, Facet)
    assert sum(value.count for value in facet.values) == len(expected)
    assert held.read == [query]


def test_who_waits_reads_when_the_first_is_stopped_and_may_be_stopped_too(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = Query("entry", scope=Scope(country="UZB"))
    expected, held = by_sql(store, query), HeldUp(monkeypatch)
    unwanted = Ticket()
    held.fails = True
    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(store.ids, query)
        assert held.begun.wait(10)
        second, third = pool.submit(store.ids, query), pool.submit(store.ids, query, unwanted)
        held.wait_for(3)
        unwanted.cancel()
        with pytest.raises(Cancelled):
            # While the first still reads.
            third.result(timeout=5)
        held.go_on.set()
        with pytest.raises(Cancelled):
            first.result()
        assert second.result() == expected
    assert held.read == [query, query]


def ask_for_nothing(store: Store, ticket: Ticket, *, then_stop: bool) -> None:
    with store.reading(ticket) as connection:
        if then_stop:
            ticket.cancel()
        connection.exec_driver_sql("SELECT * FROM no_such_table")


def test_whatever_sqlite_says_to_an_interrupted_read_was_the_interruption(store: Store) -> None:
    # Interrupted while it first touches an index of words, it speaks of a “vtable constructor”.
    with pytest.raises(Cancelled):
        ask_for_nothing(store, Ticket(), then_stop=True)
    with pytest.raises(OperationalError):
        ask_for_nothing(store, Ticket(), then_stop=False)
