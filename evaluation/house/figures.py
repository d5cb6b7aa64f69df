"""All figures of a source tree."""

from __future__ import annotations

from pathlib import Path

from evaluation.house import (
    channel_names,
    circles,
    layers,
    message_path,
    names,
    notebook_fields,
    sizes,
    sql,
)
from evaluation.house.figure import Figure
from evaluation.house.imports import imports
from evaluation.house.layout import Layout
from evaluation.house.source import load

DEFAULT = Layout()


def measure(root: Path, layout: Layout = DEFAULT) -> list[Figure]:
    """Return the figures in printing order."""
    source = load(root, layout)
    all_imports = imports(source)
    order = layers.Layers.read(root / layout.contract)
    return [
        *sizes.figures(source),
        *names.figures(source),
        *sql.figures(source, all_imports),
        *circles.figures(all_imports),
        *layers.figures(all_imports, order),
        *notebook_fields.figures(source),
        *message_path.figures(source, order),
        *channel_names.figures(source),
    ]
