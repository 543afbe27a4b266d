"""One facet in its pane: a heading that folds it, its values or bars, and what to do with them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.facet_bars import FacetBars
from gui.facet_choice import FacetChoice, canonical
from gui.facet_list import UNCOUNTED, FacetList
from gui.facet_title import FacetTitle
from gui.icons import icon
from gui.messages import plain_label, plain_tooltip

if TYPE_CHECKING:
    from models import Bar, Facet, FacetValue, Histogram

FEW: Final = 8
_NOTHING: Final = "="
_NOTHING_LABEL: Final = "Nothing recorded"


@dataclass(frozen=True)
class FacetTraits:
    """What can be done with a field: renamed, asked for by its code alone, spelled in many ways."""

    label: str
    renamed: bool = False
    coded: bool = False
    spelled: bool = False


class FacetSection(QWidget):
    """Shows how one field is spread over the records shown, and what of it is asked for."""

    choice_wanted = Signal(str, object)
    rename_wanted = Signal(str, object, str)
    spellings_wanted = Signal(str)
    remove_wanted = Signal(str)
    neighbour_wanted = Signal(str, int)

    def __init__(
        self, field: str, traits: FacetTraits, parent: QWidget, in_words: Callable[[str], str]
    ) -> None:
        super().__init__(parent)
        self.setObjectName(f"facet_{field}")
        self.field, self._label, self._traits = field, traits.label, traits
        self._in_words = in_words
        self._asked = FacetChoice()
        self._facet: Facet | None = None
        self._histogram: Histogram | None = None
        self._all, self._open = False, True
        self._title = FacetTitle(traits.label, self)
        self._title.clicked.connect(self._fold)
        self._known = plain_label(parent=self)
        self._known.setStyleSheet("color: palette(placeholder-text)")
        self._clear = self._button("x", "Show all again", "facet_clear")
        self._clear.clicked.connect(lambda: self._ask(FacetChoice()))
        self._more = self._button("", "More", "facet_menu")
        self._more.setText("⋯")
        # The dots say already that there is more.
        self._more.setStyleSheet("QToolButton::menu-indicator { image: none; }")
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._more)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._more.setMenu(self._menu)
        self.list = FacetList(self)
        self.list.setAccessibleName(traits.label)
        self.list.values.renames = traits.renamed
        self.bars = FacetBars(self)
        self.bars.setAccessibleName(f"{traits.label}: range")
        self.bars.hide()
        self._rest = QPushButton(self)
        self._rest.setFlat(True)
        self._rest.setObjectName("facet_more")
        self._rest.clicked.connect(self._show_all)
        self._rest.hide()
        self._arrange()
        self._connect()

    def _button(self, name: str, tip: str, object_name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(object_name)
        if name:
            button.setIcon(icon(name, "muted"))
            button.setIconSize(QSize(12, 12))
        button.setToolTip(plain_tooltip(tip))
        button.setAccessibleName(f"{tip}: {self._label}")
        return button

    def _arrange(self) -> None:
        heading = QHBoxLayout()
        heading.setContentsMargins(0, 0, 2, 0)
        heading.setSpacing(2)
        heading.addWidget(self._title)
        heading.addWidget(self._known, 1)
        heading.addWidget(self._clear)
        heading.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(heading)
        for widget in (self.bars, self.list, self._rest):
            column.addWidget(widget)
        self._clear.hide()

    def _connect(self) -> None:
        self.list.choice_wanted.connect(self._ask)
        self.list.menu_wanted.connect(self._open_menu)
        self.list.values.rename_wanted.connect(
            lambda one, text: self.rename_wanted.emit(self.field, one, text)
        )
        for part in (self.list, self.bars):
            part.left_above.connect(lambda: self.neighbour_wanted.emit(self.field, -1))
            part.left_below.connect(lambda: self.neighbour_wanted.emit(self.field, 1))
        self.bars.range_wanted.connect(self._on_range)

    # What is shown

    def show_facet(self, facet: "Facet") -> None:
        """Show values with their counts."""
        self._facet, self._histogram = facet, None
        distinct = facet.distinct
        self._known.setText(f"{distinct:,}" if distinct else "none")
        self._show()

    def show_histogram(self, histogram: "Histogram") -> None:
        """Show bars along an axis."""
        self._facet, self._histogram = None, histogram
        self._known.setText("" if histogram.bars else "none")
        self._show()

    def show_choice(self, choice: FacetChoice) -> None:
        """Show what is asked for, before new counts are there."""
        if choice != self._asked:
            self._asked = choice
            self._show()

    @property
    def _choice(self) -> FacetChoice:
        """Return what is asked for, a code typed without a sign as the value it means."""
        if self._facet is None:
            return self._asked
        meant = {_typed(one.text): canonical(one.text) for one in self._facet.values}
        return self._asked.renamed(meant) if self._traits.coded else self._asked

    def _show(self) -> None:
        self._clear.setVisible(not self._choice.empty)
        if self._facet is not None:
            self._show_values(self._with_chosen(self._facet.values))
        elif self._histogram is not None:
            histogram = self._histogram
            self.bars.show_bars(histogram.bars, range_of(self._choice, histogram.bars))
            self.bars.setVisible(bool(histogram.bars) and self._open)
            self._show_values(_missing(histogram))

    def _show_values(self, values: Sequence["FacetValue"]) -> None:
        shown = values if self._all else _first(values, self._choice)
        self.list.show_values(shown, self._choice)
        self.list.setVisible(self._open and bool(shown))
        hidden = len(values) - len(shown)
        known = self._facet.distinct if self._facet is not None else 0
        if hidden:
            self._rest.setText(f"{hidden:,} more")
        elif self._all and known > len(values):
            self._rest.setText(f"The {len(values):,} most frequent of {known:,}; fewer")
        else:
            self._rest.setText("Fewer")
        self._rest.setVisible(self._open and (bool(hidden) or (self._all and len(values) > FEW)))

    def _with_chosen(self, values: Sequence["FacetValue"]) -> tuple["FacetValue", ...]:
        """Return the values, before them what is chosen though it is none of the frequent ones."""
        from models import FacetValue

        known = {canonical(one.text) for one in values}
        chosen = (*self._choice.included, *self._choice.excluded)
        added = (
            FacetValue(text, self._in_words(text), UNCOUNTED)
            for text in chosen
            if text not in known
        )
        return (*added, *values)

    def _show_all(self) -> None:
        self._all = not self._all
        self._show()

    def _fold(self) -> None:
        self._open = not self._open
        self._title.show_fold(opened=self._open)
        self._show()

    def enter(self, *, last: bool = False) -> bool:
        """Take the keyboard, at the first or the last value; tell whether there is one."""
        parts = [part for part in (self.bars, self.list) if not part.isHidden()]
        if not parts:
            return False
        part = parts[-1 if last else 0]
        if part is self.list:
            row = self.list.values.rowCount() - 1 if last else 0
            self.list.setCurrentIndex(self.list.values.index(row))
        part.setFocus(Qt.FocusReason.TabFocusReason)
        return True

    # What is asked for

    def _ask(self, choice: FacetChoice) -> None:
        self.choice_wanted.emit(self.field, choice)

    def _on_range(self, wanted: tuple[int, int] | None) -> None:
        if wanted is None or self._histogram is None:
            self._ask(FacetChoice())
        else:
            self._ask(FacetChoice((canonical(text_of_range(self._histogram.bars, wanted)),)))

    # Menus

    def _fill_menu(self) -> None:
        self._menu.clear()
        chosen, invert = not self._choice.empty, self._choice.inverted()
        self._add(self._menu, "Show all again", lambda: self._ask(FacetChoice()), enabled=chosen)
        self._add(self._menu, "Invert the choice", lambda: self._ask(invert), enabled=chosen)
        if self._traits.spelled and self._facet is not None:
            self._menu.addSeparator()
            self._add_spellings(self._menu)
        self._menu.addSeparator()
        self._add(self._menu, "Remove this facet", lambda: self.remove_wanted.emit(self.field))

    def _add(
        self, menu: QMenu, text: str, call: Callable[[], object], *, enabled: bool = True
    ) -> None:
        action = menu.addAction(text)
        action.setEnabled(enabled)
        action.triggered.connect(lambda: call())

    def _add_spellings(self, menu: QMenu) -> None:
        field = self.field
        self._add(menu, "Find near-same spellings…", lambda: self.spellings_wanted.emit(field))

    def _open_menu(self, row: int, place: QPoint) -> None:
        one = self.list.values.value(row)
        if one is None:
            return
        menu = QMenu(self)
        menu.setObjectName("facet_value_menu")
        self._add(menu, "Show only this", lambda: self.list.choose_only(row))
        self._add(menu, "Show this too, or no longer\tSpace", lambda: self.list.toggle(row))
        self._add(menu, "Leave out\t-", lambda: self.list.leave_out(row))
        self._add(menu, "Copy", lambda: QGuiApplication.clipboard().setText(one.label))
        if self._traits.renamed and one.text != _NOTHING:
            menu.addSeparator()
            self._add(menu, "Rename everywhere…\tF2", lambda: self.list.rename(row))
        if self._traits.spelled:
            self._add_spellings(menu)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(place)


def _typed(text: str) -> str:
    return text.removeprefix("=").casefold()


def _missing(histogram: "Histogram") -> tuple["FacetValue", ...]:
    from models import FacetValue

    if not histogram.missing:
        return ()
    return (FacetValue(_NOTHING, _NOTHING_LABEL, histogram.missing),)


def _first(values: Sequence["FacetValue"], choice: FacetChoice) -> tuple["FacetValue", ...]:
    """Return the most frequent values and those that are chosen."""
    chosen = {*choice.included, *choice.excluded}
    if len(values) <= FEW + 1:
        return tuple(values)
    return tuple(
        one for place, one in enumerate(values) if place < FEW or canonical(one.text) in chosen
    )


def _ends(text: str) -> tuple[str, str]:
    low, dots, high = text.partition("..")
    return (low, high) if dots else (text, text)


def text_of_range(bars: Sequence["Bar"], wanted: tuple[int, int]) -> str:
    """Return the filter that asks for the bars from one to another."""
    first, last = bars[wanted[0]].text, bars[wanted[1]].text
    return first if first == last else f"{_ends(first)[0]}..{_ends(last)[1]}"


def range_of(choice: FacetChoice, bars: Sequence["Bar"]) -> tuple[int, int] | None:
    """Return the bars that a choice asks for, None when it asks for no range of them."""
    if len(choice.included) != 1 or choice.excluded:
        return None
    low, high = _ends(choice.included[0])
    lows = [_ends(bar.text)[0] for bar in bars]
    highs = [_ends(bar.text)[1] for bar in bars]
    if low not in lows or high not in highs:
        return None
    return lows.index(low), highs.index(high)
