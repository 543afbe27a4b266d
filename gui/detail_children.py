"""The records that hang off the one that is shown, a section for each kind."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui.detail_lines import WordLine, WordLines
from gui.detail_words import LineWords, child_words
from gui.icons import icon
from gui.messages import plain_label
from models import CHILDREN, Broken, Kind, Row


class ChildSection(QWidget):
    """The figures of an entry, or another kind: a line a record, and a button for one more."""

    child_wanted = Signal(str, object)
    add_wanted = Signal(str)
    menu_wanted = Signal(str, object, QPoint)
    advice_wanted = Signal(str, object, str)

    def __init__(self, kind: Kind, parent: QWidget) -> None:
        super().__init__(parent)
        self.kind = kind
        self._ids: list[int] = []
        self._title = QPushButton(kind.plural, self)
        self._title.setObjectName("section_title")
        self._title.setCheckable(True)
        self._title.setChecked(True)
        self._title.setAutoDefault(False)
        self._title.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._title.toggled.connect(self._fold)
        self._count: QLabel = plain_label(parent=self)
        self._count.setObjectName("section_count")
        self._add = QToolButton(self)
        self._add.setObjectName("add_child")
        self._add.setText(f"Add {kind.label.lower()}")
        self._add.setIcon(icon("plus", "muted"))
        self._add.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._add.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._add.clicked.connect(lambda: self.add_wanted.emit(kind.name))
        self._lines = WordLines(self)
        self._lines.clicked.connect(lambda n: self.child_wanted.emit(kind.name, self._ids[n]))
        self._lines.menu_wanted.connect(
            lambda n, place: self.menu_wanted.emit(kind.name, self._ids[n], place)
        )
        self._advice: list[Broken] = []
        self._advised = WordLines(self)
        self._advised.clicked.connect(
            lambda n: self.advice_wanted.emit(
                kind.name, self._advice[n].record, self._advice[n].fields[0]
            )
        )
        self._lay_out()
        QWidget.setTabOrder(self._lines, self._add)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setSpacing(4)
        top.addWidget(self._title)
        top.addWidget(self._count)
        top.addStretch(1)
        top.addWidget(self._add)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self._lines)
        column.addWidget(self._advised)

    def show_rows(self, rows: Sequence[Row], advice: Sequence[Broken] = ()) -> None:
        """Show these records, and which rules they break."""
        self._advice = [one for one in advice if one.kind == self.kind.name]
        said = [LineWords("", body=one.sentence, tooltip=one.sentence) for one in self._advice]
        self._advised.show_lines(said, focus=Qt.FocusPolicy.StrongFocus)
        self._ids = [row.id for row in rows]
        self._count.setText(str(len(rows)) if rows else "")
        self._lines.show_lines([child_words(row) for row in rows], focus=Qt.FocusPolicy.StrongFocus)
        self._fold()

    def lines(self) -> list[WordLine]:
        """Return the lines that are shown."""
        shown = self._lines.lines() if not self._lines.isHidden() else []
        return [*shown, *self._advised.lines()] if not self._advised.isHidden() else shown

    def set_readonly(self, *, readonly: bool) -> None:
        """Allow or forbid adding."""
        self._add.setVisible(not readonly)

    def _fold(self) -> None:
        filled, unfolded = bool(self._ids), self._title.isChecked()
        self._title.setEnabled(filled)
        self._title.setIconSize(QSize(12, 12))
        self._title.setIcon(
            icon("chevron-down" if unfolded and filled else "chevron-right", "muted")
        )
        self._lines.setVisible(filled and unfolded)
        self._advised.setVisible(bool(self._advice) and unfolded)


class ChildSections(QWidget):
    """All sections below the records of one kind."""

    child_wanted = Signal(str, object)
    add_wanted = Signal(str)
    menu_wanted = Signal(str, object, QPoint)
    advice_wanted = Signal(str, object, str)

    def __init__(self, kind: Kind, parent: QWidget) -> None:
        super().__init__(parent)
        self.sections = {child.name: ChildSection(child, self) for child in CHILDREN[kind.name]}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        for section in self.sections.values():
            section.child_wanted.connect(self.child_wanted)
            section.add_wanted.connect(self.add_wanted)
            section.menu_wanted.connect(self.menu_wanted)
            section.advice_wanted.connect(self.advice_wanted)
            column.addWidget(section)

    def show_children(self, children: dict[str, list[Row]], advice: Sequence[Broken] = ()) -> None:
        """Show what hangs off a record, and which rules that breaks."""
        for name, section in self.sections.items():
            section.show_rows(children.get(name, ()), advice)

    def lines(self) -> list[WordLine]:
        """Return all lines that are shown."""
        return [line for section in self.sections.values() for line in section.lines()]

    def set_readonly(self, *, readonly: bool) -> None:
        """Allow or forbid adding."""
        for section in self.sections.values():
            section.set_readonly(readonly=readonly)


def open_child_menu(
    parent: QWidget,
    place: QPoint,
    *,
    show: Callable[[], object],
    delete: Callable[[], object] | None,
) -> None:
    """Offer what can be done with a record that hangs off the shown one."""
    menu = QMenu(parent)
    menu.setObjectName("child_menu")
    menu.addAction("Show").triggered.connect(show)
    if delete is not None:
        menu.addAction("Delete").triggered.connect(delete)
    menu.aboutToHide.connect(menu.deleteLater)
    menu.popup(place)
