"""The traps of the first article: what a hasty coder would have taken from it, and we do not."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from models import Query, Row, Store, create_store


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder: Path = tmp_path_factory.mktemp("facts")
    made = create_store(folder / "facts.khorgos", author="Aigul")
    yield made
    made.close()


def records(store: Store, kind: str, /, **wanted: object) -> list[Row]:
    """Return the records of a kind whose values are these."""
    rows = store.rows(kind, store.ids(Query(kind)))
    return [row for row in rows if all(row.value(key) == to for key, to in wanted.items())]


def only(store: Store, kind: str, /, **wanted: object) -> Row:
    (row,) = records(store, kind, **wanted)
    return row


def entry(store: Store, uid: str) -> Row:
    return only(store, "entry", uid=uid)


def states(store: Store, row: Row, field: str) -> set[str]:
    """Return how the citations of one cell stand to it."""
    return {c.state for c in store.citations(row.kind, row.id) if c.field == field}


def test_the_litres_of_latvia_are_not_those_of_china(store: Store) -> None:
    beer = {row.value("to_country"): row for row in records(store, "figure", unit="L")}

    assert {code: row.value("value") for code, row in beer.items()} == {
        "CHN": Decimal(774_000),
        "LVA": Decimal(1_180_000),
    }
    assert beer["CHN"].value("role") == "observed"
    assert beer["LVA"].value("role") == "context"
    assert {row.value("from_country") for row in beer.values()} == {"KGZ"}


def test_latvia_russia_and_ukraine_have_no_entry_and_no_place_in_the_tree(store: Store) -> None:
    third = {"LVA", "RUS", "UKR"}

    assert not third & {place.country for place in store.counts()}
    assert not third & {code for code, _, _ in store.places()}


def test_nothing_of_the_150_million_dollars_counts(store: Store) -> None:
    package = entry(store, "KGZ-2023-002")
    (money,) = store.rows("figure", store.children("entry", package.id)["figure"])

    assert (money.value("value"), money.value("unit")) == (Decimal(150_000_000), "USD")
    assert package.value("umbrella") is True
    assert package.value("counts") == 0
    assert len(records(store, "figure", unit="USD")) == 1


def test_that_the_dollar_sign_is_the_us_dollar_is_inferred_and_the_number_stated(
    store: Store,
) -> None:
    money = only(store, "figure", unit="USD")

    assert states(store, money, "value") == {"stated"}
    assert states(store, money, "unit") == {"inferred"}


def test_that_the_deals_bind_is_not_stated(store: Store) -> None:
    package = entry(store, "KGZ-2023-002")

    assert package.value("status") == "15"
    assert states(store, package, "status") == {"inferred"}


def test_50000_is_a_target_and_300000_an_ambition(store: Store) -> None:
    vehicles = records(store, "figure", unit="vehicle")

    assert {row.value("value"): (row.value("role"), row.value("per")) for row in vehicles} == {
        Decimal(50_000): ("target", "year"),
        Decimal(300_000): ("ambition", "year"),
    }
    assert not [row for row in records(store, "figure", role="observed") if row in vehicles]


def test_the_start_up_phase_is_kept_in_the_words_of_the_article(store: Store) -> None:
    ambition = only(store, "figure", role="ambition")

    assert "during the venture’s start-up phase" in str(ambition.value("note"))


def test_the_jet_fuel_is_up_to_a_quantity_with_no_period_and_no_price(store: Store) -> None:
    fuel = only(store, "figure", product="jet fuel")

    assert (fuel.value("modality"), fuel.value("value")) == ("up_to", Decimal(1_350_000))
    assert fuel.value("role") == "intended"
    assert (fuel.value("per"), fuel.value("period")) == (None, None)
    assert (fuel.mark("per"), fuel.mark("period")) == ("unknown", "unknown")
    assert not {row.value("unit") for row in records(store, "figure")} & {"CNY", "KZT", "EUR"}


@pytest.mark.parametrize("kind", ["signing", "meeting", "visit", "production_start"])
def test_no_milestone_has_a_date_and_each_says_that_it_is_unknown(store: Store, kind: str) -> None:
    milestones = records(store, "milestone", type=kind)

    assert milestones
    for row in milestones:
        assert row.value("date") is None
        assert row.mark("date") == "unknown"


def test_the_only_dates_are_those_that_the_article_states(store: Store) -> None:
    dates = {
        row.value(field)
        for kind, field in (
            ("entry", "start"),
            ("entry", "end"),
            ("figure", "period"),
            ("milestone", "date"),
            ("source", "published"),
            ("source", "retrieved"),
        )
        for row in records(store, kind)
    }

    assert dates == {None, "2023-10-06", "2023-01/2023-07"}
    assert records(store, "figure", period="2023-10-06") == []


def test_the_day_of_each_status_is_concluded_from_the_date_of_the_article(store: Store) -> None:
    for row in records(store, "entry"):
        (citation,) = [c for c in store.citations("entry", row.id) if c.field == "status_as_of"]

        assert row.value("status_as_of") == "2023-10-06"
        assert (citation.state, citation.quote) == ("inferred", "Fri Oct 06 2023")


def test_both_beer_figures_rest_on_the_sentence_with_their_period(store: Store) -> None:
    for row in records(store, "figure", product="beer"):
        quotes = {c.quote for c in store.citations("figure", row.id) if c.field == "period"}

        assert row.value("period") == "2023-01/2023-07"
        assert quotes == {"During the first seven months of 2023"}


def test_turkmenistan_stands_in_the_tree_with_no_entry(store: Store) -> None:
    assert "TKM" in {code for code, _, _ in store.places()}
    assert "TKM" not in {place.country for place in store.counts()}
    assert records(store, "actor", country="TKM") == []


def test_the_forum_is_credited_to_no_single_country(store: Store) -> None:
    forum = entry(store, "REG-2023-001")
    parties = store.rows("party", store.children("entry", forum.id)["party"])
    actors = [store.row("actor", int(str(p.value("actor")))) for p in parties if p.value("actor")]

    assert (forum.value("country"), forum.mark("country")) == (None, "unknown")
    assert {actor.value("country") for actor in actors} == {None}


def test_wordings_that_sound_wrong_are_kept_verbatim(store: Store) -> None:
    named = {row.value("as_named") for row in records(store, "party")}
    places = {row.value("name") for row in records(store, "location")}

    assert "transport ministers from Central Asian states, including China" in named
    assert "Chinese refineries in Xinjiang Province" in named
    assert "Xinjiang Province" in places


def test_the_names_of_all_parties_stand_in_the_article(store: Store) -> None:
    text = str(only(store, "source").value("text"))

    for row in records(store, "party"):
        assert str(row.value("as_named")) in text


@pytest.mark.parametrize("field", ["publisher", "author", "url"])
def test_who_published_the_article_is_unknown(store: Store, field: str) -> None:
    source = only(store, "source")

    assert source.value(field) is None
    assert source.mark(field) == "unknown"


def test_nobody_says_when_the_article_was_retrieved(store: Store) -> None:
    source = only(store, "source")

    assert (source.value("retrieved"), source.mark("retrieved")) == (None, "")


def test_what_is_said_of_byd_and_tesla_is_a_claim_about_byd_alone(store: Store) -> None:
    byd = only(store, "actor", name="BYD Auto")
    claim = only(store, "citation", kind="actor", record=byd.id, field="notes")
    tesla = only(store, "party", as_named="Tesla")

    assert (claim.value("state"), claim.value("confidence")) == ("attributed", "1")
    assert tesla.value("role") == "comparison"
    assert not [row for row in records(store, "remark") if "Tesla" in str(row.value("text"))]
    assert (
        claim.value("quote") == "the leading seller of electric vehicles surpassing Tesla in 2022"
    )
    assert records(store, "citation", kind="entry", quote=claim.value("quote")) == []


def test_that_uzavtosanoat_belongs_to_the_state_is_not_recorded(store: Store) -> None:
    partner = only(store, "actor", name="Uzavtosanoat JSC")

    assert (partner.value("type"), partner.mark("type")) == (None, "unknown")


def test_no_party_has_a_share(store: Store) -> None:
    assert {row.value("share") for row in records(store, "party")} == {None}


def test_no_unknown_number_became_zero(store: Store) -> None:
    assert records(store, "figure", value=Decimal(0)) == []
    assert {row.value("high") for row in records(store, "figure")} == {None}
