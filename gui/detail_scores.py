"""The three scores of an entry in one calm line; unfolded, what would raise them."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.detail_lines import WordLine, WordLines
from gui.detail_words import LineWords, Shown
from models import KINDS, Raise, Value

_FOLDED, _OPEN = "▸", "▾"
_TIP: Final = "What would raise the scores: click, or Enter"


class ScoreLines(QWidget):
    """A line that says the scores; each line below it leads to where one can be raised."""

    wanted = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._raises: list[Raise] = []
        self._said = ""
        self._tip = ""
        self._open = False
        self.summary = WordLine(self, indent=4)
        self.summary.setObjectName("scores")
        self.summary.clicked.connect(self._fold)
        self._lines = WordLines(self)
        self._lines.clicked.connect(lambda number: self.wanted.emit(self._raises[number]))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.summary)
        column.addWidget(self._lines)

    def show_scores(self, shown: Shown) -> None:
        """Show the scores of an entry; any other record has none."""
        self.setVisible(bool(shown.scores))
        self._said = " · ".join(score.short for score in shown.scores)
        whys = [f"{score.label} {score.figure}: {score.why}" for score in shown.scores]
        self._tip = "\n".join([*whys, _TIP])
        pairs = [(score, way) for score in shown.scores for way in score.raises]
        self._raises = [way for _, way in pairs]
        self._lines.show_lines(
            [
                LineWords(way.sentence, tooltip=f"{score.label}: {way.sentence}")
                for score, way in pairs
            ],
            focus=Qt.FocusPolicy.StrongFocus,
        )
        self._draw()

    def lines(self) -> list[WordLine]:
        """Return the lines in sight."""
        return [self.summary, *self._lines.lines()] if self._open else [self.summary]

    def _fold(self) -> None:
        self._open = not self._open
        self._draw()

    def _draw(self) -> None:
        arrow = _OPEN if self._open else _FOLDED
        self.summary.show_words(LineWords(f"{arrow} {self._said}", tooltip=self._tip))
        self._lines.setVisible(self._open and bool(self._raises))


def begun_by(way: Raise, entry: int) -> dict[str, Value]:
    """Return what a record is begun with that would raise a score of an entry."""
    home: dict[str, Value] = {"entry": entry} if KINDS[way.kind].parent == "entry" else {}
    return {**home, **dict(way.values)}
