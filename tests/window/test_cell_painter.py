"""One cell: its text in its room, the words sought, and the corner of its mark, pixel by pixel."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gui import theme
from gui.cell_painter import CellPainter, CellWords, draw_frame
from gui.marks import SIDE, SIGNS, draw_signs, side_for

WIDTH, HEIGHT = 160, 24
GROUND = QColor("#000080")
INK = QColor("white")


@pytest.fixture
def cells(qapp: QApplication) -> CellPainter:
    return CellPainter(qapp.font())


def drawn(draw: Callable[[QPainter], object], *, scale: float = 1.0, left: int = 0) -> QImage:
    image = QImage(int((WIDTH + left) * scale), int(HEIGHT * scale), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(GROUND)
    painter = QPainter(image)
    draw(painter)
    painter.end()
    return image


def words_drawn(
    cells: CellPainter,
    text: str,
    *,
    mark: str = "",
    refused: bool = False,
    right: bool = False,
    find: Callable[[str], list[tuple[int, int]]] | None = None,
    width: int = WIDTH,
    scale: float = 1.0,
) -> QImage:
    def draw(painter: QPainter) -> None:
        painter.setFont(cells.font)
        painter.setPen(INK)
        cells.draw_words(
            painter,
            CellWords(text, mark, refused),
            0,
            cells.drop(HEIGHT),
            width,
            cells.inks(QApplication.palette()),
            find,
            right=right,
        )

    return drawn(draw, scale=scale)


def inked(image: QImage) -> QRect:
    """Return the smallest rectangle around everything that is not ground."""
    places = [
        QPoint(x, y)
        for x in range(image.width())
        for y in range(image.height())
        if QColor(image.pixel(x, y)) != GROUND
    ]
    if not places:
        return QRect()
    xs, ys = [place.x() for place in places], [place.y() for place in places]
    return QRect(QPoint(min(xs), min(ys)), QPoint(max(xs), max(ys)))


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize(
    "text",
    [
        "Jet fuel, 774,000 l",
        "A title that is far too long to be shown in a cell as narrow as this one",
        "Qoʻshma korxona",
        "中国和乌兹别克斯坦",
        "Совместное предприятие",
    ],
)
def test_a_text_looks_the_same_however_often_it_is_drawn(
    cells: CellPainter, text: str, scale: float
) -> None:
    first = words_drawn(cells, text, scale=scale)
    assert inked(first).width() > 20
    for _ in range(4):
        assert words_drawn(cells, text, scale=scale) == first


def test_a_long_text_is_shortened_inside_its_cell(cells: CellPainter) -> None:
    text = "A very long title of a cooperation project " * 9
    for width in (30, 60, 100):
        shown = inked(words_drawn(cells, text, width=width))
        assert 0 < shown.right() < width
    assert words_drawn(cells, text) == words_drawn(cells, text + "with another end")


def test_a_cell_without_room_stays_empty(cells: CellPainter) -> None:
    assert inked(words_drawn(cells, "774,000", width=12)).isNull()


def test_a_line_end_is_a_blank(cells: CellPainter) -> None:
    assert words_drawn(cells, "One\ntwo") == words_drawn(cells, "One two")
    assert words_drawn(cells, "One\ttwo") != words_drawn(cells, "Onetwo")


def test_numbers_stand_at_the_right(cells: CellPainter) -> None:
    left, right = (inked(words_drawn(cells, "774,000", right=aligned)) for aligned in (False, True))
    assert left.left() < 12
    assert right.right() > WIDTH - 12
    assert left.width() == right.width()


def test_the_words_sought_are_marked_beneath_the_letters(cells: CellPainter) -> None:
    def find(text: str) -> list[tuple[int, int]]:
        return [(text.index("fuel"), text.index("fuel") + 4)] if "fuel" in text else []

    plain, marked = (words_drawn(cells, "Jet fuel", find=how) for how in (None, find))
    found = theme.colour("found")
    begin = cells.metrics.horizontalAdvance("Jet ") + 5
    top = cells.drop(HEIGHT)
    assert QColor(marked.pixel(begin, top)) == found
    assert QColor(marked.pixel(begin - 2, top)) == GROUND
    assert QColor(plain.pixel(begin, top)) == GROUND
    assert words_drawn(cells, "Jet oil", find=find) == words_drawn(cells, "Jet oil")


def test_an_unknown_value_is_said_in_italics_and_an_empty_one_is_not(cells: CellPainter) -> None:
    assert inked(words_drawn(cells, "")).isNull()
    unknown = words_drawn(cells, "", mark="unknown")
    assert not inked(unknown).isNull()
    assert unknown != words_drawn(cells, "unknown")
    assert inked(words_drawn(cells, "", mark="unknown", refused=True)).isNull()


def sign_drawn(mark: str, ink: QColor, *, side: int = SIDE, scale: float = 1.0) -> QImage:
    return drawn(lambda painter: draw_signs(painter, mark, [(WIDTH, 0)], ink, side), scale=scale)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("mark", ["cited", "contested"])
def test_a_filled_sign_has_its_colour_in_the_corner(
    cells: CellPainter, qapp: QApplication, scheme: theme.Scheme, mark: str
) -> None:
    theme.apply(qapp, scheme)
    image = sign_drawn(mark, cells.inks(qapp.palette())[f"mark_{mark}"])
    assert QColor(image.pixel(WIDTH - 1, 0)) == theme.colour(f"mark_{mark}")
    corner = inked(image)
    assert (corner.right(), corner.top()) == (WIDTH - 1, 0)
    assert SIDE - 1 <= corner.width() == corner.height() <= 2 * SIDE


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("side", [SIDE, 2 * SIDE])
def test_the_signs_differ_in_shape_and_not_in_colour_alone(side: int, scale: float) -> None:
    images = {mark: sign_drawn(mark, INK, side=side, scale=scale) for mark in SIGNS}
    shapes = {
        mark: frozenset(
            (x, y)
            for x in range(image.width())
            for y in range(image.height())
            if QColor(image.pixel(x, y)).lightness() > 150
        )
        for mark, image in images.items()
    }
    assert all(shapes.values())
    names = list(shapes)
    for number, one in enumerate(names):
        for other in names[number + 1 :]:
            differing = shapes[one] ^ shapes[other]
            assert len(differing) >= 5 * scale * scale, (one, other)
    # The loudest says that sources disagree, the quietest that nobody has looked.
    by_size = sorted(shapes, key=lambda mark: len(shapes[mark]))
    assert (by_size[0], by_size[-1]) == ("bare", "contested")


def test_signs_grow_with_the_letters() -> None:
    assert side_for(12) == side_for(16) == SIDE
    assert side_for(32) == 2 * SIDE
    wide = [inked(sign_drawn("cited", INK, side=side)).width() for side in (SIDE, 2 * SIDE)]
    assert wide[1] >= 2 * wide[0] - 2


def test_a_frame_leaves_the_inside_alone() -> None:
    image = drawn(lambda painter: draw_frame(painter, QRect(0, 0, WIDTH, HEIGHT), INK))
    assert QColor(image.pixel(0, HEIGHT // 2)) == QColor(image.pixel(WIDTH - 1, 1)) == INK
    assert QColor(image.pixel(1, 1)) == GROUND


def test_the_width_of_a_text_is_the_room_it_needs(cells: CellPainter) -> None:
    text = "Jet fuel, litres"
    width = cells.width_of(text)
    assert width < WIDTH
    whole = words_drawn(cells, text)
    assert words_drawn(cells, text, width=width) == whole
    assert words_drawn(cells, text, width=width - 3) != whole
