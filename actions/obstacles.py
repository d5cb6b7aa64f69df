"""Décider: obstacles with a way round each, and a plan B."""

from __future__ import annotations

from typing import Any

from actions import exploring, note_consent, planning, prompts
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.guidance import decision_analysis
from bot.notebook import obstacle_patterns
from bot.notebook.notebook_entries import OBSTACLE_KEYS, Question
from bot.presentation import entry_facts
from bot.turn_context import Turn


@action("action_tell_obstacle", interrupts=True)
def tell_obstacle(turn: Turn) -> None:
    """Note the obstacles pressed or named and say a way round each; else offer the usual ones."""
    words = "" if obstacle_patterns.is_bare_announcement(turn.words) else turn.words
    if words and note_consent.declines_to_note(turn, "tell_obstacle"):
        words = ""
    pressed = turn.values.get("value")
    keys = [pressed] if pressed in OBSTACLE_KEYS else obstacle_patterns.find_named_obstacles(words)
    for key in keys:
        turn.notebook.add_obstacle(turn.now, key, words)
        turn.say(f"utter_obstacle_{key}")
    if keys:
        return
    if words:
        turn.notebook.add_obstacle(turn.now, words=words)
    options = [
        {"value": key, "label": {"say": f"utter_obstacle_name_{key}"}} for key in OBSTACLE_KEYS
    ]
    turn.say("utter_obstacles", options=options, words=words)


@action("action_plan_b", interrupts=True)
def plan_b(turn: Turn) -> None:
    """Note the chosen plan B, or propose options near the choice."""
    named, base, notebook = turn.values.get("occupation"), turn.library.base, turn.notebook
    study = note_consent.words_to_keep(str(turn.values.get("study") or ""))
    if study:
        notebook.set_plan_b(None, turn.now, study)
        turn.say("utter_plan_b_noted", title=study)
        return
    decided = notebook.decision.occupation if notebook.decision else None
    if named and named in base.occupations and named != decided:
        notebook.set_plan_b(named, turn.now)
        prompts.close_question(turn, _PLAN_B)
        turn.say("utter_plan_b_noted", title=entry_facts.entry_title(base, named))
    elif turn.values.get("candidates"):
        exploring.ask_which_lead(turn, "plan_b")
    else:
        prompts.ask(turn, Question(_PLAN_B))


def _say_plan_b(turn: Turn, question: Question) -> None:
    others = decision_analysis.find_plan_b_options(turn.notebook, turn.catalogue)
    options = entry_facts.occupation_options(others, turn.library.base)
    known = [planning.render_admission_of_choice(turn), _render_plan_b_kept(turn)]
    if options:
        turn.say("utter_plan_b", options=options, known=known)
    elif turn.notebook.decision is not None and turn.notebook.decision.aim:
        turn.say("utter_plan_b_study", known=known)
    else:
        turn.say("utter_plan_b_early")


def _render_plan_b_kept(turn: Turn) -> Any:
    """Name the plan B noted before."""
    kept = turn.notebook.plan_b
    title = entry_facts.aim_title(turn.library.base, kept.aim) if kept else ""
    return {"say": "utter_plan_b_kept", "title": title} if title else ""


_PLAN_B = "plan_b"
prompts.PROMPT_HANDLERS[_PLAN_B] = PromptHandler(
    say=_say_plan_b,
    skip=lambda turn, question: turn.say("utter_plan_b_left"),
    again=False,
    names="plan_b",
)
