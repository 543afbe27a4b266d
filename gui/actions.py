"""The table of actions: menus, toolbar, palette, shortcut page and manual are read from it.

``call`` names a method of ``gui.commands.Commands``; ``needs`` what must hold for it to be
enabled, and ``otherwise`` says why it is not.
"""

from collections.abc import Callable, Collection, Mapping

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu, QToolBar

from gui.action import OTHERWISE, RECORD, REDO, UNDO, WRITABLE, Action
from gui.evidence_actions import EVIDENCE
from gui.icons import icon
from gui.intake_actions import INTAKE_ACTIONS
from gui.messages import plain_tooltip


def _adding(kind: str, label: str, icon_name: str) -> Action:
    return Action(
        f"add_{kind}",
        "Record",
        f"Add {label}",
        f"Add a {label} to the chosen entry",
        icon=icon_name,
        needs=(WRITABLE, RECORD),
        argument=kind,
        group="add_child",
    )


ACTIONS: tuple[Action, ...] = (
    Action("new_store", "File", "New store…", "Make a new store", icon="file-plus", needs=()),
    Action("open_store", "File", "Open store…", "Open another store", ("Ctrl+O",), needs=()),
    Action("backup", "File", "Back up the store…", "Copy the store to a new file", icon="save"),
    Action(
        "import",
        "File",
        "Import CSV…",
        "Add and change records from a CSV file, as one step that can be undone",
        ("Ctrl+I",),
        "download",
        (WRITABLE,),
        group="import_csv",
    ),
    Action(
        "export_csv",
        "File",
        "Export CSV…",
        "Write the table to a CSV file, as shown or whole",
        ("Ctrl+Shift+E",),
        "upload",
    ),
    Action("quit", "File", "Quit", "Close the window", ("Ctrl+Q",), "log-out", ()),
    Action("undo", "Edit", "Undo", "Take back the last step", ("Ctrl+Z",), "undo-2", (UNDO,)),
    Action(
        "redo",
        "Edit",
        "Redo",
        "Do again what was undone",
        ("Ctrl+Shift+Z", "Ctrl+Y"),
        "redo-2",
        (REDO,),
    ),
    Action(
        "cut",
        "Edit",
        "Cut cells",
        "Copy the selected cells and empty them",
        ("Ctrl+X",),
        needs=(WRITABLE, RECORD),
    ),
    Action("copy", "Edit", "Copy cells", "Copy the selected cells", ("Ctrl+C",), "copy"),
    Action(
        "paste",
        "Edit",
        "Paste cells",
        "Lay the copied cells over the table, from the first selected cell on",
        ("Ctrl+V",),
        "clipboard-paste",
        (WRITABLE,),
    ),
    Action(
        "fill_down",
        "Edit",
        "Fill down",
        "Write the top row of the selection into the rows below it",
        ("Ctrl+D",),
        needs=(WRITABLE, RECORD),
    ),
    Action(
        "fill_selection",
        "Edit",
        "Fill the selection",
        "Write the current cell into all selected ones (Ctrl+Enter in the table)",
        needs=(WRITABLE, RECORD),
    ),
    Action(
        "set_selected",
        "Edit",
        "Set for all selected…",
        "Write one value into this column of the selected records",
        needs=(WRITABLE, RECORD),
    ),
    Action(
        "set_shown",
        "Edit",
        "Set for all shown…",
        "Write one value into this column of all records shown",
        needs=(WRITABLE, RECORD),
    ),
    Action(
        "clear",
        "Edit",
        "Clear cells",
        "Empty the selected cells (Del in the table)",
        icon="x",
        needs=(WRITABLE, RECORD),
    ),
    Action(
        "delete",
        "Edit",
        "Delete record",
        "Delete the selected records with all that hangs off them",
        ("Ctrl+Del", "Ctrl+-"),
        "trash-2",
        (WRITABLE, RECORD),
    ),
    Action("find", "Edit", "Find", "Find words in the table", ("Ctrl+F",), "search"),
    Action(
        "replace",
        "Edit",
        "Find and replace…",
        "Replace words in the cells of this table; what will change is listed first",
        ("Ctrl+Shift+R",),
    ),
    Action(
        "filter_column",
        "Edit",
        "Filter this column",
        "Type a filter above the column the cursor is in",
        ("Ctrl+L",),
        "filter",
    ),
    Action(
        "filter_value",
        "Edit",
        "Show only this value",
        "Filter the column by what the cell holds",
        ("Ctrl+Shift+F",),
        needs=(RECORD,),
    ),
    Action(
        "clear_filters",
        "Edit",
        "Clear filters",
        "Show all records of the chosen place again",
        ("Ctrl+Shift+L",),
    ),
    Action("spellings", "Edit", "Near-same spellings…", "Of this column", needs=(WRITABLE,)),
    Action("preferences", "Edit", "Preferences…", "Theme and author", ("Ctrl+,",), "settings"),
    Action(
        "new_entry",
        "Record",
        "New entry",
        "Add an entry in the chosen place",
        ("Ctrl+N",),
        "plus",
        (WRITABLE,),
        "entry",
        "begin",
    ),
    Action(
        "new_source",
        "Record",
        "New source",
        "Add an article or another source",
        ("Ctrl+Shift+N",),
        "newspaper",
        (WRITABLE,),
        "source",
        "begin",
    ),
    *(Action(*line) for line in INTAKE_ACTIONS),
    Action(
        "new_actor",
        "Record",
        "New organisation or person",
        "Add an organisation or a person",
        ("Ctrl+Shift+P",),
        "building-2",
        (WRITABLE,),
        "actor",
        "begin",
    ),
    Action(
        "new_country",
        "Record",
        "New country",
        "Add a country",
        (),
        "globe",
        (WRITABLE,),
        "country",
        "begin",
    ),
    _adding("figure", "figure", "scale"),
    _adding("milestone", "milestone", "milestone"),
    _adding("party", "party", "users"),
    _adding("remark", "remark", "message-square"),
    _adding("location", "location", "map-pin"),
    _adding("link", "link", "link"),
    Action(
        "insert",
        "Record",
        "Insert row",
        "Add an empty record to this table; to the chosen entry, if it belongs to one",
        ("Ctrl++", "Ctrl+="),
        "rows-3",
        (WRITABLE,),
    ),
    Action(
        "duplicate",
        "Record",
        "Duplicate record",
        "Add a copy of the selected records; without evidence, which nobody has checked for it",
        ("Ctrl+Shift+D",),
        needs=(WRITABLE, RECORD),
    ),
    Action(
        "merge", "Record", "Merge…", "Make two records one", ("Ctrl+M",), "", (WRITABLE, RECORD)
    ),
    Action("likely_duplicates", "Record", "Likely duplicates…", "Pairs that may be one entry"),
    Action(
        "cell_history",
        "Record",
        "History of this record",
        "Show who changed the record and when",
        ("Ctrl+H",),
        "history",
        (RECORD,),
    ),
    *EVIDENCE,
    Action("focus_tree", "View", "Go to the countries", "Countries", ("Ctrl+1",), "globe"),
    Action("focus_table", "View", "Go to the table", "Table", ("Ctrl+2",), "table"),
    Action("focus_detail", "View", "Go to the detail", "Detail", ("Ctrl+3",), "list"),
    Action("focus_source", "View", "Go to the article", "Article", ("Ctrl+4",), "book-open"),
    Action("next_open", "View", "Next open sentence", "Neither coded nor set aside", ("F8",)),
    Action("previous_open", "View", "Previous open sentence", "Go back to one", ("Shift+F8",)),
    Action("focus_history", "View", "Go to the history", "History", ("Ctrl+5",), "history"),
    Action("focus_facets", "View", "Go to the facets", "Facets", ("Ctrl+6",), "filter"),
    Action("focus_worklist", "View", "Go to the worklist", "Worklist", ("Ctrl+7",), "check"),
    Action("back", "View", "Back", "The place visited before", ("Alt+Left",), "arrow-left"),
    Action("forward", "View", "Forward", "The place left by Back", ("Alt+Right",), "arrow-right"),
    Action(
        "save_view",
        "View",
        "Save view…",
        "Keep the query with its columns and facets under a name, in the tree",
        ("Ctrl+Shift+S",),
        "pin",
        (WRITABLE,),
    ),
    Action("copy_view", "View", "Copy as a line of text", "The view shown now", icon="copy"),
    Action("open_line", "View", "Open a line of text…", "View or query", ("Ctrl+Shift+O",), "eye"),
    Action("recent_queries", "View", "Last queries…", "The last ten", ("Ctrl+Shift+H",), "history"),
    Action("next_tab", "View", "Next table", "The table to the right", ("Ctrl+PgDown",)),
    Action("previous_tab", "View", "Previous table", "The table to the left", ("Ctrl+PgUp",)),
    Action("show_everything", "View", "Show everything", "Leave the chosen place", ("Ctrl+0",)),
    Action(
        "fit_columns", "View", "Fit column widths", "Fit widths to what is shown", icon="columns-3"
    ),
    Action(
        "theme_system", "View", "Theme: as the system", "", (), "monitor", (), "system", "theme"
    ),
    Action("theme_light", "View", "Theme: light", "", (), "sun", (), "light", "theme"),
    Action("theme_dark", "View", "Theme: dark", "", (), "moon", (), "dark", "theme"),
    Action(
        "palette",
        "Help",
        "All commands…",
        "Find any command by its words",
        ("Ctrl+K",),
        "command",
        (),
    ),
    Action("shortcuts", "Help", "Keyboard shortcuts", "All keys", ("F1",), "keyboard", ()),
    Action("marks", "Help", "Marks of evidence", "What the corner of a cell says"),
    Action("check", "Help", "Check the store", "Look for damage and broken rules", icon="check"),
    Action("about", "Help", "About Khorgos", "Versions and licence", (), "info", ()),
)
MENUS = ("File", "Edit", "Record", "Evidence", "View", "Help")
TOOLBAR = ("new_entry", "new_source", "", "undo", "redo", "", "import", "export_csv")


class ActionSet:
    """The QActions of one window, by id."""

    def __init__(self, window: QMainWindow, perform: Callable[[str, str], object]) -> None:
        self._perform = perform
        self._actions: dict[str, QAction] = {}
        themes = QActionGroup(window)
        for action in ACTIONS:
            self._actions[action.id] = made = self._make(window, action)
            if action.group == "theme":
                made.setCheckable(True)
                themes.addAction(made)

    def _make(self, window: QMainWindow, action: Action) -> QAction:
        made = QAction(action.text, window)
        made.setObjectName(f"action_{action.id}")
        made.setShortcuts([QKeySequence(keys) for keys in action.shortcuts])
        if action.icon:
            made.setIcon(icon(action.icon))
        made.setCheckable(action.toggle)
        made.setToolTip(plain_tooltip(_tip(action)))
        made.triggered.connect(lambda: self._perform(action.call, action.argument))
        window.addAction(made)
        return made

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def all(self) -> list[QAction]:
        """Return every action in the order of the table."""
        return list(self._actions.values())

    def by_menu(self) -> dict[str, list[QAction]]:
        """Return the actions of each menu."""
        return {m: [self._actions[a.id] for a in ACTIONS if a.menu == m] for m in MENUS}

    def fill_menus(self, window: QMainWindow) -> dict[str, QMenu]:
        """Make the menu bar; return the menus by name."""
        menus = {}
        for name, actions in self.by_menu().items():
            menus[name] = menu = window.menuBar().addMenu(f"&{name}")
            menu.addActions(actions)
        return menus

    def fill_toolbar(self, bar: QToolBar) -> None:
        """Put the most used actions onto the toolbar."""
        for name in TOOLBAR:
            if name:
                bar.addAction(self._actions[name])
            else:
                bar.addSeparator()

    def why_not(self, keys: QKeySequence) -> str:
        """Return why the action of these keys cannot be done now; empty if no key is meant."""
        for made in self._actions.values():
            if not made.isEnabled() and keys in made.shortcuts():
                return made.statusTip()
        return ""

    def tick(self, ticked: Mapping[str, bool]) -> None:
        """Show which of the toggles hold now."""
        for name, on in ticked.items():
            self._actions[name].setChecked(on)

    def allow(self, state: Collection[str]) -> None:
        """Enable what can be done now; the others say why not."""
        for action in ACTIONS:
            missing = next((need for need in action.needs if need not in state), None)
            made = self._actions[action.id]
            made.setEnabled(missing is None)
            made.setStatusTip(OTHERWISE[missing] if missing else action.tip)


def _tip(action: Action) -> str:
    keys = ", ".join(action.shortcuts)
    return f"{action.tip or action.text} ({keys})" if keys else action.tip or action.text
