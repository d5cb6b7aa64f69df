"""Décider: what stands in the way, a way round each, and a plan B."""

from __future__ import annotations

from typing import Any

from actions import asking, exploring, facts, noting, planning
from actions.asking import Kind
from actions.registering import action
from actions.turn import Turn
from bot.guidance import decision, obstacles
from bot.guidance.entries import OBSTACLES, Question


@action("action_tell_obstacle", interrupts=True)
def tell_obstacle(turn: Turn) -> None:
    """One that was pressed, or that the words name, gets a way round; else the usual ones are
    offered, and the words are kept."""
    words = "" if obstacles.says_nothing(turn.words) else turn.words
    if words and noting.left_out(turn, "tell_obstacle"):
        words = ""
    pressed = turn.values.get("value")
    keys = [pressed] if pressed in OBSTACLES else obstacles.named(words)
    for key in keys:
        turn.notebook.meet_obstacle(turn.now, key, words)
        turn.say(f"utter_obstacle_{key}")
    if keys:
        return
    if words:
        turn.notebook.meet_obstacle(turn.now, words=words)
    options = [{"value": one, "label": {"say": f"utter_obstacle_name_{one}"}} for one in OBSTACLES]
    turn.say("utter_obstacles", options=options, words=words)


@action("action_plan_b", interrupts=True)
def plan_b(turn: Turn) -> None:
    """Another one kept, compared, or near the first; the one that is chosen is noted."""
    named, base, kept = turn.values.get("occupation"), turn.library.base, turn.notebook
    study = noting.quotable(str(turn.values.get("study") or ""))
    if study:
        kept.keep_plan_b(None, turn.now, study)
        turn.say("utter_plan_b_noted", title=study)
        return
    decided = kept.decision.occupation if kept.decision else None
    if named and named in base.occupations and named != decided:
        kept.keep_plan_b(named, turn.now)
        if kept.question is not None and kept.question.kind == _PLAN_B:
            kept.close_question()
        turn.say("utter_plan_b_noted", title=facts.title(base, named))
    elif turn.values.get("candidates"):
        exploring.ask_which(turn, "plan_b")
    else:
        asking.ask(turn, Question(_PLAN_B))


def _say_plan_b(turn: Turn, question: Question) -> None:
    others = decision.plan_b(turn.notebook, turn.catalogue)
    options = facts.options(others, turn.library.base)
    known = [planning.entry_of_chosen(turn), _reserve(turn)]
    if options:
        turn.say("utter_plan_b", options=options, known=known)
    elif turn.notebook.decision is not None and turn.notebook.decision.aim:
        turn.say("utter_plan_b_study", known=known)
    else:
        turn.say("utter_plan_b_early")


def _reserve(turn: Turn) -> Any:
    """What is in reserve already."""
    kept = turn.notebook.plan_b
    title = facts.aim(turn.library.base, kept.aim) if kept else ""
    return {"say": "utter_plan_b_kept", "title": title} if title else ""


def _leave_plan_b(turn: Turn, question: Question) -> None:
    turn.say("utter_plan_b_left")


_PLAN_B = "plan_b"
asking.KINDS[_PLAN_B] = Kind(say=_say_plan_b, skip=_leave_plan_b, again=False, names="plan_b")
