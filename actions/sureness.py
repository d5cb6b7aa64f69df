"""« Ça a aidé ? » before and after guidance: how sure the person is, with one tap, or not at all.

It is never an open question: what is typed answers the step, and the buttons stay where they are.
"""

from __future__ import annotations

import datetime as dt

from actions import prompts
from bot.booking.local_time import local_day
from bot.care.signals import LEVELS
from bot.guidance import sureness_repository
from bot.presentation import entry_facts
from bot.storage.message_history_repository import list_signalled_messages
from bot.turn_context import Turn

# What the buttons carry as `about`.
BEFORE, AFTER = QUESTIONS = ("sure_before", "sure_after")
_SCALE = range(1, 6)
# Signals within this time keep the question away; a conversation is erased after it by default.
_CARE_WINDOW = dt.timedelta(days=30)
_ANY_MESSAGE = 2**31 - 1
# The first messages get their answer alone: nobody meets a question of ours before it. The opening
# of the chat counts as one.
_UNASKED_MESSAGES = 3


def offer_before(turn: Turn) -> None:
    """Ask once for each conversation, where a step of the guidance begins, but not at once.

    The questionnaire does not ask it: two scales side by side would be mistaken for each other.
    """
    if turn.seq <= _UNASKED_MESSAGES or turn.more_to_come or turn.notebook.whom is not None:
        return
    if _is_in_distress(turn):
        return
    if sureness_repository.find_sureness(turn.unit, turn.conversation) is None:
        sureness_repository.insert_sureness(turn.unit, turn.conversation)
        turn.say("utter_sureness_before", scale=entry_facts.answer_scale("sureness"))


def offer_after(turn: Turn) -> None:
    """Ask once at the end of a step, who answered before it."""
    if turn.more_to_come:
        return
    found = sureness_repository.find_sureness(turn.unit, turn.conversation)
    if found is None or found.before is None or found.asked_after or _is_in_distress(turn):
        return
    sureness_repository.mark_asked_after(turn.unit, turn.conversation)
    turn.say("utter_sureness_after", scale=entry_facts.answer_scale("sureness"))


def answer(turn: Turn, asked: str, value: int) -> None:
    """Store what was pressed; a press that comes twice, or too late, changes nothing."""
    stored = value in _SCALE and _store(turn, asked, value)
    turn.say("utter_sureness_thanks" if stored else "utter_sureness_passed")
    prompts.repeat_question(turn)


def _store(turn: Turn, asked: str, value: int) -> bool:
    if asked == BEFORE:
        return sureness_repository.store_before(turn.unit, turn.conversation, value)
    return sureness_repository.store_after(turn.unit, turn.conversation, value, local_day(turn.now))


def _is_in_distress(turn: Turn) -> bool:
    since = turn.now - _CARE_WINDOW
    return bool(
        list_signalled_messages(
            turn.unit, turn.conversation, _ANY_MESSAGE, levels=LEVELS[1:], since=since, most=1
        )
    )
