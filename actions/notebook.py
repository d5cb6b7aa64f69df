"""Showing and correcting the notebook, and its code (`resume_codes` reads codes)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from actions import booking_management, prompts, recap
from actions.action_registry import action
from actions.notebook_lines import list_notebook_lines
from bot.guidance import audience, removal_requests
from bot.guidance.salience import OCCUPATION
from bot.handoff import answered_entry_repository
from bot.notebook import notebook_repository, removal
from bot.notebook.guidance_errors import NothingFound
from bot.presentation import entry_facts
from bot.turn_context import Turn

_MAX_LINES = 8


@action("action_show_notebook", interrupts=True)
def show_notebook(turn: Turn) -> None:
    """Show the whole notebook, or a recap when the words ask what was understood."""
    if audience.asks_for_others_notebook(turn.text):
        turn.say("utter_notebook_of_another")
        return
    lines = [*list_notebook_lines(turn), *_discussed_lines(turn)]
    brief = []
    if turn.text and not removal_requests.names_notebook(turn.text):
        brief = recap.list_recap_lines(turn)
    brief = recap.keep_matter(brief, turn.text)
    if brief and turn.values.get("without"):
        brief = recap.drop_words(brief, str(turn.values["without"]))
    if brief:
        turn.say("utter_recap", lines=brief)
    elif lines:
        turn.say("utter_notebook", lines=lines)
    else:
        turn.say("utter_notebook_empty")


@action("action_correct_notebook", interrupts=True)
def correct_notebook(turn: Turn) -> None:
    """Remove what the person names: a profession, words of a note, an interest or a skill."""
    if removal_requests.denies_statement(turn.text) and prompts.answer_yes_no(turn, yes=False):
        return
    what = (
        turn.values.get("words") or removal_requests.parse_removal_request(turn.text) or turn.text
    )
    if not what:
        ask_what_to_remove(turn)
        return
    named = turn.values.get("occupation")
    removed = [
        *_remove_notes(turn, named),
        *_remove_notes(turn, what),
        *_remove_labelled(turn, what),
    ]
    if removed:
        turn.say("utter_removed", what=", ".join(dict.fromkeys(removed)))
    else:
        turn.say("utter_removed_nothing")
        ask_what_to_remove(turn)


def _remove_notes(turn: Turn, what: Optional[str]) -> list[str]:
    """Remove a profession by its id or notes by their words; return what was removed."""
    if not what:
        return []
    try:
        removed = removal.remove_entry(turn.notebook, removal_requests.resolve_target(what))
    except NothingFound:
        return []
    turn.salience = turn.salience.without(removed.occupations)
    answered_entry_repository.delete_answered_entries(
        turn.unit, turn.conversation, removed.occupations
    )
    base = turn.library.base
    titles = (entry_facts.entry_title(base, each) for each in removed.occupations)
    return [*titles, *removed.words]


def _remove_labelled(turn: Turn, what: str) -> list[str]:
    """Remove an interest and a skill by their labels; return the labels removed."""
    notebook, interests, skills = turn.notebook, _interest_labels(turn), _skill_labels(turn)
    removed = []
    interest = removal.find_by_label(notebook.interests, interests, what)
    if interest is not None:
        notebook.drop_interest(interest)
        removed.append(interests[interest])
    skill = removal.find_by_label(notebook.skills, skills, what)
    if skill is not None:
        notebook.drop_skill(skill)
        removed.append(skills[skill])
    return removed


def _interest_labels(turn: Turn) -> dict[int, str]:
    return {n: each.label for n, each in turn.library.interests.interests.items()}


def _skill_labels(turn: Turn) -> dict[int, str]:
    return {n: each.label for n, each in turn.library.skills.skills.items()}


@action("action_ask_code", interrupts=True)
def ask_code(turn: Turn) -> None:
    """Say the code of the notebook; it stays the same until it is changed."""
    if turn.notebook.is_empty:
        # The code may be that of an appointment.
        if not booking_management.show_coming(turn):
            turn.say("utter_code_early")
    else:
        turn.keep()
        turn.say("utter_code", code=find_code_words(turn), months=turn.settings.notebook_months)


def find_code_words(turn: Turn) -> Optional[str]:
    """Return the code of the stored notebook."""
    return notebook_repository.find_code(turn.unit, turn.person, turn.key)


def ask_what_to_remove(turn: Turn) -> None:
    """Ask what to remove, with buttons for the latest notes, interests and skills."""
    kept, interests, skills = turn.notebook, _interest_labels(turn), _skill_labels(turn)
    lines = [
        *(note.words for note in kept.dreams),
        *kept.refused_words,
        *(interests[interest.number] for interest in kept.interests),
        *(skills[skill.number] for skill in kept.skills),
    ]
    shown = list(dict.fromkeys(lines))[-_MAX_LINES:]
    if shown:
        turn.say("utter_remove_what", options=[{"label": w, "words": w} for w in shown])
    else:
        show_notebook(turn)


def _discussed_lines(turn: Turn) -> Iterator[dict[str, Any]]:
    """The professions spoken about that the notebook does not hold, the newest first."""
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
