"""Resolves names of the product to the modules, classes, functions or values defining them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Optional, Union

from evaluation.house.imports import of_module
from evaluation.house.source import FUNCTION, Function, Source

Node = Union[Function, ast.ClassDef, ast.Assign, ast.AnnAssign]


@dataclass(frozen=True)
class Definition:
    """`name` is dotted inside `module` (`Class.method`); for a module it is "", without a node."""

    module: str
    name: str = ""
    node: Optional[Node] = None

    def __hash__(self) -> int:
        return hash((self.module, self.name))

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"

    @property
    def is_function(self) -> bool:
        """Whether it is a function or method."""
        return isinstance(self.node, FUNCTION)

    @property
    def is_class(self) -> bool:
        """Whether it is a class."""
        return isinstance(self.node, ast.ClassDef)


class Definitions:
    """Finds definitions by name, through imports and base classes."""

    def __init__(self, source: Source) -> None:
        self._modules = source.by_name
        self._scopes: dict[str, dict[str, Definition]] = {}

    def at(self, path: str) -> Optional[Definition]:
        """Return the definition at `module:Class.method`."""
        module, _, name = path.partition(":")
        found = Definition(module) if module in self._modules else None
        for part in name.split("."):
            found = self.member(found, part) if found else None
        return found

    def member(self, owner: Definition, name: str) -> Optional[Definition]:
        """Return a member of a module, or of a class or its nearest base."""
        if owner.node is None:
            submodule = f"{owner.module}.{name}"
            inner = Definition(submodule) if submodule in self._modules else None
            return self._scope(owner.module).get(name, inner)
        if not isinstance(owner.node, ast.ClassDef):
            return None
        for definition in _defined(owner.module, owner.node.body, owner.name + "."):
            if definition.name == f"{owner.name}.{name}":
                return definition
        inherited = (self.member(base, name) for base in self.bases(owner))
        return next((each for each in inherited if each), None)

    def owner(self, method: Definition) -> Optional[Definition]:
        """Return the class of a method; None for a module's function."""
        name = method.name.rpartition(".")[0]
        return self.at(f"{method.module}:{name}") if name else None

    def bases(self, owner: Definition) -> list[Definition]:
        """Return the base classes defined in the product."""
        nodes = owner.node.bases if isinstance(owner.node, ast.ClassDef) else []
        found = (self.named(owner.module, base) for base in nodes)
        return [each for each in found if each and each.is_class and each != owner]

    def named(self, module: str, node: ast.expr) -> Optional[Definition]:
        """Resolve a dotted expression at module level."""
        if isinstance(node, ast.Name):
            return self._scope(module).get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self.named(module, node.value)
            return self.member(owner, node.attr) if owner else None
        return None

    def _scope(self, name: str) -> dict[str, Definition]:
        """Return the names of a module: its own, then all imports, also those in functions."""
        if name not in self._scopes:
            module = self._modules[name]
            own = _defined(name, module.tree.body)
            self._scopes[name] = scope = {each.name: each for each in own}
            for each in of_module(module, self._modules):
                target = Definition(each.target)
                found = self.member(target, each.name) if each.name else target
                if found is not None:
                    scope.setdefault(each.alias, found)
        return self._scopes[name]


def _defined(module: str, body: list[ast.stmt], prefix: str = "") -> Iterator[Definition]:
    for node in body:
        if isinstance(node, (*FUNCTION, ast.ClassDef)):
            yield Definition(module, prefix + node.name, node)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield Definition(module, prefix + node.target.id, node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    yield Definition(module, prefix + target.id, node)
