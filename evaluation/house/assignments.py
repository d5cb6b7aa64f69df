"""Assignments and other properties of a function's text."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Optional

from evaluation.house.source import Function

_PROPERTIES = ("property", "cached_property")


def set_on_self(method: Function, name: str) -> Optional[ast.expr]:
    """Return the value assigned to `self.<name>`; None if missing or derived from `self`."""
    for node in ast.walk(method):
        for left, value in _pairs(node):
            if isinstance(left, ast.Attribute) and left.attr == name:
                told_by = value.func if isinstance(value, ast.Call) else value
                return None if "id='self'" in ast.dump(told_by) else value
    return None


def _pairs(node: ast.AST) -> Iterator[tuple[ast.expr, ast.expr]]:
    """Yield each target of an assignment with its value."""
    if not isinstance(node, ast.Assign):
        return
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from zip(target.elts, node.value.elts, strict=False)
        else:
            yield target, node.value


def in_order(node: ast.AST) -> Iterator[ast.AST]:
    """Yield a node and its descendants in the order of the text."""
    yield node
    for child in ast.iter_child_nodes(node):
        yield from in_order(child)


def is_property(node: Function) -> bool:
    """Return whether a method is a property."""
    return any(getattr(each, "id", "") in _PROPERTIES for each in node.decorator_list)
