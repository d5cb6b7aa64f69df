"""Files that a message may pass through, from its request to its delivery."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from evaluation.house.definitions import Definitions
from evaluation.house.figure import Figure, counted
from evaluation.house.layers import Layers
from evaluation.house.source import Source
from evaluation.house.walk import Step, Walk, walk


def figures(source: Source, layers: Layers) -> list[Figure]:
    """Return figures of a static call walk from the functions of `Layout.route`.

    The walk is too wide, since it takes every branch, and too narrow, since it cannot follow Rasa,
    name registries, unannotated parameters, callbacks (`self._told(…)`) and protocols. The route
    names a start after each such seam, with one action for all.

    A climb is a step to a function of a higher layer, seams included; import contracts keep them
    few. `path_returns` counts the climbs of reading the functions in walk order.
    """
    definitions = Definitions(source)
    starts = [definitions.at(path) for path in source.layout.route]
    found = [start for start in starts if start is not None]
    if len(found) < max(len(starts), 1):
        paths = zip(source.layout.route, starts, strict=True)
        reason = tuple(f"not found: {path}" for path, start in paths if start is None)
        return [Figure("path_files", "files a message may pass", None, reason)]
    return _measured(source, layers, walk(definitions, found), list(pairwise(found)))


def _measured(source: Source, layers: Layers, walked: Walk, seams: list[Step]) -> list[Figure]:
    functions = [each for each in walked.order if each.is_function]
    steps = [*walked.steps, *seams]
    files = Counter(source.by_name[each.module].path for each in functions)
    return [
        counted(
            "path_files",
            "files a message may pass",
            [f"{path} {count}" for path, count in sorted(files.items())],
        ),
        Figure("path_functions", "functions it may pass", len(functions)),
        Figure("path_crossings", "steps from one file to another", len(_between_files(steps))),
        counted("path_climbs", "steps up to a higher layer", _climbs(steps, layers)),
        Figure(
            "path_returns",
            "times that reading them in order goes back up a layer",
            len(_climbs(list(pairwise(functions)), layers)),
        ),
    ]


def _between_files(steps: list[Step]) -> list[Step]:
    return [
        (source, target)
        for source, target in steps
        if source.module != target.module and target.is_function
    ]


def _climbs(steps: list[Step], layers: Layers) -> list[str]:
    return [
        f"{source} -> {target}"
        for source, target in _between_files(steps)
        if layers.climbs(source.module, target.module)
    ]
