"""Hello, help, privacy, pauses, and what was not understood."""

from __future__ import annotations

import re
from typing import Any

from actions import (
    deciding,
    dreaming,
    follow_ups,
    message_retraction,
    progress,
    prompts,
    questions,
    reflecting,
)
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.choice_payloads import EraseData, Resume
from bot.guidance import dream_prompts as dreaming_rules
from bot.guidance import form_of_address
from bot.guidance.resume_point import find_resume_point
from bot.handoff import unanswered_repository
from bot.language.normalisation import stem_words, tokenise
from bot.notebook.notebook_entries import Question
from bot.notebook.sensitive_topics import is_sensitive
from bot.presentation import entry_facts
from bot.presentation.privacy_notice import privacy_notice_facts
from bot.privacy.erasure import erase_content
from bot.turn_context import Turn

_MIN_MEANINGS, _MAX_MEANINGS = 2, 3
# An entry of the base this near may be what was meant; no more words than these are said back.
_MIN_ENTRY_SCORE, _MAX_ECHOED_WORDS = 0.45, 6
_MIN_STEM_CHARS = 4
# What is no words is not said back.
_MARKUP = re.compile(r"[<>{}]")
# The chat was opened, and this is what is said first.
_MAX_FIRST_SEQ = 2
# Meanings that nobody looks for in a menu.
_INTENTS_NOT_OFFERED = frozenset(
    {
        *("nlu_fallback", "greet", "goodbye", "thanks", "apologize"),
        *("affirm", "deny", "insult", "rate", "skip", "out_of_scope", "have_question"),
    }
)
_NEXT_BY_STEP = {
    "rever": dreaming.start_dreaming,
    "reflechir": reflecting.continue_questionnaire,
    "decider": deciding.continue_grid,
}


@action("action_greet")
def greet(turn: Turn) -> None:
    """The first minute, or a short hello again."""
    if turn.first:
        turn.say("utter_welcome", **privacy_notice_facts(turn))
    elif turn.seq <= _MAX_FIRST_SEQ:
        turn.say("utter_hello")
    else:
        begun = not turn.notebook.is_empty
        question = progress.render_next_question(turn) if begun else {"say": "utter_go_on_or_not"}
        turn.say("utter_hello_again", question=question)


@action("action_goodbye")
def goodbye(turn: Turn) -> None:
    turn.say("utter_goodbye")


@action("action_thanks", interrupts=True)
def thanks(turn: Turn) -> None:
    turn.say("utter_thanks")


@action("action_apologize", interrupts=True)
def apologize(turn: Turn) -> None:
    turn.say("utter_no_harm")


@action("action_affirm")
def affirm(turn: Turn) -> None:
    if not prompts.answer_yes_no(turn, yes=True):
        follow_ups.answer_agreement(turn)


@action("action_deny")
def deny(turn: Turn) -> None:
    if not prompts.answer_yes_no(turn, yes=False):
        turn.say("utter_deny")


@action("action_dont_know")
def dont_know(turn: Turn) -> None:
    """An easier, concrete prompt; an item of the questionnaire is left aside."""
    if not prompts.ask_easier(turn):
        # Silently: words that follow answer it, and « jsp » again gets something easier still.
        turn.notebook.open(dreaming_rules.build_first_prompt(turn.notebook))
        turn.say("utter_dont_know")


@action("action_skip")
def skip(turn: Turn) -> None:
    if not prompts.skip_question(turn):
        turn.say("utter_nothing_open")


@action("action_go_back")
def go_back(turn: Turn) -> None:
    if not prompts.ask_previous(turn):
        turn.say("utter_nothing_to_go_back")


@action("action_pause")
def pause(turn: Turn) -> None:
    turn.say("utter_paused")


@action("action_resume")
def resume(turn: Turn) -> None:
    """Ask the open question again, where it stood; else go on with the step that was begun."""
    if turn.chosen(Resume) is Resume.BACK:
        follow_ups.return_to_subject(turn)
        return
    question = turn.notebook.question
    if question is not None and not prompts.is_resumable(question):
        turn.notebook.close_question()
    if turn.notebook.question is None:
        turn.notebook.back()
    if prompts.repeat_question(turn) or _continue_step(turn):
        return
    if turn.notebook.step is not None:
        progress.ask_where(turn)  # and the step that it proposes
    else:
        turn.say("utter_nothing_open")


def _continue_step(turn: Turn) -> bool:
    """The next thing of a step left half-way; False when there is none."""
    step = find_resume_point(turn.notebook)
    if step is not None:
        _NEXT_BY_STEP[step](turn)
    return step is not None


@action("action_ask_help", interrupts=True)
def ask_help(turn: Turn) -> None:
    turn.say("utter_help")


@action("action_ask_bot", interrupts=True)
def ask_bot(turn: Turn) -> None:
    turn.say_next_variant("utter_bot")


@action("action_ask_privacy", interrupts=True)
def ask_privacy(turn: Turn) -> None:
    turn.say("utter_privacy", **privacy_notice_facts(turn))


@action("action_erase_data")
def erase_data(turn: Turn) -> None:
    """One message at once; everything once it was asked, and then at once too."""
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
    """What the base surely answers; what is only told is heard; else first the likeliest meanings,
    then a human."""
    if questions.answer_if_sure(turn, turn.text):
        turn.set(misses=0)
        return
    if is_sensitive(turn.text):
        turn.set(misses=0)
        turn.say("utter_private")
        return
    if _only_tells(turn):
        turn.set(misses=0)
        follow_ups.acknowledge_statement(turn)
        return
    if not any(c.isalnum() for c in turn.text):
        turn.say_next_variant("utter_no_words")  # « … »: there is nothing to understand
        return
    unanswered_repository.add_unanswered_question(turn.unit, turn.conversation, turn.text, turn.now)
    misses = (turn.slots.get("misses") or 0) + 1
    turn.set(misses=misses)
    offered = _possible_meanings(turn)
    if misses > 1:
        turn.say_next_variant("utter_fallback_again")
    elif len(offered) < _MIN_MEANINGS and follow_ups.ask_about_subject(turn):
        return
    elif len(offered) >= _MIN_MEANINGS:
        turn.say("utter_fallback", meanings=offered[:_MAX_MEANINGS])
    elif len(turn.text.split()) <= _MAX_ECHOED_WORDS and not _MARKUP.search(turn.text):
        turn.say_next_variant("utter_fallback_words", words=turn.text.strip(" .!?…"))
    else:
        turn.say_next_variant("utter_fallback_open")


def _possible_meanings(turn: Turn) -> list[dict[str, Any]]:
    """What was likely meant, and entries of the base that come near; no menu of meanings that
    have no subject."""
    meant = [each for each in turn.alternatives if each["intent"] not in _INTENTS_NOT_OFFERED]
    known = {each.get("question") for each in meant}
    if len(meant) < _MIN_MEANINGS:
        hits = turn.library.search(turn.text, ("faq",), _MAX_MEANINGS, turn.now.date())
        near = [hit.id for hit in hits if hit.score >= _MIN_ENTRY_SCORE and hit.id not in known]
        near = [each for each in near if _shares_a_word(turn, each)]
        meant += [{"intent": "ask_question", "question": each} for each in near]
    return [meaning_button(turn, each) for each in meant]


def _shares_a_word(turn: Turn, entry_id: str) -> bool:
    """Whether an entry that is only near speaks of anything that was typed: far from the subject a
    button is worse than none."""
    typed = {stem for stem in stem_words(tokenise(turn.text)) if len(stem) >= _MIN_STEM_CHARS}
    return bool(
        typed & set(stem_words(tokenise(entry_facts.entry_title(turn.library.base, entry_id))))
    )


# A message tells, and asks nothing, from these probabilities on.
_MIN_TELLING, _MAX_ASKING = 0.5, 0.3


def _only_tells(turn: Turn) -> bool:
    """« c'est lui qui a commencé, je te jure »: there is nothing in it to answer."""
    if turn.reading is None or any(not each.get("question") for each in turn.alternatives):
        return False
    tells = max(segment.act_probability("tell") for segment in turn.reading.segments)
    asks = max(
        s.act_probability("ask") + s.act_probability("request") for s in turn.reading.segments
    )
    return bool(tells >= _MIN_TELLING and asks < _MAX_ASKING)


_CARRIED_VALUES = ("occupation", "question", "study", "aspect", "value", "words")


def meaning_button(turn: Turn, act: dict[str, Any]) -> dict[str, Any]:
    """Something that may have been meant, as a button: pressed, it is done at once."""
    base = turn.library.base
    name = f"aspect_{act['aspect']}" if act.get("aspect") else act["intent"]
    study = str(act.get("study") or "")
    about = (
        entry_facts.entry_title(base, act.get("question") or act.get("occupation") or study)
        or study
    )
    label: Any = about if act.get("question") else {"say": f"utter_meaning_{name}"}
    if act.get("occupation") or study:
        label = {"say": "utter_meaning_of", "meaning": label, "title": about}
    carried = {each: act.get(each) or "" for each in _CARRIED_VALUES}
    return {"intent": act["intent"], "label": label, **carried}


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
)


@action("action_change_address")
def change_address(turn: Turn) -> None:
    """« tu » or « vous » from now on: what the words ask, else the other one."""
    if form_of_address.parse_requested_form(turn.text) is None:
        turn.notebook.speak(not turn.notebook.formal)
    turn.say("utter_addressing")
    prompts.repeat_question(turn)
