"""The layers of the import-linter contract, and imports against their direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

import tomli

from evaluation.house.figure import Figure, counted
from evaluation.house.imports import Import


@dataclass(frozen=True)
class Layers:
    """`rows` from highest to lowest; packages of a row are independent of each other."""

    rows: tuple[tuple[str, ...], ...]

    @classmethod
    def read(cls, file: Path) -> Layers:
        """Read the first contract of type `layers`; empty without one."""
        data = tomli.loads(file.read_text("utf-8")) if file.exists() else {}
        contracts = data.get("tool", {}).get("importlinter", {}).get("contracts", [])
        layered: Sequence[str] = next((c["layers"] for c in contracts if c["type"] == "layers"), ())
        return cls(tuple(tuple(p.strip(" ()") for p in row.split("|")) for row in layered))

    def place(self, module: str) -> Optional[tuple[int, str]]:
        """Return row (0 is the highest) and layer of a module, None outside of all layers."""
        for depth, row in enumerate(self.rows):
            for layer in row:
                if module == layer or module.startswith(layer + "."):
                    return depth, layer
        return None

    def climbs(self, lower: str, higher: str) -> bool:
        """Return whether an import goes to a higher layer."""
        here, there = self.place(lower), self.place(higher)
        return here is not None and there is not None and there[0] < here[0]

    def crosses(self, one: str, other: str) -> bool:
        """Return whether two modules are in different packages of a row."""
        here, there = self.place(one), self.place(other)
        return None not in (here, there) and here != there and not self._apart(one, other)

    def _apart(self, one: str, other: str) -> bool:
        return self.climbs(one, other) or self.climbs(other, one)


def figures(found: list[Import], layers: Layers) -> list[Figure]:
    """Return figures of direct imports, including those under TYPE_CHECKING."""
    return [
        counted(
            "climbs",
            "imports against the order of the layers",
            [_line(each) for each in found if layers.climbs(each.importer, each.target)],
        ),
        counted(
            "crossings",
            "imports between independent packages of a layer",
            [_line(each) for each in found if layers.crosses(each.importer, each.target)],
        ),
    ]


def _line(each: Import) -> str:
    return f"{each.importer}:{each.line} {each.target} ({each.kind.value})"
