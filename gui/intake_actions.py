"""The actions that bring sources in and their files out again, as lines of the table of actions."""

from typing import Final

INTAKE_ACTIONS: Final = (
    (
        "add_files",
        "Record",
        "Add source from file…",
        "Add articles from files: text, web page, PDF, Word, mail; or drop them on the window",
        ("Ctrl+Shift+A",),
        "file-plus",
        ("writable",),
    ),
    (
        "paste_source",
        "Record",
        "Paste as source",
        "Add the copied text, or the article of the copied page, as a source",
        ("Ctrl+Shift+V",),
        "clipboard-paste",
        ("writable",),
    ),
    (
        "save_original",
        "Record",
        "Save original as…",
        "Write the file that the shown source came from",
        (),
        "save",
    ),
)
"""Without the actions' class, which the table makes of them."""
