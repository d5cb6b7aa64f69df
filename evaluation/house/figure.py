"""One figure, and what it counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Optional


@dataclass(frozen=True)
class Figure:
    """`value` is in the unit that `title` names; None where it could not be measured, `found` then
    says why. `found`: what was counted, one line each."""

    name: str
    title: str
    value: Optional[float]
    found: tuple[str, ...] = ()


def counted(name: str, title: str, found: Sequence[str]) -> Figure:
    """A figure that is the number of lines found."""
    return Figure(name, title, len(found), tuple(found))
