"""Imports between modules of the product."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from evaluation.house.source import FUNCTION, Module, Source


class Kind(Enum):
    """Where an import is: at module level, in a function, under `if TYPE_CHECKING`."""

    MODULE = "module"
    FUNCTION = "function"
    TYPING = "typing"


@dataclass(frozen=True)
class Import:
    """`name` is imported from `target` ("" for the module itself), locally called `alias`."""

    importer: str
    target: str
    name: str
    alias: str
    kind: Kind
    line: int


def imports(source: Source) -> list[Import]:
    """Return all imports between modules of the product."""
    return [found for module in source.modules for found in of_module(module, source.by_name)]


def of_module(module: Module, known: Collection[str]) -> Iterator[Import]:
    """Yield the imports of a module that lead to other `known` modules."""
    for node, kind in _statements(module.tree, Kind.MODULE):
        for target, name, alias in _targets(module, node, known):
            if target in known and target != module.name:
                yield Import(module.name, target, name, alias, kind, node.lineno)


def _statements(node: ast.AST, kind: Kind) -> Iterator[tuple[ast.stmt, Kind]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.Import, ast.ImportFrom)):
            yield child, kind
        elif isinstance(child, FUNCTION):
            yield from _statements(child, Kind.TYPING if kind is Kind.TYPING else Kind.FUNCTION)
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test):
            yield from _statements(child, Kind.TYPING)
        elif isinstance(child, (ast.stmt, ast.ExceptHandler)):
            yield from _statements(child, kind)


def _targets(
    module: Module, node: ast.stmt, known: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield target module, name in it ("" for the module itself) and alias."""
    if isinstance(node, ast.Import):
        for each in node.names:
            yield each.name, "", each.asname or each.name
    elif isinstance(node, ast.ImportFrom):
        origin = _absolute(module, node)
        for each in node.names:
            submodule = f"{origin}.{each.name}"
            alias = each.asname or each.name
            inner = submodule in known
            yield (submodule, "", alias) if inner else (origin, each.name, alias)


def _absolute(module: Module, node: ast.ImportFrom) -> str:
    """Return the module of a `from` import, resolving relative ones."""
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    kept = parts[: len(parts) - node.level + module.is_package]
    return ".".join([*kept, *([node.module] if node.module else [])])
