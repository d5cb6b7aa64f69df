"""A short dated plan towards the chosen aim, or towards keeping two options open.

Three or four steps in order, each on a future weekday. No clock and no storage.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Optional

from bot.notebook.model import Notebook
from bot.notebook.notebook_entries import PlanStep
from bot.notebook.wishes import KEEN, MONEY
from knowledge.entry_schema import Deadline, Training

MAX_PLAN_STEPS = 4
# Days from today; weekends move to the next Monday.
STEP_DELAYS_DAYS = {
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
# Days between the steps of two options.
SECOND_AIM_DELAY_DAYS = 7
# The CFC level of studies at a university or a haute école.
HIGHER_STUDIES_LEVEL = 6


@dataclass(frozen=True)
class PlanAim:
    """An occupation id or a `study` in words, its best `training` and CFC `level`."""

    id: str
    study: bool = False
    training: Optional[Training] = None

    @property
    def level(self) -> Optional[int]:
        """Return the CFC level of enrolment, None if unknown."""
        if self.training is not None:
            return self.training.level
        return HIGHER_STUDIES_LEVEL if self.study else None


@dataclass(frozen=True)
class PlanCircumstances:
    """What a plan has to fit. `money`: it is a worry. `working`: the person has a job."""

    money: bool = False
    working: bool = False


def build_plan(
    aims: Sequence[PlanAim],
    today: dt.date,
    deadlines: Sequence[Deadline] = (),
    circumstances: PlanCircumstances = PlanCircumstances(),
) -> list[PlanStep]:
    """Return three or four steps by date; without an aim: meet, discuss, decide again."""
    if not aims:
        open_ended = ("meet_someone", "see_counsellor", "decide_again")
        steps = [_build_step(key, today) for key in open_ended]
    elif len(aims) > 1:
        steps = list(_plan_two_aims(aims, today))
    else:
        steps = list(_plan_single_aim(aims[0], today, circumstances))
    enrolling = [_find_enrolment_deadline(aim.level, deadlines, today) for aim in aims if aim.level]
    last = next(filter(None, enrolling), None)
    if last is not None and last.date is not None:
        enrol = PlanStep("enrol", last.date, last.id)
        steps = [*steps[: MAX_PLAN_STEPS - 1], enrol]
    return sorted(steps[:MAX_PLAN_STEPS], key=lambda step: step.due)


def _plan_single_aim(aim: PlanAim, today: dt.date, told: PlanCircumstances) -> Iterator[PlanStep]:
    yield _build_step("open_day" if aim.study else "meet_trade", today, aim.id)
    if aim.training is not None:
        yield _build_step("visit_school", today, aim.training.id)
    elif aim.study:
        yield _build_step("ask_admission", today, aim.id)
    if told.working:
        yield _build_step("ask_hours", today)
    if told.money:
        yield _build_step("see_aids", today)
    if not (told.working or told.money):
        yield _build_step("see_counsellor", today)
    yield _build_step("decide_again", today)


def _plan_two_aims(aims: Sequence[PlanAim], today: dt.date) -> Iterator[PlanStep]:
    for place, aim in enumerate(aims[:2]):
        later = today + dt.timedelta(days=SECOND_AIM_DELAY_DAYS * place)
        yield _build_step("open_day" if aim.study else "meet_trade", later, aim.id)
    yield _build_step("see_counsellor", today)
    yield _build_step("decide_again", today)


def worries_about_money(notebook: Notebook) -> bool:
    """Return whether the person worries about money; the plan then includes financial aid."""
    wish = notebook.wishes.get(MONEY)
    named = {obstacle.key for obstacle in notebook.obstacles}
    return "money" in named or (wish is not None and wish.value >= KEEN)


def filter_upcoming(steps: Sequence[PlanStep], today: dt.date) -> list[PlanStep]:
    """Return the plan without past enrolments; empty once all steps are past."""
    left = [step for step in steps if step.key != "enrol" or step.due >= today]
    return left if any(step.due >= today for step in left) else []


def _find_enrolment_deadline(
    level: Optional[int], deadlines: Sequence[Deadline], today: dt.date
) -> Optional[Deadline]:
    """Return the next enrolment deadline for trainings of a level, or None."""
    coming = [
        (each.date, each.id, each)
        for each in deadlines
        if level and each.enrols_from and level >= each.enrols_from
        if each.date and each.date >= today
    ]
    return min(coming)[2] if coming else None


def _build_step(key: str, today: dt.date, about: Optional[str] = None) -> PlanStep:
    due = today + dt.timedelta(days=STEP_DELAYS_DAYS[key])
    return PlanStep(
        key, due if due.weekday() < 5 else due + dt.timedelta(days=7 - due.weekday()), about
    )
