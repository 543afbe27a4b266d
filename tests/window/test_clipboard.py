"""Blocks on the clipboard: as spreadsheets and browsers write them, and as we do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData

from gui.clipboard import Parcel, cell_mime, cells_of, clip_of, read_lines
from gui.html_table import MOST_CELLS, read_table
from models import Invalid

# No text of a store holds a NUL or half a character.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
AWKWARD = st.sampled_from(["", '"', '""', "a\tb", "a\nb", "a\r\nb", "\n", '"a"', "<b>&amp;", " x "])
ROWS = st.integers(1, 4).flatmap(
    lambda width: st.lists(
        st.lists(TEXTS | AWKWARD, min_size=width, max_size=width), min_size=1, max_size=5
    )
)


def mime_of(text: str = "", html: str = "") -> QMimeData:
    mime = QMimeData()
    if text:
        mime.setText(text)
    if html:
        mime.setHtml(html)
    return mime


def block_of(rows: list[list[str]]) -> QMimeData:
    parcel = Parcel([False] * len(rows[0]))
    parcel.add(rows)
    return parcel.mime()


# ---- what we write -----------------------------------------------------------------------------


@given(ROWS)
def test_a_block_is_read_back_as_it_was_written(rows: list[list[str]]) -> None:
    assert cells_of(clip_of(block_of(rows))) == rows


@given(ROWS)
def test_its_text_alone_says_all(rows: list[list[str]]) -> None:
    assert read_lines(block_of(rows).text()) == rows


@given(TEXTS | AWKWARD)
def test_one_cell_is_its_bare_text_elsewhere_and_one_cell_here(text: str) -> None:
    mime = cell_mime(text)
    assert mime.text() == text
    assert cells_of(clip_of(mime)) == [[text]]


def test_its_html_shows_markup_as_text_and_keeps_dates_from_becoming_days() -> None:
    parcel = Parcel([False, True])
    parcel.add([["<b>2023-10</b>\nnext", "5"]])
    html = parcel.mime().html()
    assert "&lt;b&gt;2023-10&lt;/b&gt;<br>next" in html
    assert "mso-number-format" in html
    assert 'sdnum="1033;0;@">&lt;b' in html
    assert "<td>5</td>" in html


@given(ROWS)
def test_its_html_has_the_same_words(rows: list[list[str]]) -> None:
    table = read_table(block_of(rows).html())
    plain = [["".join(c for c in cell if c.isalnum()) for cell in row] for row in rows]
    assert table is not None
    assert [["".join(c for c in cell if c.isalnum()) for cell in row] for row in table] == plain


def test_parts_added_one_after_the_other_are_one_block() -> None:
    parcel = Parcel([False])
    parcel.add([["a"], ["b"]])
    parcel.add([["c"]])
    assert cells_of(clip_of(parcel.mime())) == [["a"], ["b"], ["c"]]


# ---- what spreadsheets write -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\nc\td", [["a", "b"], ["c", "d"]]),
        ('"two\nlines"\tx\r\n', [["two\nlines", "x"]]),
        ('"a\ttab"\t"say ""hi"""\n', [["a\ttab", 'say "hi"']]),
        ("\r\n", [[""]]),
        ("\t\n\t\n", [["", ""], ["", ""]]),
        ("a\tb\tc\nd\n", [["a", "b", "c"], ["d"]]),
        ("one cell", [["one cell"]]),
        ('"joint venture"', [['"joint venture"']]),
        ('the "joint" venture\tx', [['the "joint" venture', "x"]]),
        ('"never closed\tx\ny', [['"never closed', "x"], ["y"]]),
        ("x\u2028y\x85z", [["x\u2028y\x85z"]]),
        ("", []),
    ],
)
def test_lines_are_taken_apart_as_a_spreadsheet_does(text: str, cells: list[list[str]]) -> None:
    assert read_lines(text) == cells


LIBREOFFICE = """<!DOCTYPE html><html><head>
<meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/></head><body>
<table cellspacing="0"><tr><td sdval="1350000" sdnum="1033;">1,350,000</td></tr></table>
</body></html>"""
EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head>
<meta name=ProgId content=Excel.Sheet></head><body><table>
<!--StartFragment--><tr><td x:num="0.123456789">0.12</td></tr><!--EndFragment-->
</table></body></html>"""


@pytest.mark.parametrize("html", [LIBREOFFICE, EXCEL])
def test_a_spreadsheet_is_taken_at_its_text_which_loses_nothing(html: str) -> None:
    assert cells_of(clip_of(mime_of("exact\tvalue\n", html))) == [["exact", "value"]]


@pytest.mark.parametrize("html", [LIBREOFFICE, EXCEL])
def test_its_html_is_taken_when_there_is_no_text(html: str) -> None:
    assert len(cells_of(clip_of(mime_of(html=html)))) == 1


# ---- what browsers write -----------------------------------------------------------------------

BROWSER = """<meta charset="utf-8"><table class="wikitable"><caption>Trade</caption><tbody>
<tr><th rowspan="2">Country</th><th colspan="2">Value <sup>[1]</sup></th></tr>
<tr><th>2022</th><th>2023</th></tr>
<tr><td><a href="/x"><b>Uzbekistan</b></a><br>O&rsquo;zbekiston</td>
    <td><p>8.9&nbsp;bn</p><p>about</p></td><td><script>alert("no")</script>&nbsp;</td></tr>
<tr><td>Turk<span style="display:none">hidden</span>menistan<td>11&lt;12<td hidden>x</tr>
</tbody></table>"""


def test_a_table_from_a_browser_is_taken_cell_by_cell() -> None:
    text = "Country\tValue [1]\n2022\t2023\nUzbekistan\nO'zbekiston\t8.9 bn\n\nabout"
    assert cells_of(clip_of(mime_of(text, BROWSER))) == [
        ["Country", "Value [1]", ""],
        ["", "2022", "2023"],
        ["Uzbekistan\nO’zbekiston", "8.9\xa0bn\nabout", ""],
        ["Turkmenistan", "11<12"],
    ]


def test_a_piece_of_a_page_without_a_table_is_taken_at_its_text() -> None:
    mime = mime_of("a paragraph", "<p>a <b>paragraph</b></p>")
    assert cells_of(clip_of(mime)) == [["a paragraph"]]


def test_a_table_in_a_cell_is_part_of_its_text() -> None:
    html = (
        "<table><tr><td>a<table><tr><td>b</td><td>c</td></tr></table></td><td>d</td></tr></table>"
    )
    table = read_table(html)
    assert table is not None
    assert [[cell.split() for cell in row] for row in table] == [[["a", "b", "c"], ["d"]]]


def test_cells_that_reach_over_rows_are_empty_below_the_first() -> None:
    html = "<table><tr><td rowspan=0>a<td>b<tr><td>c<tr><td>d</table><table><tr><td>e</table>"
    assert read_table(html) == [["a", "b"], ["", "c"], ["", "d"], ["e"]]


def test_marked_text_in_utf_16_is_understood() -> None:
    mime = QMimeData()
    mime.setData("text/html", "<table><tr><td>Ташкент</td></tr></table>".encode("utf-16"))
    assert cells_of(clip_of(mime)) == [["Ташкент"]]


@pytest.mark.parametrize("section", ["<![a;", "<![;", "<![if !x]>", "<![endif]>", "<![CDATA[y]]>"])
def test_marked_sections_are_passed_over(section: str) -> None:
    table = read_table(f"<table><tr><td>a{section}</td><td>b")
    assert table is not None
    assert table[0][0].startswith("a")


@given(st.text(st.sampled_from("<>/ab\"'= &#;!-[]\t\ntdrh"), max_size=60))
def test_broken_html_is_read_without_complaint(html: str) -> None:
    table = read_table("<table><tr><td>" + html)
    assert table is None or all(isinstance(cell, str) for row in table for cell in row)


@pytest.mark.parametrize(
    "html",
    [
        "<table>" + "<tr><td rowspan=9999 colspan=1000>x" * 500,
        "<table><tr><td>" + "<!--" * 100_000,
        "<table><tr><td>" + "<b>" * 100_000,
        "<table><tr><td>" + "<" * 100_000,
        "<table>" * 20_000 + "<tr><td>x",
    ],
    ids=["spans", "comments", "nested", "brackets", "tables"],
)
def test_hostile_html_is_given_up_soon(html: str) -> None:
    read_table(html)


def test_more_cells_than_fit_are_refused_with_what_to_do() -> None:
    mime = mime_of("\t" * MOST_CELLS)
    with pytest.raises(Invalid, match="CSV"):
        cells_of(clip_of(mime))


def test_an_empty_clipboard_has_nothing() -> None:
    assert clip_of(None).empty
    assert clip_of(QMimeData()).empty
    assert cells_of(clip_of(QMimeData())) == []
