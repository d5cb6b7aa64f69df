"""A static walk over the functions that functions refer to."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from evaluation.house.definitions import Definition, Definitions
from evaluation.house.meanings import Meanings
from evaluation.house.source import FUNCTION

_OWN_BASES = {"object", "Protocol", "Generic", "ABC", "Enum", "NamedTuple", "Exception"}
_BUILT_BY = ("__init__", "__post_init__")

Step = tuple[Definition, Definition]


@dataclass
class Walk:
    """`order`: visited definitions. `steps`: from a definition to each one it refers to."""

    order: list[Definition] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)


def walk(definitions: Definitions, starts: Iterable[Definition]) -> Walk:
    """Walk depth first, in the order of the text."""
    walked = Walk()
    stack = list(reversed(list(starts)))
    seen = set(stack)
    while stack:
        current = stack.pop()
        targets = list(dict.fromkeys(named_in(definitions, current)))
        walked.order.append(current)
        walked.steps += [(current, target) for target in targets]
        fresh = [target for target in targets if target not in seen]
        seen.update(fresh)
        stack.extend(reversed(fresh))
    return walked


def named_in(definitions: Definitions, here: Definition) -> Iterator[Definition]:
    """Yield functions, called classes and module values (such as tables) that a definition names.

    A function that computes a module value runs at import: the value leads to what it holds, not to
    that function, unless a callable is returned. A method of a class that extends a library's leads
    to its other methods, too, which the library calls.
    """
    if here.is_class:
        yield from built(definitions, here)
        return
    meanings = Meanings(definitions, here)
    for body in _bodies(here):
        done = set() if here.is_function else set(_run_at_import(meanings, body))
        for node in _without_annotations(body):
            named = node.func if isinstance(node, ast.Call) else node
            there = None if named in done else meanings.target(named)
            called = named is not node
            if there and there != here and there.node and (called or not there.is_class):
                yield there
    owner = definitions.owner(here)
    if owner and _extends_a_library(definitions, owner):
        yield from (each for each in built(definitions, owner) if each != here)


def built(definitions: Definitions, owner: Definition) -> Iterator[Definition]:
    """Yield the constructors of a class, or all methods if it extends a library."""
    body = owner.node.body if isinstance(owner.node, ast.ClassDef) else []
    framework = _extends_a_library(definitions, owner)
    for method in body:
        if isinstance(method, FUNCTION) and (framework or method.name in _BUILT_BY):
            yield Definition(owner.module, f"{owner.name}.{method.name}", method)


def _extends_a_library(definitions: Definitions, owner: Definition) -> bool:
    bases = owner.node.bases if isinstance(owner.node, ast.ClassDef) else []
    names = (base.value if isinstance(base, ast.Subscript) else base for base in bases)
    return any(
        definitions.named(owner.module, name) is None
        and getattr(name, "id", getattr(name, "attr", "")) not in _OWN_BASES
        for name in names
    )


def _bodies(definition: Definition) -> list[ast.AST]:
    if isinstance(definition.node, FUNCTION):
        return list(definition.node.body)
    value = getattr(definition.node, "value", None)
    return [value] if value is not None else []


def _run_at_import(meanings: Meanings, node: ast.AST) -> Iterator[ast.expr]:
    """Yield the functions called to compute a module value, without those that make a callable."""
    if isinstance(node, ast.Lambda):
        return
    if isinstance(node, ast.Call):
        there = meanings.target(node.func)
        returns = getattr(there.node, "returns", None) if there and there.is_function else None
        if returns is not None and "Callable" not in ast.dump(returns):
            yield node.func
    for child in ast.iter_child_nodes(node):
        yield from _run_at_import(meanings, child)


def _without_annotations(node: ast.AST) -> Iterator[ast.AST]:
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from _without_annotations(child)
