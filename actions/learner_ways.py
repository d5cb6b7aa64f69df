"""The ways to learn a profession that are open to who asks: no secondary school at 41."""

from __future__ import annotations

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


def list_trainings(turn: Turn, entry: Occupation) -> tuple[Training, ...]:
    """Return the trainings for a profession that are open to who asks."""
    adult = _learns_as_adult(turn)
    every = turn.library.base.list_trainings_for(entry.id)
    closed = learners.is_training_for_pupils
    return tuple(each for each in every if not (adult and closed(each)))


def _learns_as_adult(turn: Turn) -> bool:
    """Whether adult education is asked for, or the age that was told last is an adult's."""
    if study_lookup.parse_kind(turn.words) == study_lookup.ADULTS:
        return True
    ages = [
        int(topic.detail)
        for fact in turn.notebook.facts
        for topic in fact_topics.parse_topics(fact.words)
        if topic.key == "age"
    ]
    return bool(ages) and ages[-1] >= learners.ADULT_AGE
