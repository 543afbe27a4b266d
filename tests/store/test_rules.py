"""Each rule by a record that breaks it and one that keeps it; drafts; the whole store."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from models import Query, Store, Ticket
from models.errors import Cancelled
from models.rule_shapes import Facts, Record, found_by
from models.rules import RULES, all_broken, broken, broken_draft

TODAY = date(2024, 6, 1)
Parts = dict[str, list[dict[str, Any]]]


def facts(values: dict[str, Any], parts: Parts | None = None, **more: Any) -> Facts:
    """Return an entry with what hangs off it, as texts one would type, parsed by their fields."""
    from models import KINDS

    def record(kind: str, number: int, typed: dict[str, Any]) -> Record:
        known = KINDS[kind]
        pairs = {
            key: known.field(key).type.parse(value)
            if isinstance(value, str) and known.field(key).type.name == "number"
            else value
            for key, value in typed.items()
        }
        return Record(kind, number, pairs.items())

    children = {
        kind: [record(kind, number, one) for number, one in enumerate(some, 1)]
        for kind, some in (parts or {}).items()
    }
    return Facts(record("entry", 1, values), TODAY, children, **more)


def codes(found: Facts) -> set[str]:
    asked = [found.entry, *(one for some in found.children.values() for one in some)]
    return {
        rule.code
        for one in asked
        for rule in RULES
        if rule.kind == one.kind and rule.breaks(one, found) is not None
    }


def milestone(kind: str, date: str | None = None, state: str = "actual") -> Parts:
    return {"milestone": [{"type": kind, "date": date, "state": state}]}


def figure(**values: Any) -> Parts:
    return {"figure": [values]}


def parties(*roles: str, **more: Any) -> Parts:
    return {"party": [{"role": role, "actor": n, **more} for n, role in enumerate(roles, 1)]}


def unknown(kind: str, key: str) -> dict[str, Any]:
    return {"unknown": frozenset({(kind, 1, key)})}


SIGNED = milestone("signing", "2020")
CASES: list[tuple[str, Facts, Facts]] = [
    (
        "under_way_completed",
        facts({"status": "40"}, milestone("completion", "2023")),
        facts({"status": "40"}, milestone("completion", "2023", "planned")),
    ),
    (
        "under_way_ended",
        facts({"status": "40", "end": "2023"}),
        facts({"status": "40", "end": "2023", "status_as_of": "2023-05"}),
    ),
    (
        "completed_no_end",
        facts({"status": "50"}, milestone("completion")),
        facts({"status": "50"}, milestone("completion"), **unknown("milestone", "date")),
    ),
    (
        "completed_future",
        facts({"status": "50", "end": "2024-07"}),
        facts({"status": "50", "end": "2024"}),
    ),
    (
        "pledge_started",
        facts({"status": "20", "start": "2023"}),
        facts({"status": "20", "start": "2025"}),
    ),
    (
        "pledge_started",
        facts({"status": "10"}, milestone("construction", "2023")),
        facts({"status": "30"}, milestone("construction", "2023")),
    ),
    ("stopped_unsigned", facts({"status": "70"}), facts({"status": "70"}, SIGNED)),
    (
        "ends_first",
        facts({"start": "2023", "end": "2022-12"}),
        facts({"start": "2023-05", "end": "2023"}),
    ),
    (
        "told_early",
        facts({"status": "40", "start": "2023", "status_as_of": "2022-12"}),
        facts({"status": "40", "start": "2023", "status_as_of": "2023"}),
    ),
    ("told_future", facts({"status_as_of": "2024-07"}), facts({"status_as_of": "2024"})),
    (
        "started_unsigned",
        facts({"start": "2019"}, SIGNED),
        facts({"start": "2020"}, SIGNED),
    ),
    (
        "loan_unfunded",
        facts({"type": "loan"}, parties("investor", "host") | {"party": []}),
        facts({"type": "loan"}, parties("funder")),
    ),
    (
        "loan_no_money",
        facts({"type": "grant"}, figure(value="3", unit="km")),
        facts({"type": "grant"}, figure(value="3", unit="USD")),
    ),
    (
        "venture_of_one",
        facts({"type": "joint_venture"}, parties("partner")),
        facts({"type": "joint_venture"}, parties("partner", "investor")),
    ),
    ("trade_undirected", facts({"type": "trade"}), facts({"type": "trade", "direction": "both"})),
    (
        "flow_no_trade",
        facts({"status": "85", "type": "loan"}),
        facts({"status": "85", "type": "trade"}),
    ),
    (
        "held_no_event",
        facts({"status": "80", "type": "loan"}),
        facts({"status": "80", "type": "meeting"}),
    ),
    (
        "foreign_country",
        facts({"country": "LVA"}, groups={"LVA": "third"}),
        facts({"country": "UZB"}, groups={"UZB": "recipient"}),
    ),
    (
        "regional_country",
        facts({"uid": "REG-2023-001", "country": "UZB"}),
        facts({"uid": "UZB-2023-001", "country": "UZB"}),
    ),
    (
        "umbrella_alone",
        facts({"umbrella": True}),
        facts({"umbrella": True}, led_to=frozenset({"child"})),
    ),
    (
        "shares_over",
        facts({}, parties("partner", "investor", share="60")),
        facts({}, parties("partner", "investor", share="50")),
    ),
    (
        "media_commitment",
        facts({"status": "30", "quality": 1}),
        facts({"status": "30", "quality": 4}),
    ),
    ("unsourced", facts({"sources": 0}), facts({"sources": 1})),
    (
        "approved_contested",
        facts({"review": "approved"}, figure(contested=2)),
        facts({"review": "coded"}, figure(contested=2)),
    ),
    (
        "between_open",
        facts({}, figure(modality="between", value="1")),
        facts({}, figure(modality="between", value="1", high="2")),
    ),
    (
        "upper_below",
        facts({}, figure(value="3", high="2")),
        facts({}, figure(value="2", high="3")),
    ),
    (
        "money_no_amount",
        facts({}, figure(unit="USD")),
        facts({}, figure(unit="USD"), **unknown("figure", "value")),
    ),
    (
        "money_not_positive",
        facts({}, figure(unit="USD", value="0")),
        facts({}, figure(unit="t", value="0")),
    ),
    (
        "percent_over",
        facts({}, figure(unit="percent", value="101")),
        facts({}, figure(unit="percent", value="100")),
    ),
    ("number_of_nothing", facts({}, figure(value="5")), facts({}, figure(value="5", unit="t"))),
    (
        "third_country",
        facts({}, figure(from_country="KGZ", to_country="LVA")),
        facts({}, figure(from_country="KGZ", to_country="LVA", role="context")),
    ),
    (
        "same_ends",
        facts({}, figure(from_country="CHN", to_country="CHN")),
        facts({}, figure(from_country="CHN", to_country="UZB")),
    ),
    (
        "target_passed",
        facts(
            {},
            {
                "figure": [
                    {"role": "target", "value": "5", "unit": "t"},
                    {"role": "observed", "value": "6", "unit": "t"},
                ]
            },
        ),
        facts(
            {},
            {
                "figure": [
                    {"role": "target", "value": "5", "unit": "t"},
                    {"role": "observed", "value": "6", "unit": "L"},
                ]
            },
        ),
    ),
    (
        "planned_past",
        facts({}, milestone("visit", "2024-05", "planned")),
        facts({}, milestone("visit", "2024", "planned")),
    ),
    (
        "actual_future",
        facts({}, milestone("visit", "2024-07")),
        facts({}, milestone("visit", "2024-06")),
    ),
    (
        "signing_undated",
        facts({}, milestone("signing")),
        facts({}, milestone("signing"), **unknown("milestone", "date")),
    ),
    (
        "completed_first",
        facts({"start": "2023"}, milestone("completion", "2022")),
        facts({"start": "2023"}, milestone("completion", "2023")),
    ),
    (
        "party_twice",
        facts({}, {"party": [{"actor": 7, "role": "host"}, {"actor": 7, "role": "host"}]}),
        facts({}, {"party": [{"actor": 7, "role": "host"}, {"actor": 7, "role": "buyer"}]}),
    ),
    (
        "party_nameless",
        facts({}, {"party": [{"role": "host"}]}),
        facts({}, {"party": [{"role": "host", "as_named": "A bank"}]}),
    ),
    (
        "half_place",
        facts({}, {"location": [{"latitude": "41"}]}),
        facts({}, {"location": [{"latitude": "41", "longitude": "69"}]}),
    ),
    (
        "site_abroad",
        facts({"country": "UZB"}, {"location": [{"role": "site", "country": "KAZ"}]}),
        facts({"country": "UZB"}, {"location": [{"role": "venue", "country": "KAZ"}]}),
    ),
    (
        "under_no_umbrella",
        facts({}, {"link": [{"type": "child", "other": 9}]}),
        facts({}, {"link": [{"type": "child", "other": 9}]}, umbrellas=frozenset({9})),
    ),
    (
        "umbrella_unmarked",
        facts({}, {"link": [{"type": "umbrella", "other": 9}]}),
        facts({"umbrella": True}, {"link": [{"type": "umbrella", "other": 9}]}),
    ),
    (
        "link_itself",
        facts({}, {"link": [{"entry": 1, "other": 1}]}),
        facts({}, {"link": [{"entry": 1, "other": 2}]}),
    ),
    (
        "read_early",
        facts({}, {"source": [{"published": "2023-05", "retrieved": "2023-04-30"}]}),
        facts({}, {"source": [{"published": "2023-05", "retrieved": "2023-05-02"}]}),
    ),
    (
        "published_future",
        facts({}, {"source": [{"published": "2024-07"}]}),
        facts({}, {"source": [{"published": "2024"}]}),
    ),
]


@pytest.mark.parametrize(("code", "breaking", "keeping"), CASES, ids=[one[0] for one in CASES])
def test_the_rule_is_broken_and_kept(code: str, breaking: Facts, keeping: Facts) -> None:
    assert code in codes(breaking)
    assert code not in codes(keeping)


def test_every_rule_has_its_case_and_a_code_of_its_own() -> None:
    names = [rule.code for rule in RULES]
    assert len(set(names)) == len(names) >= 20
    assert {code for code, _, _ in CASES} == set(names)


def test_every_sentence_can_be_filled_in_and_names_fields_there_are() -> None:
    from models import KINDS

    for code, breaking, _ in CASES:
        rule = next(one for one in RULES if one.code == code)
        asked = [breaking.entry, *(one for some in breaking.children.values() for one in some)]
        for one in asked:
            words = rule.breaks(one, breaking) if one.kind == rule.kind else None
            if words is not None:
                sentence = found_by(rule, one, words, breaking).sentence
                assert sentence[:1].isupper() or sentence[:1].isdigit() or sentence[0] == "“"
                assert sentence.endswith((".", "?"))
                assert "{" not in sentence
        assert all(KINDS[rule.kind].has(key) for key in rule.fields)
        assert rule.breaks.__doc__


# In a store


def pledge(store: Store) -> int:
    with store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "Road", "country": "LVA", "status": "20"})
        step.set("entry", entry, "start", "2020")
        step.add("milestone", {"entry": entry, "type": "signing", "state": "actual"})
        step.add("source", {"title": "S", "published": "2023", "retrieved": "2022"})
    return entry


def test_an_entry_is_asked_with_what_hangs_off_it(seeded_store: Store) -> None:
    entry = pledge(seeded_store)
    found = {one.rule: one for one in broken(seeded_store, "entry", entry, TODAY)}
    assert set(found) == {"foreign_country", "pledge_started", "signing_undated", "unsourced"}
    assert found["foreign_country"].sentence.startswith("Latvia is no recipient country")
    assert found["pledge_started"].sentence == "The status is Pledge, but there is a start (2020)."
    assert found["pledge_started"].fields == ("status", "start")
    (milestone,) = seeded_store.children("entry", entry)["milestone"]
    (own,) = broken(seeded_store, "milestone", milestone, TODAY)
    assert (own.rule, own.record) == ("signing_undated", milestone)


def test_a_source_that_says_that_a_value_is_open_is_enough(seeded_store: Store) -> None:
    # The signing of the first article has no date, and the article says none.
    assert [one.rule for one in broken(seeded_store, "entry", 1, TODAY)] == []


def test_a_draft_is_asked_only_what_it_can_tell(seeded_store: Store) -> None:
    values = {"type": "loan", "status": "20", "start": "2020"}
    assert [one.rule for one in broken_draft(seeded_store, "entry", values, TODAY)] == [
        "pledge_started"
    ]
    figure = {"entry": 1, "from_country": "CHN", "to_country": "CHN"}
    assert [one.rule for one in broken_draft(seeded_store, "figure", figure, TODAY)] == [
        "same_ends"
    ]


def test_the_whole_store_is_what_its_records_are(seeded_store: Store) -> None:
    pledge(seeded_store)
    one_by_one = [
        one
        for kind in ("entry", "source")
        for record in seeded_store.ids(Query(kind))
        for one in broken(seeded_store, kind, record, TODAY)
    ]
    piles = all_broken(seeded_store, Ticket(), today=TODAY)
    assert sum(pile.total for pile in piles) == len(one_by_one)
    assert {one for pile in piles for one in pile.found} == set(one_by_one)


def test_of_many_only_the_first_are_kept_and_all_are_counted(empty_store: Store) -> None:
    with empty_store.step("Add", by=None) as step:
        for number in range(30):
            step.add("entry", {"title": f"E{number}"})
    told: list[float] = []
    (pile,) = all_broken(empty_store, Ticket(), told.append, limit=10)
    assert (pile.rule.code, pile.total, len(pile.found)) == ("unsourced", 30, 10)
    assert told[-1] == 1


def test_a_look_over_the_store_can_be_stopped(seeded_store: Store) -> None:
    ticket = Ticket()
    stop: Callable[[float], None] = lambda _: ticket.cancel()  # noqa: E731
    with pytest.raises(Cancelled):
        all_broken(seeded_store, ticket, stop)
