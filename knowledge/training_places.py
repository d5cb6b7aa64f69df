"""Where trainings are given, as people say it: « à Liège : HEPL, HELMo »."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from bot.language.normalisation import normalise
from knowledge.entry_schema import Training

_POSTAL_TOWN = re.compile(r"\b\d{4} ([^,(]+)")
_SHORT_NAME = re.compile(r"\(([^()\s]+)\)$")


def get_school_name(training: Training) -> str:
    """The name a school goes by: « HEPL », « HELMo », « Institut Don Bosco »."""
    short = _SHORT_NAME.search(training.school)
    return short.group(1) if short else training.school.split(",")[0]


def get_town(training: Training, known: Collection[str]) -> str:
    """The town of a training, "" where its entry names none of `known` (normalised)."""
    place = training.place
    postal = _POSTAL_TOWN.search(place)
    parts = [postal.group(1)] if postal else [*place.split(","), *training.school.split(",")]
    named = (part.strip() for part in parts if normalise(part) in known)
    return next(named, "")


def group_by_town(
    trainings: Iterable[Training], known: Collection[str]
) -> list[tuple[str, list[str]]]:
    """Each town once, in the order given, with its schools, each once; "" last: no town is known,
    of schools that no town of the others has."""
    found: dict[str, dict[str, None]] = {}
    for training in trainings:
        town = get_town(training, known)
        found.setdefault(town, {})[get_school_name(training)] = None
    nowhere = found.pop("", {})
    placed = {school for schools in found.values() for school in schools}
    lines = [(town, list(schools)) for town, schools in found.items()]
    left = [school for school in nowhere if school not in placed]
    return [*lines, ("", left)] if left else lines


def render_town(town: str, trainings: Iterable[Training], known: Collection[str]) -> str:
    """A normalised town as it is written: « theux » is « Theux »."""
    named = (get_town(each, known) for each in trainings)
    return next((each for each in named if normalise(each) == town), town.title())
