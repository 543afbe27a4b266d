"""Reads the sources of the project for architecture.py: what each module imports and holds."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOMS = ("models", "gui")


@dataclass(frozen=True)
class Import:
    """One imported module, as seen by the one that imports it."""

    name: str
    line: int
    deferred: bool

    @property
    def root(self) -> str:
        return self.name.partition(".")[0]


@dataclass(frozen=True)
class Module:
    """One source file of the project."""

    name: str
    path: Path
    tree: ast.Module
    lines: int
    imports: tuple[Import, ...]

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]

    def at(self, node: ast.AST | Import | int, words: str) -> str:
        line = node if isinstance(node, int) else getattr(node, "lineno", getattr(node, "line", 1))
        return f"{self.path}:{line}: {words}"

    def walk(self, *types: type[ast.AST]) -> Iterator[ast.AST]:
        return (node for node in ast.walk(self.tree) if isinstance(node, types))


def read_modules(root: Path) -> list[Module]:
    paths = sorted(path for room in ROOMS for path in (root / room).rglob("*.py"))
    names = {path: _name(path.relative_to(root)) for path in paths}
    return [_read(path, name, set(names.values())) for path, name in names.items()]


def _name(path: Path) -> str:
    return ".".join(path.with_suffix("").parts).removesuffix(".__init__")


def _read(path: Path, name: str, known: set[str]) -> Module:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text, str(path))
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = tuple(_imports(tree, package, known, deferred=False))
    return Module(name, path, tree, len(text.splitlines()), found)


def _imports(node: ast.AST, package: str, known: set[str], *, deferred: bool) -> Iterator[Import]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            yield from (Import(alias.name, child.lineno, deferred) for alias in child.names)
        elif isinstance(child, ast.ImportFrom):
            up = package.split(".")[: len(package.split(".")) - child.level + 1]
            base = ".".join([*(up if child.level else []), *filter(None, [child.module])])
            for alias in child.names:
                full = f"{base}.{alias.name}"
                inner = full in known or base == "PySide6"
                yield Import(full if inner else base, child.lineno, deferred)
        else:
            inside = deferred or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            yield from _imports(child, package, known, deferred=inside)


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def length(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1
