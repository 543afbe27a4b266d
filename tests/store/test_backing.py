"""Typing over what is cited: the source goes on saying what it said, and the cell says so."""

from models import Block, Query, Store, apply_block, merge_records, plan_block, query_of


def figure(store: Store) -> int:
    return store.ids(Query("figure"))[0]


def values_said(store: Store, record: int, field: str) -> list[tuple[str, str]]:
    found = (one for one in store.citations("figure", record) if one.field == field)
    return [(one.value, one.rank) for one in found]


def test_a_value_that_is_typed_over_is_contested_and_agrees_again_when_it_comes_back(
    seeded_store: Store,
) -> None:
    record, before = figure(seeded_store), seeded_store.dump()
    with seeded_store.step("Type", by=None) as step:
        step.set("figure", record, "value", "60000")
    row = seeded_store.row("figure", record)
    assert (row.mark("value"), row.value("contested")) == ("contested", 1)
    assert values_said(seeded_store, record, "value") == [("50,000", "normal")]
    seeded_store.undo(by=None)
    assert seeded_store.dump() == before
    seeded_store.redo(by=None)
    with seeded_store.step("Type", by=None) as step:
        step.set("figure", record, "value", "50 thousand")
    assert seeded_store.row("figure", record).mark("value") == "cited"
    assert seeded_store.row("figure", record).value("contested") == 0


def test_a_field_that_needs_no_source_is_contested_no_longer_than_it_is(
    seeded_store: Store,
) -> None:
    with seeded_store.step("Cite", by=None) as step:
        place = {"kind": "entry", "record": 1, "field": "counterpart", "source": 1}
        step.add("citation", {**place, "value": "CHN"})
    for code, number in (("UZB", 1), ("KAZ", 1), ("CHN", 0)):
        with seeded_store.step("Type", by=None) as step:
            step.set("entry", 1, "counterpart", code)
        row = seeded_store.row("entry", 1)
        assert (row.mark("counterpart") == "contested", row.value("contested")) == (number, number)


def test_a_citation_without_a_value_keeps_the_one_it_was_made_for(seeded_store: Store) -> None:
    record = figure(seeded_store)
    (cited,) = [one for one in seeded_store.citations("figure", record) if one.field == "value"]
    with seeded_store.step("Forget", by=None) as step:
        step.set("citation", cited.id, "value", None)
    before = seeded_store.dump()
    with seeded_store.step("Type", by=None) as step:
        step.set("figure", record, "value", "60000")
    assert values_said(seeded_store, record, "value") == [("50000", "normal")]
    assert seeded_store.row("figure", record).mark("value") == "contested"
    after = seeded_store.dump()
    seeded_store.undo(by=None)
    assert seeded_store.dump() == before
    seeded_store.redo(by=None)
    assert seeded_store.dump() == after


def test_a_phrase_of_the_coder_can_be_mended_without_a_contradiction(seeded_store: Store) -> None:
    with seeded_store.step("Type", by=None) as step:
        step.set("entry", 1, "title", "BYD–Uzavtosanoat joint venture")
    assert seeded_store.row("entry", 1).mark("title") == "cited"


def test_words_of_the_source_that_are_typed_over_stay_beside_the_new_ones(
    seeded_store: Store,
) -> None:
    place = next(
        row
        for row in seeded_store.rows("location", seeded_store.ids(Query("location")))
        if row.value("name") == "Tashkent"
    )
    with seeded_store.step("Type", by=None) as step:
        step.set("location", place.id, "name", "Samarkand")
    assert seeded_store.row("location", place.id).mark("name") == "contested"


def test_what_the_coder_only_concluded_is_withdrawn(seeded_store: Store) -> None:
    with seeded_store.step("Conclude", by=None) as step:
        entry = step.add("entry", {"title": "A loan", "type": "loan"})
        concluded = {"kind": "entry", "record": entry, "field": "type", "state": "inferred"}
        step.add("citation", concluded)
    assert seeded_store.row("entry", entry).mark("type") == "inferred"
    with seeded_store.step("Think again", by=None) as step:
        step.set("entry", entry, "type", "grant")
    row = seeded_store.row("entry", entry)
    assert (row.mark("type"), row.value("bare")) == ("bare", 2)


def test_every_value_without_a_source_is_bare(empty_store: Store) -> None:
    with empty_store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "A loan", "type": "loan", "notes": "mine"})
    row = empty_store.row("entry", entry)
    assert row.value("bare") == 2
    assert {key for key, mark in row.marks.items() if mark == "bare"} == {"title", "type"}


def test_an_article_counts_its_sentences_and_what_is_left(empty_store: Store) -> None:
    text = "One said. Dr. Two said it cost $1.5 million.\nThree\n\n中国说。四说。"
    with empty_store.step("Add", by=None) as step:
        source = step.add("source", {"title": "T", "text": text})
    row = empty_store.row("source", source)
    assert (row.value("sentences"), row.value("left")) == (5, 5)
    with empty_store.step("Set aside", by=None) as step:
        aside = {"source": source, "start": 0, "end": 9, "reason": "opinion"}
        dismissal = step.add("dismissal", aside)
    assert empty_store.row("source", source).value("left") == 4
    with empty_store.step("Widen", by=None) as step:
        step.set("dismissal", dismissal, "end", len(text))
    assert empty_store.row("source", source).value("left") == 0
    empty_store.undo(by=None)
    assert empty_store.row("source", source).value("left") == 4


# Writing to many cells at once


def cited_figures(store: Store, number: int) -> list[int]:
    with store.step("Add", by=None) as step:
        source = step.add("source", {"title": "T"})
        entry = step.add("entry", {"title": "Many"})
        rows = [{"entry": entry, "label": "L", "value": str(n + 1)} for n in range(number)]
        figures = step.add_many("figure", rows)
        cited = {"kind": "figure", "field": "value", "source": source}
        step.add_many("citation", [cited | {"record": figure} for figure in figures])
    return figures


def test_a_pasted_block_leaves_every_source_its_own_value(empty_store: Store) -> None:
    figures = cited_figures(empty_store, 5)
    before = empty_store.dump()
    block = Block("figure", ("value",), tuple(figures), (("1",), ("9",), ("9",), ("9",), ("",)))
    plan = plan_block(empty_store, block, lambda _: None)
    apply_block(empty_store, plan, "Paste", by=None, report=lambda _: None)
    rows = empty_store.rows("figure", figures)
    assert [row.mark("value") for row in rows] == ["cited", *["contested"] * 4]
    assert [row.value("contested") for row in rows] == [0, 1, 1, 1, 1]
    said = [values_said(empty_store, figure, "value") for figure in figures]
    assert said == [[("", "normal")], *([(str(n), "normal")] for n in range(2, 6))]
    after = empty_store.dump()
    empty_store.undo(by=None)
    assert empty_store.dump() == before
    empty_store.redo(by=None)
    assert empty_store.dump() == after


def test_a_value_written_to_many_records_contradicts_those_who_say_another(
    empty_store: Store,
) -> None:
    figures = cited_figures(empty_store, 40)
    before = empty_store.dump()
    with empty_store.step("Set for all shown", by=None) as step:
        step.set_many("figure", "value", dict.fromkeys(figures, "7"))
    assert len(empty_store.ids(query_of("figure", "contested:>0"))) == 39
    empty_store.undo(by=None)
    assert empty_store.dump() == before
    assert len(empty_store.ids(query_of("figure", "contested:>0"))) == 0


def test_what_is_merged_keeps_its_citations_and_what_they_say(empty_store: Store) -> None:
    with empty_store.step("Add", by=None) as step:
        source = step.add("source", {"title": "T"})
        kept, other = (
            step.add("actor", {"name": n, "type": t}) for n, t in (("A", None), ("B", "bank"))
        )
        step.add(
            "citation",
            {"kind": "actor", "record": other, "field": "type", "source": source, "value": "bank"},
        )
    before = empty_store.dump()
    with empty_store.step("Merge", by=None) as step:
        merge_records(step, "actor", kept, [other])
    row = empty_store.row("actor", kept)
    assert (row.value("type"), row.mark("type"), row.value("contested")) == ("bank", "cited", 0)
    empty_store.undo(by=None)
    assert empty_store.dump() == before
