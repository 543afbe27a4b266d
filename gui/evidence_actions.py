"""The actions about evidence: to the words, to the rivals, to what no source stands behind."""

from gui.action import RECORD, RIVALS, Action

EVIDENCE: tuple[Action, ...] = (
    Action(
        "show_words",
        "Evidence",
        "Go to the words",
        "Show the words of the source that this value rests on; again shows the next ones",
        ("Ctrl+J",),
        "quote",
        (RECORD,),
    ),
    Action(
        "weigh",
        "Evidence",
        "Weigh the sources…",
        "Show what sources say of this value side by side, and prefer one with a reason",
        ("Ctrl+Shift+J",),
        "scale",
        (RIVALS,),
    ),
    Action(
        "contested_values",
        "Evidence",
        "Contested values",
        "Show only records whose values sources disagree on, an entry's figures too",
        ("Ctrl+Shift+C",),
        toggle=True,
    ),
    Action(
        "bare_values",
        "Evidence",
        "Values without a source",
        "Show only records with values that no source stands behind, an entry's figures too",
        ("Ctrl+Shift+B",),
        toggle=True,
    ),
)
