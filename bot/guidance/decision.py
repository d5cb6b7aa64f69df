"""The last step: the grid, what would flip it, and a dated plan. A decision stays provisional.

Total of an occupation: Σ weight × rating over the criteria that have a weight, and a rating for
every compared occupation. Flips are found by trying every single change, so they are exact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Optional

from bot.guidance.catalogue import Catalogue
from bot.guidance.entries import PlanStep
from bot.guidance.errors import NothingToWeigh
from bot.guidance.items import CRITERIA
from bot.guidance.ladder import like_this
from bot.guidance.notebook import Notebook
from bot.guidance.wishes import KEEN, MONEY
from knowledge.schema import Deadline, Occupation, Training

__all__ = ["CRITERIA", "Flip", "Outcome", "needs_aids", "plan", "plan_b", "still_ahead", "weigh"]

SCALE = range(1, 6)
MOST_PLANS_B = 4
# Days from today; a day on a weekend moves to the Monday after.
DAYS = {
    "read_card": 2,
    "meet_someone": 9,
    "see_aids": 12,
    "visit_school": 16,
    "see_counsellor": 23,
    "decide_again": 37,
}

Weights = Mapping[str, int]
Ratings = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Flip:
    """One change of a weight (occupation: None) or of a rating, and who would then lead."""

    kind: Literal["weight", "rating"]
    criterion: str
    occupation: Optional[str]
    before: int
    after: int
    leader: str


@dataclass(frozen=True)
class Outcome:
    """Totals by occupation, in the order compared; no `leader` on a tie.

    `flips`: every smallest change that gives another leader, or one where there was none; empty
    when no single change does. `missing`: criteria that could not count yet.
    """

    totals: tuple[tuple[str, int], ...]
    leader: Optional[str]
    flips: tuple[Flip, ...]
    missing: tuple[str, ...]


def weigh(notebook: Notebook) -> Outcome:
    """Weigh the comparison of a notebook. NothingToWeigh when no criterion is complete."""
    compared, ratings = notebook.compared, notebook.grid.ratings
    complete = [
        criterion
        for criterion in CRITERIA
        if criterion in notebook.grid.weights
        and all(criterion in ratings.get(occupation, {}) for occupation in compared)
    ]
    if not compared or not complete:
        raise NothingToWeigh
    weights = {criterion: notebook.grid.weights[criterion] for criterion in complete}
    rated = {occupation: ratings[occupation] for occupation in compared}
    totals = _totals(weights, rated)
    leader = _leader(totals)
    return Outcome(
        totals=tuple(totals.items()),
        leader=leader,
        flips=_smallest_flips(weights, rated, leader),
        missing=tuple(criterion for criterion in CRITERIA if criterion not in complete),
    )


def needs_aids(notebook: Notebook) -> bool:
    """Whether the person said that money is a worry: then the aids are a step of the plan."""
    wish = notebook.wishes.get(MONEY)
    named = {obstacle.key for obstacle in notebook.obstacles}
    return "money" in named or (wish is not None and wish.value >= KEEN)


def plan_b(notebook: Notebook, catalogue: Catalogue) -> list[str]:
    """What could stand in if the first choice fails: compared, kept, or near it; at most four."""
    first = notebook.decision.occupation if notebook.decision else None
    known = [*notebook.compared, *notebook.liked]
    if first in catalogue:
        chosen = catalogue.occupations[catalogue.row[str(first)]]
        known += [near.occupation_id for near in like_this(chosen, catalogue, notebook)]
    return [one for one in dict.fromkeys(known) if one != first][:MOST_PLANS_B]


def plan(
    occupation: Optional[Occupation],
    today: dt.date,
    trainings: Sequence[Training] = (),
    deadlines: Sequence[Deadline] = (),
    money: bool = False,
) -> list[PlanStep]:
    """Three to seven steps, each about an entry of the base where there is one, by their days.

    Without an occupation (the person leaves it open): meet, talk it over, decide again. A school
    is visited when a training given leads to the occupation; the last day to enrol for it is a step
    while it has not passed. `money`: the aids are a step.
    """
    about: dict[str, Optional[str]] = {
        "meet_someone": None,
        "see_counsellor": None,
        "decide_again": None,
    }
    if occupation:
        about = {"read_card": occupation.id, **dict.fromkeys(about, occupation.id)}
    if money:
        about["see_aids"] = None
    training = _training_for(occupation, trainings) if occupation else None
    if training:
        about["visit_school"] = training.id
    steps = [PlanStep(key, _weekday(today, DAYS[key]), entry) for key, entry in about.items()]
    enrolling = _last_day(training, deadlines, today) if training else None
    if enrolling is not None and enrolling.date is not None:
        steps.append(PlanStep("enrol", enrolling.date, enrolling.id))
    return sorted(steps, key=lambda step: step.due)


def _totals(weights: Weights, ratings: Ratings) -> dict[str, int]:
    return {
        occupation: sum(weight * rated[criterion] for criterion, weight in weights.items())
        for occupation, rated in ratings.items()
    }


def _leader(totals: Mapping[str, int]) -> Optional[str]:
    best = max(totals.values())
    leaders = [occupation for occupation, total in totals.items() if total == best]
    return leaders[0] if len(leaders) == 1 else None


def _smallest_flips(weights: Weights, ratings: Ratings, leader: Optional[str]) -> tuple[Flip, ...]:
    flips = [f for f in _changes(weights, ratings) if f.leader and f.leader != leader]
    smallest = min((abs(flip.after - flip.before) for flip in flips), default=0)
    return tuple(flip for flip in flips if abs(flip.after - flip.before) == smallest)


def _changes(weights: Weights, ratings: Ratings) -> Iterator[Flip]:
    """Every single change of the grid, with its leader (empty text on a tie)."""
    for criterion, before in weights.items():
        for after in SCALE:
            leader = _leader(_totals({**weights, criterion: after}, ratings)) or ""
            yield Flip("weight", criterion, None, before, after, leader)
    for occupation, rated in ratings.items():
        for criterion in weights:
            for after in SCALE:
                changed = {**ratings, occupation: {**rated, criterion: after}}
                leader = _leader(_totals(weights, changed)) or ""
                yield Flip("rating", criterion, occupation, rated[criterion], after, leader)


def _training_for(occupation: Occupation, trainings: Sequence[Training]) -> Optional[Training]:
    """The first training that leads to the occupation, by either side's word."""
    named = {way.training for way in occupation.ways_in}
    leading = (t for t in trainings if t.id in named or occupation.id in t.occupations)
    return next(leading, None)


def _last_day(
    training: Training, deadlines: Sequence[Deadline], today: dt.date
) -> Optional[Deadline]:
    """The nearest last day to enrol that has not passed."""
    coming = [
        (each.date, each.id, each)
        for each in deadlines
        if each.enrols_from and training.level >= each.enrols_from
        if each.date and each.date >= today
    ]
    return min(coming)[2] if coming else None


def still_ahead(steps: Sequence[PlanStep], today: dt.date) -> list[PlanStep]:
    """A plan as it stands on a day: no enrolment that has passed; none once all has passed."""
    left = [step for step in steps if step.key != "enrol" or step.due >= today]
    return left if any(step.due >= today for step in left) else []


def _weekday(today: dt.date, days: int) -> dt.date:
    due = today + dt.timedelta(days=days)
    return due if due.weekday() < 5 else due + dt.timedelta(days=7 - due.weekday())
