"""Source files of the product, each parsed once."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Union

from evaluation.house.layout import Layout

Function = Union[ast.FunctionDef, ast.AsyncFunctionDef]
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Module:
    """A module. `path` is relative to the root, `name` dotted."""

    path: str
    text: str

    @cached_property
    def name(self) -> str:
        """The name by which it is imported."""
        return self.path[: -len(".py")].replace("/", ".").removesuffix(".__init__")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, self.path)

    @property
    def is_package(self) -> bool:
        """Whether it is an `__init__.py`."""
        return self.file == "__init__.py"

    @property
    def file(self) -> str:
        """The file name."""
        return self.path.rpartition("/")[2]

    @property
    def lines(self) -> int:
        """Number of lines, including blank ones and comments."""
        return len(self.text.splitlines())

    def functions(self) -> Iterator[Function]:
        """All functions and methods, including nested ones."""
        return (node for node in ast.walk(self.tree) if isinstance(node, FUNCTION))


@dataclass(frozen=True)
class Source:
    """`modules`: the product without migrations. `templates`: HTML and YAML texts by path."""

    root: Path
    layout: Layout
    modules: tuple[Module, ...]
    migrations: tuple[Module, ...]
    tests: tuple[Module, ...]
    templates: dict[str, str]

    @cached_property
    def by_name(self) -> dict[str, Module]:
        """The modules by dotted name."""
        return {module.name: module for module in self.modules}


def load(root: Path, layout: Layout) -> Source:
    """Read the files under `root`; missing folders count as empty."""
    code = [module for folder in layout.code for module in _modules(root, folder)]
    migrations = tuple(each for each in code if each.path.startswith(layout.migrations + "/"))
    modules = tuple(each for each in code if each not in migrations)
    return Source(
        root,
        layout,
        modules,
        migrations,
        tuple(_modules(root, layout.tests)),
        {path: text for folder in layout.code for path, text in _templates(root, folder)},
    )


def _modules(root: Path, folder: str) -> Iterator[Module]:
    for file in sorted((root / folder).rglob("*.py")):
        yield Module(file.relative_to(root).as_posix(), file.read_text("utf-8"))


def _templates(root: Path, folder: str) -> Iterator[tuple[str, str]]:
    for file in sorted((root / folder).rglob("*")):
        if file.suffix in (".html", ".yml"):
            yield file.relative_to(root).as_posix(), file.read_text("utf-8")
