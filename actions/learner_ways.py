"""The ways to learn a profession that are open to who asks: no secondary school at 41."""

from __future__ import annotations

from typing import Optional

from bot.guidance import audience
from bot.notebook import fact_topics
from bot.turn_context import Turn
from knowledge import learners, study_lookup
from knowledge.entry_schema import Occupation, Training


def narrow_ways(turn: Turn, entry: Occupation) -> Occupation:
    """Return a profession with the ways into it that are open to who asks, all if none is."""
    if not _learns_as_adult(turn):
        return entry
    known = turn.library.base.trainings
    ways = tuple(
        way
        for way in entry.ways_in
        if not learners.is_for_pupils(way, known.get(way.training or ""))
    )
    return entry.copy(update={"ways_in": ways}) if ways else entry


def is_narrowed(turn: Turn, entry: Occupation) -> bool:
    """Whether some ways into a profession were left out for who asks."""
    whole = turn.library.base.occupations.get(entry.id)
    return whole is not None and len(entry.ways_in) < len(whole.ways_in)


def list_trainings(turn: Turn, entry: Occupation) -> tuple[Training, ...]:
    """Return the trainings for a profession, without those closed to who asks where ways into it
    are."""
    every = turn.library.base.list_trainings_for(entry.id)
    if not is_narrowed(turn, entry):
        return every
    return tuple(each for each in every if not learners.is_training_for_pupils(each))


def find_adult_age(turn: Turn) -> Optional[int]:
    """Return the age in years that an adult told who asks for themselves, or None."""
    age = None if _asks_for_another(turn) else _find_told_age(turn)
    return age if age is not None and age >= learners.ADULT_AGE else None


def _learns_as_adult(turn: Turn) -> bool:
    """Whether who asks for themselves told the age of an adult, or none and asks for adult
    education."""
    if _asks_for_another(turn):
        return False
    age = _find_told_age(turn)
    if age is not None:
        return age >= learners.ADULT_AGE
    return study_lookup.parse_kind(turn.words) == study_lookup.ADULTS


def _asks_for_another(turn: Turn) -> bool:
    return turn.notebook.whom is not None or audience.find_stated_audience(turn.text) is not None


def _find_told_age(turn: Turn) -> Optional[int]:
    """Return the lowest age that was told, in years, or None."""
    told = (turn.words, *(fact.words for fact in turn.notebook.facts))
    ages = (
        int(topic.detail)
        for words in told
        for topic in fact_topics.parse_topics(words)
        if topic.key == "age"
    )
    return min(ages, default=None)
