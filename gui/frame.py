"""The frame of the window: menus, toolbar, notices, status, and the docks around the tables."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QMainWindow,
    QTabWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.actions import ActionSet
from gui.crash import guarded
from gui.icons import app_icon
from gui.messages import NoticeBar, Severity
from gui.search_bar import SearchBar
from gui.settings import THEME, WINDOW_GEOMETRY, WINDOW_STATE, Settings
from gui.start_page import StartPage
from gui.status_line import StatusLine

if TYPE_CHECKING:
    from gui.glance_table import GlanceTable

FIRST_SIZE = QSize(1280, 800)
LAYOUT_VERSION = 1
TOOLBAR_ICON = 18
SEARCH_WIDTH = 420
TREE_WIDTH, DETAIL_WIDTH, DETAIL_SHARE = 200, 380, 0.24
TREE_SHARE, ARTICLE_SHARE = 0.31, 0.42


class Frame(QMainWindow):
    """What of the window is there before a store is open, and the places for the rest."""

    new_store_wanted = Signal()
    open_store_wanted = Signal()
    create_wanted = Signal()
    window_command = Signal(str, str)
    appeared = Signal()

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("main_window")
        self.setWindowTitle("Khorgos")
        self.setWindowIcon(app_icon())
        self.settings = settings
        self.docks: dict[str, QDockWidget] = {}
        self._painted = False
        self.actions_by_id = ActionSet(self, self.perform)
        self._menus = self.actions_by_id.fill_menus(self)
        self.notices = NoticeBar(self)
        self.start_page = StartPage(self)
        self._glance: GlanceTable | None = None
        self.search = SearchBar(self)
        self.status = StatusLine(self)
        self._build()
        self.resize(FIRST_SIZE)
        self.restoreGeometry(QByteArray(settings.get(WINDOW_GEOMETRY)))

    @guarded(None)
    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell, once, that the window can be seen."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            # The panes inside are painted in the same go, right after this.
            QTimer.singleShot(0, self, self.appeared.emit)

    @guarded(None)
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Say why a key does nothing: those of actions that are disabled come through to here."""
        why = self.actions_by_id.why_not(QKeySequence(event.keyCombination()))
        if why:
            self.notices.tell(why, Severity.INFO)
        else:
            super().keyPressEvent(event)

    def perform(self, name: str, argument: str) -> None:
        """Do what an action calls."""
        self.window_command.emit(name, argument)

    def _build(self) -> None:
        centre = QWidget(self)
        self._column = QVBoxLayout(centre)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.notices)
        self._column.addWidget(self.start_page, 1)
        self.setCentralWidget(centre)
        self.setStatusBar(self.status)
        self.addToolBar(self._toolbar())
        self.setDockNestingEnabled(True)
        self.setCorner(Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea)
        self.actions_by_id.allow(())
        self.search.setEnabled(False)
        self.show_theme()
        self.start_page.new_wanted.connect(self.new_store_wanted)
        self.start_page.open_wanted.connect(self.open_store_wanted)
        self.start_page.create_wanted.connect(self.create_wanted)

    def _toolbar(self) -> QToolBar:
        bar = QToolBar("Toolbar", self)
        bar.setObjectName("toolbar")
        bar.setMovable(False)
        bar.setIconSize(QSize(TOOLBAR_ICON, TOOLBAR_ICON))
        bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.actions_by_id.fill_toolbar(bar)
        spacer = QWidget(bar)
        policy = spacer.sizePolicy()
        spacer.setSizePolicy(policy.Policy.Expanding, policy.Policy.Preferred)
        bar.addWidget(spacer)
        bar.addWidget(self.search)
        self.search.setMaximumWidth(SEARCH_WIDTH)
        return bar

    def show_glance(self, table: "GlanceTable") -> None:
        """Show the first rows about where the table will stand, until a store is placed."""
        detail = max(DETAIL_WIDTH, int(self.width() * DETAIL_SHARE))
        below = int(self.height() * ARTICLE_SHARE)
        self._column.setContentsMargins(TREE_WIDTH, table.sizeHint().height() // 8, detail, below)
        self._column.replaceWidget(self.start_page, table)
        self._column.setStretchFactor(table, 1)
        self.start_page.hide()
        self._glance = table
        table.show()

    def lay_glance_over(self, table: QWidget) -> None:
        """Leave the first rows over the table that has none yet, until ``end_glance``."""
        if self._glance is not None:
            self._glance.cover(table)

    def end_glance(self) -> None:
        """Take the first rows away, for the table or the start page beneath them."""
        self._lift_glance()
        if self._glance is not None:
            self._glance.hide()
            self._glance.deleteLater()
            self._glance = None

    def _lift_glance(self) -> None:
        """Put the start page back in the place of the first rows."""
        if self._glance is not None and self._column.indexOf(self._glance) >= 0:
            self._column.setContentsMargins(0, 0, 0, 0)
            self._column.replaceWidget(self._glance, self.start_page)
            self.start_page.show()

    def place(self, panes: Mapping[str, QWidget]) -> None:
        """Put the panes of a store where they belong, or where they stood at the last close."""
        self._lift_glance()
        tabs = panes["tabs"]
        self._column.replaceWidget(self.start_page, tabs)
        self._column.setStretchFactor(tabs, 1)
        self.start_page.hide()
        tabs.show()
        self.search.setEnabled(True)
        left, right = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
        self._dock("tree", "Countries", panes["tree"], left)
        self._dock("facets", "Facets", panes["facets"], left)
        self._dock("detail", "Detail", panes["detail"], right)
        self._dock("history", "History", panes["history"], right)
        below = Qt.DockWidgetArea.BottomDockWidgetArea
        self._dock("source", "Article", panes["source"], below)
        self._dock("worklist", "Worklist", panes["worklist"], below)
        self.tabifyDockWidget(self.docks["source"], self.docks["worklist"])
        self.setTabPosition(below, QTabWidget.TabPosition.North)
        self.setTabPosition(right, QTabWidget.TabPosition.North)
        self.tabifyDockWidget(self.docks["detail"], self.docks["history"])
        self.docks["detail"].raise_()
        self.docks["source"].raise_()
        # Of docks that are not laid out yet Qt does not take the heights.
        for dock in self.docks.values():
            dock.show()
        layout = self.layout()
        if layout is not None:
            layout.activate()
        across = [self.docks["tree"], self.docks["detail"]]
        detail = max(DETAIL_WIDTH, int(self.width() * DETAIL_SHARE))
        self.resizeDocks(across, [TREE_WIDTH, detail], Qt.Orientation.Horizontal)
        article = int(self.height() * ARTICLE_SHARE)
        self.resizeDocks([self.docks["source"]], [article], Qt.Orientation.Vertical)
        above = int(self.height() * TREE_SHARE)
        column = [self.docks["tree"], self.docks["facets"]]
        self.resizeDocks(column, [above, self.height() - above], Qt.Orientation.Vertical)
        self.restoreState(QByteArray(self.settings.get(WINDOW_STATE)), LAYOUT_VERSION)

    def _dock(self, name: str, title: str, pane: QWidget, area: Qt.DockWidgetArea) -> None:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"dock_{name}")
        dock.setWidget(pane)
        self.addDockWidget(area, dock)
        self.docks[name] = dock
        self._menus["View"].addAction(dock.toggleViewAction())

    def raise_dock(self, name: str) -> None:
        """Bring a pane to the front, wherever it is."""
        self.docks[name].show()
        self.docks[name].raise_()

    def save_frame(self) -> None:
        """Remember where the window and its docks stand."""
        self.settings.set(WINDOW_GEOMETRY, bytes(self.saveGeometry().data()))
        if self.docks:
            self.settings.set(WINDOW_STATE, bytes(self.saveState(LAYOUT_VERSION).data()))

    def set_theme(self, scheme: str) -> None:
        """Use light or dark colours, or follow the system, and remember it."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self.settings.set(THEME, scheme)
        theme.apply(app, cast(theme.Scheme, scheme))
        self.show_theme()

    def show_theme(self) -> None:
        """Tick the colours in use."""
        self.actions_by_id[f"theme_{self.settings.get(THEME)}"].setChecked(True)
