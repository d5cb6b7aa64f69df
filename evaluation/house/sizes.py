"""Lengths of modules and functions. Migrations count in the total only."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

from evaluation.house.figure import Figure, counted
from evaluation.house.source import Function, Module, Source

# Lines.
MAX_MODULE_LINES, MAX_FUNCTION_LINES = 300, 40


def figures(source: Source) -> list[Figure]:
    """Return lengths in lines; a function's includes its docstring but not its decorators."""
    functions = [(module, each) for module in source.modules for each in module.functions()]
    return [
        Figure("modules", "modules", len(source.modules)),
        Figure("module_median", "median lines of a module", _median(_lines(source.modules))),
        counted(
            "modules_too_long",
            f"modules over {MAX_MODULE_LINES} lines",
            too_long(source.modules),
        ),
        Figure("functions", "functions and methods", len(functions)),
        Figure(
            "function_median",
            "median lines of a function",
            _median([length(each) for _, each in functions]),
        ),
        counted(
            "functions_too_long",
            f"functions over {MAX_FUNCTION_LINES} lines",
            [
                f"{module.path}:{each.lineno} {each.name} {length(each)}"
                for module, each in sorted(functions, key=lambda pair: -length(pair[1]))
                if length(each) > MAX_FUNCTION_LINES
            ],
        ),
        Figure("code_lines", "lines of code", sum(_lines(source.modules + source.migrations))),
        Figure("test_lines", "lines of tests", sum(_lines(source.tests))),
    ]


def too_long(modules: Iterable[Module]) -> list[str]:
    """Return path and length of modules over the limit, the longest first."""
    found = sorted(modules, key=lambda module: -module.lines)
    return [f"{each.path} {each.lines}" for each in found if each.lines > MAX_MODULE_LINES]


def length(function: Function) -> int:
    """Return the lines of a function without its decorators."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def _lines(modules: Iterable[Module]) -> list[int]:
    return [module.lines for module in modules]


def _median(values: list[int]) -> float:
    return median(values) if values else 0
