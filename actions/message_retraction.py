"""Retracts a message that the person takes back."""

from __future__ import annotations

from typing import Optional

from actions import prompts
from bot.guidance.personal_identifiers import find_identifiers
from bot.guidance.salience import STUDY, UNKNOWN
from bot.notebook.retraction_requests import (
    MESSAGE_KEY,
    NAMED_MESSAGE,
    forget_message,
    parse_retraction_request,
)
from bot.privacy import message_erasure as stored_messages
from bot.turn_context import Turn


def retract_message(turn: Turn) -> None:
    """Erase one message from the conversation, the notebook and the salience."""
    number = _message_number(turn)
    retraction = number and stored_messages.retract_message(
        turn.unit, turn.conversation, turn.person, number, find_identifiers
    )
    if not retraction:
        turn.say("utter_nothing_to_take_back")
        return
    forget_message(turn.notebook, retraction.turns, retraction.repeats.is_from_message)
    spoken = (turn.salience.referents, turn.salience.pair, turn.salience.listed)
    in_words = {each.id for group in spoken for each in group if each.type in (STUDY, UNKNOWN)}
    turn.salience = turn.salience.without(set(filter(retraction.repeats.is_from_message, in_words)))
    turn.taken_back = retraction.shown
    app_note = {"say": "utter_message_erased_app"} if turn.capabilities.keeps_copies else ""
    turn.say("utter_message_erased", app_note=app_note)
    prompts.remind_of_question(turn)


def _message_number(turn: Turn) -> Optional[int]:
    """Return the number of the message carried by the button, else of the one that is meant."""
    if turn.values.get(MESSAGE_KEY):
        return int(turn.values[MESSAGE_KEY])
    named = parse_retraction_request(turn.text) == NAMED_MESSAGE
    is_meant = find_identifiers if named else _asks_something_else
    return stored_messages.find_last_typed_message(turn.unit, turn.conversation, turn.seq, is_meant)


def _asks_something_else(text: str) -> bool:
    return parse_retraction_request(text) is None
