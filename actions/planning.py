"""Décider: a short dated plan towards one or two aims."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from actions import deciding
from actions.action_registry import action
from bot.booking.local_time import local_day
from bot.choice_payloads import MakePlan
from bot.guidance import dated_plan
from bot.guidance.dated_plan import PlanAim, PlanCircumstances
from bot.guidance.salience import OCCUPATION
from bot.language.normalisation import normalise
from bot.notebook.notebook_entries import PlanStep
from bot.presentation import dates_and_amounts, entry_facts
from bot.turn_context import Turn
from knowledge import training_constraints
from knowledge.entry_schema import Training
from knowledge.facts import get_fact
from knowledge.knowledge_base import KnowledgeBase
from knowledge.training_constraints import TrainingConstraints

# Words of somebody who has a job; the plan then prefers courses beside it.
_WORKING_PATTERN = re.compile(
    r"\b(?:(?:je|j) ?(?:travaille|bosse|boulot\w*|ai un (?:boulot|travail|emploi|cdi|cdd))"
    r"|je suis en (?:cdi|cdd)|temps plein|mon (?:boulot|travail|patron|job))\b"
)
_CIRCUMSTANCE_KINDS = ("situation", "constraint")


@action("action_make_plan")
def make_plan(turn: Turn) -> None:
    """Say the dated steps towards the current aims, or towards choosing one."""
    wanted = turn.chosen(MakePlan)
    turn.notebook.plan = dated_plan.filter_upcoming(turn.notebook.plan, local_day(turn.now))
    aims = _two_aims(turn) if wanted is MakePlan.BOTH else _current_aims(turn)
    if not aims and _say_whom_to_ask(turn):
        return
    if not turn.notebook.plan or _is_plan_outdated(turn, aims) or wanted is MakePlan.NEW:
        _replace_plan(turn, aims)
    today = local_day(turn.now)
    steps = [_render_step(turn.library.base, step, today) for step in turn.notebook.plan]
    if wanted is MakePlan.FIRST:
        turn.say("utter_plan_first", **steps[0])
    else:
        turn.say("utter_plan", intro=_render_intro(turn, aims), steps=steps)


def _say_whom_to_ask(turn: Turn) -> bool:
    """Say whom to ask about the last answer, for « je fais quoi lundi ? » without an aim.

    Returns False when the last answer names nobody to ask.
    """
    subject = turn.salience.subject
    entry = turn.library.base.questions.get(subject.id) if subject else None
    if entry is None or not entry.owner:
        return False
    whom = entry_facts.render_owner(entry.owner)
    turn.say("utter_plan_of_entry", whom=whom, id=entry.id, question=entry.question)
    return True


# The steps that tell the aim of a plan.
_AIM_STEPS = ("meet_trade", "open_day", "meet_someone", "read_card")


def _is_plan_outdated(turn: Turn, aims: list[PlanAim]) -> bool:
    """Whether the plan leads to other aims; a removed step does not make it outdated."""
    standing = {step.about or "" for step in turn.notebook.plan if step.key in _AIM_STEPS}
    about = {each.id for each in aims} or {""}
    return bool(standing - about) or (len(about) > 1 and not about <= standing)


def _current_aims(turn: Turn) -> list[PlanAim]:
    """Return the chosen aim; when nothing is decided, the last liked or mentioned profession."""
    decided, refused = turn.notebook.decision, turn.notebook.refused
    if decided is not None and decided.aim:
        return [_make_aim(turn, decided.aim)]
    if decided is not None and not turn.values.get("occupation"):
        return []
    named = turn.values.get("occupation")
    spoken = [e.id for e in turn.salience.referents if e.type == OCCUPATION and e.named]
    likely = [*([named] if named else []), *reversed(turn.notebook.liked), *spoken]
    known = [each for each in likely if each in turn.library.base.occupations]
    return [_make_aim(turn, each) for each in known if each not in refused][:1]


def _two_aims(turn: Turn) -> list[PlanAim]:
    """Return two open aims: the choice and the plan B, else the pair in view."""
    decided, reserve = turn.notebook.decision, turn.notebook.plan_b
    chosen = decided.aim if decided else ""
    second = reserve.aim if reserve else ""
    pair = [each for each in (chosen, second, *deciding.occupations_in_view(turn)) if each]
    aims = [_make_aim(turn, each) for each in dict.fromkeys(pair)][:2]
    return aims if len(aims) == 2 else _current_aims(turn)


def _make_aim(turn: Turn, chosen: str) -> PlanAim:
    if chosen not in turn.library.base.occupations:
        return PlanAim(chosen, study=True)
    return PlanAim(chosen, training=next(_rank_trainings(turn, chosen), None))


def _rank_trainings(turn: Turn, occupation: str) -> Iterator[Training]:
    """Yield the trainings for an occupation, those that fit the person's circumstances first."""
    found = turn.library.base.occupations[occupation]
    leading = turn.library.base.list_trainings_for(occupation)
    named = {way.training for way in found.ways_in}
    limits = training_constraints.parse_constraints(
        " ".join(_told_circumstances(turn)), turn.library.base.towns
    )
    yield from (each for each in leading if limits and limits.fits(each))
    beside_a_job = TrainingConstraints(evening=True)
    usual = [e for e in leading if beside_a_job.fits(e) == _has_job(turn)]
    yield from (each for each in usual if each.id in named)
    yield from usual
    yield from leading


def render_admission_of_choice(turn: Turn) -> Any:
    """Render the admission conditions of the training for the choice; "" when unknown."""
    decided = turn.notebook.decision
    training = _make_aim(turn, decided.aim).training if decided and decided.aim else None
    if training is None:
        return ""
    asked = {"training": training.title, "conditions": training.conditions}
    return {"say": "utter_plan_b_entry", **asked}


def _told_circumstances(turn: Turn) -> Iterator[str]:
    """Yield the person's words about their situation, constraints and obstacles."""
    yield from (fact.words for fact in turn.notebook.facts if fact.kind in _CIRCUMSTANCE_KINDS)
    yield from (each.words for each in turn.notebook.obstacles if each.words)


def _has_job(turn: Turn) -> bool:
    return any(_WORKING_PATTERN.search(normalise(words)) for words in _told_circumstances(turn))


def _replace_plan(turn: Turn, aims: list[PlanAim]) -> None:
    circumstances = PlanCircumstances(
        money=dated_plan.worries_about_money(turn.notebook), working=_has_job(turn)
    )
    deadlines = list(turn.library.base.deadlines.values())
    plan = dated_plan.build_plan(aims, local_day(turn.now), deadlines, circumstances)
    turn.notebook.schedule(plan)


def _render_intro(turn: Turn, aims: list[PlanAim]) -> dict[str, Any]:
    """Name the aims of the plan, and whether it is for somebody else."""
    titles = [entry_facts.aim_title(turn.library.base, each.id) for each in aims]
    if not titles:
        return {"say": "utter_plan_open"}
    if len(titles) > 1:
        return {"say": "utter_plan_for_both", "first": titles[0], "second": titles[1]}
    say = "utter_plan_for_other" if turn.notebook.whom else "utter_plan_for"
    return {"say": say, "title": titles[0]}


def _render_step(base: KnowledgeBase, step: PlanStep, today: dt.date) -> dict[str, Any]:
    return {
        "say": "utter_step",
        "due": dates_and_amounts.format_day(step.due),
        "do": {
            "say": f"utter_do_{step.key}",
            "title": entry_facts.aim_title(base, step.about),
            "source": _render_deadline_certainty(base, step, today),
        },
    }


def _render_deadline_certainty(base: KnowledgeBase, step: PlanStep, today: dt.date) -> Any:
    """Render the certainty of a step that is a deadline."""
    deadline = base.deadlines.get(step.about or "")
    if deadline is None:
        return ""
    return entry_facts.render_certainty(
        get_fact(deadline, "title", base).standing(today), deadline.owner
    )
