"""Import cycles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from evaluation.house.figure import Figure, counted
from evaluation.house.imports import Import, Kind

Graph = Mapping[str, set[str]]


def figures(found: list[Import]) -> list[Figure]:
    """Return figures of import cycles: strongly connected components of two or more modules.

    Only imports at module level run when it is loaded, so the others are counted apart.
    """
    top = [each for each in found if each.kind is Kind.MODULE]
    late = [each for each in found if each.kind is Kind.FUNCTION]
    typed = [each for each in found if each.kind is Kind.TYPING]
    return [
        counted("circles", "circles of imports", _lines(top)),
        counted(
            "circles_late",
            "circles of imports, those in functions and for types too",
            _lines(found),
        ),
        counted("imports_in_functions", "imports inside of functions", _places(late)),
        counted("imports_for_types", "imports under TYPE_CHECKING", _places(typed)),
    ]


def _lines(found: Iterable[Import]) -> list[str]:
    graph: dict[str, set[str]] = defaultdict(set)
    for each in found:
        graph[each.importer].add(each.target)
    return [" <-> ".join(sorted(each)) for each in circles(graph)]


def _places(found: Iterable[Import]) -> list[str]:
    return [f"{each.importer}:{each.line} {each.target}" for each in found]


def circles(graph: Graph) -> Iterator[set[str]]:
    """Yield strongly connected components of two or more modules (Kosaraju's algorithm)."""
    backwards: dict[str, set[str]] = defaultdict(set)
    for node, targets in graph.items():
        for target in targets:
            backwards[target].add(node)
    seen: set[str] = set()
    order = [node for start in sorted(graph) for node in _postorder(graph, start, seen)]
    seen.clear()
    for start in reversed(order):
        component = set(_postorder(backwards, start, seen))
        if len(component) > 1:
            yield component


def _postorder(graph: Graph, start: str, seen: set[str]) -> Iterator[str]:
    """Yield the nodes reachable from `start` and not yet `seen`, in postorder."""
    stack = [] if start in seen else [(start, iter(sorted(graph.get(start, ()))))]
    seen.add(start)
    while stack:
        node, targets = stack[-1]
        following = next((each for each in targets if each not in seen), None)
        if following is None:
            stack.pop()
            yield node
        else:
            seen.add(following)
            stack.append((following, iter(sorted(graph.get(following, ())))))
