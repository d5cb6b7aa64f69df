"""Neighbours of an occupation: with shorter or longer studies, and similar ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.matching.catalogue import get_entry_level, get_rome_domain
from bot.notebook.model import Notebook
from knowledge.entry_schema import Occupation


@dataclass(frozen=True)
class StudyLadder:
    """Ids of the same ROME domain, nearest level first; levels are those of the shortest way in."""

    shorter: tuple[str, ...]
    longer: tuple[str, ...]


@dataclass(frozen=True)
class Neighbour:
    """A neighbouring occupation, and what both share."""

    occupation_id: str
    related: bool
    same_domain: bool
    interests: tuple[int, ...]


def build_study_ladder(occupation: Occupation, occupations: Iterable[Occupation]) -> StudyLadder:
    """Return occupations of the same ROME domain with shorter and with longer studies."""
    own_level = get_entry_level(occupation)
    rungs = sorted(
        (abs(get_entry_level(other) - own_level), other.id, get_entry_level(other))
        for other in occupations
        if other.levels and get_rome_domain(other) == get_rome_domain(occupation)
    )
    if not own_level:
        return StudyLadder((), ())
    return StudyLadder(
        shorter=tuple(other_id for _, other_id, level in rungs if level < own_level),
        longer=tuple(other_id for _, other_id, level in rungs if level > own_level),
    )


def find_neighbours(
    occupation: Occupation,
    occupations: Iterable[Occupation],
    notebook: Notebook,
    count: int = 5,
) -> list[Neighbour]:
    """Return unrefused related occupations, then those of the same ROME domain."""
    left_out = {occupation.id, *notebook.refused}
    near = [
        _compare_occupations(occupation, other)
        for other in occupations
        if other.levels and other.id not in left_out
    ]
    near = [found for found in near if found.related or found.same_domain]
    near.sort(key=lambda found: (not found.related, -len(found.interests), found.occupation_id))
    return near[:count]


def _compare_occupations(one: Occupation, other: Occupation) -> Neighbour:
    return Neighbour(
        occupation_id=other.id,
        related=other.id in one.related or one.id in other.related,
        same_domain=get_rome_domain(one) == get_rome_domain(other),
        interests=tuple(sorted(set(one.interests) & set(other.interests))),
    )
