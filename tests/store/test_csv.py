"""CSV out and in: the bytes of each kind, what is quoted, what is told apart, what is refused.

After a change of the seed that is meant, `GOLDEN=write python -m pytest tests/store/test_csv.py`
writes the files in tests/golden anew; read their difference before keeping it.
"""

import csv
import io
import os
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import (
    KINDS,
    VOCABULARIES,
    Cancelled,
    Filter,
    Invalid,
    Query,
    Scope,
    Sort,
    Store,
    StoreUnavailable,
    Ticket,
)
from models.exchange.cells import whole_kind
from models.exchange.csv_reader import parse_csv, read_text, split_rows
from models.exchange.csv_writer import csv_line, export_csv

GOLDEN = Path(__file__).resolve().parents[1] / "golden"
FILES = [(kind, False) for kind in KINDS] + [("entry", True), ("party", True)]
CELLS = st.one_of(
    st.none(), st.text(), st.text(alphabet="\",;\t|\r\n'= aя中😀\u2028\xa0\ufeff", max_size=6)
).filter(lambda cell: cell is None or "\0" not in cell)


def exported(store: Store, query: Query, *columns: str, labels: bool = False) -> str:
    file = io.BytesIO()
    export_csv(store, query, columns or whole_kind(query.kind), file, labels=labels)
    return file.getvalue().decode()


# ---- the bytes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "labels"), FILES)
def test_each_kind_is_written_as_it_always_was(
    seeded_store: Store, kind: str, labels: bool
) -> None:
    golden = GOLDEN / f"{kind}{'-labels' if labels else ''}.csv"
    file = io.BytesIO()
    export_csv(seeded_store, Query(kind), whole_kind(kind), file, labels=labels, bom=labels)
    if os.environ.get("GOLDEN") == "write":
        golden.write_bytes(file.getvalue())
    assert file.getvalue() == golden.read_bytes()


def test_a_file_and_a_stream_get_the_same_bytes(seeded_store: Store, tmp_path: Path) -> None:
    target = tmp_path / "figures.csv"
    written = export_csv(seeded_store, Query("figure"), whole_kind("figure"), target)
    assert target.read_bytes().decode() == exported(seeded_store, Query("figure"))
    assert written == 6


@pytest.mark.parametrize("kind", KINDS)
def test_another_reader_of_csv_finds_the_same_cells(seeded_store: Store, kind: str) -> None:
    text = exported(seeded_store, Query(kind))
    ours = [tuple(cell or "" for cell in row) for row in split_rows(text, ",")]
    theirs = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    assert ours == theirs
    assert len(ours) == seeded_store.count(Query(kind)) + 1


def test_lines_end_in_cr_lf_and_the_mark_comes_only_when_asked(seeded_store: Store) -> None:
    plain, marked = io.BytesIO(), io.BytesIO()
    export_csv(seeded_store, Query("country"), ("code", "name"), plain)
    export_csv(seeded_store, Query("country"), ("code", "name"), marked, bom=True)
    assert plain.getvalue().startswith(b"code,name\r\n")
    assert plain.getvalue().count(b"\n") == plain.getvalue().count(b"\r\n")
    assert marked.getvalue() == b"\xef\xbb\xbf" + plain.getvalue()


# ---- what is written ---------------------------------------------------------------------------


def test_rows_order_and_columns_are_those_of_the_query(seeded_store: Store) -> None:
    query = Query(
        "figure",
        scope=Scope(country="KGZ"),
        filters=(Filter("unit", "=L"),),
        sort=(Sort("value", descending=True),),
    )
    assert exported(seeded_store, query, "value", "to_country", "id").split("\r\n")[:3] == [
        "value,to_country,id",
        "1180000,LVA,5",
        "774000,CHN,4",
    ]


def test_labels_stand_for_codes_in_headings_and_cells(seeded_store: Store) -> None:
    query = Query("entry", filters=(Filter("uid", "UZB-2023-001"),))
    columns = ("country", "type", "umbrella", "counts")
    assert exported(seeded_store, query, *columns) == (
        "country,type,umbrella,counts\r\nUZB,joint_venture,0,0\r\n"
    )
    assert exported(seeded_store, query, *columns, labels=True) == (
        "Country,Type,Umbrella,Counts\r\nUzbekistan,Joint venture,No,No\r\n"
    )


def test_nothing_and_an_empty_text_are_told_apart(empty_store: Store) -> None:
    with empty_store.step("Add", by=None) as step:
        for title in ("first", "second"):
            step.add("entry", {"title": title})
    # No editor writes an empty text, but a store may hold one.
    with empty_store._database.writing() as connection:
        connection.exec_driver_sql("UPDATE entry SET notes = '' WHERE title = 'second'")
    text = exported(empty_store, Query("entry"), "title", "notes")
    assert text == 'title,notes\r\nfirst,\r\nsecond,""\r\n'


def test_numbers_are_plain_digits(empty_store: Store) -> None:
    with empty_store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "x"})
        for number in ("1350000", "0.1", "-5", "0.0000001", "999 million", "123456789012345"):
            step.add("figure", {"entry": entry, "value": number})
    lines = exported(empty_store, Query("figure"), "value").split("\r\n")[1:-1]
    assert lines == ["1350000", "0.1", "-5", "0.0000001", "999000000", "123456789012345"]


def test_a_formula_is_guarded_wherever_it_stands(empty_store: Store) -> None:
    with empty_store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "=HYPERLINK(1)", "notes": "\t=1"})
        actor = step.add("actor", {"name": "@evil"})
        step.add("party", {"entry": entry, "actor": actor, "as_named": "+1"})
    assert exported(empty_store, Query("entry"), "title", "notes").endswith(
        "'=HYPERLINK(1),\"'\t=1\"\r\n"
    )
    assert exported(empty_store, Query("party"), "actor", "as_named").endswith("'@evil,+1\r\n")


def test_a_link_is_a_name_and_a_shared_name_gets_its_id(empty_store: Store) -> None:
    with empty_store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "x", "uid": "UZB-2023-001"})
        names = ("BYD Auto", "Ministry", "Ministry", "Fund #2")
        actors = [step.add("actor", {"name": name}) for name in names]
        for actor in actors:
            step.add("party", {"entry": entry, "actor": actor})
    lines = exported(empty_store, Query("party"), "actor").split("\r\n")[1:-1]
    first, second, third, fourth = actors
    assert first
    assert lines == ["BYD Auto", f"Ministry #{second}", f"Ministry #{third}", f"Fund #2 #{fourth}"]


def test_an_export_can_be_followed_and_stopped(empty_store: Store, tmp_path: Path) -> None:
    with empty_store.step("Add", by=None) as step:
        for number in range(1_200):
            step.add("actor", {"name": f"Actor {number}"})
    target, seen, ticket = tmp_path / "a.csv", list[tuple[int, int]](), Ticket()
    export_csv(
        empty_store, Query("actor"), ("name",), target, progress=lambda *now: seen.append(now)
    )
    assert seen == [(500, 1200), (1000, 1200), (1200, 1200)]
    whole = target.read_bytes()
    with pytest.raises(Cancelled):
        export_csv(
            empty_store,
            Query("actor"),
            ("name", "id"),
            target,
            progress=lambda *_: ticket.cancel(),
            ticket=ticket,
        )
    assert target.read_bytes() == whole
    assert not list(tmp_path.glob("*-part"))


def test_a_senseless_filter_leaves_the_file_alone(seeded_store: Store, tmp_path: Path) -> None:
    target = tmp_path / "a.csv"
    target.write_bytes(b"old")
    query = Query("figure", filters=(Filter("value", "many"),))
    with pytest.raises(Invalid, match="many"):
        export_csv(seeded_store, query, ("value",), target)
    assert target.read_bytes() == b"old"


def test_labels_find_their_codes_again() -> None:
    for vocabulary in VOCABULARIES.values():
        for code, label in vocabulary.labels.items():
            assert vocabulary.code_of(label) == code
            assert vocabulary.code_of(code) == code


# ---- what is read ------------------------------------------------------------------------------


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5))
@settings(max_examples=500)
def test_what_is_written_is_read_back_cell_by_cell(rows: list[list[str | None]]) -> None:
    text = "".join(map(csv_line, rows))
    assert [list(row) for row in split_rows(text, ",")] == rows


@given(st.text())
@settings(max_examples=500)
def test_any_text_is_read_or_refused_in_a_sentence(text: str) -> None:
    refused = None
    try:
        list(parse_csv(text).rows())
    except Invalid as error:
        refused = error
    assert refused is None or refused.sentence.endswith(".")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_what_parts_the_cells_is_found(delimiter: str) -> None:
    text = delimiter.join(['"a;b,c"', "title", "notes"]) + "\n" + delimiter.join(["1", "2", "3"])
    table = parse_csv(text, frozenset({"title", "notes"}))
    assert table.delimiter == delimiter
    assert [row.cells for row in table.rows()] == [("1", "2", "3")]


def test_excels_line_that_names_the_separator_is_understood() -> None:
    table = parse_csv("sep=;\r\ntitle;notes\r\na,b;c\r\n")
    assert table.header == ("title", "notes")
    assert [row.cells for row in table.rows()] == [("a,b", "c")]


def test_empty_lines_are_left_out_but_counted() -> None:
    table = parse_csv("title,notes\n\na,b\n\n\nc,d")
    assert [(row.number, row.cells) for row in table.rows()] == [(3, ("a", "b")), (6, ("c", "d"))]


def test_an_empty_line_in_a_file_of_one_column_is_a_row() -> None:
    assert [row.cells for row in parse_csv("title\na\n\nb\n").rows()] == [("a",), (None,), ("b",)]


def test_a_quote_that_is_never_closed_is_refused_with_its_line() -> None:
    rows = ["title,notes", 'a,"two', 'lines"', 'b,"open', *["c,d"] * 1_000]
    with pytest.raises(Invalid, match=r"line 4 is never closed"):
        list(parse_csv("\r\n".join(rows)).rows())


def test_words_behind_a_closing_quote_are_refused_with_their_line() -> None:
    with pytest.raises(Invalid, match="line 2 something stands between"):
        list(parse_csv('title,notes\n"a"b,c\n').rows())


def test_a_quote_inside_a_plain_cell_is_part_of_it() -> None:
    assert list(split_rows('BYD "Han",b', ",")) == [('BYD "Han"', "b")]


def test_a_cell_of_many_megabytes_is_read() -> None:
    text = "x" * 5_000_000
    assert list(split_rows(f'"{text}",b', ",")) == [(text, "b")]


@pytest.mark.parametrize("text", [',"' * 20_000, '"' * 39_999, '"",' * 13_000, ";|\t," * 10_000])
def test_a_hostile_file_costs_no_time(text: str) -> None:
    before = time.process_time()
    with suppress(Invalid):
        list(parse_csv(text).rows())
    assert time.process_time() - before < 1


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("title\nБишкек\n".encode("cp1251"), "not UTF-8: line 2"),
        ("title\n中国\n".encode("gb18030"), "not UTF-8: line 2"),
        ("title\nBishkek\n".encode("utf-16-le"), "NUL character on line 1"),
        (b"\xff\xfet\x00i\x00t", "not UTF-16"),
        (b"PK\x03\x04rest", "workbook"),
    ],
)
def test_other_files_are_refused_by_what_they_are(
    raw: bytes, sentence: str, tmp_path: Path
) -> None:
    path = tmp_path / "foreign.csv"
    path.write_bytes(raw)
    with pytest.raises(Invalid, match=sentence) as caught:
        read_text(path)
    assert "foreign.csv" in caught.value.sentence


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_is_read_with_or_without_its_mark(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("title\r\nБишкек 中国 😀\r\n".encode(encoding))
    assert read_text(path) == "title\r\nБишкек 中国 😀\r\n"


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match=r"no file .*gone\.csv"):
        read_text(tmp_path / "gone.csv")
    with pytest.raises(StoreUnavailable, match="is a folder"):
        read_text(tmp_path)


@pytest.mark.parametrize("text", ["", "\n\n", ",,\n1,2,3\n"])
def test_a_file_without_headings_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="no headings"):
        parse_csv(text)


def test_a_file_of_too_many_columns_is_refused() -> None:
    with pytest.raises(Invalid, match="1,000,000 columns"):
        parse_csv(",".join(["a"] * 1_000_000))
