from decimal import Decimal

import pytest
from PySide6.QtCore import QAbstractItemModel, QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gui.editors import FieldEditor, commit, make_editor
from gui.line_editor import NOTHING, LineEditor
from gui.text_editor import LONGEST_EDITABLE, TextEditor
from models import KINDS, Conflict, Invalid, Query, Store


@pytest.fixture
def form(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    QVBoxLayout(widget)
    qtbot.addWidget(widget)
    widget.resize(320, 200)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def editor_in(form: QWidget, store: Store, kind: str, key: str) -> FieldEditor:
    editor = make_editor(KINDS[kind].field(key), store, form)
    layout = form.layout()
    assert layout is not None
    layout.addWidget(editor)
    editor.show()
    return editor


def line_in(form: QWidget, store: Store, kind: str, key: str) -> LineEditor:
    editor = editor_in(form, store, kind, key)
    assert isinstance(editor, LineEditor)
    return editor


def offered(editor: LineEditor) -> list[str]:
    model: QAbstractItemModel = editor._lines
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]


def test_there_is_an_editor_for_every_field(form: QWidget, seeded_store: Store) -> None:
    for kind in KINDS.values():
        for field in kind.fields:
            editor = make_editor(field, seeded_store, form)
            assert editor.accessibleName() == field.label
            assert editor.isReadOnly() != field.editable, (kind.name, field.key)


def test_enter_commits_and_escape_takes_the_typing_back(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = line_in(form, seeded_store, "entry", "title")
    editor.set_text("Old title")
    editor.setFocus()
    qtbot.keyClicks(editor, "New")
    assert editor.typed
    with qtbot.waitSignal(editor.committed):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == "New"
    with qtbot.waitSignal(editor.cancelled):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.text() == "Old title"
    assert not editor.typed


def test_leaving_a_field_commits_only_what_was_typed(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    first = line_in(form, seeded_store, "entry", "title")
    second = line_in(form, seeded_store, "figure", "label")
    first.setFocus()
    with qtbot.assertNotEmitted(first.committed):
        qtbot.keyClick(first, Qt.Key.Key_Tab)
    assert second.hasFocus()
    qtbot.keyClicks(second, "x")
    with qtbot.waitSignal(second.committed):
        qtbot.keyClick(second, Qt.Key.Key_Backtab)
    assert first.hasFocus()


def test_a_date_reads_well_at_rest_and_is_typed_in_its_own_form(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    line_in(form, seeded_store, "entry", "title").setFocus()
    editor = line_in(form, seeded_store, "entry", "start")
    editor.set_text("2023-10-06", "6 Oct 2023")
    assert (editor.displayText(), editor.text(), editor.typed) == (
        "6 Oct 2023",
        "2023-10-06",
        False,
    )
    editor.setFocus()
    assert editor.displayText() == "2023-10-06"
    assert not editor.typed
    editor.clearFocus()
    assert editor.displayText() == "6 Oct 2023"


def test_clearing_a_number_counts_as_typing(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = line_in(form, seeded_store, "figure", "value")
    editor.set_text("50000", "50,000")
    editor.setFocus()
    editor.selectAll()
    qtbot.keyClick(editor, Qt.Key.Key_Delete)
    assert (editor.typed, editor.text()) == (True, "")


def test_a_choice_offers_its_labels_with_an_empty_line_first(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = line_in(form, seeded_store, "entry", "status")
    editor.set_text("Pledge")
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    assert editor.list_open()
    assert offered(editor)[:2] == [NOTHING, "Talks"]
    assert editor.text() == "Pledge"
    assert not editor.typed


def test_the_beginning_of_a_choice_is_written_out_at_enter(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = line_in(form, seeded_store, "entry", "sector")
    editor.setFocus()
    qtbot.keyClicks(editor, "transp")
    assert offered(editor) == ["Transport and storage"]
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.text() == "Transport and storage"
    assert not editor.list_open()


def test_an_arrow_and_enter_choose_from_the_list(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = line_in(form, seeded_store, "entry", "country")
    editor.setFocus()
    qtbot.keyClicks(editor, "stan")
    assert {"Kazakhstan", "Uzbekistan"} <= set(offered(editor))
    popup = editor._popup
    assert popup is not None
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    with qtbot.waitSignal(editor.committed):
        qtbot.keyClick(popup, Qt.Key.Key_Return)
    assert editor.text() == offered(editor)[0]


def test_the_arrows_start_at_the_value_there_is_and_give_typed_words_back(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = line_in(form, seeded_store, "entry", "umbrella")
    editor.set_text("Yes")
    editor.setFocus()
    qtbot.keyClick(editor, Qt.Key.Key_Down)
    popup = editor._popup
    assert popup is not None
    assert popup.currentIndex().row() == 1
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    assert editor.text() == "No"
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    editor.selectAll()
    qtbot.keyClicks(editor, "o")
    qtbot.keyClick(popup, Qt.Key.Key_Down)
    assert editor.text() == "No"
    qtbot.keyClick(popup, Qt.Key.Key_Up)
    assert editor.text() == "o"


def test_a_click_in_the_list_chooses_and_commits(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = line_in(form, seeded_store, "entry", "umbrella")
    editor.set_text("No")
    editor.open_list()
    popup = editor._popup
    assert popup is not None
    place = popup.visualRect(popup.model().index(1, 0)).center()
    with qtbot.waitSignal(editor.committed):
        qtbot.mouseClick(popup.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert (editor.text(), editor.list_open()) == ("Yes", False)


def test_escape_first_closes_the_list_and_then_reverts(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = line_in(form, seeded_store, "entry", "country")
    editor.set_text("Uzbekistan")
    editor.setFocus()
    qtbot.keyClicks(editor, "k")
    assert editor.list_open()
    with qtbot.assertNotEmitted(editor.cancelled):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert (editor.list_open(), editor.text()) == (False, "k")
    with qtbot.waitSignal(editor.cancelled):
        qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert editor.text() == "Uzbekistan"


def test_an_unknown_organisation_can_be_added_in_the_same_step(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    party = seeded_store.children("entry", 1)["party"][0]
    before = seeded_store.row("party", party).value("actor")
    actors = seeded_store.count(Query("actor"))
    editor = line_in(form, seeded_store, "party", "actor")
    qtbot.keyClicks(editor, "BYD Europe")
    line = offered(editor)[-1]
    assert line == "Add “BYD Europe” as a new organisation or person"
    commit(seeded_store, "party", party, "actor", line, expect=before, by=None)
    assert seeded_store.row("party", party).shown("actor") == "BYD Europe"
    seeded_store.undo(by=None)
    assert seeded_store.count(Query("actor")) == actors
    assert seeded_store.row("party", party).value("actor") == before


def test_a_link_to_an_entry_is_chosen_by_the_name_it_is_shown_by(
    seeded_store: Store, qtbot: QtBot
) -> None:
    with seeded_store.step("Add link", by=None) as step:
        link = step.add("link", {"entry": 1, "other": 2})
    label = seeded_store.label("entry", 3)
    commit(seeded_store, "link", link, "other", label, expect=2, by=None)
    assert seeded_store.row("link", link).value("other") == 3


def test_namesakes_are_told_apart_by_their_number(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    with seeded_store.step("Add namesakes", by=None) as step:
        step.add("actor", {"name": "Zeta"})
        second = step.add("actor", {"name": "Zeta"})
    party = seeded_store.children("entry", 1)["party"][0]
    before = seeded_store.row("party", party).value("actor")
    editor = line_in(form, seeded_store, "party", "actor")
    qtbot.keyClicks(editor, "zeta")
    line = f"Zeta (record {second})"
    assert line in offered(editor)
    commit(seeded_store, "party", party, "actor", line, expect=before, by=None)
    assert seeded_store.row("party", party).value("actor") == second


def test_a_commit_is_one_named_step_and_refuses_what_is_wrong(seeded_store: Store) -> None:
    field = KINDS["figure"].field("value")
    before = seeded_store.row("figure", 1).value("value")
    commit(seeded_store, "figure", 1, field, "1.35 million", expect=before, by=None)
    assert seeded_store.row("figure", 1).value("value") == Decimal(1350000)
    assert str(seeded_store.undo_label).startswith("Change value of ")
    with pytest.raises(Invalid, match="Value: “lots”"):
        commit(seeded_store, "figure", 1, field, "lots", expect=Decimal(1350000), by=None)
    with pytest.raises(Conflict):
        commit(seeded_store, "figure", 1, field, "7", expect=before, by=None)
    assert seeded_store.row("figure", 1).value("value") == Decimal(1350000)


@pytest.mark.parametrize(
    "text", ["a\u00a0b", "one\r\ntwo", "a\rb", "tab\there", "x\u2028y", "日本 😀", " spaces "]
)
def test_an_untouched_long_text_stays_character_for_character(
    form: QWidget, seeded_store: Store, text: str
) -> None:
    editor = editor_in(form, seeded_store, "entry", "summary")
    editor.set_text(text)
    assert not editor.typed
    assert editor.text() == text


def test_typing_into_a_long_text_keeps_its_special_spaces_and_line_ends(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = editor_in(form, seeded_store, "entry", "summary")
    editor.set_text("a\u00a0b\r\nc")
    qtbot.keyClicks(editor, "X")
    assert editor.typed
    assert editor.text() == "Xa\u00a0b\r\nc"


def test_a_long_text_takes_enter_as_a_new_line_and_ctrl_enter_as_commit(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = editor_in(form, seeded_store, "entry", "summary")
    with qtbot.assertNotEmitted(editor.committed):
        qtbot.keyClicks(editor, "one")
        qtbot.keyClick(editor, Qt.Key.Key_Return)
        qtbot.keyClicks(editor, "two")
    assert editor.text() == "one\ntwo"
    with qtbot.waitSignal(editor.committed):
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_in_a_table_a_long_text_commits_with_enter_and_breaks_with_alt_enter(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = make_editor(KINDS["entry"].field("summary"), seeded_store, form, compact=True)
    qtbot.keyClicks(editor, "one")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClicks(editor, "two")
    assert editor.text() == "one\ntwo"
    with qtbot.waitSignal(editor.committed):
        qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_a_long_text_grows_with_what_is_typed(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    editor = editor_in(form, seeded_store, "entry", "summary")
    before = editor.height()
    for _ in range(5):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.height() > before)


def test_a_huge_text_opens_for_reading_with_a_hint(form: QWidget, seeded_store: Store) -> None:
    editor = editor_in(form, seeded_store, "source", "text")
    assert isinstance(editor, TextEditor)
    editor.set_text("x" * (LONGEST_EDITABLE + 1))
    assert editor.isReadOnly()
    assert "too long" in editor.hint
    assert len(editor.text()) == LONGEST_EDITABLE + 1
    editor.set_text("short")
    assert (editor.isReadOnly(), editor.hint) == (False, "")


def test_a_line_longer_than_qt_allows_by_default_is_not_cut(
    form: QWidget, seeded_store: Store
) -> None:
    editor = line_in(form, seeded_store, "entry", "title")
    editor.set_text("y" * 40_000)
    assert len(editor.text()) == 40_000


def test_a_problem_is_told_to_eye_and_screen_reader(form: QWidget, seeded_store: Store) -> None:
    editor = editor_in(form, seeded_store, "entry", "start")
    about = editor.accessibleDescription()
    editor.show_problem("This is no date.")
    assert editor.property("invalid") is True
    assert editor.accessibleDescription() == "This is no date."
    editor.clear_problem()
    assert editor.property("invalid") is False
    assert editor.accessibleDescription() == about != ""


@pytest.mark.parametrize("key", ["title", "summary"])
def test_ctrl_z_is_the_windows_until_something_is_typed(
    form: QWidget, seeded_store: Store, qtbot: QtBot, key: str
) -> None:
    editor = editor_in(form, seeded_store, "entry", key)
    editor.set_text("text")

    def claimed() -> bool:
        override = QKeyEvent(
            QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier
        )
        override.ignore()
        editor.event(override)
        return override.isAccepted()

    assert not claimed()
    qtbot.keyClicks(editor, "x")
    assert claimed()


def test_a_store_open_for_reading_has_no_editors(
    form: QWidget, seeded_store: Store, qtbot: QtBot
) -> None:
    from models import open_store

    reader = open_store(seeded_store.path, readonly=True)
    try:
        editor = line_in(form, reader, "entry", "country")
        editor.open_list()
        assert editor.isReadOnly()
        assert not editor.list_open()
    finally:
        reader.close()
