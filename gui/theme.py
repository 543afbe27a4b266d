"""The look of the program: qdarkstyle, our additions to it, and colours that carry a meaning."""

import sys
from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory, QTableView

Scheme: TypeAlias = Literal["system", "light", "dark"]

_FOLLOWER: Final = "theme_follower"
_ROW_PADDING: Final = 8

COLOURS: Final[dict[str, tuple[str, str]]] = {
    # name: (light, dark)
    "base": ("#FAFAFA", "#19232D"),
    "alternate": ("#F1F4F6", "#1F2B37"),
    "bar": ("#ECEFF2", "#212D39"),
    "raised": ("#E1E6EA", "#2E3C4A"),
    "hover": ("#DCE6EE", "#354655"),
    "line": ("#D3D9DE", "#33424F"),
    "field_line": ("#7F8C98", "#6A7F91"),
    "text": ("#19232D", "#DFE1E2"),
    "muted": ("#526475", "#A3AFBA"),
    "disabled": ("#78858F", "#7E8F9D"),
    "accent": ("#0B69B7", "#3FA7F2"),
    "accent_text": ("#FFFFFF", "#0C1620"),
    "link": ("#0B62B0", "#5AB0FF"),
    "link_visited": ("#6B3FA0", "#C4A5F5"),
    "error": ("#B3261E", "#FF8A80"),
    "selection": ("#BBDCFA", "#28557F"),
    "selection_text": ("#10202E", "#FFFFFF"),
    "selection_inactive": ("#D5DDE4", "#3B4B59"),
    "tooltip": ("#24313D", "#E4E8EB"),
    "tooltip_text": ("#F4F6F8", "#19232D"),
    "info_banner": ("#DCEBF9", "#1D3B57"),
    "info_banner_text": ("#12344F", "#DCEBF9"),
    "warning_banner": ("#FCEBC5", "#4A3A12"),
    "warning_banner_text": ("#4A3500", "#FBE3AD"),
    "error_banner": ("#FBDEDB", "#54211F"),
    "error_banner_text": ("#6E1510", "#FFDAD6"),
    "mark_cited": ("#1E8247", "#4CC38A"),
    "mark_inferred": ("#A8690A", "#E3A63C"),
    "mark_unknown": ("#6C5BA8", "#BBACF2"),
    "mark_contested": ("#C2352B", "#FF8E82"),
    "mark_bare": ("#9AA3AD", "#6B7480"),
    "coded": ("#D8EEDD", "#214A38"),
    "coded_chosen": ("#FFE08A", "#6B5210"),
    "dismissed": ("#E4E6E8", "#36404A"),
    "sentence": ("#E6EEF6", "#243443"),
    "found": ("#FFD9B0", "#6A3F14"),
}

# Palette role: (colour, colour when disabled).
_ROLES: Final[dict[QPalette.ColorRole, tuple[str, str]]] = {
    QPalette.ColorRole.Window: ("base", "base"),
    QPalette.ColorRole.WindowText: ("text", "disabled"),
    QPalette.ColorRole.Base: ("base", "base"),
    QPalette.ColorRole.AlternateBase: ("alternate", "alternate"),
    QPalette.ColorRole.ToolTipBase: ("tooltip", "tooltip"),
    QPalette.ColorRole.ToolTipText: ("tooltip_text", "tooltip_text"),
    QPalette.ColorRole.PlaceholderText: ("muted", "disabled"),
    QPalette.ColorRole.Text: ("text", "disabled"),
    QPalette.ColorRole.Button: ("raised", "bar"),
    QPalette.ColorRole.ButtonText: ("text", "disabled"),
    QPalette.ColorRole.BrightText: ("error", "disabled"),
    QPalette.ColorRole.Light: ("hover", "hover"),
    QPalette.ColorRole.Midlight: ("raised", "raised"),
    QPalette.ColorRole.Mid: ("line", "line"),
    QPalette.ColorRole.Dark: ("field_line", "line"),
    QPalette.ColorRole.Shadow: ("field_line", "line"),
    QPalette.ColorRole.Highlight: ("selection", "selection_inactive"),
    QPalette.ColorRole.HighlightedText: ("selection_text", "disabled"),
    QPalette.ColorRole.Link: ("link", "disabled"),
    QPalette.ColorRole.LinkVisited: ("link_visited", "disabled"),
    QPalette.ColorRole.Accent: ("accent", "disabled"),
}


class _Follower(QObject):
    """Changes the theme when the system does, as long as it is a child of the application."""

    def follow(self, system: Qt.ColorScheme) -> None:
        """Take over the colour scheme of the system."""
        app = self.parent()
        if isinstance(app, QApplication):
            _dress(app, dark=system == Qt.ColorScheme.Dark)


class Wardrobe(QObject):
    """Tells those who wear a style sheet of their own that the colours have changed."""

    changed = Signal()


@cache
def wardrobe() -> Wardrobe:
    """Return the one that tells; Qt's own palette events do not reach such widgets."""
    return Wardrobe()


def apply(app: QApplication, scheme: Scheme) -> None:
    """Show the program in light or dark colours, or in those of the system from now on."""
    hints = app.styleHints()
    old = app.findChild(_Follower, _FOLLOWER, Qt.FindChildOption.FindDirectChildrenOnly)
    if old is not None:
        hints.colorSchemeChanged.disconnect(old.follow)
        old.setParent(None)
        old.deleteLater()
    if scheme == "system":
        hints.unsetColorScheme()
        follower = _Follower(app)
        follower.setObjectName(_FOLLOWER)
        hints.colorSchemeChanged.connect(follower.follow)
        follower.follow(hints.colorScheme())
    else:
        # Title bars are drawn by the system, which is told here.
        dark = scheme == "dark"
        hints.setColorScheme(Qt.ColorScheme.Dark if dark else Qt.ColorScheme.Light)
        _dress(app, dark=dark)


def is_dark() -> bool:
    """Tell whether the program is shown in dark colours now."""
    return QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128


def colour(name: str) -> QColor:
    """Give the colour of this meaning in the theme shown now."""
    return QColor(COLOURS[name][is_dark()])


def dress_table(table: QTableView) -> None:
    """Give a table the dense rows, calm headers and shaded lines that all tables have."""
    table.setAlternatingRowColors(True)
    table.setWordWrap(False)
    table.setCornerButtonEnabled(False)
    table.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
    columns = table.horizontalHeader()
    columns.setHighlightSections(False)
    columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    rows = table.verticalHeader()
    rows.setHighlightSections(False)
    height = table.fontMetrics().height() + _ROW_PADDING
    rows.setMinimumSectionSize(height)
    rows.setDefaultSectionSize(height)


def _dress(app: QApplication, *, dark: bool) -> None:
    """Put style sheet and palette on the application."""
    if app.style().name() != "fusion" and "Fusion" in QStyleFactory.keys():  # noqa: SIM118
        app.setStyle("Fusion")
    app.setStyleSheet(_qdarkstyle(dark=dark) + _additions(app.font(), dark=dark))
    # After the style sheet: qdarkstyle's own loader writes into the palette.
    app.setPalette(_palette(dark=dark))
    wardrobe().changed.emit()


def _palette(*, dark: bool) -> QPalette:
    """Build the whole palette, so that nothing painted by hand keeps another theme's colours."""
    palette = QPalette()
    for role, (enabled, disabled) in _ROLES.items():
        palette.setColor(role, QColor(COLOURS[enabled][dark]))
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(COLOURS[disabled][dark]))
    return palette


def _additions(font: QFont, *, dark: bool) -> str:
    """Give our own style sheet with the colours of the theme filled in."""
    template = (files("resources") / "style.qss").read_text(encoding="utf-8")
    names = {name: pair[dark] for name, pair in COLOURS.items()}
    size = font.pointSizeF() if font.pointSizeF() > 0 else QFontInfo(font).pointSizeF()
    return Template(template).substitute(
        names, theme="dark" if dark else "light", font_size=f"{size:g}pt"
    )


def _qdarkstyle(*, dark: bool) -> str:
    """Give qdarkstyle's own style sheet."""
    theme = "dark" if dark else "light"
    # Its loader imports qtpy, which costs more time than the whole rest of the theme: the sheet
    # and its pictures lie beside it as files.
    spec = find_spec("qdarkstyle")
    for place in (spec.submodule_search_locations if spec else None) or ():
        folder = Path(place)
        sheet = folder / theme / f"{theme}style.qss"
        if sheet.is_file() and (folder / theme / "rc" / "arrow_down.png").is_file():
            QDir.setSearchPaths("qdarkstyle", [str(folder)])
            return sheet.read_text(encoding="utf-8").replace(":/qss_icons/", "qdarkstyle:")
    return _qdarkstyle_loaded(dark=dark)


def _qdarkstyle_loaded(*, dark: bool) -> str:
    """Give the style sheet through qdarkstyle's loader, wherever its files may lie."""
    import qdarkstyle

    palette = qdarkstyle.DarkPalette if dark else qdarkstyle.LightPalette
    sheet = str(qdarkstyle.load_stylesheet(qt_api="pyside6", palette=palette))
    pictures = str(Path(sys.modules["qdarkstyle"].__path__[0]))
    QDir.setSearchPaths("qdarkstyle", [":/qss_icons", pictures])
    return sheet
