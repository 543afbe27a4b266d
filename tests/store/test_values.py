"""Numbers: what people type, what is kept, what is shown, and what is refused."""

import time
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from models.errors import Invalid
from models.values import (
    LIMIT,
    MOST_DECIMALS,
    MOST_DIGITS,
    NUMBER_HELP,
    decimal_text,
    parse_decimal,
    parse_integer,
    quoted,
    show_decimal,
    tidied,
)

KEPT = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent),
    st.integers(-(10**MOST_DIGITS) + 1, 10**MOST_DIGITS - 1),
    st.integers(-MOST_DECIMALS, 2),
).filter(lambda number: abs(number) < LIMIT)
NUMBERISH = st.text("0123456789.,+-−–eEkmbKM \u00a0\u202filontд万", max_size=90)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("1350000", "1350000"),
        ("1,350,000", "1350000"),
        ("1 350 000", "1350000"),
        ("1\u00a0350\u202f000", "1350000"),
        ("1\u2009350\u2009000", "1350000"),
        ("1.35 million", "1350000"),
        ("1.35mln", "1350000"),
        ("1.35 m", "1350000"),
        ("1.35 млн", "1350000"),
        ("135万", "1350000"),
        ("2.5 bn", "2500000000"),
        ("2.5 Billion", "2500000000"),
        ("774k", "774000"),
        ("774 thousand", "774000"),
        ("1,350.5 million", "1350500000"),
        ("1 trillion", "1000000000000"),
        ("1,350", "1350"),
        ("1.350", "1.35"),
        ("0.50", "0.5"),
        (".5", "0.5"),
        ("007", "7"),
        ("+5", "5"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        ("-0", "0"),
        ("-0.00", "0"),
        ("50,000.", "50000"),
        ("１２，０００", "12000"),
        ("\u200b5\ufeff ", "5"),
        ("1.50000000000000000000000000000", "1.5"),
        ("123456789012345", "123456789012345"),
        ("999999999999999000", "999999999999999000"),
    ],
)
def test_a_number_as_people_write_it_is_kept_exactly(typed: str, kept: str) -> None:
    number = parse_decimal(typed)

    assert number == Decimal(kept)
    assert decimal_text(number) == kept


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "is empty"),
        (" \u00a0 ", "is empty"),
        ("nan", "“nan” is not a number"),
        ("Infinity", "is not a number"),
        ("-inf", "is not a number"),
        ("abc", "“abc” is not a number"),
        ("12 abc", "“abc” is not part of a number, and a unit has its own field"),
        ("12%", "“%” is not part"),
        ("$150 million", "“$” is not part"),
        ("about 50,000", "“about” is not part"),
        ("10²", "“²” is not part"),
        ("٣", "is not a number"),
        ("1,5", "“1,5” may be 1.5 or 1,500"),
        ("-1,5", "may be -1.5 or -1,500"),
        ("0,350", "may be 0.350 or 350"),
        ("1234,567", "may be 1234.567 or 1,234,567"),
        ("1,5 million", "the comma parts thousands"),
        ("1.350.000", "more than one dot"),
        ("1.350,5", "the comma parts thousands"),
        ("1,35,000", "groups of three"),
        ("12 34", "groups of three"),
        ("1 350,000", "groups of three"),
        ("1,350 000", "groups of three"),
        ("5,", "ends with a comma"),
        ("1e6", "exponent"),
        ("1.35E+06", "exponent"),
        ("5-10", "two numbers"),
        ("5 – 10", "two numbers"),
        ("1234567890123456", "16 digits, and only 15"),
        ("0.1234567890123456", "16 digits, and only 15"),
        ("1000000000000000000", "too large"),
        ("1000000 trillion", "too large"),
        ("0.0000000000000000001", "too small"),
        ("9" * 100, "too long"),
    ],
)
def test_a_text_that_is_no_number_is_refused_in_words(typed: str, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_decimal(typed)

    assert words in refusal.value.sentence
    assert "Write " in refusal.value.sentence


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("1350000", "1,350,000"),
        ("1.35E+6", "1,350,000"),
        ("-1234.50", "-1,234.5"),
        ("0.5", "0.5"),
        ("1E-7", "0.0000001"),
        ("0E+3", "0"),
        ("-0.0", "0"),
        ("774000", "774,000"),
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
    ],
)
def test_a_number_is_shown_in_groups_of_three_without_an_exponent(number: str, shown: str) -> None:
    assert show_decimal(Decimal(number)) == shown


def test_a_number_longer_than_can_be_kept_still_has_all_its_digits_as_text() -> None:
    total = Decimal("1234567890123456789012345678901234567890.5")

    assert decimal_text(total) == "1234567890123456789012345678901234567890.5"


def test_what_is_not_finite_has_no_text() -> None:
    with pytest.raises(Invalid, match="“NaN” is not a number"):
        decimal_text(Decimal("NaN"))


@pytest.mark.parametrize(("typed", "whole"), [("4.0", 4), ("1.5 million", 1500000), ("-3", -3)])
def test_a_whole_number_may_be_written_like_any_other(typed: str, whole: int) -> None:
    assert parse_integer(typed) == whole
    assert type(parse_integer(typed)) is int


@pytest.mark.parametrize(("typed", "neighbours"), [("2.5", "2 or 3"), ("-2.5", "-3 or -2")])
def test_a_fraction_is_no_whole_number_and_its_neighbours_are_offered(
    typed: str, neighbours: str
) -> None:
    with pytest.raises(Invalid, match=f"not a whole number. Write {neighbours}"):
        parse_integer(typed)


@given(KEPT)
def test_the_text_of_a_number_reads_back_as_the_same_number(number: Decimal) -> None:
    text = decimal_text(number)

    assert "e" not in text.lower()
    assert parse_decimal(text) == number
    assert decimal_text(parse_decimal(text)) == text


@given(KEPT)
def test_the_shown_number_reads_back_as_the_same_number(number: Decimal) -> None:
    assert parse_decimal(show_decimal(number)) == number


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_showing_a_number_never_fails(number: Decimal) -> None:
    assert show_decimal(number)


@given(st.text() | NUMBERISH)
@example("." + "0" * 78 + "1")
@example("\ud800")
@example("1" * 5000)
def test_any_text_is_a_number_that_round_trips_or_is_refused(text: str) -> None:
    try:
        number = parse_decimal(text)
    except Invalid:
        return

    assert parse_decimal(decimal_text(number)) == number
    assert "E" not in decimal_text(number)


@pytest.mark.parametrize(
    "piece", ["1", "1,", " 1", "1,000", "1 000 ", "-", ".", "1.", "a", " ", ",1a"]
)
@pytest.mark.parametrize("count", [30, 79, 100_000])
def test_no_long_text_keeps_the_reader_waiting(piece: str, count: int) -> None:
    started = time.process_time()

    with pytest.raises(Invalid):
        parse_decimal(f"{piece * count}!")

    assert time.process_time() - started < 0.5


def test_a_text_is_tidied_and_quoted_for_a_sentence() -> None:
    assert tidied("\u3000２０２３\u201106\n x\u200b ") == "2023-06 x"
    assert quoted("  a\nb ") == "“a b”"
    assert quoted("x" * 50) == f"“{'x' * 39}…”"


@pytest.mark.parametrize("sample", ["1350000", "1,350,000", "0.5", "1.35 million", "774k"])
def test_what_the_help_offers_is_accepted(sample: str) -> None:
    assert sample in NUMBER_HELP
    assert parse_decimal(sample)
