"""A short dated plan towards what was chosen, or towards keeping two ways open.

Three or four steps, the first one first, each on a weekday to come. No clock and no storage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Optional

from bot.guidance.entries import PlanStep
from bot.guidance.notebook import Notebook
from bot.guidance.wishes import KEEN, MONEY
from knowledge.schema import Deadline, Training

MAX_STEPS = 4
# Days from today; a day on a weekend moves to the Monday after.
DAYS = {
    "meet_trade": 5,
    "open_day": 6,
    "meet_someone": 9,
    "ask_admission": 9,
    "see_aids": 12,
    "ask_hours": 12,
    "visit_school": 16,
    "see_counsellor": 23,
    "decide_again": 37,
}
# Of two that are kept open, the second one's step comes so many days after the first one's.
APART = 7
# The CFC level of what is studied at a university or a haute école.
HIGHER = 6


@dataclass(frozen=True)
class Aim:
    """What a plan leads to: the id of an occupation, or (`study`) the person's words for one.
    `training`: the one that fits best. `level`: the CFC level to enrol for, where it is known."""

    id: str
    study: bool = False
    training: Optional[Training] = None

    @property
    def level(self) -> Optional[int]:
        if self.training is not None:
            return self.training.level
        return HIGHER if self.study else None


@dataclass(frozen=True)
class Circumstances:
    """What the person told that a plan must fit. `money`: it is a worry. `working`: they have a
    job, so hours are asked about."""

    money: bool = False
    working: bool = False


def plan(
    aims: Sequence[Aim],
    today: dt.date,
    deadlines: Sequence[Deadline] = (),
    told: Circumstances = Circumstances(),
) -> list[PlanStep]:
    """Three or four steps by their days; towards nothing yet: meet, talk it over, decide again."""
    if not aims:
        open_ended = ("meet_someone", "see_counsellor", "decide_again")
        steps = [_step(key, today) for key in open_ended]
    elif len(aims) > 1:
        steps = list(_of_both(aims, today))
    else:
        steps = list(_of_one(aims[0], today, told))
    enrolling = [_last_day(each.level, deadlines, today) for each in aims if each.level]
    last = next(filter(None, enrolling), None)
    if last is not None and last.date is not None:
        enrol = PlanStep("enrol", last.date, last.id)
        steps = [*steps[: MAX_STEPS - 1], enrol]
    return sorted(steps[:MAX_STEPS], key=lambda step: step.due)


def _of_one(aim: Aim, today: dt.date, told: Circumstances) -> Iterator[PlanStep]:
    yield _step("open_day" if aim.study else "meet_trade", today, aim.id)
    if aim.training is not None:
        yield _step("visit_school", today, aim.training.id)
    elif aim.study:
        yield _step("ask_admission", today, aim.id)
    if told.working:
        yield _step("ask_hours", today)
    if told.money:
        yield _step("see_aids", today)
    if not (told.working or told.money):
        yield _step("see_counsellor", today)
    yield _step("decide_again", today)


def _of_both(aims: Sequence[Aim], today: dt.date) -> Iterator[PlanStep]:
    for place, aim in enumerate(aims[:2]):
        later = today + dt.timedelta(days=APART * place)
        yield _step("open_day" if aim.study else "meet_trade", later, aim.id)
    yield _step("see_counsellor", today)
    yield _step("decide_again", today)


def needs_aids(notebook: Notebook) -> bool:
    """Whether the person said that money is a worry: then the aids are a step of the plan."""
    wish = notebook.wishes.get(MONEY)
    named = {obstacle.key for obstacle in notebook.obstacles}
    return "money" in named or (wish is not None and wish.value >= KEEN)


def still_ahead(steps: Sequence[PlanStep], today: dt.date) -> list[PlanStep]:
    """A plan as it stands on a day: no enrolment that has passed; none once all has passed."""
    left = [step for step in steps if step.key != "enrol" or step.due >= today]
    return left if any(step.due >= today for step in left) else []


def _last_day(
    level: Optional[int], deadlines: Sequence[Deadline], today: dt.date
) -> Optional[Deadline]:
    """The nearest last day to enrol for trainings of a level that has not passed."""
    coming = [
        (each.date, each.id, each)
        for each in deadlines
        if level and each.enrols_from and level >= each.enrols_from
        if each.date and each.date >= today
    ]
    return min(coming)[2] if coming else None


def _step(key: str, today: dt.date, about: Optional[str] = None) -> PlanStep:
    due = today + dt.timedelta(days=DAYS[key])
    return PlanStep(
        key, due if due.weekday() < 5 else due + dt.timedelta(days=7 - due.weekday()), about
    )
