"""Ambiguous names, and public functions without a docstring."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Union

from evaluation.house.figure import Figure, counted
from evaluation.house.source import FUNCTION, Function, Module, Source

_IGNORED = ("__init__.py", "__main__.py")
_VERB = re.compile(r"[a-z0-9]+(ing|ed)")
_UNCLEAR_CONSTANT = re.compile(r"_*(MOST|LONGEST)_\w+")


def figures(source: Source) -> list[Figure]:
    """Return figures of all modules without migrations."""
    public = [(module, each) for module in source.modules for each in public_functions(module.tree)]
    bare = [f"{m.path}:{each.lineno} {each.name}" for m, each in public if not _documented(each)]
    return [
        counted("repeated_names", "file names that occur more than once", _repeated(source)),
        counted("verb_names", "modules named by one word in -ing or -ed", _verbs(source)),
        counted("unclear_constants", "constants named MOST_… or LONGEST_…", _constants(source)),
        Figure(
            "undocumented_share",
            f"% of {len(public)} public functions without docstring",
            round(100 * len(bare) / (len(public) or 1), 1),
            tuple(bare),
        ),
    ]


def public_functions(tree: Union[ast.Module, ast.ClassDef]) -> Iterator[Function]:
    """Yield public functions of a module and public methods of its public classes."""
    for node in tree.body:
        if getattr(node, "name", "_").startswith("_"):
            continue
        if isinstance(node, FUNCTION):
            yield node
        elif isinstance(node, ast.ClassDef):
            yield from public_functions(node)


def _documented(function: Function) -> bool:
    return ast.get_docstring(function) is not None


def _repeated(source: Source) -> list[str]:
    places: dict[str, list[str]] = defaultdict(list)
    for module in source.modules:
        if module.file not in _IGNORED:
            places[module.file].append(module.path)
    return [f"{file}: {', '.join(p)}" for file, p in sorted(places.items()) if len(p) > 1]


def _verbs(source: Source) -> list[str]:
    return [m.path for m in source.modules if _VERB.fullmatch(m.file.removesuffix(".py"))]


def _constants(source: Source) -> list[str]:
    return [
        f"{module.path}:{target.lineno} {target.id}"
        for module in source.modules
        for target in _assigned(module)
        if _UNCLEAR_CONSTANT.fullmatch(target.id)
    ]


def _assigned(module: Module) -> Iterator[ast.Name]:
    """Yield the names assigned in a module, including those in tuples."""
    for node in ast.walk(module.tree):
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for each in (inner for target in targets for inner in ast.walk(target)):
                if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                    yield each
