"""Texts that a spreadsheet would run: none leaves unguarded, and each comes back as it was."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.exchange.formula_guard import guard, unguard

STARTS = "=+-@\t\r\n＝＋－＠"
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet="'=+-@\t\r\n＝＋－＠01.aA ", max_size=8),
    st.builds("{}{}{}".format, st.text("'", max_size=3), st.sampled_from(list(STARTS)), st.text()),
)


@given(TEXTS)
@settings(max_examples=2000)
@example("'")
@example("''=1")
@example("'-5")
@example("-5")
@example("-5\n")
def test_a_guarded_text_comes_back_as_it_was(text: str) -> None:
    assert unguard(guard(text)) == text


@given(TEXTS)
@settings(max_examples=2000)
def test_nothing_guarded_starts_like_a_formula(text: str) -> None:
    written = guard(text)
    number = written.lstrip("+-").replace(".", "", 1)
    assert written[:1] not in STARTS or not written or (number.isascii() and number.isdigit())


@given(TEXTS, TEXTS)
def test_two_texts_are_never_written_alike(one: str, other: str) -> None:
    assert (guard(one) == guard(other)) == (one == other)


@pytest.mark.parametrize(
    "text", ["=1+1", "+998 71 200", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "-5%", "--5"]
)
def test_what_would_run_gets_one_apostrophe(text: str) -> None:
    assert guard(text) == f"'{text}"
    assert guard(f"'{text}") == f"''{text}"


@pytest.mark.parametrize(
    "text", ["", "a=1", " =1", "5", "-5", "+5", "-0.25", "'", "'quoted'", "’=1", "O'zbekiston"]
)
def test_what_would_not_run_stays_as_it_is(text: str) -> None:
    assert guard(text) == text
    assert unguard(text) == text
