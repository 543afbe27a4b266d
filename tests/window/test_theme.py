import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QFile, Qt
from PySide6.QtGui import QColor, QPalette, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QComboBox, QPushButton, QStyle, QTableView, QWidget
from pytestqt.qtbot import QtBot

from gui import theme

TEXT_ON = [
    ("text", "base"),
    ("text", "alternate"),
    ("text", "bar"),
    ("text", "raised"),
    ("text", "hover"),
    ("text", "selection_inactive"),
    ("text", "coded"),
    ("text", "coded_chosen"),
    ("text", "dismissed"),
    ("text", "found"),
    ("muted", "base"),
    ("muted", "alternate"),
    ("muted", "bar"),
    ("link", "base"),
    ("link", "alternate"),
    ("link_visited", "base"),
    ("error", "base"),
    ("error", "alternate"),
    ("accent_text", "accent"),
    ("selection_text", "selection"),
    ("tooltip_text", "tooltip"),
    ("info_banner_text", "info_banner"),
    ("warning_banner_text", "warning_banner"),
    ("error_banner_text", "error_banner"),
]
MARK_ON = [
    (mark, ground)
    for mark in ("mark_cited", "mark_inferred", "mark_unknown", "mark_contested", "accent")
    for ground in ("base", "alternate", "bar")
] + [
    ("field_line", "base"),
    ("disabled", "base"),
    ("disabled", "bar"),
    ("mark_cited", "selection"),
    ("mark_inferred", "selection"),
    ("mark_unknown", "selection"),
    ("mark_contested", "selection"),
]


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, "light")


def luminance(name: str) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    shade = QColor(name)
    red, green, blue = (linear(x) for x in (shade.redF(), shade.greenF(), shade.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    dim, bright = sorted((luminance(first), luminance(second)))
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), TEXT_ON)
def test_text_can_be_read_on_its_background(front: str, ground: str, dark: bool) -> None:
    assert contrast(theme.COLOURS[front][dark], theme.COLOURS[ground][dark]) >= 4.5


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground"), MARK_ON)
def test_a_mark_can_be_seen_on_its_background(front: str, ground: str, dark: bool) -> None:
    assert contrast(theme.COLOURS[front][dark], theme.COLOURS[ground][dark]) >= 3.0


@pytest.mark.parametrize("ground", ["coded", "coded_chosen", "dismissed", "found"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_marked_words_stand_out_from_the_article(ground: str, dark: bool) -> None:
    assert contrast(theme.COLOURS[ground][dark], theme.COLOURS["base"][dark]) > 1.15


def test_dark_and_light_give_different_colours(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    dark = (theme.is_dark(), theme.colour("text").name().upper())
    theme.apply(qapp, "light")

    assert dark == (True, theme.COLOURS["text"][1])
    assert (theme.is_dark(), theme.colour("text").name().upper()) == (
        False,
        theme.COLOURS["text"][0],
    )


def test_a_system_that_does_not_say_is_light(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")

    theme.apply(qapp, "system")

    assert not theme.is_dark()


def test_the_theme_follows_the_system_until_told_otherwise(qapp: QApplication) -> None:
    theme.apply(qapp, "system")
    theme.apply(qapp, "system")
    changed = qapp.styleHints().colorSchemeChanged

    changed.emit(Qt.ColorScheme.Dark)
    assert theme.is_dark()
    changed.emit(Qt.ColorScheme.Unknown)
    assert not theme.is_dark()

    theme.apply(qapp, "light")
    changed.emit(Qt.ColorScheme.Dark)
    assert not theme.is_dark()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_palette_of_hand_painted_widgets_belongs_to_the_theme(
    qapp: QApplication, scheme: theme.Scheme
) -> None:
    theme.apply(qapp, scheme)

    palette = QApplication.palette()

    role = QPalette.ColorRole
    assert palette.color(role.Base) == theme.colour("base")
    assert palette.color(role.AlternateBase) == theme.colour("alternate")
    assert palette.color(role.Link) == theme.colour("link")
    assert palette.color(role.PlaceholderText) == theme.colour("muted")
    assert palette.color(QPalette.ColorGroup.Disabled, role.Text) == theme.colour("disabled")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_picture_of_the_style_sheet_is_there(
    qapp: QApplication, scheme: theme.Scheme
) -> None:
    theme.apply(qapp, scheme)

    pictures = set(re.findall(r'url\("([^"]+)"\)', qapp.styleSheet()))

    assert len(pictures) > 40
    assert [picture for picture in pictures if not QFile.exists(picture)] == []


def test_the_loader_of_qdarkstyle_gives_the_same_look(qapp: QApplication) -> None:
    theme.apply(qapp, "dark")
    quick = theme._qdarkstyle(dark=True)

    loaded = theme._qdarkstyle_loaded(dark=True)

    assert loaded.replace(":/qss_icons/", "qdarkstyle:").strip() == quick.strip()
    assert QFile.exists("qdarkstyle:dark/rc/arrow_down.png")


def test_the_loader_is_used_when_the_files_are_elsewhere(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme, "find_spec", lambda name: None)

    theme.apply(qapp, "dark")

    assert "qss_icons" in qapp.styleSheet()
    assert theme.is_dark()


def test_a_start_does_not_wait_for_the_loader_of_qdarkstyle() -> None:
    program = (
        "import sys; from PySide6.QtWidgets import QApplication; app = QApplication([]);"
        "from gui import theme; theme.apply(app, 'dark');"
        "sys.exit('qtpy' in sys.modules or len(app.styleSheet()) < 50_000)"
    )

    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_a_combo_box_opens_a_list_without_check_boxes(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "dark")
    combo = QComboBox()
    qtbot.addWidget(combo)
    combo.addItems(["loan", "grant"])
    combo.show()

    popup = combo.style().styleHint(QStyle.StyleHint.SH_ComboBox_Popup, None, combo)

    assert popup == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_button_is_large_enough_and_shows_that_it_is_disabled(
    qapp: QApplication, qtbot: QtBot, scheme: theme.Scheme
) -> None:
    theme.apply(qapp, scheme)
    holder = QWidget()
    qtbot.addWidget(holder)
    button = QPushButton("Save", holder)
    button.show()
    holder.show()
    enabled = button.grab().toImage().pixelColor(10, button.height() // 2)

    button.setEnabled(False)

    assert button.height() >= 22
    assert button.grab().toImage().pixelColor(10, button.height() // 2) != enabled


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_second_row_of_a_table_is_shaded(
    qapp: QApplication, qtbot: QtBot, scheme: theme.Scheme
) -> None:
    theme.apply(qapp, scheme)
    table = QTableView()
    qtbot.addWidget(table)
    model = QStandardItemModel(4, 1, table)
    for row in range(4):
        model.setItem(row, 0, QStandardItem("x"))
    table.setModel(model)
    theme.dress_table(table)
    table.show()
    table.clearFocus()

    picture = table.viewport().grab().toImage()
    middle = table.columnViewportPosition(0) + table.columnWidth(0) - 8
    shades = [picture.pixelColor(middle, table.rowViewportPosition(row) + 5) for row in (0, 1)]

    assert shades == [theme.colour("base"), theme.colour("alternate")]


def test_rows_are_as_high_as_the_font_needs(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light")
    table = QTableView()
    qtbot.addWidget(table)

    theme.dress_table(table)

    text = table.fontMetrics().height()
    assert text < table.verticalHeader().defaultSectionSize() <= text + 10
    assert not table.horizontalHeader().highlightSections()
