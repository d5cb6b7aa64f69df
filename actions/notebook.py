"""The notebook: shown, corrected, and the code that designates it (`resuming` reads codes)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Optional

from actions import asking, booking_made, facts, recap, wishes
from actions.registering import action
from actions.turn import Turn
from bot.guidance import doors, grid, questionnaire, removal, resuming, shelf
from bot.guidance.errors import NothingFound
from bot.guidance.salience import OCCUPATION
from bot.handoff import answered

_MOST_LINES = 8


@action("action_show_notebook", interrupts=True)
def show_notebook(turn: Turn) -> None:
    """All of it, to whoever names or presses it; in short, to whoever asks what was understood."""
    if doors.their_notebook(turn.text):
        turn.say("utter_notebook_of_another")
        return
    lines = [*_lines(turn), *_talked_about(turn)]
    short = recap.lines(turn) if turn.text and not removal.names_notebook(turn.text) else []
    if short and turn.values.get("without"):
        short = recap.leaving_out(short, str(turn.values["without"]))
    if short:
        turn.say("utter_recap", lines=short)
    elif lines:
        turn.say("utter_notebook", lines=lines)
    else:
        turn.say("utter_notebook_empty")


@action("action_correct_notebook", interrupts=True)
def correct_notebook(turn: Turn) -> None:
    """Take out what the person names: a profession, or words of a note."""
    if removal.never_said(turn.text) and asking.confirmed(turn, yes=False):
        return
    what = turn.values.get("words") or removal.asked(turn.text) or turn.text
    if not what:
        ask_what(turn)
        return
    named = turn.values.get("occupation")
    gone = [*_take_out(turn, named), *_take_out(turn, what), *_take_read(turn, what)]
    if gone:
        turn.say("utter_removed", what=", ".join(dict.fromkeys(gone)))
    else:
        turn.say("utter_removed_nothing")
        ask_what(turn)


def _take_out(turn: Turn, what: Optional[str]) -> list[str]:
    """A profession by its id, or notes by their words; the names of what is gone."""
    if not what:
        return []
    try:
        removed = turn.notebook.remove(what)
    except NothingFound:
        return []
    turn.salience = turn.salience.without(removed.occupations)
    answered.drop(turn.unit, turn.conversation, removed.occupations)
    base = turn.library.base
    return [*(facts.title(base, one) for one in removed.occupations), *removed.words]


def _take_read(turn: Turn, what: str) -> list[str]:
    """An interest and a skill by the labels that the notebook shows."""
    kept, interests, skills = turn.notebook, _interests(turn), _skills(turn)
    gone = []
    interest = removal.labelled(kept.interests, interests, what)
    if interest is not None:
        kept.drop_interest(interest)
        gone.append(interests[interest])
    skill = removal.labelled(kept.skills, skills, what)
    if skill is not None:
        kept.drop_skill(skill)
        gone.append(skills[skill])
    return gone


def _interests(turn: Turn) -> dict[int, str]:
    return {n: each.label for n, each in turn.library.interests.interests.items()}


def _skills(turn: Turn) -> dict[int, str]:
    return {n: each.label for n, each in turn.library.skills.skills.items()}


@action("action_ask_code", interrupts=True)
def ask_code(turn: Turn) -> None:
    """The words that designate this notebook, the same at each asking until they are changed."""
    if resuming.is_empty(turn.notebook):
        if not booking_made.shown(turn):  # the code may be that of an appointment
            turn.say("utter_code_early")
    else:
        turn.keep()
        turn.say("utter_code", code=code(turn), months=turn.settings.notebook_months)


def code(turn: Turn) -> Optional[str]:
    """The words that designate the notebook, which is stored."""
    return shelf.code(turn.unit, turn.person, turn.key)


def ask_what(turn: Turn) -> None:
    """What to take out: the latest notes, interests and skills, each a press away."""
    kept, interests, skills = turn.notebook, _interests(turn), _skills(turn)
    lines = [
        *(note.words for note in kept.dreams),
        *(refusal.words for refusal in kept.refusals if not refusal.occupation),
        *(interests[interest.number] for interest in kept.interests),
        *(skills[skill.number] for skill in kept.skills),
    ]
    shown = list(dict.fromkeys(lines))[-_MOST_LINES:]
    if shown:
        turn.say("utter_remove_what", options=[{"label": w, "words": w} for w in shown])
    else:
        show_notebook(turn)


def _lines(turn: Turn) -> Iterator[dict[str, Any]]:
    """The notebook as sentences, in the order of the steps."""
    kept, base = turn.notebook, turn.library.base
    for note in kept.dreams:
        yield {"say": "utter_line_dream", "words": note.words, "when": facts.day(note.when)}
    for fact in kept.facts:
        yield {"say": f"utter_line_{fact.kind}", "words": fact.words, "when": facts.day(fact.when)}
    for interest in kept.interests:
        label = turn.library.interests.interests[interest.number].label
        yield {
            "say": "utter_line_interest",
            "label": label,
            "sure": "" if interest.confirmed else {"say": "utter_line_unsure"},
            "words": interest.words,
            "when": facts.day(interest.when),
        }
    for skill in kept.skills:
        label, when = turn.library.skills.skills[skill.number].label, facts.day(skill.when)
        yield {"say": "utter_line_skill", "label": label, "words": skill.words, "when": when}
    for refusal in kept.refusals:
        when = facts.day(refusal.when)
        if refusal.occupation:
            title, why = facts.title(base, refusal.occupation), _because(refusal.words)
            yield {"say": "utter_line_refused", "title": title, "why": why, "when": when}
        else:
            yield {"say": "utter_line_refusal", "words": refusal.words, "when": when}
    if kept.studies_limit:
        yield {"say": "utter_line_limit", "when": _perhaps_day(kept.studies_limit.when)}
    for key, rated in kept.wishes.items():
        yield wishes.line(key, rated)
    for value in kept.values:
        yield wishes.value_line(value)
    answered = questionnaire.answered_between(kept)
    if answered:
        done, total = questionnaire.progress(kept)
        when = facts.days(*answered)
        yield {"say": "utter_line_answers", "done": done, "total": total, "when": when}
    for like in kept.likes:
        title, why = facts.title(base, like.occupation), _because(like.words)
        when = facts.day(like.when)
        yield {"say": "utter_line_like", "title": title, "why": why, "when": when}
    for trial in kept.trials:
        yield {
            "say": "utter_line_trial",
            "title": facts.title(base, trial.occupation),
            "change": {"say": f"utter_change_{trial.change}"},
            "why": _because(trial.words),
            "when": facts.day(trial.when),
        }
    if kept.comparison:
        titles = ", ".join(facts.title(base, one) for one in kept.compared)
        since = _perhaps_day(kept.comparison.when)
        yield {"say": "utter_line_compare", "titles": titles, "when": since}
    if grid.answered(kept):
        since = _perhaps_day(kept.grid.when)
        yield {"say": "utter_line_grid", "answers": grid.answered(kept), "when": since}
    if kept.decision and kept.decision.aim:
        title, why = facts.aim(base, kept.decision.aim), _because(kept.decision.words)
        when = facts.day(kept.decision.when)
        yield {"say": "utter_line_decision", "title": title, "why": why, "when": when}
    if kept.plan_b:
        title, when = facts.aim(base, kept.plan_b.aim), facts.day(kept.plan_b.when)
        yield {"say": "utter_line_plan_b", "title": title, "when": when}
    for note in kept.open_questions:
        yield {"say": "utter_line_question", "words": note.words, "when": facts.day(note.when)}
    for obstacle in kept.obstacles:
        words = {"say": "utter_line_obstacle_words", "words": obstacle.words}
        named = [{"say": f"utter_obstacle_name_{obstacle.key}"}] if obstacle.key else []
        told = [*named, *([words] if obstacle.words else [])]
        yield {"say": "utter_line_obstacle", "obstacle": told, "when": facts.day(obstacle.when)}
    if kept.plan:
        first = facts.day(kept.plan[0].due)
        yield {"say": "utter_line_plan", "steps": len(kept.plan), "when": first}


def _talked_about(turn: Turn) -> Iterator[dict[str, Any]]:
    """The professions that were spoken about, the newest first; not kept in the notebook."""
    named = [each.id for each in turn.salience.referents if each.type == OCCUPATION]
    titles = [facts.title(turn.library.base, each) for each in named if each not in _known(turn)]
    if titles:
        yield {"say": "utter_line_talked", "titles": ", ".join(titles[:4])}


def _known(turn: Turn) -> set[str]:
    return {*turn.notebook.liked, *turn.notebook.refused}


def _because(words: str) -> Any:
    """The words beside a choice, if there were any."""
    return {"say": "utter_line_because", "words": words} if words else ""


def _perhaps_day(when: Optional[dt.datetime]) -> Optional[dict[str, Any]]:
    """Nothing for what was stored before its day was kept."""
    return {"say": "utter_line_when", "when": facts.day(when)} if when else None
