"""The look of the detail pane: fields that are calm until they are used, muted side words."""

from string import Template
from typing import Final

from PySide6.QtWidgets import QWidget

from gui.theme import COLOURS, colour, wardrobe

_SHEET: Final = Template("""
RecordForm QLineEdit, RecordForm QPlainTextEdit {
    background: $alternate; border: 1px solid transparent; }
RecordForm QLineEdit:hover, RecordForm QPlainTextEdit:hover { border-color: $line; }
RecordForm QLineEdit:read-only { background: transparent; }
RecordForm QLineEdit:focus, RecordForm QPlainTextEdit:focus {
    background: $base; border-color: $accent; }
RecordForm QLineEdit[invalid="true"], RecordForm QPlainTextEdit[invalid="true"] {
    border-color: $error; }
QLabel#field_label, QLabel#field_note, QLabel#draft_hint, QLabel#section_count,
QLabel#record_kind, QLabel#record_facts, QLabel#counts_reason,
QLabel#counted_beside, QLabel#message_hint {
    color: $muted; }
QLabel#field_problem, QLabel#draft_problem { color: $error; }
QLabel#field_advice { color: $mark_inferred; }
QLabel#counts_badge { background: $raised; border-radius: 7px; padding: 1px 7px; }
QLabel#evidence_title { font-weight: bold; }
QToolButton#cite_button { padding: 1px; }
QToolButton#add_child { color: $muted; padding: 1px 3px; }
QPushButton#section_title, QPushButton#more_fields {
    background: transparent; border: 1px solid transparent; padding: 1px; min-height: 0;
    text-align: left; color: $text; }
QPushButton#section_title { font-weight: bold; }
QPushButton#section_title:disabled { font-weight: normal; }
QPushButton#more_fields, QPushButton#section_title:disabled { color: $muted; }
QPushButton#more_fields:hover, QPushButton#section_title:hover { background: $hover; }
QPushButton#more_fields:focus { border: 1px solid $accent; }
QFrame#unsaved_line { background: $raised; border: none; }
QFrame#unsaved_line QPushButton { padding: 1px 6px; min-height: 0; }
QFrame#unsaved_line QPushButton:focus { padding: 0px 5px; }
""")


def pane_style() -> str:
    """Return the style sheet in the colours of the theme shown now."""
    return _SHEET.substitute({name: colour(name).name() for name in COLOURS})


class DressedWidget(QWidget):
    """Wears this style; a sheet does not follow the palette by itself, so it is put on again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._worn = ""
        self._dress()
        wardrobe().changed.connect(self._dress)

    def _dress(self) -> None:
        style = pane_style()
        if style != self._worn:
            self._worn = style
            self.setStyleSheet(style)
