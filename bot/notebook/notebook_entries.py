"""The small immutable things that a notebook holds; each says when, and in which words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Optional

STEPS = ("rever", "reflechir", "explorer", "decider")
PLAN_KEYS = (
    "read_card",
    "meet_someone",
    "meet_trade",
    "open_day",
    "ask_admission",
    "see_aids",
    "ask_hours",
    "visit_school",
    "enrol",
    "see_counsellor",
    "decide_again",
)
OBSTACLE_KEYS = ("money", "diploma", "distance", "family", "fear", "language", "time")
PHASES = ("exploration", "crystallisation", "specification", "realisation")
TRIAL_CHANGES = ("more", "same", "less")
# Facts that say what somebody is drawn to or can do: they speak for leads as dreams do.
ATTRACTING_FACT_KINDS = ("goal", "strength", "done")
FACT_KINDS = ("situation", "constraint", "done", "strength", "weakness", "goal")


# Occupations whose descriptions the words come near to, and how near (0 to 1): read once, with the
# sentence vector at hand, so that choosing leads embeds nothing.
NearOccupations = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Note:
    """Something the person said they dream of or enjoy."""

    words: str
    when: dt.datetime
    near: NearOccupations = ()


@dataclass(frozen=True)
class Interest:
    """A ROME interest (1 to 30) read in `words`; `confirmed` once the person said it is right."""

    number: int
    words: str
    when: dt.datetime
    confirmed: bool = False


@dataclass(frozen=True)
class Fact:
    """Something the person told in passing, in their words: where they stand, what limits them,
    what they did, are good or less good at, want to become; a key of `FACTS`."""

    kind: str
    words: str
    when: dt.datetime
    near: NearOccupations = ()


@dataclass(frozen=True)
class Skill:
    """Something the person can do (a number of `knowledge/data/skills.yml`), read in `words` about
    what they did; `confirmed` once they said it is right."""

    number: int
    words: str
    when: dt.datetime
    confirmed: bool = False


@dataclass(frozen=True)
class Value:
    """What counts most, a key of `wishes.VALUES`."""

    key: str
    when: dt.datetime


@dataclass(frozen=True)
class StudiesLimit:
    """The longest studies (CFC level) that the person asked for; `when`: None if it was stored
    before its day was kept."""

    level: int
    when: Optional[dt.datetime]


@dataclass(frozen=True)
class Refusal:
    """What the person does not want: an occupation, or just words (« un bureau »)."""

    occupation: Optional[str]
    words: str
    when: dt.datetime
    near: NearOccupations = ()


@dataclass(frozen=True)
class Like:
    """An occupation the person keeps."""

    occupation: str
    when: dt.datetime
    words: str = ""


@dataclass(frozen=True)
class RatedAnswer:
    """The answer to an item of the questionnaire, 1 to 5."""

    value: int
    when: dt.datetime


@dataclass(frozen=True)
class Decision:
    """Where the person stands. `study`: what they chose where it is no occupation of the base, in
    their words. Neither: they chose not to choose yet, a valid ending."""

    occupation: Optional[str]
    when: dt.datetime
    words: str = ""
    provisional: bool = True
    study: str = ""

    @property
    def aim(self) -> str:
        """The id of the occupation, or the words for the study; empty where nothing is chosen."""
        return self.occupation or self.study


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way: a key of `OBSTACLE_KEYS`, or none and the person's words."""

    key: Optional[str]
    words: str
    when: dt.datetime


@dataclass(frozen=True)
class Trial:
    """A visit, an internship, a talk: what it changed for an occupation, of `TRIAL_CHANGES`."""

    occupation: str
    change: str
    when: dt.datetime
    words: str = ""


@dataclass(frozen=True)
class PlanB:
    """What to do if the first choice fails: an occupation, or a study in the person's words."""

    occupation: Optional[str]
    when: dt.datetime
    study: str = ""

    @property
    def aim(self) -> str:
        """The id of the occupation, or the words for the study."""
        return self.occupation or self.study


@dataclass(frozen=True)
class SaidPhase:
    """A phase that the person said, one of `PHASES`, and the one that was estimated then."""

    phase: str
    estimated: str


@dataclass(frozen=True)
class PlanStep:
    """A thing to do: a key of `PLAN_KEYS`, a day, and the entry (an id) it is about, or a study in
    the person's words."""

    key: str
    due: dt.date
    about: Optional[str] = None


# Talks aside from the four steps: the question that stood before them waits.
ASIDE_QUESTION_KINDS = frozenset({"booking", "booking_made", "handoff", "rating", "rating_words"})


@dataclass(frozen=True)
class Question:
    """The question that stands, whatever comes between.

    `kind`: "item" (values: the item's id), "grid" (criterion, then occupation for a rating),
    "choose" (the options, in the order shown), "confirm", or another topic's own kind.
    `about` tells what the answer is for when the kind does not. `offered`: it was offered once more
    after something came between.
    """

    kind: str
    values: tuple[str, ...] = ()
    about: str = ""
    offered: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Comparison:
    """Two or three occupations side by side; `when`: None if it was stored before its day was
    kept."""

    occupations: tuple[str, ...]
    when: Optional[dt.datetime]


@dataclass
class Grid:
    """The decision grid: criterion → weight, and occupation → criterion → rating, all 1 to 5.

    `when`: of the last answer; None of an empty grid, or if it was stored before its day was kept.
    """

    weights: dict[str, int] = field(default_factory=dict)
    ratings: dict[str, dict[str, int]] = field(default_factory=dict)
    when: Optional[dt.datetime] = None

    def drop(self, occupation: str) -> None:
        """Take out the ratings of an occupation."""
        self.ratings.pop(occupation, None)
        if not self.weights and not self.ratings:
            self.when = None


@dataclass(frozen=True)
class RemovalResult:
    """What a removal took out: occupation ids, item ids, and the words of notes."""

    occupations: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
