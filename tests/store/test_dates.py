"""Dates: what people type, the EDTF that is kept, the words shown, the days they span."""

import time
from datetime import date

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from models.dates import DATE_HELP, date_bounds, parse_date, show_date
from models.errors import Invalid

YEARS = st.integers(0, 9999).map("{:04}".format)
DAYS = st.dates().map(date.isoformat)
MONTHS = st.builds("{}-{:02}".format, YEARS, st.integers(1, 12))
SEASONS = st.builds("{}-{}".format, YEARS, st.integers(21, 24))
UNSPECIFIED = st.one_of(
    st.integers(0, 999).map("{:03}X".format),
    st.integers(0, 99).map("{:02}XX".format),
    YEARS.map("{}-XX".format),
    YEARS.map("{}-XX-XX".format),
    MONTHS.map("{}-XX".format),
)
MARKS = st.sampled_from(["", "", "~", "?", "%"])
CLOSED = st.builds("{}{}".format, YEARS | MONTHS | DAYS | SEASONS, MARKS)
MOMENTS = CLOSED | st.builds("{}{}".format, UNSPECIFIED, MARKS)
HALF_OPEN = st.one_of(
    *(CLOSED.map(form.format) for form in ("../{}", "{}/..", "/{}", "{}/")),
)
DATEISH = st.text("0123456789/-–.~?% XxOctJanuspringofuntilc年月日", max_size=90)


@st.composite
def intervals(draw: st.DrawFn) -> str:
    """Two moments in their order."""
    ends = sorted((draw(CLOSED), draw(CLOSED)), key=date_bounds)
    assume(date_bounds(ends[0])[0] > date.min)
    return "/".join(ends)


CANONICAL = MOMENTS | HALF_OPEN | intervals()


@pytest.mark.parametrize(
    ("edtf", "words", "first", "last"),
    [
        ("2023", "2023", "2023-01-01", "2023-12-31"),
        ("2023-10", "Oct 2023", "2023-10-01", "2023-10-31"),
        ("2023-10-06", "6 Oct 2023", "2023-10-06", "2023-10-06"),
        ("2024-02", "Feb 2024", "2024-02-01", "2024-02-29"),
        ("2023-21", "spring 2023", "2023-03-01", "2023-05-31"),
        ("2023-22", "summer 2023", "2023-06-01", "2023-08-31"),
        ("2023-23", "autumn 2023", "2023-09-01", "2023-11-30"),
        ("2023-24", "winter 2023", "2023-12-01", "2024-02-29"),
        ("2023~", "about 2023", "2023-01-01", "2023-12-31"),
        ("2023?", "2023?", "2023-01-01", "2023-12-31"),
        ("2023-10%", "about Oct 2023?", "2023-10-01", "2023-10-31"),
        ("201X", "2010s", "2010-01-01", "2019-12-31"),
        ("20XX", "some year of 2000–2099", "2000-01-01", "2099-12-31"),
        ("2023-XX", "some month of 2023", "2023-01-01", "2023-12-31"),
        ("2023-10-XX", "some day of Oct 2023", "2023-10-01", "2023-10-31"),
        ("2023-XX-XX", "some day of 2023", "2023-01-01", "2023-12-31"),
        ("2023-01/2023-07", "Jan 2023 – Jul 2023", "2023-01-01", "2023-07-31"),
        ("2023~/2025-10-06?", "about 2023 – 6 Oct 2025?", "2023-01-01", "2025-10-06"),
        ("../2025", "until 2025", "0001-01-01", "2025-12-31"),
        ("2023/..", "from 2023", "2023-01-01", "9999-12-31"),
        ("/2025", "unknown – 2025", "0001-01-01", "2025-12-31"),
        ("2023/", "2023 – unknown", "2023-01-01", "9999-12-31"),
        ("0000-02-29", "29 Feb 0000", "0001-01-01", "0001-01-01"),
        ("9999-24", "winter 9999", "9999-12-01", "9999-12-31"),
    ],
)
def test_an_edtf_date_is_kept_shown_in_words_and_spans_its_days(
    edtf: str, words: str, first: str, last: str
) -> None:
    assert parse_date(edtf) == edtf
    assert show_date(edtf) == words
    assert date_bounds(edtf) == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("typed", "edtf"),
    [
        ("6 Oct 2023", "2023-10-06"),
        ("6th of October 2023", "2023-10-06"),
        ("October 6, 2023", "2023-10-06"),
        ("6-Oct-2023", "2023-10-06"),
        ("2023 Oct 6", "2023-10-06"),
        ("2023/10/06", "2023-10-06"),
        ("2023.10.6", "2023-10-06"),
        ("2023–10–06", "2023-10-06"),
        ("2023-1-5", "2023-01-05"),
        ("2023\u201110\u201106", "2023-10-06"),
        ("25.10.2023", "2023-10-25"),
        ("10/25/2023", "2023-10-25"),
        ("10.10.2023", "2023-10-10"),
        ("2023年10月6日", "2023-10-06"),
        ("２０２３年１０月", "2023-10"),
        (" October\u00a02023 ", "2023-10"),
        ("Sept. 2023", "2023-09"),
        ("2023/10", "2023-10"),
        ("10/2023", "2023-10"),
        ("Spring of 2023", "2023-21"),
        ("fall 2023", "2023-23"),
        ("the 2010s", "201X"),
        ("20xx", "20XX"),
        ("c. 2023", "2023~"),
        ("c2023", "2023~"),
        ("ca. October 2023", "2023-10~"),
        ("about 2023", "2023~"),
        ("~2023", "2023~"),
        ("circa 2023 ?", "2023%"),
        ("2023?~", "2023%"),
        ("Jan 2023 – Jul 2023", "2023-01/2023-07"),
        ("Jan–Jul 2023", "2023-01/2023-07"),
        ("Jan-Jul 2023", "2023-01/2023-07"),
        ("from Jan to July 2023", "2023-01/2023-07"),
        ("6–8 Oct 2023", "2023-10-06/2023-10-08"),
        ("6-8 October 2023", "2023-10-06/2023-10-08"),
        ("30 Sep – 8 Oct 2023", "2023-09-30/2023-10-08"),
        ("2023–2025", "2023/2025"),
        ("2023-2025", "2023/2025"),
        ("until about 2025", "../2025~"),
        ("since 2023", "2023/.."),
        ("2023 – present", "2023/.."),
        ("2023/open", "2023/.."),
        ("unknown/2006", "/2006"),
    ],
)
def test_a_date_as_people_write_it_becomes_edtf(typed: str, edtf: str) -> None:
    assert parse_date(typed) == edtf


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "is empty"),
        ("foo", "“foo” is not a date"),
        ("2023-13", "“2023-13” is not a date: there is no month 13"),
        ("2023-00", "there is no month 0"),
        ("2023-25", "there is no month 25"),
        ("2023/24", "there is no month 24"),
        ("2023-02-30", "February 2023 has 28 days"),
        ("2100-02-29", "February 2100 has 28 days"),
        ("31 April 2023", "April 2023 has 30 days"),
        ("2023-10-00", "there is no day 0"),
        ("00/10/2023", "there is no day 0"),
        ("13/14/2023", "there is no month 14"),
        ("2023-21-05", "a season has no days"),
        ("2023-XX-05", "a day needs its month"),
        ("2023-07/2023-01", "it ends before it starts"),
        ("2023/0000", "it ends before it starts"),
        ("0001/0000", "it ends before it starts"),
        ("../..", "neither a start nor an end"),
        ("/", "neither a start nor an end"),
        ("201X/2023", "cannot hold X"),
        ("2023-02-30/2024", "“2023-02-30” is not a date"),
        ("06.10.2023", "“06.10.2023” may be 10 June or 6 October"),
        ("6/10/2023", "Write 2023-06-10 or 2023-10-06"),
        ("6.10.23", "four digits"),
        ("Oct-23", "four digits"),
        ("2023-10-06T12:00:00Z", "a time of day is not kept"),
        ("Q1 2023", "2023-01/2023-03"),
        ("12023", "from 0000 to 9999"),
        ("-2023", "from 0000 to 9999"),
        ("Winter 2023/2024", "is not a date"),
        ("6 Octember 2023", "is not a date"),
        ("2023-10-06~-10", "is not a date"),
        ("20X3", "is not a date"),
        ("Oct – 2023", "“Oct” is not one"),
        ("about – Oct 2023", "“about” is not one"),
        ("2023-1X", "is not a date"),
        ("٢٠٢٣", "is not a date"),
        ("{2023,2024}", "is not a date"),
        ("now/2023", "is not a date"),
        ("~", "is not a date"),
        ("2" * 100, "too long"),
    ],
)
def test_a_text_that_is_no_date_is_refused_in_words(typed: str, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_date(typed)

    assert words in refusal.value.sentence
    assert "Write 2023" in refusal.value.sentence


@given(CANONICAL)
def test_canonical_edtf_is_kept_as_it_is(edtf: str) -> None:
    assert parse_date(edtf) == edtf


@given(CANONICAL)
def test_the_words_for_a_date_read_back_as_the_same_date(edtf: str) -> None:
    assert parse_date(show_date(edtf)) == edtf


@given(CANONICAL)
def test_a_date_starts_no_later_than_it_ends(edtf: str) -> None:
    first, last = date_bounds(edtf)

    assert first <= last


@given(st.text() | DATEISH)
@example("\ud800")
@example("²023")
@example("9999-24/9999-12")
def test_any_text_is_a_date_that_round_trips_or_is_refused(text: str) -> None:
    try:
        edtf = parse_date(text)
    except Invalid:
        return

    assert parse_date(edtf) == edtf
    assert parse_date(show_date(edtf)) == edtf
    assert date_bounds(edtf) == date_bounds(text)


@given(st.text() | DATEISH)
def test_showing_a_date_never_fails(text: str) -> None:
    assert isinstance(show_date(text), str)


def test_a_stored_text_that_is_no_date_is_shown_as_it_is() -> None:
    assert show_date(" 2023-13 ") == " 2023-13 "


@pytest.mark.parametrize(
    "piece", ["1", "1 ", "a ", " to ", "–", "/", "-", "2023-", "~", "?", "c.", " "]
)
@pytest.mark.parametrize("count", [30, 79, 100_000])
def test_no_long_text_keeps_the_reader_waiting(piece: str, count: int) -> None:
    started = time.process_time()

    with pytest.raises(Invalid):
        parse_date(f"{piece * count}!")

    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(
    "sample",
    [
        *("2023", "2023-10", "2023-10-06", "6 Oct 2023", "2023-01/2023-07"),
        *("2023~", "2023?", "../2025", "2023/..", "201X", "2023-10-XX"),
    ],
)
def test_what_the_help_offers_is_accepted(sample: str) -> None:
    assert sample in DATE_HELP
    assert parse_date(sample)
