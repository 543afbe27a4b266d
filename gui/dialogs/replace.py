"""Find and replace: what will change is listed while one types, and each line can be left out."""

import time
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gui.crash import guarded
from gui.messages import plain_label
from gui.record_table import RecordTable
from gui.replace_preview import AFTER, BEFORE, MarkedDelegate, PreviewModel
from gui.replace_where import WhereChoice
from gui.replacing import LISTED, Findings, Found, Replacer, Scope, Search, find_all
from gui.theme import dress_table
from gui.workbench import Workbench
from models import Cancelled, FactError, Ticket, uncollected

_REST: Final = 250
_TELL_SECONDS: Final = 0.1


class ReplaceDialog(QDialog):
    """Stays beside the table; nothing is written before Replace."""

    replace_wanted = Signal(object, object, object)
    cell_wanted = Signal(str, object, str)
    _told = Signal(object)

    def __init__(self, bench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("replace")
        self.setWindowTitle("Find and replace")
        self._bench = bench
        self._ticket: Ticket | None = None
        self.findings: Findings | None = None
        self._looked_for: Search | None = None
        self._listing: Ticket | None = None
        self._find = _line("replace_find", "Find", self)
        self._into = _line("replace_into", "Replace with", self)
        self._regular = _check("Regular e&xpression", "replace_regular", self)
        self._regular.setToolTip(
            "Perl's expressions, such as (\\w+) Ltd; \\1 or $1 puts the first bracket back"
        )
        self._case = _check("Match &case", "replace_case", self)
        self._whole = _check("&Whole cell", "replace_whole", self)
        self.where = WhereChoice(self)
        self._problem = plain_label(parent=self)
        self._problem.setObjectName("replace_problem")
        self._problem.setWordWrap(True)
        self._count = plain_label(parent=self)
        self._count.setObjectName("replace_count")
        self.preview = PreviewModel(self)
        self._lines = _preview_view(self.preview, self)
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._replace = self._buttons.addButton("Replace", QDialogButtonBox.ButtonRole.ApplyRole)
        self._replace.setObjectName("replace_accept")
        for button in self._buttons.buttons():
            button.setProperty("autoDefault", False)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._arrange()
        self._connect()
        self.resize(820, 540)

    def open_for(self, table: RecordTable) -> None:
        """Show the window for a table, with the column of its cursor chosen."""
        self.where.follow(table)
        self.show()
        self.raise_()
        self.activateWindow()
        self._find.setFocus()
        self._find.selectAll()

    def search(self) -> Search:
        """Return what is asked for now."""
        return Search(
            self._find.text(),
            self._into.text(),
            regular=self._regular.isChecked(),
            match_case=self._case.isChecked(),
            whole=self._whole.isChecked(),
        )

    # Putting together

    def _arrange(self) -> None:
        form = QGridLayout()
        form.setHorizontalSpacing(12)
        form.setVerticalSpacing(6)
        form.setColumnStretch(1, 1)
        for row, (text, line) in enumerate((("&Find", self._find), ("&Replace with", self._into))):
            label = plain_label(text, self)
            label.setBuddy(line)
            form.addWidget(label, row, 0)
            form.addWidget(line, row, 1)
        form.addWidget(self._problem, 2, 1)
        options = QHBoxLayout()
        options.setSpacing(14)
        for box in (self._regular, self._case, self._whole):
            options.addWidget(box)
        options.addStretch(1)
        options.addWidget(self.where)
        form.addLayout(options, 3, 0, 1, 2)
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self._buttons)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(10)
        column.addLayout(form)
        column.addWidget(self._lines, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        for line in (self._find, self._into):
            line.textChanged.connect(self._look_again)
        for box in (self._regular, self._case, self._whole):
            box.toggled.connect(self._look_again)
        self.where.changed.connect(self._look_again)
        self._rest.timeout.connect(self.look)
        self._told.connect(self._on_told)
        self.preview.ticked.connect(self._show_count)
        self._lines.clicked.connect(self._go)
        self._replace.clicked.connect(self._on_replace)
        self._buttons.rejected.connect(self.reject)
        self._bench.tabs.currentChanged.connect(
            lambda _: self.where.follow(self._bench.tabs.current)
        )
        self._bench.notifier.changed.connect(lambda _: self._look_again())

    # Looking

    def _look_again(self) -> None:
        """Look once the typing rests; what is listed holds no longer, so it cannot be replaced."""
        if self.isVisible():
            self.findings = None
            self._show_count()
            self._rest.start()

    def look(self) -> None:
        """List anew what would change; a look under way is given up."""
        self._stop()
        self.findings = None
        if self.where.table is None:
            return
        search, scope = self.search(), self.where.scope()
        if search != self._looked_for or scope.kind != self.preview.kind:
            # What was left out of another search says nothing about this one.
            self.preview.left_out = set()
        self._looked_for = search
        self._show_problem("")
        self._show_count()
        if not search.words:
            self.preview.begin(scope.kind)
            return
        try:
            replacer = Replacer(search)
        except FactError as error:
            self._refuse(error.sentence)
            return
        if not scope.rows:
            self._refuse("These columns are worked out by the program. Choose others.")
            return
        self._ticket = self._bench.tasks.read(
            lambda ticket: self._find_all(ticket, scope, replacer),
            self._on_found,
            lambda error: self._refuse(error.sentence),
            key=(self, "look"),
        )

    def _find_all(self, ticket: Ticket, scope: Scope, replacer: Replacer) -> Findings:
        """Look through the cells in a thread, telling the window now and then."""
        told, last = 0, time.monotonic()

        def report(findings: Findings) -> None:
            nonlocal told, last
            if ticket.cancelled:
                raise Cancelled("Something else is looked for by now.")
            if time.monotonic() - last > _TELL_SECONDS:
                last = time.monotonic()
                lines = findings.listed[told:]
                told += len(lines)
                share = findings.looked_at / scope.amount
                self._told.emit((ticket, scope.kind, lines, findings.amount, share))

        # So many findings at once would call the collector, which stops the window too.
        with uncollected():
            return find_all(self._bench.store, scope, replacer, report)

    def _on_told(self, word: tuple[Ticket, str, list[Found], int, float]) -> None:
        ticket, kind, lines, amount, share = word
        if ticket is self._ticket and not ticket.cancelled and self.findings is None:
            self._begin_list(kind)
            self.preview.add(lines)
            self._count.setText(f"{amount:,} cells so far, {share:.0%} looked through…")

    def _on_found(self, findings: Findings) -> None:
        self._begin_list(findings.kind)
        self.findings = findings
        self.preview.add(findings.listed[len(self.preview.lines) :])
        self.preview.left_out = findings.those_of(self.preview.left_out)
        self._show_count()

    def _begin_list(self, kind: str) -> None:
        """Empty the list when the first word of a new look comes, not before: it would flicker."""
        if self._listing is not self._ticket:
            self._listing = self._ticket
            self.preview.begin(kind)

    def _stop(self) -> None:
        if self._ticket is not None:
            self._ticket.cancel()
            self._ticket = None

    # Telling

    def _refuse(self, sentence: str) -> None:
        self.preview.begin(self.preview.kind)
        self._show_problem(sentence)

    def _show_problem(self, sentence: str) -> None:
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        self._find.setProperty("invalid", bool(sentence))
        self._find.setAccessibleDescription(sentence)
        self._find.style().unpolish(self._find)
        self._find.style().polish(self._find)
        if sentence:
            self._count.setText("")

    def _show_count(self) -> None:
        found, left = self.findings, len(self.preview.left_out)
        amount = found.amount - left if found is not None else 0
        cells = "1 cell" if amount == 1 else f"{amount:,} cells"
        self._replace.setText(f"&Replace {cells}" if amount else "&Replace")
        self._replace.setEnabled(amount > 0 and not self._bench.store.readonly)
        if found is None:
            self._count.setText("Looking…" if self._find.text() else "")
            return
        said = "No cell has it." if not found.amount else f"{found.amount:,} cells would change"
        if found.amount:
            said += f", {left:,} left out." if left else "."
        if found.amount > LISTED:
            said += f" The first {LISTED:,} are listed."
        self._count.setText(said)

    def _go(self, index: QModelIndex) -> None:
        if index.column() > 0:
            line = self.preview.lines[index.row()]
            self.cell_wanted.emit(self.preview.kind, line.record, line.field)

    def _on_replace(self) -> None:
        if self.findings is not None and self._looked_for is not None:
            left_out = set(self.preview.left_out)
            self.replace_wanted.emit(self._looked_for, self.findings, left_out)

    # Qt's own

    @guarded(None)
    def showEvent(self, event: QShowEvent) -> None:
        """Look again: the table may have changed while the window was hidden."""
        super().showEvent(event)
        self._rest.start()

    @guarded(None)
    def reject(self) -> None:
        """Give up looking and hide."""
        self._rest.stop()
        self._stop()
        super().reject()

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks the chosen line; Enter replaces nothing by accident."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.look()
        else:
            super().keyPressEvent(event)


def _line(name: str, label: str, parent: QWidget) -> QLineEdit:
    line = QLineEdit(parent)
    line.setObjectName(name)
    line.setAccessibleName(label)
    line.setClearButtonEnabled(True)
    return line


def _check(text: str, name: str, parent: QWidget) -> QCheckBox:
    box = QCheckBox(text, parent)
    box.setObjectName(name)
    return box


def _preview_view(model: PreviewModel, parent: QWidget) -> QTableView:
    view = QTableView(parent)
    view.setObjectName("replace_preview")
    view.setAccessibleName("Cells that would change")
    dress_table(view)
    view.setModel(model)
    view.setItemDelegateForColumn(BEFORE, MarkedDelegate("found", view))
    view.setItemDelegateForColumn(AFTER, MarkedDelegate("coded", view))
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setTabKeyNavigation(False)
    view.verticalHeader().hide()
    header = view.horizontalHeader()
    for column in (BEFORE, AFTER):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    view.setColumnWidth(0, 78)
    view.setColumnWidth(1, 120)
    return view
