"""Summary of the ways into a profession: those with one title are merged.

The base has one way per school; a summary has the title, the length and the places.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.entry_schema import Occupation, WayIn

_ASIDE = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True)
class WaySummary:
    """The ways of one title: CFC level, length without detail ("" if unknown), and places."""

    title: str
    level: int
    length: str
    places: tuple[str, ...]


def summarise_ways_in(occupation: Occupation) -> tuple[WaySummary, ...]:
    """Return the ways of an entry in order, those of one title merged."""
    by_title: dict[str, list[WayIn]] = {}
    for way in occupation.ways_in:
        by_title.setdefault(way.title, []).append(way)
    return tuple(_merge_ways(ways) for ways in by_title.values())


def strip_asides(length: str) -> str:
    """Return a length without parentheses: « 4 ans (240 crédits) » → « 4 ans »."""
    return _ASIDE.sub("", length).strip(" ,;.")


def _merge_ways(ways: list[WayIn]) -> WaySummary:
    first = ways[0]
    places = tuple(dict.fromkeys(way.where for way in ways if way.where))
    return WaySummary(first.title, first.level, strip_asides(first.length), places)
