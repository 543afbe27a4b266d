"""Typing over what is cited: the source goes on saying what it said, and the cell says so."""

from models import Query, Store


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
