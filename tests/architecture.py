"""The rules that the sources keep; test_architecture.py runs them. What changes stands at the top.

A new module is placed in LAYERS; a new package is declared in pyproject.toml and DISTRIBUTIONS.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from fnmatch import fnmatch
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median

from sources import Module, called, length

ROOT = Path(__file__).resolve().parent.parent

# A module imports only from lines above its own; modules on one line do not know each other.
LAYERS = {
    "models": """
        errors versions marks changes edtf_sql folding collecting intake reading.sentences
        reading.shapes reading.words reading.numbers
        reading.lexicon reading.months
        reading.scene reading.money reading.counted reading.dates_said
        reading.countries reading.quantities reading.dates_near reading.headline
        reading.organisations
        reading.persons
        reading.context
        reading.mentions reading.cues reading.said
        places values vocabularies filter_text intake.formats intake.language intake.houses \
            intake.plain_text intake.markup exchange.formula_guard exchange.safe_file \
            exchange.csv_reader exchange.csv_text
        reading.kept_figures reading.speaking reading.furniture reading.sides
        reading.last_remark reading.beginnings reading.suggested_figures
        reading.suggested_parts reading.suggested_entry
        reading.suggestions
        reading.reading outcome
        reading
        dates histograms query_tokens coverage
        field_types intake.days
        fields intake.extracted intake.page_words amounts
        intake.opening_lines intake.extracting drafts
        intake.guessing
        intake.web_page intake.pdf intake.word intake.mail
        intake.reader
        intake.child articles
        kinds
        glance
        records exchange.plan filter_fields turns segments
        agreement database search scoring
        prepared word_lists tidying
        computed rule_shapes
        opening naming conditions bulk rules_of_entries rules_of_parts rule_facts
        filtering seeking
        evidence query aggregates
        query_text rows journal resolving block_plan first_rows members
        history writing orders hearing concerned query_parts query_completion facet_codes
        cascade facets citing derived
        migrations loose_ends
        step undoing block_planning
        merging undoing_rest
        store
        blocks spellings conflicts coding settling raising rules beside likeness
        acquainted duplicates
        likely_pairs
        worklist
        deciding
        discrepancies
        seeding checking intake.taking_in exchange.references
        exchange.cells
        exchange.headings exchange.comparing exchange.csv_columns
        exchange.csv_sql
        exchange.csv_writer
        exchange.matching
        exchange.planning
        exchange.importing
        exchange
        making sample_words
        sample_actors
        sample_records
        sample
        subcommands
        cli
        __init__
    """,
    "gui": """
        memory settings theme tasks idle crash html_table marks action words_dropping
        evidence_actions
        offsets columns row_moves record_pages cell_drafts cell_painter editor_states \
            detail_words detail_style narrowing clipboard replacing block_laying frozen_columns \
            sorting table_keys order_arrow row_numbers intake_actions
        tidying
        icons notify id_reader views table_painter
        messages article_marks text_editor taking_back
        article_keys coverage_meter article_gutter
        article_menus
        line_editor cell_tooltip replace_preview dialogs.line_dialog
        cell_answers
        query_completer facet_bars facet_choice facet_title
        facet_list
        facet_section
        editors filter_header place_model history_model actions
        table_columns
        column_menu
        record_model delegates
        sheet_view
        record_table article_text article_reading block_refusals suggestion_strip \
            article_candidates article_ahead
        coded_text article_head
        article_coding article_page
        detail_lines detail_pages selected_cells detail_sign
        choice_cell
        detail_children detail_citing detail_form detail_scores replace_where
        detail_draft detail_header detail_leading
        detail_view
        detail_waiting
        typed_text country_tree detail_pane source_pane history_pane search_bar chip_bar facet_pane
        start_page status_line kind_tabs glance_table
        visits selection_totals read_ahead
        dialogs dialogs.about dialogs.checking dialogs.export_table dialogs.preferences \
            dialogs.shortcuts dialogs.set_value dialogs.spellings dialogs.rivals dialogs.marks
        worklist_model
        worklist_pane
        dialogs.beside dialogs.likely dialogs.merge dialogs.palette dialogs.conflict
        draft_similar
        workbench
        merging_window exchanging removing looking frame copying block_writing dialogs.replace
        duplicating backing intaking twins
        editing
        commands asking mass_changes dropping
        viewing
        finding
        desk
        main_window
        app
        __main__
        __init__
    """,
}
PANES = {
    f"gui.{name}"
    for name in (
        "chip_bar",
        "country_tree",
        "detail_pane",
        "facet_pane",
        "history_pane",
        "search_bar",
        "source_pane",
        "worklist_pane",
    )
}
# What the window may know of the facts: the public face, and these.
FACE = {"models", "models.exchange"}
BEHIND_THE_FACE = {("gui.__main__", "models.cli"), ("gui.__main__", "models.places")}

FORBIDDEN = {
    "models": {"PySide6", "shiboken6", "qtpy", "qdarkstyle", "gui"},
    "gui": {"sqlmodel", "sqlalchemy", "sqlite3", "alembic"},
}
QT = {"QtCore", "QtGui", "QtWidgets", "QtSvg", "QtPrintSupport", "QtTest"}
DISTRIBUTIONS = {
    "alembic": {"alembic"},
    "charset-normalizer": {"charset_normalizer"},
    "filelock": {"filelock"},
    "lxml": {"lxml"},
    "lxml-html-clean": {"lxml_html_clean"},
    "mammoth": {"mammoth"},
    "platformdirs": {"platformdirs"},
    "pypdf": {"pypdf"},
    "pyside6-essentials": {"PySide6", "shiboken6"},
    "qdarkstyle": {"qdarkstyle"},
    "rapidfuzz": {"rapidfuzz"},
    "sqlmodel": {"sqlmodel", "sqlalchemy", "pydantic"},
    "trafilatura": {"trafilatura"},
}
# An import inside a function is for what is slow to load and seldom needed, nothing else. The
# public face is slow where it hands out what stands on the database.
LATE = {
    *("alembic.*", "importlib.metadata", "qdarkstyle", "models", "models.exchange"),
    # What reads a foreign file is loaded in the child, and only for the format in hand.
    *("models.intake", "models.intake.*"),
    *("models.articles", "models.cli", "models.subcommands"),
    *("gui.app", "gui.desk", "gui.glance_table", "gui.dialogs.*"),
}

FILE, FILE_MEDIAN, CLASS, FUNCTION, FUNCTION_MEDIAN = 400, 160, 300, 50, 8
EMPTY_NAMES = {"utils", "util", "helpers", "common", "misc"}
FORBIDDEN_WORDS = {"item", "object", "data", "info", "manager", "helper"}
# An exception that leaves one of these ends the process on Python 3.11.
GUARDED = {"closeEvent", "createEditor"}
BROAD_HANDLERS = {"gui.crash"}
SPEAKERS = {"gui.messages", "gui.crash"}
RICH_WIDGETS = {
    "QErrorMessage",
    "QInputDialog",
    "QMessageBox",
    "QProgressDialog",
    "QToolTip",
}
RICH_FORMATS = {"RichText", "AutoText", "MarkdownText"}
RICH_CLASSES = {"QTextEdit", "QTextBrowser"}
RICH_CALLS = {"setToolTip", "setWhatsThis", "setHtml", "insertHtml", "setMarkdown"}
PLAIN = {"plain_tooltip", "escape"}
SQL = re.compile(
    r"\b(SELECT\s.+\sFROM|INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|"
    r"(CREATE|DROP|ALTER)\s+(TABLE|INDEX|TRIGGER|VIEW)|PRAGMA|BEGIN\s+IMMEDIATE|VACUUM)\b"
    r"|^\s*(select\s.+\sfrom|insert\s+into|update\s+\S+\s+set|delete\s+from|"
    r"(create|drop|alter)\s+table|pragma|begin\s+immediate|vacuum)\b",
    re.DOTALL,
)


def places_in(room: str) -> dict[str, int]:
    lines = [line.split() for line in LAYERS[room].strip().splitlines()]
    names = {name: number for number, line in enumerate(lines) for name in line}
    return {
        room if name == "__init__" else f"{room}.{name}": place for name, place in names.items()
    }


# ---- rules about one module: each yields what it finds wrong -----------------------------------


def rooms(module: Module) -> Iterator[str]:
    for one in module.imports:
        part = one.name.split(".")
        if one.root in FORBIDDEN[module.room]:
            yield module.at(one, f"{module.room}/ never imports {one.root}")
        if one.root == "PySide6" and (len(part) < 2 or part[1] not in QT):
            yield module.at(one, f"of Qt only {', '.join(sorted(QT))} are used, not {one.name}")
        behind = module.room == "gui" and one.root == "models" and one.name not in FACE
        if behind and (module.name, one.name) not in BEHIND_THE_FACE:
            yield module.at(one, f"the window imports from models' public face, not {one.name}")
        if module.name in PANES and one.name in PANES - {module.name}:
            yield module.at(one, "a pane never imports a pane")


def order(module: Module) -> Iterator[str]:
    places = places_in(module.room)
    if module.name not in places:
        yield module.at(1, f"place {module.name} in LAYERS of tests/architecture.py")
        return
    for one in module.imports:
        inside = one.name in places and one.name != module.name
        if inside and places[one.name] >= places[module.name]:
            yield module.at(one, f"{module.name} may not import {one.name}: see LAYERS")


def declared(module: Module) -> Iterator[str]:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    wanted = tomllib.loads(text)["project"]["dependencies"]
    names = {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower() for line in wanted}
    ours = {"models", "gui", "resources", "seeds"}
    known = ours.union(sys.stdlib_module_names, *(DISTRIBUTIONS.get(name, ()) for name in names))
    for one in module.imports:
        if one.root not in known:
            yield module.at(one, f"{one.root} is no declared dependency")


def early_imports(module: Module) -> Iterator[str]:
    for one in module.imports:
        if one.deferred and not any(fnmatch(one.name, late) for late in LATE):
            yield module.at(one, f"import {one.name} at the top: only slow imports are deferred")
    for call in module.walk(ast.Call):
        if module.name != "models" and called(call) in {"import_module", "__import__"}:
            yield module.at(call, "import by statement: the rules cannot see this one")


def sizes(module: Module) -> Iterator[str]:
    if module.lines > FILE:
        yield module.at(module.lines, f"the file has {module.lines} lines, at most {FILE}")
    for node in module.walk(ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef):
        limit = CLASS if isinstance(node, ast.ClassDef) else FUNCTION
        if length(node) > limit:
            yield module.at(node, f"{node.name} has {length(node)} lines, at most {limit}")


def names(module: Module) -> Iterator[str]:
    last = module.name.rpartition(".")[2]
    if EMPTY_NAMES.union(FORBIDDEN_WORDS).intersection(last.split("_")):
        yield module.at(1, f"the name {last} says nothing; name the module by what it owns")
    functions = (node for node in module.tree.body if isinstance(node, ast.FunctionDef))
    for node in (*module.walk(ast.ClassDef), *functions):
        words = {word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", node.name)}
        if found := words & FORBIDDEN_WORDS:
            yield module.at(node, f"{node.name}: '{found.pop()}' is no word of ours")


def docstrings(module: Module) -> Iterator[str]:
    if not ast.get_docstring(module.tree):
        yield module.at(1, "the module has no docstring")
    tops = (node for node in module.tree.body if isinstance(node, ast.FunctionDef))
    for node in (*module.walk(ast.ClassDef), *tops):
        if not node.name.startswith("_") and not ast.get_docstring(node):
            yield module.at(node, f"{node.name} has no docstring")


def annotations(module: Module) -> Iterator[str]:
    for node in module.walk(ast.FunctionDef, ast.AsyncFunctionDef):
        given = node.args
        every = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
        bare = [one.arg for one in every if one and not one.annotation]
        if bare[:1] in (["self"], ["cls"]):
            bare = bare[1:]
        if bare or node.returns is None:
            yield module.at(node, f"{node.name} lacks annotations: {', '.join(bare) or 'result'}")


def flags(module: Module) -> Iterator[str]:
    for node in module.walk(ast.FunctionDef, ast.AsyncFunctionDef):
        override = re.search(r"[a-z][A-Z]", node.name) or node.decorator_list
        for one in () if override else (*node.args.posonlyargs, *node.args.args):
            if isinstance(one.annotation, ast.Name) and one.annotation.id == "bool":
                yield module.at(node, f"{node.name}: give {one.arg} by name, after a *")


def handlers(module: Module) -> Iterator[str]:
    if module.name in BROAD_HANDLERS:
        return
    for node in module.walk(ast.ExceptHandler, ast.Call):
        caught = node.type if isinstance(node, ast.ExceptHandler) else None
        if isinstance(node, ast.Call):
            if called(node) != "suppress":
                continue
            caught = ast.Tuple(node.args)
        found = (
            {one.id for one in ast.walk(caught) if isinstance(one, ast.Name)} if caught else {""}
        )
        if found & {"", "Exception", "BaseException"}:
            yield module.at(node, "catch what you expect; only the exception hook catches all")


def no_sql(module: Module) -> Iterator[str]:
    for node in module.walk(ast.Constant) if module.room == "gui" else ():
        if isinstance(node.value, str) and SQL.search(node.value):
            yield module.at(node, "SQL in the window: ask the store")


def no_print(module: Module) -> Iterator[str]:
    for call in module.walk(ast.Call) if module.room == "gui" else ():
        if isinstance(call.func, ast.Name) and call.func.id == "print":
            yield module.at(call, "the window does not print; use gui.messages or logging")


def guards(module: Module) -> Iterator[str]:
    for node in module.walk(ast.FunctionDef) if module.room == "gui" else ():
        marks = " ".join(map(ast.unparse, node.decorator_list))
        if node.name in GUARDED and "guarded" not in marks:
            yield module.at(node, f"{node.name} is called from C++: decorate it with @guarded(…)")


def no_rich_widgets(module: Module) -> Iterator[str]:
    if module.room != "gui" or module.name in SPEAKERS:
        return
    for node in module.walk(ast.Name, ast.Attribute):
        name = node.id if isinstance(node, ast.Name) else node.attr
        if name in RICH_WIDGETS:
            yield module.at(node, f"{name} draws markup found in data: use gui.messages")
        if name in RICH_FORMATS:
            yield module.at(node, f"no {name}: data is never drawn as markup")
    bases = [base for node in module.walk(ast.ClassDef) for base in node.bases]
    for made in (*bases, *(call.func for call in module.walk(ast.Call))):
        if ast.unparse(made).rpartition(".")[2] in RICH_CLASSES:
            yield module.at(made, "this finds markup in data: use QPlainTextEdit")


def no_markup_in_labels(module: Module) -> Iterator[str]:
    if module.room != "gui" or module.name in SPEAKERS:
        return
    labels = {
        _target(node) for node in module.walk(ast.Assign, ast.AnnAssign) if _makes_label(node)
    }
    for call in module.walk(ast.Call):
        name = called(call)
        if name == "QLabel" and not (call.args and _plain(call.args[0])):
            yield module.at(call, "make labels with plain_label")
        if name in RICH_CALLS and not all(map(_plain, call.args)):
            yield module.at(call, f"{name} detects markup: give it a literal or plain_tooltip(…)")
        changing = name == "setText" and not all(map(_plain, call.args))
        if changing and ast.unparse(call.func).removesuffix(".setText") in labels:
            yield module.at(call, "a QLabel with changing text: make it with plain_label")
    used = {node.attr for node in module.walk(ast.Attribute)}
    if "ToolTipRole" in used and not any(called(call) in PLAIN for call in module.walk(ast.Call)):
        yield module.at(1, "what the model gives for ToolTipRole goes through plain_tooltip")


def _plain(node: ast.expr) -> bool:
    """A literal, or something made plain by one of the functions for it."""
    if isinstance(node, ast.IfExp):
        return _plain(node.body) and _plain(node.orelse)
    if isinstance(node, ast.Call):
        return called(node) in PLAIN or (called(node) == "tr" and all(map(_plain, node.args)))
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _makes_label(node: ast.Assign | ast.AnnAssign) -> bool:
    return isinstance(node.value, ast.Call) and called(node.value) == "QLabel"


def _target(node: ast.Assign | ast.AnnAssign) -> str:
    return ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)


RULES: list[Callable[[Module], Iterator[str]]] = [
    rooms, order, declared, early_imports, sizes, names, docstrings, annotations, flags, handlers,
    no_sql, no_print, guards, no_rich_widgets, no_markup_in_labels,
]  # fmt: skip


# ---- rules about all modules together ----------------------------------------------------------


def cycle(modules: list[Module]) -> str:
    known = {module.name for module in modules}
    graph = {one.name: {i.name for i in one.imports} & known - {one.name} for one in modules}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return " → ".join(reversed(error.args[1]))
    return ""


def medians(modules: list[Module]) -> tuple[float, float]:
    functions = [n for one in modules for n in one.walk(ast.FunctionDef, ast.AsyncFunctionDef)]
    return median(one.lines for one in modules), median(map(length, functions))
