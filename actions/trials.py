"""Explorer: ways to try a profession out, and the outcome of a trial."""

from __future__ import annotations

from typing import Optional

from actions import exploring, note_consent, prompts
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.matching.lead_suggestions import has_enough_input
from bot.notebook.notebook_entries import TRIAL_CHANGES, Question
from bot.presentation import entry_facts
from bot.turn_context import Turn


@action("action_ask_try", interrupts=True)
def ask_try(turn: Turn) -> None:
    """Say how to try a profession out, with the coming events."""
    base, found = turn.library.base, turn.occupation
    coming = sorted((e for e in base.events.values() if e.end >= turn.now), key=lambda e: e.start)
    turn.say(
        "utter_try",
        about=entry_facts.render_about(found),
        events=[entry_facts.event_facts(event, base) for event in coming[:2]],
    )


@action("action_tell_trial", interrupts=True)
def tell_trial(turn: Turn) -> None:
    """Note a trial: ask for its profession and for what it changed, keeping the words."""
    found, change, words = turn.occupation, turn.values.get("value"), _trial_words(turn)
    if found is None:
        _ask_which_occupation(turn, words)
        return
    turn.set(occupation=found.id)
    if change not in TRIAL_CHANGES:
        prompts.ask(turn, Question(_QUESTION_KIND, (words,), found.id))
        return
    turn.notebook.add_trial(found.id, change, turn.now, words)
    prompts.close_question(turn, _QUESTION_KIND)
    turn.say(f"utter_tried_{change}", title=found.title.both, id=found.id)
    if change == "less" and has_enough_input(turn.notebook, turn.catalogue):
        exploring.show_leads(turn, "utter_leads_again", exclude=(found.id,), count=1)


def _ask_which_occupation(turn: Turn, words: str) -> None:
    question = Question(_QUESTION_KIND, (words,))
    if turn.values.get("candidates"):
        turn.notebook.open(question)
        exploring.ask_which_lead(turn, "tell_trial")
    else:
        prompts.ask(turn, question)


def _trial_words(turn: Turn) -> str:
    """Return the words about the trial, from the open question if it concerns the same one."""
    asked, found = _open_trial_question(turn), turn.occupation
    if asked and (not asked.about or found is None or asked.about == found.id):
        return asked.values[0]
    return note_consent.words_to_keep(turn.text)


def _open_trial_question(turn: Turn) -> Optional[Question]:
    question = turn.notebook.question
    return question if question is not None and question.kind == _QUESTION_KIND else None


def _say_question(turn: Turn, question: Question) -> None:
    if not question.about:
        turn.say("utter_trial_which")
        return
    options = [{"value": key, "label": {"say": f"utter_change_{key}"}} for key in TRIAL_CHANGES]
    title = entry_facts.entry_title(turn.library.base, question.about)
    turn.say("utter_trial", title=title, id=question.about, options=options)


# A question of this kind holds the words about the trial; `about` is the profession once known.
_QUESTION_KIND = "trial"
prompts.PROMPT_HANDLERS[_QUESTION_KIND] = PromptHandler(
    say=_say_question,
    skip=lambda turn, question: turn.say("utter_trial_left"),
    names="tell_trial",
)
