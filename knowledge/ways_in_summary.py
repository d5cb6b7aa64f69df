"""The ways into a profession as they are told: each title once, with its length and its places.

The base writes a way per school; who asks how to get somewhere is told the kind of way and its
length first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.entry_schema import Occupation, WayIn

_ASIDE = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True)
class WaySummary:
    """A way under one title: its CFC level, its length without detail ("" where the base
    knows none), and where it is taught."""

    title: str
    level: int
    length: str
    places: tuple[str, ...]


def summarise_ways_in(occupation: Occupation) -> tuple[WaySummary, ...]:
    """The ways of an entry in its order, those of one title as one."""
    found: dict[str, list[WayIn]] = {}
    for way in occupation.ways_in:
        found.setdefault(way.title, []).append(way)
    return tuple(_merge_ways(same) for same in found.values())


def strip_asides(length: str) -> str:
    """A length as it is said: « 4 ans (240 crédits) » is « 4 ans »."""
    return _ASIDE.sub("", length).strip(" ,;.")


def _merge_ways(same: list[WayIn]) -> WaySummary:
    first = same[0]
    places = dict.fromkeys(way.where for way in same)
    return WaySummary(
        first.title, first.level, strip_asides(first.length), tuple(filter(None, places))
    )
