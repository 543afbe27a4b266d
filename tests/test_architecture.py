"""Each rule of architecture.py as a failing test, and the proof that each of them can fail."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from architecture import (
    FILE_MEDIAN,
    FUNCTION_MEDIAN,
    LAYERS,
    ROOT,
    RULES,
    cycle,
    medians,
    places_in,
)
from sources import Module, read_modules

Rule = Callable[[Module], Iterator[str]]

MODULES = read_modules(ROOT)
BY_NAME = {rule.__name__: rule for rule in RULES}
TOP_LEVEL = {
    *("pyproject.toml", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "Makefile"),
    *("constraints.txt", ".gitignore", ".ci", "docs", "gui", "models", "resources", "seeds"),
    "tests",
}
# Put together here, so that this file itself names none of them.
HOSTS = [
    "".join(parts)
    for parts in (
        ("pypi.", "org"),
        ("python", "hosted"),
        ("npmjs.", "org"),
        ("deb.", "debian"),
        ("index-", "url"),
        ("find-", "links"),
        ("arti", "factory"),
    )
]
MACHINE_FOLDERS = "|".join(["ro" + "ot", "wo" + "rk", "Us" + "ers/[a-z]+", "ho" + "me/[a-z]+"])
MACHINE_PATH = re.compile(rf"(?<![\w./-])/(?:{MACHINE_FOLDERS})/\w+")

WITHOUT_QT = """
import runpy, sys
class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"PySide6", "shiboken6"}:
            raise ImportError("the command line imports Qt: " + name)
sys.meta_path.insert(0, NoQt())
sys.argv = ["khorgos", *sys.argv[1:]]
runpy.run_module("gui", run_name="__main__")
"""
FACTS_ONLY = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
    found = {n.partition(".")[0] for n in sys.modules} & {"PySide6", "shiboken6", "gui"}
    assert not found, (name, found)
"""


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


# ---- the sources -------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_every_module_keeps_the_rule(rule: Rule) -> None:
    wrong = dict.fromkeys(sentence for module in MODULES for sentence in rule(module))
    assert not wrong, "\n" + "\n".join(wrong)


def test_no_import_comes_back_to_where_it_started() -> None:
    assert not cycle(MODULES)


def test_files_and_functions_stay_short() -> None:
    file, function = medians(MODULES)
    assert file <= FILE_MEDIAN
    assert function <= FUNCTION_MEDIAN


def test_the_layers_name_no_module_that_is_gone() -> None:
    there = {module.name for module in MODULES}
    assert {name for room in LAYERS for name in places_in(room)} - there == set()


def test_the_facts_load_without_the_window() -> None:
    ran = run_python(FACTS_ONLY, *[one.name for one in MODULES if one.room == "models"])
    assert ran.returncode == 0, ran.stderr


@pytest.mark.parametrize("command", ["new", "export", "check"])
def test_the_command_line_loads_without_the_window(command: str) -> None:
    ran = run_python(WITHOUT_QT, command, "--help")
    assert ran.returncode == 0, ran.stderr
    assert command in ran.stdout


# ---- the whole tree ----------------------------------------------------------------------------


def project_files() -> list[Path]:
    """What git would commit; without git, what lies in the places that belong to the project."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-co", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True).stdout
    except FileNotFoundError:
        listed = ""
    tops = [ROOT / name for name in TOP_LEVEL]
    found = [ROOT / line for line in listed.splitlines()] or [
        path for top in tops for path in (top, *top.rglob("*"))
    ]
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]


def foreign_names(text: str) -> list[str]:
    return [host for host in HOSTS if host in text.lower()] + MACHINE_PATH.findall(text)


def test_the_top_level_is_the_one_of_the_design() -> None:
    tops = {path.relative_to(ROOT).parts[0] for path in project_files()}
    assert tops - TOP_LEVEL == set()


def test_no_file_names_a_package_registry_or_a_place_on_one_machine() -> None:
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in project_files()
        for name in foreign_names(path.read_text(encoding="utf-8", errors="replace"))
    }
    assert found == set()


def test_resources_and_seeds_hold_no_code() -> None:
    code = [path for room in ("resources", "seeds") for path in (ROOT / room).rglob("*.py")]
    assert all(path.name == "__init__.py" and not path.read_text().strip() for path in code)
    assert {path.parent.name for path in code} >= {"resources", "seeds"}


def test_test_folders_are_no_packages_and_their_files_have_names_of_their_own() -> None:
    names = [path.name for path in project_files() if ROOT / "tests" in path.parents]
    modules = [name for name in names if name.endswith(".py")]
    assert "__init__.py" not in modules
    assert len(modules) == len(set(modules))


# ---- the proof that the rules can fail ---------------------------------------------------------

LONG = "def f() -> None:\n" + "    x = 1\n" * 50
BROKEN = [
    ("rooms", "models/fields.py", "from PySide6.QtCore import QObject"),
    ("rooms", "models/fields.py", "def f() -> None:\n    import gui.theme"),
    ("rooms", "gui/theme.py", "import sqlite3"),
    ("rooms", "gui/theme.py", "from sqlalchemy.sql import text"),
    ("rooms", "gui/theme.py", "from PySide6 import QtCharts"),
    ("rooms", "gui/theme.py", "from PySide6.QtSql import QSqlDatabase"),
    ("rooms", "gui/theme.py", "from models.store import Store"),
    ("rooms", "gui/theme.py", "from models import kinds"),
    ("rooms", "gui/detail_pane.py", "from gui.source_pane import SourcePane"),
    ("rooms", "gui/detail_pane.py", "from gui import source_pane"),
    ("order", "models/nowhere.py", ""),
    ("order", "models/fields.py", "import models.kinds"),
    ("order", "models/fields.py", "from .kinds import KINDS"),
    ("order", "models/fields.py", "from . import kinds"),
    ("order", "models/fields.py", "if True:\n    from models.kinds import KINDS"),
    ("order", "gui/theme.py", "from gui.crash import guarded"),
    ("order", "models/exchange/cells.py", "from . import csv_writer"),
    ("declared", "models/values.py", "import numpy"),
    ("early_imports", "gui/theme.py", "def f() -> None:\n    import gui.tasks"),
    ("early_imports", "models/values.py", "x = importlib.import_module('gui')"),
    ("sizes", "models/values.py", "\n" * 401),
    ("sizes", "models/values.py", LONG),
    ("sizes", "models/values.py", "class A:\n" + "    x = 1\n" * 300),
    ("names", "models/utils.py", ""),
    ("names", "gui/row_helper.py", ""),
    ("names", "models/values.py", "class RowManager: ..."),
    ("names", "models/values.py", "def get_info() -> None: ..."),
    ("docstrings", "models/values.py", "x = 1"),
    ("docstrings", "models/values.py", "'A.'\nclass B: ..."),
    ("docstrings", "models/values.py", "'A.'\ndef b() -> None: ..."),
    ("annotations", "models/values.py", "def f(a) -> None: ..."),
    ("annotations", "models/values.py", "def f(*, a=1) -> None: ..."),
    ("annotations", "models/values.py", "class A:\n    def f(self): ..."),
    ("flags", "models/values.py", "def f(deep: bool = False) -> None: ..."),
    ("handlers", "models/values.py", "try: pass\nexcept: pass"),
    ("handlers", "models/values.py", "try: pass\nexcept Exception: pass"),
    ("handlers", "gui/theme.py", "try: pass\nexcept (ValueError, BaseException): pass"),
    ("handlers", "gui/theme.py", "with suppress(Exception): pass"),
    ("no_sql", "gui/theme.py", "x = 'SELECT id FROM entry'"),
    ("no_sql", "gui/theme.py", "x = f'delete from {y}'"),
    ("no_sql", "gui/theme.py", "x = 'UPDATE entry SET title = 1'"),
    ("no_print", "gui/theme.py", "print('here')"),
    ("guards", "gui/app.py", "class A:\n    def closeEvent(self, e: QEvent) -> None: ..."),
    ("no_markup_in_labels", "gui/app.py", "QLabel(title)"),
    ("no_markup_in_labels", "gui/app.py", "QLabel(f'<b>{title}</b>')"),
    ("no_markup_in_labels", "gui/app.py", "a.b = QLabel('Title')\na.b.setText(title)"),
    ("no_markup_in_labels", "gui/app.py", "a.setToolTip(title)"),
    ("no_markup_in_labels", "gui/app.py", "a.setToolTip('x' if b else title)"),
    ("no_rich_widgets", "gui/app.py", "QMessageBox.warning(a, 'b', c)"),
    ("no_rich_widgets", "gui/app.py", "QtWidgets.QInputDialog.getText(a)"),
    ("no_rich_widgets", "gui/app.py", "class A(QTextEdit): ..."),
    ("no_rich_widgets", "gui/app.py", "a = QtWidgets.QTextBrowser()"),
    ("no_rich_widgets", "gui/app.py", "a.setTextFormat(Qt.TextFormat.RichText)"),
    ("no_markup_in_labels", "gui/app.py", "if role == Qt.ItemDataRole.ToolTipRole: x = title"),
]
KEPT = [
    ("rooms", "gui/theme.py", "from models import Store\nfrom PySide6.QtCore import Qt"),
    ("order", "models/kinds.py", "from models.fields import Field\nfrom models.errors import E"),
    ("early_imports", "gui/theme.py", "def f() -> None:\n    import qdarkstyle"),
    ("handlers", "gui/crash.py", "try: pass\nexcept Exception: pass"),
    ("flags", "models/values.py", "def f(*, deep: bool = False) -> None: ..."),
    ("no_sql", "gui/theme.py", "x = 'Select a row from the table; update it; delete from here'"),
    ("no_markup_in_labels", "gui/app.py", "QLabel('Title')\na.setToolTip(plain_tooltip(title))"),
    ("no_rich_widgets", "gui/app.py", "a = QTextEdit.ExtraSelection()"),
    ("no_markup_in_labels", "gui/messages.py", "QLabel(title)"),
]


def module_of(folder: Path, path: str, source: str) -> Module:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(source, encoding="utf-8")
    (one,) = (module for module in read_modules(folder) if module.path == file)
    return one


@pytest.mark.parametrize(("rule", "path", "source"), BROKEN)
def test_a_broken_rule_is_seen(rule: str, path: str, source: str, tmp_path: Path) -> None:
    for known in (
        "models/kinds.py",
        "gui/crash.py",
        "gui/tasks.py",
        "gui/source_pane.py",
        "models/exchange/csv_writer.py",
    ):
        module_of(tmp_path, known, "")
    assert list(BY_NAME[rule](module_of(tmp_path, path, source)))


@pytest.mark.parametrize(("rule", "path", "source"), KEPT)
def test_what_keeps_the_rule_passes(rule: str, path: str, source: str, tmp_path: Path) -> None:
    assert not list(BY_NAME[rule](module_of(tmp_path, path, source)))


def test_each_rule_is_proved_to_fail() -> None:
    assert {rule for rule, _, _ in BROKEN} == set(BY_NAME)


def test_a_cycle_is_seen(tmp_path: Path) -> None:
    module_of(tmp_path, "models/values.py", "def f() -> None:\n    from models import fields")
    module_of(tmp_path, "models/fields.py", "from models.values import parse")
    assert "models.values → models.fields" in cycle(read_modules(tmp_path))


def test_long_files_and_functions_are_seen(tmp_path: Path) -> None:
    module_of(tmp_path, "models/values.py", LONG + "\n" * 200)
    assert medians(read_modules(tmp_path)) == (251, 51)


def test_a_registry_and_a_place_on_one_machine_are_seen() -> None:
    assert all(foreign_names(f"see https://{host}/x") for host in HOSTS)
    assert foreign_names("open /" + "ro" + "ot/x")
    assert foreign_names("open '/" + "ho" + "me/anna/x'")
    assert not foreign_names("docs/work/x, /tmp/x, /usr/share/fonts, https://x.org/home/x")
