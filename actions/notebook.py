"""The notebook: shown, corrected, and the code that designates it (`resuming` reads codes)."""

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
    """All of it, to whoever names or presses it; in short, to whoever asks what was understood."""
    if audience.asks_for_others_notebook(turn.text):
        turn.say("utter_notebook_of_another")
        return
    lines = [*list_notebook_lines(turn), *_discussed_lines(turn)]
    short = (
        recap.list_recap_lines(turn)
        if turn.text and not removal_requests.names_notebook(turn.text)
        else []
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
    if removal_requests.denies_statement(turn.text) and prompts.answer_yes_no(turn, yes=False):
        return
    what = (
        turn.values.get("words") or removal_requests.parse_removal_request(turn.text) or turn.text
    )
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
        removed = removal.remove_entry(turn.notebook, removal_requests.resolve_target(what))
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
    if turn.notebook.is_empty:
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
