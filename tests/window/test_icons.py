from collections.abc import Iterator
from importlib.resources import files

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from gui import theme
from gui.icons import app_icon, icon

NAMES = sorted(
    entry.name.removesuffix(".svg")
    for entry in (files("resources") / "icons").iterdir()
    if entry.name.endswith(".svg")
)


@pytest.fixture(autouse=True)
def _look(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


def ink(picture: QPixmap) -> set[str]:
    """The opaque colours of a picture."""
    image: QImage = picture.toImage()
    pixels = (
        QColor.fromRgba(image.pixel(x, y))
        for x in range(image.width())
        for y in range(image.height())
    )
    return {pixel.name() for pixel in pixels if pixel.alpha() == 255}


def test_there_are_icons_and_their_licence() -> None:
    assert len(NAMES) > 40
    assert "ISC" in (files("resources") / "icons" / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_is_drawn(name: str, qapp: QApplication) -> None:
    svg = (files("resources") / "icons" / f"{name}.svg").read_bytes()

    assert QSvgRenderer(svg).isValid()
    assert "currentColor" in svg.decode()
    assert ink(icon(name).pixmap(QSize(48, 48)))


def test_an_icon_has_the_colour_of_the_text_and_follows_the_theme(qapp: QApplication) -> None:
    plus = icon("plus")

    light = ink(plus.pixmap(QSize(48, 48)))
    theme.apply(qapp, "dark")
    dark = ink(plus.pixmap(QSize(48, 48)))

    assert light == {theme.COLOURS["text"][0].lower()}
    assert dark == {theme.COLOURS["text"][1].lower()}


def test_a_disabled_icon_is_grey(qapp: QApplication) -> None:
    picture = icon("plus").pixmap(QSize(48, 48), QIcon.Mode.Disabled)

    assert ink(picture) == {theme.colour("disabled").name()}


def test_an_icon_can_have_a_colour_with_a_meaning(qapp: QApplication) -> None:
    assert ink(icon("plus", "error").pixmap(QSize(48, 48))) == {theme.colour("error").name()}


def test_an_icon_has_twice_the_pixels_on_a_dense_screen(qapp: QApplication) -> None:
    picture = icon("search").pixmap(QSize(16, 16), 2.0)

    assert picture.size() == QSize(32, 32)
    assert picture.devicePixelRatio() == 2.0


def test_an_icon_is_made_once(qapp: QApplication) -> None:
    assert icon("plus") is icon("plus")


def test_an_icon_that_is_not_there_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_a_button_with_an_icon_is_painted(qapp: QApplication, qtbot: QtBot) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    button.setIcon(icon("plus"))
    button.setIconSize(QSize(48, 48))
    button.show()

    assert theme.colour("text").name() in ink(button.grab())


def test_a_copy_of_an_icon_draws_the_same(qapp: QApplication) -> None:
    copy = QIcon(icon("plus"))
    copy.addPixmap(QPixmap())  # makes Qt clone the engine

    assert ink(copy.pixmap(QSize(48, 48))) == ink(icon("plus").pixmap(QSize(48, 48)))


def test_the_icon_of_the_program_keeps_its_own_colours(qapp: QApplication) -> None:
    light = ink(app_icon().pixmap(QSize(64, 64)))
    theme.apply(qapp, "dark")

    assert len(light) > 2
    assert ink(app_icon().pixmap(QSize(64, 64))) == light
