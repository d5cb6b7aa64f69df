"""Renders the notebook as lines, with one renderer for each `shown_as` of its fields.

A renderer takes the turn and the value of the field and yields the facts of its lines, with the
response (`say`) unless the field names it (`line`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, Optional, Union

from actions import wish_questions
from bot.guidance import decision_grid
from bot.matching import questionnaire
from bot.notebook.field_metadata import list_entries, list_fields
from bot.notebook.notebook_entries import (
    Comparison,
    Decision,
    Fact,
    Interest,
    Like,
    Note,
    Obstacle,
    PlanB,
    PlanStep,
    RatedAnswer,
    Refusal,
    Skill,
    StudiesLimit,
    Trial,
    Value,
)
from bot.presentation.dates_and_amounts import format_day, format_day_range
from bot.presentation.entry_facts import aim_title, entry_title
from bot.turn_context import Turn

Line = dict[str, Any]


def list_notebook_lines(turn: Turn) -> Iterator[Line]:
    """Yield the lines of the notebook, in the order of its fields."""
    for field in list_fields(turn.notebook):
        if field.shown_as:
            render = _RENDERERS[field.shown_as]
            for facts in render(turn, getattr(turn.notebook, field.name)):
                yield {"say": field.line, **facts}


def _render_each(render: Callable[[Turn, Any], Line], turn: Turn, value: Any) -> Iterator[Line]:
    return (render(turn, entry) for entry in list_entries(value))


def _render_quotation(turn: Turn, note: Union[Note, Fact]) -> Line:
    return {"words": note.words, "when": format_day(note.when)}


def _render_fact(turn: Turn, fact: Fact) -> Line:
    return {"say": f"utter_line_{fact.kind}", **_render_quotation(turn, fact)}


def _render_interest(turn: Turn, interest: Interest) -> Line:
    return {
        "say": "utter_line_interest",
        "label": turn.library.interests.interests[interest.number].label,
        "sure": "" if interest.confirmed else {"say": "utter_line_unsure"},
        "words": interest.words,
        "when": format_day(interest.when),
    }


def _render_skill(turn: Turn, skill: Skill) -> Line:
    return {
        "say": "utter_line_skill",
        "label": turn.library.skills.skills[skill.number].label,
        "words": skill.words,
        "when": format_day(skill.when),
    }


def _render_refusal(turn: Turn, refusal: Refusal) -> Line:
    when = format_day(refusal.when)
    if not refusal.occupation:
        return {"say": "utter_line_refusal", "words": refusal.words, "when": when}
    title = entry_title(turn.library.base, refusal.occupation)
    why = _render_reason(refusal.words)
    return {"say": "utter_line_refused", "title": title, "why": why, "when": when}


def _render_limit(turn: Turn, limit: StudiesLimit) -> Line:
    return {"say": "utter_line_limit", "when": _render_date_if_known(limit.when)}


def _render_wishes(turn: Turn, rated: dict[str, RatedAnswer]) -> Iterator[Line]:
    return (wish_questions.render_wish_line(key, each) for key, each in rated.items())


def _render_value(turn: Turn, value: Value) -> Line:
    return wish_questions.render_value_line(value)


def _render_answers(turn: Turn, answers: dict[str, RatedAnswer]) -> Iterator[Line]:
    """One line for all answers; skipped statements count as done."""
    period = questionnaire.find_answer_period(turn.notebook)
    if period:
        done, total = questionnaire.measure_progress(turn.notebook)
        when = format_day_range(*period)
        yield {"say": "utter_line_answers", "done": done, "total": total, "when": when}


def _render_profession(turn: Turn, like: Like) -> Line:
    title, why = entry_title(turn.library.base, like.occupation), _render_reason(like.words)
    return {"say": "utter_line_like", "title": title, "why": why, "when": format_day(like.when)}


def _render_trial(turn: Turn, trial: Trial) -> Line:
    return {
        "say": "utter_line_trial",
        "title": entry_title(turn.library.base, trial.occupation),
        "change": {"say": f"utter_change_{trial.change}"},
        "why": _render_reason(trial.words),
        "when": format_day(trial.when),
    }


def _render_comparison(turn: Turn, compared: Comparison) -> Line:
    titles = ", ".join(entry_title(turn.library.base, each) for each in compared.occupations)
    when = _render_date_if_known(compared.when)
    return {"say": "utter_line_compare", "titles": titles, "when": when}


def _render_grid(turn: Turn, grid: Any) -> Iterator[Line]:
    answers = decision_grid.count_answers(turn.notebook)
    if answers:
        when = _render_date_if_known(grid.when)
        yield {"say": "utter_line_grid", "answers": answers, "when": when}


def _render_decision(turn: Turn, decision: Optional[Decision]) -> Iterator[Line]:
    if decision and decision.aim:
        title = aim_title(turn.library.base, decision.aim)
        why, when = _render_reason(decision.words), format_day(decision.when)
        yield {"say": "utter_line_decision", "title": title, "why": why, "when": when}


def _render_plan_b(turn: Turn, second: PlanB) -> Line:
    title = aim_title(turn.library.base, second.aim)
    return {"say": "utter_line_plan_b", "title": title, "when": format_day(second.when)}


def _render_obstacle(turn: Turn, obstacle: Obstacle) -> Line:
    words = {"say": "utter_line_obstacle_words", "words": obstacle.words}
    parts = [{"say": f"utter_obstacle_name_{obstacle.key}"}] if obstacle.key else []
    parts += [words] if obstacle.words else []
    return {"say": "utter_line_obstacle", "obstacle": parts, "when": format_day(obstacle.when)}


def _render_plan(turn: Turn, plan: list[PlanStep]) -> Iterator[Line]:
    if plan:
        first = format_day(plan[0].due)
        yield {"say": "utter_line_plan", "steps": len(plan), "when": first}


def _render_reason(words: str) -> Any:
    """Quote the reason given for a choice, if any."""
    return {"say": "utter_line_because", "words": words} if words else ""


def _render_date_if_known(when: Optional[dt.datetime]) -> Optional[Line]:
    """Render a date; old entries have none."""
    return {"say": "utter_line_when", "when": format_day(when)} if when else None


_RENDERERS: dict[str, Callable[[Turn, Any], Iterable[Line]]] = {
    "quotation": partial(_render_each, _render_quotation),
    "fact": partial(_render_each, _render_fact),
    "interest": partial(_render_each, _render_interest),
    "skill": partial(_render_each, _render_skill),
    "refusal": partial(_render_each, _render_refusal),
    "studies_limit": partial(_render_each, _render_limit),
    "wishes": _render_wishes,
    "value": partial(_render_each, _render_value),
    "answers": _render_answers,
    "profession": partial(_render_each, _render_profession),
    "trial": partial(_render_each, _render_trial),
    "comparison": partial(_render_each, _render_comparison),
    "grid": _render_grid,
    "decision": _render_decision,
    "plan_b": partial(_render_each, _render_plan_b),
    "obstacle": partial(_render_each, _render_obstacle),
    "plan": _render_plan,
}
