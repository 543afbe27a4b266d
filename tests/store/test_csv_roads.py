"""The two roads to a CSV file: inside SQLite and in Python. They give the same bytes, always."""

import io
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import KINDS, Cancelled, Filter, Query, Sort, Store, Ticket, create_store
from models.exchange import csv_writer
from models.exchange.cells import heading, whole_kind
from models.exchange.csv_sql import Lines
from models.exchange.csv_text import csv_line
from models.exchange.csv_writer import export_csv, python_lines
from models.exchange.references import References
from models.fields import Field
from models.folding import teach
from models.query import read_ids, select_ids

# What must be quoted or guarded, what looks like it, blanks of all sorts, three scripts.
STRANGE = "\",;\t\r\n|'=+-@＝＋－＠ .#0aя中😀\x0b\x1f\x85\xa0\u2028\u3000\u1680ÀЖ·"
TEXTS = st.one_of(
    st.none(),
    st.sampled_from(["", " ", "Ministry", "Ministry", "Fund #2", "-5", "+1.5", "'=1", "a, b", '"']),
    st.text(alphabet=STRANGE, max_size=8),
    st.text(max_size=12),
).filter(lambda text: text is None or _whole(text))
NUMBERS = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15).map(float),
    st.decimals(-(10**9), 10**9, places=6, allow_nan=False).map(float),
    st.floats(allow_nan=False, allow_infinity=False),
)


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def values_of(field: Field) -> st.SearchStrategy[object]:
    """What may stand in a column, right or wrong."""
    codes = {
        "choice": st.sampled_from(
            [None, *getattr(getattr(field.type, "terms", None), "labels", ())]
        ),
        "flag": st.sampled_from([None, 0, 1]),
        "number": NUMBERS,
        "integer": st.one_of(st.none(), st.integers(0, 5_000)),
        "link": st.one_of(st.none(), st.integers(1, 3)),
        "date": st.sampled_from(
            [None, "2023", "2023-10-06", "2023~", "../2025", "2023-01/2023-07"]
        ),
        "country": st.sampled_from([None, "UZB", "CHN", "XYZ"]),
    }
    return codes.get(field.type.name, TEXTS)


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store whose tables are filled by hand: without triggers, and nobody checks links."""
    path = tmp_path_factory.mktemp("roads") / "bare.khorgos"
    store = create_store(path, author="Tester", seeded=False)
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        for (name,) in found.fetchall():
            connection.execute(f"DROP TRIGGER {name}")
    connection.close()
    yield store
    store.close()


def fill(store: Store, kind: str, rows: Sequence[dict[str, object]]) -> None:
    """Put these rows in place of all of the kind."""
    connection = sqlite3.connect(store.path)
    connection.execute(f'DELETE FROM "{kind}"')
    for row in rows:
        names = ", ".join(f'"{key}"' for key in row)
        marks = ", ".join("?" * len(row))
        connection.execute(f'INSERT INTO "{kind}" ({names}) VALUES ({marks})', tuple(row.values()))
    connection.commit()
    connection.close()


def by_sqlite(store: Store, query: Query, *, labels: bool) -> bytes:
    file = io.BytesIO()
    export_csv(store, query, whole_kind(query.kind), file, labels=labels)
    return file.getvalue()


def by_python(store: Store, query: Query, *, labels: bool) -> bytes:
    kind, columns = query.kind, whole_kind(query.kind)
    first = csv_line([heading(kind, column, labels=labels) for column in columns])
    with store.reading() as connection:
        ids, references = read_ids(connection, select_ids(query)), References(connection)
        lines = python_lines(connection, kind, columns, references, ids, labels=labels)
    return "".join([first, *lines]).encode()


def rows_of(kind: str) -> st.SearchStrategy[list[dict[str, object]]]:
    fields = {f.key: values_of(f) for f in KINDS[kind].stored if f.key not in ("code", "uid")}
    needed = {f.key for f in KINDS[kind].stored if f.required}
    given_values = {
        key: values.filter(lambda value: value is not None) if key in needed else values
        for key, values in fields.items()
    }
    if kind == "citation":
        given_values["end"] = st.integers(5_000, 9_000)
    if kind == "dismissal":
        given_values["end"] = st.integers(5_000, 9_000)
    return st.lists(st.fixed_dictionaries(given_values), max_size=4)


@pytest.mark.parametrize("kind", [name for name in KINDS if name != "country"])
@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(rows=st.data())
def test_both_roads_give_the_same_bytes(bare: Store, kind: str, rows: st.DataObject) -> None:
    made = rows.draw(rows_of(kind))
    if kind == "entry":
        uids = rows.draw(st.lists(TEXTS, min_size=4, max_size=4, unique=True))
        made = [{**row, "uid": uid} for row, uid in zip(made, uids, strict=False)]
    fill(bare, kind, made)
    for labels in (False, True):
        for query in (Query(kind), Query(kind, sort=(Sort(KINDS[kind].title[0]),))):
            ours = by_sqlite(bare, query, labels=labels)
            assert ours == by_python(bare, query, labels=labels)


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize("kind", KINDS)
def test_both_roads_agree_on_the_first_article(
    seeded_store: Store, kind: str, labels: bool
) -> None:
    ours = by_sqlite(seeded_store, Query(kind), labels=labels)
    assert ours == by_python(seeded_store, Query(kind), labels=labels)


DAMAGE = [
    ("entry", "type = 'loan, grant'"),
    ("entry", "type = 'loan\"x'"),
    ("entry", 'type = \'"loan","grant"\''),
    ("entry", "type = '=1+1', status = ''"),
    ("entry", "type = '＝1'"),
    ("entry", "status = char(13, 10)"),
    ("entry", "start = '-0500-01'"),
    ("entry", "umbrella = 7"),
    ("entry", "title = CAST(x'41ff42' AS TEXT)"),
    ("entry", "title = x'4142'"),
    ("figure", "value = 'many'"),
    ("figure", "value = x'41'"),
    ("figure", "value = 1.5e-7, high = 1e17"),
    ("party", "actor = 4711"),
    ("dismissal", '"end" = 9000.5'),
]


@pytest.mark.parametrize("labels", [False, True])
@pytest.mark.parametrize(("kind", "damage"), DAMAGE)
def test_what_somebody_else_wrote_is_written_as_before(
    seeded_store: Store, kind: str, damage: str, labels: bool
) -> None:
    raw = sqlite3.connect(seeded_store.path)
    teach(raw)
    raw.execute(f"UPDATE {kind} SET {damage} WHERE id = (SELECT max(id) FROM {kind})")
    raw.commit()
    raw.close()
    ours = by_sqlite(seeded_store, Query(kind), labels=labels)
    assert ours == by_python(seeded_store, Query(kind), labels=labels)


LATE = {7_000: "a;b", 8_000: "a|b\tc", 9_000: "a\nb", 9_500: "=1", 9_600: "'", 9_700: " x"}


@pytest.fixture
def many(empty_store: Store) -> Store:
    """Ten thousand actors; a few carry what is quoted, guarded or shared."""
    rows = []
    for number in range(1, 10_001):
        strange = {
            7_000: "a;b",
            8_000: "a|b\tc",
            9_000: "a\nb",
            9_500: "=1",
            9_600: "'",
            9_700: " x",
        }
        rows.append({"name": strange.get(number, f"Actor {number}"), "notes": "x, y"})
    connection = sqlite3.connect(empty_store.path)
    teach(connection)
    connection.executemany("INSERT INTO actor (name, notes) VALUES (:name, :notes)", rows)
    connection.commit()
    connection.close()
    return empty_store


def test_what_comes_late_is_still_quoted(many: Store) -> None:
    assert by_sqlite(many, Query("actor"), labels=False) == by_python(
        many, Query("actor"), labels=False
    )


def test_the_ordinary_is_never_left_to_python(many: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> list[str]:
        raise AssertionError("the slow road was taken")

    monkeypatch.setattr(csv_writer, "python_lines", refuse)
    for query in (Query("actor"), Query("actor", filters=(Filter("name", "5"),))):
        assert by_sqlite(many, query, labels=False).count(b"\r\n") == many.count(query) + 1


def test_one_strange_number_leaves_the_other_lines_to_sqlite(
    many: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with many.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "x"})
        for number in ("1", "0.0000001", "3"):
            step.add("figure", {"entry": entry, "value": number})
    asked: list[int] = []
    slow = python_lines

    def listen(*given: object, **named: object) -> list[str]:
        asked.extend(given[4])  # type: ignore[call-overload]
        return slow(*given, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(csv_writer, "python_lines", listen)
    by_sqlite(many, Query("figure"), labels=False)
    assert len(asked) == 1


def test_progress_comes_often_and_ends_with_all(many: Store) -> None:
    seen: list[tuple[int, int]] = []
    export_csv(
        many, Query("actor"), ("name",), io.BytesIO(), progress=lambda *now: seen.append(now)
    )
    assert seen[-1] == (10_000, 10_000)
    assert len(seen) >= 5
    assert [done for done, _ in seen] == sorted({done for done, _ in seen})


def test_an_export_under_way_stops_within_a_moment(many: Store, tmp_path: Path) -> None:
    ticket, started, ended = Ticket(), threading.Event(), list[float]()

    def work() -> None:
        with suppress(Cancelled):
            while not ended:
                export_csv(
                    many, Query("actor"), whole_kind("actor"), tmp_path / "a.csv", ticket=ticket
                )
                started.set()
        ended.append(time.monotonic())

    thread = threading.Thread(target=work)
    thread.start()
    assert started.wait(5)
    asked = time.monotonic()
    ticket.cancel()
    thread.join(5)
    assert ended[0] - asked < 0.5
    assert not list(tmp_path.glob("*-part"))


def test_the_lines_of_a_giant_text_take_the_other_road(empty_store: Store) -> None:
    with empty_store.step("Add", by=None) as step:
        for number in range(3):
            step.add("source", {"title": f"S{number}", "text": "Слово, " * 300_000})
    assert by_sqlite(empty_store, Query("source"), labels=False) == by_python(
        empty_store, Query("source"), labels=False
    )


def test_lines_are_asked_for_by_id_too(many: Store) -> None:
    with many.reading() as connection:
        references = References(connection)
        lines = Lines(
            connection, "actor", ("id",), references, labels=False, slow=lambda _: ["never\r\n"]
        )
        assert lines.of([3, 1, 2]).lines == b"3\r\n1\r\n2\r\n"
