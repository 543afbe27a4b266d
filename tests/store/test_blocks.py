"""A block of typed cells: what it means is planned first, and written as one step or not at all."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest

from models import (
    Block,
    BlockPlan,
    Cancelled,
    Change,
    Conflict,
    Query,
    Store,
    apply_block,
    plan_block,
)

RoundTrip = Callable[[Store], AbstractContextManager[None]]
Rows = dict[int | None, tuple[str, ...]]


def block(kind: str, fields: str, *rows: tuple[int | None, tuple[str, ...]]) -> Block:
    records, texts = tuple(record for record, _ in rows), tuple(texts for _, texts in rows)
    return Block(kind, tuple(fields.split()), records, texts)


def planned(
    store: Store, kind: str, fields: str, *rows: tuple[int | None, tuple[str, ...]]
) -> BlockPlan:
    return plan_block(store, block(kind, fields, *rows), lambda share: None)


def applied(store: Store, plan: BlockPlan) -> Change | None:
    return apply_block(store, plan, "Paste", by=None, report=lambda share: None)


def pasted(
    store: Store, kind: str, fields: str, *rows: tuple[int | None, tuple[str, ...]]
) -> Change | None:
    plan = planned(store, kind, fields, *rows)
    assert plan.refusals == ()
    return applied(store, plan)


def refused(plan: BlockPlan) -> list[tuple[int, str, str]]:
    return [(one.row, one.field, one.sentence) for one in plan.refusals]


def shown_block(store: Store, kind: str, fields: str) -> Block:
    """All records of a kind as a reader sees them."""
    keys = tuple(fields.split())
    rows = store.rows(kind, store.ids(Query(kind)))
    texts = tuple(tuple(row.shown(key) for key in keys) for row in rows)
    return Block(kind, keys, tuple(row.id for row in rows), texts)


# ---- what really changes -----------------------------------------------------------------------


def test_a_block_is_one_step_that_can_be_undone(seeded_store: Store, round_trip: RoundTrip) -> None:
    steps = len(seeded_store.steps())
    with round_trip(seeded_store):
        change = pasted(
            seeded_store,
            "figure",
            "value unit period",
            (1, ("60 000", "km", "2023")),
            (2, ("1.5 million", "tonnes", "6 Oct 2023")),
        )
        assert len(seeded_store.steps()) == steps + 1
    assert change is not None
    assert change.cells >= {("figure", 1, "value"), ("figure", 2, "period")}
    row = seeded_store.row("figure", 2)
    assert row.value("value") == Decimal(1_500_000)
    assert row.value("period") == "2023-10-06"


def test_only_the_cells_that_differ_are_edits(seeded_store: Store) -> None:
    title = seeded_store.row("entry", 1).shown("title")
    change = pasted(
        seeded_store, "entry", "title status review", (1, (title, "Pledge", "approved"))
    )
    assert change is not None
    assert change.cells == {("entry", 1, "status"), ("entry", 1, "review")}


FIELDS = {
    "entry": "uid title country type status sector start counterpart umbrella counts reason "
    "evidence sources summary notes",
    "figure": "entry label role modality value high unit per period product from_country note",
    "party": "entry actor role as_named share",
    "milestone": "entry type date state place description",
    "remark": "entry type speaker text",
    "actor": "name type country affiliation aliases notes",
    "source": "title published url type text sha256",
    "country": "code name region group",
}


@pytest.mark.parametrize("kind", FIELDS)
def test_what_is_shown_comes_back_without_a_change(kind: str, seeded_store: Store) -> None:
    shown = shown_block(seeded_store, kind, FIELDS[kind])
    assert len(shown.records) > 0
    plan = plan_block(seeded_store, shown, lambda share: None)
    assert (plan.amount, plan.refusals) == (0, ())
    assert applied(seeded_store, plan) is None


def test_line_ends_of_another_system_are_no_change(seeded_store: Store) -> None:
    pasted(seeded_store, "entry", "notes", (1, ("One\nTwo",)))
    plan = planned(seeded_store, "entry", "notes", (1, ("One\r\nTwo",)))
    assert plan.amount == 0


def test_the_last_of_two_rows_for_one_record_counts(seeded_store: Store) -> None:
    change = pasted(seeded_store, "entry", "notes", (1, ("First",)), (1, ("Second",)))
    assert change is not None
    assert seeded_store.row("entry", 1).value("notes") == "Second"
    assert planned(seeded_store, "entry", "notes", (1, ("New",)), (1, ("Second",))).amount == 0


# ---- names -------------------------------------------------------------------------------------


def actor(store: Store, **values: str) -> int:
    with store.step("Add actor", by=None) as step:
        return step.add("actor", values)


@pytest.mark.parametrize(
    "typed",
    ["Silk Road Bank", "silk road BANK", " Silk  Road Bank ", "srb", "Банк Шёлкового пути"],
)
def test_a_link_is_found_by_name_or_alias(typed: str, seeded_store: Store) -> None:
    bank = actor(seeded_store, name="Silk Road Bank", aliases="SRB; банк шёлкового пути")
    plan = planned(seeded_store, "party", "actor", (1, (typed,)))
    assert plan.changes == {"actor": {1: bank}}


def test_a_link_to_an_entry_is_found_by_number_and_by_label(seeded_store: Store) -> None:
    row = seeded_store.row("entry", 2)
    for typed in (str(row.value("uid")), seeded_store.label("entry", 2), str(row.value("title"))):
        plan = planned(seeded_store, "figure", "entry", (1, (typed,)))
        assert plan.changes == {"entry": {1: 2}}


def test_of_two_records_with_one_name_the_number_tells_which(seeded_store: Store) -> None:
    first, second = (actor(seeded_store, name="Twin") for _ in range(2))
    plan = planned(
        seeded_store,
        "party",
        "actor",
        (1, ("Twin",)),
        (2, (f"Twin (record {second})",)),
        (3, (f"Twin #{first}",)),
    )
    assert plan.changes == {"actor": {2: second, 3: first}}
    assert refused(plan) == [
        (
            0,
            "actor",
            "Organisation or person: several are called “Twin”. Choose one from the list.",
        )
    ]


def test_a_shared_name_that_stands_there_already_is_no_change(seeded_store: Store) -> None:
    first, _ = (actor(seeded_store, name="Twin") for _ in range(2))
    with seeded_store.step("Set", by=None) as step:
        step.set("party", 1, "actor", first)
    plan = planned(seeded_store, "party", "actor", (1, ("Twin",)))
    assert (plan.amount, plan.refusals) == (0, ())


def test_countries_are_found_by_code_name_and_start_of_name(seeded_store: Store) -> None:
    plan = planned(
        seeded_store, "entry", "country", *((n, (t,)) for n, t in enumerate(("kaz", "Tajik"), 1))
    )
    assert plan.changes == {"country": {1: "KAZ", 2: "TJK"}}
    unknown = planned(seeded_store, "entry", "country", (1, ("Atlantis",)))
    assert "there is no country “Atlantis”" in unknown.refusals[0].sentence


def test_a_name_that_nobody_has_is_refused(seeded_store: Store) -> None:
    plan = planned(seeded_store, "party", "actor", (1, ("Nobody",)), (2, ("",)))
    assert plan.changes == {"actor": {2: None}}
    assert "there is no “Nobody” yet" in plan.refusals[0].sentence


# ---- what is refused, and why ------------------------------------------------------------------


def test_a_refused_cell_says_where_what_and_why(seeded_store: Store) -> None:
    plan = planned(seeded_store, "figure", "value unit", (1, ("many", "km")), (2, ("5", "parsec")))
    assert [(one.row, one.field, one.record, one.text) for one in plan.refusals] == [
        (0, "value", 1, "many"),
        (1, "unit", 2, "parsec"),
    ]
    assert "is not a number" in plan.refusals[0].sentence
    assert plan.amount == 2


def test_the_good_cells_are_applied_without_the_refused_ones(seeded_store: Store) -> None:
    before = seeded_store.row("figure", 1).value("value")
    applied(seeded_store, planned(seeded_store, "figure", "value label", (1, ("many", "Label"))))
    row = seeded_store.row("figure", 1)
    assert (row.value("value"), row.value("label")) == (before, "Label")


@pytest.mark.parametrize(
    ("kind", "field", "text", "sentence"),
    [
        ("entry", "uid", "UZB-1999-001", "Number cannot be changed."),
        ("entry", "counts", "maybe", "Counts is worked out by the program."),
        ("entry", "sources", "", "Sources is worked out by the program."),
        ("entry", "title", " ", "Title cannot be empty."),
        ("source", "text", "Other words", "quotes rest on its exact words"),
        ("country", "code", "XYZ", "is used by"),
        ("citation", "start", "9999999", "lies before the start"),
    ],
)
def test_what_breaks_a_rule_is_refused(
    kind: str, field: str, text: str, sentence: str, seeded_store: Store
) -> None:
    rows = seeded_store.rows(kind, seeded_store.ids(Query(kind)))
    telling = {"country": ("code", "UZB"), "citation": ("state", "stated")}.get(kind)
    wanted = next(row.id for row in rows if not telling or row.value(telling[0]) == telling[1])
    plan = planned(seeded_store, kind, field, (wanted, (text,)))
    assert plan.amount == 0
    assert [one.field for one in plan.refusals] == [field]
    assert sentence in plan.refusals[0].sentence


def test_a_code_that_is_taken_is_refused(seeded_store: Store) -> None:
    plan = planned(
        seeded_store, "country", "code name", (None, ("UZB", "Again")), (None, ("QQQ", "New"))
    )
    assert refused(plan)[0] == (0, "code", "Code: there is already a country UZB.")
    assert [one["code"] for one in plan.additions] == ["QQQ"]


def test_a_record_that_is_gone_is_refused(seeded_store: Store) -> None:
    plan = planned(seeded_store, "figure", "value", (987_654, ("1",)))
    assert refused(plan) == [(0, "value", "This figure is not there any more.")]


# ---- new records -------------------------------------------------------------------------------


def test_rows_without_a_record_are_added_with_the_defaults(
    seeded_store: Store, round_trip: RoundTrip
) -> None:
    with round_trip(seeded_store):
        change = pasted(
            seeded_store,
            "entry",
            "title country start review",
            (None, ("A new line", "Kazakhstan", "2024", "")),
            (None, ("", " ", "", "")),
            (None, ("Another", "", "", "approved")),
        )
    assert change is not None
    first, second = sorted(record for _, record in change.added)
    assert seeded_store.row("entry", first).value("uid") == "KAZ-2024-001"
    assert seeded_store.row("entry", first).value("review") == "found"
    assert seeded_store.row("entry", second).value("review") == "approved"


def test_a_new_row_without_what_it_needs_is_refused_as_a_whole(seeded_store: Store) -> None:
    plan = planned(seeded_store, "figure", "label value", (None, ("Length", "12")))
    assert plan.additions == ()
    assert {field for _, field, _ in refused(plan)} == {"entry", "label", "value"}
    assert refused(plan)[0][2] == "Entry is missing; a new figure needs it."


def test_a_new_row_is_added_without_its_bad_cell(seeded_store: Store) -> None:
    plan = planned(seeded_store, "entry", "title start", (None, ("New", "2023-13")))
    assert [dict(one) for one in plan.additions] == [{"title": "New"}]
    assert [one.field for one in plan.refusals] == ["start"]


# ---- one step or nothing -----------------------------------------------------------------------


def test_a_cell_that_changed_since_the_plan_is_a_conflict(seeded_store: Store) -> None:
    plan = planned(seeded_store, "figure", "value", (1, ("1",)), (2, ("2",)))
    with seeded_store.step("Colleague", by=None) as step:
        step.set("figure", 2, "value", "70000")
    before = seeded_store.dump()

    with pytest.raises(Conflict, match="70,000"):
        applied(seeded_store, plan)
    assert seeded_store.dump() == before


def test_a_cancelled_block_leaves_nothing(seeded_store: Store) -> None:
    rows = tuple((None, (f"Entry {n}",)) for n in range(5_000))
    plan = planned(seeded_store, "entry", "title", *rows)
    before, shares = seeded_store.dump(), []

    def stop(share: float) -> None:
        shares.append(share)
        if share > 0.5:
            raise Cancelled("Stopped.")

    with pytest.raises(Cancelled):
        apply_block(seeded_store, plan, "Paste", by=None, report=stop)
    assert seeded_store.dump() == before
    assert shares == sorted(shares)
    with pytest.raises(Cancelled):
        plan_block(seeded_store, block("entry", "title", *rows), stop)


def test_the_share_that_is_done_grows_to_one(seeded_store: Store) -> None:
    shares: list[float] = []
    rows = tuple((None, (f"Entry {n}", "UZB")) for n in range(5_000))
    plan = plan_block(seeded_store, block("entry", "title country", *rows), shares.append)
    assert shares == sorted(shares)
    assert len(shares) >= 6
    shares.clear()
    apply_block(seeded_store, plan, "Paste", by=None, report=shares.append)
    assert (shares[0], shares[-1], shares) == (0.0, 1.0, sorted(shares))
