"""Words made facts: values, evidence, records, dismissals; each a step that goes back whole."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from models import (
    Invalid,
    Store,
    Suggestion,
    Value,
    Words,
    accept_suggestions,
    cite_words,
    coverage_of,
    next_open_source,
    set_aside,
    settled,
    take_away,
    words_as_record,
    words_as_value,
)
from models.acquainted import known_in, read_article_text

Walk = Callable[[Store], AbstractContextManager[None]]

TEXT = (
    "Kazakhstan aims to buy up to 1.35 million tons of jet fuel a year from China. "
    "KazMunayGas signed a loan of $150 million on 6 October 2023. "
    "“It is time,” he said. "
    "The weather was fine."
)


def add(store: Store, kind: str, **values: Value) -> int:
    with store.step(f"Add {kind}", by=None) as step:
        return step.add(kind, values)


def words_of(source: int, quote: str, text: str = TEXT) -> Words:
    start = text.index(quote)
    return Words(source, start, start + len(quote), quote)


def cited(store: Store, kind: str, record: int) -> dict[str, tuple[str, str, str]]:
    """Return quote, state and value as the source has it, by field."""
    return {
        one.field: (one.quote, one.state, one.value)
        for one in store.citations(kind, record)
        if one.rank != "deprecated"
    }


@pytest.fixture
def desk(empty_store: Store) -> tuple[Store, int, int]:
    """A store with an article and an entry."""
    source = add(empty_store, "source", title="Fuel", text=TEXT)
    return empty_store, source, add(empty_store, "entry", title="Jet fuel", country="KAZ")


# ---- values


def test_a_quantity_sets_all_that_the_words_say(
    desk: tuple[Store, int, int], round_trip: Walk
) -> None:
    store, source, entry = desk
    figure = add(store, "figure", entry=entry)
    words = words_of(source, "up to 1.35 million tons of jet fuel a year")
    with round_trip(store):
        words_as_value(store, "figure", figure, "value", words, by=None)
    row = store.row("figure", figure)
    assert [row.text(key) for key in ("modality", "value", "unit", "per")] == [
        "Up to", "1350000", "tonnes", "A year",
    ]  # fmt: skip
    assert cited(store, "figure", figure) == {
        "modality": ("up to", "stated", "up_to"),
        "value": ("1.35 million", "stated", "1350000"),
        "unit": ("tons", "stated", "t"),
        "per": ("a year", "stated", "year"),
    }
    assert store.undo_label == "Take value of Figure 1 from the article"


def test_money_takes_its_currency_and_says_that_the_sign_was_read(
    desk: tuple[Store, int, int],
) -> None:
    store, source, entry = desk
    figure = add(store, "figure", entry=entry)
    words_as_value(store, "figure", figure, "value", words_of(source, "$150 million"), by=None)
    assert store.row("figure", figure).value("unit") == "USD"
    assert cited(store, "figure", figure)["unit"] == ("$", "inferred", "USD")


@pytest.mark.parametrize(
    ("kind", "key", "quote", "value"),
    [
        ("entry", "type", "loan", "loan"),
        ("entry", "start", "on 6 October 2023", "2023-10-06"),
        ("entry", "country", "Kazakhstan", "KAZ"),
        ("entry", "summary", "“It is time,” he said.", "“It is time,” he said."),
        ("entry", "title", "signed a loan", "signed a loan"),
    ],
)
def test_the_field_says_what_the_words_mean(
    desk: tuple[Store, int, int], kind: str, key: str, quote: str, value: str
) -> None:
    store, source, entry = desk
    words_as_value(store, kind, entry, key, words_of(source, quote), by=None)
    assert store.row(kind, entry).value(key) == value
    assert store.row(kind, entry).mark(key) == "cited"


def test_typing_over_keeps_what_others_said_and_the_contradiction_is_seen(
    desk: tuple[Store, int, int], round_trip: Walk
) -> None:
    store, source, entry = desk
    other = add(store, "source", title="Other", text="They buy 2 million tons.")
    figure = add(store, "figure", entry=entry)
    first = words_of(other, "2 million tons", "They buy 2 million tons.")
    words_as_value(store, "figure", figure, "value", first, by=None)
    with round_trip(store):
        second = words_of(source, "1.35 million tons")
        words_as_value(store, "figure", figure, "value", second, by=None)
    assert {one.value for one in store.citations("figure", figure) if one.field == "value"} == {
        "2000000", "1350000",
    }  # fmt: skip
    assert store.row("figure", figure).mark("value") == "contested"


@pytest.mark.parametrize(
    ("kind", "key", "quote", "why"),
    [
        ("figure", "value", "The weather was fine", "no number"),
        ("figure", "value", "1.35 million tons of jet fuel a year from China. KazMunayGas signed a "
         "loan of $150 million", "several numbers"),
        ("figure", "period", "The weather", "not a date"),
        ("party", "actor", "KazMunayGas", "there is no “KazMunayGas” yet"),
        ("entry", "status", "The weather", "not in the list"),
        ("entry", "uid", "loan", "cannot be changed"),
    ],
)  # fmt: skip
def test_what_the_field_does_not_take_is_refused_and_nothing_written(
    desk: tuple[Store, int, int], kind: str, key: str, quote: str, why: str
) -> None:
    store, source, entry = desk
    record = entry if kind == "entry" else add(store, kind, entry=entry)
    before = store.dump()
    with pytest.raises(Invalid, match=why):
        words_as_value(store, kind, record, key, words_of(source, quote), by=None)
    assert store.dump() == before


def test_the_same_words_twice_are_said_to_be_there_already(desk: tuple[Store, int, int]) -> None:
    store, source, entry = desk
    words = words_of(source, "Kazakhstan")
    words_as_value(store, "entry", entry, "country", words, by=None)
    before = store.dump()
    with pytest.raises(Invalid, match="already"):
        words_as_value(store, "entry", entry, "country", words, by=None)
    assert store.dump() == before


# ---- evidence


@pytest.mark.parametrize(
    ("state", "stance", "mark"),
    [
        ("stated", "supports", "cited"),
        ("attributed", "supports", "cited"),
        ("inferred", "supports", "inferred"),
        ("stated", "contradicts", "contested"),
        ("stated", "context", "bare"),
    ],
)
def test_evidence_has_the_state_and_stance_that_were_asked_for(
    desk: tuple[Store, int, int], round_trip: Walk, state: str, stance: str, mark: str
) -> None:
    store, source, entry = desk
    words = words_of(source, "Kazakhstan")
    with round_trip(store):
        cite_words(store, "entry", entry, "country", words, by=None, state=state, stance=stance)
    assert store.row("entry", entry).mark("country") == mark


def test_words_that_say_it_is_open_leave_the_field_empty(desk: tuple[Store, int, int]) -> None:
    store, source, entry = desk
    words = words_of(source, "The weather was fine.")
    cite_words(store, "entry", entry, "summary", words, by=None, state="unknown")
    row = store.row("entry", entry)
    assert (row.value("summary"), row.mark("summary")) == (None, "unknown")


# ---- records


def test_a_figure_of_words_is_one_step_with_a_citation_a_field(
    desk: tuple[Store, int, int], round_trip: Walk
) -> None:
    store, source, entry = desk
    words = words_of(source, TEXT.partition(". ")[0])
    with round_trip(store):
        made = words_as_record(store, "figure", words, entry=entry, by=None)
    row = store.row("figure", made.record)
    shown = {key: row.text(key) for key in ("role", "modality", "value", "unit", "per", "product")}
    assert shown == {
        "role": "Intended", "modality": "Up to", "value": "1350000", "unit": "tonnes",
        "per": "A year", "product": "jet fuel",
    }  # fmt: skip
    assert cited(store, "figure", made.record)["product"] == ("jet fuel", "stated", "")
    for one in store.citations("figure", made.record):
        assert TEXT[one.start : one.end] == one.quote


def test_an_entry_of_words_takes_the_country_they_name_or_the_one_worked_on(
    desk: tuple[Store, int, int], round_trip: Walk
) -> None:
    store, source, _ = desk
    with round_trip(store):
        named = words_as_record(
            store, "entry", words_of(source, "Kazakhstan aims to buy"), entry=None, place="UZB",
            by=None,
        )  # fmt: skip
    assert store.row("entry", named.record).value("country") == "KAZ"
    concluded = words_as_record(
        store, "entry", words_of(source, "signed a loan"), entry=None, place="UZB", by=None
    )
    row = store.row("entry", concluded.record)
    assert (row.text("title"), row.value("country"), row.value("type")) == (
        "signed a loan", "UZB", "loan",
    )  # fmt: skip
    assert [row.mark(key) for key in ("title", "country", "type")] == ["cited", "inferred", "cited"]


def test_a_party_is_matched_by_alias_and_otherwise_made_in_the_same_step(
    desk: tuple[Store, int, int], round_trip: Walk
) -> None:
    store, source, entry = desk
    words = words_of(source, "KazMunayGas")
    with round_trip(store):
        new = words_as_record(store, "party", words, entry=entry, by=None)
    actor = store.row("party", new.record).value("actor")
    assert store.label("actor", int(str(actor))) == "KazMunayGas"
    assert store.row("actor", int(str(actor))).mark("name") == "cited"
    store.undo(by=None)
    known = add(store, "actor", name="National Company KMG", aliases="KMG; KazMunayGas")
    matched = words_as_record(store, "party", words, entry=entry, by=None)
    row = store.row("party", matched.record)
    assert (row.value("actor"), row.value("as_named")) == (known, "KazMunayGas")


def test_namesakes_are_left_for_the_coder_to_choose(desk: tuple[Store, int, int]) -> None:
    store, source, entry = desk
    for _ in range(2):
        add(store, "actor", name="KazMunayGas")
    made = words_as_record(store, "party", words_of(source, "KazMunayGas"), entry=entry, by=None)
    assert made.left_out == ("Organisation or person",)
    assert store.row("party", made.record).value("actor") is None


@pytest.mark.parametrize(
    ("kind", "quote", "expected"),
    [
        ("milestone", "signed a loan of $150 million on 6 October 2023",
         {"type": "signing", "date": "2023-10-06", "state": "actual"}),
        ("remark", "“It is time,” he said.", {"type": "quotation"}),
        ("remark", "The weather was fine.", {"type": "paraphrase"}),
        ("location", "Kazakhstan", {"name": "Kazakhstan", "country": "KAZ"}),
    ],
)  # fmt: skip
def test_other_records_of_words(
    desk: tuple[Store, int, int],
    round_trip: Walk,
    kind: str,
    quote: str,
    expected: dict[str, Value],
) -> None:
    store, source, entry = desk
    with round_trip(store):
        made = words_as_record(store, kind, words_of(source, quote), entry=entry, by=None)
    row = store.row(kind, made.record)
    assert {key: row.value(key) for key in expected} == expected
    assert row.value("entry") == entry


def test_what_belongs_to_an_entry_needs_one(desk: tuple[Store, int, int]) -> None:
    store, source, _ = desk
    before = store.dump()
    with pytest.raises(Invalid, match="belongs to an entry"):
        words_as_record(store, "figure", words_of(source, "$150 million"), entry=None, by=None)
    assert store.dump() == before


# ---- suggestions


def span(quote: str) -> tuple[int, int]:
    return TEXT.index(quote), TEXT.index(quote) + len(quote)


def suggested() -> Suggestion:
    start, end = 0, TEXT.index(" KazMunayGas")
    figure = Suggestion(
        "figure", start, end, "1.35 million tons", {"value": "1350000", "unit": "t"},
        {"value": span("1.35 million"), "unit": span("tons")},
    )  # fmt: skip
    party = Suggestion(
        "party", start, end, "Sinopec, seller", {"actor": "Sinopec", "role": "Seller"},
        {"actor": span("China")},
    )  # fmt: skip
    return Suggestion(
        "entry", start, end, "Kazakhstan buys jet fuel",
        {"title": "Kazakhstan buys jet fuel", "country": "KAZ", "type": "trade", "status": "10",
         "nonsense": "x", "sector": "no such sector"},
        {"title": (0, 26), "country": span("Kazakhstan"), "start": (start, end)},
        {"start": "unknown"},
        (figure, party),
    )  # fmt: skip


def test_accepting_is_one_step_with_parts_and_citations(
    desk: tuple[Store, int, int], round_trip: Walk
) -> None:
    store, source, _ = desk
    with round_trip(store):
        made = accept_suggestions(store, [suggested()], source, TEXT, entry=None, by=None)
    assert [one.kind for one in made] == ["entry", "figure", "party"]
    entry = store.row("entry", made[0].record)
    assert [entry.mark(key) for key in ("title", "country", "type", "status", "start")] == [
        "cited", "cited", "inferred", "inferred", "unknown",
    ]  # fmt: skip
    assert made[0].left_out == ("Sector",)
    assert store.row("figure", made[1].record).value("entry") == made[0].record
    assert store.row("party", made[2].record).shown("actor") == "Sinopec"
    assert coverage_of(store, source)[0].state == "coded"


def test_what_stands_alone_goes_to_the_entry_accepted_with_it(desk: tuple[Store, int, int]) -> None:
    store, source, other = desk
    alone = Suggestion("remark", 0, 10, "“…”", {"text": "It is time"}, {})
    made = accept_suggestions(store, [alone, suggested()], source, TEXT, entry=other, by=None)
    assert store.row("remark", made[-1].record).value("entry") == made[0].record
    # It rests on no words of its own, so the record as a whole is cited for them.
    assert cited(store, "remark", made[-1].record)[""] == (TEXT[:10], "stated", "")


# ---- setting aside, coverage


def test_setting_aside_and_taking_away(desk: tuple[Store, int, int], round_trip: Walk) -> None:
    store, source, entry = desk
    with round_trip(store):
        set_aside(store, words_of(source, "The weather was fine."), "background", by=None)
    words_as_value(store, "entry", entry, "country", words_of(source, "Kazakhstan"), by=None)
    assert [one.state for one in coverage_of(store, source)] == [
        "coded", "open", "open", "dismissed",
    ]  # fmt: skip
    assert store.row("source", source).value("left") == 2
    with round_trip(store):
        take_away(store, source, store.passages(source), by=None)
    assert [one.state for one in coverage_of(store, source)] == ["open"] * 4
    assert store.row("entry", entry).value("country") == "KAZ"


def test_the_store_tells_what_is_left_and_where(desk: tuple[Store, int, int]) -> None:
    store, first, _ = desk
    second = add(store, "source", title="Two", text="One. Two.")
    done = add(store, "source", title="Done", text="Nothing.")
    set_aside(store, words_of(done, "Nothing.", "Nothing."), "background", by=None)
    whole = settled(store)
    assert (whole.sentences, whole.left, whole.sources) == (7, 6, 2)
    assert next_open_source(store, done) == second
    assert next_open_source(store, second) == first
    assert next_open_source(store, first) == second
    assert next_open_source(store, first, back=True) == second


# ---- names of the store


def test_names_of_the_store_that_stand_in_a_text_are_found(empty_store: Store) -> None:
    store = empty_store
    byd = add(store, "actor", name="BYD Auto", aliases="Build Your Dreams; 比亚迪", type="company")
    add(store, "actor", name="Sinopec")
    add(store, "actor", name="A")
    known = known_in(store, "byd auto builds; 中国比亚迪公司 too, a lot.")
    assert [(one.name, one.record) for one in known] == [("BYD Auto", byd), ("比亚迪", byd)]


def test_an_article_is_read_once_as_long_as_its_names_stay(empty_store: Store) -> None:
    first = read_article_text(empty_store, TEXT)
    assert read_article_text(empty_store, TEXT) is first
    dated = read_article_text(empty_store, "China lent $3 million last year.", "2023-10-06")
    assert [one.value for one in dated.mentions if one.kind == "date"] == ["2022"]
    assert len(first.sentences) == 4
