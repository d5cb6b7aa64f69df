"""The ways into a profession as they are told: each title once, with its length and its places.

The base writes a way per school, and says in each text that it is to be verified; who asks how to
get somewhere is told the kind of way and its length first, and the doubt once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.schema import Occupation, WayIn

# « (à vérifier) », « , à vérifier auprès de l'école », « lieu à demander au Forem ».
_DOUBT = re.compile(
    r"\s*\([^()]*\b(?:vérifier|demander)\b[^()]*\)"
    r"|(?:(?:,|^)\s*)?(?:[\w' ]*\s)?à (?:vérifier|demander)\b[^,;.]*",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\s*\([^()]*\)")


@dataclass(frozen=True)
class Way:
    """A way under one title: its CFC level, its length without doubt or detail ("" where the base
    knows none), and where it is taught."""

    title: str
    level: int
    length: str
    places: tuple[str, ...]


def ways(occupation: Occupation) -> tuple[Way, ...]:
    """The ways of an entry in its order, those of one title as one."""
    found: dict[str, list[WayIn]] = {}
    for way in occupation.ways_in:
        found.setdefault(way.title, []).append(way)
    return tuple(_way(same) for same in found.values())


def without_doubt(text: str) -> str:
    """A text of the base without « à vérifier »; "" where nothing else is in it."""
    return _DOUBT.sub("", text).strip(" ,;.")


def plainly(length: str) -> str:
    """A length as it is said: « 4 ans (240 crédits) » is « 4 ans »."""
    return _ASIDE.sub("", without_doubt(length)).strip(" ,;.")


def _way(same: list[WayIn]) -> Way:
    first = same[0]
    places = dict.fromkeys(without_doubt(way.where) for way in same)
    return Way(first.title, first.level, plainly(first.length), tuple(filter(None, places)))
