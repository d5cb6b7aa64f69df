"""A figure and what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Figure:
    """`value` is in the unit of `title`, `found` a line per counted item.

    If `value` is None, it could not be measured and `found` says why.
    """

    name: str
    title: str
    value: Optional[float]
    found: tuple[str, ...] = ()


def counted(name: str, title: str, found: Sequence[str]) -> Figure:
    """Return the figure whose value is the number of lines found."""
    return Figure(name, title, len(found), tuple(found))
