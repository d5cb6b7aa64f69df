"""Files outside of a channel's package that name the channel."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from evaluation.house.figure import Figure, counted
from evaluation.house.source import FUNCTION, Source

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_DOCUMENTED = (ast.Module, ast.ClassDef, *FUNCTION)


def figures(source: Source) -> list[Figure]:
    """Return a figure per package under `channels`.

    In Python, words of identifiers, imported modules and strings other than docstrings count, in
    HTML and YAML all words. « web » is also a common word, so its figure is too high.
    """
    words = {module.path: set(_words(module.tree)) for module in source.modules}
    words.update({path: set(_split(text)) for path, text in source.templates.items()})
    return [
        counted(
            f"files_naming_{channel}",
            f"files outside of its package that name {channel}",
            [
                path
                for path, there in sorted(words.items())
                if channel in there
                and not path.startswith(f"{source.layout.channels}/{channel}/")
                and not path.startswith(source.layout.migrations)
            ],
        )
        for channel in channels(source)
    ]


def channels(source: Source) -> list[str]:
    """Return the packages directly in the folder of channels."""
    start = f"{source.layout.channels}/"
    packages = (m.path[len(start) :].split("/") for m in source.modules if m.path.startswith(start))
    return sorted({parts[0] for parts in packages if len(parts) == 2 and parts[1] == "__init__.py"})


def _words(tree: ast.Module) -> Iterator[str]:
    docstrings = {id(found) for node in ast.walk(tree) for found in _docstring(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str) and id(node) not in docstrings:
                yield from _split(node.value)
            continue
        for name in ("id", "attr", "arg", "name", "module", "asname"):
            yield from _split(str(getattr(node, name, None) or ""))


def _docstring(node: ast.AST) -> Iterator[ast.expr]:
    """Return the docstring of a module, class or function."""
    if isinstance(node, _DOCUMENTED) and node.body and isinstance(node.body[0], ast.Expr):
        yield node.body[0].value


def _split(text: str) -> Iterator[str]:
    """Split a text or identifier in any case style into lower-case words."""
    return (word.lower() for word in _WORD.findall(text))
