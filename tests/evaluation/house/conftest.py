"""A made-up source tree, and its figures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from evaluation.house.figure import Figure
from evaluation.house.figures import measure
from evaluation.house.layout import Layout

Tree = Callable[[dict[str, str]], Path]
Measure = Callable[..., dict[str, Figure]]

CONTRACT = """
    [[tool.importlinter.contracts]]
    type = "layers"
    layers = ["bot.channels | bot.site", "bot.dialogue", "actions", "bot.storage"]
    """


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """Writes files by path, their texts moved to the left, beside a contract; gives the root."""

    def written(files: dict[str, str]) -> Path:
        for path, text in {"pyproject.toml": CONTRACT, **files}.items():
            (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / path).write_text(dedent(text).lstrip("\n"), "utf-8")
        return tmp_path

    return written


@pytest.fixture
def house(tree: Tree) -> Measure:
    """The figures of such files by name; `layout` says where things are in them."""

    def measured(files: dict[str, str], **layout: Any) -> dict[str, Figure]:
        return {figure.name: figure for figure in measure(tree(files), Layout(**layout))}

    return measured
