"""Where pasted cells come to lie, and what each gesture writes."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from tables import Told, bench, editing, panel_of, select, shown, told, turn

from gui.block_laying import Ground, Part, lay
from gui.dialogs.set_value import SetValueDialog
from gui.editing import Editing
from gui.line_editor import LineEditor
from gui.selected_cells import bounds, parts_of
from gui.workbench import Workbench
from models import Invalid, Query, Store

__all__ = ["bench", "editing", "told"]

COLUMNS = ("title", "country", "type", "status", "start")
IDS = tuple(range(101, 121))


def ground(
    rows: Sequence[int], fields: tuple[str, ...], *, kind: str = "entry", complete: bool = True
) -> Ground:
    return Ground(kind, IDS, complete, COLUMNS, [Part(rows, fields)])


def laid_cells(cells: list[list[str]], where: Ground) -> dict[tuple[int, str], str]:
    """Return the text of each cell by row and field."""
    return {
        (row, key): text
        for one in lay(cells, where)
        for row, line in zip(one.rows, one.block.texts, strict=True)
        for key, text in zip(one.block.fields, line, strict=True)
    }


# ---- laying ------------------------------------------------------------------------------------


def test_a_block_lies_from_the_first_cell_on_over_the_columns_as_shown() -> None:
    found = laid_cells([["a", "b"], ["c", "d"]], ground(range(3, 4), ("country",)))
    assert found == {
        (3, "country"): "a",
        (3, "type"): "b",
        (4, "country"): "c",
        (4, "type"): "d",
    }


def test_one_cell_fills_every_selected_one_and_no_other() -> None:
    parts = [Part(range(1, 3), ("title",)), Part([5, 9], ("type",))]
    where = Ground("entry", IDS, True, COLUMNS, parts)
    assert set(laid_cells([["x"]], where)) == {(1, "title"), (2, "title"), (5, "type"), (9, "type")}


def test_a_block_repeats_where_the_selection_is_a_multiple_of_it() -> None:
    found = laid_cells([["a", "b"]], ground(range(2, 5), ("title", "country", "type", "status")))
    assert [found[3, key] for key in COLUMNS[:4]] == ["a", "b", "a", "b"]
    assert {row for row, _ in found} == {2, 3, 4}


def test_a_row_over_a_column_of_selected_cells_fills_the_rows_and_its_own_width() -> None:
    found = laid_cells([["a", "b"]], ground(range(2, 6), ("title",)))
    assert {key for _, key in found} == {"title", "country"}
    assert {row for row, _ in found} == {2, 3, 4, 5}


def test_a_selection_that_is_no_multiple_takes_the_block_once() -> None:
    found = laid_cells([["a"], ["b"]], ground(range(2, 5), ("title",)))
    assert found == {(2, "title"): "a", (3, "title"): "b"}


def test_a_short_line_leaves_the_cells_it_does_not_reach() -> None:
    found = laid_cells([["a", "b"], ["c"]], ground(range(1), ("title",)))
    assert found == {(0, "title"): "a", (0, "country"): "b", (1, "title"): "c"}


def test_rows_that_are_not_neighbours_take_one_line_each() -> None:
    found = laid_cells([["a"], ["b"]], ground([3, 8], ("title",)))
    assert found == {(3, "title"): "a", (8, "title"): "b"}


def test_a_block_wider_than_what_is_shown_is_refused_with_the_room_there_is() -> None:
    with pytest.raises(Invalid, match=r"3 columns wide.*only 2"):
        lay([["a", "b", "c"]], ground(range(1), ("status",)))


def test_a_block_into_several_ranges_is_refused() -> None:
    where = Ground("entry", IDS, True, COLUMNS, [Part([1], ("title",)), Part([2], ("type",))])
    with pytest.raises(Invalid, match="Several ranges"):
        lay([["a", "b"]], where)


def test_what_reaches_beyond_the_last_row_is_added_without_empty_rows_at_the_end() -> None:
    (here, added) = lay([["a"], ["b"], ["c"], [" "]], ground(range(19, 20), ("title",)))
    assert here.block.records == (120,)
    assert added.block.records == (None, None)
    assert added.block.texts == (("b",), ("c",))
    assert list(added.rows) == [20, 21]


def test_figures_are_added_only_with_the_entry_they_belong_to() -> None:
    columns = ("entry", "label", "value")
    with_entry = Ground("figure", IDS, True, columns, [Part(range(19, 20), ("entry",))])
    assert lay([["e", "l"], ["e", "m"]], with_entry)[1].block.records == (None,)
    without = Ground("figure", IDS, True, columns, [Part(range(19, 20), ("label",))])
    with pytest.raises(Invalid, match="Entry"):
        lay([["l"], ["m"]], without)


def test_nothing_is_added_while_rows_are_still_being_read() -> None:
    with pytest.raises(Invalid, match="still being read"):
        lay([["a"], ["b"]], ground(range(19, 20), ("title",), complete=False))


CELLS = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.sampled_from("abc"), min_size=width, max_size=width), min_size=1, max_size=4
    )
)


@given(CELLS, st.integers(0, 10), st.integers(0, 2), st.integers(1, 5), st.integers(1, 3))
def test_each_cell_of_a_block_is_laid_and_nothing_twice(
    cells: list[list[str]], row: int, column: int, tall: int, wide: int
) -> None:
    where = ground(range(row, row + tall), COLUMNS[column : column + wide])
    blocks = lay(cells, where)
    places = [(r, key) for one in blocks for r in one.rows for key in one.block.fields]
    assert len(places) == len(set(places))
    found = laid_cells(cells, where)
    for down, line in enumerate(cells):
        for right, text in enumerate(line):
            assert found[row + down, COLUMNS[column + right]] == text


# ---- gestures ----------------------------------------------------------------------------------


def test_the_selection_is_taken_by_ranges(bench: Workbench) -> None:
    select(bench, (0, "title"), (1, "title"), (3, "type"))
    parts = parts_of(bench.tabs.current)
    assert [(list(part.rows), part.fields) for part in parts] == [
        ([0, 1], ("title",)),
        ([3], ("type",)),
    ]
    whole = bounds(parts, bench.tabs.current.shown_columns())
    assert (list(whole.rows), whole.fields) == ([0, 1, 3], ("title", "type"))


def test_what_is_typed_fills_the_selected_cells_as_one_step(
    bench: Workbench, editing: Editing, told: Told
) -> None:
    before = shown(bench, "status")
    select(bench, (0, "status"), (2, "status"))
    editing.fill_selection("Pledge")
    assert shown(bench, "status") == ["Pledge", before[1], "Pledge", *before[3:]]
    assert bench.store.undo_label == "Fill 2 cells with “Pledge”"
    bench.store.undo(by=None)
    assert shown(bench, "status") == before


def test_a_fill_that_a_field_refuses_is_shown_and_writes_nothing(
    bench: Workbench, editing: Editing, told: Told
) -> None:
    before = bench.store.dump()
    select(bench, (0, "status"), (2, "start"))
    editing.fill_selection("2023-10")
    assert [cell.field for cell in panel_of(bench).model.cells] == ["status"]
    assert bench.store.dump() == before


def test_columns_that_are_worked_out_are_not_filled(
    bench: Workbench, editing: Editing, told: Told
) -> None:
    select(bench, (0, "reason"), (1, "reason"))
    editing.fill_down()
    assert "worked out" in told.warned[-1]


def test_fill_down_in_the_first_row_says_that_there_is_none_above(
    bench: Workbench, editing: Editing, told: Told
) -> None:
    select(bench, (0, "title"))
    editing.fill_down()
    assert "no row above" in told.warned[-1]


def test_two_of_one_name_are_filled_down_by_the_record_and_not_by_the_name(
    qtbot, bench: Workbench, editing: Editing, told: Told
) -> None:
    turn(qtbot, bench, "party")
    first, second, *_ = bench.tabs.current.records.ids
    with bench.store.step("Two of one name", by=None) as step:
        one = step.add("actor", {"name": "Twin"})
        step.add("actor", {"name": "Twin"})
        step.set("party", first, "actor", one)
    select(bench, (0, "actor"), (1, "actor"))
    editing.fill_down()
    assert bench.store.row("party", second).value("actor") == one


def test_clearing_says_which_columns_stayed(bench: Workbench, editing: Editing, told: Told) -> None:
    titles = shown(bench, "title")
    select(bench, (0, "title"), (0, "type"))
    editing.clear()
    assert shown(bench, "type")[0] == ""
    assert shown(bench, "title") == titles
    assert "Title stayed" in told.said[-1]


def test_pasting_nothing_says_so(bench: Workbench, editing: Editing, told: Told) -> None:
    QGuiApplication.clipboard().clear()
    select(bench, (0, "title"))
    editing.paste()
    assert "no text" in told.warned[-1]


def test_a_new_row_that_lacks_its_title_is_mended_in_the_panel(
    qtbot, bench: Workbench, editing: Editing, told: Told
) -> None:
    last = bench.tabs.current.records.rowCount() - 1
    QGuiApplication.clipboard().setText("loan\ngrant\n")
    select(bench, (last, "type"))
    editing.paste()
    panel = panel_of(bench)
    fields = [cell.field for cell in panel.model.cells]
    assert set(fields) == {"title", "type"}
    line = fields.index("title")

    panel.model.setData(panel.model.index(line, 2), "A new one", Qt.ItemDataRole.EditRole)

    assert [panel.model.sentence(n) for n in range(len(fields))] == ["", ""]
    assert "Every text" in panel.findChild(QLabel, "refusals_head").text()
    apply = panel.findChild(QPushButton, "refusals_apply")
    qtbot.mouseClick(apply, Qt.MouseButton.LeftButton)
    newest = max(bench.store.ids(Query("entry")))
    row = bench.store.row("entry", newest)
    assert (row.value("title"), row.value("type")) == ("A new one", "grant")


def test_a_click_on_a_refused_line_goes_to_its_cell(
    qtbot, bench: Workbench, editing: Editing
) -> None:
    select(bench, (1, "status"), (3, "status"))
    editing.fill_selection("nonsense")
    panel = panel_of(bench)
    panel.cell_wanted.emit(panel.model.cells[1])
    assert bench.tabs.current.currentIndex().row() == 3


def test_a_bad_text_mended_in_its_editor_counts_as_good(
    qtbot, bench: Workbench, editing: Editing
) -> None:
    select(bench, (1, "status"), (3, "status"))
    editing.fill_selection("nonsense")
    panel = panel_of(bench)
    view = panel.findChild(QObject, "refusal_lines")
    view.setCurrentIndex(panel.model.index(0, 2))
    view.edit(panel.model.index(0, 2))
    editor = view.viewport().findChild(LineEditor)
    editor.selectAll()
    qtbot.keyClicks(editor, "Pledge")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert panel.model.good == 1
    assert "1 cell does" in panel.findChild(QLabel, "refusals_head").text()


def test_setting_tells_beforehand_how_many_cells_change(
    qtbot, bench: Workbench, editing: Editing
) -> None:
    select(bench, (0, "status"))
    before = shown(bench, "status")
    editing.set_shown()
    dialog = bench.tabs.window().findChild(SetValueDialog)
    outcome = dialog.findChild(QLabel, "set_outcome")
    dialog.findChild(LineEditor, "editor_status").put("Pledge")
    differing = sum(one != "Pledge" for one in before)
    qtbot.waitUntil(lambda: f"{differing} of {len(before)} cells" in outcome.text())

    qtbot.mouseClick(dialog.findChild(QPushButton, "set_accept"), Qt.MouseButton.LeftButton)

    assert shown(bench, "status") == ["Pledge"] * len(before)
    bench.store.undo(by=None)
    assert shown(bench, "status") == before


def test_setting_a_wrong_value_is_refused_while_it_is_typed(
    qtbot, bench: Workbench, editing: Editing
) -> None:
    select(bench, (0, "start"), (1, "start"))
    editing.set_selected()
    dialog = bench.tabs.window().findChild(SetValueDialog)
    dialog.findChild(LineEditor, "editor_start").put("2023-13")
    accept = dialog.findChild(QPushButton, "set_accept")
    qtbot.waitUntil(lambda: not accept.isEnabled())
    assert "13" in dialog.findChild(QLabel, "set_outcome").text()
    dialog.reject()


def test_a_copy_of_an_organisation_says_that_it_is_one(
    qtbot, bench: Workbench, editing: Editing, told: Told
) -> None:
    turn(qtbot, bench, "actor")
    name = shown(bench, "name")[0]
    select(bench, (0, "name"))
    editing.duplicate()
    qtbot.waitUntil(lambda: shown(bench, "name")[-1] == f"{name} (copy)")
    assert "no evidence" in told.said[-1]


def test_a_copied_entry_is_not_reviewed_yet(
    qtbot, bench: Workbench, editing: Editing, seeded_store: Store
) -> None:
    first = bench.tabs.current.records.ids[0]
    with seeded_store.step("Review", by=None) as step:
        step.set("entry", first, "review", "checked")
    select(bench, (0, "title"))
    editing.duplicate()
    newest = max(seeded_store.ids(Query("entry")))
    assert seeded_store.row("entry", newest).value("review") == "found"


def test_a_country_is_not_duplicated(qtbot, bench: Workbench, editing: Editing, told: Told) -> None:
    turn(qtbot, bench, "country")
    before = bench.store.dump()
    select(bench, (0, "name"))
    editing.duplicate()
    assert "once" in told.warned[-1]
    assert bench.store.dump() == before


@pytest.mark.parametrize("kind", ["entry", "figure", "actor"])
def test_a_row_is_inserted_where_the_table_is(
    qtbot, bench: Workbench, editing: Editing, told: Told, kind: str
) -> None:
    turn(qtbot, bench, kind)
    editing.insert()
    assert told.begun == [kind]
