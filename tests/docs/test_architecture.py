"""The diagrams of `docs/architecture.md` are the code: its layers, its packages, its modules."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import tomli

from bot.settings import PROJECT_ROOT

PAGE = (PROJECT_ROOT / "docs" / "architecture.md").read_text("utf-8")
LAYER_DIAGRAM, SEQUENCE_DIAGRAM = re.findall(r"^```mermaid\n(.*?)^```", PAGE, re.DOTALL | re.M)
_BOX = re.compile(r'^\s*(\w+)\["([^"<]+)<br/>[^"]+"\]$', re.MULTILINE)


def contract_layers() -> list[str]:
    """The rows of the import contract, the highest first."""
    project: dict[str, Any] = tomli.loads((PROJECT_ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers: list[str] = next(c["layers"] for c in contracts if c["type"] == "layers")
    return layers


def test_the_boxes_are_the_layers_of_the_import_contract() -> None:
    assert [label for _, label in _BOX.findall(LAYER_DIAGRAM)] == contract_layers()


def test_the_arrows_follow_the_boxes_from_top_to_bottom() -> None:
    names = [name for name, _ in _BOX.findall(LAYER_DIAGRAM)]
    lines = [line.split() for line in LAYER_DIAGRAM.splitlines() if "-->" in line]
    arrows = [pair for line in lines for pair in zip(line[::2], line[2::2], strict=False)]
    assert arrows == list(pairwise(names))


def test_every_package_and_module_that_is_named_exists() -> None:
    named = set(re.findall(r"\b(?:bot|actions|knowledge|evaluation)(?:\.[a-z_]+)+\b", PAGE))
    assert named
    assert [name for name in sorted(named) if not _is_module(name)] == []


def test_whoever_speaks_in_the_sequence_is_introduced() -> None:
    introduced = set(re.findall(r"^\s*(?:participant|actor) (\w+)", SEQUENCE_DIAGRAM, re.MULTILINE))
    speaking = re.findall(r"^\s*(\w+)--?>>(\w+):", SEQUENCE_DIAGRAM, re.MULTILINE)
    assert {name for pair in speaking for name in pair} == introduced


def _is_module(name: str) -> bool:
    path = PROJECT_ROOT.joinpath(*name.split("."))
    return (path / "__init__.py").exists() or path.with_suffix(".py").exists()
