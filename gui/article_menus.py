"""The menus of the article: the records that words carry, and what the keys do with them."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QWidget

from gui.article_keys import LetterMenu, key_name
from gui.article_marks import Mention, mentions
from gui.icons import icon
from models import Passage

_RECORDS: Final = (
    ("entry", "New entry"),
    ("figure", "New figure"),
    ("milestone", "New milestone"),
    ("party", "New party"),
    ("remark", "New remark"),
    ("location", "New location"),
)
Go = Callable[[Mention], object]
Perform = Callable[[str, str], object]


def new_menu(parent: QWidget, name: str) -> QMenu:
    """Return a menu that goes when it is closed."""
    menu = QMenu(parent)
    menu.setObjectName(name)
    menu.aboutToHide.connect(menu.deleteLater)
    return menu


def add_mentions(menu: QMenu, found: Sequence[Mention], go: Go) -> None:
    """Add a line for each record."""
    for mention in found:
        action = menu.addAction(unmarked(mention.line))
        action.triggered.connect(lambda _=False, mention=mention: go(mention))


def add_keys(
    menu: QMenu,
    perform: Perform,
    *,
    cite: QAction,
    submenus: Sequence[QMenu],
    target: str,
    selected: bool,
    carried: bool,
) -> None:
    """Add what the keys do with the words, each with its key."""
    words = "the words" if selected else "the sentence"
    value = f"Make {words} the value of {target}" if target else f"Make {words} a value"
    line = menu.addAction(unmarked(value) + f"\t{key_name('value')}")
    line.setEnabled(bool(target))
    line.triggered.connect(lambda: perform("value", ""))
    evidence = menu.addAction(f"Cite {words} as evidence for it\t{key_name('evidence')}")
    evidence.setEnabled(bool(target))
    evidence.triggered.connect(lambda: perform("evidence", ""))
    menu.addAction(cite)
    for submenu in submenus:
        menu.addMenu(submenu)
    menu.addSeparator()
    for kind, text in _RECORDS:
        record = menu.addAction(f"{text}\t{key_name('record', kind)}")
        record.triggered.connect(lambda _=False, kind=kind: perform("record", kind))
    menu.addSeparator()
    if carried:
        away = menu.addAction(f"Take away …\t{key_name('take_away')}")
        away.triggered.connect(lambda: perform("take_away", ""))
        menu.addSeparator()


def add_reading(menu: QMenu, text: QPlainTextEdit) -> None:
    """Add what every text offers."""
    copying = menu.addAction(icon("copy"), "Copy\tCtrl+C")
    copying.setEnabled(text.textCursor().hasSelection())
    copying.triggered.connect(text.copy)
    menu.addAction("Select all\tCtrl+A").triggered.connect(text.selectAll)


def open_passages(parent: QWidget, found: Sequence[Mention], go: Go, place: QPoint) -> None:
    """Let a person choose among the records that words carry."""
    menu = new_menu(parent, "passages_menu")
    add_mentions(menu, found, go)
    menu.setActiveAction(menu.actions()[0])
    menu.popup(place)


def open_taking_away(
    parent: QWidget,
    passages: Sequence[Passage],
    take: Callable[[Sequence[Passage]], object],
    place: QPoint,
) -> None:
    """Offer to take away what rests on words, a line a record."""
    menu = LetterMenu("Take away", parent)
    menu.setObjectName("take_away_menu")
    groups: dict[tuple[str, int], list[Passage]] = {}
    for one in passages:
        groups.setdefault((one.kind, one.record), []).append(one)
    chosen = list(groups.values())
    for number, group in enumerate(chosen, 1):
        letter = str(number) if number < 10 else ""
        menu.add(str(number), f"Take away: {mentions(group)[0].line}", letter)
    menu.chosen.connect(lambda number: take(chosen[int(number) - 1]))
    menu.aboutToHide.connect(menu.deleteLater)
    menu.open_at(place)


def unmarked(text: str) -> str:
    """Keep an ampersand and a tab from meaning a key."""
    return text.replace("&", "&&").replace("\t", " ")
