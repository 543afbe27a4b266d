"""What would raise a score: said in words, and true when it is done."""

import pytest

from models import KINDS, Store
from models.errors import Missing
from models.raising import Raise, Score, scores_of
from models.scoring import COMPLETENESS, IMPLEMENTATION, LEVELS


def quality(store: Store, *types: str) -> Score:
    with store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "E", "status": "40"})
        for one in types:
            source = step.add("source", {"title": one, "type": one})
            step.add("citation", {"kind": "entry", "record": entry, "source": source})
    return scores_of(store, entry)[0]


@pytest.mark.parametrize(
    ("types", "why", "raises"),
    [
        (
            (),
            "No source is cited yet.",
            [
                "An academic source would make source quality 3.",
                "One official source would make source quality 4.",
                "Two official sources would make source quality 5.",
            ],
        ),
        (
            ("media",),
            "Only media reports.",
            [
                "An academic source would make source quality 3.",
                "One official source would make source quality 4.",
                "Two official sources would make source quality 5.",
            ],
        ),
        (
            ("academic",),
            "An academic source, but no official one.",
            [
                "One official source would make source quality 4.",
                "Two official sources would make source quality 5.",
            ],
        ),
        (
            ("official", "media"),
            "One official source.",
            ["A second official source would make source quality 5."],
        ),
        (("official", "implementer"), "Two or more official sources.", []),
    ],
)
def test_source_quality_in_words(
    empty_store: Store, types: tuple[str, ...], why: str, raises: list[str]
) -> None:
    score = quality(empty_store, *types)
    assert (score.why, [one.sentence for one in score.raises]) == (why, raises)


@pytest.mark.parametrize("types", [("media",), ("ngo",), ("academic",), ("official",)])
def test_the_source_that_is_asked_for_makes_it_what_is_said(
    empty_store: Store, types: tuple[str, ...]
) -> None:
    for one in quality(empty_store, *types).raises:
        added = [dict(one.values)["type"]] * (2 if one.sentence.startswith("Two") else 1)
        after = quality(empty_store, *types, *added).value
        assert one.sentence.endswith(f"would make source quality {after}.")


def test_each_value_or_record_that_is_asked_for_raises_the_score(empty_store: Store) -> None:
    filled = {"start": "2020", "type": "loan", "end": "2022", "sector": "230"}
    rest = {"amount": {"value": "1", "unit": "USD"}}
    with empty_store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "E", "status": "40"})
    for place, clauses in ((1, COMPLETENESS), (2, IMPLEMENTATION)):
        for clause in clauses:
            score = scores_of(empty_store, entry)[place]
            missing = [one for one in score.raises if one.sentence == clause.lacks]
            if not missing or clause.key == "agencies":
                continue
            _follow(empty_store, entry, missing[0], filled, rest.get(clause.key, {}))
            after = scores_of(empty_store, entry)[place]
            assert after.value == score.value + 1, clause.key  # type: ignore[operator]
            assert clause.met in after.met


def _follow(
    store: Store, entry: int, way: Raise, filled: dict[str, str], more: dict[str, str]
) -> None:
    with store.step("Mend", by=None) as step:
        if way.field:
            step.set("entry", entry, way.field, filled[way.field])
        else:
            step.add(way.kind, {"entry": entry, **dict(way.values), **more})


def test_a_line_of_three_says_a_dash_where_nothing_is_asked(empty_store: Store) -> None:
    with empty_store.step("Add", by=None) as step:
        entry = step.add("entry", {"title": "E", "status": "10"})
    shown = [one.short for one in scores_of(empty_store, entry)]
    assert shown == ["Sources –", "Completeness 0/5", "Implementation –"]


def test_every_way_to_raise_a_score_leads_to_a_field_or_a_kind_with_such_values() -> None:
    for clause in (*COMPLETENESS, *IMPLEMENTATION):
        known = KINDS[clause.kind]
        assert not clause.field or known.has(clause.field)
        assert all(known.field(key).type.parse(value) == value for key, value in clause.values)
    for level in LEVELS:
        if level.source_type:
            assert KINDS["source"].field("type").type.parse(level.source_type)


def test_an_entry_that_is_gone_is_said_to_be_gone(empty_store: Store) -> None:
    with pytest.raises(Missing):
        scores_of(empty_store, 99)
