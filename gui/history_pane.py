"""The history pane: what was done, by whom and when; undo and redo of any step."""

from collections.abc import Iterator
from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QListView,
    QMenu,
    QPushButton,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gui.crash import guarded
from gui.history_model import LINE_ROLE, HistoryLine, HistoryModel
from gui.icons import icon
from gui.messages import NoticeAction, NoticeBar, Severity, plain_label, plain_tooltip
from gui.notify import Notifier, change_of_signal
from gui.taking_back import UNDO_THE_REST, can_undo_the_rest, take_back
from gui.tasks import Tasks
from gui.theme import colour
from models import KINDS, Change, FactError, StepLine, Store

Index = QModelIndex | QPersistentModelIndex

NO_STEPS: Final = "Nothing was done yet. Every change will be listed here and can be undone."
GONE: Final = "What this step touched is not there any more. Undo the step that removed it first."
_SIDE: Final = 8
_GAP: Final = 4
_MOST_LOOKED_FOR: Final = 200


class _LineDelegate(QStyledItemDelegate):
    """Draws what was done, and smaller beneath it when and by whom."""

    @guarded(QSize(100, 40))
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room for two lines of text."""
        return QSize(100, 2 * option.fontMetrics.height() + 3 * _GAP)

    @guarded(None)
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the line on the ground that the style gives it."""
        line = index.data(LINE_ROLE)
        self.initStyleOption(option, index)
        option.text = ""
        widget = option.widget
        ground = QStyle.ControlElement.CE_ItemViewItem
        widget.style().drawControl(ground, option, painter, widget)
        if not isinstance(line, HistoryLine):
            return
        area = option.rect.adjusted(_SIDE, _GAP, -_SIDE, -_GAP)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        active = chosen and bool(option.state & QStyle.StateFlag.State_Active)
        quiet = line.step.undone or line.step.reverts is not None
        pen = "selection_text" if active else "text"
        painter.save()
        font = painter.font()
        font.setStrikeOut(line.step.undone)
        painter.setFont(font)
        painter.setPen(colour("muted" if quiet and not chosen else pen))
        upper = QRect(area.left(), area.top(), area.width(), area.height() // 2)
        self._write(painter, upper, line.text)
        font.setStrikeOut(False)
        font.setPointSizeF(font.pointSizeF() * 0.88)
        painter.setFont(font)
        painter.setPen(colour(pen if chosen else "muted"))
        self._write(painter, upper.translated(0, upper.height()), line.below)
        painter.restore()

    def _write(self, painter: QPainter, area: QRect, words: str) -> None:
        short = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, area.width(), Qt.TextFlag.TextSingleLine
        )
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, short)


class HistoryPane(QWidget):
    """Lists the steps of the store, or what was done to one record."""

    record_wanted = Signal(str, object, str)

    def __init__(
        self, store: Store, notifier: Notifier, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("history_pane")
        self.setAccessibleName("History")
        self._store = store
        self._tasks = tasks
        self._idle = notifier.idle
        self._told: list[Change] = []
        self._record: tuple[str, int] | None = None
        self.lines = HistoryModel(store, self)
        self._make_actions()
        self._lay_out()
        notifier.changed.connect(self._on_changed)
        notifier.writable.connect(self._allow)
        self._read()

    def _make_actions(self) -> None:
        self.revert_action = QAction(icon("undo-2"), "Undo this step", self)
        self.revert_action.triggered.connect(self.revert)
        self.show_action = QAction(icon("eye"), "Show what it touched", self)
        self.show_action.triggered.connect(self.show_touched)
        self.copy_action = QAction(icon("copy"), "Copy", self)
        self.copy_action.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self.copy_action.triggered.connect(self.copy)
        # The key is shown in the menu; pressed, it is the window's, which asks for a copy here.

    def _lay_out(self) -> None:
        self.only_record = QCheckBox("Only this record", self)
        self.only_record.setObjectName("only_record")
        self.only_record.toggled.connect(self._read)
        self.notice = NoticeBar(self)
        self.view = QListView(self)
        self.view.setObjectName("history_list")
        self.view.setAccessibleName("Steps, newest first")
        self.view.setModel(self.lines)
        self.view.setItemDelegate(_LineDelegate(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._open_menu)
        self.view.activated.connect(self.show_touched)
        self.view.selectionModel().currentChanged.connect(self._allow)
        empty = plain_label(NO_STEPS, self)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setWordWrap(True)
        self._pages = QStackedWidget(self)
        self._pages.addWidget(self.view)
        self._pages.addWidget(empty)
        self.revert_button = QPushButton(self.revert_action.icon(), "Undo this step", self)
        self.revert_button.setObjectName("revert_button")
        self.revert_button.clicked.connect(self.revert)
        self.show_button = QPushButton(self.show_action.icon(), "Show what it touched", self)
        self.show_button.setObjectName("show_touched_button")
        self.show_button.clicked.connect(self.show_touched)
        bottom = QHBoxLayout()
        bottom.setContentsMargins(6, 4, 6, 4)
        bottom.setSpacing(6)
        bottom.addWidget(self.revert_button)
        bottom.addWidget(self.show_button)
        bottom.addStretch(1)
        top = QHBoxLayout()
        top.setContentsMargins(6, 3, 6, 3)
        top.addWidget(self.only_record)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(self.notice)
        column.addWidget(self._pages, 1)
        column.addLayout(bottom)
        self.setFocusProxy(self.view)

    # What others ask for

    def show_record(self, kind: str, record: int) -> None:
        """Say which record is looked at; it is listed alone if “Only this record” is on."""
        if (kind, record) != self._record:
            self._record = (kind, record)
            self._name_record()
            if self.only_record.isChecked():
                self._read()

    def line(self) -> HistoryLine | None:
        """Return the chosen line."""
        index = self.view.currentIndex()
        return self.lines.line(index.row()) if index.isValid() else None

    def revert(self) -> None:
        """Undo the chosen step, or redo it if it is undone; say why if that cannot be."""
        line = self.line()
        if line is None or not self.revert_action.isEnabled():
            return
        self.notice.dismiss()
        take_back(
            self._store,
            self._tasks,
            line.step,
            by=self,
            done=lambda _: None,
            refused=partial(self._refuse, line.step),
        )

    def _refuse(self, step: StepLine, error: FactError) -> None:
        """Say why a step was left alone; where later changes are in the way, offer the rest."""
        rest = NoticeAction(UNDO_THE_REST, partial(self._undo_rest, step))
        offered = [rest] if can_undo_the_rest(step, error) else []
        self.notice.tell(error.sentence, Severity.WARNING, offered)

    def _undo_rest(self, step: StepLine) -> None:
        take_back(
            self._store,
            self._tasks,
            step,
            by=self,
            done=lambda change: self.notice.tell(f"Done: {change.label}."),
            refused=lambda error: self.notice.tell(error.sentence, Severity.WARNING),
            keep_later=True,
        )

    def show_touched(self) -> None:
        """Ask for the record that the chosen step changed."""
        line = self.line()
        if line is None:
            return
        self.notice.dismiss()
        if self.lines.place is not None:
            self.record_wanted.emit(*self.lines.place, line.field)
            return
        place = next(self._touched(self._store.touched(line.step.id)), None)
        if place is None:
            self.notice.tell(GONE, Severity.INFO)
        else:
            self.record_wanted.emit(*place)

    def copy(self) -> None:
        """Copy the chosen line as text."""
        line = self.line()
        if line is not None:
            QApplication.clipboard().setText(line.tip)

    # Reading

    def _read(self, *_: object) -> None:
        try:
            if self.only_record.isChecked() and self._record is not None:
                self.lines.show_record(*self._record)
            else:
                self.lines.show_all()
        except FactError as error:
            self.notice.tell(error.sentence, Severity.ERROR)
        self._settle()

    def _on_changed(self, change: object) -> None:
        told = change_of_signal(change)
        self._told.append(told)
        if told.by is self:
            # The button that was pressed here says at once what pressing it again would do.
            self._catch_up()
        else:
            self._idle.ask(self._catch_up)

    def _catch_up(self) -> None:
        told, self._told = self._told, []
        line, top = self.line(), self.view.verticalScrollBar().value()
        # In the list of all steps the newest brings those before it along.
        for change in told[-1:] if self.lines.place is None else told:
            self.lines.take(change)
        row = self.lines.row_of(line.step.id) if line is not None else None
        if row is not None and not self.view.currentIndex().isValid():
            # A record's history is read anew; the chosen line stays chosen.
            self.view.setCurrentIndex(self.lines.index(row))
            self.view.verticalScrollBar().setValue(top)
        self._settle()

    def _settle(self) -> None:
        self._pages.setCurrentIndex(0 if self.lines.rowCount() else 1)
        self._name_record()
        self._allow()

    def _name_record(self) -> None:
        known = self._record is not None
        self.only_record.setEnabled(known or self.only_record.isChecked())
        name = self._store.label(*self._record) if self._record else ""
        kind = KINDS[self._record[0]].label if self._record else ""
        told = f"{kind} · {name}" if name else "Choose a record in a table first"
        self.only_record.setToolTip(plain_tooltip(told))

    def _allow(self, *_: object) -> None:
        """Enable what can be done with the chosen line."""
        line = self.line()
        verb = "Redo" if line is not None and line.step.undone else "Undo"
        able = line is not None and line.step.reverts is None and not self._store.readonly
        for place in (self.revert_action, self.revert_button):
            place.setText(f"{verb} this step")
            place.setIcon(icon("redo-2" if verb == "Redo" else "undo-2"))
            place.setEnabled(able)
        for place in (self.show_action, self.show_button, self.copy_action):
            place.setEnabled(line is not None)
        self.revert_button.setToolTip(plain_tooltip(self._why(line)))

    def _why(self, line: HistoryLine | None) -> str:
        if self._store.readonly:
            return self._store.reason
        if line is None:
            return "Choose a step first"
        if line.step.reverts is not None:
            return "This line tells of an undo or a redo. Choose the step itself."
        return "Later steps stay as they are"

    def _touched(self, change: Change) -> Iterator[tuple[str, int, str]]:
        """Yield the places that a step changed and that are still there, entries first."""
        order = list(KINDS)
        cells = {place[:2]: place[2] for place in sorted(change.cells, reverse=True)}
        cells |= dict.fromkeys(change.added, "")
        places = sorted(cells, key=lambda place: (order.index(place[0]), place[1]))
        for kind, record in places[:_MOST_LOOKED_FOR]:
            for row in self._store.rows(kind, [record]):
                if kind != "citation":
                    yield kind, record, cells[kind, record]
                    continue
                backed = str(row.value("kind")), int(str(row.value("record")))
                yield *backed, str(row.value("field") or "")

    def _open_menu(self, place: QPoint) -> None:
        """Offer what can be done with the line under the pointer."""
        if not self.view.indexAt(place).isValid():
            return
        menu = QMenu(self)
        menu.setObjectName("history_menu")
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.revert_action, self.show_action])
        menu.addSeparator()
        menu.addAction(self.copy_action)
        menu.popup(self.view.viewport().mapToGlobal(place))
