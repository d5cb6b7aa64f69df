"""The notebook: shown, corrected, and the code that designates it (`resume_codes` reads codes)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, Optional

from actions import booking_management, prompts, recap, wishes
from actions.action_registry import action
from bot.guidance import audience, decision_grid
from bot.guidance.salience import OCCUPATION
from bot.handoff import answered_entry_repository
from bot.matching import questionnaire
from bot.notebook import notebook_repository, notebook_transfer, removal
from bot.notebook.guidance_errors import NothingFound
from bot.presentation import dates_and_amounts, entry_facts
from bot.turn_context import Turn

_MAX_LINES = 8


@action("action_show_notebook", interrupts=True)
def show_notebook(turn: Turn) -> None:
    """All of it, to whoever names or presses it; in short, to whoever asks what was understood."""
    if audience.asks_for_others_notebook(turn.text):
        turn.say("utter_notebook_of_another")
        return
    lines = [*_notebook_lines(turn), *_discussed_lines(turn)]
    short = (
        recap.list_recap_lines(turn) if turn.text and not removal.names_notebook(turn.text) else []
    )
    if short and turn.values.get("without"):
        short = recap.drop_words(short, str(turn.values["without"]))
    if short:
        turn.say("utter_recap", lines=short)
    elif lines:
        turn.say("utter_notebook", lines=lines)
    else:
        turn.say("utter_notebook_empty")


@action("action_correct_notebook", interrupts=True)
def correct_notebook(turn: Turn) -> None:
    """Take out what the person names: a profession, or words of a note."""
    if removal.denies_statement(turn.text) and prompts.answer_yes_no(turn, yes=False):
        return
    what = turn.values.get("words") or removal.parse_removal_request(turn.text) or turn.text
    if not what:
        ask_what_to_remove(turn)
        return
    named = turn.values.get("occupation")
    gone = [*_remove_notes(turn, named), *_remove_notes(turn, what), *_remove_labelled(turn, what)]
    if gone:
        turn.say("utter_removed", what=", ".join(dict.fromkeys(gone)))
    else:
        turn.say("utter_removed_nothing")
        ask_what_to_remove(turn)


def _remove_notes(turn: Turn, what: Optional[str]) -> list[str]:
    """A profession by its id, or notes by their words; the names of what is gone."""
    if not what:
        return []
    try:
        removed = turn.notebook.remove(what)
    except NothingFound:
        return []
    turn.salience = turn.salience.without(removed.occupations)
    answered_entry_repository.delete_answered_entries(
        turn.unit, turn.conversation, removed.occupations
    )
    base = turn.library.base
    return [*(entry_facts.entry_title(base, one) for one in removed.occupations), *removed.words]


def _remove_labelled(turn: Turn, what: str) -> list[str]:
    """An interest and a skill by the labels that the notebook shows."""
    kept, interests, skills = turn.notebook, _interest_labels(turn), _skill_labels(turn)
    gone = []
    interest = removal.find_by_label(kept.interests, interests, what)
    if interest is not None:
        kept.drop_interest(interest)
        gone.append(interests[interest])
    skill = removal.find_by_label(kept.skills, skills, what)
    if skill is not None:
        kept.drop_skill(skill)
        gone.append(skills[skill])
    return gone


def _interest_labels(turn: Turn) -> dict[int, str]:
    return {n: each.label for n, each in turn.library.interests.interests.items()}


def _skill_labels(turn: Turn) -> dict[int, str]:
    return {n: each.label for n, each in turn.library.skills.skills.items()}


@action("action_ask_code", interrupts=True)
def ask_code(turn: Turn) -> None:
    """The words that designate this notebook, the same at each asking until they are changed."""
    if notebook_transfer.is_empty(turn.notebook):
        if not booking_management.show_coming(turn):  # the code may be that of an appointment
            turn.say("utter_code_early")
    else:
        turn.keep()
        turn.say("utter_code", code=find_code_words(turn), months=turn.settings.notebook_months)


def find_code_words(turn: Turn) -> Optional[str]:
    """The words that designate the notebook, which is stored."""
    return notebook_repository.find_code(turn.unit, turn.person, turn.key)


def ask_what_to_remove(turn: Turn) -> None:
    """What to take out: the latest notes, interests and skills, each a press away."""
    kept, interests, skills = turn.notebook, _interest_labels(turn), _skill_labels(turn)
    lines = [
        *(note.words for note in kept.dreams),
        *(refusal.words for refusal in kept.refusals if not refusal.occupation),
        *(interests[interest.number] for interest in kept.interests),
        *(skills[skill.number] for skill in kept.skills),
    ]
    shown = list(dict.fromkeys(lines))[-_MAX_LINES:]
    if shown:
        turn.say("utter_remove_what", options=[{"label": w, "words": w} for w in shown])
    else:
        show_notebook(turn)


def _notebook_lines(turn: Turn) -> Iterator[dict[str, Any]]:
    """The notebook as sentences, in the order of the steps."""
    kept, base = turn.notebook, turn.library.base
    for note in kept.dreams:
        yield {
            "say": "utter_line_dream",
            "words": note.words,
            "when": dates_and_amounts.format_day(note.when),
        }
    for fact in kept.facts:
        yield {
            "say": f"utter_line_{fact.kind}",
            "words": fact.words,
            "when": dates_and_amounts.format_day(fact.when),
        }
    for interest in kept.interests:
        label = turn.library.interests.interests[interest.number].label
        yield {
            "say": "utter_line_interest",
            "label": label,
            "sure": "" if interest.confirmed else {"say": "utter_line_unsure"},
            "words": interest.words,
            "when": dates_and_amounts.format_day(interest.when),
        }
    for skill in kept.skills:
        label, when = (
            turn.library.skills.skills[skill.number].label,
            dates_and_amounts.format_day(skill.when),
        )
        yield {"say": "utter_line_skill", "label": label, "words": skill.words, "when": when}
    for refusal in kept.refusals:
        when = dates_and_amounts.format_day(refusal.when)
        if refusal.occupation:
            title, why = (
                entry_facts.entry_title(base, refusal.occupation),
                _render_reason(refusal.words),
            )
            yield {"say": "utter_line_refused", "title": title, "why": why, "when": when}
        else:
            yield {"say": "utter_line_refusal", "words": refusal.words, "when": when}
    if kept.studies_limit:
        yield {"say": "utter_line_limit", "when": _render_date_if_known(kept.studies_limit.when)}
    for key, rated in kept.wishes.items():
        yield wishes.render_wish_line(key, rated)
    for value in kept.values:
        yield wishes.render_value_line(value)
    answered = questionnaire.find_answer_period(kept)
    if answered:
        done, total = questionnaire.measure_progress(kept)
        when = dates_and_amounts.format_day_range(*answered)
        yield {"say": "utter_line_answers", "done": done, "total": total, "when": when}
    for like in kept.likes:
        title, why = entry_facts.entry_title(base, like.occupation), _render_reason(like.words)
        when = dates_and_amounts.format_day(like.when)
        yield {"say": "utter_line_like", "title": title, "why": why, "when": when}
    for trial in kept.trials:
        yield {
            "say": "utter_line_trial",
            "title": entry_facts.entry_title(base, trial.occupation),
            "change": {"say": f"utter_change_{trial.change}"},
            "why": _render_reason(trial.words),
            "when": dates_and_amounts.format_day(trial.when),
        }
    if kept.comparison:
        titles = ", ".join(entry_facts.entry_title(base, one) for one in kept.compared)
        since = _render_date_if_known(kept.comparison.when)
        yield {"say": "utter_line_compare", "titles": titles, "when": since}
    if decision_grid.count_answers(kept):
        since = _render_date_if_known(kept.grid.when)
        yield {
            "say": "utter_line_grid",
            "answers": decision_grid.count_answers(kept),
            "when": since,
        }
    if kept.decision and kept.decision.aim:
        title, why = (
            entry_facts.aim_title(base, kept.decision.aim),
            _render_reason(kept.decision.words),
        )
        when = dates_and_amounts.format_day(kept.decision.when)
        yield {"say": "utter_line_decision", "title": title, "why": why, "when": when}
    if kept.plan_b:
        title, when = (
            entry_facts.aim_title(base, kept.plan_b.aim),
            dates_and_amounts.format_day(kept.plan_b.when),
        )
        yield {"say": "utter_line_plan_b", "title": title, "when": when}
    for note in kept.open_questions:
        yield {
            "say": "utter_line_question",
            "words": note.words,
            "when": dates_and_amounts.format_day(note.when),
        }
    for obstacle in kept.obstacles:
        words = {"say": "utter_line_obstacle_words", "words": obstacle.words}
        named = [{"say": f"utter_obstacle_name_{obstacle.key}"}] if obstacle.key else []
        told = [*named, *([words] if obstacle.words else [])]
        yield {
            "say": "utter_line_obstacle",
            "obstacle": told,
            "when": dates_and_amounts.format_day(obstacle.when),
        }
    if kept.plan:
        first = dates_and_amounts.format_day(kept.plan[0].due)
        yield {"say": "utter_line_plan", "steps": len(kept.plan), "when": first}


def _discussed_lines(turn: Turn) -> Iterator[dict[str, Any]]:
    """The professions that were spoken about, the newest first; not kept in the notebook."""
    named = [each.id for each in turn.salience.referents if each.type == OCCUPATION]
    titles = [
        entry_facts.entry_title(turn.library.base, each)
        for each in named
        if each not in _noted_occupations(turn)
    ]
    if titles:
        yield {"say": "utter_line_talked", "titles": ", ".join(titles[:4])}


def _noted_occupations(turn: Turn) -> set[str]:
    return {*turn.notebook.liked, *turn.notebook.refused}


def _render_reason(words: str) -> Any:
    """The words beside a choice, if there were any."""
    return {"say": "utter_line_because", "words": words} if words else ""


def _render_date_if_known(when: Optional[dt.datetime]) -> Optional[dict[str, Any]]:
    """Nothing for what was stored before its day was kept."""
    return {"say": "utter_line_when", "when": dates_and_amounts.format_day(when)} if when else None
