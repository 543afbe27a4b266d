"""No key stands for two things: neither among the actions nor in the article or a table."""

from collections import Counter

import pytest
from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence

from gui.actions import ACTIONS
from gui.article_keys import KEYS
from gui.table_keys import MOVES

PRESSED = {
    QKeySequence(keys).toString(): action.id for action in ACTIONS for keys in action.shortcuts
}


def test_no_two_actions_share_a_key() -> None:
    keys = [QKeySequence(keys).toString() for one in ACTIONS for keys in one.shortcuts]
    assert [key for key, times in Counter(keys).items() if times > 1] == []
    assert "" not in keys, "each is a key that Qt knows"


def test_no_action_takes_a_key_of_the_article() -> None:
    walking = {"next_open", "previous_open"}
    for one in KEYS:
        for key in one.keys:
            taken = PRESSED.get(QKeySequence(QKeyCombination(one.held, key)).toString())
            assert taken is None or taken == one.verb in walking, f"{one.name}: {taken}"


@pytest.mark.parametrize("held", ["NoModifier", "ShiftModifier", "ControlModifier"])
def test_no_action_takes_a_key_that_moves_in_a_table(held: str) -> None:
    others = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space, Qt.Key.Key_Tab)
    modifier = Qt.KeyboardModifier[held]
    for key in (*MOVES, *others):
        pressed = QKeySequence(QKeyCombination(modifier, key)).toString()
        page = key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and held == "ControlModifier"
        assert page or pressed not in PRESSED, f"{pressed}: {PRESSED.get(pressed)}"
