"""The immutable entries of a notebook, each with its date and the person's words."""

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
# Kinds of facts about tastes and abilities, which support leads as dreams do.
ATTRACTING_FACT_KINDS = ("goal", "strength", "done")
FACT_KINDS = ("situation", "constraint", "done", "strength", "weakness", "goal")


# Similar occupations with their similarity (0 to 1), computed once while the sentence vector is
# available, so that choosing leads embeds nothing.
NearOccupations = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Note:
    """Something the person dreams of or enjoys."""

    words: str
    when: dt.datetime
    near: NearOccupations = ()


@dataclass(frozen=True)
class Interest:
    """A ROME interest (1 to 30) found in `words`; `confirmed` by the person."""

    number: int
    words: str
    when: dt.datetime
    confirmed: bool = False


@dataclass(frozen=True)
class Fact:
    """A fact told in passing, in the person's words; `kind` is a key of `FACT_KINDS`."""

    kind: str
    words: str
    when: dt.datetime
    near: NearOccupations = ()


@dataclass(frozen=True)
class Skill:
    """A skill of `knowledge/data/skills.yml` read in `words`; `confirmed` by the person."""

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
    """The longest acceptable studies (CFC level); `when` is None in old data."""

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
    """An occupation that the person likes."""

    occupation: str
    when: dt.datetime
    words: str = ""


@dataclass(frozen=True)
class RatedAnswer:
    """The answer to a questionnaire item, 1 to 5."""

    value: int
    when: dt.datetime


@dataclass(frozen=True)
class Decision:
    """The person's choice.

    `study`: a study in the person's words, if it is not an occupation of the base. With neither,
    they chose to leave it open, which is a valid outcome.
    """

    occupation: Optional[str]
    when: dt.datetime
    words: str = ""
    provisional: bool = True
    study: str = ""

    @property
    def aim(self) -> str:
        """Return the occupation id or the words for the study, "" if nothing is chosen."""
        return self.occupation or self.study


@dataclass(frozen=True)
class Obstacle:
    """An obstacle: a key of `OBSTACLE_KEYS`, or only the person's words."""

    key: Optional[str]
    words: str
    when: dt.datetime


@dataclass(frozen=True)
class Trial:
    """A visit, an internship or a talk, and its effect, one of `TRIAL_CHANGES`."""

    occupation: str
    change: str
    when: dt.datetime
    words: str = ""


@dataclass(frozen=True)
class PlanB:
    """The fallback for the first choice: an occupation, or a study in the person's words."""

    occupation: Optional[str]
    when: dt.datetime
    study: str = ""

    @property
    def aim(self) -> str:
        """Return the occupation id or the words for the study."""
        return self.occupation or self.study


@dataclass(frozen=True)
class SaidPhase:
    """The phase that the person named, one of `PHASES`, and the one estimated at that time."""

    phase: str
    estimated: str


@dataclass(frozen=True)
class PlanStep:
    """A step of the plan: a key of `PLAN_KEYS`, a day, and an entry id or a study in words."""

    key: str
    due: dt.date
    about: Optional[str] = None


# Conversations outside of the four steps; they suspend the open question.
ASIDE_QUESTION_KINDS = frozenset({"booking", "booking_made", "handoff", "rating", "rating_words"})


@dataclass(frozen=True)
class Question:
    """The open question, which persists whatever comes between.

    `kind`: "item" (values: the item's id), "grid" (criterion, then occupation for a rating),
    "choose" (the options in display order), "confirm", or a kind of another topic. `about` tells
    what the answer is for if the kind does not. `offered`: it was asked again after an
    interruption. `expired`: another message was answered since, so a yes may mean something else.
    """

    kind: str
    values: tuple[str, ...] = ()
    about: str = ""
    offered: bool = field(default=False, compare=False)
    expired: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Comparison:
    """Two or three compared occupations; `when` is None in old data."""

    occupations: tuple[str, ...]
    when: Optional[dt.datetime]


@dataclass
class Grid:
    """The grid: criterion → weight, occupation → criterion → rating, 1 to 5."""

    weights: dict[str, int] = field(default_factory=dict)
    ratings: dict[str, dict[str, int]] = field(default_factory=dict)
    when: Optional[dt.datetime] = None

    def drop(self, occupation: str) -> None:
        """Remove the ratings of an occupation."""
        self.ratings.pop(occupation, None)
        if not self.weights and not self.ratings:
            self.when = None


@dataclass(frozen=True)
class RemovalResult:
    """What a removal deleted: occupation ids, item ids, and the words of notes."""

    occupations: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
