"""What a name of the product stands for: the module, class, function or value that defines it."""

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
    """`name` is dotted inside of `module` (`Class.method`); empty, with no node, for a module."""

    module: str
    name: str = ""
    node: Optional[Node] = None

    def __hash__(self) -> int:
        return hash((self.module, self.name))

    def __str__(self) -> str:
        return f"{self.module}:{self.name}"

    @property
    def is_function(self) -> bool:
        """A method too."""
        return isinstance(self.node, FUNCTION)

    @property
    def is_class(self) -> bool:
        """Whether it can be called for an instance."""
        return isinstance(self.node, ast.ClassDef)


class Definitions:
    """Finds definitions by name, through imports and base classes."""

    def __init__(self, source: Source) -> None:
        self._modules = source.by_name
        self._scopes: dict[str, dict[str, Definition]] = {}

    def at(self, path: str) -> Optional[Definition]:
        """What stands at `module:Class.method`."""
        module, _, name = path.partition(":")
        found = Definition(module) if module in self._modules else None
        for part in name.split("."):
            found = self.member(found, part) if found else None
        return found

    def member(self, owner: Definition, name: str) -> Optional[Definition]:
        """`name` in a module, or in a class or the nearest of its bases."""
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
        """The class that a method is defined in; None for a function of a module."""
        name = method.name.rpartition(".")[0]
        return self.at(f"{method.module}:{name}") if name else None

    def bases(self, owner: Definition) -> list[Definition]:
        """The base classes that are the product's own."""
        nodes = owner.node.bases if isinstance(owner.node, ast.ClassDef) else []
        found = (self.named(owner.module, base) for base in nodes)
        return [each for each in found if each and each.is_class and each != owner]

    def named(self, module: str, node: ast.expr) -> Optional[Definition]:
        """What a dotted name at the top of a module stands for."""
        if isinstance(node, ast.Name):
            return self._scope(module).get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self.named(module, node.value)
            return self.member(owner, node.attr) if owner else None
        return None

    def _scope(self, name: str) -> dict[str, Definition]:
        """Names of a module: its own, then what it imports, in functions too."""
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
