"""Number of files in which each notebook field occurs."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from statistics import median

from evaluation.house.figure import Figure, counted
from evaluation.house.imports import of_module
from evaluation.house.source import Module, Source

_WORST = 3
_KEYED = {"get", "pop", "setdefault"}
# Template expressions: `{{ … }}`, `{% … %}`, or `{…}` in a sentence.
_PUT_IN = re.compile(r"\{[^{}]+\}")


def figures(source: Source) -> list[Figure]:
    """Return figures of files that use a field's name as attribute or key of any object.

    Names are not resolved, so common ones (« step ») are counted too often. The last figure counts
    only attributes of something called `notebook`, so it misses aliases. A new field has to be
    added to the files that name half of the fields or more.
    """
    fields = fields_of(source)
    if not fields:
        missing = (f"not found: {source.layout.notebook}",)
        return [Figure("notebook_field_files", "files a notebook field stands in", None, missing)]
    named, owned = _places(source)
    worst = sorted(fields, key=lambda field: -len(named[field]))[:_WORST]
    return [
        Figure("notebook_fields", "fields of the notebook", len(fields)),
        Figure(
            "notebook_field_files",
            "median files a notebook field's name stands in",
            median(len(named[field]) for field in fields),
            tuple(f"{field} {len(named[field])}: {', '.join(named[field])}" for field in worst),
        ),
        counted(
            "notebook_listing_files",
            "files that name half of the notebook's fields or more",
            _listing(fields, named),
        ),
        Figure(
            "notebook_owned_files",
            "median files with `notebook.<field>`",
            median(len(owned[field]) for field in fields),
            tuple(
                f"{field} {len(owned[field])}"
                for field in sorted(fields, key=lambda field: -len(owned[field]))[:_WORST]
            ),
        ),
    ]


def _listing(fields: list[str], named: dict[str, list[str]]) -> list[str]:
    counts = Counter(path for field in fields for path in named[field])
    return sorted(path for path, count in counts.items() if 2 * count >= len(fields))


def fields_of(source: Source) -> list[str]:
    """Return the annotated names of the class and its bases in the product."""
    module, _, name = source.layout.notebook.partition(":")
    return list(dict.fromkeys(_fields(source, source.by_name.get(module), name)))


def _fields(source: Source, module: Module | None, name: str) -> Iterator[str]:
    if module is None:
        return
    for node in module.tree.body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            for base in node.bases:
                yield from _inherited(source, module, base)
            for each in node.body:
                if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                    yield each.target.id


def _inherited(source: Source, module: Module, base: ast.expr) -> Iterator[str]:
    if isinstance(base, ast.Name):
        yield from _fields(source, module, base.id)
        for each in of_module(module, source.by_name):
            if each.alias == base.id:
                yield from _fields(source, source.by_name[each.target], each.name)


def _places(source: Source) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the files by name, and those where it is an attribute of a `notebook`."""
    named: dict[str, list[str]] = defaultdict(list)
    owned: dict[str, list[str]] = defaultdict(list)
    folders = tuple(f"{folder}/" for folder in source.layout.notebook_readers)
    for module in source.modules:
        if module.path.startswith(folders):
            uses = set(_uses(module.tree))
            for name in {name for name, _ in uses}:
                named[name].append(module.path)
            for name in {name for name, owner in uses if owner == "notebook"}:
                owned[name].append(module.path)
    for path, text in source.templates.items():
        if path.startswith(folders):
            for name in set(_in_template(text)):
                named[name].append(path)
    return named, owned


def _uses(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Yield attributes that are not called, and keys, each with its owner's name."""
    called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and id(node) not in called:
            owner = node.value
            yield node.attr, getattr(owner, "attr", getattr(owner, "id", ""))
        elif isinstance(node, ast.Subscript):
            yield from _text(node.slice)
        elif isinstance(node, ast.Dict):
            for key in node.keys:
                yield from _text(key)
        elif isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _KEYED and node.args:
            yield from _text(node.args[0])


def _text(node: ast.expr | None) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value, ""


def _in_template(text: str) -> Iterator[str]:
    for put_in in _PUT_IN.findall(text):
        yield from re.findall(r"\.(\w+)", put_in)
        yield from re.findall(r"\[['\"](\w+)['\"]\]", put_in)
