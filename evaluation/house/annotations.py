"""The class that an annotation names."""

from __future__ import annotations

import ast
from typing import Optional

from evaluation.house.definitions import Definition, Definitions


def annotated_class(
    definitions: Definitions, module: str, node: Optional[ast.AST]
) -> Optional[Definition]:
    """Return the first class of the product in an annotation.

    A list stands for its elements, an optional value for the value, a callable for nothing.
    """
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return annotated_class(definitions, module, ast.parse(node.value, mode="eval").body)
    if isinstance(node, (ast.Name, ast.Attribute)):
        found = definitions.named(module, node)
        return found if found and found.is_class else None
    if node is None or (isinstance(node, ast.Subscript) and "Callable" in ast.dump(node.value)):
        return None
    inner = (annotated_class(definitions, module, child) for child in ast.iter_child_nodes(node))
    return next(filter(None, inner), None)
