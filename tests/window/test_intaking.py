"""Sources in: files, dropped and pasted words, told, shown, undone; nothing lost, nothing twice."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from gui.app import Program
from gui.dialogs.preferences import PreferencesDialog
from gui.intaking import Intake, files_in
from gui.main_window import MainWindow
from gui.settings import KEEP_ORIGINAL, Settings
from models import Query

RUSSIAN = "Завод построят\nБИШКЕК, 6 октября 2023 — АКИpress. Завод построят в Чуйской области.\n"
TEXT = "Plant deal\nTASHKENT: China and Uzbekistan signed a deal on a plant for the cars.\n"
PAGE = """<html><body><nav>Home World</nav><article><h1>Plant deal</h1><p>TASHKENT: China and
Uzbekistan signed a deal on a plant for the cars, and it will be built in the region of Jizzakh
within the next two years, the ministry of investment said in a statement.</p></article></body>"""


@pytest.fixture
def window(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, seeded_template: Path
) -> Iterator[MainWindow]:
    path = tmp_path / "facts.khorgos"
    shutil.copy(seeded_template, path)
    program = Program(qapp, Settings(tmp_path / "settings.ini"))
    program.window.resize(1280, 800)
    program.start(path, fresh=False)
    qtbot.waitUntil(lambda: program.window.bench is not None, timeout=20_000)
    settled(qtbot, program.window)
    yield program.window
    program.window.close()
    program.deleteLater()


def settled(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.bench.tasks.pending == 0, timeout=20_000)


def told(qtbot: QtBot, window: MainWindow) -> str:
    """Wait for what is said after a gesture."""
    qtbot.waitUntil(lambda: bool(window.notices.text), timeout=20_000)
    settled(qtbot, window)
    return window.notices.text


def sources(window: MainWindow) -> int:
    return window.bench.store.count(Query("source"))


def copied(**given: str) -> QMimeData:
    mime = QMimeData()
    if "text" in given:
        mime.setText(given["text"])
    if "html" in given:
        mime.setHtml(given["html"])
    return mime


def drop(window: MainWindow, target: object, mime: QMimeData) -> QDropEvent:
    """Drag something from another program over a place and let it go there."""
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), copy, mime, left, none)
    QApplication.sendEvent(target, enter)
    assert enter.isAccepted()
    let_go = QDropEvent(QPointF(50, 50), copy, mime, left, none)
    QApplication.sendEvent(target, let_go)
    return let_go


def of_files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_files_chosen_by_key_are_added_shown_and_undone_at_once(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "завод.txt").write_bytes(RUSSIAN.encode("cp1251"))
    (tmp_path / "deal.html").write_text(PAGE)
    chosen = [str(tmp_path / "завод.txt"), str(tmp_path / "deal.html")]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (chosen, ""))
    before = window.bench.store.dump()
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_A, control)
    assert told(qtbot, window) == "Added 2 sources."
    assert sources(window) == 3
    window.perform("undo", "")
    settled(qtbot, window)
    assert window.bench.store.dump() == before


def test_a_new_source_is_told_and_shown_with_its_guesses(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "завод.txt"
    path.write_bytes(RUSSIAN.encode("cp1251"))
    drop(window, window.windowHandle(), of_files(path))
    assert told(qtbot, window) == (
        "Added “Завод построят” (13 words). Guessed: date, language, dateline, type."
    )
    bench = window.bench
    qtbot.waitUntil(lambda: bench.source.article.text == RUSSIAN)
    assert bench.detail.record() == ("source", bench.source.source())
    rows = bench.detail._view.form.rows
    (line,) = rows["language"].evidence()
    assert "Guessed from the words of the text" in line.accessibleName()
    (line,) = rows["published"].evidence()
    assert "6 октября 2023" in line.accessibleName()
    assert "guessed from the first lines" in line.accessibleName()


def test_a_guess_is_corrected_in_place(window: MainWindow, qtbot: QtBot) -> None:
    drop(window, window, copied(text=RUSSIAN))
    told(qtbot, window)
    store, (_, source) = window.bench.store, window.bench.detail.record()
    row = window.bench.detail._view.form.rows["language"]
    row.editor.setFocus()
    row.editor.selectAll()
    qtbot.keyClicks(row.editor, "ky")
    qtbot.keyClick(row.editor, Qt.Key.Key_Return)
    assert store.row("source", source).value("language") == "ky"
    assert store.row("source", source).mark("language") == ""


def test_a_copied_page_is_pasted_as_its_article(window: MainWindow, qtbot: QtBot) -> None:
    mime = copied(html=PAGE, text="Home World Plant deal")
    mime.setData("text/x-moz-url-priv", "https://mfa.gov.uz/news/1\0".encode("utf-16-le"))
    QApplication.clipboard().setMimeData(mime)
    window.bench.tabs.current.setFocus()
    control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(window, Qt.Key.Key_V, control)
    assert "Added “Plant deal”" in told(qtbot, window)
    row = window.bench.store.row("source", window.bench.source.source())
    assert "Home World" not in row.value("text")
    assert row.value("url") == "https://mfa.gov.uz/news/1"
    assert row.value("type") == "official"
    assert row.value("original") is None


def test_in_an_editor_the_key_pastes_plain_text(window: MainWindow, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("Uzbek")
    editor = QLineEdit(window)
    editor.show()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    window.perform("paste_source", "")
    assert editor.text() == "Uzbek"
    assert sources(window) == 1


def test_a_page_of_nothing_falls_back_to_its_plain_text(window: MainWindow, qtbot: QtBot) -> None:
    drop(window, window, copied(html="<html><script>x</script></html>", text=TEXT))
    assert "Added “Plant deal” (15 words)" in told(qtbot, window)


def test_nothing_copied_is_said(window: MainWindow) -> None:
    QApplication.clipboard().clear()
    window.bench.tabs.current.setFocus()
    window.perform("paste_source", "")
    assert window.notices.text.startswith("There is no text to add.")


def test_the_same_text_again_is_shown_and_not_added(window: MainWindow, qtbot: QtBot) -> None:
    text = window.bench.store.row("source", 1).value("text")
    before = window.bench.store.dump()
    drop(window, window, copied(text=text))
    assert told(qtbot, window) == (
        "This text is there already: “China, Uzbekistan Cooperate to Produce Electric Vehicles”."
    )
    assert window.bench.store.dump() == before
    assert window.bench.detail.record() == ("source", 1)


def test_a_form_notices_the_same_text_too(window: MainWindow, qtbot: QtBot) -> None:
    window.perform("begin", "source")
    draft = window.bench.detail._draft
    draft.rows["title"].editor.put("Again")
    draft.rows["text"].editor.put(window.bench.store.row("source", 1).value("text"))
    assert not draft.add()
    assert "is there already" in draft.rows["text"].editor.problem
    draft.rows["text"].editor.put("Other words")
    assert draft.add()
    assert sources(window) == 2


def test_what_cannot_be_read_is_one_sentence_a_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 rubbish")
    (tmp_path / "good.txt").write_text(TEXT)
    paths = (tmp_path / "a.pdf", tmp_path / "good.txt", tmp_path / "gone.txt")
    drop(window, window.windowHandle(), of_files(*paths))
    sentence = told(qtbot, window)
    assert sentence.startswith("Added “Plant deal” (15 words).")
    assert "a.pdf is damaged" in sentence
    assert "gone.txt is not there" in sentence
    assert sources(window) == 2


def test_only_bad_files_leave_the_store_as_it_was(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(b"PK\x03\x04 rubbish")
    before = window.bench.store.dump()
    drop(window, window.windowHandle(), of_files(tmp_path / "a.docx", tmp_path))
    assert "a.docx is a damaged Word document." in told(qtbot, window)
    assert window.bench.store.dump() == before


def test_reading_can_be_stopped(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "big.html"
    path.write_bytes(b"<html><article>" + b"<p>China and Uzbekistan signed it.</p>\n" * 200_000)
    before = window.bench.store.dump()
    drop(window, window.windowHandle(), of_files(path))
    qtbot.waitUntil(lambda: window.bench.tasks.pending > 0)
    window.bench.tasks.cancel_writes()
    assert "Nothing was changed" in told(qtbot, window)
    assert window.bench.store.dump() == before


def test_a_file_dropped_on_an_editor_is_added_all_the_same(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "good.txt"
    path.write_text(TEXT)
    assert drop(window, window.windowHandle(), of_files(path)).isAccepted()
    assert "Added “Plant deal”" in told(qtbot, window)
    assert window.search.findChild(QLineEdit) is None or "good.txt" not in "".join(
        line.text() for line in window.search.findChildren(QLineEdit)
    )


def test_words_over_an_editor_are_left_to_it(window: MainWindow) -> None:
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    mime = copied(text="words")
    enter = QDragEnterEvent(QPoint(5, 5), copy, mime, left, Qt.KeyboardModifier.NoModifier)
    enter.ignore()
    drops = next(c for c in window.desk.children() if type(c).__name__ == "DropTarget")
    assert not drops.eventFilter(window.windowHandle(), enter)
    assert files_in(mime) == []


@pytest.mark.parametrize("keep", [True, False])
def test_the_file_is_kept_if_the_person_wants_it(
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    keep: bool,
) -> None:
    window.settings.set(KEEP_ORIGINAL, keep)
    path = tmp_path / "good.txt"
    path.write_text(TEXT)
    drop(window, window.windowHandle(), of_files(path))
    told(qtbot, window)
    qtbot.waitUntil(lambda: window.bench.source.article.text == TEXT)
    window.notices.dismiss()
    saved = tmp_path / "saved.txt"
    suggested: list[str] = []

    def ask(*given: object) -> tuple[str, str]:
        suggested.append(str(given[2]))
        return str(saved), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    window.perform("save_original", "")
    sentence = told(qtbot, window)
    if keep:
        assert (suggested, saved.read_bytes()) == (["good.txt"], TEXT.encode())
        assert sentence == f"Wrote {saved}."
    else:
        assert sentence == "No file is kept for this source."
        assert not saved.exists()


def test_the_preference_is_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    from PySide6.QtWidgets import QCheckBox

    settings = Settings(tmp_path / "settings.ini")
    dialog = PreferencesDialog(settings)
    qtbot.addWidget(dialog)
    box = dialog.findChild(QCheckBox, "keep_original")
    assert box.isChecked()
    box.click()
    assert settings.get(KEEP_ORIGINAL) is False


def test_a_reader_takes_nothing(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    intake = next(one for one in window.desk.children() if isinstance(one, Intake))
    monkeypatch.setattr(type(window.bench.store), "readonly", property(lambda _: True))
    assert not intake.can_take(copied(text="words"))
