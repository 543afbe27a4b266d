"""Find and replace: what is found, what becomes of it, and the window that shows it beforehand."""

import re
from collections.abc import Iterator
from time import monotonic

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton
from tables import Told, bench, editing, panel_of, select, shown, told, turn

from gui.dialogs.replace import ReplaceDialog
from gui.editing import Editing
from gui.replace_preview import SPANS_ROLE
from gui.replace_where import COLUMN, COLUMNS, EVERYTHING, SELECTION
from gui.replacing import Replacer, Search, TooSlow
from gui.workbench import Workbench
from models import Invalid

__all__ = ["bench", "editing", "told"]


def replaced(text: str, words: str, into: str, **options: bool) -> str | None:
    found = Replacer(Search(words, into, **options))(text)
    return found.after if found is not None else None


# ---- one text ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "into", "options", "after"),
    [
        ("venture", "company", {}, "Joint company, JOINT company"),
        ("joint", "x", {}, "x Venture, x venture"),
        ("Joint", "x", {"match_case": True}, "x Venture, JOINT venture"),
        ("joint", "x", {"whole": True}, None),
        ("joint venture, joint venture", "x", {"whole": True}, "x"),
        (r"(\w+) (\w+)", r"\2 $1", {"regular": True}, "Venture Joint, venture JOINT"),
        (r"(\w+) (\w+)", r"${2}\t\\\$$$", {"regular": True}, "Venture\t\\$$, venture\t\\$$"),
        ("a.b", "x", {}, None),
        ("$", "!", {"regular": True}, "Joint Venture, JOINT venture!"),
        ("Joint", r"\1", {"match_case": True}, r"\1 Venture, JOINT venture"),
        ("venture", "venture", {"match_case": True}, None),
    ],
)
def test_a_text_is_replaced(
    words: str, into: str, options: dict[str, bool], after: str | None
) -> None:
    assert replaced("Joint Venture, JOINT venture", words, into, **options) == after


def test_case_is_known_in_every_script() -> None:
    assert replaced("ТАШКЕНТ", "ташкент", "x") == "x"


def test_places_are_counted_in_letters_also_behind_an_emoji() -> None:
    found = Replacer(Search("b", "😀😀"))("a😀b😀b")
    assert found is not None
    assert found.after == "a😀😀😀😀😀😀"
    assert [found.before[start:end] for start, end in found.gone] == ["b", "b"]
    assert [found.after[start:end] for start, end in found.come] == ["😀😀", "😀😀"]


@given(st.text("ab(😀я.", max_size=20), st.text("ab(.я", min_size=1, max_size=3), st.text("b😀"))
def test_plain_words_are_replaced_as_python_does(text: str, words: str, into: str) -> None:
    after = text.replace(words, into)
    assert replaced(text, words, into, match_case=True) == (after if after != text else None)


@given(st.text("abc 😀\n", max_size=20), st.sampled_from(["a+", "[ab]", "b*c", "(a)(b)?", r"\s"]))
def test_expressions_are_replaced_as_python_does(text: str, words: str) -> None:
    after = re.sub(words, "<x>", text)
    assert replaced(text, words, "<x>", regular=True) == (after if after != text else None)


@pytest.mark.parametrize(
    ("words", "into", "sentence"),
    [
        ("(foo", "", "closing parenthesis"),
        ("foo)", "", "parenthesis"),
        ("a**", "", "from character 3"),
        ("(a)", r"\2", "no group 2"),
    ],
)
def test_a_bad_expression_says_what_is_wrong(words: str, into: str, sentence: str) -> None:
    for whole in (False, True):
        with pytest.raises(Invalid, match=sentence):
            Replacer(Search(words, into, regular=True, whole=whole))


@pytest.mark.parametrize("text", ["a" * 40 + "b", "ac" + "a" * 40 + "b"])
def test_an_expression_that_would_never_end_is_given_up_soon(text: str) -> None:
    replacer, start = Replacer(Search("(a+)+[cd]", "x", regular=True)), monotonic()
    with pytest.raises(TooSlow, match="too long"):
        replacer(text)
    assert monotonic() - start < 2


# ---- the window --------------------------------------------------------------------------------


@pytest.fixture
def dialog(bench: Workbench, editing: Editing) -> Iterator[ReplaceDialog]:
    select(bench, (0, "title"))
    editing.replace()
    dialog = bench.tabs.window().findChild(ReplaceDialog)
    yield dialog
    dialog.reject()


def line(dialog: ReplaceDialog, name: str) -> QLineEdit:
    return dialog.findChild(QLineEdit, name)


def label(dialog: ReplaceDialog, name: str) -> str:
    return dialog.findChild(QLabel, name).text()


def look(qtbot, dialog: ReplaceDialog, words: str, into: str = "", where: int = COLUMN) -> int:
    """Type both lines, wait for the list, and return how many cells would change."""
    dialog.where.choose(where)
    line(dialog, "replace_find").setText(words)
    line(dialog, "replace_into").setText(into)
    dialog.look()
    qtbot.waitUntil(lambda: dialog.findings is not None)
    return dialog.findings.amount


def test_what_will_change_is_listed_while_one_types(
    qtbot, dialog: ReplaceDialog, bench: Workbench
) -> None:
    titles = shown(bench, "title")
    having = [title for title in titles if "e" in title.lower()]
    qtbot.keyClicks(line(dialog, "replace_find"), "e")
    qtbot.waitUntil(lambda: dialog.findings is not None)
    model = dialog.preview
    assert model.rowCount() == len(having)
    before, spans = model.index(0, 2).data(SPANS_ROLE)
    assert before[spans[0][0] : spans[0][1]].lower() == "e"
    assert label(dialog, "replace_count").startswith(f"{len(having)} cells would change")
    assert bench.store.undo_label is None or "Replace" not in bench.store.undo_label


def test_replacing_is_one_step_that_leaves_out_what_is_unticked(
    qtbot, dialog: ReplaceDialog, bench: Workbench, told: Told
) -> None:
    before = shown(bench, "title")
    amount = look(qtbot, dialog, "e", "E!")
    model = dialog.preview
    left = model.lines[1]
    model.setData(model.index(1, 0), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole)
    button = dialog.findChild(QPushButton, "replace_accept")
    assert f"{amount - 1}" in button.text()

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    expected = [
        title if row == left.row else re.sub("e", "E!", title, flags=re.IGNORECASE)
        for row, title in enumerate(before)
    ]
    assert shown(bench, "title") == expected
    assert bench.store.undo_label == f"Replace “e” by “E!” in {amount - 1} cells of Entries"
    bench.store.undo(by=None)
    assert shown(bench, "title") == before


def test_what_is_left_out_stays_so_after_an_edit_elsewhere(
    qtbot, dialog: ReplaceDialog, bench: Workbench
) -> None:
    amount = look(qtbot, dialog, "e", "E!")
    left = dialog.preview.lines[1]
    dialog.preview.setData(
        dialog.preview.index(1, 0), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole
    )
    with bench.store.step("Change", by=None) as step:
        step.set("entry", bench.tabs.current.records.ids[0], "notes", "Elsewhere")
    assert dialog.findings is None
    assert not dialog.findChild(QPushButton, "replace_accept").isEnabled()
    qtbot.waitUntil(lambda: dialog.findings is not None)
    assert dialog.preview.left_out == {(left.record, left.field)}
    assert f"{amount - 1}" in dialog.findChild(QPushButton, "replace_accept").text()


def test_another_search_leaves_nothing_out(qtbot, dialog: ReplaceDialog) -> None:
    look(qtbot, dialog, "e", "E!")
    dialog.preview.setData(
        dialog.preview.index(1, 0), Qt.CheckState.Unchecked.value, Qt.ItemDataRole.CheckStateRole
    )
    look(qtbot, dialog, "e", "x")
    assert dialog.preview.left_out == set()


def test_what_is_typed_after_looking_is_not_replaced_unseen(
    qtbot, dialog: ReplaceDialog, bench: Workbench
) -> None:
    look(qtbot, dialog, "e", "E!")
    line(dialog, "replace_into").setText("something else")
    assert not dialog.findChild(QPushButton, "replace_accept").isEnabled()


def test_only_the_chosen_cells_are_looked_at(
    qtbot, dialog: ReplaceDialog, bench: Workbench
) -> None:
    everywhere = look(qtbot, dialog, "a", "", EVERYTHING)
    column = look(qtbot, dialog, "a", "", COLUMN)
    select(bench, (0, "title"), (1, "title"))
    two = look(qtbot, dialog, "a", "", SELECTION)
    assert everywhere > column > two > 0
    assert {found.row for found in dialog.preview.lines} == {0, 1}
    assert look(qtbot, dialog, "a", "", COLUMNS) == everywhere


def test_a_column_that_is_taken_away_is_not_looked_at(
    qtbot, dialog: ReplaceDialog, bench: Workbench
) -> None:
    every = look(qtbot, dialog, "a", "", COLUMNS)
    menu = dialog.where.findChild(QObject, "replace_columns").menu()
    next(action for action in menu.actions() if action.text() == "Title").trigger()
    assert look(qtbot, dialog, "a", "", COLUMNS) < every


def test_a_bad_expression_shows_a_sentence_and_lists_nothing(qtbot, dialog: ReplaceDialog) -> None:
    dialog.findChild(QCheckBox, "replace_regular").setChecked(True)
    line(dialog, "replace_find").setText("(uz")
    qtbot.waitUntil(lambda: "parenthesis" in label(dialog, "replace_problem"))
    assert dialog.preview.rowCount() == 0
    assert not dialog.findChild(QPushButton, "replace_accept").isEnabled()


def test_a_worked_out_column_is_not_replaced_in(
    qtbot, dialog: ReplaceDialog, bench: Workbench
) -> None:
    select(bench, (0, "reason"))
    line(dialog, "replace_find").setText("a")
    qtbot.waitUntil(lambda: "worked out" in label(dialog, "replace_problem"))


def test_the_window_follows_to_another_table(
    qtbot, dialog: ReplaceDialog, bench: Workbench
) -> None:
    turn(qtbot, bench, "actor")
    select(bench, (0, "name"))
    names = [name for name in shown(bench, "name") if "a" in name.lower()]
    assert look(qtbot, dialog, "a") == len(names)
    assert dialog.findings.kind == "actor"


def test_a_replacement_that_a_field_refuses_is_shown_and_writes_nothing(
    qtbot, dialog: ReplaceDialog, bench: Workbench
) -> None:
    before = bench.store.dump()
    select(bench, (0, "type"))
    amount = look(qtbot, dialog, "joint venture", "nonsense")
    assert amount > 0
    qtbot.mouseClick(dialog.findChild(QPushButton, "replace_accept"), Qt.MouseButton.LeftButton)
    assert len(panel_of(bench).model.cells) == amount
    assert bench.store.dump() == before


def test_the_list_is_made_anew_after_an_edit(
    qtbot, dialog: ReplaceDialog, bench: Workbench
) -> None:
    amount = look(qtbot, dialog, "zebra")
    assert amount == 0
    with bench.store.step("Change", by=None) as step:
        step.set("entry", bench.tabs.current.records.ids[0], "title", "A zebra")
    qtbot.waitUntil(lambda: dialog.findings is not None and dialog.findings.amount == 1)
