"""Resolves expressions inside a function to definitions or instances of classes."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import Optional

from evaluation.house.annotations import annotated_class
from evaluation.house.assignments import in_order, is_property, set_on_self
from evaluation.house.definitions import Definition, Definitions
from evaluation.house.source import FUNCTION, Function


@dataclass(frozen=True)
class Meaning:
    """The `definition` itself, or an `instance` of that class."""

    definition: Definition
    instance: bool = False


class Meanings:
    """Meanings of the expressions in a definition, from annotations and constructors."""

    def __init__(
        self, definitions: Definitions, where: Definition, parameters_only: bool = False
    ) -> None:
        self._definitions, self._where = definitions, where
        self._locals: dict[str, Optional[Meaning]] = {}
        if isinstance(where.node, FUNCTION):
            self._note_parameters(where.node)
            for node in () if parameters_only else in_order(where.node):
                self._note_assignment(node)

    def of(self, node: Optional[ast.AST]) -> Optional[Meaning]:
        """Return the meaning of an expression, None if unknown."""
        if isinstance(node, ast.Name) and node.id in self._locals:
            return self._locals[node.id]
        if isinstance(node, ast.Name):
            return self._of_definition(self.target(node))
        if isinstance(node, ast.Attribute):
            return self._of_definition(self.target(node)) or self._set_by_methods(node)
        if isinstance(node, ast.Call):
            return self._of_call(node)
        if isinstance(node, (ast.Await, ast.Subscript, ast.Starred, ast.NamedExpr)):
            return self.of(node.value)
        if isinstance(node, (ast.BoolOp, ast.IfExp)):
            choices = node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
            return next(filter(None, map(self.of, choices)), None)
        return None

    def target(self, node: ast.AST) -> Optional[Definition]:
        """Return the definition of a name or attribute, a method through its instance."""
        if isinstance(node, ast.Name) and node.id not in self._locals:
            return self._definitions.named(self._where.module, node)
        if isinstance(node, ast.Attribute):
            owner = self.of(node.value)
            return self._definitions.member(owner.definition, node.attr) if owner else None
        return None

    def _instance(self, module: str, annotation: Optional[ast.AST]) -> Optional[Meaning]:
        found = annotated_class(self._definitions, module, annotation)
        return Meaning(found, instance=True) if found else None

    def _of_definition(self, found: Optional[Definition]) -> Optional[Meaning]:
        node = found.node if found else None
        if found is None or isinstance(node, ast.Assign):
            return None
        if isinstance(node, ast.AnnAssign):
            return self._instance(found.module, node.annotation)
        if isinstance(node, FUNCTION) and is_property(node):
            return self._instance(found.module, node.returns)
        return Meaning(found)

    def _of_call(self, node: ast.Call) -> Optional[Meaning]:
        called = self.of(node.func)
        if called is None or called.instance:
            return None
        if called.definition.is_class:
            return Meaning(called.definition, instance=True)
        returns = getattr(called.definition.node, "returns", None)
        return self._instance(called.definition.module, returns)

    def _set_by_methods(self, node: ast.Attribute) -> Optional[Meaning]:
        owner = self.of(node.value)
        if owner is None or not owner.instance:
            return None
        return instance_attribute(self._definitions, owner.definition, node.attr)

    def _note_parameters(self, function: Function) -> None:
        given = function.args
        for each in (*given.posonlyargs, *given.args, *given.kwonlyargs):
            self._note(ast.Name(each.arg), self._instance(self._where.module, each.annotation))
        owner = self._definitions.owner(self._where)
        if owner and given.args:
            self._note(ast.Name(given.args[0].arg), Meaning(owner, instance=True))

    def _note_assignment(self, node: ast.AST) -> None:
        if isinstance(node, ast.AnnAssign):
            self._note(node.target, self._instance(self._where.module, node.annotation))
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                self._note(target, self.of(node.value))
        elif isinstance(node, ast.NamedExpr):
            self._note(node.target, self.of(node.value))
        elif isinstance(node, (ast.For, ast.AsyncFor, ast.comprehension)):
            self._note(node.target, self.of(node.iter))
        elif isinstance(node, ast.withitem):
            self._note(node.optional_vars, self.of(node.context_expr))

    def _note(self, target: Optional[ast.AST], meaning: Optional[Meaning]) -> None:
        """Keep the first known meaning of a local; an unknown one still hides the module's name."""
        for name in ast.walk(target) if isinstance(target, (ast.Tuple, ast.List)) else [target]:
            if isinstance(name, ast.Name):
                one = meaning if name is target else None
                self._locals[name.id] = self._locals.get(name.id) or one


def instance_attribute(definitions: Definitions, owner: Definition, name: str) -> Optional[Meaning]:
    """Return the meaning of `self.<name>` as methods of a class or its bases assign it."""
    body = owner.node.body if isinstance(owner.node, ast.ClassDef) else []
    for method in body:
        if isinstance(method, FUNCTION):
            inside = Definition(owner.module, f"{owner.name}.{method.name}", method)
            value = set_on_self(method, name)
            meaning = Meanings(definitions, inside, parameters_only=True).of(value)
            if meaning:
                return meaning
    inherited = (instance_attribute(definitions, base, name) for base in definitions.bases(owner))
    return next(filter(None, inherited), None)
