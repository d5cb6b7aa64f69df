"""From one occupation to its neighbours: shorter or longer studies, and others like it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.guidance.catalogue import domain, entry_level
from bot.guidance.notebook import Notebook
from knowledge.schema import Occupation


@dataclass(frozen=True)
class Ladder:
    """Ids of the same ROME domain, nearest level first; levels are those of the shortest way in."""

    shorter: tuple[str, ...]
    longer: tuple[str, ...]


@dataclass(frozen=True)
class Near:
    """An occupation near another, and what they share."""

    occupation_id: str
    related: bool
    same_domain: bool
    interests: tuple[int, ...]


def ladder(occupation: Occupation, occupations: Iterable[Occupation]) -> Ladder:
    """Occupations of the same ROME domain that ask for shorter, or longer, studies.

    Both are empty for an occupation without a way in. `occupations` may be a catalogue.
    """
    own = entry_level(occupation)
    rungs = sorted(
        (abs(entry_level(other) - own), other.id, entry_level(other))
        for other in occupations
        if other.levels and domain(other) == domain(occupation)
    )
    if not own:
        return Ladder((), ())
    return Ladder(
        shorter=tuple(other_id for _, other_id, level in rungs if level < own),
        longer=tuple(other_id for _, other_id, level in rungs if level > own),
    )


def like_this(
    occupation: Occupation,
    occupations: Iterable[Occupation],
    notebook: Notebook,
    count: int = 5,
) -> list[Near]:
    """Occupations with a way in, related or of the same ROME domain; the refused ones never.

    Related first, then by the number of shared interests, then by id.
    """
    left_out = {occupation.id, *notebook.refused}
    near = [
        _near(occupation, other)
        for other in occupations
        if other.levels and other.id not in left_out
    ]
    near = [found for found in near if found.related or found.same_domain]
    near.sort(key=lambda found: (not found.related, -len(found.interests), found.occupation_id))
    return near[:count]


def _near(one: Occupation, other: Occupation) -> Near:
    return Near(
        occupation_id=other.id,
        related=other.id in one.related or one.id in other.related,
        same_domain=domain(one) == domain(other),
        interests=tuple(sorted(set(one.interests) & set(other.interests))),
    )
