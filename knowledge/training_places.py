"""Grouping of trainings by town and school: « à Liège : HEPL, HELMo »."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from bot.language.normalisation import normalise
from knowledge.entry_schema import Training

_POSTAL_TOWN = re.compile(r"\b\d{4} ([^,(]+)")
_SHORT_NAME = re.compile(r"\(([^()\s]+)\)$")


def get_school_name(training: Training) -> str:
    """Return the common name of a school: « HEPL », « HELMo », « Institut Don Bosco »."""
    short = _SHORT_NAME.search(training.school)
    return short.group(1) if short else training.school.split(",")[0]


def get_town(training: Training, known: Collection[str]) -> str:
    """Return the town of a training, or "" if its entry names none of `known` (normalised)."""
    place = training.place
    postal = _POSTAL_TOWN.search(place)
    parts = [postal.group(1)] if postal else [*place.split(","), *training.school.split(",")]
    named = (part.strip() for part in parts if normalise(part) in known)
    return next(named, "")


def group_by_town(
    trainings: Iterable[Training], known: Collection[str]
) -> list[tuple[str, list[str]]]:
    """Return each town with its schools, without duplicates, in the order of `trainings`.

    Schools without a known town come last, under "", unless they are listed in a town.
    """
    by_town: dict[str, dict[str, None]] = {}
    for training in trainings:
        town = get_town(training, known)
        by_town.setdefault(town, {})[get_school_name(training)] = None
    without_town = by_town.pop("", {})
    placed = {school for schools in by_town.values() for school in schools}
    groups = [(town, list(schools)) for town, schools in by_town.items()]
    unplaced = [school for school in without_town if school not in placed]
    return [*groups, ("", unplaced)] if unplaced else groups


def render_town(town: str, trainings: Iterable[Training], known: Collection[str]) -> str:
    """Return a normalised town as it is spelt: « theux » → « Theux »."""
    named = (get_town(each, known) for each in trainings)
    return next((each for each in named if normalise(each) == town), town.title())
