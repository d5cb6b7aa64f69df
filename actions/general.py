"""Greetings, help, privacy, pauses, erasure, and messages that were not understood."""

from __future__ import annotations

import re

from actions import (
    deciding,
    dreaming,
    follow_ups,
    message_retraction,
    possible_meanings,
    progress,
    prompts,
    questions,
    reflecting,
)
from actions.action_registry import action
from actions.possible_meanings import MAX_MEANINGS, MIN_MEANINGS
from actions.prompts import PromptHandler
from bot.choice_payloads import EraseData, Resume
from bot.guidance import dream_prompts, form_of_address
from bot.guidance.resume_point import find_resume_point
from bot.guidance.salience import QUESTION
from bot.notebook.notebook_entries import Question
from bot.notebook.sensitive_topics import is_sensitive
from bot.presentation import entry_facts
from bot.privacy.erasure import erase_content
from bot.turn_context import Turn, privacy_notice_facts

# Longer messages and text with markup are not echoed.
_MAX_ECHOED_WORDS = 6
_MARKUP = re.compile(r"[<>{}]")
# The number of the first typed message, after the opening of the chat.
_MAX_FIRST_SEQ = 2
_NEXT_BY_STEP = {
    "rever": dreaming.start_dreaming,
    "reflechir": reflecting.continue_questionnaire,
    "decider": deciding.continue_grid,
}


@action("action_greet")
def greet(turn: Turn) -> None:
    """Welcome the person with the privacy notice, or greet them again."""
    if turn.first:
        turn.say("utter_welcome", **privacy_notice_facts(turn))
    elif turn.seq <= _MAX_FIRST_SEQ:
        turn.say("utter_hello")
    else:
        begun = not turn.notebook.is_empty
        question = progress.render_next_question(turn) if begun else {"say": "utter_go_on_or_not"}
        turn.say_next_variant("utter_hello_again", question=question)


@action("action_goodbye")
def goodbye(turn: Turn) -> None:
    """Say goodbye."""
    turn.say("utter_goodbye")


@action("action_thanks", interrupts=True)
def thanks(turn: Turn) -> None:
    """Reply to thanks."""
    turn.say("utter_thanks")


@action("action_apologize", interrupts=True)
def apologize(turn: Turn) -> None:
    """Reply to an apology."""
    turn.say("utter_no_harm")


@action("action_affirm")
def affirm(turn: Turn) -> None:
    """Answer the open question with yes."""
    if not prompts.answer_yes_no(turn, yes=True):
        _answer_agreement(turn)


@action("action_deny")
def deny(turn: Turn) -> None:
    """Answer the open question with no."""
    if not prompts.answer_yes_no(turn, yes=False):
        turn.say("utter_deny")


@action("action_dont_know")
def dont_know(turn: Turn) -> None:
    """Ask something easier, or leave the open question; an item is skipped."""
    if not prompts.ask_easier(turn):
        # Opened without being said: the next words answer it, and « jsp » gets an easier prompt.
        turn.notebook.open(dream_prompts.build_first_prompt(turn.notebook))
        turn.say("utter_dont_know")


@action("action_skip")
def skip(turn: Turn) -> None:
    """Skip the open question."""
    if not prompts.skip_question(turn):
        turn.say("utter_nothing_open")


@action("action_go_back")
def go_back(turn: Turn) -> None:
    """Ask the previous question of a series, else return to the subject before the current one."""
    if prompts.ask_previous(turn):
        return
    before = turn.salience.find_before()
    if turn.notebook.question is None and before is not None:
        turn.values[before.type] = before.id
        _return_to_subject(turn)
    else:
        turn.say("utter_nothing_to_go_back")


@action("action_pause")
def pause(turn: Turn) -> None:
    """Acknowledge a pause."""
    turn.say("utter_paused")


@action("action_resume")
def resume(turn: Turn) -> None:
    """Ask the open question again, else continue the step that was begun."""
    if turn.chosen(Resume) is Resume.BACK:
        _return_to_subject(turn)
        return
    question = turn.notebook.question
    if question is not None and not prompts.is_resumable(question):
        turn.notebook.close_question()
    if turn.notebook.question is None:
        turn.notebook.back()
    if prompts.repeat_question(turn) or _continue_step(turn):
        return
    if turn.notebook.step is not None:
        progress.ask_where(turn)
    else:
        turn.say("utter_nothing_open")


def _continue_step(turn: Turn) -> bool:
    """Continue a step left half-way; False when there is none."""
    step = find_resume_point(turn.notebook)
    if step is not None:
        _NEXT_BY_STEP[step](turn)
    return step is not None


@action("action_ask_help", interrupts=True)
def ask_help(turn: Turn) -> None:
    """Say what the service can do."""
    turn.say("utter_help")


@action("action_ask_bot", interrupts=True)
def ask_bot(turn: Turn) -> None:
    """Say that a program answers."""
    turn.say_next_variant("utter_bot")


@action("action_ask_privacy", interrupts=True)
def ask_privacy(turn: Turn) -> None:
    """Explain what is stored and for how long."""
    turn.say("utter_privacy", **privacy_notice_facts(turn))


@action("action_erase_data")
def erase_data(turn: Turn) -> None:
    """Erase one message at once, or everything after confirmation."""
    if turn.chosen(EraseData) is EraseData.MESSAGE:
        message_retraction.retract_message(turn)
    elif turn.chosen(EraseData) is EraseData.YES:
        _erase_everything(turn)
    else:
        prompts.ask(turn, Question("erase"))


def _erase_everything(turn: Turn) -> None:
    erase_content(turn.unit, turn.person, turn.now)
    turn.forget()
    turn.set(occupation=None, misses=0)
    turn.say("utter_erased")


@action("action_fallback")
def fallback(turn: Turn) -> None:
    """Reply to a message that was not understood.

    Tries a sure answer from the base, then acknowledges a statement; else offers the likeliest
    meanings first, and a counsellor when that happens again.
    """
    if questions.answer_if_sure(turn, turn.text):
        turn.set(misses=0)
        return
    if is_sensitive(turn.text):
        turn.set(misses=0)
        turn.say("utter_private")
        return
    if possible_meanings.only_tells(turn):
        turn.set(misses=0)
        follow_ups.acknowledge_statement(turn)
        return
    if not any(c.isalnum() for c in turn.text):
        turn.say_next_variant("utter_no_words")
        return
    misses = (turn.slots.get("misses") or 0) + 1
    turn.set(misses=misses)
    offered = possible_meanings.list_meaning_buttons(turn)
    if misses > 1:
        turn.say_next_variant("utter_fallback_again", asked=turn.text)
    elif len(offered) < MIN_MEANINGS and _ask_about_subject(turn):
        return
    elif len(offered) >= MIN_MEANINGS:
        turn.say("utter_fallback", meanings=offered[:MAX_MEANINGS], asked=turn.text)
    elif len(turn.text.split()) <= _MAX_ECHOED_WORDS and not _MARKUP.search(turn.text):
        words = turn.text.strip(" .!?…")
        turn.say_next_variant("utter_fallback_words", words=words, asked=turn.text)
    else:
        turn.say_next_variant("utter_fallback_open", asked=turn.text)


def _confirm_erasure(turn: Turn, question: Question, yes: bool) -> None:
    if yes:
        _erase_everything(turn)
    else:
        turn.say("utter_deny")


prompts.PROMPT_HANDLERS["erase"] = PromptHandler(
    say=lambda turn, question: turn.say("utter_erase_confirm"),
    skip=lambda turn, question: turn.say("utter_deny"),
    confirm=_confirm_erasure,
    again=False,
    expires=lambda turn, question: True,
)


@action("action_change_address")
def change_address(turn: Turn) -> None:
    """Switch to the form of address that the words ask for, else to the other one."""
    if form_of_address.parse_requested_form(turn.text) is None:
        turn.notebook.speak(not turn.notebook.formal)
    turn.say("utter_addressing")
    prompts.repeat_question(turn)


def _ask_about_subject(turn: Turn) -> bool:
    """Ask whether a message that was not understood is about the current profession.

    Returns False when there is no current profession.
    """
    entry = follow_ups.find_current_occupation(turn)
    if entry is None:
        return False
    turn.say_next_variant(
        "utter_fallback_about", id=entry.id, title=entry.title.both, asked=turn.text
    )
    return True


def _return_to_subject(turn: Turn) -> None:
    """Make a profession or an entry the subject again: « revenons à menuisier »."""
    found = turn.library.base.occupations.get(str(turn.values.get("occupation")))
    entry = str(turn.values.get("question") or "")
    if found is not None:
        turn.set(occupation=found.id)
        turn.say("utter_back_to", id=found.id, title=found.title.both)
    else:
        turn.talk_about(QUESTION, entry)
        turn.say(
            "utter_back_to_entry", id=entry, title=entry_facts.entry_title(turn.library.base, entry)
        )


def _answer_agreement(turn: Turn) -> None:
    """Reply to a yes without an open question."""
    if not follow_ups.continue_with_subject(turn):
        turn.say("utter_ok")
