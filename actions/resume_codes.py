"""Resuming a notebook by its code, and changing the code."""

from __future__ import annotations

from actions import deferred_questions, notebook, prompts
from actions.action_registry import action
from actions.prompts import PromptHandler
from bot.choice_payloads import ResumeCode
from bot.deferred_questions.question_submission import move_to_conversation
from bot.notebook import notebook_repository, notebook_transfer
from bot.notebook.guidance_errors import UnknownCode
from bot.notebook.notebook_entries import Question
from bot.presentation import dates_and_amounts
from bot.privacy.code_attempts import TooManyWrongCodes
from bot.turn_context import Turn

KIND = "resume_code"


@action("action_resume_code")
def resume_code(turn: Turn) -> None:
    """Look up the typed code, confirm a pressed yes, or ask for the code."""
    question = turn.notebook.question
    if turn.code:
        _look_up_code(turn, turn.code)
    elif turn.chosen(ResumeCode) and question is not None and question.kind == KIND:
        prompts.answer_yes_no(turn, yes=True)
    else:
        turn.say("utter_code_give")


@action("action_change_code", interrupts=True)
def change_code(turn: Turn) -> None:
    """Give the notebook a new code; the old one stops working."""
    if turn.notebook.is_empty:
        turn.say("utter_code_early")
        return
    turn.keep()
    notebook_repository.change_code(turn.unit, turn.person, turn.key)
    turn.say("utter_code_changed", code=notebook.find_code_words(turn))


def _look_up_code(turn: Turn, code_hash: str) -> None:
    months = turn.settings.notebook_months
    try:
        held = notebook_transfer.find_by_typed_code(
            turn.unit, turn.person, code_hash, turn.now, months
        )
    except UnknownCode:
        turn.say("utter_code_unknown", months=months)
    except TooManyWrongCodes:
        turn.say("utter_code_wait")
    else:
        if held.person == turn.person:
            turn.say("utter_code_same")
        else:
            prompts.ask(turn, Question(KIND, (code_hash,)))


def _say_offer(turn: Turn, question: Question) -> None:
    """Offer the notebook of the code, with a warning if it replaces the current one."""
    months = turn.settings.notebook_months
    held = notebook_transfer.find_by_code(turn.unit, question.values[0], turn.now, months)
    if held is None:
        turn.notebook.close_question()
        turn.say("utter_code_unknown", months=months)
    elif turn.notebook.is_empty:
        turn.say("utter_code_found", when=dates_and_amounts.format_day(held.last_used))
    else:
        turn.say("utter_code_found_replace", when=dates_and_amounts.format_day(held.last_used))


def _take_up_notebook(turn: Turn, question: Question, yes: bool) -> None:
    if not yes:
        turn.say("utter_code_left")
        return
    months = turn.settings.notebook_months
    try:
        held = notebook_transfer.take_over_notebook(
            turn.unit, turn.person, question.values[0], turn.now, months
        )
    except UnknownCode:
        turn.say("utter_code_unknown", months=months)
        return
    move_to_conversation(turn.unit, held.person, turn.conversation)
    turn.reload_notebook()
    turn.set(occupation=turn.notebook.subject)
    turn.say("utter_code_resumed", when=dates_and_amounts.format_day(held.last_used))
    deferred_questions.say_pending_answers(turn)
    _repeat_open_question(turn)


def _repeat_open_question(turn: Turn) -> None:
    """Repeat the open question of the resumed notebook, unless it is not resumable."""
    question = turn.notebook.question
    if question is not None and not prompts.is_resumable(question):
        turn.notebook.close_question()
    prompts.repeat_question(turn)


prompts.PROMPT_HANDLERS[KIND] = PromptHandler(
    say=_say_offer,
    skip=lambda turn, question: turn.say("utter_code_left"),
    confirm=_take_up_notebook,
    again=False,
)
