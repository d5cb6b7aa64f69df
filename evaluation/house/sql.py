"""SQL outside of repositories, and modules that name message tables."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Optional

from evaluation.house.figure import Figure, counted
from evaluation.house.imports import Import
from evaluation.house.sizes import too_long
from evaluation.house.source import Module, Source

_REPOSITORY = re.compile(r"(\w+_)?repository\.py")
_TABLES = re.compile(r"(\w+_)?tables")
_BUILDERS = {"select", "insert", "update", "delete", "text", "exists", "union", "union_all"}
_RUNNERS = {"execute", "executemany", "executescript"}
# On a connection they run a statement, on a call's result they read it.
_RUNNERS_OR_READERS = {"scalar", "scalars"}
_OF_TABLES = {"select", "insert", "update", "delete"}


def figures(source: Source, imports: list[Import]) -> list[Figure]:
    """Return figures of the places where statements are built or run."""
    outside = [
        (module, list(calls(module))) for module in source.modules if _stranger(module, source)
    ]
    found = sorted((-len(lines), module.path) for module, lines in outside if lines)
    repositories = [each for each in source.modules if _REPOSITORY.fullmatch(each.file)]
    return [
        counted(
            "sql_outside",
            "modules with SQL outside of repositories",
            [f"{path} {-calls_there}" for calls_there, path in found],
        ),
        Figure("sql_calls_outside", "calls that build or run it there", -sum(n for n, _ in found)),
        Figure("repositories", "repositories", len(repositories)),
        counted("repositories_too_long", "repositories over 300 lines", too_long(repositories)),
        counted(
            "message_tables_named",
            f"modules that name {' or '.join(source.layout.message_tables)} elsewhere",
            _naming_message_tables(source, imports),
        ),
    ]


def _stranger(module: Module, source: Source) -> bool:
    """Return whether SQL does not belong in this module."""
    homes = tuple(f"{folder}/" for folder in source.layout.sql_is_at_home_in)
    return not module.path.startswith(homes) and not _REPOSITORY.fullmatch(module.file)


def calls(module: Module) -> Iterator[int]:
    """Yield lines of calls that build or run a statement, by SQLAlchemy or method names."""
    libraries, builders, tables = _imported(module)
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name, owner = _called(node)
        if (
            name in _RUNNERS
            or (owner == "" and name in builders)
            or (owner in libraries and name in _BUILDERS)
            or (owner in tables and name in _OF_TABLES)
            or (name in _RUNNERS_OR_READERS and owner)
        ):
            yield node.lineno


def _called(node: ast.Call) -> tuple[str, Optional[str]]:
    """Return the called name, and the last name of its owner (`unit` of `self.unit`).

    The owner is "" for a function, None for a method of another call's result.
    """
    called = node.func
    if isinstance(called, ast.Name):
        return called.id, ""
    owner = getattr(called, "value", None)
    return getattr(called, "attr", ""), getattr(owner, "id", getattr(owner, "attr", None))


def _imported(module: Module) -> tuple[set[str], set[str], set[str]]:
    """Return the local names of SQLAlchemy, of its statement builders, and of tables."""
    libraries, builders, tables = set(), set(), set()
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            libraries |= {e.asname or e.name for e in node.names if e.name == "sqlalchemy"}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = {each.name: each.asname or each.name for each in node.names}
            if node.module.split(".")[0] == "sqlalchemy":
                builders |= {names[each] for each in names if each in _BUILDERS}
                libraries |= {names[each] for each in names if each in ("postgresql", "sqlite")}
            elif _TABLES.fullmatch(node.module.rpartition(".")[2]):
                tables |= set(names.values())
    return libraries, builders, tables


def _naming_message_tables(source: Source, imports: list[Import]) -> list[str]:
    """Return the modules that use message tables, imported directly or as attributes."""
    wanted = set(source.layout.message_tables)
    found: dict[str, set[str]] = defaultdict(set)
    for each in imports:
        importer = source.by_name[each.importer]
        if importer.file in source.layout.message_repositories:
            continue
        if _TABLES.fullmatch(each.target.rpartition(".")[2]):
            named = {each.name} if each.name else set(_attributes(importer, each.alias))
            found[importer.path] |= named & wanted
    return [f"{path}: {', '.join(sorted(named))}" for path, named in sorted(found.items()) if named]


def _attributes(module: Module, alias: str) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") == alias:
            yield node.attr
