"""Counting code points and counting UTF-16 units of Qt's document, in texts of every sort."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor, QTextDocument

from gui.offsets import Offsets

AWKWARD = [
    *("\r", "\n", "\r\n", "\u2028", "\u2029", "\u00a0", "\u202f", "\t", "\x00", "\x0b", "\x0c"),
    *("\x85", "\ufeff", "\u200d", "\ufdd0", "\ufdd1", "\ufffe", "\U0001f600", "\U0010ffff"),
    *("e\u0301", "👩\u200d🚀", "中", "ا", "a", "B", " ", "’"),
]
texts = st.lists(
    st.one_of(st.sampled_from(AWKWARD), st.characters(exclude_categories=["Cs"])), max_size=60
).map("".join)
# Chunks are 1,024 long: the awkward ones must also fall on their edges.
long_texts = st.tuples(st.integers(1000, 1040), texts, st.integers(0, 1100), texts).map(
    lambda parts: "x" * parts[0] + parts[1] + "😀" * parts[2] + parts[3]
)


def document(text: str) -> QTextDocument:
    shown = QTextDocument()
    shown.setPlainText(Offsets(text).shown)
    return shown


def words_in(shown: QTextDocument, start: int, end: int) -> str:
    cursor = QTextCursor(shown)
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    return cursor.selectedText()


def as_qt_has_it(text: str) -> str:
    """The text of a selection: every line end is a paragraph separator."""
    ends = {"\n": "\u2029", "\r": "\u2029", "\u2028": "\u2029"}
    ends |= {"\ufdd0": "\u2029", "\ufdd1": "\u2029", "\ufeff": "\u2060", "\ufffe": "\u2060"}
    return text.replace("\r\n", "\n").translate(str.maketrans(ends))


def inside_a_line_end(text: str, point: int) -> bool:
    return text[point - 1 : point + 1] == "\r\n" if point else False


@given(st.one_of(texts, long_texts))
@settings(max_examples=300, deadline=None)
def test_the_document_is_as_long_as_the_offsets_say(text: str) -> None:
    assert Offsets(text).length == document(text).characterCount() - 1


@given(st.one_of(texts, long_texts))
@settings(max_examples=30, deadline=None)
def test_every_code_point_comes_back_from_its_position(text: str) -> None:
    offsets = Offsets(text)
    for point in range(len(text) + 1):
        expected = point + 1 if inside_a_line_end(text, point) else point
        assert offsets.point(offsets.position(point)) == expected


@given(texts, st.integers(0, 200), st.integers(0, 200))
@settings(max_examples=400, deadline=None)
def test_words_cut_out_by_code_points_are_the_words_selected_in_the_document(
    text: str, first: int, second: int
) -> None:
    start, end = sorted((first % (len(text) + 1), second % (len(text) + 1)))
    if inside_a_line_end(text, start) or inside_a_line_end(text, end):
        return
    offsets = Offsets(text)
    selected = words_in(document(text), offsets.position(start), offsets.position(end))
    assert selected == as_qt_has_it(text[start:end])
    assert offsets.span(offsets.position(start), offsets.position(end)) == (start, end)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("one\r\ntwo 😀 three", "three"),
        ("one\rtwo\r\n\r\n𝒻our", "𝒻our"),
        ("a\u2028b\u00a0c\td", "b\u00a0c"),
        ("\ufeffTitle", "Title"),
        ("😀" * 3000 + "end\r\nof it", "end\r\nof"),
    ],
)
def test_a_quote_is_found_on_its_words(text: str, quote: str) -> None:
    offsets = Offsets(text)
    start = text.index(quote)
    at = offsets.position(start), offsets.position(start + len(quote))
    assert words_in(document(text), *at) == as_qt_has_it(quote)
    assert offsets.span(*at) == (start, start + len(quote))


def test_half_a_character_selects_the_whole_of_it() -> None:
    offsets = Offsets("a😀b")
    assert offsets.span(2, 4) == (1, 3)
    assert offsets.span(0, 2) == (0, 2)
    assert offsets.point(2) == 1


def test_a_line_end_of_two_is_taken_whole() -> None:
    offsets = Offsets("a\r\nb")
    assert offsets.span(0, 2) == (0, 3)
    assert offsets.span(1, 2) == (1, 3)


def test_offsets_outside_the_text_stay_at_its_ends() -> None:
    offsets = Offsets("a😀")
    assert (offsets.position(-5), offsets.position(99)) == (0, 3)
    assert (offsets.point(-5), offsets.point(99)) == (0, 2)


def test_an_empty_text_has_one_place() -> None:
    offsets = Offsets("")
    assert (offsets.length, offsets.position(0), offsets.point(0)) == (0, 0, 0)
    assert offsets.shown == ""


def test_an_endless_paragraph_is_broken_where_a_space_stood() -> None:
    text = "word " * 20_000
    shown = Offsets(text).shown
    assert len(shown) == len(text)
    assert max(map(len, shown.split("\n"))) < 20_010
    assert shown.replace("\n", " ") == text


def test_two_megabytes_are_counted_within_a_frame_or_two() -> None:
    text = ("words 😀\r\n" * 250_000)[:2_000_000]
    began = time.process_time()
    offsets = Offsets(text)
    assert offsets.shown
    for position in range(0, offsets.length, 20_000):
        offsets.position(offsets.point(position))
    assert time.process_time() - began < 0.5
