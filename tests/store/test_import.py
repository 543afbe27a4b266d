"""Files back into the store: what was exported changes nothing, an edit changes one cell."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models import (
    KINDS,
    Cancelled,
    Conflict,
    Invalid,
    Query,
    Store,
    StoreUnavailable,
    Ticket,
    open_store,
)
from models.exchange.cells import whole_kind
from models.exchange.csv_writer import csv_line, export_csv
from models.exchange.importing import apply_import, plan_import
from models.exchange.plan import Plan

# In the order in which records refer to each other.
ORDER = (
    *("country", "source", "actor", "entry", "figure", "milestone"),
    *("party", "remark", "location", "link", "dismissal"),
)
ODD = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30)
FORMULAS = st.text(alphabet="'=+-@\t\r\n＝,;\"| #0123ab中", min_size=1, max_size=8)
TEXTS = st.one_of(ODD, FORMULAS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "table.csv"


def export(store: Store, kind: str, file: Path, *, labels: bool = False) -> None:
    export_csv(store, Query(kind), whole_kind(kind), file, labels=labels, bom=labels)


def write(file: Path, *rows: list[str | None]) -> Path:
    file.write_bytes("".join(map(csv_line, rows)).encode())
    return file


def replace(file: Path, old: str, new: str) -> None:
    text = file.read_bytes().decode()
    assert text.count(old) == 1
    file.write_bytes(text.replace(old, new).encode())


def sentences(plan: Plan) -> list[str]:
    return [f"{one.row} {one.column}: {one.sentence}" for one in plan.problems]


# ---- nothing was edited ------------------------------------------------------------------------


@pytest.mark.parametrize("labels", [False, True], ids=["codes", "labels"])
@pytest.mark.parametrize("kind", KINDS)
def test_what_was_exported_imports_with_no_difference(
    seeded_store: Store, kind: str, labels: bool, file: Path
) -> None:
    export(seeded_store, kind, file, labels=labels)
    plan = plan_import(seeded_store, kind, file)
    assert plan == Plan(kind, "table.csv", seeded_store.count(Query(kind)))


@pytest.mark.parametrize("kind", KINDS)
def test_the_headings_tell_the_kind(seeded_store: Store, kind: str, file: Path) -> None:
    export(seeded_store, kind, file)
    assert plan_import(seeded_store, None, file).kind == kind
    export(seeded_store, kind, file, labels=True)
    assert plan_import(seeded_store, None, file).kind == kind


@given(st.lists(st.tuples(TEXTS, TEXTS, TEXTS), min_size=1, max_size=4), st.booleans())
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_text_comes_back_as_it_went(
    empty_store: Store, file: Path, texts: list[tuple[str, str, str]], labels: bool
) -> None:
    with empty_store.step("Add", by=None) as step:
        for name, notes, named in texts:
            entry = step.add("entry", {"title": f"x{name}", "notes": notes})
            actor = step.add("actor", {"name": f"{name}x", "notes": notes})
            twin = step.add("actor", {"name": f"{name}x"})
            step.set("actor", twin, "affiliation", actor)
            step.add("party", {"entry": entry, "actor": twin, "as_named": named})
            step.add("remark", {"entry": entry, "speaker": actor, "text": f"x{notes}"})
    for kind in ("entry", "actor", "party", "remark"):
        export(empty_store, kind, file, labels=labels)
        plan = plan_import(empty_store, kind, file)
        assert plan == Plan(kind, "table.csv", empty_store.count(Query(kind)))


def test_a_whole_store_can_be_carried_over_in_files(
    seeded_store: Store, empty_template: Path, tmp_path: Path
) -> None:
    (tmp_path / "copy.khorgos").write_bytes(empty_template.read_bytes())
    copy = open_store(tmp_path / "copy.khorgos", author="Tester")
    for kind in ORDER:
        file = tmp_path / f"{kind}.csv"
        export(seeded_store, kind, file)
        apply_import(copy, plan_import(copy, None, file), by=None)
        assert copy.count(Query(kind)) == seeded_store.count(Query(kind))
        again = plan_import(copy, None, file)
        assert (again.changes, again.added, again.problems) == ((), (), ())
    columns = tuple(key for key in whole_kind("figure") if key != "id")
    files = [tmp_path / "one.csv", tmp_path / "other.csv"]
    for store, target in zip((seeded_store, copy), files, strict=True):
        export_csv(store, Query("figure"), columns, target)
    assert files[0].read_bytes() == files[1].read_bytes()
    copy.close()


def test_the_same_rows_without_ids_are_added_once(empty_store: Store, file: Path) -> None:
    write(file, ["name", "type"], ["Fund", "other"], ["Fund", "other"], ["Bank", None])
    first = plan_import(empty_store, "actor", file)
    apply_import(empty_store, first, by=None)
    assert [one.row for one in first.added] == [2, 3, 4]
    assert plan_import(empty_store, "actor", file).empty


def test_a_spreadsheet_that_changes_line_ends_and_case_changes_nothing(
    seeded_store: Store, file: Path
) -> None:
    with seeded_store.step("Set", by=None) as step:
        step.set("entry", 1, "notes", "one\r\ntwo")
    write(
        file,
        ["ID", " title ", "Umbrella", "notes"],
        ["1", seeded_store.row("entry", 1).text("title"), "FALSE", "one\ntwo"],
    )
    assert plan_import(seeded_store, "entry", file).changes == ()


# ---- something was edited ----------------------------------------------------------------------


def test_every_edited_cell_is_listed_and_written_as_one_step(
    seeded_store: Store,
    file: Path,
    round_trip: Callable[[Store], AbstractContextManager[None]],
) -> None:
    export(seeded_store, "figure", file)
    replace(file, "exact,50000,", "about,60 000,")
    replace(file, "774000", "")
    plan = plan_import(seeded_store, None, file)
    assert [
        (one.row, one.record, one.field, one.before_text, one.after_text) for one in plan.changes
    ] == [
        (2, 1, "modality", "Exactly", "About"),
        (2, 1, "value", "50000", "60000"),
        (5, 4, "value", "774000", ""),
    ]
    assert plan.summary() == "table.csv, Figures: 3 cells of 2 records changed."
    with round_trip(seeded_store):
        apply_import(seeded_store, plan, by=None)
    assert seeded_store.undo_label == "Import table.csv"
    assert seeded_store.row("figure", 1).shown("value") == "60,000"
    assert seeded_store.row("figure", 4).value("value") is None


def test_planning_writes_nothing(seeded_store: Store, file: Path) -> None:
    before = seeded_store.dump()
    export(seeded_store, "figure", file)
    replace(file, "774000", "1")
    assert not plan_import(seeded_store, None, file).empty
    assert seeded_store.dump() == before


def test_columns_that_the_file_does_not_have_are_left_alone(
    seeded_store: Store, file: Path
) -> None:
    write(file, ["Number", "Status"], ["UZB-2023-001", "Pledge"])
    plan = plan_import(seeded_store, "entry", file)
    assert [(one.record, one.field, one.after) for one in plan.changes] == [(1, "status", "20")]
    assert plan.changes[0].name.startswith("UZB-2023-001 · BYD")


def test_an_entry_is_found_by_its_number_whatever_its_id(seeded_store: Store, file: Path) -> None:
    write(file, ["id", "uid", "title"], ["3", "UZB-2023-001", "New title"])
    assert [one.record for one in plan_import(seeded_store, "entry", file).changes] == [1]


def test_a_country_is_found_by_its_code(seeded_store: Store, file: Path) -> None:
    write(file, ["code", "name"], ["uzb", "O‘zbekiston"], ["FJI", "Fiji"])
    plan = plan_import(seeded_store, "country", file)
    assert [(one.field, one.before, one.after) for one in plan.changes] == [
        ("name", "Uzbekistan", "O‘zbekiston")
    ]
    apply_import(seeded_store, plan, by=None)
    assert dict(seeded_store.countries())["FJI"] == "Fiji"


def test_a_new_row_takes_numbers_labels_and_names(seeded_store: Store, file: Path) -> None:
    write(
        file,
        ["Title", "Country", "Type", "Start"],
        ["Solar plant", "Kyrgyzstan", "Loan", "6 Oct 2023"],
    )
    apply_import(seeded_store, plan_import(seeded_store, None, file), by=None)
    entry = seeded_store.row("entry", seeded_store.ids(Query("entry"))[-1])
    assert [entry.value(key) for key in ("uid", "country", "type", "start", "review")] == [
        "KGZ-2023-003",
        "KGZ",
        "loan",
        "2023-10-06",
        "found",
    ]


def test_rows_may_name_each_other(empty_store: Store, file: Path) -> None:
    write(file, ["name", "affiliation"], ["Plant", "Group"], ["Group", None], ["Self", "Self"])
    apply_import(empty_store, plan_import(empty_store, "actor", file), by=None)
    rows = empty_store.rows("actor", empty_store.ids(Query("actor")))
    assert {row.shown("name"): row.shown("affiliation") for row in rows} == {
        "Plant": "Group",
        "Group": "",
        "Self": "Self",
    }


def test_a_row_may_name_a_record_that_another_row_renames(empty_store: Store, file: Path) -> None:
    with empty_store.step("Add", by=None) as step:
        group = step.add("actor", {"name": "Group"})
        plant = step.add("actor", {"name": "Plant"})
    write(
        file,
        ["id", "name", "affiliation"],
        [str(group), "Holding", None],
        [str(plant), "Plant", "Holding"],
    )
    apply_import(empty_store, plan_import(empty_store, "actor", file), by=None)
    assert empty_store.row("actor", plant).value("affiliation") == group


def test_an_apostrophe_of_ours_is_taken_off_again(empty_store: Store, file: Path) -> None:
    write(file, ["name", "notes"], ["'=1+1", "''quoted"])
    apply_import(empty_store, plan_import(empty_store, "actor", file), by=None)
    row = empty_store.row("actor", empty_store.ids(Query("actor"))[0])
    assert (row.value("name"), row.value("notes")) == ("=1+1", "''quoted")


# ---- something is wrong ------------------------------------------------------------------------


def test_each_problem_names_row_column_and_reason(seeded_store: Store, file: Path) -> None:
    write(
        file,
        ["id", "Entry", "Value", "Unit", "From"],
        ["1", "UZB-2023-001", "12 abc", "vehicle", None],
        ["3", "KAZ-2023-001", "1350000", "cubits", "XXX"],
        ["x", "KAZ-2023-001", "1", None, None],
        [None, "NOT-2023-001", "1", None, None],
        [None, None, "1", None, None],
        ["4", "KGZ-2023-001"],
        ["5", "KGZ-2023-001", "1180000", "L", "KGZ"],
        ["5", "KGZ-2023-001", "1180000", "L", "KGZ"],
    )
    found = sentences(plan_import(seeded_store, "figure", file))
    assert [sentence.split(":")[0] for sentence in found] == [
        "2 value",
        "3 unit",
        "3 from_country",
        "4 id",
        "5 entry",
        "6 entry",
        "7 ",
        "9 ",
    ]
    assert "“abc” is not part of a number" in found[0]
    assert "there is no country “XXX”" in found[2]
    assert "there is no “NOT-2023-001”" in found[4]
    assert "2 cells, the headings 5" in found[6]
    assert "same record as row 8" in found[7]


def test_a_plan_with_problems_is_not_applied_but_its_right_rows_can_be(
    seeded_store: Store, file: Path
) -> None:
    write(file, ["id", "value"], ["1", "60000"], ["4", "many"])
    plan = plan_import(seeded_store, "figure", file)
    before = seeded_store.dump()
    with pytest.raises(Invalid, match="1 problem, so nothing was imported"):
        apply_import(seeded_store, plan, by=None)
    assert seeded_store.dump() == before
    apply_import(seeded_store, plan.without_problems(), by=None)
    assert seeded_store.row("figure", 1).shown("value") == "60,000"
    assert seeded_store.row("figure", 4).shown("value") == "774,000"


def test_rows_that_rest_on_a_wrong_row_are_left_out_with_it(empty_store: Store, file: Path) -> None:
    write(
        file,
        ["name", "affiliation", "type"],
        ["A", "B", None],
        ["B", "C", None],
        ["C", None, "nonsense"],
        ["D", None, None],
    )
    plan = plan_import(empty_store, "actor", file)
    assert plan.problems
    assert [one.row for one in plan.without_problems().added] == [5]


def test_a_file_of_another_store_overwrites_nothing(seeded_store: Store, file: Path) -> None:
    write(
        file,
        ["id", "entry", "label", "value"],
        ["1", "KAZ-2023-001", "Something else", "7"],
    )
    plan = plan_import(seeded_store, "figure", file)
    assert plan.empty
    assert "another store" in plan.problems[0].sentence


def test_a_text_that_quotes_rest_on_cannot_be_changed(seeded_store: Store, file: Path) -> None:
    write(file, ["id", "text"], ["1", "Other words"])
    assert (
        "quotes rest on its exact words" in sentences(plan_import(seeded_store, "source", file))[0]
    )


def test_a_passage_cannot_end_before_it_starts(seeded_store: Store, file: Path) -> None:
    record = seeded_store.ids(Query("dismissal"))[0]
    write(file, ["id", "start", "end"], [str(record), "10", "3"])
    assert "before the start" in sentences(plan_import(seeded_store, "dismissal", file))[0]


def test_a_change_made_since_the_plan_is_not_trampled(seeded_store: Store, file: Path) -> None:
    write(file, ["id", "value", "note"], ["1", "60000", "new"])
    plan = plan_import(seeded_store, "figure", file)
    with seeded_store.step("Set", by=None) as step:
        step.set("figure", 1, "value", "55000")
    with pytest.raises(Conflict):
        apply_import(seeded_store, plan, by=None)
    assert seeded_store.row("figure", 1).value("note") is None


def test_what_is_no_field_is_said_and_not_read(seeded_store: Store, file: Path) -> None:
    write(
        file,
        ["uid", "Colour", None, "counts", "status"],
        ["UZB-2023-001", "red", "x", "1", "40"],
    )
    plan = plan_import(seeded_store, "entry", file)
    assert plan.empty
    assert len(plan.notes) == 3
    assert "“Colour”" in plan.notes[0]
    assert "Column 3 has no heading" in plan.notes[1]
    assert "“Counts”" in plan.notes[2]


def test_a_column_that_stands_twice_is_refused(seeded_store: Store, file: Path) -> None:
    write(file, ["id", "value", "Value"], ["1", "2", "3"])
    with pytest.raises(Invalid, match="2 columns of the file are “value”"):
        plan_import(seeded_store, "figure", file)


def test_a_file_of_something_else_is_refused(seeded_store: Store, file: Path) -> None:
    write(file, ["a", "b"], ["1", "2"])
    with pytest.raises(Invalid, match="--kind"):
        plan_import(seeded_store, None, file)
    with pytest.raises(Invalid, match="No column of the file is a field of figures"):
        plan_import(seeded_store, "figure", file)


def test_headings_that_several_kinds_have_are_not_guessed(seeded_store: Store, file: Path) -> None:
    write(file, ["title", "notes"], ["a", "b"])
    with pytest.raises(Invalid, match="--kind"):
        plan_import(seeded_store, None, file)
    assert plan_import(seeded_store, "source", file).kind == "source"
    named = write(file.with_name("sources.csv"), ["title", "notes"], ["a", "b"])
    assert plan_import(seeded_store, None, named).kind == "source"


def test_nothing_is_imported_into_a_store_that_is_read_only(
    seeded_store: Store, file: Path
) -> None:
    write(file, ["id", "value"], ["1", "60000"])
    reader = open_store(seeded_store.path, readonly=True)
    plan = plan_import(reader, "figure", file)
    with pytest.raises(StoreUnavailable):
        apply_import(reader, plan, by=None)
    reader.close()


def test_planning_can_be_stopped(seeded_store: Store, file: Path) -> None:
    export(seeded_store, "figure", file)
    ticket = Ticket()
    ticket.cancel()
    with pytest.raises(Cancelled):
        plan_import(seeded_store, None, file, ticket=ticket)
